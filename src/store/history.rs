//! What runs came to, whether they published a result or not: for people who look in the morning.
//!
//! A run is noted when it begins and again when it ends, so that one that was killed is seen too. What was processed is
//! told by `runs`, never by this: it may be forgotten.

use super::Store;
use crate::error::Result;

/// A run as the history has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastRun {
    /// When it began: UTC, RFC 3339 with nine digits of the second, so that texts stand in the order of time.
    pub started: String,
    /// The machine that it ran on.
    pub machine: String,
    /// The folder of its result; empty where nothing was published.
    pub folder: String,
    /// How many inputs it read.
    pub inputs: u64,
    /// How many it could not read, and went on without.
    pub failed_inputs: u64,
    /// Data rows.
    pub rows: u64,
    /// Of these, how many were accepted, are relationship requests, are to review, and were rejected.
    pub lists: [u64; 4],
    /// How long it took.
    pub milliseconds: u64,
    /// How it ended; none while it runs, and for good if it was killed.
    pub exit_code: Option<u8>,
    /// Why nothing was published; empty if something was, or there was nothing to do.
    pub problem: String,
}

const COLUMNS: &str = "started, machine, folder, inputs, failed_inputs, total_rows, accepted, relationship_request, \
                       review, rejected, milliseconds, exit_code, problem";

impl Store {
    /// Notes a run, or what has become of it since it was noted.
    pub fn note(&mut self, run: &PastRun) -> Result<()> {
        let [accepted, requests, review, rejected] = run.lists.map(|count| count.to_string());
        let exit_code = run.exit_code.map_or_else(String::new, |code| code.to_string());
        let numbers = [run.inputs, run.failed_inputs, run.rows, run.milliseconds].map(|number| number.to_string());
        let [inputs, failed_inputs, rows, milliseconds] = &numbers;
        let statement = format!(
            "INSERT INTO history ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT (started, machine) DO UPDATE SET folder = excluded.folder, inputs = excluded.inputs, \
             failed_inputs = excluded.failed_inputs, total_rows = excluded.total_rows, accepted = excluded.accepted, \
             relationship_request = excluded.relationship_request, review = excluded.review, \
             rejected = excluded.rejected, milliseconds = excluded.milliseconds, exit_code = excluded.exit_code, \
             problem = excluded.problem"
        );
        self.database.execute(
            &statement,
            &[
                &run.started,
                &run.machine,
                &run.folder,
                inputs,
                failed_inputs,
                rows,
                &accepted,
                &requests,
                &review,
                &rejected,
                milliseconds,
                &exit_code,
                &run.problem,
            ],
        )?;
        Ok(())
    }

    /// The newest runs, the newest first.
    pub fn history(&mut self, limit: u64) -> Result<Vec<PastRun>> {
        let mut runs = Vec::new();
        let query = format!("SELECT {COLUMNS} FROM history ORDER BY started DESC, machine LIMIT {limit}");
        self.database.query(&query, &[], &mut |row| {
            let text = |place: usize| row[place].clone();
            let number = |place: usize| row[place].parse().unwrap_or_default();
            runs.push(PastRun {
                started: text(0),
                machine: text(1),
                folder: text(2),
                inputs: number(3),
                failed_inputs: number(4),
                rows: number(5),
                lists: [6, 7, 8, 9].map(number),
                milliseconds: number(10),
                exit_code: row[11].parse().ok(),
                problem: text(12),
            });
            Ok(())
        })?;
        Ok(runs)
    }

    /// How many runs began before a day, ISO 8601.
    pub fn history_before(&mut self, day: &str) -> Result<u64> {
        let mut count = 0;
        let query = "SELECT CAST(COUNT(*) AS TEXT) FROM history WHERE started < $1";
        self.database.query(query, &[day], &mut |row| {
            count = row[0].parse().unwrap_or_default();
            Ok(())
        })?;
        Ok(count)
    }

    /// Forgets the runs that began before a day. What they processed is still known by its checksum.
    pub fn forget_history_before(&mut self, day: &str) -> Result<u64> {
        self.database.execute("DELETE FROM history WHERE started < $1", &[day])
    }
}
