//! Secrets that a device keeps: 256 random bits. The store sees their SHA-256 only.

use std::fmt;

use record::Digest;

use crate::random::{NoRandomness, Random};

/// A secret of a session, of a step that waits, of a terminal or of an invitation.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A fresh one.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn fresh(random: &Random) -> Result<Self, NoRandomness> {
        random.bytes().map(Self)
    }

    /// Reads what [`Secret::text`] wrote; none = it is nothing of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(|Digest(bytes)| Self(bytes))
    }

    /// As it goes into a cookie or an address: 64 hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> String {
        Digest(self.0).to_string()
    }

    /// What the store keeps of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

/// Says that there is a secret, and not which: it may stand in a log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// Hexadecimal digits as bytes; none = they are none.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_never_shown() {
        let secret = Secret::fresh(&Random::System).unwrap();
        assert_eq!(Secret::read(&secret.text()), Some(secret.clone()));
        assert_ne!(secret.digest(), Digest(secret.0), "the store does not see it");
        assert_eq!(format!("{secret:?}"), "Secret");
        for text in ["", "00", &"g".repeat(64), &"0".repeat(65)] {
            assert_eq!(Secret::read(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_are_written_as_digits_and_read_back() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
        assert_eq!(unhex("000fff"), Some(vec![0, 15, 255]));
        for text in ["0", "0g", "あ"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
