//! Opening an input: what it is, which tables it has, what their columns hold; and then reading its rows.

use std::io::Read;
use std::sync::Arc;

use super::csv::{BLOCK, Block, Blocks, LONGEST_RECORD};
use super::dialect;
use super::encoding::{Kind, Survey, open_text, survey};
use super::excel::{Limits, ReadError, Workbook};
use super::header::{Note, Purpose, ROWS_LOOKED_AT, Told, find_header_row, map_header};
use super::inputs::InputFile;
use crate::error::{Error, IoContext as _, Result};
use crate::model::{Batch, Column, Field, Source};

/// How inputs are to be read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// What kind of list it is.
    pub purpose: Purpose,
    /// The only sheet to read of a workbook.
    pub sheet: Option<String>,
    /// Where the header is, as a person counts rows.
    pub header_row: Option<u32>,
    /// What the user said of columns.
    pub columns: Vec<Told>,
    /// How much text a batch holds, in bytes.
    pub block: usize,
    /// What a workbook may ask for.
    pub limits: Limits,
}

impl ReadOptions {
    /// The options that hold when nothing is said.
    pub fn new(purpose: Purpose) -> Self {
        ReadOptions {
            purpose,
            sheet: None,
            header_row: None,
            columns: Vec::new(),
            block: BLOCK,
            limits: Limits::default(),
        }
    }
}

/// How much text is looked at for the header.
const HEAD: usize = 64 * 1024;

/// One table of an open input.
#[derive(Clone, Debug)]
pub struct TableInfo {
    /// The table and its columns.
    pub source: Source,
    /// The header's row, as a person counts rows.
    pub header_row: u32,
    /// What a person should know of its columns.
    pub notes: Vec<Note>,
    /// Which entries of what the user said of columns apply here.
    pub used: Vec<bool>,
}

/// A sheet that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSheet {
    /// Its name.
    pub name: String,
    /// Whether that is because it is hidden; otherwise it holds no list.
    pub hidden: bool,
}

/// What a text's cells are cut with; the same for all chunks of a table.
#[derive(Debug)]
struct Shape {
    delimiter: u8,
    columns: Vec<Option<Field>>,
}

/// Some rows of one table: taken apart already, or still to be, on any thread.
#[derive(Debug)]
pub struct Chunk {
    table: u32,
    content: ChunkContent,
}

#[derive(Debug)]
enum ChunkContent {
    Text(Block, Arc<Shape>),
    Rows(Batch),
}

impl Chunk {
    /// The chunk's rows; `first_source` is the number of the input's first table among the run's.
    pub fn parse(self, first_source: u32) -> Result<Batch> {
        let source = first_source + self.table;
        match self.content {
            ChunkContent::Rows(mut batch) => {
                batch.source = source;
                Ok(batch)
            }
            ChunkContent::Text(block, shape) => {
                let width = shape.columns.len();
                block.parse(source, shape.delimiter, width, &shape.columns).map_err(|_| {
                    Error::failed("the file was changed while it was read")
                        .with_hint("let the program that writes it finish, then run again")
                })
            }
        }
    }
}

/// An input whose tables are known.
pub struct OpenInput {
    /// As the user named it.
    pub name: String,
    /// Its size, checksum and kind.
    pub survey: Survey,
    /// Its tables that are read.
    pub tables: Vec<TableInfo>,
    /// Sheets that are not read.
    pub skipped: Vec<SkippedSheet>,
    /// The delimiter of a text.
    pub delimiter: Option<u8>,
    content: Content,
    /// Also keeps standard input's copy while it is read.
    path: InputFile,
    /// How much text a batch holds.
    block: usize,
}

enum Content {
    Text(Box<Blocks<Box<dyn Read + Send>>>),
    Workbook(Box<Workbook>),
}

