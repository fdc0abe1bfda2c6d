//! TLS of our own: a certificate and its key from two PEM files, read again when they change.
//!
//! Knows files, keys and handshakes; nothing of requests. The library and its cryptography are rustls and ring. A renewed
//! certificate is used by whoever connects next; where the new files cannot be used, the ones before go on. It is looked once a
//! minute, and at once when somebody asks for it ([`Renewal`]).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{Error, InconsistentKeys, ServerConfig};

/// How often it is looked whether the files changed.
const LOOK: Duration = Duration::from_secs(60);
/// The largest file, in bytes: a chain has some thousands.
const LARGEST: u64 = 1024 * 1024;

/// Where certificate and key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, and after it those that lead to a root: PEM.
    pub certificate: PathBuf,
    /// Its private key, not encrypted: PEM.
    pub key: PathBuf,
    /// How often it is looked whether they changed.
    pub look: Duration,
}

impl TlsFiles {
    /// These files, looked at once a minute.
    #[must_use]
    pub fn new(certificate: PathBuf, key: PathBuf) -> Self {
        Self { certificate, key, look: LOOK }
    }
}

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{path}`: {why}")]
pub struct NoTls {
    /// The file; of a pair that does not fit, that of the key.
    pub path: PathBuf,
    /// Why.
    pub why: NoTlsWhy,
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum NoTlsWhy {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// No certificate is in it.
    #[error("expected a certificate in PEM")]
    NoCertificate,
    /// No private key is in it, or it is encrypted.
    #[error("expected a private key in PEM, not encrypted")]
    NoKey,
    /// The key is that of another certificate.
    #[error("the key is that of another certificate")]
    OtherKey,
    /// Certificate or key are of a kind that is not supported, or broken.
    #[error("cannot be used: {0}")]
    Unusable(String),
}

/// Certificate and key in use. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Tls(Arc<Inner>);

struct Inner {
    files: TlsFiles,
    used: RwLock<Used>,
    /// Somebody asks to look now.
    asked: Notify,
    /// Whether the files as they are now cannot be used.
    refused: AtomicBool,
}

/// Whether certificate and key are as their files say. Cheap to clone.
#[derive(Clone)]
pub struct Renewal(Tls);

impl Renewal {
    /// Looks at the files now instead of within a minute.
    pub fn look(&self) {
        self.0.0.asked.notify_one();
    }

    /// Whether the files cannot be used as they are, so that the pair before goes on.
    pub(crate) fn is_refused(&self) -> bool {
        self.0.0.refused.load(Ordering::Relaxed)
    }
}

struct Used {
    config: Arc<ServerConfig>,
    /// The files it was made of.
    seen: Seen,
}

/// The contents of both files.
struct Read {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// What tells contents apart, without a second copy of the key in memory.
type Seen = [[u8; 32]; 2];

impl Read {
    fn seen(&self) -> Seen {
        [&self.certificate, &self.key].map(|bytes| Sha256::digest(bytes).into())
    }
}

impl Tls {
    /// Reads the files.
    pub(crate) fn open(files: TlsFiles) -> Result<Self, NoTls> {
        let found = read(&files)?;
        let (config, seen) = (config(&files, &found)?, found.seen());
        let (used, asked, refused) = (RwLock::new(Used { config, seen }), Notify::new(), AtomicBool::new(false));
        Ok(Self(Arc::new(Inner { files, used, asked, refused })))
    }

    /// For who wants to know, or to have it looked at now.
    pub(crate) fn renewal(&self) -> Renewal {
        Renewal(self.clone())
    }

    /// What answers the next handshake.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.0.used.read().unwrap_or_else(PoisonError::into_inner).config.clone())
    }

    /// Looks again and again whether the files changed.
    pub(crate) async fn follow(self) {
        let mut told = None;
        loop {
            // Whether it was asked for or the time is over: the files are looked at either way.
            let _ = tokio::time::timeout(self.0.files.look, self.0.asked.notified()).await;
            let looked = self.clone();
            let again = tokio::task::spawn_blocking(move || looked.again()).await;
            if let Ok(again) = &again {
                self.0.refused.store(again.is_err(), Ordering::Relaxed);
            }
            match again {
                // The files as they were: if they were faulty meanwhile, that is over.
                Ok(Ok(false)) => told = None,
                Err(_) => {}
                Ok(Ok(true)) => {
                    told = None;
                    tracing::info!("the renewed certificate is used");
                }
                Ok(Err(fault)) => {
                    // Once for each fault: between certificate and key there may be a moment, or a mistake.
                    let words = fault.to_string();
                    if told.as_ref() != Some(&words) {
                        tracing::error!(fault = %words, "the renewed certificate cannot be used; the one before is");
                        told = Some(words);
                    }
                }
            }
        }
    }

    /// Takes the files as they are now, if they changed; whether they did.
    fn again(&self) -> Result<bool, NoTls> {
        let Inner { files, used, .. } = &*self.0;
        let found = read(files)?;
        let seen = found.seen();
        if used.read().unwrap_or_else(PoisonError::into_inner).seen == seen {
            return Ok(false);
        }
        let config = config(files, &found)?;
        *used.write().unwrap_or_else(PoisonError::into_inner) = Used { config, seen };
        Ok(true)
    }
}

fn read(files: &TlsFiles) -> Result<Read, NoTls> {
    let bytes = |path: &Path| {
        let failed = |error: io::Error| NoTls { path: path.to_owned(), why: error.into() };
        if std::fs::metadata(path).map_err(failed)?.len() > LARGEST {
            return Err(failed(io::ErrorKind::FileTooLarge.into()));
        }
        std::fs::read(path).map_err(failed)
    };
    Ok(Read { certificate: bytes(&files.certificate)?, key: bytes(&files.key)? })
}

fn config(files: &TlsFiles, read: &Read) -> Result<Arc<ServerConfig>, NoTls> {
    let of_certificate = |why: NoTlsWhy| NoTls { path: files.certificate.clone(), why };
    let of_key = |why: NoTlsWhy| NoTls { path: files.key.clone(), why };
    let chain: Result<Vec<CertificateDer<'static>>, pem::Error> =
        CertificateDer::pem_slice_iter(&read.certificate).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| of_certificate(NoTlsWhy::NoCertificate))?;
    let key = PrivateKeyDer::from_pem_slice(&read.key).map_err(|_| of_key(NoTlsWhy::NoKey))?;
    let unusable = |error: &Error| NoTlsWhy::Unusable(error.to_string());
    // The two versions that are secure: 1.2 and 1.3.
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| of_certificate(unusable(&error)))?;
    let made = builder.with_no_client_auth().with_single_cert(chain, key);
    let mut config = made.map_err(|error| match &error {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => of_key(NoTlsWhy::OtherKey),
        Error::InvalidCertificate(_) => of_certificate(unusable(&error)),
        _ => of_key(unusable(&error)),
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
