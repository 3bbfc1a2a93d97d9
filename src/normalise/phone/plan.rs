//! Numbering plans: what numbers a region has, and how people there dial.
//!
//! Compiled from the library's own metadata, so that they cannot differ from what the library knows. The metadata has no
//! front door; `AsOriginal` is the crate's public way to it, and were it ever closed, this file would not compile.

use std::sync::OnceLock;

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumberDesc, Region, ValidationError, interfaces::AsOriginal,
};

use super::automaton::Automaton;
use crate::model::{CountryCode, PhoneKind};

/// Marks a number that fits the region's general pattern.
const GENERAL: u16 = 1;
/// Marks a number that starts with digits which, of all regions that share the calling code, only this one has.
const LEADING: u16 = 1 << 1;
/// The first of the marks for the kinds of number (landline, mobile, toll-free…).
const FIRST_KIND: u16 = 1 << 2;
/// What the marks from [`FIRST_KIND`] on stand for. A number that fits several kinds is of the first: the library's order
/// in `get_number_type`.
const KINDS: [PhoneKind; 8] = [
    PhoneKind::PremiumRate,
    PhoneKind::TollFree,
    PhoneKind::SharedCost,
    // Voice over IP, personal numbers.
    PhoneKind::Usual,
    PhoneKind::Usual,
    PhoneKind::Pager,
    // Numbers that lead to wherever a company wishes.
    PhoneKind::Usual,
    PhoneKind::VoiceMail,
];
/// More digits than any number has (`MAX_LENGTH_FOR_NSN` of the library, plus one).
const LENGTHS: usize = 18;

/// The numbers of one region, or of one code that belongs to no region.
#[derive(Debug)]
pub(super) struct Plan {
    /// The country whose numbers these are; none for codes such as +800.
    pub(super) country: Option<CountryCode>,
    /// The calling code.
    pub(super) calling_code: usize,
    /// The calling code again, as it is written.
    pub(super) calling_digits: String,
    /// What is dialled before a calling code, such as 00.
    international_prefix: Option<Automaton>,
    national_prefix: Option<NationalPrefix>,
    numbers: Automaton,
    /// By number of digits, the marks of the kinds that have such numbers.
    marks_by_length: [u16; LENGTHS],
    /// One bit for each possible number of digits.
    possible_lengths: u64,
    /// One bit for each number of digits that only a local number, without area code, can have.
    local_lengths: u64,
}

/// What may be dialled before a national number, such as 0.
#[derive(Debug)]
struct NationalPrefix {
    automaton: Automaton,
    /// The longest match that simply goes away; longer ones may be rewritten into something else.
    longest_plain: usize,
}

