//! Deadlines as a calendar (iCalendar, RFC 5545) for the reader's own calendar program.
//!
//! It leaves the installation, so nobody's name stands in it: what is due, by which day, and where to look. Days are
//! days of Japan: they are written without a time, so that no calendar moves them.

use jiff::Timestamp;

use super::{Deadline, Deadlines};
use crate::texts::{Texts, arg};

/// The longest line in octets, its end not counted (RFC 5545 3.1).
const LINE: usize = 75;

/// The calendar. `address` is the whole address of a page without language, as people open it.
#[must_use]
pub fn calendar(texts: Texts, deadlines: &Deadlines, now: Timestamp, address: impl Fn(&str) -> String) -> String {
    let name = texts.t("calendar-name");
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Mamori//Deadlines//JA");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.text("NAME", &name);
    lines.text("X-WR-CALNAME", &name);
    lines.put("X-WR-TIMEZONE", "Asia/Tokyo");
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    lines.put("X-PUBLISHED-TTL", "PT6H");
    for deadline in &deadlines.list {
        event(&mut lines, texts, deadlines, deadline, now, &address);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn event(
    lines: &mut Lines,
    texts: Texts,
    all: &Deadlines,
    deadline: &Deadline,
    now: Timestamp,
    address: &impl Fn(&str) -> String,
) {
    let page = address(&deadline.path());
    let basis = texts.t(if deadline.kind.is_ours() { "deadline-ours" } else { "deadline-recorded" });
    let after = deadline.on.tomorrow().unwrap_or(deadline.on);
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &deadline.id(all.organisation).to_string());
    lines.put("DTSTAMP", &now.strftime("%Y%m%dT%H%M%SZ").to_string());
    lines.put("SEQUENCE", &deadline.sequence.to_string());
    lines.put("DTSTART;VALUE=DATE", &deadline.on.strftime("%Y%m%d").to_string());
    lines.put("DTEND;VALUE=DATE", &after.strftime("%Y%m%d").to_string());
    lines.text("SUMMARY", &texts.with("calendar-summary", &[("what", arg(deadline.title(texts)))]));
    lines.text(
        "DESCRIPTION",
        &texts.with("calendar-description", &[("basis", arg(basis)), ("page", arg(page.clone()))]),
    );
    lines.put("URL", &page);
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("BEGIN", "VALARM");
    lines.put("ACTION", "DISPLAY");
    lines.text("DESCRIPTION", &deadline.title(texts));
    lines.put("TRIGGER", "-P7D");
    lines.put("END", "VALARM");
    lines.put("END", "VEVENT");
}

/// Content lines, folded by octets, each with CRLF.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A value that is no text: it holds nothing to be escaped.
    fn put(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for letter in name.chars().chain([':']).chain(value.chars()).filter(|letter| !letter.is_control()) {
            if octets + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A text (RFC 5545 3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for letter in value.chars() {
            match letter {
                '\\' | ';' | ',' => escaped.extend(['\\', letter]),
                '\n' => escaped.push_str("\\n"),
                letter => escaped.push(letter),
            }
        }
        self.put(name, &escaped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::{Kind, Subject};
    use criteria::text::Lang;
    use jiff::civil::date;
    use protection::deadline::Due;
    use record::{OrganisationId, PersonId, StreamId};
    use uuid::Uuid;

    fn deadlines() -> Deadlines {
        let one = |on, kind, subject| Deadline {
            on,
            kind,
            subject,
            role: None,
            name: Some("佐藤一郎".to_owned()),
            pack: None,
            mine: true,
            sequence: 3,
        };
        let id = Uuid::from_u128(7);
        let list = vec![
            one(date(2026, 12, 31), Kind::Support, Subject::Member(PersonId(id))),
            one(date(2027, 2, 28), Kind::Check(Due::Repeat), Subject::Check(StreamId(id))),
        ];
        Deadlines { organisation: OrganisationId(Uuid::from_u128(1)), list, feed_since: None }
    }

    fn written(lang: Lang) -> String {
        let now = "2026-11-20T01:42:00Z".parse().unwrap();
        let long = |path: &str| format!("https://mamori.example.co.jp/a/rather/long/way/that/has/to/be/folded{path}");
        calendar(Texts::new(lang), &deadlines(), now, long)
    }

    #[test]
    fn lines_are_folded_by_octets_and_end_with_both_letters() {
        for lang in Lang::ALL {
            let calendar = written(lang);
            assert_eq!(calendar.matches('\n').count(), calendar.matches("\r\n").count());
            for line in calendar.split_terminator("\r\n") {
                assert!(line.len() <= LINE, "{} octets: {line}", line.len());
            }
            let unfolded = calendar.replace("\r\n ", "");
            assert!(
                unfolded.contains(
                    "\r\nURL:https://mamori.example.co.jp/a/rather/long/way/that/has/to/be/folded/members\r\n"
                )
            );
        }
    }

    #[test]
    fn a_day_has_no_time_and_ends_before_the_next_one() {
        let calendar = written(Lang::Ja);
        assert!(calendar.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(calendar.contains("DTSTAMP:20261120T014200Z\r\nSEQUENCE:3\r\n"));
    }

    #[test]
    fn nobodys_name_leaves_with_the_calendar() {
        for lang in Lang::ALL {
            assert!(!written(lang).replace("\r\n ", "").contains("佐藤"));
        }
    }

    #[test]
    fn what_would_end_a_value_is_escaped() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "a;b,c\\d\ne\r\u{7}f");
        assert_eq!(lines.0, "SUMMARY:a\\;b\\,c\\\\d\\nef\r\n");
    }

    #[test]
    fn the_same_deadline_keeps_its_id_when_its_day_moves() {
        let of = OrganisationId(Uuid::from_u128(1));
        let [support, repeat] = &deadlines().list[..] else { panic!("two") };
        let moved = Deadline { on: date(2028, 1, 1), sequence: 4, ..support.clone() };
        assert_eq!(support.id(of), moved.id(of));
        assert_ne!(support.id(of), repeat.id(of));
        assert_ne!(support.id(of), support.id(OrganisationId(Uuid::from_u128(2))));
    }
}
