//! Cryptographic forms, and nothing but forms: Merkle trees in tiles, checkpoints, signed notes (C2SP tlog-tiles,
//! tlog-checkpoint, signed-note; RFC 6962), and time stamps by an outside authority (RFC 3161).
//!
//! Knows no domain: what a leaf says is its caller's. Pure: keys and salts are parameters, nothing is read or drawn.

mod checkpoint;
mod hash;
mod inclusion;
mod note;
mod tile;
pub mod time_stamp;
mod tree;

pub use checkpoint::{Checkpoint, NoCheckpoint};
pub use hash::{Hash, leaf};
pub use inclusion::{NotProved, Tiles, check_inclusion, prove_inclusion};
pub use note::{Key, NoKey, NotOpened, Signer, open};
pub use tile::{TILE, Tile, TileId};
pub use tree::{NoTree, Tree};
