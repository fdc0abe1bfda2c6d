//! Periods of years and months by the calendar. Knows dates and no rule.
//!
//! Counted as private law counts (民法140条・143条, from general knowledge, unconfirmed for this scheme): a period that begins
//! on a day ends on the eve of the same day of its last year or month, and on the last day of that month where it has no such
//! day. So three years from 29 February 2024 end on 28 February 2027. Whether a last
//! day that is a holiday moves is not known here (spec 7 §12: data of a rule pack).

use jiff::ToSpan as _;
use jiff::civil::Date;

/// The last day of so many years that begin on `first`.
#[must_use]
pub fn last_day(first: Date, years: u16) -> Date {
    last_day_of_months(first, years.saturating_mul(12))
}

/// The last day of so many months that begin on `first`; none = the eve.
#[must_use]
pub fn last_day_of_months(first: Date, months: u16) -> Date {
    let same = first.saturating_add(i64::from(months).months());
    if same.day() == first.day() { eve(same) } else { same }
}

/// The last day that is still within so many years after `day`, which itself does not count.
#[must_use]
pub fn within_years_after(day: Date, years: u16) -> Date {
    last_day(next(day), years)
}

/// The last day of so many months that follow on `day`, which itself does not count.
#[must_use]
pub fn last_day_of_months_after(day: Date, months: u16) -> Date {
    last_day_of_months(next(day), months)
}

/// The day after.
#[must_use]
pub fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// The day before.
#[must_use]
pub fn eve(day: Date) -> Date {
    day.saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn years_end_on_the_eve_or_on_the_last_day_of_the_month() {
        for (first, years, last) in [
            ("2025-04-01", 3, "2028-03-31"),
            ("2025-01-01", 1, "2025-12-31"),
            ("2024-02-29", 3, "2027-02-28"),
            ("2024-02-29", 4, "2028-02-28"),
            ("2025-03-01", 3, "2028-02-29"),
            ("2025-04-01", 0, "2025-03-31"),
        ] {
            assert_eq!(last_day(date(first), years), date(last), "{years} from {first}");
        }
    }

    #[test]
    fn months_end_likewise() {
        for (first, months, last) in
            [("2025-08-31", 6, "2026-02-28"), ("2025-08-01", 6, "2026-01-31"), ("2025-10-31", 1, "2025-11-30")]
        {
            assert_eq!(last_day_of_months(date(first), months), date(last), "{months} from {first}");
        }
    }

    #[test]
    fn within_two_years_after_a_day_is_exact() {
        for (day, last) in [
            ("2025-06-10", "2027-06-10"),
            ("2024-02-29", "2026-02-28"),
            ("2024-02-28", "2026-02-28"),
            ("2022-02-28", "2024-02-29"),
            ("2025-06-30", "2027-06-30"),
            ("2025-12-31", "2027-12-31"),
        ] {
            assert_eq!(within_years_after(date(day), 2), date(last), "after {day}");
        }
    }

    #[test]
    fn at_the_ends_of_the_calendar_days_stay_where_they_are() {
        assert_eq!((next(Date::MAX), eve(Date::MIN)), (Date::MAX, Date::MIN));
        assert!(last_day(Date::MAX, u16::MAX) <= Date::MAX);
        assert_eq!(last_day(Date::MIN, 0), Date::MIN);
    }

    proptest! {
        #[test]
        fn a_longer_period_never_ends_earlier(days in 0_i64..20_000, years in 0_u16..10) {
            let first = date("2000-01-01").saturating_add(days.days());
            prop_assert!(last_day(first, years) < last_day(first, years + 1));
            prop_assert!(last_day(first, years) <= last_day(next(first), years));
        }
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
            assert_eq!(last_day_of_months(date(first), months), date(last), "{first} {months}");
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
            assert_eq!(last_day_of_months_after(date(day_before), months), date(last), "{day_before} {months}");
        }
    }
}
