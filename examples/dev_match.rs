#![allow(clippy::all, clippy::pedantic, missing_docs, clippy::print_stdout, clippy::print_stderr)]
use partner_intake::facts::Facts;
use partner_intake::matching::likeness::*;
use partner_intake::model::{Batch, Certainty, Field};
use partner_intake::normalise::normalise;
use std::time::Instant;

fn load(path: &str) -> (Profiles, Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let columns: Vec<Option<Field>> = headers
        .iter()
        .map(|h| match h.as_str() {
            "address" => Some(Field::AddressLine1),
            "domain" => Some(Field::Website),
            "row_id" => Some(Field::Reference),
            h => Field::from_name(h),
        })
        .collect();
    let mut profiles = Profiles::default();
    let (mut ids, mut all) = (vec![], vec![]);
    let mut records = reader.records();
    let mut maker = ProfileMaker::new(Facts::builtin());
    loop {
        let mut batch = Batch::new(0);
        let mut n = 0;
        for record in records.by_ref().take(2000) {
            let record = record.unwrap();
            for cell in record.iter() {
                let r = batch.push_text(cell);
                batch.push_cell(r);
            }
            batch.end_row(n + 2, None, &columns);
            ids.push(record[0].to_owned());
            all.push(record.iter().map(str::to_owned).collect());
            n += 1;
        }
        if n == 0 {
            break;
        }
        let readings = normalise(&mut batch, Facts::builtin());
        let mut part = Profiles::default();
        for (row, reading) in batch.rows().zip(&readings) {
            maker.add(row, reading, &mut part);
        }
        profiles.append(part);
    }
    (profiles, ids, all)
}

fn describe(c: &Comparison) -> String {
    let mut s = format!("{:?}", c.alike);
    for a in Aspect::ALL {
        if c.says(a) != Says::Missing {
            s += &format!(" {}:{:?}:{:+.1}", a.name(), c.says(a), in_bits(c.bits(a)));
        }
    }
    s
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = &args[1];
    let t = Instant::now();
    let (mut customers, cids, call) = load(&format!("{dir}/existing.csv"));
    let (mut rows, rids, rall) = load(&format!("{dir}/incoming.csv"));
    eprintln!("load {:?}", t.elapsed());
    let weights = Weights::builtin();
    let t = Instant::now();
    let counts = Counts(Counted::ALL.iter().map(|k| count(*k, &[&customers, &rows])).collect());
    apply(&counts, weights, &mut customers);
    apply(&counts, weights, &mut rows);
    eprintln!("count {:?}", t.elapsed());
    let t = Instant::now();
    let mut e = entries_of(&customers, 0..customers.len(), |p| p);
    e.sort_unstable();
    let ci = KeyIndex::of_sorted(e);
    let order = order_of(&rows);
    let mut ranks = vec![0; order.len()];
    for (rank, row) in order.iter().enumerate() {
        ranks[*row as usize] = rank as u32;
    }
    let mut e = entries_of(&rows, 0..rows.len(), |p| ranks[p as usize]);
    e.sort_unstable();
    let n_entries = e.len();
    let ri = KeyIndex::of_sorted(e);
    let n = rows.len();
    let linkage = Linkage::new(weights.clone(), (customers, ci), (rows, ri, order));
    eprintln!("index {:?} {} entries", t.elapsed(), n_entries);
    let t = Instant::now();
    let mut scratch = Scratch::default();
    let found: Vec<RowLinks> = (0..n as u32).map(|r| linkage.compare_row(r, &mut scratch)).collect();
    let cands: u64 = found.iter().map(|f| f.candidates as u64).sum();
    eprintln!("compare {:?} {:.1} candidates a row", t.elapsed(), cands as f64 / n as f64);
    let t = Instant::now();
    let joined = join(&linkage, found);
    eprintln!("join {:?}", t.elapsed());
    let mut w = csv::Writer::from_path(format!("{dir}/result.csv")).unwrap();
    w.write_record([
        "row_id",
        "decision",
        "customer_id",
        "candidates",
        "duplicate_of",
        "maybe_duplicate_of",
        "why",
        "rowmaybe",
    ])
    .unwrap();
    for row in 0..n as u32 {
        let c = joined.customers(row);
        let sure = c.iter().any(|(_, l)| l.certainty == Certainty::Sure);
        let d = if c.is_empty() {
            "new"
        } else if sure {
            "sure"
        } else {
            "review"
        };
        let list: Vec<&str> = c.iter().map(|(_, l)| cids[l.other as usize].as_str()).collect();
        let first = joined.company(row).first().filter(|f| **f != row);
        let maybe = joined.possible(row).first();
        let why: Vec<String> = c
            .iter()
            .map(|(_, l)| {
                format!(
                    "[{} {:.1} {:?} {}]",
                    cids[l.other as usize],
                    in_bits(l.total),
                    l.certainty,
                    describe(&l.comparison)
                )
            })
            .collect();
        w.write_record([
            rids[row as usize].as_str(),
            d,
            list.first().copied().unwrap_or(""),
            list.join(";").as_str(),
            first.map_or("", |f| rids[*f as usize].as_str()),
            maybe.map_or("", |(_, l)| rids[l.other as usize].as_str()),
            why.join(" ").as_str(),
            joined
                .possible(row)
                .iter()
                .map(|(_, l)| {
                    format!("[{} {:.1} {}]", rids[l.other as usize], in_bits(l.total), describe(&l.comparison))
                })
                .collect::<Vec<_>>()
                .join(" ")
                .as_str(),
        ])
        .unwrap();
    }
    w.flush().unwrap();
    // explain pairs: dev_match DIR pair A B ...
    for pair in args[2..].chunks(2) {
        let r = rids.iter().position(|i| *i == pair[0]).unwrap();
        if let Some(c) = cids.iter().position(|i| *i == pair[1]) {
            let (cmp, total) = linkage.compare_customer(r as u32, c as u32);
            println!(
                "{} {:.1} {}\n   {}\n   {}",
                pair.join(" "),
                in_bits(total),
                describe(&cmp),
                rall[r].join(" | "),
                call[c].join(" | ")
            );
        } else {
            let c = rids.iter().position(|i| *i == pair[1]).unwrap();
            let (cmp, total) = linkage.compare_rows(r as u32, c as u32);
            println!(
                "{} {:.1} {}\n   {}\n   {}",
                pair.join(" "),
                in_bits(total),
                describe(&cmp),
                rall[r].join(" | "),
                rall[c].join(" | ")
            );
        }
    }
}
