//! Tables of the data files: tab-separated, `#` lines say where they come from, the first other line names the columns.

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
    fn rows_of_another_width_are_left_out() {
        let table = "# source: here\ncode\tname\nPL\tPoland\nFR\nDE\tGermany\textra\nIT\t\n";
        assert_eq!(rows::<2>(table).collect::<Vec<_>>(), [["PL", "Poland"], ["IT", ""]]);
        assert_eq!(source(table), "here");
    }
}
