//! What a decision rests on: facts of other streams, each with the version at which it was read. Knows none of those streams.

use std::collections::BTreeSet;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::PersonId;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::certification::CertificationType;
use crate::nonconformity::{Grade, Settled};
use crate::requirement::Outcome;
use crate::seen::Seen;

/// Who has a part in the case, so that they do not decide it (INV-02).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// Everybody who was in the team of an audit of the case.
    pub team: BTreeSet<PersonId>,
    /// Everybody who advised the company.
    pub advised: BTreeSet<PersonId>,
}

impl Partial {
    /// Whether that person has a part in the case.
    #[must_use]
    pub fn has(&self, person: PersonId) -> bool {
        self.team.contains(&person) || self.advised.contains(&person)
    }
}

/// What the team recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recommendation {
    /// To decide for the company.
    For,
    /// To decide for it once what is open is settled.
    OnceSettled,
    /// To decide against it.
    Against,
}

impl Recommendation {
    /// Every recommendation.
    pub const ALL: [Self; 3] = [Self::For, Self::OnceSettled, Self::Against];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::OnceSettled => "once_settled",
            Self::Against => "against",
        }
    }

    /// The recommendation with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|recommendation| recommendation.word() == word)
    }
}

/// The report of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFact {
    /// The audit.
    pub audit: Seen,
    /// Which version of the report.
    pub number: u16,
    /// When it was issued.
    pub issued_on: Date,
    /// What the team recommends.
    pub recommendation: Recommendation,
}

/// The result of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementFact {
    /// Its working paper.
    pub seen: Seen,
    /// The criterion.
    pub criterion: String,
    /// What was found.
    pub outcome: Outcome,
}

/// How one nonconformity stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonconformityFact {
    /// Its stream.
    pub seen: Seen,
    /// The criterion.
    pub criterion: String,
    /// How grave it is.
    pub grade: Grade,
    /// How far it is settled.
    pub settled: Settled,
    /// Since when; none = nothing is settled.
    pub settled_on: Option<Date>,
    /// Whether another stage 2 is required (INV-36).
    pub another_stage_two: bool,
}

impl NonconformityFact {
    /// Whether there is one: what was withdrawn is as if it had never been raised.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.settled != Settled::Withdrawn
    }

    /// Whether it keeps a certificate back.
    #[must_use]
    pub fn holds_back(&self) -> bool {
        self.settled.holds_back(self.grade) || (self.another_stage_two && self.stands())
    }
}

/// The declaration of the representative (INV-30).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Where it stands.
    pub seen: Seen,
    /// Whether nothing it confirms has changed since it was signed.
    pub holds: bool,
    /// When it was signed.
    pub signed_on: Date,
}

/// How the accreditation of the body stands on the day of the decision (INV-22, INV-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    /// Its stream.
    pub seen: Seen,
    /// Whether it is valid.
    pub stands: bool,
    /// Whether the scope of the case lies within it.
    pub covers: bool,
}

/// Everything a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The edition of the rule pack of the case.
    #[serde(with = "crate::written::Edition")]
    pub rules: EditionId,
    /// The edition of the criteria of the case (INV-26).
    #[serde(with = "crate::written::Edition")]
    pub criteria: EditionId,
    /// Which of the two kinds of certification.
    pub certification: CertificationType,
    /// Who has a part in the case.
    pub partial: Partial,
    /// How the accreditation stands.
    pub accreditation: Accreditation,
    /// The application, where its data were confirmed (INV-41).
    pub application: Option<Seen>,
    /// The report.
    pub report: Option<ReportFact>,
    /// What was found of each requirement.
    pub requirements: Vec<RequirementFact>,
    /// Every nonconformity of the case.
    pub nonconformities: Vec<NonconformityFact>,
    /// The declaration, of a certification that confirms one.
    pub declaration: Option<Declaration>,
}

impl Grounds {
    /// The day since which what is settled and what is declared stand as they are told here; none = nothing of both is there.
    #[must_use]
    pub fn settled_since(&self) -> Option<Date> {
        let settled = self.nonconformities.iter().filter_map(|fact| fact.settled_on);
        settled.chain(self.declaration.as_ref().map(|declaration| declaration.signed_on)).max()
    }
}

/// A decision that was made, as other streams rest on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its stream.
    pub seen: Seen,
    /// What was decided.
    pub kind: Kind,
    /// The day of the decision.
    pub on: Date,
}
