//! The other side: the process that reads one workbook for a run, and answers what it is asked.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use super::frame::{Answer, Asked};
use super::{Contents, Guard};
use crate::read::excel::Workbook;
use crate::read::refusal::Refusal;

/// Answers until nothing more is asked. The first question opens the workbook and limits this process: to call it from a
/// program that does anything else would limit that.
pub fn serve(path: &Path, from: impl Read, to: impl Write) -> io::Result<()> {
    let (mut from, mut to, mut scratch) = (BufReader::new(from), BufWriter::new(to), Vec::new());
    let mut answer = |answer: Answer| answer.write(&mut to, &mut scratch);
    let Some(Asked::Open { limits, guard }) = Asked::read(&mut from)? else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a workbook is opened first"));
    };
    limit(guard);
    let mut workbook = match Workbook::open(path, &limits) {
        Ok(workbook) => workbook,
        Err(error) => return answer(Answer::Refused(Refusal::of(error))),
    };
    answer(Answer::Opened(Contents::of(&workbook)))?;
    while let Some(asked) = Asked::read(&mut from)? {
        match asked {
            Asked::Open { .. } => return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is open")),
            Asked::FirstRows { sheet, count } => match workbook.first_rows(&sheet, count) {
                Ok(rows) => answer(Answer::FirstRows(rows))?,
                Err(error) => return answer(Answer::Refused(Refusal::of(error))),
            },
            Asked::Rows { sheet, after, width } => {
                let mut sent = Ok(());
                let read = workbook.rows(&sheet, after, width, |block| {
                    sent = answer(Answer::Block(block));
                    sent.is_ok()
                });
                sent?;
                match read {
                    Ok(()) => answer(Answer::End)?,
                    Err(error) => return answer(Answer::Refused(Refusal::of(error))),
                }
            }
        }
    }
    Ok(())
}

/// Takes no more memory and time than it may. Elsewhere than on Unix the guards in front of the parser have to do.
fn limit(guard: Guard) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        for (resource, most) in [(Resource::As, guard.memory), (Resource::Cpu, guard.seconds)] {
            let maximum = getrlimit(resource).maximum;
            // Somebody may have set less already.
            let current = Some(maximum.map_or(most, |maximum| maximum.min(most)));
            // Where the system has no such limit, as macOS has none of address space, there is none.
            let _ = setrlimit(resource, Rlimit { current, maximum });
        }
    }
    #[cfg(not(unix))]
    let _ = guard;
}
