//! A run as it is seen from outside: noted in the history when it begins and when it ends, told to whoever listens.
//!
//! Nothing here changes what a run came to: a history that cannot be written, a monitoring system that is not there and a
//! command that fails are told, and that is all.

use std::path::PathBuf;
use std::time::Instant;

use partner_intake::config::Config;
use partner_intake::error::{Error, Result};
use partner_intake::model::Disposition;
use partner_intake::nightly::Inbox;
use partner_intake::pipeline::{self, Outcome};
use partner_intake::store::{PastRun, Store};
use partner_intake::write::MANIFEST;

use super::log::Log;
use super::{metrics, notify};

/// How a run ended that did.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What it came to; none where there was nothing to do.
    pub(super) outcome: Option<Outcome>,
    /// The folder of the result.
    pub(super) folder: Option<PathBuf>,
    /// How many files of the inbox were processed before.
    pub(super) again: u64,
    /// How many were left there.
    pub(super) left: u64,
    /// What went wrong behind the result, and needs a person.
    pub(super) problems: Vec<Error>,
}

/// A run, for those who listen.
pub(super) struct Ended<'a> {
    /// As the history has it.
    pub(super) run: &'a PastRun,
    /// When it ended, in seconds since 1970.
    pub(super) at: i64,
    /// What it was, if it was something.
    pub(super) done: Option<&'a Done>,
}

/// A run that is being watched.
pub(super) struct Watch<'a> {
    config: &'a Config,
    log: &'a Log,
    run: PastRun,
    since: Instant,
    history: Option<String>,
    /// Whether somebody is told: a check is nobody's business.
    writes: bool,
}

/// Where the runs of a configuration are remembered, if anywhere.
pub(super) fn history_of(config: &Config) -> Option<String> {
    let own = || inbox_of(config).map(|inbox| inbox.own_history().to_string_lossy().into_owned());
    config.input.store.clone().or_else(own)
}

/// The inbox of a configuration.
pub(super) fn inbox_of(config: &Config) -> Option<Inbox<'_>> {
    Some(Inbox {
        folder: config.nightly.inbox.as_deref()?,
        archive: config.nightly.archive.as_deref(),
        quiet_time: config.nightly.quiet_time,
        store: config.input.store.as_deref(),
    })
}

impl<'a> Watch<'a> {
    /// A run begins.
    pub(super) fn begin(config: &'a Config, log: &'a Log, writes: bool) -> Self {
        let run = PastRun {
            started: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string(),
            machine: pipeline::machine(),
            ..PastRun::default()
        };
        log.started(config);
        let history = history_of(config).filter(|_| writes);
        Watch { config, log, run, since: Instant::now(), history, writes }
    }

    /// Notes that the run is on its way, so that one which is killed is seen too.
    pub(super) fn note_beginning(&self) {
        // Where that cannot be, the run itself says why.
        let _ = self.note();
    }

    fn note(&self) -> Result<()> {
        let Some(history) = &self.history else { return Ok(()) };
        Store::open(history)?.note(&self.run)
    }

    /// The run has ended: tells everybody, and returns the exit code, or the error where nobody has been told of it.
    pub(super) fn end(mut self, done: Result<Done>) -> Result<u8> {
        self.run.milliseconds = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let exit_code = match &done {
            Ok(done) => u8::from(self.needs_a_person(done)),
            Err(error) => error.exit_code(),
        };
        self.run.exit_code = Some(exit_code);
        match &done {
            Ok(done) => self.take(done),
            Err(error) => self.run.problem = error.without_hint().to_string(),
        }
        if self.writes {
            if let Err(error) = self.note()
                // A store that cannot be used has stopped the run itself, and is told for that.
                && done.is_ok()
            {
                self.log.warning(&error);
            }
            let ended = Ended { run: &self.run, at: jiff::Timestamp::now().as_second(), done: done.as_ref().ok() };
            if let Some(file) = &self.config.run.metrics
                && let Err(error) = metrics::write(file, &ended)
            {
                self.log.warning(&error);
            }
            if let Err(error) = notify::call(&self.config.nightly.notify, &ended) {
                self.log.warning(&error);
            }
        }
        match done {
            Ok(done) => {
                self.log.finished(&self.run, &done);
                Ok(exit_code)
            }
            Err(error) => self.log.failed(error),
        }
    }

    fn take(&mut self, done: &Done) {
        let Some(outcome) = &done.outcome else { return };
        let manifest = &outcome.manifest;
        self.run.inputs = manifest.inputs.len() as u64;
        self.run.failed_inputs = manifest.left_out.len() as u64;
        self.run.rows = manifest.counts.rows;
        for (place, disposition) in self.run.lists.iter_mut().zip(Disposition::ALL) {
            *place = manifest.counts.of(*disposition);
        }
        if let Some(folder) = &done.folder {
            let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            self.run.folder = whole.to_string_lossy().into_owned();
        }
    }

    fn needs_a_person(&self, done: &Done) -> bool {
        let manifest = done.outcome.as_ref().map(|outcome| &outcome.manifest);
        let of_rows = manifest.is_some_and(|manifest| manifest.counts.need_a_person());
        // That a file was left out or not moved is no matter of its rows, and must not be overheard.
        let of_files = manifest.is_some_and(|manifest| !manifest.left_out.is_empty()) || !done.problems.is_empty();
        of_files || of_rows && !self.config.run.exit_zero
    }
}

impl Ended<'_> {
    /// In a word.
    pub(super) fn outcome(&self) -> &'static str {
        match (self.run.exit_code, self.done) {
            (Some(0), Some(Done { outcome: None, .. })) => "nothing-to-do",
            (Some(0), _) => "fine",
            (Some(1), _) => "needs-a-person",
            _ => "failed",
        }
    }

    /// The result's manifest, if there is one.
    pub(super) fn manifest(&self) -> Option<PathBuf> {
        (!self.run.folder.is_empty()).then(|| PathBuf::from(&self.run.folder).join(MANIFEST))
    }
}
