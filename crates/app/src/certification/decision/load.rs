//! What stands in a case, loaded by a command, each kind of it in one statement: each stream is compared when it commits, and named as evidence.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{Aggregate, OrganisationId, StreamId};
use scheme::accreditation::{self, Accreditation};
use scheme::application::Application;
use scheme::audit::{self, Audit};
use scheme::case::{self, Accredited, CertificationCase};
use scheme::certificate::Certificate;
use scheme::decision::{Decision, Made};
use scheme::nonconformity::Nonconformity;
use scheme::organisation::Organisation;
use scheme::requirement::Requirement;
use scheme::seen::Seen;
use scheme::suspension::Suspension;
use store::Head;
use store::models::CertificationRow;

use super::grounds::{Material, counts};
use crate::certification::Ruling;
use crate::door::{Act, Loaded};
use crate::office::Refused;

/// The rows of a case and of what stands in it, each kind in the order in which it began.
pub(super) struct Rows(Vec<CertificationRow>);

impl Rows {
    pub(super) async fn read(act: &mut Act<'_>, body: OrganisationId, case: StreamId) -> Result<Self, Refused> {
        let mut rows = act.tx().certifications_within(body, [case]).await?;
        let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
        rows.extend(act.tx().certifications_within(body, streams).await?);
        rows.sort_by_key(|row| (row.begun_at, row.stream));
        Ok(Self(rows))
    }

    pub(super) fn of<'r>(&'r self, kind: &'r str) -> impl DoubleEndedIterator<Item = &'r CertificationRow> {
        self.0.iter().filter(move |row| row.kind == kind)
    }

    /// The certificate of the case: the newest one.
    pub(super) fn certificate(&self) -> Option<&CertificationRow> {
        self.of(Certificate::KIND).next_back()
    }

    /// The suspension of that certificate that is not over: there is one at a time.
    pub(super) fn suspension(&self) -> Option<&CertificationRow> {
        let certificate = self.certificate()?.stream;
        let last = self.of(Suspension::KIND).rfind(|row| row.within == Some(certificate));
        last.filter(|row| is_open(row))
    }

    /// What stands in the audits that count; a stopped one has nothing a decision rests on.
    fn counting<'r>(&'r self, kind: &'r str) -> impl Iterator<Item = &'r CertificationRow> {
        let stopped: BTreeSet<StreamId> = self
            .of(Audit::KIND)
            .filter(|row| row.state == audit::Place::Stopped.word())
            .map(|row| row.stream)
            .collect();
        self.of(kind).filter(move |row| row.within.is_some_and(|within| !stopped.contains(&within)))
    }

    /// The papers of a decision as they stand: audits, working papers, nonconformities, certificates, suspensions, case and
    /// application.
    pub(super) fn papers(&self, case: &Loaded<CertificationCase>, application: &Loaded<Application>) -> Vec<Seen> {
        let kept = [Audit::KIND, Certificate::KIND, Suspension::KIND].into_iter().flat_map(|kind| self.of(kind));
        let found = [Requirement::KIND, Nonconformity::KIND].into_iter().flat_map(|kind| self.counting(kind));
        let as_row = |row: &CertificationRow| Seen { stream: row.stream, version: row.version };
        kept.chain(found).map(as_row).chain([seen(case), seen(application)]).collect()
    }

    /// Has certificates and suspensions compared when the command commits: nothing else loads them.
    pub(super) fn lock(&self, act: &mut Act<'_>) {
        for kind in [Certificate::KIND, Suspension::KIND] {
            for row in self.of(kind) {
                act.lock(Head { stream: row.stream, kind, owner: row.owner, version: row.version });
            }
        }
    }
}

/// These rows loaded, each kept as a fact the command rests on.
async fn load<A: Aggregate>(
    act: &mut Act<'_>,
    body: OrganisationId,
    rows: Vec<&CertificationRow>,
    fact: &str,
) -> Result<Vec<Loaded<A>>, Refused> {
    let loaded = act.load_all::<A>(body, rows.into_iter().map(|row| row.stream).collect()).await?;
    loaded.iter().for_each(|one| act.rests_on(one, fact));
    Ok(loaded)
}

/// Whether a suspension is proposed, or in force.
pub(super) fn is_open(suspension: &CertificationRow) -> bool {
    matches!(suspension.state.as_str(), "proposed" | "heard" | "in_force")
}

/// Audits of a case, and what was found in them.
pub(super) struct InCase {
    pub(super) audits: Vec<Loaded<Audit>>,
    requirements: Vec<Loaded<Requirement>>,
    nonconformities: Vec<Loaded<Nonconformity>>,
}

