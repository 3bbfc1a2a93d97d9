//! Check digits against an independent implementation: python-stdnum judges the same numbers, ten thousand a scheme.
//!
//! `tests/oracle/install` installs it; without it nothing is compared, and the test says so. Where the two differ, a line
//! of `tests/oracle/differences.toml` has to say why.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use partner_intake::facts::registration_id::{RegistrationIds, Verdict, is_placeholder};
use partner_intake::facts::{Country, Facts};
use partner_intake::model::CountryCode;
use regex::Regex;
use serde::Deserialize;

use crate::support::project;

/// Numbers a scheme.
const NUMBERS: usize = 10_000;

/// Of each scheme of python-stdnum that we compute ourselves: the country, and the kinds of number that are the same there.
const SCHEMES: &[(&str, &str, &[&str])] = &[
    ("az.voen", "AZ", &["VÖEN", "VÖEN of a person"]),
    ("br.cnpj", "BR", &["CNPJ"]),
    ("br.cpf", "BR", &["CPF"]),
    ("by.unp", "BY", &["UNP", "UNP of a person"]),
    ("cn.uscc", "CN", &["USCC"]),
    ("hu.anum", "HU", &["EU VAT number"]),
    ("in_.aadhaar", "IN", &["Aadhaar"]),
    ("in_.gstin", "IN", &["GSTIN", "GSTIN of a sole proprietor"]),
    ("in_.pan", "IN", &["PAN", "PAN of a person"]),
    ("md.idno", "MD", &["IDNO", "IDNP", "IDNO of a sole trader"]),
    ("pl.nip", "PL", &["NIP"]),
    ("pl.pesel", "PL", &["PESEL"]),
    ("ru.inn", "RU", &["INN", "INN of a person"]),
    ("th.moa", "TH", &["TIN"]),
    ("th.pin", "TH", &["PIN"]),
    ("tr.tckimlik", "TR", &["TCKN"]),
    ("tr.vkn", "TR", &["VKN"]),
    ("ua.edrpou", "UA", &["EDRPOU"]),
    ("ua.rntrc", "UA", &["RNOKPP"]),
    ("us.ein", "US", &["EIN"]),
    ("ve.rif", "VE", &["RIF", "RIF of a person"]),
    ("vn.mst", "VN", &["MST", "MST of a branch", "MST of a person"]),
    ("za.idnr", "ZA", &["ID number"]),
    ("za.tin", "ZA", &["tax reference number", "tax reference number of a person"]),
];

/// A difference, and why it is one.
#[derive(Deserialize)]
struct Difference {
    scheme: String,
    /// Whether we accept the numbers; python-stdnum then does not.
    ours: bool,
    /// What all of them match.
    pattern: String,
    reason: String,
}

#[derive(Deserialize)]
struct Differences {
    difference: Vec<Difference>,
}

/// Numbers that depend on nothing but their seed (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let word = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(word).expect("32 bits") % bound
    }

    fn pick(&mut self, from: &[u8]) -> u8 {
        from[self.below(from.len())]
    }
}

const DIGITS: &[u8] = b"0123456789";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALL: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn is_ours(number: &str, ids: &RegistrationIds, kinds: &[&str]) -> bool {
    match ids.judge(number) {
        Verdict::Company(kind) | Verdict::Person(kind) => {
            kinds.contains(&kind.section().name.as_str()) && !is_placeholder(number)
        }
        _ => false,
    }
}

/// Random numbers built like an example: a digit for a digit, a letter for a letter. One in ten is left as it falls,
/// the others get a last character that we accept, and most of these are then spoilt.
fn numbers(random: &mut Random, examples: &[&[u8]], accepts: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut numbers = Vec::with_capacity(NUMBERS);
    while numbers.len() < NUMBERS {
        let example = examples[random.below(examples.len())];
        let like = |byte: u8| if byte.is_ascii_digit() { DIGITS } else { LETTERS };
        // Letters often have a meaning, such as the holder's kind: half of the time they stay.
        let keep_letters = random.below(2) == 0;
        let mut number: Vec<u8> = example
            .iter()
            .map(|byte| if keep_letters && byte.is_ascii_uppercase() { *byte } else { random.pick(like(*byte)) })
            .collect();
        if random.below(4) == 0 {
            // First digits have a meaning too.
            number[0] = example[0];
        }
        numbers.push(text(&number));
        if !complete(&mut number, accepts) {
            continue;
        }
        numbers.push(text(&number));
        for _ in 0..6 {
            numbers.push(text(&spoilt(&number, random)));
        }
    }
    numbers.truncate(NUMBERS);
    numbers
}

/// Gives the number last characters that we accept; the check digit stands there in nearly every scheme.
fn complete(number: &mut [u8], accepts: &dyn Fn(&str) -> bool) -> bool {
    let length = number.len();
    let alphabet = if number[length - 1].is_ascii_digit() { DIGITS } else { ALL };
    for before in DIGITS {
        for last in alphabet {
            number[length - 1] = *last;
            if accepts(&text(number)) {
                return true;
            }
        }
        number[length - 2] = *before;
    }
    false
}

