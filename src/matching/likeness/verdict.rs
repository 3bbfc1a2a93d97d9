//! From evidence to an answer: surely the same company, perhaps, or another.

use super::alike::Alike;
use super::bits::Bits;
use super::evidence::{Aspect, Comparison, Says};
use super::weights::Weights;
use crate::model::Certainty;

/// What a comparison comes to; none when it is not worth asking. `prior` is how likely a match was before, in bits.
pub(super) fn verdict(found: &Comparison, prior: Bits, weights: &Weights) -> Option<Certainty> {
    // Microsoft gives a customer one ID.
    if found.says(Aspect::CustomerId) == Says::Agrees {
        return Some(Certainty::Sure);
    }
    let total = prior + found.sum(weights);
    if total < weights.thresholds.review || !is_worth_asking(found, weights) {
        return None;
    }
    let is_sure = total >= weights.thresholds.sure && !is_forbidden(found) && has_two_pieces(found, weights);
    Some(if is_sure { Certainty::Sure } else { Certainty::Possible })
}

/// Whether something says that it cannot be the same company, whatever else agrees.
pub(super) fn is_forbidden(found: &Comparison) -> bool {
    let by_id = found.says(Aspect::Id) == Says::Agrees;
    Aspect::ALL.iter().any(|aspect| found.says(*aspect) == Says::Forbids)
        || found.says(Aspect::Numbers) == Says::Differs && !by_id
}

/// Whether what a field says is a piece of evidence of its own.
fn counts(found: &Comparison, aspect: Aspect, weights: &Weights) -> bool {
    found.bits(aspect) >= weights.rules.strong && found.says(aspect) == Says::Agrees
}

/// How many pieces of evidence there are beside name and ID that do not come from one another.
fn pieces(found: &Comparison, weights: &Weights) -> usize {
    let counts = |aspect: &Aspect| counts(found, *aspect, weights);
    // Site, mail address and tenant are one piece: a company's domain.
    let domain = [Aspect::Web, Aspect::DomainPrefix].iter().any(&counts);
    let neighbour = found.says(Aspect::Phone) == Says::Near
        && found.says(Aspect::Place) == Says::Agrees
        && found.bits(Aspect::Phone) + found.bits(Aspect::Place) >= 2 * weights.rules.strong;
    usize::from(domain)
        + usize::from(neighbour)
        + [Aspect::Email, Aspect::Phone, Aspect::Street].iter().filter(|aspect| counts(aspect)).count()
}

/// At least two independent pieces of evidence make a match sure.
fn has_two_pieces(found: &Comparison, weights: &Weights) -> bool {
    let pieces = pieces(found, weights);
    let street = usize::from(counts(found, Aspect::Street, weights));
    let differs = |aspect| found.says(aspect) == Says::Differs;
    let moved = differs(Aspect::Place) || differs(Aspect::Street) && found.says(Aspect::Place) == Says::Missing;
    let by_id = found.says(Aspect::Id) == Says::Agrees && found.bits(Aspect::Id) >= weights.id.short;
    match found.alike {
        Alike::Missing => by_id || pieces >= 3,
        Alike::Other => by_id && pieces >= 1,
        Alike::Mixed | Alike::Initials => by_id,
        Alike::Part => by_id || pieces >= 2 && !moved,
        // Where several companies have the name, and nothing says that it is the one in this place, one piece is not enough.
        // Nor is an address for a name that is not quite the same: neighbours are often related.
        Alike::Misspelt | Alike::Same => {
            let wanted = if moved || found.is_ambiguous { 2 } else { 1 };
            let pieces = if found.alike == Alike::Misspelt && pieces == 1 { pieces - street } else { pieces };
            by_id || pieces >= wanted || found.alike == Alike::Same && is_rare_neighbour(found, weights)
        }
    }
}

/// A rare name in the same postal code, and nothing that says otherwise.
fn is_rare_neighbour(found: &Comparison, weights: &Weights) -> bool {
    let agrees_in_place =
        found.says(Aspect::Place) == Says::Agrees && found.bits(Aspect::Place) >= weights.rules.rare_place;
    let says_otherwise = Aspect::ALL.iter().any(|aspect| found.says(*aspect) == Says::Differs);
    Bits::from(found.rarity) >= weights.rules.rare_name && agrees_in_place && !says_otherwise
}

fn is_worth_asking(found: &Comparison, weights: &Weights) -> bool {
    found.alike >= Alike::Part
        || [Aspect::Id, Aspect::DomainPrefix].iter().any(|aspect| found.says(*aspect) == Says::Agrees)
        || pieces(found, weights) >= 2
        || is_only_domain(found, weights)
        || found.alike == Alike::Missing && pieces(found, weights) >= 1
}

/// The same domain, and nothing else to compare but names that have something in common: lists of Partner Center hold no more.
fn is_only_domain(found: &Comparison, weights: &Weights) -> bool {
    let compared = [Aspect::Id, Aspect::Phone, Aspect::Street, Aspect::Place, Aspect::Country];
    found.alike >= Alike::Mixed
        && pieces(found, weights) >= 1
        && compared.iter().all(|aspect| found.says(*aspect) == Says::Missing)
}
