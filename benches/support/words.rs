//! Invented words, each written in several scripts. It knows no country.
//!
//! A company's name is made of four syllables that spell its number, so that no two of sixteen million companies share
//! a name, and the name in another script is the same word.

use super::random::mix;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Script {
    /// With the place's own vowels in the first syllable.
    Latin,
    /// Russian letters; Ukrainian and Kazakh lists use them often enough.
    Cyrillic,
    /// Consonants and the three long vowels.
    Arabic,
    /// Vowels before, above and after their consonant.
    Thai,
    /// Katakana.
    Japanese,
    /// Whole words of one syllable.
    Vietnamese,
}

/// The syllables of one word: four numbers below 64.
pub(crate) type Syllables = [usize; 4];

/// The syllables that spell a number. Numbers below 2^24 give different ones.
pub(crate) fn syllables(number: u64) -> Syllables {
    // Both steps can be undone within 24 bits, so the mapping is one to one.
    let low = number.wrapping_mul(0x9E_3779) & 0xFF_FFFF;
    let spread = (low ^ (low >> 13)).wrapping_mul(0x85_EBCB) & 0xFF_FFFF;
    [0, 6, 12, 18].map(|shift| usize::try_from(spread >> shift & 63).unwrap_or(0))
}

/// Two syllables for a mailbox's name: any will do.
pub(crate) fn short_word(number: u64) -> String {
    let bits = mix(number);
    [bits & 63, bits >> 6 & 63].iter().map(|&part| latin(usize::try_from(part).unwrap_or(0), "aeio")).collect()
}

/// The word in plain lower-case letters, as in a domain.
pub(crate) fn plain(word: Syllables) -> String {
    word.iter().map(|&part| latin(part, "aeio")).collect()
}

/// The word as a name, in that script; `vowels` are the four of the place for the first syllable of a Latin word.
pub(crate) fn name(word: Syllables, script: Script, vowels: &str) -> String {
    match script {
        Script::Latin => capitalised(&(latin(word[0], vowels) + &plain(word)[2..])),
        Script::Cyrillic => {
            capitalised(&word.iter().flat_map(|&part| pair(part, CYRILLIC, "аеио")).collect::<String>())
        }
        Script::Arabic => word.iter().flat_map(|&part| pair(part, ARABIC, "اويه")).collect(),
        Script::Thai => word.iter().flat_map(|&part| thai(part)).collect(),
        Script::Japanese => word.iter().map(|&part| KATAKANA[part]).collect(),
        Script::Vietnamese => word.map(|part| VIETNAMESE[part]).join(" "),
    }
}

const LATIN: &str = "bdfgklmnprstvzhj";
const CYRILLIC: &str = "бдфгклмнпрствзхж";
const ARABIC: &str = "بدفجكلمنقرستوزحش";
const THAI: &str = "บดฟกคลมนปรสตวซหจ";

#[rustfmt::skip]
const KATAKANA: [&str; 64] = [
    "バ", "ベ", "ビ", "ボ", "ダ", "デ", "ディ", "ド", "ファ", "フェ", "フィ", "フォ", "ガ", "ゲ", "ギ", "ゴ",
    "カ", "ケ", "キ", "コ", "リャ", "リェ", "リュ", "リョ", "マ", "メ", "ミ", "モ", "ナ", "ネ", "ニ", "ノ",
    "パ", "ペ", "ピ", "ポ", "ラ", "レ", "リ", "ロ", "サ", "セ", "シ", "ソ", "タ", "テ", "ティ", "ト",
    "ワ", "ウェ", "ウィ", "ウォ", "ザ", "ゼ", "ジ", "ゾ", "ハ", "ヘ", "ヒ", "ホ", "ジャ", "ジェ", "ジュ", "ジョ",
];

#[rustfmt::skip]
const VIETNAMESE: [&str; 64] = [
    "An", "Ánh", "Bảo", "Bình", "Cường", "Châu", "Công", "Chí", "Đại", "Đạt", "Đông", "Đức", "Gia", "Giang", "Hà", "Hải",
    "Hạnh", "Hiếu", "Hòa", "Hoàng", "Hồng", "Hùng", "Hưng", "Hương", "Khánh", "Khang", "Kim", "Kiên", "Lâm", "Lan", "Lộc", "Long",
    "Mai", "Minh", "Mỹ", "Nam", "Nga", "Ngân", "Ngọc", "Nguyên", "Nhật", "Phát", "Phong", "Phú", "Phúc", "Phương", "Quang", "Quân",
    "Quốc", "Sơn", "Tâm", "Tân", "Thái", "Thành", "Thịnh", "Thủy", "Tiến", "Toàn", "Trí", "Trung", "Tùng", "Việt", "Vinh", "Xuân",
];

fn latin(part: usize, vowels: &str) -> String {
    pair(part, LATIN, vowels).collect()
}

/// A syllable of one of sixteen consonants and one of four vowels.
fn pair(part: usize, consonants: &str, vowels: &str) -> impl Iterator<Item = char> {
    consonants.chars().nth(part / 4).into_iter().chain(vowels.chars().nth(part % 4))
}

fn thai(part: usize) -> [char; 2] {
    let consonant = THAI.chars().nth(part / 4).unwrap_or('ก');
    match part % 4 {
        0 => [consonant, 'า'],
        1 => ['เ', consonant],
        2 => [consonant, 'ี'],
        _ => ['โ', consonant],
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SCRIPTS: [Script; 6] =
        [Script::Latin, Script::Cyrillic, Script::Arabic, Script::Thai, Script::Japanese, Script::Vietnamese];

    #[test]
    fn numbers_give_different_words_in_every_script() {
        for script in SCRIPTS {
            let words: BTreeSet<String> = (0..20_000).map(|number| name(syllables(number), script, "aeio")).collect();
            assert_eq!(words.len(), 20_000, "{script:?}");
        }
    }

    #[test]
    fn the_name_and_the_domain_are_one_word() {
        let word = syllables(1);
        assert_eq!(name(word, Script::Latin, "aeio").to_lowercase(), plain(word));
        assert_eq!(name(word, Script::Cyrillic, "").chars().count(), plain(word).chars().count());
    }
}
