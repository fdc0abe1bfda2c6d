//! The bytes of an event: what is hashed is what is stored.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::aggregate::{At, Happening};
use crate::id::{OrganisationId, PersonId, StreamId};

/// An event with everything around it, in the order in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<E> {
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1, without gaps.
    pub version: u32,
    /// When it was recorded: UTC, whole microseconds, never before the event that came before it.
    pub recorded_at: Timestamp,
    /// From which civil date in Japan it holds, where the rule knows one.
    pub effective_on: Option<Date>,
    /// Who did it; nobody = the installation itself.
    pub by: Option<PersonId>,
    /// In which organisation the person acted.
    pub acting_for: Option<OrganisationId>,
    /// What the decision rests on beyond its own stream.
    pub evidence: Vec<Evidence>,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
}

/// A fact of another stream on which a decision rests. It is read again when the command commits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The stream.
    pub stream: StreamId,
    /// Its version when it was read; 0 = it had no event.
    pub version: u32,
    /// What was read from it: a word of the rule, such as `another-manager`.
    pub fact: String,
}

/// Bytes that are no event of the kind they should be.
#[derive(Debug, thiserror::Error)]
#[error("the event cannot be read: {0}")]
pub struct Unreadable(#[from] serde_json::Error);

impl<E: Happening> Envelope<E> {
    /// Puts `event` into its envelope.
    #[must_use]
    pub fn new(
        stream: StreamId,
        version: u32,
        at: At,
        (by, acting_for): (Option<PersonId>, Option<OrganisationId>),
        evidence: Vec<Evidence>,
        event: E,
    ) -> Self {
        let effective_on = event.effective_on();
        Self { stream, version, recorded_at: at.recorded_at, effective_on, by, acting_for, evidence, event }
    }

    /// The bytes: one line of JSON. The same envelope has the same bytes.
    ///
    /// # Errors
    /// The event cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unreadable> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Reads the bytes back.
    ///
    /// # Errors
    /// They are no such event.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "data", rename_all = "snake_case")]
    enum Sample {
        Begun { on: Date },
        Ended,
    }

    impl Happening for Sample {
        fn kind(&self) -> &'static str {
            match self {
                Self::Begun { .. } => "begun",
                Self::Ended => "ended",
            }
        }

        fn effective_on(&self) -> Option<Date> {
            match self {
                Self::Begun { on } => Some(*on),
                Self::Ended => None,
            }
        }
    }

    #[test]
    fn the_bytes_of_an_event_never_change() {
        let at =
            At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: Date::constant(2026, 11, 20) };
        let stream = StreamId(Uuid::from_u128(1));
        let who = (Some(PersonId(Uuid::from_u128(2))), Some(OrganisationId(Uuid::from_u128(3))));
        let evidence = vec![Evidence { stream, version: 7, fact: "another-manager".to_owned() }];
        let begun = Sample::Begun { on: Date::constant(2026, 12, 1) };
        let envelope = Envelope::new(stream, 1, at, who, evidence, begun);
        let bytes = envelope.to_bytes().unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            r#"{"stream":"00000000-0000-0000-0000-000000000001","version":1,"recorded_at":"2026-11-20T01:02:03.000004Z","effective_on":"2026-12-01","by":"00000000-0000-0000-0000-000000000002","acting_for":"00000000-0000-0000-0000-000000000003","evidence":[{"stream":"00000000-0000-0000-0000-000000000001","version":7,"fact":"another-manager"}],"kind":"begun","data":{"on":"2026-12-01"}}"#
        );
        assert_eq!(Envelope::from_bytes(&bytes).unwrap(), envelope);
        let ended = Envelope::new(stream, 2, at, (None, None), Vec::new(), Sample::Ended);
        assert_eq!(Envelope::from_bytes(&ended.to_bytes().unwrap()).unwrap(), ended);
    }
}
