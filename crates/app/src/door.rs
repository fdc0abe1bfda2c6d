//! The one write door: every change of the record passes [`Door::execute`].
//!
//! Knows transactions, time, evidence and repeated requests; knows no subject. A use case is a function from an
//! [`Act`] to its result: it reads streams, asks for the right, lets an aggregate decide, and the door appends what
//! follows together with its read models. Where something that was read changes before the commit, the whole is
//! tried once more; after that it is a conflict for the person.

mod made;
mod many;

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{Aggregate, At, Digest, Envelope, Evidence, Happening as _, OrganisationId, PersonId, Salted, StreamId};
use record::{Text, TextId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Append, Head, NewEvent, Projected, Standing, Store, StoreError, Tx};

use crate::clock::Clock;
use crate::jobs::Outbox;
use crate::log::{Hold, Latest};
use crate::random::{NoRandomness, Random};
use crate::sign_in::Secret;

pub(crate) use made::Made;

/// How often a command is decided before a change of what it read is told to the person.
const TRIES: usize = 2;

/// Who acts, and for which organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The person; none = the installation itself.
    pub person: Option<PersonId>,
    /// The organisation the person acts for.
    pub acting_for: Option<OrganisationId>,
}

/// A request that may come twice: by network trouble, or by a second click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once {
    key: Digest,
    request: Digest,
    /// What a secret is made of that the request asks for; none where its sender chose the key, which may be guessed.
    seed: Option<Digest>,
}

impl Once {
    /// `key` is what its sender chose, `request` all that was asked.
    #[must_use]
    pub fn new(key: &str, request: &[u8]) -> Self {
        Self { key: Digest::of(key.as_bytes()), request: Digest::of(request), seed: None }
    }

    /// The same for a form of ours, whose key is known to its page alone: a secret that is made for it can be shown
    /// again when it comes twice. Whoever goes back and changes what they typed sends another request.
    #[must_use]
    pub fn of_form(key: &Secret, request: &[u8]) -> Self {
        let whole = [key.text().as_bytes(), request].concat();
        let seed = Digest::of(&[b"what this form asks for/", &whole[..]].concat());
        Self { key: Digest::of(&whole), request: Digest::of(request), seed: Some(seed) }
    }

    /// The secret that the request asks for, the same each time it comes; none = a fresh one is made, and told once.
    #[must_use]
    pub fn secret(self) -> Option<Secret> {
        self.seed.and_then(|seed| Secret::read(&seed.to_string()))
    }

    /// The same for one step of a request that takes several commands; `name` tells the steps apart.
    #[must_use]
    pub fn step(self, name: &str) -> Self {
        Self { key: Digest::of(&[&self.key.0[..], name.as_bytes()].concat()), ..self }
    }

    /// The key, as it is kept.
    pub(crate) fn key(self) -> String {
        self.key.to_string()
    }

    /// An id that is the same whenever the same person sends the same key, for what the request begins.
    #[must_use]
    pub fn id(self, person: PersonId) -> uuid::Uuid {
        uuid::Uuid::new_v5(&person.0, &self.key.0)
    }
}

/// What keeps any command from being done, whatever it is.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness for ids and salts.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// A stored event cannot be read, or a new one not written.
    #[error(transparent)]
    Event(#[from] record::Unreadable),
    /// The key was used for another request.
    #[error("the key of this request was used for another one")]
    OtherRequest,
    /// The caller named the version at which it saw a stream, and that is another by now.
    #[error("expected version {expected}, found {found}")]
    OtherVersion {
        /// As it was seen.
        expected: u32,
        /// As it is.
        found: u32,
    },
    /// A stored receipt cannot be read.
    #[error("a stored receipt cannot be read")]
    Receipt,
    /// The record is held: the database does not go on from the head that is kept apart from it.
    #[error("the record is held, nothing is written")]
    Held,
}

/// How commands ended, since the process began. All clones of a door count together.
#[derive(Debug, Default)]
struct Counted {
    kept: AtomicU64,
    conflicts: AtomicU64,
    not_kept: AtomicU64,
}

/// How the commands of this process ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Commands {
    /// They were done, and are on the disk.
    pub kept: u64,
    /// What they had read changed before they were done; each is decided once more before that is told.
    pub conflicts: u64,
    /// Refused, or the database failed.
    pub not_kept: u64,
}

/// The door. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    store: Store,
    clock: Clock,
    random: Random,
    outbox: Option<Outbox>,
    hold: Hold,
    latest: Latest,
    counted: Arc<Counted>,
}

