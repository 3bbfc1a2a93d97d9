//! `intake run` and `intake check`: the configuration becomes a job, the outcome a summary.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use partner_intake::catalogue::{Catalogue, Override};
use partner_intake::config::{Config, LogFormat, RuleSetting};
use partner_intake::error::{Result, Stop};
use partner_intake::messages::Messages;
use partner_intake::nightly::next_folder;
use partner_intake::pipeline::{self, Job, Night};
use partner_intake::read::ReadOptions;
use partner_intake::read::apart::Reader;
use partner_intake::read::header::Purpose;
use partner_intake::write::Target;

use super::known::Known;
use super::log::Log;
use super::watch::{Done, Watch, inbox_of};
use super::{RunArgs, nightly, signals, summary, to_stderr, to_stdout};

/// What changes how a run works, and no result of it.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    batch_bytes: Option<usize>,
    checkpoint_every: Option<Duration>,
}

/// Runs, writing a result or not, and returns the exit code.
pub(super) fn run(args: RunArgs, writes: bool) -> Result<u8> {
    let checkpoint_every = args.checkpoint_seconds.map(Duration::from_secs);
    let pace = Pace { batch_bytes: args.batch_bytes, checkpoint_every };
    let config = Config::load(&args.options(), Path::new("."))?;
    let log = Log::new(&config);
    let watch = Watch::begin(&config, &log, writes);
    let done = match inbox_of(&config) {
        Some(inbox) => nightly::run(&config, &inbox, &watch, writes, pace),
        None => named(&config, &watch, writes, pace),
    };
    watch.end(done)
}

/// Processes the inputs that are named.
fn named(config: &Config, watch: &Watch<'_>, writes: bool, pace: Pace) -> Result<Done> {
    let (inputs, known) = (config.inputs()?, Known::of(config)?);
    watch.note_beginning();
    once(config, &known, (inputs, None), writes, pace)
}

/// Does the job, and tells what it came to.
pub(super) fn once(
    config: &Config,
    known: &Known,
    (inputs, night): (&[String], Option<Night<'_>>),
    writes: bool,
    pace: Pace,
) -> Result<Done> {
    let catalogue = catalogue(config)?;
    let folder = next_folder(&config.output.dir, &config.partner.today)?;
    let target = Target {
        folder: folder.clone(),
        overwrite: config.output.overwrite,
        byte_order_mark: config.output.bom,
        raw: config.output.raw,
    };
    let job = Job {
        night,
        stop: signals::listen()?,
        batch_bytes: pace.batch_bytes,
        checkpoint_every: pace.checkpoint_every,
        ..job(config, &catalogue, known, inputs, writes.then_some(target))
    };
    let outcome = pipeline::run(&job)?;
    let folder = writes.then_some(folder);
    if !config.run.quiet && config.run.log_format == LogFormat::Text {
        to_stderr(&known.warnings(config.run.language));
        to_stderr(&summary::for_people(&outcome, config, &catalogue, folder.as_deref()));
    }
    if let Some(error) = &outcome.untidy {
        let words = Messages::of(config.run.language);
        to_stderr(&format!(
            "{}\n",
            words.warning(&words.fill("summary.untidy", &[("why", &error.report().to_string())]))
        ));
    }
    if config.run.json {
        let summary = summary::as_json(&outcome, folder.as_deref());
        // What is published is published: that nobody could be told of it is no failure of the run.
        if let Err(error) = to_stdout(summary.as_bytes())
            && !error.is_closed_pipe()
        {
            to_stderr(&format!("{}\n", error.report()));
        }
    }
    Ok(Done { outcome: Some(outcome), folder, ..Done::default() })
}

/// What the configuration asks for.
pub(super) fn job<'a>(
    config: &'a Config,
    catalogue: &'a Catalogue,
    known: &'a Known,
    inputs: &'a [String],
    target: Option<Target>,
) -> Job<'a> {
    Job {
        inputs,
        existing: &config.input.existing,
        index: config.input.index.as_deref(),
        store: config.input.store.as_deref(),
        night: None,
        sheet: config.input.sheet.clone(),
        header_row: config.input.header_row,
        no_header: config.input.no_header,
        charset: config.input.charset,
        delimiter: config.input.delimiter,
        limits: config.input.limits,
        reader: reader(),
        columns: &config.input.columns,
        catalogue,
        facts: known.facts(),
        country_rules: known.folder_for_manifest(),
        partner: &config.partner,
        lang: config.run.language,
        target,
        format: config.output.format,
        matching: config.matching,
        eml: config.output.eml,
        threads: config.run.threads.map_or(0, usize::from),
        batch_bytes: None,
        resume: config.run.resume,
        checkpoint_every: None,
        show_values: config.run.show_values,
        show_progress: !config.run.quiet && config.run.log_format == LogFormat::Text && io::stderr().is_terminal(),
        stop: Stop::default(),
    }
}

/// Workbooks are read in a process of their own: this program once more.
pub(super) fn reader() -> Reader {
    // The very program that runs, even where another has taken its name by now.
    let this = Path::new("/proc/self/exe");
    if this.exists() {
        return Reader::Apart(this.to_owned());
    }
    std::env::current_exe().map_or(Reader::Here, Reader::Apart)
}

/// How the configuration says that one list is read.
pub(super) fn read_options(config: &Config, purpose: Purpose) -> ReadOptions {
    let input = &config.input;
    ReadOptions {
        sheet: input.sheet.clone(),
        header_row: input.header_row,
        no_header: input.no_header,
        charset: input.charset,
        delimiter: input.delimiter,
        columns: input.columns.clone(),
        limits: input.limits,
        reader: reader(),
        ..ReadOptions::new(purpose)
    }
}

/// The rules with the configuration's severities.
pub(super) fn catalogue(config: &Config) -> Result<Catalogue> {
    let obeyed = |setting: &RuleSetting| Override {
        rule: setting.rule.clone(),
        country: setting.country,
        severity: setting.severity,
    };
    let overrides: Vec<Override> = config.rules.iter().map(obeyed).collect();
    Catalogue::with_overrides(&overrides).map_err(|unknown| {
        let is_it = |setting: &&RuleSetting| setting.rule == unknown.name && setting.country == unknown.country;
        let rules = Catalogue::builtin().rules().iter();
        let may_stand = rules.filter(|rule| unknown.country.is_none() || rule.check.is_some());
        let names: Vec<&str> = may_stand.map(|rule| rule.name).collect();
        match config.rules.iter().find(is_it) {
            Some(setting) => setting.unknown(config, &names),
            None => partner_intake::error::Error::could_not_run(unknown.to_string()),
        }
    })
}
