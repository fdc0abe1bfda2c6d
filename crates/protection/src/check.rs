//! A check an organisation keeps: which edition, where its answers came from, who confirmed it, its end. Knows
//! its sections by stream only; what is answered in them is [`crate::section`].
//!
//! The representative confirms by one of three equal routes (spec 7 §11): on screen (確認・記名), on paper
//! (記名押印; the scan is registered with where the original is kept and who checked it), or by an outside
//! e-contract of which a copy is kept. Whoever signs for the representative does so by a mandate (委任状) with
//! scope and term. A sign-off names every section with the version that was seen, and is refused if one of them
//! has changed since: nobody signs what changed under their eyes. Any later change makes a new sign-off necessary
//! (INV-30), and so does a change of the representative; that is a question asked of a sign-off
//! ([`SignOff::standing`]), not a state that somebody would have to write. There is no taking back of a
//! sign-off: the sources know none. Whoever works on the check may ask the executives for one ([`Asking`]).

mod answers;
mod ask;
mod error;
mod sign_off;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{Aggregate, At, Digest, Happening, PersonId, StreamId};
use serde::{Deserialize, Serialize};

use crate::section::Progress;
pub use answers::{Gathered, answers};
pub use ask::{Asking, Wish};
pub use error::Error;
pub use sign_off::{Mandate, Route, SignOff, Standing, Term, Versions};

/// Where a check stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unbegun,
    /// It is answered and confirmed.
    Open(Kept),
    /// It stays as it is, for ever.
    Closed {
        /// What it was.
        kept: Kept,
        /// When it was closed.
        on: Date,
    },
}

/// What is kept of a check that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The edition that is answered.
    pub edition: EditionId,
    /// How it began.
    pub origin: Origin,
    /// The stream of each section, by the section's name: the id of the axis.
    pub sections: BTreeMap<String, StreamId>,
    /// Every confirmation, oldest first.
    pub sign_offs: Vec<SignOff>,
    /// Every time executives were asked for one, oldest first.
    pub askings: Vec<Asking>,
}

impl Status {
    /// What is kept, open or closed.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Unbegun => None,
            Self::Open(kept) | Self::Closed { kept, .. } => Some(kept),
        }
    }

    /// When it was closed: what the commands of its sections ask for.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        match self {
            Self::Closed { on, .. } => Some(*on),
            Self::Unbegun | Self::Open(_) => None,
        }
    }
}

impl Kept {
    /// The names of these streams, in the order of the streams given; one that is no section of it is left out.
    #[must_use]
    pub fn names(&self, streams: &[StreamId]) -> Vec<&str> {
        let name = |stream| self.sections.iter().find(|(_, its)| *its == stream).map(|(name, _)| name.as_str());
        streams.iter().filter_map(name).collect()
    }
}

/// How a check began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Origin {
    /// With nothing answered.
    Fresh,
    /// With answers given elsewhere (取り込み): nobody here saw them given.
    Claimed {
        /// The day they are said to be of, if it is told.
        reported_on: Option<Date>,
        /// From where they came.
        source: Source,
    },
}

/// From where answers were taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The device on which the first check was done.
    Device,
    /// A result file.
    ResultFile,
    /// A filled sheet.
    Sheet,
    /// An earlier check of the same organisation.
    Earlier,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 4] = [Self::Device, Self::ResultFile, Self::Sheet, Self::Earlier];

    /// The source with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }

    /// Its word, as it is written in events and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::ResultFile => "result_file",
            Self::Sheet => "sheet",
            Self::Earlier => "earlier",
        }
    }
}

/// What somebody wants of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin it.
    Begin {
        /// The edition.
        edition: EditionId,
        /// How it begins.
        origin: Origin,
        /// A fresh stream for each axis of the edition, by its id.
        sections: BTreeMap<String, StreamId>,
    },
    /// Confirm what stands.
    SignOff(Box<Signing>),
    /// Ask the executives to confirm what stands.
    AskSignOff(Wish),
    /// Close it. Nothing more is answered or confirmed.
    Close,
}

/// What a confirmation brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// By which route.
    pub route: Route,
    /// Who confirms.
    pub by: PersonId,
    /// Every section at the version that the signer saw.
    pub seen: Versions,
    /// How far each section has come now, read in the same transaction; one not named has no event.
    pub current: BTreeMap<StreamId, Progress>,
    /// SHA-256 of what the signer was shown.
    pub content: Digest,
    /// The mandate, if the representative does not confirm in person.
    pub mandate: Option<Mandate>,
    /// The day that stands on the paper or in the e-contract; none = today.
    pub signed_on: Option<Date>,
    /// The day of the last change of a section, in Japan.
    pub changed_on: Option<Date>,
}

/// What happened to a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was begun.
    Begun {
        /// The edition.
        #[serde(with = "crate::written::Edition")]
        edition: EditionId,
        /// How it began.
        origin: Origin,
        /// The stream of each section.
        sections: BTreeMap<String, StreamId>,
    },
    /// It was confirmed.
    SignedOff(SignOff),
    /// Executives were asked to confirm it.
    SignOffAsked(Asking),
    /// It was closed.
    Closed {
        /// When.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::SignedOff(_) => "signed_off",
            Self::SignOffAsked(_) => "sign_off_asked",
            Self::Closed { .. } => "closed",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Begun { .. } => None,
            Self::SignedOff(sign_off) => Some(sign_off.day()),
            Self::SignOffAsked(asking) => Some(asking.on),
            Self::Closed { on } => Some(*on),
        }
    }
}

