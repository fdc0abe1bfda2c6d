//! Recovery codes: ten, shown once, each of use once in place of a code of the app.

use std::fmt;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{Digest, PersonId};

use super::{Refused, Session, SignIn, SignInError, typed};
use crate::random::{NoRandomness, Random};

/// How many a person has.
const CODES: usize = 10;
/// Characters of a code: 5 bits each.
const LENGTH: usize = 16;
/// Digits and small letters without i, l, o and u, so that none is taken for another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Recovery codes as they are shown, once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCodes(pub Vec<String>);

/// Says that there are codes, and not which.
impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RecoveryCodes").field(&self.0.len()).finish()
    }
}

impl RecoveryCodes {
    pub(super) fn fresh(random: &Random) -> Result<Self, NoRandomness> {
        (0..CODES).map(|_| random.bytes().map(write)).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn digests(&self) -> Vec<Digest> {
        self.0.iter().filter_map(|code| digest(code)).collect()
    }
}

/// 80 bits in groups of four characters.
fn write(bytes: [u8; LENGTH]) -> String {
    // Of each byte five bits are used.
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What the store keeps of a code; none = it is no code, however it is read.
pub(super) fn digest(typed: &str) -> Option<Digest> {
    let read = |letter: char| match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        letter => letter,
    };
    let code: String = typed::code(typed).chars().map(read).collect();
    let fits = code.len() == LENGTH && code.bytes().all(|letter| LETTERS.contains(&letter));
    fits.then(|| Digest::of(code.as_bytes()))
}

impl SignIn {
    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recovery_codes_left(&self, person: PersonId) -> Result<i64, SignInError> {
        Ok(self.store.reader().await?.recovery_codes_left(person).await?)
    }

    /// New recovery codes, to be shown once; the earlier ones are gone.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`]; [`Refused::NoSecond`] where there is nothing to recover.
    pub async fn renew_recovery_codes(&self, session: &Session, at: Timestamp) -> Result<RecoveryCodes, SignInError> {
        session.require_step_up(at)?;
        let codes = RecoveryCodes::fresh(&self.random)?;
        let (person, digests, now) = (session.person, codes.digests(), at.as_microsecond());
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    if tx.totp(person).await?.is_none_or(|totp| totp.confirmed_at.is_none()) {
                        return Err(Refused::NoSecond.into());
                    }
                    Ok(tx.set_recovery_codes(person, &digests, now).await?)
                })
            })
            .await?;
        Ok(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let codes = RecoveryCodes::fresh(&Random::System).unwrap();
        assert_eq!(codes.digests().len(), 10);
        assert_eq!(codes.0[0].len(), 19, "{}", codes.0[0]);
        assert!(!format!("{codes:?}").contains(&codes.0[0]));
        let expected = digest("0123-4567-89ab-cdef");
        assert!(expected.is_some());
        for typed in
            ["0123456789abcdef", "O123 4567 89AB CDEF", "０１２３－４５６７－８９ａｂ－ｃｄｅｆ", "oi23-4567-89ab-cdef"]
        {
            assert_eq!(digest(typed), expected, "{typed}");
        }
        for typed in ["", "0123-4567-89ab-cde", "0123-4567-89ab-cdeu", "0123-4567-89ab-cdef0", "あ"] {
            assert_eq!(digest(typed), None, "{typed}");
        }
    }
}
