//! What the company sees of its audit, and answers: names, days, plan. What the body wrote for itself (declarations, overrides,
//! notes) is not part of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{PersonId, StreamId, Text};
use scheme::audit::{Command, Function, Objection, Plan, Planned, Programme, Stage, Status, Work};
use scheme::requirement::Counterpart;
use uuid::Uuid;

use super::next::{Step, next};
use crate::access::Action;
use crate::certification::case::ShownCase;
use crate::certification::dossier::Dossier;
use crate::office::{Caller, Office, Refused};

/// Somebody of the team whose name the company was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub function: Function,
    /// The last day to object.
    pub object_until: Date,
    /// Whether the company agreed.
    pub agreed: bool,
    /// What the company objected, and what came of it.
    pub objection: Option<Objection>,
}

impl TeamMember {
    /// Whether the company may object to them today.
    #[must_use]
    pub fn may_object(&self, today: Date) -> bool {
        self.objection.is_none() && today <= self.object_until
    }

    /// Whether an answer of the company is awaited.
    #[must_use]
    pub fn waits(&self, today: Date) -> bool {
        self.may_object(today) && !self.agreed
    }
}

/// A stage as the company sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientStage {
    /// Which.
    pub stage: Stage,
    /// The days that were proposed.
    pub proposed: Vec<Date>,
    /// The one the company chose.
    pub chosen: Option<Date>,
    /// The plan, once it was sent.
    pub plan: Option<Plan>,
    /// The last day, once it is done.
    pub done_on: Option<Date>,
}

/// An audit as the company sees it.
#[derive(Debug, Clone)]
pub struct ClientAudit {
    /// The case.
    pub shown: ShownCase,
    /// The next step; none = nothing was agreed yet.
    pub next: Option<Step>,
    /// Whose names the company was told.
    pub team: Vec<TeamMember>,
    /// The stages, in order.
    pub stages: Vec<ClientStage>,
    /// What follows over the years.
    pub programme: Option<Programme>,
    /// When it was stopped, and why.
    pub stopped: Option<(Date, Text)>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
    /// Texts by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
}

impl ClientAudit {
    /// What somebody is called; none = erased.
    #[must_use]
    pub fn name(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(String::as_str)
    }

    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }
}

fn team(work: &Work) -> Vec<TeamMember> {
    let told = |(person, seat): (&PersonId, &scheme::audit::Seat)| {
        Some(TeamMember {
            person: *person,
            function: seat.function,
            object_until: seat.object_until?,
            agreed: seat.agreed,
            objection: seat.objection,
        })
    };
    let mut told: Vec<TeamMember> = work.team.iter().filter_map(told).collect();
    told.sort_by_key(|member| (member.function, member.person));
    told
}

fn stages(work: &Work) -> Vec<ClientStage> {
    let stage = |stage: Stage| {
        let Planned { proposed, chosen, plan, sent_on } = work.stages.get(&stage).cloned().unwrap_or_default();
        let done_on = work.results.get(&stage).map(|result| result.last_day);
        ClientStage { stage, proposed, chosen, plan: plan.filter(|_| sent_on.is_some()), done_on }
    };
    Stage::ALL.into_iter().filter(|one| *one <= work.terms.last_stage).map(stage).collect()
}

impl Office {
    /// The audit of a case for its company.
    ///
    /// # Errors
    /// There is no such case of the company, or the caller may not see it.
    pub async fn client_audit(&self, caller: Caller, case: StreamId) -> Result<ClientAudit, Refused> {
        let shown = self.case(caller, case).await?;
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        if shown.row.party != Some(asker) || shown.row.owner == asker {
            return Err(Refused::NotThere);
        }
        let (_, whose) = self.whose_case(&caller, case).await?;
        let mut tx = self.reader(&caller, Action::CaseView, whose).await?;
        let dossier = Dossier::read(&mut tx, asker, case).await?;
        let status = dossier.audit().map_or(&Status::Unopened, |audit| &audit.status);
        let (team, stages) = status.work().map(|work| (team(work), stages(work))).unwrap_or_default();
        // Another stage 2 has none of its own.
        let works = || dossier.audits.iter().rev().filter_map(|audit| audit.status.work());
        let programme = works().find_map(|work| work.programme.clone());
        let stopped = match status {
            Status::Stopped { on, reason, .. } => Some((*on, *reason)),
            Status::Unopened | Status::Preparing(_) | Status::Underway(_) | Status::Reported(_) => None,
        };
        let mut people: BTreeSet<PersonId> = team.iter().map(|member| member.person).collect();
        let mut said: Vec<Text> = stopped.iter().map(|(_, reason)| *reason).collect();
        said.extend(team.iter().filter_map(|member| member.objection).map(|objection| match objection {
            Objection::Open { reason } | Objection::Dismissed { reason } => reason,
        }));
        for plan in stages.iter().filter_map(|stage| stage.plan.as_ref()) {
            said.extend(plan.sampling);
            for attendant in &plan.attendants {
                match attendant {
                    Counterpart::Person(person) => _ = people.insert(*person),
                    Counterpart::Named(name) => said.push(*name),
                }
            }
        }
        let ids: Vec<Uuid> = said.iter().map(|text| text.id.0).collect();
        let (names, texts) = tx.names_and_texts(shown.row.owner, people, ids).await?;
        let next = shown.status.contract().map(|_| next(status, self.today()));
        Ok(ClientAudit { shown, next, team, stages, programme, stopped, names, texts })
    }

    /// The company agrees to everybody it was told of.
    ///
    /// # Errors
    /// There is no audit, or the caller may not.
    pub async fn agree_to_team(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        let action = Action::AuditAnswer;
        self.in_audit(caller, case, action, move |_, _| {
            Box::pin(async move { Ok(Command::Agree { by: caller.person }) })
        })
        .await
    }

    /// The company objects to somebody of the team.
    ///
    /// # Errors
    /// The days to object are over, it was answered, or the caller may not.
    pub async fn object_to(
        &self,
        caller: Caller,
        case: StreamId,
        person: PersonId,
        reason: String,
    ) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAnswer, move |act, met| {
            let reason = reason.clone();
            Box::pin(async move {
                let reason = act.text(met.owner, reason)?;
                Ok(Command::Object { person, reason, by: caller.person })
            })
        })
        .await
    }

    /// The company chooses one of the days that were proposed.
    ///
    /// # Errors
    /// It is none of them or past, or the caller may not.
    pub async fn choose_date(&self, caller: Caller, case: StreamId, stage: Stage, date: Date) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAnswer, move |_, _| {
            Box::pin(async move { Ok(Command::Choose { stage, date, by: caller.person }) })
        })
        .await
    }
}
