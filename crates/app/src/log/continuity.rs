//! Whether the database goes on from the newest head that is kept apart from it, and the hold on the record where it
//! does not.
//!
//! Whoever puts a database back to an earlier state, and writes into it, makes a second history: what was acknowledged
//! in between is lost, and a head that was handed out once is contradicted. So the record is held until somebody has
//! decided (`mamori log adopt`). What `mamori restore` made is held until then whatever is kept: it noted so in the database.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use proof::{Checkpoint, Key, Tree, open};
use store::{HeadStore, SealedHead, Store, StoreError, Tx};

use super::SEALED;
use super::key::{EarlierLog, LogKey};
use super::seal::{NotSealed, tree_at};

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
    /// Something was sealed under the name of an earlier log after it had ended: somebody else has its key.
    Ended {
        /// How many events were sealed when it ended.
        expected: u64,
        /// How many are sealed in the database.
        found: u64,
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
    /// The newest head in the database.
    newest: Option<SealedHead>,
    /// What that says, where it counts.
    says: Option<Checkpoint>,
}

impl Compared {
    /// The newest head in the database, if it is of the log of this name.
    fn own(&self, origin: &str) -> Option<&SealedHead> {
        self.newest.as_ref().filter(|_| self.says.as_ref().is_some_and(|head| head.origin == origin))
    }
}

/// The head of a log, kept apart from the database.
#[derive(Clone)]
pub struct KeptHead {
    heads: HeadStore,
    store: Store,
    origin: String,
    known: Vec<Key>,
    /// The last head of the log before it.
    ended: Option<Checkpoint>,
    /// None = it is lost, and no head is signed any more.
    key: Option<LogKey>,
}

impl KeptHead {
    /// The head of the log of `key` in `heads`, for the database `store`.
    #[must_use]
    pub fn new(heads: HeadStore, store: Store, key: LogKey) -> Self {
        let ended = key.follows().and_then(EarlierLog::head).cloned();
        Self { heads, store, origin: key.origin().to_owned(), known: key.known(), ended, key: Some(key) }
    }

    /// The head of a log of whose key only the `public` half is left, and of the logs before it, the oldest first.
    #[must_use]
    pub(crate) fn of_lost(heads: HeadStore, store: Store, public: &Key, earlier: &[EarlierLog]) -> Self {
        let known = std::iter::once(public).chain(earlier.iter().rev().map(|log| &log.key)).cloned().collect();
        let ended = earlier.last().and_then(EarlierLog::head).cloned();
        Self { heads, store, origin: public.name().to_owned(), known, ended, key: None }
    }

    /// Compares.
    ///
    /// # Errors
    /// One of the two cannot be read, or the head that is kept does not count.
    pub async fn compare(&self) -> Result<Continuity, NotSealed> {
        Ok(self.compared().await?.continuity)
    }

    /// Keeps the newest head of the database, if it goes on from the one that is kept. Before anything is sealed under this
    /// name that is the first head of the log, which says from where it goes on: from then on a store of heads that holds
    /// nothing has lost something, and a database that is put back to before the log began is told.
    ///
    /// # Errors
    /// As [`KeptHead::compare`], or it cannot be kept.
    pub async fn follow(&self) -> Result<Continuity, NotSealed> {
        Ok(self.followed().await?.1)
    }

    /// The same, and when the newest head of the database was signed: microseconds since 1970, UTC.
    pub(super) async fn followed(&self) -> Result<(Option<i64>, Continuity), NotSealed> {
        for _ in 0..TRIES {
            let compared = self.compared().await?;
            let sealed_at = compared.newest.as_ref().map(|head| head.sealed_at);
            let new = match (&compared.kept, compared.own(&self.origin)) {
                _ if compared.continuity != Continuity::Whole => return Ok((sealed_at, compared.continuity)),
                (None, None) => self.first(compared.says.as_ref())?,
                (Some(_), None) => return Ok((sealed_at, compared.continuity)),
                (_, Some(newest)) => newest.note.clone(),
            };
            let kept = compared.kept.as_deref();
            if kept == Some(new.as_str()) || self.heads.replace(&self.origin, kept, &new).await? {
                return Ok((sealed_at, Continuity::Whole));
            }
        }
        Err(StoreError::Changed.into())
    }

    /// Keeps the newest head of the database where none is kept. `false` = one is.
    ///
    /// # Errors
    /// It cannot be kept.
    pub async fn begin(&self) -> Result<bool, NotSealed> {
        let compared = self.compared().await?;
        let (None, Some(newest)) = (&compared.kept, compared.own(&self.origin)) else { return Ok(false) };
        Ok(self.heads.replace(&self.origin, None, &newest.note).await?)
    }

