//! Before the first row: finding the inputs, opening them, and reading the lists of existing customers.

use std::path::Path;

use rayon::prelude::*;

use crate::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::matching::{KeyMaker, Keys, KnownCustomers, KnownCustomersBuilder, Origin};
use crate::model::{Batch, Lang, Partner, Source, TableFormat};
use crate::normalise::normalise;
use crate::read::encoding::{Kind, Look};
use crate::read::header::{Note, Purpose, Told, unknown_header};
use crate::read::original::Checksum;
use crate::read::{Chunk, InputFile, OpenInput, ReadOptions, expand, is_not_utf8, open};
use crate::write::{CountryRulesFolder, Existing, Input, InputTable, Target, refuse_unless_free};

/// Everything that a run is told.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// Files, folders, globs, or `-`.
    pub inputs: &'a [String],
    /// Lists of existing customers.
    pub existing: &'a [String],
    /// The only sheet to read of a workbook.
    pub sheet: Option<String>,
    /// Where the header is.
    pub header_row: Option<u32>,
    /// What the user said of columns.
    pub columns: &'a [Told],
    /// The rules, and how much each weighs.
    pub catalogue: &'a Catalogue,
    /// What is known of countries: the program's own facts, or these with Partner Center's answers.
    pub facts: &'a Facts,
    /// The folder of those answers, for the manifest.
    pub country_rules: Option<CountryRulesFolder>,
    /// Who runs the import, and when.
    pub partner: &'a Partner,
    /// The language of messages.
    pub lang: Lang,
    /// Where the result goes; nowhere for a check.
    pub target: Option<Target>,
    /// The tables' format; by the first input if not told.
    pub format: Option<TableFormat>,
    /// How many threads work; 0 for as many as there are processors.
    pub threads: usize,
    /// How much text a batch holds, in bytes; none for what is best.
    pub batch_bytes: Option<usize>,
    /// Whether progress is shown.
    pub show_progress: bool,
}

/// Something a person should know of how an input was read. Holds no cell's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Of a table's columns.
    Columns {
        /// The table.
        table: String,
        /// What there is to know.
        note: Note,
    },
    /// Two inputs are the same, byte for byte.
    SameContent {
        /// The later one.
        file: String,
        /// The one before.
        twin: String,
    },
    /// The encoding was guessed.
    Encoding {
        /// The file.
        file: String,
        /// The encoding's name.
        encoding: &'static str,
    },
    /// A sheet was not read.
    SheetSkipped {
        /// The file.
        file: String,
        /// The sheet.
        sheet: String,
        /// Whether because it is hidden; otherwise it holds no list.
        hidden: bool,
    },
}

/// What does not change however often the inputs are read.
pub(super) struct Prepared {
    /// The inputs to open.
    files: Vec<InputFile>,
    /// The known customers.
    pub(super) customers: KnownCustomers,
    /// The lists that they come from.
    pub(super) existing: Vec<Existing>,
}

/// The inputs, open.
pub(super) struct Opened {
    /// Each of them.
    pub(super) inputs: Vec<OpenInput>,
    /// Their tables.
    pub(super) sources: Vec<Source>,
    /// The same as the manifest lists them; what is only known when they have been read is left out.
    pub(super) listed: Vec<Input>,
    /// What a person should know of each.
    pub(super) notices: Vec<Vec<Notice>>,
    /// The format of tables, if the job does not say.
    pub(super) format: TableFormat,
}

/// Finds and opens everything that a job reads. Fails before any work is done if the result has no place to go.
pub(super) fn prepare(job: &Job<'_>) -> Result<(Prepared, Opened)> {
    if let Some(target) = &job.target {
        refuse_unless_free(target)?;
    }
    if let Some(country) = job.partner.country
        && job.facts.country(country).is_none()
    {
        return Err(Error::could_not_run(format!(
            "the partner's country `{country}` is none that Partner Center knows"
        ))
        .with_hint("give the ISO 3166-1 code; `intake countries` lists them all"));
    }
    let files = find(job.inputs)?;
    let (opened, customers) = rayon::join(|| open_inputs(job, &files, Look::Beginning), || read_customers(job));
    let opened = opened?;
    let (customers, existing) = customers?;
    Ok((Prepared { files, customers, existing }, opened))
}

impl Prepared {
    /// Opens the inputs once more, after a look at all of each: one of them is not the UTF-8 that it began as.
    pub(super) fn open_for_sure(&self, job: &Job<'_>) -> Result<Opened> {
        open_inputs(job, &self.files, Look::Whole)
    }
}

fn open_inputs(job: &Job<'_>, files: &[InputFile], look: Look) -> Result<Opened> {
    let options = ReadOptions {
        sheet: job.sheet.clone(),
        header_row: job.header_row,
        columns: job.columns.to_vec(),
        ..read_options(job, Purpose::Prospects)
    };
    let inputs = open_all(files, &options, look)?;
    check_columns(job.columns, &inputs)?;
    if let Some(target) = &job.target {
        refuse_inputs_within(&target.folder, &inputs)?;
    }
    let is_workbook = matches!(inputs[0].kind, Kind::Zip | Kind::Ole);
    Ok(Opened {
        sources: inputs.iter().flat_map(|input| &input.tables).map(|table| table.source.clone()).collect(),
        listed: inputs.iter().map(listed).collect(),
        format: job.format.unwrap_or(if is_workbook { TableFormat::Xlsx } else { TableFormat::Csv }),
        notices: inputs.iter().map(notices).collect(),
        inputs,
    })
}

