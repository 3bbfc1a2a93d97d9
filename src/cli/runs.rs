//! `intake runs`: what the runs came to, the newest first.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use partner_intake::config::{Config, Nightly, Options};
use partner_intake::error::Result;
use partner_intake::messages::Messages;
use partner_intake::model::Disposition;
use partner_intake::store::{PastRun, Store};
use serde_json::{Value, json};

use super::watch::history_of;
use super::{WordArgs, to_stdout};

pub(super) const HELP: &str = "\
Examples:
  intake runs --config intake.toml                     the runs of the inbox that the configuration names
  intake runs --store customers.db --limit 3 --json";

/// The options of `runs`.
#[derive(Args)]
pub(super) struct RunsArgs {
    /// How many, the newest first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// The store that remembers them [default: the configuration's, or that of its inbox].
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    words: WordArgs,
}

/// Shows the runs.
pub(super) fn run(args: RunsArgs) -> Result<u8> {
    let limit = args.limit;
    let options = Options { store: args.store, config: args.config, ..args.words.options() };
    let config = Config::load(&options, Path::new("."))?;
    let history = history_of(&config).ok_or_else(Nightly::without_history)?;
    let runs = if Store::is_there(&history) { Store::open(&history)?.history(limit.into())? } else { Vec::new() };
    let text = if config.run.json { as_json(&runs) } else { for_people(&runs, Messages::of(config.run.language)) };
    to_stdout(text.as_bytes())
}

fn for_people(runs: &[PastRun], words: &Messages) -> String {
    if runs.is_empty() {
        return format!("{}\n", words.text("runs.none"));
    }
    let heads = ["began", "inputs", "rows", "accepted", "requests", "review", "rejected", "took", "exit"];
    let mut text = String::new();
    line(&mut text, &heads.map(|head| words.named("runs", head).to_owned()), words.text("runs.where"));
    for run in runs {
        let [accepted, requests, review, rejected] = run.lists.map(|count| words.number(count));
        let inputs = match run.failed_inputs {
            0 => words.number(run.inputs),
            failed => format!("{}+{}!", words.number(run.inputs), words.number(failed)),
        };
        let rows = words.number(run.rows);
        let exit = run.exit_code.map_or_else(|| "-".to_owned(), |code| code.to_string());
        let cells = [local(&run.started), inputs, rows, accepted, requests, review, rejected, took(run), exit];
        let what = match (run.exit_code, run.problem.is_empty()) {
            (None, _) => words.text("runs.not-ended"),
            (Some(_), false) => &run.problem,
            (Some(_), true) if run.folder.is_empty() => words.text("runs.nothing"),
            (Some(_), true) => &run.folder,
        };
        line(&mut text, &cells, what);
    }
    text
}

/// Numbers to the right, words to the left.
fn line(text: &mut String, cells: &[String; 9], what: &str) {
    let [began, inputs, rows, accepted, requests, review, rejected, took, exit] = cells;
    let _ = writeln!(
        text,
        "{began:<16}  {inputs:>7}  {rows:>9}  {accepted:>9}  {requests:>9}  {review:>9}  {rejected:>9}  {took:>8}  {exit:>4}  {what}"
    );
}

/// The time as the clock of this machine shows it.
fn local(started: &str) -> String {
    let at = started.parse::<jiff::Timestamp>();
    at.map_or_else(
        |_| started.to_owned(),
        |at| at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

fn took(run: &PastRun) -> String {
    let (minutes, seconds) = (run.milliseconds / 60_000, run.milliseconds / 1000 % 60);
    match (run.exit_code, minutes) {
        (None, _) => "-".to_owned(),
        (_, 0) => format!("{seconds}.{} s", run.milliseconds / 100 % 10),
        _ => format!("{minutes}:{seconds:02} min"),
    }
}

fn as_json(runs: &[PastRun]) -> String {
    let told: Vec<Value> = runs
        .iter()
        .map(|run| {
            let mut told = json!({
                "started": run.started,
                "machine": run.machine,
                "folder": run.folder,
                "inputs": run.inputs,
                "inputs_failed": run.failed_inputs,
                "rows": run.rows,
            });
            for (disposition, count) in Disposition::ALL.iter().zip(run.lists) {
                told[disposition.name()] = count.into();
            }
            told["milliseconds"] = run.milliseconds.into();
            told["exit_code"] = json!(run.exit_code);
            told["problem"] = run.problem.clone().into();
            told
        })
        .collect();
    format!("{:#}\n", Value::from(told))
}
