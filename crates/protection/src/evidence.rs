//! Evidence: files an organisation keeps to show later what it did, or what it had and when. Knows what a file was, not where
//! it stands or who may see it.
//!
//! One piece of evidence is one stream. The day or the span it is *of* is what its keeper says of it; when it was *received*
//! is the recorded time of its events, which nobody can choose. A file is named by two digests: of what came, and of what the
//! vault stores. A discarded piece keeps its events, so that it can still be shown that it was there; its files go.
//!
//! Sensitive papers (住民票, careers, pledges; spec 7 §19) are a class of their own with a last day, after which they are to
//! be discarded. The source wants that day from a retention table, which is not in our sources: whoever keeps the paper says
//! it, and the bound of [`LONGEST_YEARS`] is ours.
//!
//! An outside authority may have stamped the files with its time ([`Command::Stamp`]); what was stamped is the [`manifest`].
//! Stamps are a chain: each names the one before, so that the newest carries on what all of them prove.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use record::{Aggregate, At, Digest, Happening, PersonId, Text};
use serde::{Deserialize, Serialize};

pub mod manifest;
#[cfg(test)]
mod tests;

/// How many files a piece of evidence has at most. Ours.
pub const MOST_FILES: usize = 200;
/// How many years sensitive papers are kept at most. Ours.
pub const LONGEST_YEARS: i64 = 10;

/// How a piece of evidence is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Whoever may see evidence sees it.
    Ordinary,
    /// Papers about persons: seen by few, kept to a last day.
    Sensitive,
    /// Files of a certification case: seen there alone. Nobody chooses it.
    Exhibit,
}

impl Class {
    /// Every class that somebody chooses.
    pub const ALL: [Self; 2] = [Self::Ordinary, Self::Sensitive];

    /// Its word, as it is written in events and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Sensitive => "sensitive",
            Self::Exhibit => "exhibit",
        }
    }

    /// The class with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

/// The day evidence is of, or its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The day, or the first one.
    pub from: Date,
    /// The last one; none = one day.
    pub until: Option<Date>,
}

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it was called.
    pub name: Text,
    /// What it is, by its first bytes: `pdf`, `jpeg`, … or `other`.
    pub kind: String,
    /// How long it was.
    pub bytes: u64,
    /// SHA-256 of what came.
    pub sha256: Digest,
    /// SHA-256 of what the vault stores: the name of the object.
    pub object: Digest,
}

/// Why a piece of evidence is discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It was kept by mistake.
    Mistake,
    /// The time for which it is kept is over.
    Over,
    /// A person it is about asked for it.
    Asked,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Mistake, Self::Over, Self::Asked];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Over => "over",
            Self::Asked => "asked",
        }
    }

    /// The reason with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// Where a piece of evidence stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unkept,
    /// Its files are there.
    Kept(Kept),
    /// Its files are gone; what they were is known.
    Discarded {
        /// What it was.
        kept: Kept,
        /// When.
        on: Date,
        /// Why.
        reason: Reason,
    },
}

/// What is known of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What its keeper calls it.
    pub title: Text,
    /// How it is treated.
    pub class: Class,
    /// The day or days it is of.
    pub period: Period,
    /// The last day of a sensitive one.
    pub keep_until: Option<Date>,
    /// Who kept it.
    pub by: PersonId,
    /// Its files, in the order in which they came, each with who brought it and the version with which it came.
    pub files: Vec<(File, PersonId, u32)>,
    /// The newest time stamp.
    pub stamp: Option<Stamp>,
    /// Events so far: the version of the stream.
    pub version: u32,
}

impl Kept {
    /// The version with which the newest of its files came: what a stamp of all of them covers.
    #[must_use]
    pub fn content(&self) -> u32 {
        self.files.iter().map(|(.., version)| *version).max().unwrap_or(0)
    }
}

/// What an outside authority says: that it saw this manifest at this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The text of the manifest.
    pub manifest: Text,
    /// SHA-256 of the manifest: what was stamped.
    pub stamped: Digest,
    /// SHA-256 of the token that the authority gave.
    pub token: Digest,
    /// The token before it that the manifest names; none = it is the first.
    pub follows: Option<Digest>,
    /// When, by the clock of the authority.
    pub at: Timestamp,
    /// The last instant at which its signer's certificate is good.
    pub ends: Timestamp,
    /// The version of the stream up to which it covers the files.
    pub covers: u32,
}

impl Status {
    /// What is known of it, kept or discarded.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Unkept => None,
            Self::Kept(kept) | Self::Discarded { kept, .. } => Some(kept),
        }
    }
}

