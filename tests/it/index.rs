//! The index of existing customers that is kept from run to run: the same answers with it and without, made anew whenever
//! anything stands there that was not made of these lists by these rules.

use std::fs;
use std::path::Path;

use crate::support::{TABLES, TODAY, TableText, csv_of, intake, project, temporary};

/// All rules off but those of matching.
const RULES_OFF: &str = "[rules]\nall = \"off\"\nexisting-customer = \"info\"\nduplicate-in-batch = \"info\"\n\
                         possible-existing-customer = \"info\"\npossible-duplicate = \"info\"\n";

/// What is left of a manifest when what differs from run to run is taken away: durations, and what was said of the index.
fn told(manifest: &Path) -> (serde_json::Value, Vec<String>) {
    let text = fs::read_to_string(manifest).expect("there is a manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let all = manifest.as_object_mut().expect("it is an object");
    all.remove("durations");
    all.remove("outputs");
    let notices = all.remove("notices").unwrap_or_default();
    let notices = notices.as_array().cloned().unwrap_or_default();
    (manifest, notices.iter().map(|notice| notice.as_str().unwrap_or_default().to_owned()).collect())
}

/// The lists of a result as bytes, and what its manifest tells.
type Result = (Vec<Vec<u8>>, serde_json::Value, Vec<String>);

struct Case {
    place: tempfile::TempDir,
    method: &'static str,
}

impl Case {
    /// The labelled lists, those of existing customers in two files, one of which is not in UTF-8 and holds a broken line.
    fn new(method: &'static str) -> Case {
        let place = temporary();
        let read = |name: &str| {
            let table = TableText::read(&project(&format!("tests/data/matching/{name}.csv")));
            [vec![table.header], table.rows].concat()
        };
        let existing = read("existing");
        let (one, two) = existing.split_at(existing.len() / 2);
        let header = [existing[0].clone()];
        let write = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).expect("it can be written");
        write("one.csv", &csv_of(one));
        let latin: Vec<u8> = String::from_utf8(csv_of(&[&header[..], two].concat()))
            .expect("it is UTF-8")
            .chars()
            .filter_map(|letter| u8::try_from(u32::from(letter)).ok())
            .collect();
        write("two.csv", &[&latin[..], b"C99999,\"Broken,line\n".as_slice()].concat());
        write("incoming.csv", &csv_of(&read("incoming")));
        write("off.toml", RULES_OFF.as_bytes());
        Case { place, method }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.place.path().join(name)
    }

    fn run(&self, out: &str, more: &[&str]) -> Result {
        let mut args = vec!["run", "incoming.csv", "--existing", "one.csv", "--existing", "two.csv", "--out", out];
        args.extend(["--matching", self.method, "--config", "off.toml", "--today", TODAY, "--overwrite"]);
        args.extend(more);
        let ran = intake(self.place.path(), &args);
        assert!(ran.code <= 1, "{}", ran.stderr);
        let lists = TABLES.iter().map(|table| fs::read(self.path(&format!("{out}/{table}.csv"))).expect("it is there"));
        let lists = lists.collect();
        let (manifest, notices) = told(&self.path(&format!("{out}/manifest.json")));
        (lists, manifest, notices)
    }

    fn index(&self) -> std::path::PathBuf {
        self.path(&format!("index/existing-{}.index", self.method))
    }
}

fn assert_same(found: &Result, wanted: &Result, about: &str) {
    for (place, name) in TABLES.iter().enumerate() {
        assert!(found.0[place] == wanted.0[place], "{name} is another: {about}");
    }
    assert_eq!(found.1, wanted.1, "{about}");
    let of_lists = |result: &Result| -> Vec<String> {
        result.2.iter().filter(|notice| !notice.contains(".index")).cloned().collect()
    };
    assert_eq!(of_lists(found), of_lists(wanted), "{about}");
}

fn about_index(result: &Result) -> Vec<&str> {
    result.2.iter().map(String::as_str).filter(|notice| notice.contains(".index")).collect()
}

fn same_with_and_without(method: &'static str) {
    let case = Case::new(method);
    let without = case.run("without", &[]);
    assert!(without.0[..3].iter().all(|list| list.len() > 1_000), "too few rows to tell anything");
    assert!(without.2.iter().any(|notice| notice.contains("two.csv")), "the list has something to be told of it");
    for threads in ["1", "2", "5"] {
        let made = case.run("made", &["--index", "index", "--threads", threads]);
        assert_same(&made, &without, "made");
        assert_eq!(about_index(&made), [""; 0]);
        let bytes = fs::read(case.index()).expect("it is kept");
        let read = case.run("read", &["--index", "index", "--threads", threads]);
        assert_same(&read, &without, "read");
        assert_eq!(about_index(&read), [""; 0]);
        assert!(
            fs::read(case.index()).expect("it is kept") == bytes,
            "what is kept is the same for any number of threads"
        );
        if threads != "5" {
            fs::remove_file(case.index()).expect("it is there");
        }
    }
}

#[test]
fn matching_by_likeness_is_the_same_with_an_index() {
    same_with_and_without("full");
}

#[test]
fn matching_exactly_is_the_same_with_an_index() {
    same_with_and_without("exact");
}

#[test]
fn what_does_not_fit_is_made_anew_and_said() {
    for method in ["full", "exact"] {
        let case = Case::new(method);
        let first = case.run("out", &["--index", "index"]);
        let whole = fs::read(case.index()).expect("it is kept");

        // Damaged, cut short, or something else altogether.
        let mut damaged = whole.clone();
        damaged[whole.len() / 3] ^= 1;
        for bytes in [&damaged, &whole[..whole.len() - 7].to_vec(), &b"hello".to_vec()] {
            fs::write(case.index(), bytes).expect("it can be written");
            let again = case.run("out", &["--index", "index"]);
            assert_same(&again, &first, "damaged");
            assert!(matches!(about_index(&again)[..], [notice] if notice.contains("damaged")), "{:?}", again.2);
            assert!(fs::read(case.index()).expect("it is kept") == whole, "it is what it was");
        }

        // By other rules: here, of text told to be in another encoding.
        let other = case.run("out", &["--index", "index", "--encoding", "iso-8859-2"]);
        assert!(matches!(about_index(&other)[..], [notice] if notice.contains("other")), "{:?}", other.2);
        assert_same(&other, &case.run("out", &["--encoding", "iso-8859-2"]), "other rules");

        // Of another list: one customer has gone.
        let text = fs::read(case.path("one.csv")).expect("it is there");
        let short = text.iter().rposition(|byte| *byte == b'C').expect("the last customer's ID");
        fs::write(case.path("one.csv"), &text[..short]).expect("it can be written");
        let changed = case.run("out", &["--index", "index"]);
        assert!(matches!(about_index(&changed)[..], [notice] if notice.contains("other")), "{:?}", changed.2);
        assert_same(&changed, &case.run("out", &[]), "another list");
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_an_index() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new("full");
    case.run("out", &["--index", "index"]);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&case.path("index")), mode(&case.index())), (0o700, 0o600));
    let names = fs::read_dir(case.path("index")).expect("a folder").map(|entry| entry.expect("a file").file_name());
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["existing-full.index", "lock"], "nothing else stays");
}

#[test]
fn an_index_is_of_lists_not_of_a_store() {
    let case = Case::new("full");
    let args = ["run", "incoming.csv", "--existing", "one.csv", "--index", "index", "--store", "s.db", "--out", "out"];
    let ran = intake(case.place.path(), &args);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--index"), "{}", ran.stderr);
}
