//! The sequencer: seals what waits, in one place at a time whatever the number of processes.
//!
//! Leaves, tiles and head stand in the database of the events and are committed together: after a crash either all of a
//! round is there or nothing.

use std::time::Duration;

use jiff::Timestamp;
use proof::{Checkpoint, NoCheckpoint, NoTree, NotOpened, Tile, TileId, Tree, leaf, open};
use store::{HeadStore, SealedHead, Sealing, Store, StoreError, TileRow, Tx};

use super::SEALED;
use super::continuity::{Continuity, Hold, KeptHead};
use super::key::LogKey;
use super::latest::Latest;
use crate::clock::Clock;
use crate::random::{NoRandomness, Random};

/// How many events are sealed in one round.
const ROUND: u32 = 4_000;
/// How often it is looked whether anything waits.
const LOOK: Duration = Duration::from_millis(500);
/// How long a sequencer that stops still tries to seal what waits.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why nothing was sealed. What is recorded stays so, and waits.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness for salts.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The newest head is of another log or was not signed with the key.
    #[error("the newest head of the log does not count: {0}")]
    Head(#[from] NotOpened),
    /// The newest head is written otherwise than a head is.
    #[error(transparent)]
    Checkpoint(#[from] NoCheckpoint),
    /// The newest head is that of a log with another name.
    #[error("expected the log `{expected}`, found `{found}`")]
    OtherLog {
        /// The name by the key.
        expected: String,
        /// The name in the head.
        found: String,
    },
    /// There is no head, neither here nor there.
    #[error("no head was ever signed")]
    NoHead,
    /// The tiles are not those of the newest head.
    #[error("the tiles are not those of the newest head: {0}")]
    Tiles(String),
}

impl From<NoTree> for NotSealed {
    fn from(fault: NoTree) -> Self {
        Self::Tiles(fault.to_string())
    }
}

/// The sequencer. Cheap to clone.
#[derive(Clone)]
pub struct Sealer {
    store: Store,
    clock: Clock,
    random: Random,
    key: LogKey,
    kept: Option<KeptHead>,
    hold: Hold,
    latest: Latest,
}

impl Sealer {
    /// A sequencer that signs with `key`, and keeps its heads nowhere but in the database.
    #[must_use]
    pub fn new(store: Store, clock: Clock, random: Random, key: LogKey) -> Self {
        Self { store, clock, random, key, kept: None, hold: Hold::default(), latest: Latest::default() }
    }

    /// The same, keeping each newest head in `heads` as well, and holding the record where the database does not go on
    /// from the one that is kept.
    #[must_use]
    pub fn keeping(self, heads: HeadStore) -> Self {
        let kept = KeptHead::new(heads, self.store.clone(), self.key.clone());
        Self { kept: Some(kept), ..self }
    }

    /// The hold on the record, for its door.
    #[must_use]
    pub fn hold(&self) -> Hold {
        self.hold.clone()
    }

    /// The time of the newest head, for who dates what follows.
    #[must_use]
    pub fn latest(&self) -> Latest {
        self.latest.clone()
    }

    /// Compares the database with the head that is kept, keeps the newest, and holds the record or lets it go.
    ///
    /// # Errors
    /// One of the two cannot be read or written. The hold is then as it was.
    pub async fn follow(&self) -> Result<Continuity, NotSealed> {
        let (sealed_at, found) = match &self.kept {
            Some(kept) => kept.followed().await?,
            None => {
                let newest = self.store.reader().await?.newest_head().await?;
                (newest.map(|head| head.sealed_at), Continuity::Whole)
            }
        };
        if let Some(sealed_at) = sealed_at {
            self.latest.raise(sealed_at);
        }
        self.hold.set(&found);
        Ok(found)
    }

    /// Seals what waits, again and again, until `stop` is done; then what still waits, if there is time.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut told = false;
        loop {
            let behind = self.latest.behind(self.clock.now());
            match behind {
                Some(behind) if !told => {
                    let seconds = behind.as_secs();
                    tracing::error!(
                        seconds,
                        "the clock stands before the newest head: what is recorded is dated like it"
                    );
                }
                None if told => tracing::info!("the clock has caught up with the newest head"),
                _ => {}
            }
            told = behind.is_some();
            if let Err(error) = self.seal_all().await {
                tracing::error!(%error, "what is recorded cannot be sealed now");
            }
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        if !matches!(tokio::time::timeout(FAREWELL, self.seal_all()).await, Ok(Ok(_))) {
            tracing::warn!("something recorded is not sealed yet; the next start does it");
        }
    }

    /// Seals everything that waits now; gives how many events that were. Nothing while the record is held.
    ///
    /// # Errors
    /// Why it cannot.
    pub async fn seal_all(&self) -> Result<u64, NotSealed> {
        if self.follow().await? != Continuity::Whole {
            return Ok(0);
        }
        let mut sealed = 0;
        while self.store.reader().await?.anything_unsealed().await? {
            match self.round().await {
                // Another process is at it.
                Ok(0) => break,
                Ok(more) => sealed += more,
                Err(NotSealed::Store(StoreError::Changed)) => {}
                Err(error) => return Err(error),
            }
        }
        if sealed > 0 {
            self.follow().await?;
        }
        Ok(sealed)
    }

    async fn round(&self) -> Result<u64, NotSealed> {
        let sealer = self.clone();
        self.store.write(move |tx| Box::pin(async move { sealer.in_one(tx).await })).await
    }

    async fn in_one(&self, tx: &mut Tx) -> Result<u64, NotSealed> {
        if !tx.may_seal().await? {
            return Ok(0);
        }
        let waiting = tx.unsealed(ROUND).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let (mut tree, follows) = self.tree(tx).await?;
        let (mut leaves, mut hashes) = (Vec::new(), Vec::new());
        for event in &waiting {
            let salt: [u8; 16] = self.random.bytes()?;
            leaves.push((event.position, salt));
            hashes.push(leaf(&salt, &event.bytes));
        }
        let tiles = tree.append(hashes).into_iter().map(|tile| TileRow {
            level: tile.id.level,
            number: tile.id.index,
            hashes: tile.bytes(),
        });
        let tiles = tiles.collect();
        let head = self.head(&tree, follows)?;
        tx.seal(&Sealing { leaves, tiles, head }).await?;
        Ok(waiting.len() as u64)
    }

    /// The tree as it stands, compared with its newest head; and where that is of a log before this one, the lines that
    /// say so.
    async fn tree(&self, tx: &mut Tx) -> Result<(Tree, Vec<String>), NotSealed> {
        let Some(newest) = tx.newest_head().await? else {
            return Ok((Tree::default(), self.key.follows_since(None)));
        };
        let head = Checkpoint::read(&open(&newest.note, &self.key.known())?)?;
        let begins = self.key.earlier().iter().any(|log| log.key.name() == head.origin);
        if !begins && head.origin != self.key.origin() {
            return Err(NotSealed::OtherLog { expected: self.key.origin().to_owned(), found: head.origin });
        }
        let tree = tree_at(tx, head.size).await?;
        if tree.root() != head.root || newest.size != head.size {
            return Err(NotSealed::Tiles(format!("expected the root {}, found {}", head.root, tree.root())));
        }
        Ok((tree, if begins { self.key.follows_since(Some(&head.origin)) } else { Vec::new() }))
    }

    fn head(&self, tree: &Tree, follows: Vec<String>) -> Result<SealedHead, NotSealed> {
        let at = self.latest.date(self.clock.now());
        let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
        let origin = self.key.origin().to_owned();
        let more = std::iter::once(format!("{SEALED}{at}")).chain(follows).collect();
        let head = Checkpoint { origin, size: tree.size(), root: tree.root(), more };
        let note = self.key.signer().sign(&head.text()?)?;
        Ok(SealedHead { size: tree.size(), note, sealed_at: at.as_microsecond() })
    }
}

/// The tree of the first `size` leaves, by the tiles.
pub(super) async fn tree_at(tx: &mut Tx, size: u64) -> Result<Tree, NotSealed> {
    let ids: Vec<(u8, u64)> = Tree::edge_of(size).map(|(id, _)| (id.level, id.index)).collect();
    let tiles: Vec<Tile> = tx.tiles(&ids).await?.iter().filter_map(tile).collect();
    Ok(Tree::at(size, &tiles)?)
}

/// A tile as the tree knows it; none = its bytes are no tile's.
pub(super) fn tile(row: &TileRow) -> Option<Tile> {
    let id = TileId { level: row.level, index: row.number };
    Some(Tile { id, hashes: Tile::hashes(&row.hashes)? })
}
