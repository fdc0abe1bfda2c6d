//! One audited requirement: the working paper (審査の記録) of an audit, a stream of its own.
//!
//! Knows one criterion by its id and whether it is one of the basics; knows no other requirement, no audit but by its stream,
//! and no nonconformity: what fails is raised in [`crate::nonconformity`]. Several auditors work at once, so each entry names
//! the version it was based on; where another one came between, it is refused and both are shown side by side. What was
//! found is agreed with the company on the spot and may be opened again, with a reason, until the report is issued (INV-37).
//! Each result rests on what is said of it (INV-33): evidence where it conforms, a reason where it does not apply, and a basic
//! requirement always applies.

mod error;
#[cfg(test)]
mod tests;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{Aggregate, At, Happening, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::day;
use crate::seen::Observed;
pub use error::{Conflict, Error};

/// How many files a finding has at most. Ours: as many as evidence has.
pub const MOST_FILES: usize = 200;

/// What was found of a requirement (INV-33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is met.
    Conform,
    /// It is not met, and the whole is in doubt.
    NonconformMajor,
    /// It is not met in a part.
    NonconformMinor,
    /// It does not apply to the company.
    NotApplicable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Conform, Self::NonconformMajor, Self::NonconformMinor, Self::NotApplicable];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Conform => "conform",
            Self::NonconformMajor => "nonconform_major",
            Self::NonconformMinor => "nonconform_minor",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The outcome with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Whether the requirement is not met.
    #[must_use]
    pub fn fails(self) -> bool {
        match self {
            Self::NonconformMajor | Self::NonconformMinor => true,
            Self::Conform | Self::NotApplicable => false,
        }
    }
}

/// A criterion as it is audited, looked up in the edition of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// The edition of the criteria.
    #[serde(with = "crate::written::Edition")]
    pub edition: EditionId,
    /// Its id there.
    pub id: String,
    /// Whether it is one of the basics, which always apply.
    pub basic: bool,
}

/// What an auditor found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The result.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: Vec<Observed>,
    /// What was noted.
    pub note: Option<Text>,
    /// Why it does not apply.
    pub reason: Option<Text>,
}

/// A finding with its place in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was found.
    pub finding: Finding,
    /// Who found it.
    pub by: PersonId,
    /// On which day.
    pub on: Date,
    /// The version of the stream with which it came: what the next entry has to name as its base.
    pub version: u32,
}

/// With whom of the company something was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counterpart {
    /// Somebody who signs in.
    Person(PersonId),
    /// Somebody else, by name.
    Named(Text),
}

/// The working paper so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The audit.
    pub audit: StreamId,
    /// The criterion.
    pub criterion: Criterion,
    /// What stands.
    pub entry: Option<Entry>,
    /// Events so far: the version of the stream.
    pub version: u32,
}

impl Paper {
    fn base(&self) -> u32 {
        self.entry.as_ref().map_or(0, |entry| entry.version)
    }
}

/// Where a working paper stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unopened,
    /// Findings are entered.
    Open(Box<Paper>),
    /// What stands was agreed with the company.
    Agreed {
        /// What stands.
        paper: Box<Paper>,
        /// With whom.
        with: Counterpart,
        /// When.
        on: Date,
    },
}

impl Status {
    /// The paper, open or agreed.
    #[must_use]
    pub fn paper(&self) -> Option<&Paper> {
        match self {
            Self::Unopened => None,
            Self::Open(paper) | Self::Agreed { paper, .. } => Some(paper),
        }
    }

    /// What stands.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.paper()?.entry.as_ref().map(|entry| entry.finding.outcome)
    }
}

/// What somebody wants of a working paper. `report_issued` is evidence: the day on which the report of the audit was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it. Again the same way it changes nothing.
    Open {
        /// The audit.
        audit: StreamId,
        /// The criterion.
        criterion: Criterion,
    },
    /// Enter what was found.
    Enter {
        /// What.
        finding: Finding,
        /// Who found it.
        by: PersonId,
        /// On which day.
        on: Date,
        /// [`Entry::version`] of what the auditor saw; 0 = nothing.
        base: u32,
        /// Evidence.
        report_issued: Option<Date>,
    },
    /// Agree what stands with the company.
    Agree {
        /// With whom.
        with: Counterpart,
        /// Which auditor.
        by: PersonId,
        /// [`Entry::version`] of what both saw.
        base: u32,
        /// Evidence.
        report_issued: Option<Date>,
    },
    /// Open again what was agreed.
    Reopen {
        /// Why.
        reason: Text,
        /// Who.
        by: PersonId,
        /// Evidence.
        report_issued: Option<Date>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// Findings can be entered.
    Opened {
        /// The audit.
        audit: StreamId,
        /// The criterion.
        criterion: Criterion,
    },
    /// Something was found.
    Entered {
        /// What.
        finding: Finding,
        /// Who found it.
        by: PersonId,
        /// On which day.
        on: Date,
        /// The version on which it was based; 0 = nothing stood.
        base: u32,
    },
    /// It was agreed with the company.
    Agreed {
        /// With whom.
        with: Counterpart,
        /// Which auditor.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// What was agreed is open again.
    Reopened {
        /// Why.
        reason: Text,
        /// Who.
        by: PersonId,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Entered { .. } => "entered",
            Self::Agreed { .. } => "agreed",
            Self::Reopened { .. } => "reopened",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Entered { on, .. } | Self::Agreed { on, .. } => Some(*on),
            Self::Opened { .. } | Self::Reopened { .. } => None,
        }
    }
}

