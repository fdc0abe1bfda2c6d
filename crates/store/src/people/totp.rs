//! The second factor: an encrypted secret and the last step that was taken.

use record::PersonId;

use crate::db::StoreError;
use crate::statement::Tx;

/// A person's TOTP.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    /// The secret, encrypted by the caller.
    pub secret: Vec<u8>,
    /// When its first code was taken; none = it counts for nothing yet.
    pub confirmed_at: Option<i64>,
    /// The step of the last code taken.
    pub last_step: Option<i64>,
}

impl Tx {
    /// Offers a secret. `false` = there is a confirmed one, which stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn offer_totp(&mut self, person: PersonId, secret: &[u8], at: i64) -> Result<bool, StoreError> {
        let sql = "INSERT INTO totp (person, secret, created_at) VALUES ($1, $2, $3)
            ON CONFLICT (person) DO UPDATE SET secret = $2, created_at = $3 WHERE totp.confirmed_at IS NULL";
        Ok(execute!(self, sql, person.0, secret, at)? == 1)
    }

    /// The person's TOTP, confirmed or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn totp(&mut self, person: PersonId) -> Result<Option<Totp>, StoreError> {
        let sql = "SELECT secret, confirmed_at, last_step FROM totp WHERE person = $1";
        let found = row!(self, (Vec<u8>, Option<i64>, Option<i64>), sql, person.0)?;
        Ok(found.map(|(secret, confirmed_at, last_step)| Totp { secret, confirmed_at, last_step }))
    }

    /// Confirms the secret that was offered, if it is still that one; its first code is taken with it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn confirm_totp(
        &mut self,
        person: PersonId,
        secret: &[u8],
        step: i64,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE totp SET confirmed_at = $4, last_step = $3
            WHERE person = $1 AND secret = $2 AND confirmed_at IS NULL";
        Ok(execute!(self, sql, person.0, secret, step, at)? == 1)
    }

    /// Takes the code of a step. `false` = that step or a later one was taken before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_totp_step(&mut self, person: PersonId, step: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE totp SET last_step = $2
            WHERE person = $1 AND confirmed_at IS NOT NULL AND last_step < $2";
        Ok(execute!(self, sql, person.0, step)? == 1)
    }

    /// Encrypts the same secret anew, if it is still the same one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reseal_totp(&mut self, person: PersonId, old: &[u8], new: &[u8]) -> Result<bool, StoreError> {
        let sql = "UPDATE totp SET secret = $3 WHERE person = $1 AND secret = $2";
        Ok(execute!(self, sql, person.0, old, new)? == 1)
    }

    /// Takes the second factor away; `false` = there was none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_totp(&mut self, person: PersonId) -> Result<bool, StoreError> {
        Ok(execute!(self, "DELETE FROM totp WHERE person = $1", person.0)? == 1)
    }
}
