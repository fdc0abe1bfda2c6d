//! How people sign in: passwords with a second factor, passkeys, PINs at shared terminals, sessions.
//!
//! Knows what proves who somebody is, for how long, and how often it may be tried; knows no HTTP, no cookie and no
//! right: who may do what is asked elsewhere, each time. Times are parameters. Nothing here says whether a person
//! exists, and nothing a stranger does keeps a person out who comes from a device of his own or with a passkey.

mod address;
mod agent;
mod attempts;
mod by_password;
mod carried;
mod device;
mod hasher;
mod invitation;
mod keys;
mod own;
mod passkeys;
mod password;
mod pin;
mod recovery;
mod refused;
mod reset;
mod secret;
mod sessions;
mod site;
mod step_up;
mod terminal;
mod totp;
mod typed;
mod worded;

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use record::PersonId;
use store::{Store, StoreError};
use uuid::Uuid;

use crate::jobs::Outbox;
use crate::random::{NoRandomness, Random};

pub use address::AddressChange;
pub use agent::Agent;
pub use attempts::network;
pub use by_password::{FirstStep, Pending};
pub use carried::Carried;
pub use keys::Keys;
pub use own::Ways;
pub use passkeys::Challenge;
pub use password::Names;
pub use recovery::RecoveryCodes;
pub use refused::{Over, PasswordFault, PinFault, Refused, ToDo};
pub use secret::Secret;
pub use sessions::{Session, Way};
pub use site::{NoSite, Site};
pub use store::ListedSession;
pub(crate) use terminal::{WHAT as PIN, whose};
pub use totp::TotpOffer;
pub(crate) use totp::WHAT as TOTP;
pub use typed::fold_email;

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A rule refuses; the person can do something about it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness for secrets.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Something of the installation itself does not work.
    #[error("sign-in is broken: {0}")]
    Broken(&'static str),
}

/// Who knocks: what the request tells of itself.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The address it comes from.
    pub address: IpAddr,
    /// The device token of an earlier sign-in, as it was given out in [`Opened::device`].
    pub device: Option<String>,
    /// The session it still has; it ends with the new one.
    pub session: Option<Secret>,
    /// What the device says of itself (`User-Agent`); two words of it are kept for the list of sessions ([`Agent`]).
    pub words: String,
}

impl Visitor {
    /// The device, as far as what it says of itself can be believed.
    #[must_use]
    pub fn agent(&self) -> Agent {
        Agent::of(&self.words)
    }
}

/// Somebody is signed in.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The secret of the session: shown to nobody but the device.
    pub secret: Secret,
    /// What the session is called in lists.
    pub session: Uuid,
    /// Who it is.
    pub person: PersonId,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// What the device keeps beyond the session, so that strangers' attempts do not count against it; never given
    /// to a shared terminal.
    pub device: Option<String>,
}

/// The sign-in of one installation. Cheap to clone.
#[derive(Clone)]
pub struct SignIn {
    store: Store,
    random: Random,
    keys: Arc<Keys>,
    hasher: hasher::Hasher,
    site: Arc<Site>,
    outbox: Option<Outbox>,
}

impl SignIn {
    /// The sign-in at `site`. `random` must be the system's wherever anybody signs in.
    #[must_use]
    pub fn new(store: Store, random: Random, keys: Keys, site: Site) -> Self {
        let hasher = hasher::Hasher::default();
        Self { store, random, keys: Arc::new(keys), hasher, site: Arc::new(site), outbox: None }
    }

    /// The same, where letters are mailed.
    #[must_use]
    pub fn with_outbox(self, outbox: Outbox) -> Self {
        Self { outbox: Some(outbox), ..self }
    }

    /// What makes jobs by the keys of this sign-in.
    #[must_use]
    pub fn new_outbox(&self) -> Outbox {
        Outbox::new(self.keys.clone(), self.random.clone())
    }

    /// Whether letters are mailed.
    #[must_use]
    pub fn mails(&self) -> bool {
        self.outbox.is_some()
    }

    /// How often a password or PIN was hashed or compared since the start. A test reads from it that an unknown
    /// person takes the same work as a wrong password.
    #[must_use]
    pub fn hashes(&self) -> u64 {
        self.hasher.runs()
    }

    /// Forgets what is long over: sessions after 30 days, counters after 8, what was begun after an hour, and after 30
    /// days the answers to requests that may come twice.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tidy(&self, at: Timestamp) -> Result<u64, SignInError> {
        const DAY: i64 = 86_400_000_000;
        let at = at.as_microsecond();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let sessions = tx.forget_sessions(at.saturating_sub(30 * DAY)).await?;
                    let counters = tx.forget_attempts(at.saturating_sub(8 * DAY)).await?;
                    let begun = tx.forget_ceremonies(at.saturating_sub(DAY / 24)).await?;
                    let answered = tx.forget_answers(at.saturating_sub(30 * DAY)).await?;
                    Ok(sessions + counters + begun + answered)
                })
            })
            .await
    }
}

/// Microseconds since 1970 after `seconds` more.
fn later(at: Timestamp, seconds: i64) -> i64 {
    at.as_microsecond().saturating_add(seconds.saturating_mul(1_000_000))
}

/// The instant of stored microseconds.
fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt("a time"))
}
