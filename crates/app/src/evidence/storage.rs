//! How much an organisation may have in the vault: what evidence names, what waits to be named, and what comes now.
//!
//! What comes is counted while it comes, over all files that one process takes for the organisation at once, and given up as
//! soon as it is too much; what came is noted before the vault has it, so that nobody fills the vault with what nothing names.
//! Several processes see of each other what came, not what comes.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{Stream, StreamExt as _};
use protection::evidence::Evidence;
use record::OrganisationId;
use store::vault::{Bytes, VaultError};
use store::{Stored, WaitingFile};

use super::keep::bytes;
use super::upload::LONGEST_FILE;
use crate::door::{Act, Loaded};
use crate::office::{Office, Refused};

/// What waits to be named, in bytes, where nothing else is set: four of the longest files. Ours.
const MOST_WAITING: u64 = 4 * LONGEST_FILE;
/// How many files and parts wait to be named at most: a file that comes in parts has 20,000 of them. Ours.
const MOST_WAITS: u64 = 40_000;

/// What an organisation has in the vault, and what it may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Storage {
    /// Bytes of the files that evidence names.
    pub named: u64,
    /// Bytes of what came and is named by nothing yet.
    pub waiting: u64,
    /// Bytes it may have in all; none = as many as there is room for.
    pub allowed: Option<u64>,
}

/// Why the vault takes no more of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// It has as much as it may have.
    #[error("{used} of {allowed} bytes are used")]
    Kept {
        /// Bytes it has.
        used: u64,
        /// Bytes it may have.
        allowed: u64,
    },
    /// Too much of it waits to be named.
    #[error("{waiting} bytes wait to be named, {allowed} at most")]
    Waiting {
        /// Bytes that wait.
        waiting: u64,
        /// Bytes that may wait.
        allowed: u64,
    },
    /// Too many files and parts of it wait to be named.
    #[error("{waits} files and parts wait to be named, {allowed} at most")]
    TooMany {
        /// How many wait.
        waits: u64,
        /// How many may wait.
        allowed: u64,
    },
}

impl Storage {
    fn of(stored: Stored, allowed: Option<u64>) -> Self {
        Self { named: stored.named, waiting: stored.waiting, allowed }
    }

    /// Bytes it has, named or not.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.named.saturating_add(self.waiting)
    }

    /// How much more may come.
    fn left(&self) -> u64 {
        match self.allowed {
            Some(allowed) => allowed.saturating_sub(self.used()),
            None => MOST_WAITING.saturating_sub(self.waiting),
        }
    }

    fn full(&self) -> Full {
        match self.allowed {
            Some(allowed) => Full::Kept { used: self.used(), allowed },
            None => Full::Waiting { waiting: self.waiting, allowed: MOST_WAITING },
        }
    }
}

/// Bytes that come now, by whose they will be. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Underway(Arc<Mutex<BTreeMap<OrganisationId, u64>>>);

impl Underway {
    fn all(&self) -> MutexGuard<'_, BTreeMap<OrganisationId, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that comes, counted as long as this is kept.
pub(super) struct Counted {
    underway: Underway,
    owner: OrganisationId,
    storage: Storage,
    came: Mutex<u64>,
    over: AtomicBool,
}

/// It came to an end before it was whole, or was given up.
pub(super) struct Broken;

impl Counted {
    /// One of an organisation that has this.
    pub(super) fn new(underway: &Underway, owner: OrganisationId, storage: Storage) -> Arc<Self> {
        let (came, over) = (Mutex::new(0), AtomicBool::new(false));
        Arc::new(Self { underway: underway.clone(), owner, storage, came, over })
    }

    /// Counts more of it; `false` = it is too much.
    fn more(&self, bytes: u64) -> bool {
        *self.came.lock().unwrap_or_else(PoisonError::into_inner) += bytes;
        let mut all = self.underway.all();
        let comes = all.entry(self.owner).or_default();
        *comes = comes.saturating_add(bytes);
        *comes <= self.storage.left()
    }

    /// The same file, given up as soon as it is too much.
    pub(super) fn watch<S, E, B>(
        self: &Arc<Self>,
        body: S,
    ) -> impl Stream<Item = Result<Bytes, Broken>> + Send + use<S, E, B>
    where
        S: Stream<Item = Result<B, E>> + Send,
        B: Into<Bytes>,
    {
        let counted = self.clone();
        body.map(move |piece| {
            let piece: Bytes = piece.map_err(|_| Broken)?.into();
            if counted.more(piece.len() as u64) {
                return Ok(piece);
            }
            counted.over.store(true, Ordering::Relaxed);
            Err(Broken)
        })
    }

