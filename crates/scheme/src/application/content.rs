//! What an application says, part by part, and what it still lacks. Knows no way there ([`super::Application`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use criteria::edition::EditionId;
use criteria::pack::bodies::Field;
use jiff::civil::Date;
use record::{Digest, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::certification::CertificationType;
use crate::eligibility::Wish;
use crate::organisation::{IndustryCode, Kind, Profile};
use crate::sme::Class;
use crate::word::Word;

/// Most sites. Ours.
pub const MOST_SITES: usize = 100;
/// Most forms of information; the sources name ten. Ours.
pub const MOST_FORMS: usize = 30;
/// Most advices of the past. Ours.
pub const MOST_ADVICES: usize = 50;
/// Most wished days. Ours.
pub const MOST_WISHES: usize = 10;
/// Most people who work within the scope. Ours.
pub const MOST_STAFF: u32 = 1_000_000;

/// What an application says (INV-20). Texts stand outside the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Which body is asked.
    pub body: Option<OrganisationId>,
    /// Which type of certification.
    pub certification: Option<CertificationType>,
    /// Which edition of the criteria.
    pub criteria: Option<Criteria>,
    /// What is to be certified, in words.
    pub scope: Option<Text>,
    /// 認証を受けたい事業
    pub industry: Option<IndustryCode>,
    /// The fields the business declares to belong to; none = not told.
    pub fields: Option<Fields>,
    /// The sites, by ids of this application.
    pub sites: BTreeMap<SiteId, Site>,
    /// How many people work within the scope.
    pub staff: Option<u32>,
    /// The forms of the information to be protected: words of the criteria's edition.
    pub forms: BTreeSet<Word>,
    /// Advice of the past, as declared.
    pub advice: Option<Declared>,
    /// Whether what is to be certified is the company's own certification business. Asked of certification bodies only.
    pub own_certification_business: Option<bool>,
    /// A kept check that goes with it.
    pub check: Option<Attached>,
    /// Days on which the company would like to be audited.
    pub wishes: BTreeSet<Date>,
}

/// An edition of the criteria, as an event holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Criteria(#[serde(with = "crate::written::Edition")] pub EditionId);

/// Declared fields; an empty list = none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(#[serde(with = "crate::written::fields")] pub Vec<Field>);

/// The id of a site within one application. In an event it is its number as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SiteId(pub u16);

impl FromStr for SiteId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl TryFrom<String> for SiteId {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SiteId> for String {
    fn from(id: SiteId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// What the company calls it.
    pub name: Text,
    /// Where it is.
    pub address: Text,
}

/// Advice of the past, as the company declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "declared", content = "list", rename_all = "snake_case")]
pub enum Declared {
    /// Nobody advised it.
    Nobody,
    /// These did.
    Advices(Vec<Advice>),
}

/// One advice of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Who, in the company's words.
    pub who: Text,
    /// The person, where the installation knows them: then the guard of the two says it as well.
    pub person: Option<PersonId>,
    /// For whom they worked, where the installation knows it.
    pub employer: Option<OrganisationId>,
    /// The first day.
    pub from: Date,
    /// The last day; none where it goes on.
    pub until: Option<Date>,
}

/// A kept check that goes with an application, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The check.
    pub stream: StreamId,
    /// The version of its own stream.
    pub version: u32,
    /// SHA-256 of what it showed.
    pub content: Digest,
}

