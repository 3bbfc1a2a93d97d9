//! How tables are written.

/// The format of output tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated text.
    #[default]
    Csv,
    /// Excel workbooks.
    Xlsx,
}

impl TableFormat {
    /// Every format.
    pub const ALL: &'static [TableFormat] = &[TableFormat::Csv, TableFormat::Xlsx];

    /// The word for it, and the ending of its files.
    pub const fn name(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Xlsx => "xlsx",
        }
    }
}
