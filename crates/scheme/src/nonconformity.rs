//! One nonconformity (不適合): what was found, what the company answers, whether that is enough, its end.
//!
//! Knows the criterion it fails and the last day of stage 2 as parameters; knows no other nonconformity. It has criterion,
//! evidence, grade, date and author (INV-34), and is raised no milder than it was found; a solution is never part of it: what somebody advises during an audit is
//! recorded with the audit, separately (spec 7 §10). The company answers with cause, correction and corrective action. Of
//! a minor one the plan is accepted; of a major one correction *and* corrective action are verified to be effective (INV-35).
//! A major one that is not verified within the months of the rule pack after the last day of stage 2 asks for another stage 2
//! (INV-36): that is a question ([`standing()`]), not a state.

mod error;
mod standing;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use record::{Aggregate, At, Happening, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::day;
use crate::requirement::Outcome;
use crate::seen::{Observed, Seen};
pub use error::Error;
pub use standing::{Settled, Standing, settled, settled_on, standing};

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The whole is in doubt.
    Major,
    /// A part fails.
    Minor,
}

impl Grade {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Major, Self::Minor];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }

    /// The grade with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.word() == word)
    }
}

/// What was found to fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raising {
    /// The audit.
    pub audit: StreamId,
    /// The company.
    pub company: OrganisationId,
    /// The working paper of the requirement, as it was.
    pub requirement: Seen,
    /// Id of the criterion.
    pub criterion: String,
    /// How grave it is.
    pub grade: Grade,
    /// What fails, in words.
    pub statement: Text,
    /// What was seen.
    pub evidence: Vec<Observed>,
    /// On which day.
    pub found_on: Date,
    /// Who found it.
    pub author: PersonId,
}

/// Something the company does about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What.
    pub what: Text,
    /// By when.
    pub due: Date,
    /// When it was done.
    pub done_on: Option<Date>,
    /// What shows it.
    pub evidence: Vec<Observed>,
}

/// What the company answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Why it came to this.
    pub cause: Text,
    /// What sets it right.
    pub correction: Action,
    /// What keeps it from coming again.
    pub corrective_action: Action,
    /// Who answers, for the company.
    pub by: PersonId,
}

/// What a verification found of both actions (INV-35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Whether the correction is effective.
    pub correction: bool,
    /// Whether the corrective action is.
    pub corrective_action: bool,
    /// What was seen.
    pub evidence: Vec<Observed>,
    /// What was noted.
    pub note: Option<Text>,
    /// Who verified.
    pub by: PersonId,
}

/// What is known of a nonconformity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What was found. The grade is the one that holds now.
    pub raised: Raising,
    /// The last answer of the company.
    pub answer: Option<Answer>,
    /// Why the last answer was given back.
    pub returned: Option<Text>,
    /// When a plan was accepted that still holds.
    pub accepted_on: Option<Date>,
    /// When both actions were verified to be effective.
    pub verified_on: Option<Date>,
    /// When it got the grade that holds now, where it was raised with another.
    pub regraded_on: Option<Date>,
}

/// Where a nonconformity stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unraised,
    /// The company answers.
    Raised(Box<Known>),
    /// The body looks at the answer.
    Answered(Box<Known>),
    /// The body accepted what the company plans.
    Accepted(Box<Known>),
    /// Both actions are effective.
    Verified(Box<Known>),
    /// It is closed.
    Closed {
        /// What is known.
        known: Box<Known>,
        /// When.
        on: Date,
    },
    /// It was none.
    Withdrawn {
        /// What is known.
        known: Box<Known>,
        /// When.
        on: Date,
        /// Why.
        reason: Text,
    },
}

/// The name of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It has no event.
    Unraised,
    /// The company answers.
    Raised,
    /// The body looks at the answer.
    Answered,
    /// The plan is accepted.
    Accepted,
    /// Both actions are effective.
    Verified,
    /// It is closed.
    Closed,
    /// It was none.
    Withdrawn,
}

impl Place {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unraised => "unraised",
            Self::Raised => "raised",
            Self::Answered => "answered",
            Self::Accepted => "accepted",
            Self::Verified => "verified",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Status {
    /// What is known of it.
    #[must_use]
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unraised => None,
            Self::Raised(known) | Self::Answered(known) | Self::Accepted(known) | Self::Verified(known) => Some(known),
            Self::Closed { known, .. } | Self::Withdrawn { known, .. } => Some(known),
        }
    }

    /// The name of the status.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Unraised => Place::Unraised,
            Self::Raised(_) => Place::Raised,
            Self::Answered(_) => Place::Answered,
            Self::Accepted(_) => Place::Accepted,
            Self::Verified(_) => Place::Verified,
            Self::Closed { .. } => Place::Closed,
            Self::Withdrawn { .. } => Place::Withdrawn,
        }
    }
}

