//! `mamori log adopt`: somebody decides how it goes on after a database was put back.

use store::{HeadStore, Store, StoreError};

use super::continuity::{Continuity, KeptHead};
use super::key::LogKey;
use super::seal::NotSealed;
use crate::clock::Clock;
use crate::database::Database;
use crate::installation::{self, NotOpened, Place};
use crate::keyring;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopted {
    /// Nothing is missing: it goes on as before.
    GoesOn,
    /// No head was kept; now the newest of the database is.
    Kept {
        /// How many events it has.
        size: u64,
    },
    /// Refused: this is missing, or contradicted.
    Refused(Continuity),
    /// What is missing is given up: another log begins, which names the last head of the one before. The service takes
    /// its key with the next start.
    NewLog {
        /// The public half of its key, as it is written.
        key: String,
        /// What was given up.
        given_up: Continuity,
    },
}

/// Compares the database with the head that is kept apart from it, and lets it go on where nothing is missing. Where
/// something is, it is refused; unless `give_up`: then another log begins.
///
/// # Errors
/// One of the two cannot be read, or the head or the new key not be written.
pub async fn adopt(place: &Place, database: &Database, key: LogKey, give_up: bool) -> Result<Adopted, NotOpened> {
    let heads = HeadStore::open(&place.head_place()).await?;
    let kept = KeptHead::new(heads.clone(), database.store().clone(), key.clone());
    match kept.compare().await? {
        Continuity::Whole => {
            kept.follow().await?;
            Ok(Adopted::GoesOn)
        }
        Continuity::Restored { .. } => {
            decided(place).await?;
            kept.follow().await?;
            Ok(Adopted::GoesOn)
        }
        Continuity::NoHead { size } => {
            kept.begin().await?;
            decided(place).await?;
            kept.follow().await?;
            Ok(Adopted::Kept { size })
        }
        // The key has to come back: without it nobody can say what its log was.
        Continuity::OtherKey => Ok(Adopted::Refused(Continuity::OtherKey)),
        missing if !give_up => Ok(Adopted::Refused(missing)),
        given_up => {
            let last = kept.last().await?.1.ok_or(NotSealed::NoHead)?;
            let noted = database.store().reader().await?.keys().await?;
            let number = keyring::log_number(&noted, &key);
            let next = installation::new_log(place, number, key.public(), Some(last))?;
            decided(place).await?;
            let key = next.public().to_string();
            // From now on a database that is put back to before this is told.
            KeptHead::new(heads, database.store().clone(), next).follow().await?;
            Ok(Adopted::NewLog { key, given_up })
        }
    }
}

/// Notes that somebody has decided, where the database was restored from a backup.
async fn decided(place: &Place) -> Result<(), NotOpened> {
    let store = Store::open(&place.address()).await?;
    let at = Clock::System.now().as_microsecond();
    if store.reader().await?.open_restore().await?.is_some() {
        store.write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.note_adopted(at).await })).await?;
    }
    store.close().await;
    Ok(())
}
