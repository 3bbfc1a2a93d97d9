//! What is set: the configuration, the partner, the lists of customers, when it is.

use std::path::Path;

use super::{Check, Doctor, Health, problem};
use crate::error::Stop;
use crate::read::encoding::Look;
use crate::read::header::Purpose;
use crate::read::{ReadOptions, expand, open};
use crate::store::Store;

/// From so many days on, a list of customers may lack some that came since.
const OLD: i64 = 7;

/// So many hours without a run are more than a night.
const MISSED: i64 = 36;

impl Doctor<'_> {
    pub(super) fn configuration(&self) -> Check {
        match &self.config.file {
            Some(file) => {
                self.check("configuration", Health::Well, "configuration", &[("file", &file.to_string_lossy())])
            }
            None => self.check("configuration", Health::Warning, "no-configuration", &[]),
        }
    }

    /// Who the partner is decides what may be sold where, and which rows are the partner's own.
    pub(super) fn partner(&self) -> Vec<Check> {
        let partner = &self.config.partner;
        let set = |name, is_set: bool, key: &str, value: &str| {
            let health = if is_set { Health::Well } else { Health::Warning };
            let key = if is_set { key.to_owned() } else { format!("no-{key}") };
            self.check(name, health, &key, &[("value", value)])
        };
        let country = partner.country.map(|country| country.to_string()).unwrap_or_default();
        vec![
            set("role", true, "role", partner.role.name()),
            set("country", partner.country.is_some(), "country", &country),
            set("domains", !partner.domains.is_empty(), "domains", &partner.domains.join(", ")),
            set("relationship-link", !partner.relationship_link.is_empty(), "link", ""),
        ]
    }

    /// Whether the lists of existing customers can be read, and how old they are.
    pub(super) fn existing(&self) -> Vec<Check> {
        let named = &self.config.input.existing;
        if named.is_empty() {
            return match &self.config.input.store {
                Some(_) => Vec::new(),
                None => vec![self.check("existing", Health::Warning, "no-customers", &[])],
            };
        }
        let files = match expand(named, &Stop::default()) {
            Ok((files, _)) => files,
            Err(error) => return vec![problem("existing", &error)],
        };
        files
            .into_iter()
            .map(|file| {
                let (name, path) = (file.name.clone(), file.path.clone());
                match open(file, &ReadOptions::new(Purpose::Customers), Look::Beginning) {
                    Err(error) => problem("existing", &error),
                    Ok(_) => self.age(&name, &path),
                }
            })
            .collect()
    }

    fn age(&self, name: &str, path: &Path) -> Check {
        let modified = std::fs::metadata(path).and_then(|file| file.modified()).ok();
        let modified = modified.and_then(|modified| jiff::Timestamp::try_from(modified).ok());
        let days = modified.map_or(0, |modified| (self.now.timestamp().as_second() - modified.as_second()) / 86_400);
        let health = if days > OLD { Health::Warning } else { Health::Well };
        let key = if days > OLD { "existing-old" } else { "existing" };
        self.check("existing", health, key, &[("file", name), ("days", &days.max(0).to_string())])
    }

    /// The store: as a run opens it. One that is not there yet is made by the first run.
    pub(super) fn store(&self) -> Check {
        let Some(address) = &self.config.input.store else {
            return self.check("store", Health::Warning, "no-store", &[]);
        };
        let name = crate::store::name_of(address);
        if !Store::is_there(address) {
            return self.writable(
                "store",
                Path::new(address).parent().unwrap_or(Path::new("")),
                "store-to-make",
                &name,
            );
        }
        match Store::open(address).and_then(|mut store| store.stats()) {
            Ok(stats) => {
                let customers = self.words.number(stats.customers);
                self.check("store", Health::Well, "store", &[("store", &name), ("customers", &customers)])
            }
            Err(error) => problem("store", &error),
        }
    }

    /// The day of a run is that of the system's clock in the system's zone.
    pub(super) fn time_zone(&self) -> Check {
        let zone = self.now.time_zone().iana_name().unwrap_or_default().to_owned();
        let time = self.now.strftime("%Y-%m-%d %H:%M").to_string();
        let values = [("zone", zone.as_str()), ("time", time.as_str())];
        if zone.is_empty() || self.now.time_zone().is_unknown() {
            return self.check("time-zone", Health::Warning, "no-time-zone", &values);
        }
        self.check("time-zone", Health::Well, "time-zone", &values)
    }

    /// How the last run ended, and whether it is longer ago than a night. Of a store that cannot be opened all is said.
    pub(super) fn last_run(&self) -> Option<Check> {
        let told = |health, key: &str, values: &[(&str, &str)]| Some(self.check("last-run", health, key, values));
        let Some(history) = &self.history else { return told(Health::Warning, "no-history", &[]) };
        let runs = if Store::is_there(history) { Store::open(history).ok()?.history(1) } else { Ok(Vec::new()) };
        let Some(run) = runs.ok()?.pop() else { return told(Health::Well, "no-run", &[]) };
        let began = run.started.parse::<jiff::Timestamp>().unwrap_or_default();
        let time = began.to_zoned(self.now.time_zone().clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let code = run.exit_code.map(|code| code.to_string()).unwrap_or_default();
        let values = [("time", time.as_str()), ("code", code.as_str()), ("problem", run.problem.as_str())];
        match run.exit_code {
            None => told(Health::Warning, "run-not-ended", &values),
            Some(2..) => told(Health::Warning, "run-failed", &values),
            Some(_) if self.is_missed(began) => told(Health::Warning, "run-long-ago", &values),
            Some(_) => told(Health::Well, "last-run", &values),
        }
    }

    fn is_missed(&self, last: jiff::Timestamp) -> bool {
        let hours = (self.now.timestamp().as_second() - last.as_second()) / 3_600;
        self.config.nightly.inbox.is_some() && hours > MISSED
    }
}
