//! The same inputs give the same bytes, whatever the number of threads and the size of a batch.

use std::fs;
use std::path::Path;

use crate::support::{SAMPLES, TABLES, TODAY, csv_of, intake, project, temporary};

const THREADS: [&str; 3] = ["1", "2", "7"];
/// From less than a row to more than the list.
const BATCH_BYTES: [&str; 5] = ["64", "100", "4096", "65536", "1048576"];

/// Runs once for every number of threads and size of batch, and holds every result to the first.
fn assert_same_for_all(folder: &Path, job: &[&str], rows_wanted: [usize; 5]) {
    let place = temporary();
    let mut first: Option<Vec<(String, Vec<u8>)>> = None;
    for threads in THREADS {
        for batch in BATCH_BYTES {
            let out = place.path().join(format!("{threads}-{batch}"));
            let mut args = job.to_vec();
            let path = out.display().to_string();
            args.extend(["--format", "csv", "--today", TODAY, "--out", &path]);
            args.extend(["--threads", threads, "--batch-bytes", batch]);
            let ran = intake(folder, &args);
            assert!(ran.code <= 1, "{}", ran.stderr);
            let result = result(&out);
            match &first {
                None => first = Some(result),
                Some(first) => {
                    for ((name, bytes), (_, wanted)) in result.iter().zip(first) {
                        assert!(
                            bytes == wanted,
                            "{name} is another with {threads} threads and batches of {batch} bytes"
                        );
                    }
                }
            }
        }
    }
    // A result without rows would be the same for no reason.
    let first = first.expect("there was a run");
    for ((name, bytes), wanted) in first.iter().zip(rows_wanted) {
        let rows = String::from_utf8_lossy(bytes).lines().count() - 1;
        assert!(rows >= wanted, "{name} holds {rows} rows, too few to tell anything");
    }
}

fn result(out: &Path) -> Vec<(String, Vec<u8>)> {
    let others = ["accepted.jsonl", "report.html"].map(str::to_owned);
    let names = TABLES.iter().map(|table| format!("{table}.csv")).chain(others);
    names.map(|name| (name.clone(), fs::read(out.join(&name)).expect("every file is written"))).collect()
}

/// A small generator: the tests need no other randomness than the same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const FIRST: [&str; 10] =
    ["Kervadec", "Rochebrune", "Belle Rive", "Tilleuls", "Sologne", "Vauban", "Clairval", "Hautpré", "Marsanne", "Lys"];
const SECOND: [&str; 8] = ["Menuiserie", "Ateliers", "Transports", "Garage", "Vins", "Librairie", "Toiles", "Bois"];
const FORM: [&str; 4] = ["", " SARL", " SAS", " S.A."];
const TOWNS: [[&str; 2]; 4] = [["Nantes", "44000"], ["Lyon", "69002"], ["Dijon", "21000"], ["Metz", "57000"]];

/// Companies of a small world, so that rows repeat each other in every way: name with and without town, domain, prefix
/// given and proposed. Many of them are wrong, so that who comes first among the good ones is not who comes first.
fn prospects(rows: usize) -> Vec<Vec<String>> {
    let numbers = &mut Numbers(7);
    let header =
        "company_name,country,address_line1,city,postal_code,first_name,last_name,email,website,domain_prefix,note";
    let mut list = vec![header.split(',').map(str::to_owned).collect::<Vec<_>>()];
    for row in 0..rows {
        let (first, second) = (numbers.one_of(&FIRST), numbers.one_of(&SECOND));
        let [city, postal_code] = TOWNS[numbers.below(TOWNS.len())];
        let slug = format!("{second}{first}").to_lowercase().replace([' ', 'é'], "");
        let email = match numbers.below(6) {
            0 => String::new(),
            1 => format!("contact@{slug}-sample.fr"),
            2 => format!("{slug}@gmail.com"),
            3 => format!("info@groupe-{}-sample.fr", numbers.below(20)),
            _ => format!("contact@{slug}-{}-sample.fr", numbers.below(9)),
        };
        let prefix = if numbers.below(4) == 0 { slug.clone() } else { String::new() };
        let note = ["", "=1+1", "two\nlines", "a \"quoted\" word", "a, b"][numbers.below(5)];
        let cells: [&str; 11] = [
            &format!("{second} {first}{}", numbers.one_of(&FORM)),
            "FR",
            &format!("{} rue du Moulin", row + 1),
            city,
            if numbers.below(12) == 0 { "4400" } else { postal_code },
            "Anne",
            if numbers.below(15) == 0 { "" } else { "Moreau" },
            &email,
            "",
            &prefix,
            note,
        ];
        list.push(cells.map(str::to_owned).to_vec());
        if numbers.below(40) == 0 {
            list.push(vec!["Trop".to_owned(); 13]);
        }
        if numbers.below(40) == 0 {
            list.push(vec![String::new(); 11]);
        }
    }
    list
}

fn customers() -> Vec<Vec<String>> {
    let mut list =
        vec![["customer_id", "company_name", "country", "postal_code", "domain"].map(str::to_owned).to_vec()];
    for (number, first) in FIRST.iter().enumerate().step_by(3) {
        for (town, second) in SECOND.iter().enumerate().step_by(2) {
            let domain = if number == 0 { format!("groupe-{town}-sample.fr") } else { String::new() };
            let cells: [&str; 5] =
                [&format!("C-{number}{town}"), &format!("{second} {first}"), "FR", TOWNS[town / 2][1], &domain];
            list.push(cells.map(str::to_owned).to_vec());
        }
    }
    list
}

#[test]
fn a_list_full_of_repetitions_does() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), csv_of(&prospects(700))).expect("the file can be written");
    fs::write(place.path().join("more.csv"), csv_of(&prospects(60))).expect("the file can be written");
    fs::write(place.path().join("customers.csv"), csv_of(&customers())).expect("the file can be written");
    let job = ["run", "list.csv", "more.csv", "--existing", "customers.csv"];
    assert_same_for_all(place.path(), &job, [20, 50, 50, 50, 500]);
}

#[test]
fn the_samples_do() {
    assert_same_for_all(&project(""), &SAMPLES, [20, 5, 3, 10, 50]);
}
