//! A tree that grows: what of it must be at hand is its right edge, a few tiles whatever its size.

use crate::hash::Hash;
use crate::tile::{TILE, Tile, TileId};

/// A tree by its right edge: of each level the tile that is not full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    edge: Vec<Vec<Hash>>,
}

/// The tiles are not the edge of a tree of that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hashes in the last tile of level {level}, found {found}")]
pub struct NoTree {
    /// The level.
    pub level: u8,
    /// The hashes there should be.
    pub expected: usize,
    /// Those there are.
    pub found: usize,
}

impl Tree {
    /// The tiles that a tree of `size` leaves has at its edge and that are not full, the lowest first. A level whose
    /// last tile is full has none.
    pub fn edge_of(size: u64) -> impl Iterator<Item = (TileId, usize)> {
        let levels = (0..8_u8).map(move |level| (level, size >> (8 * u32::from(level))));
        levels.take_while(|(_, hashes)| *hashes > 0).filter_map(|(level, hashes)| {
            let width = usize::from(hashes.to_le_bytes()[0]);
            (width > 0).then_some((TileId { level, index: hashes >> 8 }, width))
        })
    }

    /// The tree of `size` leaves whose edge are these tiles.
    ///
    /// # Errors
    /// One is missing, too many, or has not the hashes it should have.
    pub fn at(size: u64, tiles: &[Tile]) -> Result<Self, NoTree> {
        let mut edge: Vec<Vec<Hash>> = Vec::new();
        for (id, expected) in Self::edge_of(size) {
            let tile = tiles.iter().find(|tile| tile.id == id);
            // A tile may have grown since; what it had at that size comes first.
            let hashes = tile.and_then(|tile| tile.hashes.get(..expected)).ok_or_else(|| NoTree {
                level: id.level,
                expected,
                found: tile.map_or(0, |tile| tile.hashes.len()),
            })?;
            edge.resize(usize::from(id.level), Vec::new());
            edge.push(hashes.to_vec());
        }
        Ok(Self { size, edge })
    }

    /// How many leaves it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut root = None;
        for hashes in &self.edge {
            let mut end = hashes.len();
            // Perfect subtrees stand from large to small; they are joined from the right.
            while end > 0 {
                let start = end - (1 << end.trailing_zeros());
                let subtree = perfect(&hashes[start..end]);
                root = Some(root.map_or(subtree, |right| Hash::node(subtree, right)));
                end = start;
            }
        }
        root.unwrap_or(Hash::EMPTY)
    }

    /// The tiles at its edge that are not full, the lowest first.
    #[must_use]
    pub fn edge(&self) -> Vec<Tile> {
        let tiles = Self::edge_of(self.size);
        tiles.filter_map(|(id, _)| Some(Tile { id, hashes: self.edge.get(usize::from(id.level))?.clone() })).collect()
    }

    /// Adds leaves. Gives every tile that changed, as it now stands, by level and place.
    pub fn append(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Vec<Tile> {
        let before = self.size;
        let mut full = Vec::new();
        for leaf in leaves {
            self.size += 1;
            self.push(leaf, &mut full);
        }
        let grown = |level: u8| before >> (8 * u32::from(level)) != self.size >> (8 * u32::from(level));
        let partial = self.edge().into_iter().filter(|tile| grown(tile.id.level));
        let mut changed: Vec<Tile> = full.into_iter().chain(partial).collect();
        changed.sort_by_key(|tile| tile.id);
        changed
    }

    fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) {
        let (mut hash, mut hashes) = (leaf, self.size);
        for level in 0_u8.. {
            let at = usize::from(level);
            if self.edge.len() == at {
                self.edge.push(Vec::new());
            }
            let tile = &mut self.edge[at];
            tile.push(hash);
            if tile.len() < TILE {
                return;
            }
            let done = std::mem::take(tile);
            hash = perfect(&done);
            hashes >>= 8;
            full.push(Tile { id: TileId { level, index: hashes - 1 }, hashes: done });
        }
    }
}

/// The root of a perfect subtree: the number of its hashes is a power of two.
fn perfect(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        hashes => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            Hash::node(perfect(left), perfect(right))
        }
    }
}
