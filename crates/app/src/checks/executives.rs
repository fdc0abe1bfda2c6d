//! Who is and who was an executive of an organisation, and from when until when: on this rests whether a confirmation
//! still holds.
//!
//! What somebody is stands in the read model; what they were is told by their events alone, and these are read only
//! where somebody who confirmed is no executive today.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use protection::check::{SignOff, Term};
use record::{Aggregate as _, Envelope, Happening as _, OrganisationId, PersonId, StreamId};
use scheme::member::{Event, Member, Role, Status};
use store::models::MemberRow;
use store::{HistoryRow, Tx};

use crate::office::Refused;

/// The executives of an organisation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Executives {
    /// Those of today.
    pub(crate) today: BTreeSet<PersonId>,
    /// The terms that are known.
    pub(crate) terms: Vec<Term>,
}

impl Executives {
    /// Those of `owner`, as far as these confirmations need them.
    pub(crate) async fn of<'s>(
        tx: &mut Tx,
        owner: OrganisationId,
        signed: impl IntoIterator<Item = &'s SignOff>,
        today: Date,
    ) -> Result<Self, Refused> {
        let rows = tx.executives(owner).await?;
        let day = today.to_string();
        let holds = |row: &&MemberRow| row.roles_on(&day).any(|role| role == Role::Executive.word());
        let now: BTreeSet<PersonId> = rows.iter().filter(holds).map(|row| row.person).collect();
        let terms = match signed.into_iter().all(|signed| now.contains(&signed.by)) {
            true => rows.iter().flat_map(known).collect(),
            false => history(tx, owner).await?,
        };
        Ok(Self { today: now, terms })
    }
}

/// The terms that the row of a member knows.
fn known(row: &MemberRow) -> Vec<Term> {
    let day = |text: &str| text.parse::<Date>().ok();
    let terms = row.roles.iter().filter(|term| row.standing == "member" && term.role == Role::Executive.word());
    let term = |from: &str, until: Option<&str>| {
        Some(Term { person: row.person, from: day(from)?, until: until.and_then(day) })
    };
    terms.filter_map(|held| term(&held.from, held.until.as_deref())).collect()
}

/// Every term there ever was, by the events of all who are or were members.
async fn history(tx: &mut Tx, owner: OrganisationId) -> Result<Vec<Term>, Refused> {
    let members = tx.members(owner, crate::members::LISTED).await?;
    let streams: BTreeMap<StreamId, PersonId> =
        members.iter().map(|row| (owner.member(row.person), row.person)).collect();
    let mut events: BTreeMap<StreamId, Vec<HistoryRow>> = BTreeMap::new();
    for row in tx.events_of(owner, streams.keys().copied()).await? {
        events.entry(row.stream).or_default().push(row);
    }
    let of = |(stream, rows): (StreamId, Vec<HistoryRow>)| Some(told(*streams.get(&stream)?, &rows));
    Ok(events.into_iter().filter_map(of).flatten().collect())
}

/// The terms that the events of one member tell. On the day a term ends it counts still: which came first is not told
/// by a date.
fn told(person: PersonId, rows: &[HistoryRow]) -> Vec<Term> {
    let (mut status, mut terms) = (Status::default(), Vec::new());
    let held = |status: &Status| match status {
        Status::Member { roles, .. } => roles.get(&Role::Executive).copied(),
        _ => None,
    };
    for event in rows.iter().filter_map(|row| Envelope::<Event>::from_bytes(&row.bytes).ok()) {
        let before = held(&status);
        status = Member::apply(status, &event.event);
        if let Some(before) = before.filter(|before| held(&status) != Some(*before)) {
            let ends = before.until.into_iter().chain(event.event.effective_on()).min();
            terms.push(Term { person, from: before.from, until: ends });
        }
    }
    let now = held(&status).map(|term| Term { person, from: term.from, until: term.until });
    terms.into_iter().chain(now).collect()
}
