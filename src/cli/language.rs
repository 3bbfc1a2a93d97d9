//! In which language an error is told.

use std::path::{Path, PathBuf};

use partner_intake::config::{Config, Options};
use partner_intake::model::Lang;

/// The language of whoever typed the command: as they say there, or as the configuration says. An error may be raised
/// before either was understood, so they are looked at again, and what is wrong with them does not matter.
pub(crate) fn language() -> Lang {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let behind = typed.iter().position(|word| word == name).and_then(|place| typed.get(place + 1));
        behind
            .cloned()
            .or_else(|| typed.iter().find_map(|word| Some(word.strip_prefix(name)?.strip_prefix('=')?.to_owned())))
    };
    let told = option("--lang").and_then(|name| Lang::from_name(&name));
    let configured = || {
        let options = Options { config: option("--config").map(PathBuf::from), ..Options::default() };
        Config::load(&options, Path::new(".")).map_or(Lang::En, |config| config.run.language)
    };
    told.unwrap_or_else(configured)
}
