//! What somebody typed and sent when their session was over: it travels with the page of the sign-in, sealed for that
//! person, and comes back once they are signed in. Nothing of it is kept here, and nobody else can open it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use record::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

use super::{SignIn, SignInError, Visitor, later};

/// What it is sealed for.
const WHAT: &str = "carried";
/// Bytes of a form at most; a larger one is not carried.
const MOST: usize = 128 * 1024;
/// Seconds that a page may wait for the sign-in: a working day.
const WAITS: i64 = 12 * 3_600;

/// A form that was sent too late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Where it was sent to.
    pub to: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// The organisation the person acted for.
    pub acting_for: Option<OrganisationId>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    until: i64,
    form: Carried,
}

impl SignIn {
    /// Whose session it was that is over, and for which organisation; or who signed in on this device the last time. It
    /// gives no right: what is sealed for somebody is opened by them alone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn whose_was(
        &self,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Option<(PersonId, Option<OrganisationId>)>, SignInError> {
        if let Some(secret) = &visitor.session
            && let Some(found) = self.store.reader().await?.session_was(secret.digest()).await?
        {
            return Ok(Some(found));
        }
        Ok(self.device_owner(visitor, at).map(|person| (person, None)))
    }

    /// Seals a form for a person; none = it is too large.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn carry(&self, person: PersonId, form: Carried, at: Timestamp) -> Result<Option<String>, SignInError> {
        let sealed = Sealed { until: later(at, WAITS), form };
        let plain = serde_json::to_vec(&sealed).map_err(|_| SignInError::Broken("a form that cannot be written"))?;
        if plain.len() > MOST {
            return Ok(None);
        }
        let bytes = self.keys.seal(WHAT, person.0.as_bytes(), &plain, &self.random)?;
        Ok(Some(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Opens a form that was sealed for this person; none = it was not, or waited too long.
    #[must_use]
    pub fn carried(&self, person: PersonId, text: &str, at: Timestamp) -> Option<Carried> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = self.keys.open(WHAT, person.0.as_bytes(), &bytes)?;
        let sealed: Sealed = serde_json::from_slice(&plain).ok()?;
        (at.as_microsecond() < sealed.until).then_some(sealed.form)
    }
}
