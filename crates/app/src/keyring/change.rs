//! One key follows another: because a year is over, because somebody may have seen it, or because it is lost.
//!
//! Nothing serves meanwhile. Each step leaves keys and database so that the next start, or the same command again, goes on: the
//! file of the new key is there before its row, a text is encrypted anew in one statement, and the row of a key that is
//! destroyed says so before its file goes.

use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use record::{OrganisationId, PersonId};
use store::{HeadStore, KeyNote, SealedPlace, SealedText, Store, StoreError};

use super::in_use::InUse;
use super::open::{Ring, ciphers, follow, number_in_use, open};
use super::{KeyName, KeyStage, mark};
use crate::clock::Clock;
use crate::installation::{self, NotOpened, Place, failed, leave_log, logs_left, secret_key};
use crate::log::{Continuity, KeptHead, Key, NotSealed, Sealer};
use crate::random::Random;
use crate::sign_in::{self, Keys};
use crate::{jobs, vault};

/// For so long, in days, a key is kept after another followed it: backups that were taken before need it.
pub const KEPT_DAYS: i64 = 30;
/// How many texts are read at once.
const AT_ONCE: u32 = 500;

/// A key follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The number of the new one.
    pub number: u8,
    /// The name of its file in `keys/`.
    pub file: String,
    /// By which it can be told from another.
    pub mark: String,
    /// How many texts were encrypted anew.
    pub anew: u64,
    /// How many texts only the lost one opens.
    pub lost: u64,
    /// Of a log whose key was lost: how the database stood to the head that was kept apart from it.
    pub given_up: Option<Continuity>,
}

/// A key is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// How many texts were encrypted anew before.
    pub anew: u64,
}

/// Why nothing, or not everything, was changed.
#[derive(Debug, thiserror::Error)]
pub enum NoChange {
    /// The service of this machine uses the keys.
    #[error("the service uses the keys")]
    Serving,
    /// It is there: it is not lost.
    #[error("the key is there")]
    NotLost,
    /// The record does not go on from the head that is kept apart from it: that is decided first.
    #[error("the record is held: {0:?}")]
    Held(Continuity),
    /// There is no such key.
    #[error("there is no such key")]
    NoSuchKey,
    /// It is in use, destroyed, or lost.
    #[error("the key is {}", .0.word())]
    Stage(KeyStage),
    /// Of a log that another one followed the public half alone is left, and proves what was signed.
    #[error("the public half alone is left, and is needed")]
    Public,
    /// Backups that were taken before another followed it may still be needed.
    #[error("needed until {until}")]
    TooEarly {
        /// When no such backup is kept any more.
        until: Timestamp,
    },
    /// A text cannot be decrypted with the key that it names. Nothing is destroyed.
    #[error("a text of {0:?} cannot be decrypted with the key it names")]
    Unreadable(SealedPlace),
    /// There were 255 keys of that name.
    #[error("no number is left")]
    NoNumber,
    /// The keys or the database cannot be opened.
    #[error(transparent)]
    Opened(#[from] NotOpened),
    /// The log.
    #[error(transparent)]
    Log(#[from] NotSealed),
}

impl From<StoreError> for NoChange {
    fn from(error: StoreError) -> Self {
        Self::Opened(error.into())
    }
}

/// The keys, while nobody else uses them.
struct Change<'a> {
    place: &'a Place,
    store: Store,
    _alone: InUse,
}

/// Begins another key of this name and encrypts anew what the one before encrypted; that one is kept as an earlier one. Where
/// it is `lost`, what only it opens stays as it is.
///
/// # Errors
/// Why nothing, or not everything, was changed; the same again goes on.
pub async fn rotate(place: &Place, name: KeyName, lost: bool) -> Result<Rotated, NoChange> {
    let change = Change::begin(place).await?;
    let done = match (name, lost) {
        (KeyName::Log, false) => change.next_log().await,
        (KeyName::Log, true) => change.log_is_lost().await,
        (name, false) => change.next(name).await,
        (name, true) => change.is_lost(name).await,
    };
    change.store.close().await;
    done
}

/// Destroys an earlier key, after everything that it encrypted was encrypted anew. Before [`KEPT_DAYS`] are over only `now`.
///
/// # Errors
/// It is not an earlier one, or something still needs it.
pub async fn retire(place: &Place, name: KeyName, number: u8, now: bool) -> Result<Retired, NoChange> {
    let change = Change::begin(place).await?;
    let done = change.retired(name, number, now).await;
    change.store.close().await;
    done
}

impl<'a> Change<'a> {
    async fn begin(place: &'a Place) -> Result<Self, NoChange> {
        let alone = InUse::alone(&place.data)?.ok_or(NoChange::Serving)?;
        let store = Store::open(&place.address()).await.map_err(NotOpened::from)?;
        Ok(Self { place, store, _alone: alone })
    }

