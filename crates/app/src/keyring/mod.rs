//! The keys of an installation: which there are, where they stand, and how one follows another.
//!
//! A key is a file in `keys/`, and a row in the database that says by its mark which one it has to be; the row never holds the
//! key. So a key that is missing, or another one, is told when the service starts, before anything is done without it
//! ([ADR 25](../../../../docs/adr/0025-the-database-knows-its-keys-by-their-marks.md)).

mod change;
mod in_use;
mod open;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use record::{Digest, PersonId};
use store::{KeyNote, SealedPlace, StoreError, Tx};

use crate::access::Action;
use crate::database::Database;
use crate::office::{Caller, Office, Refused, looked};

pub use change::{KEPT_DAYS, NoChange, Retired, Rotated, retire, rotate};
pub use in_use::InUse;
pub(crate) use open::{Ring, log_number, open};

/// One of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyName {
    /// Encrypts second factors, PINs, and work that waits.
    Master,
    /// Encrypts the keys of the organisations' files.
    Vault,
    /// Signs the heads of the log.
    Log,
}

impl KeyName {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Master, Self::Vault, Self::Log];

    /// Its word, and the name of its file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Vault => "vault",
            Self::Log => "log",
        }
    }

    /// The key of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }

    /// Where texts stand that are encrypted with it.
    fn places(self) -> &'static [SealedPlace] {
        match self {
            Self::Master => &[SealedPlace::Totp, SealedPlace::Pin, SealedPlace::Job],
            Self::Vault => &[SealedPlace::VaultKey],
            Self::Log => &[],
        }
    }

    /// The name of the file of the key of this number. Of a log the secret half is there for the newest only.
    pub(crate) fn file_name(self, number: u8) -> String {
        match (self, number) {
            (Self::Log, _) | (_, 1) => self.word().to_owned(),
            _ => format!("{}-{number}", self.word()),
        }
    }

    fn file(self, data: &Path, number: u8) -> PathBuf {
        data.join("keys").join(self.file_name(number))
    }
}

/// What becomes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStage {
    /// It encrypts, or signs.
    InUse,
    /// It opens what was encrypted with it, or proves what was signed with it; another one is in use.
    Earlier,
    /// It was destroyed, when nothing needed it any more.
    Destroyed,
    /// It is gone, and what only it opens is gone with it.
    Lost,
}

impl KeyStage {
    const ALL: [Self; 4] = [Self::InUse, Self::Earlier, Self::Destroyed, Self::Lost];

    /// Its word, as it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::Earlier => "earlier",
            Self::Destroyed => "destroyed",
            Self::Lost => "lost",
        }
    }

    /// The key of its text.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::InUse => "safekeeping-in-use",
            Self::Earlier => "safekeeping-earlier",
            Self::Destroyed => "safekeeping-destroyed",
            Self::Lost => "safekeeping-lost",
        }
    }
}

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Which.
    pub name: KeyName,
    /// The first of that name is 1.
    pub number: u8,
    /// By which it can be told from another: of `master` and `vault` 16 hexadecimal digits of a digest, of a log the name of
    /// that log. Nobody learns the key from it.
    pub mark: String,
    /// What became of it.
    pub stage: KeyStage,
    /// Since when it is: microseconds since 1970, UTC.
    pub made_at: i64,
    /// Since when it is in that stage: microseconds since 1970, UTC.
    pub changed_at: i64,
    /// When somebody said last that a copy is in a safe place, and who.
    pub safe: Option<(i64, PersonId)>,
}

impl ListedKey {
    fn read(note: KeyNote) -> Result<Self, StoreError> {
        let name = KeyName::from_word(&note.name).ok_or(StoreError::Corrupt("the name of a key"))?;
        let stage = KeyStage::ALL.into_iter().find(|stage| stage.word() == note.state);
        let stage = stage.ok_or(StoreError::Corrupt("the state of a key"))?;
        let mark = match name {
            KeyName::Log => note.mark.split_once('+').map_or(note.mark.as_str(), |(origin, _)| origin).to_owned(),
            _ => note.mark,
        };
        let KeyNote { number, made_at, changed_at, safe, .. } = note;
        Ok(Self { name, number, mark, stage, made_at, changed_at, safe })
    }

    /// The name of its file in `keys/`; of a log that another one followed, of what it left there.
    #[must_use]
    pub fn file(&self) -> String {
        match (self.name, self.stage) {
            (KeyName::Log, KeyStage::InUse) => self.name.word().to_owned(),
            (KeyName::Log, _) => format!("{}-{}", self.name.word(), self.number),
            _ => self.name.file_name(self.number),
        }
    }

    /// Since when it is in its stage, as a machine writes it: `2026-11-30T12:00:00Z`.
    #[must_use]
    pub fn since(&self) -> String {
        Timestamp::from_microsecond(self.changed_at).map(|at| at.to_string()).unwrap_or_default()
    }

    /// Whether somebody has to put a copy of it into a safe place now.
    #[must_use]
    pub fn waits_for_safekeeping(&self) -> bool {
        self.stage == KeyStage::InUse && self.safe.is_none()
    }
}

/// By which a key of `master` or `vault` can be told from another.
pub(crate) fn mark(name: KeyName, key: &[u8; 32]) -> String {
    let before = format!("mamori keys/{}\n", name.word());
    Digest::of(&[before.as_bytes(), &key[..]].concat()).to_string().chars().take(16).collect()
}

impl Database {
    /// Every key the installation has had, with how many texts need it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keys(&self) -> Result<Vec<(ListedKey, u64)>, StoreError> {
        let mut tx = self.store().reader().await?;
        let mut listed = Vec::new();
        for note in tx.keys().await? {
            let key = ListedKey::read(note)?;
            let mut needed = 0;
            for place in key.name.places() {
                needed += tx.sealed_counted(*place, key.number).await?;
            }
            listed.push((key, needed));
        }
        Ok(listed)
    }
}

impl Office {
    /// How many keys have no copy in a safe place yet, for who runs the installation; of others 0.
    pub(crate) async fn keys_without_copy(&self, tx: &mut Tx, caller: &Caller) -> Result<usize, Refused> {
        let (access, _) = self.access(tx, caller, Action::OperatorKeys, None, self.today()).await?;
        if !access.allowed {
            return Ok(0);
        }
        let listed: Result<Vec<ListedKey>, StoreError> = tx.keys().await?.into_iter().map(ListedKey::read).collect();
        Ok(listed?.iter().filter(|key| key.waits_for_safekeeping()).count())
    }

    /// The keys of the installation, for who runs it.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn keys(&self, caller: Caller) -> Result<Vec<ListedKey>, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorKeys, None).await?;
        let listed: Result<Vec<ListedKey>, StoreError> = tx.keys().await?.into_iter().map(ListedKey::read).collect();
        Ok(listed?)
    }

    /// Notes that the caller says that a copy of every key is in a safe place. Who did is in the access trail.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn note_safekeeping(&self, caller: Caller) -> Result<(), Refused> {
        let (office, action) = (self.clone(), Action::OperatorKeys);
        let done = self.door.execute(caller.actor(), move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let (at, today) = (act.at().recorded_at.as_microsecond(), act.at().today);
                act.tx().note_safe(caller.person, at).await?;
                let (access, _) = office.access(act.tx(), &caller, action, None, today).await?;
                act.tx().append_access(&looked(&caller, action, None, &access, at)).await?;
                Ok(())
            })
        });
        self.noting(&caller, action, None, done.await).await
    }
}
