//! The places for connections: a bounded number, a bounded number for each network, and who has to go when all are taken.
//!
//! Knows who is busy and since when the others are not; knows no socket and no request. Where there is no place left, the
//! connection goes that has been without a request for longest: whoever holds places only to hold them loses them to whoever
//! uses one.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

/// The places of one listener. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Places(Arc<Inner>);

struct Inner {
    most: usize,
    of_one_network: usize,
    taken: Mutex<Taken>,
    /// A place went free, or one that was busy no longer is.
    moved: Notify,
    /// How many connections had to go, or were not taken.
    turned_away: AtomicU64,
}

#[derive(Default)]
struct Taken {
    /// The number of the next connection, and of the next change.
    next: u64,
    all: HashMap<u64, Entry>,
}

struct Entry {
    /// None = that of a trusted proxy, from where everybody comes.
    network: Option<String>,
    /// Without a request since this change; none = busy.
    idle_since: Option<u64>,
    /// Tells the connection that it has to go.
    go: Arc<Notify>,
}

impl Taken {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Takes the place of the connection of this network, or of any, that has been without a request for longest.
    fn evict(&mut self, of: Option<&str>) -> bool {
        let idle = self.all.iter().filter(|(_, entry)| of.is_none() || entry.network.as_deref() == of);
        let oldest = idle.filter_map(|(id, entry)| Some((entry.idle_since?, *id))).min();
        let Some(entry) = oldest.and_then(|(_, id)| self.all.remove(&id)) else { return false };
        entry.go.notify_one();
        true
    }
}

impl Places {
    pub(crate) fn new(most: usize, of_one_network: usize) -> Self {
        let (taken, moved, turned_away) = (Mutex::default(), Notify::new(), AtomicU64::new(0));
        Self(Arc::new(Inner { most: most.max(1), of_one_network: of_one_network.max(1), taken, moved, turned_away }))
    }

    /// Connections that are open, and how many were turned away so far.
    pub(crate) fn counted(&self) -> (u64, u64) {
        (self.lock().all.len() as u64, self.0.turned_away.load(Ordering::Relaxed))
    }

    /// Waits until there is a place, or one that can be taken from somebody.
    pub(super) async fn room(&self) {
        loop {
            let moved = self.0.moved.notified();
            if self.has_room() {
                return;
            }
            moved.await;
        }
    }

    fn has_room(&self) -> bool {
        let taken = self.lock();
        taken.all.len() < self.0.most || taken.all.values().any(|entry| entry.idle_since.is_some())
    }

    /// A place for a connection from this network, perhaps that of another one, which goes.
    pub(super) fn take(&self, network: Option<&str>) -> Result<Place, Full> {
        let mut taken = self.lock();
        let here = taken.all.values().filter(|entry| network.is_some() && entry.network.as_deref() == network).count();
        if here >= self.0.of_one_network {
            // Whether it goes in place of another or not at all: one had to.
            self.turned_away();
            if !taken.evict(network) {
                return Err(Full::Network);
            }
        } else if taken.all.len() >= self.0.most {
            if !taken.evict(None) {
                return Err(Full::All);
            }
            self.turned_away();
        }
        let (id, go) = (taken.number(), Arc::new(Notify::new()));
        taken.all.insert(id, Entry { network: network.map(str::to_owned), idle_since: Some(id), go: go.clone() });
        Ok(Place(Arc::new(Held { places: self.clone(), id, go })))
    }

    fn turned_away(&self) {
        self.0.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// This network has all it may have, each with a request.
    Network,
    /// All places are taken, each with a request.
    All,
}

/// A place that a connection has. It is free again with the last of them.
#[derive(Clone)]
pub(super) struct Place(Arc<Held>);

struct Held {
    places: Places,
    id: u64,
    go: Arc<Notify>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.places.lock().all.remove(&self.id);
        self.places.0.moved.notify_one();
    }
}

impl Place {
    /// Done once the connection has to go.
    pub(super) fn evicted(&self) -> impl Future<Output = ()> + Send + use<> {
        let go = self.0.go.clone();
        async move { go.notified().await }
    }

    /// A request has come: as long as it is answered, nobody takes the place.
    pub(super) fn busy(&self) -> Busy {
        if let Some(entry) = self.0.places.lock().all.get_mut(&self.0.id) {
            entry.idle_since = None;
        }
        Busy(self.clone())
    }
}

/// A connection with a request under way.
pub(super) struct Busy(Place);

impl Busy {
    /// The same until the answer is written.
    pub(super) fn until_written(self, body: Body) -> Written {
        Written { body, _busy: self }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let Place(held) = &self.0;
        let mut taken = held.places.lock();
        let now = taken.number();
        if let Some(entry) = taken.all.get_mut(&held.id) {
            entry.idle_since = Some(now);
        }
        drop(taken);
        held.places.0.moved.notify_one();
    }
}

/// An answer that keeps its connection busy.
pub(super) struct Written {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Written {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(places: &Places) -> u64 {
        places.counted().0
    }

    #[tokio::test]
    async fn where_all_places_are_taken_the_one_without_a_request_for_longest_goes() {
        let places = Places::new(3, 3);
        let all: Vec<Place> = (0..3).filter_map(|_| places.take(Some("192.0.2.1")).ok()).collect();
        // The first two have a request; of the one that was answered, it is a moment ago.
        let busy = all[0].busy();
        drop(all[1].busy());
        let gone = all[2].evicted();
        let fourth = places.take(Some("192.0.2.2")).unwrap();
        gone.await;
        assert_eq!((open(&places), places.counted().1), (3, 1));
        let gone = all[1].evicted();
        let fifth = places.take(Some("192.0.2.3")).unwrap();
        gone.await;
        // All that are left are busy: nobody is taken any more, until one is done.
        let others = (fourth.busy(), fifth.busy());
        assert!(matches!(places.take(Some("192.0.2.4")), Err(Full::All)));
        assert!(tokio::time::timeout(std::time::Duration::from_millis(20), places.room()).await.is_err());
        drop(busy);
        places.room().await;
        assert!(places.take(Some("192.0.2.4")).is_ok());
        drop((others, all, fourth, fifth));
        assert_eq!(open(&places), 0, "each place is free with its connection");
    }

    #[test]
    fn one_network_takes_no_more_than_its_share_and_a_proxy_has_no_share() {
        let places = Places::new(10, 2);
        let take = |network: &str| places.take(Some(network));
        let (first, second) = (take("192.0.2.1").unwrap(), take("192.0.2.1").unwrap());
        let busy = (first.busy(), second.busy());
        assert!(matches!(take("192.0.2.1"), Err(Full::Network)), "both are busy");
        let other = take("192.0.2.2");
        assert!(other.is_ok());
        drop(busy.1);
        assert!(take("192.0.2.1").is_ok(), "in the place of the one that is done");
        let behind: Vec<_> = (0..6).map(|_| places.take(None)).collect();
        assert!(behind.iter().all(Result::is_ok));
    }
}
