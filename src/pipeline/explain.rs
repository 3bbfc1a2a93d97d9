//! One row explained: whom it was compared with, and what each field said.

use serde_json::{Map, Value, json};

use super::inputs::Inputs;
use super::link::link;
use super::prepare::{Job, Opened, Prepared, prepare};
use super::threads;
use crate::error::{Error, Result};
use crate::matching::KnownCustomers;
use crate::matching::likeness::{Aspect, Comparison, Links, Says, in_bits};
use crate::model::{Certainty, Evidence, Field, Known, MatchMethod, Matching, Reasons, Row, Source};
use crate::read::encoding::Look;
use crate::read::is_not_utf8;

/// What the fields of a row and of another record say.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The customer's ID, or the other row's number as a person sees it.
    pub other: String,
    /// Whether the other record is a row of the same run.
    pub is_row: bool,
    /// Its company name.
    pub company_name: String,
    /// How sure the match is.
    pub certainty: Certainty,
    /// The evidence in words' keys.
    pub reasons: Reasons,
    /// 0 to 100.
    pub score: u8,
    /// How likely it was before anything was compared, in bits.
    pub prior: f64,
    /// What each field says, where both records have it: its key, whether it agrees, and its bits.
    pub fields: Vec<(Aspect, Says, f64)>,
    /// All together.
    pub total: f64,
}

/// Explains the row of this number, as a person counts rows, of the job's first input: of this sheet, if several have such
/// a row.
pub fn explain(job: &Job<'_>, line: u32, sheet: Option<&str>) -> Result<Vec<Explanation>> {
    let pool = threads(job)?;
    let job = Job { target: None, matching: Matching { method: MatchMethod::Full, ..job.matching }, ..job.clone() };
    let (prepared, opened, _store) = pool.install(|| prepare(&job, &mut Inputs::find(&job)?))?;
    let explain = |opened| pool.install(|| explain_row(&job, &prepared, opened, (line, sheet)));
    let found = match explain(opened) {
        Err(error) if is_not_utf8(&error) => explain(prepared.open(&job, Look::Whole)?),
        found => found,
    };
    prepared.known.customers.failure().map_or(found, Err)
}

/// A row of the run, as far as people know it.
struct Told {
    source: u32,
    line: u32,
    company_name: String,
}

fn explain_row(
    job: &Job<'_>,
    prepared: &Prepared,
    opened: Opened,
    wanted: (u32, Option<&str>),
) -> Result<Vec<Explanation>> {
    let (links, _) = link(job, prepared, opened.look)?;
    let of_first = opened.inputs.first().map_or(0, |input| input.tables.len());
    let mut rows: Vec<Told> = Vec::new();
    let mut first_source = 0;
    for mut input in opened.inputs {
        let (first, name) = (first_source, input.name.clone());
        first_source += u32::try_from(input.tables.len()).unwrap_or(u32::MAX);
        input.try_read(|chunk| {
            let batch = chunk.parse(first).map_err(|error| error.in_file(&name))?;
            let company_name = |row: Row<'_>| row.field(Field::CompanyName).to_owned();
            let told = |row: Row<'_>| Told { source: batch.source, line: row.line(), company_name: company_name(row) };
            rows.extend(batch.rows().map(told));
            Ok(())
        })?;
    }
    let number = find(&rows, &opened.sources[..of_first], wanted)?;
    let company = links.company(number).iter().filter(|row| **row != number).map(|row| links.of_company(number, *row));
    let customers = links.customers(number);
    let all = customers.chain(company).chain(links.possible(number));
    Ok(all.filter_map(|evidence| explained(&links, &prepared.known.customers, &rows, number, &evidence)).collect())
}

/// The number in the run of the row that is meant: of one of these tables, and of this sheet if it is told.
fn find(rows: &[Told], tables: &[Source], (line, sheet): (u32, Option<&str>)) -> Result<u32> {
    let sheet_of = |row: &Told| tables.get(row.source as usize).map(|table| table.sheet.as_str());
    let is_meant = |row: &Told| {
        row.line == line && sheet_of(row).is_some_and(|own| sheet.is_none_or(|sheet| own.eq_ignore_ascii_case(sheet)))
    };
    let mut meant = (0..).zip(rows).filter(|(_, row)| is_meant(row));
    match (meant.next(), meant.next()) {
        (None, _) => {
            let hint = "the number is the one that a spreadsheet shows, as in the column `source_row`";
            let error = Error::could_not_run(format!("there is no data row {line}")).with_hint(hint);
            Err(error.in_sheet(sheet.unwrap_or_default()))
        }
        (Some((number, _)), None) => Ok(number),
        (Some((_, one)), Some((_, other))) => {
            let name = |row| sheet_of(row).unwrap_or_default();
            Err(Error::could_not_run(format!(
                "the sheets `{}` and `{}` both have a data row {line}",
                name(one),
                name(other)
            ))
            .with_hint("say which is meant with `--sheet NAME`"))
        }
    }
}

fn explained(
    links: &Links,
    customers: &KnownCustomers,
    rows: &[Told],
    number: u32,
    evidence: &Evidence,
) -> Option<Explanation> {
    let (comparison, total, prior) = links.explain(number, evidence.of)?;
    let (other, company_name, is_row) = match evidence.of {
        Known::Customer(customer) => {
            let customer = customers.customer(customer);
            (customer.id.into_owned(), customer.company_name.into_owned(), false)
        }
        Known::Row(row) => {
            let told = rows.get(row as usize)?;
            (told.line.to_string(), told.company_name.clone(), true)
        }
        Known::Itself => return None,
    };
    Some(Explanation {
        other,
        is_row,
        company_name,
        certainty: evidence.certainty,
        reasons: evidence.reasons,
        score: evidence.score,
        prior: in_bits(prior),
        fields: said(&comparison).collect(),
        total: in_bits(total),
    })
}

/// What each field says that both records have, and its bits.
fn said(comparison: &Comparison) -> impl Iterator<Item = (Aspect, Says, f64)> + '_ {
    let of = |aspect| (aspect, comparison.says(aspect), in_bits(comparison.bits(aspect)));
    Aspect::ALL.into_iter().map(of).filter(|(_, says, _)| *says != Says::Missing)
}

/// The evidence of a row's best candidates as JSON: of each, its ID, and the bits of every field that says something.
pub(super) fn as_json(links: &Links, number: u32, candidates: &[(String, Evidence)]) -> String {
    let told: Vec<Value> = candidates
        .iter()
        .filter_map(|(name, evidence)| {
            let (comparison, total, prior) = links.explain(number, evidence.of)?;
            let mut told = Map::new();
            let kind = if matches!(evidence.of, Known::Row(_)) { "row" } else { "customer" };
            told.insert(kind.to_owned(), json!(name));
            told.insert("bits".to_owned(), json!(in_bits(total)));
            told.insert("prior".to_owned(), json!(in_bits(prior)));
            for (aspect, _, bits) in said(&comparison) {
                told.insert(aspect.name().to_owned(), json!(bits));
            }
            Some(Value::Object(told))
        })
        .collect();
    if told.is_empty() { String::new() } else { Value::Array(told).to_string() }
}
