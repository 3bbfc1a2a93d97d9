//! Registration IDs: whether there is one where Partner Center asks for one, and whether it is a company's.
//!
//! A cell has at most one fault of the first four kinds: a stand-in has no check digit to be wrong, and a text of the
//! wrong shape isn't called a person's number. What is only probable warns: refusing a good number is the worse mistake.

use super::{Reporter, Subject};
use crate::facts::registration_id::{Kind, RegistrationIds, Verdict, is_placeholder, length_limits};
use crate::facts::spreadsheet::is_damaged_number;
use crate::model::{Field, Role};

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It stands for "there is no number".
    Placeholder,
    /// No company's number looks like this.
    Format,
    /// A digit was mistyped.
    CheckDigit,
    /// It is a person's number.
    Personal,
}

/// A fault, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Judgement<'a> {
    /// The fault.
    pub fault: Fault,
    /// Whether it rests on more than a hint.
    pub certain: bool,
    /// Which of the two limits of length the number breaks; 0 if it breaks none.
    pub limit: u32,
    /// What it was taken for, when that is something else than what is asked for.
    pub taken_for: Option<&'a Kind>,
}

/// What is wrong with a compact number, if anything. A cell that a spreadsheet rewrote in powers of ten is another
/// rule's: its digits are lost, and nothing can be said of them.
pub fn judge<'a>(compact: &str, ids: &'a RegistrationIds) -> Option<Judgement<'a>> {
    stand_in(compact, ids).or_else(|| misfit(compact, ids).filter(|_| !is_damaged_number(compact)))
}

fn stand_in<'a>(compact: &str, ids: &'a RegistrationIds) -> Option<Judgement<'a>> {
    let certain = ids.section().required;
    is_placeholder(compact).then_some(Judgement { fault: Fault::Placeholder, certain, limit: 0, taken_for: None })
}

/// What the country's file says against a number that is meant as one.
fn misfit<'a>(compact: &str, ids: &'a RegistrationIds) -> Option<Judgement<'a>> {
    if compact.is_empty() {
        return None;
    }
    let section = ids.section();
    let judgement = |fault, certain, taken_for| Some(Judgement { fault, certain, limit: 0, taken_for });
    match ids.judge(compact) {
        // Where Partner Center doesn't ask for the number, nothing in it may reject the customer.
        Verdict::Person(kind) => judgement(Fault::Personal, section.required && kind.is_certain(), Some(kind)),
        Verdict::BadCheckDigit(_) => judgement(Fault::CheckDigit, section.required, None),
        Verdict::Registry(kind) => {
            let is_no_company = kind.is_certain() || !ids.may_be_company(compact);
            judgement(Fault::Format, section.certain && is_no_company, Some(kind))
        }
        Verdict::Company(kind) if kind.is_certain() => None,
        Verdict::Company(_) => judgement(Fault::Format, false, None),
        Verdict::Unknown => {
            let limit = broken_limit(compact);
            let certain = section.certain || (section.required && limit != 0);
            Some(Judgement { fault: Fault::Format, certain, limit, taken_for: None })
        }
    }
}

/// Whether Partner Center refuses the customer for want of the number.
pub fn registration_id_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let Some(country) = subject.country else { return };
    // An indirect reseller creates no customer: another rule says so.
    let may_create = subject.partner.role != Role::IndirectReseller;
    if country.requires_registration_id && may_create && subject.text(Field::RegistrationId).is_empty() {
        let wanted = country.registration_id.as_ref().map_or("", RegistrationIds::wanted);
        report.explain(Some(Field::RegistrationId), 0, wanted, "");
    }
}

/// Whether the number is longer or shorter than Partner Center takes, or not of the country's shape, or of another
/// register.
pub fn registration_id_format(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    tell(subject, report, Fault::Format);
}

/// Whether a digit was mistyped, where the check digit's algorithm is official or proven. Where Partner Center takes no
/// number, a library's word on one that is given is a hint.
pub fn registration_id_check_digit(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    tell(subject, report, Fault::CheckDigit);
    let Some(country) = subject.country.filter(|country| country.registration_id.is_none()) else { return };
    let given = subject.text(Field::RegistrationId);
    if given.is_empty() || is_placeholder(given) {
        return;
    }
    if let Some(scheme) = country.other_ids.wrong_digit(given) {
        let hint = format!("{} {}", scheme.name, scheme.example);
        report.unsure().explain(Some(Field::RegistrationId), 0, &hint, "");
    }
}

