//! What is found in an audit: working papers, what is done on the sites, nonconformities, the report, and what the representative
//! declares. Each thing done is a file beside this; what a page shows is read here, once for all of them.
//!
//! Who of the company sees the case sees the audit and its nonconformities; working papers are not there for it, whatever it asks.

mod attest;
mod finding;
mod onsite;
mod paper;
mod print;
mod report;
mod team;

use std::collections::BTreeSet;

use criteria::pack::criteria::Requirement;
use record::{PersonId, StreamId, Text};
use scheme::audit::{Area, NotJudging, Planned, Stage, Work};
use scheme::nonconformity::{self, Settled, Standing as Time};
use scheme::requirement::{self, Counterpart, Entry, Finding};
use scheme::rules::Rules;
use scheme::seen::{Exhibit, Observed};
use scheme::{audit, certification::CertificationType};

use super::case::{ShownCase, tailored};
use super::dossier::{Dossier, Standing};
use crate::office::{Caller, Office, Refused};

pub use attest::StatementTold;
pub use finding::{ActionTold, AnswerTold, Deed, RaisingTold, VerificationTold};
pub use onsite::{AdviceTold, FinishTold, VisitTold};
pub use paper::EntryTold;
pub use report::{Missing, ReportTold};

/// What auditors found so far in a case, as one of its two sides sees it.
#[derive(Debug, Clone)]
pub struct Field {
    /// The case; its texts and names include those of everything below.
    pub shown: ShownCase,
    /// Everything that stands in it.
    pub dossier: Dossier,
    /// The rules that were agreed; none = nothing was agreed yet.
    pub rules: Option<Rules>,
    /// Today in Japan.
    pub today: jiff::civil::Date,
    /// Who looks.
    pub reader: PersonId,
}

impl Field {
    /// The audit under way, or the last one.
    #[must_use]
    pub fn audit(&self) -> Option<&Standing<audit::Status>> {
        self.dossier.audit()
    }

    /// What is known of it.
    #[must_use]
    pub fn work(&self) -> Option<&Work> {
        self.audit().and_then(|audit| audit.status.work())
    }

    /// Whether it has begun, and no report is issued.
    #[must_use]
    pub fn is_underway(&self) -> bool {
        self.audit().is_some_and(|audit| audit.status.place() == audit::Place::Underway)
    }

