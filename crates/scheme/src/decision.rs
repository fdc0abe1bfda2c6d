//! The certification decision (判定): by one person or a committee (判定委員会), on what, with which reasons.
//!
//! Knows what the decision rests on as [`Grounds`], which a command brings and the event keeps, so that a year later each line
//! can be told again ([`explain()`]); reads no audit, no nonconformity, no accreditation. Who decides is neither of the audit's
//! team nor advised the company (INV-02, INV-41). Proposed → circulated → votes, recusals and minutes → decided; the votes of
//! those who recused themselves do not count, neither for the majority nor for the quorum (spec 7 §17). It is decided on the
//! papers that were sent round and on no others (INV-41): where they changed, they go round again and take the votes with them.
//! A decision of an earlier day rests on nothing that was settled only later (INV-40). Whether fees are paid
//! is no ground: it holds a certificate back ([`crate::certificate`]), and never touches conformity (INV-40).
//!
//! That a committee decides by more votes for than against, and how large it is at most, is ours; the sources do not say.

mod error;
mod explain;
mod grounds;
mod judge;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{Aggregate, At, Happening, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::rules::Rules;
use crate::seen::Seen;
pub use error::Error;
pub use explain::{Fact, Line, explain};
pub use grounds::{
    Accreditation, Declaration, Grounds, Made, NonconformityFact, Partial, Recommendation, ReportFact, RequirementFact,
};

/// What is decided (INV-42).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A certificate for the first time.
    Grant,
    /// No certificate.
    Refuse,
    /// A wider scope.
    Extend,
    /// A narrower scope (INV-54).
    Reduce,
    /// A certificate for another period.
    Renew,
    /// A certificate is set aside for a time.
    Suspend,
    /// A certificate that was set aside, or has expired within the months of the rule pack, is good again.
    Restore,
    /// A certificate is taken away.
    Withdraw,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Grant,
        Self::Refuse,
        Self::Extend,
        Self::Reduce,
        Self::Renew,
        Self::Suspend,
        Self::Restore,
        Self::Withdraw,
    ];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Refuse => "refuse",
            Self::Extend => "extend",
            Self::Reduce => "reduce",
            Self::Renew => "renew",
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::Withdraw => "withdraw",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it rests on an audit that is reported (INV-40, INV-41). The others may rest on what was not done.
    #[must_use]
    pub fn needs_report(self) -> bool {
        match self {
            Self::Grant | Self::Refuse | Self::Extend | Self::Renew => true,
            Self::Reduce | Self::Suspend | Self::Restore | Self::Withdraw => false,
        }
    }

    /// Whether it says that the company conforms, so that nothing may be open against it (INV-40).
    #[must_use]
    pub fn needs_conformity(self) -> bool {
        match self {
            Self::Grant | Self::Extend | Self::Renew | Self::Restore => true,
            Self::Refuse | Self::Reduce | Self::Suspend | Self::Withdraw => false,
        }
    }

    /// Whether it goes against the company, so that it carries reasons and the way to appeal (INV-42).
    #[must_use]
    pub fn is_adverse(self) -> bool {
        match self {
            Self::Refuse | Self::Reduce | Self::Suspend | Self::Withdraw => true,
            Self::Grant | Self::Extend | Self::Renew | Self::Restore => false,
        }
    }
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Forum {
    /// One person.
    OnePerson {
        /// Who.
        person: PersonId,
    },
    /// A committee (判定委員会).
    Committee {
        /// Who chairs it; a member.
        chair: PersonId,
        /// Everybody who votes.
        members: BTreeSet<PersonId>,
    },
}

impl Forum {
    /// Everybody who takes part.
    #[must_use]
    pub fn people(&self) -> BTreeSet<PersonId> {
        match self {
            Self::OnePerson { person } => [*person].into(),
            Self::Committee { members, .. } => members.clone(),
        }
    }
}

/// A vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// For the proposal.
    For,
    /// Against it.
    Against,
    /// Neither.
    Abstain,
}

impl Vote {
    /// Every vote.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// The vote with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vote| vote.word() == word)
    }
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The case.
    pub case: StreamId,
    /// The company.
    pub company: OrganisationId,
    /// What.
    pub kind: Kind,
    /// Who decides.
    pub forum: Forum,
    /// Who proposes.
    pub by: PersonId,
}

/// A proposal with what came of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What is proposed.
    pub proposal: Proposal,
    /// When.
    pub on: Date,
    /// What was sent round, and when.
    pub circulated: Option<(Date, Vec<Seen>)>,
    /// The votes.
    pub votes: BTreeMap<PersonId, Vote>,
    /// Who took no part, and why.
    pub recused: BTreeMap<PersonId, Text>,
    /// The minutes.
    pub minutes: Option<Text>,
}

