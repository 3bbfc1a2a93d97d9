//! A run that takes what is in the inbox, and clears it away afterwards.

use std::fmt::Write as _;

use partner_intake::config::{Config, LogFormat, Summary};
use partner_intake::error::Result;
use partner_intake::messages::Messages;
use partner_intake::nightly::{Found, Inbox, Looked, Moved, archive};
use partner_intake::pipeline::{Night, Outcome};
use partner_intake::read::shown;
use partner_intake::write::LeftOut;

use super::known::Known;
use super::run::{Pace, once};
use super::to_stderr;
use super::watch::{Done, Watch};

/// Processes what is new in the inbox.
pub(super) fn run(config: &Config, inbox: &Inbox<'_>, watch: &Watch<'_>, writes: bool, pace: Pace) -> Result<Done> {
    let _held = if writes { Some(inbox.hold()?) } else { None };
    watch.note_beginning();
    let known = Known::of(config)?;
    // The time is a fact of the files here, not of the rows: how long nobody has touched them.
    let now = jiff::Timestamp::now().into();
    let looked = inbox.look(&inbox.processed(known.facts())?, now)?;
    let (again, left) = (looked.done.len() as u64, looked.left);
    let mut done = if looked.new.is_empty() {
        tell_nothing(config, &looked);
        Done::default()
    } else {
        let paths: Vec<String> = looked.new.iter().map(|found| found.path.to_string_lossy().into_owned()).collect();
        let history = inbox.own_history();
        let history = history.to_string_lossy();
        let night = Night { history: &history, notices: &looked.notices };
        once(config, &known, (&paths, Some(night)), writes, pace)?
    };
    done.again = again;
    done.left = left;
    if let (true, Some(folder)) = (writes, inbox.archive) {
        let day = &config.partner.today;
        let (processed, failed) = sorted(looked, done.outcome.as_ref());
        let moved = archive(folder, day, &processed, &failed);
        tell_moved(config, &moved);
        done.problems = moved.problems;
    }
    Ok(done)
}

/// Says where the files are now.
fn tell_moved(config: &Config, moved: &Moved) {
    if !is_told_at_length(config) {
        return;
    }
    let words = Messages::of(config.run.language);
    for (key, (folder, files)) in [("nightly.archived", &moved.done), ("nightly.failed", &moved.failed)] {
        if *files > 0 {
            let (folder, files) = (folder.display().to_string(), words.count("files", *files));
            to_stderr(&format!("{}\n", words.fill(key, &[("folder", &folder), ("files", &files)])));
        }
    }
}

/// Whether people want more than a line.
fn is_told_at_length(config: &Config) -> bool {
    !config.run.quiet && config.run.log_format == LogFormat::Text && config.run.summary == Summary::Full
}

/// The files to clear away: those that were processed, now or before, and those that failed, each with the reason. What the
/// run could not read this time is in neither.
fn sorted(looked: Looked, outcome: Option<&Outcome>) -> (Vec<Found>, Vec<(Found, LeftOut)>) {
    let (mut processed, mut failed) = (looked.done, Vec::new());
    let Some(outcome) = outcome else { return (processed, failed) };
    for found in looked.new {
        let name = shown(&found.path.to_string_lossy());
        if let Some(failure) = outcome.manifest.left_out.iter().find(|left| left.file == name) {
            failed.push((found, failure.clone()));
        } else if outcome.manifest.inputs.iter().any(|input| input.file == name && input.sha256 == found.sha256) {
            processed.push(found);
        }
    }
    (processed, failed)
}

/// Says that there is nothing to do, in one line and one for each file that is there all the same.
fn tell_nothing(config: &Config, looked: &Looked) {
    if config.run.quiet || config.run.log_format == LogFormat::Json {
        return;
    }
    let words = Messages::of(config.run.language);
    let mut text = String::new();
    for notice in looked.notices.iter().filter(|_| is_told_at_length(config)) {
        let _ = writeln!(text, "{}", words.warning(&notice.text(words)));
    }
    let folder = config.nightly.inbox.as_ref().map(|inbox| inbox.display().to_string()).unwrap_or_default();
    let _ = writeln!(text, "{}", words.fill("nightly.nothing", &[("folder", &folder)]));
    to_stderr(&text);
}