/// Opens an input and finds its tables. Nothing of its rows is taken yet.
pub fn open(file: InputFile, options: &ReadOptions) -> Result<OpenInput> {
    let name = file.name.clone();
    let survey = survey(&file.path).map_err(|error| cannot_open(&name, error))?;
    let mut input = match survey.kind {
        Kind::Empty => return Err(unreadable(&name, "the file is empty", "there is nothing to import; send it again")),
        Kind::Binary => {
            let hint = "give a list as CSV or as an Excel workbook";
            return Err(unreadable(&name, "the file is neither text nor a workbook", hint));
        }
        Kind::Text { encoding, packed, .. } => {
            let reader = open_text(&file.path, encoding, packed).map_err(|error| cannot_open(&name, error))?;
            let mut text = Box::new(Blocks::new(reader, b',', options.block, LONGEST_RECORD));
            let delimiter = dialect::sniff(&mut text, &name, &options.columns, options.purpose)?;
            OpenInput {
                name,
                survey,
                tables: Vec::new(),
                skipped: Vec::new(),
                delimiter: Some(delimiter),
                content: Content::Text(text),
                path: file,
                block: options.block,
            }
        }
        Kind::Zip | Kind::Ole => {
            let mut limits = options.limits.clone();
            limits.batch_bytes = options.block;
            let workbook = Workbook::open(&file.path, &limits).map_err(|error| of_workbook(&name, error))?;
            OpenInput {
                name,
                survey,
                tables: Vec::new(),
                skipped: Vec::new(),
                delimiter: None,
                content: Content::Workbook(Box::new(workbook)),
                path: file,
                block: options.block,
            }
        }
    };
    match &mut input.content {
        Content::Text(text) => {
            let most = ROWS_LOOKED_AT.max(options.header_row.unwrap_or(0) as usize);
            let mut rows = text.peek(HEAD, most).reading(&input.name)?;
            if rows.is_empty() {
                rows = text.peek(LONGEST_RECORD, most).reading(&input.name)?;
            }
            refuse_what_is_no_list(&input.name, text.peeked(), rows.is_empty())?;
            input.tables.push(table(&input.name, "", &rows, options)?);
        }
        Content::Workbook(workbook) => {
            (input.tables, input.skipped) = sheets(&input.name, workbook, options)?;
        }
    }
    Ok(input)
}

/// The tables of a workbook: every visible sheet that has a header, or the one that was asked for.
fn sheets(file: &str, workbook: &mut Workbook, options: &ReadOptions) -> Result<(Vec<TableInfo>, Vec<SkippedSheet>)> {
    let (mut tables, mut skipped, mut first_fault) = (Vec::new(), Vec::new(), None);
    let sheets = workbook.sheets().to_vec();
    if let Some(wanted) = &options.sheet
        && !sheets.iter().any(|sheet| sheet.name == *wanted)
    {
        let names = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect::<Vec<_>>().join(", ");
        return Err(unreadable(file, &format!("there is no sheet `{wanted}`"), &format!("the sheets are {names}")));
    }
    for sheet in &sheets {
        match &options.sheet {
            Some(wanted) if *wanted != sheet.name => continue,
            None if !sheet.visible || !sheet.has_cells => {
                skipped.push(SkippedSheet { name: sheet.name.clone(), hidden: !sheet.visible });
                continue;
            }
            _ => {}
        }
        let mut reader = workbook.sheet(&sheet.name).map_err(|error| of_workbook(file, error))?;
        let most = ROWS_LOOKED_AT.max(options.header_row.unwrap_or(0) as usize);
        let rows = reader.peek_rows(most).map_err(|error| of_workbook(file, error))?;
        let rows: Vec<(u32, Vec<String>)> =
            rows.iter().map(|row| (row.number(), row.cells().map(str::to_owned).collect())).collect();
        match table(file, &sheet.name, &rows, options) {
            Ok(table) => tables.push(table),
            Err(fault) => {
                skipped.push(SkippedSheet { name: sheet.name.clone(), hidden: false });
                first_fault.get_or_insert(fault);
            }
        }
    }
    match (tables.is_empty(), first_fault) {
        (false, _) => Ok((tables, skipped)),
        (true, Some(fault)) => Err(fault),
        (true, None) => Err(unreadable(file, "no sheet of the workbook is visible", "name the sheet with `--sheet`")),
    }
}

