//! Configuration files and command lines, and what they come to.

use super::file::unknown_key;
use super::*;
use crate::model::CountryCode;

const REFERENCE: &str = include_str!("../../docs/intake.toml");

fn build(options: &Options, text: &str) -> Result<Config> {
    Config::build(options, Some((Path::new("conf/intake.toml"), text)))
}

/// What is said of a configuration file that is wrong.
fn complaint(text: &str) -> String {
    let error = build(&Options::default(), text).expect_err("it is wrong");
    assert_eq!(error.exit_code(), 2);
    error.report().to_string()
}

/// The reference with its commented keys in force.
fn whole_reference() -> String {
    let uncommented = |line: &'static str| match line.strip_prefix("# ") {
        Some(key) if key.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => key,
        _ => line,
    };
    REFERENCE.lines().map(uncommented).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_set_gives_the_defaults() {
    let options = Options { today: Some("2026-11-22".into()), ..Options::default() };
    let config = Config::build(&options, None).expect("it is right");
    assert_eq!(config.output.dir.as_path(), Path::new("intake-out"));
    assert_eq!(config.partner, Partner { today: "2026-11-22".into(), ..Partner::default() });
    assert_eq!((config.file.as_deref(), config.run), (None, Run::default()));
    assert_eq!(config.input, Input::default());
}

#[test]
fn without_a_date_the_day_is_today() {
    let config = Config::build(&Options::default(), None).expect("it is right");
    assert!(config.partner.today.parse::<jiff::civil::Date>().is_ok(), "{}", config.partner.today);
}

#[test]
fn the_reference_is_right_with_and_without_its_comments() {
    for text in [REFERENCE.to_owned(), whole_reference()] {
        build(&Options::default(), &text).unwrap_or_else(|error| panic!("docs/intake.toml: {}", error.report()));
    }
    let config = build(&Options::default(), &whole_reference()).expect("it is right");
    assert_eq!(config.partner.country, CountryCode::new("FR"));
    assert_eq!(config.partner.today, "2026-11-22");
    assert_eq!(config.rules.len(), 3);
}

#[test]
fn the_reference_shows_every_key() {
    let text = whole_reference();
    let reference: toml::Table = toml::from_str(&text).expect("the reference is read");
    // serde tells the keys of a section when it meets one that is none.
    let keys_of = |section: &str| -> Vec<String> {
        let error = toml::from_str::<file::Keys>(&format!("{section}\nnone = 1")).expect_err("`none` is no key");
        let (_, known) = unknown_key(error.message()).expect("serde words it as we think");
        known.into_iter().map(str::to_owned).collect()
    };
    for section in keys_of("") {
        let shown = reference.get(&section).and_then(toml::Value::as_table);
        let shown = shown.unwrap_or_else(|| panic!("docs/intake.toml lacks [{section}]"));
        // Any rule may stand in `[rules]`, any country in `[countries]`, and nothing yet in `[matching]`.
        if ["rules", "countries", "matching"].contains(&section.as_str()) {
            continue;
        }
        let keys = keys_of(&format!("[{section}]"));
        assert!(keys.len() > 1, "the keys of [{section}] are not told: {keys:?}");
        for key in keys {
            assert!(shown.contains_key(&key), "docs/intake.toml lacks `{key}` in [{section}]");
        }
    }
}

#[test]
fn wrong_keys_and_values_name_the_nearest_right_one() {
    for (text, expected) in [
        (
            "[input]\nshet = \"x\"",
            "`conf/intake.toml`, line 2: there is no key `shet` here\nhint: did you mean `sheet`?",
        ),
        ("[partnr]\n", "`conf/intake.toml`, line 1: there is no key `partnr` here\nhint: did you mean `partner`?"),
        (
            "[partner]\n\nrole = \"direct\"",
            "`conf/intake.toml`, line 3: `role`: `direct` is no role\n\
             hint: use one of `direct-bill`, `indirect-provider`, `indirect-reseller`",
        ),
        (
            "[output]\nformat = \"xslx\"",
            "`conf/intake.toml`, line 2: `format`: `xslx` is no format\nhint: did you mean `xlsx`?",
        ),
        (
            "[rules]\nall = \"off\"\nphone-invalid = \"eror\"",
            "`conf/intake.toml`, line 3: `rules`: `eror` is no severity\nhint: did you mean `error`?",
        ),
        (
            "[input.columns]\n\"Firma\" = \"compny_name\"",
            "`conf/intake.toml`, line 2: `columns`: `compny_name` is no field\nhint: did you mean `company_name`?",
        ),
        (
            "[partner]\ndomains = [\"contoso.com\",\n\"contoso\"]",
            "`conf/intake.toml`, line 3: `domains`: `contoso` is no domain\nhint: write it like `contoso.com`",
        ),
        ("[run]\ntoday = 2026-02-30", "`conf/intake.toml`, line 2: "),
        (
            "[run]\ntoday = \"tomorrow\"",
            "`conf/intake.toml`, line 2: `today`: `tomorrow` is no date\nhint: write it as `YYYY-MM-DD`",
        ),
        ("[run]\nquiet = \"yes\"", "`conf/intake.toml`, line 2: invalid type: string \"yes\", expected a boolean"),
        ("[input]\nheader_row = 0", "`conf/intake.toml`, line 2: invalid value: integer `0`, expected a nonzero u32"),
        ("[input\n", "`conf/intake.toml`, line 1: "),
        ("[partner]\ncountry = \"nowhere\"", "`conf/intake.toml`, line 2: `country`: `nowhere` is no country"),
        (
            "[countries.Polnad]\nphone-invalid = \"off\"",
            "`conf/intake.toml`, line 1: `countries`: `Polnad` is no country\nhint: did you mean `Poland`?",
        ),
        ("[countries.QQ]\nphone-invalid = \"off\"", "`conf/intake.toml`, line 1: `countries`: `QQ` is no country"),
        (
            "[countries.PL]\nphone-invalid = \"offf\"",
            "`conf/intake.toml`, line 2: `countries`: `offf` is no severity\nhint: did you mean `off`?",
        ),
        ("[partner]\ntenant_id = \"1234\"", "`conf/intake.toml`, line 2: `tenant_id`: `1234` is no tenant ID"),
    ] {
        let complaint = complaint(text);
        assert!(complaint.starts_with(expected), "{text}\n{complaint}");
    }
}

