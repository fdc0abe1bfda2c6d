//! How much the organisations have in the vault: what evidence names, what waits to be named, and what the last nightly round
//! came to. Knows rows; what is allowed is said elsewhere.

use record::{Digest, OrganisationId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// The part of a file that came whole.
const WHOLE: i64 = -1;

/// What an organisation has in the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stored {
    /// Bytes of the files that evidence names.
    pub named: u64,
    /// Bytes of what came and is named by nothing yet.
    pub waiting: u64,
    /// Files and parts that wait so.
    pub waits: u64,
}

/// Something that came and that nothing names yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitingFile {
    /// A whole file, by the object the vault has.
    Whole(Digest),
    /// A part of a file that comes in parts.
    Part {
        /// Which file: whoever brings it says so.
        file: String,
        /// The number of the part.
        number: u32,
    },
}

impl WaitingFile {
    fn key(&self) -> (String, i64) {
        match self {
            Self::Whole(object) => (object.to_string(), WHOLE),
            Self::Part { file, number } => (file.clone(), i64::from(*number)),
        }
    }
}

/// What the files of an organisation come to, in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredBy {
    /// Whose they are.
    pub owner: OrganisationId,
    /// How many.
    pub files: u64,
    /// How long they are together.
    pub bytes: u64,
}

/// What a nightly round through the vault found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VaultRound {
    /// When it ended: microseconds since 1970, UTC.
    pub at: i64,
    /// Objects in the vault.
    pub objects: u64,
    /// How long they are together, as stored.
    pub bytes: u64,
    /// Objects that evidence names and that are not there.
    pub missing: u64,
    /// Of those that are there, the ones nothing names.
    pub unnamed: u64,
    /// How long these are.
    pub unnamed_bytes: u64,
    /// Parts of files that come in parts.
    pub parts: u64,
    /// How long these are.
    pub part_bytes: u64,
    /// Sensitive papers it discarded, because their last day was over.
    pub discarded: u64,
    /// Objects it took away, because nothing named them for two days.
    pub removed: u64,
    /// Parts and files that were never whole, which it took away.
    pub unfinished: u64,
}

/// The last round, and whether a later one failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotedRound {
    /// The last one that came to its end.
    pub done: Option<VaultRound>,
    /// When a later one failed: microseconds since 1970, UTC.
    pub failed_at: Option<i64>,
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

