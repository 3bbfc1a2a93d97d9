//! Cells as they were meant: each field in its one form, and what could be understood of it.
//!
//! Rewrites a batch's fields; the cells as they were given stay. Knows what fields mean and what countries write, and
//! nothing of rules: whether something is wrong is for the checks to say.

mod date;
mod namesake;
pub mod phone;
pub mod place;
pub mod registration_id;
mod text;
mod whole_name;

use crate::facts::{
    Country, CountryReader, Facts, domain, domain_prefix, fillers, is_language, mail_typo, read_segment, read_yes_no,
};
use crate::model::{Batch, DateReading, Field, Mark, Reading, Written};

use self::phone::Phone;

/// Normalises every row of a batch. Returns what was understood, one entry a row.
pub fn normalise(batch: &mut Batch, facts: &Facts) -> Vec<Reading> {
    // Phones, domains and prefixes are written anew on most rows.
    batch.reserve_side(batch.len() * 64);
    let mut countries = CountryReader::new(facts);
    (0..batch.len()).map(|row| normalise_row(batch, row, &mut countries)).collect()
}

fn normalise_row(batch: &mut Batch, row: usize, countries: &mut CountryReader<'_>) -> Reading {
    if let Some(whole) = batch.whole_name {
        whole_name::split(batch, row, whole);
    }
    let facts = countries.facts();
    batch.mark_fields(row);
    for field in Field::ALL {
        let marks = batch.row(row).marks(*field);
        if text::may_be_untidy(marks) {
            let may_hold_several = matches!(field, Field::Phone | Field::AgreementPhone);
            let tidy = if may_hold_several { text::tidy_lines } else { text::tidy };
            batch.rewrite(row, *field, |text, out| tidy(text, marks, out));
        }
    }
    let mut reading = Reading { country: place::country(batch, row, countries), ..Reading::default() };
    let country = reading.country.code().and_then(|code| facts.country(code));
    reading.takes_registration_id = country.is_some_and(|country| country.takes_registration_id);
    reading.state = place::state(batch, row, country);
    reading.postal_code = place::postal_code(batch, row, country);
    phone(batch, row, country, &mut reading);
    agreement_phone(batch, row, country);
    empty_fillers(batch, row, country);
    batch.rewrite(row, Field::RegistrationId, |text, out| {
        let ids = country.and_then(|country| country.registration_id.as_ref());
        written(registration_id::compact(text, ids, out))
    });
    for field in [Field::Email, Field::AgreementEmail] {
        let has_capitals = batch.row(row).marks(field).have(Mark::Capital);
        batch.rewrite(row, field, |text, out| email(text, has_capitals, out));
    }
    for field in [Field::CustomerId, Field::ResellerId] {
        batch.rewrite(row, field, microsoft_id);
    }
    batch.rewrite(row, Field::AgreementDate, |text, out| {
        reading.agreement_date = date::read(text, reading.country.code(), out);
        written(reading.agreement_date == DateReading::Date)
    });
    batch.rewrite(row, Field::Segment, |text, out| match read_segment(text) {
        Some(segment) => replaced(segment, text, out),
        None => Written::AsIs,
    });
    batch.rewrite(row, Field::DefaultGdap, |text, out| match read_yes_no(text) {
        Some(choice) => replaced(if choice { "yes" } else { "no" }, text, out),
        None => Written::AsIs,
    });
    if let Some(country) = country {
        language(batch, row, country);
    }
    batch.rewrite(row, Field::DomainPrefix, given_prefix);
    reading.website_domain = batch.derive(row, Field::Website, |address, out| {
        out.push_str(&domain::own_domain_of_website(address).unwrap_or_default());
    });
    let cells = batch.row(row);
    let by_website = cells.resolve(reading.website_domain);
    reading.email_domain = if !by_website.is_empty() && domain::email_domain(cells.field(Field::Email)) == by_website {
        // Most companies write from the domain of their site: what it is has been found out.
        reading.website_domain
    } else {
        batch.derive(row, Field::Email, |address, out| {
            // A mistyped provider's domain is nobody's own.
            let own = domain::own_domain_of_email(address).filter(|own| mail_typo::mistyped_domain(own).is_none());
            out.push_str(&own.unwrap_or_default());
        })
    };
    reading.domain_prefix_proposed = propose_prefix(batch, row, &reading, facts);
    reading
}

