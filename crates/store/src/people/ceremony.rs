//! What waits for the next step of a sign-in, by the digest of a secret: taken once, or gone with its time.

use record::{Digest, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// Something begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// What was begun.
    pub kind: String,
    /// By whom, where that is known.
    pub person: Option<PersonId>,
    /// What the next step has to know.
    pub state: String,
    /// Until when it waits.
    pub expires_at: i64,
}

type Row = (String, Option<Uuid>, String, i64);

fn ceremony((kind, person, state, expires_at): Row) -> Ceremony {
    Ceremony { kind, person: person.map(PersonId), state, expires_at }
}

impl Tx {
    /// Begins one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_ceremony(&mut self, secret: Digest, new: &Ceremony) -> Result<(), StoreError> {
        let sql = "INSERT INTO ceremony (secret, kind, person, state, expires_at) VALUES ($1, $2, $3, $4, $5)";
        let person = new.person.map(|person| person.0);
        execute!(self, sql, &secret.0[..], &new.kind, person, &new.state, new.expires_at)?;
        Ok(())
    }

    /// Looks at one without taking it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ceremony(&mut self, secret: Digest) -> Result<Option<Ceremony>, StoreError> {
        let sql = "SELECT kind, person, state, expires_at FROM ceremony WHERE secret = $1";
        Ok(row!(self, Row, sql, &secret.0[..])?.map(ceremony))
    }

    /// Takes one of this kind; of many who try, one gets it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_ceremony(&mut self, secret: Digest, kind: &str) -> Result<Option<Ceremony>, StoreError> {
        let sql = "DELETE FROM ceremony WHERE secret = $1 AND kind = $2 RETURNING kind, person, state, expires_at";
        Ok(row!(self, Row, sql, &secret.0[..], kind)?.map(ceremony))
    }

    /// Forgets everything of this kind that a person has begun.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_ceremonies_of(&mut self, person: PersonId, kind: &str) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM ceremony WHERE person = $1 AND kind = $2", person.0, kind)?)
    }

    /// Forgets those whose time was over before `before`; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_ceremonies(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM ceremony WHERE expires_at < $1", before)?)
    }
}
