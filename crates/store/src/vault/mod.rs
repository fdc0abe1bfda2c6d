//! The vault: the files of organisations, outside the database, each encrypted for its owner.
//!
//! A file comes as a stream; while it comes it is hashed, encrypted with [age](https://age-encryption.org/v1) for the key of
//! its owner, and hashed again as it is stored. Nothing of it is ever on a disk in clear. What is stored is an *object*,
//! called by the SHA-256 of its bytes: one name has one content for ever. Whether anything names an object is the record's
//! business; one that nothing names goes after [`UNNAMED`].
//!
//! The encrypted file waits in a folder of this machine until it is whole, and is moved or sent from there: an object store
//! copies no more than 5 GB from one name to another
//! ([ADR 24](../../../docs/adr/0024-files-stand-in-a-vault-encrypted-for-their-owner.md)).

mod copies;
mod parts;
mod read;
mod receive;
mod room;
mod stage;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use age::secrecy::ExposeSecret as _;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt as _, RetryConfig};
use record::Digest;

pub use bytes::Bytes;
pub use parts::{Coming, Parts};
pub use read::Opened;
pub use receive::Received;
pub use room::{Room, RoomOf};

/// After this long, in seconds, an object goes that nothing names: by then every form it came with was sent or given up.
pub const UNNAMED: u64 = 48 * 60 * 60;

/// Before the names of objects.
const OBJECTS: &str = "objects";
/// Where, in a folder on another disk, files stand until they are copied whole.
const BESIDE: &str = "incoming";
/// How long a connection to it may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How often what failed is asked for again.
const RETRIES: usize = 3;

/// Where the files stand.
#[derive(Clone, PartialEq, Eq)]
pub enum VaultPlace {
    /// A folder; it is made where it is missing.
    Folder(PathBuf),
    /// An object store that speaks S3.
    S3(Bucket),
}

/// Without the secret of a bucket.
impl fmt::Debug for VaultPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Self::S3(bucket) => f.debug_tuple("S3").field(&bucket.name).finish(),
        }
    }
}

/// A bucket of an object store that speaks S3.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What stands before each name in it; may be empty.
    pub prefix: String,
    /// The address of the service; none = that of Amazon for the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The id and the secret of the access key; none = those that the machine's role gives.
    pub key: Option<(String, String)>,
    /// How long it may keep silent, and how long in all what failed is asked for again.
    pub patience: Duration,
}

impl Default for Bucket {
    fn default() -> Self {
        let patience = Duration::from_secs(20);
        Self { name: String::new(), prefix: String::new(), endpoint: None, region: None, key: None, patience }
    }
}

/// Which kind of vault it is, as who runs the installation is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultKind {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of an object store, by its name.
    Bucket(String),
}

/// What keeps a file from being kept or read.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file or folder of this machine.
    #[error("`{path}`: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The object store, or the folder that is one.
    #[error("the vault cannot be reached: {0}")]
    Objects(#[from] object_store::Error),
    /// What came was longer than allowed; nothing of it is kept.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// Bytes at most.
        limit: u64,
    },
    /// What was put there is not there as it was put; it is not told that it is kept.
    #[error("the vault did not take it whole: {found:?} of {stored} bytes are there")]
    NotTaken {
        /// How long it is.
        stored: u64,
        /// How much of it is there; none = nothing.
        found: Option<u64>,
    },
    /// It ended before it was whole; nothing of it is kept.
    #[error("it broke off before it was whole")]
    BrokenOff,
    /// There is no such object.
    #[error("there is no such object in the vault")]
    NotThere,
    /// What stands in the vault is not what was put there.
    #[error("what stands in the vault is not what was put there: {0}")]
    Changed(String),
    /// It was encrypted for a key of its owner that is lost.
    #[error("the key it was encrypted for is lost")]
    Lost,
    /// The key of the owner is none, or cannot encrypt.
    #[error("the key of the vault is of no use: {0}")]
    Key(String),
    /// The work broke off.
    #[error("the work on a file broke off")]
    Panicked,
}

impl VaultError {
    /// Whether it failed for want of room on a disk of this machine.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        let Self::File { error, .. } = self else { return false };
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }
}

/// The key of one owner: what was encrypted for its public half opens with this, and what was encrypted for an earlier one.
#[derive(Clone)]
pub struct Identity {
    newest: age::x25519::Identity,
    earlier: Vec<age::x25519::Identity>,
}

/// The public half of an owner's key, `age1…`.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

impl Identity {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        Self { newest: age::x25519::Identity::generate(), earlier: Vec::new() }
    }

    /// The same, which also opens what was encrypted for `earlier`.
    #[must_use]
    pub fn and_earlier(mut self, earlier: Self) -> Self {
        self.earlier.push(earlier.newest);
        self.earlier.extend(earlier.earlier);
        self
    }

    /// Each key that may open something.
    fn all(&self) -> impl Iterator<Item = &dyn age::Identity> {
        std::iter::once(&self.newest).chain(&self.earlier).map(|one| one as &dyn age::Identity)
    }

    /// As it is kept, encrypted, and as Debian's `age` reads it: `AGE-SECRET-KEY-1…`.
    #[must_use]
    pub fn secret(&self) -> String {
        self.newest.to_string().expose_secret().to_owned()
    }

    /// Reads what [`Identity::secret`] wrote.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str) -> Result<Self, VaultError> {
        let newest = text.trim().parse().map_err(|error: &str| VaultError::Key(error.to_owned()))?;
        Ok(Self { newest, earlier: Vec::new() })
    }

    /// Its public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.newest.to_public())
    }
}

