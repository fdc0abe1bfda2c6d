//! What was looked at: another stream at a version, a thing kept in the vault. Knows neither.

use record::{Digest, StreamId};
use serde::{Deserialize, Serialize};

/// Another stream as it was when it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// The stream.
    pub stream: StreamId,
    /// Its version then.
    pub version: u32,
}

/// A document, photo or file that is kept, down to its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Exhibit {
    /// The stream under which it is kept.
    pub stream: StreamId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}