/// Whether the number is a person's.
pub fn registration_id_personal(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    tell(subject, report, Fault::Personal);
}

/// Whether the cell was filled with a stand-in.
pub fn registration_id_placeholder(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    tell(subject, report, Fault::Placeholder);
}

/// Whether a number is given that Partner Center does not take: it stays out of the request.
pub fn registration_id_not_expected(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let Some(country) = subject.country else { return };
    let given = subject.text(Field::RegistrationId);
    if !country.takes_registration_id && !given.is_empty() && !is_placeholder(given) {
        report.fault(Field::RegistrationId);
    }
}

fn tell(subject: &Subject<'_>, report: &mut Reporter<'_>, fault: Fault) {
    let Some(ids) = subject.country.and_then(|country| country.registration_id.as_ref()) else { return };
    let given = subject.text(Field::RegistrationId);
    // Four rules ask, and the number is judged once.
    if let Some(judgement) = subject.registration_id.get_or_init(|| judge(given, ids)).filter(|it| it.fault == fault) {
        explain(judgement, given, ids, report);
    }
}

fn explain(judgement: Judgement<'_>, given: &str, ids: &RegistrationIds, report: &mut Reporter<'_>) {
    let mut suggestion = String::new();
    if judgement.fault != Fault::Format || !ids.repair(given, &mut suggestion) {
        suggestion.clear();
    }
    let hint = match (judgement.fault, judgement.taken_for) {
        // A number that lost its zeros may look like another register's.
        (_, Some(kind)) if suggestion.is_empty() || kind.section().company_part.is_some() => {
            format!("{} (≠ {})", ids.wanted(), kind.title())
        }
        (Fault::Placeholder, _) => ids.wanted().to_owned(),
        _ => ids.wanted_like(given).to_owned(),
    };
    if !judgement.certain {
        report.unsure();
    }
    report.explain(Some(Field::RegistrationId), judgement.limit, &hint, &suggestion);
}

