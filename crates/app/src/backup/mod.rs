//! Backups: one file that holds the whole database, encrypted to who keeps it; taken while the service runs, and put back
//! into an empty database of either kind. Beside it stand copies of the files of the vault, and their keys in a series of
//! files that end after weeks ([`FilesFolder`]).
//!
//! A backup never holds what stands in `keys/`, and never the head that is kept apart from the database: so it is worth
//! nothing to who finds it, and whoever puts it back is told what was written since (ADR 23, ADR 26).

mod file;
mod files;
mod noted;
mod restore;
mod take;

use std::io;
use std::str::FromStr as _;

use age::x25519;
pub use jiff::Timestamp;
pub use record::Digest;
use serde::{Deserialize, Serialize};

pub use file::check;
pub use files::{Copied, FilesFolder, KEPT_DAYS};
pub use noted::Backups;
pub use restore::{KeyState, NotRestored, Restored, restore};
pub use store::{NoRestore, StoreError, TakenBackup};
pub use take::{NotTaken, Taken, note, take};

/// The format of the file that this version writes, and the only one it reads.
pub const FORMAT: u32 = 2;

/// What a file of a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// The whole database, but for the keys of organisations' files.
    Record,
    /// Those keys alone.
    VaultKeys,
}

/// What stands at the beginning of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    pub format: u32,
    /// What it holds.
    pub holds: Holds,
    /// The version of Mamori that took it.
    pub mamori: String,
    /// The migration that the tables ended with.
    pub migration: i64,
    /// Which database it was taken from: `sqlite` or `postgresql`.
    pub database: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The newest sealed head of the log; none = nothing was sealed.
    pub head: Option<String>,
    /// The keys that stood in `keys/` and are not in here.
    pub keys: Vec<KeyId>,
    /// Files of the vault that the record names; they are not in here.
    pub files: u64,
    /// Keys of organisations' files that the database had.
    pub vault_keys: u64,
}

impl Header {
    /// The name of the log, as its newest head says it.
    #[must_use]
    pub fn log(&self) -> Option<&str> {
        self.head.as_deref()?.lines().next()
    }
}

/// A key by its file and its id, which is not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyId {
    /// The name of its file in `keys/`.
    pub file: String,
    /// By what it is told from another.
    pub id: String,
}

/// What a whole backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What stands at its beginning.
    pub header: Header,
    /// Every table with the number of its rows, in the order of the file.
    pub tables: Vec<(String, u64)>,
    /// The SHA-256 of everything in it, before it was compressed, in hexadecimal digits.
    pub sha256: String,
}

impl Contents {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }

    /// Rows of one table.
    #[must_use]
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| *rows)
    }
}

/// Why a file is no backup that can be used.
#[derive(Debug, thiserror::Error)]
pub enum BadBackup {
    /// It cannot be read.
    #[error(transparent)]
    Io(io::Error),
    /// It is not encrypted by `age`, or something else than a backup is in it.
    #[error("expected a backup of Mamori that is encrypted by `age`")]
    NoBackup,
    /// It was encrypted to others.
    #[error("none of the identities can decrypt it")]
    OtherIdentity,
    /// It was cut off or changed.
    #[error("the file was cut off or changed: {0}")]
    Broken(String),
    /// It is of a format that this version does not know.
    #[error("its format is {found}, expected {FORMAT}")]
    OtherFormat {
        /// The format it says.
        found: u32,
    },
    /// It is a file of a backup, but another one than is needed here.
    #[error("it holds {found:?}, expected {expected:?}")]
    OtherContent {
        /// What is needed.
        expected: Holds,
        /// What it holds.
        found: Holds,
    },
}

/// To whom a backup is encrypted: at least one.
#[derive(Clone)]
pub struct Recipients(Vec<x25519::Recipient>);

/// No recipient of `age`, or none at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRecipients {
    /// This is none.
    #[error("`{0}` is no recipient: expected `age1…`")]
    Other(String),
    /// Nobody could ever read it.
    #[error("a backup needs a recipient")]
    Nobody,
}

impl Recipients {
    /// Reads recipients, `age1…`, one each; what comes from a file may have empty lines and comments behind `#`.
    ///
    /// # Errors
    /// One is none, or there is none.
    pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, NoRecipients> {
        let read = |line: &str| {
            x25519::Recipient::from_str(line).map_err(|_| NoRecipients::Other(line.chars().take(80).collect()))
        };
        let found = meant(lines).map(read).collect::<Result<Vec<_>, _>>()?;
        if found.is_empty() { Err(NoRecipients::Nobody) } else { Ok(Self(found)) }
    }
}

/// Who can read a backup: at least one.
#[derive(Clone)]
pub struct Identities(Vec<x25519::Identity>);

/// There is no identity, `AGE-SECRET-KEY-1…`, in the file, or something else. What was found is not told: it may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a line `AGE-SECRET-KEY-1…`, as `age-keygen` writes it")]
pub struct NoIdentities;

impl Identities {
    /// Reads the identities of a file that `age-keygen` wrote.
    ///
    /// # Errors
    /// There is none, or a line is something else.
    pub fn read(text: &str) -> Result<Self, NoIdentities> {
        let read = |line: &str| x25519::Identity::from_str(line).map_err(|_| NoIdentities);
        let found = meant(text.lines()).map(read).collect::<Result<Vec<_>, _>>()?;
        if found.is_empty() { Err(NoIdentities) } else { Ok(Self(found)) }
    }
}

/// Lines without comments and empty ones.
fn meant<'a>(lines: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    lines.into_iter().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
