//! Texts that events name by digest, and the answers to commands that were seen before.

use record::{Digest, OrganisationId, PersonId, Salted, TextId};

use crate::db::StoreError;
use crate::statement::Tx;

impl Tx {
    /// Keeps a text for its owner.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_text(&mut self, owner: OrganisationId, text: &Salted) -> Result<(), StoreError> {
        let sql = "INSERT INTO text (id, owner, salt, body) VALUES ($1, $2, $3, $4)";
        execute!(self, sql, text.text.id.0, owner.0, &text.salt[..], &text.body)?;
        Ok(())
    }

    /// Erases a text: its digest in the record stays, and so does when and why it went. With the name of a file of evidence go
    /// the manifests that have it; their time stamps stay, and prove what somebody has kept of them elsewhere.
    ///
    /// # Errors
    /// The database failed.
    pub async fn erase_text(
        &mut self,
        owner: OrganisationId,
        text: TextId,
        on: &str,
        basis: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE text SET salt = NULL, body = NULL, erased_on = $3, basis = $4
            WHERE id = $1 AND owner = $2 AND erased_on IS NULL";
        let erased = execute!(self, sql, text.0, owner.0, on, basis)? == 1;
        let sql = "UPDATE text SET salt = NULL, body = NULL, erased_on = $3, basis = $4
            WHERE owner = $2 AND erased_on IS NULL AND id IN (
                SELECT t.manifest FROM evidence_file f
                JOIN time_stamp t ON t.evidence = f.evidence AND t.covers >= f.added_in AND t.owner = f.owner
                WHERE f.name = $1 AND f.owner = $2)";
        execute!(self, sql, text.0, owner.0, on, basis)?;
        Ok(erased)
    }

    /// What was answered when this person sent this key before, with the digest of what was sent.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answered(&mut self, person: PersonId, key: &str) -> Result<Option<(Digest, String)>, StoreError> {
        let sql = "SELECT request, receipt FROM idempotency WHERE person = $1 AND key = $2";
        let found = row!(self, (Vec<u8>, String), sql, person.0, key)?;
        found
            .map(|(request, receipt)| {
                let digest = request.try_into().map_err(|_| StoreError::Corrupt("a digest"))?;
                Ok((Digest(digest), receipt))
            })
            .transpose()
    }

    /// Keeps the answer under its key. The same key twice at once is a [`StoreError::Changed`]: the retry finds
    /// the first answer.
    ///
    /// # Errors
    /// The database failed, or the key is there by now.
    pub async fn keep_answer(
        &mut self,
        person: PersonId,
        key: &str,
        request: Digest,
        receipt: &str,
        at: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO idempotency (person, key, request, receipt, at) VALUES ($1, $2, $3, $4, $5)";
        match execute!(self, sql, person.0, key, &request.0[..], receipt, at) {
            Err(error) if StoreError::is_unique(&error) => Err(StoreError::Changed),
            done => Ok(done.map(|_| ())?),
        }
    }
    /// Forgets answers kept before `before`; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_answers(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM idempotency WHERE at < $1", before)?)
    }
}
