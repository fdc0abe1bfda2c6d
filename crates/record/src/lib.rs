//! The words of the record: ids, texts by digest, two times, evidence, and how one stream decides.
//!
//! Knows the form of an event and no subject of one; what happens to an organisation or a check is said where
//! its rules are. Nothing personal and no free text stands in an event: a person is a [`PersonId`], a text is a
//! [`Text`], a digest of what stands elsewhere (ARCHITECTURE.md, invariant 15).

mod aggregate;
mod envelope;
mod id;
mod text;

pub use aggregate::{Aggregate, At, Happening};
pub use envelope::{Envelope, Evidence, Unreadable};
pub use id::{OrganisationId, PersonId, StreamId, TextId};
pub use text::{Digest, Salt, Salted, Text};
