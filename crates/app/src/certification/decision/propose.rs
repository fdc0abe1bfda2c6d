//! A decision is proposed, its papers are sent round, minutes are put down, a proposal is dropped.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate as _, PersonId, StreamId};
use scheme::application::Application;
use scheme::assignment::{Candidate, Function};
use scheme::case::Standing;
use scheme::decision::{Command, Decision, Forum, Kind, Proposal, Proposing};
use scheme::rules::Strength;
use store::models::CertificationRow;

use super::load::{InCase, Rows};
use super::who::{People, case_of};
use super::{born, of_decision};
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::loaded;
use crate::certification::ruling::decision::kept_out;
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

/// A proposal as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalTold {
    /// What is to be decided.
    pub kind: Kind,
    /// By whom.
    pub forum: Forum,
}

/// What can be decided as the case stands, with its newest certificate and the suspension of that which is open.
pub(super) fn fitting(
    case: Standing,
    certificate: Option<&CertificationRow>,
    suspension: Option<&CertificationRow>,
    today: Date,
) -> Vec<Kind> {
    let runs = |row: &&CertificationRow| row.day.as_deref().is_some_and(|last| today.to_string().as_str() <= last);
    match (case, certificate.filter(runs).map(|row| row.state.as_str())) {
        (Standing::UnderAssessment, _) => vec![Kind::Grant, Kind::Refuse],
        // Nothing is suspended but what was proposed to be: the company is heard first.
        (Standing::Granted, Some("effective")) if suspension.is_some() => {
            vec![Kind::Suspend, Kind::Reduce, Kind::Withdraw]
        }
        (Standing::Granted, Some("effective")) => vec![Kind::Reduce, Kind::Withdraw],
        (Standing::Granted, Some("suspended")) => vec![Kind::Restore, Kind::Reduce, Kind::Withdraw],
        (
            Standing::Unreceived
            | Standing::Received
            | Standing::Accepted
            | Standing::Quoted
            | Standing::Agreed
            | Standing::Declined
            | Standing::Granted
            | Standing::Refused
            | Standing::Retracted,
            _,
        ) => Vec::new(),
    }
}

/// Those of whom something keeps them out for good.
fn blocked(judged: Vec<Candidate>) -> Vec<Candidate> {
    let blocks = |one: &scheme::assignment::Impediment| one.strength == Strength::Block;
    judged.into_iter().filter(|candidate| candidate.impediments.iter().any(blocks)).collect()
}

impl Office {
    /// Proposes a decision. The caller is who reviewed the papers.
    ///
    /// # Errors
    /// Somebody may not decide or propose, it does not fit the state of the case, a rule refuses, or the caller may not.
    pub async fn propose_decision(&self, caller: Caller, case: StreamId, told: ProposalTold) -> Result<(), Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::DecisionPropose, move |act, row| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move { office.proposed(act, row, caller.person, told).await })
        })
        .await
    }

    async fn proposed(
        &self,
        act: &mut Act<'_>,
        row: CertificationRow,
        by: PersonId,
        ProposalTold { kind, forum }: ProposalTold,
    ) -> Result<(), Refused> {
        forum.fits()?;
        let today = act.at().today;
        let (row, case) = loaded(act, row.owner, row.stream).await?;
        act.rests_on(&case, "case");
        let (rules, company) = (self.rules_of(&case.status)?, row.party.ok_or(Refused::NotThere)?);
        let rows = Rows::read(act, row.owner, row.stream).await?;
        if rows.of(Decision::KIND).any(|one| matches!(one.state.as_str(), "proposed" | "circulated")) {
            return Err(Ruling::of("judged-one-at-a-time").into());
        }
        if !fitting(case.status.standing(), rows.certificate(), rows.suspension(), today).contains(&kind) {
            return Err(Ruling::of("judged-does-not-fit").into());
        }
        let in_case = InCase::audits(act, row.owner, &rows).await?;
        let material = in_case.material(&case.status);
        let asked: BTreeSet<PersonId> = forum.people().into_iter().chain([by]).collect();
        let people = People::load(act, row.owner, company, &asked).await?;
        let parts = act.tx().certification_parts(row.owner, row.stream).await?;
        let reviewer = people.reviewer(by, &case_of(row.stream, &material, &parts, None), &rules, today);
        if !reviewer.impediments.is_empty() {
            return Err(kept_out("judged-proposer", &[reviewer]).into());
        }
        let with_proposer = case_of(row.stream, &material, &parts, Some(by));
        let judged = people.judged(Function::DecisionMaker, &forum.people(), &with_proposer, &rules, today);
        let out = blocked(judged);
        if !out.is_empty() {
            return Err(kept_out("judged-kept-out", &out).into());
        }
        let stream = of_decision(row.stream, rows.of(Decision::KIND).count() + 1);
        born(act, row.owner, stream, Decision::KIND).await?;
        let mut decision = act.load::<Decision>(row.owner, stream).await?;
        let partial = material.partial(&people.advised(row.stream, &rules, today));
        let proposal = Proposal { case: row.stream, company, kind, forum, by };
        let deciders = people.deciders(today);
        let proposing = Proposing { proposal, partial, deciders, rules };
        act.decide(&mut decision, Command::Propose(Box::new(proposing)))?;
        Ok(())
    }

    /// Sends the papers round as they stand. It is decided on these, or they go round again.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn circulate_decision(&self, caller: Caller, case: StreamId, decision: StreamId) -> Result<(), Refused> {
        self.in_case(caller, case, Action::DecisionPropose, move |act, row| {
            Box::pin(async move {
                let (row, case) = loaded(act, row.owner, row.stream).await?;
                let mut decision = of_case(act, &row, decision).await?;
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let company = row.party.ok_or(Refused::NotThere)?;
                let file = case.status.kept().ok_or(Refused::NotThere)?;
                let application = act.load::<Application>(company, file.application).await?;
                let papers = rows.papers(&case, &application);
                act.decide(&mut decision, Command::Circulate { papers })?;
                Ok(())
            })
        })
        .await
    }

    /// Puts down the minutes of the committee.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn keep_minutes(
        &self,
        caller: Caller,
        case: StreamId,
        decision: StreamId,
        minutes: String,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::DecisionPropose, move |act, row| {
            let minutes = minutes.clone();
            Box::pin(async move {
                let mut decision = of_case(act, &row, decision).await?;
                let minutes = act.text(row.owner, minutes)?;
                act.decide(&mut decision, Command::Minutes { minutes })?;
                Ok(())
            })
        })
        .await
    }

    /// Drops a proposal.
    ///
    /// # Errors
    /// It is decided, or the caller may not.
    pub async fn drop_decision(
        &self,
        caller: Caller,
        case: StreamId,
        decision: StreamId,
        reason: String,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::DecisionPropose, move |act, row| {
            let reason = reason.clone();
            Box::pin(async move {
                let mut decision = of_case(act, &row, decision).await?;
                let reason = act.text(row.owner, reason)?;
                act.decide(&mut decision, Command::Drop { reason })?;
                Ok(())
            })
        })
        .await
    }
}

/// A decision of this case, loaded to be changed.
pub(super) async fn of_case(
    act: &mut Act<'_>,
    case: &CertificationRow,
    decision: StreamId,
) -> Result<Loaded<Decision>, Refused> {
    let loaded = act.load::<Decision>(case.owner, decision).await?;
    let of_this = loaded.status.proposed().is_some_and(|proposed| proposed.proposal.case == case.stream);
    if of_this { Ok(loaded) } else { Err(Refused::NotThere) }
}
