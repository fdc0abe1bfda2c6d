//! The one next step of an audit, for the body and for the company. A question for pages; what may be done is asked of the rules.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::PersonId;
use scheme::audit::{Objection, Place, Seat, Stage, Status, Work};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The body opens it.
    Open,
    /// The body chooses who leads and who audits.
    Team,
    /// These people declare their conflicts.
    Declare(BTreeSet<PersonId>),
    /// The body takes these people out: they declared a conflict.
    TakeOut(BTreeSet<PersonId>),
    /// The body tells the company the names.
    Tell,
    /// The body answers the objections to these people.
    Reply(BTreeSet<PersonId>),
    /// The body sets the programme.
    Programme,
    /// The body proposes three days.
    Propose(Stage),
    /// The company chooses one of them.
    Choose(Stage),
    /// The body plans the stage.
    Plan(Stage),
    /// The body sends the plan.
    Send(Stage),
    /// The company agrees to the team, or its days to object pass.
    Agree(Date),
    /// The body begins.
    Begin,
    /// The team audits.
    Conduct(Stage),
    /// The team leader issues the report.
    Report,
    /// The report is there.
    Reported,
    /// It was stopped.
    Stopped,
}

impl Step {
    /// Its word, for who words it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Team => "team",
            Self::Declare(_) => "declare",
            Self::TakeOut(_) => "conflict",
            Self::Tell => "tell",
            Self::Reply(_) => "reply",
            Self::Programme => "programme",
            Self::Propose(_) => "propose",
            Self::Choose(_) => "choose",
            Self::Plan(_) => "plan",
            Self::Send(_) => "send",
            Self::Agree(_) => "agree",
            Self::Begin => "begin",
            Self::Conduct(_) => "conduct",
            Self::Report => "report",
            Self::Reported => "reported",
            Self::Stopped => "stopped",
        }
    }

    /// The people it is about.
    #[must_use]
    pub fn people(&self) -> Option<&BTreeSet<PersonId>> {
        match self {
            Self::Declare(people) | Self::TakeOut(people) | Self::Reply(people) => Some(people),
            Self::Open
            | Self::Team
            | Self::Tell
            | Self::Programme
            | Self::Propose(_)
            | Self::Choose(_)
            | Self::Plan(_)
            | Self::Send(_)
            | Self::Agree(_)
            | Self::Begin
            | Self::Conduct(_)
            | Self::Report
            | Self::Reported
            | Self::Stopped => None,
        }
    }

    /// The stage it is about.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::Propose(stage)
            | Self::Choose(stage)
            | Self::Plan(stage)
            | Self::Send(stage)
            | Self::Conduct(stage) => Some(*stage),
            Self::Open
            | Self::Team
            | Self::Declare(_)
            | Self::TakeOut(_)
            | Self::Tell
            | Self::Reply(_)
            | Self::Programme
            | Self::Agree(_)
            | Self::Begin
            | Self::Report
            | Self::Reported
            | Self::Stopped => None,
        }
    }
}

/// The next step.
#[must_use]
pub fn next(status: &Status, today: Date) -> Step {
    let Some(work) = status.work() else { return Step::Open };
    match status.place() {
        Place::Unopened => Step::Open,
        Place::Preparing => {
            people(work).or_else(|| staged(work, Stage::One)).or_else(|| agree(work, today)).unwrap_or(Step::Begin)
        }
        Place::Underway => people(work).or_else(|| underway(work)).unwrap_or(Step::Report),
        Place::Reported => Step::Reported,
        Place::Stopped => Step::Stopped,
    }
}

fn those(work: &Work, so: impl Fn(&Seat) -> bool) -> BTreeSet<PersonId> {
    work.team.iter().filter(|(_, seat)| so(seat)).map(|(person, _)| *person).collect()
}

/// What the team still lacks.
fn people(work: &Work) -> Option<Step> {
    let undeclared = those(work, |seat| seat.declared.is_none());
    let conflict = those(work, |seat| seat.conflict);
    let objected = those(work, |seat| matches!(seat.objection, Some(Objection::Open { .. })));
    let untold = those(work, |seat| seat.object_until.is_none());
    if work.leader().is_none() {
        Some(Step::Team)
    } else if !undeclared.is_empty() {
        Some(Step::Declare(undeclared))
    } else if !conflict.is_empty() {
        Some(Step::TakeOut(conflict))
    } else if !untold.is_empty() {
        Some(Step::Tell)
    } else if !objected.is_empty() {
        Some(Step::Reply(objected))
    } else if work.terms.purpose.needs_programme() && work.programme.is_none() {
        Some(Step::Programme)
    } else {
        None
    }
}

/// What the plan of a stage still lacks.
fn staged(work: &Work, stage: Stage) -> Option<Step> {
    let planned = work.stages.get(&stage).cloned().unwrap_or_default();
    if planned.sent_on.is_some() {
        None
    } else if planned.plan.is_some() {
        Some(Step::Send(stage))
    } else if planned.chosen.is_some() {
        Some(Step::Plan(stage))
    } else if planned.proposed.is_empty() {
        Some(Step::Propose(stage))
    } else {
        Some(Step::Choose(stage))
    }
}

/// Until when the company may still object, where it has not agreed.
fn agree(work: &Work, today: Date) -> Option<Step> {
    let waits = work.team.values().filter(|seat| !seat.agreed && seat.objection.is_none());
    waits.filter_map(|seat| seat.object_until).max().filter(|until| today <= *until).map(Step::Agree)
}

/// The stage that is under way, or prepared next.
fn underway(work: &Work) -> Option<Step> {
    let open = |stage: &Stage| *stage <= work.terms.last_stage && !work.results.get(stage).is_some_and(|one| one.ready);
    let stage = Stage::ALL.into_iter().find(open)?;
    // The last stage is done however it ended.
    if stage == work.terms.last_stage && work.results.contains_key(&stage) {
        return None;
    }
    Some(staged(work, stage).unwrap_or(Step::Conduct(stage)))
}
