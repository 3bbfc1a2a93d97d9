//! The checks of a single row: one file a rule family.
//!
//! A check looks at a [`Subject`] and tells a [`Reporter`] what it finds. It sees no other row, no file and no thread.
//! To add a rule: a data file in `src/data/rules`, a function in its family's file here, a line in `catalogue.rs`.

pub mod address;
pub mod company_name;
pub mod contact;
pub mod domain_prefix;
pub mod email;
pub mod partner;
pub mod registration_id;
pub mod row;

mod garbled;
#[cfg(test)]
mod testing;

use std::cell::OnceCell;

use self::registration_id::Judgement;
use crate::facts::domain::email_domain;
use crate::facts::{Country, Facts};
use crate::model::{Batch, Detail, Field, Finding, Findings, Mark, Marks, Partner, Reading, Row, RuleId};

/// One row, and what a check may know to judge it.
///
/// What several checks ask of a row is found out once and kept here.
pub struct Subject<'a> {
    /// The row, normalised.
    pub row: Row<'a>,
    /// What normalising understood of it.
    pub reading: &'a Reading,
    /// The row's country, if it is known.
    pub country: Option<&'a Country>,
    /// What the data files say.
    pub facts: &'a Facts,
    /// Who runs the import, and when.
    pub partner: &'a Partner,
    texts: [&'a str; Field::COUNT],
    marks: &'a [Marks],
    /// The marks of all cells together.
    row_marks: Marks,
    email_domain: &'a str,
    registration_id: OnceCell<Option<Judgement<'a>>>,
}

impl<'a> Subject<'a> {
    /// The subject that a row of a batch is.
    #[inline]
    pub fn new(batch: &'a Batch, row: usize, reading: &'a Reading, facts: &'a Facts, partner: &'a Partner) -> Self {
        let country = reading.country.code().and_then(|code| facts.country(code));
        let row = batch.row(row);
        let mut texts = [""; Field::COUNT];
        for (field, text) in row.filled() {
            texts[field.index()] = text;
        }
        let marks = row.all_marks();
        let row_marks = marks.iter().fold(Marks::default(), |all, marks| all | *marks);
        let email_domain = email_domain(texts[Field::Email.index()]);
        let registration_id = OnceCell::new();
        Subject { row, reading, country, facts, partner, texts, marks, row_marks, email_domain, registration_id }
    }

    /// A field's normalised text.
    pub fn text(&self, field: Field) -> &'a str {
        self.texts[field.index()]
    }

    /// What stands behind the `@` of the mail address; empty when there is none.
    fn email_domain(&self) -> &'a str {
        self.email_domain
    }

    /// Whether the field's text may hold what the mark stands for.
    fn may_have(&self, field: Field, mark: Mark) -> bool {
        self.marks[field.index()].have(mark)
    }

    /// The cells with this mark, in output order.
    fn cells_with(&self, mark: Mark) -> impl Iterator<Item = (Field, &'a str)> + '_ {
        let fields = if self.row_marks.have(mark) { Field::ALL } else { &[] };
        fields.iter().filter(move |field| self.marks[field.index()].have(mark)).map(|field| (*field, self.text(*field)))
    }
}

/// A check: what it finds it reports under its own rule, and under no other.
pub type Check = fn(&Subject<'_>, &mut Reporter<'_>);

/// Takes what one check finds in one row.
pub struct Reporter<'a> {
    findings: &'a mut Findings,
    rule: RuleId,
    row: u32,
    certain: bool,
}

impl<'a> Reporter<'a> {
    /// The reporter of one rule for one row.
    pub fn new(findings: &'a mut Findings, rule: RuleId, row: usize) -> Self {
        let row = u32::try_from(row).expect("a batch holds fewer than 2^32 rows");
        Reporter { findings, rule, row, certain: true }
    }

    /// What is reported next is another rule's.
    pub fn turn_to(&mut self, rule: RuleId) {
        self.rule = rule;
        self.certain = true;
    }

    /// What is reported next rests on a hint only: it warns, whatever the rule's severity.
    pub fn unsure(&mut self) -> &mut Self {
        self.certain = false;
        self
    }

    /// The field is at fault.
    pub fn fault(&mut self, field: Field) {
        self.push(Some(field), Detail::default());
    }

    /// The row as a whole is at fault.
    pub fn row_fault(&mut self) {
        self.push(None, Detail::default());
    }

    /// The field passes a limit.
    pub fn over_limit(&mut self, field: Field, limit: u32) {
        self.push(Some(field), Detail { limit, ..Detail::default() });
    }

    /// The field is at fault, and this value would be right.
    pub fn suggest(&mut self, field: Field, suggestion: &str) {
        let suggestion = self.findings.keep(suggestion);
        self.push(Some(field), Detail { suggestion, ..Detail::default() });
    }

    /// The field (or the row) is at fault; the message names `hint`, and `suggestion` would be right unless it is empty.
    pub fn explain(&mut self, field: Option<Field>, limit: u32, hint: &str, suggestion: &str) {
        let hint = self.findings.keep(hint);
        let suggestion = self.findings.keep(suggestion);
        self.push(field, Detail { limit, hint, suggestion });
    }

    fn push(&mut self, field: Option<Field>, detail: Detail) {
        let certain = std::mem::replace(&mut self.certain, true);
        self.findings.push(Finding { row: self.row, rule: self.rule, field, certain, in_country: None, detail });
    }
}
