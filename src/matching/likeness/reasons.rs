//! What a comparison says in reasons: the words for people that a result carries.

use super::alike::Alike;
use super::bits::{Bits, score};
use super::evidence::{Aspect, Comparison, Says};
use crate::model::{Certainty, Evidence, Known, Reason, Reasons};

impl Comparison {
    /// The reasons that speak for one company, and against it.
    pub fn reasons(&self) -> Reasons {
        let mut reasons = Reasons::default();
        let mut add = |aspect: Aspect, says: Says, reason: Reason| {
            if self.says(aspect) == says {
                reasons = reasons.with(reason);
            }
        };
        add(Aspect::CustomerId, Says::Agrees, Reason::CustomerId);
        add(Aspect::Id, Says::Agrees, Reason::RegistrationId);
        add(Aspect::Id, Says::Near, Reason::NearRegistrationId);
        add(Aspect::Id, Says::Forbids, Reason::OtherRegistrationId);
        add(Aspect::DomainPrefix, Says::Agrees, Reason::DomainPrefix);
        add(Aspect::Web, Says::Agrees, Reason::Domain);
        add(Aspect::Web, Says::Near, Reason::NearDomain);
        add(Aspect::Web, Says::Differs, Reason::OtherDomain);
        add(Aspect::Email, Says::Agrees, Reason::Email);
        add(Aspect::Phone, Says::Agrees, Reason::Phone);
        add(Aspect::Phone, Says::Near, Reason::NearPhone);
        add(Aspect::Phone, Says::Differs, Reason::OtherPhone);
        add(Aspect::Street, Says::Agrees, Reason::Street);
        add(Aspect::Country, Says::Agrees, Reason::Country);
        add(Aspect::Country, Says::Forbids, Reason::OtherCountry);
        add(Aspect::Person, Says::Agrees, Reason::Person);
        add(Aspect::Numbers, Says::Forbids, Reason::OtherNumber);
        add(Aspect::Numbers, Says::Differs, Reason::OtherNumber);
        add(Aspect::Place, Says::Differs, Reason::OtherPlace);
        add(Aspect::Street, Says::Differs, Reason::OtherPlace);
        let name = match self.alike {
            Alike::Missing => None,
            Alike::Other => Some(Reason::OtherName),
            Alike::Mixed => Some(Reason::NameMixed),
            Alike::Initials => Some(Reason::NameInitials),
            Alike::Part => Some(Reason::NamePart),
            Alike::Misspelt => Some(Reason::NameMisspelt),
            Alike::Same if self.says(Aspect::Form) == Says::Differs => Some(Reason::NameForm),
            Alike::Same => Some(Reason::Name),
        };
        let place = match self.place {
            Place::Unknown => None,
            Place::City => Some(Reason::City),
            Place::PostalCode => Some(Reason::PostalCode),
        };
        [name, place].into_iter().flatten().fold(reasons, Reasons::with)
    }

    /// The comparison as evidence.
    pub fn evidence(&self, of: Known, certainty: Certainty, total: Bits) -> Evidence {
        let score = if self.says(Aspect::CustomerId) == Says::Agrees { 100 } else { score(total) };
        Evidence { of, certainty, reasons: self.reasons(), score }
    }
}

/// What two records have in common of where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing that is known.
    #[default]
    Unknown,
    /// The city.
    City,
    /// The postal code.
    PostalCode,
}

/// Evidence of a match that more than these two records show.
pub(super) fn together(evidence: Evidence, by_itself: bool) -> Evidence {
    if by_itself { evidence } else { Evidence { reasons: evidence.reasons.with(Reason::Together), ..evidence } }
}
