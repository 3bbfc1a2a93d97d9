//! What the fuzz targets ask of the readers, asked of some thousand inputs that look like lists in every run of the tests.

use proptest::prelude::*;

use crate::harness;
use crate::support::{files_in, project};
use crate::whole_run::whole_run;

/// Pieces that lists are made of, and that trip readers.
const PIECES: &[&str] = &[
    ",", ",", ",", ";", "\t", "|", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", "\\\"", "\\", "'", " \"", "\" ", " ",
    "a", "b1", "é", "京", "\0", "\u{feff}", "Company", "Country", "E-mail", "Total", "sep=;\n", "=1+1", "#N/A",
    "x@y.fr",
];

fn list() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn delimited_text_is_kept_whole(choice: u8, width in 0_u8..8, block in 0_u8..64, text in list()) {
        harness::delimited(&[&[choice, width, block], text.as_bytes()].concat());
    }

    #[test]
    fn headers_are_found_or_not(text in list()) {
        harness::header(text.replace(',', "\t").as_bytes());
    }
}

/// Pieces that sheets are made of, and that trip readers.
const SHEET_PIECES: &[&str] = &[
    "<row>",
    "<row r=\"2\">",
    "<row r=\"1048577\">",
    "</row>",
    "<c>",
    "<c r=\"B2\">",
    "<c r=\"XFD1048576\" t=\"s\">",
    "<c t=\"e\">",
    "<c t=\"inlineStr\">",
    "<c t=\"str\" s=\"1\">",
    "<c t=\"d\">",
    "<c t=\"b\">",
    "</c>",
    "<v>",
    "</v>",
    "<v/>",
    "0",
    "1e300",
    "7",
    "-1",
    "<is>",
    "</is>",
    "<t>",
    "</t>",
    "<r>",
    "</r>",
    "<f>",
    "</f>",
    "<f t=\"shared\" si=\"0\"/>",
    "text",
    "&amp;",
    "&x;",
    "_x000D_",
    "<!-- -->",
    "<![CDATA[x]]>",
    "<c><v>1</v></c>",
    "</row><row>",
    "<c t=\"inlineStr\"><is><t>a</t></is></c>",
    "<rPh>",
    "#N/A",
    "\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn sheets_are_read_or_refused(choice: u8, pieces in prop::collection::vec(prop::sample::select(SHEET_PIECES), 0..40)) {
        let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", pieces.concat());
        harness::workbook(&[&[choice], sheet.as_bytes()].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Files of the corpus with some bytes changed, cut off or doubled.
    #[test]
    fn damaged_files_are_read_or_refused(pick: prop::sample::Index, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut: prop::sample::Index) {
        let mut corpus = files_in(&project("tests/data/awkward"));
        corpus.extend(files_in(&project("tests/workbooks")));
        let mut bytes = corpus[pick.index(corpus.len())].1.clone();
        for (place, byte) in changes {
            if !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
        }
        bytes.truncate(cut.index(bytes.len() + 1).max(bytes.len() / 2));
        harness::file(&bytes);
    }
}

/// Rows as a list may hold them, and pieces of such.
const RUN_PIECES: &[&str] = &[
    "company_name,country,address_line1,city,postal_code,first_name,last_name,email\n",
    "Société;Pays;Adresse;Ville;Code postal;Prénom;Nom;Courriel;customer_id\r\n",
    "Ateliers Kerouan,FR,4 rue du Moulin,Nantes,44000,Anne,Moreau,anne@kerouan-sample.fr\n",
    "Ateliers Kérouan SARL,France,4 r. du Moulin,Nantes,44000,Anne,Moreau,anne@kerouan-sample.fr\n",
    "Bois de Sologne;FR;1 rue X;Blois;41000;Luc;Petit;luc@sologne-sample.fr;\r\n",
    "Tolk,PL,ul. Dluga 1,Gdansk,80-001,Jan,Nowak,jan@tolk-sample.pl\n",
    "\"two\nlines\",FR,,,,,,\n",
    "\"open,FR,,,,,,\n",
    ",,,,,,,\n",
    "Total,,,,,,,7\n",
    "=1+1,#N/A,1.2E+12\n",
    "\0==\0",
    "\n",
    "\r",
    "\"",
    ";",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whole_runs_put_every_row_in_one_list(choice: u8, pieces in prop::collection::vec(prop::sample::select(RUN_PIECES), 0..24)) {
        whole_run(&[&[choice], pieces.concat().as_bytes()].concat());
    }
}