/// What somebody wants of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Keep it.
    Keep(Box<Keeping>),
    /// Add files to it; those that are there already change nothing.
    Add {
        /// Who brings them.
        by: PersonId,
        /// The files.
        files: Vec<File>,
    },
    /// An authority has stamped its files. Where another stamp came first, nothing happens.
    Stamp(Stamp),
    /// Discard it: its files go.
    Discard {
        /// Why.
        reason: Reason,
    },
}

/// What keeping brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// What its keeper calls it.
    pub title: Text,
    /// How it is treated.
    pub class: Class,
    /// The day or days it is of.
    pub period: Period,
    /// The last day of a sensitive one; none for another.
    pub keep_until: Option<Date>,
    /// Who keeps it.
    pub by: PersonId,
    /// Its files.
    pub files: Vec<File>,
}

/// What happened to a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was kept.
    Kept {
        /// What its keeper calls it.
        title: Text,
        /// How it is treated.
        class: Class,
        /// The day or days it is of.
        period: Period,
        /// The last day of a sensitive one.
        keep_until: Option<Date>,
        /// Who kept it.
        by: PersonId,
        /// Its files.
        files: Vec<File>,
    },
    /// Files were added.
    FilesAdded {
        /// Who brought them.
        by: PersonId,
        /// The files.
        files: Vec<File>,
    },
    /// An authority stamped its files.
    Stamped(Stamp),
    /// It was discarded.
    Discarded {
        /// When.
        on: Date,
        /// Why.
        reason: Reason,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Kept { .. } => "kept",
            Self::FilesAdded { .. } => "files_added",
            Self::Stamped(_) => "stamped",
            Self::Discarded { .. } => "discarded",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Kept { period, .. } => Some(period.from),
            Self::FilesAdded { .. } | Self::Stamped(_) => None,
            Self::Discarded { on, .. } => Some(*on),
        }
    }
}

/// Why evidence refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet.
    #[error("the evidence has to be kept first")]
    NotKept,
    /// It was kept otherwise.
    #[error("this evidence was kept already")]
    KeptOtherwise,
    /// It is discarded.
    #[error("the evidence was discarded on {on}")]
    Discarded {
        /// When.
        on: Date,
    },
    /// It has no file.
    #[error("expected at least one file")]
    NoFiles,
    /// It has too many files.
    #[error("expected at most {MOST_FILES} files, found {found}")]
    TooManyFiles {
        /// How many it would have.
        found: usize,
    },
    /// What was stamped are not its files.
    #[error("expected a stamp of the files up to version {expected} at most, found {found}")]
    StampOfOther {
        /// The version of its newest file.
        expected: u32,
        /// What the stamp says that it covers.
        found: u32,
    },
    /// A day to come.
    #[error("expected a day up to {today}, found {day}")]
    Later {
        /// The day it is said to be of.
        day: Date,
        /// Today.
        today: Date,
    },
    /// The last day is before the first.
    #[error("expected a last day from {from} on, found {until}")]
    EndsBefore {
        /// The first day.
        from: Date,
        /// The last one.
        until: Date,
    },
    /// A sensitive paper has a last day, of the next ten years; nothing else has one.
    #[error("expected a last day from {today} to {longest} for sensitive papers and none for others")]
    KeepUntil {
        /// Today.
        today: Date,
        /// The last day there may be.
        longest: Date,
    },
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotKept => "evidence-not-kept",
            Self::KeptOtherwise => "evidence-kept-otherwise",
            Self::Discarded { .. } => "evidence-discarded",
            Self::NoFiles => "evidence-no-files",
            Self::TooManyFiles { .. } => "evidence-too-many-files",
            Self::StampOfOther { .. } => "evidence-stamp-of-other",
            Self::Later { .. } => "evidence-later",
            Self::EndsBefore { .. } => "evidence-ends-before",
            Self::KeepUntil { .. } => "evidence-keep-until",
        }
    }
}

/// The last day until which a sensitive paper that is kept today may be kept.
#[must_use]
pub fn longest(today: Date) -> Date {
    today.saturating_add(LONGEST_YEARS.years())
}

/// The rules of evidence.
#[derive(Debug, Clone, Copy)]
pub struct Evidence;

