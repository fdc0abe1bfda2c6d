//! Argon2id, away from the threads that answer, and no more at once than memory allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use tokio::sync::Semaphore;

use super::{Refused, SignInError};
use crate::random::Random;

/// How many run at once; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// How long a place is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hashes and compares passwords.
#[derive(Clone)]
pub(super) struct Hasher {
    places: Arc<Semaphore>,
    runs: Arc<AtomicU64>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), runs: Arc::default() }
    }
}

impl Hasher {
    /// How often it ran.
    pub(super) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// The hash of a password with a fresh salt, by the library's recommended parameters, as a PHC string.
    pub(super) async fn hash(&self, password: String, random: &Random) -> Result<String, SignInError> {
        let salt: [u8; 16] = random.bytes()?;
        self.run(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| SignInError::Broken("a password that cannot be hashed"))
        })
        .await?
    }

    /// Whether the password is the one of this hash. Without a hash the same work is done, and the answer is no.
    pub(super) async fn verify(&self, phc: Option<String>, password: String) -> Result<bool, SignInError> {
        let known = phc.is_some();
        let phc = phc.unwrap_or_else(nobodys);
        self.run(move || {
            let hash = PasswordHash::new(&phc).map_err(|_| SignInError::Broken("a stored hash that cannot be read"))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, SignInError> {
        let place = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = place.map_err(|_| Refused::Busy { retry_after: PATIENCE })?;
        let place = place.map_err(|_| SignInError::Broken("hashing has ended"))?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            // Kept until the work is done, even if nobody waits for it any more.
            let _place = place;
            work()
        });
        done.await.map_err(|_| SignInError::Broken("hashing broke off"))
    }
}

/// Whether a hash was made with the parameters in use now.
pub(super) fn is_current(phc: &str) -> bool {
    phc.starts_with(&parameters())
}

fn parameters() -> String {
    let now = Params::DEFAULT;
    format!("$argon2id$v=19$m={},t={},p={}$", now.m_cost(), now.t_cost(), now.p_cost())
}

/// A hash of the same cost that is nobody's.
fn nobodys() -> String {
    format!("{}{}${}", parameters(), "A".repeat(22), "A".repeat(43))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hasher = Hasher::default();
        let one = hasher.hash("ひみつの合言葉です".to_owned(), &Random::System).await.unwrap();
        let two = hasher.hash("ひみつの合言葉です".to_owned(), &Random::System).await.unwrap();
        assert_ne!(one, two, "each has its own salt");
        assert!(is_current(&one), "{one}");
        assert!(!is_current("$argon2id$v=19$m=4096,t=3,p=1$AAAA$AAAA"));
        assert!(hasher.verify(Some(one.clone()), "ひみつの合言葉です".to_owned()).await.unwrap());
        assert!(!hasher.verify(Some(one), "ひみつの合言葉でした".to_owned()).await.unwrap());
        assert!(!hasher.verify(None, "ひみつの合言葉です".to_owned()).await.unwrap());
        assert_eq!(hasher.runs(), 5, "nobody's hash takes a run as well");
    }

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs() {
        let phc = nobodys();
        let hash = PasswordHash::new(&phc).unwrap();
        assert!(Params::try_from(&hash).unwrap().m_cost() == Params::DEFAULT_M_COST);
        assert_eq!(hash.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);
    }
}
