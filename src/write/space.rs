//! Room on the disk, looked at ahead of a run and while it writes: a disk that runs full takes more than this run with it.

use std::path::Path;

use crate::error::{Error, Result};

/// So much is left free for whatever else writes to the disk, the store of known customers among it.
const LEFT_FREE: u64 = 32 << 20;

/// After so many batches, of some hundred kilobytes each, it is looked again.
const LOOK_EVERY: u32 = 32;

/// Every input row is written once, with what was found of it; the fewest bytes of results, in hundredths of those of the
/// inputs. Measured are 160 for a list of which nearly all is accepted, and more for any other.
const LEAST: u64 = 100;

/// Refuses a result that the disk surely has no room for. `inputs` are the inputs' bytes.
pub fn refuse_without_room(place: &Path, inputs: u64) -> Result<()> {
    let needed = inputs.saturating_mul(LEAST) / 100;
    match free(place) {
        Some(free) if free < needed => Err(full(
            place,
            &format!("the disk has {} free, and the result takes {} or more", in_words(free), in_words(needed)),
        )),
        _ => Ok(()),
    }
}

/// Looks at the disk from time to time while a result is written.
#[derive(Debug, Default)]
pub(super) struct Watch {
    batches: u32,
}

impl Watch {
    /// A batch was written; refuses to go on when the disk is nearly full.
    pub(super) fn written(&mut self, place: &Path) -> Result<()> {
        self.batches += 1;
        if !self.batches.is_multiple_of(LOOK_EVERY) {
            return Ok(());
        }
        match free(place) {
            Some(free) if free < LEFT_FREE => {
                Err(full(place, &format!("the disk is nearly full: {} are left", in_words(free))))
            }
            _ => Ok(()),
        }
    }
}

/// How many bytes we may write beside this place; none if the system does not say.
pub fn free(place: &Path) -> Option<u64> {
    let there =
        place.ancestors().skip(1).map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    there.into_iter().find(|folder| folder.is_dir()).and_then(|folder| fs4::available_space(folder).ok())
}

fn full(place: &Path, what: &str) -> Error {
    Error::failed(what).in_file(place).with_hint("free some space, or choose another disk with `--out DIR`")
}

fn in_words(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_have_room_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("not/yet/there");
        refuse_without_room(&place, 1_000).expect("there is room for that");
        let error = refuse_without_room(&place, u64::MAX / LEAST).expect_err("no disk has that");
        assert!(error.exit_code() == 3 && error.hint().is_some(), "{error}");
        assert!(free(Path::new("out")).is_some_and(|free| free > 0), "a place in this folder");
    }
}
