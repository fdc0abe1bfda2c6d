//! Tiles: 256 hashes of one level beside each other (C2SP tlog-tiles).

use std::fmt;

use crate::hash::Hash;

/// The hashes of a full tile.
pub const TILE: usize = 256;

/// Where a tile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Its level; 0 = hashes of leaves, and each higher level those of full tiles below.
    pub level: u8,
    /// Its place in the level.
    pub index: u64,
}

/// A tile as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Where.
    pub id: TileId,
    /// One to 256 hashes.
    pub hashes: Vec<Hash>,
}

impl Tile {
    /// Its hashes, one after the other.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// The hashes in such bytes; none = no whole number of hashes, none at all, or too many.
    #[must_use]
    pub fn hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks();
        let fits = rest.is_empty() && (1..=TILE).contains(&hashes.len());
        fits.then(|| hashes.iter().map(|hash| Hash(*hash)).collect())
    }
}

/// Its path, `tile/0/x001/234.p/56` where it is not full.
impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.id.level)?;
        let mut groups = vec![self.id.index % 1000];
        let mut rest = self.id.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            if place > 0 {
                write!(f, "x{group:03}/")?;
            } else {
                write!(f, "{group:03}")?;
            }
        }
        if self.hashes.len() < TILE { write!(f, ".p/{}", self.hashes.len()) } else { Ok(()) }
    }
}
