//! What evidence does with each command in each status, and the bytes of its events.

use super::*;
use record::{Envelope, StreamId, TextId};
use uuid::Uuid;

const TODAY: Date = Date::constant(2026, 11, 20);

fn at() -> At {
    At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: TODAY }
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn text(n: u8) -> Text {
    Text { id: TextId(Uuid::from_u128(u128::from(n))), sha256: Digest([n; 32]) }
}

fn file(n: u8) -> File {
    File { name: text(n), kind: "pdf".to_owned(), bytes: 1_000, sha256: Digest([n; 32]), object: Digest([n + 100; 32]) }
}

fn day() -> Period {
    Period { from: Date::constant(2026, 11, 1), until: None }
}

fn keeping() -> Keeping {
    let files = vec![file(1), file(2)];
    Keeping { title: text(9), class: Class::Ordinary, period: day(), keep_until: None, by: person(7), files }
}

fn keep() -> Command {
    Command::Keep(Box::new(keeping()))
}

fn add(files: Vec<File>) -> Command {
    Command::Add { by: person(8), files }
}

/// The stamp with token `n`, after another one.
fn stamp(n: u8, follows: Option<u8>, covers: u32) -> Stamp {
    Stamp {
        manifest: text(n),
        stamped: Digest([n + 50; 32]),
        token: Digest([n; 32]),
        follows: follows.map(|n| Digest([n; 32])),
        at: "2026-11-20T01:02:05Z".parse().unwrap(),
        ends: "2031-03-31T14:59:59Z".parse().unwrap(),
        covers,
    }
}

fn stamped(n: u8, follows: Option<u8>, covers: u32) -> Command {
    Command::Stamp(stamp(n, follows, covers))
}

fn discard() -> Command {
    Command::Discard { reason: Reason::Mistake }
}

fn after(commands: Vec<Command>) -> Status {
    commands.into_iter().fold(Status::default(), |status, command| {
        let events = Evidence::handle(&status, command, at()).unwrap();
        events.iter().fold(status, Evidence::apply)
    })
}

#[test]
fn each_command_in_each_status_does_what_is_written_here() {
    let discarded = Error::Discarded { on: TODAY };
    type Row = (Vec<Command>, Command, Result<usize, Error>);
    let rows: [Row; 17] = [
        (vec![], keep(), Ok(1)),
        (vec![], add(vec![file(3)]), Err(Error::NotKept)),
        (vec![], discard(), Err(Error::NotKept)),
        (vec![], stamped(1, None, 1), Err(Error::NotKept)),
        (vec![keep()], stamped(1, None, 1), Ok(1)),
        (vec![keep()], stamped(1, Some(7), 1), Ok(0)),
        (vec![keep()], stamped(1, None, 2), Err(Error::StampOfOther { expected: 1, found: 2 })),
        (vec![keep()], stamped(1, None, 0), Err(Error::StampOfOther { expected: 1, found: 0 })),
        (vec![keep(), stamped(1, None, 1)], stamped(2, None, 1), Ok(0)),
        (vec![keep(), stamped(1, None, 1)], stamped(2, Some(1), 1), Ok(1)),
        (vec![keep(), discard()], stamped(1, None, 1), Err(discarded.clone())),
        (vec![keep()], keep(), Err(Error::KeptOtherwise)),
        (vec![keep()], add(vec![file(3)]), Ok(1)),
        (vec![keep()], discard(), Ok(1)),
        (vec![keep(), discard()], keep(), Err(discarded.clone())),
        (vec![keep(), discard()], add(vec![file(3)]), Err(discarded)),
        (vec![keep(), discard()], discard(), Ok(0)),
    ];
    for (before, command, expected) in rows {
        let found = Evidence::handle(&after(before.clone()), command.clone(), at()).map(|events| events.len());
        assert_eq!(found, expected, "{before:?}, then {command:?}");
    }
}

#[test]
fn a_file_that_is_there_is_not_added_again_and_each_knows_with_which_version_it_came() {
    let status = after(vec![keep(), add(vec![file(2), file(3), file(3)]), add(vec![file(1)])]);
    let files: Vec<_> =
        status.kept().unwrap().files.iter().map(|(file, by, version)| (file.sha256, *by, *version)).collect();
    let digest = |n| Digest([n; 32]);
    assert_eq!(files, [(digest(1), person(7), 1), (digest(2), person(7), 1), (digest(3), person(8), 2)]);
    assert_eq!(status.kept().unwrap().version, 2);
}

#[test]
fn a_stamp_counts_as_an_event_and_covers_the_files_up_to_a_version() {
    let before = vec![keep(), stamped(1, None, 1), add(vec![file(3)])];
    let status = after(before.clone());
    let kept = status.kept().unwrap();
    assert_eq!((kept.version, kept.content(), kept.stamp.unwrap().covers), (3, 3, 1));
    // What was asked before the file came is a stamp of the files there were.
    let late = after([before, vec![stamped(2, Some(1), 1), stamped(3, Some(2), 3)]].concat());
    assert_eq!(late.kept().unwrap().stamp, Some(stamp(3, Some(2), 3)));
    assert_eq!(late.kept().unwrap().content(), 3);
}

#[test]
fn what_was_discarded_is_still_known() {
    let status = after(vec![keep(), discard()]);
    let Status::Discarded { kept, on, reason } = status else { panic!("{status:?}") };
    assert_eq!((kept.files.len(), on, reason), (2, TODAY, Reason::Mistake));
}

