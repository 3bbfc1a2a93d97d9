//! Makes the awkward text files of `tests/data/awkward`, each named by its trouble:
//! `cargo run --example make_awkward`.
//!
//! What must be understood from each stands beside it, in a file that ends in `.expected`; `tests/it/awkward.rs` holds
//! the reader to it.

use std::io::{Cursor, Write as _};
use std::path::Path;

use encoding_rs as enc;
use flate2::{Compression, GzBuilder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A list that most of the packed and dressed-up files hold.
const PLAIN: &str = "Company,Country,City\nContoso,FR,Paris\nFabrikam,PL,Gdynia\n";

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/awkward");
    for (name, bytes) in files() {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// Every file and its bytes.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut files = Vec::new();
    encodings(&mut files);
    files.extend(
        DELIMITERS.iter().chain(LINE_ENDS).chain(QUOTES).chain(ROWS).map(|(name, text)| (*name, text.to_vec())),
    );
    packed(&mut files);
    files
}

const FRENCH: &str = "Société;Ville;Pays\nÉlectricité générale;Angoulême;FR\nPâtisserie Hôtel;Nîmes;FR\nÇa va;Besançon;FR\nForêt;Orléans;FR\n";
const POLISH: &str =
    "Company;City;Country\nŻółta Łódź sp. z o.o.;Łódź;PL\nGęślą Jaźń;Kraków;PL\nSpółka Ćma;Częstochowa;PL\n";
const RUSSIAN: &str = "Company;City;Country\nРога и копыта;Москва;RU\nСеверсталь;Череповец;RU\nЗаря;Екатеринбург;RU\n";
const JAPANESE: &str =
    "Company,City,Country\n株式会社コントソ,東京,JP\n有限会社さくら,大阪,JP\n表示ソフト能力,横浜,JP\n";
const CHINESE: &str =
    "Company,City,Country\n北京科技有限公司,北京,CN\n上海国际贸易有限公司,上海,CN\n深圳市华为技术,深圳,CN\n";

fn encodings(files: &mut Vec<(&'static str, Vec<u8>)>) {
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let old = |text: &str, encoding: &'static enc::Encoding| encoding.encode(text).0.into_owned();
    let greek = "Company;City;Country\nΕλληνικά Πετρέλαια;Αθήνα;GR\nΠαπαδόπουλος ΑΕ;Θεσσαλονίκη;GR\nΆλφα;Πάτρα;GR\n";
    let turkish = "Company;City;Country\nGüneş İnşaat;İstanbul;TR\nÇağdaş Gıda;Eskişehir;TR\nIşık Tekstil;Muğla;TR\n";
    let taiwanese =
        "Company,City,Country\n臺灣積體電路製造股份有限公司,新竹,TW\n國際貿易股份有限公司,臺北,TW\n蓋許功,高雄,TW\n";
    let korean = "Company,City,Country\n삼성전자 주식회사,서울,KR\n한국전력공사,부산,KR\n현대자동차,울산,KR\n";
    let utf32: Vec<u8> =
        format!("\u{feff}{RUSSIAN}").chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    let pasted: Vec<u8> = [
        "Company;City\nMüller;Köln\nŁódź Film;Łódź\nŽižkov;Praha\n".as_bytes(),
        &old("Société générale;Angoulême\n", enc::WINDOWS_1252),
    ]
    .concat();
    let garbled = old("Company;City\nMÃ¼ller;KÃ¶ln\nCafÃ© Noir;OrlÃ©ans\n", enc::UTF_8);
    files.extend([
        ("utf-8-with-mark.csv", format!("\u{feff}{FRENCH}").into_bytes()),
        ("utf-16-with-mark.csv", utf16(&format!("\u{feff}{RUSSIAN}"), u16::to_le_bytes)),
        ("utf-16-big-endian-without-mark.csv", utf16(FRENCH, u16::to_be_bytes)),
        ("utf-16-of-japanese-without-mark.csv", utf16(JAPANESE, u16::to_le_bytes)),
        ("utf-32-with-mark.csv", utf32),
        ("windows-1252.csv", old(FRENCH, enc::WINDOWS_1252)),
        ("windows-1250.csv", old(POLISH, enc::WINDOWS_1250)),
        ("windows-1251.csv", old(RUSSIAN, enc::WINDOWS_1251)),
        ("windows-1253.csv", old(greek, enc::WINDOWS_1253)),
        ("windows-1254.csv", old(turkish, enc::WINDOWS_1254)),
        ("iso-8859-2.csv", old(POLISH, enc::ISO_8859_2)),
        ("iso-8859-5.csv", old(RUSSIAN, enc::ISO_8859_5)),
        ("koi8-r.csv", old(RUSSIAN, enc::KOI8_R)),
        ("ibm866.csv", old(RUSSIAN, enc::IBM866)),
        ("gbk.csv", old(CHINESE, enc::GBK)),
        ("gb18030.csv", old(CHINESE, enc::GB18030)),
        ("big5.csv", old(taiwanese, enc::BIG5)),
        ("shift-jis-with-backslash-bytes.csv", old(JAPANESE, enc::SHIFT_JIS)),
        ("euc-jp.csv", old(JAPANESE, enc::EUC_JP)),
        ("euc-kr.csv", old(korean, enc::EUC_KR)),
        ("encoding-hard-to-tell.csv", b"Company,Country\nCaf\xE9,FR\nContoso,FR\n".to_vec()),
        ("encoding-told.csv", old("Company,Country\nŁoś,PL\n", enc::WINDOWS_1250)),
        ("encoding-told-wrongly.csv", "Company,Country\nŁoś,PL\n".as_bytes().to_vec()),
        ("utf-8-told-but-it-is-not.csv", old("Company,Country\nŁoś,PL\n", enc::WINDOWS_1250)),
        ("utf-8-and-windows-1252-pasted.csv", pasted),
        ("utf-8-read-as-windows-1252-before.csv", garbled),
        ("iso-2022-jp-told.csv", old(JAPANESE, enc::ISO_2022_JP)),
    ]);
}

type Texts = &'static [(&'static str, &'static [u8])];

const DELIMITERS: Texts = &[
    ("semicolons-and-decimal-commas.csv", b"Company;Turnover;City\nContoso;1,5;Paris\nFabrikam;12,25;Gdynia\n"),
    (
        "commas-in-addresses.csv",
        b"Company;Address;City\nContoso;1, High Street, Floor 2, Left;London\nFabrikam;2, rue X, Bat. B;Paris\n",
    ),
    ("semicolons-in-quoted-cells.csv", b"Company,Note,City\n\"a; b; c\",\"x;y\",Paris\n\"d;e\",z,Gdynia\n"),
    ("tabs.txt", b"Company\tCountry\tCity\nContoso, Ltd\tFR\tParis\n"),
    ("pipes.csv", b"Company|Country|City\nContoso, Ltd|FR|Paris\n"),
    ("carets.csv", b"Company^Country^City\nContoso, Ltd^FR^Paris\n"),
    ("tildes.csv", b"Company~Country~City\nContoso, Ltd~FR~Paris\n"),
    ("colons.csv", b"Company:Country:City\nContoso, Ltd:FR:Paris\n"),
    ("control-a.csv", b"Company\x01Country\x01City\nContoso, Ltd\x01FR\x01Paris\n"),
    ("sep-line.csv", b"sep=;\r\nCompany;Country\r\nContoso, Ltd;FR\r\n"),
    ("sep-line-in-quotes.csv", b"\"sep=,\"\r\nCompany,Country\r\nContoso,FR\r\n"),
    ("delimiter-told.csv", b"Company*Country\nContoso, Ltd*FR\n"),
    ("one-column-with-commas.csv", b"Company\n\"Contoso, Ltd\"\nFabrikam\n"),
    (
        "web-addresses-and-times.csv",
        b"Company,Website,Called\nContoso,https://contoso.com:443/a,10:20\nFabrikam,http://fabrikam.com,11:30:00\n",
    ),
];

const LINE_ENDS: Texts = &[
    ("crlf.csv", b"Company,City\r\nContoso,Paris\r\nFabrikam,Gdynia\r\n"),
    ("cr-alone.csv", b"Company,City\rContoso,Paris\rFabrikam,Gdynia\r"),
    ("line-ends-mixed.csv", b"Company,City\r\nContoso,Paris\nFabrikam,Gdynia\rTailspin,Bonn"),
    ("cr-cr-lf.csv", b"Company,City\r\r\nContoso,Paris\r\r\nFabrikam,Gdynia\r\r\n"),
    ("line-ends-in-cells.csv", b"Company,City,Note\nContoso,Paris,\"one\ntwo\r\nthree\"\nFabrikam,Gdynia,x\n"),
    ("header-over-two-lines.csv", b"\"Company\nname\",City\nContoso,Paris\n"),
    ("dos-end-mark.csv", b"Company,City\r\nContoso,Paris\r\n\x1A"),
    ("zeros-at-the-end.csv", b"Company,City,Note\nContoso,Paris,a list that was not closed properly\nFabrikam,Gdynia,when the machine went down\nTailspin,Bonn,as happens\n\0\0\0\0\0\0"),
    ("zeros-in-cells.csv", b"Company,City\nCon\0toso,Paris\nFabrikam,Gdynia\n"),
    ("control-characters.csv", b"Company,City\n\x1B[31mContoso,Pa\x07ris\nFabrikam,Gdynia\n"),
    ("blank-lines.csv", b"\n\nCompany,City\n\nContoso,Paris\n,\n  ,\t\nFabrikam,Gdynia\n\n"),
];

const QUOTES: Texts = &[
    ("quotes-doubled.csv", b"Company,City\n\"Contoso \"\"the best\"\" Ltd\",Paris\n\"\"\"Fabrikam\"\"\",Gdynia\n"),
    ("quotes-with-backslash.csv", b"Company,City\n\"Contoso \\\"the best\\\", Ltd\",Paris\n\"back\\\\slash\",Gdynia\n"),
    ("quotes-with-backslash-before-delimiter.csv", b"Company,City,Note\n\"Contoso \\\"best\\\"\",Paris,x\n\"Fabrikam \\\", Inc\",Gdynia\n"),
    ("backslash-at-the-end-of-a-cell.csv", b"Company,City\n\"C:\\lists\\\",Paris\n\"D:\\\",Gdynia\n"),
    ("quotes-in-plain-cells.csv", b"Company,City\n5\" pipe,Paris\nPipes 3\" and 5\",Gdynia\n"),
    ("quotes-in-quoted-cells.csv", b"Company,City\n\"Contoso \"the best\" Ltd\",Paris\n\"Fabrikam \"x\", Ltd\",Gdynia\n\"Tailspin\" Toys,Bonn\n"),
    ("quotes-that-leave-cells-open.csv", b"Company,City,Country\n\"Contoso \"the best\", Ltd\",Paris\nFabrikam,Gdynia,PL\n"),
    ("quote-left-open.csv", b"Company,City\n\"Contoso,Paris\nFabrikam,Gdynia\n\"Tailspin, Toys\",Bonn\n"),
    ("quote-left-open-in-the-last-line.csv", b"Company,City\nContoso,Paris\n\"Fabrikam,Gdynia\n"),
    ("quote-left-open-in-the-header.csv", b"\"Company,City\nContoso,Paris\n"),
    ("quotes-with-spaces-round-them.csv", b"\"Company\", \"City\", \"Country\"\n\"Contoso, Ltd\" , \"Paris\" , \"FR\"\n\"Fabrikam\", \"Gdynia, north\", \"PL\"\n"),
    ("single-quotes.csv", b"'Company','City'\n'Contoso, Ltd','Paris'\n'O''Brien','Cork'\n"),
    ("apostrophes.csv", b"Company,City\n'Contoso,Paris\nO'Brien's,Cork\n"),
    ("typographic-quotes.csv", "Company,City\n“Contoso”,Paris\n„Fabrikam”,Gdynia\n".as_bytes()),
];

const ROWS: Texts = &[
    ("comments-above.csv", b"# exported 2026-11-01\n# by a machine, with commas, in it\nCompany,City,Country\nContoso,Paris,FR\n"),
    ("titles-above.csv", b"Prospects of November;;\n;;\nSales team: East;;12 rows\nCompany;City;Country\nContoso;Paris;FR\n"),
    ("units-below.csv", b"Company,Country,Turnover\n(text),(ISO),(EUR)\nContoso,FR,12\n"),
    ("totals-below.csv", b"Company,Country,Turnover\nContoso,FR,12\nFabrikam,PL,13\nTotal,,25\nTotal : 2,,\n"),
    ("company-called-total.csv", b"Company,Country,Turnover\nTotal,FR,12\nSumme,DE,13\n"),
    ("header-again.csv", b"Company,Country,E-mail\nContoso,FR,a@contoso.fr\nCompany,Country,E-mail\nFabrikam,PL,b@fabrikam.pl\n"),
    ("header-again-in-other-words.csv", b"Company,Country,E-mail\nContoso,FR,a@contoso.fr\nCompany name,Country code,Mail\nFabrikam,PL,b@fabrikam.pl\n"),
    ("header-of-another-order.csv", b"Company,Country,E-mail\nContoso,FR,a@contoso.fr\nCountry,Company,E-mail\nPL,Fabrikam,b@fabrikam.pl\n"),
    ("headers-twice-and-empty.csv", b"Company,,City,City,,Country\nContoso,x,Paris,Lyon,y,FR\n"),
    ("no-header.csv", b"Contoso,FR,x\nFabrikam,PL,y\n"),
    ("no-header-unsaid.csv", b"Contoso,FR,x\nFabrikam,PL,y\n"),
    ("cells-missing.csv", b"Company,City,Country,Note\nContoso,Paris\nFabrikam\nTailspin,Bonn,DE,x\n"),
    ("cells-too-many.csv", b"Company,City\nContoso,Ltd,Paris\nFabrikam,Gdynia,\nTailspin,Bonn,,,\n"),
    ("header-alone.csv", b"Company,City\n"),
    ("delimiters-alone.csv", b";;;\n;;;\n"),
    ("empty.csv", b""),
    ("mark-alone.csv", b"\xEF\xBB\xBF"),
    ("web-page.csv", b"<html><body><table><tr><td>Company</td></tr></table></body></html>\n"),
    ("record-too-long.csv", b"Company,City\nContoso,Paris\nFabrikam aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,Gdynia\nTailspin,Bonn\n"),
    ("columns-too-many.csv", b"Company,City,a,b,c,d\nContoso,Paris\n"),
];

fn packed(files: &mut Vec<(&'static str, Vec<u8>)>) {
    let (first, rest) = PLAIN.split_at(PLAIN.find("Fabrikam").unwrap_or(0));
    let zstd = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    let whole = gzip(PLAIN);
    let mut locked = zip(&[("list.csv", PLAIN)]);
    // The bit that says so, in the entry's own header and in the directory.
    for (magic, flags) in [(&b"PK\x03\x04"[..], 6), (b"PK\x01\x02", 8)] {
        let start = locked.windows(4).position(|window| window == magic).unwrap_or(0);
        locked[start + flags] |= 1;
    }
    files.extend([
        ("gzip-in-two-members.csv.gz", [gzip(first), gzip(rest)].concat()),
        ("gzip-cut-off.csv.gz", whole[..whole.len() - 6].to_vec()),
        ("gzip-that-swells.csv.gz", gzip(&format!("{PLAIN}{}", "a,FR,b\n".repeat(20_000)))),
        ("zstd-in-two-frames.csv.zst", [zstd(first), zstd(rest)].concat()),
        ("zip-with-one-file.zip", zip(&[("lists/", ""), ("lists/list.csv", PLAIN)])),
        ("zip-with-what-macs-add.zip", zip(&[("list.csv", PLAIN), ("__MACOSX/._list.csv", "x"), (".DS_Store", "x")])),
        ("zip-with-two-files.zip", zip(&[("a.csv", PLAIN), ("b.csv", PLAIN)])),
        ("zip-with-a-path-outside.zip", zip(&[("../../outside.csv", PLAIN)])),
        ("zip-with-a-password.zip", locked),
        ("zip-with-no-file.zip", zip(&[])),
        ("xz.csv.xz", b"\xFD7zXZ\0\0\x04".to_vec()),
    ]);
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory can be written")
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("memory can be written");
        archive.write_all(text.as_bytes()).expect("memory can be written");
    }
    archive.finish().expect("memory can be written").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_made_here() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/awkward");
        for (name, bytes) in files() {
            let found = std::fs::read(folder.join(name)).unwrap_or_default();
            assert!(found == bytes, "{name} is not as made here: run `cargo run --example make_awkward`");
        }
    }
}
