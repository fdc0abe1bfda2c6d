//! What a section does with each command in each status, and the bytes of its events.

use super::*;
use proptest::prelude::*;
use record::{Digest, Envelope, TextId};
use uuid::Uuid;

use Answer::{Implemented, NotApplicable, NotImplemented, Partial};

const CLOSED: Date = Date::constant(2026, 11, 19);
const HANAKO: u128 = 7;
const TARO: u128 = 8;

fn at() -> At {
    At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: Date::constant(2026, 11, 20) }
}

fn check(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn note(n: u128) -> Text {
    Text { id: TextId(Uuid::from_u128(n)), sha256: Digest([u8::try_from(n).unwrap(); 32]) }
}

fn edition() -> EditionId {
    EditionId { pack: "small".to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) }
}

fn asked(item: u8) -> Asked {
    let allowed = vec![Implemented, Partial, NotImplemented];
    Asked { edition: edition(), section: "effort-1".to_owned(), item: format!("small/{item}"), allowed }
}

fn open() -> Command {
    Command::Open { check: check(1), edition: edition(), section: "effort-1".to_owned() }
}

fn answering(item: u8, answer: Option<Answer>, base: u32) -> Answering {
    Answering { asked: asked(item), answer, note: None, base }
}

fn several(answers: Vec<Answering>, by: u128) -> Command {
    Command::Answer { answers, by: person(by), on_behalf: false, check_closed: None }
}

fn answer(asked: Asked, answer: Option<Answer>, base: u32, by: u128) -> Command {
    several(vec![Answering { asked, answer, note: None, base }], by)
}

fn noted(item: u8, answer: Option<Answer>, note: Option<Text>, base: u32) -> Command {
    several(vec![Answering { asked: asked(item), answer, note, base }], HANAKO)
}

fn taking(item: u8, answer: Answer) -> Taking {
    Taking { asked: asked(item), answer, note: None }
}

fn take(answers: Vec<Taking>) -> Command {
    Command::Take { answers, by: person(HANAKO), on_behalf: true, check_closed: None }
}

fn closed(command: Command) -> Command {
    let check_closed = Some(CLOSED);
    match command {
        Command::Answer { answers, by, on_behalf, .. } => Command::Answer { answers, by, on_behalf, check_closed },
        Command::Take { answers, by, on_behalf, .. } => Command::Take { answers, by, on_behalf, check_closed },
        Command::Open { .. } => command,
    }
}

fn given(commands: impl IntoIterator<Item = Command>) -> Status {
    commands.into_iter().fold(Status::default(), |status, command| {
        let events = Section::handle(&status, command, at()).unwrap();
        events.iter().fold(status, Section::apply)
    })
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Section::handle(status, command, at())
}

fn answered(item: u8, answer: Option<Answer>, by: u128) -> Event {
    let (note, by, on_behalf) = (None, person(by), false);
    Event::Answered { item: format!("small/{item}"), answer, note, by, on_behalf }
}

fn taken(item: u8, answer: Answer) -> Event {
    let answers = vec![TakenAnswer { item: format!("small/{item}"), answer, note: None }];
    Event::Taken { answers, by: person(HANAKO), on_behalf: true }
}

