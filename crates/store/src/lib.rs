//! The only SQL: the record, its read models, and what stands beside it, on SQLite and on PostgreSQL.
//!
//! Knows tables and transactions; knows no rule, no right and no word that people read. Everything that changes
//! the record goes through one transaction of [`Store::write`]; what was acknowledged is on the disk.

#[macro_use]
mod statement;
mod db;
mod record;
mod texts;
mod writer;

pub use db::{Address, Store, StoreError};
pub use record::{Append, Head, NewEvent, Owned, StoredEvent};
pub use statement::{Statements, Tx};
