//! What waits for somebody in certification cases, for the page of the day. Nothing is decided here.

use std::collections::BTreeMap;

use record::{OrganisationId, StreamId};
use scheme::case::{CertificationCase, Status};
use scheme::certification::CertificationType;
use scheme::member::Role;
use scheme::{audit, nonconformity, suspension};
use store::{StoreError, Tx};

use super::dossier::Dossier;
use super::replayed;
use crate::office::Caller;

/// How many of its newest cases a company is told of, and how many tasks somebody of a body.
const NEWEST: u32 = 10;

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// The word of what is to be done; `waits-…` words it.
    pub what: &'static str,
    /// How many.
    pub count: usize,
    /// The address, without language.
    pub path: String,
}

impl Waits {
    fn one(what: &'static str, path: String) -> Self {
        Self { what, count: 1, path }
    }
}

/// What waits for a company in its cases, the newest case first.
pub(crate) async fn of_company(
    tx: &mut Tx,
    company: OrganisationId,
    today: jiff::civil::Date,
) -> Result<Vec<Waits>, StoreError> {
    let rows = tx.certifications_of_client(company, NEWEST).await?;
    let cases: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let statuses = replayed::<CertificationCase>(&tx.events_in(company, cases.clone()).await?)?;
    let dossiers = Dossier::of_all(tx, company, cases).await?;
    let mut waits = Vec::new();
    for row in rows {
        let Some((status, _)) = statuses.get(&row.stream) else { continue };
        let Some(file) = status.kept() else { continue };
        let base = format!("/applications/{}", file.application);
        if let Status::Quoted { quote, .. } = status
            && today <= quote.until
        {
            waits.push(Waits::one("quote", base.clone()));
        }
        if let Some(dossier) = dossiers.get(&row.stream) {
            if status.over_on().is_none() {
                waits.extend(in_audit(dossier, &base, today));
                if declares(status, dossier) {
                    waits.push(Waits::one("declaration", format!("{base}/declaration")));
                }
            }
            waits.extend(to_speak(dossier, &base, today));
        }
    }
    Ok(waits)
}

/// Whether the representative has not declared yet, where that is part of it.
fn declares(status: &Status, dossier: &Dossier) -> bool {
    let kind = status.kept().and_then(|file| file.snapshot.content.certification);
    let open = dossier.audit().and_then(|one| match &one.status {
        audit::Status::Preparing(work) | audit::Status::Underway(work) => Some(work),
        audit::Status::Unopened | audit::Status::Reported(_) | audit::Status::Stopped { .. } => None,
    });
    kind == Some(CertificationType::SelfDeclaration) && open.is_some_and(|work| work.attestation.is_none())
}

fn in_audit(dossier: &Dossier, base: &str, today: jiff::civil::Date) -> Vec<Waits> {
    let mut waits = Vec::new();
    if let Some(audit::Status::Preparing(work) | audit::Status::Underway(work)) = dossier.audit().map(|one| &one.status)
    {
        let path = format!("{base}/audit");
        let may_object = |seat: &audit::Seat| {
            !seat.agreed && seat.objection.is_none() && seat.object_until.is_some_and(|until| today <= until)
        };
        if work.team.values().any(may_object) {
            waits.push(Waits::one("team", path.clone()));
        }
        let open = |(stage, planned): (&audit::Stage, &audit::Planned)| {
            !work.results.contains_key(stage) && planned.chosen.is_none() && !planned.proposed.is_empty()
        };
        if work.stages.iter().any(open) {
            waits.push(Waits::one("dates", path));
        }
    }
    let raised = dossier.nonconformities.iter().filter(|one| matches!(one.status, nonconformity::Status::Raised(_)));
    let count = raised.count();
    if count > 0 {
        waits.push(Waits { what: "answers", count, path: format!("{base}/findings") });
    }
    waits
}

fn to_speak(dossier: &Dossier, base: &str, today: jiff::civil::Date) -> Option<Waits> {
    let speaks = |status: &suspension::Status| match status {
        suspension::Status::Proposed(known) => known.speak_by.is_some_and(|by| today <= by),
        suspension::Status::Unproposed
        | suspension::Status::Heard(_)
        | suspension::Status::InForce { .. }
        | suspension::Status::Lifted { .. }
        | suspension::Status::Concluded { .. }
        | suspension::Status::Dropped { .. } => false,
    };
    let open = dossier.suspensions.iter().any(|one| speaks(&one.status));
    open.then(|| Waits::one("speak", format!("{base}/certificate")))
}

/// What waits for somebody of a body: cases for those who take and lead them, and the audits and decisions they have a part in.
pub(crate) async fn of_body(
    tx: &mut Tx,
    body: OrganisationId,
    caller: &Caller,
    roles: &[Role],
) -> Result<Vec<Waits>, StoreError> {
    let mut waits = Vec::new();
    if roles.iter().any(|role| matches!(role, Role::Reception | Role::Administrator)) {
        let states: BTreeMap<String, i64> = tx.certification_states(body).await?.into_iter().collect();
        let steps = [("received", "review"), ("accepted", "to-quote"), ("agreed", "to-begin")];
        for (state, what) in steps {
            let count = states.get(state).copied().unwrap_or_default();
            if let Some(count) = usize::try_from(count).ok().filter(|count| *count > 0) {
                waits.push(Waits { what, count, path: "/body/cases".to_owned() });
            }
        }
    }
    if roles.iter().any(|role| matches!(role, Role::Auditor | Role::DecisionMaker)) {
        for row in tx.certification_tasks(body, caller.person, NEWEST).await? {
            let Some(case) = row.within else { continue };
            let base = format!("/body/cases/{case}");
            waits.push(match row.state.as_str() {
                "circulated" => Waits::one("decide", format!("{base}/decision")),
                "underway" => Waits::one("audit", format!("{base}/paper")),
                _ => Waits::one("prepare", format!("{base}/audit")),
            });
        }
    }
    Ok(waits)
}
