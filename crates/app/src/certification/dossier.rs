//! Everything that stands in one case, read at once: its audits, their working papers and nonconformities, decisions,
//! certificates and suspensions. For pages, and for questions that no command rests on.

use std::collections::{BTreeMap, BTreeSet};

use record::{OrganisationId, StreamId};
use scheme::audit::{self, Audit};
use scheme::certificate::{self, Certificate};
use scheme::decision::{self, Decision};
use scheme::nonconformity::{self, Nonconformity};
use scheme::requirement::{self, Requirement};
use scheme::seen::{Exhibit, Observed, Seen};
use scheme::suspension::{self, Suspension};
use store::models::CertificationRow;
use store::{StoreError, Tx};
use uuid::Uuid;

use super::replayed;

/// A stream of a case as it stands.
#[derive(Debug, Clone)]
pub struct Standing<S> {
    /// Its row.
    pub row: CertificationRow,
    /// Where it stands.
    pub status: S,
}

impl<S> Standing<S> {
    /// Its stream with its version.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen { stream: self.row.stream, version: self.row.version }
    }
}

/// What stands in a case, each kind in the order in which it began but for working papers, which go by their criterion.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// Its audits. The last is the one under way.
    pub audits: Vec<Standing<audit::Status>>,
    /// Working papers of all of them.
    pub requirements: Vec<Standing<requirement::Status>>,
    /// Nonconformities of all of them.
    pub nonconformities: Vec<Standing<nonconformity::Status>>,
    /// Its decisions.
    pub decisions: Vec<Standing<decision::Status>>,
    /// Its certificates.
    pub certificates: Vec<Standing<certificate::Status>>,
    /// Suspensions of those.
    pub suspensions: Vec<Standing<suspension::Status>>,
}

impl Dossier {
    /// Reads it, so far as `asker` owns or is party to what is in it: three statements, whatever there is.
    ///
    /// # Errors
    /// The database failed, or an event cannot be read.
    pub async fn read(tx: &mut Tx, asker: OrganisationId, case: StreamId) -> Result<Self, StoreError> {
        Ok(Self::of_all(tx, asker, [case]).await?.remove(&case).unwrap_or_default())
    }

    /// The same of several cases, with as many statements as for one. A case in which nothing stands is missing.
    ///
    /// # Errors
    /// The database failed, or an event cannot be read.
    pub async fn of_all(
        tx: &mut Tx,
        asker: OrganisationId,
        cases: impl IntoIterator<Item = StreamId>,
    ) -> Result<BTreeMap<StreamId, Self>, StoreError> {
        let outer = tx.certifications_within(asker, cases).await?;
        let inner = tx.certifications_within(asker, outer.iter().map(|row| row.stream).collect::<Vec<_>>()).await?;
        let case_of: BTreeMap<StreamId, StreamId> =
            outer.iter().filter_map(|row| Some((row.stream, row.within?))).collect();
        let streams: Vec<StreamId> = outer.iter().chain(&inner).map(|row| row.stream).collect();
        let events = tx.events_in(asker, streams).await?;
        let mut rows: BTreeMap<StreamId, Vec<CertificationRow>> = BTreeMap::new();
        for row in outer.into_iter().chain(inner) {
            let Some(within) = row.within else { continue };
            rows.entry(case_of.get(&within).copied().unwrap_or(within)).or_default().push(row);
        }
        let mut statuses = Statuses {
            audits: replayed::<Audit>(&events)?,
            requirements: replayed::<Requirement>(&events)?,
            nonconformities: replayed::<Nonconformity>(&events)?,
            decisions: replayed::<Decision>(&events)?,
            certificates: replayed::<Certificate>(&events)?,
            suspensions: replayed::<Suspension>(&events)?,
        };
        Ok(rows.into_iter().map(|(case, rows)| (case, statuses.of(&rows))).collect())
    }

