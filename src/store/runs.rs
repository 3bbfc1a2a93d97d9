//! What runs accepted comes into the store when their results have been published, and never otherwise.
//!
//! A run announces its result before it publishes it, and confirms it with the accepted rows afterwards. Whoever opens
//! the store for the next run finds an announcement that was not confirmed, looks whether that result was published,
//! and confirms or withdraws it.

use super::Store;
use super::customer::Customer;
use super::database::in_transaction;
use super::import::{Imported, List, import};
use crate::error::Result;

/// A run, as the store remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// What tells it from all others: the checksum of its manifest.
    pub id: String,
    /// Its day, ISO 8601.
    pub day: String,
    /// The folder of its result.
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

impl Store {
    /// Notes that a run is about to publish its result.
    pub fn announce(&mut self, run: &Run) -> Result<()> {
        self.database.execute(
            "INSERT INTO runs (run, day, folder, inputs, state) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (run) DO NOTHING",
            &[&run.id, &run.day, &run.folder, &run.inputs, RunState::Announced.name()],
        )?;
        Ok(())
    }

    /// Takes an announcement back: the result was not published.
    pub fn withdraw(&mut self, run: &str) -> Result<()> {
        self.database.execute("DELETE FROM runs WHERE run = $1 AND state = $2", &[run, RunState::Announced.name()])?;
        Ok(())
    }

    /// Brings the rows that an announced run accepted into the store, now that its result has been published.
    pub fn record(&mut self, run: &Run, accepted: &mut dyn Iterator<Item = Result<Customer>>) -> Result<Imported> {
        in_transaction(&mut *self.database, |database| {
            let name = format!("run of {}", run.day);
            let imported = import(database, List { name: &name, is_full: false, day: &run.day }, accepted)?;
            database.execute("UPDATE runs SET state = $1 WHERE run = $2", &[RunState::Recorded.name(), &run.id])?;
            Ok(imported)
        })
    }

    /// The runs that the store knows, oldest first.
    pub fn runs(&mut self) -> Result<Vec<Run>> {
        let mut runs = Vec::new();
        let query = "SELECT run, day, folder, inputs, state FROM runs ORDER BY day, run";
        self.database.query(query, &[], &mut |row| {
            let state = if row[4] == RunState::Recorded.name() { RunState::Recorded } else { RunState::Announced };
            let [id, day, folder, inputs] = [0, 1, 2, 3].map(|place| row[place].clone());
            runs.push(Run { id, day, folder, inputs, state });
            Ok(())
        })?;
        Ok(runs)
    }
}
