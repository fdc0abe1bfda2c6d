//! What is done on the sites: visits, the three areas, the end of a stage; and advice given all the same, which is recorded apart
//! from any finding (INV-34).

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{PersonId, StreamId};
use scheme::audit::{Advice, Area, Command, Stage, StageResult, Visit};
use scheme::partiality::{self, Through, Tie};

use super::paper::in_team;
use crate::access::Action;
use crate::certification::case::loaded;
use crate::certification::people::enter;
use crate::office::{Caller, Office, Refused};

/// A visit as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitTold {
    /// In which stage.
    pub stage: Stage,
    /// Which site, by number.
    pub site: u16,
    /// On which day.
    pub on: Date,
    /// Why it was done from afar; empty = somebody was there.
    pub remote: String,
    /// Who.
    pub by: BTreeSet<PersonId>,
}

/// The end of a stage as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishTold {
    /// Which.
    pub stage: Stage,
    /// Whether it can go on.
    pub ready: bool,
    /// What was found on the whole.
    pub note: String,
    /// Its last day.
    pub last_day: Date,
}

/// Advice as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceTold {
    /// What.
    pub words: String,
    /// On which day.
    pub on: Date,
    /// Why it was given; may be empty.
    pub reason: String,
}

impl Office {
    /// Records that a site was visited, by people whom nothing keeps out of the team by now.
    ///
    /// # Errors
    /// A rule refuses, something keeps one of them out, or the caller may not.
    pub async fn record_visit(&self, caller: Caller, case: StreamId, told: VisitTold) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move {
                let (mut audit, _) = in_team(act, &row, "visit").await?;
                let (met, _) = office.met(act, &row).await?;
                let incompetent = office.judge_again(act, &met, &told.by, vec![told.on]).await?;
                let VisitTold { stage, site, on, remote, by } = told;
                let remote = if remote.is_empty() { None } else { Some(act.text(row.owner, remote)?) };
                act.decide(&mut audit, Command::Visit { visit: Visit { stage, site, on, remote, by }, incompetent })?;
                Ok(())
            })
        })
        .await
    }

    /// Records that an area was looked at as a whole; `note` may be empty.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn cover_area(&self, caller: Caller, case: StreamId, area: Area, note: String) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let note = note.clone();
            Box::pin(async move {
                let (mut audit, _) = in_team(act, &row, "cover").await?;
                let note = if note.is_empty() { None } else { Some(act.text(row.owner, note)?) };
                act.decide(&mut audit, Command::Cover { area, by: caller.person, note })?;
                Ok(())
            })
        })
        .await
    }

    /// Records that a stage is done.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn finish_stage(&self, caller: Caller, case: StreamId, told: FinishTold) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let FinishTold { stage, ready, note, last_day } = told.clone();
            Box::pin(async move {
                let (mut audit, _) = in_team(act, &row, "finish").await?;
                let note = act.text(row.owner, note)?;
                act.decide(&mut audit, Command::Finish(StageResult { stage, ready, note, last_day }))?;
                Ok(())
            })
        })
        .await
    }

    /// Records advice that the caller gave during the audit: with the audit, and at the same time as what ties the caller to the
    /// company, so that no team rests on the absence of it (INV-01).
    ///
    /// # Errors
    /// The rules of the case want a reason or refuse, or the caller may not.
    pub async fn record_advice(&self, caller: Caller, case: StreamId, told: AdviceTold) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move {
                let (_, known) = loaded(act, row.owner, row.stream).await?;
                let rules = office.rules_of(&known.status)?;
                let mut audit = super::team::of_team(act, &row, "advise").await?.audit;
                let AdviceTold { words, on, reason } = told;
                let company = row.party.ok_or(Refused::NotThere)?;
                // The body's words stay the body's; the company's guard has them as its source.
                let (words, source) = (act.text(row.owner, words.clone())?, act.text(company, words)?);
                let reason = if reason.is_empty() { None } else { Some(act.text(row.owner, reason)?) };
                let advice = Advice { by: caller.person, about: None, words, on };
                act.decide(&mut audit, Command::Advise { advice, reason, rules })?;
                let (employer, in_case) = (Some(row.owner), Some(row.stream));
                let tie = Tie::Advice { through: Through::Person, employer, case: in_case };
                let command = partiality::Command::Enter { tie, from: on, until: Some(on), source };
                enter(act, company, caller.person, command).await
            })
        })
        .await
    }
}
