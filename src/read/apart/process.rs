//! The process that reads a workbook, as the run that asks it sees it.

use std::io::{self, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::frame::{Answer, Asked};
use super::{COMMAND, Guard};
use crate::error::{Error, Result, Stop};
use crate::read::refusal::Why;

/// How long whoever waits for an answer goes without asking whether to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// How many answers are taken from the pipe ahead of who needs them.
const AHEAD: usize = 2;

/// More is not read of what a process says as it dies.
const LAST_WORDS: u64 = 4096;

/// What the standard library says where memory cannot be had.
const NO_MEMORY: &str = "memory allocation of";

/// The process. Dropped, it is ended.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    to: ChildStdin,
    answers: Receiver<io::Result<Answer>>,
}

impl Process {
    /// Starts the program for the workbook at `path`.
    pub(super) fn start(program: &Path, path: &Path) -> Result<Self> {
        let failed = |error: io::Error| {
            Error::failed("the process that reads workbooks cannot be started").in_file(path).because(error)
        };
        let mut command = Command::new(program);
        command.arg(COMMAND).arg(path).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        {
            // Ctrl-C is for the run, which then ends what it has started.
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let mut child = command.spawn().map_err(failed)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(io::ErrorKind::BrokenPipe.into()));
        };
        let (send, answers) = sync_channel(AHEAD);
        let take = move || {
            let mut from = BufReader::new(from);
            while let Some(answer) = Answer::read(&mut from).transpose() {
                let is_last = answer.is_err();
                if send.send(answer).is_err() || is_last {
                    break;
                }
            }
        };
        // Ended again when there is nobody to listen to it.
        let process = Process { child, to, answers };
        thread::Builder::new().spawn(take).map_err(Error::no_thread)?;
        Ok(process)
    }

    /// Asks for something.
    pub(super) fn ask(&mut self, asked: &Asked) -> io::Result<()> {
        asked.write(&mut self.to)
    }

    /// Waits for what it answers; none if it has ended, or says what makes no sense.
    pub(super) fn next(&mut self, stop: &Stop) -> Result<Option<Answer>> {
        loop {
            stop.check()?;
            match self.answers.recv_timeout(PATIENCE) {
                Ok(answer) => return Ok(answer.ok()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    /// Why there will be no more answers. Whoever ends a whole group of processes ends this one and the run, whichever
    /// first.
    pub(super) fn why_it_ended(&mut self, guard: Guard, stop: &Stop) -> Result<Why> {
        // One that still runs has said what makes no sense.
        if !self.ends_by_itself() {
            return Ok(Why::Failed);
        }
        let status = self.child.wait().ok();
        let mut words = Vec::new();
        if let Some(from) = &mut self.child.stderr {
            let _ = from.take(LAST_WORDS).read_to_end(&mut words);
        }
        if String::from_utf8_lossy(&words).contains(NO_MEMORY) {
            return Ok(Why::Memory(guard.memory));
        }
        #[cfg(unix)]
        if let Some(signal) = status.and_then(|status| std::os::unix::process::ExitStatusExt::signal(&status)) {
            use rustix::process::Signal;
            let is = |of: Signal| signal == of.as_raw();
            if is(Signal::XCPU) {
                return Ok(Why::Time(guard.seconds));
            }
            if is(Signal::TERM) || is(Signal::INT) {
                thread::sleep(4 * PATIENCE);
                stop.check()?;
            }
            if is(Signal::TERM) || is(Signal::INT) || is(Signal::KILL) {
                return Ok(Why::Killed);
            }
        }
        let _ = (status, stop);
        Ok(Why::Failed)
    }

    /// Whether it has ended, or does so soon.
    fn ends_by_itself(&mut self) -> bool {
        for _ in 0..20 {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return true;
            }
            thread::sleep(PATIENCE);
        }
        false
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It holds nothing that is to be put away. Where it has ended, there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
