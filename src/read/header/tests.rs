//! Header rows as real programs and people write them.

use proptest::prelude::*;

use super::*;
use crate::messages::Messages;
use crate::model::{Lang, NameOrder};
use Field::*;

/// The fields of a comma-separated header row; `-` in the expectation is a carried column, `=` one of our own.
fn names(row: &str, told: &[Told], purpose: Purpose) -> String {
    let headers: Vec<String> = row.split(',').map(str::to_owned).collect();
    let mapping = map_header(&headers, &[], told, purpose);
    mapping.columns.iter().copied().map(name).collect::<Vec<_>>().join(",")
}

fn notes(row: &str, told: &[Told], purpose: Purpose) -> Vec<String> {
    let headers: Vec<String> = row.split(',').map(str::to_owned).collect();
    map_header(&headers, &[], told, purpose).notes.iter().map(|note| said(note, Lang::En)).collect()
}

/// A note in words.
fn said(note: &Note, lang: Lang) -> String {
    let values = note.values();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Messages::of(lang).fill(note.key(), &values)
}

/// The fields of a header row above these rows, cells with `|` between, and what is told of it.
fn with_cells(header: &str, rows: &[&str]) -> (String, Vec<String>) {
    let cells = |row: &str| row.split('|').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = (2..).zip(rows.iter().map(|row| cells(row))).collect();
    let mapping = map_header(&cells(header), &rows, &[], Purpose::Prospects);
    let names = mapping.columns.iter().copied().map(name).collect::<Vec<_>>().join("|");
    let is_missing = |note: &&Note| matches!(note, Note::Missing { .. });
    (names, mapping.notes.iter().filter(|note| !is_missing(note)).map(|note| said(note, Lang::En)).collect())
}

fn name(column: Column) -> &'static str {
    match column {
        Column::Field(field) => field.name(),
        Column::WholeName(NameOrder::GivenFirst) => "first+last",
        Column::WholeName(NameOrder::FamilyFirst) => "last+first",
        Column::Own(_) => "=",
        Column::Carried => "-",
    }
}

fn told(header: &str, field: impl Into<Option<Field>>) -> Told {
    (header.to_owned(), field.into())
}

#[test]
fn lists_of_prospects() {
    for (list, row, expected) in [
        (
            "Salesforce accounts",
            "Account ID,Account Name,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,\
             Billing Country,Phone,Fax,Website,Account Owner,Industry,Shipping Street,Shipping City",
            "reference,company_name,address_line1,city,state,postal_code,country,phone,-,website,-,-,-,-",
        ),
        (
            "Salesforce, by field names",
            "Id,Name,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,Phone,SIRET__c",
            "reference,company_name,address_line1,city,state,postal_code,country,phone,registration_id",
        ),
        (
            "HubSpot companies",
            "Record ID,Company name,Company owner,Create Date,Phone Number,City,State/Region,Postal Code,\
             Country/Region,Street Address,Street Address 2,Company Domain Name,Website URL,Industry",
            "reference,company_name,-,-,phone,city,state,postal_code,country,address_line1,address_line2,website,-,-",
        ),
        (
            "Dynamics 365 accounts",
            "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,\
             Address 1: Street 1,Address 1: City,Address 1: State/Province,Address 1: ZIP/Postal Code,\
             Address 1: Country/Region,Primary Contact,Email,Website,Account Number",
            "-,-,-,company_name,phone,address_line1,city,state,postal_code,country,first+last,email,website,reference",
        ),
        (
            "Pipedrive",
            "Organization - Name,Organization - Address,Person - First name,Person - Last name,Person - Email,Person - Phone",
            "company_name,address_line1,first_name,last_name,email,phone",
        ),
        (
            "Odoo",
            "External ID,Name,Street,Street2,City,State,Zip,Country,Tax ID,Phone,Email",
            "reference,company_name,address_line1,address_line2,city,state,postal_code,country,registration_id,phone,email",
        ),
        (
            "a French sales sheet",
            "Raison sociale *,N° SIRET,N° TVA,Adresse,Complément d'adresse,Code postal,Ville,Pays,Prénom,Nom,Courriel,Tél.,\
             Commentaires",
            "company_name,registration_id,tax_id,address_line1,address_line2,postal_code,city,country,first_name,last_name,\
             email,phone,-",
        ),
        (
            "a French list of companies",
            "NOM,ADRESSE,CP,VILLE,PAYS,NOM DU CONTACT,PRENOM DU CONTACT,MAIL",
            "company_name,address_line1,postal_code,city,country,last_name,first_name,email",
        ),
        (
            "the API's names",
            "BillingProfile.CompanyName,CompanyProfile.OrganizationRegistrationNumber,CompanyProfile.Domain,\
             DefaultAddress.Country,DefaultAddress.FirstName,BillingProfile.Email,enableGDAPByDefault,AssociatedPartnerId",
            "company_name,registration_id,domain_prefix,country,first_name,email,default_gdap,reseller_id",
        ),
        (
            "a file of our own, come back",
            "company_name,country,decision,match_score,source_file,source_sheet,source_row,errors,Colour,Errors",
            "company_name,country,=,=,=,=,=,=,-,-",
        ),
    ] {
        assert_eq!(names(row, &[], Purpose::Prospects), expected.replace(' ', ""), "{list}");
    }
}

