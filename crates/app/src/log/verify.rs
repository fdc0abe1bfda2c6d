//! `mamori log verify`: proves from events, salts and tiles that nothing was changed, removed, put in another order or
//! dated back, and says where if something was.
//!
//! The tree is built again from the events, leaf by leaf, and compared with the tiles and with every head that was ever
//! signed. Memory does not grow with the log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use proof::{Checkpoint, Hash, Key, TILE, Tile, TileId, Tree, leaf, open};
use record::{OrganisationId, PersonId, StreamId};
use serde::Deserialize;
use store::{LeafRow, SealedHead, Store, StoreError, Tx};

use super::FOLLOWS;
use super::continuity::sealed_at;
use super::key::{EarlierLog, LogKey};
use super::seal::{NotSealed, tile, tree_at};

/// How many tiles are read at once, and their leaves.
const PAGE_TILES: u32 = 8;
const PAGE: u64 = PAGE_TILES as u64 * TILE as u64;
/// How many heads are read at once.
const HEADS: u32 = 500;
/// How many faults are told one by one; the rest is counted.
const MOST_FAULTS: usize = 1_000;
/// How many events outside the log are told.
const LISTED: u32 = 100;
/// An event dated before a head that was signed without it, by more than this, was dated back. Transactions that were
/// under way when a head was signed, and clocks of several machines, differ by less.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// By what a log is judged.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Every key that may have signed a head.
    pub known: Vec<Key>,
    /// The last heads of logs that another one followed, as far as they are known beside the database.
    pub ended: Vec<Checkpoint>,
}

impl From<Vec<Key>> for Judged {
    fn from(known: Vec<Key>) -> Self {
        Self { known, ended: Vec::new() }
    }
}

impl From<&LogKey> for Judged {
    fn from(key: &LogKey) -> Self {
        Self { known: key.known(), ended: key.earlier().iter().filter_map(EarlierLog::head).cloned().collect() }
    }
}

/// What the log comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Its name, by the newest head; empty = nothing was sealed yet.
    pub origin: String,
    /// Leaves that were looked at.
    pub leaves: u64,
    /// Heads that were looked at.
    pub heads: u64,
    /// When the newest head was signed.
    pub sealed_at: Option<Timestamp>,
    /// The root of the newest head, for comparison with one that was noted elsewhere.
    pub root: Option<String>,
    /// Events that wait to be sealed.
    pub waiting: u64,
    /// What is wrong, in the order of the leaves: the first is where it begins.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub more: u64,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A leaf is not there: those after it have another number.
    NoLeaf {
        /// Its number.
        leaf: u64,
    },
    /// The event a leaf stands for is not there.
    NoEvent {
        /// The number of the leaf.
        leaf: u64,
    },
    /// The bytes of an event, or its salt, are not those that were sealed.
    Changed(At),
    /// A column beside the bytes says something else than they do.
    Column {
        /// The event.
        at: At,
        /// The column.
        column: &'static str,
        /// What the bytes say.
        expected: String,
        /// What the column says.
        found: String,
    },
    /// It stands before an earlier event of its stream.
    Order(At),
    /// It is dated before a head that was signed without it.
    BackDated {
        /// The event.
        at: At,
        /// When that head was signed.
        sealed_at: Timestamp,
    },
    /// A tile is not there, or is not that of the tiles below it.
    Tile {
        /// Its level.
        level: u8,
        /// Its place.
        number: u64,
    },
    /// A head does not count, for this reason.
    Head {
        /// Its size.
        size: u64,
        /// Why.
        why: String,
    },
    /// A head does not have the root of what stands there.
    Root {
        /// Its size.
        size: u64,
    },
    /// Leaves stand behind the newest head.
    NoHead {
        /// The first of them.
        leaf: u64,
    },
    /// An event neither stands in the log nor waits for it.
    Outside {
        /// Its place among all.
        position: i64,
        /// Its stream.
        stream: StreamId,
        /// Its place in the stream.
        version: i64,
    },
    /// The newest head is not there: a larger one was noted elsewhere.
    Behind {
        /// The size that was noted.
        expected: u64,
        /// The size that stands there.
        found: u64,
    },
}

/// An event in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The number of its leaf.
    pub leaf: u64,
    /// Its place among all events.
    pub position: i64,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: i64,
}

/// What the columns beside the bytes repeat.
#[derive(Deserialize)]
struct Said {
    stream: StreamId,
    version: i64,
    recorded_at: Timestamp,
    effective_on: Option<String>,
    by: Option<PersonId>,
    acting_for: Option<OrganisationId>,
    kind: String,
}

