//! How much an input may ask for before it is turned away.

/// What keeps a broken or hostile file from taking the machine. The defaults hold any honest list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest record of a text, in bytes. Customer rows are some hundred.
    pub record: u64,
    /// The most columns a header may have. Excel has 16,384.
    pub columns: u64,
    /// The most cells a sheet may have, gaps before the last cell of each row included.
    pub cells: u64,
    /// How many bytes of a workbook may be held in memory at once: its shared texts, or the whole of an xls or ods file.
    pub memory: u64,
    /// How many bytes a file may unpack to. A full sheet of a million rows has about 1 GB.
    pub unpacked: u64,
    /// How many times its size a file may unpack to. Lists reach 30, with much repetition 60; a bomb begins where the
    /// best lists end.
    pub ratio: u64,
    /// How many bytes of address space the process may take that reads a workbook: the texts above, and what stands for
    /// the rest of it.
    pub workbook_memory: u64,
    /// How many seconds of a processor's time it may take. A full sheet of a million rows takes some ten.
    pub workbook_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            record: 1 << 20,
            columns: 16_384,
            cells: 500_000_000,
            memory: 512 << 20,
            unpacked: 8 << 30,
            ratio: 100,
            workbook_memory: 4 << 30,
            workbook_seconds: 300,
        }
    }
}

impl Limits {
    /// The names of the limits, as they are set.
    pub const NAMES: &'static [&'static str] =
        &["record", "columns", "cells", "memory", "unpacked", "ratio", "workbook-memory", "workbook-seconds"];

    /// The limit of that name.
    pub fn of(&mut self, name: &str) -> Option<&mut u64> {
        match name {
            "record" => Some(&mut self.record),
            "columns" => Some(&mut self.columns),
            "cells" => Some(&mut self.cells),
            "memory" => Some(&mut self.memory),
            "unpacked" => Some(&mut self.unpacked),
            "ratio" => Some(&mut self.ratio),
            "workbook-memory" => Some(&mut self.workbook_memory),
            "workbook-seconds" => Some(&mut self.workbook_seconds),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_name() {
        let mut limits = Limits::default();
        for name in Limits::NAMES {
            *limits.of(name).expect("it is named") = 1;
        }
        let all = [limits.record, limits.columns, limits.cells, limits.memory, limits.unpacked, limits.ratio];
        assert_eq!(all, [1; 6]);
        assert_eq!((limits.workbook_memory, limits.workbook_seconds), (1, 1));
    }
}
