//! Before the first row: finding the inputs and opening them, while the known customers are read.

use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::checkpoint;
use super::existing::{self, Known};
use super::inputs::Inputs;
use super::notice::Notice;
use super::remember;
use crate::catalogue::Catalogue;
use crate::error::{Result, Stop};
use crate::facts::Facts;
use crate::model::{Charset, Lang, Limits, Matching, Partner, Source, TableFormat};
use crate::read::apart::Reader;
use crate::read::encoding::{Certainty, Kind, Look};
use crate::read::header::{Note, Purpose, Told, unknown_header};
use crate::read::{InputFile, OpenInput, ReadOptions, WhySkipped, open};
use crate::store::Store;
use crate::write::{CountryRulesFolder, Input, InputTable, Target, refuse_without_room};

/// So many processes that read workbooks wait with their workbook open. Of more inputs each is opened again when its turn
/// comes.
const MOST_READERS: usize = 4;

/// Everything that a run is told.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Job<'a> {
    /// Files, folders, globs, or `-`.
    pub inputs: &'a [String],
    /// Lists of existing customers.
    pub existing: &'a [String],
    /// The folder in which the index of these lists is kept from run to run; made in memory each time if not told.
    pub index: Option<&'a Path>,
    /// The store of known customers, which a run's accepted rows come into when they are published.
    pub store: Option<&'a str>,
    /// What a run of an inbox knows beside: it goes on without inputs that cannot be read.
    pub night: Option<Night<'a>>,
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
    /// Where workbooks are read.
    pub reader: Reader,
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
    /// How rows are matched.
    pub matching: Matching,
    /// Whether letters for relationship requests are written as files.
    pub eml: bool,
    /// How many threads work; 0 for as many as there are processors.
    pub threads: usize,
    /// How much text a batch holds, in bytes; none for what is best.
    pub batch_bytes: Option<usize>,
    /// Whether the first findings show the cell at fault.
    pub show_values: bool,
    /// Whether the run goes on where a killed one of the same lists was stopped.
    pub resume: bool,
    /// How long it is between two checkpoints, zero for one after each window; none for what is best.
    pub checkpoint_every: Option<Duration>,
    /// Whether progress is shown.
    pub show_progress: bool,
    /// Asks the run to stop, while there is still nothing published.
    pub stop: Stop,
}

/// What a run of an inbox knows beside.
#[derive(Clone, Copy, Debug)]
pub struct Night<'a> {
    /// Where it is remembered when there is no store: a store without customers.
    pub history: &'a str,
    /// What a person should know of the inbox.
    pub notices: &'a [Notice],
}

/// What does not change however often the inputs are read.
pub(super) struct Prepared {
    /// The inputs to open.
    pub(super) files: Vec<InputFile>,
    /// The known customers.
    pub(super) known: Known,
    /// What a person should know of those lists, and of how the inputs were named.
    pub(super) notices: Vec<Notice>,
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
    /// How much of each was looked at to open it.
    pub(super) look: Look,
}

/// Opens everything that a job reads; the store is held until it is dropped.
pub(super) fn prepare(job: &Job<'_>, inputs: &mut Inputs) -> Result<(Prepared, Opened, Option<Store>)> {
    let (mut store, mut notices) =
        remember::open_store(job)?.map_or((None, Vec::new()), |(store, notices)| (Some(store), notices));
    let (opened, known) = rayon::join(|| open_what_can_be(job, inputs), || existing::read(job, store.as_mut()));
    let (opened, mut known) = (opened?, known?);
    notices.extend(inputs.notices());
    notices.append(&mut known.notices);
    let files = inputs.files.clone();
    Ok((Prepared { files, known, notices }, opened, store))
}

impl Prepared {
    /// Opens the inputs once more: to read them another time, or after a look at all of each since one of them is not the
    /// UTF-8 that it began as.
    pub(super) fn open(&self, job: &Job<'_>, look: Look) -> Result<Opened> {
        open_inputs(job, &self.files, look)
    }
}

/// Opens the inputs, as far as the job goes on without those that cannot be.
fn open_what_can_be(job: &Job<'_>, inputs: &mut Inputs) -> Result<Opened> {
    loop {
        match open_inputs(job, &inputs.files, checkpoint::first_look(job)) {
            Err(error) => inputs.leave_out(error)?,
            opened => return opened,
        }
    }
}