/// Looks through the whole log. `noted` is a head kept elsewhere, if there is one.
///
/// # Errors
/// The database failed; what is merely wrong is a fault.
pub async fn verify(store: &Store, by: impl Into<Judged>, noted: Option<String>) -> Result<Verified, StoreError> {
    let by = by.into();
    store
        .in_snapshot(|tx| {
            Box::pin(async move {
                let mut walk = Walk::new(by);
                walk.all(tx, noted.as_deref()).await?;
                Ok(walk.verified)
            })
        })
        .await
}

/// How a log ended, as the next one says.
struct End {
    log: String,
    size: u64,
    root: String,
}

/// How the logs ended that a head says its own one follows.
fn ends(head: &Checkpoint) -> impl Iterator<Item = End> {
    head.more.iter().filter_map(|line| {
        let mut words = line.strip_prefix(FOLLOWS)?.split(' ');
        let (log, size, root) = (words.next()?, words.next()?, words.next()?);
        Some(End { log: log.to_owned(), size: size.parse().ok()?, root: root.to_owned() })
    })
}

/// Where the walk stands. The tree is that of the tiles: where it has the root of a signed head, the tiles are those
/// that were sealed, and an event that differs from its place in them is the one that was changed.
struct Walk {
    by: Judged,
    verified: Verified,
    tree: Tree,
    /// Leaves that the tree has not taken up yet.
    pending: Vec<Hash>,
    /// A leaf has no hash: from there on no root can be found.
    broken: bool,
    /// Heads to come, the smallest first.
    heads: VecDeque<SealedHead>,
    /// The size above which heads were not read yet; none = all were.
    heads_above: Option<u64>,
    /// The head that was noted elsewhere.
    noted: Option<Checkpoint>,
    /// Whether the leaves at hand have another root than that head says.
    noted_differs: bool,
    /// The largest head of the log of that name.
    noted_until: u64,
    /// The names of the logs that another one followed.
    ended: BTreeSet<String>,
    /// The size of the last head that was looked at.
    last_size: u64,
    /// When the last head before the leaf at hand was signed.
    sealed_at: Option<Timestamp>,
}

impl Walk {
    fn new(by: Judged) -> Self {
        Self {
            by,
            verified: Verified::default(),
            tree: Tree::default(),
            pending: Vec::new(),
            broken: false,
            heads: VecDeque::new(),
            heads_above: Some(0),
            noted: None,
            noted_differs: false,
            noted_until: 0,
            sealed_at: None,
            ended: BTreeSet::new(),
            last_size: 0,
        }
    }

    fn find(&mut self, fault: Fault) {
        if self.verified.faults.len() < MOST_FAULTS {
            self.verified.faults.push(fault);
        } else {
            self.verified.more += 1;
        }
    }

    fn head(&self, note: &str) -> Result<Checkpoint, String> {
        let text = open(note, &self.by.known).map_err(|why| why.to_string())?;
        Checkpoint::read(&text).map_err(|why| why.to_string())
    }

    async fn all(&mut self, tx: &mut Tx, noted: Option<&str>) -> Result<(), StoreError> {
        let newest = tx.newest_head().await?.map_or(0, |head| head.size);
        let end = newest.max(tx.leaves_end().await?);
        if let Some(noted) = noted {
            match self.head(noted) {
                Err(why) => self.find(Fault::Head { size: 0, why }),
                Ok(head) => self.noted = Some(head),
            }
        }
        let mut from = 0;
        while from < end {
            let until = (from + PAGE).min(end);
            self.page(tx, from..until).await?;
            from = until;
        }
        self.take_up(tx).await?;
        if newest < end {
            self.find(Fault::NoHead { leaf: newest });
        }
        self.edge(tx, end).await?;
        self.tell_after_the_end(tx).await?;
        self.tell_noted();
        self.verified.leaves = end;
        for (position, stream, version) in tx.outside_the_log(LISTED).await? {
            self.find(Fault::Outside { position, stream: StreamId(stream), version });
        }
        (self.verified.waiting, _) = tx.unsealed_counted().await?;
        Ok(())
    }

