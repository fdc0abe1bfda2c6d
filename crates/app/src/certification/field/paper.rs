//! The working paper of one requirement: what an auditor found is entered, agreed with the company on the spot, opened again.
//!
//! The first entry opens the paper in the same command. Words that stand there already stay the same text, so that who finds the
//! same as stands changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use record::{Aggregate as _, Digest, OrganisationId, StreamId, Text};
use scheme::nonconformity::{self, Nonconformity};
use scheme::requirement::{self, Command, Counterpart, Criterion, Finding, Outcome, Requirement};
use scheme::seen::{Exhibit, Observed};
use store::models::CertificationRow;
use uuid::Uuid;

use super::of_finding;
use super::team::{audits, conducting};
use crate::access::Action;
use crate::certification::case::tailored;
use crate::certification::dossier::of_requirement;
use crate::door::{Act, DoorError, Loaded, Once};
use crate::evidence::Upload;
use crate::office::{Caller, Office, Refused};

pub(super) use super::team::in_team;

/// What an auditor enters of one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryTold {
    /// The result.
    pub outcome: Outcome,
    /// What was seen, a line each.
    pub evidence: Vec<String>,
    /// Files that show it.
    pub files: Vec<Exhibit>,
    /// What was noted; may be empty.
    pub note: String,
    /// Why it does not apply; may be empty.
    pub reason: String,
    /// On which day.
    pub on: Date,
    /// The version of what the auditor saw; 0 = nothing.
    pub base: u32,
}

/// Keeps texts, where the same words do not stand in one of these already.
pub(super) struct Kept {
    owner: OrganisationId,
    stands: Arc<BTreeMap<Uuid, String>>,
    before: Vec<Text>,
}

impl Kept {
    pub(super) async fn read(act: &mut Act<'_>, owner: OrganisationId, before: Vec<Text>) -> Result<Self, Refused> {
        let ids = before.iter().map(|text| text.id.0).collect::<Vec<_>>();
        let stands = if ids.is_empty() { BTreeMap::new() } else { act.tx().texts_of(owner, ids).await? };
        Ok(Self { owner, stands: Arc::new(stands), before })
    }

    /// The same, where only these of them are compared.
    pub(super) fn only(&self, before: Vec<Text>) -> Self {
        Self { owner: self.owner, stands: self.stands.clone(), before }
    }

    fn is(&self, text: Text, body: &str) -> bool {
        self.stands.get(&text.id.0).is_some_and(|known| known == body)
    }

    pub(super) fn text(&self, act: &mut Act<'_>, body: &str) -> Result<Text, DoorError> {
        match self.before.iter().find(|text| self.is(**text, body)) {
            Some(text) => Ok(*text),
            None => act.text(self.owner, body.to_owned()),
        }
    }

    pub(super) fn some(&self, act: &mut Act<'_>, body: &str) -> Result<Option<Text>, DoorError> {
        if body.is_empty() { Ok(None) } else { self.text(act, body).map(Some) }
    }

    /// The same of lines: they stand first in what is compared, and the same line twice stands twice.
    pub(super) fn observed(&self, act: &mut Act<'_>, lines: &[String]) -> Result<Vec<Observed>, DoorError> {
        let line = |(at, line): (usize, &String)| match self.before.get(at).filter(|text| self.is(**text, line)) {
            Some(text) => Ok(Observed::Words(*text)),
            None => self.text(act, line).map(Observed::Words),
        };
        lines.iter().enumerate().map(line).collect()
    }
}

