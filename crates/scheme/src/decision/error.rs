//! Why a decision is refused: expected and found as data; what a person reads is worded elsewhere.

use std::collections::BTreeSet;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::PersonId;

use super::{Kind, NonconformityFact};
use crate::day::WrongDay;
use crate::rules::Rule;

/// Why a decision is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not stand where that could be done.
    #[error("`{command}` does not fit a decision that is {found}")]
    NotNow {
        /// What was wanted.
        command: &'static str,
        /// Where it stands.
        found: &'static str,
    },
    /// Somebody has a part in the case (INV-02). To do: have somebody else decide; in a committee, recuse them.
    #[error("the rule `{}` refuses: {} of those who decide audited or advised", rule.word(), found.len())]
    Partial {
        /// The rule.
        rule: Rule,
        /// Who.
        found: BTreeSet<PersonId>,
    },
    /// Somebody is no decision maker. To do: choose among those who are, or give them the role.
    #[error("expected people with the role of a decision maker, found {} without it", found.len())]
    NoDecisionMaker {
        /// Who.
        found: BTreeSet<PersonId>,
    },
    /// Somebody takes no part in this decision. To do: choose among those who do.
    #[error("{person} takes no part in this decision")]
    NotOfTheForum {
        /// Who.
        person: PersonId,
    },
    /// Somebody recused themselves. That is not taken back.
    #[error("{person} took no part in this decision, with a reason")]
    Recused {
        /// Who.
        person: PersonId,
    },
    /// Too few take part (spec 7 §17). To do: wait for more votes, or propose it to more members.
    #[error("expected {expected} members to take part, found {found}")]
    Quorum {
        /// How many have to.
        expected: u16,
        /// How many do.
        found: u16,
    },
    /// The committee is larger than one decision takes. Ours. To do: choose fewer.
    #[error("expected a committee of {most} members at most, found {found}")]
    TooMany {
        /// How many at most.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// There is nothing to send round. To do: choose the report and what belongs to it.
    #[error("expected papers to send round, found none")]
    NoPapers,
    /// What stands in the case is not what was sent round (INV-41). To do: send the papers round again.
    #[error("expected the papers that were sent round, found that {changed} of them changed, came or went")]
    OtherPapers {
        /// How many differ.
        changed: usize,
    },
    /// The committee is not for it. To do: drop the proposal, and propose what it is for.
    #[error("expected more votes for the proposal than against it, found {in_favour} and {against}")]
    NotCarried {
        /// Votes for it.
        in_favour: usize,
        /// Votes against it.
        against: usize,
    },
    /// A committee keeps minutes (spec 7 §17). To do: put them down.
    #[error("expected minutes of the committee, found none")]
    NoMinutes,
    /// The rules brought are not those of the case (INV-26).
    #[error("expected the rules {expected}, found {found}")]
    OtherRules {
        /// Those of the grounds.
        expected: Box<EditionId>,
        /// Those of the command.
        found: Box<EditionId>,
    },
    /// The body is not accredited on that day (INV-22).
    #[error("expected an accreditation that is valid on {on}, found none")]
    NotAccredited {
        /// The day.
        on: Date,
    },
    /// The scope of the case is not within the accreditation (INV-23).
    #[error("expected the scope of the case to lie within the accreditation on {on}")]
    OutOfScope {
        /// The day.
        on: Date,
    },
    /// The data of the application are not confirmed (INV-41). To do: confirm them.
    #[error("expected the data of the application to be confirmed")]
    ApplicationOpen,
    /// There is no report (INV-40). To do: have the team leader issue it.
    #[error("expected a report that is issued, found none")]
    NoReport,
    /// The decision would be older than the report (INV-41).
    #[error("expected a decision of {issued_on} or later, when the report was issued, found {found}")]
    BeforeReport {
        /// When the report was issued.
        issued_on: Date,
        /// The day of the decision.
        found: Date,
    },
    /// The decision would be older than what it rests on: a nonconformity was settled, or the declaration signed, only later
    /// (INV-40). To do: decide with that day or a later one.
    #[error("expected a decision of {settled_on} or later, since when everything is settled, found {found}")]
    BeforeSettled {
        /// Since when everything is settled.
        settled_on: Date,
        /// The day of the decision.
        found: Date,
    },
    /// No requirement has a result (INV-41).
    #[error("expected the results of requirements, found none")]
    NothingAudited,
    /// Something is open (INV-35, INV-40). To do: settle it first.
    #[error("expected nothing that keeps a certificate back, found {} nonconformities", found.len())]
    Open {
        /// What.
        found: Vec<NonconformityFact>,
    },
    /// Requirements fail and nobody raised it (INV-34). To do: raise it.
    #[error("expected a nonconformity for each requirement that fails, found none for {}", criteria.join(", "))]
    Unraised {
        /// Of which criteria.
        criteria: Vec<String>,
    },
    /// There is no declaration (INV-30). To do: have the representative sign it.
    #[error("expected a declaration signed by the representative, found none")]
    NoDeclaration,
    /// What was declared has changed (INV-30). To do: have it signed anew.
    #[error("expected a declaration that holds, found that it changed after it was signed")]
    DeclarationChanged,
    /// A decision against the company carries reasons (INV-42). To do: give them.
    #[error("expected reasons to {}, found none", kind.word())]
    NoReasons {
        /// What was to be decided.
        kind: Kind,
    },
    /// A decision against the company tells how to appeal (INV-42). To do: say where and how.
    #[error("expected a way to appeal against the decision to {}, found none", kind.word())]
    NoAppealPath {
        /// What was to be decided.
        kind: Kind,
    },
    /// A day does not fit. To do: a decision of an earlier day needs the reason why it is recorded only now.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotNow { .. } => "decision-not-now",
            Self::Partial { rule, .. } => rule.word(),
            Self::NoDecisionMaker { .. } => "decision-role",
            Self::NotOfTheForum { .. } => "decision-forum",
            Self::Recused { .. } => "decision-recused",
            Self::Quorum { .. } => "decision-quorum",
            Self::TooMany { .. } => "decision-too-many",
            Self::NoPapers => "decision-papers",
            Self::OtherPapers { .. } => "decision-other-papers",
            Self::NotCarried { .. } => "decision-not-carried",
            Self::NoMinutes => "decision-minutes",
            Self::OtherRules { .. } => "decision-other-rules",
            Self::NotAccredited { .. } => "decision-not-accredited",
            Self::OutOfScope { .. } => "decision-out-of-scope",
            Self::ApplicationOpen => "decision-application",
            Self::NoReport => "decision-no-report",
            Self::BeforeReport { .. } => "decision-before-report",
            Self::BeforeSettled { .. } => "decision-before-settled",
            Self::NothingAudited => "decision-nothing-audited",
            Self::Open { .. } => "decision-open-nonconformity",
            Self::Unraised { .. } => "decision-unraised",
            Self::NoDeclaration => "declaration-missing",
            Self::DeclarationChanged => "declaration-changed",
            Self::NoReasons { .. } => "decision-reasons",
            Self::NoAppealPath { .. } => "decision-appeal",
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours or of spec 7 §17.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::Partial { rule, .. } => Some(rule.invariant()),
            Self::NotAccredited { .. } => Some("INV-22"),
            Self::OutOfScope { .. } => Some("INV-23"),
            Self::OtherRules { .. } => Some("INV-26"),
            Self::NoDeclaration | Self::DeclarationChanged => Some("INV-30"),
            Self::Unraised { .. } => Some("INV-34"),
            Self::NoReport | Self::Open { .. } | Self::BeforeSettled { .. } => Some("INV-40"),
            Self::ApplicationOpen
            | Self::BeforeReport { .. }
            | Self::NothingAudited
            | Self::OtherPapers { .. }
            | Self::NoDecisionMaker { .. } => Some("INV-41"),
            Self::NoReasons { .. } | Self::NoAppealPath { .. } => Some("INV-42"),
            Self::NotNow { .. }
            | Self::NotOfTheForum { .. }
            | Self::Recused { .. }
            | Self::Quorum { .. }
            | Self::TooMany { .. }
            | Self::NoPapers
            | Self::NotCarried { .. }
            | Self::NoMinutes
            | Self::Day(_) => None,
        }
    }
}
