//! What a user names as input: files, folders, globs, and `-` for standard input.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use tempfile::TempPath;

use crate::error::{Error, IoContext as _, Result, Stop};
use crate::model::terminal;

/// The endings of files that are looked for in a folder. A file that is named outright may have any.
const ENDINGS: &[&str] = &[
    "csv", "tsv", "tab", "psv", "txt", "zip", "xlsx", "xlsm", "xlsb", "xls", "ods", "csv.gz", "tsv.gz", "txt.gz",
    "csv.zst", "tsv.zst", "txt.zst",
];

/// The name of standard input, on the command line and in provenance columns.
const STANDARD_INPUT: &str = "-";

/// How much of standard input is taken at a time, and how often that is done ahead of what is kept.
const PIECE: usize = 256 << 10;
const PIECES_AHEAD: usize = 4;

/// How long whoever waits for standard input goes without asking whether to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// One file to read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// As the user named it, or found in the folder that was named; how messages and provenance call it.
    pub name: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Standard input and pipes are kept in a file while the run lasts, since they must be looked at twice.
    _spooled: Option<Arc<TempPath>>,
}

impl InputFile {
    /// A file by its path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        InputFile { name: shown(&path.to_string_lossy()), path, _spooled: None }
    }

    /// A file that was unpacked aside, in the name of the one it was in.
    pub(super) fn aside(name: &str, file: TempPath) -> Self {
        InputFile { name: name.to_owned(), path: file.to_path_buf(), _spooled: Some(Arc::new(file)) }
    }

    /// What can be read only once: standard input, or a pipe. Another thread reads it, since it may wait for ever.
    fn spooled<R: io::Read>(
        name: &str,
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        stop: &Stop,
    ) -> Result<Self> {
        let (to, pieces) = sync_channel::<io::Result<Vec<u8>>>(PIECES_AHEAD);
        let take = move || {
            let read = open().and_then(|mut bytes| {
                loop {
                    let mut piece = Vec::with_capacity(PIECE);
                    let count = bytes.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
                    if count == 0 || to.send(Ok(piece)).is_err() {
                        return Ok(());
                    }
                }
            });
            // Where nobody waits for it, the run has ended already.
            let _ = read.map_err(|error| to.send(Err(error)));
        };
        thread::Builder::new().spawn(take).map_err(Error::no_thread)?;
        let mut spool = tempfile::NamedTempFile::new().reading(name)?;
        loop {
            stop.check()?;
            match pieces.recv_timeout(PATIENCE) {
                Ok(piece) => piece.and_then(|piece| spool.write_all(&piece)).reading(name)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let spooled = spool.into_temp_path();
        Ok(InputFile { name: shown(name), path: spooled.to_path_buf(), _spooled: Some(Arc::new(spooled)) })
    }
}

/// A file's name as it may be shown: one that steers the terminal is nobody's friend.
pub fn shown(name: &str) -> String {
    terminal::one_line(name).into_owned()
}

/// Finds the files that the user named, in the order named; those of a folder or a glob by name. A file that is named
/// twice, as `inbox inbox/a.csv` does, is read once: otherwise every row of it would repeat itself.
///
/// The second list names those that were.
pub fn expand(inputs: &[String], stop: &Stop) -> Result<(Vec<InputFile>, Vec<String>)> {
    let mut files = Vec::new();
    for input in inputs {
        let path = Path::new(input);
        if input == STANDARD_INPUT {
            files.push(InputFile::spooled(input, || Ok(io::stdin()), stop)?);
        } else if path.is_dir() {
            files.extend(in_folder(path)?.into_iter().map(InputFile::new));
        } else if path.exists() && !path.is_file() {
            let path = path.to_owned();
            files.push(InputFile::spooled(input, move || fs::File::open(path), stop)?);
        } else if path.exists() || !is_glob(input) {
            files.push(InputFile::new(path));
        } else {
            files.extend(by_glob(input)?.into_iter().map(InputFile::new));
        }
    }
    let mut seen = BTreeSet::new();
    let mut named_again = Vec::new();
    // A file that is not there has no other name; opening it says so.
    files.retain(|file| {
        let is_new = fs::canonicalize(&file.path).map_or(true, |path| seen.insert(path));
        if !is_new {
            named_again.push(file.name.clone());
        }
        is_new
    });
    Ok((files, named_again))
}

fn is_glob(input: &str) -> bool {
    input.contains(['*', '?', '['])
}

fn by_glob(pattern: &str) -> Result<Vec<PathBuf>> {
    let found = glob::glob(pattern)
        .map_err(|error| Error::could_not_run(format!("`{pattern}` is no pattern of file names")).because(error))?;
    let mut files = Vec::new();
    for entry in found {
        let path = entry.map_err(|error| {
            let path = error.path().to_path_buf();
            Error::could_not_run("could not be looked at").in_file(path).because(error)
        })?;
        if path.is_file() && !is_passed_over(&path) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::could_not_run(format!("no file is called `{pattern}`"))
            .with_hint("check the folder and the pattern; quote the pattern so that the shell leaves it alone"));
    }
    Ok(files)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).reading(folder)? {
        let path = entry.reading(folder)?.path();
        if path.is_file() && !is_passed_over(&path) && has_known_ending(&path) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::could_not_run("the folder holds no list")
            .in_file(folder)
            .with_hint(format!("lists are files that end in {}", ENDINGS.join(", "))));
    }
    files.sort();
    Ok(files)
}

/// Hidden files, and the ones a spreadsheet program lays beside a workbook that is open.
fn is_passed_over(path: &Path) -> bool {
    path.file_name().is_none_or(|name| {
        let name = name.to_string_lossy();
        name.starts_with('.') || name.starts_with("~$")
    })
}

fn has_known_ending(path: &Path) -> bool {
    path.file_name().is_some_and(|name| is_list_name(&name.to_string_lossy()))
}

/// Whether a file's name, with or without its folder, ends as the name of a list does.
pub fn is_list_name(name: &str) -> bool {
    let name = name.to_lowercase();
    ENDINGS.iter().any(|ending| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &[&str]) -> Result<Vec<String>> {
        let inputs: Vec<String> = inputs.iter().map(|input| (*input).to_owned()).collect();
        let name = |file: &InputFile| file.path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(expand(&inputs, &Stop::default())?.0.iter().filter_map(name).collect())
    }

    #[test]
    fn folders_and_globs_give_lists_by_name() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for name in ["b.csv", "a.XLSX", "c.pdf", ".hidden.csv", "~$a.xlsx", "d.csv.gz"] {
            fs::write(folder.path().join(name), "").expect("the test's folder can be written");
        }
        let path = folder.path().to_string_lossy().into_owned();
        assert_eq!(names(&[&path]).expect("lists"), ["a.XLSX", "b.csv", "d.csv.gz"]);
        assert_eq!(names(&[&format!("{path}/*.csv")]).expect("lists"), ["b.csv"]);
        assert_eq!(names(&[&format!("{path}/c.pdf"), &format!("{path}/b.csv")]).expect("files"), ["c.pdf", "b.csv"]);
        assert_eq!(
            names(&[&format!("{path}/b.csv"), &path, &format!("{path}/./a.XLSX")]).expect("files"),
            ["b.csv", "a.XLSX", "d.csv.gz"],
            "each once, where it is named first"
        );
        assert!(names(&[&format!("{path}/*.ods")]).is_err_and(|error| error.exit_code() == 2));
    }

    #[test]
    fn a_folder_without_lists_is_no_input() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        assert!(names(&[&folder.path().to_string_lossy()]).is_err_and(|error| error.hint().is_some()));
    }
}
