//! A file on its way into the vault: hashed, encrypted, hashed again, whole on the disk, and then an object.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt as _, WriteMultipart};
use record::Digest;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::parts::SILENCE;
use super::stage::{Measured, Writing};
use super::{BESIDE, Recipient, Vault, VaultError, VaultKind, failed};

/// How many pieces wait between who brings a file and who encrypts it.
const WAITING: usize = 16;
/// The pieces in which an object is sent to an object store, in bytes; it takes 10,000 of one object at most.
const PIECE: usize = 8 * 1024 * 1024;
/// How many of them are under way at once.
const AT_ONCE: usize = 4;
/// By how many of its first bytes it is told what a file is.
const HEAD: usize = 512;

/// A file that came whole: encrypted, on the disk of this machine, and no object yet. Dropped, it is gone.
#[derive(Debug)]
pub struct Received {
    /// How long it was.
    pub bytes: u64,
    /// SHA-256 of what came.
    pub sha256: Digest,
    /// SHA-256 of what is stored.
    pub object: Digest,
    /// How long what is stored is.
    pub stored: u64,
    /// Its first 512 bytes, in clear: by them it is told what it is.
    pub head: Vec<u8>,
    pub(super) file: NamedTempFile,
}

enum Part {
    Bytes(Bytes),
    End,
}

impl Vault {
    /// Takes a file of at most `limit` bytes, encrypting it for `recipient` while it comes. Memory is constant.
    ///
    /// # Errors
    /// It is too long or broke off, or the disk does not take it. Nothing of it is kept then.
    pub async fn receive<S, E>(&self, recipient: &Recipient, body: S, limit: u64) -> Result<Received, VaultError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
    {
        let file = NamedTempFile::new_in(&self.incoming).map_err(failed(&self.incoming))?;
        let (sender, parts) = mpsc::channel(WAITING);
        let recipient = recipient.clone();
        let writing = spawn_blocking(move || seal(file, &recipient, parts, limit));
        let mut body = std::pin::pin!(body);
        let mut whole = true;
        loop {
            let bytes = match timeout(SILENCE, body.next()).await {
                Ok(None) => break,
                Ok(Some(Ok(bytes))) => bytes,
                // Who brought it is gone, or says nothing any more.
                Ok(Some(Err(_))) | Err(_) => {
                    whole = false;
                    break;
                }
            };
            // Who writes has given up; why, it says itself.
            if sender.send(Part::Bytes(bytes)).await.is_err() {
                break;
            }
        }
        if whole {
            let _ = sender.send(Part::End).await;
        }
        drop(sender);
        writing.await.map_err(|_| VaultError::Panicked)?
    }

    /// Makes an object of what came. It is on the disk of the vault when this returns.
    ///
    /// # Errors
    /// The vault cannot be reached or does not take it.
    pub async fn keep(&self, received: Received) -> Result<(), VaultError> {
        self.keep_at(self.key(received.object), received.file, received.stored).await
    }

    /// Makes what stands in a whole file, `stored` bytes, the object of this name.
    pub(super) async fn keep_at(&self, key: Key, whole: NamedTempFile, stored: u64) -> Result<(), VaultError> {
        if let VaultKind::Folder(folder) = &self.kind {
            let (path, beside) = (folder.join(key.as_ref()), folder.join(BESIDE));
            return spawn_blocking(move || place(whole, &path, &beside)).await.map_err(|_| VaultError::Panicked)?;
        }
        let path = whole.path().to_owned();
        let mut file = whole.reopen().map_err(failed(&path))?;
        if stored <= PIECE as u64 {
            let bytes = spawn_blocking(move || piece(&mut file).map(|(_, bytes)| bytes));
            let bytes = bytes.await.map_err(|_| VaultError::Panicked)?.map_err(failed(&path))?;
            self.objects.put(&key, bytes.into()).await?;
            return self.is_taken(&key, stored).await;
        }
        let mut upload = WriteMultipart::new_with_chunk_size(self.objects.put_multipart(&key).await?, PIECE);
        loop {
            // What was sent and cannot be finished is given up at the store as well, so that nobody pays for it.
            if let Err(error) = upload.wait_for_capacity(AT_ONCE).await {
                let _ = upload.abort().await;
                return Err(error.into());
            }
            let read = spawn_blocking(move || piece(&mut file).map(|(ended, bytes)| (file, ended, bytes)));
            let (again, ended, bytes) = match read.await.map_err(|_| VaultError::Panicked)? {
                Ok(read) => read,
                Err(error) => {
                    let _ = upload.abort().await;
                    return Err(failed(&path)(error));
                }
            };
            file = again;
            upload.put(bytes);
            if ended {
                break;
            }
        }
        upload.finish().await?;
        self.is_taken(&key, stored).await
    }

