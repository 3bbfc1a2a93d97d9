//! Profiles: what is compared of a record, in some two hundred bytes.

use super::value::Phone;

/// A word of a profile's name, and how rare it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) hash: u32,
    /// In hundredths of a bit; known once all lists have been counted.
    pub(super) bits: u16,
    pub(super) start: u16,
    pub(super) length: u8,
    pub(super) kind: crate::facts::WordKind,
}

/// How rare a profile's values are, in hundredths of a bit; 0 for a value that says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rarities {
    pub(super) core: u16,
    /// In how many places the lists have the name, in a few steps.
    pub(super) homonyms: u16,
    pub(super) domains: [u16; 2],
    pub(super) email: u16,
    pub(super) phone: u16,
    pub(super) street: u16,
    pub(super) postal_code: u16,
    pub(super) city: u16,
    pub(super) person: u16,
}

/// A registration or tax ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Id {
    /// 0 when there is none.
    pub(super) hash: u32,
    /// Which characters are letters, and how many there are: numbers of one kind share it.
    pub(super) shape: u32,
    /// The length of its text.
    pub(super) length: u8,
    /// How many digits count.
    pub(super) digits: u8,
    /// How many companies have it, beyond one; more than a few make it say nothing.
    pub(super) shared: u16,
}

/// What is compared of one record. A hash of 0 says that there is nothing to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Where its text begins: name, IDs, city, street.
    pub(super) text: u32,
    pub(super) first_token: u32,
    pub(super) tokens: u8,
    pub(super) city_length: u8,
    pub(super) street_length: u8,
    pub(super) class: u8,
    pub(super) name_length: u16,
    /// The country's index and one.
    pub(super) country: u16,
    /// The words in any order, and in their order without blanks.
    pub(super) core: u32,
    pub(super) glued: u32,
    pub(super) numbers: u32,
    pub(super) form: u32,
    pub(super) ids: [Id; 2],
    pub(super) domains: [u32; 2],
    pub(super) labels: [u32; 2],
    pub(super) email: u32,
    pub(super) house: u32,
    pub(super) phone: Phone,
    pub(super) postal_code: u64,
    pub(super) city: u32,
    pub(super) street: u32,
    pub(super) person: u32,
    pub(super) customer_id: u32,
    /// The domain prefix that the row asks for, or the tenant that its addresses tell.
    pub(super) prefix: u32,
    /// Of the whole record: decides between equals, so that the order of a list decides nothing.
    pub(super) content: u64,
    pub(super) rarities: Rarities,
}

/// About so many words has a name, and so many bytes the text of a profile: few have more.
const USUAL_WORDS: usize = 4;
const USUAL_TEXT: usize = 64;

/// Profiles of a list, and their text.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    pub(super) list: Vec<Profile>,
    pub(super) tokens: Vec<Token>,
    pub(super) text: String,
}

/// Some profiles that follow one another, and the words of their names, to be told how rare they are.
#[derive(Debug)]
pub struct Piece<'p> {
    pub(super) list: &'p mut [Profile],
    pub(super) tokens: &'p mut [Token],
    /// The place of the first of these words in their list.
    pub(super) first_token: u32,
}

/// One profile with its text at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'p> {
    pub(super) profile: &'p Profile,
    pub(super) tokens: &'p [Token],
    text: &'p str,
}

impl<'p> View<'p> {
    pub(super) fn word(self, token: &Token) -> &'p str {
        let start = usize::from(token.start);
        &self.text[start..start + usize::from(token.length)]
    }

    pub(super) fn id(self, place: usize) -> &'p str {
        let [first, second] = &self.profile.ids;
        let start = usize::from(self.profile.name_length);
        let middle = start + usize::from(first.length);
        if place == 0 { &self.text[start..middle] } else { &self.text[middle..middle + usize::from(second.length)] }
    }

    fn after_ids(self) -> usize {
        let [first, second] = &self.profile.ids;
        usize::from(self.profile.name_length) + usize::from(first.length) + usize::from(second.length)
    }

    pub(super) fn city(self) -> &'p str {
        let start = self.after_ids();
        &self.text[start..start + usize::from(self.profile.city_length)]
    }

    pub(super) fn street(self) -> &'p str {
        let start = self.after_ids() + usize::from(self.profile.city_length);
        &self.text[start..start + usize::from(self.profile.street_length)]
    }

    /// All of it: name, IDs, city, street.
    pub(super) fn own_text(self) -> &'p str {
        let length = self.after_ids() + usize::from(self.profile.city_length) + usize::from(self.profile.street_length);
        &self.text[..length]
    }

    /// Whether the name is in Chinese, Japanese or Korean characters.
    pub(super) fn is_in_characters(self) -> bool {
        self.name().chars().next().is_some_and(crate::facts::is_cjk)
    }

    /// The words without blanks, in their order.
    pub(super) fn name(self) -> &'p str {
        &self.text[..usize::from(self.profile.name_length)]
    }
}

impl Profiles {
    /// Room for so many profiles of the usual size.
    pub(super) fn with_capacity(count: usize) -> Self {
        Profiles {
            list: Vec::with_capacity(count),
            tokens: Vec::with_capacity(count * USUAL_WORDS),
            text: String::with_capacity(count * USUAL_TEXT),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds the profiles of the rows that follow.
    pub fn append(&mut self, mut other: Profiles) {
        let text = u32::try_from(self.text.len()).expect("less than 4 GiB of names and addresses");
        let tokens = u32::try_from(self.tokens.len()).expect("fewer than 2^32 words");
        for profile in &mut other.list {
            profile.text += text;
            profile.first_token += tokens;
        }
        self.list.append(&mut other.list);
        self.tokens.append(&mut other.tokens);
        self.text.push_str(&other.text);
    }

    /// The same in pieces of so many profiles, so that threads can share them.
    pub fn pieces(&mut self, at_a_time: usize) -> Vec<Piece<'_>> {
        let (mut tokens, mut first_token) = (self.tokens.as_mut_slice(), 0);
        let mut pieces = Vec::new();
        for list in self.list.chunks_mut(at_a_time) {
            let count: usize = list.iter().map(|profile| usize::from(profile.tokens)).sum();
            let (own, rest) = tokens.split_at_mut(count);
            tokens = rest;
            pieces.push(Piece { list, tokens: own, first_token });
            first_token += u32::try_from(count).unwrap_or(u32::MAX);
        }
        pieces
    }

    /// The profiles of these places, in this order.
    pub(super) fn picked(&self, places: &[u32]) -> Profiles {
        let mut picked = Profiles::default();
        picked.list.reserve_exact(places.len());
        if places.len() == self.list.len() {
            picked.tokens.reserve_exact(self.tokens.len());
            picked.text.reserve_exact(self.text.len());
        }
        for place in places {
            let view = self.view(*place);
            let profile = Profile {
                text: u32::try_from(picked.text.len()).unwrap_or(u32::MAX),
                first_token: u32::try_from(picked.tokens.len()).unwrap_or(u32::MAX),
                ..view.profile.clone()
            };
            picked.list.push(profile);
            picked.tokens.extend_from_slice(view.tokens);
            picked.text.push_str(view.own_text());
        }
        picked
    }

    pub(super) fn view(&self, place: u32) -> View<'_> {
        let profile = &self.list[place as usize];
        let first = profile.first_token as usize;
        View {
            profile,
            tokens: &self.tokens[first..first + usize::from(profile.tokens)],
            text: &self.text[profile.text as usize..],
        }
    }
}
