//! What a file is by its first bytes, and the guards in front of calamine, which trusts what a workbook says of itself.
//!
//! calamine reserves memory for as many shared strings as a file claims to have, holds any text whole, and reads
//! whichever of two parts of one name comes last. So every part that it will read is inflated once beforehand and
//! measured; nothing is kept. That costs about a tenth of the time of reading.

use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;
use zip::ZipArchive;

use super::error::FileFault;
use super::losses::{FormulaErrors, FormulasWithoutResult, OddValues};
use super::{Limits, Warning, compound, unseen_formats};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// A text in a sheet may have 32,767 characters, of at most seven bytes each when written as `_x000D_`; no honest part
/// goes this far without a tag.
const LONGEST_TEXT: u64 = 1 << 20;

/// Below this size a part does no harm, however well it was compressed.
const RATIO_GRACE: u64 = 16 << 20;

/// Claims of fewer shared strings than this cost too little memory to look at.
const STRINGS_GRACE: u64 = 1 << 16;

/// The shortest shared string is `<si/>`.
const SHORTEST_STRING: u64 = 5;

/// Tells the format by content and turns away what is not a workbook or would do harm.
pub(super) fn examine(bytes: &mut (impl Read + Seek), limits: &Limits) -> Result<(Format, Vec<Warning>), FileFault> {
    let length = bytes.seek(SeekFrom::End(0)).map_err(|_| CUT_OFF)?;
    bytes.rewind().map_err(|_| CUT_OFF)?;
    let mut head = Vec::with_capacity(4096);
    bytes.by_ref().take(4096).read_to_end(&mut head).map_err(|_| CUT_OFF)?;
    bytes.rewind().map_err(|_| CUT_OFF)?;
    let found = if head.starts_with(b"PK\x03\x04") {
        examine_archive(bytes, limits)?
    } else if head.starts_with(COMPOUND_FILE) {
        examine_compound_file(bytes, length, limits)?
    } else {
        return Err(FileFault::NotAWorkbook(name_of(&head)));
    };
    bytes.rewind().map_err(|_| CUT_OFF)?;
    Ok(found)
}

const CUT_OFF: FileFault = FileFault::Damaged("it is cut off or changed; it may not have been copied whole");

/// How an OLE compound file begins: xls, and any Office file with a password.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether the first bytes are those of a container that workbooks come in.
pub fn looks_like_a_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(COMPOUND_FILE)
}

/// What a file that is no workbook holds, for people.
fn name_of(head: &[u8]) -> &'static str {
    let holds = |what: &[u8]| head.windows(what.len()).any(|window| window.eq_ignore_ascii_case(what));
    if head.is_empty() {
        "nothing"
    } else if holds(b"urn:schemas-microsoft-com:office:spreadsheet") {
        "a spreadsheet in the XML format of Excel 2003"
    } else if holds(b"<html") || holds(b"<table") || holds(b"<!doctype html") {
        "a web page (HTML)"
    } else if head.starts_with(b"%PDF") {
        "a PDF document"
    } else if head.starts_with(b"MIME-Version") {
        "a saved web page (MHTML)"
    } else if head.starts_with(&[0x09]) && head.len() > 1 && matches!(head[1], 0 | 2 | 4 | 8) {
        "a sheet of an Excel version before 1995"
    } else if head.contains(&0) {
        "something unknown"
    } else {
        "plain text"
    }
}

fn examine_compound_file(
    bytes: &mut impl Read,
    length: u64,
    limits: &Limits,
) -> Result<(Format, Vec<Warning>), FileFault> {
    // The names of its streams are UTF-16.
    let holds = |content: &[u8], name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(content, &name).is_some()
    };
    if length > limits.whole_bytes {
        return Err(FileFault::TooLarge { bytes: length, limit: limits.whole_bytes });
    }
    let mut content = Vec::new();
    bytes.read_to_end(&mut content).map_err(|_| CUT_OFF)?;
    if holds(&content, "EncryptedPackage") {
        Err(FileFault::Encrypted)
    } else if !compound::every_chain_ends(&content) {
        Err(FileFault::Damaged("its parts lead in a circle"))
    } else if holds(&content, "Workbook") || holds(&content, "Book") {
        let formats = unseen_formats::in_xls(&content).then_some(Warning::NumberFormatsUnseen);
        Ok((Format::Xls, formats.into_iter().collect()))
    } else if holds(&content, "WordDocument") {
        Err(FileFault::NotAWorkbook("a Word document"))
    } else {
        Err(FileFault::NotAWorkbook("something unknown"))
    }
}

