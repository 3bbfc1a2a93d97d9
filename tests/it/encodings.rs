//! A text is read in the encoding that all of it proves, however late the proof stands.

use std::fmt::Write as _;
use std::fs;

use partner_intake::write::{MANIFEST, Manifest};
use sha2::{Digest as _, Sha256};

use crate::support::{TODAY, files_in, intake_fed, temporary};

/// A list that is ASCII for longer than any look at a beginning, and ends with one name in Windows-1252.
fn list() -> Vec<u8> {
    let mut text = String::from("company_name,country,reference\n");
    for number in 0..9_000 {
        writeln!(text, "Kerouan Logistique {number},FR,{number}").expect("writing to memory");
    }
    assert!(text.len() > 256 * 1024);
    [text.as_bytes(), b"Soci\xE9t\xE9 Kerouan,FR,last\n"].concat()
}

#[test]
fn the_last_line_may_tell_the_encoding_of_the_first() {
    let (place, list) = (temporary(), list());
    fs::write(place.path().join("list.csv"), &list).expect("the test's folder can be written");
    for (out, input, existing) in
        [("file", "list.csv", None), ("input", "-", None), ("existing", "list.csv", Some("list.csv"))]
    {
        let mut args = vec!["run", input, "--out", out, "--today", TODAY, "--exit-zero"];
        args.extend(existing.iter().flat_map(|list| ["--existing", list]));
        let ran = intake_fed(place.path(), &args, &list);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.contains("windows-1252") || ran.stderr.contains("windows-1252"),
            "{}{}",
            ran.stdout,
            ran.stderr
        );

        let folder = place.path().join(out);
        let is_last = |line: &str| line.starts_with("Société Kerouan,");
        let holds_last = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().any(is_last);
        assert!(files_in(&folder).iter().any(|(_, bytes)| holds_last(bytes)), "{out}");
        let text = fs::read(folder.join(MANIFEST)).expect("every result has one");
        let manifest: Manifest = serde_json::from_slice(&text).expect("it is JSON");
        let sha256 = format!("{:x}", Sha256::digest(&list));
        assert_eq!((manifest.counts.rows, &manifest.inputs[0].sha256), (9_001, &sha256));
        assert!(manifest.existing.iter().all(|list| list.rows == 9_001 && list.sha256 == sha256));
    }
    let left_over = fs::read_dir(place.path())
        .expect("it is there")
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    assert!(!left_over, "what was begun on trust is gone");
}
