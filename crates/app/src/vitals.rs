//! How an installation is doing, in numbers alone, for whoever watches over it with a program.
//!
//! Knows counts and times. No id, no name and no organisation is in them, so nobody's right is asked.

use jiff::Timestamp;
pub use store::vault::{Room, RoomOf};
use store::{Statements, StoreError, VaultRound};

use crate::door::Commands;
use crate::office::Office;
use crate::operating::LogState;

/// What is known without the database: it counts in this process since it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// How commands ended.
    pub commands: Commands,
    /// Statements made.
    pub statements: u64,
    /// Whether the record is held: it is read, and nothing is written.
    pub held: bool,
    /// By how many seconds the clock of this machine stands before the newest head of the log; 0 = by none that matters.
    pub clock_behind: u64,
}

/// What the database says: it is the same for every process on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vitals {
    /// Jobs that wait for their time or for a worker.
    pub jobs_waiting: u64,
    /// Jobs that a worker has.
    pub jobs_running: u64,
    /// Jobs that were given up and that nobody had tried again: dead letters.
    pub jobs_dead: u64,
    /// Events that are sealed.
    pub sealed: u64,
    /// Events that wait to be sealed.
    pub unsealed: u64,
    /// Seconds since the newest head was signed; none = nothing was sealed yet. While nothing happens it grows.
    pub since_sealing: Option<f64>,
    /// Seconds since the oldest event that waits was recorded; 0 = none waits.
    pub oldest_unsealed: f64,
    /// Seconds since the database was read for the last backup; none = none was taken.
    pub since_backup: Option<f64>,
    /// What the last nightly round through the vault came to; none = there was none yet.
    pub vault: Option<VaultVitals>,
}

/// What the last nightly round through the vault came to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct VaultVitals {
    /// Objects in the vault.
    pub objects: u64,
    /// How long they are together.
    pub bytes: u64,
    /// Objects that evidence names and that are not there.
    pub missing: u64,
    /// Objects that nothing names.
    pub unnamed: u64,
    /// Seconds since the round.
    pub since: f64,
}

impl Office {
    /// What this process has counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let held = self.door.hold().why().is_some();
        let behind = self.door.latest().behind(self.door.clock().now());
        let clock_behind = behind.map_or(0, |behind| behind.as_secs().unsigned_abs());
        Counts { commands: self.door.commands(), statements: Statements::all(), held, clock_behind }
    }

    /// The room on the disks that the vault needs.
    pub async fn vault_rooms(&self) -> Vec<Room> {
        self.rooms().await
    }

    /// What the database says.
    ///
    /// # Errors
    /// The database failed, or no connection is free within the time allowed.
    pub async fn vitals(&self) -> Result<Vitals, StoreError> {
        let mut tx = self.store().reader().await?;
        let (log, jobs) = (self.log_state(&mut tx).await?, tx.jobs_counted().await?);
        let backup = tx.backups(1).await?.pop();
        let round = tx.vault_round().await?.done;
        let now = self.door.clock().now();
        let of = |word: &str| {
            let found = jobs.iter().find(|(state, _)| state == word);
            found.map_or(0, |(_, number)| u64::try_from(*number).unwrap_or_default())
        };
        let LogState { sealed, sealed_at, waiting, oldest, .. } = log;
        Ok(Vitals {
            jobs_waiting: of("waiting"),
            jobs_running: of("running"),
            jobs_dead: of("dead"),
            sealed,
            unsealed: waiting,
            since_sealing: sealed_at.map(|at| seconds(at, now)),
            oldest_unsealed: oldest.map_or(0.0, |at| seconds(at, now)),
            since_backup: backup.map(|backup| seconds(backup.taken_at, now)),
            vault: round.map(|VaultRound { at, objects, bytes, missing, unnamed, .. }| VaultVitals {
                objects,
                bytes,
                missing,
                unnamed,
                since: seconds(at, now),
            }),
        })
    }
}

/// From a time in microseconds until now; a clock that went back gives 0.
fn seconds(from: i64, now: Timestamp) -> f64 {
    now.as_microsecond().saturating_sub(from).max(0) as f64 / 1_000_000.0
}