/// The number with one slip: a character changed, two swapped, one too few or too many, in lower case, all zeros.
fn spoilt(number: &[u8], random: &mut Random) -> Vec<u8> {
    let mut number = number.to_vec();
    let place = random.below(number.len());
    match random.below(12) {
        0 => {
            let next = (place + 1) % number.len();
            number.swap(place, next);
        }
        1 => _ = number.remove(place),
        2 => number.insert(place, random.pick(DIGITS)),
        3 => number[place] = random.pick(LETTERS),
        4 => _ = number.remove(0),
        5 if random.below(50) == 0 => number.fill(b'0'),
        6 => number[0] = random.pick(DIGITS),
        _ => number[place] = random.pick(DIGITS),
    }
    number
}

fn text(number: &[u8]) -> String {
    String::from_utf8_lossy(number).into_owned()
}

/// What python-stdnum says of the numbers; none where it is not installed.
fn judged(lines: &str) -> Option<Vec<bool>> {
    let python = project("target/oracle/bin/python");
    if !python.exists() {
        return None;
    }
    let mut child = Command::new(python)
        .arg(project("tests/oracle/judge.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = child.stdin.take().expect("it is piped");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(lines.as_bytes()).expect("it reads everything"));
        child.wait_with_output().expect("it ends")
    });
    assert!(output.status.success(), "tests/oracle/judge.py failed; run tests/oracle/install again");
    Some(output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| line == b"1").collect())
}

fn country(code: &str) -> &'static Country {
    Facts::builtin().country(CountryCode::new(code).expect("two letters")).expect("a country")
}

#[test]
fn check_digits_are_those_of_python_stdnum() {
    let file = fs::read_to_string(project("tests/oracle/differences.toml")).expect("the list of differences");
    let Differences { difference: explained } = toml::from_str(&file).expect("it is well written");
    let patterns: Vec<Regex> = explained.iter().map(|one| Regex::new(&one.pattern).expect("a pattern")).collect();
    assert!(explained.iter().all(|one| one.reason.len() > 20), "each difference has its reason");

    let mut random = Random(20_261_122);
    let (mut lines, mut ours) = (String::new(), Vec::new());
    for (scheme, code, kinds) in SCHEMES {
        let ids = country(code).registration_id.as_ref().expect("its numbers are described");
        let kinds_of = ids.kinds().iter().filter(|kind| kinds.contains(&kind.section().name.as_str()));
        let examples: Vec<&[u8]> = kinds_of.map(|kind| kind.section().example.as_bytes()).collect();
        for number in numbers(&mut random, &examples, &|number| is_ours(number, ids, kinds)) {
            let _ = writeln!(lines, "{scheme}\t{number}");
            ours.push(is_ours(&number, ids, kinds));
        }
    }
    // The library behind the other countries' numbers is held to the same.
    let others = fs::read_to_string(project("src/data/other_ids.tsv")).expect("the table");
    for row in others.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let schemes = country(cells[0]).other_ids.schemes();
        let scheme = schemes.iter().find(|scheme| scheme.name == cells[1]).expect("its scheme");
        for number in numbers(&mut random, &[scheme.example.as_bytes()], &|number| scheme.accepts(number)) {
            let _ = writeln!(lines, "{}\t{number}", cells[3]);
            ours.push(scheme.accepts(&number));
        }
    }
    let accepted = ours.iter().filter(|accepted| **accepted).count();
    assert!(accepted > ours.len() / 10, "only {accepted} of {} numbers are any good", ours.len());
    let Some(theirs) = judged(&lines) else {
        // Not through `print`: what a passing test prints is not shown.
        let skipped = "SKIPPED: python-stdnum is not installed, nothing was compared (tests/oracle/install)\n";
        let _ = std::io::stderr().write_all(skipped.as_bytes());
        return;
    };
    assert_eq!(theirs.len(), ours.len());
    let mut met = vec![false; explained.len()];
    let mut unexplained = String::new();
    for ((line, ours), theirs) in lines.lines().zip(ours).zip(theirs).filter(|((_, ours), theirs)| ours != theirs) {
        let (scheme, number) = line.split_once('\t').expect("two cells");
        let fits = |place: &usize| {
            let one = &explained[*place];
            one.scheme == scheme && one.ours == ours && patterns[*place].is_match(number)
        };
        if let Some(place) = (0..explained.len()).find(fits) {
            met[place] = true;
        } else {
            let _ = writeln!(unexplained, "{scheme} {number}: ours {ours}, theirs {theirs}");
        }
    }
    assert!(unexplained.is_empty(), "{} unexplained:\n{unexplained}", unexplained.lines().count());
    for (one, met) in explained.iter().zip(met) {
        assert!(met, "{}: no number shows this difference any more: {}", one.scheme, one.reason);
    }
}
