//! What happened, in the order in which it was recorded, for the organisation whose it is.

use record::{OrganisationId, PersonId, StreamId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// What of a history is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only streams of this kind.
    pub kind: Option<String>,
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only this stream.
    pub stream: Option<StreamId>,
    /// Recorded from this instant on, in microseconds.
    pub from: Option<i64>,
    /// Recorded before this instant, in microseconds.
    pub until: Option<i64>,
}

/// An event with the kind of its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its place among all events: where the next page begins.
    pub position: i64,
    /// Its stream.
    pub stream: StreamId,
    /// The kind of the stream.
    pub kind: String,
    /// The bytes as they were hashed.
    pub bytes: Vec<u8>,
}

impl Tx {
    /// Events of the streams of `owner`, the newest first, at most `limit` before the place `before`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn history(
        &mut self,
        owner: OrganisationId,
        filter: &HistoryFilter,
        before: i64,
        limit: u32,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let sql = "SELECT e.position, e.stream, s.kind, e.bytes FROM event e JOIN stream s ON s.id = e.stream
            WHERE e.owner = $1 AND e.position < $2
                AND ($3 IS NULL OR s.kind = $3) AND ($4 IS NULL OR e.by_person = $4)
                AND ($5 IS NULL OR e.stream = $5)
                AND ($6 IS NULL OR e.recorded_at >= $6) AND ($7 IS NULL OR e.recorded_at < $7)
            ORDER BY e.position DESC LIMIT $8";
        let found = rows!(
            self,
            (i64, Uuid, String, Vec<u8>),
            sql,
            owner.0,
            before,
            filter.kind.as_deref(),
            filter.person.map(|person| person.0),
            filter.stream.map(|stream| stream.0),
            filter.from,
            filter.until,
            i64::from(limit),
        )?;
        let row = |(position, stream, kind, bytes)| HistoryRow { position, stream: StreamId(stream), kind, bytes };
        Ok(found.into_iter().map(row).collect())
    }
}
