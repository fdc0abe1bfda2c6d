//! One audit (審査) of a case: its team, programme and plan, what was done on the sites, its report.
//!
//! Knows the results of requirements and nonconformities only as its report sums them up, each by stream and version. Whether
//! somebody is partial or competent is judged elsewhere and comes in as evidence. Preparing → under way → reported | stopped:
//! - nobody is in the team without a declaration of conflicts before the plan is sent, and it does not go on with somebody who
//!   declared one until they are released, or a reason stands where the rule warns (INV-05); the company is told their names and
//!   may object, and nothing begins with an objection that is not answered (INV-06);
//! - the programme covers the years of the certificate (INV-24), fewer days than the body's own rule need a justification
//!   (INV-25), the documents are judged before the sites are planned (INV-32);
//! - each site of the plan is visited (INV-31), all three areas are looked at (物理的・人的・サイバー, S3 L528), and advice that is
//!   given all the same is recorded apart from any finding (INV-34; spec 7 §10);
//! - the team leader issues the report, which is not changed: there is a new version with a reason (INV-37). Where a
//!   declaration is confirmed, none is issued without one that says something of each criterion and still holds (INV-30).

mod error;
mod event;
mod field;
mod judging;
mod people;
mod plan;
mod report;
mod status;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{Aggregate, At, OrganisationId, PersonId, StreamId, Text};

use crate::assignment::Threat;
use crate::certification::CertificationType;
use crate::rules::{Override, Rules};
pub use error::Error;
pub use event::Event;
pub use field::{Advice, Area, Attestation, Facts, StageResult, Statement, Visit};
pub use judging::NotJudging;
pub use people::{Declared, Function, Objection, Reply, Seat};
pub use plan::{Plan, Planning, Programme};
pub use report::{Report, Reporting};
pub use status::{Place, Planned, Purpose, Stage, Status, Terms, Work};

/// What somebody wants of an audit. What is `by` somebody of the company says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it for a case.
    Open(Box<Opening>),
    /// Put a person into the team.
    Assign {
        /// Who.
        person: PersonId,
        /// As what.
        function: Function,
        /// Evidence: what would keep them out and was decided against a warning.
        overrides: Vec<Override>,
        /// The rules of the case.
        rules: Rules,
    },
    /// Make an auditor of the team its leader; who was it before is an auditor again.
    Lead {
        /// Who.
        person: PersonId,
    },
    /// Take a person out of the team.
    Release {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Text,
    },
    /// A person of the team declares their conflicts.
    Declare {
        /// Who.
        person: PersonId,
        /// Yes or no to each threat.
        threats: BTreeMap<Threat, bool>,
        /// What they say of it.
        note: Option<Text>,
        /// Why they stay in the team although there is one.
        reason: Option<Text>,
        /// The rules of the case.
        rules: Rules,
    },
    /// Tell the company the names that it has not been told.
    Tell {
        /// The rules of the case.
        rules: Rules,
    },
    /// The company agrees to those it was told.
    Agree {
        /// Who, for the company.
        by: PersonId,
    },
    /// The company objects to a person.
    Object {
        /// To whom.
        person: PersonId,
        /// Why.
        reason: Text,
        /// Who, for the company.
        by: PersonId,
    },
    /// The body answers an objection.
    Reply {
        /// To whom the company objects.
        person: PersonId,
        /// The answer.
        reply: Reply,
    },
    /// Set the programme.
    SetProgramme {
        /// Which.
        programme: Programme,
        /// The rules of the case.
        rules: Rules,
    },
    /// Propose three days on which a stage may begin (spec 7 §17).
    Propose {
        /// Of which stage.
        stage: Stage,
        /// The days.
        dates: [Date; 3],
    },
    /// The company chooses one of them.
    Choose {
        /// Of which stage.
        stage: Stage,
        /// The day.
        date: Date,
        /// Who, for the company.
        by: PersonId,
    },
    /// Plan a stage.
    Plan(Box<Planning>),
    /// Send the plan of a stage to the company.
    Send {
        /// Of which stage.
        stage: Stage,
    },
    /// Begin.
    Begin {
        /// Evidence.
        facts: Facts,
    },
    /// A site was visited.
    Visit {
        /// The visit.
        visit: Visit,
        /// Evidence: who was not competent on that day.
        incompetent: BTreeSet<PersonId>,
    },
    /// An area was looked at.
    Cover {
        /// Which.
        area: Area,
        /// Who.
        by: PersonId,
        /// What was noted.
        note: Option<Text>,
    },
    /// A stage is done.
    Finish(StageResult),
    /// Somebody of the team gave advice.
    Advise {
        /// What.
        advice: Advice,
        /// Why it was given.
        reason: Option<Text>,
        /// The rules of the case.
        rules: Rules,
    },
    /// Register what the representative declares.
    Attest(Attestation),
    /// Issue the report, or a new version of it.
    Report(Box<Reporting>),
    /// Give the company its copy of the report.
    HandOver,
    /// Stop it.
    Stop {
        /// Why.
        reason: Text,
    },
}