    /// Why it did not come.
    pub(super) fn why(&self, error: VaultError) -> Refused {
        if self.over.load(Ordering::Relaxed) { self.storage.full().into() } else { error.into() }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let came = *self.came.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut entry) = self.underway.all().entry(self.owner) {
            *entry.get_mut() = entry.get().saturating_sub(came);
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

impl Office {
    /// What an organisation has in the vault.
    pub(super) async fn stored(&self, tx: &mut store::Tx, owner: OrganisationId) -> Result<Storage, Refused> {
        let allowed = self.vault.as_ref().and_then(crate::vault::Vault::allowed);
        Ok(Storage::of(tx.stored(owner).await?, allowed))
    }

    /// Notes that something came, before the vault has it; a whole file takes the place of the parts of `joined`.
    pub(super) async fn admit(
        &self,
        owner: OrganisationId,
        what: WaitingFile,
        bytes: u64,
        joined: Option<String>,
    ) -> Result<(), Refused> {
        let (allowed, at) = (self.vault()?.allowed(), self.door.clock().now().as_microsecond());
        let noted = self.store().write::<_, Refused, _>(move |tx| {
            Box::pin(async move {
                tx.lock_waiting(owner).await?;
                if let Some(file) = &joined {
                    tx.forget_waiting_parts(owner, file).await?;
                }
                tx.keep_waiting(owner, &what, bytes, at).await?;
                let stored = tx.stored(owner).await?;
                let storage = Storage::of(stored, allowed);
                if storage.used() > allowed.unwrap_or(u64::MAX) || allowed.is_none() && stored.waiting > MOST_WAITING {
                    let before = Storage { waiting: storage.waiting.saturating_sub(bytes), ..storage };
                    return Err(before.full().into());
                }
                if stored.waits > MOST_WAITS {
                    return Err(Full::TooMany { waits: stored.waits - 1, allowed: MOST_WAITS }.into());
                }
                Ok(())
            })
        });
        noted.await
    }

    /// What was noted did not come into the vault after all.
    pub(super) async fn dismiss(&self, owner: OrganisationId, what: WaitingFile) {
        let done = self.store().write::<_, store::StoreError, _>(move |tx| {
            Box::pin(async move { tx.forget_waiting(owner, &[what]).await })
        });
        if let Err(error) = done.await {
            tracing::warn!(%error, "a file that did not come counts until the night after the next");
        }
    }

    /// Evidence of the organisation that had `before` bytes of files was given more: they wait no longer, if they fit.
    pub(super) async fn named(
        &self,
        act: &mut Act<'_>,
        owner: OrganisationId,
        before: u64,
        kept: &Loaded<Evidence>,
    ) -> Result<(), Refused> {
        let storage = self.stored(act.tx(), owner).await?;
        let named = storage.named.saturating_add(bytes(kept).saturating_sub(before));
        if let Some(allowed) = storage.allowed.filter(|allowed| named > *allowed) {
            return Err(Full::Kept { used: storage.used(), allowed }.into());
        }
        let files = kept.status.kept().map(|kept| kept.files.as_slice()).unwrap_or_default();
        let files: Vec<_> = files.iter().map(|(file, ..)| WaitingFile::Whole(file.object)).collect();
        Ok(act.tx().forget_waiting(owner, &files).await?)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use uuid::Uuid;

    use super::*;

    fn piece(length: usize) -> Result<Bytes, std::io::Error> {
        Ok(Bytes::from(vec![0; length]))
    }

    #[tokio::test]
    async fn what_comes_at_once_is_counted_together_and_given_up_as_soon_as_it_is_too_much() {
        let (underway, owner) = (Underway::default(), OrganisationId(Uuid::from_u128(1)));
        let storage = Storage { named: 50, waiting: 20, allowed: Some(100) };
        let (one, other) = (Counted::new(&underway, owner, storage), Counted::new(&underway, owner, storage));
        let first: Vec<_> = one.watch(stream::iter([piece(10), piece(10)])).collect().await;
        assert!(first.iter().all(Result::is_ok), "up to the last byte but ten");
        let second: Vec<_> = other.watch(stream::iter([piece(10), piece(1)])).collect().await;
        assert_eq!(second.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
        let why = |counted: &Counted| counted.why(VaultError::BrokenOff);
        assert!(matches!(why(&one), Refused::Vault(VaultError::BrokenOff)), "it broke off by itself");
        assert!(matches!(why(&other), Refused::Full(Full::Kept { used: 70, allowed: 100 })));
        let elsewhere = Counted::new(&underway, OrganisationId(Uuid::from_u128(2)), storage);
        assert!(elsewhere.more(30), "of another organisation");
        drop((one, other, elsewhere));
        assert!(underway.all().is_empty(), "nothing comes any more");
    }

    #[test]
    fn without_a_limit_what_waits_is_bounded_all_the_same() {
        let storage = Storage { named: u64::MAX, waiting: MOST_WAITING - 1, allowed: None };
        assert_eq!(
            (storage.left(), storage.full()),
            (1, Full::Waiting { waiting: MOST_WAITING - 1, allowed: MOST_WAITING })
        );
        assert_eq!(Storage { named: 7, waiting: 9, allowed: Some(10) }.left(), 0, "the limit was lowered");
    }
}
