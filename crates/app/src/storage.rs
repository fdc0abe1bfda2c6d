//! What the vault has, for who runs the installation: which kind it is, how much of whom, and what the last night came to.
//!
//! Knows counts and names of organisations; never a file, nor what it is called. What takes a walk through the vault is noted at
//! night ([`Office::tidy_vault`]) and shown with its time.

use std::collections::BTreeMap;

use record::OrganisationId;
use store::vault::Room;
use store::{NotedRound, Tx};
use tokio::task::spawn_blocking;
use uuid::Uuid;

pub use store::vault::VaultKind;
pub use store::{StoredBy, VaultRound};

use crate::access::Action;
use crate::office::{Caller, Office, Refused};

/// How many organisations a page has.
pub const LISTED: u32 = 50;

/// What the vault has.
#[derive(Debug, Clone)]
pub struct Stores {
    /// Which kind it is, and where.
    pub kind: VaultKind,
    /// Room on the disks it needs.
    pub rooms: Vec<Room>,
    /// How many bytes one organisation may have; none = as many as there is room for.
    pub allowed: Option<u64>,
    /// How many files evidence names, and how long they are together.
    pub named: (u64, u64),
    /// The last nightly round.
    pub round: NotedRound,
    /// Organisations with files, the one with the most bytes first.
    pub each: Vec<StoredBy>,
    /// What they are called.
    pub names: BTreeMap<OrganisationId, String>,
    /// Where the next page begins, if there is more.
    pub next: Option<(i64, Uuid)>,
}

/// What is wrong with the vault, as far as it is known without looking through it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amiss {
    /// Objects that evidence names and that were not there last night.
    pub missing: u64,
    /// Whether less than a tenth of a disk is free.
    pub low: bool,
    /// Whether the last nightly round failed.
    pub failed: bool,
}

impl Amiss {
    /// Whether there is anything.
    #[must_use]
    pub fn anything(self) -> bool {
        self != Self::default()
    }
}

impl Office {
    /// What the vault has, with a page of the organisations after the place `before`.
    ///
    /// # Errors
    /// The caller does not run the installation, or there is no vault.
    pub async fn storage(&self, caller: Caller, before: Option<(i64, Uuid)>) -> Result<Stores, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorStorage, None).await?;
        let vault = self.vault()?;
        let before = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut each = tx.stored_by_each(before, LISTED + 1).await?;
        let more = each.len() > LISTED as usize;
        each.truncate(LISTED as usize);
        let place = |one: &StoredBy| (i64::try_from(one.bytes).unwrap_or(i64::MAX), one.owner.0);
        let next = each.last().filter(|_| more).map(place);
        let names = tx.organisations_named(each.iter().map(|one| one.owner)).await?;
        let (named, round) = (tx.stored_by_all().await?, tx.vault_round().await?);
        drop(tx);
        let (kind, allowed, rooms) = (vault.objects().kind().clone(), vault.allowed(), self.rooms().await);
        Ok(Stores { kind, rooms, allowed, named, round, each, names, next })
    }

    /// Room on the disks of the vault. A disk that does not answer keeps nothing but this waiting.
    pub(crate) async fn rooms(&self) -> Vec<Room> {
        let Ok(vault) = self.vault() else { return Vec::new() };
        let objects = vault.objects().clone();
        spawn_blocking(move || objects.rooms()).await.unwrap_or_default()
    }

    /// What is wrong with the vault, for who runs the installation; for others nothing is.
    pub(crate) async fn vault_amiss(&self, tx: &mut Tx, caller: &Caller) -> Result<Amiss, Refused> {
        let (access, _) = self.access(tx, caller, Action::OperatorStorage, None, self.today()).await?;
        if !access.allowed {
            return Ok(Amiss::default());
        }
        let NotedRound { done, failed_at } = tx.vault_round().await?;
        let low = self.rooms().await.iter().any(Room::is_low);
        Ok(Amiss { missing: done.map_or(0, |round| round.missing), low, failed: failed_at.is_some() })
    }
}
