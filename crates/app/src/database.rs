//! Looking after the database of an installation, without its keys: whether it is sound, and as whom the service runs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proof::time_stamp::{Anchors, NotStamped, check};
use protection::evidence;
use record::{Digest, Envelope, StreamId};
use store::vault::VaultError;
use store::{Address, StampedEvent, Store, StoreError};

use crate::installation::{NotOpened, Place};
use crate::log::{self, Judged, Tile, Verified};

pub use store::{Examined, Finding, Flaw, Granted, Spot};

/// How many names of files are read at once.
const AT_ONCE: u32 = 1_000;

/// What was found of the time stamps of evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps {
    /// How many there are.
    pub checked: u64,
    /// How much evidence has a newest stamp whose certificate has ended.
    pub over: u64,
    /// Those that are not as they should be: the evidence, the version of the event, and what is wrong.
    pub flawed: Vec<(StreamId, i64, StampFlaw)>,
}

/// What is wrong with a time stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampFlaw {
    /// It is not there.
    Missing,
    /// It, or its manifest, is another one than the event names.
    Other,
    /// It proves nothing.
    Broken(NotStamped),
}

/// Compares a stamp with its event and checks it once more. The certificate that was believed then stands at the end of what is
/// kept of its chain.
fn judged(event: &StampedEvent) -> Result<(), StampFlaw> {
    let envelope = Envelope::<evidence::Event>::from_bytes(&event.bytes).map_err(|_| StampFlaw::Other)?;
    let evidence::Event::Stamped(stamp) = envelope.event else { return Ok(()) };
    let (token, chain) = event.kept.as_ref().ok_or(StampFlaw::Missing)?;
    let manifest = event.manifest.as_ref().map(|manifest| Digest::of(manifest.as_bytes()));
    if Digest::of(token) != stamp.token || manifest.is_some_and(|manifest| manifest != stamp.stamped) {
        return Err(StampFlaw::Other);
    }
    let begin = chain.rfind("-----BEGIN").unwrap_or(0);
    let anchors = Anchors::read(&chain[begin..]).map_err(|_| StampFlaw::Broken(NotStamped::Untrusted))?;
    check(token, &stamp.stamped.0, None, &anchors).map(|_| ()).map_err(StampFlaw::Broken)
}

/// What the vault has of the files that evidence names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Those it does not have, with the evidence.
    pub missing: Vec<(Digest, StreamId)>,
    /// Those that are not what was kept, with the evidence.
    pub changed: Vec<(Digest, StreamId)>,
    /// How many were read.
    pub read: u64,
    /// How long these are, as stored.
    pub bytes: u64,
}

/// The database of an installation.
pub struct Database(Store);

impl Place {
    /// Where the database is.
    pub(crate) fn address(&self) -> Address {
        match &self.database {
            Some(url) => Address::Postgres { url: url.clone(), connections: self.connections },
            None => Address::File(self.data.join("mamori.db")),
        }
    }
}

impl Database {
    /// Opens it and brings its tables to this version.
    ///
    /// # Errors
    /// It cannot be opened or brought up to date.
    pub async fn open(place: &Place) -> Result<Self, NotOpened> {
        if place.database.is_none() {
            crate::installation::private_folder(&place.data)?;
        }
        Ok(Self(Store::open(&place.address()).await?))
    }

    /// Opens it as it is, to look at it only.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub async fn look(place: &Place) -> Result<Self, NotOpened> {
        Ok(Self(Store::look(&place.address()).await?))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0
    }

    /// Looks whether everything is as it should be.
    ///
    /// # Errors
    /// The database failed.
    pub async fn examine(&self) -> Result<Examined, StoreError> {
        self.0.examine().await
    }

    /// The files that evidence names: which of them the vault does not have, and, where they are `read`, which are not what was
    /// kept. Something took them away or changed them.
    ///
    /// # Errors
    /// The database or the vault cannot be read.
    pub async fn files(&self, place: &Place, read: bool) -> Result<Files, NotOpened> {
        let mut tx = self.0.reader().await?;
        let mut named = tx.objects_after(&[], AT_ONCE).await?;
        let mut files = Files::default();
        if named.is_empty() {
            return Ok(files);
        }
        let (vault, mut there) = (place.objects()?, BTreeMap::new());
        vault.each(|listed| _ = there.insert(listed.object, listed.bytes)).await?;
        while let Some((last, _)) = named.last() {
            let after = *last;
            for (object, evidence) in named {
                match there.get(&object) {
                    None => files.missing.push((object, evidence)),
                    Some(bytes) if read => {
                        files.read += 1;
                        files.bytes += bytes;
                        match vault.check(object).await {
                            Ok(_) => {}
                            Err(VaultError::Changed(_)) => files.changed.push((object, evidence)),
                            Err(VaultError::NotThere) => files.missing.push((object, evidence)),
                            Err(error) => return Err(error.into()),
                        }
                    }
                    Some(_) => {}
                }
            }
            named = tx.objects_after(&after.0, AT_ONCE).await?;
        }
        Ok(files)
    }

    /// How many files the record names of whose organisation no key is there: they cannot be read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn files_without_key(&self) -> Result<u64, StoreError> {
        self.0.reader().await?.files_without_key().await
    }

    /// Looks whether the time stamps of evidence are as they were recorded, and still hold at the time they tell; `now` for how
    /// many are of a certificate that has ended meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stamps(&self, now: Timestamp) -> Result<Stamps, StoreError> {
        let mut tx = self.0.reader().await?;
        let mut stamps = Stamps { over: tx.stamps_over(now.as_microsecond()).await?, ..Stamps::default() };
        let mut after = i64::MIN;
        loop {
            let events = tx.stamped_events(after, AT_ONCE).await?;
            let Some(last) = events.last() else { break };
            after = last.position;
            for event in &events {
                stamps.checked += 1;
                if let Err(flaw) = judged(event) {
                    stamps.flawed.push((event.evidence, event.version, flaw));
                }
            }
        }
        Ok(stamps)
    }

    /// Looks whether the record is as it was sealed: [`log::verify()`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn verify_log(&self, by: impl Into<Judged>, noted: Option<String>) -> Result<Verified, StoreError> {
        log::verify(&self.0, by, noted).await
    }

    /// The newest head of the log; none = nothing was sealed yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn newest_head(&self) -> Result<Option<String>, StoreError> {
        Ok(self.0.reader().await?.newest_head().await?.map(|head| head.note))
    }

    /// Some tiles of the log from a level and a place on, and where the next ones begin.
    ///
    /// # Errors
    /// The database failed.
    pub async fn log_tiles(&self, from: (u8, u64)) -> Result<(Vec<Tile>, Option<(u8, u64)>), StoreError> {
        log::tiles(&mut self.0.reader().await?, from).await
    }

    /// Lets the service run as `role`, and as nothing stronger.
    ///
    /// # Errors
    /// The role cannot be that one, or who asks may not grant.
    pub async fn grant(&self, role: &str) -> Result<Vec<Granted>, StoreError> {
        self.0.grant(role).await
    }
}