impl Door {
    /// The door to `store`.
    #[must_use]
    pub fn new(store: Store, clock: Clock, random: Random) -> Self {
        Self {
            store,
            clock,
            random,
            outbox: None,
            hold: Hold::default(),
            latest: Latest::default(),
            counted: Arc::default(),
        }
    }

    /// The same, keeping jobs for what is mailed.
    #[must_use]
    pub fn with_outbox(self, outbox: Outbox) -> Self {
        Self { outbox: Some(outbox), ..self }
    }

    /// The same, writing nothing while the record is held.
    #[must_use]
    pub fn held_by(self, hold: Hold) -> Self {
        Self { hold, ..self }
    }

    /// The same, dating nothing before the newest head.
    #[must_use]
    pub fn not_before(self, latest: Latest) -> Self {
        Self { latest, ..self }
    }

    /// The time of the newest head.
    #[must_use]
    pub fn latest(&self) -> &Latest {
        &self.latest
    }

    /// Whether the record is held, and why.
    #[must_use]
    pub fn hold(&self) -> &Hold {
        &self.hold
    }

    /// What makes jobs; none = nothing is mailed.
    #[must_use]
    pub fn outbox(&self) -> Option<&Outbox> {
        self.outbox.as_ref()
    }

    /// How commands ended.
    #[must_use]
    pub fn commands(&self) -> Commands {
        let Counted { kept, conflicts, not_kept } = &*self.counted;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Commands { kept: read(kept), conflicts: read(conflicts), not_kept: read(not_kept) }
    }

    /// The store, to be read.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The randomness.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.random
    }

    /// Does one command: all of it or nothing; what it returned is on the disk.
    ///
    /// # Errors
    /// What the command refused, or why it could not be done.
    pub async fn execute<T, E, F>(&self, actor: Actor, command: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DoorError> + Retry + Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Act<'b>) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        let command = Arc::new(command);
        let mut tried = 1;
        loop {
            let done = self.attempt(actor, command.clone()).await;
            let counter = match &done {
                Ok(_) => &self.counted.kept,
                Err(error) if error.is_changed() => &self.counted.conflicts,
                Err(_) => &self.counted.not_kept,
            };
            counter.fetch_add(1, Ordering::Relaxed);
            match done {
                Err(error) if error.is_changed() && tried < TRIES => tried += 1,
                done => return done,
            }
        }
    }

    /// The same, for a request that may come twice: the second time its first receipt is given.
    ///
    /// # Errors
    /// As [`Door::execute`]; or the key was used for another request.
    pub async fn execute_once<T, E, F>(&self, actor: Actor, once: Option<Once>, command: F) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<DoorError> + Retry + Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Act<'b>) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        let (Some(once), Some(person)) = (once, actor.person) else { return self.execute(actor, command).await };
        let command = Arc::new(command);
        self.execute(actor, move |act| {
            let command = command.clone();
            Box::pin(async move {
                let key = once.key();
                if let Some((request, receipt)) = act.tx.answered(person, &key).await.map_err(DoorError::from)? {
                    let same = request == once.request;
                    let receipt = same.then(|| serde_json::from_str(&receipt)).ok_or(DoorError::OtherRequest)?;
                    return Ok(receipt.map_err(|_| DoorError::Receipt)?);
                }
                let done = command(act).await?;
                let receipt = serde_json::to_string(&done).map_err(|_| DoorError::Receipt)?;
                let at = act.at.recorded_at.as_microsecond();
                let kept = act.tx.keep_answer(person, &key, once.request, &receipt, at).await;
                kept.map_err(DoorError::from)?;
                Ok(done)
            })
        })
        .await
    }

    async fn attempt<T, E, F>(&self, actor: Actor, command: Arc<F>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DoorError> + Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Act<'b>) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        if self.hold.why().is_some() {
            return Err(DoorError::Held.into());
        }
        let (clock, random, outbox) = (self.clock.clone(), self.random.clone(), self.outbox.clone());
        let latest = self.latest.clone();
        let done = self.store.write::<T, Kept<E>, _>(move |tx| {
            Box::pin(async move {
                let mut act = Act::new(tx, (&clock, &latest), actor, random);
                act.outbox = outbox;
                let done = command(&mut act).await.map_err(Kept::Refused)?;
                act.keep().await.map_err(|error| Kept::Refused(E::from(error)))?;
                Ok(done)
            })
        });
        done.await.map_err(|error| match error {
            Kept::Refused(error) => error,
            Kept::Lost(error) => E::from(DoorError::Store(error)),
        })
    }
}

/// Tells a refusal of the command from a loss by the store.
enum Kept<E> {
    Refused(E),
    Lost(StoreError),
}

