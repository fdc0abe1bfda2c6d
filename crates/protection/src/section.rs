//! One section (axis) of a kept check: who answered what, item by item. Knows no other section, and of its
//! check only what a command brings.
//!
//! A section is a stream of its own, so that several people answer different sections at once; within one, a
//! conflict is per item (architecture §2). Whoever answers says which answer they saw (`base`): if another one
//! came between, theirs is refused and both are shown side by side. A supporter may enter for the company; the
//! name and the fact are kept with the answer (spec 7 §18). When a supporter's time ends is a question of
//! membership, not of this file.
//!
//! **What is asked is not copied into the record.** `Opened` pins the edition by id and SHA-256, and its bytes
//! are kept for ever, so a copy of items and allowed answers could only disagree with it. Each command brings
//! the item as [`Asked`], made from the pinned edition; an item of another edition or section is refused here,
//! so that a caller cannot look it up in the wrong place (INV-94 is kept by [`Asked::allowed`]).

mod error;

use std::collections::{BTreeMap, BTreeSet};

use criteria::answers::Answer;
use criteria::edition::EditionId;
use criteria::pack::checklist::Item;
use jiff::civil::Date;
use record::{Aggregate, At, Happening, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

pub use error::{Conflict, Error};

/// Where a section stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// Nobody has answered in it: it has no event.
    #[default]
    Unopened,
    /// It can be answered.
    Open {
        /// The check it belongs to.
        check: StreamId,
        /// The edition that is answered.
        edition: EditionId,
        /// Its name: the id of the axis.
        section: String,
        /// What stands, by id of the item. An item taken back stays, so that its version is known.
        given: BTreeMap<String, Given>,
        /// Events so far: the version of the stream.
        version: u32,
    },
}

/// What stands at one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The answer; none = taken back, or only a note.
    pub answer: Option<Answer>,
    /// A remark.
    pub note: Option<Text>,
    /// Who entered it.
    pub by: PersonId,
    /// Whether that was a supporter, for the company.
    pub on_behalf: bool,
    /// The version of the section with which it came: what the next answer has to name as its base.
    pub version: u32,
}

/// How far a section has come: what a sign-off has to know of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The version of its stream; 0 = unopened.
    pub version: u32,
    /// How many items have an answer.
    pub answered: u32,
}

impl Given {
    /// The word of the answer.
    #[must_use]
    pub fn word(&self) -> Option<&'static str> {
        self.answer.map(Answer::word)
    }
}

impl Status {
    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match self {
            Self::Unopened => Progress::default(),
            Self::Open { given, version, .. } => {
                let answered = given.values().filter(|given| given.answer.is_some()).count();
                Progress { version: *version, answered: u32::try_from(answered).unwrap_or(u32::MAX) }
            }
        }
    }

    /// What stands at an item.
    #[must_use]
    pub fn given(&self, item: &str) -> Option<&Given> {
        match self {
            Self::Unopened => None,
            Self::Open { given, .. } => given.get(item),
        }
    }
}

/// An item as it is asked in one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The edition it was looked up in.
    pub edition: EditionId,
    /// Id of its axis.
    pub section: String,
    /// Its id.
    pub item: String,
    /// The answers it allows.
    pub allowed: Vec<Answer>,
}

impl Asked {
    /// `item` as `edition` asks it.
    #[must_use]
    pub fn of(edition: &EditionId, item: &Item) -> Self {
        Self {
            edition: edition.clone(),
            section: item.axis.clone(),
            item: item.id.clone(),
            allowed: item.answers.clone(),
        }
    }
}

/// What somebody wants in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it. Opening it again the same way changes nothing, so it can go before every first answer.
    Open {
        /// The check it belongs to.
        check: StreamId,
        /// The edition the check is of.
        edition: EditionId,
        /// Id of the axis.
        section: String,
    },
    /// Answer an item, put a note to it, or take either back. Answer and note are given together, as they shall
    /// stand. A note that did not change is the same [`Text`] again: a new salt makes it another one.
    Answer {
        /// The item.
        asked: Asked,
        /// The answer; none takes it back.
        answer: Option<Answer>,
        /// The note.
        note: Option<Text>,
        /// [`Given::version`] of what the person saw there; 0 = nothing.
        base: u32,
        /// Who enters it.
        by: PersonId,
        /// Whether that is a supporter, for the company.
        on_behalf: bool,
        /// When the check was closed, if it was: read from its stream, as evidence.
        check_closed: Option<Date>,
    },
    /// Take over answers given elsewhere (取り込み), into a section in which nothing stands.
    Take {
        /// The answers.
        answers: Vec<Taking>,
        /// Who takes them over.
        by: PersonId,
        /// Whether that is a supporter, for the company.
        on_behalf: bool,
        /// When the check was closed, if it was: read from its stream, as evidence.
        check_closed: Option<Date>,
    },
}

