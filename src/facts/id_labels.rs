//! What people write around a registration or tax ID that is no part of it.

use std::sync::LazyLock;

use serde::Deserialize;

/// The labels of IDs, in upper case.
#[derive(Debug, Default, Deserialize)]
pub struct IdLabels {
    before: Vec<String>,
    behind: Vec<String>,
}

impl IdLabels {
    /// The labels that the program carries.
    pub fn builtin() -> &'static IdLabels {
        static BUILTIN: LazyLock<IdLabels> = LazyLock::new(|| {
            // The file is part of the program, and a test holds that it can be read.
            toml::from_str(include_str!("../data/id_labels.toml")).unwrap_or_default()
        });
        &BUILTIN
    }

    /// Leaves out a label before the number. The ID is in upper case, letters and digits alone.
    pub fn strip_before(&self, id: &mut String) {
        let begins = |label: &&String| {
            id.strip_prefix(label.as_str()).is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
        };
        if let Some(length) = self.before.iter().find(begins).map(String::len) {
            id.drain(..length);
        }
    }

    /// Leaves out a label behind the number.
    pub fn strip_behind(&self, id: &mut String) {
        if let Some(length) = self.behind.iter().find_map(|label| id.strip_suffix(label.as_str())).map(str::len) {
            id.truncate(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_where_it_comes_from() {
        let text = include_str!("../data/id_labels.toml");
        toml::from_str::<IdLabels>(text).unwrap();
        assert!(text.contains("\nsource = "));
    }

    #[test]
    fn labels_are_left_out() {
        for (id, bare) in
            [("HRB8552", "8552"), ("CHE365592242MWST", "365592242"), ("TANGO1", "TANGO1"), ("T8267", "8267")]
        {
            let mut text = id.to_owned();
            IdLabels::builtin().strip_behind(&mut text);
            IdLabels::builtin().strip_before(&mut text);
            assert_eq!(text, bare, "{id}");
        }
    }
}
