//! What is to be done when a run has ended, for the summary on the terminal and the report alike.

use crate::messages::Messages;
use crate::model::Disposition;
use crate::write::Manifest;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rows it is about, if it is about one list.
    pub of: Option<Disposition>,
    /// What to do, in words.
    pub text: &'static str,
}

/// What is to be done next, in its order.
pub fn next_steps(manifest: &Manifest, words: &'static Messages) -> Vec<Step> {
    let counts = &manifest.counts;
    let mut steps: Vec<Step> = Disposition::ALL
        .iter()
        .filter(|disposition| counts.of(**disposition) > 0)
        .map(|disposition| Step { of: Some(*disposition), text: words.text(next_key(*disposition)) })
        .collect();
    let has = |rule: &str| manifest.rules.contains_key(rule);
    for (is_due, key) in [
        (counts.accepted > 0, "note.agreement"),
        (counts.accepted > 0 && has("domain-prefix-proposed"), "note.domain"),
        (has("duplicate-in-batch"), "note.duplicates"),
        (has("role-cannot-create"), "note.reseller"),
    ] {
        if is_due {
            steps.push(Step { of: None, text: words.text(key) });
        }
    }
    steps
}

const fn next_key(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Accepted => "next.accepted",
        Disposition::RelationshipRequest => "next.relationship_request",
        Disposition::Review => "next.review",
        Disposition::Rejected => "next.rejected",
    }
}
