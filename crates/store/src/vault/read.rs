//! A file on its way out of the vault: read, hashed, decrypted, hashed again. Its last piece is held back until both hashes
//! are those of the record, so that nobody ever has the whole of something else.

use std::io::{self, Read};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _};
use object_store::path::Path as Key;
use object_store::{GetResultPayload, ObjectStoreExt as _};
use record::Digest;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::stage::Reading;
use super::{Identity, Vault, VaultError};

/// How many pieces wait between who decrypts and who takes them.
const WAITING: usize = 4;
/// How long a piece is, in bytes.
const PIECE: usize = 256 * 1024;

/// A file that is read: its first piece was decrypted already.
pub struct Opened {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Result<Bytes, VaultError>>,
}

impl Opened {
    /// What stands in it, piece by piece; an error instead of the last one where it is not what was kept.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, VaultError>> + Send {
        let first = futures_util::stream::iter(self.first.map(Ok));
        let rest = futures_util::stream::unfold(self.rest, |mut rest| async move {
            let piece = rest.recv().await?;
            Some((piece, rest))
        });
        // Who serves it may ask once more after its end.
        first.chain(rest).fuse()
    }
}

/// What an object store sends, for who waits in a thread of its own.
struct Pulled {
    pieces: mpsc::Receiver<Result<Bytes, object_store::Error>>,
    rest: Bytes,
}

impl Read for Pulled {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.rest = piece.map_err(io::Error::other)?,
            }
        }
        let now = self.rest.split_to(self.rest.len().min(buffer.len()));
        buffer[..now.len()].copy_from_slice(&now);
        Ok(now.len())
    }
}

fn pulled(mut stream: BoxStream<'static, Result<Bytes, object_store::Error>>) -> Pulled {
    let (sender, pieces) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        while let Some(piece) = stream.next().await {
            if sender.send(piece).await.is_err() {
                break;
            }
        }
    });
    Pulled { pieces, rest: Bytes::new() }
}

impl Vault {
    /// Opens the object that should hold a file with this SHA-256, with the key of its owner. Memory is constant.
    ///
    /// # Errors
    /// There is none, it cannot be reached, or already its first piece is not what was kept.
    pub async fn read(&self, object: Digest, sha256: Digest, identity: &Identity) -> Result<Opened, VaultError> {
        self.open_at(&self.key(object), Some((object, sha256)), identity).await
    }

    /// The same at any place; where nothing is `expected` but an age file that opens, nothing else is asked.
    pub(super) async fn open_at(
        &self,
        key: &Key,
        expected: Option<(Digest, Digest)>,
        identity: &Identity,
    ) -> Result<Opened, VaultError> {
        let from = self.reader_at(key).await?;
        let (sender, mut rest) = mpsc::channel(WAITING);
        let identity = identity.clone();
        spawn_blocking(move || {
            if let Err(error) = unseal(from, &identity, expected, &sender) {
                // Whoever wanted it may have left.
                let _ = sender.blocking_send(Err(error));
            }
        });
        let first = rest.recv().await.transpose()?;
        Ok(Opened { first, rest })
    }

    /// The stored bytes at a place, for a thread of its own.
    pub(super) async fn reader_at(&self, key: &Key) -> Result<Box<dyn Read + Send>, VaultError> {
        let found = match self.objects.get(key).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(VaultError::NotThere),
            Err(error) => return Err(error.into()),
        };
        Ok(match found.payload {
            GetResultPayload::File(file, _) => Box::new(file),
            GetResultPayload::Stream(stream) => Box::new(pulled(stream)),
        })
    }
}

/// What is wrong with what was read: the way there, or the thing itself.
pub(super) fn changed(error: io::Error) -> VaultError {
    match error.downcast::<object_store::Error>() {
        Ok(error) => VaultError::Objects(error),
        Err(error) => VaultError::Changed(error.to_string()),
    }
}

fn sealed_otherwise(error: age::DecryptError) -> VaultError {
    match error {
        age::DecryptError::Io(error) => changed(error),
        error => VaultError::Changed(error.to_string()),
    }
}

fn unseal(
    from: impl Read + Send + 'static,
    identity: &Identity,
    expected: Option<(Digest, Digest)>,
    sender: &mpsc::Sender<Result<Bytes, VaultError>>,
) -> Result<(), VaultError> {
    let mut from = Reading::of(from).map_err(changed)?;
    let opened = age::Decryptor::new_buffered(&mut from).map_err(sealed_otherwise)?;
    let mut clear = match opened.decrypt(identity.all()) {
        // It is as it was kept, and none of these keys is the one it was kept for; or its beginning was changed.
        Err(age::DecryptError::NoMatchingKeys) => {
            let found = from.finish().map_err(changed)?;
            let as_kept = expected.is_none_or(|(object, _)| object == found);
            return Err(if as_kept {
                VaultError::Lost
            } else {
                VaultError::Changed("its head was changed".to_owned())
            });
        }
        opened => opened.map_err(sealed_otherwise)?,
    };
    let (mut plain, mut held) = (Sha256::new(), None::<Bytes>);
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut clear).take(PIECE as u64).read_to_end(&mut piece).map_err(changed)?;
        if read == 0 {
            break;
        }
        plain.update(&piece);
        if let Some(before) = held.replace(piece.into())
            && sender.blocking_send(Ok(before)).is_err()
        {
            return Ok(());
        }
    }
    drop(clear);
    let found = from.finish().map_err(changed)?;
    if let Some((object, sha256)) = expected {
        if found != object {
            return Err(VaultError::Changed(format!("it is {found}, not {object}")));
        }
        let found = Digest(plain.finalize().into());
        if found != sha256 {
            return Err(VaultError::Changed(format!("what stands in it is {found}, not {sha256}")));
        }
    }
    if let Some(last) = held {
        let _ = sender.blocking_send(Ok(last));
    }
    Ok(())
}
