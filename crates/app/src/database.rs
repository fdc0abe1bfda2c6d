//! Looking after the database of an installation, without its keys: whether it is sound, and as whom the service runs.

use std::collections::BTreeSet;

use record::{Digest, StreamId};
use store::{Address, Store, StoreError};

use crate::installation::{NotOpened, Place};
use crate::log::{self, Judged, Tile, Verified};

pub use store::{Examined, Finding, Flaw, Granted, Spot};

/// How many names of files are read at once.
const AT_ONCE: u32 = 1_000;

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

    /// Files that evidence names and the vault does not have, with the evidence: something took them away.
    ///
    /// # Errors
    /// The database or the vault cannot be read.
    pub async fn missing_files(&self, place: &Place) -> Result<Vec<(Digest, StreamId)>, NotOpened> {
        let mut tx = self.0.reader().await?;
        let mut named = tx.objects_after(&[], AT_ONCE).await?;
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let (mut there, mut missing) = (BTreeSet::new(), Vec::new());
        place.objects()?.each(|listed| _ = there.insert(listed.object)).await?;
        while let Some((last, _)) = named.last() {
            let after = *last;
            missing.extend(named.iter().filter(|(object, _)| !there.contains(object)));
            named = tx.objects_after(&after.0, AT_ONCE).await?;
        }
        Ok(missing)
    }

    /// How many files the record names of whose organisation no key is there: they cannot be read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn files_without_key(&self) -> Result<u64, StoreError> {
        self.0.reader().await?.files_without_key().await
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
