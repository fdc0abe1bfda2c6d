//! The tests of the database, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod jobs;
mod migrations;
mod models;
mod people;
mod plans;
mod record;
mod support;
mod tables;
mod vault;
mod vault_faults;
