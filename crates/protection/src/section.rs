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
#[cfg(test)]
mod tests;

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

    /// What came between this answer and what its person saw, if anything did.
    #[must_use]
    pub fn conflict(&self, answering: &Answering) -> Option<Conflict> {
        match changes(self, answering) {
            Err(Error::Conflict(conflict)) => Some(*conflict),
            _ => None,
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
    /// Answer items, put notes to them, or take either back. Where another answer came between, the whole is refused
    /// ([`Status::conflict`] says beforehand where).
    Answer {
        /// What is answered, each item once. All of it is done or nothing.
        answers: Vec<Answering>,
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

/// One answer to be given. Answer and note are given together, as they shall stand. A note that did not change is the
/// same [`Text`] again: a new salt makes it another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answering {
    /// The item.
    pub asked: Asked,
    /// The answer; none takes it back.
    pub answer: Option<Answer>,
    /// The note.
    pub note: Option<Text>,
    /// [`Given::version`] of what the person saw there; 0 = nothing.
    pub base: u32,
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
            Command::Answer { answers, by, on_behalf, check_closed } => {
                let changed = give(status, answers, check_closed)?;
                let said = |Answering { asked, answer, note, .. }| {
                    let item = asked.item;
                    Event::Answered { item, answer, note, by, on_behalf }
                };
                Ok(changed.into_iter().map(said).collect())
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

/// The answers that change something; all of them can be given.
fn give(status: &Status, answers: Vec<Answering>, check_closed: Option<Date>) -> Result<Vec<Answering>, Error> {
    let mut items = BTreeSet::new();
    let mut changed = Vec::new();
    for answering in answers {
        belongs(status, &answering.asked, check_closed)?;
        allows(&answering.asked, answering.answer)?;
        if !items.insert(answering.asked.item.clone()) {
            return Err(Error::Twice { item: answering.asked.item });
        }
        changed.extend(changes(status, &answering)?.then_some(answering));
    }
    Ok(changed)
}

/// Whether an answer changes what stands, if its person saw that. Who gives the same answer as stands agrees with it.
fn changes(status: &Status, answering: &Answering) -> Result<bool, Error> {
    let Answering { asked, answer, note, base } = answering;
    let (item, theirs) = (&asked.item, status.given(&asked.item));
    if theirs.map_or((None, None), |theirs| (theirs.answer, theirs.note)) == (*answer, *note) {
        return Ok(false);
    }
    let current = theirs.map_or(0, |theirs| theirs.version);
    match theirs {
        _ if *base == current => Ok(true),
        Some(theirs) if *base < current => {
            let (item, theirs) = (item.clone(), theirs.clone());
            let conflict = Conflict { item, base: *base, mine: *answer, my_note: *note, theirs };
            Err(Error::Conflict(Box::new(conflict)))
        }
        _ => Err(Error::NeverStood { item: item.clone(), base: *base, current }),
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