impl Office {
    /// Enters what an auditor found of a requirement; gives the version at which it stands.
    ///
    /// # Errors
    /// Another auditor entered something in between, a rule refuses, or the caller may not.
    pub async fn enter_finding(
        &self,
        caller: Caller,
        case: StreamId,
        criterion: String,
        told: EntryTold,
    ) -> Result<u32, Refused> {
        let office = self.clone();
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (office, criterion, told) = (office.clone(), criterion.clone(), told.clone());
            Box::pin(async move {
                let conduct = conducting(act, &row, "enter").await?;
                let terms = &conduct.case.status.contract().ok_or(Refused::NotThere)?.terms;
                let criteria = office.catalogue.criteria_of(&terms.criteria.0).ok_or(Refused::NotThere)?;
                let required = tailored(criteria, terms).required().any(|id| id == criterion);
                let listed = criteria.requirement(&criterion).filter(|_| required).ok_or(Refused::NotThere)?;
                let (audit, report_issued) = (&conduct.audit, conduct.report_issued);
                act.rests_on(audit, "audit");
                conduct.competent(act, &row, &office, told.on).await?;
                let stream = of_requirement(audit.stream(), &criterion);
                let mut paper = act.load::<Requirement>(row.owner, stream).await?;
                borne(act, &row, &paper, (&criterion, told.outcome)).await?;
                if paper.version == 0 {
                    let criterion =
                        Criterion { edition: terms.criteria.0.clone(), id: criterion.clone(), basic: listed.basic };
                    act.decide(&mut paper, Command::Open { audit: audit.stream(), criterion })?;
                }
                let stands = paper.status.paper().and_then(|paper| paper.entry.as_ref());
                let before = stands.map(|entry| of_finding(&entry.finding)).unwrap_or_default();
                let finding = finding(act, row.owner, before, &told).await?;
                let (on, base, by) = (told.on, told.base, caller.person);
                act.decide(&mut paper, Command::Enter { finding, by, on, base, report_issued })?;
                let entry = paper.status.paper().and_then(|paper| paper.entry.as_ref());
                Ok(entry.map_or(paper.version, |entry| entry.version))
            })
        })
        .await
    }

    /// Adds files to what stands of a requirement, at the version that was seen.
    ///
    /// # Errors
    /// Nothing stands, or something else by now; a file is not taken; or the caller may not.
    pub async fn add_to_finding(
        &self,
        caller: Caller,
        case: StreamId,
        (criterion, base): (String, u32),
        uploads: Vec<Upload>,
    ) -> Result<(), Refused> {
        // The same files sent twice are named once; others are another request.
        let files: Vec<u8> = uploads.iter().flat_map(|upload| upload.sha256.0).collect();
        let caller = Caller { once: caller.once.map(|once| of_content(once, &files)), ..caller };
        if !self.came_before(caller).await? {
            // What can be refused is, before anything is kept.
            let nowhere = |upload: &Upload| Exhibit { stream: case, sha256: upload.sha256 };
            let (criterion, told) = (criterion.clone(), uploads.iter().map(nowhere).collect::<Vec<_>>());
            let once = None;
            self.in_case(Caller { once, ..caller }, case, Action::AuditConduct, move |act, row| {
                let (criterion, told) = (criterion.clone(), told.clone());
                Box::pin(async move {
                    let (paper, command) = adding(act, &row, (&criterion, base), told).await?;
                    Requirement::handle(&paper.status, command, act.at())?;
                    Ok(())
                })
            })
            .await?;
        }
        let kept = self.keep_exhibits(caller, case, Action::AuditConduct, criterion.clone(), uploads).await?;
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (criterion, kept) = (criterion.clone(), kept.clone());
            Box::pin(async move {
                let (mut paper, command) = adding(act, &row, (&criterion, base), kept).await?;
                act.decide(&mut paper, command)?;
                Ok(())
            })
        })
        .await
    }

    /// Agrees with the company what stands of a requirement at the version both saw; `with` is who of the company was there.
    ///
    /// # Errors
    /// Something else stands, it is agreed already, or the caller may not.
    pub async fn agree_finding(
        &self,
        caller: Caller,
        case: StreamId,
        (criterion, base): (String, u32),
        with: String,
    ) -> Result<(), Refused> {
        // One form agrees many: each is a command of its own with a key of its own.
        let caller = Caller { once: caller.once.map(|once| once.step(&criterion)), ..caller };
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (criterion, with) = (criterion.clone(), with.clone());
            Box::pin(async move {
                let (audit, report_issued) = in_team(act, &row, "agree").await?;
                act.rests_on(&audit, "audit");
                let stream = of_requirement(audit.stream(), &criterion);
                let mut paper = act.load::<Requirement>(row.owner, stream).await?;
                let with = Counterpart::Named(act.text(row.owner, with)?);
                act.decide(&mut paper, Command::Agree { with, by: caller.person, base, report_issued })?;
                Ok(())
            })
        })
        .await
    }

    /// Opens again what was agreed.
    ///
    /// # Errors
    /// The report is issued, there is nothing to open, or the caller may not.
    pub async fn reopen_finding(
        &self,
        caller: Caller,
        case: StreamId,
        criterion: String,
        reason: String,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let (criterion, reason) = (criterion.clone(), reason.clone());
            Box::pin(async move {
                let (audit, report_issued) = in_team(act, &row, "reopen").await?;
                act.rests_on(&audit, "audit");
                let stream = of_requirement(audit.stream(), &criterion);
                let mut paper = act.load::<Requirement>(row.owner, stream).await?;
                let reason = act.text(row.owner, reason)?;
                act.decide(&mut paper, Command::Reopen { reason, by: caller.person, report_issued })?;
                Ok(())
            })
        })
        .await
    }
}

