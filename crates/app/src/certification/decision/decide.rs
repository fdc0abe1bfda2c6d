//! Who was asked votes, recuses themselves, or decides; a grant or a refusal decides the case in the same command.

use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId};
use scheme::accreditation::Containment;
use scheme::application::{self, Application};
use scheme::case::{self, Outcome};
use scheme::decision::{Accreditation, Command, Deciding, Error, Kind, Partial, Vote};
use scheme::seen::Seen;
use store::models::CertificationRow;

use super::grounds::covers;
use super::load::{InCase, Rows, accredited_on, seen};
use super::propose::of_case;
use super::who::People;
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::loaded;
use crate::door::{Act, DoorError, Loaded};
use crate::office::{Caller, Office, Refused};

/// A decision as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidingTold {
    /// The day of the decision.
    pub on: Date,
    /// The reasons.
    pub reasons: Vec<String>,
    /// Where and how to appeal; may be empty.
    pub appeal: String,
    /// Why a decision of an earlier day is recorded only now; may be empty.
    pub late: String,
    /// Why the case lies within the scope of the accreditation, where a person has to say so; may be empty.
    pub scope: String,
}

/// A text of the body; none where nothing was told.
fn told(act: &mut Act<'_>, body: OrganisationId, text: String) -> Result<Option<record::Text>, DoorError> {
    if text.is_empty() { Ok(None) } else { act.text(body, text).map(Some) }
}

impl Office {
    /// Votes on a proposal.
    ///
    /// # Errors
    /// The caller takes no part in it or recused themselves, a rule refuses, or the caller may not.
    pub async fn vote(&self, caller: Caller, case: StreamId, decision: StreamId, vote: Vote) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::DecisionDecide, move |act, row| {
            let office = office.clone();
            Box::pin(async move {
                let (row, case) = loaded(act, row.owner, row.stream).await?;
                let rules = office.rules_of(&case.status)?;
                let mut decision = of_case(act, &row, decision).await?;
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let in_case = InCase::audits(act, row.owner, &rows).await?;
                let company = row.party.ok_or(Refused::NotThere)?;
                let people = People::load(act, row.owner, company, &[caller.person].into()).await?;
                let advised = people.advised(row.stream, &rules, act.at().today);
                let partial: Partial = in_case.material(&case.status).partial(&advised);
                act.decide(&mut decision, Command::Vote { by: caller.person, vote, partial })?;
                Ok(())
            })
        })
        .await
    }

    /// Takes no part in a decision, with a reason. That is not taken back.
    ///
    /// # Errors
    /// The caller takes no part in it anyway, or may not.
    pub async fn recuse(
        &self,
        caller: Caller,
        case: StreamId,
        decision: StreamId,
        reason: String,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::DecisionDecide, move |act, row| {
            let reason = reason.clone();
            Box::pin(async move {
                let mut decision = of_case(act, &row, decision).await?;
                let reason = act.text(row.owner, reason)?;
                act.decide(&mut decision, Command::Recuse { by: caller.person, reason })?;
                Ok(())
            })
        })
        .await
    }

    /// Decides, or says so for the committee.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not or has not confirmed who they are.
    pub async fn decide(
        &self,
        caller: Caller,
        case: StreamId,
        decision: StreamId,
        told: DecidingTold,
    ) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::DecisionDecide, move |act, row| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move { office.decided(act, row, decision, (caller.person, told)).await })
        })
        .await
    }

    async fn decided(
        &self,
        act: &mut Act<'_>,
        row: CertificationRow,
        decision: StreamId,
        (by, deciding): (PersonId, DecidingTold),
    ) -> Result<(), Refused> {
        // Whatever is found meanwhile rests on the case, and waits.
        act.tx().hold(row.owner, row.stream).await?;
        let (row, mut case) = loaded(act, row.owner, row.stream).await?;
        let mut decision = of_case(act, &row, decision).await?;
        act.rests_on(&case, "case");
        let (rules, company) = (self.rules_of(&case.status)?, row.party.ok_or(Refused::NotThere)?);
        let proposal = decision.status.proposed().ok_or(Refused::NotThere)?.proposal.clone();
        let rows = Rows::read(act, row.owner, row.stream).await?;
        let in_case = InCase::whole(act, row.owner, &rows).await?;
        let people = People::load(act, row.owner, company, &proposal.forum.people()).await?;
        let file = case.status.kept().ok_or(Refused::NotThere)?;
        let application = act.load::<Application>(company, file.application).await?;
        act.rests_on(&application, "application");
        let papers = rows.papers(&case, &application);
        rows.lock(act);
        let application = confirmed(&application);
        let on = deciding.on;
        let (accredited, accreditation) = accredited_on(act, row.owner, company, on).await?;
        let asked = file.wish(accredited.size.as_ref()).map(|wish| accredited.standing.covers(&wish));
        let to_confirm = proposal.kind.needs_conformity() && matches!(asked, Some(Containment::ToConfirm(_)));
        let scope = told(act, row.owner, deciding.scope)?;
        if to_confirm && scope.is_none() {
            return Err(Ruling::of("judged-scope").into());
        }
        let covers = covers(&accredited.standing, file, accredited.size.as_ref(), scope.is_some());
        let accreditation = accreditation.ok_or(Error::NotAccredited { on })?;
        let stands = accredited.standing.is_valid();
        let accreditation = Accreditation { seen: accreditation, stands, covers };
        let material = in_case.material(&case.status);
        let partial = material.partial(&people.advised(row.stream, &rules, on));
        let grounds = material.grounds(&rules, partial, accreditation, application, on).ok_or(Refused::NotThere)?;
        let late = told(act, row.owner, deciding.late)?;
        let mut reasons = Vec::new();
        for reason in deciding.reasons {
            reasons.push(act.text(row.owner, reason)?);
        }
        let appeal_path = told(act, row.owner, deciding.appeal)?;
        let deciders = people.deciders(on);
        let made = Deciding { by, on, grounds, papers, reasons, appeal_path, late, deciders, rules };
        act.decide(&mut decision, Command::Decide(Box::new(made)))?;
        let Some(outcome) = outcome(proposal.kind) else { return Ok(()) };
        let (decision, accredited) = (decision.stream(), Box::new(accredited));
        let confirmed = if to_confirm { scope } else { None };
        act.decide(&mut case, case::Command::Decide { outcome, decision, on, late, accredited, confirmed })?;
        Ok(())
    }
}

/// What a decision makes of the case.
fn outcome(kind: Kind) -> Option<Outcome> {
    match kind {
        Kind::Grant => Some(Outcome::Granted),
        Kind::Refuse => Some(Outcome::Refused),
        Kind::Extend | Kind::Reduce | Kind::Renew | Kind::Suspend | Kind::Restore | Kind::Withdraw => None,
    }
}

/// The application, where it was confirmed and submitted.
fn confirmed(application: &Loaded<Application>) -> Option<Seen> {
    match &application.status {
        application::Status::Submitted(_) => Some(seen(application)),
        application::Status::Unbegun | application::Status::Draft(_) | application::Status::Retracted { .. } => None,
    }
}