fn table(file: &str, sheet: &str, rows: &[(u32, Vec<String>)], options: &ReadOptions) -> Result<TableInfo> {
    let place = |error: Error| error.in_file(file).in_sheet(sheet);
    let row = find_header_row(rows, options.header_row, &options.columns, options.purpose).map_err(place)?;
    let (header_row, headers) = (rows[row].0, rows[row].1.clone());
    let mapping = map_header(&headers, &options.columns, options.purpose);
    mapping.require(&headers, options.purpose).map_err(place)?;
    let source = Source { file: file.to_owned(), sheet: sheet.to_owned(), headers, columns: mapping.columns };
    Ok(TableInfo { source, header_row, notes: mapping.notes, used: mapping.used })
}

impl OpenInput {
    /// Goes back to the first row, so that the rows can be read once more.
    pub fn rewind(&mut self) -> Result<()> {
        if let (Content::Text(text), Kind::Text { encoding, packed, .. }) = (&mut self.content, self.survey.kind) {
            let reader =
                open_text(&self.path.path, encoding, packed).map_err(|error| cannot_open(&self.name, error))?;
            let mut again = Blocks::new(reader, b',', self.block, LONGEST_RECORD);
            dialect::set(&mut again, &self.name, self.delimiter.unwrap_or(b','))?;
            **text = again;
        }
        Ok(())
    }

    /// Reads every row of every table, in order, and gives them to `take`, until that says to stop by returning false.
    pub fn read(&mut self, mut take: impl FnMut(Chunk) -> bool) -> Result<()> {
        for (place, table) in (0..).zip(&self.tables) {
            let columns: Vec<Option<Field>> = table
                .source
                .columns
                .iter()
                .map(|column| match column {
                    Column::Field(field) => Some(*field),
                    Column::Own(_) | Column::Carried => None,
                })
                .collect();
            match &mut self.content {
                Content::Text(text) => {
                    text.start_after(table.header_row);
                    text.expect_width(columns.len());
                    let delimiter = self.delimiter.unwrap_or(b',');
                    let shape = Arc::new(Shape { delimiter, columns });
                    while let Some(block) = text.next_block().map_err(|error| lost(&self.name, error))? {
                        if !take(Chunk { table: place, content: ChunkContent::Text(block, Arc::clone(&shape)) }) {
                            return Ok(());
                        }
                    }
                }
                Content::Workbook(workbook) => {
                    let mut sheet =
                        workbook.sheet(&table.source.sheet).map_err(|error| of_workbook(&self.name, error))?;
                    sheet.start_after(table.header_row);
                    while let Some(batch) =
                        sheet.next_batch(place, &columns).map_err(|error| of_workbook(&self.name, error))?
                    {
                        if !take(Chunk { table: place, content: ChunkContent::Rows(batch) }) {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Tells apart what only looks like a list without a header.
fn refuse_what_is_no_list(file: &str, text: &[u8], without_rows: bool) -> Result<()> {
    let beginning = text.trim_ascii_start();
    let is_page = [&b"<!doctype"[..], b"<html", b"<table", b"<?xml"]
        .iter()
        .any(|tag| beginning.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)));
    if is_page {
        let hint = "open it in a spreadsheet program and save it as an Excel workbook or as CSV UTF-8";
        return Err(unreadable(file, "the file is a web page or an XML document, whatever its name says", hint));
    }
    if without_rows && !beginning.is_empty() {
        let hint = "look at the first lines for a quotation mark that has no partner";
        return Err(unreadable(file, "the header cannot be read: a quote opens in it and is not closed", hint));
    }
    Ok(())
}

fn cannot_open(file: &str, error: std::io::Error) -> Error {
    Error::could_not_run("the file cannot be read")
        .in_file(file)
        .because(error)
        .with_hint("check the name and that you may read it")
}

fn lost(file: &str, error: std::io::Error) -> Error {
    Error::failed("the file could not be read to its end").in_file(file).because(error)
}

fn unreadable(file: &str, what: &str, hint: &str) -> Error {
    Error::could_not_run(what).in_file(file).with_hint(hint)
}

fn of_workbook(file: &str, error: ReadError) -> Error {
    let hint = error.hint();
    match error {
        ReadError::Io { source, .. } => cannot_open(file, source),
        ReadError::File { fault, .. } => Error::could_not_run(format!("the workbook {fault}")).in_file(file),
        ReadError::Sheet { sheet, row, fault, .. } => {
            Error::could_not_run(format!("the sheet {fault}")).in_file(file).in_sheet(&sheet).at_row(row)
        }
    }
    .with_hint(hint)
}