    async fn open(&self) -> Result<Ring, NoChange> {
        Ok(open(&self.place.data, &self.store, &Random::System, Clock::System.now()).await?)
    }

    async fn noted(&self, name: KeyName) -> Result<Vec<KeyNote>, NoChange> {
        let noted = self.store.reader().await?.keys().await?;
        Ok(noted.into_iter().filter(|note| note.name == name.word()).collect())
    }

    async fn next(&self, name: KeyName) -> Result<Rotated, NoChange> {
        self.open().await?;
        let (number, mark) = self.another(name, KeyStage::Earlier).await?;
        let anew = self.all_anew(name).await?;
        Ok(Rotated { number, file: name.file_name(number), mark, anew, lost: 0, given_up: None })
    }

    /// Another key takes the place of the one in use, which is `before` from now on.
    async fn another(&self, name: KeyName, before: KeyStage) -> Result<(u8, String), NoChange> {
        let noted = self.noted(name).await?;
        let in_use = noted.iter().find(|note| note.state == KeyStage::InUse.word()).ok_or(NoChange::NoSuchKey)?;
        // A file that is there and not noted is of another state of the database, and may be why a key is replaced.
        let there = (1..=u8::MAX).filter(|number| name.file(&self.place.data, *number).exists());
        let last = noted.iter().map(|note| note.number).chain(there).max().unwrap_or_default();
        let (number, old) = (last.checked_add(1).ok_or(NoChange::NoNumber)?, in_use.number);
        let mark = mark(name, &secret_key(&self.place.data, &name.file_name(number), &Random::System)?);
        let (at, noted) = (Clock::System.now().as_microsecond(), mark.clone());
        let moved = self.store.write::<_, StoreError, _>(move |tx| {
            let mark = noted.clone();
            Box::pin(async move {
                tx.move_key((name.word(), old), KeyStage::InUse.word(), before.word(), at).await?;
                tx.note_key(name.word(), number, &mark, at).await
            })
        });
        if moved.await? { Ok((number, mark)) } else { Err(NoChange::NoSuchKey) }
    }

    async fn is_lost(&self, name: KeyName) -> Result<Rotated, NoChange> {
        let noted = self.noted(name).await?;
        let gone: Vec<&KeyNote> = noted.iter().filter(|note| self.is_gone(name, note)).collect();
        if gone.is_empty() {
            return Err(NoChange::NotLost);
        }
        let mut lost = 0;
        for note in &gone {
            for place in name.places() {
                lost += self.store.reader().await?.sealed_counted(*place, note.number).await?;
            }
            if note.state == KeyStage::Earlier.word() {
                self.moved(name, note.number, KeyStage::Earlier, KeyStage::Lost).await?;
            }
        }
        // Where an earlier one alone is lost, the one in use stays.
        let in_use = noted.iter().find(|note| note.state == KeyStage::InUse.word()).ok_or(NoChange::NoSuchKey)?;
        let (number, mark) = match gone.iter().any(|note| note.number == in_use.number) {
            true => self.another(name, KeyStage::Lost).await?,
            false => (in_use.number, in_use.mark.clone()),
        };
        let anew = self.all_anew(name).await?;
        Ok(Rotated { number, file: name.file_name(number), mark, anew, lost, given_up: None })
    }

