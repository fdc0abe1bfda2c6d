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
use crate::evidence::Underway;
use crate::office::Refused;
use crate::sign_in::{Keys, SignInError};

/// What an identity is encrypted for.
pub(crate) const WHAT: &str = "vault identity";

/// The vault of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    objects: Objects,
    keys: Keys,
    /// How many bytes one organisation may have.
    allowed: Option<u64>,
    underway: Underway,
}

impl Vault {
    /// A vault of these objects; `keys` encrypt the identities of the organisations.
    #[must_use]
    pub fn new(objects: Objects, keys: Keys) -> Self {
        Self { objects, keys, allowed: None, underway: Underway::default() }
    }

    /// The same, in which one organisation may have so many bytes; none = as many as there is room for.
    #[must_use]
    pub fn allowing(self, allowed: Option<u64>) -> Self {
        Self { allowed, ..self }
    }

    /// How many bytes one organisation may have.
    #[must_use]
    pub fn allowed(&self) -> Option<u64> {
        self.allowed
    }

    /// What comes now.
    pub(crate) fn underway(&self) -> &Underway {
        &self.underway
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
        let newest = door.store().reader().await?.vault_keys(owner).await?.into_iter().next();
        let usable = match newest {
            None => self.made(door, owner, None).await?,
            Some(key) => match &key.identity {
                None => return Err(Refused::Destroyed),
                Some(sealed) if self.opened(owner, sealed).is_some() => key,
                // It was lost with what encrypted it: nothing more is encrypted for it.
                Some(_) => self.made(door, owner, Some(key.made_at)).await?,
            },
        };
        Ok(Recipient::read(&usable.recipient)?)
    }

    /// Another key for an organisation, after the one that was made then.
    async fn made(&self, door: &Door, owner: OrganisationId, after: Option<i64>) -> Result<VaultKey, Refused> {
        let fresh = Identity::fresh();
        let sealed = self.keys.seal(WHAT, owner.0.as_bytes(), fresh.secret().as_bytes(), door.random());
        let now = door.clock().now().as_microsecond();
        let key = VaultKey {
            recipient: fresh.recipient().text(),
            identity: Some(sealed.map_err(no_key)?),
            made_at: after.map_or(now, |before| now.max(before + 1)),
        };
        let kept = door.store().write(move |tx| {
            let key = key.clone();
            Box::pin(async move {
                tx.keep_vault_key(owner, after, &key).await?;
                tx.vault_keys(owner).await
            })
        });
        let newest = kept.await?.into_iter().next();
        newest.ok_or_else(|| StoreError::Corrupt("a key that was made").into())
    }

    /// The secret half of a key; none = what encrypted it is lost.
    fn opened(&self, owner: OrganisationId, sealed: &[u8]) -> Option<Identity> {
        let secret = self.keys.open(WHAT, owner.0.as_bytes(), sealed)?;
        Identity::read(&String::from_utf8(secret).ok()?).ok()
    }

    /// What opens the files of an organisation.
    ///
    /// # Errors
    /// There is no key, it was destroyed, or what encrypted it is lost.
    pub async fn identity(&self, tx: &mut Tx, owner: OrganisationId) -> Result<Identity, Refused> {
        let keys = tx.vault_keys(owner).await?;
        if keys.is_empty() {
            return Err(VaultError::NotThere.into());
        }
        if keys.iter().all(|key| key.identity.is_none()) {
            return Err(Refused::Destroyed);
        }
        let mut opened = keys.iter().filter_map(|key| self.opened(owner, key.identity.as_deref()?));
        let newest = opened.next().ok_or(VaultError::Lost)?;
        Ok(opened.fold(newest, Identity::and_earlier))
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
