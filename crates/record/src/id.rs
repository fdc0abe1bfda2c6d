//! Ids. All are UUIDs made elsewhere; that of one thing never passes for that of another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A natural person. The name stands outside the record.
    PersonId
);
id!(
    /// An organisation; also the id of its own stream.
    OrganisationId
);
id!(
    /// A stream: one aggregate's history.
    StreamId
);
id!(
    /// A text that stands outside the record.
    TextId
);

impl OrganisationId {
    /// The organisation's own stream, in which the births of its other streams stand.
    #[must_use]
    pub fn stream(self) -> StreamId {
        StreamId(self.0)
    }

    /// The stream of what `person` is in this organisation: one per pair, so that it cannot exist twice.
    #[must_use]
    pub fn member(self, person: PersonId) -> StreamId {
        self.pair("member", person)
    }

    /// The guard of `person` and this company: every act by which the person becomes partial towards it bumps
    /// it, so that "never advised" can be re-checked when a command commits (INV-01).
    #[must_use]
    pub fn guard(self, person: PersonId) -> StreamId {
        self.pair("guard", person)
    }

    fn pair(self, what: &str, person: PersonId) -> StreamId {
        StreamId(Uuid::new_v5(&self.0, format!("{what}/{}", person.0).as_bytes()))
    }
}
