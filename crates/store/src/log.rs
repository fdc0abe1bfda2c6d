//! The private log as it stands in the database: leaves with their salts, tiles, checkpoints, and the events that wait
//! to be sealed.
//!
//! Knows rows; knows no tree and no key. The numbers of leaves are counted from 0 in the order in which they were
//! sealed. Times are microseconds since 1970, UTC.

use std::ops::Range;

use record::OrganisationId;
use serde_json::Value;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// Who holds this lock in PostgreSQL seals; no other number is used for one.
const SEALING: i64 = 0x4d61_6d6f_7269;
/// How many tiles a tree has at its edge at most.
const EDGE: usize = 8;

/// An event that waits to be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place among all events of this database.
    pub position: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The head of the log at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedHead {
    /// Leaves.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub sealed_at: i64,
}

/// A tile by its level and its place there, with its hashes one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileRow {
    /// Its level.
    pub level: u8,
    /// Its place.
    pub number: u64,
    /// 32 bytes each.
    pub hashes: Vec<u8>,
}

/// A leaf with the event it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafRow {
    /// Its number.
    pub number: i64,
    /// The place of its event among all.
    pub position: i64,
    /// Its salt.
    pub salt: Vec<u8>,
    /// The event; none = it is not there.
    pub event: Option<LeafEvent>,
    /// The number of the leaf of the event before it in its stream.
    pub before: Option<i64>,
}

/// An event with what its columns say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafEvent {
    /// The stream.
    pub stream: Uuid,
    /// The place in the stream.
    pub version: i64,
    /// The kind.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: i64,
    /// From which day it holds.
    pub effective_on: Option<String>,
    /// Who did it.
    pub by_person: Option<Uuid>,
    /// In which organisation.
    pub acting_for: Option<Uuid>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct RawLeaf {
    number: i64,
    place: i64,
    salt: Vec<u8>,
    stream: Option<Uuid>,
    version: Option<i64>,
    kind: Option<String>,
    recorded_at: Option<i64>,
    effective_on: Option<String>,
    by_person: Option<Uuid>,
    acting_for: Option<Uuid>,
    bytes: Option<Vec<u8>>,
    before: Option<i64>,
}

impl RawLeaf {
    fn row(self) -> LeafRow {
        let Self { number, place, salt, effective_on, by_person, acting_for, before, .. } = self;
        let event = match (self.stream, self.version, self.kind, self.recorded_at, self.bytes) {
            (Some(stream), Some(version), Some(kind), Some(recorded_at), Some(bytes)) => {
                Some(LeafEvent { stream, version, kind, recorded_at, effective_on, by_person, acting_for, bytes })
            }
            _ => None,
        };
        LeafRow { number, position: place, salt, event, before }
    }
}

/// What is added to the log at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// The events, by their places, each with the salt of its leaf; the first becomes the leaf numbered as the log was
    /// long.
    pub leaves: Vec<(i64, [u8; 16])>,
    /// Every tile that changed.
    pub tiles: Vec<TileRow>,
    /// The head that follows.
    pub head: SealedHead,
}

/// How far what an organisation did is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SealedUntil {
    /// When the newest head was signed; none = nothing was sealed yet.
    pub at: Option<i64>,
    /// How many events of the organisation wait.
    pub waiting: u64,
}

fn size(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt("a size of the log"))
}

fn stored(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Corrupt("a size of the log"))
}

fn head((found, note, sealed_at): (i64, String, i64)) -> Result<SealedHead, StoreError> {
    Ok(SealedHead { size: size(found)?, note, sealed_at })
}

fn tile((level, number, hashes): (i64, i64, Vec<u8>)) -> Result<TileRow, StoreError> {
    let level = u8::try_from(level).map_err(|_| StoreError::Corrupt("a level of the log"))?;
    Ok(TileRow { level, number: size(number)?, hashes })
}

impl Tx {
    /// Whether this transaction alone seals until it ends. The embedded database has one writer anyway.
    ///
    /// # Errors
    /// The database failed.
    pub async fn may_seal(&mut self) -> Result<bool, StoreError> {
        let sql = self.either("SELECT 1 = 1 WHERE $1 IS NOT NULL", "SELECT pg_try_advisory_xact_lock($1)");
        Ok(row!(self, (bool,), sql, SEALING)?.is_some_and(|(held,)| held))
    }