/// One answer to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// The item.
    pub asked: Asked,
    /// Its answer.
    pub answer: Answer,
    /// Its note.
    pub note: Option<Text>,
}

/// What happened in a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It can be answered.
    Opened {
        /// The check it belongs to.
        check: StreamId,
        /// The edition that is answered.
        #[serde(with = "crate::written::Edition")]
        edition: EditionId,
        /// Id of the axis.
        section: String,
    },
    /// An item was answered, or its answer taken back.
    Answered {
        /// Id of the item.
        item: String,
        /// The answer; `null` = taken back.
        #[serde(with = "crate::written::optional_answer")]
        answer: Option<Answer>,
        /// The note.
        note: Option<Text>,
        /// Who entered it.
        by: PersonId,
        /// Whether that was a supporter, for the company.
        on_behalf: bool,
    },
    /// Answers given elsewhere were taken over.
    Taken {
        /// The answers.
        answers: Vec<TakenAnswer>,
        /// Who took them over.
        by: PersonId,
        /// Whether that was a supporter, for the company.
        on_behalf: bool,
    },
}

/// One answer taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenAnswer {
    /// Id of the item.
    pub item: String,
    /// Its answer.
    #[serde(with = "crate::written::answer")]
    pub answer: Answer,
    /// Its note.
    pub note: Option<Text>,
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Answered { .. } => "answered",
            Self::Taken { .. } => "taken",
        }
    }
}

/// The rules of one section.
#[derive(Debug, Clone, Copy)]
pub struct Section;

impl Aggregate for Section {
    const KIND: &'static str = "check-section";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, _: At) -> Result<Vec<Event>, Error> {
        match command {
            Command::Open { check, edition, section } => open(status, check, edition, section),
            Command::Answer { asked, answer, note, base, by, on_behalf, check_closed } => {
                belongs(status, &asked, check_closed)?;
                allows(&asked, answer)?;
                let item = asked.item;
                let theirs = status.given(&item);
                if theirs.map_or((None, None), |theirs| (theirs.answer, theirs.note)) == (answer, note) {
                    return Ok(Vec::new());
                }
                seen(&item, theirs, base, (answer, note))?;
                Ok(vec![Event::Answered { item, answer, note, by, on_behalf }])
            }
            Command::Take { answers, by, on_behalf, check_closed } => {
                take(status, answers, check_closed).map(|answers| match answers {
                    answers if answers.is_empty() => Vec::new(),
                    answers => vec![Event::Taken { answers, by, on_behalf }],
                })
            }
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unopened, Event::Opened { check, edition, section }) => Status::Open {
                check: *check,
                edition: edition.clone(),
                section: section.clone(),
                given: BTreeMap::new(),
                version: 1,
            },
            (Status::Open { check, edition, section, mut given, version }, event) => {
                let version = version.saturating_add(1);
                given.extend(told(event, version));
                Status::Open { check, edition, section, given, version }
            }
            // Nothing is answered before the opening; `handle` sees to it.
            (Status::Unopened, Event::Answered { .. } | Event::Taken { .. }) => Status::Unopened,
        }
    }
}

fn open(status: &Status, check: StreamId, edition: EditionId, section: String) -> Result<Vec<Event>, Error> {
    match status {
        Status::Unopened => Ok(vec![Event::Opened { check, edition, section }]),
        Status::Open { check: its, edition: known, section: name, .. } => {
            if (its, known, name) == (&check, &edition, &section) {
                return Ok(Vec::new());
            }
            Err(Error::OpenedOtherwise { check: *its, edition: Box::new(known.clone()), section: name.clone() })
        }
    }
}

