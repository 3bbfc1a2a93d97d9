#![no_main]

#[path = "../harness.rs"]
#[allow(dead_code, reason = "each target calls one of its functions")]
mod harness;
#[path = "../whole_run.rs"]
mod whole_run;

libfuzzer_sys::fuzz_target!(init: harness::let_guarded_panics_pass(), |data: &[u8]| whole_run::whole_run(data));
