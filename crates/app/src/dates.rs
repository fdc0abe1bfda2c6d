//! Dates as people read them, on every page of those who are signed in: 11月20日（金）10:42, with the year where it is
//! another than this one. Both calendars on what is official are [`Texts::day`]; no era is known here.
//!
//! What stands in a row is `2026-11-20` or microseconds since 1970; what is read is worded here and nowhere else. A
//! distance (あと12日) stands beside the date it is counted to, never alone.

use criteria::pack::reference::Era;
use criteria::text::Lang;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

use crate::texts::{Texts, arg};

/// An instant as the clocks of Japan show it.
#[must_use]
pub fn in_japan(at: Timestamp) -> DateTime {
    // The zone is bundled; were it missing, UTC+9 is the same: Japan has no summer time.
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9)));
    at.to_zoned(tokyo).datetime()
}

/// Microseconds since 1970 as the clocks of Japan show them; none = no instant there is.
#[must_use]
pub fn in_japan_at(micros: i64) -> Option<DateTime> {
    Timestamp::from_microsecond(micros).ok().map(in_japan)
}

/// Reads a date somebody typed: 2027-03-31, 2027/3/31, 2027年3月31日, R9.3.31, 令和9年3月31日, digits of any width.
#[must_use]
pub fn typed(eras: &[Era], text: &str) -> Option<Date> {
    criteria::era::read(eras, text.trim())
}

impl Texts {
    /// A day: 11月20日（金）, with the year where it is not that of `today`.
    #[must_use]
    pub fn date(self, day: Date, today: Date) -> String {
        let this_year = day.year() == today.year();
        match self.lang {
            Lang::Ja => {
                let year = if this_year { String::new() } else { format!("{}年", day.year()) };
                format!("{year}{}月{}日（{}）", day.month(), day.day(), weekday(day.weekday()))
            }
            Lang::En if this_year => day.strftime("%a %-d %B").to_string(),
            Lang::En => day.strftime("%a %-d %B %Y").to_string(),
        }
    }

    /// A day as a row has it, `2026-11-20`; what is no day stays as it stands.
    #[must_use]
    pub fn date_of(self, day: &str, today: Date) -> String {
        day.parse().map_or_else(|_| day.to_owned(), |day| self.date(day, today))
    }

    /// An instant (microseconds since 1970) as it is read in Japan: 11月20日（金）10:42.
    #[must_use]
    pub fn moment(self, micros: i64, today: Date) -> String {
        let Some(at) = in_japan_at(micros) else { return String::new() };
        let time = at.strftime("%H:%M");
        match self.lang {
            Lang::Ja => format!("{}{time}", self.date(at.date(), today)),
            Lang::En => format!("{}, {time}", self.date(at.date(), today)),
        }
    }

    /// How far a day is from today: 今日, 明日, あと12日, 3日前. It stands beside the day itself.
    #[must_use]
    pub fn distance(self, day: Date, today: Date) -> String {
        let days = today.until((Unit::Day, day)).map_or(0, |span| span.get_days());
        match days {
            0 => self.t("date-today"),
            1 => self.t("date-tomorrow"),
            days if days > 0 => self.with("date-ahead", &[("n", arg(days))]),
            days => self.with("date-past", &[("n", arg(-days))]),
        }
    }

    /// A month: 2026年11月.
    #[must_use]
    pub fn month(self, of: Date) -> String {
        match self.lang {
            Lang::Ja => format!("{}年{}月", of.year(), of.month()),
            Lang::En => of.strftime("%B %Y").to_string(),
        }
    }

    /// The days of the week from Monday on, short.
    #[must_use]
    pub fn weekdays(self) -> [&'static str; 7] {
        match self.lang {
            Lang::Ja => ["月", "火", "水", "木", "金", "土", "日"],
            Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        }
    }
}

fn weekday(day: Weekday) -> &'static str {
    let at = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    Texts::new(Lang::Ja).weekdays()[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn both() -> [Texts; 2] {
        [Texts::new(Lang::Ja), Texts::new(Lang::En)]
    }

    #[test]
    fn the_year_stands_where_it_is_another_than_this_one() {
        for (day, ja, en) in [
            (TODAY, "11月20日（金）", "Fri 20 November"),
            (date(2026, 1, 1), "1月1日（木）", "Thu 1 January"),
            (date(2027, 3, 31), "2027年3月31日（水）", "Wed 31 March 2027"),
            (date(2025, 12, 31), "2025年12月31日（水）", "Wed 31 December 2025"),
        ] {
            let [japanese, english] = both();
            assert_eq!((japanese.date(day, TODAY).as_str(), english.date(day, TODAY).as_str()), (ja, en));
            assert_eq!(japanese.date_of(&day.to_string(), TODAY), ja);
        }
        assert_eq!(both()[0].date_of("", TODAY), "");
    }

    #[test]
    fn an_instant_is_told_by_the_clocks_of_japan() {
        let at: Timestamp = "2026-11-20T01:42:00Z".parse().unwrap();
        let [japanese, english] = both();
        assert_eq!(japanese.moment(at.as_microsecond(), TODAY), "11月20日（金）10:42");
        assert_eq!(english.moment(at.as_microsecond(), TODAY), "Fri 20 November, 10:42");
        // The last hours of a year in UTC are the first of the next one in Japan.
        let at: Timestamp = "2026-12-31T15:00:00Z".parse().unwrap();
        assert_eq!(japanese.moment(at.as_microsecond(), TODAY), "2027年1月1日（金）00:00");
    }

    #[test]
    fn a_distance_is_counted_in_days() {
        for (day, ja, en) in [
            (TODAY, "今日", "today"),
            (date(2026, 11, 21), "明日", "tomorrow"),
            (date(2026, 12, 2), "あと12日", "in 12 days"),
            (date(2027, 11, 20), "あと365日", "in 365 days"),
            (date(2026, 11, 19), "1日前", "1 day ago"),
            (date(2026, 11, 17), "3日前", "3 days ago"),
        ] {
            let told = both().map(|texts| texts.distance(day, TODAY));
            assert_eq!(told, [ja, en]);
        }
    }
}
