//! The keys as a service finds them when it starts: each is the one the database needs, or nothing starts.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use store::{KeyNote, Store, StoreError};

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
        if name == KeyName::Log {
            follow(store, &LogKey::new(&key)?.after(earlier_logs(data)?), at).await?;
        } else {
            marks.push((name, mark(name, &key)));
        }
    }
    let noted = first(store, marks, at).await?;
    let log = log(data, store, &noted, at).await?;
    Ok(Ring { master: ciphers(data, KeyName::Master, &noted)?, vault: ciphers(data, KeyName::Vault, &noted)?, log })
}

/// Notes keys that are the first of their names; of two that do so at once, one is noted. Gives all that are noted then.
async fn first(store: &Store, marks: Vec<(KeyName, String)>, at: Timestamp) -> Result<Vec<KeyNote>, NotOpened> {
    let at = at.as_microsecond();
    if marks.is_empty() {
        return Ok(store.reader().await?.keys().await?);
    }
    let noted = store.write::<_, StoreError, _>(move |tx| {
        let marks = marks.clone();
        Box::pin(async move {
            for (name, mark) in marks {
                tx.note_key(name.word(), 1, &mark, at).await?;
            }
            tx.keys().await
        })
    });
    Ok(noted.await?)
}

/// The keys of a name that encrypt and decrypt.
pub(super) fn ciphers(data: &Path, name: KeyName, noted: &[KeyNote]) -> Result<Keys, NotOpened> {
    let (mut current, mut earlier, mut left) = (None, Vec::new(), Vec::new());
    for note in noted.iter().filter(|note| note.name == name.word()) {
        let path = name.file(data, note.number);
        let is = |stage: KeyStage| stage.word() == note.state;
        if is(KeyStage::InUse) {
            current = Some((note.number, needed(name, note, &path)?));
        } else if is(KeyStage::Earlier) {
            earlier.push((note.number, needed(name, note, &path)?));
        } else if is(KeyStage::Destroyed) && read_key(&path).is_ok_and(|key| mark(name, &key) == note.mark) {
            left.push(path);
        }
    }
    let (number, key) = current.ok_or(StoreError::Corrupt("no key is in use"))?;
    // Whoever destroyed it was stopped between its row and its file, or a copy was put back that still had it.
    left.iter().try_for_each(|path| super::change::wipe(path))?;
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
    let note = in_use.ok_or(StoreError::Corrupt("no key is in use"))?;
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
    follow(store, &log, at).await?;
    Ok(log)
}

/// Notes that the log of this key is the one in use, and that it follows those before it; gives its number. A number that was
/// ever given is given to no other, whatever files are there.
pub(super) async fn follow(store: &Store, log: &LogKey, at: Timestamp) -> Result<u8, StoreError> {
    let (name, log, at) = (KeyName::Log.word(), log.clone(), at.as_microsecond());
    let done = store.write::<_, StoreError, _>(move |tx| {
        let log = log.clone();
        Box::pin(async move {
            let noted = tx.keys().await?;
            let is = |mark: &str| noted.iter().find(|note| note.name == name && note.mark == mark);
            let mark = log.public().to_string();
            if let Some(note) = is(&mark) {
                return Ok(note.number);
            }
            if let Some(before) = number_in_use(&noted, KeyName::Log) {
                tx.move_key((name, before), KeyStage::InUse.word(), KeyStage::Earlier.word(), at).await?;
            }
            for earlier in log.earlier().iter().filter(|earlier| is(&earlier.key.to_string()).is_none()) {
                if tx.note_key(name, earlier.number, &earlier.key.to_string(), at).await? {
                    let (of, now) = (KeyStage::InUse.word(), KeyStage::Earlier.word());
                    tx.move_key((name, earlier.number), of, now, at).await?;
                }
            }
            let number = log_number(&noted, &log);
            tx.note_key(name, number, &mark, at).await?;
            // Where another process was faster, it noted the same.
            let noted = tx.keys().await?;
            let is_noted = noted.iter().any(|note| note.name == name && note.number == number && note.mark == mark);
            if is_noted { Ok(number) } else { Err(StoreError::Changed) }
        })
    });
    done.await
}

/// The number of the key of this name that is in use.
pub(super) fn number_in_use(noted: &[KeyNote], name: KeyName) -> Option<u8> {
    let is = |note: &&KeyNote| note.name == name.word() && note.state == KeyStage::InUse.word();
    noted.iter().find(is).map(|note| note.number)
}

/// The number of a log: as it is noted, or the next after all that were ever given.
pub(crate) fn log_number(noted: &[KeyNote], log: &LogKey) -> u8 {
    let (name, mark) = (KeyName::Log.word(), log.public().to_string());
    let logs = || noted.iter().filter(|note| note.name == name);
    if let Some(note) = logs().find(|note| note.mark == mark) {
        return note.number;
    }
    let given = logs().map(|note| note.number).chain(log.earlier().iter().map(|earlier| earlier.number));
    given.max().unwrap_or_default().saturating_add(1)
}
