//! Workbooks read in a process of their own: what is read is the same, and what befalls that process befalls one file.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use partner_intake::read::apart::Reader;
use partner_intake::read::header::Purpose;
use partner_intake::read::{InputFile, ReadOptions, look_into};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{GOOD, TABLES, intake, project, temporary};
use crate::workbooks::workbooks;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Everything that is understood of a workbook, or why it is not.
fn understood(path: &Path, reader: &Reader) -> String {
    let options = ReadOptions { reader: reader.clone(), ..ReadOptions::new(Purpose::Customers) };
    let (mut input, fault) = match look_into(InputFile::new(path), &options) {
        Ok(opened) => opened,
        Err(error) => return error.report().to_string(),
    };
    let mut text = format!("{:?} {:?} {:?}\n", input.workbook_format(), input.warnings(), input.skipped);
    text += &fault.map(|fault| fault.report().to_string()).unwrap_or_default();
    for table in &input.tables {
        let _ = writeln!(text, "{:?}", table.source);
    }
    let read = input.try_read(|chunk| {
        let batch = chunk.parse(7)?;
        let _ = writeln!(text, "{} {}", batch.source, batch.blank);
        for row in batch.rows() {
            let given: Vec<_> = row.given().collect();
            let _ = writeln!(text, "{} {:?} {given:?}", row.line(), row.fault());
        }
        Ok(())
    });
    text + &read.map_or_else(|error| error.report().to_string(), |()| String::new())
}

#[test]
fn a_workbook_reads_alike_in_either_process() {
    let apart = Reader::Apart(PathBuf::from(env!("CARGO_BIN_EXE_intake")));
    for path in workbooks().into_iter().chain([project("samples/prospects.xlsx")]) {
        assert_eq!(understood(&path, &apart), understood(&path, &Reader::Here), "{}", path.display());
    }
}

/// Makes a workbook of one sheet with these rows, as XML.
fn make_workbook(path: &Path, rows: impl Iterator<Item = String>) {
    let mut archive = ZipWriter::new(File::create(path).expect("the file can be made"));
    let link = |id: &str, kind: &str, to: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{to}\"/></Relationships>"
        )
    };
    for (name, content) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", link("r", "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"s\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", link("s", "worksheet", "worksheets/sheet1.xml")),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).expect("the file can be written");
        archive.write_all(content.as_bytes()).expect("the file can be written");
    }
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).expect("the file can be written");
    let parts =
        ["<worksheet><sheetData>".to_owned()].into_iter().chain(rows).chain(["</sheetData></worksheet>".to_owned()]);
    for part in parts {
        archive.write_all(part.as_bytes()).expect("the file can be written");
    }
    archive.finish().expect("the file can be written");
}

fn row_of(line: &str) -> String {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("<row>{}</row>", line.split(',').map(cell).collect::<String>())
}

/// The good list again, under another name and so many times, followed by rows of nothing that take long to read.
fn make_hostile(path: &Path, rows: usize, rows_of_nothing: usize) {
    let (header, good) = GOOD.trim().split_once('\n').expect("two lines");
    let good = row_of(&good.replace("Ateliers Kerouan", "Hostile Company"));
    let nothing = format!("<row>{}</row>", "<c/>".repeat(10_000));
    let nothing = std::iter::repeat_n(nothing, rows_of_nothing);
    make_workbook(path, [row_of(header)].into_iter().chain(std::iter::repeat_n(good, rows)).chain(nothing));
}

