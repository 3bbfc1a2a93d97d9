//! What tells a company from others where Microsoft's ID does not, as text that stays the same from night to night.

/// What the names of customers without an ID of Microsoft's begin with; see [`unconfirmed_id`].
const UNCONFIRMED: &str = "accepted ";

/// What is known of a company that says which one it is. Values are normalised; empty where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Company<'a> {
    /// The country, ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// Its registration ID there.
    pub registration_id: &'a str,
    /// What stands before `.onmicrosoft.com` in its tenant's domain.
    pub tenant: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The postal code of its address.
    pub postal_code: &'a str,
}

impl Company<'_> {
    /// The surest of it, as text.
    pub fn identity(&self) -> String {
        let Company { country, tenant, name, postal_code, .. } = self;
        if !tenant.is_empty() {
            return format!("tenant:{tenant}");
        }
        match self.registered() {
            registered if !registered.is_empty() => format!("registered:{registered}"),
            _ => format!("name:{country}:{postal_code}:{}", name.to_lowercase()),
        }
    }

    /// The registration ID with its country, or nothing if one of them is missing.
    pub fn registered(&self) -> String {
        let Company { country, registration_id, .. } = self;
        if country.is_empty() || registration_id.is_empty() {
            String::new()
        } else {
            format!("{country}:{registration_id}")
        }
    }
}

/// What stands in place of Microsoft's ID for a customer that a run accepted on this day from this file and row.
pub fn unconfirmed_id(day: &str, place: &str) -> String {
    format!("{UNCONFIRMED}{day}, {place}")
}

/// How a decision about a pair of companies names the known one: by its ID, or by its name while it has none.
pub fn reference(id: &str, name: &str) -> Option<String> {
    if !id.is_empty() && !id.starts_with(UNCONFIRMED) {
        return Some(format!("id:{id}"));
    }
    (!name.is_empty()).then(|| format!("name:{}", name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_that_is_known_tells_a_company() {
        let named = Company { country: "FR", name: "Bois SARL", postal_code: "41000", ..Company::default() };
        assert_eq!(named.identity(), "name:FR:41000:bois sarl");
        let registered = Company { registration_id: "552081317", ..named };
        assert_eq!(registered.identity(), "registered:FR:552081317");
        assert_eq!(Company { tenant: "bois", ..registered }.identity(), "tenant:bois");
        assert_eq!(Company { country: "", ..registered }.identity(), "name::41000:bois sarl");
    }

    #[test]
    fn a_customer_without_an_id_is_named() {
        let unconfirmed = unconfirmed_id("2026-11-23", "a.csv:2");
        assert_eq!(reference("C-2", "Bois").as_deref(), Some("id:C-2"));
        for id in ["", &unconfirmed] {
            assert_eq!(reference(id, "Bois").as_deref(), Some("name:bois"));
            assert_eq!(reference(id, ""), None);
        }
    }
}
