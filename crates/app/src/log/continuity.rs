//! Whether the database goes on from the newest head that is kept apart from it, and the hold on the record where it
//! does not.
//!
//! Whoever puts a database back to an earlier state, and writes into it, makes a second history: what was acknowledged
//! in between is lost, and a head that was handed out once is contradicted. So the record is held until somebody has
//! decided (`mamori log adopt`). What `mamori restore` made is held until then whatever is kept: it noted so in the database.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use proof::{Checkpoint, Key, Tile, Tree, open};
use store::{HeadStore, SealedHead, Store, StoreError, Tx};

use super::SEALED;
use super::key::{EarlierLog, LogKey};
use super::seal::{NotSealed, tile};

/// How often it is compared again where another process kept a newer head meanwhile.
const TRIES: usize = 5;

/// How the log in the database stands to the head that is kept apart from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Continuity {
    /// It holds all that was kept, unchanged.
    Whole,
    /// No head is kept, though something is sealed: whether anything is missing cannot be told.
    NoHead {
        /// How many events are sealed.
        size: u64,
    },
    /// Sealed events are missing: the database was put back to an earlier state.
    Behind {
        /// How many were sealed, by the head that is kept.
        expected: u64,
        /// How many are sealed in the database.
        found: u64,
        /// How many wait there to be sealed: those may be among the missing ones.
        waiting: u64,
        /// When the head that is kept was signed.
        kept_at: Option<Timestamp>,
        /// When the newest head in the database was signed.
        sealed_at: Option<Timestamp>,
    },
    /// The database went on in another way than the head that is kept: there are two histories.
    Forked {
        /// How many events were sealed, by the head that is kept.
        size: u64,
    },
    /// The newest head in the database was signed with a key that is not beside it any more.
    OtherKey,
    /// Nothing is missing by the head that is kept, but it was restored from a backup and nobody has decided yet.
    Restored {
        /// When it was restored.
        at: Option<Timestamp>,
    },
}

/// Whether the record is held: who holds it says why. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Hold(Arc<RwLock<Option<Continuity>>>);

impl Hold {
    /// Why the record is held; none = it may be written.
    #[must_use]
    pub fn why(&self) -> Option<Continuity> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Holds the record, or lets it go.
    pub(super) fn set(&self, found: &Continuity) {
        let mut why = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let now = (*found != Continuity::Whole).then(|| found.clone());
        match (&*why, &now) {
            (None, Some(found)) => {
                tracing::error!(?found, "the record is held: the database does not go on from its kept head");
            }
            (Some(_), None) => tracing::info!("the record may be written again"),
            _ => {}
        }
        *why = now;
    }
}

/// What stands on both sides.
struct Compared {
    continuity: Continuity,
    /// The head that is kept.
    kept: Option<String>,
    /// The newest head in the database, if it is of the log that is kept.
    newest: Option<SealedHead>,
}

/// The head of a log, kept apart from the database.
#[derive(Clone)]
pub struct KeptHead {
    heads: HeadStore,
    store: Store,
    origin: String,
    known: Vec<Key>,
    /// None = it is lost, and no head is signed any more.
    key: Option<LogKey>,
}

impl KeptHead {
    /// The head of the log of `key` in `heads`, for the database `store`.
    #[must_use]
    pub fn new(heads: HeadStore, store: Store, key: LogKey) -> Self {
        Self { heads, store, origin: key.origin().to_owned(), known: key.known(), key: Some(key) }
    }

    /// The head of a log of whose key only the `public` half is left, and of the logs before it.
    #[must_use]
    pub(crate) fn of_lost(heads: HeadStore, store: Store, public: &Key, earlier: &[EarlierLog]) -> Self {
        let known = std::iter::once(public).chain(earlier.iter().rev().map(|log| &log.key)).cloned().collect();
        Self { heads, store, origin: public.name().to_owned(), known, key: None }
    }

    /// Compares.
    ///
    /// # Errors
    /// One of the two cannot be read, or the head that is kept does not count.
    pub async fn compare(&self) -> Result<Continuity, NotSealed> {
        Ok(self.compared().await?.continuity)
    }

    /// Keeps the newest head of the database, if it goes on from the one that is kept. Before anything is sealed that is the
    /// head of an empty log: from then on a store of heads that holds nothing has lost something.
    ///
    /// # Errors
    /// As [`KeptHead::compare`], or it cannot be kept.
    pub async fn follow(&self) -> Result<Continuity, NotSealed> {
        for _ in 0..TRIES {
            let Compared { continuity, kept, newest } = self.compared().await?;
            let new = match (&kept, newest) {
                _ if continuity != Continuity::Whole => return Ok(continuity),
                (None, None) => self.empty()?,
                (Some(_), None) => return Ok(continuity),
                (_, Some(newest)) => newest.note,
            };
            let same = kept.as_ref() == Some(&new);
            if same || self.heads.replace(&self.origin, kept.as_deref(), &new).await? {
                return Ok(Continuity::Whole);
            }
        }
        Err(StoreError::Changed.into())
    }

