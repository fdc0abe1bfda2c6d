//! Hashes of leaves and nodes (RFC 6962, section 2.1).

use std::fmt;

use sha2::{Digest as _, Sha256};

/// SHA-256 of a leaf or a node. Written in base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tlog_tiles::Hash(self.0).fmt(f)
    }
}

impl Hash {
    /// The root of a tree without leaves.
    pub const EMPTY: Self = Self(tlog_tiles::EMPTY_HASH.0);

    pub(crate) fn node(left: Self, right: Self) -> Self {
        Self(tlog_tiles::node_hash(tlog_tiles::Hash(left.0), tlog_tiles::Hash(right.0)).0)
    }
}

/// A salted leaf: SHA-256(0x00 ‖ salt ‖ bytes). Without the salt nobody can guess from the leaf what was said.
#[must_use]
pub fn leaf(salt: &[u8], bytes: &[u8]) -> Hash {
    let digest = Sha256::new().chain_update([0]).chain_update(salt).chain_update(bytes).finalize();
    Hash(digest.into())
}
