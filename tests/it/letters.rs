//! What is to be sent to companies that are customers already: in the table, and as drafts for a mail program.

use std::fs;

use crate::support::{GOOD, TableText, intake, temporary};

const LINK: &str = "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId=1";

#[test]
fn customers_that_exist_get_a_letter_in_their_language() {
    let place = temporary();
    let path = |name: &str| place.path().join(name);
    // A customer in France, the same row once more, and a new company.
    let row = GOOD.lines().nth(1).expect("a row");
    let german =
        row.replace("FR,4 rue du Moulin,Nantes,44000", "DE,Lindenweg 4,Bonn,53111").replace("kerouan", "lindner");
    let german = german.replace("Ateliers Kerouan", "Lindner Werke");
    let new = row.replace("Ateliers Kerouan", "Bois de Sologne").replace("kerouan", "sologne");
    fs::write(path("list.csv"), format!("{GOOD}{row}\n{german}\n{new}\n")).expect("the file can be written");
    let known = "Microsoft ID,Company name,Primary domain name\n\
                 6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903,Ateliers Kerouan,kerouan-sample.fr\n\
                 6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d904,Lindner Werke,lindner-sample.fr\n";
    fs::write(path("known.csv"), known).expect("the file can be written");
    let config = format!("[partner]\ncompany_name = \"Fabrikam\"\nrelationship_link = \"{LINK}\"\n");
    fs::write(path("intake.toml"), config).expect("the file can be written");

    let args = ["run", "list.csv", "--existing", "known.csv", "--out", "out", "--today", "2026-11-22"];
    let ran = intake(place.path(), &[&args[..], &["--eml"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let table = TableText::read(&path("out/relationship-requests.csv"));
    let subjects: Vec<&str> = table.cells("request_subject").collect();
    assert_eq!(subjects.len(), 3);
    assert!(subjects[0].starts_with("Demande") && subjects[2].starts_with("Anfrage"), "{subjects:?}");
    for text in table.cells("request_text") {
        assert!(text.contains(LINK) && text.contains("Anne Moreau") && text.ends_with("Fabrikam"), "{text}");
    }
    let letters = fs::read_dir(path("out/relationship-requests")).expect("the folder of letters").count();
    assert_eq!(letters, 3);
    let letter = fs::read_to_string(path("out/relationship-requests/00001.eml")).expect("a letter");
    assert!(letter.contains("anne@kerouan-sample.fr") && letter.contains("X-Unsent: 1"), "{letter}");
    assert_eq!(intake(place.path(), &["verify", "out"]).code, 0);

    // The next result without letters leaves none of the old behind.
    assert_eq!(intake(place.path(), &[&args[..], &["--overwrite"]].concat()).code, 0);
    assert!(!path("out/relationship-requests").exists());
}

#[test]
fn without_a_link_there_are_no_letters() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), GOOD).expect("the file can be written");
    let ran = intake(place.path(), &["run", "list.csv", "--eml"]);
    assert!(ran.code == 2 && ran.stderr.contains("relationship_link"), "{ran:?}");
    assert_eq!(intake(place.path(), &["run", "list.csv", "--out", "out"]).code, 0);
    let table = TableText::read(&place.path().join("out/relationship-requests.csv"));
    assert!(!table.header.iter().any(|column| column.starts_with("request_")), "{:?}", table.header);
    fs::write(place.path().join("intake.toml"), "[partner]\nrelationship_link = \"admin.microsoft.com\"\n")
        .expect("a file");
    let ran = intake(place.path(), &["run", "list.csv", "--out", "out2"]);
    assert!(ran.code == 2 && ran.stderr.contains("https://"), "{ran:?}");
}
