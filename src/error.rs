//! What a run can die of: it could not start, or it failed on the way.
//!
//! A bad row is never an error: rows give findings. An error says what was being done, where, why, and what to try. It
//! names files, sheets, rows and headers, never what a customer's cell holds. `main` alone prints errors and turns them
//! into exit codes.

mod stop;

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub use stop::Stop;

/// The result of what can stop a run.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run published nothing.
///
/// [`Display`](fmt::Display) is the one sentence of what went wrong and where; [`report`](Error::report) adds the causes
/// and the hint.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    what: String,
    place: Place,
    cause: Option<Box<dyn StdError + Send + Sync>>,
    hint: Option<String>,
}

#[derive(Debug, Default)]
struct Place {
    file: String,
    sheet: String,
    row: Option<u32>,
    line: Option<u32>,
}

/// The ways in which a run can end without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Usage, configuration or unreadable input: trying again changes nothing.
    CouldNotRun,
    /// The disk is full, an input was lost: what was asked for was right.
    Failed,
    /// A signal of this number asked for it.
    Stopped(u8),
}

impl Error {
    /// What was asked for cannot be done. `what` is a phrase with a small first letter and no full stop, literals in
    /// backticks; it need not name the place.
    pub fn could_not_run(what: impl Into<String>) -> Self {
        Self::new(Kind::CouldNotRun, what.into())
    }

    /// Something went wrong while doing what was asked for. `what` is worded as for
    /// [`could_not_run`](Self::could_not_run).
    pub fn failed(what: impl Into<String>) -> Self {
        Self::new(Kind::Failed, what.into())
    }

    /// A signal has asked the run to stop.
    pub fn stopped(signal: u8) -> Self {
        let by = match signal {
            2 => "Ctrl-C (SIGINT)".to_owned(),
            15 => "a request to end (SIGTERM)".to_owned(),
            other => format!("signal {other}"),
        };
        Self::new(Kind::Stopped(signal), format!("stopped by {by}; nothing was published"))
    }

    /// The system would not start a thread.
    pub fn no_thread(cause: io::Error) -> Self {
        Self::failed("could not start a thread").because(cause).with_hint("allow this program more memory or threads")
    }

    fn new(kind: Kind, what: String) -> Self {
        Error(Box::new(Inner { kind, what, place: Place::default(), cause: None, hint: None }))
    }

    /// Names the file it happened in. A place that is known already stays: whoever is nearest to it knows best.
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<Path>) -> Self {
        if self.0.place.file.is_empty() {
            self.0.place.file = file.as_ref().display().to_string();
        }
        self
    }

    /// Names the sheet it happened in; the empty name of a text file's only table is passed over.
    #[must_use]
    pub fn in_sheet(mut self, sheet: &str) -> Self {
        if self.0.place.sheet.is_empty() {
            sheet.clone_into(&mut self.0.place.sheet);
        }
        self
    }

    /// Names the row it happened in, as a person counts the rows of the input: from 1.
    #[must_use]
    pub fn at_row(mut self, row: u32) -> Self {
        self.0.place.row.get_or_insert(row);
        self
    }

    /// Names the line of a configuration file, counted from 1.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.0.place.line.get_or_insert(line);
        self
    }

    /// What lies behind it.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// What to try, a phrase like `what`.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// What to try where a wrong place was asked for: of a full disk and the like, what is known already stays.
    #[must_use]
    pub fn with_hint_for_place(self, hint: &str) -> Self {
        if self.kind() == Kind::CouldNotRun { self.with_hint(hint) } else { self }
    }

    /// In which of the ways the run ended.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What to try, if there is something.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Whether a signal asked for it: nothing is wrong then.
    pub fn is_stopped(&self) -> bool {
        matches!(self.0.kind, Kind::Stopped(_))
    }

    /// The exit code: 2 could not run, 3 failed while running, 130 or 143 stopped by a signal, as shells have it.
    pub fn exit_code(&self) -> u8 {
        match self.0.kind {
            Kind::CouldNotRun => 2,
            Kind::Failed => 3,
            Kind::Stopped(signal) => signal.saturating_add(128),
        }
    }

    /// Whether it happened in this file, or with it.
    pub fn is_about(&self, file: &str) -> bool {
        self.0.place.file == file || self.0.place.file.is_empty() && self.0.what.contains(&format!("`{file}`"))
    }

    /// Whether whoever reads our output has gone away, as `head` does: no failure, there is just nobody to tell.
    pub fn is_closed_pipe(&self) -> bool {
        let mut cause = self.source();
        while let Some(error) = cause {
            if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
                return true;
            }
            cause = error.source();
        }
        false
    }

    /// The whole of it for people: the sentence, its causes, and the hint on its own line.
    pub fn report(&self) -> impl fmt::Display + '_ {
        Report { error: self, hint: self.hint() }
    }

    /// The sentence and its causes.
    pub fn without_hint(&self) -> impl fmt::Display + '_ {
        Report { error: self, hint: None }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { what, place, .. } = &*self.0;
        let mut between = "";
        if !place.file.is_empty() {
            write!(out, "`{}`", place.file)?;
            between = ", ";
        }
        if !place.sheet.is_empty() {
            write!(out, "{between}sheet `{}`", place.sheet)?;
            between = ", ";
        }
        for (name, number) in [("row", place.row), ("line", place.line)] {
            if let Some(number) = number {
                write!(out, "{between}{name} {number}")?;
                between = ", ";
            }
        }
        if !between.is_empty() {
            out.write_str(": ")?;
        }
        out.write_str(what)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}

