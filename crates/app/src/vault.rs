//! The keys of the vault: each organisation has one, made with its first file, kept encrypted by the key `keys/vault`. This is
//! the only module that may use it.
//!
//! Whoever destroys the key of an organisation has destroyed every file of it in every copy of the vault at once; a backup of
//! the database that was taken before still holds the key until it ends.

use record::OrganisationId;
pub use store::vault::VaultError;
use store::vault::{Identity, Recipient, Vault as Objects};
use store::{StoreError, Tx, VaultKey};

use crate::door::{Door, DoorError};
use crate::office::Refused;
use crate::sign_in::{Keys, SignInError};

/// What an identity is encrypted for.
const WHAT: &str = "vault identity";

/// The vault of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    objects: Objects,
    keys: Keys,
}

impl Vault {
    /// A vault of these objects; `keys` encrypt the identities of the organisations.
    #[must_use]
    pub fn new(objects: Objects, keys: Keys) -> Self {
        Self { objects, keys }
    }

    /// Its objects.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// For whom the files of an organisation are encrypted. The key is made where there is none; of two that make one at once
    /// the first stands.
    ///
    /// # Errors
    /// The key was destroyed, or the database failed.
    pub async fn recipient(&self, door: &Door, owner: OrganisationId) -> Result<Recipient, Refused> {
        let found = door.store().reader().await?.vault_key(owner).await?;
        let found = match found {
            Some(found) => found,
            None => self.made(door, owner).await?,
        };
        if found.identity.is_none() {
            return Err(Refused::Destroyed);
        }
        Ok(Recipient::read(&found.recipient)?)
    }

    async fn made(&self, door: &Door, owner: OrganisationId) -> Result<VaultKey, Refused> {
        let fresh = Identity::fresh();
        let sealed = self.keys.seal(WHAT, owner.0.as_bytes(), fresh.secret().as_bytes(), door.random());
        let key = VaultKey {
            recipient: fresh.recipient().text(),
            identity: Some(sealed.map_err(no_key)?),
            made_at: door.clock().now().as_microsecond(),
        };
        let kept = door.store().write(move |tx| {
            Box::pin(async move {
                tx.keep_vault_key(owner, &key).await?;
                tx.vault_key(owner).await
            })
        });
        kept.await?.ok_or_else(|| StoreError::Corrupt("a key that was made").into())
    }

    /// What opens the files of an organisation.
    ///
    /// # Errors
    /// There is no key, it was destroyed, or it cannot be decrypted.
    pub async fn identity(&self, tx: &mut Tx, owner: OrganisationId) -> Result<Identity, Refused> {
        let found = tx.vault_key(owner).await?.ok_or(VaultError::NotThere)?;
        let sealed = found.identity.ok_or(Refused::Destroyed)?;
        let secret = self.keys.open(WHAT, owner.0.as_bytes(), &sealed);
        let secret = secret.ok_or_else(|| VaultError::Key("`keys/vault` is another one".to_owned()))?;
        let secret = String::from_utf8(secret).map_err(|error| VaultError::Key(error.to_string()))?;
        Ok(Identity::read(&secret)?)
    }

    /// Seals something for an organisation and a person, and opens it for them alone.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }
}

/// There is no key to encrypt with, or no randomness.
fn no_key(error: SignInError) -> Refused {
    match error {
        SignInError::Random(error) => DoorError::from(error).into(),
        error => VaultError::Key(error.to_string()).into(),
    }
}
