//! Objects from one vault to another, byte for byte as they are stored: no key is needed, and nothing is decrypted. The name
//! of an object is the digest of its bytes, so each copy proves itself.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use record::Digest;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::read::changed;
use super::{Vault, VaultError, failed};

/// How much is read at once, in bytes.
const PIECE: usize = 256 * 1024;

impl Vault {
    /// Copies an object to another vault, and gives how long it is. One that is there already stays. Memory is constant.
    ///
    /// # Errors
    /// It is not there, its bytes are not those of its name, or one of the vaults cannot be reached. Nothing is kept then.
    pub async fn copy(&self, object: Digest, to: &Self) -> Result<u64, VaultError> {
        let from = self.reader_at(&self.key(object)).await?;
        let mut file = NamedTempFile::new_in(&to.incoming).map_err(failed(&to.incoming))?;
        let written = spawn_blocking(move || {
            let path = file.path().to_owned();
            let to = BufWriter::with_capacity(PIECE, file.as_file_mut());
            let bytes = compared(from, to, object).map_err(|error| error.at(&path))?;
            file.as_file().sync_all().map_err(failed(&path))?;
            Ok::<_, VaultError>((file, bytes))
        });
        let (file, bytes) = written.await.map_err(|_| VaultError::Panicked)??;
        to.keep_at(to.key(object), file, bytes).await?;
        Ok(bytes)
    }

    /// Reads all of an object and gives how long it is.
    ///
    /// # Errors
    /// It is not there, its bytes are not those of its name, or the vault cannot be reached.
    pub async fn check(&self, object: Digest) -> Result<u64, VaultError> {
        let from = self.reader_at(&self.key(object)).await?;
        let read = spawn_blocking(move || compared(from, io::sink(), object).map_err(|error| error.at(Path::new(""))));
        read.await.map_err(|_| VaultError::Panicked)?
    }
}

/// What is wrong with a copy: what was read, or where it is written to.
enum Wrong {
    Read(VaultError),
    Write(io::Error),
}

impl Wrong {
    fn at(self, path: &Path) -> VaultError {
        match self {
            Self::Read(error) => error,
            Self::Write(error) => failed(path)(error),
        }
    }
}

/// Reads everything, writes it on, and gives how long it was.
fn compared(mut from: impl Read, mut to: impl Write, object: Digest) -> Result<u64, Wrong> {
    let (mut sha256, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => &piece[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Wrong::Read(changed(error))),
        };
        sha256.update(read);
        to.write_all(read).map_err(Wrong::Write)?;
        bytes += read.len() as u64;
    }
    to.flush().map_err(Wrong::Write)?;
    let found = Digest(sha256.finalize().into());
    if found != object {
        return Err(Wrong::Read(VaultError::Changed(format!("it is {found}, not {object}"))));
    }
    Ok(bytes)
}
