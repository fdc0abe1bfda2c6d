//! One installation: its database, its keys, and the set-up link of its first start.
//!
//! The keys stand beside the database in `keys/`, readable by the user of the service only: `master`, without which second
//! factors and PINs cannot be read again, `vault`, without which no file of the vault can be, and `log`, without which
//! nothing more is sealed under the name of the log. What follows them is `master-2`, `vault-2` …; a log that another one
//! follows leaves its public key and its last head in `log-1`, `log-2` …. They belong into a safe place of their own.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use criteria::catalogue::Catalogue;
use record::Digest;
pub use store::vault::{Bucket, VaultPlace};
use store::vault::{Vault as Objects, VaultError};
use store::{HeadPlace, HeadStore, Store};

use crate::access::{Policy, PolicyFault};
use crate::clock::Clock;
use crate::door::Door;
use crate::keyring::{self, InUse, KeyName, Ring};
use crate::log::{EarlierLog, Key, LogKey, NoEarlierLog, NoLogKey, NotSealed, Sealer};
use crate::office::Office;
use crate::operator::Data;
use crate::random::{NoRandomness, Random};
use crate::sign_in::{NoSite, Secret, SignIn, Site};
use crate::vault::Vault;

/// Where an installation is, and what it is called.
#[derive(Clone)]
pub struct Place {
    /// The folder of the keys, and of the embedded database.
    pub data: PathBuf,
    /// A PostgreSQL, instead of the embedded database.
    pub database: Option<String>,
    /// Connections to a PostgreSQL at most.
    pub connections: u32,
    /// The address people type, `https://mamori.example.jp`: passkeys are bound to it.
    pub origin: Option<String>,
    /// What it is called on devices.
    pub name: String,
    /// Where the newest head of the log is kept: a folder, or a PostgreSQL. None = the folder `heads` in `data`, which is
    /// lost with it.
    pub heads: Option<String>,
    /// Where the files of organisations stand. None = the folder `vault` in `data`.
    pub vault: Option<VaultPlace>,
}

impl Place {
    /// Where the newest head of the log is kept.
    #[must_use]
    pub fn head_place(&self) -> HeadPlace {
        match &self.heads {
            None => HeadPlace::Folder(self.data.join("heads")),
            Some(url) if url.starts_with("postgres") && url.contains("://") => HeadPlace::Postgres(url.clone()),
            Some(folder) => HeadPlace::Folder(PathBuf::from(folder)),
        }
    }

    /// Opens the vault, without its keys. Files wait in `data` until they are whole.
    ///
    /// # Errors
    /// A folder cannot be made, or the description of the bucket is faulty.
    pub(crate) fn objects(&self) -> Result<Objects, VaultError> {
        let folder = || VaultPlace::Folder(self.data.join("vault"));
        Objects::open(&self.vault.clone().unwrap_or_else(folder), &self.data.join("incoming"))
    }
}

/// An installation that is open.
#[derive(Clone)]
pub struct Installation {
    /// What organisations do.
    pub office: Office,
    /// How people show who they are.
    pub sign_in: SignIn,
    /// The secret of the set-up link, if nobody is there yet.
    pub set_up: Option<Secret>,
    /// What seals the record.
    pub sealer: Sealer,
    /// While this is kept, nobody changes its keys.
    pub in_use: InUse,
}