#[test]
fn what_each_command_does_in_each_status() {
    let first = || answer(asked(1), Some(Implemented), 0, HANAKO);
    let statuses = [
        ("unopened", Status::Unopened),
        ("empty", given([open()])),
        ("answered", given([open(), first()])),
        ("taken back", given([open(), first(), answer(asked(1), None, 2, HANAKO)])),
    ];
    let other = Command::Open { check: check(2), edition: edition(), section: "effort-1".to_owned() };
    let commands = [
        ("open", open()),
        ("open for another check", other),
        ("answer", first()),
        ("take", take(vec![taking(1, Partial)])),
        ("answer in a closed check", closed(first())),
        ("take in a closed check", closed(take(vec![taking(1, Partial)]))),
    ];
    let opened = |n| Event::Opened { check: check(n), edition: edition(), section: "effort-1".to_owned() };
    let elsewhere = || {
        let (edition, section) = (Box::new(edition()), "effort-1".to_owned());
        Err(Error::OpenedOtherwise { check: check(1), edition, section })
    };
    let conflict = || {
        let (answer, note, by, on_behalf, version) = (None, None, person(HANAKO), false, 3);
        let theirs = Given { answer, note, by, on_behalf, version };
        let (item, base, mine, my_note) = ("small/1".to_owned(), 0, Some(Implemented), None);
        Err(Error::Conflict(Box::new(Conflict { item, base, mine, my_note, theirs })))
    };
    let unopened = || Err(Error::NotOpened);
    let over = || Err(Error::CheckClosed { on: CLOSED });
    let nothing = || Ok(Vec::new());
    let said = || Ok(vec![answered(1, Some(Implemented), HANAKO)]);
    let took = || Ok(vec![taken(1, Partial)]);
    let full = || Err(Error::NotEmpty { standing: 1 });
    let table = [
        ("unopened", "open", Ok(vec![opened(1)])),
        ("unopened", "open for another check", Ok(vec![opened(2)])),
        ("unopened", "answer", unopened()),
        ("unopened", "take", unopened()),
        ("unopened", "answer in a closed check", unopened()),
        ("unopened", "take in a closed check", unopened()),
        ("empty", "open", nothing()),
        ("empty", "open for another check", elsewhere()),
        ("empty", "answer", said()),
        ("empty", "take", took()),
        ("empty", "answer in a closed check", over()),
        ("empty", "take in a closed check", over()),
        ("answered", "open", nothing()),
        ("answered", "open for another check", elsewhere()),
        ("answered", "answer", nothing()),
        ("answered", "take", full()),
        ("answered", "answer in a closed check", over()),
        ("answered", "take in a closed check", over()),
        ("taken back", "open", nothing()),
        ("taken back", "open for another check", elsewhere()),
        ("taken back", "answer", conflict()),
        ("taken back", "take", took()),
        ("taken back", "answer in a closed check", over()),
        ("taken back", "take in a closed check", over()),
    ];
    let mut expected: BTreeMap<(&str, &str), _> =
        table.into_iter().map(|(row, column, cell)| ((row, column), cell)).collect();
    for (row, status) in &statuses {
        for (column, command) in &commands {
            let cell = expected.remove(&(*row, *column)).unwrap_or_else(|| panic!("no cell {row} × {column}"));
            assert_eq!(when(status, command.clone()), cell, "{row} × {column}");
        }
    }
    assert!(expected.is_empty(), "cells of no status or command: {expected:?}");
}

#[test]
fn two_answers_to_one_item_are_a_conflict_that_shows_both() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO)]);
    let refused = when(&status, answer(asked(1), Some(NotImplemented), 0, HANAKO)).unwrap_err();
    assert_eq!(refused.to_string(), "item `small/1` was changed at version 2 and you saw version 0");
    let theirs = status.given("small/1").cloned().unwrap();
    assert_eq!((theirs.answer, theirs.by, theirs.version), (Some(Implemented), person(TARO), 2));
    let (item, base, mine, my_note) = ("small/1".to_owned(), 0, Some(NotImplemented), None);
    assert_eq!(refused, Error::Conflict(Box::new(Conflict { item, base, mine, my_note, theirs })));
    // Having seen it, the same person may replace it.
    let seen = when(&status, answer(asked(1), Some(NotImplemented), 2, HANAKO));
    assert_eq!(seen, Ok(vec![answered(1, Some(NotImplemented), HANAKO)]));
}

#[test]
fn several_answers_are_given_at_once_or_not_at_all() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO)]);
    let both = vec![answering(2, Some(Partial), 0), answering(3, Some(NotImplemented), 0)];
    let said = vec![answered(2, Some(Partial), HANAKO), answered(3, Some(NotImplemented), HANAKO)];
    assert_eq!(when(&status, several(both.clone(), HANAKO)), Ok(said));
    // One that somebody else answered meanwhile refuses all; who leaves it out is told so before.
    let late = answering(1, Some(Partial), 0);
    let mixed = [both.clone(), vec![late.clone()]].concat();
    assert!(matches!(when(&status, several(mixed, HANAKO)), Err(Error::Conflict(_))));
    let conflict = status.conflict(&late).unwrap();
    assert_eq!((conflict.mine, conflict.theirs.answer), (Some(Partial), Some(Implemented)));
    assert!(both.iter().all(|one| status.conflict(one).is_none()));
    let not_allowed = [both.clone(), vec![answering(4, Some(NotApplicable), 0)]].concat();
    assert!(matches!(when(&status, several(not_allowed, HANAKO)), Err(Error::NotAllowed { .. })));
    let twice = [both.clone(), both].concat();
    assert_eq!(when(&status, several(twice, HANAKO)), Err(Error::Twice { item: "small/2".to_owned() }));
}

