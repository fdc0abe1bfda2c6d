//! Putting a backup back into an empty database, and looking whether what came of it is sound.
//!
//! Nothing is kept before all of the file was read and found whole. What is kept is held: it is read, and nothing is
//! written until somebody has decided by `mamori log adopt`.

use std::io::{BufReader, Read};

use store::vault::VaultError;
use store::{APART, Examined, Restoring, StoreError};
use tokio::sync::mpsc;

use super::file::{FileReader, Section};
use super::{BadBackup, Contents, Header, Holds, Identities};
use crate::clock::Clock;
use crate::database::Database;
use crate::installation::{self, NotOpened, Place};
use crate::log::Verified;

/// How many sections wait to be written at most.
const WAITING: usize = 4;
/// How much is read from the file at once.
const AT_ONCE: usize = 64 << 10;

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    /// The file.
    #[error(transparent)]
    Bad(#[from] BadBackup),
    /// The file with the keys of organisations' files.
    #[error("the keys of the vault: {0}")]
    BadVaultKeys(BadBackup),
    /// The database: [`store::NoRestore`] in it says what does not fit.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder or a key.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The vault, or the copies of its files.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What was restored, and how it stands.
#[derive(Debug)]
pub struct Restored {
    /// What was in the backup.
    pub contents: Contents,
    /// What was in the file with the keys of organisations' files; none = there was no such file.
    pub vault_keys: Option<Contents>,
    /// Files of the vault of whose organisation no key is there.
    pub without_key: u64,
    /// Whether the database is sound.
    pub examined: Examined,
    /// Whether the record is as it was sealed; none = the key of its log is not there.
    pub verified: Option<Verified>,
    /// The keys that stood beside the database when the backup was taken.
    pub keys: Vec<(String, KeyState)>,
}

/// How a key of `keys/` stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// It is there.
    There,
    /// It is not there.
    Missing {
        /// Its id.
        id: String,
    },
    /// Another one is there.
    Other {
        /// The id of the one that should be.
        expected: String,
        /// The id of the one that is.
        found: String,
    },
}

/// Puts a backup back into the database of `place`, which has to be empty, and looks at what came of it. `vault_keys` is the
/// file with the keys of organisations' files; without it none of their files is read again.
///
/// # Errors
/// A file is no backup, not whole, or does not go into this database. Nothing is kept then.
pub async fn restore<R>(
    place: &Place,
    record: R,
    vault_keys: Option<R>,
    identities: Identities,
    clock: &Clock,
) -> Result<Restored, NotRestored>
where
    R: Read + Send + 'static,
{
    let (sections, mut waiting) = mpsc::channel(WAITING);
    let apart = vault_keys.is_some();
    // What was decrypted and unpacked is written beside, in the order in which it comes.
    let reading = tokio::task::spawn_blocking(move || {
        read(record, Holds::Record, &identities, &sections).map_err(NotRestored::Bad)?;
        let keys = vault_keys.map(|file| read(file, Holds::VaultKeys, &identities, &sections));
        keys.transpose().map_err(NotRestored::BadVaultKeys).map(drop)
    });
    let loaded = load(place, apart, &mut waiting, clock).await;
    drop(waiting);
    let read = reading.await.map_err(|_| StoreError::Panicked)?;
    let Loaded { contents, vault_keys } = match (read, loaded) {
        (_, Err(error)) => return Err(error),
        (Err(error), Ok(_)) => return Err(error),
        (Ok(()), Ok(loaded)) => loaded.ok_or_else(|| BadBackup::Broken("its end is missing".to_owned()))?,
    };
    let database = Database::look(place).await?;
    let examined = database.examine().await?;
    let without_key = database.files_without_key().await?;
    let keys = states(place, &contents.header)?;
    let fits = |(file, state): &(String, KeyState)| file != "log" || *state == KeyState::There;
    let verified = match installation::log_key(place)? {
        Some(key) if keys.iter().all(fits) => Some(database.verify_log(&key, contents.header.head.clone()).await?),
        _ => None,
    };
    database.store().close().await;
    Ok(Restored { contents, vault_keys, without_key, examined, verified, keys })
}

/// What goes from who reads the files to who fills the database.
enum Packet {
    Header(Box<Header>),
    Section(Section),
}

