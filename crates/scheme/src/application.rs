//! A company's application for certification: a draft until it is submitted, then a snapshot for ever.
//!
//! What it has to say is INV-20 (17021 5.1.2, 9.1.1–9.1.2; the forms of the scheme are not in our sources): the body, the
//! type, the scope, the sites, the staff, the forms of information, the edition of the criteria, advice of the past. The
//! company itself is known by its profile, which is evidence: the snapshot holds it as it stood. What is missing is told all
//! at once, each with its place on the page.
//!
//! The representative confirms by one of the three equal routes (spec 7 §11) exactly what is submitted: a digest of company,
//! profile and content ([`digest`]). A change makes the confirmation void. Once submitted, the application is the body's
//! case; taking it back is then said there ([`crate::case`]).

mod content;
mod error;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use record::{Aggregate, At, Digest, Happening, OrganisationId, Text};
use serde::{Deserialize, Serialize};

use crate::confirmation::{Confirmation, Confirming};
use crate::organisation::Profile;
pub use content::{
    Advice, Attached, Content, Criteria, Declared, Fields, MOST_ADVICES, MOST_FORMS, MOST_SITES, MOST_STAFF,
    MOST_WISHES, Misfit, Part, Place, Site, SiteId,
};
pub use error::Error;

/// Where an application stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unbegun,
    /// It is written.
    Draft(Box<Draft>),
    /// It is with the body, as it was.
    Submitted(Box<Snapshot>),
    /// The company gave it up before it was submitted.
    Retracted {
        /// When.
        on: Date,
    },
}

/// An application that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose it is.
    pub company: OrganisationId,
    /// What it says.
    pub content: Content,
    /// The id of the next new site; one that was taken out is not given again.
    pub next_site: SiteId,
    /// The day it was changed last.
    pub changed_on: Date,
    /// The confirmation, if nothing was changed since.
    pub confirmation: Option<Confirmation>,
}

/// An application as it was submitted. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Whose it is.
    pub company: OrganisationId,
    /// What was known of the company.
    pub profile: Profile,
    /// What it says.
    pub content: Content,
    /// How it was confirmed; [`Confirmation::content`] is the [`digest`] of the three above.
    pub confirmation: Confirmation,
    /// When it was submitted, in Japan.
    pub on: Date,
}

/// What somebody wants to happen. `profile` (of the company) is evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin one.
    Begin {
        /// Whose it is.
        company: OrganisationId,
    },
    /// Write parts of it: all of them or none.
    Write {
        /// The parts.
        parts: Vec<Part>,
    },
    /// The representative confirms what stands.
    Confirm {
        /// The confirmation.
        confirming: Box<Confirming>,
        /// Evidence.
        profile: Box<Profile>,
    },
    /// Send it to the body.
    Submit {
        /// Evidence.
        profile: Box<Profile>,
        /// Evidence: whether whoever confirmed, or gave the mandate for it, still represents the company.
        represents: bool,
    },
    /// Give it up.
    Retract {
        /// Why, if it is told.
        reason: Option<Text>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was begun.
    Begun {
        /// Whose it is.
        company: OrganisationId,
        /// When.
        on: Date,
    },
    /// Parts were written.
    Written {
        /// The parts that changed.
        parts: Vec<Part>,
        /// When.
        on: Date,
    },
    /// It was confirmed.
    Confirmed(Confirmation),
    /// It was submitted.
    Submitted(Box<Snapshot>),
    /// It was given up.
    Retracted {
        /// When.
        on: Date,
        /// Why.
        reason: Option<Text>,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::Written { .. } => "written",
            Self::Confirmed(_) => "confirmed",
            Self::Submitted(_) => "submitted",
            Self::Retracted { .. } => "retracted",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Begun { on, .. } | Self::Written { on, .. } | Self::Retracted { on, .. } => Some(*on),
            Self::Confirmed(confirmation) => Some(confirmation.day()),
            Self::Submitted(snapshot) => Some(snapshot.on),
        }
    }
}

/// SHA-256 of what the representative confirms: company, profile and content, in their form in events.
///
/// # Errors
/// They cannot be written, which no value of these types comes to.
pub fn digest(company: OrganisationId, profile: &Profile, content: &Content) -> Result<Digest, Error> {
    let bytes = serde_json::to_vec(&("application.1", company, profile, content)).map_err(|_| Error::Unwritable)?;
    Ok(Digest::of(&bytes))
}

impl Snapshot {
    /// Whether what was confirmed is what stands here.
    #[must_use]
    pub fn is_as_confirmed(&self) -> bool {
        digest(self.company, &self.profile, &self.content) == Ok(self.confirmation.content)
    }
}

/// The rules of an application.
#[derive(Debug, Clone, Copy)]
pub struct Application;

