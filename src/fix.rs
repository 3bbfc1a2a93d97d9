//! A list with the values that the rules suggest: the sender's columns, rows and order, and a list of what was changed.
//!
//! What is suggested is decided by the checks, and how far it may be trusted by the rules' data files. The list that was
//! given is never touched. Knows no other list: what takes other rows or known customers to see is left to a run.

mod list;

use std::path::{Path, PathBuf};

use crate::catalogue::{Catalogue, Trust};
use crate::error::{Error, Result, Stop};
use crate::examine::Examiner;
use crate::facts::Facts;
use crate::matching::KnownCustomers;
use crate::model::{Batch, Field, Findings, Partner, Source};
use crate::read::encoding::{Kind, Look};
use crate::read::{InputFile, ReadOptions, TableInfo, expand, is_not_utf8, open};

use list::{Changes, FixedList};

/// A row is looked at again after its cells were changed, since one value may let the next be seen; so many times.
const MOST_ROUNDS: usize = 6;

/// What to do.
#[derive(Clone, Debug)]
pub struct FixJob<'a> {
    /// The list.
    pub input: &'a str,
    /// How it is read.
    pub read: ReadOptions,
    /// The rules.
    pub catalogue: &'a Catalogue,
    /// What is known of countries.
    pub facts: &'a Facts,
    /// Who will run the import, and when.
    pub partner: &'a Partner,
    /// Whether what a person should look at is taken too.
    pub with_unsafe: bool,
    /// Where the fixed list goes; beside the list if not told.
    pub out: Option<PathBuf>,
    /// Whether files that are there are replaced.
    pub overwrite: bool,
}

/// A value that was changed, or could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where the row stands, as a person counts rows.
    pub row: u32,
    /// The column's place.
    pub column: usize,
    /// What it holds.
    pub field: Field,
    /// The rule that suggests the value.
    pub rule: &'static str,
    /// What stood there.
    pub old: String,
    /// What is suggested.
    pub new: String,
    /// How far that may be trusted.
    pub trust: Trust,
    /// Whether it was changed.
    pub applied: bool,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The fixed list.
    pub list: PathBuf,
    /// The list of changes.
    pub changes: PathBuf,
    /// Rows that were looked at.
    pub rows: u64,
    /// Cells that were changed.
    pub applied: u64,
    /// Cells for which a value is suggested that was not taken.
    pub left: u64,
}

/// Writes the fixed list and the list of changes.
pub fn fix(job: &FixJob<'_>) -> Result<Fixed> {
    let (files, _) = expand(&[job.input.to_owned()], &Stop::default())?;
    let [file] = files.as_slice() else {
        let what = format!("`{}` holds {} lists", job.input, files.len());
        return Err(Error::could_not_run(what).with_hint("name one of them"));
    };
    match pass(job, file, Look::Beginning) {
        // A text that began as UTF-8 did not go on as such.
        Err(error) if is_not_utf8(&error) => pass(job, file, Look::Whole),
        done => done,
    }
}

fn pass(job: &FixJob<'_>, file: &InputFile, look: Look) -> Result<Fixed> {
    let mut input = open(file.clone(), &job.read, look)?;
    let is_workbook = matches!(input.kind, Kind::Zip | Kind::Ole);
    let out = job.out.clone().unwrap_or_else(|| beside(Path::new(&input.name), is_workbook));
    refuse(&out, Path::new(&input.name), job.overwrite)?;
    let changes_path = changes_beside(&out);
    refuse(&changes_path, Path::new(&input.name), job.overwrite)?;
    let tables: Vec<TableInfo> = input.tables.clone();
    let delimiter = input.dialect.map_or(b',', |dialect| dialect.delimiter);
    let mut list = FixedList::create(&out, is_workbook, delimiter)?;
    let mut changes = Changes::create(&changes_path)?;
    let mut fixed = Fixed { list: out, changes: changes_path, rows: 0, applied: 0, left: 0 };
    let customers = KnownCustomers::default();
    let examiner = Examiner {
        facts: job.facts,
        catalogue: job.catalogue,
        partner: job.partner,
        customers: &customers,
        links: None,
    };
    let mut started = 0;
    input.try_read(|chunk| {
        let batch = chunk.parse(0)?;
        let table = batch.source as usize;
        while started <= table {
            list.start_table(&tables[started])?;
            started += 1;
        }
        fixed.rows += batch.len() as u64;
        for row in fix_batch(job, &examiner, &batch, &tables[table].source, |change| {
            if change.applied {
                fixed.applied += 1;
            } else {
                fixed.left += 1;
            }
            changes.write(&tables[table].source, change)
        })? {
            list.write(&row)?;
        }
        Ok(())
    })?;
    for table in &tables[started..] {
        list.start_table(table)?;
    }
    list.finish()?;
    changes.finish()?;
    Ok(fixed)
}

/// The rows of a batch with suggested values in the place of those that were given.
fn fix_batch(
    job: &FixJob<'_>,
    examiner: &Examiner<'_>,
    batch: &Batch,
    source: &Source,
    mut tell: impl FnMut(&Change) -> Result<()>,
) -> Result<Vec<Vec<String>>> {
    let mut rows: Vec<Vec<String>> = batch.rows().map(|row| row.given().map(str::to_owned).collect()).collect();
    let mut changes: Vec<Change> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let findings = examiner.examine(with_cells(batch, source, &rows), source).findings;
        let suggested = suggestions(job, &findings, batch, source, &rows);
        let mut is_done = true;
        changes.retain(|change| change.applied);
        for change in suggested {
            let place = changes.iter().position(|other| (other.row, other.column) == (change.row, change.column));
            if change.applied {
                is_done = false;
                let cells = &mut rows[row_place(batch, change.row)];
                cells.resize(cells.len().max(change.column + 1), String::new());
                cells[change.column].clone_from(&change.new);
            }
            match place {
                // Of a cell that is changed again, what was given first is what it was.
                Some(place) if change.applied => {
                    let old = std::mem::take(&mut changes[place].old);
                    changes[place] = Change { old, ..change };
                }
                Some(_) => {}
                None => changes.push(change),
            }
        }
        if is_done {
            break;
        }
    }
    changes.sort_by_key(|change| (change.row, change.column));
    changes.iter().try_for_each(&mut tell)?;
    Ok(rows)
}