    /// Whether anything waits to be sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn anything_unsealed(&mut self) -> Result<bool, StoreError> {
        Ok(row!(self, (i64,), "SELECT position FROM unsealed ORDER BY position LIMIT 1")?.is_some())
    }

    /// At most `most` events that wait, the one recorded first foremost.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unsealed(&mut self, most: u32) -> Result<Vec<Waiting>, StoreError> {
        let sql = "SELECT e.position, e.bytes FROM unsealed u JOIN event e ON e.position = u.position
            ORDER BY u.position LIMIT $1";
        let found = rows!(self, (i64, Vec<u8>), sql, i64::from(most))?;
        Ok(found.into_iter().map(|(position, bytes)| Waiting { position, bytes }).collect())
    }

    /// The newest head.
    ///
    /// # Errors
    /// The database failed.
    pub async fn newest_head(&mut self) -> Result<Option<SealedHead>, StoreError> {
        let sql = "SELECT size, note, sealed_at FROM checkpoint ORDER BY size DESC LIMIT 1";
        row!(self, (i64, String, i64), sql)?.map(head).transpose()
    }

    /// At most `most` heads of more than `above` leaves, the smallest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn heads(&mut self, above: u64, most: u32) -> Result<Vec<SealedHead>, StoreError> {
        let sql = "SELECT size, note, sealed_at FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2";
        let found = rows!(self, (i64, String, i64), sql, stored(above)?, i64::from(most))?;
        found.into_iter().map(head).collect()
    }

    /// These tiles, as far as they are there; at most eight.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tiles(&mut self, ids: &[(u8, u64)]) -> Result<Vec<TileRow>, StoreError> {
        let mut asked = [(-1, -1); EDGE];
        for (place, (level, number)) in asked.iter_mut().zip(ids) {
            *place = (i64::from(*level), stored(*number)?);
        }
        let [a, b, c, d, e, f, g, h] = asked;
        let sql = "SELECT level, number, hashes FROM tile
            WHERE (level = $1 AND number = $2) OR (level = $3 AND number = $4) OR (level = $5 AND number = $6)
                OR (level = $7 AND number = $8) OR (level = $9 AND number = $10) OR (level = $11 AND number = $12)
                OR (level = $13 AND number = $14) OR (level = $15 AND number = $16)";
        let found = rows!(
            self,
            (i64, i64, Vec<u8>),
            sql,
            a.0,
            a.1,
            b.0,
            b.1,
            c.0,
            c.1,
            d.0,
            d.1,
            e.0,
            e.1,
            f.0,
            f.1,
            g.0,
            g.1,
            h.0,
            h.1
        )?;
        found.into_iter().map(tile).collect()
    }

    /// At most `most` tiles of a level from the place `from` on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tiles_from(&mut self, level: u8, from: u64, most: u32) -> Result<Vec<TileRow>, StoreError> {
        let sql = "SELECT level, number, hashes FROM tile WHERE level = $1 AND number >= $2 ORDER BY number LIMIT $3";
        let found = rows!(self, (i64, i64, Vec<u8>), sql, i64::from(level), stored(from)?, i64::from(most))?;
        found.into_iter().map(tile).collect()
    }

    /// The leaves with these numbers, as far as they are there, with their events.
    ///
    /// # Errors
    /// The database failed.
    pub async fn leaves(&mut self, numbers: Range<u64>) -> Result<Vec<LeafRow>, StoreError> {
        let sql = "SELECT l.number, l.position AS place, l.salt, e.stream, e.version, e.kind, e.recorded_at,
                e.effective_on, e.by_person, e.acting_for, e.bytes, b.number AS before
            FROM leaf l LEFT JOIN event e ON e.position = l.position
                LEFT JOIN event p ON p.stream = e.stream AND p.version = e.version - 1
                LEFT JOIN leaf b ON b.position = p.position
            WHERE l.number >= $1 AND l.number < $2 ORDER BY l.number";
        let found = rows!(self, RawLeaf, sql, stored(numbers.start)?, stored(numbers.end)?)?;
        Ok(found.into_iter().map(RawLeaf::row).collect())
    }

    /// The number that the next leaf would have.
    ///
    /// # Errors
    /// The database failed.
    pub async fn leaves_end(&mut self) -> Result<u64, StoreError> {
        let found = row!(self, (i64,), "SELECT number FROM leaf ORDER BY number DESC LIMIT 1")?;
        found.map_or(Ok(0), |(last,)| size(last + 1))
    }

    /// Seals events: they wait no longer, and the log has a new head.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if one of them waits no longer, or the log has grown since; then the transaction is
    /// given up.
    pub async fn seal(&mut self, sealing: &Sealing) -> Result<(), StoreError> {
        let leaves = sealing.leaves.len();
        let first = sealing.head.size.checked_sub(leaves as u64).ok_or(StoreError::Changed)?;
        let listed = (first..).zip(&sealing.leaves).map(|(number, (position, salt))| {
            let salt: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
            Value::from(vec![Value::from(number), Value::from(*position), Value::from(salt)])
        });
        let listed = Value::Array(listed.collect()).to_string();
        let sql = self.either(
            "INSERT INTO leaf (number, position, salt)
             SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), unhex(json_extract(value, '$[2]'))
             FROM json_each($1)",
            "INSERT INTO leaf (number, position, salt)
             SELECT (value->>0)::bigint, (value->>1)::bigint, decode(value->>2, 'hex')
             FROM json_array_elements($1::json) AS listed (value)",
        );
        match execute!(self, sql, &listed) {
            Err(error) if StoreError::is_unique(&error) => return Err(StoreError::Changed),
            done => done?,
        };
        let sql = self.either(
            "DELETE FROM unsealed WHERE position IN (SELECT json_extract(value, '$[1]') FROM json_each($1))",
            "DELETE FROM unsealed WHERE position IN
                (SELECT (value->>1)::bigint FROM json_array_elements($1::json) AS listed (value))",
        );
        if execute!(self, sql, &listed)? != leaves as u64 {
            return Err(StoreError::Changed);
        }
        for tile in &sealing.tiles {
            let sql = "INSERT INTO tile (level, number, hashes) VALUES ($1, $2, $3)
                ON CONFLICT (level, number) DO UPDATE SET hashes = $3";
            execute!(self, sql, i64::from(tile.level), stored(tile.number)?, &tile.hashes[..])?;
        }
        let sql = "INSERT INTO checkpoint (size, note, sealed_at) VALUES ($1, $2, $3)";
        let SealedHead { size, note, sealed_at } = &sealing.head;
        execute!(self, sql, stored(*size)?, note, *sealed_at)?;
        Ok(())
    }

    /// How far what `owner` did is sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sealed_until(&mut self, owner: OrganisationId) -> Result<SealedUntil, StoreError> {
        let sql = "SELECT (SELECT sealed_at FROM checkpoint ORDER BY size DESC LIMIT 1),
            (SELECT count(*) FROM unsealed u JOIN event e ON e.position = u.position WHERE e.owner = $1)";
        let found = row!(self, (Option<i64>, i64), sql, owner.0)?;
        let (at, waiting) = found.ok_or(StoreError::Corrupt("a question without an answer"))?;
        Ok(SealedUntil { at, waiting: size(waiting)? })
    }

    /// Events that neither stand in the log nor wait for it, at most `most`: place, stream and version.
    ///
    /// # Errors
    /// The database failed.
    pub async fn outside_the_log(&mut self, most: u32) -> Result<Vec<(i64, Uuid, i64)>, StoreError> {
        let sql = "SELECT e.position, e.stream, e.version FROM event e
            WHERE NOT EXISTS (SELECT 1 FROM leaf l WHERE l.position = e.position)
                AND NOT EXISTS (SELECT 1 FROM unsealed u WHERE u.position = e.position)
            ORDER BY e.position LIMIT $1";
        Ok(rows!(self, (i64, Uuid, i64), sql, i64::from(most))?)
    }

    /// How many events wait to be sealed, and when the oldest was recorded.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unsealed_counted(&mut self) -> Result<(u64, Option<i64>), StoreError> {
        let sql = "SELECT count(*), min(e.recorded_at) FROM unsealed u JOIN event e ON e.position = u.position";
        let found = row!(self, (i64, Option<i64>), sql)?;
        let (count, oldest) = found.unwrap_or_default();
        Ok((size(count)?, oldest))
    }
}
