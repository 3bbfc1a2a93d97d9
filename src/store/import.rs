//! Bringing a list's customers into the store: what is new is added, what changed is updated, what is gone is marked.
//!
//! The list is laid beside the store in a table of its own and merged by a few statements over whole tables, so that a
//! million customers cost seconds on a file and on a server alike.

use std::ops::AddAssign;

use super::customer::{Customer, KEPT, joined, listed};
use super::database::{Database, count, in_transaction};
use super::{Store, placeholders};
use crate::error::Result;

/// A list whose customers come into the store.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// What the list is called: the same from one import to the next.
    pub name: &'a str,
    /// Whether it has every customer of its kind, so that one it does not have any more is gone.
    pub is_full: bool,
    /// The day, ISO 8601.
    pub day: &'a str,
}

/// What an import changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Customers in the list, each counted once.
    pub customers: u64,
    /// Those that were not in the store.
    pub added: u64,
    /// Those of which something is new.
    pub updated: u64,
    /// Those that an earlier full import of the list had and this one has not.
    pub gone: u64,
}

impl AddAssign for Imported {
    fn add_assign(&mut self, other: Imported) {
        self.customers += other.customers;
        self.added += other.added;
        self.updated += other.updated;
        self.gone += other.gone;
    }
}

/// What the names of runs begin with where customers come from them.
pub(super) const OF_A_RUN: &str = "run of ";

/// How many customers go to the database at a time.
const AT_A_TIME: usize = 200;

/// The columns of the table beside the store.
const BESIDE: usize = KEPT.len() + 4;

impl Store {
    /// Brings a list's customers into the store, wholly or not at all. What a list does not say of a customer stays as
    /// another list said it.
    ///
    /// # Errors
    /// Those of `customers` and of the database.
    pub fn import(
        &mut self,
        list: List<'_>,
        customers: &mut dyn Iterator<Item = Result<Customer>>,
    ) -> Result<Imported> {
        in_transaction(&mut *self.database, |database| import(database, list, customers))
    }
}

/// The same within a transaction.
pub(super) fn import(
    database: &mut dyn Database,
    list: List<'_>,
    customers: &mut dyn Iterator<Item = Result<Customer>>,
) -> Result<Imported> {
    lay_beside(database, list, customers)?;
    recognise(database)?;
    let imported = Imported {
        customers: count(database, "incoming")?,
        updated: update(database, list)?,
        added: add(database, list)?,
        gone: if list.is_full { mark_gone(database, list)? } else { 0 },
    };
    database.execute("DROP TABLE incoming", &[])?;
    Ok(imported)
}

fn lay_beside(
    database: &mut dyn Database,
    list: List<'_>,
    customers: &mut dyn Iterator<Item = Result<Customer>>,
) -> Result<()> {
    let fields = super::customer::columns("TEXT NOT NULL");
    database.execute(
        &format!(
            "CREATE TEMPORARY TABLE incoming (identity TEXT PRIMARY KEY, tenant TEXT NOT NULL, \
             registered TEXT NOT NULL, place TEXT NOT NULL, {fields})"
        ),
        &[],
    )?;
    let mut waiting: Vec<[String; BESIDE]> = Vec::with_capacity(AT_A_TIME);
    for customer in customers {
        let customer = customer?;
        let (identity, registered) = (customer.identity(list.name), customer.registered());
        let mut before = [identity, customer.tenant, registered, customer.place].into_iter();
        let mut values = customer.values.into_iter();
        waiting.push(std::array::from_fn(|_| before.next().or_else(|| values.next()).unwrap_or_default()));
        if waiting.len() == AT_A_TIME {
            lay(database, &waiting)?;
            waiting.clear();
        }
    }
    lay(database, &waiting)?;
    for column in ["tenant", "registered"] {
        let with_id = "WHERE customer_id <> ''";
        database.execute(&format!("CREATE INDEX incoming_by_{column} ON incoming ({column}) {with_id}"), &[])?;
    }
    Ok(())
}

/// Of customers with one identity the first counts: a list that repeats itself changes nothing.
fn lay(database: &mut dyn Database, rows: &[[String; BESIDE]]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement = format!("INSERT INTO incoming (identity, tenant, registered, place, {}) VALUES ", listed(""));
    for place in 0..rows.len() {
        statement.push_str(if place == 0 { "(" } else { ", (" });
        placeholders(1 + place * BESIDE, BESIDE, &mut statement);
        statement.push(')');
    }
    statement.push_str(" ON CONFLICT (identity) DO NOTHING");
    let values: Vec<&str> = rows.iter().flatten().map(String::as_str).collect();
    database.execute(&statement, &values)?;
    Ok(())
}

