//! 中小企業者: who is a small or medium-sized enterprise, with the reasoning.
//!
//! 産業競争力強化法2条23項 (the numbers of 中小企業基本法2条1項) and 同施行令2条: a company qualifies by
//! capital **or** by regular employees; an individual by employees only. 小規模企業者: 中小企業基本法2条5項.
//! Which industry counts as which sector is data and unconfirmed ([`criteria::pack::industries`]).

use criteria::pack::industries::{Industries, Sector};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the question needs to know of a business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// A company, or one person.
    pub form: Form,
    /// Capital in yen, where it is told. An individual has none.
    pub capital: Option<u64>,
    /// Regular employees (常時使用する従業員).
    pub employees: u32,
    /// Middle group of the main business (主たる事業): `E26`.
    pub main_industry: String,
    /// A special sector of the Cabinet Order the business says it belongs to.
    pub special: Option<String>,
}

/// The legal form, as far as the question asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 会社
    Company,
    /// 個人事業主
    SoleProprietor,
}

/// The answer, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SmeAnswer {
    /// What follows.
    pub class: Class,
    /// The sector whose thresholds were used; none where the industry has none.
    pub sector: Option<String>,
    /// Each test that was made.
    pub tests: Vec<Test>,
    /// What somebody should look at again.
    pub doubts: Vec<Doubt>,
}

/// The size class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SizeClass")]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 小規模企業者, which is also a 中小企業者.
    Small,
    /// 中小企業者
    Sme,
    /// Not a 中小企業者.
    Larger,
    /// Cannot be told: the industry's sector is not known.
    Unknown,
}

impl Class {
    /// Its word, as it is written in events and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Sme => "sme",
            Self::Larger => "larger",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the business is a 中小企業者; `None` where it cannot be told.
    #[must_use]
    pub fn is_sme(self) -> Option<bool> {
        match self {
            Self::Small | Self::Sme => Some(true),
            Self::Larger => Some(false),
            Self::Unknown => None,
        }
    }
}

/// One comparison with a threshold. The threshold itself qualifies (「以下」).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Test {
    /// Capital in yen.
    Capital {
        /// Found.
        found: u64,
        /// At most.
        up_to: u64,
        /// Whether it qualifies.
        holds: bool,
    },
    /// Regular employees.
    Employees {
        /// Found.
        found: u32,
        /// At most.
        up_to: u32,
        /// Whether it qualifies.
        holds: bool,
    },
}

impl Test {
    fn holds(self) -> bool {
        match self {
            Self::Capital { holds, .. } | Self::Employees { holds, .. } => holds,
        }
    }

    /// Whether the value stands exactly on the threshold.
    #[must_use]
    pub fn is_boundary(self) -> bool {
        match self {
            Self::Capital { found, up_to, .. } => found == up_to,
            Self::Employees { found, up_to, .. } => found == up_to,
        }
    }
}

/// Why an answer should be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "SizeDoubt")]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Only part of the industry belongs to the sector: the small group decides.
    PartOfIndustry,
    /// The capital was not told, and the employees alone do not qualify.
    CapitalUnknown,
}

/// Answers the question. Total: an industry nobody mapped gives [`Class::Unknown`].
#[must_use]
pub fn classify(business: &Business, industries: &Industries) -> SmeAnswer {
    let special = business.special.as_deref().and_then(|id| industries.sector(id)).filter(|sector| sector.special);
    let industry = industries.industry(&business.main_industry);
    let Some(sector) = special.or_else(|| industry.and_then(|industry| industries.sector(&industry.sector))) else {
        return SmeAnswer { class: Class::Unknown, sector: None, tests: Vec::new(), doubts: Vec::new() };
    };
    let tests = tests(business, sector);
    let qualifies = tests.iter().any(|test| test.holds());
    let mut doubts = Vec::new();
    if special.is_none() && industry.is_some_and(|industry| industry.partial) {
        doubts.push(Doubt::PartOfIndustry);
    }
    let capital_missing = business.form == Form::Company && business.capital.is_none();
    if capital_missing && !qualifies {
        doubts.push(Doubt::CapitalUnknown);
    }
    let class = match qualifies {
        true if business.employees <= sector.small_up_to => Class::Small,
        true => Class::Sme,
        false if capital_missing => Class::Unknown,
        false => Class::Larger,
    };
    SmeAnswer { class, sector: Some(sector.id.clone()), tests, doubts }
}

fn tests(business: &Business, sector: &Sector) -> Vec<Test> {
    let employees = Test::Employees {
        found: business.employees,
        up_to: sector.employees_up_to,
        holds: business.employees <= sector.employees_up_to,
    };
    let capital = business.capital.filter(|_| business.form == Form::Company).map(|found| Test::Capital {
        found,
        up_to: sector.capital_up_to,
        holds: found <= sector.capital_up_to,
    });
    capital.into_iter().chain([employees]).collect()
}