#[test]
fn lists_of_customers() {
    for (list, row, expected) in [
        (
            "Partner Center's export",
            "Microsoft ID,Company name,Primary domain name,Relationship,Tags",
            "customer_id,company_name,website,-,-",
        ),
        ("a ledger", "Account number,Name,VAT number", "customer_id,company_name,registration_id"),
        ("keys of both kinds", "ID,Microsoft ID,Customer", "reference,customer_id,company_name"),
        ("domains of both kinds", "Primary domain name,Website", "website,-"),
        (
            "accepted rows of an earlier run",
            "company_name,domain_prefix,source_file,source_sheet,source_row",
            "company_name,domain_prefix,=,=,=",
        ),
    ] {
        assert_eq!(names(row, &[], Purpose::Customers), expected, "{list}");
    }
}

#[test]
fn every_canonical_name_is_its_field_however_written() {
    let row = Field::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(",");
    for written in [row.clone(), row.to_uppercase(), row.replace('_', " ")] {
        assert_eq!(names(&written, &[], Purpose::Prospects), row);
        assert_eq!(names(&written, &[], Purpose::Customers), row);
    }
}

#[test]
fn a_bare_name_is_decided_by_the_columns_beside_it() {
    for (row, expected) in [
        ("Nom,Ville", "company_name,city"),
        ("Nom,Prénom,Société", "last_name,first_name,company_name"),
        ("Société,Nom", "company_name,last_name"),
        ("Nom,Prénom", "last_name,first_name"),
        ("Name,First name,Last name", "company_name,first_name,last_name"),
        ("Company,Name,Surname", "company_name,-,last_name"),
        ("Name,Contact", "company_name,first+last"),
        ("Empresa,Nombre,Apellidos", "company_name,first_name,last_name"),
        ("Nombre,Dirección", "company_name,address_line1"),
        ("Empresa,Nombre", "company_name,first_name"),
    ] {
        assert_eq!(names(row, &[], Purpose::Prospects), expected, "{row}");
    }
}

#[test]
fn a_tax_number_is_the_registration_id_when_nothing_else_is() {
    for (row, expected) in [
        ("Company,Tax ID", "company_name,registration_id"),
        ("Company,N° TVA", "company_name,registration_id"),
        ("Company,VAT number,Company number", "company_name,tax_id,registration_id"),
    ] {
        assert_eq!(names(row, &[], Purpose::Prospects), expected, "{row}");
    }
    let told = [told("Tax ID", TaxId)];
    assert_eq!(names("Company,Tax ID", &told, Purpose::Prospects), "company_name,tax_id");
}

#[test]
fn the_better_name_wins_and_the_other_column_is_carried() {
    for (row, expected) in [
        ("Company,company_name", "-,company_name"),
        ("Mobile,Phone", "-,phone"),
        ("Enseigne,Raison sociale", "-,company_name"),
        ("E-mail,Courriel", "email,-"),
        ("Contact email,Email", "-,email"),
        ("email,email", "email,-"),
    ] {
        assert_eq!(names(row, &[], Purpose::Prospects), expected, "{row}");
    }
    let notes = notes("Company,company_name,E-mail,E-mail", &[], Purpose::Customers);
    assert_eq!(
        notes,
        [
            "column `Company` is not read as `company_name`, because column `company_name` is; if it should be, use \
             `--map \"Company=company_name\"`",
            "column `E-mail` stands there more than once: the first is read as `email`",
        ]
    );
}