impl<E> From<StoreError> for Kept<E> {
    fn from(error: StoreError) -> Self {
        Self::Lost(error)
    }
}

/// An error of a command that knows whether what was read has changed.
pub trait Retry {
    /// Whether the same command may succeed if it is decided again.
    fn is_changed(&self) -> bool;
}

impl Retry for DoorError {
    fn is_changed(&self) -> bool {
        matches!(self, Self::Store(StoreError::Changed))
    }
}

/// Rows to be written once the events are.
type Rows = Box<dyn for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<(), StoreError>> + Send>;

/// One command under way.
pub struct Act<'t> {
    tx: &'t mut Tx,
    at: At,
    actor: Actor,
    random: Random,
    outbox: Option<Outbox>,
    evidence: Vec<Evidence>,
    expected: Option<(StreamId, u32)>,
    read: BTreeMap<StreamId, Append>,
    rows: BTreeMap<StreamId, Rows>,
    texts: Vec<(OrganisationId, Salted)>,
    keys: Vec<(bool, &'static str, String, StreamId)>,
}

/// A stream as it was read.
pub struct Loaded<A: Aggregate> {
    /// Where its life cycle stands.
    pub status: A::Status,
    /// Its version; 0 = it has no event.
    pub version: u32,
    stream: StreamId,
    begun_at: Option<Timestamp>,
    aggregate: PhantomData<A>,
}

impl<A: Aggregate> Loaded<A> {
    /// The stream.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        self.stream
    }
}

impl<'t> Act<'t> {
    fn new(tx: &'t mut Tx, (clock, latest): (&Clock, &Latest), actor: Actor, random: Random) -> Self {
        let at = At { recorded_at: micros(latest.date(clock.now())), today: clock.today() };
        Self {
            tx,
            at,
            actor,
            random,
            outbox: None,
            evidence: Vec::new(),
            expected: None,
            read: BTreeMap::new(),
            rows: BTreeMap::new(),
            texts: Vec::new(),
            keys: Vec::new(),
        }
    }
}

