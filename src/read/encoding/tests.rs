//! What texts are taken for, and what comes out of them.

use std::io::Write as _;

use encoding_rs::{BIG5, EUC_KR, GB18030, GBK, ISO_8859_2, KOI8_R, SHIFT_JIS};
use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254};

use super::*;

const LIMITS: Limits = Limits {
    record: 1 << 20,
    columns: 100,
    cells: 0,
    memory: 0,
    unpacked: 1 << 30,
    ratio: 100,
    workbook_memory: 0,
    workbook_seconds: 0,
};

fn kind_of(bytes: &[u8], told: Option<Charset>) -> Kind {
    survey_text(bytes, told, Packed::Plain, Look::Whole, || Ok(bytes)).expect("reading from memory does not fail").kind
}

fn format_of(bytes: &[u8]) -> TextFormat {
    match kind_of(bytes, None) {
        Kind::Text(format) => format,
        other => panic!("{other:?} is no text"),
    }
}

fn encoding_of(bytes: &[u8]) -> &'static str {
    format_of(bytes).charset.name()
}

fn text_of(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut reader = decode::decoded(io::Cursor::new(bytes.to_vec()), format_of(bytes));
    reader.read_to_string(&mut text).expect("what comes out is UTF-8");
    text
}

#[test]
fn utf8_is_proven_over_the_whole_text() {
    let mut late = vec![b'a'; CHUNK * 2 + 5];
    assert_eq!(encoding_of(&late), "UTF-8");
    late.extend_from_slice("é;ö".as_bytes());
    assert_eq!(encoding_of(&late), "UTF-8");
    late.extend_from_slice(b"\nSoci\xE9t\xE9 g\xE9n\xE9rale;Angoul\xEAme\nCaf\xE9 B\xE2le\n");
    assert_eq!(encoding_of(&late), "windows-1252");
}

#[test]
fn characters_may_lie_across_chunks() {
    for shift in 0..4 {
        let mut text = "x".repeat(CHUNK - shift);
        text.push_str("€€€€");
        assert_eq!(encoding_of(text.as_bytes()), "UTF-8", "shift {shift}");
    }
}

#[test]
fn marks_and_their_absence_are_understood() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let utf32 = |text: &str| text.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect::<Vec<u8>>();
    let list = "company;city\nКонтосо;Москва\n北京科技有限公司;北京\n";
    assert_eq!(encoding_of(b"\xFF\xFEa\0;\0"), "UTF-16LE");
    assert_eq!(encoding_of(&utf16(list)), "UTF-16LE");
    assert_eq!(encoding_of(&utf16("会社名;国\n株式会社コントソ;日本\n東京電力;日本\n")), "UTF-16LE");
    assert_eq!(encoding_of(&utf32(list)), "UTF-32BE");
    assert_eq!(text_of(&[&b"\0\0\xFE\xFF"[..], &utf32(list)].concat()), list);
    assert_eq!(kind_of(b"\xEF\xBB\xBF", None), Kind::Empty);
    assert_eq!(kind_of(b"\xFF\xFE", None), Kind::Empty);
    assert_eq!(kind_of(b"", None), Kind::Empty);
    assert_eq!(encoding_of(b"company;city\nCon\0toso;Paris\n"), "UTF-8");
    assert_eq!(encoding_of(b"company\x01city\x01x\nCo\x01Paris\x01y\n"), "UTF-8");
    assert_eq!(kind_of(b"\x89\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01", None), Kind::Other(None));
}

