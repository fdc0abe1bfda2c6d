//! What was looked at: another stream at a version, a thing kept in the vault, something that was shown. Knows none of them.

use record::{Digest, StreamId, Text};
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

/// What was observed: objective evidence (客観的証拠).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// Something that is kept.
    Kept(Exhibit),
    /// What was shown or said and stays with the company, in words: which record, of when.
    Words(Text),
}