/// The rules of a working paper.
#[derive(Debug, Clone, Copy)]
pub enum Requirement {}

impl Aggregate for Requirement {
    const KIND: &'static str = "requirement";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unopened, Command::Open { audit, criterion }) => Ok(vec![Event::Opened { audit, criterion }]),
            (Status::Open(paper) | Status::Agreed { paper, .. }, Command::Open { audit, criterion }) => {
                if (paper.audit, &paper.criterion) == (audit, &criterion) {
                    return Ok(Vec::new());
                }
                Err(Error::OpenedOtherwise { audit: paper.audit, criterion: paper.criterion.id.clone() })
            }
            (Status::Open(paper), Command::Enter { finding, by, on, base, report_issued }) => {
                before_the_report(report_issued)?;
                day::has_come(on, at.today)?;
                rests(&paper.criterion, &finding)?;
                Ok(if changes(paper, &finding, base)? {
                    vec![Event::Entered { finding, by, on, base }]
                } else {
                    Vec::new()
                })
            }
            (Status::Agreed { on, .. }, Command::Enter { .. }) => Err(Error::Agreed { on: *on }),
            (Status::Open(paper), Command::Agree { with, by, base, report_issued }) => {
                before_the_report(report_issued)?;
                saw(paper, base, None)?;
                if paper.entry.is_none() {
                    return Err(Error::NothingFound);
                }
                Ok(vec![Event::Agreed { with, by, on: at.today }])
            }
            (Status::Agreed { with: known, on, .. }, Command::Agree { with, .. }) => {
                if *known == with {
                    Ok(Vec::new())
                } else {
                    Err(Error::Agreed { on: *on })
                }
            }
            (Status::Open(_), Command::Reopen { .. }) => Ok(Vec::new()),
            (Status::Agreed { .. }, Command::Reopen { reason, by, report_issued }) => {
                before_the_report(report_issued)?;
                Ok(vec![Event::Reopened { reason, by }])
            }
            (Status::Unopened, Command::Enter { .. } | Command::Agree { .. } | Command::Reopen { .. }) => {
                Err(Error::NotOpened)
            }
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unopened, Event::Opened { audit, criterion }) => {
                Status::Open(Box::new(Paper { audit: *audit, criterion: criterion.clone(), entry: None, version: 1 }))
            }
            (Status::Open(mut paper), Event::Entered { finding, by, on, .. }) => {
                paper.version = paper.version.saturating_add(1);
                paper.entry = Some(Entry { finding: finding.clone(), by: *by, on: *on, version: paper.version });
                Status::Open(paper)
            }
            (Status::Open(mut paper), Event::Agreed { with, on, .. }) => {
                paper.version = paper.version.saturating_add(1);
                Status::Agreed { paper, with: *with, on: *on }
            }
            (Status::Agreed { mut paper, .. }, Event::Reopened { .. }) => {
                paper.version = paper.version.saturating_add(1);
                Status::Open(paper)
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

fn before_the_report(issued: Option<Date>) -> Result<(), Error> {
    match issued {
        Some(on) => Err(Error::Reported { on }),
        None => Ok(()),
    }
}

/// A result rests on what INV-33 asks for.
fn rests(criterion: &Criterion, finding: &Finding) -> Result<(), Error> {
    let id = || criterion.id.clone();
    let files = finding.evidence.iter().filter(|one| matches!(one, Observed::Kept(_))).count();
    if files > MOST_FILES {
        return Err(Error::TooManyFiles { criterion: id(), most: MOST_FILES, found: files });
    }
    match finding.outcome {
        Outcome::Conform | Outcome::NonconformMajor | Outcome::NonconformMinor if finding.reason.is_some() => {
            Err(Error::ReasonOfNothing { criterion: id(), found: finding.outcome })
        }
        Outcome::Conform if finding.evidence.is_empty() => Err(Error::NoEvidence { criterion: id() }),
        Outcome::NotApplicable if criterion.basic => Err(Error::Basic { criterion: id() }),
        Outcome::NotApplicable if finding.reason.is_none() => Err(Error::NoReason { criterion: id() }),
        Outcome::Conform | Outcome::NonconformMajor | Outcome::NonconformMinor | Outcome::NotApplicable => Ok(()),
    }
}

/// Whether an entry changes what stands. Who finds the same as stands agrees with it.
fn changes(paper: &Paper, finding: &Finding, base: u32) -> Result<bool, Error> {
    if paper.entry.as_ref().is_some_and(|entry| entry.finding == *finding) {
        return Ok(false);
    }
    saw(paper, base, Some(finding)).map(|()| true)
}

/// Nothing came between what was seen and what stands.
fn saw(paper: &Paper, base: u32, mine: Option<&Finding>) -> Result<(), Error> {
    let current = paper.base();
    match &paper.entry {
        _ if base == current => Ok(()),
        Some(theirs) if base < current => {
            let criterion = paper.criterion.id.clone();
            Err(Error::Conflict(Box::new(Conflict { criterion, base, mine: mine.cloned(), theirs: theirs.clone() })))
        }
        _ => Err(Error::NeverStood { base, current }),
    }
}
