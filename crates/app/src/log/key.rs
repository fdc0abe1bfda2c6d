//! The key that signs the heads of the private log. No other module uses it.

use std::sync::Arc;

use proof::{Checkpoint, Key, NoKey, Signer};
use record::Digest;

use super::FOLLOWS;

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
    /// Which one of the installation it was: the first is 1.
    pub number: u8,
    /// The public half of its key; the secret one is gone.
    pub key: Key,
    /// Its last head, as it was kept; empty = nobody knows it any more.
    last: String,
    head: Option<Checkpoint>,
}

/// What an earlier log left cannot be read: its key in a line, then its last head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a key and a head signed by it")]
pub struct NoEarlierLog;

impl EarlierLog {
    /// A log that ended with this head; of none nothing is known but its key.
    ///
    /// # Errors
    /// The head is not of that key.
    pub fn new(number: u8, key: Key, last: Option<String>) -> Result<Self, NoEarlierLog> {
        let read = |last: &String| {
            let text = proof::open(last, std::slice::from_ref(&key)).map_err(|_| NoEarlierLog)?;
            Checkpoint::read(&text).map_err(|_| NoEarlierLog)
        };
        let head = last.as_ref().map(read).transpose()?;
        Ok(Self { number, key, last: last.unwrap_or_default(), head })
    }

    /// Reads what [`EarlierLog::text`] wrote.
    ///
    /// # Errors
    /// It was written otherwise, or the head is not of that key.
    pub fn read(number: u8, text: &str) -> Result<Self, NoEarlierLog> {
        let (key, last) = text.split_once('\n').ok_or(NoEarlierLog)?;
        let last = Some(last.to_owned()).filter(|last| !last.is_empty());
        Self::new(number, Key::read(key).map_err(|_| NoEarlierLog)?, last)
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", self.key, self.last)
    }

    /// What its last head says; none = nobody knows it any more.
    #[must_use]
    pub fn head(&self) -> Option<&Checkpoint> {
        self.head.as_ref()
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

    /// The lines of its first heads, where the newest head before them is of the log `newest`: each log between the two, and
    /// that one, by name, last size and last root. Of logs under whose name nothing was ever sealed there may be some.
    pub(super) fn follows_since(&self, newest: Option<&str>) -> Vec<String> {
        let of = |log: &EarlierLog| log.key.name() == newest.unwrap_or_default();
        let first = self.earlier.iter().position(of).unwrap_or(self.earlier.len().saturating_sub(1));
        let heads = self.earlier.iter().skip(first).rev().filter_map(EarlierLog::head);
        heads.map(|last| format!("{FOLLOWS}{} {} {}", last.origin, last.size, last.root)).collect()
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