#[test]
fn old_encodings_are_guessed_and_doubt_is_told() {
    let french = "société;ville\nÉlectricité générale du Sud;Angoulême\nPâtisserie Hôtel;Nîmes\nÇa va;Besançon\n";
    let polish = "firma;miasto\nŻółta Łódź sp. z o.o.;Łódź\nGęślą Jaźń;Kraków\nSpółka Ćma;Częstochowa\n";
    let russian = "компания;город\nРога и копыта;Москва\nСеверсталь;Череповец\nЗаря;Екатеринбург\n";
    let greek = "εταιρεία;πόλη\nΕλληνικά Πετρέλαια;Αθήνα\nΠαπαδόπουλος ΑΕ;Θεσσαλονίκη\n";
    let turkish = "şirket;şehir\nGüneş İnşaat;İstanbul\nÇağdaş Gıda;Eskişehir\nIşık Tekstil;Muğla\n";
    let chinese = "公司名称;城市\n北京科技有限公司;北京\n上海国际贸易有限公司;上海\n";
    let taiwanese = "公司名稱;城市\n臺灣積體電路製造股份有限公司;新竹\n國際貿易股份有限公司;臺北\n";
    let japanese = "会社名;都市\n株式会社コントソ;東京\n有限会社さくら;大阪\n";
    let korean = "회사명;도시\n삼성전자 주식회사;서울\n한국전력공사;부산\n";
    for (text, encoding) in [
        (french, WINDOWS_1252),
        (polish, WINDOWS_1250),
        (polish, ISO_8859_2),
        (russian, WINDOWS_1251),
        (russian, KOI8_R),
        (greek, WINDOWS_1253),
        (chinese, GBK),
        (chinese, GB18030),
        (taiwanese, BIG5),
        (japanese, SHIFT_JIS),
        (korean, EUC_KR),
    ] {
        let bytes = encoding.encode(text).0;
        let format = format_of(&bytes);
        assert_eq!(text_of(&bytes), text, "{}", encoding.name());
        assert_eq!(format.certainty, Certainty::Guessed, "{}", encoding.name());
    }
    // Half of these lines alone are taken for another language's.
    assert_eq!(text_of(&WINDOWS_1254.encode(turkish).0), turkish);
    assert_eq!(format_of(&WINDOWS_1254.encode(turkish).0).certainty, Certainty::Doubtful);
    assert_eq!(format_of(b"company\nCaf\xA3\n").certainty, Certainty::Doubtful);
}

#[test]
fn the_users_word_replaces_a_guess_but_no_proof() {
    let told = Charset::from_name("windows-1251");
    let format = |bytes: &[u8]| match kind_of(bytes, told) {
        Kind::Text(format) => (format.charset.name(), format.certainty),
        other => panic!("{other:?}"),
    };
    assert_eq!(format(b"\xCF\xF0"), ("windows-1251", Certainty::Told));
    assert_eq!(format("Контосо".as_bytes()), ("UTF-8", Certainty::Proven));
    assert_eq!(format(b"\xFF\xFEa\0"), ("UTF-16LE", Certainty::Proven));
    let error = survey_text(&b"\xCF\xF0"[..], Some(Charset::Web(UTF_8)), Packed::Plain, Look::Whole, || Ok(&b""[..]));
    assert_eq!(error.map(|survey| survey.kind).map_err(|error| Fault::of(&error)), Err(Some(Fault::NotUtf8)));
}

#[test]
fn pasted_texts_are_read_line_by_line() {
    let lines: [&[u8]; 4] =
        ["Müller;Köln\n".as_bytes(), "Łódź\n".as_bytes(), "Žižkov\n".as_bytes(), b"Soci\xE9t\xE9\n"];
    assert_eq!(text_of(&lines.concat()), "Müller;Köln\nŁódź\nŽižkov\nSociété\n");
    let marked = [&b"\xEF\xBB\xBFa\nSoci\xE9t\xE9\nCaf\xE9\n"[..], "Café\n".as_bytes()].concat();
    assert_eq!(text_of(&marked), "a\nSociété\nCafé\nCafé\n");
}

#[test]
fn text_comes_out_as_utf8_without_its_mark() {
    for (bytes, wanted) in [
        (&b"\xEF\xBB\xBFa;b"[..], "a;b"),
        (b"ab", "ab"),
        (b"\xFF\xFEa\0\xE9\0", "aé"),
        (b"\xFF\xFE\0\0a\0\0\0\xE9\0\0\0", "aé"),
        (b"Soci\xE9t\xE9 g\xE9n\xE9rale;Angoul\xEAme", "Société générale;Angoulême"),
    ] {
        assert_eq!(text_of(bytes), wanted);
    }
}

#[test]
fn a_beginning_proves_only_what_it_refutes() {
    let look = |bytes: &[u8]| {
        survey_text(bytes, None, Packed::Plain, Look::Beginning, || Ok(bytes))
            .expect("reading from memory does not fail")
    };
    let long = vec![b'a'; CHUNK + 1];
    assert!(!look(&long).proven && look(&long[..CHUNK - 1]).proven);
    let not_utf8 = look(&[b"Angoul\xEAme;\n", long.as_slice()].concat());
    assert!(not_utf8.proven && not_utf8.kind == kind_of(b"Angoul\xEAme;\n", None));
}

#[test]
fn gzip_is_looked_into() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("list.csv.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"company_name\nContoso\n").expect("writing to memory");
    std::fs::write(&path, encoder.finish().expect("writing to memory")).expect("the test's folder can be written");
    let survey = survey(&path, None, &LIMITS, Look::Beginning).expect("it is there");
    let Kind::Text(format) = survey.kind else { panic!("{survey:?}") };
    assert_eq!((format.charset, format.packed, survey.proven), (Charset::Web(UTF_8), Packed::Gzip, true));
}
