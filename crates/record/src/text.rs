//! Texts that may have to be erased: the record holds a digest, the text stands elsewhere with its salt.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::id::TextId;

/// The secret that keeps a digest from being guessed: 32 random bytes.
pub type Salt = [u8; 32];

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// No 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 hexadecimal digits")]
pub struct NoDigest;

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoDigest);
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| NoDigest)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// A text as an event names it: erasing the text leaves this proof that it was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// Where it stands.
    pub id: TextId,
    /// SHA-256 of salt and text.
    pub sha256: Digest,
}

/// A text with its salt, on its way to where texts stand. Never part of an event.
#[derive(Clone, PartialEq, Eq)]
pub struct Salted {
    /// What the event holds.
    pub text: Text,
    /// The salt.
    pub salt: Salt,
    /// The text itself.
    pub body: String,
}

impl Salted {
    /// Digests `body`. `id` and `salt` are fresh and random.
    #[must_use]
    pub fn new(id: TextId, salt: Salt, body: String) -> Self {
        let sha256 = Digest::of(&[&salt[..], body.as_bytes()].concat());
        Self { text: Text { id, sha256 }, salt, body }
    }
}

/// Says that there is a text, and not which: it may stand in a log.
impl fmt::Debug for Salted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Salted").field(&self.text.id).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_and_read_back() {
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for text in ["", "ba", &"z".repeat(64), &"あ".repeat(64), &"+f".repeat(32)[..64]] {
            let read: Result<Digest, _> = text.parse();
            assert_eq!(read, Err(NoDigest), "{text}");
        }
    }

    #[test]
    fn the_same_text_with_another_salt_has_another_digest_and_is_never_shown() {
        let id = TextId(uuid::Uuid::from_u128(1));
        let one = Salted::new(id, [1; 32], "株式会社見本".to_owned());
        let other = Salted::new(id, [2; 32], "株式会社見本".to_owned());
        assert_ne!(one.text.sha256, other.text.sha256);
        assert!(!format!("{one:?}").contains("見本"));
    }
}
