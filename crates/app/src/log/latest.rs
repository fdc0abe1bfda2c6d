//! When the newest head was signed, for who dates what follows: nothing is dated before it, whatever the clock says.
//!
//! A clock that is set back would make what is recorded then look dated back, and that is what the log is there to find. So it
//! is dated like the newest head until the clock has caught up, and whoever runs the installation is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// By so much a clock may stand before the newest head without anybody being told: another machine signed it.
const UNTOLD: SignedDuration = SignedDuration::from_secs(60);

/// The time of the newest head; none = nothing is sealed yet. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Latest(Arc<AtomicI64>);

impl Default for Latest {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MIN)))
    }
}

impl Latest {
    /// A head was signed at this time: microseconds since 1970, UTC.
    pub(super) fn raise(&self, sealed_at: i64) {
        self.0.fetch_max(sealed_at, Ordering::Relaxed);
    }

    /// When what happens now is dated.
    #[must_use]
    pub fn date(&self, now: Timestamp) -> Timestamp {
        self.newest().map_or(now, |newest| now.max(newest))
    }

    /// By how much the clock stands before the newest head, where that is more than two machines differ.
    #[must_use]
    pub fn behind(&self, now: Timestamp) -> Option<SignedDuration> {
        let behind = self.newest()?.duration_since(now);
        (behind > UNTOLD).then_some(behind)
    }

    fn newest(&self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_dated_before_the_newest_head_and_a_clock_that_stands_well_before_it_is_told() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let latest = Latest::default();
        let (earlier, noon) = (at("2026-11-30T11:00:00Z"), at("2026-11-30T12:00:00Z"));
        assert_eq!((latest.date(earlier), latest.behind(earlier)), (earlier, None), "nothing is sealed yet");
        latest.raise(noon.as_microsecond());
        latest.raise(earlier.as_microsecond());
        assert_eq!(latest.date(earlier), noon);
        assert_eq!(latest.behind(earlier), Some(SignedDuration::from_hours(1)));
        let (near, later) = (at("2026-11-30T11:59:30Z"), at("2026-11-30T12:00:01Z"));
        assert_eq!((latest.date(near), latest.behind(near)), (noon, None));
        assert_eq!((latest.date(later), latest.behind(later)), (later, None));
    }
}