impl Recipient {
    /// Reads `age1…`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str) -> Result<Self, VaultError> {
        text.trim().parse().map(Self).map_err(|error: &str| VaultError::Key(error.to_owned()))
    }

    /// As it is written: `age1…`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }
}

/// An object as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedObject {
    /// SHA-256 of its bytes.
    pub object: Digest,
    /// How long it is.
    pub bytes: u64,
    /// When it was put there: seconds since 1970, UTC.
    pub at: i64,
}

/// The vault. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    objects: Arc<dyn ObjectStore>,
    kind: VaultKind,
    prefix: String,
    /// Where files wait until they are whole.
    incoming: PathBuf,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |error| VaultError::File { path, error }
}

impl Vault {
    /// Opens it; files wait in `incoming` until they are whole. Nothing is asked of an object store yet.
    ///
    /// # Errors
    /// A folder cannot be made, or the description of the bucket is faulty.
    pub fn open(place: &VaultPlace, incoming: &Path) -> Result<Self, VaultError> {
        private_folder(incoming)?;
        let incoming = incoming.to_owned();
        match place {
            VaultPlace::Folder(folder) => {
                private_folder(folder)?;
                let objects = LocalFileSystem::new_with_prefix(folder)?;
                let objects: Arc<dyn ObjectStore> = Arc::new(objects);
                Ok(Self { objects, kind: VaultKind::Folder(folder.clone()), prefix: String::new(), incoming })
            }
            VaultPlace::S3(bucket) => {
                let objects: Arc<dyn ObjectStore> = Arc::new(s3(bucket)?);
                let prefix = bucket.prefix.trim_matches('/');
                let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
                Ok(Self { objects, kind: VaultKind::Bucket(bucket.name.clone()), prefix, incoming })
            }
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> &VaultKind {
        &self.kind
    }

    /// The name of an object: its first byte stands before it, so that no folder grows without end.
    fn key(&self, object: Digest) -> Key {
        let name = object.to_string();
        Key::from(format!("{}{OBJECTS}/{}/{name}", self.prefix, &name[..2]))
    }

    /// Whether an object is there, and how long it is.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn find(&self, object: Digest) -> Result<Option<u64>, VaultError> {
        self.length(&self.key(object)).await
    }

    async fn length(&self, key: &Key) -> Result<Option<u64>, VaultError> {
        match self.objects.head(key).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes every object that is there to `each`, in whatever order.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn each(&self, mut each: impl FnMut(ListedObject) + Send) -> Result<(), VaultError> {
        let under = Key::from(format!("{}{OBJECTS}", self.prefix));
        let mut listed = self.objects.list(Some(&under));
        while let Some(meta) = listed.next().await {
            let meta = meta?;
            // What is called otherwise is none of ours: somebody put it there.
            let Some(object) = meta.location.filename().and_then(|name| name.parse().ok()) else { continue };
            each(ListedObject { object, bytes: meta.size, at: meta.last_modified.timestamp() });
        }
        Ok(())
    }

    /// Takes an object away; one that is not there is taken already.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn remove(&self, object: Digest) -> Result<(), VaultError> {
        self.take_away(&self.key(object)).await
    }

    async fn take_away(&self, key: &Key) -> Result<(), VaultError> {
        match self.objects.delete(key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The stored bytes of an object, as another program reads them: an age file.
    ///
    /// # Errors
    /// There is none, or the vault cannot be reached.
    pub async fn stored(&self, object: Digest) -> Result<Vec<u8>, VaultError> {
        match self.objects.get(&self.key(object)).await {
            Ok(found) => {
                let parts: Vec<_> = found.into_stream().try_collect().await?;
                Ok(parts.concat())
            }
            Err(object_store::Error::NotFound { .. }) => Err(VaultError::NotThere),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what waited and was never whole, because a process ended in between. To be called while nothing comes yet.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn forget_unfinished(&self, older: Duration) -> Result<usize, VaultError> {
        let beside = match &self.kind {
            VaultKind::Folder(folder) => Some(folder.join(BESIDE)).filter(|beside| beside.is_dir()),
            VaultKind::Bucket(_) => None,
        };
        let mut gone = 0;
        for folder in [Some(self.incoming.clone()), beside].into_iter().flatten() {
            for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
                let entry = entry.map_err(failed(&folder))?;
                let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
                if age.is_some_and(|age| age > older) && fs::remove_file(entry.path()).is_ok() {
                    gone += 1;
                }
            }
        }
        Ok(gone)
    }
}

fn s3(bucket: &Bucket) -> Result<impl ObjectStore, VaultError> {
    // Whoever came first has chosen the same one: there is no other in the tree.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plain = bucket.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    // A file may take long; what may not is silence.
    let client = ClientOptions::new()
        .with_timeout_disabled()
        .with_read_timeout(bucket.patience)
        .with_connect_timeout(CONNECT)
        .with_allow_http(plain);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: bucket.patience, ..RetryConfig::default() };
    let mut builder =
        AmazonS3Builder::new().with_bucket_name(&bucket.name).with_client_options(client).with_retry(retry);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = &bucket.region {
        builder = builder.with_region(region);
    }
    if let Some((id, secret)) = &bucket.key {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
    }
    Ok(builder.build()?)
}

fn private_folder(path: &Path) -> Result<(), VaultError> {
    fs::create_dir_all(path).map_err(failed(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(failed(path))?;
    }
    Ok(())
}