/// What opening brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The case.
    pub case: StreamId,
    /// The company.
    pub company: OrganisationId,
    /// Which of the two kinds of certification.
    pub certification: CertificationType,
    /// What the audit is for.
    pub purpose: Purpose,
    /// The sites in the scope of the case, by number.
    pub sites: BTreeSet<u16>,
    /// How many half days the body's own rule asks for.
    pub half_days: u16,
    /// The edition of the criteria.
    pub criteria: EditionId,
    /// The rules of the case.
    pub rules: Rules,
}

impl Command {
    /// Its word, for a refusal.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Assign { .. } => "assign",
            Self::Lead { .. } => "lead",
            Self::Release { .. } => "release",
            Self::Declare { .. } => "declare",
            Self::Tell { .. } => "tell",
            Self::Agree { .. } => "agree",
            Self::Object { .. } => "object",
            Self::Reply { .. } => "reply",
            Self::SetProgramme { .. } => "set programme",
            Self::Propose { .. } => "propose",
            Self::Choose { .. } => "choose",
            Self::Plan(_) => "plan",
            Self::Send { .. } => "send",
            Self::Begin { .. } => "begin",
            Self::Visit { .. } => "visit",
            Self::Cover { .. } => "cover",
            Self::Finish(_) => "finish",
            Self::Advise { .. } => "advise",
            Self::Attest(_) => "attest",
            Self::Report(_) => "report",
            Self::HandOver => "hand over",
            Self::Stop { .. } => "stop",
        }
    }

    /// Where an audit may stand for it.
    fn places(&self) -> &'static [Place] {
        match self {
            Self::Open(_) => &[Place::Unopened],
            Self::Assign { .. }
            | Self::Lead { .. }
            | Self::Release { .. }
            | Self::Declare { .. }
            | Self::Tell { .. }
            | Self::Agree { .. }
            | Self::Object { .. }
            | Self::Reply { .. }
            | Self::SetProgramme { .. }
            | Self::Propose { .. }
            | Self::Choose { .. }
            | Self::Plan(_)
            | Self::Send { .. }
            | Self::Stop { .. } => &[Place::Preparing, Place::Underway],
            // What is signed anew after the report leads to another version of it.
            Self::Attest(_) => &[Place::Preparing, Place::Underway, Place::Reported],
            Self::Begin { .. } => &[Place::Preparing],
            Self::Visit { .. } | Self::Cover { .. } | Self::Finish(_) | Self::Advise { .. } => &[Place::Underway],
            Self::Report(_) => &[Place::Underway, Place::Reported],
            Self::HandOver => &[Place::Reported],
        }
    }
}

/// The rules of an audit.
#[derive(Debug, Clone, Copy)]
pub enum Audit {}

impl Aggregate for Audit {
    const KIND: &'static str = "audit";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let on = at.today;
        let (word, found) = (command.word(), status.place());
        if !command.places().contains(&found) {
            return Err(Error::NotNow { command: word, found });
        }
        // Of an audit that is not there, the places above leave `Open` alone.
        let work = || status.work().ok_or(Error::NotNow { command: word, found });
        match command {
            Command::Open(opening) => Ok(vec![Event::Opened(status::terms(*opening)?)]),
            Command::Assign { person, function, overrides, rules } => {
                people::assign(work()?, (person, function), overrides, &rules, on)
            }
            Command::Lead { person } => people::lead(work()?, person),
            Command::Release { person, reason } => people::release(work()?, person, reason, on),
            Command::Declare { person, threats, note, reason, rules } => {
                people::declare(work()?, person, threats, note, (&rules, reason), on)
            }
            Command::Tell { rules } => people::tell(work()?, &rules, on),
            Command::Agree { by } => people::agree(work()?, by, on),
            Command::Object { person, reason, by } => people::object(work()?, person, reason, by, on),
            Command::Reply { person, reply } => people::reply(work()?, person, reply, on),
            Command::SetProgramme { programme, rules } => plan::programme(work()?, programme, &rules),
            Command::Propose { stage, dates } => plan::propose(work()?, stage, dates, on),
            Command::Choose { stage, date, by } => plan::choose(work()?, stage, date, by, on),
            Command::Plan(planning) => plan::plan(work()?, *planning, on),
            Command::Send { stage } => plan::send(work()?, stage, on),
            Command::Begin { facts } => field::begin(work()?, &facts, on),
            Command::Visit { visit, incompetent } => field::visit(work()?, visit, &incompetent, on),
            Command::Cover { area, by, note } => field::cover(work()?, area, by, note),
            Command::Finish(result) => field::finish(work()?, result, on),
            Command::Advise { advice, reason, rules } => field::advise(work()?, advice, (&rules, reason), on),
            Command::Attest(attestation) => field::attest(work()?, attestation, on),
            Command::Report(reporting) => report::issue(work()?, *reporting, on),
            Command::HandOver => report::hand_over(work()?, on),
            Command::Stop { reason } => Ok(vec![Event::Stopped { reason, on }]),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        status::apply(status, event)
    }
}
