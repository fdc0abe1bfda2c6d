//! Recovery codes: their digests, each of use once.

use record::{Digest, PersonId};

use crate::db::StoreError;
use crate::statement::Tx;

impl Tx {
    /// Gives a person these codes; the earlier ones, used or not, are gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_recovery_codes(&mut self, person: PersonId, codes: &[Digest], at: i64) -> Result<(), StoreError> {
        self.remove_recovery_codes(person).await?;
        for code in codes {
            let sql = "INSERT INTO recovery_code (person, code, created_at) VALUES ($1, $2, $3)";
            execute!(self, sql, person.0, &code.0[..], at)?;
        }
        Ok(())
    }

    /// Uses a code. `false` = the person has no such one, or it was used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_recovery_code(&mut self, person: PersonId, code: Digest, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE recovery_code SET used_at = $3 WHERE person = $1 AND code = $2 AND used_at IS NULL";
        Ok(execute!(self, sql, person.0, &code.0[..], at)? == 1)
    }

    /// How many codes a person has left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recovery_codes_left(&mut self, person: PersonId) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM recovery_code WHERE person = $1 AND used_at IS NULL";
        Ok(row!(self, (i64,), sql, person.0)?.map_or(0, |(left,)| left))
    }

    /// Takes all codes of a person away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_recovery_codes(&mut self, person: PersonId) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM recovery_code WHERE person = $1", person.0)?;
        Ok(())
    }
}
