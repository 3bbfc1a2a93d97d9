//! Figures of the last run for Prometheus, in a file that its node exporter collects (`--collector.textfile`).

use std::fmt::Write as _;
use std::path::Path;

use partner_intake::error::Result;
use partner_intake::model::Disposition;
use partner_intake::write::replace_file;

use super::watch::Ended;

/// Writes the figures, in the place of those of the run before.
pub(super) fn write(file: &Path, ended: &Ended<'_>) -> Result<()> {
    let hint = "check the folder of `metrics` and that you may write there; the result is not touched by it";
    replace_file(file, &text(ended)).map_err(|error| error.with_hint_for_place(hint))
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
fn text(ended: &Ended<'_>) -> String {
    let run = ended.run;
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(&str, String)]| {
        let _ = writeln!(text, "# HELP intake_last_run_{name} {help}\n# TYPE intake_last_run_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "intake_last_run_{name}{labels} {value}");
        }
    };
    gauge("end_timestamp_seconds", "When the last run ended.", &[("", ended.at.to_string())]);
    gauge("duration_seconds", "How long the last run took.", &[("", format!("{}", run.milliseconds as f64 / 1000.0))]);
    let code = run.exit_code.unwrap_or_default().to_string();
    let help = "The exit code: 0 fine, 1 a person is needed, 2 could not run, 3 failed while running.";
    gauge("exit_code", help, &[("", code)]);
    let (again, left) = ended.done.map_or((0, 0), |done| (done.again, done.left));
    let inputs = [
        (r#"{outcome="read"}"#, run.inputs),
        (r#"{outcome="failed"}"#, run.failed_inputs),
        (r#"{outcome="processed_before"}"#, again),
        (r#"{outcome="left"}"#, left),
    ];
    gauge("inputs", "Input files, by what became of them.", &inputs.map(|(label, count)| (label, count.to_string())));
    let labels: Vec<String> =
        Disposition::ALL.iter().map(|disposition| format!(r#"{{list="{}"}}"#, disposition.name())).collect();
    let rows: Vec<(&str, String)> =
        labels.iter().zip(run.lists).map(|(label, count)| (label.as_str(), count.to_string())).collect();
    gauge("rows", "Rows, by the list they went to.", &rows);
    text
}

#[cfg(test)]
mod tests {
    use partner_intake::store::PastRun;

    use super::*;

    #[test]
    fn every_figure_has_its_help_and_its_type() {
        let run = PastRun { lists: [1, 2, 3, 4], milliseconds: 1500, exit_code: Some(1), ..PastRun::default() };
        let text = text(&Ended { run: &run, at: 1_800_000_000, done: None });
        assert!(text.contains("intake_last_run_duration_seconds 1.5\n"), "{text}");
        assert!(text.contains("intake_last_run_rows{list=\"rejected\"} 4\n"), "{text}");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let name = line.split(['{', ' ']).next().unwrap_or_default();
            assert!(
                text.contains(&format!("# HELP {name} ")) && text.contains(&format!("# TYPE {name} gauge\n")),
                "{line}"
            );
            assert!(line.rsplit(' ').next().is_some_and(|value| value.parse::<f64>().is_ok()), "{line}");
        }
    }
}
