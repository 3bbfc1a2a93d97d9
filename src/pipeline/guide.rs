//! What working documents say and offer: words in the reader's language, and lists of countries, states and segments.

use crate::facts::{Facts, SEGMENTS, country_names_in_order, decision_word, own_header, states_by_country};
use crate::messages::Messages;
use crate::model::{CountryStates, Decision, Field, Lang, OwnColumn, Severity};
use crate::write::Table;
use crate::write::document::{AboutLine, Colour, DocumentCounts, Guide, MOST_NOTES};

/// The guide of a run.
#[derive(Debug)]
pub(super) struct WorkGuide {
    lang: Lang,
    countries: Vec<String>,
    segments: Vec<String>,
    states: Vec<CountryStates>,
    decisions: [&'static str; 2],
    decision_refused: [String; 2],
}

impl WorkGuide {
    /// The guide for readers of a language.
    pub(super) fn new(facts: &Facts, lang: Lang) -> Self {
        WorkGuide {
            lang,
            countries: country_names_in_order(facts, lang),
            segments: SEGMENTS.map(|segment| Messages::of(lang).segment(segment).to_owned()).to_vec(),
            states: states_by_country(facts, lang),
            decisions: [Decision::New, Decision::Existing].map(|decision| decision_word(decision, lang)),
            decision_refused: ["about.decision.title", "about.decision.message"].map(|key| with_names(key, lang)),
        }
    }
}

/// A text in which our own columns and the words of a decision are named as the reader sees them.
fn with_names(key: &str, lang: Lang) -> String {
    let columns = OwnColumn::ALL.iter().map(|column| (column.name(), own_header(*column, lang)));
    let decisions = Decision::ALL.iter().map(|decision| (decision.name(), decision_word(*decision, lang)));
    Messages::of(lang).fill(key, &columns.chain(decisions).collect::<Vec<_>>())
}

impl Guide for WorkGuide {
    fn about_name(&self) -> &str {
        Messages::of(self.lang).text("about.sheet")
    }

    fn own_header(&self, column: OwnColumn) -> &str {
        own_header(column, self.lang)
    }

    fn about(&self, table: Table, counts: &DocumentCounts) -> Vec<AboutLine> {
        let words = Messages::of(self.lang);
        let kind = if table == Table::Review { "review" } else { "rejected" };
        let text = |key: &str| with_names(&format!("about.{key}"), self.lang);
        let of_kind = |key: &str| text(&format!("{kind}.{key}"));
        let mut lines = vec![
            AboutLine::Title(of_kind("title")),
            AboutLine::Text(words.count(&format!("about.{kind}.rows"), counts.rows)),
            AboutLine::Heading(text("steps")),
        ];
        if table == Table::Review {
            lines.extend([AboutLine::Step(of_kind("compare")), AboutLine::Step(of_kind("decide"))]);
        }
        lines.extend([
            AboutLine::Step(text("notes")),
            AboutLine::Step(text("correct")),
            AboutLine::Step(text("rows")),
            AboutLine::Step(text("send-back")),
        ]);
        lines.push(AboutLine::Heading(text("counts")));
        for (key, count) in
            [("errors", counts.errors), ("warnings", counts.warnings), ("suggested", counts.suggestions)]
        {
            lines.push(AboutLine::Text(words.count(&format!("about.count.{key}"), count)));
        }
        if counts.without_note() > 0 {
            let (most, without) = (words.number(MOST_NOTES), words.number(counts.without_note()));
            let errors = own_header(OwnColumn::Errors, self.lang);
            let values = [("most", most.as_str()), ("without", without.as_str()), ("errors", errors)];
            lines.push(AboutLine::Text(words.fill(&format!("about.{kind}.without-note"), &values)));
        }
        lines.push(AboutLine::Heading(text("colours")));
        let legend = |colour, key: &str| AboutLine::Legend(colour, text(&format!("colour.{key}")));
        lines.push(legend(Colour::Fault(Severity::Error), "error"));
        lines.push(legend(Colour::Fault(Severity::Warning), "warning"));
        lines.push(legend(Colour::Fault(Severity::Info), "info"));
        if table == Table::Review {
            lines.push(legend(Colour::FillIn, "fill-in"));
        }
        lines.push(legend(Colour::Suggestion, "suggestion"));
        lines.push(legend(Colour::Given, "given"));
        lines.push(legend(Colour::Own, "own"));
        lines
    }

    fn choices(&self, field: Field) -> Option<&[String]> {
        match field {
            Field::Country => Some(&self.countries),
            Field::Segment => Some(&self.segments),
            _ => None,
        }
    }

    fn states(&self) -> &[CountryStates] {
        &self.states
    }

    fn decisions(&self) -> &[&'static str] {
        &self.decisions
    }

    fn decision_refused(&self) -> [&str; 2] {
        self.decision_refused.each_ref().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::read_segment;

    #[test]
    fn every_country_that_is_offered_is_read_as_itself() {
        for lang in Lang::ALL {
            let guide = WorkGuide::new(Facts::builtin(), *lang);
            let offered = guide.choices(Field::Country).expect("countries are a list");
            let mut read: Vec<_> =
                offered.iter().filter_map(|name| Facts::builtin().read_country(name).code()).collect();
            read.sort_unstable();
            read.dedup();
            assert_eq!((offered.len(), read.len()), (Facts::builtin().countries().len(), offered.len()), "{lang}");
        }
        let french = country_names_in_order(Facts::builtin(), Lang::Fr);
        let place = |name: &str| french.iter().position(|country| country == name).expect(name);
        assert!(place("Égypte") < place("Espagne") && place("Espagne") < place("France"), "accents do not count");
    }

    #[test]
    fn every_segment_that_is_offered_is_read_as_itself() {
        for lang in Lang::ALL {
            let guide = WorkGuide::new(Facts::builtin(), *lang);
            let offered = guide.choices(Field::Segment).expect("segments are a list");
            let read: Vec<_> = offered.iter().filter_map(|name| read_segment(name)).collect();
            assert_eq!(read, SEGMENTS, "{lang}: {offered:?}");
        }
    }

    #[test]
    fn what_is_refused_fits_into_excels_window() {
        for lang in Lang::ALL {
            let guide = WorkGuide::new(Facts::builtin(), *lang);
            let [title, message] = guide.decision_refused();
            assert!(title.chars().count() <= 32 && message.chars().count() <= 255, "{title}: {message}");
        }
    }

    #[test]
    fn the_page_tells_of_notes_that_are_missing() {
        let guide = WorkGuide::new(Facts::builtin(), Lang::En);
        let told = |errors| {
            let counts = DocumentCounts { rows: 7, errors, ..DocumentCounts::default() };
            let lines = guide.about(Table::Rejected, &counts);
            lines
                .iter()
                .any(|line| matches!(line, AboutLine::Text(text) if text.contains("5,000") && text.contains('3')))
        };
        assert!(!told(MOST_NOTES));
        assert!(told(MOST_NOTES + 3));
    }
}