impl InCase {
    /// Its audits alone: enough to know who has a part in it.
    pub(super) async fn audits(act: &mut Act<'_>, body: OrganisationId, rows: &Rows) -> Result<Self, Refused> {
        let audits = load::<Audit>(act, body, rows.of(Audit::KIND).collect(), "audit").await?;
        Ok(Self { audits, requirements: Vec::new(), nonconformities: Vec::new() })
    }

    /// With everything that was found in those that count.
    pub(super) async fn whole(act: &mut Act<'_>, body: OrganisationId, rows: &Rows) -> Result<Self, Refused> {
        let Self { audits, .. } = Self::audits(act, body, rows).await?;
        let requirements = load::<Requirement>(act, body, papers(&audits, rows), "requirement").await?;
        let counting: BTreeSet<StreamId> =
            audits.iter().filter(|audit| counts(&audit.status)).map(Loaded::stream).collect();
        let raised =
            rows.of(Nonconformity::KIND).filter(|row| row.within.is_some_and(|audit| counting.contains(&audit)));
        let nonconformities = load::<Nonconformity>(act, body, raised.collect(), "nonconformity").await?;
        Ok(Self { audits, requirements, nonconformities })
    }

    pub(super) fn material<'m>(&'m self, case: &'m case::Status) -> Material<'m> {
        Material {
            case,
            audits: self.audits.iter().map(|one| (seen(one), &one.status)).collect(),
            requirements: self.requirements.iter().map(|one| (seen(one), &one.status)).collect(),
            nonconformities: self.nonconformities.iter().map(|one| (seen(one), &one.status)).collect(),
        }
    }
}

/// The working paper of each criterion that counts: that of the newest audit that has a result of it. What a report does not name
/// has none, and nothing is added to an audit that is reported.
fn papers<'r>(audits: &[Loaded<Audit>], rows: &'r Rows) -> Vec<&'r CertificationRow> {
    let mut found: BTreeMap<&str, &CertificationRow> = BTreeMap::new();
    let mut open = Vec::new();
    for audit in audits.iter().filter(|audit| counts(&audit.status)) {
        let report = match &audit.status {
            audit::Status::Reported(work) => work.report(),
            audit::Status::Unopened
            | audit::Status::Preparing(_)
            | audit::Status::Underway(_)
            | audit::Status::Stopped { .. } => None,
        };
        let of_it = rows.of(Requirement::KIND).filter(|row| row.within == Some(audit.stream()));
        let Some(report) = report else {
            open.extend(of_it);
            continue;
        };
        let named: BTreeSet<StreamId> = report.requirements.iter().map(|fact| fact.seen.stream).collect();
        let of_it = of_it.filter(|row| named.contains(&row.stream));
        found.extend(of_it.filter_map(|row| Some((row.label.as_deref()?, row))));
    }
    found.into_values().chain(open).collect()
}

/// A stream as it was loaded.
pub(super) fn seen<A: Aggregate>(loaded: &Loaded<A>) -> Seen {
    Seen { stream: loaded.stream(), version: loaded.version }
}

/// How the accreditation of the body stands on a day, with the company's size, and where the one that counts is read; none = there
/// is no record of any.
pub(super) async fn accredited_on(
    act: &mut Act<'_>,
    body: OrganisationId,
    company: OrganisationId,
    on: Date,
) -> Result<(Accredited, Option<Seen>), Refused> {
    let mut known = Vec::new();
    for row in act.tx().accreditations([body]).await? {
        let loaded = act.load::<Accreditation>(row.owner, row.stream).await?;
        act.rests_on(&loaded, "accreditation");
        known.push(loaded);
    }
    let organisation = act.load::<Organisation>(company, company.stream()).await?;
    act.rests_on(&organisation, "size");
    let size = organisation.status.registered().and_then(|registered| registered.profile.size.clone());
    let valid = known.iter().find(|one| one.status.standing(on).is_valid());
    let counts = valid.or(known.last()).map(seen);
    let standing = accreditation::of_body(known.iter().map(|one| &one.status), on);
    Ok((Accredited { on, standing, size }, counts))
}

/// The newest decision of the case that was made, which has to be newer than `since`: what it may change stands there since then.
pub(super) async fn newest_decision(
    act: &mut Act<'_>,
    body: OrganisationId,
    rows: &Rows,
    since: i64,
) -> Result<Made, Refused> {
    let row = rows.of(Decision::KIND).rfind(|row| row.state == "decided");
    let row = row.ok_or_else(|| Refused::from(Ruling::of("judged-nothing-decided")))?;
    let loaded = act.load::<Decision>(body, row.stream).await?;
    act.rests_on(&loaded, "decision");
    let decided = loaded.status.decided().ok_or(Refused::NotThere)?;
    let made = Made { seen: seen(&loaded), kind: decided.kind, on: decided.on };
    if row.begun_at < since { Err(Ruling::of("judged-decided-before").into()) } else { Ok(made) }
}
