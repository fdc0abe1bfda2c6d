//! A suspension: proposed by somebody of the body, the company heard, imposed as it was decided, lifted or dropped.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::certificate::{self, Certificate};
use scheme::seen::Observed;
use scheme::suspension::{Command, Error, Ground, Proposal, Said, Status, Suspension, Term};
use store::models::CertificationRow;

use super::load::{Rows, newest_decision, seen};
use super::{born, of_suspension};
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::loaded;
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

/// A suspension as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspensionTold {
    /// Why, by the list.
    pub grounds: BTreeSet<Ground>,
    /// Why, in words.
    pub reason: String,
    /// What has to be done for it to be lifted.
    pub conditions: Vec<String>,
}

/// The suspension of the case that is open, with its row.
async fn open(act: &mut Act<'_>, case: &CertificationRow, rows: &Rows) -> Result<(Loaded<Suspension>, i64), Refused> {
    let row = rows.suspension().ok_or_else(|| Refused::from(Ruling::of("judged-no-suspension")))?;
    let begun = row.begun_at;
    Ok((act.load::<Suspension>(case.owner, row.stream).await?, begun))
}

/// The certificate of the case.
async fn certificate(act: &mut Act<'_>, body: OrganisationId, rows: &Rows) -> Result<Loaded<Certificate>, Refused> {
    let stream = rows.certificate().ok_or(Refused::NotThere)?.stream;
    Ok(act.load::<Certificate>(body, stream).await?)
}

