//! How one stream decides: plain functions from a status and a command to events.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One aggregate: a life cycle, its commands, its events. `handle` knows the rule, `apply` what follows.
pub trait Aggregate {
    /// The kind of its streams, such as `organisation`.
    const KIND: &'static str;
    /// Where its life cycle stands; the default is before its birth.
    type Status: Default;
    /// What somebody wants to happen.
    type Command;
    /// What happened.
    type Event: Happening;
    /// Why it may not: expected, found, whose rule, what the person can do.
    type Error;

    /// What follows from `command`: no event at all where it changes nothing.
    ///
    /// # Errors
    /// The rule that refuses.
    fn handle(status: &Self::Status, command: Self::Command, at: At) -> Result<Vec<Self::Event>, Self::Error>;

    /// The status after `event`. Total: an event that happened is never refused.
    #[must_use]
    fn apply(status: Self::Status, event: &Self::Event) -> Self::Status;

    /// The status after all of `events`.
    #[must_use]
    fn replay<'e>(events: impl IntoIterator<Item = &'e Self::Event>) -> Self::Status
    where
        Self::Event: 'e,
    {
        events.into_iter().fold(Self::Status::default(), Self::apply)
    }
}

/// When a command is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The instant that will be recorded: UTC, whole microseconds.
    pub recorded_at: Timestamp,
    /// Its civil date in Japan.
    pub today: Date,
}

/// An event of one aggregate. It is written as `{"kind": …, "data": …}`; a kind once released stays readable,
/// and a new form of it is another kind (`registered.2`).
pub trait Happening: Serialize + DeserializeOwned {
    /// Its kind, as it is written.
    fn kind(&self) -> &'static str;

    /// From which civil date it holds, where the rule knows one.
    fn effective_on(&self) -> Option<Date> {
        None
    }
}
