//! Opening an input: what it is, which tables it has, what their columns hold; and then reading its rows.

use std::io::Read;
use std::sync::Arc;

use super::answer;
use super::apart::{Apart, Guard, Reader};
use super::archive::only_file;
use super::book::Book;
use super::csv::{BLOCK, Block, Blocks, Dialect};
use super::dialect::{self, Hints};
use super::encoding::{Kind, Look, Survey, open_text, survey};
use super::excel::{self, RowBlock, Warning, Workbook};
use super::header::{Purpose, Told};
use super::inputs::InputFile;
use super::original::{Checksum, Original};
use super::refusal::{cannot_open, changed, lost, refuse_what_is_no_list, unreadable};
use super::strays::Strays;
use super::table::{self, SkippedSheet, TableInfo, WhySkipped};
use crate::error::{Error, IoContext as _, Result, Stop};
use crate::model::{Batch, Charset, Column, Field, Limits, WholeName, formula};

/// How inputs are to be read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// What kind of list it is.
    pub purpose: Purpose,
    /// The only sheet to read of a workbook.
    pub sheet: Option<String>,
    /// Where the header is, as a person counts rows.
    pub header_row: Option<u32>,
    /// Whether there is no header, and the first row is data.
    pub no_header: bool,
    /// The encoding of text that does not prove to be UTF-8; guessed if not told.
    pub charset: Option<Charset>,
    /// The delimiter of text; found if not told.
    pub delimiter: Option<u8>,
    /// What the user said of columns.
    pub columns: Vec<Told>,
    /// How much text a batch holds, in bytes.
    pub block: usize,
    /// What an input may ask for.
    pub limits: Limits,
    /// Where workbooks are read.
    pub reader: Reader,
    /// Asks whoever waits for a reader to stop.
    pub stop: Stop,
}

impl ReadOptions {
    /// The options that hold when nothing is said.
    pub fn new(purpose: Purpose) -> Self {
        ReadOptions {
            purpose,
            sheet: None,
            header_row: None,
            no_header: false,
            charset: None,
            delimiter: None,
            columns: Vec::new(),
            block: BLOCK,
            limits: Limits::default(),
            reader: Reader::default(),
            stop: Stop::default(),
        }
    }
}

/// How much text is looked at for the header.
const HEAD: usize = 64 * 1024;

/// The longest record that any limit may allow: a batch's cells count in 31 bits.
const LONGEST_RECORD: u64 = 1 << 30;

/// What a text's cells are cut with; the same for all chunks of a table.
#[derive(Debug)]
struct Shape {
    dialect: Dialect,
    columns: Vec<Option<Field>>,
    /// Whether we wrote the file, and marked what would be a formula within a cell.
    is_ours: bool,
}

/// Some rows of one table: taken apart already, or still to be, on any thread.
#[derive(Debug)]
pub struct Chunk {
    table: u32,
    whole_name: Option<WholeName>,
    strays: Arc<Strays>,
    content: ChunkContent,
}

#[derive(Debug)]
enum ChunkContent {
    Text(Block, Arc<Shape>),
    Rows(RowBlock, Arc<[Option<Field>]>),
}

impl Chunk {
    /// Which of the input's tables the rows are of.
    pub fn table(&self) -> u32 {
        self.table
    }

    /// The text that the rows are cut from.
    pub fn text(&self) -> &[u8] {
        match &self.content {
            ChunkContent::Text(block, _) => block.text(),
            ChunkContent::Rows(rows, _) => rows.text(),
        }
    }

    /// The chunk's rows; `first_source` is the number of the input's first table among the run's.
    pub fn parse(self, first_source: u32) -> Result<Batch> {
        let source = first_source + self.table;
        let mut batch = match self.content {
            ChunkContent::Rows(block, columns) => block.into_batch(source, &columns),
            ChunkContent::Text(block, shape) => {
                let width = shape.columns.len();
                let parsed = block.parse(source, shape.dialect, width, &shape.columns);
                let mut batch = parsed.map_err(|_| changed())?;
                if shape.is_ours {
                    batch.rewrite_given(formula::strip_within);
                }
                batch
            }
        };
        batch.whole_name = self.whole_name;
        self.strays.mark(&mut batch)?;
        Ok(batch)
    }
}

/// An input whose tables are known.
pub struct OpenInput {
    /// As the user named it.
    pub name: String,
    /// Its size in bytes, as far as it is known before it is read.
    pub bytes: u64,
    /// What kind of file it is.
    pub kind: Kind,
    /// Whether it is an answer of Partner Center that has more pages.
    pub has_more: bool,
    /// Its tables that are read.
    pub tables: Vec<TableInfo>,
    /// Sheets that are not read.
    pub skipped: Vec<SkippedSheet>,
    /// How a text is delimited and quoted.
    pub dialect: Option<Dialect>,
    /// The file as it lies on the disk.
    original: Original,
    content: Content,
    /// Keeps what was put aside, standard input's copy or an unpacked list, while it is read.
    _files: [InputFile; 2],
}

