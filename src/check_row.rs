//! One row on its own, for programs that validate a customer at a time.

use crate::catalogue::Catalogue;
use crate::examine::Examiner;
use crate::facts::Facts;
use crate::matching::KnownCustomers;
use crate::model::{Batch, Field, Partner, Source};
use crate::settle::Settler;

/// Normalises and checks a single row, given as its fields: for programs that validate one customer at a time.
///
/// Returns what is wrong or doubtful with it in the catalogue's order. No other row and no known customer is looked at.
///
/// ```
/// use partner_intake::model::{Field, Partner};
///
/// let findings = partner_intake::check_row(&[(Field::CompanyName, "LLC")], &Partner::default());
/// assert!(findings.contains(&("company-name-only-legal-form", Some(Field::CompanyName))));
/// ```
pub fn check_row(cells: &[(Field, &str)], partner: &Partner) -> Vec<(&'static str, Option<Field>)> {
    let mut batch = Batch::new(0);
    let mut columns = Vec::with_capacity(cells.len());
    for (field, text) in cells {
        let range = batch.push_text(text);
        batch.push_cell(range);
        columns.push(Some(*field));
    }
    batch.end_row(1, None, &columns);
    let catalogue = Catalogue::builtin();
    let (customers, sources) = (KnownCustomers::default(), [Source::default()]);
    let examiner = Examiner { facts: Facts::builtin(), catalogue, partner, customers: &customers, links: None };
    let mut looked_at = examiner.examine(batch, &sources[0]);
    let mut settler = Settler::new(&sources, catalogue, &customers, None);
    settler.number(&mut looked_at);
    let outcome = settler.settle(looked_at, &mut [].as_slice());
    outcome.findings.iter().map(|finding| (catalogue.rule(finding.rule).name, finding.field)).collect()
}
