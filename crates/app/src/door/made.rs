//! What a command does so far, for what follows from it: letters.

use record::StreamId;
use store::Append;

use super::Act;

/// Something a command does.
pub(crate) struct Made {
    /// To which stream.
    pub(crate) stream: StreamId,
    /// The version it has then.
    pub(crate) version: u32,
    /// The kind of the stream.
    pub(crate) kind: &'static str,
    /// The kind of the event.
    pub(crate) event: String,
}

impl Act<'_> {
    /// What this command does so far, an event each.
    pub(crate) fn made(&self) -> Vec<Made> {
        let of = |change: &Append| {
            let (stream, kind, first) = (change.head.stream, change.head.kind, change.head.version);
            let events = change.events.iter().map(|event| event.kind.clone()).zip(first + 1..);
            events.map(|(event, version)| Made { stream, version, kind, event }).collect::<Vec<_>>()
        };
        self.read.values().flat_map(of).collect()
    }
}