#[test]
fn an_answer_to_another_item_is_no_conflict() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO)]);
    let other = when(&status, answer(asked(2), Some(Partial), 0, HANAKO));
    assert_eq!(other, Ok(vec![answered(2, Some(Partial), HANAKO)]));
}

#[test]
fn two_people_who_give_the_same_answer_do_not_disagree() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO)]);
    assert_eq!(when(&status, answer(asked(1), Some(Implemented), 0, HANAKO)), Ok(Vec::new()));
}

#[test]
fn an_answer_taken_back_is_seen_by_the_next() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO), answer(asked(1), None, 2, TARO)]);
    assert_eq!(status.progress(), Progress { version: 3, answered: 0 });
    let late = when(&status, answer(asked(1), Some(Partial), 2, HANAKO));
    assert!(matches!(late, Err(Error::Conflict(conflict)) if conflict.theirs.answer.is_none()));
    assert!(when(&status, answer(asked(1), Some(Partial), 3, HANAKO)).is_ok());
}

#[test]
fn a_base_to_come_is_refused() {
    let status = given([open(), answer(asked(1), Some(Implemented), 0, TARO)]);
    for (item, current) in [(1, 2), (2, 0)] {
        let refused = when(&status, answer(asked(item), Some(Partial), 9, HANAKO));
        let item = format!("small/{item}");
        assert_eq!(refused, Err(Error::NeverStood { item, base: 9, current }));
    }
}

#[test]
fn a_note_stands_with_or_without_an_answer_and_its_change_is_a_change() {
    let status = given([open(), noted(1, None, Some(note(1)), 0)]);
    assert_eq!(status.progress(), Progress { version: 2, answered: 0 });
    assert_eq!(when(&status, noted(1, None, Some(note(1)), 0)), Ok(Vec::new()));
    assert!(matches!(when(&status, noted(1, None, Some(note(2)), 0)), Err(Error::Conflict(_))));
    let status = given([open(), noted(1, Some(Partial), Some(note(1)), 0), noted(1, Some(Partial), None, 2)]);
    let stands = status.given("small/1").unwrap();
    assert_eq!((stands.answer, stands.note, stands.version), (Some(Partial), None, 3));
}

#[test]
fn an_answer_the_item_does_not_allow_is_refused_with_the_allowed_ones() {
    let status = given([open()]);
    let refusals = [
        when(&status, answer(asked(1), Some(NotApplicable), 0, HANAKO)),
        when(&status, take(vec![taking(1, NotApplicable)])),
    ];
    for refused in refusals {
        let (item, allowed) = ("small/1".to_owned(), vec![Implemented, Partial, NotImplemented]);
        assert_eq!(refused, Err(Error::NotAllowed { item, allowed, found: NotApplicable }));
        assert_eq!(refused.unwrap_err().to_string(), "item `small/1` allows ○ △ ×, found −");
    }
}

#[test]
fn an_item_of_another_edition_or_section_is_refused() {
    let status = given([open()]);
    let other = EditionId { edition: "2027-04".to_owned(), ..edition() };
    let foreign = Asked { edition: other.clone(), ..asked(1) };
    let astray = Asked { section: "effort-2".to_owned(), ..asked(1) };
    let edition = Error::OtherEdition { expected: Box::new(edition()), found: Box::new(other) };
    let (expected, found, item) = ("effort-1".to_owned(), "effort-2".to_owned(), "small/1".to_owned());
    for (asked, error) in [(foreign, edition), (astray, Error::OtherSection { expected, found, item })] {
        let taking = Taking { asked: asked.clone(), answer: Partial, note: None };
        assert_eq!(when(&status, take(vec![taking])), Err(error.clone()));
        assert_eq!(when(&status, answer(asked, Some(Partial), 0, HANAKO)), Err(error));
    }
}

#[test]
fn answers_are_taken_over_in_one_event_and_only_once() {
    let both = || take(vec![taking(1, Implemented), taking(2, Partial)]);
    let status = given([open(), both()]);
    assert_eq!(status.progress(), Progress { version: 2, answered: 2 });
    assert!(status.given("small/2").is_some_and(|given| given.on_behalf && given.version == 2));
    assert_eq!(when(&status, both()), Ok(Vec::new()));
    assert_eq!(when(&status, take(Vec::new())), Ok(Vec::new()));
    assert_eq!(when(&status, take(vec![taking(1, Implemented)])), Err(Error::NotEmpty { standing: 2 }));
    let twice = take(vec![taking(1, Implemented), taking(1, Partial)]);
    assert_eq!(when(&given([open()]), twice), Err(Error::Twice { item: "small/1".to_owned() }));
}

