//! Taking a backup: one snapshot of the whole database, read while the service goes on.

use std::io::{self, Write};

use jiff::Timestamp;
use record::Digest;
use store::vault::VaultError;
use store::{APART, Rows, Store, StoreError, Table, TakenBackup, Tx};
use tokio::sync::mpsc;

use super::file::{FileWriter, TableHead};
use super::{Contents, Copied, FORMAT, Header, Holds, KeyId, Recipients};
use crate::clock::Clock;
use crate::database::Database;
use crate::installation::{self, NotOpened, Place};

/// How many packets of rows wait to be written at most.
const WAITING: usize = 4;
/// How many names of files are read at once.
const AT_ONCE: u32 = 1_000;

/// Why none was taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The database cannot be opened.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The files of the vault cannot be copied.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What goes from who reads the database to who writes the file.
enum Packet {
    Header(Header),
    Table(TableHead),
    Rows(Rows),
    /// All of it was read.
    End,
}

impl From<Rows> for Packet {
    fn from(rows: Rows) -> Self {
        Self::Rows(rows)
    }
}

/// A backup that was taken.
pub struct Taken<W, K> {
    /// What the database was written to, and what is in it.
    pub record: (W, Contents),
    /// The same of the keys of organisations' files, where there was something to write them to.
    pub vault_keys: Option<(K, Contents)>,
    /// The files of the vault that the record names.
    pub files: Vec<Digest>,
}

/// Writes a backup of the whole database to `record`, and the keys of organisations' files to `vault_keys`; gives both back
/// with what is in them. The database is read in one snapshot and nobody waits for it; memory grows with the number of files
/// in the vault alone, by 32 bytes each.
///
/// # Errors
/// The database cannot be read, or one of the two not be written. What was written by then is no backup.
pub async fn take<W, K>(
    place: &Place,
    record: W,
    vault_keys: Option<K>,
    recipients: Recipients,
    clock: Clock,
) -> Result<Taken<W, K>, NotTaken>
where
    W: Write + Send + 'static,
    K: Write + Send + 'static,
{
    let keys = installation::key_ids(place)?.into_iter().map(|(file, id)| KeyId { file, id }).collect();
    let database = Database::look(place).await?;
    let (packets, mut waiting) = mpsc::channel(WAITING);
    let apart = vault_keys.is_some();
    // What is read is compressed and encrypted beside, by a thread of its own.
    let writing = tokio::task::spawn_blocking(move || {
        let record = write(record, &recipients, &mut waiting)?;
        let vault_keys = vault_keys.map(|out| write(out, &recipients, &mut waiting)).transpose()?;
        Ok((record, vault_keys))
    });
    let read = database.store().in_snapshot(|tx| {
        Box::pin(async move {
            let tables = tx.tables().await?;
            // Before an update the tables may be those of a version without them.
            let has = |name: &str| tables.iter().any(|table| table.name == name);
            let files = if has("evidence_file") { files(tx).await? } else { Vec::new() };
            let vault_keys = if has(APART) { tx.vault_keys_counted().await? } else { 0 };
            let header = Header {
                format: FORMAT,
                holds: Holds::Record,
                mamori: env!("CARGO_PKG_VERSION").to_owned(),
                migration: tx.migration().await?,
                database: tx.database().to_owned(),
                taken_at: clock.now(),
                head: tx.newest_head().await?.map(|head| head.note),
                keys,
                files: files.len() as u64,
                vault_keys,
            };
            for holds in [Holds::Record, Holds::VaultKeys] {
                if holds == Holds::VaultKeys && !apart {
                    break;
                }
                send(&packets, Packet::Header(Header { holds, ..header.clone() })).await?;
                for table in tables.iter().filter(|table| (table.name == APART) == (holds == Holds::VaultKeys)) {
                    send(&packets, Packet::Table(head(table))).await?;
                    tx.hand_over(table, &packets).await?;
                }
                send(&packets, Packet::End).await?;
            }
            Ok(files)
        })
    });
    let read: Result<Vec<Digest>, StoreError> = read.await;
    let written = writing.await.map_err(|_| StoreError::Panicked)?;
    database.store().close().await;
    match (read, written) {
        // Who reads is told by who writes that it does so no longer; why, only the other one knows.
        (Ok(_) | Err(StoreError::Closed), Err(error)) => Err(NotTaken::Io(error)),
        (Err(error), _) => Err(error.into()),
        (Ok(files), Ok((record, vault_keys))) => Ok(Taken { record, vault_keys, files }),
    }
}

/// The files of the vault that the record names.
async fn files(tx: &mut Tx) -> Result<Vec<Digest>, StoreError> {
    let mut files: Vec<Digest> = Vec::new();
    loop {
        let after = files.last().map_or(&[][..], |last| &last.0);
        let some = tx.objects_after(after, AT_ONCE).await?;
        if some.is_empty() {
            return Ok(files);
        }
        files.extend(some.into_iter().map(|(object, _)| object));
    }
}

/// Notes in the database that a backup was taken. `false` = its tables are of another version than this one, and nothing was
/// noted.
///
/// # Errors
/// The database cannot be written.
pub async fn note(
    place: &Place,
    contents: &Contents,
    copied: Option<&Copied>,
    keys_from: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let Some(store) = Store::open_as_it_is(&place.address()).await? else { return Ok(false) };
    let Header { taken_at, files, vault_keys, .. } = contents.header;
    let taken = TakenBackup {
        taken_at: taken_at.as_microsecond(),
        sha256: contents.sha256.clone(),
        events: contents.rows_of("event"),
        files,
        files_missing: copied.map(Copied::lacking),
        vault_keys,
        keys_from: keys_from.map(Timestamp::as_microsecond),
    };
    let noted = store.write(move |tx| Box::pin(async move { tx.note_backup(&taken).await }));
    let noted: Result<(), StoreError> = noted.await;
    store.close().await;
    noted.map(|()| true)
}

async fn send(packets: &mpsc::Sender<Packet>, packet: Packet) -> Result<(), StoreError> {
    packets.send(packet).await.map_err(|_| StoreError::Closed)
}

fn head(table: &Table) -> TableHead {
    let columns = table.columns.iter().map(|column| (column.name.clone(), column.kind.word().to_owned()));
    TableHead { name: table.name.clone(), columns: columns.collect() }
}

fn write<W: Write>(out: W, recipients: &Recipients, waiting: &mut mpsc::Receiver<Packet>) -> io::Result<(W, Contents)> {
    let ended = || io::Error::other("the database was not read to its end");
    let Some(Packet::Header(header)) = waiting.blocking_recv() else { return Err(ended()) };
    let mut file = FileWriter::begin(out, recipients, header)?;
    loop {
        match waiting.blocking_recv().ok_or_else(ended)? {
            Packet::Table(head) => file.table(&head)?,
            Packet::Rows(rows) => file.rows(&rows)?,
            Packet::End => return file.finish(),
            Packet::Header(_) => return Err(ended()),
        }
    }
}
