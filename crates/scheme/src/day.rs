//! Days that do not fit: to come, too early, too late. Knows no rule of a case; how long a period lasts is [`crate::period`].

use jiff::civil::Date;

/// A day that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongDay {
    /// It has not come yet.
    #[error("expected {today} or earlier, found {found}")]
    ToCome {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// It is before something it has to follow, or dated back.
    #[error("expected {earliest} or later, found {found}")]
    TooEarly {
        /// The first day that would do.
        earliest: Date,
        /// Found.
        found: Date,
    },
    /// It is after something it has to precede.
    #[error("expected {latest} or earlier, found {found}")]
    TooLate {
        /// The last day that would do.
        latest: Date,
        /// Found.
        found: Date,
    },
}

impl WrongDay {
    /// The word of what is wrong with it, for who words it.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::ToCome { .. } => "day-to-come",
            Self::TooEarly { .. } => "day-too-early",
            Self::TooLate { .. } => "day-too-late",
        }
    }
}

/// It has come.
pub(crate) fn has_come(found: Date, today: Date) -> Result<(), WrongDay> {
    if found <= today { Ok(()) } else { Err(WrongDay::ToCome { today, found }) }
}

/// It is not before `earliest`.
pub(crate) fn from(found: Date, earliest: Date) -> Result<(), WrongDay> {
    if found >= earliest { Ok(()) } else { Err(WrongDay::TooEarly { earliest, found }) }
}

/// It is not after `latest`.
pub(crate) fn until(found: Date, latest: Date) -> Result<(), WrongDay> {
    if found <= latest { Ok(()) } else { Err(WrongDay::TooLate { latest, found }) }
}
