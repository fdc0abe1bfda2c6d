//! Why a suspension refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;

use crate::day::WrongDay;
use crate::decision::Kind;

/// Why a suspension refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not stand where that could be done.
    #[error("`{command}` does not fit a suspension that is {found}")]
    NotNow {
        /// What was wanted.
        command: &'static str,
        /// Where it stands.
        found: &'static str,
    },
    /// It needs a ground of the list (INV-52). To do: choose one.
    #[error("expected at least one ground, found none")]
    NoGround,
    /// It is not said how it can be lifted. To do: say what has to be done.
    #[error("expected at least one condition to lift it, found none")]
    NoConditions,
    /// The company has not been invited to speak. To do: invite it, with a day.
    #[error("expected the company to be invited to speak")]
    NotInvited,
    /// The company was not heard. To do: hear it, or wait until its time is over.
    #[error("expected the company to be heard before a suspension is in force")]
    NotHeard,
    /// The decision is of another kind. To do: decide that first.
    #[error("expected a decision to {}, found one to {}", listed(expected), found.word())]
    OtherDecision {
        /// Which kinds would do.
        expected: &'static [Kind],
        /// Which it is.
        found: Kind,
    },
    /// Its months are over (INV-53). To do: decide to withdraw or to reduce.
    #[error("the suspension was over on {limit}")]
    Over {
        /// The last day.
        limit: Date,
    },
    /// Conditions are not met. To do: meet them first.
    #[error("expected all conditions to be met, found {} open", open.len())]
    ConditionsOpen {
        /// Their numbers.
        open: Vec<u16>,
    },
    /// It has no such condition.
    #[error("expected a condition of this suspension, found {found}")]
    NoSuchCondition {
        /// The number.
        found: u16,
    },
    /// Nothing shows that a condition is met. To do: add what was seen.
    #[error("expected at least one piece of evidence that condition {condition} is met, found none")]
    NoEvidence {
        /// Its number.
        condition: u16,
    },
    /// A day does not fit.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

fn listed(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" or ")
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotNow { .. } => "suspension-not-now",
            Self::NoGround => "suspension-ground",
            Self::NoConditions => "suspension-conditions",
            Self::NotInvited => "suspension-not-invited",
            Self::NotHeard => "suspension-not-heard",
            Self::OtherDecision { .. } => "suspension-other-decision",
            Self::Over { .. } => "suspension-over",
            Self::ConditionsOpen { .. } => "suspension-conditions-open",
            Self::NoSuchCondition { .. } => "suspension-no-such-condition",
            Self::NoEvidence { .. } => "suspension-needs-evidence",
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::OtherDecision { .. } => Some("INV-42"),
            Self::NoGround => Some("INV-52"),
            Self::Over { .. } => Some("INV-53"),
            Self::NotNow { .. }
            | Self::NoConditions
            | Self::NotInvited
            | Self::NotHeard
            | Self::ConditionsOpen { .. }
            | Self::NoSuchCondition { .. }
            | Self::NoEvidence { .. }
            | Self::Day(_) => None,
        }
    }
}
