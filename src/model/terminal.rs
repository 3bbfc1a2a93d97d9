//! Text of others as a terminal may show it. Names of files and headers come from outside: what steers a terminal, or turns
//! the direction of writing to look like something else, is written out instead.

use std::borrow::Cow;

/// The text with everything written out that steers, except line feeds.
pub fn lines(text: &str) -> Cow<'_, str> {
    visible(text, |letter| letter != '\n' && steers(letter))
}

/// The text on one line, with everything written out that steers.
pub fn one_line(text: &str) -> Cow<'_, str> {
    visible(text, steers)
}

fn visible(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_hidden(letter) { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    Cow::Owned(shown)
}

/// Control characters, and the marks of Unicode's bidirectional algorithm (UAX #9).
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_written_out_and_nothing_else() {
        assert_eq!(one_line("a\u{1B}[31mb\nc\u{202E}xslx.exe"), "a\\u{1b}[31mb\\nc\\u{202e}xslx.exe");
        assert_eq!(lines("two\nlines\r\u{7}"), "two\nlines\\r\\u{7}");
        assert_eq!(one_line("Société Générale, Москва, 東京"), "Société Générale, Москва, 東京");
    }
}