/// Why it cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The folder or a key cannot be made or read.
    #[error("`{path}`: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The key is none: 64 hexadecimal digits are expected.
    #[error("`{0}` is no key: expected 64 hexadecimal digits")]
    Key(PathBuf),
    /// A key that the database needs is not there.
    #[error("`{path}` is not there")]
    KeyGone {
        /// Its file.
        path: PathBuf,
        /// Which.
        name: KeyName,
        /// By which it can be told from another.
        mark: String,
    },
    /// A key is not the one that the database needs.
    #[error("`{path}` is another key: expected {expected}, found {found}")]
    OtherKey {
        /// Its file.
        path: PathBuf,
        /// Which.
        name: KeyName,
        /// By which the one that is needed can be told from another.
        expected: String,
        /// By which the one that is there can be.
        found: String,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The key of the log.
    #[error(transparent)]
    Log(#[from] NoLogKey),
    /// What an earlier log left beside its key.
    #[error("`{path}`: {error}")]
    Earlier {
        /// The file.
        path: PathBuf,
        /// Why.
        error: NoEarlierLog,
    },
    /// The head that is kept apart from the database cannot be compared with it.
    #[error("the database cannot be compared with the head that is kept apart from it: {0}")]
    Heads(#[from] NotSealed),
    /// The shipped policies: the build is broken.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// The address people type is none.
    #[error(transparent)]
    Origin(#[from] NoSite),
    /// The vault cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl Installation {
    /// Opens it; makes folder, key and database where they are missing. Where the database does not go on from the head
    /// that is kept apart from it, the record is held: it is read, and nothing is written.
    ///
    /// # Errors
    /// Why it cannot be opened. Nothing starts then.
    pub async fn open(place: &Place, catalogue: &'static Catalogue) -> Result<Self, NotOpened> {
        let random = Random::System;
        private_folder(&place.data)?;
        let in_use = InUse::with_others(&place.data)?;
        let store = Store::open(&place.address()).await?;
        let Ring { master, vault, log } = keyring::open(&place.data, &store, &random, Clock::System.now()).await?;
        let set_up = if store.reader().await?.anybody().await? { None } else { Some(Secret::fresh(&random)?) };
        let site = match &place.origin {
            Some(origin) => Site::new(&place.name, origin)?,
            None => Site::without_passkeys(&place.name),
        };
        let sign_in = SignIn::new(store.clone(), random.clone(), master, site);
        let heads = HeadStore::open(&place.head_place()).await?;
        let sealer = Sealer::new(store.clone(), Clock::System, random.clone(), log).keeping(heads);
        sealer.follow().await?;
        let door = Door::new(store, Clock::System, random).held_by(sealer.hold()).not_before(sealer.latest());
        let vault = Vault::new(place.objects()?, vault);
        let office = Office::new(door, Arc::new(Policy::shipped()?), catalogue).with_vault(vault);
        Ok(Self { office, sign_in, set_up, sealer, in_use })
    }

    /// Whether what is in it is invented. Once it is, it stays so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn data(&self) -> Result<Data, NotOpened> {
        let invented = self.office.store().reader().await?.invented().await?;
        Ok(if invented.is_some() { Data::Invented } else { Data::Real })
    }
}

impl Installation {
    /// The same, where one organisation may have so many bytes in the vault; none = as many as there is room for.
    #[must_use]
    pub fn allowing(self, storage: Option<u64>) -> Self {
        let vault = self.office.vault.clone().map(|vault| vault.allowing(storage));
        Self { office: Office { vault, ..self.office }, ..self }
    }

    /// The same, where letters are kept for a worker that mails them.
    #[must_use]
    pub fn mailing(self) -> Self {
        let outbox = self.sign_in.new_outbox();
        let door = self.office.door.clone().with_outbox(outbox.clone());
        Self { office: Office { door, ..self.office }, sign_in: self.sign_in.with_outbox(outbox), ..self }
    }
}

pub(crate) fn failed(path: &Path) -> impl FnOnce(io::Error) -> NotOpened {
    let path = path.to_owned();
    move |error| NotOpened::File { path, error }
}

pub(crate) fn private_folder(path: &Path) -> Result<(), NotOpened> {
    fs::create_dir_all(path).map_err(failed(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(failed(path))?;
    }
    Ok(())
}

/// The key of the log; none = there is no such key beside the database.
///
/// # Errors
/// The key, or what an earlier log left, cannot be read.
pub fn log_key(place: &Place) -> Result<Option<LogKey>, NotOpened> {
    let path = place.data.join("keys").join("log");
    if !path.exists() {
        return Ok(None);
    }
    Ok(Some(LogKey::new(&read_key(&path)?)?.after(earlier_logs(&place.data)?)))
}

/// The keys that stand beside the database, by the names of their files and ids by which each can be told from another: of
/// a log its name, of `master` and `vault` a part of a digest, from which nobody learns anything of it.
///
/// # Errors
/// A key cannot be read.
pub fn key_ids(place: &Place) -> Result<Vec<(String, String)>, NotOpened> {
    let mut ids = Vec::new();
    for name in [KeyName::Master, KeyName::Vault] {
        // Numbers whose key was destroyed are passed over.
        for file in (1..=u8::MAX).map(|number| name.file_name(number)) {
            let path = place.data.join("keys").join(&file);
            if path.exists() {
                ids.push((file, keyring::mark(name, &read_key(&path)?)));
            }
        }
    }
    if let Some(log) = log_key(place)? {
        ids.push(("log".to_owned(), log.origin().to_owned()));
        for earlier in log.earlier() {
            ids.push((format!("log-{}", earlier.number), earlier.key.name().to_owned()));
        }
    }
    Ok(ids)
}

/// Begins another log, which follows the one of this number and key: its public half and its last head are kept, its secret
/// goes. Gives the key of the new one.
///
/// # Errors
/// A file cannot be written, or what another log left has that number.
pub(crate) fn new_log(place: &Place, number: u8, key: &Key, last: Option<String>) -> Result<LogKey, NotOpened> {
    let folder = place.data.join("keys");
    leave_log(&place.data, number, key, last)?;
    write_private(&folder, &folder.join("log"), &format!("{}\n", Digest(Random::System.bytes()?)))?;
    Ok(LogKey::new(&read_key(&folder.join("log"))?)?.after(earlier_logs(&place.data)?))
}

/// Keeps public half and last head of an earlier log.
///
/// # Errors
/// The file cannot be written, or what another log left is in it: nothing else has that.
pub(crate) fn leave_log(data: &Path, number: u8, key: &Key, last: Option<String>) -> Result<(), NotOpened> {
    let (folder, path) = (data.join("keys"), log_left(data, number));
    if let Some(found) = read_left(data, number)?
        && found.key.to_string() != key.to_string()
    {
        let (expected, found) = (key.name().to_owned(), found.key.name().to_owned());
        return Err(NotOpened::OtherKey { path, name: KeyName::Log, expected, found });
    }
    let left = EarlierLog::new(number, key.clone(), last);
    let left = left.map_err(|error| NotOpened::Earlier { path: path.clone(), error })?;
    write_private(&folder, &path, &left.text())
}

fn log_left(data: &Path, number: u8) -> PathBuf {
    data.join("keys").join(format!("log-{number}"))
}

fn read_left(data: &Path, number: u8) -> Result<Option<EarlierLog>, NotOpened> {
    let path = log_left(data, number);
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).map_err(failed(&path))?;
    EarlierLog::read(number, &text).map(Some).map_err(|error| NotOpened::Earlier { path, error })
}

/// What the logs before the present one left, the oldest first. A copy that was put back may have some of them only.
pub(crate) fn earlier_logs(data: &Path) -> Result<Vec<EarlierLog>, NotOpened> {
    let present = data.join("keys").join("log");
    let present = present.exists().then(|| read_key(&present)).transpose()?;
    let present = present.map(|key| LogKey::new(&key)).transpose()?.map(|log| log.public().to_string());
    let mut left = logs_left(data)?;
    // Broken off before the key was another one: it is written again.
    left.retain(|earlier| Some(earlier.key.to_string()) != present);
    Ok(left)
}

/// What logs left, the oldest first.
pub(crate) fn logs_left(data: &Path) -> Result<Vec<EarlierLog>, NotOpened> {
    (1..=u8::MAX).filter_map(|number| read_left(data, number).transpose()).collect()
}

/// Writes a file that its owner alone reads; it is there whole or as it was before.
fn write_private(folder: &Path, path: &Path, text: &str) -> Result<(), NotOpened> {
    let fresh = written_beside(path, text)?;
    fs::rename(&fresh, path).map_err(failed(path))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

/// Writes a file that its owner alone reads beside `path`, on the disk when this returns; gives where.
fn written_beside(path: &Path, text: &str) -> Result<PathBuf, NotOpened> {
    let fresh = path.with_extension(std::process::id().to_string());
    let mut file = fs::File::create(&fresh).map_err(failed(&fresh))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(failed(&fresh))?;
    }
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&fresh))?;
    Ok(fresh)
}

