//! What runs accepted comes into the store when their results have been published, and never otherwise.
//!
//! A run announces its result before it publishes it, and confirms it with the accepted rows afterwards. Whoever opens
//! the store for the next run finds an announcement that was not confirmed, looks whether that result was published,
//! and confirms or withdraws it.

use super::customer::Customer;
use super::database::in_transaction;
use super::decisions::PairDecision;
use super::import::{Imported, List, OF_A_RUN, import};
use super::{Store, decisions};
use crate::error::Result;

/// A run, as the store remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// What tells it from all others: the checksum of its manifest.
    pub id: String,
    /// Its day, ISO 8601.
    pub day: String,
    /// The machine that it ran on: elsewhere its folder means nothing.
    pub machine: String,
    /// The folder of its result, as a whole path.
    pub folder: String,
    /// The checksums of its inputs, one a line.
    pub inputs: String,
    /// How far it came.
    pub state: RunState,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// It was about to publish its result.
    #[default]
    Announced,
    /// Its result was published, and what it accepted is in the store.
    Recorded,
}

impl RunState {
    const fn name(self) -> &'static str {
        match self {
            RunState::Announced => "announced",
            RunState::Recorded => "recorded",
        }
    }
}

/// What a run brought into the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The rows that it accepted.
    pub customers: Imported,
    /// What it read of people's decisions that the store had not learnt before.
    pub decisions: u64,
}

impl Store {
    /// Notes that a run is about to publish its result, and what it has read of people's decisions.
    pub fn announce(&mut self, run: &Run, decisions: &[PairDecision]) -> Result<()> {
        in_transaction(&mut *self.database, |database| {
            database.execute(
                "INSERT INTO runs (run, day, machine, folder, inputs, state) VALUES ($1, $2, $3, $4, $5, $6)",
                &[&run.id, &run.day, &run.machine, &run.folder, &run.inputs, RunState::Announced.name()],
            )?;
            decisions::announce(database, run, decisions)
        })
    }

    /// Takes an announcement back: the result was not published.
    pub fn withdraw(&mut self, run: &str) -> Result<()> {
        in_transaction(&mut *self.database, |database| {
            let announced = RunState::Announced.name();
            database.execute("DELETE FROM runs WHERE run = $1 AND state = $2", &[run, announced])?;
            decisions::withdraw(database, run)
        })
    }

    /// Brings the rows that an announced run accepted into the store, now that its result has been published.
    pub fn record(&mut self, run: &Run, accepted: &mut dyn Iterator<Item = Result<Customer>>) -> Result<Recorded> {
        in_transaction(&mut *self.database, |database| {
            let name = format!("{OF_A_RUN}{}", run.day);
            let customers = import(database, List { name: &name, is_full: false, day: &run.day }, accepted)?;
            let decisions = decisions::record(database, &run.id)?;
            database.execute("UPDATE runs SET state = $1 WHERE run = $2", &[RunState::Recorded.name(), &run.id])?;
            Ok(Recorded { customers, decisions })
        })
    }

    /// The runs that the store knows, oldest first.
    pub fn runs(&mut self) -> Result<Vec<Run>> {
        let mut runs = Vec::new();
        let query = "SELECT run, day, machine, folder, inputs, state FROM runs ORDER BY day, run";
        self.database.query(query, &[], &mut |row| {
            let state = if row[5] == RunState::Recorded.name() { RunState::Recorded } else { RunState::Announced };
            let [id, day, machine, folder, inputs] = [0, 1, 2, 3, 4].map(|place| row[place].clone());
            runs.push(Run { id, day, machine, folder, inputs, state });
            Ok(())
        })?;
        Ok(runs)
    }
}