fn read_options(job: &Job<'_>, purpose: Purpose) -> ReadOptions {
    let default = ReadOptions::new(purpose);
    ReadOptions { block: job.batch_bytes.unwrap_or(default.block), ..default }
}

fn find(names: &[String]) -> Result<Vec<InputFile>> {
    let files = expand(names)?;
    if files.is_empty() {
        return Err(Error::could_not_run("no input was named").with_hint("name a file or a folder, or `-`"));
    }
    Ok(files)
}

/// Opens inputs side by side, since a look at the whole of one takes a while.
fn open_all(files: &[InputFile], options: &ReadOptions, look: Look) -> Result<Vec<OpenInput>> {
    // The first failure in input order is told, whichever thread meets one first.
    let opened: Vec<Result<OpenInput>> = files.par_iter().map(|file| open(file.clone(), options, look)).collect();
    opened.into_iter().collect()
}

/// A result that is replaced must not take its own inputs with it: corrected files often lie in the folder they came in.
fn refuse_inputs_within(folder: &Path, inputs: &[OpenInput]) -> Result<()> {
    let Ok(folder) = folder.canonicalize() else { return Ok(()) };
    match inputs.iter().find(|input| Path::new(&input.name).canonicalize().is_ok_and(|path| path.starts_with(&folder)))
    {
        None => Ok(()),
        Some(input) => Err(Error::could_not_run("the input lies in the output folder, which is written anew")
            .in_file(&input.name)
            .with_hint("name another folder with `--out`")),
    }
}

/// What was said of a column must concern a column.
fn check_columns(told: &[Told], inputs: &[OpenInput]) -> Result<()> {
    for (place, (header, _)) in told.iter().enumerate() {
        let tables = || inputs.iter().flat_map(|input| &input.tables);
        if !tables().any(|table| table.used.get(place) == Some(&true)) {
            let headers: Vec<String> = tables().flat_map(|table| table.source.headers.clone()).collect();
            return Err(unknown_header(header, &headers));
        }
    }
    Ok(())
}

fn notices(input: &OpenInput) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Kind::Text { encoding, guessed: true, .. } = input.kind {
        notices.push(Notice::Encoding { file: input.name.clone(), encoding: encoding.name() });
    }
    for sheet in &input.skipped {
        let (file, hidden) = (input.name.clone(), sheet.hidden);
        notices.push(Notice::SheetSkipped { file, sheet: sheet.name.clone(), hidden });
    }
    for table in &input.tables {
        let of_table = |note: &Note| Notice::Columns { table: table.source.title(), note: note.clone() };
        notices.extend(table.notes.iter().map(of_table));
    }
    notices
}

fn listed(input: &OpenInput) -> Input {
    let table = |sheet: &str| InputTable { sheet: sheet.to_owned(), ..InputTable::default() };
    let tables = input.tables.iter().map(|info| table(&info.source.sheet)).collect();
    Input { file: input.name.clone(), tables, ..Input::default() }
}

/// Reads every list of existing customers and indexes it.
fn read_customers(job: &Job<'_>) -> Result<(KnownCustomers, Vec<Existing>)> {
    let mut builder = KnownCustomersBuilder::default();
    let mut existing = Vec::new();
    if job.existing.is_empty() {
        return Ok((builder.build(), existing));
    }
    let (files, options) = (find(job.existing)?, read_options(job, Purpose::Customers));
    for (file, input) in files.iter().zip(open_all(&files, &options, Look::Beginning)?) {
        let (chunks, Checksum { bytes, sha256 }) = match read_whole(input) {
            Err(error) if is_not_utf8(&error) => read_whole(open(file.clone(), &options, Look::Whole)?)?,
            read => read?,
        };
        let read: Vec<Result<(Batch, Keys)>> =
            chunks.into_par_iter().map(|chunk| with_keys(chunk, job.facts)).collect();
        let mut rows = 0;
        for read in read {
            let (batch, keys) = read.map_err(|error| error.in_file(&file.name))?;
            rows += batch.len() as u64;
            builder.add(&batch, &keys);
        }
        existing.push(Existing { file: file.name.clone(), bytes, sha256, rows });
    }
    Ok((builder.build(), existing))
}

fn read_whole(mut input: OpenInput) -> Result<(Vec<Chunk>, Checksum)> {
    let mut chunks = Vec::new();
    input.read(|chunk| {
        chunks.push(chunk);
        true
    })?;
    Ok((chunks, input.checksum()?))
}

fn with_keys(chunk: Chunk, facts: &Facts) -> Result<(Batch, Keys)> {
    let mut batch = chunk.parse(0)?;
    let readings = normalise(&mut batch, facts);
    let mut maker = KeyMaker::new(facts, Origin::Customers);
    let mut keys = Keys::default();
    for (row, reading) in batch.rows().zip(&readings) {
        maker.add(row, reading, &mut keys);
    }
    Ok((batch, keys))
}
