//! The key that signs the heads of the private log. No other module uses it.

use std::sync::Arc;

use proof::{Checkpoint, Key, NoKey, Signer};
use record::Digest;

/// What every name of a private log begins with.
const NAME: &str = "mamori.private-log";

/// The key, with the name of the log it signs for and the logs before it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LogKey {
    signer: Signer,
    origin: String,
    earlier: Arc<[EarlierLog]>,
}

/// A log that this one follows: nothing more is sealed under its name.
#[derive(Debug, Clone)]
pub struct EarlierLog {
    /// The public half of its key; the secret one is gone.
    pub key: Key,
    /// Its last head, as it was kept.
    pub last: String,
}

/// What an earlier log left cannot be read: its key, a line each, then its last head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a key and a head signed by it")]
pub struct NoEarlierLog;

impl EarlierLog {
    /// Reads what [`EarlierLog::text`] wrote.
    ///
    /// # Errors
    /// It was written otherwise, or the head is not of that key.
    pub fn read(text: &str) -> Result<Self, NoEarlierLog> {
        let (key, last) = text.split_once('\n').ok_or(NoEarlierLog)?;
        let earlier = Self { key: Key::read(key).map_err(|_| NoEarlierLog)?, last: last.to_owned() };
        earlier.head().map(|_| earlier)
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.key, self.last)
    }

    /// What its last head says.
    ///
    /// # Errors
    /// It is none of that key.
    pub fn head(&self) -> Result<Checkpoint, NoEarlierLog> {
        let text = proof::open(&self.last, std::slice::from_ref(&self.key)).map_err(|_| NoEarlierLog)?;
        Checkpoint::read(&text).map_err(|_| NoEarlierLog)
    }
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
        Ok(Self { signer: Signer::new(&origin, secret)?, origin, earlier: Arc::default() })
    }

    /// The same, for a log that follows these, the oldest first.
    #[must_use]
    pub fn after(self, earlier: Vec<EarlierLog>) -> Self {
        Self { earlier: earlier.into(), ..self }
    }

    /// Every key that may have signed a head: its own first.
    #[must_use]
    pub fn known(&self) -> Vec<Key> {
        std::iter::once(self.public()).chain(self.earlier.iter().rev().map(|log| &log.key)).cloned().collect()
    }

    /// The log that this one follows.
    #[must_use]
    pub fn follows(&self) -> Option<&EarlierLog> {
        self.earlier.last()
    }

    /// The logs before this one, the oldest first.
    #[must_use]
    pub fn earlier(&self) -> &[EarlierLog] {
        &self.earlier
    }

    /// Which one it is: the first log of an installation is 1.
    #[must_use]
    pub fn number(&self) -> u8 {
        u8::try_from(self.earlier.len() + 1).unwrap_or(u8::MAX)
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
