//! One suspension (一時停止) of a certificate: proposed by a person, the company heard, in force for some months, lifted or over.
//!
//! Knows its certificate by stream only; that the certificate is set aside is told to [`crate::certificate`] by who imposes it.
//! It has grounds (INV-52), and is proposed by a human being, never by a deadline alone (INV-50). The company is heard before it
//! is in force, unless it asked for it itself. It lasts at most the months of the rule pack; when they are over, nobody may lift
//! it any more: withdrawing or reducing has to be decided (INV-53). That they are over is a question ([`standing()`]). It is over as well when the
//! holder gives the certificate back: there is nothing left to suspend.

mod error;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate, At, Happening, OrganisationId, PersonId, Text};
use serde::{Deserialize, Serialize};

use crate::day;
use crate::decision::{Kind, Made};
use crate::period;
use crate::rules::Rules;
use crate::seen::{Observed, Seen};
pub use error::Error;
pub use standing::{Standing, standing};

/// Why a certificate may be suspended (INV-52).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Persistent or serious failure to meet the requirements.
    Failure,
    /// Surveillance (定期報告, audits) was not allowed in time.
    NoSurveillance,
    /// The company asked for it.
    Request,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::Failure, Self::NoSurveillance, Self::Request];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::NoSurveillance => "no_surveillance",
            Self::Request => "request",
        }
    }

    /// The ground with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The certificate.
    pub certificate: Seen,
    /// Whose certificate it is.
    pub holder: OrganisationId,
    /// Why, by the list.
    pub grounds: BTreeSet<Ground>,
    /// Why, in words.
    pub reason: Text,
    /// What has to be done for it to be lifted. A condition is called by its place, from 1.
    pub conditions: Vec<Text>,
    /// Who proposes it.
    pub by: PersonId,
}

impl Proposal {
    fn numbers(&self) -> impl Iterator<Item = u16> {
        (1..=u16::MAX).take(self.conditions.len())
    }

    /// Whether the company asked for it and nothing else speaks for it.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.grounds.iter().all(|ground| *ground == Ground::Request)
    }
}

/// What the company said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// This.
    Words(Text),
    /// Nothing, in the time it had.
    Nothing,
}

/// What is known of a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What was proposed.
    pub proposal: Proposal,
    /// By when the company may speak.
    pub speak_by: Option<Date>,
    /// What it said.
    pub said: Option<Said>,
    /// The conditions that are met.
    pub met: BTreeSet<u16>,
}

/// From when to when it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub limit: Date,
}

/// What came of it when it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The certificate was taken away.
    Withdrawn,
    /// Its scope was made narrower, and the rest is good again.
    Reduced,
    /// The holder gave it back.
    Ended,
}

/// Where a suspension stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unproposed,
    /// It is proposed.
    Proposed(Box<Known>),
    /// The company was heard.
    Heard(Box<Known>),
    /// It is imposed, from a day on.
    InForce {
        /// What is known.
        known: Box<Known>,
        /// From when to when.
        term: Term,
    },
    /// It was lifted.
    Lifted {
        /// What is known.
        known: Box<Known>,
        /// From when to when it was to last.
        term: Term,
        /// The first day without it.
        on: Date,
    },
    /// Something else was decided instead of lifting it.
    Concluded {
        /// What is known.
        known: Box<Known>,
        /// From when to when it was to last.
        term: Term,
        /// What.
        outcome: Outcome,
        /// The first day of that.
        on: Date,
    },
    /// It was not imposed.
    Dropped {
        /// What is known.
        known: Box<Known>,
        /// When.
        on: Date,
        /// Why.
        reason: Text,
    },
}

impl Status {
    /// Its word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unproposed => "unproposed",
            Self::Proposed(_) => "proposed",
            Self::Heard(_) => "heard",
            Self::InForce { .. } => "in_force",
            Self::Lifted { .. } => "lifted",
            Self::Concluded { .. } => "concluded",
            Self::Dropped { .. } => "dropped",
        }
    }
}

/// What somebody wants of a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Propose it.
    Propose(Proposal),
    /// Let the company speak.
    Invite {
        /// By when.
        speak_by: Date,
    },
    /// Put down what the company said.
    Hear {
        /// What.
        said: Said,
    },
    /// Impose it.
    Impose {
        /// The decision to suspend.
        decision: Made,
        /// From when to when.
        term: Term,
        /// The rules of the case.
        rules: Rules,
    },
    /// Say that a condition is met.
    Meet {
        /// Its number.
        condition: u16,
        /// What shows it.
        evidence: Vec<Observed>,
        /// Who says so, for the body.
        by: PersonId,
    },
    /// Lift it, from today.
    Lift {
        /// The decision to restore.
        decision: Made,
    },
    /// Withdraw or reduce instead, from today.
    Conclude {
        /// The decision to withdraw or reduce.
        decision: Made,
    },
    /// Note that the holder gave the certificate back, today.
    End,
    /// Do not impose it.
    Drop {
        /// Why.
        reason: Text,
    },
}

