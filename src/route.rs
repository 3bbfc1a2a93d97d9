//! What becomes of a row: the one place where that is decided.

use crate::model::{Certainty, Disposition};

/// What is known of a row when its place is decided.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// It could not be read as a row.
    pub malformed: bool,
    /// How sure it is that it is an existing customer.
    pub existing: Option<Certainty>,
    /// How sure it is that it repeats an earlier row of the run, and where that row went. Rejected rows do not count.
    pub repeats: Option<(Certainty, Disposition)>,
    /// It has a finding of severity error.
    pub has_error: bool,
    /// The partner's role does not let it create customers.
    pub role_cannot_create: bool,
}

/// The first line that applies decides.
#[expect(clippy::match_same_arms, reason = "each arm is a line of the contract, in its order")]
pub fn route(row: &Standing) -> Disposition {
    use Certainty::{Possible, Sure};
    use Disposition::{Accepted, Rejected, RelationshipRequest, Review};
    match *row {
        // 1. It cannot be read as a row.
        Standing { malformed: true, .. } => Rejected,
        // 2. It is surely an existing customer; errors do not stop a request.
        Standing { existing: Some(Sure), .. } => RelationshipRequest,
        // 3. It is surely the company of an earlier row: one company, one decision.
        Standing { repeats: Some((Sure, Accepted | RelationshipRequest)), .. } => RelationshipRequest,
        Standing { repeats: Some((Sure, Review)), .. } => Review,
        // 4. It has an error.
        Standing { has_error: true, .. } => Rejected,
        // 5. An indirect reseller may not create customers.
        Standing { role_cannot_create: true, .. } => Rejected,
        // 6. It may be an existing customer or a duplicate: a person decides.
        Standing { existing: Some(Possible), .. } => Review,
        Standing { repeats: Some((Possible, Accepted | RelationshipRequest | Review)), .. } => Review,
        // 7. Otherwise.
        Standing { .. } => Accepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Certainty::{Possible, Sure};
    use Disposition::{Accepted, Rejected, RelationshipRequest, Review};

    #[test]
    fn the_first_line_that_applies_decides() {
        let everything = Standing {
            malformed: true,
            existing: Some(Sure),
            repeats: Some((Sure, Accepted)),
            has_error: true,
            role_cannot_create: true,
        };
        assert_eq!(route(&everything), Rejected);
        let readable = Standing { malformed: false, ..everything };
        assert_eq!(route(&readable), RelationshipRequest);
        let repeating = Standing { existing: Some(Possible), ..readable };
        assert_eq!(route(&repeating), RelationshipRequest);
        let repeating_one_in_review = Standing { repeats: Some((Sure, Review)), ..repeating };
        assert_eq!(route(&repeating_one_in_review), Review);
        let perhaps_repeating = Standing { repeats: Some((Possible, Accepted)), ..repeating };
        assert_eq!(route(&perhaps_repeating), Rejected);
        let without_error = Standing { has_error: false, ..perhaps_repeating };
        assert_eq!(route(&without_error), Rejected);
        let of_a_direct_partner = Standing { role_cannot_create: false, ..without_error };
        assert_eq!(route(&of_a_direct_partner), Review);
        let only_perhaps_repeating = Standing { existing: None, ..of_a_direct_partner };
        assert_eq!(route(&only_perhaps_repeating), Review);
        let new = Standing { repeats: None, ..only_perhaps_repeating };
        assert_eq!(route(&new), Accepted);
    }

    #[test]
    fn a_rejected_row_repeats_nothing() {
        for certainty in [Sure, Possible] {
            assert_eq!(route(&Standing { repeats: Some((certainty, Rejected)), ..Standing::default() }), Accepted);
        }
    }
}
