//! Encryption of what has to be read back: second factors, hashes of PINs, device tokens.
//!
//! XChaCha20-Poly1305; what a text is for and whose it is are bound to it, so that a row cannot be moved to another
//! person. The id of the key stands before each text, so that keys can be changed.

use std::collections::BTreeMap;
use std::fmt;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::random::Random;
use crate::sign_in::SignInError;

/// Bytes of a nonce.
const NONCE: usize = 24;

/// The keys of this module, by id. They come from the caller and are never stored here.
#[derive(Clone)]
pub struct Keys {
    current: u8,
    ciphers: BTreeMap<u8, XChaCha20Poly1305>,
}

/// Without the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("current", &self.current).finish_non_exhaustive()
    }
}

impl Keys {
    /// The key that encrypts, with its id.
    #[must_use]
    pub fn new(id: u8, key: &[u8; 32]) -> Self {
        Self { current: id, ciphers: BTreeMap::from([(id, XChaCha20Poly1305::new(key.into()))]) }
    }

    /// With an earlier key that still decrypts. The id of the current one is not taken again.
    #[must_use]
    pub fn and_earlier(mut self, id: u8, key: &[u8; 32]) -> Self {
        self.ciphers.entry(id).or_insert_with(|| XChaCha20Poly1305::new(key.into()));
        self
    }

    /// Encrypts `plain` for `what` of `whose`.
    pub(crate) fn seal(&self, what: &str, whose: &[u8], plain: &[u8], random: &Random) -> Result<Vec<u8>, SignInError> {
        let cipher = self.ciphers.get(&self.current).ok_or(SignInError::Broken("no key to encrypt with"))?;
        let nonce: [u8; NONCE] = random.bytes()?;
        let aad = bound(what, whose);
        let text = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad });
        let text = text.map_err(|_| SignInError::Broken("a text that cannot be encrypted"))?;
        Ok([&[self.current], &nonce[..], &text].concat())
    }

    /// Decrypts what was encrypted for `what` of `whose`; none = it was not, or its key is gone.
    pub(crate) fn open(&self, what: &str, whose: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (id, rest) = sealed.split_first()?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>()?;
        let aad = bound(what, whose);
        self.ciphers.get(id)?.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: &aad }).ok()
    }

    /// Whether an earlier key encrypted it.
    pub(super) fn is_old(&self, sealed: &[u8]) -> bool {
        sealed.first() != Some(&self.current)
    }
}

fn bound(what: &str, whose: &[u8]) -> Vec<u8> {
    [b"mamori/sign-in/", what.as_bytes(), b"\0", whose].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_purpose_and_person_only() {
        let keys = Keys::new(1, &[7; 32]);
        let sealed = keys.seal("totp", b"hanako", b"secret", &Random::System).unwrap();
        assert_eq!(keys.open("totp", b"hanako", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(keys.open("totp", b"taro", &sealed), None, "of another person");
        assert_eq!(keys.open("pin", b"hanako", &sealed), None, "for another purpose");
        assert_eq!(Keys::new(1, &[8; 32]).open("totp", b"hanako", &sealed), None, "with another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open("totp", b"hanako", &changed), None, "byte {at}");
            assert_eq!(keys.open("totp", b"hanako", &sealed[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn an_earlier_key_still_opens_and_is_recognised() {
        let earlier = Keys::new(1, &[7; 32]);
        let sealed = earlier.seal("totp", b"hanako", b"secret", &Random::System).unwrap();
        let keys = Keys::new(2, &[8; 32]).and_earlier(1, &[7; 32]);
        assert_eq!(keys.open("totp", b"hanako", &sealed).as_deref(), Some(&b"secret"[..]));
        assert!(keys.is_old(&sealed));
        let anew = keys.seal("totp", b"hanako", b"secret", &Random::System).unwrap();
        assert!(!keys.is_old(&anew));
        assert_eq!(earlier.open("totp", b"hanako", &anew), None);
    }
}