    /// Whether a key that is needed is not there, or another one.
    fn is_gone(&self, name: KeyName, note: &KeyNote) -> bool {
        let is_needed = [KeyStage::InUse, KeyStage::Earlier].iter().any(|stage| stage.word() == note.state);
        let found = installation::read_key(&name.file(&self.place.data, note.number));
        is_needed && found.map_or(true, |key| mark(name, &key) != note.mark)
    }

    async fn moved(&self, name: KeyName, number: u8, from: KeyStage, to: KeyStage) -> Result<bool, NoChange> {
        let at = Clock::System.now().as_microsecond();
        let moved = self.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { tx.move_key((name.word(), number), from.word(), to.word(), at).await })
        });
        Ok(moved.await?)
    }

    /// Encrypts anew whatever an earlier key of this name encrypted; gives how much that was.
    async fn all_anew(&self, name: KeyName) -> Result<u64, NoChange> {
        let noted = self.noted(name).await?;
        let keys = ciphers(&self.place.data, name, &noted)?;
        let mut anew = 0;
        for note in noted.iter().filter(|note| note.state == KeyStage::Earlier.word()) {
            for place in name.places() {
                anew += self.anew(&keys, *place, note.number).await?;
            }
        }
        Ok(anew)
    }

    async fn anew(&self, keys: &Keys, place: SealedPlace, number: u8) -> Result<u64, NoChange> {
        let mut done = 0;
        loop {
            let some = self.store.reader().await?.sealed_with(place, number, AT_ONCE).await?;
            if some.is_empty() {
                return Ok(done);
            }
            let mut both = Vec::new();
            for old in some {
                let new = resealed(keys, place, &old).ok_or(NoChange::Unreadable(place))?;
                both.push((old, new));
            }
            done += both.len() as u64;
            let written = self.store.write::<_, StoreError, _>(move |tx| {
                let both = both.clone();
                Box::pin(async move {
                    for (old, new) in &both {
                        tx.reseal(place, old, new).await?;
                    }
                    Ok(())
                })
            });
            written.await?;
        }
    }

    async fn retired(&self, name: KeyName, number: u8, now: bool) -> Result<Retired, NoChange> {
        self.open().await?;
        let noted = self.noted(name).await?;
        let note = noted.iter().find(|note| note.number == number).ok_or(NoChange::NoSuchKey)?;
        let stages = [KeyStage::InUse, KeyStage::Destroyed, KeyStage::Lost];
        if let Some(stage) = stages.into_iter().find(|stage| stage.word() == note.state) {
            return Err(NoChange::Stage(stage));
        }
        if name == KeyName::Log {
            return Err(NoChange::Public);
        }
        let ended = Timestamp::from_microsecond(note.changed_at).unwrap_or(Timestamp::MAX);
        let until = ended.saturating_add(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(Timestamp::MAX);
        if !now && Clock::System.now() < until {
            return Err(NoChange::TooEarly { until });
        }
        let anew = self.all_anew(name).await?;
        self.moved(name, number, KeyStage::Earlier, KeyStage::Destroyed).await?;
        wipe(&name.file(&self.place.data, number))?;
        Ok(Retired { anew })
    }

    /// Ends the log under its name, sealed to the last record, and begins another one that follows it.
    async fn next_log(&self) -> Result<Rotated, NoChange> {
        let log = self.open().await?.log;
        let heads = HeadStore::open(&self.place.head_place()).await.map_err(NotOpened::from)?;
        let sealer = Sealer::new(self.store.clone(), Clock::System, Random::System, log.clone());
        let sealer = sealer.keeping(heads.clone());
        let found = sealer.follow().await?;
        if found != Continuity::Whole {
            return Err(NoChange::Held(found));
        }
        sealer.seal_all().await?;
        let kept = KeptHead::new(heads.clone(), self.store.clone(), log.clone());
        let last = kept.last().await?.1.ok_or(NotSealed::NoHead)?;
        self.log_follows(log.public(), Some(last), heads, None).await
    }

    /// Begins another log after one whose secret half is lost: its public half is noted, and its newest head stands in the
    /// database or apart from it.
    async fn log_is_lost(&self) -> Result<Rotated, NoChange> {
        let noted = self.noted(KeyName::Log).await?;
        let in_use = noted.iter().find(|note| note.state == KeyStage::InUse.word()).ok_or(NoChange::NoSuchKey)?;
        let public = Key::read(&in_use.mark).map_err(|_| StoreError::Corrupt("the public half of a key"))?;
        let found = installation::log_key(self.place).ok().flatten();
        if found.is_some_and(|log| log.known().iter().any(|key| key.to_string() == in_use.mark)) {
            return Err(NoChange::NotLost);
        }
        let heads = HeadStore::open(&self.place.head_place()).await.map_err(NotOpened::from)?;
        // A copy of an earlier time has neither of the logs since: what is noted of them is left there again.
        let left = logs_left(&self.place.data)?;
        let is_left = |note: &&KeyNote| left.iter().any(|log| log.number == note.number);
        for note in noted.iter().filter(|note| note.number != in_use.number && !is_left(note)) {
            let key = Key::read(&note.mark).map_err(|_| StoreError::Corrupt("the public half of a key"))?;
            leave_log(&self.place.data, note.number, &key, heads.read(key.name()).await?)?;
        }
        let logs = logs_left(&self.place.data)?;
        let earlier: Vec<_> = logs.into_iter().filter(|log| log.key.to_string() != in_use.mark).collect();
        let kept = KeptHead::of_lost(heads.clone(), self.store.clone(), &public, &earlier);
        let (found, last) = kept.last().await?;
        let given_up = Some(found).filter(|found| *found != Continuity::Whole);
        self.log_follows(&public, last, heads, given_up).await
    }

    /// The secret of the log before goes only when its last head is kept; that with which the new one begins is kept at once.
    async fn log_follows(
        &self,
        public: &Key,
        last: Option<String>,
        heads: HeadStore,
        given_up: Option<Continuity>,
    ) -> Result<Rotated, NoChange> {
        let noted = self.noted(KeyName::Log).await?;
        let before = number_in_use(&noted, KeyName::Log).ok_or(NoChange::NoSuchKey)?;
        noted.iter().map(|note| note.number).max().and_then(|last| last.checked_add(1)).ok_or(NoChange::NoNumber)?;
        let log = installation::new_log(self.place, before, public, last)?;
        let number = follow(&self.store, &log, Clock::System.now()).await?;
        let mark = log.public().to_string();
        KeptHead::new(heads, self.store.clone(), log).follow().await?;
        Ok(Rotated { number, file: KeyName::Log.file_name(number), mark, anew: 0, lost: 0, given_up })
    }
}

