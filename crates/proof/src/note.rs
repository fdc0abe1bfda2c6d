//! Signed notes: a text and who signed it (C2SP signed-note, with Ed25519).

use std::fmt;

use ed25519_dalek::SigningKey;
use signed_note::{Note, NoteError, StandardSigner, StandardVerifier, VerifierList};

/// The public half of a key: `name+12345678+base64`.
#[derive(Clone)]
pub struct Key {
    written: String,
    verifier: StandardVerifier,
}

/// As it is written.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// As it is written.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a key as `name+12345678+base64`, and a name without spaces and plus signs, found `{0}`")]
pub struct NoKey(pub String);

impl Key {
    /// The name of who signs with it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.written.split_once('+').map_or(&self.written, |(name, _)| name)
    }

    /// Reads a key as it is written.
    ///
    /// # Errors
    /// It is none.
    pub fn read(written: &str) -> Result<Self, NoKey> {
        let verifier = StandardVerifier::new(written).map_err(|_| NoKey(written.to_owned()))?;
        Ok(Self { written: written.to_owned(), verifier })
    }
}

/// What signs notes under a name.
#[derive(Clone)]
pub struct Signer {
    key: Key,
    signer: StandardSigner,
}

/// Without the secret.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Signer {
    /// The signer of this name with these 32 secret bytes.
    ///
    /// # Errors
    /// The name is empty, or has a space or a plus sign.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, NoKey> {
        if !signed_note::is_key_name_valid(name) {
            return Err(NoKey(name.to_owned()));
        }
        let secret = SigningKey::from_bytes(secret);
        let key = Key::read(&signed_note::new_ed25519_verifier_key(name, &secret.verifying_key()))?;
        // The library takes a secret as text alone, with the id of its public half.
        let id = key.written.split('+').nth(1).unwrap_or_default();
        let written = format!("PRIVATE+KEY+{name}+{id}+{}", base64(&secret));
        let signer = StandardSigner::new(&written).map_err(|_| NoKey(name.to_owned()))?;
        Ok(Self { key, signer })
    }

    /// Its public half.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Signs a text that ends with a newline; gives the note.
    ///
    /// # Errors
    /// The text cannot be a note's.
    pub fn sign(&self, text: &str) -> Result<String, NotOpened> {
        let mut note = Note::new(text.as_bytes(), &[])?;
        note.add_sigs(&[&self.signer])?;
        String::from_utf8(note.to_bytes()).map_err(|_| NotOpened::Form)
    }
}

/// Algorithm and secret, as the library reads them.
fn base64(secret: &SigningKey) -> String {
    let bytes: Vec<u8> = std::iter::once(1).chain(secret.to_bytes()).collect();
    data_encoding::BASE64.encode(&bytes)
}

/// Why a note does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// It is no signed note.
    #[error("expected a signed note: a text, an empty line, and lines of signatures")]
    Form,
    /// A known key did not make the signature under its name.
    #[error("the signature under the name `{0}` is not that of its key")]
    Wrong(String),
    /// No known key signed it.
    #[error("no known key signed it")]
    Unknown,
}

impl From<NoteError> for NotOpened {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::InvalidSignature { name, .. } => Self::Wrong(name),
            NoteError::UnverifiedNote => Self::Unknown,
            _ => Self::Form,
        }
    }
}

/// The text of a note that at least one of these keys signed. Signatures of unknown keys are passed over; a wrong one
/// of a known key rejects the note.
///
/// # Errors
/// Why it does not count.
pub fn open(note: &str, known: &[Key]) -> Result<String, NotOpened> {
    let note = Note::from_bytes(note.as_bytes())?;
    let known = known.iter().map(|key| Box::new(key.verifier.clone()) as Box<dyn signed_note::Verifier>);
    note.verify(&VerifierList::new(known.collect()))?;
    String::from_utf8(note.text().to_vec()).map_err(|_| NotOpened::Form)
}
