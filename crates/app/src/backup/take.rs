//! Taking a backup: one snapshot of the whole database, read while the service goes on.

use std::io::{self, Write};

use store::{Rows, StoreError, Table};
use tokio::sync::mpsc;

use super::file::{FileWriter, TableHead};
use super::{Contents, FORMAT, Header, KeyId, Recipients};
use crate::clock::Clock;
use crate::database::Database;
use crate::installation::{self, NotOpened, Place};

/// How many packets of rows wait to be written at most.
const WAITING: usize = 4;

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

/// Writes a backup of the whole database to `out`, which it gives back with what is in it. The database is read in one
/// snapshot and nobody waits for it; memory does not grow with it.
///
/// # Errors
/// The database cannot be read, or `out` not be written. What was written to `out` by then is no backup.
pub async fn take<W>(place: &Place, out: W, recipients: Recipients, clock: Clock) -> Result<(W, Contents), NotTaken>
where
    W: Write + Send + 'static,
{
    let keys = installation::key_ids(place)?.into_iter().map(|(file, id)| KeyId { file, id }).collect();
    let database = Database::look(place).await?;
    let (packets, waiting) = mpsc::channel(WAITING);
    // What is read is compressed and encrypted beside, by a thread of its own.
    let writing = tokio::task::spawn_blocking(move || write(out, &recipients, waiting));
    let read = database.store().in_snapshot(|tx| {
        Box::pin(async move {
            let migration = tx.migration().await?;
            let header = Header {
                format: FORMAT,
                mamori: env!("CARGO_PKG_VERSION").to_owned(),
                migration,
                database: tx.database().to_owned(),
                taken_at: clock.now(),
                head: tx.newest_head().await?.map(|head| head.note),
                keys,
            };
            send(&packets, Packet::Header(header)).await?;
            for table in tx.tables().await? {
                send(&packets, Packet::Table(head(&table))).await?;
                tx.hand_over(&table, &packets).await?;
            }
            send(&packets, Packet::End).await
        })
    });
    let read: Result<(), StoreError> = read.await;
    let written = writing.await.map_err(|_| StoreError::Panicked)?;
    database.store().close().await;
    match (read, written) {
        // Who reads is told by who writes that it does so no longer; why, only the other one knows.
        (Ok(()) | Err(StoreError::Closed), Err(error)) => Err(error.into()),
        (Err(error), _) => Err(error.into()),
        (Ok(()), Ok(done)) => Ok(done),
    }
}

async fn send(packets: &mpsc::Sender<Packet>, packet: Packet) -> Result<(), StoreError> {
    packets.send(packet).await.map_err(|_| StoreError::Closed)
}

fn head(table: &Table) -> TableHead {
    let columns = table.columns.iter().map(|column| (column.name.clone(), column.kind.word().to_owned()));
    TableHead { name: table.name.clone(), columns: columns.collect() }
}

fn write<W: Write>(out: W, recipients: &Recipients, mut waiting: mpsc::Receiver<Packet>) -> io::Result<(W, Contents)> {
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
