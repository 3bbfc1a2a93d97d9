//! First and last name out of one cell. Which name is which cannot be known for sure: whoever
//! runs it is told of the column, and the cell is carried through beside what was made of it.

use crate::facts::person_name::{is_particle, is_title};
use crate::model::{Batch, Field, NameOrder, WholeName};

/// Fills a row's first and last name from the cell that holds both.
pub(super) fn split(batch: &mut Batch, row: usize, whole: WholeName) {
    let cell = batch.row(row).given_cell(whole.column);
    let (first, last) = parts(cell, whole.order);
    if !first.is_empty() {
        batch.set_field(row, Field::FirstName, &first);
    }
    if !last.is_empty() {
        batch.set_field(row, Field::LastName, &last);
    }
}

/// A person's first and last name. A single word is a last name: what is missing is then told as missing.
///
/// A comma stands behind the family name. Without one, words in capitals beside others are the family name, as in
/// `Anna KOWALSKA`; else the order decides, with one word for the name that comes first, and particles (`de la`) with
/// the word behind them.
fn parts(cell: &str, order: NameOrder) -> (String, String) {
    let cell = cell.trim();
    if let Some((last, first)) =
        cell.split_once([',', '，', '、']).filter(|(last, first)| !is_blank(last) && !is_blank(first))
    {
        return (join(&without_titles(first)), join(&without_titles(last)));
    }
    let words = without_titles(cell);
    if words.len() < 2 {
        return (String::new(), join(&words));
    }
    let at_end = words.len() - words.iter().rev().take_while(|word| is_capitals(word)).count();
    let at_start = words.iter().take_while(|word| is_capitals(word)).count();
    let (given, family) = if (1..words.len()).contains(&at_end) && at_start == 0 {
        words.split_at(at_end)
    } else if (1..words.len()).contains(&at_start) && at_end == words.len() {
        let (family, given) = words.split_at(at_start);
        (given, family)
    } else if order == NameOrder::GivenFirst {
        words.split_at(1)
    } else {
        let particles = words.iter().take_while(|word| is_particle(word)).count();
        let (family, given) = words.split_at((particles + 1).min(words.len() - 1));
        (given, family)
    };
    (join(given), join(family))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn without_titles(text: &str) -> Vec<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let titles = words.iter().take_while(|word| is_title(word)).count();
    // A cell of titles alone is left for the rules to judge.
    if titles < words.len() { words[titles..].to_vec() } else { words }
}

/// Whether a word is written in capitals, and long enough for that to say something: initials are, too.
fn is_capitals(word: &str) -> bool {
    let letters = word.chars().filter(|letter| letter.is_alphabetic());
    letters.clone().count() >= 2 && letters.clone().all(char::is_uppercase)
}

fn join(words: &[&str]) -> String {
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        use NameOrder::{FamilyFirst, GivenFirst};
        for (cell, order, first, last) in [
            ("Anna Kowalska", GivenFirst, "Anna", "Kowalska"),
            ("  Anna   Kowalska ", GivenFirst, "Anna", "Kowalska"),
            ("Kowalska, Anna", GivenFirst, "Anna", "Kowalska"),
            ("Dupont Marie", FamilyFirst, "Marie", "Dupont"),
            ("DUPONT Marie", GivenFirst, "Marie", "DUPONT"),
            ("Marie DE LA TOUR", FamilyFirst, "Marie", "DE LA TOUR"),
            ("Ludwig van Beethoven", GivenFirst, "Ludwig", "van Beethoven"),
            ("de la Cruz Juan", FamilyFirst, "Juan", "de la Cruz"),
            ("Иванов Иван Иванович", FamilyFirst, "Иван Иванович", "Иванов"),
            ("山田　太郎", FamilyFirst, "太郎", "山田"),
            ("山田太郎", FamilyFirst, "", "山田太郎"),
            ("Mr. John Smith", GivenFirst, "John", "Smith"),
            ("Herr Dr. Max Muster", GivenFirst, "Max", "Muster"),
            ("ANNA KOWALSKA", GivenFirst, "ANNA", "KOWALSKA"),
            ("J. Smith", GivenFirst, "J.", "Smith"),
            ("Kowalska", GivenFirst, "", "Kowalska"),
            ("Kowalska,", GivenFirst, "", "Kowalska,"),
            ("Dr.", GivenFirst, "", "Dr."),
            ("", GivenFirst, "", ""),
        ] {
            assert_eq!(parts(cell, order), (first.to_owned(), last.to_owned()), "{cell}");
        }
    }
}
