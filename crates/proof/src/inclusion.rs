//! That a leaf stands in a tree (RFC 6962, section 2.1.1).

use tlog_tiles::{Tile as LibraryTile, TileHashReader, TileReader};

use crate::hash::Hash;
use crate::tile::{Tile, TileId};

/// The height of our tiles, as the library counts it.
const HEIGHT: u8 = 8;

/// Tiles at hand.
pub trait Tiles {
    /// The hashes of a tile, at least as many as `width`; none = it is not at hand.
    fn tile(&self, id: TileId, width: usize) -> Option<Vec<Hash>>;
}

impl Tiles for [Tile] {
    fn tile(&self, id: TileId, _: usize) -> Option<Vec<Hash>> {
        self.iter().find(|tile| tile.id == id).map(|tile| tile.hashes.clone())
    }
}

/// Why it is not proved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProved {
    /// The tiles at hand are not those of the root.
    #[error("the tiles do not lead to the root: {0}")]
    Tiles(String),
    /// The hashes do not lead from the leaf to the root.
    #[error("the hashes do not lead from the leaf to the root")]
    Wrong,
}

struct Reader<'t, T: ?Sized>(&'t T);

impl<T: Tiles + ?Sized> TileReader for Reader<'_, T> {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[LibraryTile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let one = |tile: &LibraryTile| {
            let id = TileId { level: tile.level(), index: tile.level_index() };
            let width = usize::try_from(tile.width()).ok()?;
            let hashes = self.0.tile(id, width)?.get(..width)?.to_vec();
            Some(Tile { id, hashes }.bytes())
        };
        tiles.iter().map(|tile| one(tile).ok_or(tlog_tiles::Error::InvalidTile)).collect()
    }

    fn save_tiles(&self, _: &[LibraryTile], _: &[Vec<u8>]) {}
}

/// The hashes that lead from the leaf at `index` to the root of the tree of `size` leaves, the lowest first. The tiles
/// are compared with the root on the way.
///
/// # Errors
/// A tile is not at hand, or the tiles are not those of the root; or there is no such leaf.
pub fn prove_inclusion<T: Tiles + ?Sized>(
    (size, root): (u64, Hash),
    index: u64,
    tiles: &T,
) -> Result<Vec<Hash>, NotProved> {
    let reader = Reader(tiles);
    let hashes = TileHashReader::new(size, tlog_tiles::Hash(root.0), &reader);
    let proof = tlog_tiles::prove_record(size, index, &hashes as &TileHashReader<'_>);
    let proof = proof.map_err(|error| NotProved::Tiles(error.to_string()))?;
    let proof: Vec<Hash> = proof.into_iter().map(|hash| Hash(hash.0)).collect();
    // The library leaves some full tiles uncompared where several subtrees of the edge share one: what it gives is
    // tried on the leaf that stands there.
    let id = TileId { level: 0, index: index >> HEIGHT };
    let place = usize::from(index.to_le_bytes()[0]);
    let leaf = tiles.tile(id, place + 1).and_then(|hashes| hashes.get(place).copied());
    let leaf = leaf.ok_or_else(|| NotProved::Tiles(format!("no hash of leaf {index}")))?;
    check_inclusion(&proof, (size, root), (index, leaf)).map_err(|fault| NotProved::Tiles(fault.to_string()))?;
    Ok(proof)
}

/// Whether these hashes lead from `leaf` at `index` to the root of a tree of `size` leaves.
///
/// # Errors
/// They do not.
pub fn check_inclusion(proof: &[Hash], (size, root): (u64, Hash), (index, leaf): (u64, Hash)) -> Result<(), NotProved> {
    let proof = proof.iter().map(|hash| tlog_tiles::Hash(hash.0)).collect();
    tlog_tiles::check_record(&proof, size, tlog_tiles::Hash(root.0), index, tlog_tiles::Hash(leaf.0))
        .map_err(|_| NotProved::Wrong)
}
