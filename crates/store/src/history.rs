//! What happened, in the order in which it was recorded, for the organisation whose it is.

use std::collections::BTreeMap;

use record::{OrganisationId, PersonId, StreamId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::lists::list;
use crate::statement::Tx;

/// What of a history is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only streams of this kind.
    pub kind: Option<String>,
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only these streams; empty = all.
    pub streams: Vec<StreamId>,
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

fn row((position, stream, kind, bytes): (i64, Uuid, String, Vec<u8>)) -> HistoryRow {
    HistoryRow { position, stream: StreamId(stream), kind, bytes }
}

impl Tx {
    /// Events of the streams of `owner`, the newest first, at most `limit` before the place `before`. What bodies entered of their own
    /// people in its guards is theirs.
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
        let sql = self.either(
            "SELECT e.position, e.stream, s.kind, e.bytes FROM event e JOIN stream s ON s.id = e.stream
            WHERE e.owner = $1 AND e.position < $2 AND (s.kind <> 'partiality' OR e.acting_for = $1)
                AND ($3 IS NULL OR s.kind = $3) AND ($4 IS NULL OR e.by_person = $4)
                AND ($5 IS NULL OR e.stream IN (SELECT unhex(value) FROM json_each($5)))
                AND ($6 IS NULL OR e.recorded_at >= $6) AND ($7 IS NULL OR e.recorded_at < $7)
            ORDER BY e.position DESC LIMIT $8",
            "SELECT e.position, e.stream, s.kind, e.bytes FROM event e JOIN stream s ON s.id = e.stream
            WHERE e.owner = $1 AND e.position < $2 AND (s.kind <> 'partiality' OR e.acting_for = $1)
                AND ($3 IS NULL OR s.kind = $3) AND ($4 IS NULL OR e.by_person = $4)
                AND ($5 IS NULL OR e.stream IN
                    (SELECT value::uuid FROM json_array_elements_text($5::json) AS listed (value)))
                AND ($6 IS NULL OR e.recorded_at >= $6) AND ($7 IS NULL OR e.recorded_at < $7)
            ORDER BY e.position DESC LIMIT $8",
        );
        let streams = (!filter.streams.is_empty()).then(|| list(filter.streams.iter().map(|stream| stream.0)));
        let found = rows!(
            self,
            (i64, Uuid, String, Vec<u8>),
            sql,
            owner.0,
            before,
            filter.kind.as_deref(),
            filter.person.map(|person| person.0),
            streams,
            filter.from,
            filter.until,
            i64::from(limit),
        )?;
        Ok(found.into_iter().map(row).collect())
    }

    /// Every event of these streams of `owner`, the oldest first: what stood in them at some place is told by those
    /// before it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn events_of(
        &mut self,
        owner: OrganisationId,
        streams: impl IntoIterator<Item = StreamId>,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        // Not by the order of the owner's events: that would read all of them for a few streams.
        let sql = self.either(
            "SELECT e.position, e.stream, s.kind, e.bytes FROM event e JOIN stream s ON s.id = e.stream
            WHERE e.owner = $1 AND e.stream IN (SELECT unhex(value) FROM json_each($2)) ORDER BY e.position + 0",
            "SELECT e.position, e.stream, s.kind, e.bytes FROM event e JOIN stream s ON s.id = e.stream
            WHERE e.owner = $1 AND e.stream IN
                (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value)) ORDER BY e.position + 0",
        );
        let streams = list(streams.into_iter().map(|stream| stream.0));
        let found = rows!(self, (i64, Uuid, String, Vec<u8>), sql, owner.0, streams)?;
        Ok(found.into_iter().map(row).collect())
    }

    /// The check of `owner` each of these sections belongs to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn checks_of_sections(
        &mut self,
        owner: OrganisationId,
        sections: impl IntoIterator<Item = StreamId>,
    ) -> Result<BTreeMap<StreamId, StreamId>, StoreError> {
        let sql = self.either(
            "SELECT stream, kept_check FROM check_section
            WHERE owner = $1 AND stream IN (SELECT unhex(value) FROM json_each($2))",
            "SELECT stream, kept_check FROM check_section WHERE owner = $1 AND stream IN
                (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))",
        );
        let sections = list(sections.into_iter().map(|stream| stream.0));
        let found = rows!(self, (Uuid, Uuid), sql, owner.0, sections)?;
        Ok(found.into_iter().map(|(section, check)| (StreamId(section), StreamId(check))).collect())
    }
}