/// An answer as one of two people gives it: to which item, and whether on the version that stands.
fn attempts() -> impl Strategy<Value = Vec<(u8, Option<Answer>, bool, u128)>> {
    let answer = prop::option::of(prop::sample::select(vec![Implemented, Partial, NotImplemented]));
    prop::collection::vec((1..4_u8, answer, any::<bool>(), prop::sample::select(vec![HANAKO, TARO])), 0..40)
}

proptest! {
    #[test]
    fn no_answer_is_replaced_by_somebody_who_did_not_see_it(attempts in attempts()) {
        let mut status = given([open()]);
        let mut events = when(&Status::Unopened, open()).unwrap();
        let mut stands: BTreeMap<u8, (Option<Answer>, u32)> = BTreeMap::new();
        for (item, mine, fresh, by) in attempts {
            let (theirs, version) = stands.get(&item).copied().unwrap_or_default();
            let base = if fresh { version } else { version.saturating_sub(1) };
            let result = Section::handle(&status, answer(asked(item), mine, base, by), at());
            match result {
                Ok(happened) if mine == theirs => prop_assert!(happened.is_empty()),
                Ok(happened) => {
                    prop_assert_eq!(base, version);
                    prop_assert_eq!(happened.len(), 1);
                    status = Section::apply(status, &happened[0]);
                    events.extend(happened);
                    stands.insert(item, (mine, u32::try_from(events.len()).unwrap()));
                }
                Err(error) => prop_assert!(base < version && matches!(error, Error::Conflict(_))),
            }
        }
        for (item, (answer, version)) in stands {
            let given = status.given(&format!("small/{item}")).unwrap();
            prop_assert_eq!((given.answer, given.version), (answer, version));
        }
        prop_assert_eq!(status.progress().version, u32::try_from(events.len()).unwrap());
        prop_assert_eq!(Section::replay(&events), status);
    }
}

#[test]
fn the_bytes_of_each_event_never_change() {
    let (item, by) = ("small/1".to_owned(), person(HANAKO));
    let noted = TakenAnswer { item: item.clone(), answer: NotApplicable, note: Some(note(1)) };
    let golden = [
        (when(&Status::Unopened, open()).unwrap().remove(0), OPENED),
        (Event::Answered { item, answer: Some(Partial), note: Some(note(1)), by, on_behalf: true }, ANSWERED),
        (answered(1, None, HANAKO), TAKEN_BACK),
        (Event::Taken { answers: vec![noted], by, on_behalf: false }, TAKEN),
    ];
    for (event, line) in golden {
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}","#, event.kind())));
        let envelope = Envelope::new(check(5), 1, at(), (Some(by), None), Vec::new(), event);
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
    }
}

#[test]
fn a_word_that_is_no_answer_is_not_read() {
    let line = TAKEN.replace("not_applicable", "maybe");
    let read: Result<Event, _> = serde_json::from_str(&line);
    assert!(read.unwrap_err().to_string().contains("`maybe` is no answer"));
}

const OPENED: &str = r#"{"kind":"opened","data":{"check":"00000000-0000-0000-0000-000000000001","edition":{"pack":"small","edition":"2026-11","sha256":"abababababababababababababababababababababababababababababababab"},"section":"effort-1"}}"#;
const ANSWERED: &str = r#"{"kind":"answered","data":{"item":"small/1","answer":"partial","note":{"id":"00000000-0000-0000-0000-000000000001","sha256":"0101010101010101010101010101010101010101010101010101010101010101"},"by":"00000000-0000-0000-0000-000000000007","on_behalf":true}}"#;
const TAKEN_BACK: &str = r#"{"kind":"answered","data":{"item":"small/1","answer":null,"note":null,"by":"00000000-0000-0000-0000-000000000007","on_behalf":false}}"#;
const TAKEN: &str = r#"{"kind":"taken","data":{"answers":[{"item":"small/1","answer":"not_applicable","note":{"id":"00000000-0000-0000-0000-000000000001","sha256":"0101010101010101010101010101010101010101010101010101010101010101"}}],"by":"00000000-0000-0000-0000-000000000007","on_behalf":false}}"#;
