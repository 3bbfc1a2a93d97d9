//! Invented companies, and companies that look like others.

use super::random::Random;

/// The columns of a company.
pub(crate) const HEADER: [&str; 10] = [
    "company_name",
    "registration_id",
    "tax_id",
    "address_line1",
    "city",
    "postal_code",
    "country",
    "phone",
    "email",
    "website",
];

/// One company as it is.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    pub(crate) number: u32,
    pub(crate) land: usize,
    pub(crate) core: String,
    pub(crate) form: usize,
    pub(crate) registration_id: String,
    pub(crate) tax_id: String,
    pub(crate) street: String,
    pub(crate) house: u64,
    pub(crate) city: usize,
    pub(crate) postal_code: String,
    pub(crate) phone: String,
    pub(crate) domain: String,
    pub(crate) mailbox: String,
}

/// A country of this world: its code, names, dialling code, cities, legal forms as they are written, street words.
pub(crate) struct Land {
    pub(crate) code: &'static str,
    pub(crate) names: &'static [&'static str],
    pub(crate) dial: &'static str,
    pub(crate) cities: &'static [&'static [&'static str]],
    pub(crate) forms: &'static [&'static [&'static str]],
    pub(crate) streets: &'static [&'static [&'static str]],
    trades: &'static [&'static str],
    surnames: &'static [&'static str],
    ending: &'static str,
}

pub(crate) const LANDS: &[Land] = &[
    Land {
        code: "DE",
        names: &["DE", "Germany", "Deutschland"],
        dial: "49",
        cities: &[&["München", "Munich"], &["Köln", "Cologne"], &["Bremen"], &["Kassel"], &["Freiburg"], &["Rostock"]],
        forms: &[
            &["GmbH", "Gesellschaft mit beschränkter Haftung", "gmbh"],
            &["AG", "Aktiengesellschaft"],
            &["GmbH & Co. KG", "GmbH und Co KG"],
        ],
        streets: &[&["Goethestraße", "Goethestr."], &["Ringweg"], &["Feldgasse"], &["Mozartstraße", "Mozartstrasse"]],
        trades: &["Werkzeugbau", "Bäckerei", "Fensterbau", "Gartenbau", "Spedition", "Elektrotechnik"],
        surnames: &["Lüders", "Möller", "Petersen", "Vogt", "Hagemann", "Schröter"],
        ending: "de",
    },
    Land {
        code: "FR",
        names: &["FR", "France"],
        dial: "33",
        cities: &[&["Lille"], &["Rennes"], &["Besançon", "Besancon"], &["Nîmes", "Nimes"], &["Strasbourg"]],
        forms: &[&["SARL", "S.A.R.L."], &["SAS", "S.A.S."], &["SA", "S.A."]],
        streets: &[
            &["rue des Tanneurs"],
            &["avenue Foch", "av. Foch"],
            &["boulevard Carnot", "bd Carnot"],
            &["quai Sud"],
        ],
        trades: &["Menuiserie", "Peinture", "Traiteur", "Maçonnerie", "Imprimerie", "Plomberie"],
        surnames: &["Lacombe", "Besnard", "Guérin", "Poirier", "Rousselle", "Fabre"],
        ending: "fr",
    },
    Land {
        code: "GB",
        names: &["GB", "United Kingdom", "UK"],
        dial: "44",
        cities: &[&["Leicester"], &["Exeter"], &["Norwich"], &["Derby"], &["York"]],
        forms: &[&["Ltd", "Limited", "Ltd."], &["PLC", "plc"], &["LLP"]],
        streets: &[&["Castle Street", "Castle St"], &["Abbey Road", "Abbey Rd"], &["Orchard Lane", "Orchard Ln"]],
        trades: &["Joinery", "Catering", "Signs", "Flooring", "Haulage", "Glazing"],
        surnames: &["Harding", "Whitlock", "Barlow", "Pemberley", "Ashdown", "Crowther"],
        ending: "co.uk",
    },
    Land {
        code: "US",
        names: &["US", "USA", "United States"],
        dial: "1",
        cities: &[&["Columbus"], &["Austin"], &["Portland"], &["Tampa"], &["Omaha"]],
        forms: &[&["Inc", "Inc.", "Incorporated"], &["LLC", "L.L.C."], &["Corp", "Corporation"]],
        streets: &[&["Willow Drive", "Willow Dr"], &["Cedar Avenue", "Cedar Ave"], &["Second Street", "Second St"]],
        trades: &["Roofing", "Staffing", "Landscaping", "Plumbing", "Printing", "Dental"],
        surnames: &["Delgado", "Whitaker", "Jennings", "Okafor", "Lindqvist", "Ramsey"],
        ending: "com",
    },
    Land {
        code: "PL",
        names: &["PL", "Poland", "Polska"],
        dial: "48",
        cities: &[
            &["Kraków", "Krakow", "Cracow"],
            &["Toruń", "Torun"],
            &["Lublin"],
            &["Opole"],
            &["Wrocław", "Wroclaw"],
        ],
        forms: &[&["Sp. z o.o.", "spółka z o.o.", "SP Z O O"], &["S.A.", "SA"]],
        streets: &[&["ul. Lipowa", "Lipowa"], &["ul. Ogrodowa", "Ogrodowa"], &["al. Pokoju", "aleja Pokoju"]],
        trades: &["Stolarka", "Meble", "Hurtownia", "Drukarnia", "Ogrody", "Okna"],
        surnames: &["Malinowski", "Wróbel", "Sikora", "Górski", "Baran", "Zając"],
        ending: "pl",
    },
    Land {
        code: "ES",
        names: &["ES", "Spain", "España"],
        dial: "34",
        cities: &[&["Sevilla", "Seville"], &["Zaragoza"], &["Málaga", "Malaga"], &["Vigo"], &["Burgos"]],
        forms: &[&["S.L.", "SL"], &["S.A.", "SA"]],
        streets: &[&["Calle Nueva", "C/ Nueva"], &["Avenida del Mar", "Avda. del Mar"], &["Plaza Vieja"]],
        trades: &["Carpintería", "Reformas", "Talleres", "Conservas", "Muebles", "Cristalería"],
        surnames: &["Navarro", "Herrero", "Cabrera", "Ibarra", "Molina", "Santana"],
        ending: "es",
    },
];

