//! The canonical columns of a prospect: what every input column is mapped to and every output table is headed by.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// A column the program understands, in the order in which output tables show it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Field { $(#[doc = $doc] $variant,)* }

        impl Field {
            /// Every field, in output order.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The canonical name: the header of output tables and the word used in `--map` and in messages.
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => $name,)* }
            }
        }
    };
}

fields! {
    CompanyName "company_name" "Legal name, `BillingProfile.CompanyName`.",
    RegistrationId "registration_id" "The company's registration number, `CompanyProfile.OrganizationRegistrationNumber`.",
    Country "country" "ISO 3166-1 alpha-2 once normalised, `DefaultAddress.Country`.",
    AddressLine1 "address_line1" "`DefaultAddress.AddressLine1`.",
    AddressLine2 "address_line2" "`DefaultAddress.AddressLine2`.",
    City "city" "`DefaultAddress.City`.",
    State "state" "State or province as Partner Center writes it, `DefaultAddress.State`.",
    PostalCode "postal_code" "`DefaultAddress.PostalCode`.",
    Phone "phone" "E.164 once normalised, `DefaultAddress.PhoneNumber`.",
    FirstName "first_name" "The contact's first name, `DefaultAddress.FirstName`.",
    MiddleName "middle_name" "The contact's middle name, `DefaultAddress.MiddleName`.",
    LastName "last_name" "The contact's last name, `DefaultAddress.LastName`.",
    Email "email" "The contact's address, `BillingProfile.Email`.",
    DomainPrefix "domain_prefix" "What stands before `.onmicrosoft.com`, `CompanyProfile.Domain`.",
    TaxId "tax_id" "Another business number beside the registration ID; evidence for matching.",
    Website "website" "The company's site; evidence for matching.",
    Language "language" "`BillingProfile.Language`.",
    Culture "culture" "BCP 47, `BillingProfile.Culture`.",
    CustomerId "customer_id" "Microsoft's customer ID, a GUID; any key in a list of existing customers.",
    ResellerId "reseller_id" "The indirect reseller's tenant, `AssociatedPartnerId`.",
    Segment "segment" "`commercial`, `education-k12`, `education-higher` or `government`.",
    AgreementDate "agreement_date" "When the customer accepted the Microsoft Customer Agreement, ISO 8601 once normalised.",
    AgreementFirstName "agreement_first_name" "Who accepted the agreement.",
    AgreementLastName "agreement_last_name" "Who accepted the agreement.",
    AgreementEmail "agreement_email" "Who accepted the agreement.",
    AgreementPhone "agreement_phone" "Who accepted the agreement.",
    DefaultGdap "default_gdap" "`yes` or `no` once normalised, `enableGDAPByDefault`.",
    Reference "reference" "The sender's own key, carried through.",
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The field of that canonical name, exactly as the contract spells it.
    pub fn from_name(name: &str) -> Option<Field> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// The field's place in output order.
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_fields() {
        for (place, field) in Field::ALL.iter().enumerate() {
            assert_eq!(field.index(), place);
            assert_eq!(Field::from_name(field.name()), Some(*field));
        }
        assert_eq!(Field::from_name("Company_Name"), None);
    }
}
