//! How fast a whole run is, as a ratio to a plain loop that only reads and writes the same file.
//!
//! `cargo bench --bench run` takes 100,000 rows and some seconds a line; `-- --full` takes a million; `-- --rows N`,
//! `--existing N` and `--repeat N` choose. The lists are those of `support`; the table goes to standard output as
//! Markdown. The figures of one machine are worth little elsewhere: the ratios are what to compare.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark is there to tell its figures")]

mod measure;
mod plain;
#[path = "../support/mod.rs"]
mod support;

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use serde_json::Value;

use measure::{Measured, best_of, measure};
use plain::Loop;
use support::{Options, workbook, write_customers, write_prospects};

/// Measure whole runs beside plain loops.
#[derive(Parser)]
struct Arguments {
    /// Rows of a prospect list
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Existing customers
    #[arg(long, default_value_t = 100_000)]
    existing: u64,
    /// Rows of a workbook
    #[arg(long, default_value_t = 50_000)]
    workbook_rows: u64,
    /// Runs of which the quickest counts
    #[arg(long, default_value_t = 3)]
    repeat: u32,
    /// A million rows, a million existing customers, workbooks of 200,000 rows
    #[arg(long)]
    full: bool,
    /// Only the lines whose name holds this text
    #[arg(long, default_value = "")]
    only: String,
    /// What `cargo bench` says; without it, as from `cargo test`, nothing is measured
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// One plain loop, in a process of its own
    #[command(hide = true)]
    Plain { which: Loop, input: PathBuf, output: PathBuf },
}

/// One line of the table: a run of the program and the plain loop beside it.
struct Case {
    name: &'static str,
    rows: u64,
    plain: Loop,
    input: PathBuf,
    /// Options of `intake run` beside the input and the output folder.
    options: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = Arguments::parse();
    if let Some(Part::Plain { which, input, output }) = &arguments.part {
        return which.run(input, output);
    }
    if !arguments.bench {
        println!("nothing measured: use `cargo bench --bench run`");
        return Ok(());
    }
    if arguments.full {
        (arguments.rows, arguments.existing, arguments.workbook_rows) = (1_000_000, 1_000_000, 200_000);
    }
    ensure!(arguments.workbook_rows <= workbook::MOST_ROWS, "a sheet holds {} rows", workbook::MOST_ROWS);

    // On the disk of the build, since `/tmp` is often memory, and too small for a full run.
    let work = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let cases = prepare(&arguments, work.path())?;
    println!(
        "| run | rows | MB in | wall s | processor s | peak MB | rows/s | plain loop s | times its wall | times its processor | \
         candidates a row | generic values | keys passed over |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for case in cases.iter().filter(|case| case.name.contains(&arguments.only)) {
        let plain = best_of(arguments.repeat, || run_plain(case, work.path()))?;
        let run = best_of(arguments.repeat, || run_intake(case, work.path()))?;
        print_line(case, &run, &plain, &matching(case, work.path())?)?;
    }
    Ok(())
}

