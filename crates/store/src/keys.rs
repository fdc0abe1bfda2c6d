//! Which keys an installation has had, by name, number and mark. Knows no key.

use record::PersonId;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// A key as it is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNote {
    /// `master`, `vault`, or `log`.
    pub name: String,
    /// Which of that name, from 1. What is encrypted begins with it.
    pub number: u8,
    /// By which it can be told from another; nobody learns the key from it.
    pub mark: String,
    /// `in_use`, `earlier`, `destroyed`, or `lost`.
    pub state: String,
    /// Since when it is: microseconds since 1970, UTC.
    pub made_at: i64,
    /// Since when it is in that state: microseconds since 1970, UTC.
    pub changed_at: i64,
    /// When somebody said last that a copy of it is in a safe place, and who.
    pub safe: Option<(i64, PersonId)>,
}

/// As a key stands in its table.
type Noted = (String, i64, String, String, i64, i64, Option<i64>, Option<Uuid>);

impl Tx {
    /// Every key that is noted, by name and number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keys(&mut self) -> Result<Vec<KeyNote>, StoreError> {
        let sql = "SELECT name, number, mark, state, made_at, changed_at, safe_at, safe_by
            FROM installation_key ORDER BY name, number";
        let note = |(name, number, mark, state, made_at, changed_at, safe_at, safe_by): Noted| {
            let number = u8::try_from(number).map_err(|_| StoreError::Corrupt("the number of a key"))?;
            let safe = safe_at.zip(safe_by.map(PersonId));
            Ok(KeyNote { name, number, mark, state, made_at, changed_at, safe })
        };
        rows!(self, Noted, sql)?.into_iter().map(note).collect()
    }

    /// Notes a key that is in use from now on. `false` = one of that name is in use, or of that name and number there is one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_key(&mut self, name: &str, number: u8, mark: &str, at: i64) -> Result<bool, StoreError> {
        let sql = "INSERT INTO installation_key (name, number, mark, state, made_at, changed_at)
            VALUES ($1, $2, $3, 'in_use', $4, $4) ON CONFLICT DO NOTHING";
        Ok(execute!(self, sql, name, i64::from(number), mark, at)? == 1)
    }

    /// Moves a key from one state to another. `false` = it is not in that state.
    ///
    /// # Errors
    /// The database failed, or another key of that name is in use.
    pub async fn move_key(
        &mut self,
        (name, number): (&str, u8),
        from: &str,
        to: &str,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE installation_key SET state = $4, changed_at = $5
            WHERE name = $1 AND number = $2 AND state = $3";
        Ok(execute!(self, sql, name, i64::from(number), from, to, at)? == 1)
    }

    /// Notes that somebody says that a copy of every key there is, is in a safe place.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_safe(&mut self, by: PersonId, at: i64) -> Result<(), StoreError> {
        let sql = "UPDATE installation_key SET safe_at = $1, safe_by = $2 WHERE state IN ('in_use', 'earlier')";
        execute!(self, sql, at, by.0)?;
        Ok(())
    }
}
