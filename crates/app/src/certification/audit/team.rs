//! The team of an audit: opened, chosen, told to the company, objections answered.

use std::collections::BTreeMap;

use record::{PersonId, StreamId};
use scheme::assignment::settle;
use scheme::audit::{Audit, Command, Function, Opening, Purpose, Reply};
use scheme::rules::Rule;

use super::Met;
use super::chosen::barred;
use crate::access::Action;
use crate::certification::dossier::of_audit;
use crate::office::{Caller, Office, Refused};

/// Somebody who is chosen for the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosing {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub function: Function,
    /// Why they are chosen all the same, for each rule that warns.
    pub reasons: BTreeMap<Rule, String>,
}

impl Office {
    /// Opens the first audit of a case, another where the last one was stopped, or another after its report where a nonconformity
    /// asks for another stage 2 (INV-36); `half_days` are those of the body's own rule.
    ///
    /// # Errors
    /// One is open, a report is there and nothing asks for more, the case is not agreed or is over, or the caller may not.
    pub async fn open_audit(&self, caller: Caller, case: StreamId, half_days: u16) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::AuditAssign, move |act, row| {
            let office = office.clone();
            Box::pin(async move {
                let (met, last) = office.met(act, &row).await?;
                let found = office.purpose_of_next(act, &met).await?;
                let (mut audit, purpose) = match (found, last) {
                    // Where it stands refuses.
                    (None, Some(last)) => (last, Purpose::Initial),
                    (found, _) => {
                        let fresh = of_audit(met.case, met.audits.len() + 1);
                        (act.load::<Audit>(met.owner, fresh).await?, found.unwrap_or(Purpose::Initial))
                    }
                };
                act.decide(&mut audit, Command::Open(Box::new(opening(met, (purpose, half_days))?)))?;
                Ok(())
            })
        })
        .await
    }

    /// Puts somebody of the body into the team.
    ///
    /// # Errors
    /// Something keeps them out, or a reason is missing; or the caller may not.
    pub async fn assign(&self, caller: Caller, case: StreamId, told: Choosing) -> Result<(), Refused> {
        let office = self.clone();
        self.in_audit(caller, case, Action::AuditAssign, move |act, met| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move {
                let Choosing { person, function, reasons } = told;
                let candidate = office.chosen(act, &met, person, function).await?;
                let mut kept = BTreeMap::new();
                for (rule, reason) in reasons {
                    kept.insert(rule, act.text(met.owner, reason)?);
                }
                let overrides = settle(candidate.impediments, &kept).map_err(|left| barred(person, &left))?;
                Ok(Command::Assign { person, function, overrides, rules: met.rules })
            })
        })
        .await
    }

    /// Makes an auditor of the team its leader.
    ///
    /// # Errors
    /// They do not audit in it, or the caller may not.
    pub async fn lead_audit(&self, caller: Caller, case: StreamId, person: PersonId) -> Result<(), Refused> {
        let action = Action::AuditAssign;
        self.in_audit(caller, case, action, move |_, _| Box::pin(async move { Ok(Command::Lead { person }) })).await
    }

    /// Takes somebody out of the team.
    ///
    /// # Errors
    /// They are not in it, or the caller may not.
    pub async fn release_from_audit(
        &self,
        caller: Caller,
        case: StreamId,
        person: PersonId,
        reason: String,
    ) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAssign, move |act, met| {
            let reason = reason.clone();
            Box::pin(async move { Ok(Command::Release { person, reason: act.text(met.owner, reason)? }) })
        })
        .await
    }

    /// Tells the company the names that it has not been told.
    ///
    /// # Errors
    /// Somebody has declared nothing, or a conflict; or the caller may not.
    pub async fn tell_team(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAssign, |_, met| {
            Box::pin(async move { Ok(Command::Tell { rules: met.rules }) })
        })
        .await
    }

    /// Answers an objection of the company: the person leaves, or stays for this reason.
    ///
    /// # Errors
    /// There is none to answer, or the caller may not.
    pub async fn reply_to_objection(
        &self,
        caller: Caller,
        case: StreamId,
        person: PersonId,
        dismissed: Option<String>,
    ) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAssign, move |act, met| {
            let dismissed = dismissed.clone();
            Box::pin(async move {
                let reply = match dismissed {
                    Some(reason) => Reply::Dismissed { reason: act.text(met.owner, reason)? },
                    None => Reply::Upheld,
                };
                Ok(Command::Reply { person, reply })
            })
        })
        .await
    }

    /// Stops the audit.
    ///
    /// # Errors
    /// Its report is issued, or the caller may not.
    pub async fn stop_audit(&self, caller: Caller, case: StreamId, reason: String) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditAssign, move |act, met| {
            let reason = reason.clone();
            Box::pin(async move { Ok(Command::Stop { reason: act.text(met.owner, reason)? }) })
        })
        .await
    }
}

/// The terms of an audit, from the contract and the application.
fn opening(met: Met, (purpose, half_days): (Purpose, u16)) -> Result<Opening, Refused> {
    let contract = met.status.contract().ok_or(Refused::NotThere)?;
    let content = &met.status.kept().ok_or(Refused::NotThere)?.snapshot.content;
    Ok(Opening {
        case: met.case,
        company: met.company,
        certification: content.certification.ok_or(Refused::NotThere)?,
        purpose,
        sites: content.sites.keys().map(|site| site.0).collect(),
        half_days,
        criteria: contract.terms.criteria.0.clone(),
        rules: met.rules,
    })
}