    /// Whether the object store has what it said it took: one that answers well and keeps nothing is found here.
    async fn is_taken(&self, key: &Key, stored: u64) -> Result<(), VaultError> {
        let found = self.length(key).await?;
        if found == Some(stored) { Ok(()) } else { Err(VaultError::NotTaken { stored, found }) }
    }
}

/// The next piece of a file, and whether it was the last.
fn piece(file: &mut File) -> io::Result<(bool, Bytes)> {
    let mut bytes = Vec::with_capacity(PIECE);
    (&*file).take(PIECE as u64).read_to_end(&mut bytes)?;
    let ended = file.stream_position()? >= file.metadata()?.len();
    Ok((ended, bytes.into()))
}

/// Encrypts what comes into the file.
fn seal(
    file: NamedTempFile,
    recipient: &Recipient,
    parts: mpsc::Receiver<Part>,
    limit: u64,
) -> Result<Received, VaultError> {
    let path = file.path().to_owned();
    let (clear, stored, head) = sealed_into(file.as_file(), &path, recipient, parts, limit)?;
    file.as_file().sync_all().map_err(failed(&path))?;
    let ((bytes, sha256), (stored, object)) = (clear, stored);
    Ok(Received { bytes, sha256, object, stored, head, file })
}

/// What came, what was written, and the first bytes of what came.
fn sealed_into(
    file: &File,
    path: &Path,
    recipient: &Recipient,
    mut parts: mpsc::Receiver<Part>,
    limit: u64,
) -> Result<(Measured, Measured, Vec<u8>), VaultError> {
    let one = std::iter::once(&recipient.0 as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(one).map_err(|error| VaultError::Key(error.to_string()))?;
    let writing = file.try_clone().and_then(Writing::into_file).map_err(failed(path))?;
    let mut sealed = encryptor.wrap_output(writing).map_err(failed(path))?;
    let (mut plain, mut bytes, mut head) = (Sha256::new(), 0_u64, Vec::with_capacity(HEAD));
    loop {
        match parts.blocking_recv() {
            Some(Part::Bytes(part)) => {
                bytes += part.len() as u64;
                if bytes > limit {
                    return Err(VaultError::TooLong { limit });
                }
                head.extend(part.iter().take(HEAD - head.len()));
                plain.update(&part);
                sealed.write_all(&part).map_err(failed(path))?;
            }
            Some(Part::End) => break,
            None => return Err(VaultError::BrokenOff),
        }
    }
    let stored = sealed.finish().and_then(Writing::finish).map_err(failed(path))?;
    Ok(((bytes, Digest(plain.finalize().into())), stored, head))
}

/// Moves a whole file to its place, over `beside` where that is on another disk; its name is on the disk when this returns.
fn place(file: NamedTempFile, path: &Path, beside: &Path) -> Result<(), VaultError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(failed(folder))?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        // The name is the content: what is there already is the same.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
        // The vault is on another disk.
        Err(error) if error.error.kind() == io::ErrorKind::CrossesDevices => copy(&error.file, path, beside)?,
        Err(error) => return Err(failed(path)(error.error)),
    }
    let above = folder.parent().unwrap_or(folder);
    for folder in [folder, above] {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
    }
    Ok(())
}

/// The same to another disk: whole in a folder there first, which is cleared of what was never whole.
fn copy(file: &NamedTempFile, path: &Path, beside: &Path) -> Result<(), VaultError> {
    fs::create_dir_all(beside).map_err(failed(beside))?;
    let mut beside = NamedTempFile::new_in(beside).map_err(failed(beside))?;
    let mut from = file.reopen().map_err(failed(file.path()))?;
    io::copy(&mut from, beside.as_file_mut()).map_err(failed(path))?;
    beside.as_file().sync_all().map_err(failed(path))?;
    match beside.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(failed(path)(error.error)),
        _ => Ok(()),
    }
}
