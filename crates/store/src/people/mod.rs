//! People, how they show who they are, and who looked at what: one file per table.
//!
//! Knows rows; knows no rule of sign-in. What is secret comes in as its SHA-256 or encrypted. Times are
//! microseconds since 1970, UTC.

mod access_trail;
mod api_token;
mod attempt;
mod calendar_feed;
mod ceremony;
mod invitation;
mod passkey;
mod password;
mod person;
mod pin;
mod recovery_code;
mod session;
mod terminal;
mod totp;
mod vault_key;

pub use access_trail::{Access, Looked, Trail};
pub use api_token::{ApiToken, NewApiToken, TokenHolder};
pub use attempt::Attempt;
pub use ceremony::Ceremony;
pub use invitation::{Invitation, InvitationKind};
pub use passkey::Passkey;
pub use password::Credentials;
pub use person::{Email, Person};
pub use session::{ListedSession, NewSession, Session};
pub use terminal::Terminal;
pub use totp::Totp;
pub use vault_key::VaultKey;

use record::Digest;

use crate::db::StoreError;

fn digest(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    Ok(Digest(bytes.try_into().map_err(|_| StoreError::Corrupt("a digest"))?))
}
