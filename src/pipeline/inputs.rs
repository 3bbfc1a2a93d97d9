//! The inputs of a run: found once, whatever becomes of each.
//!
//! What cannot be read among others that can need not stop these. An input whose reader fails is left out of any run. Where
//! nobody watches, a run of an inbox goes on without any input that is at fault: what cannot be opened or understood is
//! *left out*, since trying again changes nothing; what could not be read to its end, or was changed meanwhile, is
//! *postponed*, since another night it may be fine.

use std::path::Path;

use super::notice::Notice;
use super::prepare::Job;
use crate::error::{Error, Kind, Result, Stop};
use crate::read::original::{Checksum, Original};
use crate::read::{InputFile, expand, fatal};
use crate::write::{LeftOut, refuse_unless_free};

/// The inputs of a job.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// The files that are read.
    pub(super) files: Vec<InputFile>,
    /// Those that were named more than once.
    named_again: Vec<String>,
    /// Those that the run goes on without.
    pub(super) left_out: Vec<LeftOut>,
    /// Those that wait for another night, and why.
    postponed: Vec<Error>,
    /// Whether they are of an inbox.
    of_an_inbox: bool,
}

impl Inputs {
    /// Finds the inputs. Fails before any work is done if the result has no place to go.
    pub(super) fn find(job: &Job<'_>) -> Result<Self> {
        refuse(job)?;
        let (files, named_again) = find(job.inputs, &job.stop)?;
        if let Some(target) = &job.target {
            refuse_inputs_within(&target.folder, &files)?;
        }
        Ok(Inputs { files, named_again, of_an_inbox: job.night.is_some(), ..Inputs::default() })
    }

    /// Goes on without the input that an error is about. An error that is to stop the run is given back.
    pub(super) fn leave_out(&mut self, error: Error) -> Result<()> {
        let failed = fatal(&error).and_then(|path| self.files.iter().position(|file| file.path == path));
        let place = if self.of_an_inbox {
            failed.or_else(|| self.files.iter().position(|file| error.is_about(&file.name)))
        } else {
            // Of the only list that somebody named it is the run's own error.
            failed.filter(|_| self.files.len() > 1)
        };
        let Some(place) = place.filter(|_| !error.is_stopped()) else { return Err(error) };
        let file = self.files.remove(place);
        if failed.is_some() || error.kind() == Kind::CouldNotRun {
            self.left_out.push(left_out(&file, &error));
        } else {
            self.postponed.push(error);
        }
        // A night of bad luck alone is a failure.
        match self.postponed.pop_if(|_| self.files.is_empty() && self.left_out.is_empty()) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// What a person should know of how they were named, and of what became of them.
    pub(super) fn notices(&self) -> impl Iterator<Item = Notice> {
        let left_out = self.left_out.iter().map(|left| Notice::LeftOut { why: left.reason.clone() });
        let postponed = self.postponed.iter().map(|why| Notice::Postponed { why: why.without_hint().to_string() });
        let named_again = self.named_again.iter().map(|file| Notice::NamedAgain { file: file.clone() });
        left_out.chain(postponed).chain(named_again)
    }
}

/// An input that is left out, as far as it can still be told from others.
fn left_out(file: &InputFile, error: &Error) -> LeftOut {
    let Checksum { bytes, sha256 } = Original::open(&file.path).and_then(Original::checksum).unwrap_or_default();
    let hint = error.hint().unwrap_or_default().to_owned();
    LeftOut { file: file.name.clone(), bytes, sha256, reason: error.without_hint().to_string(), hint }
}

/// A result that is replaced must not take its own inputs with it: corrected files often lie in the folder they came in.
fn refuse_inputs_within(folder: &Path, inputs: &[InputFile]) -> Result<()> {
    let Ok(folder) = folder.canonicalize() else { return Ok(()) };
    match inputs.iter().find(|input| Path::new(&input.name).canonicalize().is_ok_and(|path| path.starts_with(&folder)))
    {
        None => Ok(()),
        Some(input) => Err(Error::could_not_run("the input lies in the output folder, which is written anew")
            .in_file(&input.name)
            .with_hint("name another folder with `--out`")),
    }
}

fn refuse(job: &Job<'_>) -> Result<()> {
    if let Some(target) = &job.target {
        refuse_unless_free(target)?;
    }
    if let Some(country) = job.partner.country
        && job.facts.country(country).is_none()
    {
        return Err(Error::could_not_run(format!(
            "the partner's country `{country}` is none that Partner Center knows"
        ))
        .with_hint("give the ISO 3166-1 code; `intake countries` lists them all"));
    }
    Ok(())
}

/// The files, and the names of those that were named before.
pub(super) fn find(names: &[String], stop: &Stop) -> Result<(Vec<InputFile>, Vec<String>)> {
    let (files, named_again) = expand(names, stop)?;
    if files.is_empty() {
        return Err(Error::could_not_run("no input was named").with_hint("name a file or a folder, or `-`"));
    }
    Ok((files, named_again))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(names: &[&str]) -> Inputs {
        Inputs { files: names.iter().map(InputFile::new).collect(), of_an_inbox: true, ..Inputs::default() }
    }

    #[test]
    fn what_the_file_is_to_blame_for_is_told_from_bad_luck() {
        let mut inputs = inbox(&["a.csv", "b.csv", "c.csv"]);
        inputs.leave_out(Error::could_not_run("the file is empty").in_file("a.csv")).expect("it is an input");
        inputs.leave_out(Error::failed("the disk is tired").in_file("b.csv")).expect("it is an input");
        inputs.leave_out(Error::could_not_run("no").in_file("customers.csv")).expect_err("it is none");
        inputs.leave_out(Error::could_not_run("again").in_file("a.csv")).expect_err("once is enough");
        inputs.leave_out(Error::stopped(15).in_file("c.csv")).expect_err("that is no matter of a file");
        assert_eq!(inputs.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["c.csv"]);
        assert_eq!(inputs.notices().count(), 2);
        assert_eq!(inputs.left_out[0].reason, "`a.csv`: the file is empty");
    }

    #[test]
    fn a_night_of_bad_luck_alone_is_a_failure() {
        let error = inbox(&["a.csv"]).leave_out(Error::failed("the disk is tired").in_file("a.csv"));
        assert_eq!(error.expect_err("nothing is left").exit_code(), 3);
    }

    #[test]
    fn a_list_that_somebody_named_stops_the_run() {
        let mut inputs = Inputs { of_an_inbox: false, ..inbox(&["a.csv", "b.csv"]) };
        inputs.leave_out(Error::could_not_run("the file is empty").in_file("a.csv")).expect_err("it was named");
    }
}