#[test]
fn an_inbox_has_a_folder_for_each_run() {
    let config = build(
        &Options::default(),
        "[nightly]\ninbox = \"in\"\narchive = \"old\"\nkeep = \"90 days\"\n[run]\ntoday = 2026-11-22",
    );
    let config = config.expect("it is right");
    assert_eq!(config.output.dir.as_path(), Path::new("conf/intake-out/{date}-{run}"));
    let nightly = config.nightly;
    assert_eq!((nightly.inbox, nightly.archive), (Some("conf/in".into()), Some("conf/old".into())));
    assert_eq!(nightly.keep_from, Some(jiff::civil::date(2026, 8, 24)));
    assert_eq!(nightly.quiet_time.as_secs(), 60);
    let named = Options { inputs: vec!["a.csv".into()], ..Options::default() };
    assert_eq!(build(&named, "[nightly]\ninbox = \"in\"").expect("it is right").nightly.inbox, None);
    for (text, expected) in [
        (
            "[nightly]\narchive = \"old\"",
            "`conf/intake.toml`, line 2: `archive`: `old` is an archive of no inbox\nhint: ",
        ),
        (
            "[nightly]\ninbox = \"in\"\narchive = \"in\"",
            "`conf/intake.toml`, line 3: `archive`: `in` is the inbox itself",
        ),
        ("[nightly]\nkeep = \"90\"", "`conf/intake.toml`, line 2: `keep`: `90` is no time to keep results"),
        ("[nightly]\nkeep = \"2 hours\"", "`conf/intake.toml`, line 2: `keep`: `2 hours` is no time to keep results"),
        ("[nightly]\nkeep = \"-1 days\"", "`conf/intake.toml`, line 2: `keep`: `-1 days` is no time to keep results"),
        ("[nightly]\nquiet_time = \"soon\"", "`conf/intake.toml`, line 2: `quiet_time`: `soon` is no length of time"),
        ("[notify]\ntimeout = \"-5 s\"", "`conf/intake.toml`, line 2: `timeout`: `-5 s` is no length of time"),
        (
            "[output]\ndir = \"out/{dat}\"",
            "`conf/intake.toml`, line 2: `dir`: `dat` in braces stands for nothing\nhint: did you mean `date`?",
        ),
        (
            "[output]\ndir = \"out\"\n[nightly]\ninbox = \"in\"",
            "`conf/intake.toml`, line 2: `dir`: `out` is one folder for all nights\nhint: write it like `conf/out/{date}-{run}`",
        ),
        (
            "[nightly]\ninbx = \"in\"",
            "`conf/intake.toml`, line 2: there is no key `inbx` here\nhint: did you mean `inbox`?",
        ),
        (
            "[run]\nsummary = \"short\"",
            "`conf/intake.toml`, line 2: `summary`: `short` is no summary\nhint: use one of `full`, `line`",
        ),
    ] {
        let complaint = complaint(text);
        assert!(complaint.starts_with(expected), "{text}\n{complaint}");
    }
}

#[test]
fn the_command_line_is_checked_by_the_same_words() {
    for (options, expected) in [
        (
            Options { role: Some("indirect-providr".into()), ..Options::default() },
            "`--role`: `indirect-providr` is no role\nhint: did you mean `indirect-provider`?",
        ),
        (
            Options { lang: Some("xx".into()), ..Options::default() },
            "`--lang`: `xx` is no language\nhint: use one of `en`, `fr`, `de`, `es`, `pt`, `pl`, `tr`",
        ),
        (
            Options { maps: vec!["Firma".into()], ..Options::default() },
            "`--map`: `Firma` is not a header and a field\nhint: write it as `--map \"HEADER=field\"`",
        ),
        (
            Options { maps: vec!["Firma=Country".into()], ..Options::default() },
            "`--map`: `Country` is no field\nhint: did you mean `country`?",
        ),
    ] {
        let error = Config::build(&options, None).expect_err("it is wrong");
        assert_eq!(error.report().to_string(), expected);
    }
}