impl Aggregate for Evidence {
    const KIND: &'static str = "evidence";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unkept, Command::Keep(keeping)) => keep(*keeping, at.today),
            (Status::Kept(_), Command::Keep(_)) => Err(Error::KeptOtherwise),
            (Status::Kept(kept), Command::Add { by, files }) => add(kept, by, files),
            (Status::Kept(_), Command::Discard { reason }) => Ok(vec![Event::Discarded { on: at.today, reason }]),
            (Status::Kept(kept), Command::Stamp(stamp)) => stamped(kept, stamp),
            (Status::Discarded { .. }, Command::Discard { .. }) => Ok(Vec::new()),
            (Status::Discarded { on, .. }, Command::Keep(_) | Command::Add { .. } | Command::Stamp(_)) => {
                Err(Error::Discarded { on: *on })
            }
            (Status::Unkept, Command::Add { .. } | Command::Stamp(_) | Command::Discard { .. }) => Err(Error::NotKept),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unkept, Event::Kept { title, class, period, keep_until, by, files }) => Status::Kept(Kept {
                title: *title,
                class: *class,
                period: *period,
                keep_until: *keep_until,
                by: *by,
                files: files.iter().map(|file| (file.clone(), *by, 1)).collect(),
                stamp: None,
                version: 1,
            }),
            (Status::Kept(mut kept), Event::FilesAdded { by, files }) => {
                kept.version = kept.version.saturating_add(1);
                kept.files.extend(files.iter().map(|file| (file.clone(), *by, kept.version)));
                Status::Kept(kept)
            }
            (Status::Kept(mut kept), Event::Stamped(stamp)) => {
                kept.version = kept.version.saturating_add(1);
                kept.stamp = Some(*stamp);
                Status::Kept(kept)
            }
            (Status::Kept(mut kept), Event::Discarded { on, reason }) => {
                kept.version = kept.version.saturating_add(1);
                Status::Discarded { kept, on: *on, reason: *reason }
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

/// Of files with the same content the first.
fn each_once(files: Vec<File>, there: &[(File, PersonId, u32)]) -> Vec<File> {
    let mut new: Vec<File> = Vec::with_capacity(files.len());
    for file in files {
        let known = |other: &File| other.sha256 == file.sha256;
        if !there.iter().any(|(other, ..)| known(other)) && !new.iter().any(known) {
            new.push(file);
        }
    }
    new
}

fn keep(keeping: Keeping, today: Date) -> Result<Vec<Event>, Error> {
    let Keeping { title, class, period, keep_until, by, files } = keeping;
    let files = each_once(files, &[]);
    if files.is_empty() {
        return Err(Error::NoFiles);
    }
    if files.len() > MOST_FILES {
        return Err(Error::TooManyFiles { found: files.len() });
    }
    days(class, &period, keep_until, today)?;
    Ok(vec![Event::Kept { title, class, period, keep_until, by, files }])
}

/// Whether these days may stand together.
///
/// # Errors
/// One of them is to come, the last is before the first, or a sensitive paper has no last day within the bounds.
pub fn days(class: Class, period: &Period, keep_until: Option<Date>, today: Date) -> Result<(), Error> {
    if let Some(until) = period.until.filter(|until| *until < period.from) {
        return Err(Error::EndsBefore { from: period.from, until });
    }
    let last = period.until.unwrap_or(period.from);
    if last > today {
        return Err(Error::Later { day: last, today });
    }
    let longest = longest(today);
    let fits = match (class, keep_until) {
        (Class::Ordinary | Class::Exhibit, None) => true,
        (Class::Sensitive, Some(until)) => until >= today && until <= longest,
        (Class::Ordinary | Class::Exhibit, Some(_)) | (Class::Sensitive, None) => false,
    };
    if !fits {
        return Err(Error::KeepUntil { today, longest });
    }
    Ok(())
}

fn add(kept: &Kept, by: PersonId, files: Vec<File>) -> Result<Vec<Event>, Error> {
    if files.is_empty() {
        return Err(Error::NoFiles);
    }
    let files = each_once(files, &kept.files);
    let found = kept.files.len() + files.len();
    if found > MOST_FILES {
        return Err(Error::TooManyFiles { found });
    }
    Ok(if files.is_empty() { Vec::new() } else { vec![Event::FilesAdded { by, files }] })
}

/// One stamp follows another, and two that were made at once are one: the first that came.
fn stamped(kept: &Kept, stamp: Stamp) -> Result<Vec<Event>, Error> {
    let expected = kept.content();
    if stamp.covers == 0 || stamp.covers > expected {
        return Err(Error::StampOfOther { expected, found: stamp.covers });
    }
    let goes_on = kept.stamp.map(|newest| newest.token) == stamp.follows;
    Ok(if goes_on { vec![Event::Stamped(stamp)] } else { Vec::new() })
}