/// A request for one step with this content: with another it is another request, so that what is kept is what is named.
pub(super) fn of_content(once: Once, content: &[u8]) -> Once {
    once.step(&Digest::of(content).to_string())
}

/// What adds these files to what stands of a requirement.
async fn adding(
    act: &mut Act<'_>,
    row: &CertificationRow,
    (criterion, base): (&str, u32),
    files: Vec<Exhibit>,
) -> Result<(Loaded<Requirement>, Command), Refused> {
    let (audit, report_issued) = in_team(act, row, "enter").await?;
    act.rests_on(&audit, "audit");
    let paper = act.load::<Requirement>(row.owner, of_requirement(audit.stream(), criterion)).await?;
    let stands = paper.status.paper().and_then(|paper| paper.entry.as_ref());
    let mut finding = stands.ok_or(requirement::Error::NothingFound)?.finding.clone();
    finding.evidence.extend(files.into_iter().map(Observed::Kept));
    let (by, on) = (act.actor().person.ok_or(Refused::NotThere)?, act.at().today);
    Ok((paper, Command::Enter { finding, by, on, base, report_issued }))
}

/// What is raised of the criterion already bears the result; what stands so already was looked at when it was regraded.
async fn borne(
    act: &mut Act<'_>,
    row: &CertificationRow,
    paper: &Loaded<Requirement>,
    (criterion, outcome): (&str, Outcome),
) -> Result<(), Refused> {
    if outcome != Outcome::NonconformMajor || paper.status.outcome() == Some(outcome) {
        return Ok(());
    }
    let of = audits(act, row).await?.into_iter().map(|audit| audit.stream).collect::<Vec<_>>();
    let rows = act.tx().certifications_within(row.owner, of).await?;
    let mut refused = Ok(());
    for stream in rows.into_iter().filter(|row| row.kind == Nonconformity::KIND).map(|row| row.stream) {
        let raised = act.load::<Nonconformity>(row.owner, stream).await?;
        let none = nonconformity::settled(&raised.status) == nonconformity::Settled::Withdrawn;
        let Some(known) = raised.status.known().filter(|known| !none && known.raised.criterion == criterion) else {
            continue;
        };
        refused = nonconformity::bears(known.raised.grade, outcome, criterion);
        if refused.is_ok() {
            return Ok(());
        }
    }
    Ok(refused?)
}

async fn finding(
    act: &mut Act<'_>,
    owner: OrganisationId,
    before: Vec<Text>,
    told: &EntryTold,
) -> Result<Finding, Refused> {
    let kept = Kept::read(act, owner, before).await?;
    let mut evidence = kept.observed(act, &told.evidence)?;
    evidence.extend(told.files.iter().copied().map(Observed::Kept));
    let note = kept.some(act, &told.note)?;
    let reason = kept.some(act, &told.reason)?;
    Ok(Finding { outcome: told.outcome, evidence, note, reason })
}
