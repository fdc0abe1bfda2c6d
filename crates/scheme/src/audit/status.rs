//! Where an audit stands, and what follows from each event.

use std::collections::{BTreeMap, BTreeSet};

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use super::{
    Area, Attestation, Declared, Error, Event, Function, Objection, Opening, Plan, Programme, Reply, Report, Seat,
    StageResult, Visit,
};
use crate::certification::CertificationType;

/// What an audit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The first certificate.
    Initial,
    /// Another period (更新審査).
    Renewal,
    /// Whether it is kept, in between.
    Surveillance,
    /// Another scope.
    Scope,
    /// What is left of an earlier audit, such as another stage 2 (INV-36).
    FollowUp,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] = [Self::Initial, Self::Renewal, Self::Surveillance, Self::Scope, Self::FollowUp];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Renewal => "renewal",
            Self::Surveillance => "surveillance",
            Self::Scope => "scope",
            Self::FollowUp => "follow_up",
        }
    }

    /// The purpose with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// Whether a programme over the years of the certificate belongs to it (INV-24).
    #[must_use]
    pub fn needs_programme(self) -> bool {
        match self {
            Self::Initial | Self::Renewal => true,
            Self::Surveillance | Self::Scope | Self::FollowUp => false,
        }
    }
}

/// A stage of an audit. Where there is one only, it is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The documents, and whether the company is ready.
    One,
    /// What is really done.
    Two,
}

impl Stage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::One, Self::Two];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Two => "two",
        }
    }

    /// The stage with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// On which terms it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The case.
    pub case: StreamId,
    /// The company.
    pub company: OrganisationId,
    /// Which of the two kinds of certification.
    pub certification: CertificationType,
    /// What it is for.
    pub purpose: Purpose,
    /// Its last stage.
    pub last_stage: Stage,
    /// The sites in the scope of the case, by number.
    pub sites: BTreeSet<u16>,
    /// How many half days the body's own rule asks for.
    pub half_days: u16,
    /// The edition of the criteria.
    #[serde(with = "crate::written::Edition")]
    pub criteria: EditionId,
    /// The edition of the rule pack.
    #[serde(with = "crate::written::Edition")]
    pub rules: EditionId,
}

/// The terms of an opening.
pub(super) fn terms(opening: Opening) -> Result<Terms, Error> {
    let Opening { case, company, certification, purpose, sites, half_days, criteria, rules } = opening;
    if sites.is_empty() {
        return Err(Error::NoSites);
    }
    let stages = match certification {
        CertificationType::OnSite => rules.figures.stages_on_site,
        CertificationType::SelfDeclaration => rules.figures.stages_self_declaration,
    };
    let last_stage = if stages > 1 { Stage::Two } else { Stage::One };
    let rules = rules.edition;
    Ok(Terms { case, company, certification, purpose, last_stage, sites, half_days, criteria, rules })
}

/// What is planned of one stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The days that were proposed.
    pub proposed: Vec<Date>,
    /// The one the company chose.
    pub chosen: Option<Date>,
    /// The plan.
    pub plan: Option<Plan>,
    /// When it was sent. Whoever comes into the team later makes it necessary to send it again.
    pub sent_on: Option<Date>,
}

/// What is known of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// On which terms it was opened.
    pub terms: Terms,
    /// The team.
    pub team: BTreeMap<PersonId, Seat>,
    /// Everybody who was ever in it: none of them decides (INV-02).
    pub ever: BTreeSet<PersonId>,
    /// Everything that was declared, oldest first, also by who left: no later declaration takes an earlier one back (INV-05).
    pub declarations: BTreeMap<PersonId, Vec<Declared>>,
    /// The programme.
    pub programme: Option<Programme>,
    /// What is planned of each stage.
    pub stages: BTreeMap<Stage, Planned>,
    /// When it began.
    pub begun_on: Option<Date>,
    /// What was visited.
    pub visits: Vec<Visit>,
    /// What was looked at.
    pub areas: BTreeSet<Area>,
    /// How each stage ended, the last time it was done.
    pub results: BTreeMap<Stage, StageResult>,
    /// Who gave advice during the audit.
    pub advised: BTreeSet<PersonId>,
    /// What the representative declared.
    pub attestation: Option<Attestation>,
    /// Every version of the report, oldest first.
    pub reports: Vec<Report>,
    /// When the company got its copy of the last one.
    pub handed_over_on: Option<Date>,
}

impl Work {
    /// The team leader.
    #[must_use]
    pub fn leader(&self) -> Option<PersonId> {
        self.team.iter().find(|(_, seat)| seat.function == Function::Leader).map(|(person, _)| *person)
    }

    /// The last day of the last stage: from here the time of a major nonconformity runs (INV-36).
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.results.get(&self.terms.last_stage).map(|result| result.last_day)
    }

    /// The report as it stands.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.reports.last()
    }
}

/// Where an audit stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unopened,
    /// Team, programme and plan are made.
    Preparing(Box<Work>),
    /// It has begun.
    Underway(Box<Work>),
    /// Its report is issued.
    Reported(Box<Work>),
    /// It was stopped.
    Stopped {
        /// What is known.
        work: Box<Work>,
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
    Unopened,
    /// Team, programme and plan are made.
    Preparing,
    /// It has begun.
    Underway,
    /// Its report is issued.
    Reported,
    /// It was stopped.
    Stopped,
}

impl Place {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unopened => "unopened",
            Self::Preparing => "preparing",
            Self::Underway => "underway",
            Self::Reported => "reported",
            Self::Stopped => "stopped",
        }
    }
}