    /// What has to be met in this case, in the order of the criteria.
    #[must_use]
    pub fn required(&self) -> Vec<&'static Requirement> {
        let (Some(criteria), Some(contract)) = (self.shown.criteria, self.shown.status.contract()) else {
            return Vec::new();
        };
        let tailored = tailored(criteria, &contract.terms);
        let required: BTreeSet<&str> = tailored.required().collect();
        criteria.requirements.iter().filter(|requirement| required.contains(requirement.id.as_str())).collect()
    }

    /// A criterion that something can be asked of: a required one, or any where the case is over, so that this is what is told.
    #[must_use]
    pub fn asked(&self, criterion: &str) -> Option<&'static Requirement> {
        let required = self.required().into_iter().find(|requirement| requirement.id == criterion);
        let over = self.shown.status.over_on().and(self.shown.criteria);
        required.or_else(|| over?.requirement(criterion))
    }

    /// The working papers of the last audit.
    pub fn papers(&self) -> impl Iterator<Item = &Standing<requirement::Status>> {
        let audit = self.audit().map(|audit| audit.row.stream);
        self.dossier.requirements.iter().filter(move |paper| paper.row.within.is_some() && paper.row.within == audit)
    }

    /// The working paper of a criterion in the last audit, once something was entered.
    #[must_use]
    pub fn paper(&self, criterion: &str) -> Option<&Standing<requirement::Status>> {
        self.papers().find(|paper| paper.status.paper().is_some_and(|paper| paper.criterion.id == criterion))
    }

    /// What stands of a criterion in the last audit.
    #[must_use]
    pub fn entry(&self, criterion: &str) -> Option<&Entry> {
        self.paper(criterion)?.status.paper()?.entry.as_ref()
    }

    /// What was entered and is not agreed with the company yet, in the order of the criteria.
    #[must_use]
    pub fn to_agree(&self) -> Vec<(&'static Requirement, &Entry)> {
        let open = |requirement: &'static Requirement| match &self.paper(&requirement.id)?.status {
            requirement::Status::Open(paper) => Some((requirement, paper.entry.as_ref()?)),
            requirement::Status::Unopened | requirement::Status::Agreed { .. } => None,
        };
        self.required().into_iter().filter_map(open).collect()
    }

    /// The last audit that has begun and was not stopped: its team settles nonconformities.
    #[must_use]
    pub fn begun(&self) -> Option<&Standing<audit::Status>> {
        let begun = |one: &&Standing<audit::Status>| match one.status.place() {
            audit::Place::Underway | audit::Place::Reported => true,
            audit::Place::Unopened | audit::Place::Preparing | audit::Place::Stopped => false,
        };
        self.dossier.audits.iter().rev().find(begun)
    }

    /// Whether the reader judges today in an audit of the case; whether they are competent is asked of what they do.
    ///
    /// # Errors
    /// Why they do not.
    pub fn judges(&self, work: &Work) -> Result<(), NotJudging> {
        work.judges(self.reader, self.today, &BTreeSet::new())
    }

    /// The requirements that fail and of which no nonconformity stands: one that was withdrawn was none.
    #[must_use]
    pub fn unraised(&self) -> Vec<&'static Requirement> {
        let fails = |requirement: &&Requirement| {
            self.entry(&requirement.id).is_some_and(|entry| entry.finding.outcome.fails())
                && !self
                    .dossier
                    .nonconformities
                    .iter()
                    .filter(|one| nonconformity::settled(&one.status) != Settled::Withdrawn)
                    .any(|one| one.status.known().is_some_and(|known| known.raised.criterion == requirement.id))
        };
        self.required().into_iter().filter(|requirement| fails(requirement)).collect()
    }

    /// A nonconformity of the case.
    #[must_use]
    pub fn nonconformity(&self, stream: StreamId) -> Option<&Standing<nonconformity::Status>> {
        self.dossier.nonconformities.iter().find(|one| one.row.stream == stream)
    }

    /// What the time of a nonconformity has come to; none = the last day of the last stage is not known yet.
    #[must_use]
    pub fn time_of(&self, status: &nonconformity::Status) -> Option<Time> {
        let last = self.work()?.last_day()?;
        Some(nonconformity::standing(status, last, self.rules.as_ref()?, self.today))
    }

    /// Whether a person is in the team of the last audit.
    #[must_use]
    pub fn in_team(&self, person: PersonId) -> bool {
        self.work().is_some_and(|work| work.team.contains_key(&person))
    }

    /// Whether the reader leads the team.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.work().and_then(Work::leader) == Some(self.reader)
    }

    /// The stages of the audit.
    #[must_use]
    pub fn stages(&self) -> Vec<Stage> {
        let last = self.work().map(|work| work.terms.last_stage);
        Stage::ALL.into_iter().filter(|stage| last.is_some_and(|last| *stage <= last)).collect()
    }

    /// The sites of the plan, or all of the audit, that nobody has visited.
    #[must_use]
    pub fn unvisited(&self) -> BTreeSet<u16> {
        let Some(work) = self.work() else { return BTreeSet::new() };
        if work.terms.certification == CertificationType::SelfDeclaration {
            return BTreeSet::new();
        }
        let planned: Option<&Planned> = work.stages.get(&work.terms.last_stage);
        let sites = planned.and_then(|planned| planned.plan.as_ref()).map_or(&work.terms.sites, |plan| &plan.sites);
        sites.iter().copied().filter(|site| !work.visits.iter().any(|visit| visit.site == *site)).collect()
    }

    /// The areas nobody has looked at.
    #[must_use]
    pub fn uncovered(&self) -> Vec<Area> {
        let covered = |area: &Area| self.work().is_some_and(|work| work.areas.contains(area));
        Area::ALL.into_iter().filter(|area| !covered(area)).collect()
    }

    /// What a site is called; its number where that is not known.
    #[must_use]
    pub fn site(&self, number: u16) -> String {
        let sites = self.shown.status.kept().map(|file| &file.snapshot.content.sites);
        let site = sites.and_then(|sites| sites.iter().find(|(id, _)| id.0 == number)).map(|(_, site)| site);
        let named = site.map(|site| self.shown.text(site.name)).filter(|name| !name.is_empty());
        named.map_or_else(|| number.to_string(), str::to_owned)
    }

    /// What a person is called; none = erased.
    #[must_use]
    pub fn name(&self, person: PersonId) -> Option<&str> {
        self.shown.names.get(&person).map(String::as_str)
    }
}

