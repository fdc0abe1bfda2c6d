//! An organisation: what it is, what is known of it, and the births of its other streams.
//!
//! Knows which facts fit together; knows neither the texts (they stand outside the record) nor whether a
//! corporate number is taken already (a reservation of the store). Everybody who acts is registered this way:
//! the certifying body and the certified company (産業競争力強化法2条26項, 68条), the ministry (147条), and who
//! helps them. That only 法人 have a corporate number follows from 番号法39条 (unconfirmed); what a sole
//! proprietor cannot be as well is ours.

pub mod input;
mod profile;

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{Aggregate, At, Happening, StreamId};
use serde::{Deserialize, Serialize};

pub use input::{Checked, Expected, Field, FieldFault, Found, Input, check};
pub use profile::{Basis, Change, IndustryCode, Kind, NoIndustryCode, NoPrefecture, Prefecture, Profile, Size};

use crate::member::Role;
use crate::sme::Class;

/// The aggregate.
#[derive(Debug)]
pub enum Organisation {}

/// Where an organisation stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Not here yet.
    #[default]
    Unregistered,
    /// Here. Nothing ends an organisation yet.
    Registered(Box<Registered>),
}

/// A registered organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// What is known of it.
    pub profile: Profile,
    /// Its other streams, each with the word of its kind.
    pub births: BTreeMap<StreamId, String>,
    /// It runs this installation.
    pub operates: bool,
}

impl Registered {
    /// Whether it has the roles at all: who runs the installation is of the organisation that runs it.
    ///
    /// # Errors
    /// [`Error::OperatesNot`].
    pub fn has_roles<'r>(&self, mut roles: impl Iterator<Item = &'r Role>) -> Result<(), Error> {
        if !self.operates && roles.any(|role| *role == Role::Operator) { Err(Error::OperatesNot) } else { Ok(()) }
    }
}

impl Status {
    /// What is known of the organisation, once it is registered.
    #[must_use]
    pub fn registered(&self) -> Option<&Registered> {
        match self {
            Self::Unregistered => None,
            Self::Registered(registered) => Some(registered),
        }
    }
}

/// What somebody wants to happen to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register it.
    Register(Box<Profile>),
    /// Change what is known of it, its kinds aside. Fields that stay as they are change nothing; of two changes
    /// of one field the later holds.
    Describe(Vec<Change>),
    /// It is this as well.
    AddKind(Kind),
    /// It is this no longer.
    DropKind(Kind),
    /// It runs this installation from now on. That nobody else does is a reservation of the store.
    Operate,
    /// Another stream of this owner begins.
    NoteBirth {
        /// The stream.
        stream: StreamId,
        /// The word of its kind ([`Aggregate::KIND`]): up to 64 of a–z, 0–9, `_` and `-`.
        kind: String,
    },
}

/// What happened to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It is here.
    Registered {
        /// What is known of it.
        profile: Box<Profile>,
    },
    /// What is known of it changed.
    Described {
        /// The fields that changed, and only those.
        changes: Vec<Change>,
    },
    /// It is this as well.
    KindAdded {
        /// The kind.
        kind: Kind,
    },
    /// It is this no longer.
    KindDropped {
        /// The kind.
        kind: Kind,
    },
    /// It runs this installation from now on.
    OperationBegun,
    /// Another stream of this owner began: what is not noted here is missing visibly.
    BirthNoted {
        /// The stream.
        stream: StreamId,
        /// The word of its kind.
        kind: String,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "registered",
            Self::Described { .. } => "described",
            Self::KindAdded { .. } => "kind_added",
            Self::KindDropped { .. } => "kind_dropped",
            Self::OperationBegun => "operation_begun",
            Self::BirthNoted { .. } => "birth_noted",
        }
    }
}

