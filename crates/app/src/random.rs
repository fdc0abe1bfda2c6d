//! The one source of randomness. Everything else takes ids, salts and secrets as parameters or from here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use record::Digest;
use uuid::Uuid;

/// Makes random bytes; in tests, always the same ones.
#[derive(Debug, Clone, Default)]
pub enum Random {
    /// The system's.
    #[default]
    System,
    /// Reproducible, for tests and for the sample data; never for a secret.
    Seeded(Arc<Seed>),
}

/// Where a reproducible sequence stands.
#[derive(Debug)]
pub struct Seed {
    seed: u64,
    drawn: AtomicU64,
}

/// The system has no randomness to give. Nothing can be done safely then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

impl Random {
    /// A sequence that is the same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Seed { seed, drawn: AtomicU64::new(0) }))
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// The system gives none.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        match self {
            Self::System => getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?,
            Self::Seeded(at) => {
                for chunk in bytes.chunks_mut(32) {
                    let drawn = at.drawn.fetch_add(1, Ordering::Relaxed);
                    let block = Digest::of(&[at.seed.to_be_bytes(), drawn.to_be_bytes()].concat());
                    chunk.copy_from_slice(&block.0[..chunk.len()]);
                }
            }
        }
        Ok(bytes)
    }

    /// A fresh id that sorts by time (UUID version 7).
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn id(&self, now: Timestamp) -> Result<Uuid, NoRandomness> {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()?).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_bytes_again_and_the_system_never_does() {
        let drawn = |random: &Random| (random.bytes::<40>(), random.bytes::<40>());
        assert_eq!(drawn(&Random::seeded(1)), drawn(&Random::seeded(1)));
        assert_ne!(drawn(&Random::seeded(1)), drawn(&Random::seeded(2)));
        let (one, two) = drawn(&Random::seeded(1));
        assert_ne!(one, two);
        assert_ne!(Random::System.bytes::<32>(), Random::System.bytes::<32>());
    }

    #[test]
    fn ids_sort_by_time() {
        let at = |millis| Random::System.id(Timestamp::from_millisecond(millis).unwrap()).unwrap();
        assert!(at(1_000) < at(2_000));
        assert_eq!(at(1_000).get_version_num(), 7);
    }
}
