//! What happens in an audit, as it is written for ever.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Happening, PersonId, Text};
use serde::{Deserialize, Serialize};

use super::{
    Advice, Area, Attestation, Declared, Function, Plan, Programme, Reply, Report, Stage, StageResult, Terms, Visit,
};
use crate::rules::Override;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was opened.
    Opened(Terms),
    /// Somebody came into the team.
    Assigned {
        /// Who.
        person: PersonId,
        /// As what.
        function: Function,
        /// What was decided against a warning.
        overrides: Vec<Override>,
        /// When.
        on: Date,
    },
    /// Somebody of the team leads it.
    LeaderChosen {
        /// Who.
        person: PersonId,
    },
    /// Somebody left the team.
    Released {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Text,
        /// When.
        on: Date,
    },
    /// Somebody declared their conflicts.
    Declared {
        /// Who.
        person: PersonId,
        /// What.
        declared: Declared,
    },
    /// The company was told names.
    TeamTold {
        /// Whose.
        people: BTreeSet<PersonId>,
        /// When.
        on: Date,
        /// The last day to object.
        object_until: Date,
    },
    /// The company agreed to people.
    TeamAgreed {
        /// To whom.
        people: BTreeSet<PersonId>,
        /// Who, for the company.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// The company objected to somebody.
    Objected {
        /// To whom.
        person: PersonId,
        /// Why.
        reason: Text,
        /// Who, for the company.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// The body answered an objection.
    Replied {
        /// To whom the company had objected.
        person: PersonId,
        /// The answer.
        reply: Reply,
        /// When.
        on: Date,
    },
    /// The programme was set.
    ProgrammeSet(Programme),
    /// Days were proposed.
    DatesProposed {
        /// Of which stage.
        stage: Stage,
        /// The days.
        dates: Vec<Date>,
    },
    /// The company chose one.
    DateChosen {
        /// Of which stage.
        stage: Stage,
        /// The day.
        date: Date,
        /// Who, for the company.
        by: PersonId,
    },
    /// A stage was planned.
    Planned {
        /// Which.
        stage: Stage,
        /// The plan.
        plan: Plan,
        /// What was decided against a warning.
        overrides: Vec<Override>,
    },
    /// A plan was sent to the company.
    PlanSent {
        /// Of which stage.
        stage: Stage,
        /// When.
        on: Date,
    },
    /// It began.
    Begun {
        /// When.
        on: Date,
    },
    /// A site was visited.
    Visited(Visit),
    /// An area was looked at.
    AreaCovered {
        /// Which.
        area: Area,
        /// Who.
        by: PersonId,
        /// What was noted.
        note: Option<Text>,
    },
    /// A stage was done.
    StageFinished(StageResult),
    /// Somebody of the team gave advice.
    Advised {
        /// What.
        advice: Advice,
        /// What was decided against a warning.
        overrides: Vec<Override>,
    },
    /// What the representative declares was registered.
    Attested(Attestation),
    /// The report, or a new version of it, was issued.
    ReportIssued(Box<Report>),
    /// The company got its copy.
    ReportHandedOver {
        /// When.
        on: Date,
    },
    /// It was stopped.
    Stopped {
        /// Why.
        reason: Text,
        /// When.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Assigned { .. } => "assigned",
            Self::LeaderChosen { .. } => "leader_chosen",
            Self::Released { .. } => "released",
            Self::Declared { .. } => "declared",
            Self::TeamTold { .. } => "team_told",
            Self::TeamAgreed { .. } => "team_agreed",
            Self::Objected { .. } => "objected",
            Self::Replied { .. } => "replied",
            Self::ProgrammeSet(_) => "programme_set",
            Self::DatesProposed { .. } => "dates_proposed",
            Self::DateChosen { .. } => "date_chosen",
            Self::Planned { .. } => "planned",
            Self::PlanSent { .. } => "plan_sent",
            Self::Begun { .. } => "begun",
            Self::Visited(_) => "visited",
            Self::AreaCovered { .. } => "area_covered",
            Self::StageFinished(_) => "stage_finished",
            Self::Advised { .. } => "advised",
            Self::Attested(_) => "attested",
            Self::ReportIssued(_) => "report_issued",
            Self::ReportHandedOver { .. } => "report_handed_over",
            Self::Stopped { .. } => "stopped",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Assigned { on, .. }
            | Self::Released { on, .. }
            | Self::TeamTold { on, .. }
            | Self::TeamAgreed { on, .. }
            | Self::Objected { on, .. }
            | Self::Replied { on, .. }
            | Self::PlanSent { on, .. }
            | Self::Begun { on, .. }
            | Self::ReportHandedOver { on, .. }
            | Self::Stopped { on, .. } => Some(*on),
            Self::Declared { declared, .. } => Some(declared.on),
            Self::Visited(visit) => Some(visit.on),
            Self::StageFinished(result) => Some(result.last_day),
            Self::Advised { advice, .. } => Some(advice.on),
            Self::Attested(attestation) => Some(attestation.signed_on),
            Self::ReportIssued(report) => Some(report.on),
            Self::Opened(_)
            | Self::LeaderChosen { .. }
            | Self::ProgrammeSet(_)
            | Self::DatesProposed { .. }
            | Self::DateChosen { .. }
            | Self::Planned { .. }
            | Self::AreaCovered { .. } => None,
        }
    }
}
