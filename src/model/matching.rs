//! How rows are matched, as the configuration says.

/// What counts as evidence that two records are one company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatchMethod {
    /// Whatever is alike: misspelt names, moved words, telephone numbers, addresses.
    #[default]
    Full,
    /// Equal IDs, domains and names alone: faster, in one pass, and blind to every slip.
    Exact,
}

impl MatchMethod {
    /// Every method.
    pub const ALL: &'static [MatchMethod] = &[MatchMethod::Full, MatchMethod::Exact];

    /// The word used in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            MatchMethod::Full => "full",
            MatchMethod::Exact => "exact",
        }
    }
}

/// How rows are matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// What counts as evidence.
    pub method: MatchMethod,
    /// From how many hundredths of a bit on a match is sure; none for what is best.
    pub sure_from: Option<i32>,
    /// From how many hundredths of a bit on a person is asked; none for what is best.
    pub review_from: Option<i32>,
}