/// Why something may not happen to an organisation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is registered already. To do: change what is known of it.
    #[error("expected an organisation that is not registered, found a registered one")]
    AlreadyRegistered,
    /// It is not registered. To do: register it.
    #[error("expected a registered organisation, found none")]
    NotRegistered,
    /// It would be nothing. To do: say first what else it is.
    #[error("expected at least one kind, found none")]
    NoKind,
    /// A sole proprietor would be something only others can be. To do: register that as an organisation of its own.
    #[error("expected nothing beside a sole proprietor, found `{other}`")]
    BesideSoleProprietor {
        /// What else.
        other: Kind,
    },
    /// A sole proprietor would have a corporate number. To do: leave it out; a My Number never stands there.
    #[error("expected no corporate number of a sole proprietor, found one")]
    NumberOfSoleProprietor,
    /// A size class does not come from the figures of the profile. To do: work it out again.
    #[error("expected a size class from the {figure} of the profile, {expected}; found {found}")]
    SizeOfOtherFigures {
        /// The figure that differs.
        figure: Figure,
        /// What the profile says.
        expected: String,
        /// What the size class rests on.
        found: String,
    },
    /// A size class that is known names no sector, or none that is a word. To do: work it out again.
    #[error("expected the sector of a size class, found none")]
    SizeWithoutSector,
    /// A size class was worked out on a day to come.
    #[error("expected a size class worked out by {today}, found {found}")]
    SizeAhead {
        /// Today.
        today: Date,
        /// Its day.
        found: Date,
    },
    /// It would run an installation and cannot (spec 7 §1). To do: let a ministry, a body, an association or a company
    /// run it.
    #[error("expected a ministry, a certification body, an association or a company to run the installation")]
    CannotOperate,
    /// It does not run the installation, so nobody in it does.
    #[error("expected the organisation that runs the installation, found another")]
    OperatesNot,
    /// The kind of a stream is no word; it is not shown.
    #[error("expected the kind of a stream as one word of at most 64 letters, found something else")]
    NoWord,
    /// The stream is noted already as something else.
    #[error("expected a stream of kind `{expected}`, found `{found}`")]
    OtherBirth {
        /// As what it is noted.
        expected: String,
        /// As what it would be noted.
        found: String,
    },
}

/// A figure a size class rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Capital.
    Capital,
    /// Regular employees.
    Employees,
    /// Main industry.
    MainIndustry,
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Capital => "capital",
            Self::Employees => "employees",
            Self::MainIndustry => "main industry",
        })
    }
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours but
    /// `sole-proprietor-has-no-number` (番号法39条, unconfirmed).
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::AlreadyRegistered => "registered-once",
            Self::NotRegistered => "registered-first",
            Self::NoKind => "at-least-one-kind",
            Self::BesideSoleProprietor { .. } => "sole-proprietor-is-a-person",
            Self::NumberOfSoleProprietor => "sole-proprietor-has-no-number",
            Self::SizeOfOtherFigures { .. } => "size-from-its-figures",
            Self::SizeWithoutSector => "size-names-its-sector",
            Self::SizeAhead { .. } => "size-not-ahead",
            Self::CannotOperate => "operator-of-these-kinds",
            Self::OperatesNot => "operators-of-the-operating",
            Self::NoWord => "birth-kind-is-a-word",
            Self::OtherBirth { .. } => "born-once",
        }
    }
}

impl Aggregate for Organisation {
    const KIND: &'static str = "organisation";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let Status::Registered(registered) = status else {
            return match command {
                Command::Register(profile) => register(profile, at),
                _ => Err(Error::NotRegistered),
            };
        };
        let Registered { profile, births, operates } = &**registered;
        match command {
            Command::Register(_) => Err(Error::AlreadyRegistered),
            Command::Describe(changes) => describe(profile, &changes, at),
            Command::AddKind(kind) if profile.kinds.contains(&kind) => Ok(Vec::new()),
            Command::AddKind(kind) => {
                let mut wanted = profile.clone();
                wanted.kinds.insert(kind);
                fits(&wanted).map(|()| vec![Event::KindAdded { kind }])
            }
            Command::DropKind(kind) if !profile.kinds.contains(&kind) => Ok(Vec::new()),
            Command::DropKind(_) if profile.kinds.len() == 1 => Err(Error::NoKind),
            Command::DropKind(kind) if *operates && !can_operate(profile.kinds.iter().filter(|is| **is != kind)) => {
                Err(Error::CannotOperate)
            }
            Command::DropKind(kind) => Ok(vec![Event::KindDropped { kind }]),
            Command::Operate if *operates => Ok(Vec::new()),
            Command::Operate if !can_operate(profile.kinds.iter()) => Err(Error::CannotOperate),
            Command::Operate => Ok(vec![Event::OperationBegun]),
            Command::NoteBirth { stream, kind } => note_birth(births, stream, kind),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        let Status::Registered(mut registered) = status else {
            return match event {
                Event::Registered { profile } => {
                    let profile = Profile::clone(profile);
                    Status::Registered(Box::new(Registered { profile, births: BTreeMap::new(), operates: false }))
                }
                _ => Status::Unregistered,
            };
        };
        match event {
            Event::Registered { .. } => {}
            Event::Described { changes } => registered.profile = changes.iter().fold(registered.profile, Profile::with),
            Event::KindAdded { kind } => _ = registered.profile.kinds.insert(*kind),
            Event::KindDropped { kind } => _ = registered.profile.kinds.remove(kind),
            Event::OperationBegun => registered.operates = true,
            Event::BirthNoted { stream, kind } => _ = registered.births.insert(*stream, kind.clone()),
        }
        Status::Registered(registered)
    }
}

