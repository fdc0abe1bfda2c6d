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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use record::{Digest, Envelope, OrganisationId, PersonId, Text, TextId};
    use uuid::Uuid;

    /// One line for each kind of event as it is written. A line is never changed; new forms get new lines.
    const GOLDEN: &str = include_str!("../tests/golden/organisation.jsonl");

    const KINDS: [&str; 6] =
        ["registered", "described", "kind_added", "kind_dropped", "birth_noted", "operation_begun"];

    fn at() -> At {
        At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: Date::constant(2026, 11, 20) }
    }

    fn text(n: u8) -> Text {
        Text { id: TextId(Uuid::from_u128(n.into())), sha256: Digest([n; 32]) }
    }

    fn stream(n: u128) -> StreamId {
        StreamId(Uuid::from_u128(n))
    }

    fn profile(kinds: &[Kind]) -> Profile {
        Profile {
            kinds: kinds.iter().copied().collect(),
            corporate_number: None,
            name: text(1),
            reading: None,
            address: None,
            prefecture: None,
            main_industry: None,
            capital: None,
            employees: None,
            size: None,
        }
    }

    /// 「株式会社見本」 with everything told.
    fn full() -> Profile {
        Profile {
            corporate_number: Some("7123456789012".parse().unwrap()),
            reading: Some(text(2)),
            address: Some(text(3)),
            prefecture: Some("13".parse().unwrap()),
            main_industry: Some("E26".parse().unwrap()),
            capital: Some(10_000_000),
            employees: Some(40),
            size: Some(size()),
            ..profile(&[Kind::Company, Kind::Association])
        }
    }

    fn size() -> Size {
        Size {
            class: Class::Sme,
            sector: Some("manufacturing".to_owned()),
            basis: Basis {
                capital: Some(10_000_000),
                employees: 40,
                main_industry: "E26".parse().unwrap(),
                industries: Digest([9; 32]),
            },
            on: Date::constant(2026, 11, 20),
        }
    }

    fn given(profile: Profile) -> Status {
        Organisation::replay(&[Event::Registered { profile: Box::new(profile) }])
    }

    fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
        Organisation::handle(status, command, at())
    }

    /// What comes of `command`: the kinds of its events, `-` for none, or `!` and the rule that refuses.
    fn outcome(status: &Status, command: Command) -> String {
        match when(status, command) {
            Ok(events) if events.is_empty() => "-".to_owned(),
            Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
            Err(error) => format!("!{}", error.rule()),
        }
    }

    /// The column of each command. A new command does not compile before it has one.
    const COLUMNS: [&str; 6] = ["register", "describe", "add_kind", "drop_kind", "operate", "note_birth"];

    fn column(command: &Command) -> &'static str {
        match command {
            Command::Register(_) => COLUMNS[0],
            Command::Describe(_) => COLUMNS[1],
            Command::AddKind(_) => COLUMNS[2],
            Command::DropKind(_) => COLUMNS[3],
            Command::Operate => COLUMNS[4],
            Command::NoteBirth { .. } => COLUMNS[5],
        }
    }

    #[test]
    fn each_status_answers_each_command() {
        let commands = [
            Command::Register(Box::new(full())),
            Command::Describe(vec![Change::Capital(Some(1))]),
            Command::AddKind(Kind::University),
            Command::DropKind(Kind::Association),
            Command::Operate,
            Command::NoteBirth { stream: stream(7), kind: "member".to_owned() },
        ];
        assert_eq!(commands.each_ref().map(column), COLUMNS);
        let unregistered = Status::Unregistered;
        let table = [
            (
                unregistered,
                [
                    "registered",
                    "!registered-first",
                    "!registered-first",
                    "!registered-first",
                    "!registered-first",
                    "!registered-first",
                ],
            ),
            (
                given(full()),
                ["!registered-once", "described", "kind_added", "kind_dropped", "operation_begun", "birth_noted"],
            ),
        ];
        for (status, cells) in table {
            assert_eq!(commands.clone().map(|command| outcome(&status, command)), cells, "{status:?}");
        }
    }

    #[test]
    fn released_events_stay_readable() {
        let mut kinds = Vec::new();
        for line in GOLDEN.lines() {
            let event: Event = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&event).unwrap(), line);
            assert!(line.starts_with(&format!(r#"{{"kind":"{}""#, event.kind())));
            let organisation = OrganisationId(Uuid::from_u128(1));
            let by = (Some(PersonId(Uuid::from_u128(2))), Some(organisation));
            let envelope = Envelope::new(organisation.stream(), 1, at(), by, Vec::new(), event.clone());
            assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
            kinds.push(event.kind());
        }
        assert_eq!(kinds, KINDS);
    }

    #[test]
    fn an_event_with_a_number_that_does_not_hold_is_not_read() {
        let line = GOLDEN.lines().next().unwrap();
        for wrong in ["8123456789012", "123456789012"] {
            let line = line.replace("7123456789012", wrong);
            let error = serde_json::from_str::<Event>(&line).unwrap_err().to_string();
            assert!(!error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn what_is_registered_is_what_is_known() {
        let events = when(&Status::Unregistered, Command::Register(Box::new(full()))).unwrap();
        let status = Organisation::replay(&events);
        assert_eq!(
            status.registered().unwrap(),
            &Registered { profile: full(), births: BTreeMap::new(), operates: false }
        );
    }

    #[test]
    fn only_what_changes_is_described() {
        let same = vec![Change::Name(text(1)), Change::Capital(Some(10_000_000)), Change::Size(Some(size()))];
        assert_eq!(when(&given(full()), Command::Describe(same)), Ok(Vec::new()));
        let changes = vec![
            Change::Employees(Some(41)),
            Change::Name(text(1)),
            Change::Address(Some(text(5))),
            Change::Address(None),
            Change::Employees(Some(42)),
        ];
        let described = when(&given(full()), Command::Describe(changes)).unwrap();
        assert_eq!(described, [Event::Described { changes: vec![Change::Address(None), Change::Employees(Some(42))] }]);
    }

    #[test]
    fn an_organisation_is_at_least_one_thing() {
        assert_eq!(when(&Status::Unregistered, Command::Register(Box::new(profile(&[])))), Err(Error::NoKind));
        let ministry = given(profile(&[Kind::Ministry]));
        assert_eq!(outcome(&ministry, Command::DropKind(Kind::Ministry)), "!at-least-one-kind");
        assert_eq!(outcome(&ministry, Command::DropKind(Kind::Agency)), "-");
        assert_eq!(outcome(&ministry, Command::AddKind(Kind::Ministry)), "-");
    }

    #[test]
    fn a_sole_proprietor_is_nothing_only_others_can_be() {
        let sole = given(profile(&[Kind::SoleProprietor]));
        for kind in Kind::ALL {
            let cell = match kind {
                Kind::SoleProprietor => "-",
                Kind::ResearchInstitution | Kind::University => "kind_added",
                Kind::Company | Kind::CertificationBody | Kind::Ministry | Kind::Association | Kind::Agency => {
                    "!sole-proprietor-is-a-person"
                }
            };
            assert_eq!(outcome(&sole, Command::AddKind(kind)), cell, "{kind}");
        }
        let both = profile(&[Kind::SoleProprietor, Kind::Agency]);
        let refused = when(&Status::Unregistered, Command::Register(Box::new(both)));
        assert_eq!(refused, Err(Error::BesideSoleProprietor { other: Kind::Agency }));
    }

    #[test]
    fn a_sole_proprietor_has_no_corporate_number() {
        let number = full().corporate_number;
        let with_number = Profile { corporate_number: number, ..profile(&[Kind::SoleProprietor]) };
        let register = Command::Register(Box::new(with_number));
        assert_eq!(outcome(&Status::Unregistered, register), "!sole-proprietor-has-no-number");
        let describe = Command::Describe(vec![Change::CorporateNumber(number)]);
        assert_eq!(outcome(&given(profile(&[Kind::SoleProprietor])), describe), "!sole-proprietor-has-no-number");
        let university = Profile { corporate_number: number, ..profile(&[Kind::University]) };
        assert_eq!(
            outcome(&given(university), Command::AddKind(Kind::SoleProprietor)),
            "!sole-proprietor-has-no-number"
        );
    }

    #[test]
    fn who_may_run_an_installation_does_so_once_and_stays_one_who_may() {
        for kind in Kind::ALL {
            let may = matches!(kind, Kind::Ministry | Kind::CertificationBody | Kind::Association | Kind::Company);
            let expected = if may { "operation_begun" } else { "!operator-of-these-kinds" };
            assert_eq!(outcome(&given(profile(&[kind])), Command::Operate), expected, "{kind}");
        }
        let begun = when(&given(full()), Command::Operate).unwrap();
        let operating = begun.iter().fold(given(full()), Organisation::apply);
        assert_eq!(outcome(&operating, Command::Operate), "-");
        assert_eq!(outcome(&operating, Command::DropKind(Kind::Association)), "kind_dropped");
        let both = given(profile(&[Kind::Company, Kind::University]));
        let operating = begun.iter().fold(both, Organisation::apply);
        assert_eq!(outcome(&operating, Command::DropKind(Kind::Company)), "!operator-of-these-kinds");
        assert_eq!(outcome(&operating, Command::DropKind(Kind::University)), "kind_dropped");
    }

    #[test]
    fn only_the_organisation_that_runs_the_installation_has_operators() {
        let status = given(full());
        let has = |status: &Status, roles: &[Role]| status.registered().unwrap().has_roles(roles.iter());
        assert_eq!(has(&status, &[Role::Staff, Role::Operator]), Err(Error::OperatesNot));
        assert_eq!(has(&status, &[Role::Staff, Role::Executive]), Ok(()));
        let operating = Organisation::apply(status, &Event::OperationBegun);
        assert_eq!(has(&operating, &[Role::Staff, Role::Operator]), Ok(()));
    }

    #[test]
    fn a_size_class_comes_with_the_figures_it_rests_on() {
        let register = |edit: fn(&mut Profile)| {
            let mut profile = full();
            edit(&mut profile);
            outcome(&Status::Unregistered, Command::Register(Box::new(profile)))
        };
        let other = "!size-from-its-figures";
        assert_eq!(register(|profile| profile.employees = None), other);
        assert_eq!(register(|profile| profile.employees = Some(41)), other);
        assert_eq!(register(|profile| profile.main_industry = None), other);
        assert_eq!(register(|profile| profile.capital = None), other);
        assert_eq!(register(|profile| profile.size.as_mut().unwrap().sector = None), "!size-names-its-sector");
        let free_text = |profile: &mut Profile| profile.size.as_mut().unwrap().sector = Some("製造業".to_owned());
        assert_eq!(register(free_text), "!size-names-its-sector");
        let tomorrow = |profile: &mut Profile| profile.size.as_mut().unwrap().on = Date::constant(2026, 11, 21);
        assert_eq!(register(tomorrow), "!size-not-ahead");
    }

    #[test]
    fn a_size_class_outlives_its_figures_and_says_so() {
        let status = given(full());
        assert!(status.registered().unwrap().profile.size_is_current());
        let [event] = &when(&status, Command::Describe(vec![Change::Employees(Some(301))])).unwrap()[..] else {
            panic!("one event")
        };
        let status = Organisation::apply(status, event);
        let profile = &status.registered().unwrap().profile;
        assert_eq!((profile.size.as_ref(), profile.size_is_current()), (Some(&size()), false));
        let business = profile.business(None).unwrap();
        assert_eq!((business.employees, business.main_industry.as_str()), (301, "E26"));
    }

    #[test]
    fn a_stream_is_born_once_and_its_kind_is_a_word() {
        let status = given(full());
        let note = |kind: &str| Command::NoteBirth { stream: stream(7), kind: kind.to_owned() };
        for wrong in ["", "Member", "me mber", "見本", &"m".repeat(65)] {
            assert_eq!(outcome(&status, note(wrong)), "!birth-kind-is-a-word", "{wrong}");
        }
        let noted = when(&status, note("member")).unwrap();
        let status = noted.iter().fold(status, Organisation::apply);
        assert_eq!(status.registered().unwrap().births, BTreeMap::from([(stream(7), "member".to_owned())]));
        assert_eq!(outcome(&status, note("member")), "-");
        assert_eq!(outcome(&status, note("self-check")), "!born-once");
    }

    fn change() -> impl Strategy<Value = Change> {
        let number = prop_oneof![Just(None), Just(full().corporate_number)];
        prop_oneof![
            number.prop_map(Change::CorporateNumber),
            (1_u8..4).prop_map(|n| Change::Name(text(n))),
            proptest::option::of(1_u8..4).prop_map(|n| Change::Reading(n.map(text))),
            proptest::option::of(1_u8..4).prop_map(|n| Change::Address(n.map(text))),
            proptest::option::of(1..=47)
                .prop_map(|n| Change::Prefecture(n.map(|n| format!("{n:02}").parse().unwrap()))),
            proptest::option::of(26..29)
                .prop_map(|n| Change::MainIndustry(n.map(|n| format!("E{n}").parse().unwrap()))),
            proptest::option::of(0_u64..3).prop_map(Change::Capital),
            proptest::option::of(0_u32..3).prop_map(Change::Employees),
            Just(Change::Size(None)),
        ]
    }

    fn command() -> impl Strategy<Value = Command> {
        let kind = || proptest::sample::select(&Kind::ALL[..]);
        prop_oneof![
            proptest::collection::vec(change(), 0..6).prop_map(Command::Describe),
            kind().prop_map(Command::AddKind),
            kind().prop_map(Command::DropKind),
        ]
    }

    proptest! {
        /// Whatever is commanded: what an organisation is goes together, and doing it again changes nothing.
        #[test]
        fn an_organisation_always_fits_together(commands in proptest::collection::vec(command(), 0..30)) {
            let mut status = given(full());
            for command in commands {
                let Ok(events) = when(&status, command.clone()) else { continue };
                status = events.iter().fold(status, Organisation::apply);
                prop_assert_eq!(fits(&status.registered().unwrap().profile), Ok(()));
                prop_assert_eq!(when(&status, command), Ok(Vec::new()));
            }
        }
    }
}