#[test]
fn days_and_numbers_of_files_have_their_bounds() {
    let date = |text: &str| -> Date { text.parse().unwrap() };
    let with = |change: &dyn Fn(&mut Keeping)| {
        let mut keeping = keeping();
        change(&mut keeping);
        Evidence::handle(&Status::Unkept, Command::Keep(Box::new(keeping)), at()).map(|events| events.len())
    };
    let longest = date("2036-11-20");
    let keep_until = Err(Error::KeepUntil { today: TODAY, longest });
    let sensitive = |until: Option<Date>| {
        with(&|keeping| {
            keeping.class = Class::Sensitive;
            keeping.keep_until = until;
        })
    };
    let period = |from: &str, until: Option<&str>| {
        with(&|keeping| keeping.period = Period { from: date(from), until: until.map(date) })
    };
    assert_eq!(with(&|keeping| keeping.files.clear()), Err(Error::NoFiles));
    let many = |count: u8| (0..count).map(file).collect::<Vec<_>>();
    assert_eq!(with(&|keeping| keeping.files = many(100)), Ok(1));
    let status = after(vec![keep()]);
    let of = |sha256: usize| File { sha256: Digest::of(&sha256.to_le_bytes()), ..file(1) };
    let more = |count: usize| Evidence::handle(&status, add((0..count).map(of).collect()), at()).map(|made| made.len());
    assert_eq!(more(MOST_FILES - 2), Ok(1), "as many as there may be");
    assert_eq!(more(MOST_FILES - 1), Err(Error::TooManyFiles { found: MOST_FILES + 1 }));
    assert_eq!(more(0), Err(Error::NoFiles));
    assert_eq!(period("2026-11-20", None), Ok(1), "today");
    assert_eq!(period("2026-11-21", None), Err(Error::Later { day: date("2026-11-21"), today: TODAY }));
    assert_eq!(period("2026-04-01", Some("2026-11-21")), Err(Error::Later { day: date("2026-11-21"), today: TODAY }));
    assert_eq!(period("2026-04-01", Some("2026-04-01")), Ok(1));
    let before = Error::EndsBefore { from: date("2026-04-02"), until: date("2026-04-01") };
    assert_eq!(period("2026-04-02", Some("2026-04-01")), Err(before));
    assert_eq!(sensitive(Some(TODAY)), Ok(1));
    assert_eq!(sensitive(Some(longest)), Ok(1));
    assert_eq!(sensitive(Some(date("2036-11-21"))), keep_until);
    assert_eq!(sensitive(Some(date("2026-11-19"))), keep_until);
    assert_eq!(sensitive(None), keep_until);
    assert_eq!(with(&|keeping| keeping.keep_until = Some(TODAY)), keep_until, "an ordinary one has no last day");
}

#[test]
fn the_bytes_of_each_event_never_change() {
    let written = r#"{"name":{"id":"00000000-0000-0000-0000-000000000001","sha256":"0101010101010101010101010101010101010101010101010101010101010101"},"kind":"pdf","bytes":1000,"sha256":"0101010101010101010101010101010101010101010101010101010101010101","object":"6565656565656565656565656565656565656565656565656565656565656565"}"#;
    let seven = "00000000-0000-0000-0000-000000000007";
    let title = r#"{"id":"00000000-0000-0000-0000-000000000009","sha256":"0909090909090909090909090909090909090909090909090909090909090909"}"#;
    let sensitive = Event::Kept {
        title: text(9),
        class: Class::Sensitive,
        period: Period { from: Date::constant(2026, 4, 1), until: Some(Date::constant(2026, 11, 1)) },
        keep_until: Some(Date::constant(2027, 3, 31)),
        by: person(7),
        files: vec![file(1)],
    };
    let added = Event::FilesAdded { by: person(7), files: vec![file(1)] };
    let rows = [
        (
            sensitive,
            format!(
                r#"{{"title":{title},"class":"sensitive","period":{{"from":"2026-04-01","until":"2026-11-01"}},"keep_until":"2027-03-31","by":"{seven}","files":[{written}]}}"#
            ),
        ),
        (added, format!(r#"{{"by":"{seven}","files":[{written}]}}"#)),
        (
            Event::Stamped(stamp(1, Some(2), 3)),
            format!(
                r#"{{"manifest":{{"id":"00000000-0000-0000-0000-000000000001","sha256":"{}"}},"stamped":"{}","token":"{}","follows":"{}","at":"2026-11-20T01:02:05Z","ends":"2031-03-31T14:59:59Z","covers":3}}"#,
                "01".repeat(32),
                "33".repeat(32),
                "01".repeat(32),
                "02".repeat(32),
            ),
        ),
        (Event::Discarded { on: TODAY, reason: Reason::Asked }, r#"{"on":"2026-11-20","reason":"asked"}"#.to_owned()),
    ];
    for (event, data) in rows {
        let envelope = Envelope::new(StreamId(Uuid::nil()), 1, at(), (None, None), Vec::new(), event.clone());
        let bytes = envelope.to_bytes().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(&format!(r#""data":{data}"#)), "{text}");
        assert_eq!(Envelope::<Event>::from_bytes(&bytes).unwrap().event, event);
    }
}
