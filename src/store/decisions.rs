//! What people decided of pairs of companies in review files: in force once the run that read them was published.

use serde::{Deserialize, Serialize};

use super::Store;
use super::database::Database;
use super::runs::Run;
use crate::error::Result;
use crate::model::Decision;

/// What somebody decided of two companies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairDecision {
    /// The company that came in; see [`Company::identity`](crate::model::Company::identity).
    pub company: String,
    /// The one that was known; see [`reference`](crate::model::reference).
    pub known: String,
    /// Whether the two are one.
    pub decision: Decision,
    /// The day of the run that read it, ISO 8601.
    pub day: String,
}

impl Store {
    /// The decisions that are in force, in the order of the companies.
    pub fn decisions(&mut self) -> Result<Vec<PairDecision>> {
        let mut decisions = Vec::new();
        let query = "SELECT company, known, decision, day FROM decisions WHERE run = '' ORDER BY company, known";
        self.database.query(query, &[], &mut |row| {
            let [company, known, day] = [0, 1, 3].map(|place| row[place].clone());
            decisions.push(PairDecision { company, known, decision: read(&row[2]), day });
            Ok(())
        })?;
        Ok(decisions)
    }

    /// Takes back what was decided of a company, or of it and one other. Returns how many decisions that were.
    pub fn revoke(&mut self, company: &str, known: Option<&str>) -> Result<u64> {
        let statement = "DELETE FROM decisions WHERE run = '' AND company = $1 AND ($2 = '' OR known = $2)";
        self.database.execute(statement, &[company, known.unwrap_or_default()])
    }
}

/// Notes what a run has read, to be in force when it is recorded.
pub(super) fn announce(database: &mut dyn Database, run: &Run, decisions: &[PairDecision]) -> Result<()> {
    for pair in decisions {
        database.execute(
            "INSERT INTO decisions (company, known, decision, day, run) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (company, known, run) DO UPDATE SET decision = excluded.decision",
            &[&pair.company, &pair.known, pair.decision.name(), &run.day, &run.id],
        )?;
    }
    Ok(())
}

/// Puts in force what a run has read. Returns how many decisions are new.
pub(super) fn record(database: &mut dyn Database, run: &str) -> Result<u64> {
    let same_pair = "other.company = decisions.company AND other.known = decisions.known";
    for statement in [
        format!(
            "DELETE FROM decisions WHERE run = $1 AND EXISTS (SELECT 1 FROM decisions other WHERE {same_pair} \
             AND other.run = '' AND other.decision = decisions.decision)"
        ),
        format!(
            "DELETE FROM decisions WHERE run = '' AND EXISTS (SELECT 1 FROM decisions other WHERE {same_pair} \
             AND other.run = $1)"
        ),
    ] {
        database.execute(&statement, &[run])?;
    }
    database.execute("UPDATE decisions SET run = '' WHERE run = $1", &[run])
}

/// Forgets what a run has read that was not published.
pub(super) fn withdraw(database: &mut dyn Database, run: &str) -> Result<()> {
    database.execute("DELETE FROM decisions WHERE run = $1", &[run])?;
    Ok(())
}

/// Erases every decision about a customer, on whichever side of it. Returns how many.
pub(super) fn erase(database: &mut dyn Database, names: &[String]) -> Result<u64> {
    names.iter().try_fold(0, |count, name| {
        Ok(count + database.execute("DELETE FROM decisions WHERE company = $1 OR known = $1", &[name])?)
    })
}

fn read(name: &str) -> Decision {
    if name == Decision::New.name() { Decision::New } else { Decision::Existing }
}
