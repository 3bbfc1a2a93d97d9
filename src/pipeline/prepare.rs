//! Before the first row: finding the inputs, opening them, and reading the lists of existing customers.

use std::path::Path;

use rayon::prelude::*;

use super::link::add_profiles;
use crate::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::matching::likeness::Profiles;
use crate::matching::{KeyMaker, Keys, KnownCustomers, KnownCustomersBuilder, Origin};
use crate::model::{Batch, Lang, MatchMethod, Matching, Partner, Source, TableFormat};
use crate::normalise::normalise;
use crate::read::encoding::Kind;
use crate::read::header::{Note, Purpose, Told, unknown_header};
use crate::read::{Chunk, OpenInput, ReadOptions, expand, open};
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
    /// How rows are matched.
    pub matching: Matching,
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
    /// What is compared of them.
    pub profiles: Profiles,
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
        columns: job.columns.to_vec(),
        ..read_options(job, Purpose::Prospects)
    };
    // Both take a while: the inputs are read once for their checksums.
    let (inputs, customers) = rayon::join(|| open_all(job.inputs, &options), || read_customers(job));
    let inputs = inputs?;
    check_columns(job.columns, &inputs)?;
    if let Some(target) = &job.target {
        refuse_inputs_within(&target.folder, &inputs)?;
    }
    let mut notices = Vec::new();
    for (place, input) in inputs.iter().enumerate() {
        if let Some(twin) = inputs[..place].iter().find(|other| other.survey.sha256 == input.survey.sha256) {
            notices.push(Notice::SameContent { file: input.name.clone(), twin: twin.name.clone() });
        }
        tell(input, &mut notices);
    }
    let (customers, profiles, existing) = customers?;
    let is_workbook = matches!(inputs[0].survey.kind, Kind::Zip | Kind::Ole);
    Ok(Prepared {
        sources: inputs.iter().flat_map(|input| &input.tables).map(|table| table.source.clone()).collect(),
        manifest_inputs: inputs.iter().map(listed).collect(),
        format: job.format.unwrap_or(if is_workbook { TableFormat::Xlsx } else { TableFormat::Csv }),
        inputs,
        customers,
        profiles,
        existing,
        notices,
    })
}

fn read_options(job: &Job<'_>, purpose: Purpose) -> ReadOptions {
    let default = ReadOptions::new(purpose);
    ReadOptions { block: job.batch_bytes.unwrap_or(default.block), ..default }
}

/// Opens inputs side by side, since each is read once for its checksum.
fn open_all(names: &[String], options: &ReadOptions) -> Result<Vec<OpenInput>> {
    let files = expand(names)?;
    if files.is_empty() {
        return Err(Error::could_not_run("no input was named").with_hint("name a file or a folder, or `-`"));
    }
    // The first failure in input order is told, whichever thread meets one first.
    let opened: Vec<Result<OpenInput>> = files.into_par_iter().map(|file| open(file, options)).collect();
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

fn tell(input: &OpenInput, notices: &mut Vec<Notice>) {
    if let Kind::Text { encoding, guessed: true, .. } = input.survey.kind {
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
}

fn listed(input: &OpenInput) -> Input {
    let table = |sheet: &str| InputTable { sheet: sheet.to_owned(), rows: 0, blank: 0 };
    Input {
        file: input.name.clone(),
        bytes: input.survey.bytes,
        sha256: input.survey.sha256.clone(),
        tables: input.tables.iter().map(|info| table(&info.source.sheet)).collect(),
    }
}

/// Reads every list of existing customers and indexes it.
fn read_customers(job: &Job<'_>) -> Result<(KnownCustomers, Profiles, Vec<Existing>)> {
    let mut builder = KnownCustomersBuilder::default();
    let mut profiles = Profiles::default();
    let mut existing = Vec::new();
    if job.existing.is_empty() {
        return Ok((builder.build(), profiles, existing));
    }
    for mut input in open_all(job.existing, &read_options(job, Purpose::Customers))? {
        let mut chunks = Vec::new();
        input.read(|chunk| {
            chunks.push(chunk);
            true
        })?;
        let read: Vec<Result<(Batch, Keys, Profiles)>> =
            chunks.into_par_iter().map(|chunk| look_at(chunk, job.matching.method)).collect();
        let mut rows = 0;
        for read in read {
            let (batch, keys, of_batch) = read.map_err(|error| error.in_file(&input.name))?;
            rows += batch.len() as u64;
            builder.add(&batch, &keys);
            profiles.append(of_batch);
        }
        let (bytes, sha256) = (input.survey.bytes, input.survey.sha256);
        existing.push(Existing { file: input.name, bytes, sha256, rows });
    }
    Ok((builder.build(), profiles, existing))
}

/// What is kept of a piece of a list of customers: keys, and profiles if likeness is looked at.
fn look_at(chunk: Chunk, method: MatchMethod) -> Result<(Batch, Keys, Profiles)> {
    let mut batch = chunk.parse(0)?;
    let readings = normalise(&mut batch, Facts::builtin());
    let (mut keys, mut profiles) = (Keys::default(), Profiles::default());
    let origin = match method {
        MatchMethod::Exact => Origin::Customers,
        MatchMethod::Full => Origin::Prefixes { of_customers: true },
    };
    let mut maker = KeyMaker::new(Facts::builtin(), origin);
    for (row, reading) in batch.rows().zip(&readings) {
        maker.add(row, reading, &mut keys);
    }
    if method == MatchMethod::Full {
        add_profiles(&batch, &readings, &mut profiles);
    }
    Ok((batch, keys, profiles))
}
