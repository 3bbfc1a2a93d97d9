//! Ctrl-C and the system's request to end become a request that the run looks at; a second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use partner_intake::error::{Error, Result, Stop};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// From now on, signals stop the run that looks at what this gives.
pub(super) fn listen() -> Result<Stop> {
    let failed = |error: std::io::Error| Error::failed("signals cannot be listened to").because(error);
    let stop = Stop::default();
    let again = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal only says that there was one.
        let registered = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&again))
            .and_then(|_| flag::register(signal, Arc::clone(&again)))
            .and_then(|_| flag::register_usize(signal, stop.flag(), signal.unsigned_abs() as usize));
        registered.map_err(failed)?;
    }
    #[cfg(unix)]
    // A file that may not grow is an error of writing, told like any other.
    flag::register(signal_hook::consts::SIGXFSZ, Arc::default()).map_err(failed)?;
    Ok(stop)
}
