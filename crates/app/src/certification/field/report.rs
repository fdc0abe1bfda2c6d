//! The report: what is missing before it can be issued, the facts it sums up, and its issue.
//!
//! The document is made of what was read before the command. So the command compares what it sums up with what the document says,
//! stream by stream, and is refused where anything has changed in between.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate as _, Digest, StreamId};
use scheme::audit::{Area, Audit, Command, Purpose, Reporting, Stage, Status, Work};
use scheme::certification::CertificationType;
use scheme::decision::{NonconformityFact, Recommendation, RequirementFact};
use scheme::nonconformity::{self, Nonconformity};
use scheme::requirement::{self, Requirement};
use scheme::rules::Rules;
use scheme::seen::{Exhibit, Seen};
use store::models::CertificationRow;

use super::paper::{in_team, of_content};
use super::team::conducting;
use super::{Field, attest};
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::tailored;
use crate::certification::dossier::Dossier;
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

/// What the team leader says with the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTold {
    /// What the team recommends.
    pub recommendation: Recommendation,
    /// Why there is another version; may be empty for the first.
    pub reason: String,
}

/// Something without which no report is issued, as far as a page can tell. What decides is the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The audit has not begun.
    NotBegun,
    /// A stage is not done.
    Stage(Stage),
    /// A site was not visited.
    Site(u16),
    /// An area was not looked at.
    Area(Area),
    /// A criterion has no result.
    Result(String),
    /// A criterion fails and nobody raised it.
    Unraised(String),
    /// Nothing was declared.
    Declaration,
    /// What was declared has changed since.
    DeclarationChanged,
    /// Nothing was declared of so many criteria.
    NotDeclared(usize),
}

/// The facts that a report sums up.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    requirements: Vec<RequirementFact>,
    nonconformities: Vec<NonconformityFact>,
}

fn requirement(seen: Seen, status: &requirement::Status) -> Option<RequirementFact> {
    let criterion = status.paper()?.criterion.id.clone();
    status.outcome().map(|outcome| RequirementFact { seen, criterion, outcome })
}

fn nonconformity(
    seen: Seen,
    status: &nonconformity::Status,
    (work, rules, on): (&Work, &Rules, Date),
) -> Option<NonconformityFact> {
    let raised = &status.known()?.raised;
    let time = work.last_day().map(|last| nonconformity::standing(status, last, rules, on));
    let another_stage_two = matches!(time, Some(nonconformity::Standing::AnotherStageTwo { .. }));
    let (criterion, grade, settled) = (raised.criterion.clone(), raised.grade, nonconformity::settled(status));
    let settled_on = nonconformity::settled_on(status);
    Some(NonconformityFact { seen, criterion, grade, settled, settled_on, another_stage_two })
}

/// The last day of the audits that were not stopped.
fn last_day<'s>(audits: impl Iterator<Item = &'s Status>) -> Option<Date> {
    let counts = |status: &&Status| match status {
        Status::Unopened | Status::Stopped { .. } => false,
        Status::Preparing(_) | Status::Underway(_) | Status::Reported(_) => true,
    };
    audits.filter(counts).filter_map(|status| status.work()?.last_day()).max()
}

/// The criteria that a report has to have a result of. `earlier` is the last day of the audits before.
fn mandatory<'s>(
    work: &Work,
    required: Vec<String>,
    raised: impl Iterator<Item = (StreamId, &'s nonconformity::Status)>,
    (audit, earlier, rules): (StreamId, Option<Date>, &Rules),
) -> BTreeSet<String> {
    match work.terms.purpose {
        Purpose::Initial | Purpose::Renewal | Purpose::Surveillance | Purpose::Scope => required.into_iter().collect(),
        Purpose::FollowUp => raised
            .filter(|(of, status)| *of != audit && work.follows(status, earlier, rules))
            .filter_map(|(_, status)| status.known())
            .map(|known| known.raised.criterion.clone())
            .collect(),
    }
}

impl Field {
    /// The criteria that the report has to have a result of: all that are required, or what a follow-up follows.
    #[must_use]
    pub fn mandatory(&self) -> BTreeSet<String> {
        let required: Vec<String> = self.required_ids();
        let (Some(audit), Some(work), Some(rules)) = (self.audit(), self.work(), self.rules.as_ref()) else {
            return required.into_iter().collect();
        };
        let others = self.dossier.audits.iter().filter(|one| one.row.stream != audit.row.stream);
        let earlier = last_day(others.map(|one| &one.status));
        let raised = self.dossier.nonconformities.iter().map(|one| &one.status);
        let raised = raised.filter_map(|status| Some((status.known()?.raised.audit, status)));
        mandatory(work, required, raised, (audit.row.stream, earlier, rules))
    }