/// One part of an application with what it becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", content = "to", rename_all = "snake_case")]
pub enum Part {
    /// [`Content::body`]
    Body(Option<OrganisationId>),
    /// [`Content::certification`]
    Certification(Option<CertificationType>),
    /// [`Content::criteria`]
    Criteria(Option<Criteria>),
    /// [`Content::scope`]
    Scope(Option<Text>),
    /// [`Content::industry`]
    Industry(Option<IndustryCode>),
    /// [`Content::fields`]
    Fields(Option<Fields>),
    /// One of [`Content::sites`]
    Site {
        /// Its id; a new one has the next ([`super::Draft::next_site`]).
        id: SiteId,
        /// The site; none = it is taken out.
        site: Option<Site>,
    },
    /// [`Content::staff`]
    Staff(Option<u32>),
    /// [`Content::forms`]
    Forms(BTreeSet<Word>),
    /// [`Content::advice`]
    Advice(Option<Declared>),
    /// [`Content::own_certification_business`]
    OwnCertificationBusiness(Option<bool>),
    /// [`Content::check`]
    Check(Option<Attached>),
    /// [`Content::wishes`]
    Wishes(BTreeSet<Date>),
}

/// A place on the page, for what is missing there or does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The company's 法人番号; a sole proprietor has none.
    CorporateNumber,
    /// The company's address.
    Address,
    /// The company's size class, worked out from its figures of today.
    Size,
    /// [`Content::body`]
    Body,
    /// [`Content::certification`]
    Certification,
    /// [`Content::criteria`]
    Criteria,
    /// [`Content::scope`]
    Scope,
    /// [`Content::industry`]
    Industry,
    /// [`Content::fields`]
    Fields,
    /// [`Content::sites`]
    Sites,
    /// [`Content::staff`]
    Staff,
    /// [`Content::forms`]
    Forms,
    /// [`Content::advice`]
    Advice,
    /// [`Content::own_certification_business`]
    OwnCertificationBusiness,
    /// [`Content::check`]
    Check,
    /// [`Content::wishes`]
    Wishes,
    /// The confirmation by the representative.
    Confirmation,
}

impl Place {
    /// Its word, as it is written in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CorporateNumber => "corporate-number",
            Self::Address => "address",
            Self::Size => "size",
            Self::Body => "body",
            Self::Certification => "certification",
            Self::Criteria => "criteria",
            Self::Scope => "scope",
            Self::Industry => "industry",
            Self::Fields => "fields",
            Self::Sites => "sites",
            Self::Staff => "staff",
            Self::Forms => "forms",
            Self::Advice => "advice",
            Self::OwnCertificationBusiness => "own-certification-business",
            Self::Check => "check",
            Self::Wishes => "wishes",
            Self::Confirmation => "confirmation",
        }
    }
}

impl Part {
    /// Where it stands on the page.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Body(_) => Place::Body,
            Self::Certification(_) => Place::Certification,
            Self::Criteria(_) => Place::Criteria,
            Self::Scope(_) => Place::Scope,
            Self::Industry(_) => Place::Industry,
            Self::Fields(_) => Place::Fields,
            Self::Site { .. } => Place::Sites,
            Self::Staff(_) => Place::Staff,
            Self::Forms(_) => Place::Forms,
            Self::Advice(_) => Place::Advice,
            Self::OwnCertificationBusiness(_) => Place::OwnCertificationBusiness,
            Self::Check(_) => Place::Check,
            Self::Wishes(_) => Place::Wishes,
        }
    }
}

impl Content {
    /// The content after `part`.
    #[must_use]
    pub fn with(mut self, part: &Part) -> Self {
        match part {
            Part::Body(to) => self.body = *to,
            Part::Certification(to) => self.certification = *to,
            Part::Criteria(to) => self.criteria.clone_from(to),
            Part::Scope(to) => self.scope = *to,
            Part::Industry(to) => self.industry = *to,
            Part::Fields(to) => self.fields.clone_from(to),
            Part::Site { id, site: Some(site) } => {
                self.sites.insert(*id, site.clone());
            }
            Part::Site { id, site: None } => {
                self.sites.remove(id);
            }
            Part::Staff(to) => self.staff = *to,
            Part::Forms(to) => self.forms.clone_from(to),
            Part::Advice(to) => self.advice.clone_from(to),
            Part::OwnCertificationBusiness(to) => self.own_certification_business = *to,
            Part::Check(to) => self.check.clone_from(to),
            Part::Wishes(to) => self.wishes.clone_from(to),
        }
        self
    }