impl Plan {
    /// The plan of a country; none for a country without telephone numbers of its own.
    pub(super) fn of_country(country: CountryCode) -> Option<&'static Plan> {
        static PLANS: [OnceLock<Option<Box<Plan>>>; 676] = [const { OnceLock::new() }; 676];
        let compile = || {
            let region = Region::from_code(country.as_str()).ok()?;
            Plan::compile(PHONE_NUMBER_UTIL.get_country_code_for_region(region)?, region).map(Box::new)
        };
        PLANS.get(country.index())?.get_or_init(compile).as_deref()
    }

    /// The digits behind the international prefix, if there is one.
    pub(super) fn after_international_prefix<'a>(&self, digits: &'a [u8]) -> Option<&'a [u8]> {
        let length = self.international_prefix.as_ref()?.prefix_length(digits)?;
        // No calling code starts with zero.
        digits.get(length..).filter(|rest| rest.first() != Some(&b'0'))
    }

    /// The digits without the national prefix, or all of them if there is none that can go. `None` when the prefix is
    /// one that is rewritten rather than left out, which is for the library.
    pub(super) fn without_national_prefix<'a>(&self, digits: &'a [u8]) -> Option<&'a [u8]> {
        let Some(prefix) = self.national_prefix.as_ref().filter(|_| !digits.is_empty()) else { return Some(digits) };
        let Some(length) = prefix.automaton.prefix_length(digits) else { return Some(digits) };
        if length > prefix.longest_plain {
            return None;
        }
        let stripped = digits.get(length..)?;
        if self.is_general(digits) && !self.is_general(stripped) { Some(digits) } else { Some(stripped) }
    }

    /// Whether the digits fit the region's general pattern.
    pub(super) fn is_general(&self, digits: &[u8]) -> bool {
        self.numbers.marks(digits) & GENERAL != 0
    }

    /// Whether a number with this many digits can be one of the region's.
    pub(super) fn length(&self, digits: usize) -> Result<NumberLengthType, ValidationError> {
        let has = |lengths: u64| digits < 64 && lengths & (1 << digits) != 0;
        if self.possible_lengths == 0 {
            Err(ValidationError::InvalidLength)
        } else if has(self.local_lengths) {
            Ok(NumberLengthType::IsPossibleLocalOnly)
        } else if has(self.possible_lengths) {
            Ok(NumberLengthType::IsPossible)
        } else if digits < self.possible_lengths.trailing_zeros() as usize {
            Err(ValidationError::TooShort)
        } else if digits > self.possible_lengths.ilog2() as usize {
            Err(ValidationError::TooLong)
        } else {
            Err(ValidationError::InvalidLength)
        }
    }

    /// Whether this region claims the number, which keeps it from the regions that come behind it for the same calling
    /// code, and what kind of number it is if it is a valid one here. A number can be claimed by its first digits alone.
    fn claim(&self, number: &[u8]) -> (bool, Option<PhoneKind>) {
        let marks = self.numbers.marks(number);
        let kinds = marks & self.marks_by_length.get(number.len()).copied().unwrap_or(0);
        let is_valid = kinds & GENERAL != 0 && kinds >= FIRST_KIND;
        let kind = || KINDS.get((kinds / FIRST_KIND).trailing_zeros() as usize).copied().unwrap_or_default();
        (is_valid || marks & LEADING != 0, is_valid.then(kind))
    }

    fn compile(calling_code: i32, region: Region) -> Option<Plan> {
        let metadata = PHONE_NUMBER_UTIL.as_original().get_metadata_for_region_or_calling_code(calling_code, region)?;

        // In the order of `KINDS`.
        let mut kinds = vec![
            &metadata.premium_rate,
            &metadata.toll_free,
            &metadata.shared_cost,
            &metadata.voip,
            &metadata.personal_number,
            &metadata.pager,
            &metadata.uan,
            &metadata.voicemail,
            &metadata.fixed_line,
        ];
        // Where landlines and mobiles look the same, the library looks at landlines alone.
        if !metadata.original.same_mobile_and_fixed_line_pattern() {
            kinds.push(&metadata.mobile);
        }

        let mut patterns = Vec::new();
        let mut marks_by_length = [0; LENGTHS];
        let descriptions = [(GENERAL, &metadata.general_desc)];
        let kinds = kinds.into_iter().enumerate().map(|(index, kind)| (FIRST_KIND << index, kind));
        for (mark, description) in descriptions.into_iter().chain(kinds) {
            if let Some(pattern) = &description.national_number_pattern().pattern_base {
                patterns.push((mark, pattern.clone()));
                mark_lengths(&mut marks_by_length, mark, &description.original);
            }
        }
        if let Some(pattern) = &metadata.leading_digits().pattern_base {
            patterns.push((LEADING, format!("{}\\d*$", at_start(pattern)?)));
        }

        let international_prefix = match &metadata.international_prefix().pattern_base {
            Some(pattern) => Some(Automaton::prefix(at_start(pattern)?)?),
            None => None,
        };
        let national_prefix = match &metadata.national_prefix_for_parsing().pattern_base {
            Some(pattern) => Some(NationalPrefix {
                automaton: Automaton::prefix(at_start(pattern)?)?,
                // A rewriting rule needs digits that were matched beside the prefix itself.
                longest_plain: match metadata.original.national_prefix_transform_rule() {
                    "" => usize::MAX,
                    _ => metadata.original.national_prefix().len(),
                },
            }),
            None => None,
        };
        Some(Plan {
            country: CountryCode::new(region.as_region_str().as_str()),
            calling_code: usize::try_from(calling_code).ok()?,
            calling_digits: calling_code.to_string(),
            international_prefix,
            national_prefix,
            numbers: Automaton::whole(&patterns)?,
            marks_by_length,
            possible_lengths: length_bits(&metadata.general_desc.original.possible_length),
            local_lengths: length_bits(&metadata.general_desc.original.possible_length_local_only),
        })
    }
}

