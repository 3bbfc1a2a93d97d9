//! Before the first row: finding the inputs, opening them, and reading the lists of existing customers.

use std::path::Path;

use rayon::prelude::*;

use super::notice::Notice;
use crate::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::matching::{KeyMaker, Keys, KnownCustomers, KnownCustomersBuilder, Origin};
use crate::model::{Batch, Charset, Lang, Limits, Partner, Row, RowFault, Source, TableFormat};
use crate::normalise::normalise;
use crate::read::encoding::{Certainty, Kind};
use crate::read::header::{Note, Purpose, Told, unknown_header};
use crate::read::{Chunk, OpenInput, ReadOptions, WhySkipped, expand, open};
use crate::write::{Existing, Input, InputTable, Target, refuse_unless_free};

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
    /// Whether there is no header, and the first row is data.
    pub no_header: bool,
    /// The encoding of text that does not prove to be UTF-8; guessed if not told.
    pub charset: Option<Charset>,
    /// The delimiter of the inputs that are text; found if not told.
    pub delimiter: Option<u8>,
    /// What an input may ask for.
    pub limits: Limits,
    /// What the user said of columns.
    pub columns: &'a [Told],
    /// The rules, and how much each weighs.
    pub catalogue: &'a Catalogue,
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

/// What is known before the first row.
pub struct Prepared {
    /// The inputs, open.
    pub inputs: Vec<OpenInput>,
    /// Their tables.
    pub sources: Vec<Source>,
    /// The same as the manifest lists them, rows not yet counted.
    pub manifest_inputs: Vec<Input>,
    /// The known customers.
    pub customers: KnownCustomers,
    /// The lists that they come from.
    pub existing: Vec<Existing>,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// The format of tables, if the job does not say.
    pub format: TableFormat,
}

/// Opens everything that a job reads. Fails before any work is done if the result has no place to go.
pub fn prepare(job: &Job<'_>) -> Result<Prepared> {
    if let Some(target) = &job.target {
        refuse_unless_free(target)?;
    }
    if let Some(country) = job.partner.country
        && Facts::builtin().country(country).is_none()
    {
        return Err(Error::could_not_run(format!(
            "the partner's country `{country}` is none that Partner Center knows"
        ))
        .with_hint("give the ISO 3166-1 code; `intake countries` lists them all"));
    }
    let options = ReadOptions {
        sheet: job.sheet.clone(),
        header_row: job.header_row,
        no_header: job.no_header,
        delimiter: job.delimiter,
        columns: job.columns.to_vec(),
        ..read_options(job, Purpose::Prospects)
    };
    // Both take a while: the inputs are read once for their checksums.
    let (inputs, customers) = rayon::join(|| open_all(job.inputs, &options), || read_customers(job));
    let (inputs, named_again) = inputs?;
    check_columns(job.columns, &inputs)?;
    if let Some(target) = &job.target {
        refuse_inputs_within(&target.folder, &inputs)?;
    }
    let mut notices: Vec<Notice> = named_again.into_iter().map(|file| Notice::NamedAgain { file }).collect();
    for (place, input) in inputs.iter().enumerate() {
        if let Some(twin) = inputs[..place].iter().find(|other| other.survey.sha256 == input.survey.sha256) {
            notices.push(Notice::SameContent { file: input.name.clone(), twin: twin.name.clone() });
        }
        tell(input, job.charset, &mut notices);
        tell_columns(input, &mut notices);
    }
    let (customers, existing, of_existing) = customers?;
    notices.extend(of_existing);
    let is_workbook = matches!(inputs[0].survey.kind, Kind::Zip | Kind::Ole);
    Ok(Prepared {
        sources: inputs.iter().flat_map(|input| &input.tables).map(|table| table.source.clone()).collect(),
        manifest_inputs: inputs.iter().map(listed).collect(),
        format: job.format.unwrap_or(if is_workbook { TableFormat::Xlsx } else { TableFormat::Csv }),
        inputs,
        customers,
        existing,
        notices,
    })
}

fn read_options(job: &Job<'_>, purpose: Purpose) -> ReadOptions {
    let default = ReadOptions::new(purpose);
    let block = job.batch_bytes.unwrap_or(default.block);
    ReadOptions { block, charset: job.charset, limits: job.limits, ..default }
}