/// How syllables begin, and what follows.
const BEGINNINGS: &[&str] = &[
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pl", "pr", "qu",
    "r", "s", "sk", "st", "t", "tr", "v", "w", "z",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"];
const ENDS: &[&str] = &["", "", "", "l", "m", "n", "r", "s", "t", "x", "nd", "rk"];

/// Makes companies, each with a number of its own.
#[derive(Default)]
pub(crate) struct World {
    count: u32,
}

impl World {
    /// A company like any other: most have a name of their own, some the name of a family and its trade.
    pub(crate) fn company(&mut self, random: &mut Random) -> Company {
        let land = random.index(LANDS.len());
        let of = &LANDS[land];
        let core = if random.below(100) < 12 {
            format!("{} {}", pick(of.surnames, random), pick(of.trades, random))
        } else {
            format!("{} {}", word(random), pick(of.trades, random))
        };
        self.placed(land, core, random)
    }

    fn placed(&mut self, land: usize, core: String, random: &mut Random) -> Company {
        self.count += 1;
        let of = &LANDS[land];
        let city = random.index(of.cities.len());
        let slug: String = core.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let domain = format!("{slug}{}.{}", self.count, of.ending);
        let digits =
            |count: u32, random: &mut Random| (0..count).map(|_| random.below(10).to_string()).collect::<String>();
        Company {
            number: self.count,
            land,
            core,
            form: random.index(of.forms.len()),
            registration_id: format!("{}{}", random.below(9) + 1, digits(8, random)),
            tax_id: format!("{}{}{}", of.code, random.below(9) + 1, digits(9, random)),
            street: pick(of.streets.iter().map(|street| street[0]).collect::<Vec<_>>().as_slice(), random).to_owned(),
            house: random.below(180) + 1,
            city,
            postal_code: format!("{}{}", city + 1, digits(4, random)),
            phone: format!("{}{}", random.below(7) + 2, digits(8, random)),
            mailbox: pick(&["info", "office", "sales", "contact"], random).to_owned(),
            domain,
        }
    }

    /// A company that looks like another and is none: what kind of trap it is, and the company.
    pub(crate) fn trap(&mut self, of: &Company, random: &mut Random) -> (&'static str, Company) {
        let kind = random.below(6);
        let mut land = of.land;
        let core = match kind {
            0 => of.core.clone(),
            1 => format!("{} {}", of.core, random.below(3) + 2),
            2 => format!("{} {}", first(&of.core), pick(LANDS[of.land].trades, random)),
            3 => {
                land = (of.land + 1) % LANDS.len();
                of.core.clone()
            }
            4 => super::slips::other_word(&of.core, random),
            _ => format!("{} {}", word(random), pick(LANDS[of.land].trades, random)),
        };
        let mut company = self.placed(land, core, random);
        let name = ["same-name", "numbered", "group", "other-country", "near-name", "same-address"]
            [usize::try_from(kind).unwrap_or(0)];
        match kind {
            1 | 5 => {
                (company.street, company.house) = (of.street.clone(), of.house);
                (company.city, company.postal_code) = (of.city, of.postal_code.clone());
                if kind == 1 {
                    company.domain.clone_from(&of.domain);
                }
            }
            2 if company.core != of.core => company.domain.clone_from(&of.domain),
            3 => company.domain.clone_from(&of.domain),
            _ => {}
        }
        (name, company)
    }
}

fn first(core: &str) -> &str {
    core.split(' ').next().unwrap_or(core)
}

/// A word that nobody has said before: two syllables or three, of some thousand.
fn word(random: &mut Random) -> String {
    let count = 2 + random.below(2);
    let mut word = String::new();
    for _ in 0..count {
        for part in [BEGINNINGS, VOWELS, ENDS] {
            word.push_str(pick(part, random));
        }
    }
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

pub(crate) fn pick<'a>(list: &[&'a str], random: &mut Random) -> &'a str {
    list[random.index(list.len())]
}