    /// Keeps the newest head of the database where none is kept. `false` = one is.
    ///
    /// # Errors
    /// It cannot be kept.
    pub async fn begin(&self) -> Result<bool, NotSealed> {
        let Compared { kept: None, newest: Some(newest), .. } = self.compared().await? else { return Ok(false) };
        Ok(self.heads.replace(&self.origin, None, &newest.note).await?)
    }

    /// The head that is kept; where none is, the newest of the database.
    ///
    /// # Errors
    /// As [`KeptHead::compare`].
    pub async fn last(&self) -> Result<Option<String>, NotSealed> {
        let Compared { kept, newest, .. } = self.compared().await?;
        Ok(kept.or(newest.map(|head| head.note)))
    }

    /// The head of a log in which nothing is sealed yet.
    fn empty(&self) -> Result<String, NotSealed> {
        let key = self.key.as_ref().ok_or(NotSealed::NoHead)?;
        let (origin, tree) = (self.origin.clone(), Tree::default());
        let head = Checkpoint { origin, size: tree.size(), root: tree.root(), more: Vec::new() };
        Ok(key.signer().sign(&head.text()?)?)
    }

    async fn compared(&self) -> Result<Compared, NotSealed> {
        // What is kept is read first: the database may be ahead of it, never behind.
        let kept = self.heads.read(&self.origin).await?;
        let (known, name) = (self.known.clone(), self.origin.clone());
        self.store
            .in_snapshot(|tx| {
                Box::pin(async move {
                    let newest = tx.newest_head().await?;
                    let origin = match newest.as_ref().map(|newest| read(&newest.note, &known)).transpose() {
                        Ok(head) => head.map(|head| head.origin),
                        Err(NotSealed::Head(_)) => {
                            return Ok(Compared { continuity: Continuity::OtherKey, kept, newest: None });
                        }
                        Err(error) => return Err(error),
                    };
                    let own = origin.as_ref() == Some(&name);
                    let continuity = match (&kept, &newest) {
                        (None, Some(newest)) if own => Continuity::NoHead { size: newest.size },
                        (None, _) => Continuity::Whole,
                        (Some(kept), Some(newest)) if *kept == newest.note => Continuity::Whole,
                        (Some(kept), newest) => compare(tx, &read(kept, &known)?, newest.as_ref()).await?,
                    };
                    // After a restore somebody decides in every case: where nothing is kept, too.
                    let continuity = match (tx.open_restore().await?, &kept, &newest) {
                        (Some(_), None, None) => Continuity::NoHead { size: 0 },
                        (Some(at), ..) if continuity == Continuity::Whole => {
                            Continuity::Restored { at: Timestamp::from_microsecond(at).ok() }
                        }
                        _ => continuity,
                    };
                    Ok(Compared { continuity, kept, newest: newest.filter(|_| own) })
                })
            })
            .await
    }
}

fn read(note: &str, known: &[Key]) -> Result<Checkpoint, NotSealed> {
    Ok(Checkpoint::read(&open(note, known)?)?)
}

async fn compare(tx: &mut Tx, kept: &Checkpoint, newest: Option<&SealedHead>) -> Result<Continuity, NotSealed> {
    let found = newest.map_or(0, |head| head.size);
    if found < kept.size {
        return Ok(Continuity::Behind {
            expected: kept.size,
            found,
            waiting: tx.unsealed_counted().await?.0,
            kept_at: sealed_at(kept),
            sealed_at: newest.and_then(|head| Timestamp::from_microsecond(head.sealed_at).ok()),
        });
    }
    let ids: Vec<(u8, u64)> = Tree::edge_of(kept.size).map(|(id, _)| (id.level, id.index)).collect();
    let tiles: Vec<Tile> = tx.tiles(&ids).await?.iter().filter_map(tile).collect();
    let same = Tree::at(kept.size, &tiles)?.root() == kept.root;
    Ok(if same { Continuity::Whole } else { Continuity::Forked { size: kept.size } })
}

/// When a head was signed, as it says.
pub(super) fn sealed_at(head: &Checkpoint) -> Option<Timestamp> {
    head.more.iter().find_map(|line| line.strip_prefix(SEALED)?.parse().ok())
}