/// Opens inputs side by side, since each is read once for its checksum. The second list names those named before.
fn open_all(names: &[String], options: &ReadOptions) -> Result<(Vec<OpenInput>, Vec<String>)> {
    let (files, named_again) = expand(names)?;
    if files.is_empty() {
        return Err(Error::could_not_run("no input was named").with_hint("name a file or a folder, or `-`"));
    }
    // The first failure in input order is told, whichever thread meets one first.
    let opened: Vec<Result<OpenInput>> = files.into_par_iter().map(|file| open(file, options)).collect();
    Ok((opened.into_iter().collect::<Result<_>>()?, named_again))
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

/// What a person should know of one input; `told` is the encoding that the user named.
pub fn notices_of(input: &OpenInput, told: Option<Charset>) -> Vec<Notice> {
    let mut notices = Vec::new();
    tell(input, told, &mut notices);
    tell_columns(input, &mut notices);
    notices
}

/// What a person should know of a file and its rows.
fn tell(input: &OpenInput, told: Option<Charset>, notices: &mut Vec<Notice>) {
    let file = || input.name.clone();
    if let Kind::Text(format) = input.survey.kind {
        let encoding = format.charset.name();
        let doubtful = format.certainty == Certainty::Doubtful;
        if format.mixed {
            notices.push(Notice::MixedEncodings { file: file(), encoding });
        } else if doubtful || format.certainty == Certainty::Guessed {
            notices.push(Notice::Encoding { file: file(), encoding, doubtful });
        } else if format.certainty == Certainty::Proven && told.is_some_and(|told| told != format.charset) {
            notices.push(Notice::EncodingProven { file: file(), encoding });
        }
    }
    notices.extend(input.warnings().iter().map(|warning| Notice::Lost { file: file(), warning: *warning }));
    for sheet in input.skipped.iter().filter(|sheet| sheet.why != WhySkipped::Blank) {
        let hidden = sheet.why == WhySkipped::Hidden;
        notices.push(Notice::SheetSkipped { file: file(), sheet: sheet.name.clone(), hidden });
    }
    for table in input.tables.iter().filter(|table| table.rows_above > 0) {
        let (rows, header_row) = (table.rows_above, table.header_row);
        notices.push(Notice::RowsAbove { table: table.source.title(), rows, header_row });
    }
}

fn tell_columns(input: &OpenInput, notices: &mut Vec<Notice>) {
    for table in &input.tables {
        let of_table = |note: &Note| Notice::Columns { table: table.source.title(), note: note.clone() };
        notices.extend(table.notes.iter().map(of_table));
    }
}

fn listed(input: &OpenInput) -> Input {
    let table = |sheet: &str| InputTable { sheet: sheet.to_owned(), rows: 0, blank: 0 };
    Input {
        file: input.name.clone(),
        bytes: input.survey.bytes,
        sha256: input.survey.sha256.clone(),
        encoding: match input.survey.kind {
            Kind::Text(format) => format.charset.name().to_owned(),
            _ => String::new(),
        },
        tables: input.tables.iter().map(|info| table(&info.source.sheet)).collect(),
    }
}

/// Reads every list of existing customers and indexes it.
fn read_customers(job: &Job<'_>) -> Result<(KnownCustomers, Vec<Existing>, Vec<Notice>)> {
    let mut builder = KnownCustomersBuilder::default();
    let (mut existing, mut notices) = (Vec::new(), Vec::new());
    if job.existing.is_empty() {
        return Ok((builder.build(), existing, notices));
    }
    for mut input in open_all(job.existing, &read_options(job, Purpose::Customers))?.0 {
        tell(&input, job.charset, &mut notices);
        let mut chunks = Vec::new();
        input.read(|chunk| {
            chunks.push(chunk);
            true
        })?;
        let read: Vec<Result<(Batch, Keys)>> = chunks.into_par_iter().map(with_keys).collect();
        let mut rows = 0;
        let (mut unread, mut first_unread) = (0, None);
        for read in read {
            let (batch, keys) = read.map_err(|error| error.in_file(&input.name))?;
            rows += batch.len() as u64;
            for row in batch.rows().filter(|row| row.fault().is_some() && !is_stray(*row)) {
                unread += 1;
                first_unread.get_or_insert(row.line());
            }
            builder.add(&batch, &keys);
        }
        if let Some(first) = first_unread {
            notices.push(Notice::ExistingUnread { file: input.name.clone(), rows: unread, first });
        }
        let (bytes, sha256) = (input.survey.bytes, input.survey.sha256);
        existing.push(Existing { file: input.name, bytes, sha256, rows });
    }
    Ok((builder.build(), existing, notices))
}

fn with_keys(chunk: Chunk) -> Result<(Batch, Keys)> {
    let mut batch = chunk.parse(0)?;
    let readings = normalise(&mut batch, Facts::builtin());
    let mut maker = KeyMaker::new(Facts::builtin(), Origin::Customers);
    let mut keys = Keys::default();
    for (row, reading) in batch.rows().zip(&readings) {
        let before = keys.list.len();
        maker.add(row, reading, &mut keys);
        if is_stray(row) {
            keys.list.truncate(before);
        }
    }
    Ok((batch, keys))
}

/// Whether the line is nobody's: a header or a sum.
fn is_stray(row: Row<'_>) -> bool {
    matches!(row.fault(), Some(RowFault::HeaderAgain | RowFault::Totals))
}
