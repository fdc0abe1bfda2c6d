//! The life of one certificate (認証書): issued, set aside for a time, ended in one of four ways. The document comes later.
//!
//! Knows the decision it rests on as a parameter ([`Made`]), and neither audit nor case. effective ⇄ suspended; both →
//! withdrawn 取消し | ended 返納 | transferred 移管, a suspended one never 移管; 有効期間満了 comes by the date. No end has an exit
//! (spec 7 §23): renewal, and taking up again within some months, issue a *new* certificate that continues the earlier one.
//! How it stands is a question of the day ([`standing()`]), so that no job writes that it has expired; how it stood as known on
//! another day is the same question to the events recorded until then.
//!
//! It holds for the years of the rule pack from its effective day, which is never before the decision (INV-43, INV-44) nor, by a
//! rule of ours, more than six months after it. One
//! renewed in time begins on the day after the earlier one (INV-44); one taken up again begins no earlier than the decision and
//! ends as if it had been renewed in time (INV-45). Fees that are not paid hold the issue back, and nothing else (INV-40).

mod error;
mod event;
mod issue;
mod standing;
#[cfg(test)]
mod tests;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{Aggregate, At, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::certification::CertificationType;
use crate::day;
use crate::decision::{Kind, Made};
use crate::rules::Rules;
use crate::seen::{Exhibit, Seen};
pub use error::Error;
pub use event::Event;
pub use issue::{Basis, Earlier, Issue, Outstanding};
pub use standing::{BodyStanding, Standing, Verdict, standing, verdict};

/// What is known of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As it was issued; scope and sites as they are now.
    pub issue: Issue,
    /// Every time it was set aside, oldest first.
    pub suspensions: Vec<Span>,
}

/// One time it was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The suspension.
    pub suspension: Seen,
    /// The first day.
    pub from: Date,
    /// The last day by which it is lifted.
    pub limit: Date,
    /// The first day on which it was good again.
    pub resumed_on: Option<Date>,
}

/// Where a certificate stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unissued,
    /// It is good, until its last day.
    Effective(Box<Known>),
    /// It is set aside, today or from a day to come.
    Suspended(Box<Known>),
    /// 取消し: the body took it away.
    Withdrawn {
        /// What is known.
        known: Box<Known>,
        /// The first day without it.
        on: Date,
    },
    /// 返納: the holder gave it back.
    Ended {
        /// What is known.
        known: Box<Known>,
        /// The first day without it.
        on: Date,
    },
    /// 移管: another body goes on with it.
    Transferred {
        /// What is known.
        known: Box<Known>,
        /// The first day without it.
        on: Date,
        /// To whom.
        to: Receiver,
    },
}

impl Status {
    /// What is known of it.
    #[must_use]
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unissued => None,
            Self::Effective(known) | Self::Suspended(known) => Some(known),
            Self::Withdrawn { known, .. } | Self::Ended { known, .. } | Self::Transferred { known, .. } => Some(known),
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unissued => "unissued",
            Self::Effective(_) => "effective",
            Self::Suspended(_) => "suspended",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Ended { .. } => "ended",
            Self::Transferred { .. } => "transferred",
        }
    }
}

/// The body that goes on with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// One that is registered here.
    Body(OrganisationId),
    /// Another one, by name.
    Named(Text),
}

/// What somebody wants of a certificate. What ends, ends today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Issue it.
    Issue(Box<Issuing>),
    /// Set it aside.
    Suspend {
        /// The suspension.
        suspension: Seen,
        /// The decision to suspend.
        decision: Made,
        /// The first day.
        from: Date,
        /// The last day by which it is lifted.
        limit: Date,
    },
    /// Let it be good again, from today.
    Resume {
        /// The decision to restore.
        decision: Made,
    },
    /// Make its scope wider or narrower, from today (INV-54).
    Rescope {
        /// The decision to extend or reduce.
        decision: Made,
        /// The scope.
        scope: Text,
        /// The sites.
        sites: Vec<Text>,
    },
    /// Take it away.
    Withdraw {
        /// The decision to withdraw.
        decision: Made,
    },
    /// The holder gives it back.
    End {
        /// Who, for the holder.
        by: PersonId,
        /// Why, if they say.
        reason: Option<Text>,
    },
    /// Another body goes on with it (INV-58).
    Transfer {
        /// Which.
        to: Receiver,
        /// The last report and what is open, as they are passed on.
        papers: Vec<Exhibit>,
    },
}

impl Command {
    /// Its word, for a refusal.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Issue(_) => "issue",
            Self::Suspend { .. } => "suspend",
            Self::Resume { .. } => "resume",
            Self::Rescope { .. } => "rescope",
            Self::Withdraw { .. } => "withdraw",
            Self::End { .. } => "end",
            Self::Transfer { .. } => "transfer",
        }
    }
}

/// What issuing brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuing {
    /// The case.
    pub case: StreamId,
    /// Whose certificate it is.
    pub holder: OrganisationId,
    /// The number, as the body writes it (spec 7 §14). That no two have the same is not known here.
    pub number: Text,
    /// The scope.
    pub scope: Text,
    /// The sites.
    pub sites: Vec<Text>,
    /// Which of the two kinds.
    pub certification: CertificationType,
    /// The edition of the criteria.
    pub criteria: EditionId,
    /// The decision it rests on.
    pub decision: Made,
    /// How it comes to be.
    pub basis: Basis,
    /// Evidence: whether the accreditation of the body stands today (INV-22).
    pub accredited: bool,
    /// Evidence: whether the fees are paid.
    pub fees_paid: bool,
    /// Why it is issued although they are not.
    pub fees_reason: Option<Text>,
    /// The rules of the case.
    pub rules: Rules,
}