/// A decision as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What was decided.
    pub kind: Kind,
    /// The day of the decision.
    pub on: Date,
    /// Who decided; of a committee, who says so for it.
    pub by: PersonId,
    /// What it rests on.
    pub grounds: Grounds,
    /// The reasons (INV-42).
    pub reasons: Vec<Text>,
    /// How to appeal.
    pub appeal: Option<Appeal>,
    /// Why a decision of an earlier day is recorded only now.
    pub late: Option<Text>,
}

/// The way to appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Where and how, in words.
    pub path: Text,
    /// The last day. One that is a holiday does not move here (spec 7 §12).
    pub until: Date,
}

/// Where a decision stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unproposed,
    /// It is proposed.
    Proposed(Box<Proposed>),
    /// Its papers were sent round.
    Circulated(Box<Proposed>),
    /// It is decided, for ever.
    Decided {
        /// The proposal with its votes.
        proposed: Box<Proposed>,
        /// The decision.
        decided: Box<Decided>,
    },
    /// The proposal was dropped.
    Dropped {
        /// The proposal.
        proposed: Box<Proposed>,
        /// When.
        on: Date,
        /// Why.
        reason: Text,
    },
}

impl Status {
    /// The proposal, whatever came of it.
    #[must_use]
    pub fn proposed(&self) -> Option<&Proposed> {
        match self {
            Self::Unproposed => None,
            Self::Proposed(proposed) | Self::Circulated(proposed) => Some(proposed),
            Self::Decided { proposed, .. } | Self::Dropped { proposed, .. } => Some(proposed),
        }
    }

    /// The decision, once there is one.
    #[must_use]
    pub fn decided(&self) -> Option<&Decided> {
        match self {
            Self::Decided { decided, .. } => Some(decided),
            Self::Unproposed | Self::Proposed(_) | Self::Circulated(_) | Self::Dropped { .. } => None,
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unproposed => "unproposed",
            Self::Proposed(_) => "proposed",
            Self::Circulated(_) => "circulated",
            Self::Decided { .. } => "decided",
            Self::Dropped { .. } => "dropped",
        }
    }
}

/// What somebody wants of a decision. `partial` is evidence: who has a part in the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Propose it.
    Propose(Box<Proposing>),
    /// Send its papers round.
    Circulate {
        /// What is sent round.
        papers: Vec<Seen>,
    },
    /// Vote. Another vote of the same person takes the place of the first.
    Vote {
        /// Who.
        by: PersonId,
        /// How.
        vote: Vote,
        /// Evidence.
        partial: Partial,
    },
    /// Take no part.
    Recuse {
        /// Who.
        by: PersonId,
        /// Why.
        reason: Text,
    },
    /// Put down the minutes.
    Minutes {
        /// The minutes.
        minutes: Text,
    },
    /// Decide.
    Decide(Box<Deciding>),
    /// Drop the proposal.
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
            Self::Circulate { .. } => "circulate",
            Self::Vote { .. } => "vote",
            Self::Recuse { .. } => "recuse",
            Self::Minutes { .. } => "minutes",
            Self::Decide(_) => "decide",
            Self::Drop { .. } => "drop",
        }
    }
}

/// What proposing brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposing {
    /// What.
    pub proposal: Proposal,
    /// Evidence: who has a part in the case.
    pub partial: Partial,
    /// Evidence: who holds the role of a decision maker.
    pub deciders: BTreeSet<PersonId>,
    /// The rules of the case.
    pub rules: Rules,
}

/// What a decision brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// Who decides, or says so for the committee.
    pub by: PersonId,
    /// The day of the decision.
    pub on: Date,
    /// What it rests on, read in the same transaction.
    pub grounds: Grounds,
    /// Evidence: the papers as they stand, read in the same transaction.
    pub papers: Vec<Seen>,
    /// The reasons.
    pub reasons: Vec<Text>,
    /// Where and how to appeal, in words.
    pub appeal_path: Option<Text>,
    /// Why a decision of an earlier day is recorded only now.
    pub late: Option<Text>,
    /// Evidence: who holds the role of a decision maker on the day of the decision.
    pub deciders: BTreeSet<PersonId>,
    /// The rules of the case.
    pub rules: Rules,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was proposed.
    Proposed {
        /// What.
        proposal: Proposal,
        /// When.
        on: Date,
    },
    /// Its papers were sent round.
    Circulated {
        /// What was sent round.
        papers: Vec<Seen>,
        /// When.
        on: Date,
    },
    /// Somebody voted.
    Voted {
        /// Who.
        by: PersonId,
        /// How.
        vote: Vote,
    },
    /// Somebody takes no part.
    Recused {
        /// Who.
        by: PersonId,
        /// Why.
        reason: Text,
    },
    /// The minutes were put down.
    MinutesKept {
        /// The minutes.
        minutes: Text,
    },
    /// It was decided.
    Decided(Box<Decided>),
    /// The proposal was dropped.
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
            Self::Proposed { .. } => "proposed",
            Self::Circulated { .. } => "circulated",
            Self::Voted { .. } => "voted",
            Self::Recused { .. } => "recused",
            Self::MinutesKept { .. } => "minutes_kept",
            Self::Decided(_) => "decided",
            Self::Dropped { .. } => "dropped",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Proposed { on, .. } | Self::Circulated { on, .. } | Self::Dropped { on, .. } => Some(*on),
            Self::Decided(decided) => Some(decided.on),
            Self::Voted { .. } | Self::Recused { .. } | Self::MinutesKept { .. } => None,
        }
    }
}

