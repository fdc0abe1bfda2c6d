//! The tests of the command, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod adopt;
mod backup;
mod commands;
mod crash;
mod crash_upload;
mod durable;
mod faults;
mod files;
mod keys;
mod killed;
mod log;
mod processes;
mod renewed;
mod restoring;
mod serving;
mod tidy;