    /// How the database stands to the head that is kept, and the head with which the log ends if another one follows it now:
    /// the newest that was not given up. Where somebody sealed under the name of an earlier log, that is a head of what stands
    /// there: it is taken over as it is.
    ///
    /// # Errors
    /// As [`KeptHead::compare`].
    pub async fn last(&self) -> Result<(Continuity, Option<String>), NotSealed> {
        let compared = self.compared().await?;
        let own = compared.own(&self.origin).map(|head| head.note.clone());
        let last = match (&compared.continuity, &self.key) {
            (Continuity::Ended { .. }, Some(_)) => Some(self.first(compared.says.as_ref())?),
            (Continuity::Whole, _) => own.or(compared.kept),
            _ => compared.kept.or(own),
        };
        Ok((compared.continuity, last))
    }

    /// A head of this log before anything is sealed under its name: what is there already is that of logs before it, up to
    /// their `newest` head.
    fn first(&self, newest: Option<&Checkpoint>) -> Result<String, NotSealed> {
        let key = self.key.as_ref().ok_or(NotSealed::NoHead)?;
        let (origin, empty) = (self.origin.clone(), Tree::default());
        let head = match newest {
            None => Checkpoint { origin, size: empty.size(), root: empty.root(), more: Vec::new() },
            Some(newest) => {
                let sealed = newest.more.iter().filter(|line| line.starts_with(SEALED)).cloned();
                let more = sealed.chain(key.follows_since(Some(&newest.origin))).collect();
                Checkpoint { origin, size: newest.size, root: newest.root, more }
            }
        };
        Ok(key.signer().sign(&head.text()?)?)
    }

    /// Whether something was sealed after the log before this one had ended, under a name that is not this one's.
    async fn after_its_end(&self, tx: &mut Tx, newest: Option<&Checkpoint>) -> Result<Option<Continuity>, NotSealed> {
        let (Some(ended), Some(newest)) = (&self.ended, newest) else { return Ok(None) };
        if newest.origin == self.origin || newest.size <= ended.size {
            return Ok(None);
        }
        // Where a history was given up, its last head has no place in this one.
        let same = tree_at(tx, ended.size).await?.root() == ended.root;
        Ok(same.then_some(Continuity::Ended { expected: ended.size, found: newest.size }))
    }

    async fn compared(&self) -> Result<Compared, NotSealed> {
        // What is kept is read first: the database may be ahead of it, never behind.
        let kept = self.heads.read(&self.origin).await?;
        let this = self.clone();
        self.store
            .in_snapshot(|tx| {
                Box::pin(async move {
                    let newest = tx.newest_head().await?;
                    let says = match newest.as_ref().map(|newest| read(&newest.note, &this.known)).transpose() {
                        Err(NotSealed::Head(_)) => {
                            return Ok(Compared { continuity: Continuity::OtherKey, kept, newest, says: None });
                        }
                        says => says?,
                    };
                    let own = says.as_ref().is_some_and(|head| head.origin == this.origin);
                    let continuity = match (this.after_its_end(tx, says.as_ref()).await?, &kept, &newest) {
                        (Some(after), ..) => after,
                        (None, None, Some(newest)) if own => Continuity::NoHead { size: newest.size },
                        (None, None, _) => Continuity::Whole,
                        (None, Some(kept), Some(newest)) if *kept == newest.note => Continuity::Whole,
                        (None, Some(kept), newest) => compare(tx, &read(kept, &this.known)?, newest.as_ref()).await?,
                    };
                    // After a restore somebody decides in every case: where nothing is kept, too.
                    let continuity = match (tx.open_restore().await?, &kept, &newest) {
                        (Some(_), None, None) => Continuity::NoHead { size: 0 },
                        (Some(at), ..) if continuity == Continuity::Whole => {
                            Continuity::Restored { at: Timestamp::from_microsecond(at).ok() }
                        }
                        _ => continuity,
                    };
                    Ok(Compared { continuity, kept, newest, says })
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
    let same = tree_at(tx, kept.size).await?.root() == kept.root;
    Ok(if same { Continuity::Whole } else { Continuity::Forked { size: kept.size } })
}

/// When a head was signed, as it says.
pub(super) fn sealed_at(head: &Checkpoint) -> Option<Timestamp> {
    head.more.iter().find_map(|line| line.strip_prefix(SEALED)?.parse().ok())
}
