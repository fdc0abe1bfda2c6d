//! Passkeys: public keys, as the library writes them.

use record::PersonId;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// One passkey of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id, chosen by the device.
    pub credential: Vec<u8>,
    /// Whose it is.
    pub person: PersonId,
    /// The public key with its counter, as JSON.
    pub body: String,
    /// What the person calls it.
    pub name: String,
    /// Since when.
    pub created_at: i64,
    /// When it was used last.
    pub used_at: Option<i64>,
}

type Row = (Vec<u8>, Uuid, String, String, i64, Option<i64>);

fn passkey((credential, person, body, name, created_at, used_at): Row) -> Passkey {
    Passkey { credential, person: PersonId(person), body, name, created_at, used_at }
}

impl Tx {
    /// Adds a passkey.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if this one is known already, whoever has it.
    pub async fn add_passkey(&mut self, key: &Passkey) -> Result<(), StoreError> {
        let sql = "INSERT INTO passkey (credential, person, body, name, created_at) VALUES ($1, $2, $3, $4, $5)";
        match execute!(self, sql, &key.credential[..], key.person.0, &key.body, &key.name, key.created_at) {
            Err(error) if StoreError::is_unique(&error) => Err(StoreError::Taken { kind: "passkey" }),
            done => Ok(done.map(|_| ())?),
        }
    }

    /// The passkeys of a person, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn passkeys(&mut self, person: PersonId) -> Result<Vec<Passkey>, StoreError> {
        let sql = "SELECT credential, person, body, name, created_at, used_at FROM passkey
            WHERE person = $1 ORDER BY created_at, credential";
        Ok(rows!(self, Row, sql, person.0)?.into_iter().map(passkey).collect())
    }

    /// The passkey with this id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn passkey(&mut self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let sql = "SELECT credential, person, body, name, created_at, used_at FROM passkey WHERE credential = $1";
        Ok(row!(self, Row, sql, credential)?.map(passkey))
    }

    /// Notes a use, if the key still stands as it was read: its counter never goes back.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_passkey(
        &mut self,
        credential: &[u8],
        read: &str,
        body: &str,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE passkey SET body = $3, used_at = $4 WHERE credential = $1 AND body = $2";
        Ok(execute!(self, sql, credential, read, body, at)? == 1)
    }

    /// Gives a passkey another name; `false` = the person has no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rename_passkey(
        &mut self,
        person: PersonId,
        credential: &[u8],
        name: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE passkey SET name = $3 WHERE person = $1 AND credential = $2";
        Ok(execute!(self, sql, person.0, credential, name)? == 1)
    }

    /// Takes a passkey away; `false` = the person has no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_passkey(&mut self, person: PersonId, credential: &[u8]) -> Result<bool, StoreError> {
        let sql = "DELETE FROM passkey WHERE person = $1 AND credential = $2";
        Ok(execute!(self, sql, person.0, credential)? == 1)
    }
}
