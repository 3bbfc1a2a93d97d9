//! The languages that people are spoken to in.

use std::fmt;

/// A language of messages, reports and pages. What programs read (rule names, field names, keys) has no language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// German.
    De,
    /// Spanish.
    Es,
    /// Portuguese, as written in Brazil.
    Pt,
    /// Polish.
    Pl,
    /// Turkish.
    Tr,
}

impl Lang {
    /// Every language.
    pub const ALL: &'static [Lang] = &[Lang::En, Lang::Fr, Lang::De, Lang::Es, Lang::Pt, Lang::Pl, Lang::Tr];

    /// How many languages there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The ISO 639-1 code: the word of `--lang`, and the key of a language's texts in data files.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
            Lang::De => "de",
            Lang::Es => "es",
            Lang::Pt => "pt",
            Lang::Pl => "pl",
            Lang::Tr => "tr",
        }
    }

    /// The language of that code.
    pub fn from_name(name: &str) -> Option<Lang> {
        Self::ALL.iter().copied().find(|lang| lang.name() == name)
    }

    /// The language's place in tables of texts.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