/// The same text with the key in use; none = the key it names does not open it.
fn resealed(keys: &Keys, place: SealedPlace, old: &SealedText) -> Option<Vec<u8>> {
    let random = Random::System;
    let (what, whose) = match (place, old.within) {
        (SealedPlace::Totp, _) => (sign_in::TOTP, old.of.as_bytes().to_vec()),
        (SealedPlace::Pin, Some(within)) => (sign_in::PIN, sign_in::whose(PersonId(old.of), OrganisationId(within))),
        (SealedPlace::Pin, None) => return None,
        (SealedPlace::Job, _) => (jobs::SEALED, old.of.as_bytes().to_vec()),
        (SealedPlace::VaultKey, _) => (vault::WHAT, old.of.as_bytes().to_vec()),
    };
    let plain = keys.open(what, &whose, &old.text)?;
    keys.seal(what, &whose, &plain, &random).ok()
}

/// Destroys a file: its bytes first, then its name.
pub(super) fn wipe(path: &Path) -> Result<(), NotOpened> {
    let overwrite = || {
        let length = fs::metadata(path)?.len();
        let mut file = fs::OpenOptions::new().write(true).open(path)?;
        file.rewind()?;
        file.write_all(&vec![b'0'; usize::try_from(length).unwrap_or(0)])?;
        file.sync_all()?;
        fs::remove_file(path)
    };
    overwrite().map_err(failed(path))
}
