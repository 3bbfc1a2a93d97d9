//! `intake doctor`: everything that a night needs, looked at before the first one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use partner_intake::config::{Config, Options};
use partner_intake::doctor::{Check, Doctor, Health};
use partner_intake::error::{Error, Result};
use partner_intake::messages::Messages;
use serde_json::{Value, json};

use super::watch::history_of;
use super::{WordArgs, to_stdout};

pub(super) const HELP: &str = "\
Example:
  intake doctor --config /etc/intake/intake.toml      run it as the user whom the timer uses

Exit codes: 0 all is well, 1 something could be better, 2 a run would fail.";

/// The options of `doctor`.
#[derive(Args)]
pub(super) struct DoctorArgs {
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    words: WordArgs,
}

/// Looks at everything. The exit code is that of the worst.
pub(super) fn run(args: DoctorArgs) -> Result<u8> {
    let (as_json, lang) = (args.words.json, args.words.lang());
    let options = Options { config: args.config, ..args.words.options() };
    let (checks, words) = match Config::load(&options, Path::new(".")) {
        Err(error) => (vec![of_configuration(&error)], Messages::of(lang)),
        Ok(config) => {
            let words = Messages::of(config.run.language);
            let doctor = Doctor { config: &config, words, now: jiff::Zoned::now(), history: history_of(&config) };
            let mut checks = doctor.look();
            // Rules are looked up where they are used.
            if let Err(error) = super::run::catalogue(&config) {
                checks.push(of_configuration(&error));
            }
            (checks, words)
        }
    };
    let worst = checks.iter().map(|check| check.health).max().unwrap_or(Health::Well);
    let text = if as_json { in_json(&checks) } else { for_people(&checks, words) };
    to_stdout(text.as_bytes())?;
    Ok(worst as u8)
}

fn of_configuration(error: &Error) -> Check {
    let hint = error.hint().unwrap_or_default().to_owned();
    Check { name: "configuration", health: Health::Problem, text: error.without_hint().to_string(), hint }
}

fn for_people(checks: &[Check], words: &Messages) -> String {
    let mut text = String::new();
    for check in checks {
        let health = words.named("doctor.health", check.health.name());
        let _ = writeln!(text, "{health:<9}  {}", check.text);
        if !check.hint.is_empty() {
            let _ = writeln!(text, "{:<9}  {}", "", words.fill("doctor.do", &[("hint", &check.hint)]));
        }
    }
    let count = |health| checks.iter().filter(|check| check.health == health).count() as u64;
    let (warnings, problems) = (words.number(count(Health::Warning)), words.number(count(Health::Problem)));
    let _ = writeln!(text, "\n{}", words.fill("doctor.sum", &[("warnings", &warnings), ("problems", &problems)]));
    text
}

fn in_json(checks: &[Check]) -> String {
    let told: Vec<Value> = checks
        .iter()
        .map(|check| json!({ "check": check.name, "health": check.health.name(), "text": check.text, "hint": check.hint }))
        .collect();
    format!("{:#}\n", Value::from(told))
}
