//! The keys of each organisation's files in the vault: one, or several where the one before was lost with what encrypted it.
//! Its secret half is encrypted by whoever keeps it here.

use record::OrganisationId;

use crate::db::StoreError;
use crate::statement::Tx;

/// A key of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultKey {
    /// Its public half, `age1…`.
    pub recipient: String,
    /// Its secret half, encrypted; none = it was destroyed, and nothing that was encrypted for it is ever read again.
    pub identity: Option<Vec<u8>>,
    /// Since when: microseconds since 1970, UTC.
    pub made_at: i64,
}

impl Tx {
    /// Keeps a key for an organisation, if its newest one is still that of `after`; none = it has none. `false` = another was
    /// kept meanwhile, which stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_vault_key(
        &mut self,
        owner: OrganisationId,
        after: Option<i64>,
        key: &VaultKey,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO vault_key (owner, recipient, identity, made_at) SELECT $1, $2, $3, $4
            WHERE coalesce((SELECT max(made_at) FROM vault_key WHERE owner = $1), -1) = $5
            ON CONFLICT (owner, made_at) DO NOTHING";
        let (identity, after) = (key.identity.as_deref(), after.unwrap_or(-1));
        Ok(execute!(self, sql, owner.0, &key.recipient, identity, key.made_at, after)? == 1)
    }

    /// The keys of an organisation, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn vault_keys(&mut self, owner: OrganisationId) -> Result<Vec<VaultKey>, StoreError> {
        let sql = "SELECT recipient, identity, made_at FROM vault_key WHERE owner = $1 ORDER BY made_at DESC";
        let found = rows!(self, (String, Option<Vec<u8>>, i64), sql, owner.0)?;
        Ok(found.into_iter().map(|(recipient, identity, made_at)| VaultKey { recipient, identity, made_at }).collect())
    }

    /// Destroys the keys of an organisation: none of its files is ever read again. `false` = it has none, or they are
    /// destroyed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn destroy_vault_keys(&mut self, owner: OrganisationId, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE vault_key SET identity = NULL, destroyed_at = $2 WHERE owner = $1 AND identity IS NOT NULL";
        Ok(execute!(self, sql, owner.0, at)? > 0)
    }
}