fn register(profile: Box<Profile>, at: At) -> Result<Vec<Event>, Error> {
    fits(&profile)?;
    size_fits(&profile, at)?;
    Ok(vec![Event::Registered { profile }])
}

/// A size class that stays is not judged again: it is true of its own day, whatever the figures are now.
fn describe(profile: &Profile, changes: &[Change], at: At) -> Result<Vec<Event>, Error> {
    let wanted = changes.iter().fold(profile.clone(), Profile::with);
    let changes = profile.differences(&wanted);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    fits(&wanted)?;
    if profile.size != wanted.size {
        size_fits(&wanted, at)?;
    }
    Ok(vec![Event::Described { changes }])
}

fn note_birth(births: &BTreeMap<StreamId, String>, stream: StreamId, kind: String) -> Result<Vec<Event>, Error> {
    if !is_word(&kind) {
        return Err(Error::NoWord);
    }
    match births.get(&stream) {
        None => Ok(vec![Event::BirthNoted { stream, kind }]),
        Some(noted) if *noted == kind => Ok(Vec::new()),
        Some(noted) => Err(Error::OtherBirth { expected: noted.clone(), found: kind }),
    }
}

/// What an organisation is goes together, and with its corporate number.
fn fits(profile: &Profile) -> Result<(), Error> {
    if profile.kinds.is_empty() {
        return Err(Error::NoKind);
    }
    if let Some(other) = Kind::beside_sole_proprietor(&profile.kinds) {
        return Err(Error::BesideSoleProprietor { other });
    }
    if profile.kinds.contains(&Kind::SoleProprietor) && profile.corporate_number.is_some() {
        return Err(Error::NumberOfSoleProprietor);
    }
    Ok(())
}

/// Who may run an installation: whoever has the role of operators (spec 7 §1).
fn can_operate<'k>(mut kinds: impl Iterator<Item = &'k Kind>) -> bool {
    kinds.any(|kind| Role::Operator.allowed_for(*kind))
}

/// A size class comes with the figures it rests on, and they are those of the profile.
fn size_fits(profile: &Profile, at: At) -> Result<(), Error> {
    let Some(size) = &profile.size else { return Ok(()) };
    let Basis { capital, employees, main_industry, industries: _ } = size.basis;
    same(Figure::Capital, profile.capital, capital)?;
    same(Figure::Employees, profile.employees, Some(employees))?;
    same(Figure::MainIndustry, profile.main_industry, Some(main_industry))?;
    let sector = size.sector.as_deref();
    if sector.map_or(size.class != Class::Unknown, |sector| !is_word(sector)) {
        return Err(Error::SizeWithoutSector);
    }
    if size.on > at.today {
        return Err(Error::SizeAhead { today: at.today, found: size.on });
    }
    Ok(())
}

fn same<T: PartialEq + ToString>(figure: Figure, expected: Option<T>, found: Option<T>) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    let told = |value: Option<T>| value.map_or("nothing".to_owned(), |value| value.to_string());
    Err(Error::SizeOfOtherFigures { figure, expected: told(expected), found: told(found) })
}

/// No free text stands in an event; a word of ours or of a pack does.
fn is_word(text: &str) -> bool {
    let letter = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(letter)
}

#[cfg(test)]
mod tests;
