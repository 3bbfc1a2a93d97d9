//! What is wrong with a faulty row: one thing, of which the rule is known. It knows the columns of a list and nothing of
//! how the program checks them.

use super::company::Company;
use super::random::Random;
use super::registration_ids::with_wrong_check_digit;

/// A row's cells, in the order of [`COLUMNS`](super::COLUMNS).
pub(crate) type Cells = [String; 14];

/// The rule a fault breaks, and what makes it; `false` where it cannot be made, as a wrong check digit in France.
pub(crate) struct Fault {
    /// The rule as the program names it.
    pub(crate) rule: &'static str,
    spoil: fn(&mut Cells, &Company<'_>) -> bool,
}

const NAME: usize = 0;
const REGISTRATION_ID: usize = 1;
const COUNTRY: usize = 2;
const ADDRESS: usize = 3;
const CITY: usize = 4;
const STATE: usize = 5;
const POSTAL_CODE: usize = 6;
const PHONE: usize = 7;
const FIRST_NAME: usize = 8;
const LAST_NAME: usize = 9;
const EMAIL: usize = 10;

/// Where a postal code is surely required and surely of one shape.
const WITH_POSTAL_CODE: [&str; 9] = ["BR", "IN", "PL", "TR", "US", "DE", "FR", "GB", "HU"];

/// A malformed row gets its surplus cell where it is written.
#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    Fault { rule: "row-malformed", spoil: |_, _| true },
    Fault { rule: "cell-error", spoil: |cells, _| put(cells, CITY, "#N/A") },
    Fault {
        rule: "cell-damaged-number",
        spoil: |cells, company| company.registration_id.is_some() && put(cells, REGISTRATION_ID, "1.23457E+13"),
    },
    Fault { rule: "cell-control-character", spoil: |cells, _| put(cells, CITY, "Cit\u{1}y") },
    Fault { rule: "company-name-missing", spoil: |cells, _| put(cells, NAME, "") },
    Fault { rule: "company-name-too-short", spoil: |cells, _| put(cells, NAME, "X") },
    Fault { rule: "company-name-only-legal-form", spoil: |cells, _| put(cells, NAME, "LLC") },
    Fault { rule: "company-name-repeated-character", spoil: |cells, _| put(cells, NAME, "9999") },
    Fault { rule: "company-name-test", spoil: |cells, _| put(cells, NAME, "Test") },
    Fault { rule: "contact-name-missing", spoil: |cells, _| put(cells, LAST_NAME, "") },
    Fault { rule: "contact-name-too-short", spoil: |cells, _| put(cells, FIRST_NAME, "J") },
    Fault { rule: "contact-name-placeholder", spoil: |cells, _| put(cells, LAST_NAME, "test") },
    Fault { rule: "email-missing", spoil: |cells, _| put(cells, EMAIL, "") },
    Fault { rule: "email-syntax", spoil: |cells, _| put(cells, EMAIL, "info.at.home") },
    Fault { rule: "email-microsoft-domain", spoil: |cells, _| put(cells, EMAIL, "someone@microsoft.com") },
    Fault { rule: "country-missing", spoil: |cells, _| put(cells, COUNTRY, "") },
    Fault { rule: "country-unknown", spoil: |cells, _| put(cells, COUNTRY, "Atlantis") },
    Fault { rule: "address-line1-missing", spoil: |cells, _| put(cells, ADDRESS, "") },
    Fault { rule: "city-missing", spoil: |cells, company| asks_postal_code(company) && put(cells, CITY, "") },
    Fault { rule: "state-unknown", spoil: |cells, company| company.place.country == "US" && put(cells, STATE, "ZZ") },
    Fault {
        rule: "postal-code-missing",
        spoil: |cells, company| asks_postal_code(company) && put(cells, POSTAL_CODE, ""),
    },
    Fault {
        rule: "postal-code-format",
        spoil: |cells, company| asks_postal_code(company) && put(cells, POSTAL_CODE, "7"),
    },
    Fault {
        rule: "registration-id-missing",
        spoil: |cells, company| company.registration_id.is_some() && put(cells, REGISTRATION_ID, ""),
    },
    Fault { rule: "registration-id-check-digit", spoil: wrong_check_digit },
    // Three times in the list, since no other mistake is so common in lists of these countries.
    Fault { rule: "registration-id-check-digit", spoil: wrong_check_digit },
    Fault { rule: "registration-id-check-digit", spoil: wrong_check_digit },
    Fault {
        rule: "registration-id-placeholder",
        spoil: |cells, company| company.registration_id.is_some() && put(cells, REGISTRATION_ID, "0000000000"),
    },
    Fault { rule: "phone-missing", spoil: |cells, company| company.registration_id.is_some() && put(cells, PHONE, "") },
    Fault { rule: "phone-invalid", spoil: |cells, _| put(cells, PHONE, "12-34") },
];

impl Fault {
    /// Spoils the cells in one way and says which. A way that this company has no cell for leaves its turn to the next.
    pub(crate) fn make(cells: &mut Cells, company: &Company<'_>, random: &mut Random) -> Option<&'static Fault> {
        let start = random.index(FAULTS.len());
        FAULTS[start..].iter().chain(&FAULTS[..start]).find(|fault| (fault.spoil)(cells, company))
    }
}

fn put(cells: &mut Cells, column: usize, text: &str) -> bool {
    cells[column].clear();
    cells[column].push_str(text);
    true
}

fn asks_postal_code(company: &Company<'_>) -> bool {
    WITH_POSTAL_CODE.contains(&company.place.country.as_str())
}

fn wrong_check_digit(cells: &mut Cells, company: &Company<'_>) -> bool {
    with_wrong_check_digit(&company.place.country, &cells[REGISTRATION_ID])
        .is_some_and(|wrong| put(cells, REGISTRATION_ID, &wrong))
}
