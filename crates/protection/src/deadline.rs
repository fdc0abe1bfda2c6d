//! By when something about a kept check should be done. Knows no clock, no screen, and nobody to remind.
//!
//! The three spans are ours (「Mamori の既定」): no source sets one for a company that checks itself. What follows is
//! a function of facts and never a state: nobody writes that something is overdue.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::check::Standing;

/// How long a check may stay without a confirmation after it was begun.
pub const FINISH_DAYS: i64 = 30;
/// How long a check may stay without a new confirmation after the last one ceased to hold.
pub const CONFIRM_AGAIN_DAYS: i64 = 30;
/// After how long a confirmed check is done again.
pub const REPEAT_YEARS: i64 = 1;

/// What should be done about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// Answer it to the end and have it confirmed.
    Finish,
    /// Have it confirmed again: the last confirmation does not hold any more, by other answers or another executive.
    ConfirmAgain,
    /// Check again: the last confirmation will be a year old.
    Repeat,
}

/// What is known of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The day it was begun.
    pub begun_on: Date,
    /// The day an answer was changed last.
    pub touched_on: Date,
    /// The day of the last confirmation, and how it stands today.
    pub confirmed: Option<(Date, Standing)>,
    /// Whether it was closed.
    pub closed: bool,
    /// Whether a later check of the same list was begun.
    pub followed: bool,
}

/// What should be done about the check, and by which day.
#[must_use]
pub fn due(facts: &Facts) -> Option<(Due, Date)> {
    let Some((on, standing)) = &facts.confirmed else {
        return (!facts.closed).then(|| (Due::Finish, facts.begun_on.saturating_add(FINISH_DAYS.days())));
    };
    match ceased_on(standing, facts.touched_on) {
        // Nothing is confirmed again in a check that stays as it is.
        Some(ceased_on) if !facts.closed => {
            Some((Due::ConfirmAgain, ceased_on.saturating_add(CONFIRM_AGAIN_DAYS.days())))
        }
        _ if facts.followed => None,
        _ => Some((Due::Repeat, on.saturating_add(REPEAT_YEARS.years()))),
    }
}

/// The day from which a confirmation does not hold; of a change of answers and of executives the earlier one.
fn ceased_on(standing: &Standing, touched_on: Date) -> Option<Date> {
    match standing {
        Standing::Holds => None,
        Standing::ChangedSince { sections, representative } => {
            let answers = (!sections.is_empty()).then_some(touched_on);
            answers.into_iter().chain(*representative).min()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use record::StreamId;

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
        let changed = Standing::ChangedSince { sections: vec![StreamId(uuid::Uuid::nil())], representative: None };
        let signed = |holds| Some((date(2026, 11, 9), if holds { Standing::Holds } else { changed.clone() }));
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
            // Nothing is confirmed again in a check that stays as it is: the year counts from the confirmation.
            (signed(false), true, false, Some(repeat)),
            (signed(false), true, true, None),
        ] {
            let of = Facts { confirmed, closed, followed, ..facts() };
            assert_eq!(due(&of), due_then, "{of:?}");
        }
    }

    #[test]
    fn another_executive_confirms_within_the_same_days_and_the_earlier_change_counts() {
        let stream = StreamId(uuid::Uuid::nil());
        for (sections, representative, on) in [
            (vec![], Some(date(2026, 11, 20)), date(2026, 12, 20)),
            (vec![stream], None, date(2026, 12, 10)),
            (vec![stream], Some(date(2026, 11, 20)), date(2026, 12, 10)),
            (vec![stream], Some(date(2026, 11, 10)), date(2026, 12, 10)),
        ] {
            let confirmed = Some((date(2026, 11, 9), Standing::ChangedSince { sections, representative }));
            let of = Facts { confirmed, ..facts() };
            assert_eq!(due(&of), Some((Due::ConfirmAgain, on)), "{of:?}");
            assert_eq!(due(&Facts { closed: true, ..of }), Some((Due::Repeat, date(2027, 11, 9))));
        }
    }

    #[test]
    fn a_year_after_the_leap_day_is_the_last_of_february() {
        let leap = Facts { confirmed: Some((date(2028, 2, 29), Standing::Holds)), ..facts() };
        assert_eq!(due(&leap), Some((Due::Repeat, date(2029, 2, 28))));
    }
}
