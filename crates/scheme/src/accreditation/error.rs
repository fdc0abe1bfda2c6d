//! Why an accreditation refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;

use super::MOST_INDUSTRIES;

/// Why something may not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet. To do: enter it first.
    #[error("expected an accreditation, found none")]
    Unentered,
    /// It is there already. To do: renew it, or enter another.
    #[error("expected no accreditation, found one from {from}")]
    Entered {
        /// Its first day.
        from: Date,
    },
    /// It has ended. To do: enter the new one, if the body was accredited anew.
    #[error("expected an accreditation without an end, found one that ended on {on}")]
    Ended {
        /// The first day without it.
        on: Date,
    },
    /// A term lasts three years at most (Act 69; order art. 24). To do: look at the source again.
    #[error("expected a last day from {from} to {to}, found {found}")]
    Term {
        /// The first day.
        from: Date,
        /// The latest last day.
        to: Date,
        /// Found.
        found: Date,
    },
    /// A renewal begins while the accreditation is in force, or the day after. To do: enter another accreditation.
    #[error("expected a first day from {after} to {by}, found {found}")]
    RenewedLate {
        /// Not before this day.
        after: Date,
        /// At the latest this day.
        by: Date,
        /// Found.
        found: Date,
    },
    /// A renewal has a later last day.
    #[error("expected a last day after {until}, found {found}")]
    Shorter {
        /// The last day as it stands.
        until: Date,
        /// Found.
        found: Date,
    },
    /// What is entered begins within the accreditation, and after the scope before it.
    #[error("expected a day from {from} to {to}, found {found}")]
    OutsideTerm {
        /// Not before this day.
        from: Date,
        /// Not after this day.
        to: Date,
        /// Found.
        found: Date,
    },
    /// It lapses on the day after its last day and no other (Act 69). To do: say another ending, or that day.
    #[error("expected a lapse on {expected}, found {found}")]
    LapseDay {
        /// The day after the last day.
        expected: Date,
        /// Found.
        found: Date,
    },
    /// A code of an industry cannot be read.
    #[error("expected a division or a middle group of the classification, found something else in place {place}")]
    Industry {
        /// Its place in the list, from 0.
        place: usize,
    },
    /// More industries than there are.
    #[error("expected at most {MOST_INDUSTRIES} industries, found {found}")]
    Industries {
        /// Found.
        found: usize,
    },
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unentered => "accreditation-entered",
            Self::Entered { .. } => "accreditation-once",
            Self::Ended { .. } => "accreditation-has-no-way-back",
            Self::Term { .. } => "accreditation-three-years",
            Self::RenewedLate { .. } => "renewed-in-time",
            Self::Shorter { .. } => "renewal-is-longer",
            Self::OutsideTerm { .. } => "within-accreditation",
            Self::LapseDay { .. } => "lapses-after-last-day",
            Self::Industry { .. } | Self::Industries { .. } => "industries-of-classification",
        }
    }
}
