//! What somebody of the team declares of themselves before the audit (利害関係の申告, INV-05).

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{PersonId, StreamId, Text};
use scheme::assignment::Threat;
use scheme::audit::{Audit, Command, Seat, Status};
use scheme::case::{CertificationCase, Status as CaseStatus};
use scheme::rules::{Rule, Strength};
use store::models::CertificationRow;
use uuid::Uuid;

use super::plan::known_days;
use super::shown::of_declaration;
use super::streams;
use crate::access::{Access, Action};
use crate::certification::replayed;
use crate::office::{Caller, Office, Refused};

/// A declaration as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaring {
    /// Yes or no to each threat.
    pub threats: BTreeMap<Threat, bool>,
    /// What they say of it; empty = nothing.
    pub note: String,
    /// Why they stay in the team although there is one; empty = not told.
    pub reason: String,
}

/// What whoever declares is shown: who the client is, when the audit is, and what they themselves declared last. Who sees nothing
/// else of the case declares as well.
#[derive(Debug, Clone)]
pub struct ToDeclare {
    /// The row of the case.
    pub row: CertificationRow,
    /// Where the case stands.
    pub status: CaseStatus,
    /// What the client is called; empty = erased.
    pub client: String,
    /// The days of the audit, as far as they are known.
    pub days: Vec<Date>,
    /// The reader's own seat; none = they are not in the team.
    pub seat: Option<Seat>,
    /// Whether it can be declared still: the audit and the case go on.
    pub is_open: bool,
    /// Whether a reason lets somebody with a conflict stay.
    pub warns: bool,
    /// What the reader may do besides.
    pub rights: BTreeMap<Action, Access>,
    /// What the reader is called.
    pub names: BTreeMap<PersonId, String>,
    /// Texts of the body by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
}

impl ToDeclare {
    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }

    /// Whether the reader may do this besides.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
    }
}

impl Office {
    /// What the caller would declare on: for whoever declares in the case, whether or not they see it.
    ///
    /// # Errors
    /// There is no such case of the body, or the caller may not.
    pub async fn to_declare(&self, caller: Caller, case: StreamId) -> Result<ToDeclare, Refused> {
        let (row, whose) = self.whose_case(&caller, case).await?;
        let body = row.owner;
        if caller.acting_for != Some(body) {
            return Err(Refused::NotThere);
        }
        let (mut tx, roles) = self.reader_as(&caller, Action::AuditDeclare, whose).await?;
        let rows = tx.certifications_within(body, [case]).await?;
        let audits = streams(case, &rows);
        let last = audits.last().copied();
        let events = tx.events_in(body, [case].into_iter().chain(last)).await?;
        let (status, _) = replayed::<CertificationCase>(&events)?.remove(&case).ok_or(Refused::NotThere)?;
        let mut known = replayed::<Audit>(&events)?;
        let audit = last.and_then(|last| known.remove(&last)).map(|(audit, _)| audit).unwrap_or_default();
        let goes_on = match &audit {
            Status::Preparing(_) | Status::Underway(_) => true,
            Status::Unopened | Status::Reported(_) | Status::Stopped { .. } => false,
        };
        let work = audit.work();
        let seat = work.and_then(|work| work.team.get(&caller.person)).cloned();
        let days = work.map(|work| known_days(work).into_iter().collect()).unwrap_or_default();
        let rules = status.contract().map(|_| self.rules_of(&status)).transpose()?;
        let warns = rules.is_some_and(|rules| rules.strength(Rule::DeclaredConflict) == Strength::Warn);
        let stands = seat.as_ref().and_then(|seat| seat.declared.as_ref());
        let said: Vec<Uuid> = stands.into_iter().flat_map(of_declaration).map(|text| text.id.0).collect();
        let (names, texts) = tx.names_and_texts(body, [caller.person], said).await?;
        let client = tx.organisations_named(row.party).await?.into_values().next().unwrap_or_default();
        let rights =
            self.rights_to(&caller, &roles, whose, &[Action::CaseView, Action::CaseAdvise, Action::CompetenceView]);
        let is_open = goes_on && status.over_on().is_none();
        Ok(ToDeclare { row, status, client, days, seat, is_open, warns, rights, names, texts })
    }

    /// Declares the conflicts of the caller, and of nobody else. Whatever they declare is recorded.
    ///
    /// # Errors
    /// The caller is not in the team, or an answer is missing; or the caller may not.
    pub async fn declare_conflicts(&self, caller: Caller, case: StreamId, told: Declaring) -> Result<(), Refused> {
        self.in_audit(caller, case, Action::AuditDeclare, move |act, met| {
            let Declaring { threats, note, reason } = told.clone();
            Box::pin(async move {
                let mut text = |said: String| -> Result<_, Refused> {
                    if said.is_empty() { Ok(None) } else { Ok(Some(act.text(met.owner, said)?)) }
                };
                let (note, reason) = (text(note)?, text(reason)?);
                Ok(Command::Declare { person: caller.person, threats, note, reason, rules: met.rules })
            })
        })
        .await
    }
}