/// Empties the IDs that say there is none. Where the country asks for a registration ID, a filler there is a fault.
fn empty_fillers(batch: &mut Batch, row: usize, country: Option<&Country>) {
    let is_asked_for = country.is_none_or(|country| country.requires_registration_id);
    let registration_id = Some(Field::RegistrationId).filter(|_| !is_asked_for);
    for field in [Field::TaxId, Field::CustomerId, Field::ResellerId].into_iter().chain(registration_id) {
        batch.rewrite(
            row,
            field,
            |text, _| {
                if fillers::means_nothing(text) { Written::Part(0..0) } else { Written::AsIs }
            },
        );
    }
}

fn written(changed: bool) -> Written {
    if changed { Written::New } else { Written::AsIs }
}

fn replaced(value: &str, text: &str, out: &mut String) -> Written {
    out.push_str(value);
    written(value != text)
}

/// Writes the phone in E.164, if it is valid.
fn phone(batch: &mut Batch, row: usize, country: Option<&Country>, reading: &mut Reading) {
    let mut phone = Phone::default();
    let mut suggestion = String::new();
    batch.rewrite(row, Field::Phone, |text, out| {
        if fillers::means_no_phone(text) {
            return Written::Part(0..0);
        }
        phone = phone::read(text, country.map(|country| country.code), out);
        if phone.is_valid() {
            reading.phone_form = country.map(|country| country.phone_form(out)).unwrap_or_default();
            return Written::New;
        }
        suggestion.push_str(out);
        on_one_line(text, out)
    });
    reading.phone = phone.reading;
    reading.phone_kind = phone.kind;
    reading.phone_is_one_of_several = phone.is_one_of_several;
    if !suggestion.is_empty() {
        reading.phone_suggestion = batch.push_side(&suggestion);
    }
}

/// The same for the phone of whoever accepted the agreement. No check speaks of it, so several numbers stay as they are.
fn agreement_phone(batch: &mut Batch, row: usize, country: Option<&Country>) {
    batch.rewrite(row, Field::AgreementPhone, |text, out| {
        if fillers::means_no_phone(text) {
            return Written::Part(0..0);
        }
        let phone = phone::read(text, country.map(|country| country.code), out);
        if phone.is_valid() && !phone.is_one_of_several { Written::New } else { on_one_line(text, out) }
    });
}

/// What stays as it is, but for line breaks.
fn on_one_line(text: &str, out: &mut String) -> Written {
    out.clear();
    if text.contains('\n') {
        out.push_str(&text.replace('\n', " "));
        return Written::New;
    }
    Written::AsIs
}

/// A host's case means nothing; before the `@` it may.
fn email(text: &str, has_capitals: bool, out: &mut String) -> Written {
    let text_without_scheme = text.strip_prefix("mailto:").unwrap_or(text);
    if !has_capitals && text_without_scheme.len() == text.len() {
        return Written::AsIs;
    }
    let host = text_without_scheme.rfind('@').map_or(0, |at| at + 1);
    if text_without_scheme.len() == text.len() && !text[host..].bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Written::AsIs;
    }
    out.push_str(&text_without_scheme[..host]);
    out.push_str(&text_without_scheme[host..].to_ascii_lowercase());
    Written::New
}

/// Microsoft's IDs are GUIDs, in any case and perhaps in braces; other keys stay as they are.
fn microsoft_id(text: &str, out: &mut String) -> Written {
    match uuid::Uuid::try_parse(text) {
        Ok(id) if !text.is_empty() => {
            out.push_str(id.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()));
            written(out != text)
        }
        _ => Written::AsIs,
    }
}

/// Language and culture are the country's, unless the row names a culture that the country has, or a language.
fn language(batch: &mut Batch, row: usize, country: &Country) {
    let given = batch.row(row).field(Field::Culture);
    let is_given = |culture: &&String| !given.is_empty() && culture.eq_ignore_ascii_case(given);
    let culture = country.cultures.iter().find(is_given).map_or(country.default_culture(), String::as_str);
    if given != culture {
        batch.set_field(row, Field::Culture, culture);
    }
    let given = batch.row(row).field(Field::Language);
    if is_language(given) {
        batch.rewrite(row, Field::Language, |text, out| replaced(&text.to_ascii_lowercase(), text, out));
    } else {
        let end = culture.bytes().position(|byte| byte == b'-').unwrap_or(culture.len());
        batch.set_field(row, Field::Language, &culture[..end]);
    }
}

/// The prefix alone, in lower case, whether or not Microsoft's domain stands behind it.
fn given_prefix(text: &str, out: &mut String) -> Written {
    let lower = text.bytes().any(|byte| byte.is_ascii_uppercase());
    let end = text
        .len()
        .checked_sub(domain::TENANT_SUFFIX.len())
        .filter(|end| text.get(*end..).is_some_and(|tail| tail.eq_ignore_ascii_case(domain::TENANT_SUFFIX)));
    match (lower, end) {
        (false, None) => Written::AsIs,
        (false, Some(end)) => Written::Part(0..end),
        (true, end) => {
            out.push_str(&text[..end.unwrap_or(text.len())].to_ascii_lowercase());
            Written::New
        }
    }
}

