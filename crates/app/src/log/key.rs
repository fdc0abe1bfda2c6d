//! The key that signs the heads of the private log. No other module uses it.

use proof::{Key, NoKey, Signer};
use record::Digest;

/// What every name of a private log begins with.
const NAME: &str = "mamori.private-log";

/// The key, with the name of the log it signs for. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LogKey {
    signer: Signer,
    origin: String,
}

/// The secret makes no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key of the log cannot be used: {0}")]
pub struct NoLogKey(#[from] NoKey);

impl LogKey {
    /// The key with these secret bytes. Its log is named by it, so that two installations never have one name.
    ///
    /// # Errors
    /// They make none.
    pub fn new(secret: &[u8; 32]) -> Result<Self, NoLogKey> {
        let unnamed = Signer::new(NAME, secret)?;
        let mark: String = Digest::of(unnamed.key().to_string().as_bytes()).to_string().chars().take(16).collect();
        let origin = format!("{NAME}/{mark}");
        Ok(Self { signer: Signer::new(&origin, secret)?, origin })
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The public half, to be handed to whoever verifies.
    #[must_use]
    pub fn public(&self) -> &Key {
        self.signer.key()
    }

    pub(super) fn signer(&self) -> &Signer {
        &self.signer
    }
}
