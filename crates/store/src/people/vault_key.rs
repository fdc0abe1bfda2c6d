//! The key of each organisation's files in the vault. Its secret half is encrypted by whoever keeps it here.

use record::OrganisationId;

use crate::db::StoreError;
use crate::statement::Tx;

/// The key of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultKey {
    /// Its public half, `age1…`.
    pub recipient: String,
    /// Its secret half, encrypted; none = it was destroyed, and no file is ever read again.
    pub identity: Option<Vec<u8>>,
    /// Since when: microseconds since 1970, UTC.
    pub made_at: i64,
}

impl Tx {
    /// Keeps a key for an organisation that has none; one that is there stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_vault_key(&mut self, owner: OrganisationId, key: &VaultKey) -> Result<(), StoreError> {
        let sql = "INSERT INTO vault_key (owner, recipient, identity, made_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (owner) DO NOTHING";
        execute!(self, sql, owner.0, &key.recipient, key.identity.as_deref(), key.made_at)?;
        Ok(())
    }

    /// The key of an organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn vault_key(&mut self, owner: OrganisationId) -> Result<Option<VaultKey>, StoreError> {
        let sql = "SELECT recipient, identity, made_at FROM vault_key WHERE owner = $1";
        let found = row!(self, (String, Option<Vec<u8>>, i64), sql, owner.0)?;
        Ok(found.map(|(recipient, identity, made_at)| VaultKey { recipient, identity, made_at }))
    }

    /// Destroys the key of an organisation: none of its files is ever read again. `false` = it has none, or it is destroyed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn destroy_vault_key(&mut self, owner: OrganisationId, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE vault_key SET identity = NULL, destroyed_at = $2 WHERE owner = $1 AND identity IS NOT NULL";
        Ok(execute!(self, sql, owner.0, at)? == 1)
    }
}
