//! Bars: shares of a whole as a picture. The numbers stand beside it as text.

use maud::{Markup, PreEscaped};
use svg::node::element::{Rectangle, SVG};

/// How wide a bar is, in units of its own; the page stretches it to its place.
const WIDTH: f64 = 1000.0;

/// A bar of parts side by side, each with the class that colours it. `whole` fills the width.
pub(super) fn bar(parts: &[(&'static str, u64)], whole: u64) -> Markup {
    let mut picture = SVG::new()
        .set("class", "bar")
        .set("viewBox", (0, 0, WIDTH, 10))
        .set("preserveAspectRatio", "none")
        .set("aria-hidden", "true")
        .set("focusable", "false");
    let mut start = 0;
    for (class, count) in parts.iter().filter(|(_, count)| *count > 0) {
        let (left, right) = (place(start, whole), place(start + count, whole));
        // What is there is to be seen, however little it is.
        let width = (right - left).max(3.0);
        let left = left.min(WIDTH - width);
        let part = Rectangle::new().set("class", *class).set("x", left).set("y", 0).set("width", width);
        picture = picture.add(part.set("height", 10));
        start += count;
    }
    PreEscaped(picture.to_string())
}

/// Where a count stands on the width, to a tenth of a unit.
#[allow(clippy::cast_precision_loss, reason = "a picture is drawn to a thousandth")]
fn place(count: u64, whole: u64) -> f64 {
    (count as f64 * WIDTH * 10.0 / whole.max(1) as f64).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_their_share_and_none_is_lost() {
        let drawn = bar(&[("a", 750), ("b", 249), ("c", 0), ("d", 1)], 1000).into_string();
        assert!(drawn.contains(r#"class="a" height="10" width="750" x="0""#), "{drawn}");
        assert!(drawn.contains(r#"class="b" height="10" width="249" x="750""#), "{drawn}");
        assert!(drawn.contains(r#"class="d" height="10" width="3" x="997""#), "{drawn}");
        assert!(!drawn.contains(r#"class="c""#), "{drawn}");
    }
}