impl Command {
    /// Its word, for a refusal.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Propose(_) => "propose",
            Self::Invite { .. } => "invite",
            Self::Hear { .. } => "hear",
            Self::Impose { .. } => "impose",
            Self::Meet { .. } => "meet",
            Self::Lift { .. } => "lift",
            Self::Conclude { .. } => "conclude",
            Self::End => "end",
            Self::Drop { .. } => "drop",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was proposed.
    Proposed(Proposal),
    /// The company may speak.
    Invited {
        /// By when.
        speak_by: Date,
    },
    /// The company was heard.
    Heard {
        /// What it said.
        said: Said,
        /// When.
        on: Date,
    },
    /// It was imposed.
    Imposed {
        /// The decision.
        decision: Made,
        /// From when to when.
        term: Term,
    },
    /// A condition is met.
    ConditionMet {
        /// Its number.
        condition: u16,
        /// What shows it.
        evidence: Vec<Observed>,
        /// Who says so, for the body.
        by: PersonId,
    },
    /// It was lifted.
    Lifted {
        /// The decision.
        decision: Made,
        /// The first day without it.
        on: Date,
    },
    /// Something else was decided, or the holder gave the certificate back.
    Concluded {
        /// The decision; none where the holder gave it back.
        decision: Option<Made>,
        /// What.
        outcome: Outcome,
        /// The first day of that.
        on: Date,
    },
    /// It was not imposed.
    Dropped {
        /// Why.
        reason: Text,
        /// When.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "proposed",
            Self::Invited { .. } => "invited",
            Self::Heard { .. } => "heard",
            Self::Imposed { .. } => "imposed",
            Self::ConditionMet { .. } => "condition_met",
            Self::Lifted { .. } => "lifted",
            Self::Concluded { .. } => "concluded",
            Self::Dropped { .. } => "dropped",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Imposed { term, .. } => Some(term.from),
            Self::Heard { on, .. }
            | Self::Lifted { on, .. }
            | Self::Concluded { on, .. }
            | Self::Dropped { on, .. } => Some(*on),
            Self::Proposed(_) | Self::Invited { .. } | Self::ConditionMet { .. } => None,
        }
    }
}

/// The rules of a suspension.
#[derive(Debug, Clone, Copy)]
pub enum Suspension {}

