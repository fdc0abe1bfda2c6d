//! Which backups were taken, and what came into them. Knows no file of a backup.

use crate::db::StoreError;
use crate::statement::Tx;

/// A backup that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBackup {
    /// When the database was read for it: microseconds since 1970, UTC.
    pub taken_at: i64,
    /// SHA-256 of what is in it, in hexadecimal digits.
    pub sha256: String,
    /// Events in it.
    pub events: u64,
    /// Files of the vault that its record names.
    pub files: u64,
    /// How many of them have no copy beside it; none = they were not copied with it.
    pub files_missing: Option<u64>,
    /// Keys of organisations' files that the vault had then.
    pub vault_keys: u64,
    /// When the oldest copy of those keys that is kept was taken: microseconds since 1970, UTC; none = they were not copied
    /// with it.
    pub keys_from: Option<i64>,
}

/// As it stands in its table.
type Noted = (i64, String, i64, i64, Option<i64>, i64, Option<i64>);

impl Tx {
    /// Notes a backup that was taken; the same one again changes nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_backup(&mut self, taken: &TakenBackup) -> Result<(), StoreError> {
        let sql = "INSERT INTO backup_taken (taken_at, sha256, events, files, files_missing, vault_keys, keys_from)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (taken_at) DO NOTHING";
        let [events, files, keys] = [taken.events, taken.files, taken.vault_keys].map(number);
        let (at, missing) = (taken.taken_at, taken.files_missing.map(number));
        execute!(self, sql, at, &taken.sha256, events, files, missing, keys, taken.keys_from)?;
        Ok(())
    }

    /// The backups that were taken, the newest first, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn backups(&mut self, limit: u32) -> Result<Vec<TakenBackup>, StoreError> {
        let sql = "SELECT taken_at, sha256, events, files, files_missing, vault_keys, keys_from
            FROM backup_taken ORDER BY taken_at DESC LIMIT $1";
        let read = |(taken_at, sha256, events, files, missing, vault_keys, keys_from): Noted| TakenBackup {
            taken_at,
            sha256,
            events: events.unsigned_abs(),
            files: files.unsigned_abs(),
            files_missing: missing.map(i64::unsigned_abs),
            vault_keys: vault_keys.unsigned_abs(),
            keys_from,
        };
        Ok(rows!(self, Noted, sql, i64::from(limit))?.into_iter().map(read).collect())
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
