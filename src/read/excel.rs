//! Sheets of workbooks (xlsx, xlsm, xlsb, xls, ods), row by row, as the text a person sees.
//!
//! The only room that knows calamine. It must not know what a header looks like or what a column means: it gives rows
//! to look at, and then batches for the columns it is told. xlsx and xlsb pass by piece by piece; xls and ods are read
//! whole by calamine, which is why they have a size limit.
//!
//! What calamine does not tell is lost here too: formats that add leading zeros are applied in xlsx alone. Cells that it
//! gives as empty although they are not are counted, and the user is told ([`Warning`]).

mod block;
mod cell_text;
mod compound;
mod error;
mod losses;
mod package;
mod rows;
mod unseen_formats;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use serde::{Deserialize, Serialize};

use crate::error::guarded;
use crate::model::{Batch, Field};

use error::{file_fault, sheet_fault};
use package::Format;
use rows::{Cells, Rows};

pub use block::RowBlock;
pub use error::{FileFault, ReadError, SheetFault};
pub use package::looks_like_a_workbook;
pub use rows::RawRow;

/// How much a workbook may ask for. The defaults hold any honest list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Parts of the archive. POI allows 1,000, which many pictures can pass.
    pub parts: usize,
    /// Bytes of all parts that are read, unpacked. A full sheet of a million rows has about 1 GB.
    pub inflated_bytes: u64,
    /// Bytes, unpacked, of a part that is held in memory: shared strings, the content of an ods file, an xls file.
    pub whole_bytes: u64,
    /// How many times its size a large part may unpack to; POI's limit.
    pub ratio: u64,
    /// Cells of a sheet, gaps before the last cell of each row included.
    pub cells: u64,
    /// Bytes of text in one row.
    pub row_bytes: usize,
    /// A batch is closed when it holds this many bytes of text.
    pub batch_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            parts: 10_000,
            inflated_bytes: 8 << 30,
            whole_bytes: 512 << 20,
            ratio: 100,
            cells: 500_000_000,
            row_bytes: 8 << 20,
            batch_bytes: 256 << 10,
        }
    }
}

/// Gaps take no text, so a batch is closed at this many cells too; a row of a usual list has 14.
const BATCH_CELLS: usize = 1 << 17;

/// One sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name, as its tab shows it.
    pub name: String,
    /// Whether its tab is shown.
    pub visible: bool,
    /// Whether it holds cells: not a chart, a dialog or macros. Only such sheets can be opened.
    pub has_cells: bool,
}

/// Something that is lost when the workbook is read, and that nothing in its cells would tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// So many formulas have no stored result: they read as empty cells.
    FormulasWithoutResult(u64),
    /// So many values are written in a way that the reading library passes over: they read as empty cells.
    ValuesUnseen(u64),
    /// The workbook shows numbers with zeros or characters that its number formats add, and this file format does not
    /// let us see these.
    NumberFormatsUnseen,
}

trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

type Source = BufReader<Box<dyn Bytes>>;

enum Book {
    Xlsx(Box<Xlsx<Source>>),
    Xlsb(Box<Xlsb<Source>>),
    Xls(Box<Xls<Source>>),
    Ods(Box<Ods<Source>>),
}

/// An open workbook.
pub struct Workbook {
    file: String,
    book: Book,
    sheets: Vec<Sheet>,
    warnings: Vec<Warning>,
    limits: Limits,
    /// The sheet being read, of the formats that are read whole.
    whole: Range<Data>,
}

impl Workbook {
    /// Opens a workbook, whatever its file is called, once it is known to do no harm.
    pub fn open(path: &Path, limits: &Limits) -> Result<Workbook, ReadError> {
        let file = path.display().to_string();
        match File::open(path) {
            Ok(bytes) => Workbook::from_bytes(bytes, file, limits),
            Err(source) => Err(ReadError::Io { file, source }),
        }
    }

