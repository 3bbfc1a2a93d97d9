//! The store of known customers: what Partner Center's exports and other lists say, and what earlier runs accepted, so
//! that tonight's run knows last night's.
//!
//! One file of an embedded database, or a `PostgreSQL` server that several operators share: the same tables and the same
//! statements behind one small trait, `Database`. This room knows customers and dates; it knows nothing of how lists
//! are read, how rows are matched, or what a run is but its name.

mod customer;
mod database;
mod decisions;
mod forget;
mod history;
mod import;
mod runs;
mod server;
mod sqlite;
mod tls;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::path::Path;

use crate::error::{Error, Result};

pub use customer::{Customer, KEPT, Stored};
pub use decisions::PairDecision;
pub use forget::Forgotten;
pub use history::PastRun;
pub use import::{Imported, List};
pub use runs::{Recorded, Run, RunState};

use database::Database;

/// The version of the tables. A store of another version is refused, never half understood.
const VERSION: &str = "1";

/// Who holds a store for writing, where somebody does.
const IN_USE: &str = "another run or import is using the store of known customers";

/// A store of known customers, held for one program at a time: nobody else writes while it is open.
pub struct Store {
    database: Box<dyn Database>,
    address: String,
}

/// How many customers there are, for a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// All of them.
    pub customers: u64,
    /// Those that a later full list did not have any more.
    pub gone: u64,
    /// Those that a run accepted and no list has confirmed yet.
    pub accepted: u64,
    /// Names that customers had before.
    pub former_names: u64,
    /// How many come from where, in the order of the names of lists and runs.
    pub origins: Vec<(String, u64)>,
    /// How many are in which country; the empty one is not known.
    pub countries: Vec<(String, u64)>,
}

impl Store {
    /// Opens a store: a file, which is made if it is not there, or a server's address that begins with `postgres://`.
    ///
    /// # Errors
    /// The store is of another version, is in use, or cannot be reached.
    pub fn open(address: &str) -> Result<Store> {
        let database: Box<dyn Database> = if is_server(address) {
            Box::new(server::Postgres::connect(address)?)
        } else {
            Box::new(sqlite::Sqlite::open(address.as_ref())?)
        };
        let mut store = Store { database, address: address.to_owned() };
        store.make_tables().map_err(|error| error.in_file(name_of(address)))?;
        Ok(store)
    }

    /// Whether there is a store to open: a file that exists. Of a server only opening it tells.
    pub fn is_there(address: &str) -> bool {
        is_server(address) || Path::new(address).exists()
    }

    /// Where the store is, without a password.
    pub fn name(&self) -> String {
        name_of(&self.address)
    }

    fn make_tables(&mut self) -> Result<()> {
        let database = &mut *self.database;
        database.make_tables(include_str!("store/schema.sql"), &customer::columns("{text} NOT NULL"))?;
        let mut version = String::new();
        database.query("SELECT value FROM store WHERE name = 'version'", &[], &mut |row| {
            version.clone_from(&row[0]);
            Ok(())
        })?;
        if version.is_empty() {
            database.execute("INSERT INTO store (name, value) VALUES ('version', $1)", &[VERSION])?;
            return Ok(());
        }
        if version != VERSION {
            return Err(Error::could_not_run(format!(
                "the store has tables of version {version}, and this program knows version {VERSION}"
            ))
            .with_hint("use the version of `intake` that made it, or export it with that one and import it anew"));
        }
        Ok(())
    }

    /// Visits every customer in the order of their identities; each time with one of the names it had, today's first.
    pub fn each(&mut self, visit: &mut dyn FnMut(&Stored) -> Result<()>) -> Result<()> {
        let query = format!(
            "SELECT {}, COALESCE(f.name, '') FROM customers c \
             LEFT JOIN former_names f ON f.identity = c.identity ORDER BY c.identity, f.name",
            Stored::columns("c"),
        );
        let mut before: Option<Stored> = None;
        self.database.query(&query, &[], &mut |row| {
            let former = row[row.len() - 1].clone();
            match &mut before {
                Some(stored) if stored.identity == row[0] => stored.former_names.push(former),
                _ => {
                    let mut stored = Stored::from_row(row);
                    stored.former_names.extend((!former.is_empty()).then_some(former));
                    if let Some(complete) = before.replace(stored) {
                        visit(&complete)?;
                    }
                }
            }
            Ok(())
        })?;
        before.map_or(Ok(()), |last| visit(&last))
    }

    /// How many customers there are, and where they come from.
    pub fn stats(&mut self) -> Result<Stats> {
        let mut stats = Stats::default();
        let counted = "SELECT 'customers', CAST(COUNT(*) AS {text}) FROM customers \
             UNION ALL SELECT 'gone', CAST(COUNT(*) AS {text}) FROM customers WHERE gone_since <> '' \
             UNION ALL SELECT 'accepted', CAST(COUNT(*) AS {text}) FROM customers WHERE customer_id = '' AND place <> '' \
             UNION ALL SELECT 'former', CAST(COUNT(*) AS {text}) FROM former_names";
        self.database.query(&counted.replace("{text}", "TEXT"), &[], &mut |row| {
            let count = row[1].parse().unwrap_or_default();
            match row[0].as_str() {
                "customers" => stats.customers = count,
                "gone" => stats.gone = count,
                "accepted" => stats.accepted = count,
                _ => stats.former_names = count,
            }
            Ok(())
        })?;
        for (column, counts) in [("origin", &mut stats.origins), ("country", &mut stats.countries)] {
            let query =
                format!("SELECT {column}, CAST(COUNT(*) AS TEXT) FROM customers GROUP BY {column} ORDER BY {column}");
            self.database.query(&query, &[], &mut |row| {
                counts.push((row[0].clone(), row[1].parse().unwrap_or_default()));
                Ok(())
            })?;
        }
        Ok(stats)
    }
}

/// Whether an address is a server's. One that is mistyped behind its scheme is: as a file's name it would be told with
/// its password.
fn is_server(address: &str) -> bool {
    ["postgres:", "postgresql:"].iter().any(|scheme| address.starts_with(scheme))
}

/// How messages name a store: of a server's address only the host and the database, since user, password and settings
/// are nobody's business.
pub fn name_of(address: &str) -> String {
    if !is_server(address) {
        return address.to_owned();
    }
    let place = address.rsplit_once('@').map_or(address, |(_, place)| place);
    let place = place.rsplit_once("//").map_or(place, |(_, place)| place);
    format!("postgres://{}", place.split_once('?').map_or(place, |(place, _)| place))
}

fn in_use(name: &str) -> Error {
    Error::could_not_run(IN_USE).in_file(name).with_hint("wait until it is done, then try again")
}

/// A placeholder list for `count` values, counted from `first`.
fn placeholders(first: usize, count: usize, out: &mut String) {
    for place in first..first + count {
        let _ = write!(out, "{}${place}", if place == first { "" } else { ", " });
    }
}