fn examine_archive(bytes: &mut (impl Read + Seek), limits: &Limits) -> Result<(Format, Vec<Warning>), FileFault> {
    let mut archive = ZipArchive::new(bytes).map_err(|_| CUT_OFF)?;
    if archive.len() > limits.parts {
        return Err(FileFault::Unsafe("it has too many parts"));
    }
    // calamine finds parts whatever their case and slashes, so a decoy may differ in these.
    let mut names = Vec::with_capacity(archive.len());
    for name in archive.file_names() {
        names.push(name.map_err(|_| CUT_OFF)?.replace('\\', "/").to_ascii_lowercase());
    }
    let mut sorted: Vec<&str> = names.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    if archive.has_duplicate_names() || sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(FileFault::Unsafe("two of its parts have the same name"));
    }
    let format = format_of(&names)?;
    let mut inflated = 0_u64;
    let (mut without_result, mut unseen, mut formats) = (0, 0, false);
    let mut headers = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let part = archive.by_index_raw(index).map_err(|_| CUT_OFF)?;
        if part.encrypted() {
            return Err(FileFault::Encrypted);
        }
        let compressed = part.compressed_size();
        headers.push((part.header_start(), part.name_raw().to_vec()));
        drop(part);
        if !is_read(name) {
            continue;
        }
        let part = archive.by_index(index).map_err(|_| CUT_OFF)?;
        let measured = examine_part(part, name, compressed, format, limits, limits.inflated_bytes - inflated)?;
        inflated += measured.size;
        without_result += measured.without_result;
        unseen += measured.unseen;
        formats |= measured.formats_unseen;
    }
    let bytes = archive.into_inner();
    for (start, name) in headers {
        examine_header(bytes, start, &name)?;
    }
    let warnings = [
        (without_result > 0).then_some(Warning::FormulasWithoutResult(without_result)),
        (unseen > 0).then_some(Warning::ValuesUnseen(unseen)),
        formats.then_some(Warning::NumberFormatsUnseen),
    ];
    Ok((format, warnings.into_iter().flatten().collect()))
}

/// A part's name stands in the directory and before the part itself. Where one was changed, calamine would read on
/// without the part, such as the one that says which numbers are dates.
fn examine_header(bytes: &mut (impl Read + Seek), start: u64, name: &[u8]) -> Result<(), FileFault> {
    const NAME_LENGTH_AT: usize = 26;
    const NAME_AT: usize = 30;
    let mut header = vec![0; NAME_AT + name.len()];
    bytes.seek(SeekFrom::Start(start)).map_err(|_| CUT_OFF)?;
    bytes.read_exact(&mut header).map_err(|_| CUT_OFF)?;
    let length = usize::from(u16::from_le_bytes([header[NAME_LENGTH_AT], header[NAME_LENGTH_AT + 1]]));
    if length == name.len() && header[NAME_AT..] == *name { Ok(()) } else { Err(CUT_OFF) }
}

/// The format of an archive with these parts, in lower case.
fn format_of(names: &[String]) -> Result<Format, FileFault> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let has_folder = |wanted: &str| names.iter().any(|name| name.starts_with(wanted));
    if has("content.xml") && has("meta-inf/manifest.xml") {
        return Ok(Format::Ods);
    }
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    let what = if has_folder("word/") {
        "a Word document"
    } else if has_folder("ppt/") {
        "a PowerPoint presentation"
    } else if has_folder("index/") {
        "an Apple Numbers, Pages or Keynote document"
    } else if has("[content_types].xml") && has("_rels/.rels") {
        return Ok(Format::Xlsx);
    } else {
        "a zip archive"
    };
    Err(FileFault::NotAWorkbook(what))
}

