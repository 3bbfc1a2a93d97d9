//! What people have decided of pairs of companies before, so that they are not asked again.

use std::collections::BTreeMap;

use crate::model::{Certainty, Company, Decision, Evidence, Field, Reading, Reason, Row, reference};

/// The decisions that are in force, by the company that came in.
#[derive(Clone, Debug, Default)]
pub struct Decisions(BTreeMap<String, Vec<(String, Decision)>>);

/// The decisions about one company.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decided<'a>(&'a [(String, Decision)]);

impl Decisions {
    /// Adds one: `company` is what [`company_of`] tells of a row, `known` how [`reference()`](crate::model::reference())
    /// names the other.
    pub fn add(&mut self, company: String, known: String, decision: Decision) {
        self.0.entry(company).or_default().push((known, decision));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was decided of the row's company.
    pub fn of(&self, row: Row<'_>, reading: &Reading) -> Decided<'_> {
        if self.0.is_empty() {
            return Decided::default();
        }
        Decided(self.0.get(&company_of(row, reading)).map_or(&[], Vec::as_slice))
    }
}

impl Decided<'_> {
    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The evidence that the row is the company of this ID and name, in the light of what was decided of the two; none
    /// when that need not be asked any more. What is sure by itself is not put in question by an old decision.
    pub fn weigh(&self, evidence: Evidence, id: &str, name: &str) -> Option<Evidence> {
        if self.is_empty() {
            return Some(evidence);
        }
        let other = reference(id, name);
        match self.0.iter().find(|(known, _)| Some(known) == other.as_ref()) {
            Some((_, Decision::Existing)) => {
                let reasons = evidence.reasons.with(Reason::Decision);
                Some(Evidence { certainty: Certainty::Sure, reasons, score: 100, ..evidence })
            }
            Some((_, Decision::New)) if evidence.certainty == Certainty::Possible => None,
            _ => Some(evidence),
        }
    }
}

/// What tells a row's company from others. A prefix that is only our own proposal tells nothing.
pub fn company_of(row: Row<'_>, reading: &Reading) -> String {
    let tenant = if reading.domain_prefix_proposed { "" } else { row.field(Field::DomainPrefix) };
    Company {
        country: row.field(Field::Country),
        registration_id: row.field(Field::RegistrationId),
        tenant,
        name: row.field(Field::CompanyName),
        postal_code: row.field(Field::PostalCode),
    }
    .identity()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Known, Reasons};

    #[test]
    fn what_was_decided_is_not_asked_again() {
        let asked = Evidence {
            of: Known::Customer(0),
            certainty: Certainty::Possible,
            reasons: Reasons::of(&[Reason::Name]),
            score: 55,
        };
        let list = [("id:C-1".to_owned(), Decision::New), ("name:bois".to_owned(), Decision::Existing)];
        let decided = Decided(&list);
        assert_eq!(decided.weigh(asked, "C-1", "Bois"), None);
        assert_eq!(decided.weigh(asked, "C-2", "Bois"), Some(asked));
        let sure = decided.weigh(asked, "", "Bois").expect("it is the same company");
        assert_eq!((sure.certainty, sure.score), (Certainty::Sure, 100));
        let by_id = Evidence { certainty: Certainty::Sure, ..asked };
        assert_eq!(decided.weigh(by_id, "C-1", "Bois"), Some(by_id));
    }
}
