//! What body and company agree on before an audit: fees, editions, tailoring. Knows no life cycle ([`super::CertificationCase`]).
//!
//! A fee line has no condition, so that none depends on the result (INV-08; 17021 5.2 from general knowledge). The amounts are
//! the body's: no list of prices is in our sources (spec 1 N5).

use std::collections::BTreeSet;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{PersonId, Text};
use serde::{Deserialize, Serialize};

use crate::application::Criteria;
use crate::confirmation::Confirmation;
use crate::word::Word;

/// Most lines of a quote. Ours.
pub const MOST_FEES: usize = 50;
/// Most yen of one line. Ours.
pub const MOST_YEN: u64 = 1_000_000_000;

/// What a fee is for. The kinds are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Looking at the application.
    Application,
    /// Judging documents.
    Documents,
    /// Days on site.
    SiteDays,
    /// Travel.
    Travel,
    /// Certificate and register.
    Certificate,
    /// Yearly report.
    PeriodicReport,
    /// Something else, told in words.
    Other,
}

impl FeeKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Application,
        Self::Documents,
        Self::SiteDays,
        Self::Travel,
        Self::Certificate,
        Self::PeriodicReport,
        Self::Other,
    ];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Documents => "documents",
            Self::SiteDays => "site_days",
            Self::Travel => "travel",
            Self::Certificate => "certificate",
            Self::PeriodicReport => "periodic_report",
            Self::Other => "other",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// What it is for.
    pub of: FeeKind,
    /// The same in the body's words; needed where the kind says nothing.
    pub what: Option<Text>,
    /// Yen without tax.
    pub yen: u64,
}

/// A quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// What is to be agreed on.
    pub terms: Terms,
    /// The last day on which it can be agreed to.
    pub until: Date,
    /// Who signed it for the body.
    pub by: PersonId,
    /// When it was made.
    pub on: Date,
}

/// How the criteria are tailored to the company: what `criteria::tailor` asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tailoring {
    /// The forms of the information to be protected; at least one.
    pub forms: BTreeSet<Word>,
    /// How far the company aims.
    pub aim: Aim,
}

/// How far a company aims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The minimum for a first time (guideline 第4の2の一).
    Minimum,
    /// All that is not for choice, and the selectable measures up to this level of the pack.
    Level(u8),
}

/// An edition of a rule pack, as an event holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulesEdition(#[serde(with = "crate::written::Edition")] pub EditionId);

/// What is agreed on. Both editions stay as they are until a recorded transition (INV-26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The edition of the criteria.
    pub criteria: Criteria,
    /// The edition of the rule pack.
    pub rules: RulesEdition,
    /// How the criteria are tailored.
    pub tailoring: Tailoring,
    /// The fees.
    pub fees: Vec<Fee>,
}

/// A signed agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// What is agreed on.
    pub terms: Terms,
    /// How the company signed; [`Confirmation::content`] is the digest of application and terms.
    pub company: Confirmation,
    /// Who signed for the body.
    pub body: PersonId,
}

/// The sum of the lines; none where it is more than can be written.
#[must_use]
pub fn total(fees: &[Fee]) -> Option<u64> {
    fees.iter().try_fold(0_u64, |sum, fee| sum.checked_add(fee.yen))
}

/// How fee lines do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeesFault {
    /// None, or too many.
    #[error("expected 1 to {MOST_FEES} lines, found {found}")]
    Lines {
        /// Found.
        found: usize,
    },
    /// Too much.
    #[error("expected at most {MOST_YEN} yen, found more in line {line}")]
    Yen {
        /// The line, from 1.
        line: usize,
    },
    /// A line of another kind says nothing.
    #[error("expected words, found none in line {line}")]
    Words {
        /// The line, from 1.
        line: usize,
    },
}

pub(super) fn fees_fit(fees: &[Fee]) -> Result<(), FeesFault> {
    if fees.is_empty() || fees.len() > MOST_FEES {
        return Err(FeesFault::Lines { found: fees.len() });
    }
    for (line, fee) in (1..).zip(fees) {
        if fee.yen > MOST_YEN {
            return Err(FeesFault::Yen { line });
        }
        if fee.of == FeeKind::Other && fee.what.is_none() {
            return Err(FeesFault::Words { line });
        }
    }
    Ok(())
}