/// The words of what was seen.
pub(super) fn words(observed: &[Observed]) -> impl Iterator<Item = Text> {
    observed.iter().filter_map(|one| match one {
        Observed::Words(text) => Some(*text),
        Observed::Kept(_) => None,
    })
}

/// The files of what was seen.
#[must_use]
pub fn files(observed: &[Observed]) -> Vec<Exhibit> {
    let file = |one: &Observed| match one {
        Observed::Kept(exhibit) => Some(*exhibit),
        Observed::Words(_) => None,
    };
    observed.iter().filter_map(file).collect()
}

/// The texts that a finding names.
pub(super) fn of_finding(finding: &Finding) -> Vec<Text> {
    words(&finding.evidence).chain(finding.note).chain(finding.reason).collect()
}

/// Every text of the body that something here names.
fn texts(dossier: &Dossier) -> Vec<Text> {
    let mut named = Vec::new();
    for work in dossier.audits.iter().filter_map(|audit| audit.status.work()) {
        named.extend(work.visits.iter().filter_map(|visit| visit.remote));
        named.extend(work.results.values().map(|result| result.note));
        named.extend(work.reports.iter().filter_map(|report| report.reason));
        let said = work.attestation.iter().flat_map(|attestation| attestation.statements.values());
        named.extend(said.flat_map(attest::texts));
    }
    for status in dossier.requirements.iter().map(|paper| &paper.status) {
        let entry = status.paper().and_then(|paper| paper.entry.as_ref());
        named.extend(entry.into_iter().flat_map(|entry| of_finding(&entry.finding)));
        if let requirement::Status::Agreed { with: Counterpart::Named(name), .. } = status {
            named.push(*name);
        }
    }
    for status in dossier.nonconformities.iter().map(|one| &one.status) {
        named.extend(finding::texts(status));
    }
    named
}

/// Every person that something here names.
fn persons(dossier: &Dossier) -> BTreeSet<PersonId> {
    let mut named = BTreeSet::new();
    for work in dossier.audits.iter().filter_map(|audit| audit.status.work()) {
        named.extend(&work.ever);
        named.extend(work.reports.iter().map(|report| report.by));
        named.extend(work.attestation.iter().map(|attestation| attestation.by));
    }
    for status in dossier.requirements.iter().map(|paper| &paper.status) {
        named.extend(status.paper().and_then(|paper| paper.entry.as_ref()).map(|entry| entry.by));
        if let requirement::Status::Agreed { with: Counterpart::Person(person), .. } = status {
            named.insert(*person);
        }
    }
    for known in dossier.nonconformities.iter().filter_map(|one| one.status.known()) {
        named.insert(known.raised.author);
        named.extend(known.answer.as_ref().map(|answer| answer.by));
    }
    named
}

impl Office {
    /// What was found so far in a case, for whoever owns it or is its client.
    ///
    /// # Errors
    /// There is no such case that the caller may see.
    pub async fn field(&self, caller: Caller, case: StreamId) -> Result<Field, Refused> {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        // Whether the caller sees the case is asked there.
        let mut shown = self.case(caller, case).await?;
        shown.audited_for(asker)?;
        let mut tx = self.store().reader().await?;
        let dossier = Dossier::read(&mut tx, asker, case).await?;
        let ids = texts(&dossier).into_iter().map(|text| text.id.0).collect::<Vec<_>>();
        let (names, texts) = tx.names_and_texts(shown.row.owner, persons(&dossier), ids).await?;
        drop(tx);
        shown.names.extend(names);
        shown.texts.extend(texts);
        let rules = self.rules_of(&shown.status).ok();
        Ok(Field { shown, dossier, rules, today: self.today(), reader: caller.person })
    }
}
