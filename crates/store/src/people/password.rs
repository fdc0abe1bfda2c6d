//! Passwords, as their hash, and what a sign-in by password has to know of a person.

use record::PersonId;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// What a sign-in by password compares with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who it would be.
    pub person: PersonId,
    /// The hash as a PHC string; none = no password was set.
    pub phc: Option<String>,
    /// Whether a second factor (TOTP) is confirmed.
    pub second: bool,
}

type Row = (Uuid, Option<String>, Option<i64>);

fn credentials((person, phc, confirmed): Row) -> Credentials {
    Credentials { person: PersonId(person), phc, second: confirmed.is_some() }
}

impl Tx {
    /// Of the person who has this address.
    ///
    /// # Errors
    /// The database failed.
    pub async fn credentials_by_email(&mut self, folded: &str) -> Result<Option<Credentials>, StoreError> {
        let sql = "SELECT person.id, password.phc, totp.confirmed_at FROM person
            LEFT JOIN password ON password.person = person.id
            LEFT JOIN totp ON totp.person = person.id
            WHERE person.email_folded = $1 AND person.erased_on IS NULL";
        Ok(row!(self, Row, sql, folded)?.map(credentials))
    }

    /// Of a person who is known already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn credentials(&mut self, person: PersonId) -> Result<Option<Credentials>, StoreError> {
        let sql = "SELECT person.id, password.phc, totp.confirmed_at FROM person
            LEFT JOIN password ON password.person = person.id
            LEFT JOIN totp ON totp.person = person.id
            WHERE person.id = $1 AND person.erased_on IS NULL";
        Ok(row!(self, Row, sql, person.0)?.map(credentials))
    }

    /// Sets or changes the password.
    ///
    /// # Errors
    /// The database failed, or there is no such person.
    pub async fn set_password(&mut self, person: PersonId, phc: &str, at: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO password (person, phc, changed_at) VALUES ($1, $2, $3)
            ON CONFLICT (person) DO UPDATE SET phc = $2, changed_at = $3";
        execute!(self, sql, person.0, phc, at)?;
        Ok(())
    }

    /// Hashes the same password anew, if it is still the same one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rehash_password(&mut self, person: PersonId, old: &str, new: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE password SET phc = $3 WHERE person = $1 AND phc = $2";
        Ok(execute!(self, sql, person.0, old, new)? == 1)
    }

    /// Takes the password away; `false` = there was none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_password(&mut self, person: PersonId) -> Result<bool, StoreError> {
        Ok(execute!(self, "DELETE FROM password WHERE person = $1", person.0)? == 1)
    }
}
