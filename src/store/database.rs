//! What a database has to do for the store. Statements are the same for all: values are text, and the placeholder of the
//! first is `$1`.

use crate::error::Result;

/// The values of a statement's placeholders.
pub(super) type Values<'a> = &'a [&'a str];

/// A database that holds a store. Dropped within a transaction, it undoes it.
pub(super) trait Database: Send {
    /// Makes the tables that are not there yet. `{fields}` in the schema are the columns `fields`; `{text}` is the
    /// database's own type for text that compares byte by byte.
    fn make_tables(&mut self, schema: &str, fields: &str) -> Result<()>;

    /// Does a statement. Returns how many rows it changed.
    fn execute(&mut self, statement: &str, values: Values<'_>) -> Result<u64>;

    /// Visits the rows of a query, one at a time.
    fn query(&mut self, query: &str, values: Values<'_>, visit: &mut dyn FnMut(&[String]) -> Result<()>) -> Result<()>;

    /// Removes what deleted rows have left behind in the files.
    fn erase_traces(&mut self) -> Result<()>;
}

/// Does the work wholly or not at all.
pub(super) fn in_transaction<T>(
    database: &mut dyn Database,
    work: impl FnOnce(&mut dyn Database) -> Result<T>,
) -> Result<T> {
    database.execute("BEGIN", &[])?;
    match work(database) {
        Ok(done) => {
            database.execute("COMMIT", &[])?;
            Ok(done)
        }
        Err(error) => {
            // The first error is the one to tell; a transaction that cannot be undone now is when the store is closed.
            let _ = database.execute("ROLLBACK", &[]);
            Err(error)
        }
    }
}

/// How many rows a table has.
pub(super) fn count(database: &mut dyn Database, table: &str) -> Result<u64> {
    let mut count = 0;
    database.query(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}"), &[], &mut |row| {
        count = row[0].parse().unwrap_or_default();
        Ok(())
    })?;
    Ok(count)
}