/// Whether the section can be answered, and the item is one of its own.
fn belongs(status: &Status, asked: &Asked, check_closed: Option<Date>) -> Result<(), Error> {
    let Status::Open { edition, section, .. } = status else {
        return Err(Error::NotOpened);
    };
    if let Some(on) = check_closed {
        return Err(Error::CheckClosed { on });
    }
    if asked.edition != *edition {
        return Err(Error::OtherEdition {
            expected: Box::new(edition.clone()),
            found: Box::new(asked.edition.clone()),
        });
    }
    if asked.section != *section {
        return Err(Error::OtherSection {
            expected: section.clone(),
            found: asked.section.clone(),
            item: asked.item.clone(),
        });
    }
    Ok(())
}

fn allows(asked: &Asked, answer: Option<Answer>) -> Result<(), Error> {
    match answer {
        Some(found) if !asked.allowed.contains(&found) => {
            Err(Error::NotAllowed { item: asked.item.clone(), allowed: asked.allowed.clone(), found })
        }
        _ => Ok(()),
    }
}

/// Whether the person saw what stands.
fn seen(
    item: &str,
    theirs: Option<&Given>,
    base: u32,
    (mine, my_note): (Option<Answer>, Option<Text>),
) -> Result<(), Error> {
    let current = theirs.map_or(0, |theirs| theirs.version);
    match theirs {
        _ if base == current => Ok(()),
        Some(theirs) if base < current => {
            let conflict = Conflict { item: item.to_owned(), base, mine, my_note, theirs: theirs.clone() };
            Err(Error::Conflict(Box::new(conflict)))
        }
        _ => Err(Error::NeverStood { item: item.to_owned(), base, current }),
    }
}

/// The answers to take over; none where they stand already, so that a repeated request does no harm.
fn take(status: &Status, answers: Vec<Taking>, check_closed: Option<Date>) -> Result<Vec<TakenAnswer>, Error> {
    let Status::Open { given, .. } = status else {
        return Err(Error::NotOpened);
    };
    let mut items = BTreeSet::new();
    for taking in &answers {
        belongs(status, &taking.asked, check_closed)?;
        allows(&taking.asked, Some(taking.answer))?;
        if !items.insert(taking.asked.item.as_str()) {
            return Err(Error::Twice { item: taking.asked.item.clone() });
        }
    }
    let standing = given.values().filter(|given| given.answer.is_some() || given.note.is_some()).count();
    let stands = |taking: &Taking| {
        given
            .get(&taking.asked.item)
            .is_some_and(|given| (given.answer, given.note) == (Some(taking.answer), taking.note))
    };
    if answers.is_empty() || (answers.iter().all(stands) && standing == answers.len()) {
        return Ok(Vec::new());
    }
    if standing > 0 {
        return Err(Error::NotEmpty { standing: u32::try_from(standing).unwrap_or(u32::MAX) });
    }
    let taken = |Taking { asked, answer, note }| TakenAnswer { item: asked.item, answer, note };
    Ok(answers.into_iter().map(taken).collect())
}

/// What an event says about items.
fn told(event: &Event, version: u32) -> Vec<(String, Given)> {
    match event {
        Event::Opened { .. } => Vec::new(),
        Event::Answered { item, answer, note, by, on_behalf } => {
            let given = Given { answer: *answer, note: *note, by: *by, on_behalf: *on_behalf, version };
            vec![(item.clone(), given)]
        }
        Event::Taken { answers, by, on_behalf } => answers
            .iter()
            .map(|taken| {
                let (answer, note) = (Some(taken.answer), taken.note);
                (taken.item.clone(), Given { answer, note, by: *by, on_behalf: *on_behalf, version })
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
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

    fn answer(asked: Asked, answer: Option<Answer>, base: u32, by: u128) -> Command {
        let (note, by, on_behalf, check_closed) = (None, person(by), false, None);
        Command::Answer { asked, answer, note, base, by, on_behalf, check_closed }
    }

    fn noted(item: u8, answer: Option<Answer>, note: Option<Text>, base: u32) -> Command {
        let (asked, by, on_behalf, check_closed) = (asked(item), person(HANAKO), false, None);
        Command::Answer { asked, answer, note, base, by, on_behalf, check_closed }
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
            Command::Answer { asked, answer, note, base, by, on_behalf, .. } => {
                Command::Answer { asked, answer, note, base, by, on_behalf, check_closed }
            }
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
}
