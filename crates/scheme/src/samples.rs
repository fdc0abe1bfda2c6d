//! What the tests of a case share: ids, days, a table of statuses and commands, golden lines.

use std::fmt::Debug;

use jiff::civil::Date;
use record::{Aggregate, At, Digest, Envelope, Happening, OrganisationId, PersonId, StreamId, Text, TextId};
use uuid::Uuid;

use crate::seen::{Exhibit, Observed, Seen};

pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn on(today: Date) -> At {
    At { recorded_at: today.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(), today }
}

pub(crate) fn text(n: u8) -> Text {
    Text { id: TextId(Uuid::from_u128(n.into())), sha256: Digest([n; 32]) }
}

pub(crate) fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(0x100 + u128::from(n)))
}

pub(crate) fn stream(n: u8) -> StreamId {
    StreamId(Uuid::from_u128(0x200 + u128::from(n)))
}

pub(crate) fn company() -> OrganisationId {
    OrganisationId(Uuid::from_u128(0x301))
}

pub(crate) fn seen(n: u8, version: u32) -> Seen {
    Seen { stream: stream(n), version }
}

pub(crate) fn exhibit(n: u8) -> Exhibit {
    Exhibit { stream: stream(n), sha256: Digest([n; 32]) }
}

pub(crate) fn observed(n: u8) -> Observed {
    Observed::Kept(exhibit(n))
}

/// What comes of a command: the kinds of its events, `-` for none, or `!` and the rule that refuses.
pub(crate) fn outcome<A: Aggregate>(
    status: &A::Status,
    command: A::Command,
    at: At,
    rule: impl Fn(&A::Error) -> &'static str,
) -> String {
    match A::handle(status, command, at) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", rule(&error)),
    }
}

/// The table has a row for each command, a column for each status, and each cell says what comes of it.
pub(crate) fn check_table(table: &str, statuses: &[&str], commands: &[&str], cell: impl Fn(usize, usize) -> String) {
    let told: Vec<Vec<&str>> = table.trim().lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let head: Vec<String> = [""].iter().chain(statuses).map(|name| (*name).to_owned()).collect();
    let rows = commands.iter().enumerate().map(|(c, command)| {
        [(*command).to_owned()].into_iter().chain((0..statuses.len()).map(|s| cell(s, c))).collect()
    });
    let found: Vec<Vec<String>> = [head].into_iter().chain(rows).collect();
    let widths: Vec<usize> =
        (0..=statuses.len()).map(|n| found.iter().map(|row| row[n].len()).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("    {}", cells.join(" | ").trim_end())
    };
    assert!(told == found, "found:\n{}", found.iter().map(line).collect::<Vec<_>>().join("\n"));
}

/// Each event is written as its golden line and read back; the lines are all there are, in order.
pub(crate) fn check_golden<E: Happening + Clone + Debug + PartialEq>(golden: &str, events: &[E]) {
    let written: Vec<String> = events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    assert!(golden.lines().eq(&written), "found:\n{}", written.join("\n"));
    for (event, line) in events.iter().zip(golden.lines()) {
        assert_eq!(serde_json::from_str::<E>(line).unwrap(), *event);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}""#, event.kind())), "{line}");
        let envelope = Envelope::new(stream(99), 1, on(TODAY), (Some(person(99)), None), Vec::new(), event.clone());
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
    }
}

/// What commands lead to, one after the other; none of them is refused.
pub(crate) fn given<A>(commands: impl IntoIterator<Item = (Date, A::Command)>) -> A::Status
where
    A: Aggregate<Error: Debug>,
{
    commands.into_iter().fold(A::Status::default(), |status, (today, command)| {
        let events = A::handle(&status, command, on(today)).unwrap();
        events.iter().fold(status, A::apply)
    })
}
