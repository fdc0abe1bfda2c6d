//! Streams and their events: appended, read, never changed.

use record::{OrganisationId, PersonId, StreamId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::lists::list;
use crate::statement::{Conn, Tx};

/// How many streams that were there before one command may append to. Those it begins are nobody else's yet, and count
/// among the heads only (ADR 18).
const MOST_WRITTEN: usize = 4;
/// How many heads one command may lock: those it writes, those it begins, and those it read. The report of an audit rests on
/// every requirement that was audited.
const MOST_LOCKED: usize = 256;
/// Up to so many, each stands in the statement by itself, which is faster.
const FEW: usize = 16;

/// A stream as a command read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The stream.
    pub stream: StreamId,
    /// Its kind.
    pub kind: &'static str,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Its version; 0 = it has no event.
    pub version: u32,
}

/// An event as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its kind.
    pub kind: String,
    /// Microseconds since 1970, UTC.
    pub recorded_at: i64,
    /// `2026-11-20`, in Japan.
    pub effective_on: Option<String>,
    /// Who did it.
    pub by: Option<PersonId>,
    /// In which organisation.
    pub acting_for: Option<OrganisationId>,
    /// What is hashed is what is stored.
    pub bytes: Vec<u8>,
}

/// What one command does to one stream: nothing but lock it, or append to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The stream as it was read.
    pub head: Head,
    /// What is added; empty = only re-checked.
    pub events: Vec<NewEvent>,
}

/// An event as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place among all events of this database. Places may be taken in another order than they commit.
    pub position: i64,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: u32,
    /// The bytes as they were hashed.
    pub bytes: Vec<u8>,
}

fn version(value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt("a version"))
}