#[test]
fn the_user_has_the_last_word() {
    let row = "Company,Kundenname,Email,Country";
    for (told, expected) in [
        (&[told("Kundenname", CompanyName)][..], "-,company_name,email,country"),
        (&[told("kunden name", CompanyName)], "-,company_name,email,country"),
        (&[told("Email", None)], "company_name,-,-,country"),
        (&[told("Email", Website), told("Country", None)], "company_name,-,website,-"),
    ] {
        assert_eq!(names(row, told, Purpose::Prospects), expected, "{told:?}");
    }
    let told = [told("Nothing", City), told("Email", Email)];
    let headers = ["Email".to_owned()];
    assert_eq!(map_header(&headers, &[], &told, Purpose::Prospects).used, [false, true]);
}

#[test]
fn notes_ask_and_tell() {
    for (row, expected) in [
        ("Compny,Email", "column `Compny` looks like `company_name`: if it is, use `--map \"Compny=company_name\"`"),
        ("Company,Contact name", "column `Contact name` holds whole names"),
        ("Company,VAT", "column `VAT` is read as `registration_id`, because there is no other column for it"),
        ("Company,City", "no column holds `country`, which every row needs"),
    ] {
        let notes = notes(row, &[], Purpose::Prospects);
        assert!(notes.iter().any(|note| note.starts_with(expected)), "{row}: {notes:?}");
    }
    let row = "company_name,country,address_line1,city,first_name,last_name,email,Contact,Notes,Compny,Full address";
    assert_eq!(notes(row, &[], Purpose::Prospects), Vec::<String>::new());
}

#[test]
fn lists_in_twenty_languages() {
    let expected =
        "company_name|registration_id|country|address_line1|city|postal_code|phone|first_name|last_name|email";
    for row in [
        "Firmenname|Handelsregisternummer|Land|Straße und Hausnummer|Ort|Postleitzahl|Telefonnummer|Vorname|Nachname|E-Mail-Adresse",
        "Razón social|Nº de registro|País|Dirección|Población|Código postal|Teléfono|Nombre|Apellidos|Correo electrónico",
        "Ragione sociale|Numero REA|Nazione|Indirizzo|Città|CAP|Telefono|Nome|Cognome|Posta elettronica",
        "Razão social|CNPJ|País|Endereço|Município|CEP|Telefone|Nome|Sobrenome|E-mail",
        "Bedrijfsnaam|KvK-nummer|Land|Straat en huisnummer|Plaats|Postcode|Telefoonnummer|Voornaam|Achternaam|E-mailadres",
        "Nazwa firmy|NIP|Kraj|Ulica i numer|Miejscowość|Kod pocztowy|Nr telefonu|Imię|Nazwisko|Adres e-mail",
        "Şirket adı|Vergi numarası|Ülke|Adres|Şehir|Posta kodu|Telefon|Ad|Soyad|E-posta",
        "Наименование организации|ИНН|Страна|Адрес|Город|Индекс|Телефон|Имя|Фамилия|Эл. почта",
        "Назва компанії|Код ЄДРПОУ|Країна|Адреса|Місто|Поштовий індекс|Телефон|Ім'я|Прізвище|Електронна пошта",
        "Tên công ty|Mã số thuế|Quốc gia|Địa chỉ|Tỉnh/Thành phố|Mã bưu điện|Số điện thoại|Tên|Họ|Email",
        "会社名|法人番号|国|番地|市区町村|郵便番号|電話番号|名|姓|メールアドレス",
        "Obchodní firma|IČO|Země|Ulice a číslo|Obec|PSČ|Telefonní číslo|Jméno|Příjmení|E-mailová adresa",
        "Denumire firmă|CUI|Țara|Strada|Localitate|Cod poștal|Nr. telefon|Prenume|Nume|Adresă de e-mail",
        "Cégnév|Adószám|Ország|Utca, házszám|Település|Irányítószám|Telefonszám|Keresztnév|Vezetéknév|E-mail cím",
        "公司名称|统一社会信用代码|国家/地区|详细地址|城市|邮编|联系电话|名|姓氏|电子邮箱",
        "회사명|사업자등록번호|국가|도로명 주소|시/군/구|우편번호|전화번호|이름|성|이메일",
        "اسم الشركة|رقم السجل التجاري|الدولة|عنوان الشارع|المدينة|الرمز البريدي|رقم الهاتف|الاسم الأول|اسم العائلة|البريد الإلكتروني",
        "Företagsnamn|Organisationsnummer|Land|Gatuadress|Postort|Postnummer|Telefon|Förnamn|Efternamn|E-postadress",
    ] {
        assert_eq!(with_cells(row, &[]), (expected.to_owned(), Vec::new()), "{row}");
    }
}