    /// Opens the workbook that lies in these bytes; `file` is what messages call it.
    pub fn from_bytes(
        bytes: impl Read + Seek + Send + 'static,
        file: String,
        limits: &Limits,
    ) -> Result<Workbook, ReadError> {
        let bytes: Box<dyn Bytes> = Box::new(bytes);
        let opened = guarded(move || open_book(BufReader::with_capacity(1 << 16, bytes), limits));
        match opened.unwrap_or(Err(FileFault::Crashed)) {
            Ok((book, sheets, warnings)) => {
                Ok(Workbook { file, book, sheets, warnings, limits: limits.clone(), whole: Range::empty() })
            }
            Err(fault) => Err(ReadError::File { file, fault }),
        }
    }

    /// Every sheet, in the order of the tabs.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Its format, as its file's ending should say it. An xlsm file is an xlsx file with macros, which are not read.
    pub fn format(&self) -> &'static str {
        match self.book {
            Book::Xlsx(_) => "xlsx",
            Book::Xlsb(_) => "xlsb",
            Book::Xls(_) => "xls",
            Book::Ods(_) => "ods",
        }
    }

    /// What is lost in reading it, if anything is.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The first rows of a sheet that are not blank, with their numbers.
    pub fn first_rows(&mut self, sheet: &str, count: usize) -> Result<Vec<(u32, Vec<String>)>, ReadError> {
        let mut reader = self.sheet(sheet)?;
        let rows = reader.peek_rows(count)?;
        Ok(rows.iter().map(|row| (row.number(), row.cells().map(str::to_owned).collect())).collect())
    }

    /// The rows of a sheet behind the row `after`, of a table with so many columns, until `take` says to stop by
    /// returning false.
    pub fn rows(
        &mut self,
        sheet: &str,
        after: u32,
        width: usize,
        mut take: impl FnMut(RowBlock) -> bool,
    ) -> Result<(), ReadError> {
        let mut reader = self.sheet(sheet)?;
        reader.start_after(after);
        while let Some(block) = reader.next_block(width)? {
            if !take(block) {
                break;
            }
        }
        Ok(())
    }

    /// A reader of the sheet of that name, from its first row.
    pub fn sheet(&mut self, name: &str) -> Result<SheetReader<'_>, ReadError> {
        let Workbook { file, book, sheets, limits, whole, .. } = self;
        if !sheets.iter().any(|sheet| sheet.has_cells && sheet.name == name) {
            let fault = FileFault::NoSuchSheet(name.to_owned());
            return Err(ReadError::File { file: file.clone(), fault });
        }
        match guarded(move || open_sheet(book, whole, name)).unwrap_or(Err(SheetFault::Crashed)) {
            Ok(cells) => Ok(SheetReader {
                file,
                sheet: name.to_owned(),
                rows: Rows::new(cells, limits),
                limits,
                peeked: VecDeque::new(),
                after: 0,
            }),
            Err(fault) => Err(ReadError::Sheet { file: file.clone(), sheet: name.to_owned(), row: 0, fault }),
        }
    }
}

fn open_book(mut bytes: Source, limits: &Limits) -> Result<(Book, Vec<Sheet>, Vec<Warning>), FileFault> {
    let (format, warnings) = package::examine(&mut bytes, limits)?;
    let (book, metadata) = match format {
        Format::Xlsx => {
            let book = Box::new(Xlsx::new(bytes).map_err(|error| file_fault(&error))?);
            let metadata = book.sheets_metadata().to_vec();
            (Book::Xlsx(book), metadata)
        }
        Format::Xlsb => {
            let book = Box::new(Xlsb::new(bytes).map_err(|error| file_fault(&error))?);
            let metadata = book.sheets_metadata().to_vec();
            (Book::Xlsb(book), metadata)
        }
        Format::Xls => {
            let book = Box::new(Xls::new(bytes).map_err(|error| file_fault(&error))?);
            let metadata = book.sheets_metadata().to_vec();
            (Book::Xls(book), metadata)
        }
        Format::Ods => {
            let book = Box::new(Ods::new(bytes).map_err(|error| file_fault(&error))?);
            let metadata = book.sheets_metadata().to_vec();
            (Book::Ods(book), metadata)
        }
    };
    let sheets: Vec<Sheet> = metadata
        .into_iter()
        .map(|sheet| Sheet {
            name: sheet.name,
            visible: sheet.visible == SheetVisible::Visible,
            has_cells: sheet.typ == SheetType::WorkSheet,
        })
        .collect();
    // calamine opens sheets by name: of two with the same name the second could never be read.
    let mut names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(FileFault::SheetNameTwice);
    }
    if !sheets.iter().any(|sheet| sheet.has_cells) {
        return Err(FileFault::NoSheet);
    }
    Ok((book, sheets, warnings))
}

