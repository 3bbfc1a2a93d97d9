//! How a company's values come to be written: by people who keep a list of customers, and by people who type in a hurry.

use super::company::{Company, LANDS, pick};
use super::random::Random;

/// How carefully a record is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// In a list that is looked after: values are missing, and hardly any is wrong.
    Kept,
    /// In a hurry.
    Typed,
}

/// Neighbours on a keyboard, one row after the other.
const KEYS: &str = "qwertyuiop asdfghjkl zxcvbnm";

/// A company's cells as somebody wrote them.
pub(crate) fn spoil(company: &Company, care: Care, random: &mut Random) -> Vec<String> {
    let land = &LANDS[company.land];
    let slips = i32::from(care == Care::Typed);
    let often = |percent: u64, random: &mut Random| slips == 1 && random.below(100) < percent;
    let missing = |percent: u64, random: &mut Random| random.below(100) < percent;

    let mut written = company.core.clone();
    if often(12, random) {
        written = heard_wrong(&written, random);
    }
    if often(6, random) {
        written = swapped(&written);
    }
    if often(5, random) {
        written = written.replace(['ö', 'ü', 'ä'], "e");
    }
    let form = if often(35, random) { "" } else { pick(land.forms[company.form], random) };
    let form = if slips == 0 { land.forms[company.form][0] } else { form };
    let mut name = if form.is_empty() { written } else { format!("{written} {form}") };
    if often(15, random) {
        name = name.to_uppercase();
    }
    if often(4, random) {
        name.push_str(pick(&[" (old)", " HQ", " - VIP", " c/o reception"], random));
    }

    let (mut registration_id, mut tax_id) = (company.registration_id.clone(), company.tax_id.clone());
    if missing(55, random) {
        registration_id.clear();
    }
    if missing(55, random) {
        tax_id.clear();
    }
    if often(3, random) {
        std::mem::swap(&mut registration_id, &mut tax_id);
    }
    if often(3, random) {
        pick(&["n/a", "0", "123456789"], random).clone_into(&mut tax_id);
    }
    let street = land
        .streets
        .iter()
        .find(|street| street[0] == company.street)
        .map_or(company.street.as_str(), |street| if slips == 1 { pick(street, random) } else { street[0] });
    let mut address = format!("{street} {}", company.house);
    if often(20, random) {
        address = format!("{} {street}", company.house);
    }
    if missing(30, random) {
        address.clear();
    }
    let mut city = if slips == 1 { pick(land.cities[company.city], random) } else { land.cities[company.city][0] };
    if missing(12, random) {
        city = "";
    }
    let postal_code = if missing(30, random) { String::new() } else { company.postal_code.clone() };
    let country = if slips == 1 { pick(land.names, random) } else { land.code };
    let country = if often(4, random) { "" } else { country };
    let phone = match random.below(10) {
        0..4 => String::new(),
        4..7 => format!("+{} {}", land.dial, company.phone),
        7 => format!("00{}{}", land.dial, company.phone),
        _ => format!("0{}-{}", &company.phone[..3], &company.phone[3..]),
    };
    let mailbox = if often(50, random) { pick(&["j.doe", "buying", "mail"], random) } else { company.mailbox.as_str() };
    let mut email = format!("{mailbox}@{}", company.domain);
    if often(10, random) {
        email = format!("{mailbox}.{}@gmail.com", company.number);
    }
    if missing(35, random) {
        email.clear();
    }
    let website = if missing(50, random) { String::new() } else { format!("https://www.{}/", company.domain) };
    vec![
        name,
        registration_id,
        tax_id,
        address,
        city.to_owned(),
        postal_code,
        country.to_owned(),
        phone,
        email,
        website,
    ]
}

/// One letter doubled, lost, or taken for its neighbour on the keyboard.
fn heard_wrong(text: &str, random: &mut Random) -> String {
    let letters: Vec<char> = text.chars().collect();
    let place = 1 + random.index(letters.len().saturating_sub(2).max(1));
    let mut out: String = letters[..place].iter().collect();
    match random.below(3) {
        0 => out.extend([letters[place], letters[place]]),
        1 => {}
        _ => {
            let at = KEYS.find(letters[place].to_ascii_lowercase());
            let near = at.and_then(|at| KEYS.chars().nth(at + 1)).filter(|near| *near != ' ');
            out.push(near.unwrap_or(letters[place]));
        }
    }
    out.extend(&letters[place + 1..]);
    out
}

fn swapped(text: &str) -> String {
    text.split_once(' ').map_or_else(|| text.to_owned(), |(first, rest)| format!("{rest} {first}"))
}

/// The same name but for one letter of its first word: another company.
pub(crate) fn other_word(core: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = core.chars().collect();
    let first = core.chars().take_while(|letter| *letter != ' ').count();
    let place = 1 + random.index(first.saturating_sub(1).max(1));
    letters[place] = if letters[place] == 'o' { 'a' } else { 'o' };
    letters.into_iter().collect()
}
