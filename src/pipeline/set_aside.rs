//! Inputs that cannot be read among others that can: where nobody watches, the run goes on without them.
//!
//! What cannot be opened or understood has *failed*: it is the file's own fault, and trying again changes nothing. What
//! could not be read to its end, or was changed meanwhile, is *postponed*: another night it may be fine.

use super::notice::Notice;
use crate::error::{Error, Kind, Result};
use crate::read::InputFile;
use crate::read::original::Original;
use crate::write::LeftOut;

/// The inputs that a run goes on without.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    left_out: Vec<LeftOut>,
    postponed: Vec<(String, Error)>,
}

impl SetAside {
    /// Sets the input aside that an error is about. An error that is about none is given back.
    pub(super) fn take(&mut self, files: &[InputFile], error: Error) -> Result<()> {
        let Some(file) = files.iter().find(|file| !self.has(&file.name) && error.is_about(&file.name)) else {
            return Err(error);
        };
        match error.kind() {
            Kind::CouldNotRun => self.left_out.push(left_out(file, &error)),
            // That the run is to stop is no matter of a file.
            Kind::Stopped(_) => return Err(error),
            Kind::Failed => self.postponed.push((file.name.clone(), error)),
        }
        Ok(())
    }

    /// The files that are left. Where all that is wrong may pass by itself, and nothing is left to do, that is told.
    pub(super) fn without(&mut self, mut files: Vec<InputFile>) -> Result<Vec<InputFile>> {
        files.retain(|file| !self.has(&file.name));
        if files.is_empty() && self.left_out.is_empty() && !self.postponed.is_empty() {
            return Err(self.postponed.swap_remove(0).1);
        }
        Ok(files)
    }

    fn has(&self, name: &str) -> bool {
        self.left_out.iter().any(|left| left.file == name) || self.postponed.iter().any(|(file, _)| file == name)
    }

    /// What a person should know of it.
    pub(super) fn notices(&self) -> impl Iterator<Item = Notice> {
        let left_out = self.left_out.iter().map(|left| Notice::LeftOut { why: left.reason.clone() });
        let postponed =
            self.postponed.iter().map(|(_, error)| Notice::Postponed { why: error.without_hint().to_string() });
        left_out.chain(postponed)
    }

    /// The inputs that failed.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }
}

/// A failed input, as far as it can still be told from others.
fn left_out(file: &InputFile, error: &Error) -> LeftOut {
    let checksum = Original::open(&file.path).ok().and_then(|original| original.checksum().ok()).unwrap_or_default();
    LeftOut {
        file: file.name.clone(),
        bytes: checksum.bytes,
        sha256: checksum.sha256,
        reason: error.without_hint().to_string(),
        hint: error.hint().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_is_to_blame_for_is_told_from_bad_luck() {
        let files = ["a.csv", "b.csv", "c.csv"].map(InputFile::new).to_vec();
        let mut aside = SetAside::default();
        aside.take(&files, Error::could_not_run("the file is empty").in_file("a.csv")).expect("it is an input");
        aside.take(&files, Error::failed("the disk is tired").in_file("b.csv")).expect("it is an input");
        assert!(aside.take(&files, Error::could_not_run("no").in_file("customers.csv")).is_err());
        assert!(aside.take(&files, Error::could_not_run("again").in_file("a.csv")).is_err(), "once is enough");
        let left = aside.without(files).expect("one is left");
        assert_eq!(left.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["c.csv"]);
        assert_eq!(aside.notices().count(), 2);
        assert_eq!(aside.left_out()[0].reason, "`a.csv`: the file is empty");
    }

    #[test]
    fn a_night_of_bad_luck_alone_is_a_failure() {
        let files = vec![InputFile::new("a.csv")];
        let mut aside = SetAside::default();
        aside.take(&files, Error::failed("the disk is tired").in_file("a.csv")).expect("it is an input");
        assert_eq!(aside.without(files).expect_err("nothing is left").exit_code(), 3);
    }
}
