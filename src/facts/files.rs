//! The countries' own files, one a country that we say something special about.
//!
//! To add a country: write `src/data/countries/XX.toml` and add its line here. A test compares the list with the folder.

macro_rules! countries {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../data/countries/", $code, ".toml"))),)*]
    };
}

/// Code and text of each file, by code.
pub(super) const COUNTRIES: &[(&str, &str)] = countries! {
    "AE"
    "AM"
    "AU"
    "AZ"
    "BR"
    "BY"
    "CA"
    "CN"
    "HU"
    "IN"
    "IQ"
    "KG"
    "KZ"
    "MD"
    "MM"
    "PL"
    "PT"
    "RU"
    "SA"
    "SS"
    "TH"
    "TJ"
    "TR"
    "UA"
    "US"
    "UZ"
    "VE"
    "VN"
    "ZA"
};

#[cfg(test)]
mod tests {
    use super::COUNTRIES;

    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/data/countries");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let listed: Vec<_> = COUNTRIES.iter().map(|(code, _)| format!("{code}.toml")).collect();
        assert_eq!(listed, files, "add the country to the list in src/facts/files.rs, in the order of codes");
    }
}