impl Office {
    /// Proposes to suspend the certificate of a case.
    ///
    /// # Errors
    /// One is open already, there is no certificate that is good, a rule refuses, or the caller may not.
    pub async fn propose_suspension(
        &self,
        caller: Caller,
        case: StreamId,
        told: SuspensionTold,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                if rows.suspension().is_some() {
                    return Err(Ruling::of("judged-one-suspension").into());
                }
                let certificate = certificate(act, row.owner, &rows).await?;
                act.rests_on(&certificate, "certificate");
                match &certificate.status {
                    certificate::Status::Effective(_) => {}
                    certificate::Status::Unissued
                    | certificate::Status::Suspended(_)
                    | certificate::Status::Withdrawn { .. }
                    | certificate::Status::Ended { .. }
                    | certificate::Status::Transferred { .. } => {
                        let found = certificate.status.word();
                        return Err(certificate::Error::NotNow { command: "suspend", found }.into());
                    }
                }
                let before = rows.of(Suspension::KIND).filter(|one| one.within == Some(certificate.stream())).count();
                let stream = of_suspension(certificate.stream(), before + 1);
                born(act, row.owner, stream, Suspension::KIND).await?;
                let mut suspension = act.load::<Suspension>(row.owner, stream).await?;
                let mut conditions = Vec::new();
                for condition in told.conditions {
                    conditions.push(act.text(row.owner, condition)?);
                }
                let proposal = Proposal {
                    certificate: seen(&certificate),
                    holder: row.party.ok_or(Refused::NotThere)?,
                    grounds: told.grounds,
                    reason: act.text(row.owner, told.reason)?,
                    conditions,
                    by: caller.person,
                };
                act.decide(&mut suspension, Command::Propose(proposal))?;
                Ok(())
            })
        })
        .await
    }

    /// Lets the company speak before it is decided.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn invite_to_speak(&self, caller: Caller, case: StreamId, speak_by: Date) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let (mut suspension, _) = open(act, &row, &rows).await?;
                act.decide(&mut suspension, Command::Invite { speak_by })?;
                Ok(())
            })
        })
        .await
    }

    /// Puts down what the company said to the body, or that it said nothing in its time.
    ///
    /// # Errors
    /// Its time is not over, a rule refuses, or the caller may not.
    pub async fn hear(&self, caller: Caller, case: StreamId, words: String) -> Result<(), Refused> {
        self.heard(caller, case, Action::CertificateMaintain, words).await
    }

    /// The company speaks before it is decided.
    ///
    /// # Errors
    /// It was not invited, what it said is there already, or the caller may not.
    pub async fn speak(&self, caller: Caller, case: StreamId, words: String) -> Result<(), Refused> {
        self.heard(caller, case, Action::CertificateSpeak, words).await
    }

    async fn heard(&self, caller: Caller, case: StreamId, action: Action, words: String) -> Result<(), Refused> {
        self.in_case(caller, case, action, move |act, row| {
            let words = words.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let (mut suspension, _) = open(act, &row, &rows).await?;
                // A proposal that the company was not told of is not there for it.
                let invited = match &suspension.status {
                    Status::Proposed(known) => known.speak_by.is_some(),
                    Status::Unproposed
                    | Status::Heard(_)
                    | Status::InForce { .. }
                    | Status::Lifted { .. }
                    | Status::Concluded { .. }
                    | Status::Dropped { .. } => true,
                };
                if action == Action::CertificateSpeak && !invited {
                    return Err(Error::NotInvited.into());
                }
                let said = if words.is_empty() { Said::Nothing } else { Said::Words(act.text(row.owner, words)?) };
                act.decide(&mut suspension, Command::Hear { said })?;
                Ok(())
            })
        })
        .await
    }

    /// Imposes it as it was decided: the certificate is set aside from that day.
    ///
    /// # Errors
    /// The company was not heard, suspending was not decided since it was proposed, or the caller may not.
    pub async fn impose_suspension(&self, caller: Caller, case: StreamId, term: Term) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            let office = office.clone();
            Box::pin(async move {
                let (row, case) = loaded(act, row.owner, row.stream).await?;
                let rules = office.rules_of(&case.status)?;
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let (mut suspension, since) = open(act, &row, &rows).await?;
                let decision = newest_decision(act, row.owner, &rows, since).await?;
                let mut certificate = certificate(act, row.owner, &rows).await?;
                act.decide(&mut suspension, Command::Impose { decision, term, rules })?;
                let Term { from, limit } = term;
                let suspension = seen(&suspension);
                let command = certificate::Command::Suspend { suspension, decision, from, limit };
                act.decide(&mut certificate, command)?;
                Ok(())
            })
        })
        .await
    }

    /// Notes that a condition is met, and what shows it.
    ///
    /// # Errors
    /// It has no such condition, its time is over, or the caller may not.
    pub async fn meet_condition(
        &self,
        caller: Caller,
        case: StreamId,
        condition: u16,
        shows: String,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            let shows = shows.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let (mut suspension, _) = open(act, &row, &rows).await?;
                let evidence = vec![Observed::Words(act.text(row.owner, shows)?)];
                act.decide(&mut suspension, Command::Meet { condition, evidence, by: caller.person })?;
                Ok(())
            })
        })
        .await
    }

    /// Lifts it as it was decided: the certificate is good again from today. One whose scope was made narrower instead is good
    /// again by that decision alone.
    ///
    /// # Errors
    /// Conditions are open, its time is over, restoring was not decided since, or the caller may not.
    pub async fn lift_suspension(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let mut certificate = certificate(act, row.owner, &rows).await?;
                let decision = if rows.suspension().is_some() {
                    let (mut suspension, since) = open(act, &row, &rows).await?;
                    let decision = newest_decision(act, row.owner, &rows, since).await?;
                    act.decide(&mut suspension, Command::Lift { decision })?;
                    decision
                } else {
                    let since = rows.certificate().map_or(0, |row| row.touched_at);
                    newest_decision(act, row.owner, &rows, since).await?
                };
                act.decide(&mut certificate, certificate::Command::Resume { decision })?;
                Ok(())
            })
        })
        .await
    }

    /// Drops a suspension that is not in force.
    ///
    /// # Errors
    /// It is in force, or the caller may not.
    pub async fn drop_suspension(&self, caller: Caller, case: StreamId, reason: String) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            let reason = reason.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let (mut suspension, _) = open(act, &row, &rows).await?;
                let reason = act.text(row.owner, reason)?;
                act.decide(&mut suspension, Command::Drop { reason })?;
                Ok(())
            })
        })
        .await
    }
}
