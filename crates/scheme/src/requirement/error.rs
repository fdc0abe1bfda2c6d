//! Why a working paper refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;
use record::StreamId;

use super::{Entry, Finding, Outcome};
use crate::day::WrongDay;

/// Why a working paper refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet. To do: open it.
    #[error("the working paper has to be opened first")]
    NotOpened,
    /// It is open for another criterion or audit.
    #[error("the working paper is open already for `{criterion}` of audit {audit}")]
    OpenedOtherwise {
        /// Its audit.
        audit: StreamId,
        /// Its criterion.
        criterion: String,
    },
    /// It was agreed. To do: open it again, with a reason.
    #[error("what stands was agreed with the company on {on}")]
    Agreed {
        /// When.
        on: Date,
    },
    /// The report of the audit is issued (INV-37). To do: look at it again in another audit of the case.
    #[error("the report was issued on {on}")]
    Reported {
        /// When.
        on: Date,
    },
    /// There is nothing to agree. To do: enter a finding.
    #[error("expected a finding, found none")]
    NothingFound,
    /// What conforms was seen to (INV-33). To do: add what was seen.
    #[error("expected at least one piece of evidence that `{criterion}` is met, found none")]
    NoEvidence {
        /// The criterion.
        criterion: String,
    },
    /// What does not apply says why (INV-33). To do: give the reason.
    #[error("expected a reason why `{criterion}` does not apply, found none")]
    NoReason {
        /// The criterion.
        criterion: String,
    },
    /// A basic requirement always applies (INV-33). To do: choose another result.
    #[error("`{criterion}` is one of the basics and always applies")]
    Basic {
        /// The criterion.
        criterion: String,
    },
    /// A reason not to apply stands with a result that does apply. To do: put it into the note.
    #[error("expected no reason not to apply, found one with `{}` of `{criterion}`", found.word())]
    ReasonOfNothing {
        /// The criterion.
        criterion: String,
        /// The result.
        found: Outcome,
    },
    /// A finding has as many files as evidence may have, and no more. To do: keep those that show it.
    #[error("expected at most {most} files of `{criterion}`, found {found}")]
    TooManyFiles {
        /// The criterion.
        criterion: String,
        /// How many there may be.
        most: usize,
        /// How many there would be.
        found: usize,
    },
    /// Somebody entered something in between. To do: look at both and enter what holds.
    #[error("`{}` was changed at version {} and you saw version {}", .0.criterion, .0.theirs.version, .0.base)]
    Conflict(Box<Conflict>),
    /// The base is a version at which nothing was entered.
    #[error("what stands came with version {current} and cannot have been seen at {base}")]
    NeverStood {
        /// The base that was named.
        base: u32,
        /// The version at which what stands came; 0 = nothing.
        current: u32,
    },
    /// A day does not fit.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

/// Two findings of one requirement, to be shown side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The criterion.
    pub criterion: String,
    /// The version which the auditor saw; 0 = nothing.
    pub base: u32,
    /// The finding that was refused; none where agreeing was.
    pub mine: Option<Finding>,
    /// What stands. Entering on its version replaces it.
    pub theirs: Entry,
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotOpened => "requirement-not-opened",
            Self::OpenedOtherwise { .. } => "requirement-opened-otherwise",
            Self::Agreed { .. } => "requirement-agreed",
            Self::Reported { .. } => "requirement-reported",
            Self::NothingFound => "requirement-nothing-found",
            Self::NoEvidence { .. } => "conform-needs-evidence",
            Self::NoReason { .. } => "not-applicable-needs-reason",
            Self::Basic { .. } => "basic-always-applies",
            Self::ReasonOfNothing { .. } => "reason-of-nothing",
            Self::TooManyFiles { .. } => "finding-too-many-files",
            Self::Conflict(_) => "requirement-conflict",
            Self::NeverStood { .. } => "requirement-never-stood",
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::NoEvidence { .. } | Self::NoReason { .. } | Self::Basic { .. } => Some("INV-33"),
            Self::Reported { .. } => Some("INV-37"),
            Self::NotOpened
            | Self::OpenedOtherwise { .. }
            | Self::Agreed { .. }
            | Self::NothingFound
            | Self::ReasonOfNothing { .. }
            | Self::TooManyFiles { .. }
            | Self::Conflict(_)
            | Self::NeverStood { .. }
            | Self::Day(_) => None,
        }
    }
}
