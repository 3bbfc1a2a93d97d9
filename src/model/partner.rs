//! The partner on whose behalf a run is made, and the day it is made: what checks need to know beside the row.

use std::fmt;

use super::CountryCode;

/// The partner's kind of agreement with Microsoft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Sells to customers directly.
    #[default]
    DirectBill,
    /// Sells through resellers, for whom it creates customers.
    IndirectProvider,
    /// Sells through a provider; may not create customers, only ask existing ones for a relationship.
    IndirectReseller,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[Role::DirectBill, Role::IndirectProvider, Role::IndirectReseller];

    /// The word used on the command line and in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Role::DirectBill => "direct-bill",
            Role::IndirectProvider => "indirect-provider",
            Role::IndirectReseller => "indirect-reseller",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Who runs the import, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partner {
    /// The kind of partner.
    pub role: Role,
    /// Where the partner is; decides the market it may sell in. Unknown: markets are not checked.
    pub country: Option<CountryCode>,
    /// The partner's own domains, lower case, in ASCII form: `contoso.com`.
    pub domains: Vec<String>,
    /// The partner's own company name, as it would write it; empty when not told.
    pub company_name: String,
    /// The partner's own Microsoft tenant ID; empty when not told.
    pub tenant_id: String,
    /// The link by which a customer accepts a relationship with the partner; empty when not told.
    pub relationship_link: String,
    /// The day of the run, ISO 8601 (`2026-11-22`): an input, so that a run can be repeated.
    pub today: String,
}
