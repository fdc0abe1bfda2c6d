//! Jobs: what is done after a command, by whichever process comes first. Kept in the transaction of the command.
//!
//! Knows the kinds of work and how long a failed one waits; knows rows only through the store. A payload holds ids and
//! words. What has to be read back, such as the token of an invitation, is sealed with the key of the installation and
//! goes when the job is done.

mod worker;

use std::sync::Arc;

use jiff::Timestamp;
use record::{Digest, PersonId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::TakenJob;
use uuid::Uuid;

use crate::door::{Act, DoorError};
use crate::random::{NoRandomness, Random};
use crate::sign_in::{Keys, Secret};

pub use store::NewJob;
pub use worker::{Hands, Round, Worker};

/// What is sealed in a job is sealed for this, and for its id.
pub(crate) const SEALED: &str = "job";

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A letter is mailed.
    Mail,
    /// Somebody asked for a new password; whether there is such a person is looked up here, not while they wait.
    Reset,
    /// What is long over is forgotten; once a day.
    Tidy,
    /// An outside authority stamps evidence with its time.
    Stamp,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Reset, Self::Tidy, Self::Stamp];

    /// Its word, as it is stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Reset => "reset",
            Self::Tidy => "tidy",
            Self::Stamp => "stamp",
        }
    }

    /// The kind with this word; none = another version of Mamori knows it.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Why a job was not done. A word goes into its row; what the world said of it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The word, with a message of its own.
    pub word: &'static str,
    /// Whether it may succeed later by itself.
    pub passes: bool,
}

impl Fault {
    /// It may succeed later.
    #[must_use]
    pub const fn passing(word: &'static str) -> Self {
        Self { word, passes: true }
    }

    /// It will not succeed by itself.
    #[must_use]
    pub const fn lasting(word: &'static str) -> Self {
        Self { word, passes: false }
    }
}

/// What makes jobs. Without one nothing is mailed.
#[derive(Clone)]
pub struct Outbox {
    keys: Arc<Keys>,
    random: Random,
}

impl Outbox {
    /// One that seals with `keys`.
    #[must_use]
    pub fn new(keys: Arc<Keys>, random: Random) -> Self {
        Self { keys, random }
    }

    /// A job that is due at once. `sealed` is encrypted.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn job(
        &self,
        kind: Kind,
        key: String,
        payload: &impl Serialize,
        sealed: Option<&[u8]>,
        at: Timestamp,
    ) -> Result<NewJob, NoRandomness> {
        let id = self.random.id(at)?;
        let seal = |plain: &[u8]| self.keys.seal(SEALED, id.as_bytes(), plain, &self.random);
        Ok(NewJob {
            id,
            kind: kind.word(),
            key,
            // Ids and words always serialise.
            payload: serde_json::to_string(payload).unwrap_or_default(),
            sealed: sealed.map(seal).transpose().map_err(|_| NoRandomness)?,
            made_at: at.as_microsecond(),
            due_at: at.as_microsecond(),
        })
    }

    /// What is sealed in a job; none = nothing is, or its key is gone.
    #[must_use]
    pub fn open(&self, job: &TakenJob) -> Option<Vec<u8>> {
        self.keys.open(SEALED, job.id.as_bytes(), job.sealed.as_deref()?)
    }

    /// The secret that is sealed in a job.
    #[must_use]
    pub fn secret(&self, job: &TakenJob) -> Option<Secret> {
        let plain = String::from_utf8(self.open(job)?).ok()?;
        Secret::read(plain.lines().next()?)
    }

    /// The address that is sealed in a job: where its letter goes instead of the person's own.
    #[must_use]
    pub fn address(&self, job: &TakenJob) -> Option<String> {
        let plain = String::from_utf8(self.open(job)?).ok()?;
        plain.split_once('\n').map(|(_, address)| address.to_owned())
    }
}

impl Act<'_> {
    /// Keeps a job, in the transaction of this command; `false` = there is one with this key. Without an outbox nothing
    /// is kept.
    ///
    /// # Errors
    /// The database failed, or there is no randomness.
    pub async fn job(
        &mut self,
        kind: Kind,
        key: String,
        payload: &impl Serialize,
        sealed: Option<&[u8]>,
    ) -> Result<bool, DoorError> {
        let at = self.at().recorded_at;
        let Some(outbox) = self.outbox() else { return Ok(false) };
        let job = outbox.job(kind, key, payload, sealed, at)?;
        Ok(self.tx().add_job(&job).await?)
    }
}

impl Act<'_> {
    /// Keeps a job in which nothing is sealed, in the transaction of this command; `false` = there is one with this key.
    ///
    /// # Errors
    /// The database failed, or there is no randomness.
    pub(crate) async fn plain_job(
        &mut self,
        kind: Kind,
        key: String,
        payload: &impl Serialize,
    ) -> Result<bool, DoorError> {
        let job = plain(self.id()?, kind, key, payload, self.at().recorded_at);
        Ok(self.tx().add_job(&job).await?)
    }
}

/// A job in which nothing is sealed, due at once.
pub(crate) fn plain(id: Uuid, kind: Kind, key: String, payload: &impl Serialize, at: Timestamp) -> NewJob {
    // Ids and words always serialise.
    let payload = serde_json::to_string(payload).unwrap_or_default();
    let at = at.as_microsecond();
    NewJob { id, kind: kind.word(), key, payload, sealed: None, made_at: at, due_at: at }
}

/// What the payload of a job says.
fn payload<T: DeserializeOwned>(job: &TakenJob) -> Result<T, Fault> {
    serde_json::from_str(&job.payload).map_err(|_| Fault::passing("unreadable"))
}

/// The key of something that happens once for a person.
pub(crate) fn once(what: &str, person: PersonId, of: &impl std::fmt::Display) -> String {
    format!("{what}/{person}/{of}")
}

/// The key of something that has a secret of its own.
pub(crate) fn of_secret(what: &str, secret: Digest) -> String {
    format!("{what}/{secret}")
}
