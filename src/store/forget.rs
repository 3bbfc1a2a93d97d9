//! Erasing for good: customers, or what is known of a person, wherever the store has it.

use std::fmt::Write as _;

use super::customer::PERSONAL;
use super::database::in_transaction;
use super::{Store, Stored, decisions};
use crate::error::Result;

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Customers.
    pub customers: u64,
    /// Their former names.
    pub former_names: u64,
    /// What people had decided of them.
    pub decisions: u64,
    /// Customers that stay, without the person who stood for them.
    pub contacts: u64,
}

impl Store {
    /// Erases customers for good, with their former names and what was decided of them.
    pub fn forget(&mut self, identities: &[String]) -> Result<Forgotten> {
        let forgotten = in_transaction(&mut *self.database, |database| {
            let mut forgotten = Forgotten::default();
            for identity in identities {
                let mut names = Vec::new();
                let query = format!("SELECT {} FROM customers c WHERE c.identity = $1", Stored::columns("c"));
                database.query(&query, &[identity], &mut |row| {
                    names.extend(Stored::from_row(row).in_decisions());
                    Ok(())
                })?;
                forgotten.decisions += decisions::erase(database, &names)?;
                forgotten.former_names +=
                    database.execute("DELETE FROM former_names WHERE identity = $1", &[identity])?;
                forgotten.customers += database.execute("DELETE FROM customers WHERE identity = $1", &[identity])?;
            }
            Ok(forgotten)
        })?;
        self.database.erase_traces()?;
        Ok(forgotten)
    }

    /// Erases one person's data for good wherever their mail address stands: name, address and phone. The companies
    /// stay.
    pub fn forget_person(&mut self, email: &str) -> Result<Forgotten> {
        let mut blank = String::new();
        for field in PERSONAL {
            // Writing to a string cannot fail.
            let _ = write!(blank, "{}{} = ''", if blank.is_empty() { "" } else { ", " }, field.name());
        }
        let statement = format!("UPDATE customers SET {blank} WHERE email <> '' AND LOWER(email) = LOWER($1)");
        let contacts = self.database.execute(&statement, &[email.trim()])?;
        self.database.erase_traces()?;
        Ok(Forgotten { contacts, ..Forgotten::default() })
    }
}
