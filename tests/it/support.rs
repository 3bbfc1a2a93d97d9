//! What several tests need.

use std::fs;
use std::path::{Path, PathBuf};

/// A path in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether expected texts are to be rewritten instead of compared: set `UPDATE_EXPECTED` and read the difference.
pub(crate) fn updating() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the one switch of the tests; no run reads it")]
    std::env::var("UPDATE_EXPECTED").is_ok_and(|value| !value.is_empty())
}

/// Holds a file of the project to the text it should have, or rewrites it.
pub(crate) fn assert_current(path: &str, text: &str) {
    let file = project(path);
    if updating() {
        fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is not current; run the tests with UPDATE_EXPECTED=1 and look at what changed");
}
