//! Texts as the page shows them: what stands in backticks is set as code.

use maud::{Markup, html};

/// A text, escaped, its backticks turned into code.
pub(super) fn rich(text: &str) -> Markup {
    html! {
        @for (place, piece) in text.split('`').enumerate() {
            @if place % 2 == 0 { (piece) } @else { code { (piece) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_marked_and_everything_escaped() {
        assert_eq!(rich("write `<b>` & so").into_string(), "write <code>&lt;b&gt;</code> &amp; so");
        assert_eq!(rich("one `left open").into_string(), "one <code>left open</code>");
    }
}
