//! The store on a `PostgreSQL` server, shared by several operators.

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use postgres::{Client, NoTls};

use super::database::{Database, Values};
use super::tls::Address;
use super::{in_use, name_of};
use crate::error::{Error, Result};

/// The advisory lock that stands for the store: who holds it may write. Any number will do, if it is always the same.
const LOCK: &str = "4823771906";

const ABOUT_THE_ADDRESS: &str =
    "check that the server is running, and its address: postgres://USER:PASSWORD@HOST/DATABASE";

const ABOUT_THE_USER: &str = "the server is there and refuses: check the user, the password and the name of the database \
     in the address, postgres://USER:PASSWORD@HOST/DATABASE";

const ABOUT_RIGHTS: &str = "let the user of the address make tables there: GRANT CREATE ON SCHEMA public TO ...";

const ABOUT_ENCRYPTION: &str = "if the server's certificate is by an authority of your own, name its file with \
     `sslrootcert=FILE` in the address; where the network is safe without encryption, say `sslmode=disable`";

pub(super) struct Postgres {
    client: Client,
}

impl Postgres {
    /// Connects to the server and takes the store. The lock goes with the connection, whatever ends it.
    pub(super) fn connect(address: &str) -> Result<Self> {
        let parsed = Address::parse(address)?;
        let config = &parsed.config;
        let connected = if parsed.is_remote() { config.connect(parsed.encryption()?) } else { config.connect(NoTls) };
        let client = connected.map_err(|error| {
            let failed = Error::could_not_run("the server of the store of known customers cannot be reached")
                .in_file(name_of(address));
            let hint = match error.as_db_error() {
                Some(_) => ABOUT_THE_USER,
                None if is_of_encryption(&error) => ABOUT_ENCRYPTION,
                None => ABOUT_THE_ADDRESS,
            };
            failed.because(error).with_hint(hint)
        })?;
        let mut database = Postgres { client };
        let mut is_ours = false;
        database.query(&format!("SELECT CAST(pg_try_advisory_lock({LOCK}) AS TEXT)"), &[], &mut |row| {
            is_ours = row[0] == "true";
            Ok(())
        })?;
        if is_ours { Ok(database) } else { Err(in_use(&name_of(address))) }
    }
}

impl Database for Postgres {
    fn make_tables(&mut self, schema: &str, fields: &str) -> Result<()> {
        let schema = schema.replace("{fields}", fields).replace("{text}", "TEXT COLLATE \"C\"");
        // What is there already is no news.
        let quiet = format!("SET client_min_messages = warning; {schema}");
        self.client.batch_execute(&quiet).map_err(failed)
    }

    fn execute(&mut self, statement: &str, values: Values<'_>) -> Result<u64> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(statement, &values).map_err(failed)
    }

    fn query(&mut self, query: &str, values: Values<'_>, visit: &mut dyn FnMut(&[String]) -> Result<()>) -> Result<()> {
        let mut rows = self.client.query_raw(query, values.iter().copied()).map_err(failed)?;
        let mut cells = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            cells.clear();
            for place in 0..row.len() {
                let text: Option<&str> = row.try_get(place).map_err(failed)?;
                cells.push(text.unwrap_or_default().to_owned());
            }
            visit(&cells)?;
        }
        Ok(())
    }

    fn erase_traces(&mut self) -> Result<()> {
        ["customers", "former_names", "decisions"]
            .iter()
            .try_for_each(|table| self.client.batch_execute(&format!("VACUUM FULL {table}")).map_err(failed))
    }
}

/// Whether the server was found, and only the way to it could not be secured.
fn is_of_encryption(error: &postgres::Error) -> bool {
    // The driver tells its kinds of errors apart in words alone.
    error.to_string().contains("TLS")
}

fn failed(error: postgres::Error) -> Error {
    if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
        let refused = Error::could_not_run("the store of known customers may not be used by this user");
        return refused.because(error).with_hint(ABOUT_RIGHTS);
    }
    Error::failed("the store of known customers could not be used").because(error)
}
