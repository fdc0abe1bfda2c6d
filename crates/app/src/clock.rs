//! The one clock. Everything else takes dates and times as parameters.

use jiff::Timestamp;
use jiff::civil::Date;

/// Tells the time; in tests, a fixed one.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always this instant.
    Fixed(Timestamp),
}

impl Clock {
    /// Now, in UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(instant) => *instant,
        }
    }

    /// Today's civil date in Japan.
    #[must_use]
    pub fn today(&self) -> Date {
        crate::dates::in_japan(self.now()).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_japan() {
        let before: Timestamp = "2026-11-19T14:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-11-19T15:00:00Z".parse().unwrap();
        assert_eq!(Clock::Fixed(before).today().to_string(), "2026-11-19");
        assert_eq!(Clock::Fixed(after).today().to_string(), "2026-11-20");
    }
}
