//! A certificate is issued on the decision to grant, taken away on one to withdraw, or given back by the company. What becomes of
//! it becomes of the suspension that is open.

use std::collections::BTreeSet;

use criteria::text::Lang;
use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::application::SiteId;
use scheme::case::Status;
use scheme::certificate::{Basis, Certificate, Command, Issuing};
use scheme::certification::CertificationType;
use scheme::decision::{Decision, Made};
use scheme::suspension::{self, Suspension};

use super::load::{Rows, newest_decision, seen};
use super::number::folded;
use super::{born, of_certificate};
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::{ShownCase, accredited, loaded};
use crate::door::Act;
use crate::office::{Caller, Office, Refused};
use crate::texts::Texts;

/// A certificate as it is to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueTold {
    /// The number, as the body writes it.
    pub number: String,
    /// The first day.
    pub first: Date,
    /// The scope.
    pub scope: String,
    /// The sites of the application that it names.
    pub sites: BTreeSet<SiteId>,
    /// Whether the fees are paid.
    pub fees_paid: bool,
    /// Why it is issued although they are not; may be empty.
    pub fees_reason: String,
}

/// Another scope as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescopeTold {
    /// The scope.
    pub scope: String,
    /// The sites, each in a line.
    pub sites: Vec<String>,
}

/// The sites of the application with these ids, in words; none is left out.
fn sites(shown: &ShownCase, chosen: &BTreeSet<SiteId>) -> Result<Vec<String>, Ruling> {
    let known = shown.status.kept().map(|file| &file.snapshot.content.sites);
    let said = |id: &SiteId| {
        let site = known?.get(id)?;
        Some(format!("{} {}", shown.text(site.name), shown.text(site.address)))
    };
    chosen.iter().map(|id| said(id).ok_or_else(|| Ruling::of("judged-unknown-site"))).collect()
}

impl Office {
    /// Issues the certificate of a case in which it was granted.
    ///
    /// # Errors
    /// The number is taken within the body, a site is none of the application, a rule refuses, or the caller may not or has not confirmed who they are.
    pub async fn issue_certificate(&self, caller: Caller, case: StreamId, told: IssueTold) -> Result<(), Refused> {
        let shown = self.case(caller, case).await?;
        let (office, sites) = (self.clone(), sites(&shown, &told.sites)?);
        self.in_case(caller, case, Action::CertificateIssue, move |act, row| {
            let (office, told, sites) = (office.clone(), told.clone(), sites.clone());
            Box::pin(async move {
                let (row, case) = loaded(act, row.owner, row.stream).await?;
                act.rests_on(&case, "case");
                let (body, holder) = (row.owner, row.party.ok_or(Refused::NotThere)?);
                let rules = office.rules_of(&case.status)?;
                let Status::Decided { kept, contract, decision, .. } = &case.status else {
                    return Err(Ruling::of("judged-nothing-decided").into());
                };
                let decision = act.load::<Decision>(body, *decision).await?;
                act.rests_on(&decision, "decision");
                let decided = decision.status.decided().ok_or(Refused::NotThere)?;
                let made = Made { seen: seen(&decision), kind: decided.kind, on: decided.on };
                let accredited = accredited(act, body, holder).await?.standing.is_valid();
                let stream = of_certificate(decision.stream());
                let mut certificate = act.load::<Certificate>(body, stream).await?;
                if certificate.version == 0 {
                    born(act, body, stream, Certificate::KIND).await?;
                }
                let mut named = Vec::new();
                for site in sites {
                    named.push(act.text(body, site)?);
                }
                let reason = told.fees_reason;
                let issuing = Issuing {
                    case: row.stream,
                    holder,
                    number: act.text(body, told.number.clone())?,
                    scope: act.text(body, told.scope)?,
                    sites: named,
                    certification: kept.snapshot.content.certification.unwrap_or(CertificationType::OnSite),
                    criteria: contract.terms.criteria.0.clone(),
                    decision: made,
                    basis: Basis::Initial { effective: told.first },
                    accredited,
                    fees_paid: told.fees_paid,
                    fees_reason: if reason.is_empty() { None } else { Some(act.text(body, reason)?) },
                    rules,
                };
                act.decide(&mut certificate, Command::Issue(Box::new(issuing)))?;
                act.reserve("certificate_number", format!("{body}/{}", folded(&told.number)), stream);
                Ok(())
            })
        })
        .await
    }