fn open_inputs(job: &Job<'_>, files: &[InputFile], look: Look) -> Result<Opened> {
    let options = ReadOptions {
        sheet: job.sheet.clone(),
        header_row: job.header_row,
        no_header: job.no_header,
        delimiter: job.delimiter,
        columns: job.columns.to_vec(),
        ..read_options(job, Purpose::Prospects)
    };
    let inputs = open_all(files, &options, look)?;
    // What is said of columns for every night need not concern one of tonight.
    if job.night.is_none() {
        check_columns(job.columns, &inputs)?;
    }
    if let Some(target) = &job.target {
        refuse_without_room(&target.folder, inputs.iter().map(|input| input.bytes).sum())?;
    }
    let is_workbook = inputs.first().is_some_and(|first| matches!(first.kind, Kind::Zip | Kind::Ole));
    Ok(Opened {
        sources: inputs.iter().flat_map(|input| &input.tables).map(|table| table.source.clone()).collect(),
        listed: inputs.iter().map(listed).collect(),
        format: job.format.unwrap_or(if is_workbook { TableFormat::Xlsx } else { TableFormat::Csv }),
        notices: inputs.iter().map(|input| notices(input, job.charset)).collect(),
        look,
        inputs,
    })
}

pub(super) fn read_options(job: &Job<'_>, purpose: Purpose) -> ReadOptions {
    let default = ReadOptions::new(purpose);
    let block = job.batch_bytes.unwrap_or(default.block);
    let (reader, stop) = (job.reader.clone(), job.stop.clone());
    ReadOptions { block, charset: job.charset, limits: job.limits, reader, stop, ..default }
}

/// Opens inputs side by side, since a look at the whole of one takes a while.
pub(super) fn open_all(files: &[InputFile], options: &ReadOptions, look: Look) -> Result<Vec<OpenInput>> {
    // The first failure in input order is told, whichever thread meets one first.
    let open = |file: &InputFile| {
        let mut input = open(file.clone(), options, look)?;
        if files.len() > MOST_READERS {
            input.rest();
        }
        Ok(input)
    };
    let opened: Vec<Result<OpenInput>> = files.par_iter().map(open).collect();
    opened.into_iter().collect()
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
pub fn notices(input: &OpenInput, told: Option<Charset>) -> Vec<Notice> {
    let mut notices = Vec::new();
    tell(input, told, &mut notices);
    for table in &input.tables {
        let of_table = |note: &Note| Notice::Columns { table: table.source.title(), note: note.clone() };
        notices.extend(table.notes.iter().map(of_table));
    }
    notices
}

/// What a person should know of a file and its rows.
pub(super) fn tell(input: &OpenInput, told: Option<Charset>, notices: &mut Vec<Notice>) {
    let file = || input.name.clone();
    if input.has_more {
        notices.push(Notice::MorePages { file: file() });
    }
    if let Kind::Text(format) = input.kind {
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
    let is_told = |why| matches!(why, WhySkipped::Hidden | WhySkipped::NoList);
    for sheet in input.skipped.iter().filter(|sheet| is_told(sheet.why) && !sheet.name.is_empty()) {
        let hidden = sheet.why == WhySkipped::Hidden;
        notices.push(Notice::SheetSkipped { file: file(), sheet: sheet.name.clone(), hidden });
    }
    for table in input.tables.iter().filter(|table| table.examples > 0) {
        notices.push(Notice::Examples { table: table.source.title(), rows: table.examples as u64 });
    }
    for table in input.tables.iter().filter(|table| !table.above.is_empty()) {
        let (rows, header_row) = (u32::try_from(table.above.len()).unwrap_or(u32::MAX), table.header_row);
        notices.push(Notice::RowsAbove { table: table.source.title(), rows, header_row });
    }
}

fn listed(input: &OpenInput) -> Input {
    let table = |sheet: &str| InputTable { sheet: sheet.to_owned(), ..InputTable::default() };
    let tables = input.tables.iter().map(|info| table(&info.source.sheet)).collect();
    let encoding = match input.kind {
        Kind::Text(format) => format.charset.name().to_owned(),
        _ => String::new(),
    };
    Input { file: input.name.clone(), encoding, tables, ..Input::default() }
}
