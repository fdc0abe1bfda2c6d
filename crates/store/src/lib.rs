//! The only SQL and the only storage of files: the record, its read models, and what stands beside it, on SQLite and on
//! PostgreSQL; the vault, in a folder or an object store.
//!
//! Knows tables and transactions; knows no rule, no right and no word that people read. Everything that changes
//! the record goes through one transaction of [`Store::write`]; what was acknowledged is on the disk.

#[macro_use]
mod statement;
mod backups;
mod db;
mod drafts;
mod examine;
mod grants;
mod head_store;
mod history;
mod jobs;
mod keys;
mod lists;
mod log;
pub mod models;
mod notes;
mod people;
mod rebuild;
mod record;
mod restore;
mod sealed;
mod storage;
mod tables;
mod texts;
mod time_stamps;
pub mod vault;
mod writer;

pub use backups::TakenBackup;
pub use db::{Address, Store, StoreError};
pub use drafts::Draft;
pub use examine::{Examined, Finding, Flaw, Spot};
pub use grants::{Granted, NoService};
pub use head_store::{HeadPlace, HeadStore, NoHeads};
pub use history::{HistoryFilter, HistoryRow};
pub use jobs::{ListedJob, NewJob, TakenJob};
pub use keys::KeyNote;
pub use lists::Called;
pub use log::{LeafEvent, LeafRow, SealedHead, SealedUntil, Sealing, TileRow, Waiting};
pub use models::{Projected, Standing};
pub use people::{Access, ApiToken, Attempt, Ceremony, Credentials, Email, Invitation, InvitationKind};
pub use people::{ListedSession, Looked, NewApiToken, NewSession, Passkey, Person, Session, Terminal};
pub use people::{TokenHolder, Totp, Trail, VaultKey};
pub use rebuild::Rebuilt;
pub use record::{Append, Head, NewEvent, StoredEvent};
pub use restore::{NoRestore, Restoring};
pub use sealed::{SealedPlace, SealedText};
pub use statement::{Statements, Tx};
pub use storage::{NotedRound, Stored, StoredBy, VaultRound, WaitingFile};
pub use tables::{APART, Cell, CellKind, Column, LEFT_OUT, Rows, Table};
pub use time_stamps::{StampedEvent, TimeStampRow};
