//! The keys as a service finds them when it starts: each is the one the database needs, or nothing starts.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use store::{KeyNote, Store};

use super::{KeyName, KeyStage, mark};
use crate::installation::{NotOpened, earlier_logs, read_key, secret_key};
use crate::log::LogKey;
use crate::random::Random;
use crate::sign_in::Keys;

/// The keys of an installation that is open.
pub(crate) struct Ring {
    /// Of `master`.
    pub(crate) master: Keys,
    /// Of `vault`.
    pub(crate) vault: Keys,
    /// Of the log.
    pub(crate) log: LogKey,
}

/// Reads them, makes what a first start has not yet, and compares each with what the database says of it.
///
/// # Errors
/// A key that is needed is not there or is another one, or the database failed.
pub(crate) async fn open(data: &Path, store: &Store, random: &Random, at: Timestamp) -> Result<Ring, NotOpened> {
    let noted = store.reader().await?.keys().await?;
    let mut marks = Vec::new();
    for name in KeyName::ALL.into_iter().filter(|name| noted.iter().all(|note| note.name != name.word())) {
        let key = secret_key(data, name.word(), random)?;
        let (number, mark) = match name {
            KeyName::Log => {
                let log = LogKey::new(&key)?.after(earlier_logs(data)?);
                (log.number(), log.public().to_string())
            }
            _ => (1, mark(name, &key)),
        };
        marks.push((name, number, mark));
    }
    let noted = match marks.is_empty() {
        true => noted,
        false => first(store, marks, at).await?,
    };
    let log = log(data, store, &noted, at).await?;
    Ok(Ring { master: ciphers(data, KeyName::Master, &noted)?, vault: ciphers(data, KeyName::Vault, &noted)?, log })
}

/// Notes keys that are the first of their names; of two that do so at once, one is noted.
async fn first(store: &Store, marks: Vec<(KeyName, u8, String)>, at: Timestamp) -> Result<Vec<KeyNote>, NotOpened> {
    let at = at.as_microsecond();
    let noted = store.write::<_, store::StoreError, _>(move |tx| {
        let marks = marks.clone();
        Box::pin(async move {
            for (name, number, mark) in marks {
                tx.note_key(name.word(), number, &mark, at).await?;
            }
            tx.keys().await
        })
    });
    Ok(noted.await?)
}

/// The keys of a name that encrypt and decrypt.
pub(super) fn ciphers(data: &Path, name: KeyName, noted: &[KeyNote]) -> Result<Keys, NotOpened> {
    let (mut current, mut earlier) = (None, Vec::new());
    for note in noted.iter().filter(|note| note.name == name.word()) {
        let path = name.file(data, note.number);
        let is = |stage: KeyStage| stage.word() == note.state;
        if is(KeyStage::InUse) {
            current = Some((note.number, needed(name, note, &path)?));
        } else if is(KeyStage::Earlier) {
            earlier.push((note.number, needed(name, note, &path)?));
        } else if is(KeyStage::Destroyed) && read_key(&path).is_ok_and(|key| mark(name, &key) == note.mark) {
            // Whoever destroyed it was stopped between its row and its file.
            super::change::wipe(&path)?;
        }
    }
    let (number, key) = current.ok_or(store::StoreError::Corrupt("no key is in use"))?;
    Ok(earlier.iter().fold(Keys::new(number, &key), |keys, (number, key)| keys.and_earlier(*number, key)))
}

/// The key in a file, which has to be there and to be that one.
fn needed(name: KeyName, note: &KeyNote, path: &Path) -> Result<[u8; 32], NotOpened> {
    let gone = || NotOpened::KeyGone { path: path.to_owned(), name, mark: note.mark.clone() };
    if !path.exists() {
        return Err(gone());
    }
    let key = read_key(path)?;
    let found = mark(name, &key);
    if found == note.mark {
        return Ok(key);
    }
    Err(NotOpened::OtherKey { path: path.to_owned(), name, expected: note.mark.clone(), found })
}

/// The key of the log. Where a newer log follows the one that is noted, that one is noted from now on: a decision was taken
/// while nothing served, or the database is older than it.
async fn log(data: &Path, store: &Store, noted: &[KeyNote], at: Timestamp) -> Result<LogKey, NotOpened> {
    let name = KeyName::Log;
    let in_use = noted.iter().find(|note| note.name == name.word() && note.state == KeyStage::InUse.word());
    let note = in_use.ok_or(store::StoreError::Corrupt("no key is in use"))?;
    let path = name.file(data, note.number);
    let origin = |mark: &str| mark.split_once('+').map_or(mark, |(origin, _)| origin).to_owned();
    if !fs::exists(&path).unwrap_or_default() {
        return Err(NotOpened::KeyGone { path, name, mark: origin(&note.mark) });
    }
    let log = LogKey::new(&read_key(&path)?)?.after(earlier_logs(data)?);
    if log.public().to_string() == note.mark {
        return Ok(log);
    }
    if log.known().iter().all(|key| key.to_string() != note.mark) {
        let (expected, found) = (origin(&note.mark), log.origin().to_owned());
        return Err(NotOpened::OtherKey { path, name, expected, found });
    }
    let (before, number, mark) = (note.number, log.number(), log.public().to_string());
    follow(store, before, number, mark, at).await?;
    Ok(log)
}

/// Notes that a log follows another.
pub(super) async fn follow(
    store: &Store,
    before: u8,
    number: u8,
    mark: String,
    at: Timestamp,
) -> Result<(), store::StoreError> {
    let (name, at) = (KeyName::Log.word(), at.as_microsecond());
    let done = store.write::<_, store::StoreError, _>(move |tx| {
        let mark = mark.clone();
        Box::pin(async move {
            if tx.move_key((name, before), KeyStage::InUse.word(), KeyStage::Earlier.word(), at).await? {
                tx.note_key(name, number, &mark, at).await?;
            }
            Ok(())
        })
    });
    done.await
}
