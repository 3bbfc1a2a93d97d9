//! `intake verify`: a result audited, told in words or as JSON.

use std::fmt::Write as _;
use std::path::Path;

use partner_intake::error::Result;
use partner_intake::messages::Messages;
use partner_intake::model::terminal;
use partner_intake::verify;

use super::language::language;
use super::{WordArgs, to_stdout};

/// Audits a result. The exit code is 0 when everything agrees and 1 when something does not.
pub(super) fn verify(folder: &Path, told: &WordArgs) -> Result<u8> {
    let audit = verify::verify(folder)?;
    let words = Messages::of(language());
    let mut text = String::new();
    if told.json {
        let _ = writeln!(text, "{:#}", serde_json::to_value(&audit).unwrap_or_default());
    } else if audit.problems.is_empty() {
        let found = format!(
            "`{}` is as it was written: {} files with the manifest's checksums, {} rows, each in exactly one list",
            folder.display(),
            audit.files,
            audit.rows,
        );
        let _ = writeln!(text, "{}", words.said(&found));
    } else {
        let _ = writeln!(text, "{}", words.said(&format!("`{}` is not as it was written:", folder.display())));
        for problem in &audit.problems {
            let _ = writeln!(text, "  {}", words.said(problem));
        }
    }
    // What was found is told by the exit code too, which must not change because nobody reads the words.
    match to_stdout(terminal::lines(&text).as_bytes()) {
        Err(error) if !error.is_closed_pipe() => Err(error),
        _ => Ok(u8::from(!audit.problems.is_empty())),
    }
}
