//! Until when those who entered answers on behalf support, or supported, the organisation (spec 7 §18): shown next to
//! each of their answers.
//!
//! The read model forgets a support that ended, so this is told by the events of these persons; nothing is asked where
//! nobody entered anything on behalf.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{Aggregate as _, Envelope, Happening as _, OrganisationId, PersonId, StreamId};
use scheme::member::{Event, Member, Status};
use store::Tx;
use store::models::{GivenRow, SectionRow};

use super::KeptCheck;
use crate::office::Refused;
use crate::texts::{Texts, arg};

/// The last day of the last support of whoever entered something in these sections on behalf.
pub(super) async fn of(
    tx: &mut Tx,
    owner: OrganisationId,
    sections: &[SectionRow],
) -> Result<BTreeMap<PersonId, Date>, Refused> {
    let given = sections.iter().flat_map(|section| &section.given).filter(|given| given.on_behalf);
    let persons: BTreeSet<PersonId> = given.map(|given| PersonId(given.by)).collect();
    if persons.is_empty() {
        return Ok(BTreeMap::new());
    }
    let streams: BTreeMap<StreamId, PersonId> =
        persons.into_iter().map(|person| (owner.member(person), person)).collect();
    let (mut stands, mut last): (BTreeMap<PersonId, Status>, BTreeMap<PersonId, Date>) = Default::default();
    for row in tx.events_of(owner, streams.keys().copied()).await? {
        let Some(person) = streams.get(&row.stream).copied() else { continue };
        let Ok(envelope) = Envelope::<Event>::from_bytes(&row.bytes) else { continue };
        let status = stands.remove(&person).unwrap_or_default();
        let held = until(&status);
        let status = Member::apply(status, &envelope.event);
        let day = match (held, until(&status)) {
            (_, Some(day)) => Some(day),
            // It ended with everything else, unless it had ended before.
            (Some(day), None) => envelope.event.effective_on().map(|on| on.min(day)),
            (None, None) => None,
        };
        last.extend(day.map(|day| (person, day)));
        stands.insert(person, status);
    }
    Ok(last)
}

fn until(status: &Status) -> Option<Date> {
    match status {
        Status::Member { supporter, .. } => supporter.map(|support| support.until),
        _ => None,
    }
}

impl KeptCheck<'_> {
    /// The last day of the support under which an answer was entered; none = it was not entered on behalf.
    #[must_use]
    pub fn support_until(&self, given: &GivenRow) -> Option<Date> {
        self.supports.get(&PersonId(given.by)).filter(|_| given.on_behalf).copied()
    }
}

impl Texts {
    /// That an answer was entered on behalf, and until when its supporter supports; none = it was not.
    #[must_use]
    pub fn on_behalf(self, kept: &KeptCheck<'_>, given: &GivenRow) -> Option<String> {
        let Some(until) = kept.support_until(given) else {
            return given.on_behalf.then(|| self.t("check-on-behalf"));
        };
        let key = if until < kept.today { "check-on-behalf-ended" } else { "check-on-behalf-until" };
        Some(self.with(key, &[("day", arg(self.date(until, kept.today)))]))
    }
}
