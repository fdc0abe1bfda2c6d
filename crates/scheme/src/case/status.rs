//! Where a certification case stands, and what is known of it there. Knows no way there ([`super::CertificationCase`]).

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use record::{Digest, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use super::contract::{Contract, Quote};
use crate::application::{Criteria, Snapshot};
use crate::eligibility::Wish;
use crate::organisation::Size;
use crate::sme::Class;
use crate::word::Word;

/// Where a certification case stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unreceived,
    /// The body has the application.
    Received(Box<Kept>),
    /// The body takes it.
    Accepted(Box<Kept>),
    /// The body has said what it costs.
    Quoted {
        /// What is known.
        kept: Box<Kept>,
        /// The newest quote.
        quote: Quote,
    },
    /// Both have signed.
    Agreed {
        /// What is known.
        kept: Box<Kept>,
        /// The agreement.
        contract: Box<Contract>,
    },
    /// The body assesses it.
    UnderAssessment {
        /// What is known.
        kept: Box<Kept>,
        /// The agreement.
        contract: Box<Contract>,
        /// Since when.
        since: Date,
    },
    /// The body did not take it. Over.
    Declined {
        /// What is known.
        kept: Box<Kept>,
        /// When.
        on: Date,
        /// Why.
        reasons: Text,
    },
    /// It was decided. Over.
    Decided {
        /// What is known.
        kept: Box<Kept>,
        /// The agreement.
        contract: Box<Contract>,
        /// How.
        outcome: Outcome,
        /// On which day.
        on: Date,
        /// Where the decision stands.
        decision: StreamId,
    },
    /// The company took it back. Over.
    Retracted {
        /// What is known.
        kept: Box<Kept>,
        /// When.
        on: Date,
    },
}

/// What is known of a case from its receipt on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whose case it is.
    pub body: OrganisationId,
    /// Where the application stands.
    pub application: StreamId,
    /// The application.
    pub snapshot: Snapshot,
    /// When it was received.
    pub received_on: Date,
    /// The newest review of the application, with its day.
    pub review: Option<(Date, Review)>,
    /// Every time the minimum for a first time was shown.
    pub minimum: Vec<Shown>,
    /// Every advice given in this case.
    pub advices: Vec<Advice>,
}

/// How a case was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Certified.
    Granted,
    /// Not certified.
    Refused,
}

impl Outcome {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Granted, Self::Refused];

    /// Its word, as it is written in events and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }

    /// The outcome with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// One finding of a review: whether it fits, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether it fits.
    pub fits: bool,
    /// Why.
    pub reason: Text,
}

/// The review of an application by the body (INV-20, INV-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The company is who it says.
    pub identity: Finding,
    /// The body has people who are competent for it.
    pub competence: Finding,
    /// The body has no conflict of interest with the company.
    pub conflict: Finding,
    /// It is within the scope of the body's accreditation.
    pub scope: Finding,
    /// Whether the company is a unit of the body's own organisation (INV-03).
    pub own_unit: bool,
}

/// One question of a review, by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// [`Review::identity`]
    Identity,
    /// [`Review::competence`]
    Competence,
    /// [`Review::conflict`]
    Conflict,
    /// [`Review::scope`]
    Scope,
}

impl Question {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Competence => "competence",
            Self::Conflict => "conflict",
            Self::Scope => "scope",
        }
    }
}

impl Review {
    /// What does not fit.
    #[must_use]
    pub fn unfit(&self) -> Vec<Question> {
        [
            (Question::Identity, self.identity),
            (Question::Competence, self.competence),
            (Question::Conflict, self.conflict),
            (Question::Scope, self.scope),
        ]
        .into_iter()
        .filter_map(|(question, finding)| (!finding.fits).then_some(question))
        .collect()
    }
}

/// The minimum for a first time was shown to the company (guideline 第4の2の一).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// By which edition of the criteria.
    pub criteria: Criteria,
    /// For which forms.
    pub forms: BTreeSet<Word>,
    /// SHA-256 of what was shown.
    pub content: Digest,
    /// When.
    pub on: Date,
}

/// An advice given by the body in this case (Act 2(26) item 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Who gave it.
    pub person: PersonId,
    /// What was said.
    pub what: Text,
    /// When.
    pub on: Date,
    /// Whether the assessment had begun: recorded by itself (spec 7 §10).
    pub in_assessment: bool,
}

