//! What stands encrypted with one of the keys of the installation: each text begins with the number of its key. For who changes
//! keys: every place is read whole. Does not encrypt.

use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// Where texts stand that are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedPlace {
    /// Second factors, of a person.
    Totp,
    /// PINs, of a person in an organisation.
    Pin,
    /// Work that is not done, of itself.
    Job,
    /// The keys of the files of an organisation.
    VaultKey,
}

/// A text that is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    /// Whose.
    pub of: Uuid,
    /// In which organisation, where that is part of it.
    pub within: Option<Uuid>,
    /// The number of its key, and what was encrypted.
    pub text: Vec<u8>,
}

impl SealedPlace {
    /// Each place.
    pub const ALL: [Self; 4] = [Self::Totp, Self::Pin, Self::Job, Self::VaultKey];

    /// How many there are, by the first byte.
    fn count(self) -> &'static str {
        match self {
            Self::Totp => "SELECT count(*) FROM totp WHERE substr(secret, 1, 1) = $1",
            Self::Pin => "SELECT count(*) FROM pin WHERE substr(sealed, 1, 1) = $1",
            Self::Job => "SELECT count(*) FROM job WHERE substr(sealed, 1, 1) = $1",
            Self::VaultKey => "SELECT count(*) FROM vault_key WHERE substr(identity, 1, 1) = $1",
        }
    }

    /// Some of them, by the first byte.
    fn some(self) -> &'static str {
        match self {
            Self::Totp => "SELECT person, NULL, secret FROM totp WHERE substr(secret, 1, 1) = $1 LIMIT $2",
            Self::Pin => "SELECT person, organisation, sealed FROM pin WHERE substr(sealed, 1, 1) = $1 LIMIT $2",
            Self::Job => "SELECT id, NULL, sealed FROM job WHERE substr(sealed, 1, 1) = $1 LIMIT $2",
            Self::VaultKey => "SELECT owner, NULL, identity FROM vault_key WHERE substr(identity, 1, 1) = $1 LIMIT $2",
        }
    }

    /// Another text in place of one.
    fn replace(self) -> &'static str {
        match self {
            Self::Totp => "UPDATE totp SET secret = $3 WHERE person = $1 AND secret = $2",
            Self::Pin => "UPDATE pin SET sealed = $3 WHERE person = $1 AND sealed = $2 AND organisation = $4",
            Self::Job => "UPDATE job SET sealed = $3 WHERE id = $1 AND sealed = $2",
            Self::VaultKey => "UPDATE vault_key SET identity = $3 WHERE owner = $1 AND identity = $2",
        }
    }
}

impl Tx {
    /// How many texts of a place are encrypted with the key of this number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sealed_counted(&mut self, place: SealedPlace, number: u8) -> Result<u64, StoreError> {
        let found = row!(self, (i64,), place.count(), vec![number])?;
        Ok(found.map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// Some texts of a place that are encrypted with the key of this number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sealed_with(
        &mut self,
        place: SealedPlace,
        number: u8,
        limit: u32,
    ) -> Result<Vec<SealedText>, StoreError> {
        let found = rows!(self, (Uuid, Option<Uuid>, Vec<u8>), place.some(), vec![number], i64::from(limit))?;
        Ok(found.into_iter().map(|(of, within, text)| SealedText { of, within, text }).collect())
    }

    /// Puts another text in place of one, if that one still stands there.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reseal(&mut self, place: SealedPlace, old: &SealedText, new: &[u8]) -> Result<bool, StoreError> {
        let done = match old.within {
            None => execute!(self, place.replace(), old.of, &old.text, new)?,
            Some(within) => execute!(self, place.replace(), old.of, &old.text, new, within)?,
        };
        Ok(done == 1)
    }
}
