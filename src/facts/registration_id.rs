//! What a country's registration IDs look like, as its data file says, and the verdict on a number.
//!
//! Everything here is about compact numbers; how people write them is undone by `normalise`. A country is data: the
//! code knows shapes, check digits and holders, and no country.

mod section;
mod shape;
mod written;

use self::shape::{Outline, Shape};
use super::check_digit::{self, CheckDigit};

pub use self::section::{Branch, Holder, KindSection, Section, SectionFault};
pub use self::written::{is_placeholder, length_limits, without_decimals};

/// A country's registration IDs, ready to judge numbers.
#[derive(Debug)]
pub struct RegistrationIds {
    section: Section,
    kinds: Vec<Kind>,
    labels: Vec<String>,
    wanted: String,
}

/// One kind of number, ready to be recognised.
#[derive(Debug)]
pub struct Kind {
    section: KindSection,
    shape: Shape,
    never: Option<Shape>,
    check_digit: Option<CheckDigit>,
    title: String,
}

/// What a compact number is taken for.
#[derive(Clone, Copy, Debug)]
pub enum Verdict<'a> {
    /// A company's number; one that only may be right if the kind is not certain.
    Company(&'a Kind),
    /// A person's number, at least probably.
    Person(&'a Kind),
    /// A company's number in another register.
    Registry(&'a Kind),
    /// It has the shape of a company's number, and its check digit is wrong.
    BadCheckDigit(&'a Kind),
    /// No kind of number that we know.
    Unknown,
}

/// So many leading zeros may be missing when a check digit confirms them.
const CONFIRMED_ZEROS: usize = 3;

impl RegistrationIds {
    /// Compiles a section.
    pub fn compile(mut section: Section) -> Result<Self, SectionFault> {
        let kinds = std::mem::take(&mut section.kinds);
        let kinds = kinds.into_iter().map(Kind::compile).collect::<Result<Vec<_>, _>>()?;
        let wanted = kinds.iter().find(|kind| kind.holder() == Holder::Company).ok_or(SectionFault::NoCompany)?;
        let wanted = format!("{} {}", wanted.title, wanted.section.example);
        let labels = labels(&section, &kinds);
        Ok(RegistrationIds { section, kinds, labels, wanted })
    }

    /// What the file says, but for the kinds.
    pub fn section(&self) -> &Section {
        &self.section
    }

    /// The kinds of number, in the file's order.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// What may stand before a number, in upper case, longest first: the file's labels and the names of the kinds.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// What is asked for, with an example: `NIP 5260250995`.
    pub fn wanted(&self) -> &str {
        &self.wanted
    }

    /// What is asked for, without an example: `NIP`.
    pub fn wanted_title(&self) -> &str {
        self.kinds.iter().find(|kind| kind.holder() == Holder::Company).map_or("", Kind::title)
    }

    /// What a compact number is taken for: the first kind whose shape and check digit both fit.
    pub fn judge(&self, compact: &str) -> Verdict<'_> {
        let outline = Outline::of(compact.chars());
        let mut verdict = Verdict::Unknown;
        for kind in self.kinds.iter().filter(|kind| kind.has_shape(&outline)) {
            let holds = kind.check_digit.is_none_or(|holds| holds(compact.as_bytes()));
            match kind.holder() {
                Holder::Company if holds => return Verdict::Company(kind),
                Holder::Person if holds => return Verdict::Person(kind),
                Holder::Registry if holds => return Verdict::Registry(kind),
                Holder::Company if matches!(verdict, Verdict::Unknown) => verdict = Verdict::BadCheckDigit(kind),
                _ => {}
            }
        }
        verdict
    }

    /// Whether the characters, as they stand, have the shape of any kind of number.
    pub fn recognises(&self, compact: impl Iterator<Item = char>) -> bool {
        let outline = Outline::of(compact);
        self.kinds.iter().any(|kind| kind.has_shape(&outline))
    }

    /// Writes to `out`, which is emptied first, what a number surely was before a spreadsheet or a typist spoilt it: a
    /// trailing `.0` taken off, the letter O made a zero, leading zeros put back. False when that gives no company's
    /// number that is certain.
    pub fn repair(&self, compact: &str, out: &mut String) -> bool {
        out.clear();
        let digits = without_decimals(compact).unwrap_or(compact);
        out.push_str(digits);
        if out.len() < compact.len() && self.is_certain_company(out) {
            return true;
        }
        if out.contains('O') {
            *out = out.replace('O', "0");
            if self.is_certain_company(out) {
                return true;
            }
        }
        self.restore_zeros(out)
    }

    fn restore_zeros(&self, number: &mut String) -> bool {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        for kind in self.kinds.iter().filter(|kind| kind.holder() == Holder::Company) {
            let missing = kind.section.pad_to.map_or(0, |length| length.saturating_sub(number.len()));
            let most = if kind.check_digit.is_some() { CONFIRMED_ZEROS } else { 1 };
            if (1..=most).contains(&missing) {
                number.insert_str(0, &"000"[..missing]);
                if self.is_certain_company(number) {
                    return true;
                }
                number.drain(..missing);
            }
        }
        false
    }

    fn is_certain_company(&self, compact: &str) -> bool {
        matches!(self.judge(compact), Verdict::Company(kind) if kind.is_certain())
    }
}

impl Kind {
    fn compile(section: KindSection) -> Result<Self, SectionFault> {
        let shape =
            |pattern: &str| Shape::compile(pattern).map_err(|why| SectionFault::Pattern(pattern.to_owned(), why));
        let algorithm = |name: &String| check_digit::named(name).ok_or_else(|| SectionFault::CheckDigit(name.clone()));
        Ok(Kind {
            shape: shape(&section.pattern)?,
            never: section.never.as_deref().map(shape).transpose()?,
            check_digit: section.check_digit.as_ref().map(algorithm).transpose()?,
            title: match section.local_name.as_str() {
                "" => section.name.clone(),
                local_name => format!("{} ({local_name})", section.name),
            },
            section,
        })
    }

    /// What the file says.
    pub fn section(&self) -> &KindSection {
        &self.section
    }

    /// The name for messages, in both scripts if there are two: `INN (ИНН)`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whom it is given to.
    pub fn holder(&self) -> Holder {
        self.section.holder
    }

    /// Whether a number of this kind's shape surely is of this kind.
    pub fn is_certain(&self) -> bool {
        self.section.certain
    }

    fn has_shape(&self, outline: &Outline) -> bool {
        self.shape.matches(outline) && !self.never.as_ref().is_some_and(|never| never.matches(outline))
    }
}

fn labels(section: &Section, kinds: &[Kind]) -> Vec<String> {
    let fold = |label: &String| -> String {
        let upper = label.to_uppercase();
        if section.cyrillic_look_alikes { upper.chars().map(latin_look_alike).collect() } else { upper }
    };
    let names = kinds.iter().flat_map(|kind| [&kind.section.name, &kind.section.local_name]);
    let mut labels: Vec<String> =
        section.labels.iter().chain(names).filter(|label| !label.is_empty()).map(fold).collect();
    // `INN/KPP` before `INN`: the shorter label would leave a part of the longer one.
    labels.sort_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
    labels.dedup();
    labels
}

/// The Latin capital that a Cyrillic one looks like; any other character as it is.
pub fn latin_look_alike(character: char) -> char {
    const CYRILLIC: &str = "АВЕКМНОРСТХ";
    let place = CYRILLIC.chars().position(|cyrillic| cyrillic == character);
    place.and_then(|place| "ABEKMHOPCTX".chars().nth(place)).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        name = "Number"
        local_name = "Nummer"
        microsoft_name = "TIN"
        required = true
        labels = ["no", "number"]
        source = "made up for this test"

        [[kinds]]
        name = "Short"
        holder = "registry"
        pattern = '^\d{9}$'
        example = "123456780"
        source = "made up"

        [[kinds]]
        name = "NIP"
        local_name = "НИП"
        holder = "company"
        pattern = '^\d{10}$'
        never = '^9\d{9}$'
        check_digit = "pl_nip"
        pad_to = 10
        example = "5260250995"
        source = "made up"

        [[kinds]]
        name = "PESEL"
        holder = "person"
        pattern = '^\d{11}$'
        check_digit = "pl_pesel"
        example = "74100119584"
        source = "made up"
    "#;

    fn ids() -> RegistrationIds {
        RegistrationIds::compile(toml::from_str(FILE).expect("the section is well written")).expect("it compiles")
    }

    #[test]
    fn the_first_kind_that_fits_decides() {
        let ids = ids();
        assert!(matches!(ids.judge("5260250995"), Verdict::Company(kind) if kind.title() == "NIP (НИП)"));
        assert!(matches!(ids.judge("5260250996"), Verdict::BadCheckDigit(_)));
        assert!(matches!(ids.judge("9185484172"), Verdict::Unknown), "never given out");
        assert!(matches!(ids.judge("74100119584"), Verdict::Person(_)));
        assert!(matches!(ids.judge("74100119585"), Verdict::Unknown), "neither a company's nor a person's");
        assert!(matches!(ids.judge("526025099"), Verdict::Registry(_)));
        assert!(matches!(ids.judge(""), Verdict::Unknown));
        assert_eq!(ids.wanted(), "NIP (НИП) 5260250995");
    }

    #[test]
    fn repairs_are_offered_only_when_they_give_a_number() {
        let ids = ids();
        let repaired = |given: &str| {
            let mut out = String::from("what stood here before");
            ids.repair(given, &mut out).then_some(out)
        };
        assert_eq!(repaired("5260250995.0").as_deref(), Some("5260250995"));
        assert_eq!(repaired("526O250995").as_deref(), Some("5260250995"));
        assert_eq!(repaired("109"), None, "seven zeros are too many to guess");
        assert_eq!(repaired("12345673").as_deref(), Some("0012345673"));
        assert_eq!(repaired("5260250996"), None);
        assert_eq!(repaired("ABC"), None);
        assert_eq!(repaired(""), None);
    }

    #[test]
    fn misprints_in_a_section_are_refused() {
        let broken = |from: &str, to: &str| {
            let section = toml::from_str(&FILE.replace(from, to)).expect("the section is still well written");
            RegistrationIds::compile(section).expect_err("it does not compile")
        };
        assert!(matches!(broken(r"^\d{10}$", r"^\d+$"), SectionFault::Pattern(..)));
        assert_eq!(broken("pl_nip", "pl_pin"), SectionFault::CheckDigit("pl_pin".to_owned()));
        assert_eq!(broken("\"company\"", "\"person\""), SectionFault::NoCompany);
        assert!(toml::from_str::<Section>(&FILE.replace("pad_to", "padded_to")).is_err());
    }
}
