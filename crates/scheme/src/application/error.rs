//! Why an application refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;

use super::{Misfit, Place};
use crate::confirmation::Fault;

/// Why something may not happen to an application.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet. To do: begin it.
    #[error("expected an application that was begun, found none")]
    Unbegun,
    /// It was begun for another company.
    #[error("expected no application, found one of another company")]
    Begun,
    /// It is with the body. To do: retract it there, or begin another.
    #[error("expected a draft, found an application submitted on {on}")]
    Submitted {
        /// When.
        on: Date,
    },
    /// It was given up. To do: begin another.
    #[error("expected a draft, found an application given up on {on}")]
    Retracted {
        /// When.
        on: Date,
    },
    /// What is written does not fit.
    #[error("the part `{}` does not fit: {misfit:?}", .place.word())]
    Misfit {
        /// Where.
        place: Place,
        /// How.
        misfit: Misfit,
    },
    /// Parts are missing (INV-20). To do: fill in each of them.
    #[error("expected a complete application, found nothing in {}", listed(missing))]
    Incomplete {
        /// All of them, in the order of the page.
        missing: Vec<Place>,
    },
    /// It cannot be confirmed so.
    #[error(transparent)]
    Confirmation(#[from] Fault),
    /// It cannot be written as bytes.
    #[error("the application cannot be written")]
    Unwritable,
}

fn listed(missing: &[Place]) -> String {
    missing.iter().map(|place| place.word()).collect::<Vec<_>>().join(", ")
}

impl Error {
    /// The word of the rule that refuses, for who words it. All but INV-20 are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unbegun => "application-begun",
            Self::Begun => "application-of-one-company",
            Self::Submitted { .. } => "application-submitted-stays",
            Self::Retracted { .. } => "application-retracted-stays",
            Self::Misfit { .. } => "application-part-fits",
            Self::Incomplete { .. } => "application-complete",
            Self::Confirmation(fault) => fault.rule(),
            Self::Unwritable => "application-unwritable",
        }
    }
}