/// What somebody wants of a nonconformity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Raise it.
    Raise {
        /// What was found.
        raising: Raising,
        /// Evidence: whether the author is in the team of the audit.
        in_team: bool,
        /// Evidence: what the working paper says of the requirement.
        found: Outcome,
    },
    /// Answer it, for the company.
    Answer(Answer),
    /// Accept what the company plans.
    Accept {
        /// Who, for the body.
        by: PersonId,
    },
    /// Give the answer back.
    Return {
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
    },
    /// Verify whether both actions are effective.
    Verify(Verification),
    /// Close it.
    Close {
        /// Who, for the body.
        by: PersonId,
    },
    /// Say that it was none.
    Withdraw {
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
    },
    /// Give it another grade.
    Regrade {
        /// Which.
        grade: Grade,
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
    },
}

impl Command {
    /// Its word, for a refusal.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Raise { .. } => "raise",
            Self::Answer(_) => "answer",
            Self::Accept { .. } => "accept",
            Self::Return { .. } => "return",
            Self::Verify(_) => "verify",
            Self::Close { .. } => "close",
            Self::Withdraw { .. } => "withdraw",
            Self::Regrade { .. } => "regrade",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was raised.
    Raised(Raising),
    /// The company answered.
    Answered {
        /// What.
        answer: Answer,
        /// When.
        on: Date,
    },
    /// What the company plans was accepted.
    Accepted {
        /// Who, for the body.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// The answer was given back.
    Returned {
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
    },
    /// Both actions were looked at.
    Verified {
        /// What was found.
        verification: Verification,
        /// When.
        on: Date,
    },
    /// It was closed.
    Closed {
        /// Who, for the body.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// It was none.
    Withdrawn {
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// It has another grade.
    Regraded {
        /// Which.
        grade: Grade,
        /// Why.
        reason: Text,
        /// Who, for the body.
        by: PersonId,
        /// From when.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Raised(_) => "raised",
            Self::Answered { .. } => "answered",
            Self::Accepted { .. } => "accepted",
            Self::Returned { .. } => "returned",
            Self::Verified { .. } => "verified",
            Self::Closed { .. } => "closed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Regraded { .. } => "regraded",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Raised(raising) => Some(raising.found_on),
            Self::Answered { on, .. }
            | Self::Accepted { on, .. }
            | Self::Verified { on, .. }
            | Self::Closed { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::Regraded { on, .. } => Some(*on),
            Self::Returned { .. } => None,
        }
    }
}

/// The rules of a nonconformity.
#[derive(Debug, Clone, Copy)]
pub enum Nonconformity {}

impl Aggregate for Nonconformity {
    const KIND: &'static str = "nonconformity";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let on = at.today;
        let not = |command: &Command| Err(Error::NotNow { command: command.word(), found: status.place() });
        match (status, command) {
            (Status::Unraised, Command::Raise { raising, in_team, found }) => {
                raise(&raising, in_team, found, on)?;
                Ok(vec![Event::Raised(raising)])
            }
            (Status::Raised(_) | Status::Answered(_), Command::Answer(answer)) => reply(status, answer, on),
            (Status::Answered(_), Command::Accept { by }) => Ok(vec![Event::Accepted { by, on }]),
            (Status::Answered(_) | Status::Accepted(_), Command::Return { reason, by }) => {
                Ok(vec![Event::Returned { reason, by }])
            }
            (Status::Accepted(known), Command::Verify(verification)) => verify(known, verification, on),
            (Status::Accepted(known), Command::Close { by }) => match known.raised.grade {
                Grade::Minor => Ok(vec![Event::Closed { by, on }]),
                Grade::Major => Err(Error::NotVerified),
            },
            (Status::Verified(_), Command::Close { by }) => Ok(vec![Event::Closed { by, on }]),
            (
                Status::Raised(_) | Status::Answered(_) | Status::Accepted(_) | Status::Verified(_),
                Command::Withdraw { reason, by },
            ) => Ok(vec![Event::Withdrawn { reason, by, on }]),
            (
                Status::Raised(known) | Status::Answered(known) | Status::Accepted(known) | Status::Verified(known),
                Command::Regrade { grade, reason, by },
            ) => {
                let same = known.raised.grade == grade;
                Ok(if same { Vec::new() } else { vec![Event::Regraded { grade, reason, by, on }] })
            }
            (Status::Closed { .. }, Command::Close { .. }) | (Status::Withdrawn { .. }, Command::Withdraw { .. }) => {
                Ok(Vec::new())
            }
            (
                Status::Unraised,
                command @ (Command::Answer(_)
                | Command::Accept { .. }
                | Command::Return { .. }
                | Command::Verify(_)
                | Command::Close { .. }
                | Command::Withdraw { .. }
                | Command::Regrade { .. }),
            )
            | (
                Status::Raised(_),
                command @ (Command::Raise { .. }
                | Command::Accept { .. }
                | Command::Return { .. }
                | Command::Verify(_)
                | Command::Close { .. }),
            )
            | (Status::Answered(_), command @ (Command::Raise { .. } | Command::Verify(_) | Command::Close { .. }))
            | (Status::Accepted(_), command @ (Command::Raise { .. } | Command::Answer(_) | Command::Accept { .. }))
            | (
                Status::Verified(_),
                command @ (Command::Raise { .. }
                | Command::Answer(_)
                | Command::Accept { .. }
                | Command::Return { .. }
                | Command::Verify(_)),
            )
            | (
                Status::Closed { .. },
                command @ (Command::Raise { .. }
                | Command::Answer(_)
                | Command::Accept { .. }
                | Command::Return { .. }
                | Command::Verify(_)
                | Command::Withdraw { .. }
                | Command::Regrade { .. }),
            )
            | (
                Status::Withdrawn { .. },
                command @ (Command::Raise { .. }
                | Command::Answer(_)
                | Command::Accept { .. }
                | Command::Return { .. }
                | Command::Verify(_)
                | Command::Close { .. }
                | Command::Regrade { .. }),
            ) => not(&command),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        let known = match (status, event) {
            (_, Event::Raised(raised)) => {
                let known = Known {
                    raised: raised.clone(),
                    answer: None,
                    returned: None,
                    accepted_on: None,
                    verified_on: None,
                    regraded_on: None,
                };
                return Status::Raised(Box::new(known));
            }
            (Status::Unraised, _) => return Status::Unraised,
            (
                Status::Raised(mut known)
                | Status::Answered(mut known)
                | Status::Accepted(mut known)
                | Status::Verified(mut known),
                Event::Regraded { grade, on, .. },
            ) if known.raised.grade != *grade => {
                known.raised.grade = *grade;
                known.regraded_on = Some(*on);
                return known.placed();
            }
            (Status::Raised(known) | Status::Answered(known) | Status::Accepted(known), _)
            | (Status::Verified(known) | Status::Closed { known, .. } | Status::Withdrawn { known, .. }, _) => known,
        };
        known.after(event)
    }
}

impl Known {
    /// The open status that fits what is known.
    fn placed(self: Box<Self>) -> Status {
        match (self.verified_on, self.accepted_on, &self.answer, self.returned) {
            (Some(_), _, _, _) => Status::Verified(self),
            (None, Some(_), _, _) => Status::Accepted(self),
            (None, None, Some(_), None) => Status::Answered(self),
            (None, None, _, _) => Status::Raised(self),
        }
    }

    fn after(mut self: Box<Self>, event: &Event) -> Status {
        match event {
            Event::Answered { answer, .. } => {
                self.answer = Some(answer.clone());
                self.returned = None;
            }
            Event::Accepted { on, .. } => self.accepted_on = Some(*on),
            Event::Returned { reason, .. } => {
                (self.returned, self.accepted_on) = (Some(*reason), None);
            }
            Event::Verified { verification, on } => {
                if verification.correction && verification.corrective_action {
                    self.verified_on = Some(*on);
                } else {
                    (self.returned, self.accepted_on) = (verification.note, None);
                }
            }
            Event::Closed { on, .. } => return Status::Closed { known: self, on: *on },
            Event::Withdrawn { on, reason, .. } => {
                return Status::Withdrawn { known: self, on: *on, reason: *reason };
            }
            Event::Raised(_) | Event::Regraded { .. } => {}
        }
        self.placed()
    }
}

/// It is not raised milder than it was found. To give it another grade later takes a reason.
fn raise(raising: &Raising, in_team: bool, found: Outcome, today: Date) -> Result<(), Error> {
    if !in_team {
        return Err(Error::NotOfTheTeam { author: raising.author });
    }
    if raising.evidence.is_empty() {
        return Err(Error::NoEvidence { criterion: raising.criterion.clone() });
    }
    bears(raising.grade, found, &raising.criterion)?;
    Ok(day::has_come(raising.found_on, today)?)
}

/// Whether a nonconformity of that grade bears what is found of its criterion: one that is minor none that is major.
///
/// # Errors
/// It does not.
pub fn bears(grade: Grade, found: Outcome, criterion: &str) -> Result<(), Error> {
    match (grade, found) {
        (Grade::Minor, Outcome::NonconformMajor) => Err(Error::Milder { criterion: criterion.to_owned() }),
        (Grade::Major | Grade::Minor, Outcome::Conform | Outcome::NonconformMinor | Outcome::NotApplicable)
        | (Grade::Major, Outcome::NonconformMajor) => Ok(()),
    }
}

/// The answer, or nothing where exactly this one stands.
fn reply(status: &Status, answer: Answer, on: Date) -> Result<Vec<Event>, Error> {
    for action in [&answer.correction, &answer.corrective_action] {
        if let Some(done_on) = action.done_on {
            day::has_come(done_on, on)?;
        } else {
            day::from(action.due, on)?;
        }
    }
    let stands =
        status.place() == Place::Answered && status.known().is_some_and(|known| known.answer.as_ref() == Some(&answer));
    Ok(if stands { Vec::new() } else { vec![Event::Answered { answer, on }] })
}

/// Whoever finds an action ineffective says what is missing.
fn verify(known: &Known, verification: Verification, on: Date) -> Result<Vec<Event>, Error> {
    let effective = verification.correction && verification.corrective_action;
    if effective && verification.evidence.is_empty() {
        return Err(Error::NoEvidence { criterion: known.raised.criterion.clone() });
    }
    if !effective && verification.note.is_none() {
        return Err(Error::NoNote);
    }
    Ok(vec![Event::Verified { verification, on }])
}
