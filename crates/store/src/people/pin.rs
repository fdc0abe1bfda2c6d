//! PINs: of one person in one organisation, as an encrypted hash.

use std::collections::BTreeSet;

use record::{OrganisationId, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

impl Tx {
    /// Sets or changes a PIN.
    ///
    /// # Errors
    /// The database failed, or there is no such person.
    pub async fn set_pin(
        &mut self,
        person: PersonId,
        organisation: OrganisationId,
        sealed: &[u8],
        at: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO pin (person, organisation, sealed, changed_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (person, organisation) DO UPDATE SET sealed = $3, changed_at = $4";
        execute!(self, sql, person.0, organisation.0, sealed, at)?;
        Ok(())
    }

    /// The encrypted hash of a PIN.
    ///
    /// # Errors
    /// The database failed.
    pub async fn pin(&mut self, person: PersonId, organisation: OrganisationId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT sealed FROM pin WHERE person = $1 AND organisation = $2";
        Ok(row!(self, (Vec<u8>,), sql, person.0, organisation.0)?.map(|(sealed,)| sealed))
    }

    /// The persons who have a PIN for the terminals of an organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn people_with_pin(&mut self, organisation: OrganisationId) -> Result<BTreeSet<PersonId>, StoreError> {
        let sql = "SELECT person FROM pin WHERE organisation = $1";
        let found = rows!(self, (Uuid,), sql, organisation.0)?;
        Ok(found.into_iter().map(|(person,)| PersonId(person)).collect())
    }

    /// Takes a PIN away; `false` = there was none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_pin(&mut self, person: PersonId, organisation: OrganisationId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM pin WHERE person = $1 AND organisation = $2";
        Ok(execute!(self, sql, person.0, organisation.0)? == 1)
    }
}
