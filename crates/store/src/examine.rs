//! Looking whether the whole database still is what it should be: `mamori db check`.
//!
//! Everything is read in one snapshot, some hundred rows at once, so that the service may go on meanwhile and memory
//! does not grow with the database. Nothing is changed, and nothing but ids and dates is told. What the read models
//! should be is asked elsewhere (`rebuild`).

mod events;
mod rows;
mod schema;

use std::fmt::Display;

use uuid::Uuid;

use crate::db::{Store, StoreError};

/// How many findings are told one by one; the rest is counted.
const MOST_FINDINGS: usize = 1_000;

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examined {
    /// Streams.
    pub streams: u64,
    /// Events.
    pub events: u64,
    /// Texts that events name.
    pub texts: u64,
    /// What is wrong, the first thousand.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    /// Whether the database lets this user change what should never be changed, but for the triggers.
    pub owner: bool,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub at: Spot,
    /// What.
    pub flaw: Flaw,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// A place in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// An event.
    Event {
        /// Its place among all.
        position: i64,
        /// Its stream.
        stream: Uuid,
        /// Its place there.
        version: i64,
    },
    /// The head of a stream.
    Stream(Uuid),
    /// A text.
    Text(Uuid),
    /// The rows of a table that name something.
    Row {
        /// The table and its column.
        column: &'static str,
        /// What they name.
        names: Uuid,
    },
    /// A table, an index, a trigger, a right.
    Schema(String),
}

/// What may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The event before it is missing.
    Gap,
    /// It was recorded before the event before it.
    Backwards,
    /// Its bytes cannot be read as an event of its stream.
    Unreadable,
    /// A column says something else than the bytes.
    Column,
    /// Whose it is differs from whose its stream is.
    Owner,
    /// The head says another version or time than the last event.
    Head,
    /// A text an event names is not there.
    NoText,
    /// A text is another one than the event names.
    OtherText,
    /// No event names the text.
    Unnamed,
    /// What is named is not there.
    Orphan,
    /// A table, an index or a trigger is not as the migrations made it.
    Schema,
    /// Somebody may change what should never be changed.
    Right,
    /// The database file itself is damaged.
    Damaged,
}

impl Flaw {
    /// The word by which its text is found.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Backwards => "backwards",
            Self::Unreadable => "unreadable",
            Self::Column => "column",
            Self::Owner => "owner",
            Self::Head => "head",
            Self::NoText => "no-text",
            Self::OtherText => "other-text",
            Self::Unnamed => "unnamed",
            Self::Orphan => "orphan",
            Self::Schema => "schema",
            Self::Right => "right",
            Self::Damaged => "damaged",
        }
    }

    /// Every one of them.
    pub const ALL: [Self; 13] = [
        Self::Gap,
        Self::Backwards,
        Self::Unreadable,
        Self::Column,
        Self::Owner,
        Self::Head,
        Self::NoText,
        Self::OtherText,
        Self::Unnamed,
        Self::Orphan,
        Self::Schema,
        Self::Right,
        Self::Damaged,
    ];
}

impl Examined {
    fn find(&mut self, at: Spot, flaw: Flaw, expected: &dyn Display, found: &dyn Display) {
        if self.findings.len() < MOST_FINDINGS {
            let (expected, found) = (expected.to_string(), found.to_string());
            self.findings.push(Finding { at, flaw, expected, found });
        } else {
            self.more += 1;
        }
    }
}

impl Store {
    /// Looks whether everything is as it should be.
    ///
    /// # Errors
    /// The database failed; what is merely wrong is a finding.
    pub async fn examine(&self) -> Result<Examined, StoreError> {
        self.in_snapshot(|tx| {
            Box::pin(async move {
                let mut examined = Examined::default();
                tx.examine_schema(&mut examined).await?;
                tx.examine_events(&mut examined).await?;
                tx.examine_rows(&mut examined).await?;
                Ok(examined)
            })
        })
        .await
    }
}