/// Fills an empty domain prefix. Whether it is still free is for the run to find out.
fn propose_prefix(batch: &mut Batch, row: usize, reading: &Reading, facts: &Facts) -> bool {
    let cells = batch.row(row);
    let name = cells.field(Field::CompanyName);
    if !cells.field(Field::DomainPrefix).is_empty() || name.is_empty() {
        return false;
    }
    let by_website = cells.resolve(reading.website_domain);
    let domain = if by_website.is_empty() { cells.resolve(reading.email_domain) } else { by_website };
    let country = reading.country.code();
    let prefix = domain_prefix::propose(&domain_prefix::Company { name, country, domain }, facts.legal_forms());
    batch.set_field(row, Field::DomainPrefix, &prefix);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PhoneForm;
    use crate::model::{PhoneFault, PhoneReading};

    /// A row of one country after normalising: its fields, and what was understood.
    fn normalised(country: &str, field: Field, text: &str) -> (String, Reading) {
        let mut batch = Batch::new(0);
        for text in [country, text] {
            let cell = batch.push_text(text);
            batch.push_cell(cell);
        }
        batch.end_row(2, None, &[Some(Field::Country), Some(field)]);
        let reading = normalise_row(&mut batch, 0, &mut CountryReader::new(Facts::builtin()));
        (batch.row(0).field(field).to_owned(), reading)
    }

    #[test]
    fn the_language_is_one() {
        for (text, written) in [("EN", "en"), ("de", "de"), ("xx", "fr"), ("french", "fr"), ("", "fr")] {
            assert_eq!(normalised("FR", Field::Language, text).0, written, "{text}");
        }
    }

    #[test]
    fn several_phones_are_told_from_one() {
        for (country, text, written, is_one_of_several) in [
            ("PL", "22 123 45 67\n601 234 567", "+48221234567", true),
            ("PL", "22 123\n45 67", "+48221234567", false),
            ("PL", "22 123\n45", "22 123 45", false),
        ] {
            let (phone, reading) = normalised(country, Field::Phone, text);
            assert_eq!((phone.as_str(), reading.phone_is_one_of_several), (written, is_one_of_several), "{text}");
        }
        // Nobody would be told what was left out.
        let given = "22 123 45 67 / 601 234 567";
        assert_eq!(normalised("PL", Field::AgreementPhone, given).0, given);
        assert_eq!(normalised("PL", Field::AgreementPhone, "tel. 22 123 45 67").0, "+48221234567");
    }

    #[test]
    fn a_request_carries_what_partner_center_takes() {
        for (country, text, form) in [
            ("US", "425-555-0101", PhoneForm::WithoutPlus),
            ("US", "+1 416 555 0123", PhoneForm::WithoutPlus),
            ("US", "+48 22 123 45 67", PhoneForm::LeftOut),
            ("CA", "425-555-0101", PhoneForm::International),
            ("US", "ask", PhoneForm::International),
        ] {
            assert_eq!(normalised(country, Field::Phone, text).1.phone_form, form, "{text} in {country}");
        }
        let (phone, reading) = normalised("PL", Field::Phone, "022 123 45 67");
        assert_eq!((phone.as_str(), reading.phone), ("022 123 45 67", PhoneReading::Invalid(PhoneFault::NotInUse)));
        assert!(!reading.phone_suggestion.is_empty());
    }

    #[test]
    fn what_says_that_there_is_none_is_empty() {
        for (country, field, text, written) in [
            ("FR", Field::Phone, "n.c.", ""),
            ("PL", Field::Phone, "-", ""),
            ("FR", Field::Phone, "0", ""),
            ("FR", Field::Phone, "demander", "demander"),
            ("FR", Field::ResellerId, "N/A", ""),
            ("FR", Field::ResellerId, "R-12", "R-12"),
            ("FR", Field::TaxId, "aucun", ""),
            ("FR", Field::CustomerId, "-", ""),
            ("FR", Field::RegistrationId, "none", ""),
            // Here one is asked for, and a rule speaks of stand-ins.
            ("PL", Field::RegistrationId, "none", "NONE"),
            ("", Field::RegistrationId, "none", "NONE"),
        ] {
            assert_eq!(normalised(country, field, text).0, written, "{country} {text}");
        }
        assert_eq!(normalised("FR", Field::Phone, "n/a").1.phone, PhoneReading::Missing);
    }
}