#[test]
fn the_cells_below_decide_where_headers_do_not() {
    for (header, rows, expected, note) in [
        // Of two columns for one field, the one that holds it.
        (
            "Company|E-mail|Mail",
            &["Contoso|yes|a@b.fr", "Fabrikam|later|c@d.fr"][..],
            "company_name|-|email",
            "`E-mail` is not read as",
        ),
        (
            "Company|Phone|Mobile",
            &["Contoso||+33612345678", "Fabrikam||+33612345679"],
            "company_name|-|phone",
            "`Phone` is not read as",
        ),
        // A header that the cells contradict is still followed, and told.
        ("Company|Email", &["Contoso|yes", "Fabrikam|later"], "company_name|email", "only 0 of its first 2 cells"),
        ("Company|Country", &["Contoso|Anna", "Fabrikam|Jan"], "company_name|country", "only 0 of its first 2 cells"),
        // Names of persons and of companies.
        (
            "Company|Name|Email",
            &["Contoso|Anna Nowak|a@b.fr", "Fabrikam|Jan Kos|c@d.fr"],
            "company_name|first+last|email",
            "holds whole names",
        ),
        ("Company|Name|Email", &["Contoso|Nowak|a@b.fr", "Fabrikam|Kos|c@d.fr"], "company_name|last_name|email", ""),
        (
            "Name|Country|Email",
            &["Anna Nowak|PL|anna.nowak@contoso.pl", "Jan Kos|PL|jan@fabrikam.pl"],
            "company_name|country|email",
            "say that it holds persons",
        ),
        (
            "Company|Contact",
            &["Contoso|Anna Nowak", "Fabrikam|Jan Kos"],
            "company_name|first+last",
            "holds whole names",
        ),
        (
            "Société|Nom et prénom",
            &["Contoso|Nowak Anna", "Fabrikam|Kos Jan"],
            "company_name|last+first",
            "holds whole names",
        ),
        (
            "Société|Nom du contact",
            &["Contoso|Nowak Anna", "Fabrikam|Kos Jan"],
            "company_name|first+last",
            "holds whole names",
        ),
        (
            "Company|Contact|First name",
            &["Contoso|Anna Nowak|Anna", "x|Jan Kos|Jan"],
            "company_name|-|first_name",
            "is not taken apart",
        ),
        ("Company|Contact", &["Contoso|a@b.fr", "Fabrikam|c@d.fr"], "company_name|-", "look like `email`"),
        // States and countries.
        ("Azienda|Stato", &["Contoso|Italia", "Fabrikam|Francia"], "company_name|country", ""),
        ("Azienda|Stato", &["Contoso|Ohio", "Fabrikam|Texas"], "company_name|state", ""),
        ("Firma|Země|Kraj", &["Contoso|CZ|Praha", "Fabrikam|CZ|Brno"], "company_name|country|state", ""),
        // Addresses that are not apart.
        (
            "Company|Full address",
            &["Contoso|1 rue X, 75001 Paris, FR"],
            "company_name|-",
            "several parts of an address",
        ),
        (
            "Company|Address",
            &["Contoso|1 rue X, 75001 Paris, FR", "Fabrikam|2 rue Y, 69001 Lyon, FR"],
            "company_name|address_line1",
            "its cells hold whole addresses",
        ),
        ("Firma|Straße|Hausnummer", &["Contoso|Hauptstraße|5"], "company_name|address_line1|-", "holds house numbers"),
        // What has no name that is known.
        ("Company|Kontaktweg", &["Contoso|a@b.fr", "Fabrikam|c@d.fr"], "company_name|-", "look like `email`"),
        ("Company|Code", &["Contoso|PL", "Fabrikam|DE"], "company_name|-", "look like `country`"),
        ("Company|", &["Contoso|x", "Fabrikam|y"], "company_name|-", "column B has no header"),
        ("Company|Ctiy", &["Contoso|x"], "company_name|-", "looks like `city`"),
    ] {
        let (names, notes) = with_cells(header, rows);
        assert_eq!(names, expected, "{header} over {rows:?}");
        let is_told = if note.is_empty() { notes.is_empty() } else { notes.iter().any(|said| said.contains(note)) };
        assert!(is_told, "{header} over {rows:?}: {notes:?}");
    }
}

