//! Progress for a person who watches: how much is done, how fast, how long it will still take.

use indicatif::{ProgressBar, ProgressStyle};

/// Drawn on standard error, and only where that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    total: u64,
    rows: std::cell::Cell<u64>,
}

impl Progress {
    /// `total` is the size of the inputs in bytes. Of a compressed input or a workbook it is only about what will pass.
    pub(super) fn new(show: bool, total: u64) -> Self {
        let bar = if show { ProgressBar::new(total) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}  {elapsed} (about {eta} left)");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar, total, rows: std::cell::Cell::new(0) }
    }

    /// So many rows and bytes more are done, batch by batch.
    pub(super) fn advance(&self, batches: impl Iterator<Item = (usize, usize)>) {
        let (rows, bytes) = batches.fold((0, 0), |(rows, bytes), (more_rows, more)| (rows + more_rows, bytes + more));
        self.rows.set(self.rows.get() + rows as u64);
        self.bar.set_position((self.bar.position() + bytes as u64).min(self.total));
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to look at")]
        let rate = self.rows.get() as f64 / seconds;
        self.bar.set_message(format!("{} rows, {rate:.0} a second", self.rows.get()));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
