//! `intake`: the command. Everything it does is in the library; here every ending becomes an exit code.

mod cli;

use std::io::Write as _;
use std::process::ExitCode;

use partner_intake::messages::Messages;
use partner_intake::model::terminal;

fn main() -> ExitCode {
    // A reader of workbooks may panic on a damaged file; that is caught and told as an error of the file. Anything else
    // is a fault of ours: told in a line, without the values that a panic's own words may hold.
    std::panic::set_hook(Box::new(|panic| {
        if !partner_intake::error::is_guarded()
            && let Some(place) = panic.location()
        {
            let _ = writeln!(std::io::stderr(), "intake met a fault of its own at {place}; please report it");
        }
    }));
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output has seen enough, as `head` has.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) if error.is_stopped() => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(error.exit_code())
        }
        Err(error) => {
            // Where nobody can be told, the exit code says it.
            let words = Messages::of(cli::language());
            let report = format!("{}: {}", words.said("error"), error.report_as(|english| words.said(english)));
            let _ = writeln!(std::io::stderr(), "{}", terminal::lines(&report));
            ExitCode::from(error.exit_code())
        }
    }
}