    async fn page(&mut self, tx: &mut Tx, numbers: Range<u64>) -> Result<(), StoreError> {
        let full = TILE as u64;
        let tiles = tx.tiles_from(0, numbers.start / full, PAGE_TILES).await?;
        let tiles: BTreeMap<u64, Vec<Hash>> =
            tiles.iter().filter_map(tile).map(|tile| (tile.id.index, tile.hashes)).collect();
        let mut rows = tx.leaves(numbers.clone()).await?.into_iter().peekable();
        for number in numbers {
            self.heads_of(tx, number).await?;
            let row = rows.next_if(|row| u64::try_from(row.number) == Ok(number));
            let place = usize::try_from(number % full).unwrap_or_default();
            let sealed = tiles.get(&(number / full)).and_then(|hashes| hashes.get(place)).copied();
            let stands = match &row {
                None => {
                    self.find(Fault::NoLeaf { leaf: number });
                    None
                }
                Some(row) => self.event(row, number, sealed),
            };
            // Told once: where the tile ends too early, or at its first place where it is not there at all.
            if tiles.get(&(number / full)).map_or(0, Vec::len) == place {
                self.find(Fault::Tile { level: 0, number: number / full });
            }
            match sealed.or(stands) {
                Some(hash) => self.pending.push(hash),
                None => self.broken = true,
            }
        }
        self.take_up(tx).await
    }

    /// Compares an event with its leaf and with its own columns; gives the leaf it makes.
    fn event(&mut self, row: &LeafRow, leaf_number: u64, sealed: Option<Hash>) -> Option<Hash> {
        let Some(event) = &row.event else {
            self.find(Fault::NoEvent { leaf: leaf_number });
            return None;
        };
        let (stream, version) = (StreamId(event.stream), event.version);
        let at = At { leaf: leaf_number, position: row.position, stream, version };
        let stands = leaf(&row.salt, &event.bytes);
        if sealed.is_some_and(|sealed| sealed != stands) {
            self.find(Fault::Changed(at));
            return Some(stands);
        }
        let Ok(said) = serde_json::from_slice::<Said>(&event.bytes) else {
            self.find(Fault::Changed(at));
            return Some(stands);
        };
        let or = |id: Option<String>| id.unwrap_or_default();
        for (column, expected, found) in [
            ("stream", said.stream.to_string(), stream.to_string()),
            ("version", said.version.to_string(), version.to_string()),
            ("kind", said.kind, event.kind.clone()),
            ("recorded_at", said.recorded_at.as_microsecond().to_string(), event.recorded_at.to_string()),
            ("effective_on", or(said.effective_on), or(event.effective_on.clone())),
            ("by_person", or(said.by.map(|id| id.to_string())), or(event.by_person.map(|id| id.to_string()))),
            ("acting_for", or(said.acting_for.map(|id| id.to_string())), or(event.acting_for.map(|id| id.to_string()))),
        ] {
            if expected != found {
                self.find(Fault::Column { at, column, expected, found });
            }
        }
        let follows = row.before.is_some_and(|before| u64::try_from(before).is_ok_and(|before| before < leaf_number));
        if said.version > 1 && !follows {
            self.find(Fault::Order(at));
        }
        if let Some(sealed_at) = self.sealed_at
            && said.recorded_at.checked_add(SLACK).is_ok_and(|latest| latest < sealed_at)
        {
            self.find(Fault::BackDated { at, sealed_at });
        }
        Some(stands)
    }

    /// Compares every head of this many leaves with the tree.
    async fn heads_of(&mut self, tx: &mut Tx, size: u64) -> Result<(), StoreError> {
        if self.noted.as_ref().is_some_and(|noted| noted.size == size) {
            self.take_up(tx).await?;
            let root = self.tree.root();
            self.noted_differs = !self.broken && self.noted.as_ref().is_some_and(|noted| noted.root != root);
        }
        while let Some(head) = self.next_head(tx, size).await? {
            self.take_up(tx).await?;
            if let Some(end) = self.compare(&head) {
                self.after(tx, &end, head.size).await?;
            }
        }
        Ok(())
    }

    /// A log that ended, of which it is known beside the database how, and whose next one has no head in it yet.
    async fn tell_after_the_end(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let last = |end: &&Checkpoint| end.origin == self.verified.origin && !self.ended.contains(&end.origin);
        let ended = self.by.ended.iter().find(last);
        match ended.map(|end| End { log: end.origin.clone(), size: end.size, root: end.root.to_string() }) {
            Some(end) if end.size < self.last_size => self.after(tx, &end, u64::MAX).await,
            _ => Ok(()),
        }
    }

    /// Finds every head under the name of a log that has more leaves than that log ended with, and fewer than `until`. Where
    /// the history with which it ended was given up, its end has no place in this one.
    async fn after(&mut self, tx: &mut Tx, end: &End, until: u64) -> Result<(), StoreError> {
        match tree_at(tx, end.size).await {
            Ok(tree) if tree.root().to_string() == end.root => {}
            Err(NotSealed::Store(error)) => return Err(error),
            _ => return Ok(()),
        }
        let mut above = Some(end.size);
        while let Some(size) = above {
            let heads = tx.heads(size, HEADS).await?;
            above = heads.last().map(|head| head.size).filter(|size| *size < until);
            for head in heads.iter().filter(|head| head.size < until) {
                if self.head(&head.note).is_ok_and(|head| head.origin == end.log) {
                    let why = format!("the log `{}` ended with {}", end.log, end.size);
                    self.find(Fault::Head { size: head.size, why });
                }
            }
        }
        Ok(())
    }