/// Reads a file to its end. That nobody takes it any longer is no fault of the file.
fn read<R: Read>(
    input: R,
    expected: Holds,
    identities: &Identities,
    sections: &mpsc::Sender<Packet>,
) -> Result<(), BadBackup> {
    let mut file = FileReader::open(BufReader::with_capacity(AT_ONCE, input), identities)?;
    let found = file.header().holds;
    if found != expected {
        return Err(BadBackup::OtherContent { expected, found });
    }
    let mut packet = Packet::Header(Box::new(file.header().clone()));
    loop {
        let ended = matches!(packet, Packet::Section(Section::End(_)));
        if sections.blocking_send(packet).is_err() || ended {
            return Ok(());
        }
        packet = Packet::Section(file.following()?);
    }
}

/// What was in the files that were loaded.
struct Loaded {
    contents: Contents,
    vault_keys: Option<Contents>,
}

/// Fills the database; none = a file ended before its end, and nothing is kept.
async fn load(
    place: &Place,
    apart: bool,
    sections: &mut mpsc::Receiver<Packet>,
    clock: &Clock,
) -> Result<Option<Loaded>, NotRestored> {
    let Some(Packet::Header(header)) = sections.recv().await else { return Ok(None) };
    let made = place.database.is_none() && !place.data.exists();
    if place.database.is_none() {
        installation::private_folder(&place.data)?;
    }
    let done = match Restoring::begin(&place.address(), header.migration).await {
        Ok(mut restoring) => match fill_all(&mut restoring, apart, sections).await {
            Ok(Some(loaded)) => {
                let kept = restoring.keep(clock.now().as_microsecond()).await;
                kept.map(|()| Some(loaded)).map_err(NotRestored::from)
            }
            other => {
                restoring.give_up().await;
                other
            }
        },
        Err(error) => Err(error.into()),
    };
    if made && !matches!(done, Ok(Some(_))) {
        // Only where nothing is in it.
        let _ = std::fs::remove_dir(&place.data);
    }
    done
}

async fn fill_all(
    restoring: &mut Restoring,
    apart: bool,
    sections: &mut mpsc::Receiver<Packet>,
) -> Result<Option<Loaded>, NotRestored> {
    let Some(contents) = fill(restoring, sections).await? else { return Ok(None) };
    if !apart {
        restoring.leave_empty(APART);
        return Ok(Some(Loaded { contents, vault_keys: None }));
    }
    let Some(Packet::Header(_)) = sections.recv().await else { return Ok(None) };
    let vault_keys = fill(restoring, sections).await?;
    Ok(vault_keys.map(|keys| Loaded { contents, vault_keys: Some(keys) }))
}

async fn fill(
    restoring: &mut Restoring,
    sections: &mut mpsc::Receiver<Packet>,
) -> Result<Option<Contents>, NotRestored> {
    while let Some(packet) = sections.recv().await {
        match packet {
            Packet::Section(Section::Table(name, columns)) => {
                restoring.table(&name, &columns).map_err(StoreError::from)?;
            }
            Packet::Section(Section::Rows(rows)) => restoring.load(&rows).await?,
            Packet::Section(Section::End(contents)) => return Ok(Some(contents)),
            Packet::Header(_) => return Ok(None),
        }
    }
    Ok(None)
}

/// How the keys stand that were there when the backup was taken. Where it was taken without them, the head says at least
/// which log it is.
fn states(place: &Place, header: &Header) -> Result<Vec<(String, KeyState)>, NotOpened> {
    let found = installation::key_ids(place)?;
    let mut expected: Vec<(String, String)> =
        header.keys.iter().map(|key| (key.file.clone(), key.id.clone())).collect();
    if let (true, Some(log)) = (expected.is_empty(), header.log()) {
        expected.push(("log".to_owned(), log.to_owned()));
    }
    let state = |(file, id): (String, String)| {
        let state = match found.iter().find(|(name, _)| *name == file) {
            Some((_, there)) if *there == id => KeyState::There,
            Some((_, there)) => KeyState::Other { expected: id, found: there.clone() },
            None => KeyState::Missing { id },
        };
        (file, state)
    };
    Ok(expected.into_iter().map(state).collect())
}
