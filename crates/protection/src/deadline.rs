//! By when something about a kept check should be done. Knows no clock, no screen, and nobody to remind.
//!
//! The three spans are ours (「Mamori の既定」): no source sets one for a company that checks itself. What follows is
//! a function of facts and never a state: nobody writes that something is overdue.

use jiff::ToSpan;
use jiff::civil::Date;

/// How long a check may stay without a confirmation after it was begun.
pub const FINISH_DAYS: i64 = 30;
/// How long after a change a confirmed check may stay without a new confirmation.
pub const CONFIRM_AGAIN_DAYS: i64 = 30;
/// After how long a confirmed check is done again.
pub const REPEAT_YEARS: i64 = 1;

/// What should be done about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// Answer it to the end and have it confirmed.
    Finish,
    /// Have it confirmed again: answers changed after the last confirmation.
    ConfirmAgain,
    /// Check again: the last confirmation will be a year old.
    Repeat,
}

/// What is known of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The day it was begun.
    pub begun_on: Date,
    /// The day an answer was changed last.
    pub touched_on: Date,
    /// The day of the last confirmation, and whether it still holds.
    pub confirmed: Option<(Date, bool)>,
    /// Whether it was closed.
    pub closed: bool,
    /// Whether a later check of the same list was begun.
    pub followed: bool,
}

/// What should be done about the check, and by which day.
#[must_use]
pub fn due(facts: Facts) -> Option<(Due, Date)> {
    match facts.confirmed {
        None if facts.closed => None,
        None => Some((Due::Finish, facts.begun_on.saturating_add(FINISH_DAYS.days()))),
        Some((_, false)) if !facts.closed => {
            Some((Due::ConfirmAgain, facts.touched_on.saturating_add(CONFIRM_AGAIN_DAYS.days())))
        }
        Some(_) if facts.followed => None,
        Some((on, _)) => Some((Due::Repeat, on.saturating_add(REPEAT_YEARS.years()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn facts() -> Facts {
        Facts {
            begun_on: date(2026, 11, 1),
            touched_on: date(2026, 11, 10),
            confirmed: None,
            closed: false,
            followed: false,
        }
    }

    #[test]
    fn each_position_of_a_check_has_its_day_or_none() {
        let signed = |holds| Some((date(2026, 11, 9), holds));
        let (finish, again, repeat) = (
            (Due::Finish, date(2026, 12, 1)),
            (Due::ConfirmAgain, date(2026, 12, 10)),
            (Due::Repeat, date(2027, 11, 9)),
        );
        for (confirmed, closed, followed, due_then) in [
            (None, false, false, Some(finish)),
            (None, false, true, Some(finish)),
            (None, true, false, None),
            (None, true, true, None),
            (signed(true), false, false, Some(repeat)),
            (signed(true), false, true, None),
            (signed(true), true, false, Some(repeat)),
            (signed(true), true, true, None),
            (signed(false), false, false, Some(again)),
            (signed(false), false, true, Some(again)),
            // Nothing is confirmed again in a check that stays as it is; the year counts from the confirmation.
            (signed(false), true, false, Some(repeat)),
            (signed(false), true, true, None),
        ] {
            let of = Facts { confirmed, closed, followed, ..facts() };
            assert_eq!(due(of), due_then, "{of:?}");
        }
    }

    #[test]
    fn a_year_after_the_leap_day_is_the_last_of_february() {
        let leap = Facts { confirmed: Some((date(2028, 2, 29), true)), ..facts() };
        assert_eq!(due(leap), Some((Due::Repeat, date(2029, 2, 28))));
    }
}