    /// Everything that is missing before it can be submitted, in the order of the page (INV-20). The confirmation is not
    /// asked for here.
    #[must_use]
    pub fn missing(&self, profile: &Profile) -> Vec<Place> {
        let has = |kind| profile.kinds.contains(&kind);
        let no_advice = matches!(&self.advice, Some(Declared::Advices(list)) if list.is_empty());
        [
            (Place::CorporateNumber, profile.corporate_number.is_none() && !has(Kind::SoleProprietor)),
            (Place::Address, profile.address.is_none()),
            (Place::Size, !profile.size_is_current()),
            (Place::Body, self.body.is_none()),
            (Place::Certification, self.certification.is_none()),
            (Place::Criteria, self.criteria.is_none()),
            (Place::Scope, self.scope.is_none()),
            (Place::Industry, self.industry.is_none()),
            (Place::Sites, self.sites.is_empty()),
            (Place::Staff, self.staff.is_none()),
            (Place::Forms, self.forms.is_empty()),
            (Place::Advice, self.advice.is_none() || no_advice),
            (
                Place::OwnCertificationBusiness,
                has(Kind::CertificationBody) && self.own_certification_business.is_none(),
            ),
        ]
        .into_iter()
        .filter_map(|(place, missing)| missing.then_some(place))
        .collect()
    }

    /// What is asked of the scope of a body; none where the industry is not told.
    #[must_use]
    pub fn wish(&self, profile: &Profile) -> Option<Wish> {
        let class = profile.size.as_ref().map_or(Class::Unknown, |size| size.class);
        let fields = self.fields.as_ref().map(|fields| fields.0.clone());
        self.industry.map(|industry| Wish { industry: industry.to_string(), fields, class })
    }
}

/// How what is written does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// There are more than so many, or it is a greater number.
    Most(usize),
    /// It is less than one.
    None,
    /// It is of a day that it cannot be of: later than today, or earlier.
    Day {
        /// The day that was found.
        found: Date,
    },
    /// A site that is not there.
    UnknownSite,
}

impl Part {
    /// How it does not fit. `next` is the id of the next new site.
    pub(super) fn misfit(&self, content: &Content, next: SiteId, today: Date) -> Option<Misfit> {
        let most = |found: usize, most: usize| (found > most).then_some(Misfit::Most(most));
        match self {
            Self::Site { id, site } => {
                let there = content.sites.contains_key(id);
                if !there && (site.is_none() || *id != next) {
                    return Some(Misfit::UnknownSite);
                }
                most(content.sites.len() + usize::from(!there), MOST_SITES)
            }
            Self::Staff(Some(0)) => Some(Misfit::None),
            Self::Staff(staff) => staff.filter(|staff| *staff > MOST_STAFF).map(|_| Misfit::Most(MOST_STAFF as usize)),
            Self::Forms(forms) => most(forms.len(), MOST_FORMS),
            Self::Advice(Some(Declared::Advices(list))) => most(list.len(), MOST_ADVICES).or_else(|| {
                let wrong = |advice: &Advice| match advice.until {
                    _ if advice.from > today => Some(advice.from),
                    Some(until) if until < advice.from => Some(until),
                    Some(_) | None => None,
                };
                list.iter().find_map(wrong).map(|found| Misfit::Day { found })
            }),
            Self::Wishes(days) => most(days.len(), MOST_WISHES)
                .or_else(|| days.iter().find(|day| **day <= today).map(|found| Misfit::Day { found: *found })),
            Self::Fields(fields) => fields.as_ref().and_then(|fields| most(fields.0.len(), Field::ALL.len())),
            Self::Body(_)
            | Self::Certification(_)
            | Self::Criteria(_)
            | Self::Scope(_)
            | Self::Industry(_)
            | Self::Advice(None | Some(Declared::Nobody))
            | Self::OwnCertificationBusiness(_)
            | Self::Check(_) => None,
        }
    }
}