/// A pattern of the metadata, `^(?:…)$`, without the end. None when it does not look like that.
fn at_start(pattern: &str) -> Option<&str> {
    pattern.strip_suffix('$').filter(|pattern| pattern.starts_with("^(?:") && pattern.ends_with(')'))
}

/// Sets the mark for each length the description allows; one without lengths allows all.
fn mark_lengths(marks_by_length: &mut [u16], mark: u16, description: &PhoneNumberDesc) {
    for (length, marks) in (0..).zip(marks_by_length) {
        if description.possible_length.is_empty() || description.possible_length.contains(&length) {
            *marks |= mark;
        }
    }
}

/// One bit for each length; a length below zero says that there are none.
fn length_bits(lengths: &[i32]) -> u64 {
    lengths.iter().fold(0, |bits, length| match u32::try_from(*length) {
        Ok(length) => bits | 1u64.checked_shl(length).unwrap_or(0),
        Err(_) => 0,
    })
}

/// Whose a number is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    /// It is a valid number of this plan, and of this kind.
    Region(&'static Plan, PhoneKind),
    /// No such number is given out.
    Nobody,
}

/// A calling code and the regions that have it.
#[derive(Debug)]
pub(super) struct CallingCode {
    /// In the order in which they claim a number: the main region first.
    regions: Vec<Region>,
    /// The plan, where the code belongs to no region.
    worldwide: Option<Plan>,
}

impl CallingCode {
    /// The calling code of this value; none when it is not given out.
    pub(super) fn of(value: usize) -> Option<&'static CallingCode> {
        static CODES: [OnceLock<Option<Box<CallingCode>>>; 1000] = [const { OnceLock::new() }; 1000];
        let compile = || {
            let code = i32::try_from(value).ok()?;
            let regions: Vec<Region> = PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(code)?.collect();
            let worldwide = match regions.as_slice() {
                [Region::World] => Some(Plan::compile(code, Region::World)?),
                _ => None,
            };
            Some(Box::new(CallingCode { regions, worldwide }))
        };
        CODES.get(value)?.get_or_init(compile).as_deref()
    }

    /// The calling code that the digits start with, and the digits behind it. None when they start with no code.
    pub(super) fn leading(digits: &[u8]) -> Option<(&'static CallingCode, &[u8])> {
        // No code starts with zero, and none has more than three digits.
        let first = digits.first().filter(|digit| **digit != b'0')?;
        let mut value = usize::from(first - b'0');
        for (length, digit) in (1..=3).zip(digits.get(1..)?) {
            if let Some(code) = CallingCode::of(value) {
                return Some((code, digits.get(length..)?));
            }
            value = value * 10 + usize::from(digit - b'0');
        }
        None
    }

    /// The plan by which numbers with this code are read.
    pub(super) fn main_plan(&'static self) -> Option<&'static Plan> {
        self.plan(*self.regions.first()?)
    }

    /// Whose number this is, without the calling code. None when that is for the library to say.
    pub(super) fn owner(&'static self, number: &[u8]) -> Option<Owner> {
        for region in &self.regions {
            let plan = self.plan(*region)?;
            let (is_claimed, kind) = plan.claim(number);
            if is_claimed {
                return Some(kind.map_or(Owner::Nobody, |kind| Owner::Region(plan, kind)));
            }
        }
        Some(Owner::Nobody)
    }

    fn plan(&'static self, region: Region) -> Option<&'static Plan> {
        match &self.worldwide {
            Some(plan) => Some(plan),
            None => Plan::of_country(CountryCode::new(region.as_region_str().as_str())?),
        }
    }
}