enum Content {
    Text(Box<Blocks<Box<dyn Read + Send>>>),
    Workbook(Book),
}

/// Opens an input and finds its tables. Nothing of its rows is taken yet.
///
/// With [`Look::Beginning`] a text is taken for the UTF-8 that it begins as, and reading it may fail with what
/// [`is_not_utf8`](super::is_not_utf8) knows; then it is to be opened anew with [`Look::Whole`].
pub fn open(file: InputFile, options: &ReadOptions, look: Look) -> Result<OpenInput> {
    let found = look_at(&file, options, look)?;
    let proven = found.survey.proven;
    let opened = open_surveyed(file.clone(), found, options);
    match opened.and_then(|(input, fault)| fault.map_or(Ok(input), Err)) {
        // What is told of a file is told for sure.
        Err(_) if !proven => open(file, options, Look::Whole),
        opened => opened,
    }
}

/// Opens an input for a person who wants to see what is there: where no table is found, why, beside what was found out.
pub fn look_into(file: InputFile, options: &ReadOptions) -> Result<(OpenInput, Option<Error>)> {
    let found = look_at(&file, options, Look::Whole)?;
    open_surveyed(file, found, options)
}

/// The list that a file holds, mostly the file itself, and what it is.
struct Found {
    list: InputFile,
    survey: Survey,
    has_more: bool,
}

/// Finds the list in a file. Of a zip archive with one list in it, and of an answer of Partner Center, that is a list put
/// aside.
fn look_at(file: &InputFile, options: &ReadOptions, look: Look) -> Result<Found> {
    let aside = |path| -> Result<(InputFile, Survey)> {
        let list = InputFile::aside(&file.name, path);
        let survey = survey_of(&list, options, look)?;
        Ok((list, survey))
    };
    let (mut list, mut survey) = (file.clone(), survey_of(file, options, look)?);
    if survey.kind == Kind::Zip
        && let Some(inner) = only_file(&file.path, &file.name, &options.limits)?
    {
        (list, survey) = aside(inner)?;
    }
    let mut has_more = false;
    if options.purpose == Purpose::Customers
        && let Some(answer) = answer::as_list(&list.path, &file.name, survey.kind, &options.limits)?
    {
        (list, survey) = aside(answer.list)?;
        has_more = answer.has_more;
    }
    Ok(Found { list, survey, has_more })
}

fn survey_of(file: &InputFile, options: &ReadOptions, look: Look) -> Result<Survey> {
    survey(&file.path, options.charset, &options.limits, look).map_err(|error| cannot_open(&file.name, error))
}

/// Opens the list that was found in a file.
fn open_surveyed(file: InputFile, found: Found, options: &ReadOptions) -> Result<(OpenInput, Option<Error>)> {
    let Found { list, survey: Survey { kind, .. }, has_more } = found;
    let name = file.name.clone();
    let cannot_open = |error| cannot_open(&name, error);
    let original = Original::open(&file.path).map_err(cannot_open)?;
    let bytes = original.size().map_err(cannot_open)?;
    let content = match kind {
        Kind::Empty => return Err(unreadable(&name, "the file is empty", "there is nothing to import; send it again")),
        Kind::Other(what) => {
            let what =
                what.map_or("the file is neither text nor a workbook".to_owned(), |what| format!("the file is {what}"));
            let hint = "give a list as CSV or as an Excel workbook; unpack what is packed in another way than zip, gzip or zstd";
            return Err(unreadable(&name, &what, hint));
        }
        Kind::Text(format) => {
            let text = if list.path == file.path { Ok(original.clone()) } else { Original::open(&list.path) };
            let reader = text.and_then(|text| open_text(text, format, &options.limits)).map_err(cannot_open)?;
            let longest = options.limits.record.min(LONGEST_RECORD) as usize;
            let mut text = Box::new(Blocks::new(reader, b',', options.block, longest));
            let hints = Hints {
                delimiter: options.delimiter,
                has_header: !options.no_header,
                told: &options.columns,
                purpose: options.purpose,
            };
            dialect::sniff(&mut text, &name, hints)?;
            Content::Text(text)
        }
        Kind::Zip | Kind::Ole => Content::Workbook(open_workbook(&file, &list, options)?),
    };
    let (tables, skipped, dialect, files) = (Vec::new(), Vec::new(), None, [file, list]);
    let mut input =
        OpenInput { name, bytes, kind, has_more, tables, skipped, dialect, original, content, _files: files };
    let mut fault = None;
    match &mut input.content {
        Content::Text(text) => {
            input.dialect = Some(text.dialect());
            let most = table::rows_to_look_at(options);
            let mut rows = text.peek(HEAD, most).reading(&input.name)?;
            if rows.is_empty() {
                rows = text.peek(text.longest(), most).reading(&input.name)?;
            }
            refuse_what_is_no_list(&input.name, text.peeked(), rows.is_empty())?;
            match table::table(&input.name, "", &rows, options) {
                Ok(table) => input.tables.push(table),
                Err(error) => {
                    let (name, why) = (String::new(), WhySkipped::NoList);
                    input.skipped.push(SkippedSheet { name, why, first_rows: table::first(&rows) });
                    fault = Some(error);
                }
            }
        }
        Content::Workbook(workbook) => {
            (input.tables, input.skipped, fault) = table::sheets(&input.name, workbook, options)?;
        }
    }
    Ok((input, fault))
}

