//! Device tokens: a device that signed a person in before is known again, and strangers' attempts do not count
//! against it. A token opens nothing.

use jiff::Timestamp;
use record::PersonId;
use store::NewJob;
use uuid::Uuid;

use super::secret::{hex, unhex};
use super::{SignIn, SignInError, Visitor, Way, later};
use crate::jobs::once;
use crate::mail::Letter;

/// Seconds after which a device is a stranger again.
const LIFE: i64 = 180 * 86_400;
/// A token has fewer digits than this.
const MOST: usize = 400;

impl SignIn {
    /// A token for the device from which `person` signed in just now. A device keeps its id.
    pub(super) fn device_token(
        &self,
        person: PersonId,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<String, SignInError> {
        let known = self.known_device(person, visitor, at);
        let id = known.map_or_else(|| self.random.id(at), Ok)?;
        let plain = [&person.0.as_bytes()[..], id.as_bytes(), &later(at, LIFE).to_be_bytes()].concat();
        Ok(hex(&self.keys.seal("device", &[], &plain, &self.random)?))
    }

    /// The letter that tells a person of a sign-in from a device that is not known. A PIN has its terminal, and an
    /// invitation is the first sign-in.
    pub(super) fn news_of_device(
        &self,
        person: PersonId,
        way: Way,
        visitor: &Visitor,
        session: Uuid,
        at: Timestamp,
    ) -> Result<Option<NewJob>, SignInError> {
        let Some(outbox) = &self.outbox else { return Ok(None) };
        if matches!(way, Way::Pin | Way::Invitation) || self.known_device(person, visitor, at).is_some() {
            return Ok(None);
        }
        let letter = Letter::SignedIn { person, at };
        Ok(Some(outbox.letter(&letter, once(letter.word(), person, &session), None, at)?))
    }

    /// The device, if this person signed in from it not too long ago.
    pub(super) fn known_device(&self, person: PersonId, visitor: &Visitor, at: Timestamp) -> Option<Uuid> {
        self.device(visitor, at).filter(|(whose, _)| *whose == person).map(|(_, id)| id)
    }

    /// Who signed in from this device the last time, not too long ago.
    pub(super) fn device_owner(&self, visitor: &Visitor, at: Timestamp) -> Option<PersonId> {
        self.device(visitor, at).map(|(whose, _)| whose)
    }

    fn device(&self, visitor: &Visitor, at: Timestamp) -> Option<(PersonId, Uuid)> {
        let token = visitor.device.as_deref().filter(|token| token.len() < MOST)?;
        let plain = self.keys.open("device", &[], &unhex(token)?)?;
        let (whose, rest) = plain.split_first_chunk::<16>()?;
        let (id, until) = rest.split_first_chunk::<16>()?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        (at.as_microsecond() < until).then(|| (PersonId(Uuid::from_bytes(*whose)), Uuid::from_bytes(*id)))
    }
}
