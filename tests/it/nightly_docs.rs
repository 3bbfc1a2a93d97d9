//! What docs/nightly.md and its files tell to copy works as it stands.

use std::fs;
use std::path::Path;
use std::process::Command;

use partner_intake::config::{Config, Options};
use regex::Regex;

use crate::support::{GOOD, intake, project, temporary};

const PAGE: &str = "docs/nightly.md";

fn text(path: &str) -> String {
    fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn its_configurations_are_right() {
    let block = Regex::new(r"(?s)```toml\n(.*?)```").expect("a pattern");
    let page = text(PAGE);
    let blocks: Vec<&str> = block.captures_iter(&page).map(|found| found.get(1).expect("a block").as_str()).collect();
    assert!(blocks.len() > 1, "the blocks are not found");
    let example = text("docs/nightly/intake.toml");
    for text in blocks.into_iter().chain([example.as_str()]) {
        if let Err(error) = Config::build(&Options::default(), Some((Path::new("intake.toml"), text))) {
            panic!("{}\n{text}", error.report());
        }
    }
}

/// The commands that a file has somebody run.
fn commands(path: &str) -> Vec<String> {
    let command =
        Regex::new(r"intake ((?:run|purge) [^|&>\n]*--config /srv/intake/intake\.toml[^|&>;\n]*)").expect("a pattern");
    command.captures_iter(&text(path)).map(|found| found[1].trim_end_matches([' ', '2']).to_owned()).collect()
}

#[test]
fn its_commands_run() {
    let place = temporary();
    fs::create_dir(place.path().join("inbox")).expect("a folder");
    fs::write(place.path().join("inbox/list.csv"), GOOD).expect("a file");
    fs::write(place.path().join("Customers.csv"), GOOD).expect("a file");
    fs::write(place.path().join("intake.toml"), text("docs/nightly/intake.toml")).expect("a file");
    for file in ["intake.service", "crontab", "github-actions.yml"] {
        let commands = commands(&format!("docs/nightly/{file}"));
        assert_eq!(commands.len(), 2, "{file}: {commands:?}");
        for command in commands {
            let command = command.replace("/srv/intake/intake.toml", "intake.toml");
            let args: Vec<&str> = command.split_whitespace().collect();
            let ran = intake(place.path(), &args);
            assert!(ran.code <= 1, "{file}: {command}\n{}", ran.stderr);
        }
    }
}

#[test]
fn figures_and_variables_are_documented() {
    let page = text(PAGE);
    let named = |source: &str, pattern: &str| -> Vec<String> {
        let pattern = Regex::new(pattern).expect("a pattern");
        pattern.captures_iter(&text(source)).map(|found| found[1].to_owned()).collect()
    };
    let figures = named("src/cli/metrics.rs", r#"gauge\(\s*"([a-z_]+)""#);
    let variables = named("src/cli/notify.rs", r#""(INTAKE_[A-Z_]+)""#);
    assert!(figures.len() == 5 && variables.len() > 7, "{figures:?} {variables:?}");
    for name in figures.iter().map(|name| format!("`intake_last_run_{name}")).chain(variables) {
        assert!(page.contains(&name), "{PAGE} does not tell of {name}");
    }
}

#[test]
fn its_files_are_what_they_should_be() {
    let task = text("docs/nightly/intake-task.xml");
    let mut reader = quick_xml::Reader::from_str(&task);
    while reader.read_event().expect("the task is XML") != quick_xml::events::Event::Eof {}
    // Where there is systemd, it says whether it understands the units.
    let place = temporary();
    for unit in ["intake.service", "intake.timer"] {
        let unit_text = text(&format!("docs/nightly/{unit}")).replace("/usr/local/bin/intake", "/bin/true");
        fs::write(place.path().join(unit), unit_text).expect("a file");
    }
    if let Ok(said) = Command::new("systemd-analyze")
        .args(["verify", "intake.service", "intake.timer"])
        .current_dir(place.path())
        .output()
    {
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}