impl Status {
    /// What is known of it.
    #[must_use]
    pub fn work(&self) -> Option<&Work> {
        match self {
            Self::Unopened => None,
            Self::Preparing(work) | Self::Underway(work) | Self::Reported(work) | Self::Stopped { work, .. } => {
                Some(work)
            }
        }
    }

    /// The name of the status.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Unopened => Place::Unopened,
            Self::Preparing(_) => Place::Preparing,
            Self::Underway(_) => Place::Underway,
            Self::Reported(_) => Place::Reported,
            Self::Stopped { .. } => Place::Stopped,
        }
    }
}

/// What follows from an event.
pub(super) fn apply(status: Status, event: &Event) -> Status {
    match (status, event) {
        (Status::Unopened, Event::Opened(terms)) => Status::Preparing(Box::new(Work {
            terms: terms.clone(),
            team: BTreeMap::new(),
            ever: BTreeSet::new(),
            declarations: BTreeMap::new(),
            programme: None,
            stages: BTreeMap::new(),
            begun_on: None,
            visits: Vec::new(),
            areas: BTreeSet::new(),
            results: BTreeMap::new(),
            advised: BTreeSet::new(),
            attestation: None,
            reports: Vec::new(),
            handed_over_on: None,
        })),
        (Status::Preparing(work) | Status::Underway(work), Event::Stopped { reason, on }) => {
            Status::Stopped { work, on: *on, reason: *reason }
        }
        (Status::Preparing(work), Event::Begun { .. }) => Status::Underway(work.after(event)),
        (Status::Underway(work) | Status::Reported(work), Event::ReportIssued(_)) => {
            Status::Reported(work.after(event))
        }
        (Status::Preparing(work), event) => Status::Preparing(work.after(event)),
        (Status::Underway(work), event) => Status::Underway(work.after(event)),
        (Status::Reported(work), event) => Status::Reported(work.after(event)),
        // Nothing else happens; `handle` sees to it.
        (status @ (Status::Unopened | Status::Stopped { .. }), _) => status,
    }
}

impl Work {
    fn after(mut self: Box<Self>, event: &Event) -> Box<Self> {
        match event {
            Event::Assigned { person, function, overrides, .. } => {
                self.ever.insert(*person);
                self.team.insert(*person, Seat::new(*function, overrides.clone()));
                // A declaration precedes the plan (INV-05): what has been sent without this person is sent again.
                for (stage, planned) in &mut self.stages {
                    if !self.results.contains_key(stage) {
                        planned.sent_on = None;
                    }
                }
            }
            Event::LeaderChosen { person } => {
                for (other, seat) in &mut self.team {
                    seat.function = match seat.function {
                        _ if other == person => Function::Leader,
                        Function::Leader => Function::Auditor,
                        function @ (Function::Auditor | Function::Expert | Function::Observer) => function,
                    };
                }
            }
            Event::Released { person, .. } => {
                self.team.remove(person);
            }
            Event::Declared { person, declared } => {
                self.declarations.entry(*person).or_default().push(declared.clone());
                self.seat(*person, |seat| seat.declare(declared.clone()));
            }
            Event::TeamTold { people, object_until, .. } => {
                for person in people {
                    self.seat(*person, |seat| seat.object_until = Some(*object_until));
                }
            }
            Event::TeamAgreed { people, .. } => {
                for person in people {
                    self.seat(*person, |seat| seat.agreed = true);
                }
            }
            Event::Objected { person, reason, .. } => {
                self.seat(*person, |seat| seat.objection = Some(Objection::Open { reason: *reason }));
            }
            Event::Replied { person, reply: Reply::Dismissed { reason }, .. } => {
                self.seat(*person, |seat| seat.objection = Some(Objection::Dismissed { reason: *reason }));
            }
            Event::Replied { person, reply: Reply::Upheld, .. } => {
                self.team.remove(person);
            }
            Event::ProgrammeSet(programme) => self.programme = Some(programme.clone()),
            Event::DatesProposed { stage, dates } => {
                let planned = self.stages.entry(*stage).or_default();
                (planned.proposed, planned.chosen) = (dates.clone(), None);
            }
            Event::DateChosen { stage, date, .. } => {
                let planned = self.stages.entry(*stage).or_default();
                planned.chosen = Some(*date);
                // A plan for another day is none any more.
                if planned.plan.as_ref().is_some_and(|plan| plan.days.first() != Some(date)) {
                    (planned.plan, planned.sent_on) = (None, None);
                }
            }
            Event::Planned { stage, plan, .. } => {
                let planned = self.stages.entry(*stage).or_default();
                (planned.plan, planned.sent_on) = (Some(plan.clone()), None);
            }
            Event::PlanSent { stage, on } => self.stages.entry(*stage).or_default().sent_on = Some(*on),
            Event::Begun { on } => self.begun_on = Some(*on),
            Event::Visited(visit) => self.visits.push(visit.clone()),
            Event::AreaCovered { area, .. } => {
                self.areas.insert(*area);
            }
            Event::StageFinished(result) => {
                self.results.insert(result.stage, result.clone());
            }
            Event::Advised { advice, .. } => {
                self.advised.insert(advice.by);
            }
            Event::Attested(attestation) => self.attestation = Some(attestation.clone()),
            Event::ReportIssued(report) => {
                self.reports.push((**report).clone());
                self.handed_over_on = None;
            }
            Event::ReportHandedOver { on } => self.handed_over_on = Some(*on),
            Event::Opened(_) | Event::Stopped { .. } => {}
        }
        self
    }

    fn seat(&mut self, person: PersonId, change: impl FnOnce(&mut Seat)) {
        if let Some(seat) = self.team.get_mut(&person) {
            change(seat);
        }
    }
}
