//! A workbook as text, cell by cell: values, notes, drop-downs, colours, widths. For comparing, and for reading.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A part of a workbook: its text, or nothing where there is no such part.
pub(crate) fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("an archive");
    let mut text = String::new();
    if let Ok(mut part) = archive.by_name(name) {
        part.read_to_string(&mut text).expect("XML");
    }
    text
}

/// One element: its name, its attributes, and the text within it, in document order.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }
}

/// The elements of a part, in the order in which they open. Text belongs to every element around it.
fn elements(xml: &str) -> Vec<Element> {
    let attributes = |start: &BytesStart<'_>| {
        let pairs = start.attributes().map(|attribute| attribute.expect("well-formed"));
        pairs.map(|pair| (pair.key.as_ref().to_owned(), unescape(&pair.value))).collect()
    };
    let name = |start: &BytesStart<'_>| start.name().as_ref().to_owned();
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                open.push(found.len());
                found.push(Element { name: name(&start), attributes: attributes(&start), text: String::new() });
            }
            Event::Empty(start) => {
                found.push(Element { name: name(&start), attributes: attributes(&start), text: String::new() });
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                add_text(&mut found, &open, &text);
            }
            Event::GeneralRef(entity) => {
                let text = unescape(&format!("&{};", &*entity));
                add_text(&mut found, &open, &text);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn add_text(elements: &mut [Element], open: &[usize], text: &str) {
    for place in open {
        elements[*place].text.push_str(text);
    }
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).expect("well-formed XML").into_owned()
}

/// What each cell format looks like, in few words.
fn formats(path: &Path) -> Vec<String> {
    let styles = elements(&part(path, "xl/styles.xml"));
    let mut fills: Vec<String> = Vec::new();
    let (mut formats, mut in_cells) = (Vec::new(), false);
    for element in &styles {
        match element.name.as_str() {
            "fill" => fills.push(String::new()),
            "fgColor" => element.get("rgb").clone_into(fills.last_mut().expect("within a fill")),
            "cellXfs" => in_cells = true,
            "cellStyles" => in_cells = false,
            "xf" if in_cells => {
                let fill: usize = element.get("fillId").parse().expect("a number");
                let number = if element.get("numFmtId") == "49" { "@ " } else { "" };
                formats.push(format!("{number}{}", fills[fill]).trim_end().to_owned());
            }
            "alignment" if in_cells && element.get("wrapText") == "1" => {
                let format: &mut String = formats.last_mut().expect("within a format");
                format.push_str(" wrapped");
            }
            _ => {}
        }
    }
    formats
}

/// Everything that a person sees of a workbook. Of a hidden sheet only its columns, each with its first and last value.
pub(crate) fn describe(path: &Path) -> String {
    let mut text = String::new();
    let formats = formats(path);
    let book = elements(&part(path, "xl/workbook.xml"));
    let mut comments = 0;
    for (number, sheet) in (1..).zip(book.iter().filter(|element| element.name == "sheet")) {
        let hidden = sheet.get("state") == "hidden";
        let _ = writeln!(text, "== {}{}", sheet.get("name"), if hidden { " (hidden)" } else { "" });
        let xml = elements(&part(path, &format!("xl/worksheets/sheet{number}.xml")));
        if hidden {
            describe_lists(&xml, &mut text);
            continue;
        }
        let mut notes = BTreeMap::new();
        if xml.iter().any(|element| element.name == "legacyDrawing") {
            comments += 1;
            let of_sheet = elements(&part(path, &format!("xl/comments{comments}.xml")));
            notes.extend(
                of_sheet
                    .iter()
                    .filter(|element| element.name == "comment")
                    .map(|comment| (comment.get("ref").to_owned(), comment.text.clone())),
            );
        }
        let rows: Vec<u32> = xml.iter().filter(|element| element.name == "row").map(row_number).collect();
        assert!(rows.is_sorted_by(|one, next| one < next), "Excel repairs a sheet with a row that stands there twice");
        for element in &xml {
            describe_element(element, &formats, &mut notes, &mut text);
        }
        assert!(notes.is_empty(), "notes without a cell: {notes:?}");
    }
    text
}

fn row_number(row: &Element) -> u32 {
    row.get("r").parse().expect("a number")
}

fn describe_element(element: &Element, formats: &[String], notes: &mut BTreeMap<String, String>, text: &mut String) {
    let format = |attribute: &str| formats.get(element.get(attribute).parse().unwrap_or(0)).map_or("", String::as_str);
    let _ = match element.name.as_str() {
        "pane" => writeln!(text, "frozen: {} row", element.get("ySplit")),
        "col" => {
            let (min, max, width) = (element.get("min"), element.get("max"), element.get("width"));
            let width: f64 = width.parse().expect("a number");
            writeln!(text, "columns {min}-{max}: width {width:.0} [{}]", format("style"))
        }
        "row" if !element.get("ht").is_empty() => {
            writeln!(text, "row {}: height {}", element.get("r"), element.get("ht"))
        }
        "c" => {
            let cell = element.get("r");
            let _ = writeln!(text, "{cell} [{}] {}", format("s"), element.text.escape_debug());
            notes.remove(cell).map_or(Ok(()), |note| note.lines().try_for_each(|line| writeln!(text, "    | {line}")))
        }
        "autoFilter" => writeln!(text, "filter: {}", element.get("ref")),
        "dataValidation" => {
            let stops = if element.get("showErrorMessage") == "1" { ", nothing else is taken" } else { "" };
            let error = [element.get("errorTitle"), element.get("error")].join(" / ");
            writeln!(
                text,
                "list: {} from {}{stops} {}",
                element.get("sqref"),
                element.text.trim(),
                error.trim_matches([' ', '/'])
            )
        }
        _ => Ok(()),
    };
}

fn describe_lists(xml: &[Element], text: &mut String) {
    let mut columns: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for cell in xml.iter().filter(|element| element.name == "c") {
        let column = cell.get("r").trim_end_matches(|letter: char| letter.is_ascii_digit());
        columns.entry(column.to_owned()).or_default().push(&cell.text);
    }
    for (column, values) in columns {
        let (first, last) = (values.first().unwrap_or(&""), values.last().unwrap_or(&""));
        let _ = writeln!(text, "{column}: {} values, {first} … {last}", values.len());
    }
}