struct Report<'a> {
    error: &'a Error,
    hint: Option<&'a str>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.error)?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            write!(out, ": {}", error.to_string().trim_end())?;
            cause = error.source();
        }
        match self.hint {
            Some(hint) => write!(out, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does work that calls code which may panic on odd content, and makes a panic `None`. What the work held must not be
/// used after that.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(before);
    done
}

/// Whether this thread is doing [`guarded`] work: a panic hook then has nothing to tell.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Says of an input or output error what was being done, and to which file.
pub trait IoContext<T> {
    /// The file was being opened or read. `-` is standard input.
    fn reading(self, path: impl AsRef<Path>) -> Result<T>;

    /// The file or folder was being made or written.
    fn writing(self, path: impl AsRef<Path>) -> Result<T>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn reading(self, path: impl AsRef<Path>) -> Result<T> {
        self.map_err(|cause| {
            let path = path.as_ref();
            let what = if path == Path::new("-") { "cannot read standard input".into() } else { cannot("read", path) };
            // A file that is not there, is forbidden or is damaged stays so. Anything else befell an input that was fine.
            let kind = match cause.kind() {
                io::ErrorKind::NotFound
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::IsADirectory
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::InvalidData
                | io::ErrorKind::InvalidFilename
                | io::ErrorKind::UnexpectedEof => Kind::CouldNotRun,
                _ => Kind::Failed,
            };
            let hint = match cause.kind() {
                io::ErrorKind::NotFound => Some("check the path, and put it in quotes if it has spaces"),
                io::ErrorKind::PermissionDenied => Some("check that you may read it"),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
                    Some("the file may be damaged or cut short: ask for a new copy")
                }
                _ => None,
            };
            explained(kind, what, hint, cause)
        })
    }

    fn writing(self, path: impl AsRef<Path>) -> Result<T> {
        self.map_err(|cause| {
            // Where nothing may ever be written, the wrong place was asked for.
            let kind = match cause.kind() {
                io::ErrorKind::NotFound
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::AlreadyExists
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::InvalidFilename => Kind::CouldNotRun,
                _ => Kind::Failed,
            };
            let hint = match (kind, cause.kind()) {
                (_, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
                    Some("free some space, or choose another disk with `--out DIR`")
                }
                (Kind::CouldNotRun, _) => Some("choose another folder with `--out DIR`"),
                _ => None,
            };
            explained(kind, cannot("write", path.as_ref()), hint, cause)
        })
    }
}

fn cannot(verb: &str, path: &Path) -> String {
    format!("cannot {verb} `{}`", path.display())
}

fn explained(kind: Kind, what: String, hint: Option<&str>, cause: io::Error) -> Error {
    let error = Error::new(kind, what).because(cause);
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn io_error(kind: io::ErrorKind) -> io::Result<()> {
        Err(io::Error::new(kind, "the cause"))
    }

    #[test]
    fn places_stand_before_the_sentence() {
        let error = || Error::could_not_run("no header was found");
        assert_eq!(error().to_string(), "no header was found");
        assert_eq!(error().in_file("a.csv").in_sheet("").to_string(), "`a.csv`: no header was found");
        assert_eq!(
            error().in_sheet("Leads").in_file("a.xlsx").at_row(7).to_string(),
            "`a.xlsx`, sheet `Leads`, row 7: no header was found"
        );
        assert_eq!(error().in_file("intake.toml").at_line(3).to_string(), "`intake.toml`, line 3: no header was found");
    }

    #[test]
    fn the_nearest_place_stays() {
        let error = Error::failed("lost").in_file("inner.csv").at_row(1).in_file("outer").at_row(2);
        assert_eq!(error.to_string(), "`inner.csv`, row 1: lost");
    }

    #[test]
    fn a_report_names_causes_and_puts_the_hint_on_its_own_line() {
        let inner = Error::failed("the sheet ends early").because(io::Error::other("no more bytes\n"));
        let error = Error::could_not_run("cannot read `a.xlsx`").because(inner).with_hint("open it in Excel");
        assert_eq!(
            error.report().to_string(),
            "cannot read `a.xlsx`: the sheet ends early: no more bytes\nhint: open it in Excel"
        );
        assert_eq!(error.to_string(), "cannot read `a.xlsx`");
    }

    #[test]
    fn exit_codes_tell_wrong_requests_from_bad_luck() {
        use io::ErrorKind::{NotFound, PermissionDenied, StorageFull, TimedOut, UnexpectedEof};
        for (kind, reading, writing) in
            [(NotFound, 2, 2), (PermissionDenied, 2, 2), (UnexpectedEof, 2, 3), (TimedOut, 3, 3), (StorageFull, 3, 3)]
        {
            let read = io_error(kind).reading("in.csv").expect_err("it is an error");
            let written = io_error(kind).writing("out").expect_err("it is an error");
            assert_eq!((read.exit_code(), written.exit_code()), (reading, writing), "{kind}");
        }
    }

    #[test]
    fn files_are_named_and_a_full_disk_gets_a_hint() {
        let error = io_error(io::ErrorKind::NotFound).reading("-").expect_err("it is an error");
        assert_eq!(error.to_string(), "cannot read standard input");
        let error = io_error(io::ErrorKind::StorageFull).writing("out/accepted.csv").expect_err("it is an error");
        assert_eq!(
            error.report().to_string(),
            "cannot write `out/accepted.csv`: the cause\nhint: free some space, or choose another disk with `--out DIR`"
        );
    }

    #[test]
    fn a_closed_pipe_is_known_however_deep_it_lies() {
        let pipe = io_error(io::ErrorKind::BrokenPipe).writing("-").expect_err("it is an error");
        assert!(pipe.is_closed_pipe());
        assert!(Error::failed("cannot print").because(pipe).is_closed_pipe());
        assert!(!Error::failed("cannot print").is_closed_pipe());
    }
}
