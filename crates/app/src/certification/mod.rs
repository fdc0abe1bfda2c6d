//! Certification (認証): what bodies are accredited for, and the cases of companies.
//!
//! Every rule stands in `scheme`; here streams are read, rights asked, texts kept for their owner, and events appended. A page
//! reads what stands in a stream from its events ([`replayed`]): they are few, and no column has to be kept beside them.

pub mod accreditation;
pub mod application;
pub mod audit;
pub mod case;
pub mod decision;
pub mod dossier;
pub mod field;
mod letters;
mod notices;
pub mod people;
mod ruling;
pub mod waiting;

use std::collections::BTreeMap;

use record::{Aggregate, Envelope, StreamId};
use store::{HistoryRow, StoreError};

pub use ruling::{Fact, Ruling};

/// What stands in each of the streams of one kind among these events, with its version.
///
/// # Errors
/// An event cannot be read.
pub fn replayed<A>(events: &[HistoryRow]) -> Result<BTreeMap<StreamId, (A::Status, u32)>, StoreError>
where
    A: Aggregate,
{
    let mut statuses: BTreeMap<StreamId, (A::Status, u32)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == A::KIND) {
        let envelope: Envelope<A::Event> =
            Envelope::from_bytes(&event.bytes).map_err(|_| StoreError::Corrupt("an event"))?;
        let (status, version) = statuses.remove(&event.stream).unwrap_or_default();
        statuses.insert(event.stream, (A::apply(status, &envelope.event), version + 1));
    }
    Ok(statuses)
}