    /// Every file that something in it names.
    #[must_use]
    pub fn exhibits(&self) -> BTreeSet<Exhibit> {
        let reports = self.audits.iter().filter_map(|one| one.status.work()).flat_map(|work| &work.reports);
        let mut named: BTreeSet<Exhibit> = reports.map(|report| report.document).collect();
        let found = self.requirements.iter().filter_map(|one| one.status.paper()?.entry.as_ref());
        let mut observed: Vec<Observed> = found.flat_map(|entry| entry.finding.evidence.clone()).collect();
        for known in self.nonconformities.iter().filter_map(|one| one.status.known()) {
            observed.extend(&known.raised.evidence);
            if let Some(answer) = &known.answer {
                observed.extend(answer.correction.evidence.iter().chain(&answer.corrective_action.evidence));
            }
        }
        named.extend(observed.into_iter().filter_map(|one| match one {
            Observed::Kept(exhibit) => Some(exhibit),
            Observed::Words(_) => None,
        }));
        named
    }

    /// The same for the client: of reports only the last, once it was handed over; of the working paper none.
    #[must_use]
    pub fn exhibits_for_client(&self) -> BTreeSet<Exhibit> {
        let handed = |work: &audit::Work| work.handed_over_on.and(work.report()).map(|report| report.document);
        let handed: BTreeSet<Exhibit> =
            self.audits.iter().filter_map(|one| one.status.work()).filter_map(handed).collect();
        let reports = self.audits.iter().filter_map(|one| one.status.work()).flat_map(|work| &work.reports);
        let all: BTreeSet<Exhibit> = reports.map(|report| report.document).collect();
        self.exhibits().into_iter().filter(|exhibit| !all.contains(exhibit) || handed.contains(exhibit)).collect()
    }

    /// The audit under way, or the last one.
    #[must_use]
    pub fn audit(&self) -> Option<&Standing<audit::Status>> {
        self.audits.last()
    }
}

/// What stands in each stream, by its kind.
struct Statuses {
    audits: BTreeMap<StreamId, (audit::Status, u32)>,
    requirements: BTreeMap<StreamId, (requirement::Status, u32)>,
    nonconformities: BTreeMap<StreamId, (nonconformity::Status, u32)>,
    decisions: BTreeMap<StreamId, (decision::Status, u32)>,
    certificates: BTreeMap<StreamId, (certificate::Status, u32)>,
    suspensions: BTreeMap<StreamId, (suspension::Status, u32)>,
}

impl Statuses {
    /// What of it the rows of one case name.
    fn of(&mut self, rows: &[CertificationRow]) -> Dossier {
        Dossier {
            audits: begun(standing(rows, &mut self.audits)),
            requirements: standing(rows, &mut self.requirements),
            nonconformities: begun(standing(rows, &mut self.nonconformities)),
            decisions: begun(standing(rows, &mut self.decisions)),
            certificates: begun(standing(rows, &mut self.certificates)),
            suspensions: begun(standing(rows, &mut self.suspensions)),
        }
    }
}

fn standing<S>(rows: &[CertificationRow], statuses: &mut BTreeMap<StreamId, (S, u32)>) -> Vec<Standing<S>> {
    let found = rows.iter().filter_map(|row| Some((row.clone(), statuses.remove(&row.stream)?.0)));
    found.map(|(row, status)| Standing { row, status }).collect()
}

/// In the order in which they began; rows come by label.
fn begun<S>(mut found: Vec<Standing<S>>) -> Vec<Standing<S>> {
    found.sort_by_key(|one| (one.row.begun_at, one.row.stream));
    found
}

/// The stream of the audit of a case that is the `number`th, from 1.
#[must_use]
pub fn of_audit(case: StreamId, number: usize) -> StreamId {
    StreamId(Uuid::new_v5(&case.0, format!("audit/{number}").as_bytes()))
}

/// The stream of the working paper of a criterion in an audit: one and no other.
#[must_use]
pub fn of_requirement(audit: StreamId, criterion: &str) -> StreamId {
    StreamId(Uuid::new_v5(&audit.0, format!("requirement/{criterion}").as_bytes()))
}

/// The stream of a person's records of competence in a body. Who comes back after an end has the next `term`.
#[must_use]
pub fn of_competence(body: OrganisationId, person: record::PersonId, term: u32) -> StreamId {
    StreamId(Uuid::new_v5(&body.0, format!("competence/{}/{term}", person.0).as_bytes()))
}
