//! The request to stop, which a run looks at wherever it has waited or worked for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Error, Result};

/// Whether a run is to stop, and by which signal. All clones are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicUsize>);

impl Stop {
    /// What a handler of signals sets to the signal's number.
    pub fn flag(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.0)
    }

    /// Fails when the run is to stop.
    pub fn check(&self) -> Result<()> {
        match u8::try_from(self.0.load(Ordering::Relaxed)) {
            Ok(0) => Ok(()),
            // No system has signals of higher numbers.
            signal => Err(Error::stopped(signal.unwrap_or(u8::MAX))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_told_to_stop_fails_as_shells_expect() {
        let stop = Stop::default();
        stop.check().expect("nobody has said so");
        for (signal, code, said) in [(2, 130, "SIGINT"), (15, 143, "SIGTERM")] {
            stop.clone().flag().store(signal, Ordering::Relaxed);
            let error = stop.check().expect_err("it is to stop");
            assert_eq!(error.exit_code(), code);
            assert!(error.is_stopped() && error.to_string().contains(said), "{error}");
        }
    }
}
