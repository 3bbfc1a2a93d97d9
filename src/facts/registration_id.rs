//! What a country's registration IDs look like, as its data file says, and the verdict on a number.
//!
//! Everything here is about compact numbers; how people write them is undone by `normalise`. A country is data: the
//! code knows shapes, check digits and holders, and no country.

mod section;
mod shape;
mod written;

use self::shape::{Outline, Shape};
use super::check_digit::{self, CheckDigit};

pub use self::section::{Branch, CompanyPart, Holder, KindSection, Section, SectionFault};
pub use self::written::{is_placeholder, length_limits, without_decimals};

/// A country's registration IDs, ready to judge numbers.
#[derive(Debug)]
pub struct RegistrationIds {
    section: Section,
    kinds: Vec<Kind>,
    labels: Vec<String>,
}

/// One kind of number, ready to be recognised.
#[derive(Debug)]
pub struct Kind {
    section: KindSection,
    shape: Shape,
    never: Option<Shape>,
    check_digit: Option<CheckDigit>,
    title: String,
    wanted: String,
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
    /// It has the shape of a company's number, or of one that a person trades under, and its check digit is wrong.
    BadCheckDigit(&'a Kind),
    /// No kind of number that we know.
    Unknown,
}

/// What is typed for a zero: the letter O, Latin and Cyrillic.
const LETTERS_O: &[char] = &['O', 'О'];

/// So many leading zeros may be missing when a check digit confirms them.
const CONFIRMED_ZEROS: usize = 3;

impl RegistrationIds {
    /// Compiles a section.
    pub fn compile(mut section: Section) -> Result<Self, SectionFault> {
        let kinds = std::mem::take(&mut section.kinds);
        let kinds = kinds.into_iter().map(Kind::compile).collect::<Result<Vec<_>, _>>()?;
        if !kinds.iter().any(|kind| kind.holder() == Holder::Company) {
            return Err(SectionFault::NoCompany);
        }
        let labels = labels(&section, &kinds);
        Ok(RegistrationIds { section, kinds, labels })
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
        self.companies().next().map_or("", |kind| &kind.wanted)
    }

    /// What was most likely meant by a number that is none, with an example: the kind that is nearest in length. A tax
    /// number of fifteen characters with a slip in it is a GSTIN, not a PAN.
    pub fn wanted_like(&self, compact: &str) -> &str {
        let length = compact.chars().count();
        let nearest = self.companies().min_by_key(|kind| kind.section.example.chars().count().abs_diff(length));
        nearest.map_or("", |kind| &kind.wanted)
    }

    fn companies(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().filter(|kind| kind.holder() == Holder::Company)
    }

    /// Whether a compact number has shape and check digit of a company's number, whatever else it may be.
    pub fn may_be_company(&self, compact: &str) -> bool {
        let outline = Outline::of(compact.chars());
        self.companies().any(|kind| kind.has_shape(&outline) && kind.holds(compact))
    }

    /// What a compact number is taken for: the first kind whose shape and check digit both fit.
    pub fn judge(&self, compact: &str) -> Verdict<'_> {
        let outline = Outline::of(compact.chars());
        let mut verdict = Verdict::Unknown;
        for kind in self.kinds.iter().filter(|kind| kind.has_shape(&outline)) {
            if kind.holds(compact) {
                return match kind.holder() {
                    Holder::Company => Verdict::Company(kind),
                    Holder::Person => Verdict::Person(kind),
                    Holder::Registry => Verdict::Registry(kind),
                };
            }
            // A person's number of which that is not certain is one that a business may have.
            let may_be_business = kind.holder() == Holder::Company || !kind.is_certain();
            if may_be_business && matches!(verdict, Verdict::Unknown) {
                verdict = Verdict::BadCheckDigit(kind);
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
    /// trailing `.0` taken off, the letter O made a zero, the company's number taken out of a longer one, leading zeros
    /// put back. False when that gives no company's number that is certain.
    pub fn repair(&self, compact: &str, out: &mut String) -> bool {
        out.clear();
        let digits = without_decimals(compact).unwrap_or(compact);
        out.push_str(digits);
        if out.len() < compact.len() && self.is_certain_company(out) {
            return true;
        }
        if out.contains(LETTERS_O) {
            *out = out.replace(LETTERS_O, "0");
            if self.is_certain_company(out) {
                return true;
            }
        }
        if let Some(part) = self.company_part(out) {
            *out = part;
            return true;
        }
        self.restore_zeros(out)
    }

    /// The company's number that another register's number holds.
    fn company_part(&self, compact: &str) -> Option<String> {
        let outline = Outline::of(compact.chars());
        let mut kinds = self.kinds.iter().filter(|kind| kind.has_shape(&outline));
        kinds.find_map(|kind| {
            let CompanyPart { skip, length } = kind.section.company_part?;
            let part = compact.get(skip..skip + length).filter(|part| self.is_certain_company(part))?;
            Some(part.to_owned())
        })
    }

    fn restore_zeros(&self, number: &mut String) -> bool {
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        for kind in self.companies() {
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
        let title = match section.local_name.as_str() {
            "" => section.name.clone(),
            local_name => format!("{} ({local_name})", section.name),
        };
        Ok(Kind {
            shape: shape(&section.pattern)?,
            never: section.never.as_deref().map(shape).transpose()?,
            check_digit: section.check_digit.as_ref().map(algorithm).transpose()?,
            wanted: format!("{title} {}", section.example),
            title,
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

    /// Whether the check digit is right, if the kind has one that can be computed.
    fn holds(&self, compact: &str) -> bool {
        self.check_digit.is_none_or(|holds| holds(compact.as_bytes()))
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
        name = "Long"
        holder = "registry"
        pattern = '^\d{16}$'
        company_part = { skip = 1, length = 10 }
        example = "0526025099500001"
        source = "made up"

        [[kinds]]
        name = "Trader"
        holder = "person"
        pattern = '^T\d{10}$'
        check_digit = "luhn"
        certain = false
        example = "T5260250995"
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
        assert_eq!(repaired("526О250995").as_deref(), Some("5260250995"), "a Cyrillic letter");
        assert_eq!(repaired("0526025099500001").as_deref(), Some("5260250995"), "out of the long number");
        assert_eq!(repaired("0526025099600001"), None);
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