#[test]
fn the_command_line_replaces_the_file() {
    let text = "[input]\npaths = [\"a.csv\"]\nexisting = [\"-\", \"/abs/c.csv\", \"old/*.csv\"]\nsheet = \"S\"\n\
                [input.columns]\nFirma = \"company_name\"\nLand = \"\"\n\
                [output]\ndir = \"results\"\n[partner]\nrole = \"indirect-reseller\"\ndomains = [\"a.com\"]\n[run]\nthreads = 4";
    let config = build(&Options::default(), text).expect("it is right");
    assert_eq!(config.file.as_deref(), Some(Path::new("conf/intake.toml")));
    assert_eq!(config.inputs().expect("there are some"), ["conf/a.csv"]);
    assert_eq!(config.input.existing, ["-", "/abs/c.csv", "conf/old/*.csv"]);
    assert_eq!(config.output.dir.as_path(), Path::new("conf/results"));
    assert_eq!(config.run.threads, NonZeroUsize::new(4));

    let options = Options {
        inputs: vec!["b.csv".into()],
        out: Some("elsewhere".into()),
        role: Some("indirect-provider".into()),
        partner_domains: vec!["https://www.Contoso.com/fr".into(), "@bücher.example".into()],
        maps: vec!["a=b=country".into(), "Notes=ignore".into()],
        threads: Some(0),
        ..Options::default()
    };
    let config = build(&options, text).expect("it is right");
    assert_eq!(config.inputs().expect("there are some"), ["b.csv"]);
    assert_eq!(config.input.sheet.as_deref(), Some("S"));
    assert_eq!(config.output.dir.as_path(), Path::new("elsewhere"));
    assert_eq!(config.partner.role, Role::IndirectProvider);
    assert_eq!(config.partner.domains, ["contoso.com", "xn--bcher-kva.example"]);
    assert_eq!(config.run.threads, None);
    let columns = [("a=b", Some(Field::Country)), ("Notes", None), ("Firma", Some(Field::CompanyName)), ("Land", None)];
    assert_eq!(config.input.columns, columns.map(|(header, field)| (header.to_owned(), field)));
}

#[test]
fn rules_keep_their_order_with_all_in_front() {
    let text = "[rules]\nphone-invalid = \"info\"\nemail-missing = \"error\"\nall = \"off\"";
    let config = build(&Options::default(), text).expect("it is right");
    let rules: Vec<_> = config.rules.iter().map(|set| (set.rule.as_str(), set.severity, set.line)).collect();
    assert_eq!(
        rules,
        [("all", Severity::Off, 4), ("phone-invalid", Severity::Info, 2), ("email-missing", Severity::Error, 3)]
    );
    let unknown = RuleSetting { rule: "phone-invald".into(), country: None, severity: Severity::Off, line: 2 };
    assert_eq!(
        unknown.unknown(&config, &["phone-missing", "phone-invalid"]).report().to_string(),
        "`conf/intake.toml`, line 2: there is no rule `phone-invald`\nhint: did you mean `phone-invalid`?"
    );
}

#[test]
fn rules_may_differ_by_country() {
    let text = "[countries.Poland]\nphone-invalid = \"info\"\nall = \"off\"\n[countries.RU]\nphone-invalid = \"error\"\n\
                [rules]\nphone-invalid = \"warning\"";
    let config = build(&Options::default(), text).expect("it is right");
    let rules: Vec<_> = config.rules.iter().map(|set| (set.country.map(|code| code.to_string()), set.line)).collect();
    assert_eq!(rules, [(None, 7), (Some("PL".into()), 3), (Some("PL".into()), 2), (Some("RU".into()), 5)]);
    let unknown = RuleSetting { rule: "duplicate-in-batch".into(), ..config.rules[1].clone() };
    assert_eq!(
        unknown.unknown(&config, &["phone-invalid"]).to_string(),
        "`conf/intake.toml`, line 3: there is no rule `duplicate-in-batch` that can differ by country"
    );
}

#[test]
fn the_file_of_the_current_folder_is_read_unless_another_is_named() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it is written");
    let load = |config: Option<PathBuf>| Config::load(&Options { config, ..Options::default() }, folder.path());
    assert_eq!(load(None).expect("it is right").file, None);
    write("intake.toml", "[run]\nlang = \"fr\"");
    write("other.toml", "[run]\nquiet = true");
    assert_eq!(load(None).expect("it is right").run.language, Lang::Fr);
    let other = load(Some(folder.path().join("other.toml"))).expect("it is right");
    assert_eq!((other.run.language, other.run.quiet), (Lang::En, true));
    let missing = load(Some("no/such.toml".into())).expect_err("it is not there");
    assert_eq!((missing.exit_code(), missing.to_string().as_str()), (2, "cannot read `no/such.toml`"));
    assert!(Config::build(&Options::default(), None).expect("it is right").inputs().is_err());
}