/// The rules of a certificate.
#[derive(Debug, Clone, Copy)]
pub enum Certificate {}

impl Aggregate for Certificate {
    const KIND: &'static str = "certificate";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let on = at.today;
        match (status, command) {
            (Status::Unissued, Command::Issue(issuing)) => {
                Ok(vec![Event::Issued(Box::new(issue::issue(*issuing, on)?))])
            }
            (Status::Effective(known), Command::Suspend { suspension, decision, from, limit }) => {
                runs(known, on)?;
                rests(&decision, &[Kind::Suspend], on)?;
                day::from(from, on)?;
                day::until(from, known.issue.expiry)?;
                day::from(limit, from)?;
                Ok(vec![Event::Suspended { suspension, decision, from, limit }])
            }
            (Status::Suspended(known), Command::Resume { decision }) => {
                runs(known, on)?;
                rests(&decision, &[Kind::Restore], on)?;
                Ok(vec![Event::Resumed { decision, on }])
            }
            (Status::Effective(known), Command::Rescope { decision, scope, sites }) => {
                rescope(known, decision, &[Kind::Extend, Kind::Reduce], (scope, sites), on)
            }
            // What is set aside is made narrower so that the rest can be good again (INV-53), and never wider.
            (Status::Suspended(known), Command::Rescope { decision, scope, sites }) => {
                rescope(known, decision, &[Kind::Reduce], (scope, sites), on)
            }
            (Status::Effective(known) | Status::Suspended(known), Command::Withdraw { decision }) => {
                runs(known, on)?;
                rests(&decision, &[Kind::Withdraw], on)?;
                Ok(vec![Event::Withdrawn { decision, on }])
            }
            (Status::Effective(known) | Status::Suspended(known), Command::End { by, reason }) => {
                runs(known, on)?;
                Ok(vec![Event::Ended { by, reason, on }])
            }
            (Status::Effective(known), Command::Transfer { to, papers }) => {
                runs(known, on)?;
                if papers.is_empty() {
                    return Err(Error::NoPapers);
                }
                Ok(vec![Event::Transferred { to, papers, on }])
            }
            (Status::Suspended(_), Command::Transfer { .. }) => Err(Error::TransferOfSuspended),
            (
                Status::Unissued,
                command @ (Command::Suspend { .. }
                | Command::Resume { .. }
                | Command::Rescope { .. }
                | Command::Withdraw { .. }
                | Command::End { .. }
                | Command::Transfer { .. }),
            )
            | (Status::Effective(_), command @ (Command::Issue(_) | Command::Resume { .. }))
            | (Status::Suspended(_), command @ (Command::Issue(_) | Command::Suspend { .. }))
            | (
                Status::Withdrawn { .. } | Status::Ended { .. } | Status::Transferred { .. },
                command @ (Command::Issue(_)
                | Command::Suspend { .. }
                | Command::Resume { .. }
                | Command::Rescope { .. }
                | Command::Withdraw { .. }
                | Command::End { .. }
                | Command::Transfer { .. }),
            ) => Err(Error::NotNow { command: command.word(), found: status.word() }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unissued, Event::Issued(issue)) => {
                Status::Effective(Box::new(Known { issue: (**issue).clone(), suspensions: Vec::new() }))
            }
            (Status::Effective(mut known), Event::Suspended { suspension, from, limit, .. }) => {
                let (suspension, from, limit) = (*suspension, *from, *limit);
                known.suspensions.push(Span { suspension, from, limit, resumed_on: None });
                Status::Suspended(known)
            }
            (Status::Suspended(mut known), Event::Resumed { on, .. }) => {
                if let Some(span) = known.suspensions.last_mut() {
                    span.resumed_on = Some(*on);
                }
                Status::Effective(known)
            }
            (Status::Effective(mut known), Event::Rescoped { scope, sites, .. }) => {
                (known.issue.scope, known.issue.sites) = (*scope, sites.clone());
                Status::Effective(known)
            }
            (Status::Suspended(mut known), Event::Rescoped { scope, sites, .. }) => {
                (known.issue.scope, known.issue.sites) = (*scope, sites.clone());
                Status::Suspended(known)
            }
            (Status::Effective(known) | Status::Suspended(known), Event::Withdrawn { on, .. }) => {
                Status::Withdrawn { known, on: *on }
            }
            (Status::Effective(known) | Status::Suspended(known), Event::Ended { on, .. }) => {
                Status::Ended { known, on: *on }
            }
            (Status::Effective(known), Event::Transferred { to, on, .. }) => {
                Status::Transferred { known, on: *on, to: *to }
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

/// It has not reached its last day: what has expired has no exit.
fn runs(known: &Known, today: Date) -> Result<(), Error> {
    let on = known.issue.expiry;
    if today <= on { Ok(()) } else { Err(Error::Expired { on }) }
}

/// The decision is one of these kinds, and has been made.
fn rests(decision: &Made, expected: &'static [Kind], today: Date) -> Result<(), Error> {
    if !expected.contains(&decision.kind) {
        return Err(Error::OtherDecision { expected, found: decision.kind });
    }
    Ok(day::has_come(decision.on, today)?)
}

fn rescope(
    known: &Known,
    decision: Made,
    expected: &'static [Kind],
    (scope, sites): (Text, Vec<Text>),
    on: Date,
) -> Result<Vec<Event>, Error> {
    runs(known, on)?;
    rests(&decision, expected, on)?;
    if sites.is_empty() {
        return Err(Error::NoSites);
    }
    Ok(vec![Event::Rescoped { decision, scope, sites, on }])
}
