//! Many streams that a command reads in one statement.

use std::collections::BTreeMap;

use record::{Aggregate, OrganisationId, StreamId};

use super::{Act, DoorError, Loaded};

impl Act<'_> {
    /// Reads these streams of one owner in one statement, however many they are, and gives them in this order. Each is locked and
    /// compared as by [`Act::load`], also one that is not there.
    ///
    /// # Errors
    /// The database failed, or an event of them cannot be read.
    pub async fn load_all<A: Aggregate>(
        &mut self,
        owner: OrganisationId,
        streams: Vec<StreamId>,
    ) -> Result<Vec<Loaded<A>>, DoorError> {
        let mut events: BTreeMap<StreamId, Vec<Vec<u8>>> = BTreeMap::new();
        if !streams.is_empty() {
            for event in self.tx.events_of(owner, streams.clone()).await? {
                events.entry(event.stream).or_default().push(event.bytes);
            }
        }
        let mut read = Vec::with_capacity(streams.len());
        for stream in streams {
            // The oldest comes first, and versions have no gaps.
            let of = events.get(&stream).into_iter().flatten().map(Vec::as_slice);
            read.push(self.replayed(owner, stream, (1..).zip(of))?);
        }
        Ok(read)
    }
}