    fn facts(&self) -> Option<Facts> {
        let (work, rules) = (self.work()?, self.rules.as_ref()?);
        let requirements = self.papers().filter_map(|paper| requirement(paper.seen(), &paper.status)).collect();
        let of = |one: &super::Standing<nonconformity::Status>| {
            nonconformity(one.seen(), &one.status, (work, rules, self.today))
        };
        Some(Facts { requirements, nonconformities: self.dossier.nonconformities.iter().filter_map(of).collect() })
    }

    fn required_ids(&self) -> Vec<String> {
        self.required().into_iter().map(|requirement| requirement.id.clone()).collect()
    }

    /// SHA-256 of what the declaration says of the case now; none = there is none.
    fn declared_now(&self) -> Option<Digest> {
        let statements = &self.work()?.attestation.as_ref()?.statements;
        attest::content(&self.shown.status, &self.required_ids(), statements)
    }

    /// Whether what the representative declared still is what stands.
    #[must_use]
    pub fn is_attested(&self) -> bool {
        self.work().zip(self.declared_now()).is_some_and(|(work, now)| work.attested(now))
    }

    /// What is missing before the report, in the order in which one would see to it.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let Some(work) = self.work().filter(|work| work.begun_on.is_some()) else { return vec![Missing::NotBegun] };
        let mut missing = Vec::new();
        let mandatory = self.mandatory();
        let without = |requirement: &&criteria::pack::criteria::Requirement| {
            mandatory.contains(&requirement.id) && self.entry(&requirement.id).is_none()
        };
        let open = self.required().into_iter().filter(without);
        missing.extend(open.map(|requirement| Missing::Result(requirement.id.clone())));
        missing.extend(self.unraised().into_iter().map(|requirement| Missing::Unraised(requirement.id.clone())));
        missing.extend(self.unvisited().into_iter().map(Missing::Site));
        missing.extend(self.uncovered().into_iter().map(Missing::Area));
        if !work.results.contains_key(&work.terms.last_stage) {
            missing.push(Missing::Stage(work.terms.last_stage));
        }
        if work.terms.certification == CertificationType::SelfDeclaration {
            missing.extend(self.undeclared(work, &mandatory));
        }
        missing
    }

    fn undeclared(&self, work: &Work, mandatory: &BTreeSet<String>) -> Option<Missing> {
        let Some(attestation) = &work.attestation else { return Some(Missing::Declaration) };
        if !self.is_attested() {
            return Some(Missing::DeclarationChanged);
        }
        let open = mandatory.iter().filter(|criterion| !attestation.statements.contains_key(*criterion)).count();
        (open > 0).then_some(Missing::NotDeclared(open))
    }

    /// The number that the next report would have.
    #[must_use]
    pub fn next_report(&self) -> usize {
        self.work().map_or(1, |work| work.reports.len() + 1)
    }
}

/// What a report says, as the document was made of it.
type MadeOf = (Seen, Facts);

/// The report as it would be issued now, with its audit; refused where what it sums up is no more what the document was made of.
async fn prepared(
    act: &mut Act<'_>,
    row: &CertificationRow,
    office: &Office,
    (told, made_of): (&ReportTold, Option<&MadeOf>),
    document: Exhibit,
) -> Result<(Loaded<Audit>, Reporting), Refused> {
    let conduct = conducting(act, row, "report").await?;
    let known = &conduct.case;
    let rules = office.rules_of(&known.status)?;
    let terms = &known.status.contract().ok_or(Refused::NotThere)?.terms;
    let criteria = office.catalogue.criteria_of(&terms.criteria.0).ok_or(Refused::NotThere)?;
    let required: Vec<String> = tailored(criteria, terms).required().map(str::to_owned).collect();
    let on = act.at().today;
    conduct.competent(act, row, office, on).await?;
    let audit = &conduct.audit;
    let work = audit.status.work().ok_or(Refused::NotThere)?;
    let dossier = Dossier::read(act.tx(), row.owner, row.stream).await?;
    let mut others = Vec::new();
    for stream in dossier.audits.iter().map(|one| one.row.stream).filter(|stream| *stream != audit.stream()) {
        others.push(act.load::<Audit>(row.owner, stream).await?.status);
    }
    let earlier = last_day(others.iter());
    let mut facts = Facts { requirements: Vec::new(), nonconformities: Vec::new() };
    let papers = dossier.requirements.iter().filter(|paper| paper.row.within == Some(audit.stream()));
    for stream in papers.map(|paper| paper.row.stream) {
        let paper = act.load::<Requirement>(row.owner, stream).await?;
        act.rests_on(&paper, "requirement");
        facts.requirements.extend(requirement(Seen { stream, version: paper.version }, &paper.status));
    }
    let mut statuses = Vec::new();
    for stream in dossier.nonconformities.iter().map(|one| one.row.stream) {
        let raised = act.load::<Nonconformity>(row.owner, stream).await?;
        act.rests_on(&raised, "nonconformity");
        let seen = Seen { stream, version: raised.version };
        facts.nonconformities.extend(nonconformity(seen, &raised.status, (work, &rules, on)));
        statuses.push(raised.status);
    }
    let seen = Seen { stream: audit.stream(), version: audit.version };
    if made_of.is_none_or(|(of, said)| (*of, said) != (seen, &facts)) {
        return Err(Refused::Seen);
    }
    let statements = work.attestation.as_ref().map(|attestation| &attestation.statements);
    let declared_now = statements.and_then(|said| attest::content(&known.status, &required, said));
    let raised = statuses.iter().filter_map(|status| Some((status.known()?.raised.audit, status)));
    let mandatory = mandatory(work, required, raised, (audit.stream(), earlier, &rules));
    let reason = if told.reason.is_empty() { None } else { Some(act.text(row.owner, told.reason.clone())?) };
    let (by, recommendation) = (act.actor().person.ok_or(Refused::NotThere)?, told.recommendation);
    let Facts { requirements, nonconformities } = facts;
    let reporting =
        Reporting { by, document, recommendation, requirements, nonconformities, mandatory, declared_now, reason };
    Ok((conduct.audit, reporting))
}

