//! What a run tells on standard error while nobody watches: words for people, or an object of JSON a line. It names
//! files and counts, never what a cell holds.

use partner_intake::config::{Config, LogFormat};
use partner_intake::error::{Error, Result};
use partner_intake::messages::Messages;
use partner_intake::model::Disposition;
use partner_intake::store::PastRun;
use serde_json::{Map, Value, json};

use super::to_stderr;
use super::watch::Done;

/// Where a run tells what it does, and how.
pub(super) struct Log {
    format: LogFormat,
    words: &'static Messages,
}

impl Log {
    /// A log in this form.
    pub(super) fn new(config: &Config) -> Self {
        Log { format: config.run.log_format, words: Messages::of(config.run.language) }
    }

    /// Whether words for people are told.
    pub(super) fn is_for_people(&self) -> bool {
        self.format == LogFormat::Text
    }

    /// A run begins.
    pub(super) fn started(&self, config: &Config) {
        self.event(
            "info",
            "run-started",
            &json!({
                "version": env!("CARGO_PKG_VERSION"),
                "config": config.file.as_ref().map(|file| file.display().to_string()),
                "inbox": config.nightly.inbox.as_ref().map(|inbox| inbox.display().to_string()),
            }),
        );
    }

    /// Something that changes nothing of the run went wrong.
    pub(super) fn warning(&self, error: &Error) {
        if self.is_for_people() {
            to_stderr(&format!("{}\n", self.words.warning(&error.report().to_string())));
        }
        self.event("warning", "warning", &told(error));
    }

    /// The run has ended with what there is to tell of its inputs.
    pub(super) fn finished(&self, run: &PastRun, done: &Done) {
        for problem in &done.problems {
            self.warning(problem);
        }
        let Some(outcome) = &done.outcome else {
            return self.event("info", "nothing-to-do", &json!({ "processed_before": done.again, "left": done.left }));
        };
        for notice in &outcome.notices {
            self.event("warning", "notice", &json!({ "text": notice.text(self.words) }));
        }
        for input in &outcome.manifest.inputs {
            let (rows, blank) = input.tables.iter().fold((0, 0), |(r, b), table| (r + table.rows, b + table.blank));
            let fields = json!({
                "file": input.file, "sha256": input.sha256, "bytes": input.bytes, "rows": rows, "blank": blank,
            });
            self.event("info", "input-read", &fields);
        }
        for input in &outcome.manifest.left_out {
            let fields =
                json!({ "file": input.file, "sha256": input.sha256, "problem": input.reason, "hint": input.hint });
            self.event("error", "input-failed", &fields);
        }
        let level = if run.exit_code == Some(0) { "info" } else { "warning" };
        let mut fields = json!({
            "exit_code": run.exit_code,
            "inputs": run.inputs,
            "inputs_failed": run.failed_inputs,
            "inputs_processed_before": done.again,
            "inputs_left": done.left,
            "rows": run.rows,
        });
        for (disposition, count) in Disposition::ALL.iter().zip(run.lists) {
            fields[disposition.name()] = count.into();
        }
        fields["milliseconds"] = run.milliseconds.into();
        fields["folder"] = run.folder.clone().into();
        self.event(level, "run-finished", &fields);
    }

    /// The run has failed. Where words are for people, the error is given back to be told as all errors are.
    pub(super) fn failed(&self, error: Error) -> Result<u8> {
        if self.is_for_people() {
            return Err(error);
        }
        let mut fields = told(&error);
        fields["exit_code"] = error.exit_code().into();
        self.event("error", "run-failed", &fields);
        Ok(error.exit_code())
    }

    fn event(&self, level: &str, event: &str, fields: &Value) {
        if self.is_for_people() {
            return;
        }
        let time = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let mut line = Map::new();
        line.extend(
            [("time", time.as_str()), ("level", level), ("event", event)]
                .map(|(name, text)| (name.to_owned(), text.into())),
        );
        line.extend(fields.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        to_stderr(&format!("{}\n", Value::from(line)));
    }
}

fn told(error: &Error) -> Value {
    json!({ "problem": error.without_hint().to_string(), "hint": error.hint() })
}
