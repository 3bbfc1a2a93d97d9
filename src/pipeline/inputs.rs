//! The inputs of a run: found once, whatever becomes of each.

use super::prepare::Job;
use crate::error::{Error, Result, Stop};
use crate::read::original::{Checksum, Original};
use crate::read::{InputFile, expand, fatal};
use crate::write::{LeftOut, refuse_unless_free};

/// The inputs of a job.
pub(super) struct Inputs {
    /// The files that are read.
    pub(super) files: Vec<InputFile>,
    /// Those that were named more than once.
    pub(super) named_again: Vec<String>,
    /// Those whose reader failed, and that are not read any more.
    pub(super) left_out: Vec<LeftOut>,
}

impl Inputs {
    /// Finds the inputs. Fails before any work is done if the result has no place to go.
    pub(super) fn find(job: &Job<'_>) -> Result<Self> {
        refuse(job)?;
        let (files, named_again) = find(job.inputs, &job.stop)?;
        Ok(Inputs { files, named_again, left_out: Vec::new() })
    }

    /// Leaves out the input whose reader has failed, for the others to go on. Any other error stays one, and so does that
    /// of the last input there is.
    pub(super) fn leave_out(&mut self, error: Error) -> Result<()> {
        let place = fatal(&error).and_then(|path| self.files.iter().position(|file| file.path == path));
        let Some(place) = place.filter(|_| self.files.len() > 1) else { return Err(error) };
        let file = self.files.remove(place);
        let Checksum { bytes, sha256 } = Original::open(&file.path).and_then(Original::checksum).unwrap_or_default();
        let reason = error.without_hint().to_string();
        self.left_out.push(LeftOut { file: file.name, bytes, sha256, reason });
        Ok(())
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