/// The rules of a decision.
#[derive(Debug, Clone, Copy)]
pub enum Decision {}

impl Aggregate for Decision {
    const KIND: &'static str = "decision";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let on = at.today;
        match (status, command) {
            (Status::Unproposed, Command::Propose(proposing)) => {
                let Proposing { proposal, partial, deciders, rules } = *proposing;
                judge::forum(&proposal.forum, &partial, &deciders, &rules)?;
                Ok(vec![Event::Proposed { proposal, on }])
            }
            (Status::Proposed(_) | Status::Circulated(_), Command::Circulate { papers }) => {
                if papers.is_empty() {
                    return Err(Error::NoPapers);
                }
                Ok(vec![Event::Circulated { papers, on }])
            }
            (Status::Circulated(proposed), Command::Vote { by, vote, partial }) => {
                judge::votes(proposed, by, &partial)?;
                let same = proposed.votes.get(&by) == Some(&vote);
                Ok(if same { Vec::new() } else { vec![Event::Voted { by, vote }] })
            }
            (Status::Proposed(proposed) | Status::Circulated(proposed), Command::Recuse { by, reason }) => {
                judge::takes_part(proposed, by)?;
                let done = proposed.recused.contains_key(&by);
                Ok(if done { Vec::new() } else { vec![Event::Recused { by, reason }] })
            }
            (Status::Circulated(_), Command::Minutes { minutes }) => Ok(vec![Event::MinutesKept { minutes }]),
            (Status::Circulated(proposed), Command::Decide(deciding)) => {
                Ok(vec![Event::Decided(Box::new(judge::decide(proposed, *deciding, on)?))])
            }
            (Status::Proposed(_) | Status::Circulated(_), Command::Drop { reason }) => {
                Ok(vec![Event::Dropped { reason, on }])
            }
            (Status::Dropped { .. }, Command::Drop { .. }) => Ok(Vec::new()),
            (
                Status::Unproposed,
                command @ (Command::Circulate { .. }
                | Command::Vote { .. }
                | Command::Recuse { .. }
                | Command::Minutes { .. }
                | Command::Decide(_)
                | Command::Drop { .. }),
            )
            | (
                Status::Proposed(_),
                command @ (Command::Propose(_) | Command::Vote { .. } | Command::Minutes { .. } | Command::Decide(_)),
            )
            | (Status::Circulated(_), command @ Command::Propose(_))
            | (
                Status::Decided { .. },
                command @ (Command::Propose(_)
                | Command::Circulate { .. }
                | Command::Vote { .. }
                | Command::Recuse { .. }
                | Command::Minutes { .. }
                | Command::Decide(_)
                | Command::Drop { .. }),
            )
            | (
                Status::Dropped { .. },
                command @ (Command::Propose(_)
                | Command::Circulate { .. }
                | Command::Vote { .. }
                | Command::Recuse { .. }
                | Command::Minutes { .. }
                | Command::Decide(_)),
            ) => Err(Error::NotNow { command: command.word(), found: status.word() }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unproposed, Event::Proposed { proposal, on }) => Status::Proposed(Box::new(Proposed {
                proposal: proposal.clone(),
                on: *on,
                circulated: None,
                votes: BTreeMap::new(),
                recused: BTreeMap::new(),
                minutes: None,
            })),
            (Status::Proposed(mut proposed) | Status::Circulated(mut proposed), Event::Circulated { papers, on }) => {
                // Whoever voted, and whatever was put down, saw other papers.
                proposed.votes.clear();
                proposed.minutes = None;
                proposed.circulated = Some((*on, papers.clone()));
                Status::Circulated(proposed)
            }
            (Status::Circulated(mut proposed), Event::Voted { by, vote }) => {
                proposed.votes.insert(*by, *vote);
                Status::Circulated(proposed)
            }
            (Status::Proposed(mut proposed), Event::Recused { by, reason }) => {
                proposed.recused.insert(*by, *reason);
                Status::Proposed(proposed)
            }
            (Status::Circulated(mut proposed), Event::Recused { by, reason }) => {
                proposed.votes.remove(by);
                proposed.recused.insert(*by, *reason);
                Status::Circulated(proposed)
            }
            (Status::Circulated(mut proposed), Event::MinutesKept { minutes }) => {
                proposed.minutes = Some(*minutes);
                Status::Circulated(proposed)
            }
            (Status::Circulated(proposed), Event::Decided(decided)) => {
                Status::Decided { proposed, decided: decided.clone() }
            }
            (Status::Proposed(proposed) | Status::Circulated(proposed), Event::Dropped { reason, on }) => {
                Status::Dropped { proposed, on: *on, reason: *reason }
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}
