//! `intake purge`: removes what is older than it is to be kept, and tells what.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use partner_intake::config::{Config, Options};
use partner_intake::error::{Error, Result};
use partner_intake::messages::Messages;
use partner_intake::nightly::{Purge, Removed, purge};
use serde_json::json;

use super::watch::{history_of, inbox_of};
use super::{WordArgs, to_stdout};

pub(super) const HELP: &str = "\
Examples:
  intake purge --config intake.toml --dry-run        what would be removed
  intake purge --config intake.toml                  every night, behind the run

It removes results that lie where `dir` puts them and hold a manifest of `intake`, files that `intake` has archived, and the
history of runs. What a person has put beside a result stays. Files that are known as processed stay known.";

/// The options of `purge`.
#[derive(Args)]
pub(super) struct PurgeArgs {
    /// Remove nothing, tell what would be removed.
    #[arg(long)]
    dry_run: bool,
    /// How long things are kept, such as "90 days" [default: the configuration's `keep`].
    #[arg(long, value_name = "TIME")]
    keep: Option<String>,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The day that counts as today.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    words: WordArgs,
}

/// Removes what is old.
pub(super) fn run(args: PurgeArgs) -> Result<u8> {
    let dry = args.dry_run;
    let options = Options { keep: args.keep, config: args.config, today: args.today, ..args.words.options() };
    let config = Config::load(&options, Path::new("."))?;
    let keep_from = config.nightly.keep_from.ok_or_else(|| {
        Error::could_not_run("it is not said how long results are kept")
            .with_hint("say it: `--keep \"90 days\"`, or `keep = \"90 days\"` in `[nightly]`")
    })?;
    // While a run works on the inbox, its archive is left alone.
    let _held = match inbox_of(&config).filter(|_| !dry) {
        Some(inbox) => Some(inbox.hold()?),
        None => None,
    };
    let history = history_of(&config);
    let removed = purge(&Purge {
        results: &config.output.dir,
        archive: config.nightly.archive.as_deref(),
        history: history.as_deref(),
        keep_from: &keep_from.to_string(),
        dry,
    })?;
    let text = if config.run.json {
        format!(
            "{:#}\n",
            json!({
                "dry_run": dry,
                "keep_from": keep_from.to_string(),
                "results": paths(&removed.results),
                "files": paths(&removed.files),
                "runs": removed.runs,
                "kept": paths(&removed.kept),
            })
        )
    } else {
        for_people(&removed, &keep_from.to_string(), dry, Messages::of(config.run.language))
    };
    to_stdout(text.as_bytes())
}

fn for_people(removed: &Removed, keep_from: &str, dry: bool, words: &Messages) -> String {
    let mut text = String::new();
    for path in removed.results.iter().chain(&removed.files) {
        let _ = writeln!(text, "{}", shown(path));
    }
    for path in &removed.kept {
        let _ = writeln!(text, "{}", words.warning(&words.fill("purge.kept", &[("folder", &shown(path))])));
    }
    let counts = [
        ("results", words.number(removed.results.len() as u64)),
        ("files", words.number(removed.files.len() as u64)),
        ("runs", words.number(removed.runs)),
        ("day", keep_from.to_owned()),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let key = if dry { "purge.would" } else { "purge.removed" };
    let _ = writeln!(text, "{}", words.fill(key, &counts));
    text
}

fn paths(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

fn shown(path: &Path) -> String {
    partner_intake::read::shown(&path.to_string_lossy())
}
