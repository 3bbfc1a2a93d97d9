//! `report.html`: a run at a glance, for people to look at and to show to each other.
//!
//! One file that needs nothing beside it: styles, script and data stand in the page, and a policy in its head forbids it to
//! load anything. Everything that comes from a list is escaped, by the templates in the page's text and by
//! `data.rs` in what the script reads. This room knows no thread and no file; `pipeline` lets it look at the rows
//! and takes the page from it.

mod bar;
mod data;
mod figures;
mod kept;
mod page;
mod steps;
mod text;

use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, PreEscaped, html};
use sha2::{Digest as _, Sha256};

pub use kept::Kept;
pub use steps::{Steps, next_steps};

use crate::catalogue::Catalogue;
use crate::facts::Facts;
use crate::messages::Messages;
use crate::model::{Lang, Source, TableFormat};
use crate::write::Manifest;

const STYLE: &str = include_str!("report/page.css");
const SCRIPT: &str = include_str!("report/page.js");

/// What the report is made of.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// What was read and counted. What was written, and how long it took, is not looked at.
    pub manifest: &'a Manifest,
    /// What was kept of the rows.
    pub kept: &'a Kept,
    /// The inputs' tables.
    pub sources: &'a [Source],
    /// The rules of the run.
    pub catalogue: &'a Catalogue,
    /// Names of countries.
    pub facts: &'a Facts,
    /// The language of every word.
    pub lang: Lang,
    /// What the tables beside it are.
    pub format: TableFormat,
}

impl Report<'_> {
    /// Writes the page.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let words = self.words();
        let title = page::title(self);
        let head = html! {
            (DOCTYPE)
            (PreEscaped(format!("<html lang=\"{}\">", self.lang)))
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            (PreEscaped("<body>"))
            a .skip href="#findings" { (words.text("report.skip")) }
            (page::body(self))
        };
        out.write_all(head.into_string().as_bytes())?;
        out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
        data::write(self, out)?;
        write!(out, "</script>\n<script>{SCRIPT}</script>\n</body></html>\n")
    }

    fn words(&self) -> &'static Messages {
        Messages::of(self.lang)
    }
}

/// Nothing is loaded from anywhere, and only our own style and script count.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; img-src data:; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT),
    )
}
