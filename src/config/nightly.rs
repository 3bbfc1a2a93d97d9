//! What is set for runs that nobody watches: where lists come from and go to, what is told and to whom.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

use super::file::File;
use super::value::Setting;
use super::{DEFAULT_OUT, Options};
use crate::error::{Error, Result};
use crate::model::{FolderPattern, PLACES};
use crate::nearest;

/// The folder of results of a run that takes an inbox, below [`DEFAULT_OUT`], if none is named.
const FOLDER_A_RUN: &str = "{date}-{run}";

/// How long nobody must have touched a file of the inbox before it is taken.
const QUIET_TIME: Duration = Duration::from_mins(1);

/// How long the command that is called at the end may take.
const NOTIFY_TIMEOUT: Duration = Duration::from_mins(1);

/// Where lists come from and go to when nobody watches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nightly {
    /// The folder that lists are put into. A run without named inputs takes it.
    pub inbox: Option<PathBuf>,
    /// The folder that they are moved to when they have been processed.
    pub archive: Option<PathBuf>,
    /// How long nobody must have touched a file of the inbox before it is taken.
    pub quiet_time: Duration,
    /// The first day that `purge` leaves alone.
    pub keep_from: Option<Date>,
    /// What is called at the end.
    pub notify: Notify,
}

/// What is called at the end of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notify {
    /// The program and its arguments; empty for nothing.
    pub command: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
}

/// How much people are told at the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Summary {
    /// Counts, rules and next steps.
    #[default]
    Full,
    /// One line.
    Line,
}

impl Summary {
    /// Each of them.
    pub const ALL: &[Self] = &[Summary::Full, Summary::Line];

    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Summary::Full => "full",
            Summary::Line => "line",
        }
    }
}

/// In which form a run tells what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Words for people.
    #[default]
    Text,
    /// An object of JSON a line.
    Json,
}

impl LogFormat {
    /// Each of them.
    pub const ALL: &[Self] = &[LogFormat::Text, LogFormat::Json];

    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }
    }
}

/// `[nightly]` and `[notify]`; `today` is the day that ages are counted from.
pub(super) fn nightly(options: &Options, file: &File, today: &str) -> Result<Nightly> {
    let (keys, notify) = (&file.keys.nightly, &file.keys.notify);
    let inbox = file.setting("inbox", keys.inbox.as_ref());
    let archive = file.setting("archive", keys.archive.as_ref());
    if let (Some(archive), None) = (archive, inbox) {
        return Err(archive.wrong("is an archive of no inbox", "name the folder that lists are put into: `inbox`"));
    }
    if let (Some(archive), Some(inbox)) = (archive, inbox)
        && Path::new(archive.text) == Path::new(inbox.text)
    {
        return Err(archive.wrong("is the inbox itself", "name another folder, such as `archive`"));
    }
    let duration = |setting: Option<Setting<'_>>, default| setting.map_or(Ok(default), |setting| setting.duration());
    let keep = Setting::optional("--keep", options.keep.as_ref()).or_else(|| file.setting("keep", keys.keep.as_ref()));
    // Named inputs are what is wanted this time.
    let inbox = inbox.filter(|_| options.inputs.is_empty());
    Ok(Nightly {
        inbox: inbox.map(|folder| file.beside(folder.text)),
        archive: archive.map(|folder| file.beside(folder.text)),
        quiet_time: duration(file.setting("quiet_time", keys.quiet_time.as_ref()), QUIET_TIME)?,
        keep_from: keep.map(|keep| keep.before(today)).transpose()?,
        notify: Notify {
            command: notify.command.clone(),
            timeout: duration(file.setting("timeout", notify.timeout.as_ref()), NOTIFY_TIMEOUT)?,
        },
    })
}

/// The folder of the results. Where an inbox is taken night after night, each run needs one of its own.
pub(super) fn folder(options: &Options, file: &File, has_inbox: bool) -> Result<FolderPattern> {
    let key = file.setting("dir", file.keys.output.dir.as_ref());
    let path = match (&options.out, key) {
        (Some(out), _) => out.clone(),
        (None, Some(key)) => file.beside(key.text),
        (None, None) if has_inbox => file.beside(DEFAULT_OUT).join(FOLDER_A_RUN),
        (None, None) => PathBuf::from(DEFAULT_OUT),
    };
    let text = path.to_string_lossy().into_owned();
    let setting = if options.out.is_some() {
        Setting::option("--out", &text)
    } else {
        key.unwrap_or(Setting::option("dir", &text))
    };
    let pattern = FolderPattern::new(path).map_err(|unknown| {
        let what = Setting { text: &unknown, ..setting };
        what.wrong("in braces stands for nothing", nearest::hint(&unknown, &PLACES))
    })?;
    let overwrites = options.overwrite || file.keys.output.overwrite;
    if has_inbox && options.out.is_none() && !overwrites && !pattern.tells_runs_apart() {
        let hint =
            format!("write it like `{text}/{FOLDER_A_RUN}`, so that each run of the inbox has a folder of its own");
        return Err(setting.wrong("is one folder for all nights", hint));
    }
    Ok(pattern)
}

/// How much people are told.
pub(super) fn summary(options: &Options, file: &File) -> Result<Summary> {
    let given = Setting::optional("--summary", options.summary.as_ref())
        .or_else(|| file.setting("summary", file.keys.run.summary.as_ref()))
        .map(|summary| summary.one_of("summary", Summary::ALL, Summary::name))
        .transpose()?;
    Ok(given.unwrap_or_default())
}

/// The form of the log.
pub(super) fn log_format(options: &Options, file: &File) -> Result<LogFormat> {
    let given = Setting::optional("--log-format", options.log_format.as_ref())
        .or_else(|| file.setting("log_format", file.keys.run.log_format.as_ref()))
        .map(|format| format.one_of("log format", LogFormat::ALL, LogFormat::name))
        .transpose()?;
    Ok(given.unwrap_or_default())
}

impl Nightly {
    /// The error of asking for runs that nothing remembers.
    pub fn without_history() -> Error {
        Error::could_not_run("nothing remembers the runs")
            .with_hint("name a store with `--store`, or an `inbox` in `[nightly]` of the configuration file")
    }
}