/// Customers of the store that the list knows by something surer: a row that a run accepted has no Microsoft ID yet,
/// and gets it from the first export that has its tenant or its registration ID.
fn recognise(database: &mut dyn Database) -> Result<()> {
    for known_by in ["tenant", "registered"] {
        database.execute(
            &format!(
                "UPDATE customers SET identity = (SELECT MIN(incoming.identity) FROM incoming \
                 WHERE incoming.{known_by} = customers.{known_by} AND incoming.customer_id <> '') \
                 WHERE customer_id = '' AND {known_by} <> '' \
                 AND 1 = (SELECT COUNT(*) FROM incoming \
                 WHERE incoming.{known_by} = customers.{known_by} AND incoming.customer_id <> '') \
                 AND 1 = (SELECT COUNT(*) FROM customers other WHERE other.{known_by} = customers.{known_by} \
                 AND other.customer_id = '') \
                 AND NOT EXISTS (SELECT 1 FROM incoming JOIN customers other ON other.identity = incoming.identity \
                 WHERE incoming.{known_by} = customers.{known_by} AND incoming.customer_id <> '')"
            ),
            &[],
        )?;
    }
    Ok(())
}

/// Updates what the list says otherwise, and remembers names that changed.
fn update(database: &mut dyn Database, list: List<'_>) -> Result<u64> {
    let is_other = "incoming.company_name <> '' AND incoming.company_name <> customers.company_name";
    database.execute(
        &format!(
            "INSERT INTO former_names (identity, name, until) \
             SELECT customers.identity, customers.company_name, $1 FROM customers \
             JOIN incoming ON incoming.identity = customers.identity \
             WHERE {is_other} AND customers.company_name <> '' ON CONFLICT (identity, name) DO NOTHING"
        ),
        &[list.day],
    )?;
    let changes = KEPT
        .iter()
        .map(|field| format!("(incoming.{0} <> '' AND incoming.{0} <> customers.{0})", field.name()))
        .collect::<Vec<_>>()
        .join(" OR ");
    let fields = joined(|field, out| {
        use std::fmt::Write as _;
        write!(out, "{0} = CASE WHEN incoming.{0} = '' THEN customers.{0} ELSE incoming.{0} END", field.name())
    });
    let updated = database.execute(
        &format!(
            "UPDATE customers SET {fields} FROM incoming WHERE incoming.identity = customers.identity \
             AND ({changes})"
        ),
        &[],
    )?;
    // A name that a customer has again is no former one.
    database.execute(
        "DELETE FROM former_names WHERE EXISTS (SELECT 1 FROM customers \
         WHERE customers.identity = former_names.identity AND customers.company_name = former_names.name)",
        &[],
    )?;
    // Only what differs is written: a full list tells of nearly every customer what was known.
    let kept = ["tenant", "registered", "place"];
    let values = kept.map(|column| {
        format!("{column} = CASE WHEN incoming.{column} = '' THEN customers.{column} ELSE incoming.{column} END")
    });
    let differs = kept.map(|column| format!("(incoming.{column} <> '' AND incoming.{column} <> customers.{column})"));
    database.execute(
        &format!(
            "UPDATE customers SET {} FROM incoming WHERE incoming.identity = customers.identity AND ({})",
            values.join(", "),
            differs.join(" OR ")
        ),
        &[],
    )?;
    // Whether a customer is gone is for the list to say that it comes from. Only a full list takes it from another, and
    // any list from a run.
    let is_its_list = if list.is_full {
        "1 = 1".to_owned()
    } else {
        format!("(customers.origin = $1 OR customers.origin LIKE '{OF_A_RUN}%')")
    };
    database.execute(
        &format!(
            "UPDATE customers SET last_seen = $2, gone_since = CASE WHEN {is_its_list} THEN '' ELSE customers.gone_since END, \
             origin = CASE WHEN {is_its_list} THEN $1 ELSE customers.origin END \
             FROM incoming WHERE incoming.identity = customers.identity AND (customers.last_seen <> $2 \
             OR ({is_its_list} AND (customers.gone_since <> '' OR customers.origin <> $1)))"
        ),
        &[list.name, list.day],
    )?;
    Ok(updated)
}

fn add(database: &mut dyn Database, list: List<'_>) -> Result<u64> {
    let fields = listed("");
    database.execute(
        &format!(
            "INSERT INTO customers (identity, tenant, registered, place, {fields}, origin, first_seen, last_seen, \
             gone_since) SELECT identity, tenant, registered, place, {fields}, $1, $2, $2, '' FROM incoming \
             WHERE NOT EXISTS (SELECT 1 FROM customers WHERE customers.identity = incoming.identity)"
        ),
        &[list.name, list.day],
    )
}

fn mark_gone(database: &mut dyn Database, list: List<'_>) -> Result<u64> {
    database.execute(
        "UPDATE customers SET gone_since = $1 WHERE origin = $2 AND gone_since = '' \
         AND NOT EXISTS (SELECT 1 FROM incoming WHERE incoming.identity = customers.identity)",
        &[list.day, list.name],
    )
}