type RawRound = (Option<i64>, Option<i64>, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

impl Tx {
    /// What an organisation has in the vault, in one statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stored(&mut self, owner: OrganisationId) -> Result<Stored, StoreError> {
        let sql = "SELECT
            CAST((SELECT coalesce(sum(bytes), 0) FROM evidence WHERE owner = $1 AND discarded_on IS NULL) AS BIGINT),
            CAST((SELECT coalesce(sum(bytes), 0) FROM waiting_file WHERE owner = $1) AS BIGINT),
            (SELECT count(*) FROM waiting_file WHERE owner = $1)";
        let (named, waiting, waits) = row!(self, (i64, i64, i64), sql, owner.0)?.unwrap_or_default();
        Ok(Stored { named: count(named), waiting: count(waiting), waits: count(waits) })
    }

    /// Of what waits, the bytes of the parts of one file.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting_parts(&mut self, owner: OrganisationId, file: &str) -> Result<u64, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM waiting_file WHERE owner = $1 AND file = $2";
        Ok(row!(self, (i64,), sql, owner.0, file)?.map_or(0, |(bytes,)| count(bytes)))
    }

    /// Nobody else adds to what waits of this organisation until the transaction ends. It has a key of the vault by now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock_waiting(&mut self, owner: OrganisationId) -> Result<(), StoreError> {
        // The embedded database has one writer.
        let sql = self.either(
            "SELECT 1 = 1 WHERE $1 IS NULL",
            "SELECT made_at FROM vault_key WHERE owner = $1 ORDER BY made_at FOR UPDATE",
        );
        let _ = rows!(self, (i64,), sql, owner.0)?;
        Ok(())
    }

    /// Notes that something came; the same a second time takes the place of the first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_waiting(
        &mut self,
        owner: OrganisationId,
        what: &WaitingFile,
        bytes: u64,
        at: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO waiting_file (owner, file, part, bytes, came_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (owner, file, part) DO UPDATE SET bytes = $4, came_at = $5";
        let (file, part) = what.key();
        execute!(self, sql, owner.0, file, part, number(bytes), at)?;
        Ok(())
    }

    /// Forgets what waited and does not any more: it was named, or did not come into the vault.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_waiting(&mut self, owner: OrganisationId, what: &[WaitingFile]) -> Result<(), StoreError> {
        let sql = self.either(
            "DELETE FROM waiting_file WHERE owner = $1 AND (file, part) IN
                (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each($2))",
            "DELETE FROM waiting_file WHERE owner = $1 AND (file, part) IN
                (SELECT value ->> 0, CAST(value ->> 1 AS BIGINT) FROM json_array_elements($2::json) AS asked (value))",
        );
        let list: Vec<_> = what.iter().map(WaitingFile::key).collect();
        execute!(self, sql, owner.0, serde_json::json!(list).to_string())?;
        Ok(())
    }

    /// Forgets all parts of a file.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_waiting_parts(&mut self, owner: OrganisationId, file: &str) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM waiting_file WHERE owner = $1 AND file = $2", owner.0, file)?;
        Ok(())
    }

    /// Forgets what came before `before` (microseconds since 1970, UTC), of whichever organisation: the vault has it no longer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_waiting_before(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM waiting_file WHERE came_at < $1", before)?)
    }

    /// What all files come to that evidence names: how many, and how long.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stored_by_all(&mut self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT CAST(coalesce(sum(files), 0) AS BIGINT), CAST(coalesce(sum(bytes), 0) AS BIGINT)
            FROM evidence WHERE discarded_on IS NULL";
        let (files, bytes) = row!(self, (i64, i64), sql)?.unwrap_or_default();
        Ok((count(files), count(bytes)))
    }

    /// The organisations that have files in the vault, the one with the most bytes first, at most `limit` after the place
    /// `before`: bytes and id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stored_by_each(&mut self, before: (i64, Uuid), limit: u32) -> Result<Vec<StoredBy>, StoreError> {
        let sql = "SELECT owner, files, bytes FROM
                (SELECT owner, CAST(sum(files) AS BIGINT) AS files, CAST(sum(bytes) AS BIGINT) AS bytes
                 FROM evidence WHERE discarded_on IS NULL GROUP BY owner) AS each_one
            WHERE (bytes, owner) < ($1, $2) ORDER BY bytes DESC, owner DESC LIMIT $3";
        let found = rows!(self, (Uuid, i64, i64), sql, before.0, before.1, i64::from(limit))?;
        let one =
            |(owner, files, bytes)| StoredBy { owner: OrganisationId(owner), files: count(files), bytes: count(bytes) };
        Ok(found.into_iter().map(one).collect())
    }

    /// Notes what a nightly round came to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_vault_round(&mut self, round: &VaultRound) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO vault_round (one, done_at, failed_at, objects, bytes, missing, unnamed, unnamed_bytes, parts,
                part_bytes, discarded, removed, unfinished)
            VALUES (1, $1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (one) DO UPDATE SET done_at = $1, failed_at = NULL, objects = $2, bytes = $3, missing = $4,
                unnamed = $5, unnamed_bytes = $6, parts = $7, part_bytes = $8, discarded = $9, removed = $10,
                unfinished = $11";
        execute!(
            self,
            sql,
            round.at,
            number(round.objects),
            number(round.bytes),
            number(round.missing),
            number(round.unnamed),
            number(round.unnamed_bytes),
            number(round.parts),
            number(round.part_bytes),
            number(round.discarded),
            number(round.removed),
            number(round.unfinished),
        )?;
        Ok(())
    }

    /// Notes that a nightly round failed; what the one before came to stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_vault_failed(&mut self, at: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO vault_round (one, failed_at, objects, bytes, missing, unnamed, unnamed_bytes, parts, part_bytes,
                discarded, removed, unfinished)
            VALUES (1, $1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (one) DO UPDATE SET failed_at = $1";
        execute!(self, sql, at)?;
        Ok(())
    }

    /// The last nightly round.
    ///
    /// # Errors
    /// The database failed.
    pub async fn vault_round(&mut self) -> Result<NotedRound, StoreError> {
        let sql =
            "SELECT done_at, failed_at, objects, bytes, missing, unnamed, unnamed_bytes, parts, part_bytes, discarded,
                removed, unfinished
            FROM vault_round WHERE one = 1";
        let Some(raw) = row!(self, RawRound, sql)? else { return Ok(NotedRound::default()) };
        let (done_at, failed_at, objects, bytes, missing, unnamed, unnamed_bytes, ..) = raw;
        let (.., parts, part_bytes, discarded, removed, unfinished) = raw;
        let done = done_at.map(|at| VaultRound {
            at,
            objects: count(objects),
            bytes: count(bytes),
            missing: count(missing),
            unnamed: count(unnamed),
            unnamed_bytes: count(unnamed_bytes),
            parts: count(parts),
            part_bytes: count(part_bytes),
            discarded: count(discarded),
            removed: count(removed),
            unfinished: count(unfinished),
        });
        Ok(NotedRound { done, failed_at })
    }
}