impl Field {
    fn made_of(&self) -> Option<MadeOf> {
        Some((self.audit()?.seen(), self.facts()?))
    }
}

impl Office {
    /// Whether the report may be issued as it would be, before a document is made of it and kept.
    ///
    /// # Errors
    /// As [`Office::issue_report`].
    pub async fn may_report(
        &self,
        caller: Caller,
        case: StreamId,
        field: &Field,
        told: &ReportTold,
    ) -> Result<(), Refused> {
        let (office, told, made_of) = (self.clone(), told.clone(), field.made_of());
        let once = None;
        self.in_case(Caller { once, ..caller }, case, Action::AuditConduct, move |act, row| {
            let (office, told, made_of) = (office.clone(), told.clone(), made_of.clone());
            Box::pin(async move {
                let document = Exhibit { stream: case, sha256: Digest::of(&[]) };
                let (audit, reporting) = prepared(act, &row, &office, (&told, made_of.as_ref()), document).await?;
                Audit::handle(&audit.status, Command::Report(Box::new(reporting)), act.at()).map_err(Ruling::from)?;
                Ok(())
            })
        })
        .await
    }

    /// Keeps the document of a report in the vault of the body, so that it can be named. The same document sent twice is kept
    /// once.
    ///
    /// # Errors
    /// The caller may not, or the vault does not take it.
    pub async fn keep_report(
        &self,
        caller: Caller,
        case: StreamId,
        (name, title): (&str, String),
        bytes: Vec<u8>,
    ) -> Result<Exhibit, Refused> {
        let caller = Caller { once: caller.once.map(|once| of_content(once, &bytes)), ..caller };
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes)]);
        let upload = self.receive_in_case(caller, case, Action::AuditConduct, name, body).await?;
        let kept = self.keep_exhibits(caller, case, Action::AuditConduct, title, vec![upload]).await?;
        kept.into_iter().next().ok_or(Refused::NotThere)
    }

    /// Issues the report, of which the document was made from `field`.
    ///
    /// # Errors
    /// Something changed since `field` was read, a rule refuses, the case is over, or the caller may not.
    pub async fn issue_report(
        &self,
        caller: Caller,
        case: StreamId,
        field: &Field,
        told: ReportTold,
        document: Exhibit,
    ) -> Result<(), Refused> {
        let (office, made_of) = (self.clone(), field.made_of());
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (office, told, made_of) = (office.clone(), told.clone(), made_of.clone());
            Box::pin(async move {
                // Whatever is found meanwhile rests on the case, and waits.
                act.tx().hold(row.owner, row.stream).await?;
                let (mut audit, reporting) = prepared(act, &row, &office, (&told, made_of.as_ref()), document).await?;
                act.decide(&mut audit, Command::Report(Box::new(reporting)))?;
                Ok(())
            })
        })
        .await
    }

    /// Gives the company its copy of the report as it stands.
    ///
    /// # Errors
    /// There is none, or the caller may not.
    pub async fn hand_over_report(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            Box::pin(async move {
                let (mut audit, _) = in_team(act, &row, "hand over").await?;
                act.decide(&mut audit, Command::HandOver)?;
                Ok(())
            })
        })
        .await
    }
}