    /// Takes the certificate away, as it was decided. A suspension of it is over with that, one that is not in force is dropped.
    ///
    /// # Errors
    /// That was not decided, it is over already, or the caller may not.
    pub async fn withdraw_certificate(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateMaintain, move |act, row| {
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let certificate = rows.certificate().ok_or(Refused::NotThere)?;
                let decision = newest_decision(act, row.owner, &rows, certificate.begun_at).await?;
                let mut certificate = act.load::<Certificate>(row.owner, certificate.stream).await?;
                act.decide(&mut certificate, Command::Withdraw { decision })?;
                over(act, row.owner, &rows, Over::Withdrawn(decision)).await
            })
        })
        .await
    }

    /// Makes the scope of the certificate narrower, as it was decided. A suspension of it is over with that.
    ///
    /// # Errors
    /// That was not decided since it was changed last, a rule refuses, or the caller may not.
    pub async fn rescope_certificate(&self, caller: Caller, case: StreamId, told: RescopeTold) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateIssue, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let certificate = rows.certificate().ok_or(Refused::NotThere)?;
                let decision = newest_decision(act, row.owner, &rows, certificate.touched_at).await?;
                let mut certificate = act.load::<Certificate>(row.owner, certificate.stream).await?;
                let scope = act.text(row.owner, told.scope)?;
                let mut sites = Vec::new();
                for site in told.sites {
                    sites.push(act.text(row.owner, site)?);
                }
                act.decide(&mut certificate, Command::Rescope { decision, scope, sites })?;
                over(act, row.owner, &rows, Over::Reduced(decision)).await
            })
        })
        .await
    }

    /// The company gives its certificate back. A suspension of it is over with that, one that is not in force is dropped.
    ///
    /// # Errors
    /// It is over already, or the caller may not or has not confirmed who they are.
    pub async fn end_certificate(&self, caller: Caller, case: StreamId, reason: String) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CertificateEnd, move |act, row| {
            let reason = reason.clone();
            Box::pin(async move {
                let rows = Rows::read(act, row.owner, row.stream).await?;
                let stream = rows.certificate().ok_or(Refused::NotThere)?.stream;
                let mut certificate = act.load::<Certificate>(row.owner, stream).await?;
                let reason = if reason.is_empty() { None } else { Some(act.text(row.owner, reason)?) };
                act.decide(&mut certificate, Command::End { by: caller.person, reason })?;
                over(act, row.owner, &rows, Over::Ended).await
            })
        })
        .await
    }
}

/// What became of a certificate.
#[derive(Clone, Copy)]
enum Over {
    /// It was taken away.
    Withdrawn(Made),
    /// Its scope is narrower.
    Reduced(Made),
    /// It was given back.
    Ended,
}

/// Brings the suspension that is open to an end: one that is in force is concluded; one that was only proposed is dropped where no
/// certificate is left, with the reason.
async fn over(act: &mut Act<'_>, body: OrganisationId, rows: &Rows, over: Over) -> Result<(), Refused> {
    use suspension::Command;
    let Some(open) = rows.suspension() else { return Ok(()) };
    let mut suspension = act.load::<Suspension>(body, open.stream).await?;
    let in_force = matches!(suspension.status, suspension::Status::InForce { .. });
    let why = match over {
        Over::Withdrawn(_) => Some("suspending-dropped-withdrawn"),
        Over::Ended => Some("suspending-dropped-ended"),
        Over::Reduced(_) => None,
    };
    let command = match (in_force, over, why) {
        (true, Over::Withdrawn(decision) | Over::Reduced(decision), _) => Command::Conclude { decision },
        (true, Over::Ended, _) => Command::End,
        // What the record says of itself is said in the language of the scheme.
        (false, _, Some(why)) => Command::Drop { reason: act.text(body, Texts::new(Lang::Ja).t(why))? },
        (false, _, None) => return Ok(()),
    };
    act.decide(&mut suspension, command)?;
    Ok(())
}
