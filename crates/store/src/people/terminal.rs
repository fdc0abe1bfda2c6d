//! Devices that several people share: known by the digest of a secret they keep.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use super::digest;
use crate::db::StoreError;
use crate::statement::Tx;

/// A shared device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    /// SHA-256 of the secret it keeps.
    pub token: Digest,
    /// What it is called in lists and counters.
    pub id: Uuid,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What its owner calls it.
    pub name: String,
    /// Who set it up.
    pub made_by: PersonId,
    /// Since when.
    pub created_at: i64,
    /// Until when; none = it is in use.
    pub ended_at: Option<i64>,
}

type Row = (Vec<u8>, Uuid, Uuid, String, Uuid, i64, Option<i64>);

fn terminal((token, id, organisation, name, made_by, created_at, ended_at): Row) -> Result<Terminal, StoreError> {
    let (organisation, made_by) = (OrganisationId(organisation), PersonId(made_by));
    Ok(Terminal { token: digest(token)?, id, organisation, name, made_by, created_at, ended_at })
}

impl Tx {
    /// Sets a terminal up.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_terminal(&mut self, new: &Terminal) -> Result<(), StoreError> {
        let sql = "INSERT INTO terminal (token, id, organisation, name, made_by, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let (organisation, made_by) = (new.organisation.0, new.made_by.0);
        execute!(self, sql, &new.token.0[..], new.id, organisation, &new.name, made_by, new.created_at)?;
        Ok(())
    }

    /// The terminal that keeps this secret, while it is in use.
    ///
    /// # Errors
    /// The database failed.
    pub async fn terminal(&mut self, token: Digest) -> Result<Option<Terminal>, StoreError> {
        let sql = "SELECT token, id, organisation, name, made_by, created_at, ended_at FROM terminal
            WHERE token = $1 AND ended_at IS NULL";
        row!(self, Row, sql, &token.0[..])?.map(terminal).transpose()
    }

    /// The terminals of an organisation, the oldest first, those that ended too.
    ///
    /// # Errors
    /// The database failed.
    pub async fn terminals(&mut self, organisation: OrganisationId) -> Result<Vec<Terminal>, StoreError> {
        let sql = "SELECT token, id, organisation, name, made_by, created_at, ended_at FROM terminal
            WHERE organisation = $1 ORDER BY created_at, id";
        rows!(self, Row, sql, organisation.0)?.into_iter().map(terminal).collect()
    }

    /// Ends the use of a terminal; `false` = the organisation has no such one in use.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_terminal(&mut self, organisation: OrganisationId, id: Uuid, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE terminal SET ended_at = $3 WHERE organisation = $1 AND id = $2 AND ended_at IS NULL";
        Ok(execute!(self, sql, organisation.0, id, at)? == 1)
    }
}