/// Writes the lists and says what to run over them.
fn prepare(arguments: &Arguments, folder: &Path) -> anyhow::Result<Vec<Case>> {
    let (rows, existing) = (arguments.rows, arguments.existing);
    let mixed = Options::mixed(rows, existing);
    let customers = folder.join("customers.csv");
    let mut out = BufWriter::new(File::create(&customers)?);
    write_customers(&mut out, &mixed)?;
    out.flush()?;
    let list = |name: &str, options: &Options| -> anyhow::Result<PathBuf> {
        eprintln!("writing {name}, {} rows", options.rows);
        let path = folder.join(name);
        let mut out = BufWriter::new(File::create(&path)?);
        write_prospects(&mut out, options)?;
        out.flush()?;
        Ok(path)
    };
    let mixed_list = list("mixed.csv", &mixed)?;
    let long_list = list("long.csv", &Options { rows: rows * 4, ..mixed.clone() })?;
    let short_list = list("short.csv", &Options { rows: arguments.workbook_rows, ..mixed })?;
    let book = folder.join("short.xlsx");
    workbook::from_csv(&short_list, &book)?;

    let csv = ["--format", "csv"].map(str::to_owned).to_vec();
    let xlsx = ["--format", "xlsx"].map(str::to_owned).to_vec();
    let with_customers = [csv.clone(), vec!["--existing".to_owned(), customers.display().to_string()]].concat();
    let exact = [with_customers.clone(), ["--matching", "exact"].map(str::to_owned).to_vec()].concat();
    let case = |name, rows, plain, input: &PathBuf, options: &[String]| Case {
        name,
        rows,
        plain,
        input: input.clone(),
        options: options.to_vec(),
    };
    Ok(vec![
        case("clean", rows, Loop::CsvCopy, &list("clean.csv", &Options::clean(rows, existing))?, &csv),
        case("mixed", rows, Loop::CsvCopy, &mixed_list, &csv),
        case("mixed, existing customers", rows, Loop::CsvCopy, &mixed_list, &with_customers),
        case("mixed, existing customers, exact matching", rows, Loop::CsvCopy, &mixed_list, &exact),
        case("mixed, existing customers, four times the rows", rows * 4, Loop::CsvCopy, &long_list, &with_customers),
        case("dirty", rows, Loop::CsvCopy, &list("dirty.csv", &Options::dirty(rows))?, &csv),
        case("workbook in", arguments.workbook_rows, Loop::ReadWorkbook, &book, &csv),
        case("workbook out", arguments.workbook_rows, Loop::WriteWorkbook, &short_list, &xlsx),
    ])
}

fn run_plain(case: &Case, folder: &Path) -> anyhow::Result<Measured> {
    let name = case.plain.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let mut command = Command::new(env::current_exe()?);
    command.args(["plain", &name]).arg(&case.input).arg(folder.join("plain.out"));
    let measured = measure(&mut command)?;
    ensure!(measured.exit_code == Some(0), "the plain loop of `{}` failed", case.name);
    Ok(measured)
}

fn run_intake(case: &Case, folder: &Path) -> anyhow::Result<Measured> {
    let out = folder.join("out");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_intake"));
    command.args(["run", "--quiet", "--out"]).arg(&out).args(&case.options).arg(&case.input);
    let measured = measure(&mut command)?;
    // 1 says that some rows need a person, which is no failure here.
    if !matches!(measured.exit_code, Some(0 | 1)) || !out.join("manifest.json").exists() {
        bail!("`intake` failed on `{}` ({:?}): {command:?}", case.name, measured.exit_code);
    }
    Ok(measured)
}

/// What matching compared in the last run, and what it passed over, as cells of the table.
fn matching(case: &Case, folder: &Path) -> anyhow::Result<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("out").join("manifest.json"))?)?;
    let matching = &manifest["matching"];
    let Some(pairs) = matching["pairs"].as_u64() else { return Ok("– | – | –".to_owned()) };
    let generic: u64 =
        matching["generic_values"].as_object().into_iter().flatten().filter_map(|(_, count)| count.as_u64()).sum();
    Ok(format!("{} | {generic} | {}", pairs / case.rows, matching["skipped_keys"]))
}

fn print_line(case: &Case, run: &Measured, plain: &Measured, matching: &str) -> anyhow::Result<()> {
    #[allow(clippy::cast_precision_loss, reason = "sizes and counts are far below 2^52")]
    let (rows, megabytes) = (case.rows as f64, fs::metadata(&case.input)?.len() as f64 / 1e6);
    let (wall, plain_wall) = (run.wall.as_secs_f64(), plain.wall.as_secs_f64());
    let peak = run.peak.map_or("–".to_owned(), |bytes| (bytes / 1_000_000).to_string());
    let (processor, processor_ratio) = match (run.processor, plain.processor) {
        (Some(run), Some(plain)) if !plain.is_zero() => {
            (format!("{:.2}", run.as_secs_f64()), format!("{:.1}", run.as_secs_f64() / plain.as_secs_f64()))
        }
        _ => ("–".to_owned(), "–".to_owned()),
    };
    println!(
        "| {} | {} | {megabytes:.0} | {wall:.2} | {processor} | {peak} | {:.0} | {plain_wall:.2} | {:.1} | {processor_ratio} | {matching} |",
        case.name,
        case.rows,
        rows / wall,
        wall / plain_wall,
    );
    Ok(())
}