fn open_sheet<'w>(book: &'w mut Book, whole: &'w mut Range<Data>, name: &str) -> Result<Cells<'w, Source>, SheetFault> {
    match book {
        Book::Xlsx(book) => {
            let reader = book.worksheet_cells_reader(name).map_err(|error| sheet_fault(&error))?;
            return Ok(Cells::xlsx(reader));
        }
        Book::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(name).map_err(|error| sheet_fault(&error))?;
            return Ok(Cells::Xlsb(Box::new(move || reader.next_cell())));
        }
        Book::Xls(book) => *whole = book.worksheet_range(name).map_err(|error| sheet_fault(&error))?,
        Book::Ods(book) => *whole = book.worksheet_range(name).map_err(|error| sheet_fault(&error))?,
    }
    Ok(Cells::whole(whole))
}

/// Reads the rows of one sheet, in order. Blank rows are passed over; the others keep their numbers.
pub struct SheetReader<'w> {
    file: &'w str,
    sheet: String,
    rows: Rows<'w, Source>,
    limits: &'w Limits,
    peeked: VecDeque<RawRow>,
    /// The number of the last row that was given out or passed over.
    after: u32,
}

impl SheetReader<'_> {
    /// The sheet's name.
    pub fn name(&self) -> &str {
        &self.sheet
    }

    /// The next rows that are not blank, `count` at most, without taking them.
    pub fn peek_rows(&mut self, count: usize) -> Result<&[RawRow], ReadError> {
        while self.peeked.len() < count {
            let mut row = RawRow::default();
            if !self.read(&mut row)? {
                break;
            }
            self.peeked.push_back(row);
        }
        let rows = &*self.peeked.make_contiguous();
        Ok(&rows[..count.min(rows.len())])
    }

    /// Passes over the rows up to this one, such as titles and the header, without counting blank ones.
    pub fn start_after(&mut self, row: u32) {
        self.after = self.after.max(row);
    }

    /// Takes the next row; `false` at the end of the sheet.
    pub fn next_row(&mut self, row: &mut RawRow) -> Result<bool, ReadError> {
        loop {
            match self.peeked.pop_front() {
                Some(peeked) => *row = peeked,
                None if self.read(row)? => {}
                None => return Ok(false),
            }
            if row.number() > self.after {
                self.after = row.number();
                return Ok(true);
            }
        }
    }

    /// The next rows as a batch of `source`; `None` at the end of the sheet. `columns` says what each column holds, as
    /// many as the header has cells.
    pub fn next_batch(&mut self, source: u32, columns: &[Option<Field>]) -> Result<Option<Batch>, ReadError> {
        Ok(self.next_block(columns.len())?.map(|block| block.into_batch(source, columns)))
    }

    /// The next rows, of a table with so many columns; `None` at the end of the sheet.
    ///
    /// Cells beyond the last column are left out if they are blank. Blank rows between others are counted; those after
    /// the last row are not, since a sheet often has thousands that were only ever coloured.
    pub fn next_block(&mut self, width: usize) -> Result<Option<RowBlock>, ReadError> {
        let mut block = RowBlock::default();
        let mut row = RawRow::default();
        loop {
            let before = self.after;
            if !self.next_row(&mut row)? {
                break;
            }
            row.drop_blank_cells_after(width);
            block.push(&row, row.number() - before - 1);
            if block.text_len() >= self.limits.batch_bytes || block.cell_count() >= BATCH_CELLS {
                break;
            }
        }
        Ok((!block.is_empty()).then_some(block))
    }

    /// Reads the next row that is not blank from the file.
    fn read(&mut self, row: &mut RawRow) -> Result<bool, ReadError> {
        let rows = &mut self.rows;
        let read = guarded(|| rows.next(row)).unwrap_or_else(|| {
            rows.give_up();
            Err(SheetFault::Crashed)
        });
        read.map_err(|fault| ReadError::Sheet {
            file: self.file.to_owned(),
            sheet: self.sheet.clone(),
            row: self.rows.last_row(),
            fault,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
