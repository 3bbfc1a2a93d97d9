//! What rules say in languages other than English and French, which stand in each rule's own file.
//!
//! To add a language: a file `src/data/texts/<language>/rules.toml` with a table for every rule, and its line here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::rule::Texts;
use crate::model::Lang;

/// The languages, each with its file.
const FILES: &[(Lang, &str)] = &[
    (Lang::De, include_str!("../data/texts/de/rules.toml")),
    (Lang::Es, include_str!("../data/texts/es/rules.toml")),
    (Lang::Pt, include_str!("../data/texts/pt/rules.toml")),
    (Lang::Pl, include_str!("../data/texts/pl/rules.toml")),
    (Lang::Tr, include_str!("../data/texts/tr/rules.toml")),
];

/// Of each language, the texts by the rules' names.
type Translations = Vec<(Lang, BTreeMap<String, Texts>)>;

/// What a rule says about itself in a language, if that has a file and the file has the rule.
pub(super) fn of(lang: Lang, rule: &str) -> Option<&'static Texts> {
    static TRANSLATIONS: LazyLock<Translations> = LazyLock::new(|| {
        let read = |(lang, text): &(Lang, &str)| {
            let rules =
                toml::from_str(text).unwrap_or_else(|fault| panic!("src/data/texts/{lang}/rules.toml: {fault}"));
            (*lang, rules)
        };
        FILES.iter().map(read).collect()
    });
    TRANSLATIONS.iter().find(|(own, _)| *own == lang).and_then(|(_, rules)| rules.get(rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_rule_is_said_in_every_language() {
        let mut problems = Vec::new();
        for (lang, text) in FILES {
            let rules: toml::Table = toml::from_str(text).expect("a good file");
            let names: Vec<&str> = Catalogue::builtin().rules().iter().map(|rule| rule.name).collect();
            let missing = names.iter().filter(|name| !rules.contains_key(**name));
            problems.extend(missing.map(|name| format!("src/data/texts/{lang}/rules.toml lacks `{name}`")));
            let unknown = rules.keys().filter(|name| !names.contains(&name.as_str()));
            problems.extend(unknown.map(|name| format!("`{name}` in src/data/texts/{lang}/rules.toml is no rule")));
        }
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }
}
