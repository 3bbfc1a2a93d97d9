//! What is to be done when a run has ended, for the summary on the terminal and the report alike.
//!
//! The steps, when each is due and where it is from are data: `src/data/next_steps.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::messages::Messages;
use crate::model::Disposition;
use crate::write::Manifest;

/// What is to be done with the rows of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The list.
    pub of: Disposition,
    /// What to do, in words, in its order.
    pub texts: Vec<&'static str>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    list: String,
    text: String,
    rule: Option<String>,
    #[serde(default)]
    education: bool,
    #[allow(dead_code, reason = "for the readers of the data file")]
    source: String,
}

static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/next_steps.toml"))
        .unwrap_or_else(|fault| panic!("src/data/next_steps.toml: {fault}"));
    file.steps
});

/// What is to be done next, list by list.
pub fn next_steps(manifest: &Manifest, words: &'static Messages) -> Vec<Steps> {
    let is_due = |step: &&Step| {
        step.rule.as_ref().is_none_or(|rule| manifest.rules.contains_key(rule))
            && (!step.education || manifest.education > 0)
    };
    let of_list = |of: &Disposition| {
        let steps = STEPS.iter().filter(|step| step.list == of.name()).filter(is_due);
        Steps { of: *of, texts: steps.map(|step| words.text(&step.text)).collect() }
    };
    Disposition::ALL.iter().filter(|of| manifest.counts.of(**of) > 0).map(of_list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::model::Lang;

    #[test]
    fn every_step_names_what_there_is() {
        for step in STEPS.iter() {
            assert!(Disposition::ALL.iter().any(|of| of.name() == step.list), "{step:?}");
            assert!(step.rule.as_ref().is_none_or(|rule| Catalogue::builtin().id(rule).is_some()), "{step:?}");
            for lang in Lang::ALL {
                assert_ne!(Messages::of(*lang).text(&step.text), step.text, "{step:?} has no text in `{lang}`");
            }
        }
    }

    #[test]
    fn a_step_is_told_when_it_is_due() {
        let words = Messages::of(Lang::En);
        let mut manifest = Manifest::default();
        assert!(next_steps(&manifest, words).is_empty());
        (manifest.counts.accepted, manifest.counts.rows) = (2, 2);
        let plain = next_steps(&manifest, words);
        assert!(plain.len() == 1 && plain[0].of == Disposition::Accepted);
        assert!(!plain[0].texts.contains(&words.text("note.education")));
        manifest.education = 1;
        manifest.rules.insert("domain-prefix-proposed".to_owned(), 1);
        let more = next_steps(&manifest, words);
        assert_eq!(more[0].texts.len(), plain[0].texts.len() + 2);
    }
}