    /// Compares the log with the head that was noted elsewhere: it has to reach as far, and to have been the same there. A
    /// log that another one follows ended where that one began, whatever else was sealed under its name.
    fn tell_noted(&mut self) {
        let Some(noted) = self.noted.take() else { return };
        if noted.size > self.noted_until {
            self.find(Fault::Behind { expected: noted.size, found: self.noted_until });
        } else if self.noted_differs {
            self.find(Fault::Root { size: noted.size });
        }
    }

    /// The next head, if it has at most `size` leaves.
    async fn next_head(&mut self, tx: &mut Tx, size: u64) -> Result<Option<SealedHead>, StoreError> {
        if let (true, Some(above)) = (self.heads.is_empty(), self.heads_above) {
            self.heads = tx.heads(above, HEADS).await?.into();
            self.heads_above = self.heads.back().map(|head| head.size);
        }
        Ok(self.heads.pop_front_if(|head| head.size <= size))
    }

    /// Compares a head with the tree; gives the end of the log before it, where heads of that one go beyond.
    fn compare(&mut self, stored: &SealedHead) -> Option<End> {
        self.verified.heads += 1;
        let size = stored.size;
        let head = match self.head(&stored.note) {
            Ok(head) => head,
            Err(why) => {
                self.find(Fault::Head { size, why });
                return None;
            }
        };
        let sealed_at = sealed_at(&head);
        let says = (head.size, sealed_at.map(Timestamp::as_microsecond));
        if says != (size, Some(stored.sealed_at)) {
            self.find(Fault::Head { size, why: "the columns beside it say something else".to_owned() });
        }
        if !self.broken && head.root != self.tree.root() {
            self.find(Fault::Root { size });
        }
        let another = !self.verified.origin.is_empty() && head.origin != self.verified.origin;
        let end = if another { self.another_log(&head) } else { None };
        let follows = |noted: &Checkpoint| ends(noted).any(|end| end.log == head.origin);
        if self.noted.as_ref().is_some_and(|noted| noted.origin == head.origin || follows(noted)) {
            self.noted_until = head.size;
        }
        self.last_size = head.size;
        self.sealed_at = self.sealed_at.max(sealed_at);
        self.verified.origin = head.origin;
        self.verified.sealed_at = sealed_at;
        self.verified.root = Some(head.root.to_string());
        end
    }

    /// The first head of another log: it says which one it follows and how that one ended, and that one comes never again. Whoever
    /// has the key of a log that ended can sign nothing more under its name. Gives its end, if heads go beyond.
    fn another_log(&mut self, head: &Checkpoint) -> Option<End> {
        let before = std::mem::take(&mut self.verified.origin);
        let end = ends(head).find(|end| end.log == before);
        if self.ended.contains(&head.origin) {
            let why = format!("the log `{}` ended before", head.origin);
            self.find(Fault::Head { size: head.size, why });
        } else if end.is_none() {
            let why = format!("it is of the log `{}` and does not say that it follows `{before}`", head.origin);
            self.find(Fault::Head { size: head.size, why });
        }
        self.ended.insert(before);
        end.filter(|end| end.size < self.last_size)
    }

    /// Takes the leaves at hand into the tree, and compares the tiles above them that are full now.
    async fn take_up(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let grown = self.tree.append(std::mem::take(&mut self.pending));
        for made in grown.iter().filter(|made| made.id.level > 0 && made.hashes.len() == TILE) {
            self.tile(tx, made).await?;
        }
        Ok(())
    }

    async fn tile(&mut self, tx: &mut Tx, made: &Tile) -> Result<(), StoreError> {
        let TileId { level, index } = made.id;
        let stored = tx.tiles(&[(level, index)]).await?;
        if stored.first().is_none_or(|stored| stored.hashes != made.bytes()) {
            self.find(Fault::Tile { level, number: index });
        }
        Ok(())
    }

    /// Compares what is left: the last heads, and the tiles that are not full.
    async fn edge(&mut self, tx: &mut Tx, end: u64) -> Result<(), StoreError> {
        self.heads_of(tx, end).await?;
        if self.broken {
            return Ok(());
        }
        for made in self.tree.edge().into_iter().filter(|made| made.id.level > 0) {
            self.tile(tx, &made).await?;
        }
        Ok(())
    }
}