/// A key beside the database; made at the first start. Two that start at once agree on one.
pub(crate) fn secret_key(data: &Path, name: &str, random: &Random) -> Result<[u8; 32], NotOpened> {
    let folder = data.join("keys");
    private_folder(&folder)?;
    let path = folder.join(name);
    if !path.exists() {
        let fresh = written_beside(&path, &format!("{}\n", Digest(random.bytes()?)))?;
        // A link is made only where there is none: whoever comes second takes the first one's key.
        match fs::hard_link(&fresh, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(&path)(error)),
            _ => fs::remove_file(&fresh).map_err(failed(&fresh))?,
        }
    }
    read_key(&path)
}

pub(crate) fn read_key(path: &Path) -> Result<[u8; 32], NotOpened> {
    let text = fs::read_to_string(path).map_err(failed(path))?;
    text.trim().parse().map(|Digest(key)| key).map_err(|_| NotOpened::Key(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_readable_by_its_owner_only_and_a_broken_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let first = secret_key(folder.path(), "master", &Random::System).unwrap();
        assert_eq!(secret_key(folder.path(), "master", &Random::System).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("keys"), mode("keys/master")), (0o700, 0o600));
        }
        assert_ne!(secret_key(folder.path(), "log", &Random::System).unwrap(), first, "each its own");
        fs::write(folder.path().join("keys/master"), "short").unwrap();
        assert!(matches!(secret_key(folder.path(), "master", &Random::System), Err(NotOpened::Key(_))));
    }
}
