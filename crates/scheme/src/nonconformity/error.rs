//! Why a nonconformity refuses: expected and found as data; what a person reads is worded elsewhere.

use record::PersonId;

use super::Place;
use crate::day::WrongDay;

/// Why a nonconformity refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not stand where that could be done. To do: look where it stands.
    #[error("`{command}` does not fit a nonconformity that is {}", found.word())]
    NotNow {
        /// What was wanted.
        command: &'static str,
        /// Where it stands.
        found: Place,
    },
    /// The author is not of the audit's team. To do: have somebody of the team raise it.
    #[error("expected an author of the audit's team, found {author}")]
    NotOfTheTeam {
        /// Who.
        author: PersonId,
    },
    /// Nothing shows it (INV-34, INV-35). To do: add what was seen.
    #[error("expected at least one piece of evidence for `{criterion}`, found none")]
    NoEvidence {
        /// The criterion.
        criterion: String,
    },
    /// What was found to be major is raised as major. To do: raise it so; where it is less grave, change its grade with a reason.
    #[error("expected `{criterion}` to be raised as major as it was found, found a minor one")]
    Milder {
        /// The criterion.
        criterion: String,
    },
    /// An ineffective action goes back with what is missing. To do: note it.
    #[error("expected a note on what is not effective, found none")]
    NoNote,
    /// A major one is closed after both actions were verified (INV-35). To do: verify them.
    #[error("expected a major nonconformity to be verified before it is closed")]
    NotVerified,
    /// A day does not fit.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotNow { .. } => "nonconformity-not-now",
            Self::NotOfTheTeam { .. } => "nonconformity-author",
            Self::NoEvidence { .. } => "nonconformity-needs-evidence",
            Self::Milder { .. } => "raised-as-found",
            Self::NoNote => "ineffective-needs-note",
            Self::NotVerified => "major-needs-verification",
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::NoEvidence { .. } | Self::NotOfTheTeam { .. } | Self::Milder { .. } => Some("INV-34"),
            Self::NotVerified | Self::NoNote => Some("INV-35"),
            Self::NotNow { .. } | Self::Day(_) => None,
        }
    }
}
