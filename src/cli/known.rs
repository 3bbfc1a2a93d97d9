//! What is known of countries in this run: the program's own facts, with Partner Center's answers where there are some.

use std::fmt::Write as _;

use partner_intake::answers::{self, Folder};
use partner_intake::config::Config;
use partner_intake::error::Result;
use partner_intake::facts::Facts;
use partner_intake::messages::Messages;
use partner_intake::model::Lang;
use partner_intake::write::CountryRulesFolder;

/// The facts, and the folder of answers that are among them.
pub(super) struct Known(Option<(Folder, Facts)>);

impl Known {
    /// Reads the folder that the configuration names, if it names one.
    pub(super) fn of(config: &Config) -> Result<Known> {
        let Some(folder) = &config.input.country_rules else { return Ok(Known(None)) };
        let folder = answers::read_folder(folder)?;
        let facts = Facts::with_rules(&folder.rules);
        Ok(Known(Some((folder, facts))))
    }

    /// The facts.
    pub(super) fn facts(&self) -> &Facts {
        self.0.as_ref().map_or_else(|| Facts::builtin(), |(_, facts)| facts)
    }

    /// The folder as the manifest names it.
    pub(super) fn folder_for_manifest(&self) -> Option<CountryRulesFolder> {
        let (folder, _) = self.0.as_ref()?;
        Some(CountryRulesFolder {
            folder: folder.path.display().to_string(),
            sha256: folder.sha256.clone(),
            countries: folder.rules.iter().map(|rules| rules.code.clone()).collect(),
        })
    }

    /// What the run could not obey, a line each.
    pub(super) fn warnings(&self, lang: Lang) -> String {
        let words = Messages::of(lang);
        let mut lines = String::new();
        for rules in self.0.iter().flat_map(|(folder, _)| &folder.rules) {
            for (name, _) in rules.unusable_patterns() {
                let what = words.fill("country.unusable-pattern", &[("name", name), ("country", &rules.code)]);
                let _ = writeln!(lines, "{}", words.warning(&what));
            }
        }
        lines
    }
}