/// Opens the workbook that was found in a file.
fn open_workbook(file: &InputFile, list: &InputFile, options: &ReadOptions) -> Result<Book> {
    let Limits { memory, unpacked, ratio, cells, workbook_memory, workbook_seconds, .. } = options.limits;
    let limits = excel::Limits {
        batch_bytes: options.block,
        cells,
        whole_bytes: memory,
        inflated_bytes: unpacked,
        ratio,
        ..excel::Limits::default()
    };
    match &options.reader {
        Reader::Here => Book::here(&file.name, &file.path, Workbook::open(&list.path, &limits)),
        Reader::Apart(program) => {
            let guard = Guard { memory: workbook_memory, seconds: workbook_seconds };
            let apart = Apart::open(file, &list.path, program, &limits, guard, &options.stop)?;
            Ok(Book::Apart(Box::new(apart)))
        }
    }
}

impl OpenInput {
    /// Ends the process that reads it until its rows are asked for.
    pub fn rest(&mut self) {
        if let Content::Workbook(Book::Apart(apart)) = &mut self.content {
            apart.rest();
        }
    }

    /// The checksum of the whole file; what has not been read yet is read for it. A file that was changed since it was
    /// opened is refused.
    pub fn checksum(&self) -> Result<Checksum> {
        let checksum = self.original.clone().checksum().map_err(|error| lost(&self.name, error))?;
        match self.original.is_as_it_was() {
            Ok(true) => Ok(checksum),
            Ok(false) => Err(changed().in_file(&self.name)),
            Err(error) => Err(lost(&self.name, error)),
        }
    }

    /// What is lost in reading a workbook.
    pub fn warnings(&self) -> &[Warning] {
        match &self.content {
            Content::Workbook(workbook) => workbook.warnings(),
            Content::Text(_) => &[],
        }
    }

    /// The format of a workbook, as its file's ending should say it; none for a text.
    pub fn workbook_format(&self) -> Option<&'static str> {
        match &self.content {
            Content::Workbook(workbook) => Some(workbook.format()),
            Content::Text(_) => None,
        }
    }

    /// Reads every row of every table, in order, and gives them to `take`, until that fails.
    pub fn try_read(&mut self, mut take: impl FnMut(Chunk) -> Result<()>) -> Result<()> {
        let mut taken = Ok(());
        self.read(|chunk| {
            taken = take(chunk);
            taken.is_ok()
        })?;
        taken
    }

    /// Reads every row of every table, in order, and gives them to `take`, until that says to stop by returning false.
    pub fn read(&mut self, mut take: impl FnMut(Chunk) -> bool) -> Result<()> {
        for (place, table) in (0..).zip(&self.tables) {
            let columns: Vec<Option<Field>> = table.source.columns.iter().map(|column| column.field()).collect();
            let (whole_name, strays) = (table.source.whole_name(), Arc::clone(&table.strays));
            match &mut self.content {
                Content::Text(text) => {
                    text.start_after(table.header_row);
                    text.expect_width(columns.len());
                    let is_ours = table.source.columns.iter().any(|column| matches!(column, Column::Own(_)));
                    let shape = Arc::new(Shape { dialect: text.dialect(), columns, is_ours });
                    while let Some(block) = text.next_block().map_err(|error| lost(&self.name, error))? {
                        let content = ChunkContent::Text(block, Arc::clone(&shape));
                        if !take(Chunk { table: place, whole_name, strays: Arc::clone(&strays), content }) {
                            return Ok(());
                        }
                    }
                }
                Content::Workbook(workbook) => {
                    let (mut goes_on, width) = (true, columns.len());
                    let columns: Arc<[Option<Field>]> = columns.into();
                    workbook.rows(&table.source.sheet, table.header_row, width, |block| {
                        let content = ChunkContent::Rows(block, Arc::clone(&columns));
                        goes_on = take(Chunk { table: place, whole_name, strays: Arc::clone(&strays), content });
                        goes_on
                    })?;
                    if !goes_on {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}