/// The limit of length that a text breaks, or 0.
fn broken_limit(compact: &str) -> u32 {
    let (least, most) = length_limits();
    match u32::try_from(compact.chars().count()).unwrap_or(u32::MAX) {
        length if length < least => least,
        length if length > most => most,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::model::{Batch, Findings, Partner, Reading, RuleId};
    use crate::validate::Check;
    use crate::validate::testing::country;

    /// What a check finds in a number, as `hint | suggestion`, with `?` in front when it isn't certain.
    fn finds(check: Check, code: &str, role: Role, number: &str) -> Option<String> {
        let mut batch = Batch::new(0);
        batch.set_text(number.to_owned());
        batch.push_cell(0..number.len());
        batch.end_row(2, None, &[Some(Field::RegistrationId)]);
        let reading = Reading::default();
        let partner = Partner { role, ..Partner::default() };
        let mut subject = Subject::new(&batch, 0, &reading, Facts::builtin(), &partner);
        subject.country = Some(country(code));
        let mut findings = Findings::default();
        check(&subject, &mut Reporter::new(&mut findings, RuleId(0), 0));
        assert!(findings.as_slice().len() <= 1, "one fault a cell");
        let finding = findings.as_slice().first()?;
        assert_eq!(finding.field, Some(Field::RegistrationId));
        let text = |cell| findings.text(cell);
        let mark = if finding.certain { "" } else { "?" };
        Some(format!("{mark}{} | {}", text(finding.detail.hint), text(finding.detail.suggestion)))
    }

    const FAULTS: [(Check, &str); 4] = [
        (registration_id_format, "format"),
        (registration_id_check_digit, "check digit"),
        (registration_id_personal, "personal"),
        (registration_id_placeholder, "placeholder"),
    ];

    #[test]
    fn every_number_has_at_most_one_fault() {
        for (number, expected) in [
            ("", None),
            ("5260250995", None),
            ("5,26E+09", None),
            ("52602509", Some("format: NIP 5260250995 | ")),
            ("5260250995.0", Some("format: NIP 5260250995 | 5260250995")),
            ("526O25O995", Some("format: NIP 5260250995 | 5260250995")),
            ("012100784", Some("format: NIP 5260250995 (≠ REGON) | ")),
            ("5260250996", Some("check digit: NIP 5260250995 | ")),
            ("74100119584", Some("personal: NIP 5260250995 (≠ PESEL) | ")),
            ("0000000000", Some("placeholder: NIP 5260250995 | ")),
            ("NA", Some("placeholder: NIP 5260250995 | ")),
        ] {
            let found = FAULTS.iter().filter_map(|(check, name)| {
                finds(*check, "PL", Role::DirectBill, number).map(|found| format!("{name}: {found}"))
            });
            assert_eq!(found.collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>(), "{number}");
        }
    }

    #[test]
    fn a_message_names_the_kind_that_was_meant() {
        for (country, number, expected) in [
            ("IN", "29AAACI4798L1ZV", "check digit: GSTIN 29AAACI4798L1ZU | "),
            ("IN", "27AAPPU0939F1ZB", "check digit: GSTIN 29AAACI4798L1ZU | "),
            ("IN", "27AAACR5055K1Z", "format: GSTIN 29AAACI4798L1ZU | "),
            ("SA", "30071048230000", "format: VAT number (الرقم الضريبي) 300710482300003 | "),
            ("RU", "7707083893773601001", "format: INN (ИНН) 7707083893 (≠ INN and KPP (ИНН/КПП)) | 7707083893"),
            ("TR", "0494045765900001", "format: VKN 4940457659 (≠ MERSİS) | 4940457659"),
            // What only the register's name is a hint of is wrong all the same, unless it may be a company's number.
            ("PL", "0000028860", "format: NIP 5260250995 (≠ KRS) | "),
            ("PL", "0000000017", "format: ?NIP 5260250995 (≠ KRS) | "),
            ("MD", "0123456789019", "check digit: IDNO 1003600158022 | "),
            ("HU", "28592823299", "check digit: adószám 10625790444 | "),
            ("CN", "91110000600037342L", "check digit: ?USCC (统一社会信用代码) 91110000600037341L | "),
        ] {
            let found = FAULTS.iter().filter_map(|(check, name)| {
                finds(*check, country, Role::DirectBill, number).map(|found| format!("{name}: {found}"))
            });
            assert_eq!(found.collect::<Vec<_>>(), [expected], "{country} {number}");
        }
    }

    #[test]
    fn a_number_is_missing_where_a_customer_would_be_refused() {
        let missing = |code, role, number| finds(registration_id_missing, code, role, number);
        assert_eq!(missing("PL", Role::DirectBill, "").as_deref(), Some("NIP 5260250995 | "));
        assert!(missing("PL", Role::IndirectProvider, "").is_some());
        assert_eq!(missing("PL", Role::IndirectReseller, ""), None, "it creates no customer");
        assert_eq!(missing("PL", Role::DirectBill, "5260250995"), None);
        assert_eq!(missing("FR", Role::DirectBill, ""), None);
    }

    #[test]
    fn a_number_is_unexpected_where_partner_center_takes_none() {
        let unexpected = |code, number| finds(registration_id_not_expected, code, Role::DirectBill, number);
        assert!(unexpected("FR", "732829320").is_some());
        let checked = |number| finds(registration_id_check_digit, "FR", Role::DirectBill, number);
        assert_eq!(checked("732829320"), None);
        assert_eq!(checked("732829321").as_deref(), Some("?SIREN 552008443 | "), "advice");
        assert_eq!(checked("RCS Lyon 732829321"), None);
        assert_eq!(unexpected("FR", "N/A"), None, "nothing was given");
        assert_eq!(unexpected("FR", ""), None);
        assert_eq!(unexpected("PL", "5260250995"), None);
        for (check, _) in FAULTS {
            assert_eq!(finds(check, "FR", Role::DirectBill, "N/A"), None, "nothing is known of the country");
        }
    }
}
