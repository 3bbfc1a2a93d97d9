//! All countries at a glance, and the page of those that something special is known of.

use std::fmt::Write as _;

use super::{id_need, need, section};
use crate::facts::{Country, Facts, Need};
use crate::messages::Messages;
use crate::model::Lang;

/// The head of the columns, and what stands in them for a country.
fn head(words: &Messages) -> [&str; 7] {
    [
        "",
        words.text("column.country"),
        words.text("country.id-and-phone"),
        words.text("field.city"),
        words.text("field.state"),
        words.text("field.postal_code"),
        words.text("country.market"),
    ]
}

fn row<'a>(country: &'a Country, words: &'a Messages, lang: Lang) -> [&'a str; 7] {
    let word = |asked: Need| match asked {
        Need::No => "",
        Need::Hint | Need::Certain => words.text(match need(asked) {
            "required" => "country.required",
            _ => "country.usual-in-short",
        }),
    };
    [
        country.code.as_str(),
        country.name(lang),
        match id_need(country) {
            "required" => words.text("country.required"),
            "optional" => words.text("country.optional-in-short"),
            _ => "",
        },
        word(country.city),
        word(country.state),
        word(country.postal_code),
        country.market.as_deref().unwrap_or("-"),
    ]
}

/// The table of all countries, for a terminal.
pub fn table(facts: &Facts, lang: Lang) -> String {
    const WIDTHS: [usize; 6] = [4, 34, 13, 13, 20, 13];
    let words = Messages::of(lang);
    let mut table = String::new();
    let rows = facts.countries().map(|country| row(country, words, lang));
    for cells in [head(words)].into_iter().chain(rows) {
        for (cell, width) in cells.iter().zip(WIDTHS) {
            let _ = write!(table, "{cell:<width$}");
        }
        let _ = writeln!(table, "{}", cells[6]);
    }
    table
}

/// The whole as Markdown: the table, then a section for each country that something special is known of.
pub fn page(facts: &Facts, lang: Lang) -> String {
    let words = Messages::of(lang);
    let mut page = format!("# {}\n\n{}\n\n", words.text("country.title"), words.text("country.lead"));
    let heads = head(words);
    let _ = writeln!(page, "| {} |\n|{}", heads.join(" | "), "---|".repeat(heads.len()));
    let is_special = |country: &Country| {
        let needs = [country.city, country.state, country.postal_code];
        country.registration_id.is_some() || needs.contains(&Need::Certain)
    };
    for country in facts.countries() {
        let mut cells = row(country, words, lang).map(str::to_owned);
        if is_special(country) {
            cells[0] =
                format!("[{code}](#{anchor})", code = country.code, anchor = country.code.as_str().to_lowercase());
        }
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    for country in facts.countries().filter(|country| is_special(country)) {
        // The anchor is the code alone: names differ by language.
        let code = country.code.as_str();
        let _ = write!(
            page,
            "\n<a id=\"{anchor}\"></a>\n\n## {} ({code})\n\n{}",
            country.name(lang),
            section(country, lang),
            anchor = code.to_lowercase(),
        );
    }
    page
}