impl Aggregate for Suspension {
    const KIND: &'static str = "suspension";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let on = at.today;
        match (status, command) {
            (Status::Unproposed, Command::Propose(proposal)) => {
                if proposal.grounds.is_empty() {
                    return Err(Error::NoGround);
                }
                if proposal.conditions.is_empty() && !proposal.is_request() {
                    return Err(Error::NoConditions);
                }
                Ok(vec![Event::Proposed(proposal)])
            }
            (Status::Proposed(_), Command::Invite { speak_by }) => {
                day::from(speak_by, period::next(on))?;
                Ok(vec![Event::Invited { speak_by }])
            }
            (Status::Proposed(known), Command::Hear { said }) => {
                hear(known, said, on)?;
                Ok(vec![Event::Heard { said, on }])
            }
            (Status::Proposed(known), Command::Impose { decision, term, rules }) => {
                if !known.proposal.is_request() {
                    return Err(Error::NotHeard);
                }
                impose(decision, term, &rules, on)
            }
            (Status::Heard(_), Command::Impose { decision, term, rules }) => impose(decision, term, &rules, on),
            (Status::InForce { known, term }, Command::Meet { condition, evidence, by }) => {
                in_time(*term, on)?;
                meet(known, condition, evidence, by)
            }
            (Status::InForce { known, term }, Command::Lift { decision }) => {
                in_time(*term, on)?;
                rests(decision, &[Kind::Restore], on)?;
                let open: Vec<u16> = known.proposal.numbers().filter(|number| !known.met.contains(number)).collect();
                if !open.is_empty() {
                    return Err(Error::ConditionsOpen { open });
                }
                Ok(vec![Event::Lifted { decision, on }])
            }
            (Status::InForce { .. }, Command::Conclude { decision }) => {
                rests(decision, &[Kind::Withdraw, Kind::Reduce], on)?;
                let outcome = if decision.kind == Kind::Reduce { Outcome::Reduced } else { Outcome::Withdrawn };
                Ok(vec![Event::Concluded { decision: Some(decision), outcome, on }])
            }
            (Status::InForce { .. }, Command::End) => {
                Ok(vec![Event::Concluded { decision: None, outcome: Outcome::Ended, on }])
            }
            (Status::Proposed(_) | Status::Heard(_), Command::Drop { reason }) => {
                Ok(vec![Event::Dropped { reason, on }])
            }
            (Status::Dropped { .. }, Command::Drop { .. }) => Ok(Vec::new()),
            (
                Status::Unproposed,
                command @ (Command::Invite { .. }
                | Command::Hear { .. }
                | Command::Impose { .. }
                | Command::Meet { .. }
                | Command::Lift { .. }
                | Command::Conclude { .. }
                | Command::End
                | Command::Drop { .. }),
            )
            | (
                Status::Proposed(_),
                command @ (Command::Propose(_)
                | Command::Meet { .. }
                | Command::Lift { .. }
                | Command::Conclude { .. }
                | Command::End),
            )
            | (
                Status::Heard(_),
                command @ (Command::Propose(_)
                | Command::Invite { .. }
                | Command::Hear { .. }
                | Command::Meet { .. }
                | Command::Lift { .. }
                | Command::Conclude { .. }
                | Command::End),
            )
            | (
                Status::InForce { .. },
                command @ (Command::Propose(_)
                | Command::Invite { .. }
                | Command::Hear { .. }
                | Command::Impose { .. }
                | Command::Drop { .. }),
            )
            | (
                Status::Lifted { .. } | Status::Concluded { .. },
                command @ (Command::Propose(_)
                | Command::Invite { .. }
                | Command::Hear { .. }
                | Command::Impose { .. }
                | Command::Meet { .. }
                | Command::Lift { .. }
                | Command::Conclude { .. }
                | Command::End
                | Command::Drop { .. }),
            )
            | (
                Status::Dropped { .. },
                command @ (Command::Propose(_)
                | Command::Invite { .. }
                | Command::Hear { .. }
                | Command::Impose { .. }
                | Command::Meet { .. }
                | Command::Lift { .. }
                | Command::Conclude { .. }
                | Command::End),
            ) => Err(Error::NotNow { command: command.word(), found: status.word() }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unproposed, Event::Proposed(proposal)) => Status::Proposed(Box::new(Known {
                proposal: proposal.clone(),
                speak_by: None,
                said: None,
                met: BTreeSet::new(),
            })),
            (Status::Proposed(mut known), Event::Invited { speak_by }) => {
                known.speak_by = Some(*speak_by);
                Status::Proposed(known)
            }
            (Status::Proposed(mut known), Event::Heard { said, .. }) => {
                known.said = Some(*said);
                Status::Heard(known)
            }
            (Status::Proposed(known) | Status::Heard(known), Event::Imposed { term, .. }) => {
                Status::InForce { known, term: *term }
            }
            (Status::InForce { mut known, term }, Event::ConditionMet { condition, .. }) => {
                known.met.insert(*condition);
                Status::InForce { known, term }
            }
            (Status::InForce { known, term }, Event::Lifted { on, .. }) => Status::Lifted { known, term, on: *on },
            (Status::InForce { known, term }, Event::Concluded { outcome, on, .. }) => {
                Status::Concluded { known, term, outcome: *outcome, on: *on }
            }
            (Status::Proposed(known) | Status::Heard(known), Event::Dropped { reason, on }) => {
                Status::Dropped { known, on: *on, reason: *reason }
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

/// That the company said nothing is known when its time is over.
fn hear(known: &Known, said: Said, today: Date) -> Result<(), Error> {
    match (said, known.speak_by) {
        (Said::Words(_), _) => Ok(()),
        (Said::Nothing, Some(speak_by)) => Ok(day::from(today, period::next(speak_by))?),
        (Said::Nothing, None) => Err(Error::NotInvited),
    }
}

fn impose(decision: Made, term: Term, rules: &Rules, today: Date) -> Result<Vec<Event>, Error> {
    rests(decision, &[Kind::Suspend], today)?;
    day::from(term.from, today)?;
    day::from(term.limit, term.from)?;
    day::until(term.limit, period::last_day_of_months(term.from, rules.figures.months_of_suspension))?;
    Ok(vec![Event::Imposed { decision, term }])
}

fn rests(decision: Made, expected: &'static [Kind], today: Date) -> Result<(), Error> {
    if !expected.contains(&decision.kind) {
        return Err(Error::OtherDecision { expected, found: decision.kind });
    }
    Ok(day::has_come(decision.on, today)?)
}

fn in_time(term: Term, today: Date) -> Result<(), Error> {
    if today <= term.limit { Ok(()) } else { Err(Error::Over { limit: term.limit }) }
}

fn meet(known: &Known, condition: u16, evidence: Vec<Observed>, by: PersonId) -> Result<Vec<Event>, Error> {
    if !known.proposal.numbers().any(|number| number == condition) {
        return Err(Error::NoSuchCondition { found: condition });
    }
    if known.met.contains(&condition) {
        return Ok(Vec::new());
    }
    if evidence.is_empty() {
        return Err(Error::NoEvidence { condition });
    }
    Ok(vec![Event::ConditionMet { condition, evidence, by }])
}
