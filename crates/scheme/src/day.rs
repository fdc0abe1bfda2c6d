//! Days that do not fit, and how long a period lasts. Knows the calendar and no rule of a case.
//!
//! A period of months or years is counted by the calendar: it ends with the day before the one that has the same number as
//! its first day, and with the last day of the month where that month has no such day. So three years from 29 February end on
//! 28 February. Whether a last day that is a holiday moves is not known here (spec 7 §12: data of a rule pack).

use jiff::ToSpan;
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

/// The last day of so many months of which `first` is the first day.
#[must_use]
pub(crate) fn last_of_months(first: Date, months: u16) -> Date {
    let same = first.saturating_add(i64::from(months).months());
    // Where the month is too short for it, the sum is that month's last day already.
    if same.day() == first.day() { before(same) } else { same }
}

/// The last day of so many months that follow on `day`.
#[must_use]
pub(crate) fn last_of_months_after(day: Date, months: u16) -> Date {
    last_of_months(after(day), months)
}

/// The day after.
#[must_use]
pub(crate) fn after(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// The day before.
#[must_use]
pub(crate) fn before(day: Date) -> Date {
    day.saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_ends_before_the_day_of_the_same_number_or_with_its_month() {
        for (first, months, last) in [
            ("2026-11-20", 36, "2029-11-19"),
            ("2026-04-01", 36, "2029-03-31"),
            ("2026-03-01", 36, "2029-02-28"),
            ("2025-03-01", 36, "2028-02-29"),
            ("2024-02-29", 36, "2027-02-28"),
            ("2024-02-29", 48, "2028-02-28"),
            ("2026-03-31", 6, "2026-09-30"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-12-31", 12, "2027-12-30"),
        ] {
            assert_eq!(last_of_months(day(first), months), day(last), "{first} {months}");
        }
    }

    #[test]
    fn a_period_after_a_day_begins_with_the_next() {
        for (day_before, months, last) in [
            ("2026-11-20", 6, "2027-05-20"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2026-08-30", 6, "2027-02-28"),
            ("2026-02-28", 6, "2026-08-31"),
            ("2024-02-28", 6, "2024-08-28"),
            ("2024-02-29", 6, "2024-08-31"),
            ("2026-03-31", 0, "2026-03-31"),
        ] {
            assert_eq!(last_of_months_after(day(day_before), months), day(last), "{day_before} {months}");
        }
    }
}