impl Aggregate for Application {
    const KIND: &'static str = "application";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unbegun, Command::Begin { company }) => Ok(vec![Event::Begun { company, on: at.today }]),
            (Status::Draft(draft), Command::Begin { company }) => {
                if draft.company == company {
                    Ok(Vec::new())
                } else {
                    Err(Error::Begun)
                }
            }
            (Status::Draft(draft), Command::Write { parts }) => write(draft, parts, at.today),
            (Status::Draft(draft), Command::Confirm { confirming, profile }) => {
                confirm(draft, *confirming, &profile, at.today)
            }
            (Status::Draft(draft), Command::Submit { profile, represents }) => {
                submit(draft, *profile, represents, at.today)
            }
            (Status::Draft(_), Command::Retract { reason }) => Ok(vec![Event::Retracted { on: at.today, reason }]),
            (
                Status::Unbegun,
                Command::Write { .. } | Command::Confirm { .. } | Command::Submit { .. } | Command::Retract { .. },
            ) => Err(Error::Unbegun),
            (
                Status::Submitted(snapshot),
                Command::Begin { .. }
                | Command::Write { .. }
                | Command::Confirm { .. }
                | Command::Submit { .. }
                | Command::Retract { .. },
            ) => Err(Error::Submitted { on: snapshot.on }),
            (Status::Retracted { .. }, Command::Retract { .. }) => Ok(Vec::new()),
            (
                Status::Retracted { on },
                Command::Begin { .. } | Command::Write { .. } | Command::Confirm { .. } | Command::Submit { .. },
            ) => Err(Error::Retracted { on: *on }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unbegun, Event::Begun { company, on }) => Status::Draft(Box::new(Draft {
                company: *company,
                content: Content::default(),
                next_site: SiteId(1),
                changed_on: *on,
                confirmation: None,
            })),
            (Status::Draft(mut draft), Event::Written { parts, on }) => {
                for part in parts {
                    draft.take(part);
                }
                draft.changed_on = *on;
                draft.confirmation = None;
                Status::Draft(draft)
            }
            (Status::Draft(mut draft), Event::Confirmed(confirmation)) => {
                draft.confirmation = Some(confirmation.clone());
                Status::Draft(draft)
            }
            (Status::Draft(_), Event::Submitted(snapshot)) => Status::Submitted(snapshot.clone()),
            (Status::Draft(_), Event::Retracted { on, .. }) => Status::Retracted { on: *on },
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

impl Draft {
    fn take(&mut self, part: &Part) {
        if let Part::Site { id, site: Some(_) } = part {
            self.next_site = self.next_site.max(SiteId(id.0.saturating_add(1)));
        }
        self.content = std::mem::take(&mut self.content).with(part);
    }

    /// The digest of what would be confirmed now.
    ///
    /// # Errors
    /// As [`digest`].
    pub fn digest(&self, profile: &Profile) -> Result<Digest, Error> {
        digest(self.company, profile, &self.content)
    }
}

/// Parts are taken one after the other; what changes nothing is left out.
fn write(draft: &Draft, parts: Vec<Part>, today: Date) -> Result<Vec<Event>, Error> {
    let mut after = draft.clone();
    let mut changed = Vec::new();
    for part in parts {
        let before = after.content.clone();
        if let Some(misfit) = part.misfit(&before, after.next_site, today) {
            return Err(Error::Misfit { place: part.place(), misfit });
        }
        after.take(&part);
        if after.content != before {
            changed.push(part);
        }
    }
    Ok(if changed.is_empty() { Vec::new() } else { vec![Event::Written { parts: changed, on: today }] })
}

/// Only what could be submitted is confirmed.
fn confirm(draft: &Draft, confirming: Confirming, profile: &Profile, today: Date) -> Result<Vec<Event>, Error> {
    complete(draft.content.missing(profile))?;
    let confirmation = confirming.of(draft.digest(profile)?, Some(draft.changed_on), today)?;
    let again = draft.confirmation.as_ref() == Some(&confirmation);
    Ok(if again { Vec::new() } else { vec![Event::Confirmed(confirmation)] })
}

fn submit(draft: &Draft, profile: Profile, represents: bool, today: Date) -> Result<Vec<Event>, Error> {
    let mut missing = draft.content.missing(&profile);
    let stands = draft.digest(&profile)?;
    let confirmation = draft.confirmation.as_ref().filter(|confirmation| represents && confirmation.content == stands);
    missing.extend(confirmation.is_none().then_some(Place::Confirmation));
    complete(missing)?;
    let Some(confirmation) = confirmation.cloned() else { return Ok(Vec::new()) };
    let Draft { company, content, .. } = draft.clone();
    Ok(vec![Event::Submitted(Box::new(Snapshot { company, profile, content, confirmation, on: today }))])
}

fn complete(missing: Vec<Place>) -> Result<(), Error> {
    if missing.is_empty() { Ok(()) } else { Err(Error::Incomplete { missing }) }
}
