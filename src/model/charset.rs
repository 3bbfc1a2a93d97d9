//! How a text's letters are stored as bytes.

use encoding_rs::Encoding;

/// The encoding of a text: one that the web knows, or UTF-32, which it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Every encoding of the WHATWG Encoding Standard.
    Web(&'static Encoding),
    /// UTF-32, the least significant byte first.
    Utf32Le,
    /// UTF-32, the most significant byte first.
    Utf32Be,
}

impl Charset {
    /// Names to suggest, one for each encoding that lists are written in.
    pub const USUAL: &'static [&'static str] = &[
        "utf-8",
        "utf-16le",
        "utf-16be",
        "utf-32le",
        "utf-32be",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "windows-874",
        "iso-8859-2",
        "iso-8859-5",
        "iso-8859-7",
        "iso-8859-15",
        "koi8-r",
        "koi8-u",
        "macintosh",
        "ibm866",
        "gbk",
        "gb18030",
        "big5",
        "shift_jis",
        "euc-jp",
        "iso-2022-jp",
        "euc-kr",
    ];

    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        self == Charset::Web(encoding_rs::UTF_8)
    }

    /// The encoding of a name, in any of the spellings that web pages use, such as `latin1` or `cp1252`.
    pub fn from_name(name: &str) -> Option<Charset> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-32le" | "utf32le" | "utf-32" | "utf32" => Some(Charset::Utf32Le),
            "utf-32be" | "utf32be" => Some(Charset::Utf32Be),
            name => Encoding::for_label_no_replacement(name.as_bytes()).map(Charset::Web),
        }
    }

    /// Its name, as the standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => encoding.name(),
            Charset::Utf32Le => "UTF-32LE",
            Charset::Utf32Be => "UTF-32BE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_their_usual_spellings() {
        for (name, wanted) in [
            ("latin1", "windows-1252"),
            (" CP1251 ", "windows-1251"),
            ("UTF8", "UTF-8"),
            ("utf-16", "UTF-16LE"),
            ("UTF-32", "UTF-32LE"),
            ("sjis", "Shift_JIS"),
            ("koi8-r", "KOI8-R"),
        ] {
            assert_eq!(Charset::from_name(name).map(Charset::name), Some(wanted), "{name}");
        }
        assert_eq!(Charset::from_name("utf-7"), None);
        for name in Charset::USUAL {
            assert!(
                Charset::from_name(name).is_some_and(|charset| charset.name().eq_ignore_ascii_case(name)),
                "{name}"
            );
        }
    }
}
