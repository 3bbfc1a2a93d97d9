//! A look at everything that a night needs before the first one: each thing is well, could be better, or is a problem, with
//! what to do about it.
//!
//! Nothing is changed, but that a store which is looked into is opened as a run would open it. This room knows what a run
//! needs of the machine; it knows nothing of rows.

mod machine;
mod settings;

use crate::config::Config;
use crate::error::Error;
use crate::messages::Messages;

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// Nothing to do.
    Well,
    /// A night works, and could be better.
    Warning,
    /// A night would fail, or lose sight of something.
    Problem,
}

impl Health {
    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Health::Well => "ok",
            Health::Warning => "warning",
            Health::Problem => "problem",
        }
    }
}

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, a word for programs.
    pub name: &'static str,
    /// How well it is.
    pub health: Health,
    /// What was found, in words.
    pub text: String,
    /// What to do about it; empty if there is nothing.
    pub hint: String,
}

/// What checks are made with: the words, and when it is.
pub struct Doctor<'a> {
    /// What the nights will do.
    pub config: &'a Config,
    /// The language.
    pub words: &'a Messages,
    /// The time.
    pub now: jiff::Zoned,
    /// The store that remembers the runs, if anything does.
    pub history: Option<String>,
}

impl Doctor<'_> {
    /// Looks at everything.
    pub fn look(&self) -> Vec<Check> {
        let mut checks = vec![self.configuration()];
        checks.extend(self.partner());
        checks.extend(self.existing());
        checks.push(self.store());
        checks.extend(self.folders());
        checks.extend(self.listeners());
        checks.push(self.time_zone());
        checks.extend(self.last_run());
        checks
    }

    /// What was found, by the key of its text; a hint is the text of the same key behind `doctor.do-`.
    fn check(&self, name: &'static str, health: Health, key: &str, values: &[(&str, &str)]) -> Check {
        let hint = match health {
            Health::Well => String::new(),
            _ => self.words.fill(&format!("doctor.do-{key}"), values),
        };
        Check { name, health, text: self.words.fill(&format!("doctor.{key}"), values), hint }
    }
}

/// A problem that a run would meet too, in its words.
fn problem(name: &'static str, error: &Error) -> Check {
    let hint = error.hint().unwrap_or_default().to_owned();
    Check { name, health: Health::Problem, text: error.without_hint().to_string(), hint }
}
