//! What the reasons that two records share are worth.

use crate::model::{Certainty, Reason, Reasons};

/// How sure it is that two records which share these reasons are the same company; none when it is not worth asking.
///
/// Customer and registration IDs belong to one company. A domain is shared by the companies of a group, and names are
/// not unique: each of these alone is a question for a person, two of them together are an answer, unless both records
/// have a registration ID and these differ.
pub fn certainty(reasons: Reasons) -> Option<Certainty> {
    use Reason::{
        Country, CustomerId, Decision, Domain, DomainPrefix, Name, OtherRegistrationId, PostalCode, RegistrationId,
    };
    let all = |wanted: &[Reason]| wanted.iter().all(|reason| reasons.has(*reason));
    if reasons.has(Decision) || reasons.has(CustomerId) || all(&[RegistrationId, Country]) {
        return Some(Certainty::Sure);
    }
    let is_contradicted = reasons.has(OtherRegistrationId);
    let two_agree = all(&[DomainPrefix, Name]) || all(&[Domain, Name]) || all(&[Name, Country, PostalCode]);
    if two_agree && !is_contradicted {
        return Some(Certainty::Sure);
    }
    let asks = reasons.has(RegistrationId) || reasons.has(Domain) || reasons.has(DomainPrefix) || reasons.has(Name);
    asks.then_some(Certainty::Possible)
}

/// The weight of the evidence, 0 to 100, for `match_score`: of the strongest reason, and one more for each other.
pub fn score(reasons: Reasons) -> u8 {
    let base = match certainty(reasons) {
        None => return 0,
        Some(Certainty::Sure) if reasons.has(Reason::Decision) || reasons.has(Reason::CustomerId) => return 100,
        Some(Certainty::Sure) if reasons.has(Reason::RegistrationId) => 95,
        Some(Certainty::Sure) => 90,
        Some(Certainty::Possible) if reasons.has(Reason::RegistrationId) => 75,
        Some(Certainty::Possible) if reasons.has(Reason::Domain) || reasons.has(Reason::DomainPrefix) => 65,
        Some(Certainty::Possible) => 55,
    };
    let agreeing = reasons.iter().filter(|reason| *reason != Reason::OtherRegistrationId).count();
    let others = u8::try_from(agreeing).unwrap_or(0).saturating_sub(1);
    (base + others).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reason::{Country, CustomerId, Domain, DomainPrefix, Name, OtherRegistrationId, PostalCode, RegistrationId};

    #[test]
    fn two_answers_or_one_question() {
        let cases: &[(&[Reason], Option<Certainty>)] = &[
            (&[CustomerId], Some(Certainty::Sure)),
            (&[RegistrationId, Country], Some(Certainty::Sure)),
            (&[RegistrationId], Some(Certainty::Possible)),
            (&[Domain, Name], Some(Certainty::Sure)),
            (&[Domain, Country], Some(Certainty::Possible)),
            (&[DomainPrefix], Some(Certainty::Possible)),
            (&[DomainPrefix, Name], Some(Certainty::Sure)),
            (&[Name, Country, PostalCode], Some(Certainty::Sure)),
            (&[Name, Country, PostalCode, OtherRegistrationId], Some(Certainty::Possible)),
            (&[Name, Country], Some(Certainty::Possible)),
            (&[Name], Some(Certainty::Possible)),
            (&[Country, PostalCode], None),
            (&[], None),
        ];
        for (reasons, wanted) in cases {
            assert_eq!(certainty(Reasons::of(reasons)), *wanted, "{reasons:?}");
        }
    }

    #[test]
    fn more_reasons_weigh_more_and_sure_weighs_more_than_possible() {
        assert!(score(Reasons::of(&[Domain, Name])) > score(Reasons::of(&[Domain, Country])));
        assert!(
            score(Reasons::of(&[Name, Country, PostalCode, Domain])) > score(Reasons::of(&[Name, Country, PostalCode]))
        );
        assert_eq!(score(Reasons::of(&[Country])), 0);
        assert_eq!(score(Reasons::of(&[CustomerId])), 100);
    }
}
