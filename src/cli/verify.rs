//! `intake verify`: a result audited, told in words or as JSON.

use std::fmt::Write as _;
use std::path::Path;

use partner_intake::error::Result;
use partner_intake::model::terminal;
use partner_intake::verify;

use super::to_stdout;

/// Audits a result. The exit code is 0 when everything agrees and 1 when something does not.
pub(super) fn verify(folder: &Path, json: bool) -> Result<u8> {
    let audit = verify::verify(folder)?;
    let mut text = String::new();
    if json {
        let _ = writeln!(text, "{:#}", serde_json::to_value(&audit).unwrap_or_default());
    } else if audit.problems.is_empty() {
        let _ = writeln!(
            text,
            "`{}` is as it was written: {} files with the manifest's checksums, {} rows, each in exactly one list",
            folder.display(),
            audit.files,
            audit.rows,
        );
    } else {
        let _ = writeln!(text, "`{}` is not as it was written:", folder.display());
        for problem in &audit.problems {
            let _ = writeln!(text, "  {problem}");
        }
    }
    // What was found is told by the exit code too, which must not change because nobody reads the words.
    match to_stdout(terminal::lines(&text).as_bytes()) {
        Err(error) if !error.is_closed_pipe() => Err(error),
        _ => Ok(u8::from(!audit.problems.is_empty())),
    }
}
