//! The report of an audit: who issues it, on what, and its versions (INV-30, INV-33, INV-37).

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Digest, PersonId, Text};
use serde::{Deserialize, Serialize};

use super::field::unvisited;
use super::people;
use super::{Area, Error, Event, Stage, Work};
use crate::certification::CertificationType;
use crate::decision::{NonconformityFact, Recommendation, RequirementFact};
use crate::seen::{Exhibit, Seen};

/// One version of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which version, from 1.
    pub number: u16,
    /// When it was issued.
    pub on: Date,
    /// The team leader.
    pub by: PersonId,
    /// The document.
    pub document: Exhibit,
    /// What the team recommends.
    pub recommendation: Recommendation,
    /// What was found of each requirement.
    pub requirements: Vec<RequirementFact>,
    /// How each nonconformity stands.
    pub nonconformities: Vec<NonconformityFact>,
    /// Where the declaration was signed, of an audit that confirms one.
    pub declaration: Option<Seen>,
    /// Why there is another version.
    pub reason: Option<Text>,
}

/// What issuing brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Who issues it.
    pub by: PersonId,
    /// The document.
    pub document: Exhibit,
    /// What the team recommends.
    pub recommendation: Recommendation,
    /// What was found of each requirement, read from their streams.
    pub requirements: Vec<RequirementFact>,
    /// How each nonconformity stands, read from their streams.
    pub nonconformities: Vec<NonconformityFact>,
    /// The criteria that have to have a result: of a follow-up those of what it follows ([`Work::follows`]), otherwise all that
    /// are required in the case.
    pub mandatory: BTreeSet<String>,
    /// SHA-256 of what the declaration would say now.
    pub declared_now: Option<Digest>,
    /// Why there is another version.
    pub reason: Option<Text>,
}

pub(super) fn issue(work: &Work, reporting: Reporting, on: Date) -> Result<Vec<Event>, Error> {
    let leader = work.leader().ok_or(Error::NoLeader)?;
    if reporting.by != leader {
        return Err(Error::NotLeader { leader, found: reporting.by });
    }
    people::settled(work.team.iter().filter(|(person, _)| **person == leader), on)?;
    if !work.reports.is_empty() && reporting.reason.is_none() {
        return Err(Error::NoReason);
    }
    done(work)?;
    summed_up(&reporting)?;
    declared(work, &reporting)?;
    let Reporting { by, document, recommendation, requirements, nonconformities, reason, .. } = reporting;
    let number = u16::try_from(work.reports.len()).unwrap_or(u16::MAX).saturating_add(1);
    let declaration = work.attestation.as_ref().map(|attestation| attestation.signed);
    let reason = reason.filter(|_| number > 1);
    let report =
        Report { number, on, by, document, recommendation, requirements, nonconformities, declaration, reason };
    Ok(vec![Event::ReportIssued(Box::new(report))])
}

/// Each stage is done, each site visited, each area looked at.
fn done(work: &Work) -> Result<(), Error> {
    let open = [Stage::One, Stage::Two].into_iter().filter(|stage| *stage <= work.terms.last_stage);
    let stages: Vec<Stage> = open.filter(|stage| !work.results.contains_key(stage)).collect();
    // Where the body lets the sites come first, or leaves the rule out, the last stage is enough.
    if stages.contains(&work.terms.last_stage) {
        return Err(Error::StagesOpen { stages });
    }
    let sites = unvisited(work);
    if !sites.is_empty() {
        return Err(Error::Unvisited { sites });
    }
    let areas: Vec<Area> = Area::ALL.into_iter().filter(|area| !work.areas.contains(area)).collect();
    if areas.is_empty() { Ok(()) } else { Err(Error::AreasOpen { areas }) }
}

/// Each criterion that has to have a result has one, and what fails is raised: what was withdrawn is as if it never was.
fn summed_up(reporting: &Reporting) -> Result<(), Error> {
    let found: BTreeSet<&str> = reporting.requirements.iter().map(|fact| fact.criterion.as_str()).collect();
    let without = |criterion: &&String| !found.contains(criterion.as_str());
    let criteria: Vec<String> = reporting.mandatory.iter().filter(without).cloned().collect();
    if !criteria.is_empty() || found.is_empty() {
        return Err(Error::WithoutResult { criteria });
    }
    let raised =
        |criterion: &str| reporting.nonconformities.iter().any(|fact| fact.stands() && fact.criterion == criterion);
    let criteria: Vec<String> = reporting
        .requirements
        .iter()
        .filter(|fact| fact.outcome.fails() && !raised(&fact.criterion))
        .map(|fact| fact.criterion.clone())
        .collect();
    if criteria.is_empty() { Ok(()) } else { Err(Error::Unraised { criteria }) }
}

/// What is confirmed was declared of each criterion, and still stands as it was signed (INV-30).
fn declared(work: &Work, reporting: &Reporting) -> Result<(), Error> {
    let attestation = match (work.terms.certification, &work.attestation) {
        (CertificationType::OnSite, _) => return Ok(()),
        (CertificationType::SelfDeclaration, None) => return Err(Error::NoDeclaration),
        (CertificationType::SelfDeclaration, Some(attestation)) => attestation,
    };
    if !reporting.declared_now.is_some_and(|now| work.attested(now)) {
        return Err(Error::DeclarationChanged { signed_on: attestation.signed_on });
    }
    let audited = reporting.requirements.iter().map(|fact| &fact.criterion).chain(&reporting.mandatory);
    let criteria: BTreeSet<String> =
        audited.filter(|criterion| !attestation.statements.contains_key(*criterion)).cloned().collect();
    if criteria.is_empty() { Ok(()) } else { Err(Error::NotDeclared { criteria }) }
}

pub(super) fn hand_over(work: &Work, on: Date) -> Result<Vec<Event>, Error> {
    let done = work.handed_over_on.is_some();
    Ok(if done { Vec::new() } else { vec![Event::ReportHandedOver { on }] })
}
