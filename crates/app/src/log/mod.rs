//! The private log of an installation: that nothing in the record was changed, removed, put in another order or dated
//! back, provable to outsiders.
//!
//! A command is acknowledged once its events are *recorded*; within two seconds they are *sealed*: leaves of one Merkle
//! tree under a signed head (ADR 20). Knows leaves, tiles and heads; what an event says it does not read.

mod adopt;
mod continuity;
mod key;
mod latest;
mod seal;
mod verify;

pub use adopt::{Adopted, adopt};
pub use continuity::{Continuity, Hold, KeptHead};
pub use key::{EarlierLog, LogKey, NoEarlierLog, NoLogKey};
pub use latest::Latest;
pub use proof::{Key, Tile};
pub use seal::{NotSealed, Sealer};
use store::{StoreError, Tx};
pub use verify::{At, Fault, Judged, Verified, verify};

/// How many tiles are handed out at once.
const TILES: u32 = 256;

/// The line of a head that says when it was signed.
const SEALED: &str = "sealed ";

/// The line of the first head of a log that says which one it follows: its name, its last size, its last root. Where nothing was
/// sealed under that one's name, there is another line for the one before it.
const FOLLOWS: &str = "follows ";

/// Some tiles from a level and a place on, and where the next ones begin.
pub(crate) async fn tiles(tx: &mut Tx, (level, from): (u8, u64)) -> Result<(Vec<Tile>, Option<(u8, u64)>), StoreError> {
    let rows = tx.tiles_from(level, from, TILES).await?;
    let next = match rows.last() {
        Some(last) => Some((level, last.number + 1)),
        None if from > 0 => Some((level + 1, 0)),
        // A level without tiles is above the top.
        None => None,
    };
    Ok((rows.iter().filter_map(seal::tile).collect(), next))
}
