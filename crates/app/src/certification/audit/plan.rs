//! Programme, days and plan of an audit, until it begins.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use record::StreamId;
use scheme::audit::{Command, Facts, Plan, Planning, Programme, Stage, Work};
use scheme::period;
use scheme::requirement::Counterpart;
use scheme::rules::Rules;

use crate::access::Action;
use crate::certification::case::accredited;
use crate::office::{Caller, Office, Refused};

/// How many hours half a day counts, where we say how long somebody is needed. Ours.
pub const HOURS: u16 = 4;
/// In how many months from the last day that is known the years of the certificate are proposed to begin. Ours.
const MONTHS_TO_DECIDE: i64 = 2;

/// The plan of a stage as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTold {
    /// Of which stage.
    pub stage: Stage,
    /// The days.
    pub days: BTreeSet<Date>,
    /// How many half days.
    pub half_days: u16,
    /// Which sites.
    pub sites: BTreeSet<u16>,
    /// Why not all of them; empty = not told.
    pub sampling: String,
    /// Who attends for the company, each in words.
    pub attendants: Vec<String>,
    /// Why it takes fewer days than the rule; empty = not told.
    pub fewer_days: String,
    /// Why the sites are planned before the documents were judged; empty = not told.
    pub sites_first: String,
}

/// The days on which the team acts, as far as they are planned or chosen; today where nothing is.
#[must_use]
pub fn days(work: &Work, today: Date) -> Vec<Date> {
    let days = known_days(work);
    if days.is_empty() { vec![today] } else { days.into_iter().collect() }
}

/// The same; empty where nothing is.
pub(super) fn known_days(work: &Work) -> BTreeSet<Date> {
    let open = work.stages.iter().filter(|(stage, _)| !work.results.contains_key(stage));
    open.flat_map(|(_, planned)| match &planned.plan {
        Some(plan) => plan.days.clone(),
        None => planned.chosen.into_iter().collect(),
    })
    .collect()
}

/// The programme we propose: the years begin some months after the last day that is planned, a report on each anniversary, the
/// renewal decided a month before the end.
#[must_use]
pub fn proposed(work: &Work, rules: &Rules, today: Date) -> Programme {
    let years = rules.figures.years_of_certificate;
    let last = days(work, today).into_iter().max().unwrap_or(today);
    let begins = last.saturating_add(MONTHS_TO_DECIDE.months());
    let reports = (1..years).map(|year| begins.saturating_add(i64::from(year).years())).collect();
    let renewal_by = period::last_day(begins, years).saturating_sub(1.month());
    Programme { begins, reports, renewal_by }
}

impl Office {
    /// Sets the programme.
    ///
    /// # Errors
    /// A year has no report, a day does not fit, or the caller may not.
    pub async fn set_programme(&self, caller: Caller, case: StreamId, told: Programme) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditPrepare, move |_, met| {
            let programme = told.clone();
            Box::pin(async move { Ok(Command::SetProgramme { programme, rules: met.rules }) })
        })
        .await
    }

    /// Proposes three days on which a stage may begin.
    ///
    /// # Errors
    /// They do not fit, or the caller may not.
    pub async fn propose_dates(
        &self,
        caller: Caller,
        case: StreamId,
        stage: Stage,
        dates: [Date; 3],
    ) -> Result<(), Refused> {
        let action = Action::AuditPrepare;
        let make = move || Command::Propose { stage, dates };
        self.in_audit(caller, case, action, move |_, _| Box::pin(async move { Ok(make()) })).await
    }

    /// Plans a stage.
    ///
    /// # Errors
    /// The plan does not fit, a reason is missing, or the caller may not.
    pub async fn plan_stage(&self, caller: Caller, case: StreamId, told: PlanTold) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditPrepare, move |act, met| {
            let told = told.clone();
            Box::pin(async move {
                let PlanTold { stage, days, half_days, sites, sampling, attendants, fewer_days, sites_first } = told;
                let mut text = |said: String| -> Result<_, Refused> {
                    if said.is_empty() { Ok(None) } else { Ok(Some(act.text(met.owner, said)?)) }
                };
                let (sampling, fewer_days, sites_first) = (text(sampling)?, text(fewer_days)?, text(sites_first)?);
                let mut named = Vec::new();
                for attendant in attendants {
                    named.extend(text(attendant)?.map(Counterpart::Named));
                }
                let plan = Plan { days, half_days, sites, sampling, attendants: named };
                let planning = Planning { stage, plan, fewer_days, sites_first, rules: met.rules };
                Ok(Command::Plan(Box::new(planning)))
            })
        })
        .await
    }

    /// Sends the plan of a stage to the company.
    ///
    /// # Errors
    /// Something is missing, or the caller may not.
    pub async fn send_plan(&self, caller: Caller, case: StreamId, stage: Stage) -> Result<(), Refused> {
        let action = Action::AuditPrepare;
        self.in_audit(caller, case, action, move |_, _| Box::pin(async move { Ok(Command::Send { stage }) })).await
    }

    /// Begins the audit: the case is agreed, the accreditation stands, who audits is competent on each planned day, and nothing that
    /// came to be known since they were chosen keeps anybody of the team out.
    ///
    /// # Errors
    /// A rule refuses, something keeps somebody out, or the caller may not.
    pub async fn begin_audit(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        let office = self.clone();
        self.in_audit(caller, case, Action::AuditPrepare, move |act, met| {
            let office = office.clone();
            Box::pin(async move {
                let accredited = accredited(act, met.owner, met.company).await?.standing.is_valid();
                let work = met.work()?;
                let (team, days) = (work.team.keys().copied().collect(), days(work, met.today));
                let incompetent = office.judge_again(act, &met, &team, days).await?;
                let agreed = met.status.contract().is_some();
                Ok(Command::Begin { facts: Facts { agreed, accredited, incompetent } })
            })
        })
        .await
    }
}
