//! One row explained: whom it was compared with, and what each field said.

use serde_json::{Map, Value, json};

use super::inputs::Inputs;
use super::link::link;
use super::prepare::{Job, prepare};
use super::threads;
use crate::error::{Error, Result};
use crate::matching::KnownCustomers;
use crate::matching::likeness::{Aspect, Comparison, Links, Says, in_bits};
use crate::model::{Certainty, Evidence, Field, Known, MatchMethod, Matching, Reasons};

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

/// Explains the row of this number, as a person counts rows, of the job's only input.
pub fn explain(job: &Job<'_>, line: u32) -> Result<Vec<Explanation>> {
    let pool = threads(job)?;
    let job = Job { target: None, matching: Matching { method: MatchMethod::Full, ..job.matching }, ..job.clone() };
    let (prepared, opened, _store) = pool.install(|| prepare(&job, &mut Inputs::find(&job)?))?;
    let (links, _) = pool.install(|| link(&job, &prepared, opened.look))?;
    let mut rows: Vec<(u32, u32, String)> = Vec::new();
    for (place, mut input) in (0..).zip(opened.inputs) {
        input.try_read(|chunk| {
            let batch = chunk.parse(place)?;
            rows.extend(batch.rows().map(|row| (place, row.line(), row.field(Field::CompanyName).to_owned())));
            Ok(())
        })?;
    }
    let Some(number) = rows.iter().position(|(place, own, _)| *place == 0 && *own == line) else {
        return Err(Error::could_not_run(format!("there is no data row {line}"))
            .with_hint("the number is the one that a spreadsheet shows, as in the column `source_row`"));
    };
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let company = links.company(number).iter().filter(|row| **row != number).map(|row| links.of_company(number, *row));
    let customers = links.customers(number);
    let all = customers.chain(company).chain(links.possible(number));
    Ok(all.filter_map(|evidence| explained(&links, &prepared.known.customers, &rows, number, &evidence)).collect())
}

fn explained(
    links: &Links,
    customers: &KnownCustomers,
    rows: &[(u32, u32, String)],
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
            let (_, line, name) = rows.get(row as usize)?;
            (line.to_string(), name.clone(), true)
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