/// The rules of a check.
#[derive(Debug, Clone, Copy)]
pub struct Check;

impl Aggregate for Check {
    const KIND: &'static str = "check";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unbegun, Command::Begin { edition, origin, sections }) => {
                begin(&origin, &sections, at.today)?;
                Ok(vec![Event::Begun { edition, origin, sections }])
            }
            (Status::Open(kept), Command::Begin { edition, origin, sections }) => {
                if (&kept.edition, &kept.origin, &kept.sections) == (&edition, &origin, &sections) {
                    return Ok(Vec::new());
                }
                Err(Error::BegunOtherwise { edition: kept.edition.clone() })
            }
            (Status::Open(kept), Command::SignOff(signing)) => sign(kept, *signing, at.today),
            (Status::Open(kept), Command::AskSignOff(wish)) => ask::ask(kept, wish, at.today),
            (Status::Open(_), Command::Close) => Ok(vec![Event::Closed { on: at.today }]),
            (Status::Closed { .. }, Command::Close) => Ok(Vec::new()),
            (Status::Closed { on, .. }, Command::Begin { .. } | Command::SignOff(_) | Command::AskSignOff(_)) => {
                Err(Error::Closed { on: *on })
            }
            (Status::Unbegun, Command::SignOff(_) | Command::AskSignOff(_) | Command::Close) => Err(Error::NotBegun),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unbegun, Event::Begun { edition, origin, sections }) => Status::Open(Kept {
                edition: edition.clone(),
                origin: origin.clone(),
                sections: sections.clone(),
                sign_offs: Vec::new(),
                askings: Vec::new(),
            }),
            (Status::Open(mut kept), Event::SignedOff(sign_off)) => {
                kept.sign_offs.push(sign_off.clone());
                Status::Open(kept)
            }
            (Status::Open(mut kept), Event::SignOffAsked(asking)) => {
                kept.askings.push(asking.clone());
                Status::Open(kept)
            }
            (Status::Open(kept), Event::Closed { on }) => Status::Closed { kept, on: *on },
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

fn begin(origin: &Origin, sections: &BTreeMap<String, StreamId>, today: Date) -> Result<(), Error> {
    if sections.is_empty() {
        return Err(Error::NoSections);
    }
    let mut streams: Vec<StreamId> = sections.values().copied().collect();
    streams.sort_unstable();
    if let Some(twice) = streams.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::SharedStream { stream: twice[0] });
    }
    match origin {
        Origin::Claimed { reported_on: Some(reported_on), .. } if *reported_on > today => {
            Err(Error::ReportedLater { reported_on: *reported_on, today })
        }
        Origin::Fresh | Origin::Claimed { .. } => Ok(()),
    }
}

/// The sign-off, or nothing where exactly this one was the last (a button pressed twice).
fn sign(kept: &Kept, signing: Signing, today: Date) -> Result<Vec<Event>, Error> {
    let Signing { route, by, seen, current, content, mandate, signed_on, changed_on } = signing;
    names_every_section(kept, &seen)?;
    let now = |stream: &StreamId| current.get(stream).copied().unwrap_or_default();
    let sections: Vec<String> = kept
        .sections
        .iter()
        .filter(|(_, stream)| seen.get(stream) != Some(&now(stream).version))
        .map(|(name, _)| name.clone())
        .collect();
    if !sections.is_empty() {
        return Err(Error::ChangedMeanwhile { sections });
    }
    if kept.sections.values().all(|stream| now(stream).answered == 0) {
        return Err(Error::NothingAnswered);
    }
    let day = signed_on.unwrap_or(today);
    if day > today {
        return Err(Error::SignedLater { signed_on: day, today });
    }
    if let Some(changed_on) = changed_on.filter(|changed_on| day < *changed_on) {
        return Err(Error::SignedBefore { signed_on: day, changed_on });
    }
    if let Some(Mandate { until, .. }) = mandate
        && until < day
    {
        return Err(Error::MandateOver { until, signed_on: day });
    }
    let sign_off = SignOff { route, by, on: today, sections: seen, content, mandate, signed_on };
    let again = kept.sign_offs.last() == Some(&sign_off);
    Ok(if again { Vec::new() } else { vec![Event::SignedOff(sign_off)] })
}

fn names_every_section(kept: &Kept, seen: &Versions) -> Result<(), Error> {
    let missing: Vec<String> =
        kept.sections.iter().filter(|(_, stream)| !seen.contains_key(stream)).map(|(name, _)| name.clone()).collect();
    let unknown: Vec<StreamId> =
        seen.keys().filter(|stream| kept.sections.values().all(|known| known != *stream)).copied().collect();
    if missing.is_empty() && unknown.is_empty() { Ok(()) } else { Err(Error::SectionsNamed { missing, unknown }) }
}
