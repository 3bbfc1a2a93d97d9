//! `intake match explain`: one row, and what each field said of those it was compared with.

use std::fmt::Write as _;
use std::path::Path;

use clap::Subcommand;
use partner_intake::config::Config;
use partner_intake::error::Result;
use partner_intake::messages::Messages;
use partner_intake::model::{Certainty, terminal};
use partner_intake::pipeline::{self, Explanation};
use serde_json::{Map, Value, json};

use super::known::Known;
use super::run::{catalogue, job};
use super::{RunArgs, to_stdout};

#[derive(Subcommand)]
pub(super) enum MatchCommand {
    /// Explain one row: whom it was compared with, and what each field said.
    #[command(after_help = "Example:\n  intake match explain prospects.csv --row 17 --existing Customers.csv")]
    Explain {
        /// The row's number, as a spreadsheet shows it.
        #[arg(long, value_name = "N")]
        row: u32,
        #[command(flatten)]
        job: Box<RunArgs>,
    },
}

/// Does what was asked about matching.
pub(super) fn run(command: MatchCommand) -> Result<u8> {
    let MatchCommand::Explain { row, job } = command;
    explain(*job, row)
}

/// Explains one row, in words or as JSON.
fn explain(mut args: RunArgs, row: u32) -> Result<u8> {
    // The row's own sheet: what it is compared with are all rows of the workbook, as in a run.
    let sheet = args.read.sheet.take();
    let config = Config::load(&args.options(), Path::new("."))?;
    let catalogue = catalogue(&config)?;
    let known = Known::of(&config)?;
    let inputs = config.inputs()?;
    let found = pipeline::explain(&job(&config, &catalogue, &known, inputs, None), row, sheet.as_deref())?;
    let words = Messages::of(config.run.language);
    let text =
        if config.run.json { as_json(&found, words) } else { terminal::lines(&for_people(&found, words)).into_owned() };
    to_stdout(text.as_bytes())
}

/// The waterfall: what was expected before, what each field adds or takes, and the sum.
fn for_people(found: &[Explanation], words: &Messages) -> String {
    let mut text = String::new();
    if found.is_empty() {
        let _ = writeln!(text, "{}", words.text("explain.nobody"));
    }
    for candidate in found {
        let kind = words.text(if candidate.is_row { "explain.row" } else { "explain.customer" });
        let certainty = words.text(certainty_key(candidate.certainty));
        let _ =
            writeln!(text, "{kind} {} ({}): {certainty}, {}", candidate.other, candidate.company_name, candidate.score);
        let mut reason = String::new();
        words.reasons(candidate.reasons, &mut reason);
        let _ = writeln!(text, "  {reason}");
        let _ = writeln!(text, "  {:>7.2}  {}", candidate.prior, words.text("explain.prior"));
        for (aspect, says, bits) in &candidate.fields {
            let field = words.text(aspect.key());
            let said = words.text(says.key());
            let _ = writeln!(text, "  {bits:>+7.2}  {field}{}{said}", words.text("punctuation.colon"));
        }
        let _ = writeln!(text, "  {:>7.2}  {}\n", candidate.total, words.text("explain.total"));
    }
    text
}

fn as_json(found: &[Explanation], words: &Messages) -> String {
    let told: Vec<Value> = found
        .iter()
        .map(|candidate| {
            let mut reason = String::new();
            words.reasons(candidate.reasons, &mut reason);
            let fields: Map<String, Value> =
                candidate.fields.iter().map(|(aspect, _, bits)| (aspect.name().to_owned(), json!(bits))).collect();
            json!({
                (if candidate.is_row { "row" } else { "customer" }): candidate.other,
                "company_name": candidate.company_name,
                "sure": candidate.certainty == Certainty::Sure,
                "score": candidate.score,
                "reason": reason,
                "prior": candidate.prior,
                "fields": fields,
                "bits": candidate.total,
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(told))
}

const fn certainty_key(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Sure => "explain.sure",
        Certainty::Possible => "explain.possible",
    }
}