fn row_place(batch: &Batch, line: u32) -> usize {
    batch.rows().position(|row| row.line() == line).unwrap_or_default()
}

/// The batch with other cells in the same rows.
fn with_cells(batch: &Batch, source: &Source, rows: &[Vec<String>]) -> Batch {
    let columns: Vec<Option<Field>> = source.columns.iter().map(|column| column.field()).collect();
    let mut made = Batch::new(batch.source);
    made.whole_name = batch.whole_name;
    for (row, cells) in batch.rows().zip(rows) {
        for cell in cells {
            let range = made.push_text(cell);
            made.push_cell(range);
        }
        made.end_row(row.line(), row.fault(), &columns);
    }
    made
}

/// What is suggested for cells of the list, the first suggestion for each; what may be trusted goes before the rest.
fn suggestions(
    job: &FixJob<'_>,
    findings: &Findings,
    batch: &Batch,
    source: &Source,
    rows: &[Vec<String>],
) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for finding in findings.iter() {
        let rule = job.catalogue.rule(finding.rule);
        let new = findings.text(finding.detail.suggestion);
        let (Some(field), Some(trust)) = (finding.field, rule.suggestion) else { continue };
        // A hint never changes a value by itself.
        let trust = if finding.certain { trust } else { Trust::Unsafe };
        let Some(column) = source.column_of(field) else { continue };
        let place = finding.row as usize;
        let old = rows[place].get(column).map_or("", String::as_str);
        if new.is_empty() || new == old {
            continue;
        }
        let row = batch.row(place).line();
        let applied = trust == Trust::Safe || job.with_unsafe;
        let change =
            Change { row, column, field, rule: rule.name, old: old.to_owned(), new: new.to_owned(), trust, applied };
        match changes.iter_mut().find(|other| (other.row, other.column) == (row, column)) {
            Some(other) if other.trust == Trust::Unsafe && trust == Trust::Safe => *other = change,
            Some(_) => {}
            None => changes.push(change),
        }
    }
    changes
}

/// `list.fixed.csv` for `list.csv`. What is read from a packed or another workbook's format is written as the plain one.
fn beside(input: &Path, is_workbook: bool) -> PathBuf {
    let name = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let stem = if stem.is_empty() || stem == "-" { "list" } else { stem };
    let ending = if is_workbook { "xlsx" } else { "csv" };
    input.with_file_name(format!("{stem}.fixed.{ending}"))
}

/// `list.fixed.changes.csv` for `list.fixed.csv`.
fn changes_beside(out: &Path) -> PathBuf {
    out.with_extension("changes.csv")
}

fn refuse(out: &Path, input: &Path, overwrite: bool) -> Result<()> {
    let same = |one: &Path, other: &Path| match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    if same(out, input) {
        return Err(Error::could_not_run("the list itself is never written to")
            .in_file(out)
            .with_hint("name another file with `--out`"));
    }
    if out.exists() && !overwrite {
        return Err(Error::could_not_run("the file is there already")
            .in_file(out)
            .with_hint("replace it with `--overwrite`, or name another with `--out`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_suggests_a_value_says_how_far_it_may_be_trusted() {
        let catalogue = Catalogue::builtin();
        let customers = KnownCustomers::default();
        for example in catalogue.rules().iter().flat_map(|rule| &rule.breaks).filter(|example| example.is_one_row()) {
            let partner = example.partner(&Partner { today: "2026-06-30".to_owned(), ..Partner::default() });
            let examiner =
                Examiner { facts: Facts::builtin(), catalogue, partner: &partner, customers: &customers, links: None };
            let mut batch = Batch::new(0);
            for (_, text) in &example.row {
                let range = batch.push_text(text);
                batch.push_cell(range);
            }
            let columns: Vec<Option<Field>> = example.row.iter().map(|(field, _)| Some(*field)).collect();
            batch.end_row(2, None, &columns);
            let findings = examiner.examine(batch, &Source::default()).findings;
            for finding in findings.iter().filter(|finding| !finding.detail.suggestion.is_empty()) {
                let rule = catalogue.rule(finding.rule);
                assert!(rule.suggestion.is_some(), "src/data/rules/{}.toml: say `suggestion = \"unsafe\"`", rule.name);
            }
        }
    }

    #[test]
    fn the_fixed_list_lies_beside_the_list() {
        for (input, is_workbook, wanted) in [
            ("a/list.csv", false, "a/list.fixed.csv"),
            ("list.tar.csv.gz", false, "list.fixed.csv"),
            ("old.xls", true, "old.fixed.xlsx"),
            ("-", false, "list.fixed.csv"),
        ] {
            assert_eq!(beside(Path::new(input), is_workbook), Path::new(wanted), "{input}");
        }
        assert_eq!(changes_beside(Path::new("a/x.fixed.csv")), Path::new("a/x.fixed.changes.csv"));
    }
}