impl Tx {
    /// Every event of a stream of `owner`, the oldest first; none = no such stream, or another's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn events(&mut self, owner: OrganisationId, stream: StreamId) -> Result<Vec<StoredEvent>, StoreError> {
        let sql = "SELECT position, version, bytes FROM event WHERE stream = $1 AND owner = $2 ORDER BY version";
        let found = rows!(self, (i64, i64, Vec<u8>), sql, stream.0, owner.0)?;
        found
            .into_iter()
            .map(|(position, at, bytes)| Ok(StoredEvent { position, stream, version: version(at)?, bytes }))
            .collect()
    }

    /// Holds a stream of `owner` until the command ends: whoever rests on it waits, and then sees what has become of it. For a
    /// command that rests on there being no other stream, which nobody can lock. Gives its version; none = no such stream.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold(&mut self, owner: OrganisationId, stream: StreamId) -> Result<Option<u32>, StoreError> {
        let sql = self.either(
            "SELECT version FROM stream WHERE id = $1 AND owner = $2",
            "SELECT version FROM stream WHERE id = $1 AND owner = $2 FOR UPDATE",
        );
        row!(self, (i64,), sql, stream.0, owner.0)?.map(|(at,)| version(at)).transpose()
    }

    /// Re-checks every head that was read and appends to those that are written. Heads that are only read are locked at once
    /// in the order of their ids, and shared: colleagues who rest on the same check and the same rights wait for nobody.
    /// Those that are written follow, in that order, too. Two commands that each write what the other one read would wait
    /// for each other; PostgreSQL ends one of them, and it has met a change anyway.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if a head has moved since it was read; then the transaction is given up.
    pub async fn append(&mut self, mut changes: Vec<Append>) -> Result<(), StoreError> {
        let written = changes.iter().filter(|one| one.head.version > 0 && !one.events.is_empty()).count();
        if changes.len() > MOST_LOCKED || written > MOST_WRITTEN {
            return Err(StoreError::Corrupt("a command of too many streams"));
        }
        changes.sort_by_key(|one| one.head.stream);
        for change in changes.iter().filter(|one| one.head.version == 0) {
            self.begin(change).await?;
        }
        self.lock(&changes).await?;
        for change in &changes {
            for (version, event) in (change.head.version + 1..).zip(&change.events) {
                self.add(change.head, version, event).await?;
            }
        }
        Ok(())
    }

    /// Makes the head of a stream that was not there, even if only its absence was read: who makes it first keeps
    /// the other from going on.
    async fn begin(&mut self, change: &Append) -> Result<(), StoreError> {
        let Head { stream, kind, owner, .. } = change.head;
        let (version, at) = change.events.first().map_or((0_i64, 0), |event| (1, event.recorded_at));
        let sql = "INSERT INTO stream (id, kind, owner, version, recorded_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO UPDATE SET version = $4, recorded_at = $5 WHERE stream.version = 0";
        let made = execute!(self, sql, stream.0, kind, owner.0, version, at)?;
        if made == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// Locks every head that was there and is only read, and compares its version and owner with what was read. One that is
    /// written is compared as it moves.
    async fn lock(&mut self, changes: &[Append]) -> Result<(), StoreError> {
        let mut read: Vec<(Uuid, Uuid, i64)> = changes
            .iter()
            .filter(|one| one.head.version > 0 && one.events.is_empty())
            .map(|one| (one.head.stream.0, one.head.owner.0, i64::from(one.head.version)))
            .collect();
        if read.is_empty() {
            return Ok(());
        }
        if read.len() > FEW {
            return self.lock_many(read).await;
        }
        let mut ids = [Uuid::nil(); FEW];
        ids.iter_mut().zip(&read).for_each(|(id, (stream, ..))| *id = *stream);
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = ids;
        let sql = self.either(
            "SELECT id, owner, version FROM stream
             WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ORDER BY id",
            "SELECT id, owner, version FROM stream
             WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ORDER BY id FOR SHARE",
        );
        let mut now = rows!(self, (Uuid, Uuid, i64), sql, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)?;
        now.sort_unstable();
        read.sort_unstable();
        if now == read { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// The same for more of them than a statement has places.
    async fn lock_many(&mut self, mut read: Vec<(Uuid, Uuid, i64)>) -> Result<(), StoreError> {
        let sql = self.either(
            "SELECT id, owner, version FROM stream WHERE id IN (SELECT unhex(value) FROM json_each($1)) ORDER BY id",
            "SELECT id, owner, version FROM stream
             WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))
             ORDER BY id FOR SHARE",
        );
        let mut now = rows!(self, (Uuid, Uuid, i64), sql, list(read.iter().map(|(stream, ..)| *stream)))?;
        now.sort_unstable();
        read.sort_unstable();
        if now == read { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// Moves the head of a stream on by one and adds the event that stands there. Zero rows is the conflict. A
    /// stream that begins has its head there already.
    async fn add(&mut self, head: Head, version: u32, event: &NewEvent) -> Result<(), StoreError> {
        // Two statements where they cost no way to another process.
        if matches!(self.conn, Conn::Sqlite(_)) && version > 1 {
            let sql =
                "UPDATE stream SET version = $2, recorded_at = $3 WHERE id = $1 AND version = $2 - 1 AND owner = $4";
            let moved = execute!(self, sql, head.stream.0, i64::from(version), event.recorded_at, head.owner.0)?;
            if moved != 1 {
                return Err(StoreError::Changed);
            }
        }
        let plain = "INSERT INTO event
            (stream, version, kind, recorded_at, effective_on, by_person, acting_for, bytes, owner)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let with_its_head = self.either(
            plain,
            "WITH moved AS (UPDATE stream SET version = $2, recorded_at = $4
                WHERE id = $1 AND version = $2 - 1 AND owner = $9 RETURNING id)
             INSERT INTO event (stream, version, kind, recorded_at, effective_on, by_person, acting_for, bytes, owner)
             SELECT id, $2, $3, $4, $5, $6, $7, $8, $9 FROM moved",
        );
        let sql = if version > 1 { with_its_head } else { plain };
        let done = execute!(
            self,
            sql,
            head.stream.0,
            i64::from(version),
            &event.kind,
            event.recorded_at,
            event.effective_on.as_deref(),
            event.by.map(|person| person.0),
            event.acting_for.map(|organisation| organisation.0),
            &event.bytes[..],
            head.owner.0,
        );
        match done {
            Ok(1) => Ok(()),
            Ok(_) => Err(StoreError::Changed),
            Err(error) if StoreError::is_unique(&error) => Err(StoreError::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a key that may exist once.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if another stream has it.
    pub async fn reserve(&mut self, kind: &'static str, key: &str, stream: StreamId) -> Result<(), StoreError> {
        let sql = "INSERT INTO reservation (kind, key, stream) VALUES ($1, $2, $3)
            ON CONFLICT (kind, key) DO UPDATE SET stream = $3 WHERE reservation.stream = $3";
        let taken = execute!(self, sql, kind, key, stream.0)?;
        if taken == 1 { Ok(()) } else { Err(StoreError::Taken { kind }) }
    }

    /// Gives a key back.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release(&mut self, kind: &'static str, key: &str, stream: StreamId) -> Result<(), StoreError> {
        let sql = "DELETE FROM reservation WHERE kind = $1 AND key = $2 AND stream = $3";
        execute!(self, sql, kind, key, stream.0)?;
        Ok(())
    }

    /// Whose a key is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reserved(&mut self, kind: &'static str, key: &str) -> Result<Option<StreamId>, StoreError> {
        let sql = "SELECT stream FROM reservation WHERE kind = $1 AND key = $2";
        Ok(row!(self, (Uuid,), sql, kind, key)?.map(|(stream,)| StreamId(stream)))
    }
}
