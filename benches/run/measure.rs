//! Runs a program and says how long it took, what processor time it used and how much memory it held. It knows nothing
//! of what the program does.
//!
//! Processor time and memory are read from `/proc` and are missing elsewhere than on Linux.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) wall: Duration,
    /// User and system time of all threads.
    pub(crate) processor: Option<Duration>,
    /// The most memory held at once, in bytes.
    pub(crate) peak: Option<u64>,
    /// How the program ended.
    pub(crate) exit_code: Option<i32>,
}

/// How often the process is looked at. What happens between the last look and the end is missed, so memory may be a
/// little more than is said.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// `USER_HZ`, in which Linux counts processor time for programs: 100 on every architecture in use.
const TICKS_PER_SECOND: u64 = 100;

/// Runs the command with its output thrown away.
pub(crate) fn measure(command: &mut Command) -> anyhow::Result<Measured> {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("start {}", command.get_program().display()))?;
    let (processor, peak) = watch(&child);
    let status = child.wait()?;
    Ok(Measured { wall: began.elapsed(), processor, peak, exit_code: status.code() })
}

/// The least wall time of several runs, with what that run took: noise only ever adds.
pub(crate) fn best_of(times: u32, command: impl Fn() -> anyhow::Result<Measured>) -> anyhow::Result<Measured> {
    let mut best = command()?;
    for _ in 1..times {
        let next = command()?;
        if next.wall < best.wall {
            best = next;
        }
    }
    Ok(best)
}

/// Looks at the process until it has ended but is not yet waited for: until then the system keeps its figures.
fn watch(child: &Child) -> (Option<Duration>, Option<u64>) {
    let mut peak = None;
    loop {
        let Some((state, ticks)) = state_and_ticks(child.id()) else { return (None, peak) };
        if state == 'Z' {
            return (Some(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)), peak);
        }
        peak = peak.max(memory_high_water(child.id()));
        thread::sleep(LOOK_EVERY);
    }
}

/// The third, 14th and 15th of the values that proc(5) lists for `/proc/PID/stat`.
fn state_and_ticks(process: u32) -> Option<(char, u64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second value is the program's name in brackets, which may hold anything.
    let mut values = stat[stat.rfind(')')? + 1..].split_whitespace();
    let state = values.next()?.chars().next()?;
    let user: u64 = values.nth(10)?.parse().ok()?;
    let system: u64 = values.next()?.parse().ok()?;
    Some((state, user + system))
}

fn memory_high_water(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