impl Act<'_> {
    /// When the command is decided.
    #[must_use]
    pub fn at(&self) -> At {
        self.at
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The transaction, for questions to read models and for what stands beside the record.
    pub fn tx(&mut self) -> &mut Tx {
        self.tx
    }

    /// Has the version of a stream compared with the one the caller saw, when it is read.
    pub(crate) fn expect(&mut self, seen: Option<(StreamId, u32)>) {
        self.expected = seen;
    }

    /// What makes jobs; none = nothing is mailed.
    #[must_use]
    pub fn outbox(&self) -> Option<&Outbox> {
        self.outbox.as_ref()
    }

    /// A fresh id.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn id(&self) -> Result<uuid::Uuid, DoorError> {
        Ok(self.random.id(self.at.recorded_at)?)
    }

    /// Keeps a text for its owner when the command commits; the event holds its digest.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn text(&mut self, owner: OrganisationId, body: String) -> Result<Text, DoorError> {
        let salted = Salted::new(TextId(self.id()?), self.random.bytes()?, body);
        let text = salted.text;
        self.texts.push((owner, salted));
        Ok(text)
    }

    /// Takes a key that may exist once, when the command commits.
    pub fn reserve(&mut self, kind: &'static str, key: String, stream: StreamId) {
        self.keys.push((true, kind, key, stream));
    }

    /// Gives a key back, when the command commits.
    pub fn release(&mut self, kind: &'static str, key: String, stream: StreamId) {
        self.keys.push((false, kind, key, stream));
    }

    /// Reads a stream. Its head is locked and compared when the command commits, whether it is written or not.
    ///
    /// # Errors
    /// The database failed, or an event of it cannot be read.
    pub async fn load<A: Aggregate>(
        &mut self,
        owner: OrganisationId,
        stream: StreamId,
    ) -> Result<Loaded<A>, DoorError> {
        let events = self.tx.events(owner, stream).await?;
        self.replayed(owner, stream, events.iter().map(|event| (event.version, &event.bytes[..])))
    }

    /// A stream as its events tell, each with its version.
    fn replayed<'e, A: Aggregate>(
        &mut self,
        owner: OrganisationId,
        stream: StreamId,
        events: impl Iterator<Item = (u32, &'e [u8])>,
    ) -> Result<Loaded<A>, DoorError> {
        let mut status = A::Status::default();
        let (mut version, mut begun_at) = (0, None);
        for (place, bytes) in events {
            let envelope: Envelope<A::Event> = Envelope::from_bytes(bytes)?;
            // Clocks of two machines differ; the record never goes back.
            self.at.recorded_at = self.at.recorded_at.max(envelope.recorded_at);
            status = A::apply(status, &envelope.event);
            version = place;
            begun_at.get_or_insert(envelope.recorded_at);
        }
        if let Some((_, expected)) = self.expected.filter(|(seen, expected)| *seen == stream && *expected != version) {
            return Err(DoorError::OtherVersion { expected, found: version });
        }
        self.lock(Head { stream, kind: A::KIND, owner, version });
        Ok(Loaded { status, version, stream, begun_at, aggregate: PhantomData })
    }

    /// Has the head compared when the command commits, for what was read from a read model.
    pub fn lock(&mut self, head: Head) {
        self.read.entry(head.stream).or_insert(Append { head, events: Vec::new() });
    }

    /// Notes on what the decision rests, beyond its own stream. It stands in the events that follow.
    pub fn rests_on<A: Aggregate>(&mut self, loaded: &Loaded<A>, fact: &str) {
        let evidence = Evidence { stream: loaded.stream, version: loaded.version, fact: fact.to_owned() };
        self.evidence.push(evidence);
    }

    /// Lets the aggregate decide. What follows is appended, with its read models, when the command commits.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn decide<A>(&mut self, loaded: &mut Loaded<A>, command: A::Command) -> Result<usize, DecideError<A::Error>>
    where
        A: Projected,
        A::Status: Clone + Send + Sync + 'static,
    {
        let events = A::handle(&loaded.status, command, self.at).map_err(DecideError::Rule)?;
        let made = events.len();
        for event in events {
            loaded.status = A::apply(std::mem::take(&mut loaded.status), &event);
            loaded.version += 1;
            self.push::<A>(loaded, event).map_err(DecideError::Door)?;
        }
        if made > 0 {
            self.rows_of(loaded).map_err(DecideError::Door)?;
        }
        Ok(made)
    }

    fn push<A: Projected>(&mut self, loaded: &Loaded<A>, event: A::Event) -> Result<(), DoorError> {
        let change = self.read.get_mut(&loaded.stream).ok_or(StoreError::Corrupt("a stream that was not read"))?;
        let who = (self.actor.person, self.actor.acting_for);
        let envelope = Envelope::new(loaded.stream, loaded.version, self.at, who, self.evidence.clone(), event);
        change.events.push(NewEvent {
            kind: envelope.event.kind().to_owned(),
            recorded_at: envelope.recorded_at.as_microsecond(),
            effective_on: envelope.effective_on.map(|date| date.to_string()),
            by: envelope.by,
            acting_for: envelope.acting_for,
            bytes: envelope.to_bytes()?,
        });
        Ok(())
    }

    /// Notes that the rows of a stream are to be written as its status now is; what was noted before gives way.
    fn rows_of<A>(&mut self, loaded: &Loaded<A>) -> Result<(), DoorError>
    where
        A: Projected,
        A::Status: Clone + Send + Sync + 'static,
    {
        let change = self.read.get(&loaded.stream).ok_or(StoreError::Corrupt("a stream that was not read"))?;
        let standing = Standing {
            stream: loaded.stream,
            owner: change.head.owner,
            version: loaded.version,
            begun_at: loaded.begun_at.unwrap_or(self.at.recorded_at).as_microsecond(),
            touched_at: self.at.recorded_at.as_microsecond(),
        };
        let status = loaded.status.clone();
        let rows: Rows = Box::new(move |tx| Box::pin(async move { A::project(tx, standing, &status).await }));
        self.rows.insert(loaded.stream, rows);
        Ok(())
    }

    /// Appends everything, then writes the read models.
    async fn keep(self) -> Result<(), DoorError> {
        if self.read.values().all(|change| change.events.is_empty()) {
            return Ok(());
        }
        for (owner, text) in &self.texts {
            // Where nothing came of a text, because it says what stood there, no event names it.
            let id = text.text.id.to_string();
            let named = |event: &NewEvent| event.bytes.windows(id.len()).any(|part| part == id.as_bytes());
            if self.read.values().flat_map(|change| &change.events).any(named) {
                self.tx.keep_text(*owner, text).await?;
            }
        }
        self.tx.append(self.read.into_values().collect()).await?;
        for (take, kind, key, stream) in &self.keys {
            if *take {
                self.tx.reserve(kind, key, *stream).await?;
            } else {
                self.tx.release(kind, key, *stream).await?;
            }
        }
        for rows in self.rows.into_values() {
            rows(self.tx).await?;
        }
        Ok(())
    }
}

/// A refusal by the rule, or a failure of the door.
#[derive(Debug)]
pub enum DecideError<E> {
    /// The rule refuses.
    Rule(E),
    /// The door failed.
    Door(DoorError),
}

fn micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
