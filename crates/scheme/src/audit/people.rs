//! The team of an audit: who is in it, what they declared, what the company says to it (INV-05, INV-06). Whether somebody is
//! partial or competent comes in as evidence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use record::{PersonId, Text};
use serde::{Deserialize, Serialize};

use super::{Error, Event, Work};
use crate::assignment::Threat;
use crate::day;
use crate::rules::{Override, Rule, Rules};

/// As what somebody is in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Leads the team and issues its report. There is one.
    Leader,
    /// Audits.
    Auditor,
    /// Knows the field, and does not audit.
    Expert,
    /// Looks on.
    Observer,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 4] = [Self::Leader, Self::Auditor, Self::Expert, Self::Observer];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Auditor => "auditor",
            Self::Expert => "expert",
            Self::Observer => "observer",
        }
    }

    /// The function with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }
}

/// What somebody declared of their conflicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// When.
    pub on: Date,
    /// Yes or no to each threat.
    pub threats: BTreeMap<Threat, bool>,
    /// What they say of it.
    pub note: Option<Text>,
    /// Why they stay in the team although there is one.
    pub overrides: Vec<Override>,
}

impl Declared {
    /// Whether there is a threat.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.threats.values().any(|yes| *yes)
    }
}

/// What the company objected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// Nobody has answered it.
    Open {
        /// Why the company objects.
        reason: Text,
    },
    /// The body keeps the person.
    Dismissed {
        /// Why.
        reason: Text,
    },
}

/// What the body answers to an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The person leaves the team.
    Upheld,
    /// The person stays.
    Dismissed {
        /// Why.
        reason: Text,
    },
}

/// One person in the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// As what.
    pub function: Function,
    /// What was decided against a warning when they came in.
    pub overrides: Vec<Override>,
    /// What they declared last.
    pub declared: Option<Declared>,
    /// Whether they declared a conflict for which no reason stands. Nothing they declare later without one takes it back: they
    /// are taken out.
    pub conflict: bool,
    /// By when the company may object; none = it was not told.
    pub object_until: Option<Date>,
    /// Whether the company agreed.
    pub agreed: bool,
    /// What it objected.
    pub objection: Option<Objection>,
}

impl Seat {
    pub(super) fn new(function: Function, overrides: Vec<Override>) -> Self {
        Self {
            function,
            overrides,
            declared: None,
            conflict: false,
            object_until: None,
            agreed: false,
            objection: None,
        }
    }

    /// What follows from a declaration: a conflict stays until a reason stands for it, which is where the rule warns.
    pub(super) fn declare(&mut self, declared: Declared) {
        self.conflict = if declared.is_conflict() { declared.overrides.is_empty() } else { self.conflict };
        self.declared = Some(declared);
    }

    /// Whether they take part in judging.
    #[must_use]
    pub fn audits(&self) -> bool {
        match self.function {
            Function::Leader | Function::Auditor => true,
            Function::Expert | Function::Observer => false,
        }
    }
}

pub(super) fn assign(
    work: &Work,
    (person, function): (PersonId, Function),
    overrides: Vec<Override>,
    rules: &Rules,
    on: Date,
) -> Result<Vec<Event>, Error> {
    if function == Function::Leader
        && let Some(leader) = work.leader().filter(|leader| *leader != person)
    {
        return Err(Error::TwoLeaders { leader });
    }
    match work.team.get(&person) {
        Some(seat) if seat.function == function => return Ok(Vec::new()),
        Some(seat) => return Err(Error::InTheTeam { person, function: seat.function }),
        None => {}
    }
    // A reason helps only where the rule warns.
    for Override { rule, reason } in &overrides {
        rules.broken(*rule, Some(*reason))?;
    }
    Ok(vec![Event::Assigned { person, function, overrides, on }])
}

pub(super) fn lead(work: &Work, person: PersonId) -> Result<Vec<Event>, Error> {
    match seat(work, person)?.function {
        Function::Leader => Ok(Vec::new()),
        Function::Auditor => Ok(vec![Event::LeaderChosen { person }]),
        found @ (Function::Expert | Function::Observer) => Err(Error::NoAuditor { person, found }),
    }
}

pub(super) fn release(work: &Work, person: PersonId, reason: Text, on: Date) -> Result<Vec<Event>, Error> {
    seat(work, person)?;
    Ok(vec![Event::Released { person, reason, on }])
}

/// What somebody says of themselves is recorded, whatever it is; what follows from a conflict is asked where the audit goes on.
pub(super) fn declare(
    work: &Work,
    person: PersonId,
    threats: BTreeMap<Threat, bool>,
    note: Option<Text>,
    (rules, reason): (&Rules, Option<Text>),
    on: Date,
) -> Result<Vec<Event>, Error> {
    let seat = seat(work, person)?;
    let missing: Vec<Threat> = Threat::ALL.into_iter().filter(|threat| !threats.contains_key(threat)).collect();
    if !missing.is_empty() {
        return Err(Error::ThreatsOpen { missing });
    }
    let mut declared = Declared { on, threats, note, overrides: Vec::new() };
    if declared.is_conflict() {
        // Without a reason, or where no reason helps, there is no override, and the seat stays in conflict.
        declared.overrides.extend(rules.broken(Rule::DeclaredConflict, reason).ok().flatten());
    }
    let same = seat.declared.as_ref() == Some(&declared);
    Ok(if same { Vec::new() } else { vec![Event::Declared { person, declared }] })
}