/// Whether calamine may read the part: pictures, macros and printer settings it does not.
fn is_read(name: &str) -> bool {
    match ending(name) {
        "xml" | "rels" => true,
        "bin" => !name.contains("printersettings") && !name.contains("vba"),
        _ => false,
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// What was found out about a part.
struct Measured {
    size: u64,
    /// Formulas without a stored result.
    without_result: u64,
    /// Values that will not be seen.
    unseen: u64,
    /// Whether there are number formats that matter and will not be seen.
    formats_unseen: bool,
}

/// Inflates a part and measures it.
fn examine_part(
    mut part: impl Read,
    name: &str,
    compressed: u64,
    format: Format,
    limits: &Limits,
    room: u64,
) -> Result<Measured, FileFault> {
    let is_xml = ending(name) != "bin";
    // Sheets pass by; every other part, and the one part of an ods file, is held in memory.
    let is_sheet = name.contains("worksheets/") && ending(name) != "rels";
    let (mut formulas, mut errors) = (FormulasWithoutResult::default(), FormulaErrors::default());
    let (mut odd_values, mut formats_unseen) = (OddValues::default(), false);
    let limit = if is_sheet { room } else { room.min(limits.whole_bytes) };
    let mut head = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    let (mut size, mut since_tag) = (0_u64, 0_u64);
    loop {
        let count = part.read(&mut buffer).map_err(|_| CUT_OFF)?;
        if count == 0 {
            break;
        }
        let piece = &buffer[..count];
        size += count as u64;
        if size > limit {
            return Err(match format {
                Format::Ods if limit == limits.whole_bytes => FileFault::TooLarge { bytes: size, limit },
                _ if is_sheet || limit < limits.whole_bytes => FileFault::Unpacks(limits.inflated_bytes),
                _ => FileFault::Memory(limit),
            });
        }
        if size > RATIO_GRACE && size / limits.ratio.max(1) > compressed {
            return Err(FileFault::Ratio(limits.ratio));
        }
        if is_xml {
            since_tag = match memchr::memrchr(b'<', piece) {
                Some(last) => (count - last) as u64,
                None => since_tag + count as u64,
            };
            if since_tag > LONGEST_TEXT {
                return Err(FileFault::Unsafe("one of its texts is longer than a cell can be"));
            }
        }
        match (is_sheet, is_xml) {
            (true, true) => {
                formulas.feed(piece);
                odd_values.feed(piece);
            }
            (true, false) => errors.feed(piece),
            (false, _) => {}
        }
        // Styles stand at the beginning of their part, or are the whole of it.
        formats_unseen |= match format {
            Format::Ods => unseen_formats::in_ods(piece),
            Format::Xlsb => name.ends_with("styles.bin") && unseen_formats::in_xlsb(piece),
            Format::Xlsx | Format::Xls => false,
        };
        if head.len() < buffer.len() {
            head.extend_from_slice(&piece[..count.min(buffer.len() - head.len())]);
        }
    }
    if is_xml && behind_prologue(&head).is_some_and(|root| root.starts_with(b"<!DOCTYPE")) {
        return Err(FileFault::Unsafe("one of its parts brings a document type, with which texts can be multiplied"));
    }
    if name.ends_with("sharedstrings.xml") {
        let claim = claimed_strings(&head).ok_or(FileFault::Damaged("its list of texts has no proper beginning"))?;
        if claim > STRINGS_GRACE && claim > size / SHORTEST_STRING {
            return Err(FileFault::Unsafe("it claims to hold more texts than it does"));
        }
    }
    let unseen = odd_values.count + errors.count;
    Ok(Measured { size, without_result: formulas.count, unseen, formats_unseen })
}

/// The `uniqueCount` of a shared-strings part, 0 if it has none. `None` when the part does not begin as it should: a
/// declaration and comments, then the `sst` tag.
fn claimed_strings(head: &[u8]) -> Option<u64> {
    let tag = start_tag(behind_prologue(head)?)?;
    let name = tag.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next()?;
    if !(name == b"sst" || name.ends_with(b":sst")) {
        return None;
    }
    // The largest of all claims, so that it does not matter which of two the reader believes.
    Some(memmem::find_iter(tag, b"uniqueCount").map(|at| number_after(&tag[at..])).max().unwrap_or(0))
}

/// What stands behind a part's declaration and comments; `None` if these do not end.
fn behind_prologue(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    loop {
        let (open, close): (&[u8], &[u8]) = if rest.starts_with(b"<?") {
            (b"<?", b"?>")
        } else if rest.starts_with(b"<!--") {
            (b"<!--", b"-->")
        } else {
            return Some(rest);
        };
        let end = memmem::find(&rest[open.len()..], close)?;
        rest = rest[open.len() + end + close.len()..].trim_ascii_start();
    }
}

/// The inside of the tag that the text begins with, with `>` in quotes passed over.
fn start_tag(text: &[u8]) -> Option<&[u8]> {
    let inside = text.strip_prefix(b"<")?;
    let mut quote = None;
    for (at, &byte) in inside.iter().enumerate() {
        match quote {
            Some(mark) if byte == mark => quote = None,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte == b'>' => return Some(&inside[..at]),
            _ => {}
        }
    }
    None
}

/// The first number in a text; the largest there is when it has too many digits.
fn number_after(text: &[u8]) -> u64 {
    let digits = text.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_shared_strings_are_found_where_the_reader_looks() {
        for (head, expected) in [
            ("<sst uniqueCount=\"7\">", Some(7)),
            (
                "\u{FEFF}<?xml version=\"1.0\"?>\r\n<!-- <sst uniqueCount=\"1\"> --><x:sst count='3' uniqueCount = '99'/>",
                Some(99),
            ),
            ("<sst a=\">\" uniqueCount=\"184467440737095516160\">", Some(u64::MAX)),
            ("<sst>", Some(0)),
            ("<!DOCTYPE sst><sst>", None),
            ("<other><sst uniqueCount=\"7\">", None),
            ("<!-- <sst>", None),
            ("", None),
        ] {
            assert_eq!(claimed_strings(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn what_is_no_workbook_is_named() {
        for (head, expected) in [
            (&b""[..], "nothing"),
            (b"  <HTML xmlns:o=\"urn:schemas-microsoft-com:office:office\">", "a web page (HTML)"),
            (b"company_name,country\n", "plain text"),
            (b"\x09\x04\x06\x00", "a sheet of an Excel version before 1995"),
            (b"%PDF-1.7", "a PDF document"),
            (b"\x00\x01", "something unknown"),
        ] {
            assert_eq!(name_of(head), expected);
        }
    }
}
