//! Tables of the data files: tab-separated, `#` lines say where they come from, the first other line names the columns.

use std::cmp::Ordering;

/// The rows of a table, each exactly as wide as its header; a row that is not is left out, and a test holds that none is.
pub(super) fn rows<const COLUMNS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let row = std::array::from_fn(|_| cells.next());
        if cells.next().is_some() || row.contains(&None) {
            return None;
        }
        Some(row.map(Option::unwrap_or_default))
    })
}

/// Where a table says that it comes from.
pub(super) fn source(table: &'static str) -> &'static str {
    table.lines().find_map(|line| line.strip_prefix("# source: ")).unwrap_or_default()
}

/// The rows of a table as they stand, one after the other, behind its header.
pub(super) fn body(table: &'static str) -> &'static str {
    let is_header = |line: &&str| line.starts_with('#');
    let above: usize = table.split_inclusive('\n').take_while(is_header).map(str::len).sum();
    table[above..].split_once('\n').map_or("", |(_, body)| body)
}

/// What stands behind `key` in a table's body of two columns that is sorted by the bytes of the first.
pub(super) fn find(body: &'static str, key: &str) -> Option<&'static str> {
    let mut rest = body;
    while !rest.is_empty() {
        // A line break is no part of a longer character: what lies between two is text.
        let middle = memchr::memrchr(b'\n', &rest.as_bytes()[..rest.len() / 2]).map_or(0, |before| before + 1);
        let end = memchr::memchr(b'\n', &rest.as_bytes()[middle..]).map_or(rest.len(), |length| middle + length);
        let (name, value) = rest[middle..end].split_once('\t')?;
        rest = match key.cmp(name) {
            Ordering::Less => &rest[..middle],
            Ordering::Equal => return Some(value),
            Ordering::Greater => rest.get(end + 1..).unwrap_or(""),
        };
    }
    None
}

/// Fails unless every row is as wide as the header and the table says where it comes from.
#[cfg(test)]
pub(super) fn assert_sound<const COLUMNS: usize>(name: &str, table: &'static str) {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let header = lines.clone().next().map_or(0, |line| line.split('\t').count());
    assert_eq!(header, COLUMNS, "{name} is read with another number of columns than its header has");
    assert_eq!(rows::<COLUMNS>(table).count() + 1, lines.count(), "a row of {name} is not as wide as the header");
    for claim in ["# source: ", "# date: ", "# licence: "] {
        assert!(table.contains(claim), "{name} lacks the line `{claim}…`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_table_is_searched_where_it_stands() {
        let table = "# source: here\nname\tcode\na\tA\nab\tAB\nb\tB C\nф\tF\n";
        let body = body(table);
        for (name, value) in [("a", Some("A")), ("ab", Some("AB")), ("b", Some("B C")), ("ф", Some("F"))] {
            assert_eq!(find(body, name), value, "{name}");
        }
        for name in ["", "aa", "c", "name", "ж", "я"] {
            assert_eq!(find(body, name), None, "{name}");
        }
        assert_eq!(find("", "a"), None);
    }

    #[test]
    fn rows_of_another_width_are_left_out() {
        let table = "# source: here\ncode\tname\nPL\tPoland\nFR\nDE\tGermany\textra\nIT\t\n";
        assert_eq!(rows::<2>(table).collect::<Vec<_>>(), [["PL", "Poland"], ["IT", ""]]);
        assert_eq!(source(table), "here");
    }
}