/// The company is told who is in the team; those who have not declared anything, or a conflict, are not offered to it.
pub(super) fn tell(work: &Work, rules: &Rules, on: Date) -> Result<Vec<Event>, Error> {
    declared(work)?;
    let people: BTreeSet<PersonId> =
        work.team.iter().filter(|(_, seat)| seat.object_until.is_none()).map(|(person, _)| *person).collect();
    if people.is_empty() {
        return if work.team.is_empty() { Err(Error::NoTeam) } else { Ok(Vec::new()) };
    }
    let object_until = on.saturating_add(i64::from(rules.figures.days_to_object).days());
    Ok(vec![Event::TeamTold { people, on, object_until }])
}

pub(super) fn agree(work: &Work, by: PersonId, on: Date) -> Result<Vec<Event>, Error> {
    let waits = |seat: &Seat| seat.object_until.is_some() && !seat.agreed && seat.objection.is_none();
    let people: BTreeSet<PersonId> =
        work.team.iter().filter(|(_, seat)| waits(seat)).map(|(person, _)| *person).collect();
    Ok(if people.is_empty() { Vec::new() } else { vec![Event::TeamAgreed { people, by, on }] })
}

pub(super) fn object(work: &Work, person: PersonId, reason: Text, by: PersonId, on: Date) -> Result<Vec<Event>, Error> {
    let seat = seat(work, person)?;
    let Some(until) = seat.object_until else {
        return Err(Error::Untold { people: [person].into() });
    };
    match seat.objection {
        Some(Objection::Open { .. }) => return Ok(Vec::new()),
        Some(Objection::Dismissed { .. }) => return Err(Error::Answered { person }),
        None => {}
    }
    day::until(on, until)?;
    Ok(vec![Event::Objected { person, reason, by, on }])
}

pub(super) fn reply(work: &Work, person: PersonId, reply: Reply, on: Date) -> Result<Vec<Event>, Error> {
    match seat(work, person)?.objection {
        Some(Objection::Open { .. }) => Ok(vec![Event::Replied { person, reply, on }]),
        Some(Objection::Dismissed { .. }) => Err(Error::Answered { person }),
        None => Err(Error::NoObjection { person }),
    }
}

pub(super) fn seat(work: &Work, person: PersonId) -> Result<&Seat, Error> {
    work.team.get(&person).ok_or(Error::NotInTheTeam { person })
}

/// Everybody in the team has declared their conflicts, and nobody has one for which no reason stands (INV-05).
pub(super) fn declared(work: &Work) -> Result<(), Error> {
    impartial(work.team.iter())
}

fn impartial<'w>(seats: impl Iterator<Item = (&'w PersonId, &'w Seat)> + Clone) -> Result<(), Error> {
    let undeclared = of(seats.clone().filter(|(_, seat)| seat.declared.is_none()));
    if !undeclared.is_empty() {
        return Err(Error::Undeclared { rule: Rule::Declaration, people: undeclared });
    }
    let people = of(seats.filter(|(_, seat)| seat.conflict));
    if people.is_empty() { Ok(()) } else { Err(Error::Conflict { rule: Rule::DeclaredConflict, people }) }
}

/// These people may begin: declared without a conflict (INV-05), told, and nothing of the company stands against them (INV-06;
/// the rule always blocks).
pub(super) fn settled<'w>(
    seats: impl Iterator<Item = (&'w PersonId, &'w Seat)> + Clone,
    on: Date,
) -> Result<(), Error> {
    impartial(seats.clone())?;
    let untold = of(seats.clone().filter(|(_, seat)| seat.object_until.is_none()));
    if !untold.is_empty() {
        return Err(Error::Untold { people: untold });
    }
    let open = of(seats.clone().filter(|(_, seat)| matches!(seat.objection, Some(Objection::Open { .. }))));
    if !open.is_empty() {
        return Err(Error::ObjectionOpen { rule: Rule::Objection, people: open });
    }
    let waits = seats.filter(|(_, seat)| !seat.agreed && seat.objection.is_none());
    match waits.filter_map(|(_, seat)| seat.object_until).max().filter(|until| on <= *until) {
        Some(until) => Err(Error::MayObject { until }),
        None => Ok(()),
    }
}

/// Nobody who audits was found incompetent (INV-10; the rule always blocks).
pub(super) fn competent<'w>(
    seats: impl Iterator<Item = (&'w PersonId, &'w Seat)>,
    incompetent: &BTreeSet<PersonId>,
) -> Result<(), Error> {
    let found = of(seats.filter(|(person, seat)| seat.audits() && incompetent.contains(person)));
    if found.is_empty() { Ok(()) } else { Err(Error::Incompetent { rule: Rule::Competence, people: found }) }
}

fn of<'w>(seats: impl Iterator<Item = (&'w PersonId, &'w Seat)>) -> BTreeSet<PersonId> {
    seats.map(|(person, _)| *person).collect()
}