/// That the body was accredited for the case on a day, and the size on which that rests (INV-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The day that was asked of.
    pub on: Date,
    /// Whether a person had to say that it is within the scope, and why it is; none = the scope says so itself.
    pub confirmed: Option<Text>,
    /// The size class of the company with capital, employees, industry and day of the test.
    pub size: Option<Size>,
}

impl Kept {
    /// What is asked of the scope of an accreditation, with the size class as it was worked out last.
    #[must_use]
    pub fn wish(&self, size: Option<&Size>) -> Option<Wish> {
        let wish = self.snapshot.content.wish(&self.snapshot.profile)?;
        Some(Wish { class: size.map_or(Class::Unknown, |size| size.class), ..wish })
    }

    /// Whether the minimum for a first time is still to be shown (guideline 第4の2の一). It refuses nothing.
    #[must_use]
    pub fn is_minimum_due(&self, first_time: bool) -> bool {
        first_time && self.minimum.is_empty()
    }

    /// Who advised in this case.
    #[must_use]
    pub fn advisers(&self) -> BTreeSet<PersonId> {
        self.advices.iter().map(|advice| advice.person).collect()
    }
}

impl Status {
    /// What is known from the receipt on.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Unreceived => None,
            Self::Received(kept)
            | Self::Accepted(kept)
            | Self::Quoted { kept, .. }
            | Self::Agreed { kept, .. }
            | Self::UnderAssessment { kept, .. }
            | Self::Declined { kept, .. }
            | Self::Decided { kept, .. }
            | Self::Retracted { kept, .. } => Some(kept),
        }
    }

    /// The agreement, from when both signed.
    #[must_use]
    pub fn contract(&self) -> Option<&Contract> {
        match self {
            Self::Agreed { contract, .. } | Self::UnderAssessment { contract, .. } | Self::Decided { contract, .. } => {
                Some(contract)
            }
            Self::Unreceived
            | Self::Received(_)
            | Self::Accepted(_)
            | Self::Quoted { .. }
            | Self::Declined { .. }
            | Self::Retracted { .. } => None,
        }
    }

    /// Its name, without what it holds.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self {
            Self::Unreceived => Standing::Unreceived,
            Self::Received(_) => Standing::Received,
            Self::Accepted(_) => Standing::Accepted,
            Self::Quoted { .. } => Standing::Quoted,
            Self::Agreed { .. } => Standing::Agreed,
            Self::UnderAssessment { .. } => Standing::UnderAssessment,
            Self::Declined { .. } => Standing::Declined,
            Self::Decided { outcome: Outcome::Granted, .. } => Standing::Granted,
            Self::Decided { outcome: Outcome::Refused, .. } => Standing::Refused,
            Self::Retracted { .. } => Standing::Retracted,
        }
    }

    /// The day it was over; none while it is open.
    #[must_use]
    pub fn over_on(&self) -> Option<Date> {
        match self {
            Self::Declined { on, .. } | Self::Decided { on, .. } | Self::Retracted { on, .. } => Some(*on),
            Self::Unreceived
            | Self::Received(_)
            | Self::Accepted(_)
            | Self::Quoted { .. }
            | Self::Agreed { .. }
            | Self::UnderAssessment { .. } => None,
        }
    }
}

/// A [`Status`] without what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// [`Status::Unreceived`]
    Unreceived,
    /// [`Status::Received`]
    Received,
    /// [`Status::Accepted`]
    Accepted,
    /// [`Status::Quoted`]
    Quoted,
    /// [`Status::Agreed`]
    Agreed,
    /// [`Status::UnderAssessment`]
    UnderAssessment,
    /// [`Status::Declined`]
    Declined,
    /// [`Status::Decided`] with [`Outcome::Granted`]
    Granted,
    /// [`Status::Decided`] with [`Outcome::Refused`]
    Refused,
    /// [`Status::Retracted`]
    Retracted,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Unreceived,
        Self::Received,
        Self::Accepted,
        Self::Quoted,
        Self::Agreed,
        Self::UnderAssessment,
        Self::Declined,
        Self::Granted,
        Self::Refused,
        Self::Retracted,
    ];

    /// Its word, as it is written in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreceived => "unreceived",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Quoted => "quoted",
            Self::Agreed => "agreed",
            Self::UnderAssessment => "under_assessment",
            Self::Declined => "declined",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Retracted => "retracted",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
