//! The command that is called when a run has ended: to write a mail, to post to a chat, to tell a watchdog.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use partner_intake::config::Notify;
use partner_intake::error::{Error, Result};
use partner_intake::model::Disposition;

use super::watch::Ended;

/// How often it is looked whether the command has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Calls the command, with the outcome and the manifest's path as two arguments more and all figures in its environment.
/// What it writes to standard output is nobody's: a summary may go there.
pub(super) fn call(notify: &Notify, ended: &Ended<'_>) -> Result<()> {
    let Some((program, arguments)) = notify.command.split_first() else { return Ok(()) };
    let manifest = ended.manifest().map(|manifest| manifest.display().to_string()).unwrap_or_default();
    let run = ended.run;
    let mut command = Command::new(program);
    command.args(arguments).arg(ended.outcome()).arg(&manifest);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.env("INTAKE_OUTCOME", ended.outcome());
    command.env("INTAKE_EXIT_CODE", run.exit_code.unwrap_or_default().to_string());
    command.env("INTAKE_MANIFEST", &manifest);
    command.env("INTAKE_FOLDER", &run.folder);
    command.env("INTAKE_PROBLEM", &run.problem);
    command.env("INTAKE_INPUTS", run.inputs.to_string());
    command.env("INTAKE_INPUTS_FAILED", run.failed_inputs.to_string());
    command.env("INTAKE_ROWS", run.rows.to_string());
    for (disposition, count) in Disposition::ALL.iter().zip(run.lists) {
        command.env(format!("INTAKE_{}", disposition.name().to_uppercase()), count.to_string());
    }
    let failed =
        |what: String| Error::failed(what).with_hint("see `command` in `[notify]`; the result is not touched by it");
    let called = format!("the command to notify, `{program}`,");
    // What it has started ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| failed(format!("{called} cannot be called")).because(error))?;
    match wait(&mut child, notify.timeout) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(failed(format!("{called} failed: {status}"))),
        Ok(None) => Err(failed(format!(
            "{called} took longer than {:#} and was stopped",
            jiff::SignedDuration::try_from(notify.timeout).unwrap_or_default()
        ))),
        Err(error) => Err(failed(format!("{called} got lost")).because(error)),
    }
}

/// Waits for its end, and makes one when it takes too long.
fn wait(child: &mut Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    let since = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if since.elapsed() >= timeout {
            stop(child)?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Kills it with all that it has started.
fn stop(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        return Ok(rustix::process::kill_process_group(group, rustix::process::Signal::KILL)?);
    }
    child.kill()
}
