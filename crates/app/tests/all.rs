//! The tests of the use cases, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod access;
mod cases;
mod continuity;
mod copies;
mod database;
mod demo;
mod desk;
mod evidence;
mod hostile;
mod kept_checks;
mod kept_sign_off;
mod keyring;
mod log;
mod mail;
mod office;
mod operating;
mod people;
mod renewal;
mod restored;
mod sealed;
mod sheets;
mod sign_in;
mod skew;
mod stamping;
mod stamps;
#[path = "../../store/tests/support/mod.rs"]
mod support;
mod tenants;
mod texts;
