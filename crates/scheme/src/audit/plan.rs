//! The programme of three years, the day a stage begins, the plan of a stage (INV-24, INV-25, INV-31, INV-32; spec 7 §17).

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use record::{PersonId, Text};
use serde::{Deserialize, Serialize};

use super::people;
use super::{Error, Event, Stage, Work};
use crate::certification::CertificationType;
use crate::day;
use crate::period;
use crate::requirement::Counterpart;
use crate::rules::{Rule, Rules};

/// What follows over the years of a certificate (INV-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// The first day of the years.
    pub begins: Date,
    /// By when the company reports (定期報告): once in each year but the last.
    pub reports: Vec<Date>,
    /// By when the renewal is decided: before the end of the years.
    pub renewal_by: Date,
}

/// The plan of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The days. The first is the one the company chose.
    pub days: BTreeSet<Date>,
    /// How many half days it takes.
    pub half_days: u16,
    /// Which sites are looked at, by number.
    pub sites: BTreeSet<u16>,
    /// Why not all of them (sampling).
    pub sampling: Option<Text>,
    /// Who attends, for the company.
    pub attendants: Vec<Counterpart>,
}

/// What planning brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planning {
    /// Of which stage.
    pub stage: Stage,
    /// The plan.
    pub plan: Plan,
    /// Why it takes fewer days than the body's rule asks for.
    pub fewer_days: Option<Text>,
    /// Why the sites are planned before the documents were judged.
    pub sites_first: Option<Text>,
    /// The rules of the case.
    pub rules: Rules,
}

pub(super) fn programme(work: &Work, programme: Programme, rules: &Rules) -> Result<Vec<Event>, Error> {
    let years = rules.figures.years_of_certificate;
    let after = |years: u16| programme.begins.saturating_add(i64::from(years).years());
    for year in 1..years {
        // A report on the anniversary is the report of the year that ends with it.
        let (from, to) = (after(year - 1), after(year));
        if !programme.reports.iter().any(|report| from < *report && *report <= to) {
            return Err(Error::NoReportIn { year, from: period::next(from), to });
        }
    }
    day::from(programme.renewal_by, period::next(programme.begins))?;
    day::until(programme.renewal_by, period::last_day_of_months(programme.begins, years.saturating_mul(12)))?;
    let same = work.programme.as_ref() == Some(&programme);
    Ok(if same { Vec::new() } else { vec![Event::ProgrammeSet(programme)] })
}

pub(super) fn propose(work: &Work, stage: Stage, dates: [Date; 3], on: Date) -> Result<Vec<Event>, Error> {
    fits(work, stage)?;
    for date in dates {
        day::from(date, on)?;
    }
    let different: BTreeSet<Date> = dates.into();
    if different.len() < dates.len() {
        return Err(Error::SameDates);
    }
    Ok(vec![Event::DatesProposed { stage, dates: dates.to_vec() }])
}

pub(super) fn choose(work: &Work, stage: Stage, date: Date, by: PersonId, on: Date) -> Result<Vec<Event>, Error> {
    fits(work, stage)?;
    let planned = work.stages.get(&stage).cloned().unwrap_or_default();
    if planned.chosen == Some(date) {
        return Ok(Vec::new());
    }
    if !planned.proposed.contains(&date) {
        return Err(Error::NotProposed { proposed: planned.proposed, found: date });
    }
    day::from(date, on)?;
    Ok(vec![Event::DateChosen { stage, date, by }])
}

pub(super) fn plan(work: &Work, planning: Planning, on: Date) -> Result<Vec<Event>, Error> {
    let Planning { stage, plan, fewer_days, sites_first, rules } = planning;
    fits(work, stage)?;
    let first = plan.days.first().copied().ok_or(Error::NoDays)?;
    day::from(first, on)?;
    match work.stages.get(&stage).and_then(|planned| planned.chosen) {
        Some(chosen) if chosen == first => {}
        chosen => return Err(Error::OtherDay { chosen, found: first }),
    }
    let found: BTreeSet<u16> = plan.sites.difference(&work.terms.sites).copied().collect();
    if !found.is_empty() {
        return Err(Error::SitesOutOfScope { found });
    }
    let mut overrides = Vec::new();
    if stage == Stage::Two {
        match work.results.get(&Stage::One) {
            Some(result) if !result.ready => return Err(Error::NotReady { since: result.last_day }),
            Some(_) => {}
            None => overrides.extend(rules.broken(Rule::StageOneFirst, sites_first)?),
        }
    }
    if stage == work.terms.last_stage {
        sites_are_looked_at(work, &plan)?;
        let others = work.stages.iter().filter(|(other, _)| **other != stage);
        let planned = others.filter_map(|(_, planned)| planned.plan.as_ref().map(|plan| plan.half_days));
        if planned.fold(plan.half_days, u16::saturating_add) < work.terms.half_days {
            overrides.extend(rules.broken(Rule::AuditDays, fewer_days)?);
        }
    }
    Ok(vec![Event::Planned { stage, plan, overrides }])
}

/// Where the sites are part of it, all of them are looked at, or it is said why not (INV-31).
fn sites_are_looked_at(work: &Work, plan: &Plan) -> Result<(), Error> {
    if work.terms.certification == CertificationType::SelfDeclaration {
        return Ok(());
    }
    let left_out: BTreeSet<u16> = work.terms.sites.difference(&plan.sites).copied().collect();
    if plan.sites.is_empty() || (!left_out.is_empty() && plan.sampling.is_none()) {
        return Err(Error::SamplingUnexplained { left_out });
    }
    Ok(())
}

pub(super) fn send(work: &Work, stage: Stage, on: Date) -> Result<Vec<Event>, Error> {
    fits(work, stage)?;
    let planned = work.stages.get(&stage).cloned().unwrap_or_default();
    if planned.sent_on.is_some() {
        return Ok(Vec::new());
    }
    if planned.plan.is_none() {
        return Err(Error::NotPlanned { stage });
    }
    work.leader().ok_or(Error::NoLeader)?;
    people::declared(work)?;
    if work.terms.purpose.needs_programme() && work.programme.is_none() {
        return Err(Error::NoProgramme);
    }
    Ok(vec![Event::PlanSent { stage, on }])
}

fn fits(work: &Work, stage: Stage) -> Result<(), Error> {
    if stage <= work.terms.last_stage { Ok(()) } else { Err(Error::NoSuchStage { found: stage }) }
}