#[test]
fn every_note_has_its_words() {
    let header = || "H".to_owned();
    for note in [
        Note::LooksLike { header: header(), field: Email },
        Note::HoldsLike { header: header(), field: Email },
        Note::Shadowed { header: header(), field: Email, by: header() },
        Note::Shadowed { header: header(), field: Email, by: "I".to_owned() },
        Note::StandsIn { header: header(), field: Email },
        Note::Doubtful { header: header(), field: Email, look: Look { filled: 7, fitting: 1 } },
        Note::Persons { header: header() },
        Note::WholeName { header: header() },
        Note::WholeNameCarried { header: header() },
        Note::WholeAddress { header: header(), is_read: true },
        Note::WholeAddress { header: header(), is_read: false },
        Note::HouseNumber { header: header() },
        Note::NoHeader { column: "C".to_owned() },
        Note::Missing { field: Email },
    ] {
        for lang in Lang::ALL {
            let said = said(&note, *lang);
            assert!(said != note.key() && !said.contains('{'), "{note:?} in {lang}: {said}");
        }
    }
}

#[test]
fn a_list_must_hold_what_makes_it_one() {
    let require = |row: &str, purpose| {
        let headers: Vec<String> = row.split(',').map(str::to_owned).collect();
        map_header(&headers, &[], &[], purpose).require(&headers, purpose).map_err(|error| error.report().to_string())
    };
    assert_eq!(require("Company,Notes", Purpose::Prospects), Ok(()));
    assert_eq!(require("Web,Notes", Purpose::Customers), Ok(()));
    assert_eq!(
        require("Country,City", Purpose::Prospects),
        Err("no column holds the companies' names\n\
             hint: say which column it is with `--map \"HEADER=company_name\"`; the headers are `Country`, `City`"
            .to_owned())
    );
    assert_eq!(
        require("Compny,City", Purpose::Prospects),
        Err("no column holds the companies' names\n\
             hint: is it `Compny`? Then use `--map \"Compny=company_name\"`"
            .to_owned())
    );
    assert!(require("Country,City", Purpose::Customers).is_err());
}

#[test]
fn an_unknown_header_names_the_nearest() {
    let headers = ["Firma".to_owned(), "Strasse".to_owned()];
    assert_eq!(
        unknown_header("Frima", &headers).report().to_string(),
        "`--map` names the header `Frima`, which no input has\nhint: did you mean `Firma`?"
    );
    assert!(unknown_header("Ort", &headers).report().to_string().ends_with("the headers are `Firma`, `Strasse`"));
}

proptest! {
    #[test]
    fn any_headers_are_mapped_and_no_field_twice(
        headers in proptest::collection::vec(any_header(), 0..30),
        told in proptest::collection::vec((any_header(), proptest::option::of(0..Field::COUNT)), 0..4),
        customers: bool,
    ) {
        let purpose = if customers { Purpose::Customers } else { Purpose::Prospects };
        let told: Vec<Told> = told.into_iter().map(|(header, field)| (header, field.map(|at| Field::ALL[at]))).collect();
        let mapping = map_header(&headers, &[], &told, purpose);
        prop_assert_eq!(mapping.columns.len(), headers.len());
        prop_assert_eq!(mapping.used.len(), told.len());
        for field in Field::ALL {
            let holders = mapping.columns.iter().filter(|column| **column == Column::Field(*field)).count();
            prop_assert!(holders <= 1, "{field} stands {holders} times");
        }
        let _ = mapping.require(&headers, purpose);
        let rows = [(1, headers)];
        let _ = find_header_row(&rows, None, &told, purpose);
        let _ = map_header(&rows[0].1, &rows, &told, purpose);
    }
}

/// Any text, or words that headers are made of, put together at random.
fn any_header() -> impl Strategy<Value = String> {
    let words =
        ["Company", "name", "Nom", "Prénom", "N° TVA", "(required)", "/", "1.", "E-mail", "__c", "Tax ID", "ID", " - "];
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..4).prop_map(|words| words.join(" ")),
    ]
}