/// Holds a result to be that of the good list alone, and to say that the workbook was left out for this reason.
fn assert_left_out(folder: &Path, reason: &str) {
    let manifest = fs::read_to_string(folder.join("out/manifest.json")).expect("there is a result");
    let manifest: Value = serde_json::from_str(&manifest).expect("it is JSON");
    let left_out = &manifest["left_out"][0];
    assert_eq!(left_out["file"], "hostile.xlsx");
    assert!(left_out["reason"].as_str().is_some_and(|said| said.contains(reason)), "{left_out}");
    assert_eq!(left_out["sha256"].as_str().map(str::len), Some(64));
    assert_eq!((&manifest["counts"]["rows"], manifest["inputs"].as_array().map(Vec::len)), (&Value::from(1), Some(1)));
    for table in TABLES {
        let text = fs::read_to_string(folder.join(format!("out/{table}.csv"))).expect("a table");
        assert!(!text.contains("Hostile"), "{table} holds rows of the workbook");
    }
    let report = fs::read_to_string(folder.join("out/report.html")).expect("a report");
    assert!(report.contains("hostile.xlsx"), "the report does not tell");
    assert_eq!(intake(folder, &["verify", "out"]).code, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_that_takes_too_much_is_left_out_and_the_others_go_on() {
    let place = temporary();
    fs::write(place.path().join("good.csv"), GOOD).expect("the file can be written");
    make_hostile(&place.path().join("hostile.xlsx"), 1, 2_000);
    let memory = ["--limit", "workbook-memory=24M"];
    let time = ["--limit", "workbook-seconds=1", "--limit", "ratio=1000000"];
    for (limits, reason) in [(&memory[..], "bytes of memory"), (&time[..], "seconds")] {
        let run = |inputs: &[&str]| {
            let all = [&["run"], inputs, &["--out", "out", "--overwrite", "--exit-zero", "--format", "csv"], limits];
            intake(place.path(), &all.concat())
        };
        let ran = run(&["hostile.xlsx", "good.csv"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(reason) && ran.stderr.contains("hostile.xlsx"), "{}", ran.stderr);
        assert_left_out(place.path(), reason);
        let before = fs::read(place.path().join("out/manifest.json")).expect("a result");
        for inputs in [&["hostile.xlsx"][..], &["good.csv", "--existing", "hostile.xlsx"]] {
            let ran = run(inputs);
            assert!(ran.code == 2 && ran.stderr.contains(reason) && ran.stderr.contains("hint"), "{}", ran.stderr);
        }
        assert_eq!(fs::read(place.path().join("out/manifest.json")).expect("a result"), before);
    }
}

#[cfg(target_os = "linux")]
mod killed {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use rustix::process::{Pid, Signal, kill_process};

    use super::*;

    /// The processes that a process has started.
    fn children(of: u32) -> Vec<Pid> {
        let is_child = |id: &i32| {
            // The name, in brackets, may hold anything; behind it come the state and the parent.
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
            behind.split_whitespace().nth(1) == Some(&of.to_string())
        };
        let entries = fs::read_dir("/proc").expect("Linux has it").flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(is_child).filter_map(Pid::from_raw).collect()
    }

    fn start(folder: &Path) -> std::process::Child {
        fs::write(folder.join("good.csv"), GOOD).expect("the file can be written");
        make_hostile(&folder.join("hostile.xlsx"), 20_000, 2_000);
        Command::new(env!("CARGO_BIN_EXE_intake"))
            .args(["run", "hostile.xlsx", "good.csv", "--out", "out", "--format", "csv", "--matching", "exact"])
            .args(["--limit", "ratio=1000000", "--today", crate::support::TODAY])
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program has been built")
    }

    #[test]
    fn of_a_reader_that_dies_half_way_nothing_is_in_the_result() {
        let place = temporary();
        let run = start(place.path());
        // Rows of the workbook are being written by then.
        while !place.path().join(".out.partial/relationship-requests.csv").metadata().is_ok_and(|file| file.len() > 0) {
            std::thread::sleep(Duration::from_millis(1));
        }
        let readers = children(run.id());
        assert_eq!(readers.len(), 1, "one reads the workbook");
        kill_process(readers[0], Signal::KILL).expect("it reads still");
        let output = run.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("from outside"), "{:?} {said}", output.status);
        assert_left_out(place.path(), "from outside");
    }

    #[test]
    fn a_run_that_is_stopped_ends_its_reader() {
        let place = temporary();
        let run = start(place.path());
        let id = run.id();
        while children(id).is_empty() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let reader = children(id)[0];
        kill_process(Pid::from_child(&run), Signal::TERM).expect("it runs");
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(143), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(rustix::process::test_kill_process(reader).is_err(), "the reader lives on");
        assert!(!place.path().join("out").exists() && !place.path().join(".out.partial").exists());
    }
}
