//! The name of a result's folder, in which the day and the number of the run may stand.

use std::path::{Path, PathBuf};

/// What stands for the day of the run, ISO 8601.
const DATE: &str = "{date}";

/// What stands for the number that tells the runs of a day apart, from 001.
const RUN: &str = "{run}";

/// A folder's path with places for the day and the number of the run, as `results/{date}-{run}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderPattern(PathBuf);

/// The words that may stand in braces.
pub const PLACES: [&str; 2] = ["date", "run"];

impl FolderPattern {
    /// A pattern, or the word in braces that stands for nothing. Braces round anything but a word are a name's own.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, String> {
        let path = path.into();
        let text = path.to_string_lossy();
        let words = text.split('{').skip(1).filter_map(|behind| behind.split_once('}')).map(|(word, _)| word);
        let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        match words.filter(is_word).find(|word| !PLACES.contains(word)) {
            Some(unknown) => Err(unknown.to_owned()),
            None => Ok(FolderPattern(path)),
        }
    }

    /// Whether the runs of different days, or of one day, have different folders.
    pub fn tells_runs_apart(&self) -> bool {
        self.has(DATE) || self.has(RUN)
    }

    /// Whether it has a place for the number of the run.
    pub fn has_number(&self) -> bool {
        self.has(RUN)
    }

    fn has(&self, place: &str) -> bool {
        self.0.to_string_lossy().contains(place)
    }

    /// The folder of the run of this day and number.
    pub fn folder(&self, day: &str, number: u32) -> PathBuf {
        if !self.tells_runs_apart() {
            return self.0.clone();
        }
        PathBuf::from(self.0.to_string_lossy().replace(DATE, day).replace(RUN, &format!("{number:03}")))
    }

    /// The folder that all results lie below, and what is below it, a part for each folder on the way.
    pub fn parts(&self) -> (PathBuf, Vec<String>) {
        let is_varied = |part: &str| part.contains(DATE) || part.contains(RUN);
        let mut base = PathBuf::new();
        let mut below: Vec<String> = Vec::new();
        for part in &self.0 {
            let text = part.to_string_lossy();
            if below.is_empty() && !is_varied(&text) {
                base.push(part);
            } else {
                below.push(text.into_owned());
            }
        }
        (base, below)
    }

    /// The pattern as it was written.
    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

/// Whether a folder's name is one that a part of a pattern gives.
pub fn is_of_part(name: &str, part: &str) -> bool {
    // The first place in the part, and what it takes of the name.
    let first = PLACES.iter().filter_map(|place| Some((part.find(&format!("{{{place}}}"))?, *place))).min();
    let Some((at, place)) = first else { return name == part };
    let Some(name) = name.strip_prefix(&part[..at]) else { return false };
    let part = &part[at + place.len() + 2..];
    let takes = |len: usize| name.get(len..).is_some_and(|rest| is_of_part(rest, part));
    if place == "date" {
        return name.get(..10).is_some_and(is_day) && takes(10);
    }
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    (3..=digits).any(takes)
}

/// Whether a text has the form of a day, `2026-11-23`.
fn is_day(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(place, byte)| if [4, 7].contains(&place) { byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_a_folder_of_its_own() {
        let pattern = FolderPattern::new("results/{date}-{run}").expect("it is right");
        assert_eq!(pattern.folder("2026-11-23", 2), Path::new("results/2026-11-23-002"));
        assert!(pattern.tells_runs_apart() && pattern.has_number());
        let fixed = FolderPattern::new("out{1}/{").expect("braces of its own");
        assert_eq!(fixed.folder("2026-11-23", 2), Path::new("out{1}/{"));
        assert!(!fixed.tells_runs_apart());
        assert_eq!(FolderPattern::new("results/{dat}"), Err("dat".to_owned()));
    }

    #[test]
    fn folders_are_known_again() {
        let pattern = FolderPattern::new("/srv/out/{date}/night-{run}").expect("it is right");
        let (base, parts) = pattern.parts();
        assert_eq!(
            (base.as_path(), parts.as_slice()),
            (Path::new("/srv/out"), &["{date}", "night-{run}"].map(str::to_owned)[..])
        );
        for (name, part, is_one) in [
            ("2026-11-23", "{date}", true),
            ("2026-11-2x", "{date}", false),
            ("2026-11-23-old", "{date}", false),
            ("2026-11-23-001", "{date}-{run}", true),
            ("2026-11-23-1000", "{date}-{run}", true),
            ("2026-11-23-1", "{date}-{run}", false),
            ("night-001", "night-{run}", true),
            ("night-", "night-{run}", false),
            ("001night", "{run}night", true),
            ("ü026-11-23", "{date}", false),
        ] {
            assert_eq!(is_of_part(name, part), is_one, "{name} {part}");
        }
    }
}
