//! The store as one file of an embedded database.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params_from_iter};

use super::database::{Database, Values};
use super::in_use;
use crate::error::{Error, IoContext as _, Result};

/// What to try where the file cannot be written.
const ABOUT_THE_PLACE: &str = "check that the folder of the store is there and that you may write in it";

pub(super) struct Sqlite {
    connection: Connection,
    /// Held locked while the store is open: nobody else writes meanwhile.
    _lock: File,
}

impl Sqlite {
    /// Opens the file, or makes it. Only its owner may read it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let lock = lock(path)?;
        make_private(path)?;
        let opened = || {
            let connection = Connection::open(path)?;
            // One file that is whole or as it was, nothing left beside it, and nothing of what was deleted left in it.
            connection.pragma_update(None, "journal_mode", "DELETE")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "secure_delete", "ON")?;
            connection.pragma_update(None, "foreign_keys", "ON")?;
            connection.pragma_update(None, "cache_size", -65_536)?;
            Ok(connection)
        };
        let connection = opened().map_err(|error: rusqlite::Error| {
            Error::could_not_run("this is no store of known customers that can be opened")
                .in_file(path)
                .because(error)
                .with_hint("name the file that `intake customers import` made, or a new one")
        })?;
        Ok(Sqlite { connection, _lock: lock })
    }
}

/// Locks the file beside the store that stands for it. The lock goes with the process, whatever ends it.
fn lock(path: &Path) -> Result<File> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&beside)
        .writing(path)
        .map_err(|error| error.with_hint_for_place(ABOUT_THE_PLACE))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(in_use(&path.to_string_lossy())),
        Err(std::fs::TryLockError::Error(error)) => Err(error).writing(path),
    }
}

/// Makes the file before the database does, so that at no moment others may read it.
fn make_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).writing(path).map_err(|error| error.with_hint_for_place(ABOUT_THE_PLACE))?;
    Ok(())
}

impl Database for Sqlite {
    fn make_tables(&mut self, schema: &str, fields: &str) -> Result<()> {
        let schema = schema.replace("{fields}", fields).replace("{text}", "TEXT");
        self.connection.execute_batch(&schema).map_err(failed)
    }

    fn execute(&mut self, statement: &str, values: Values<'_>) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(&numbered(statement)).map_err(failed)?;
        let changed = statement.execute(params_from_iter(values)).map_err(failed)?;
        Ok(changed as u64)
    }

    fn query(&mut self, query: &str, values: Values<'_>, visit: &mut dyn FnMut(&[String]) -> Result<()>) -> Result<()> {
        let mut query = self.connection.prepare_cached(&numbered(query)).map_err(failed)?;
        let columns = query.column_count();
        let mut rows = query.query(params_from_iter(values)).map_err(failed)?;
        let mut cells = vec![String::new(); columns];
        while let Some(row) = rows.next().map_err(failed)? {
            for (place, cell) in cells.iter_mut().enumerate() {
                cell.clear();
                cell.push_str(text(row, place).map_err(failed)?);
            }
            visit(&cells)?;
        }
        Ok(())
    }

    fn erase_traces(&mut self) -> Result<()> {
        self.connection.execute_batch("VACUUM").map_err(failed)
    }
}

/// `SQLite` takes `$1` for a name, and counts names as they come; `?1` is the first value wherever it stands.
fn numbered(statement: &str) -> String {
    statement.replace('$', "?")
}

fn text<'r>(row: &'r Row<'_>, place: usize) -> rusqlite::Result<&'r str> {
    match row.get_ref(place)? {
        ValueRef::Null => Ok(""),
        value => Ok(value.as_str()?),
    }
}

fn failed(error: rusqlite::Error) -> Error {
    let error_code = error.sqlite_error_code();
    let failed = Error::failed("the store of known customers could not be used").because(error);
    match error_code {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            Error::could_not_run("the file is no store of known customers, or it is damaged")
                .because(failed)
                .with_hint("name the file that `intake customers import` made, or restore it from a copy")
        }
        Some(rusqlite::ErrorCode::DiskFull) => failed.with_hint("free some space on its disk"),
        _ => failed,
    }
}
