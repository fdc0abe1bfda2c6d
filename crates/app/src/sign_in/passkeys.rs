//! Passkeys: registering one, signing in with one, stepping up with one. The device must check who holds it (user
//! verification). What a ceremony has to remember waits in the store and is taken once.
//!
//! Password failures never count here: who is being guessed at still comes in with a passkey.

use jiff::Timestamp;
use record::PersonId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Ceremony, StoreError};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration,
};

use super::attempts::at_passkey;
use super::sessions::{Begin, Work};
use super::{Opened, Over, Refused, Secret, Session, SignIn, SignInError, Visitor, Way, instant, later, typed};

/// Passkeys of one person at most.
const MOST: usize = 20;
/// Seconds that a device has time.
const WAITS: i64 = 5 * 60;
/// Characters of the name of a passkey.
const NAME: usize = 60;
/// The kinds of ceremony.
const REGISTER: &str = "passkey-register";
const SIGN_IN: &str = "passkey-sign-in";
const STEP_UP: &str = "passkey-step-up";

/// What a device is asked.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// The options for `navigator.credentials`, as JSON.
    pub options: Value,
    /// What the device sends back with its answer.
    pub secret: Secret,
    /// Until when.
    pub expires_at: Timestamp,
}

impl SignIn {
    fn webauthn(&self) -> Result<&Webauthn, Refused> {
        self.site.webauthn.as_ref().ok_or(Refused::NoPasskeys)
    }

    /// Begins to register a passkey.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`], [`Refused::TooMany`], [`Refused::NoPasskeys`].
    pub async fn begin_passkey(&self, session: &Session, at: Timestamp) -> Result<Challenge, SignInError> {
        session.require_step_up(at)?;
        let webauthn = self.webauthn()?;
        let mut reader = self.store.reader().await?;
        let known = reader.passkeys(session.person).await?;
        let person = reader.person(session.person).await?;
        drop(reader);
        if known.len() >= MOST {
            return Err(Refused::TooMany { most: MOST }.into());
        }
        let account = person.and_then(|person| person.email).map_or_else(|| session.name.clone(), |email| email.shown);
        let known = known.into_iter().map(|key| key.credential).collect();
        let begun = webauthn.start_passkey_registration(session.person.0, &account, &session.name, Some(known));
        let (options, state) = begun.map_err(|_| SignInError::Broken("a passkey cannot be asked for"))?;
        let mut options = json(&options)?;
        // Kept on the device, so that one signs in without typing an address.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = Value::from("preferred");
        self.begin_ceremony(REGISTER, Some(session.person), options, &state, at).await
    }

    /// Registers the passkey under a name that the person gives it.
    ///
    /// # Errors
    /// [`Over::Step`], [`Refused::PasskeyWrong`], [`Refused::PasskeyKnown`].
    pub async fn register_passkey(
        &self,
        session: &Session,
        pending: &Secret,
        answer: &Value,
        name: &str,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        let webauthn = self.webauthn()?;
        let (person, state) = self.take(pending, REGISTER, at).await?;
        if person != Some(session.person) {
            return Err(Refused::Over(Over::Step).into());
        }
        let state: PasskeyRegistration = read(&state)?;
        let answer = serde_json::from_value(answer.clone()).map_err(|_| Refused::PasskeyWrong)?;
        let key = webauthn.finish_passkey_registration(&answer, &state).map_err(|_| Refused::PasskeyWrong)?;
        let new = store::Passkey {
            credential: key.cred_id().clone(),
            person: session.person,
            body: write(&key)?,
            name: typed::words(name.trim(), NAME),
            created_at: at.as_microsecond(),
            used_at: None,
        };
        let kept: Result<(), StoreError> =
            self.store.write(move |tx| Box::pin(async move { tx.add_passkey(&new).await })).await;
        match kept {
            Err(StoreError::Taken { .. }) => Err(Refused::PasskeyKnown.into()),
            kept => Ok(kept?),
        }
    }

    /// The passkeys of a person, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn passkeys(&self, person: PersonId) -> Result<Vec<store::Passkey>, SignInError> {
        Ok(self.store.reader().await?.passkeys(person).await?)
    }

    /// Gives one's own passkey another name; `false` = there is no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rename_passkey(
        &self,
        session: &Session,
        credential: Vec<u8>,
        name: &str,
    ) -> Result<bool, SignInError> {
        session.require_own_device()?;
        let (person, name) = (session.person, typed::words(name.trim(), NAME));
        self.store
            .write(move |tx| Box::pin(async move { Ok(tx.rename_passkey(person, &credential, &name).await?) }))
            .await
    }

    /// Takes one's own passkey away; every other session ends. `false` = there is no such one.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`].
    pub async fn remove_passkey(
        &self,
        session: &Session,
        credential: Vec<u8>,
        at: Timestamp,
    ) -> Result<bool, SignInError> {
        session.require_step_up(at)?;
        let (person, id, now) = (session.person, session.id, at.as_microsecond());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let removed = tx.remove_passkey(person, &credential).await?;
                    tx.end_sessions_of(person, Some(id), now).await?;
                    Ok(removed)
                })
            })
            .await
    }

    /// Begins a sign-in by passkey. It names nobody: the device knows who it is.
    ///
    /// # Errors
    /// [`Refused::NoPasskeys`]; [`Refused::TooOften`] after hundreds from one address.
    pub async fn begin_by_passkey(&self, visitor: &Visitor, at: Timestamp) -> Result<Challenge, SignInError> {
        let webauthn = self.webauthn()?;
        self.knock(&at_passkey(visitor), at).await?;
        let begun = webauthn.start_discoverable_authentication();
        let (mut options, state) = begun.map_err(|_| SignInError::Broken("a passkey cannot be asked for"))?;
        // Whether the browser offers it in a field or by a button is the page's choice.
        options.mediation = None;
        self.begin_ceremony(SIGN_IN, None, json(&options)?, &state, at).await
    }

    /// Signs in by passkey.
    ///
    /// # Errors
    /// [`Over::Step`]; [`Refused::NotRecognised`] where nobody here has this passkey; [`Refused::PasskeyWrong`].
    pub async fn by_passkey(
        &self,
        pending: &Secret,
        answer: &Value,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let webauthn = self.webauthn()?;
        let (_, state) = self.take(pending, SIGN_IN, at).await?;
        let state: DiscoverableAuthentication = read(&state)?;
        let answer = serde_json::from_value(answer.clone()).map_err(|_| Refused::PasskeyWrong)?;
        let identified = webauthn.identify_discoverable_authentication(&answer);
        let (person, credential) = identified.map_err(|_| Refused::PasskeyWrong)?;
        let stored = self.store.reader().await?.passkey(credential).await?;
        let stored = stored.filter(|stored| stored.person.0 == person).ok_or(Refused::NotRecognised)?;
        let key: Passkey = read(&stored.body)?;
        let done = webauthn.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key));
        let done = done.map_err(|_| Refused::PasskeyWrong)?;
        let (person, work) = (stored.person, used(stored, key, &done, at)?);
        let begin = Begin { person, organisation: None, way: Way::Passkey, counters: Vec::new(), work };
        self.begin(begin, visitor, at).await
    }

    /// Begins a step-up by a passkey of the person whose session it is.
    ///
    /// # Errors
    /// [`Refused::NoPasskeys`], [`Refused::NotRecognised`] where the person has none.
    pub async fn begin_step_up_by_passkey(&self, session: &Session, at: Timestamp) -> Result<Challenge, SignInError> {
        session.require_own_device()?;
        let webauthn = self.webauthn()?;
        let stored = self.store.reader().await?.passkeys(session.person).await?;
        let keys = stored.iter().map(|stored| read(&stored.body)).collect::<Result<Vec<Passkey>, _>>()?;
        if keys.is_empty() {
            return Err(Refused::NotRecognised.into());
        }
        let begun = webauthn.start_passkey_authentication(&keys);
        let (options, state) = begun.map_err(|_| SignInError::Broken("a passkey cannot be asked for"))?;
        self.begin_ceremony(STEP_UP, Some(session.person), json(&options)?, &state, at).await
    }

    /// Steps up by passkey. Gives the session's new secret; the earlier one is over.
    ///
    /// # Errors
    /// [`Over::Session`], [`Over::Step`], [`Refused::PasskeyWrong`].
    pub async fn step_up_by_passkey(
        &self,
        secret: &Secret,
        pending: &Secret,
        answer: &Value,
        at: Timestamp,
    ) -> Result<Secret, SignInError> {
        let webauthn = self.webauthn()?;
        let session = self.session(secret, at).await?;
        let (person, state) = self.take(pending, STEP_UP, at).await?;
        if person != Some(session.person) {
            return Err(Refused::Over(Over::Step).into());
        }
        let state: PasskeyAuthentication = read(&state)?;
        let answer = serde_json::from_value(answer.clone()).map_err(|_| Refused::PasskeyWrong)?;
        let done = webauthn.finish_passkey_authentication(&answer, &state).map_err(|_| Refused::PasskeyWrong)?;
        let stored = self.store.reader().await?.passkey(done.cred_id()).await?;
        let stored = stored.filter(|stored| stored.person == session.person).ok_or(Refused::PasskeyWrong)?;
        let key: Passkey = read(&stored.body)?;
        self.stepped_up(secret, Vec::new(), used(stored, key, &done, at)?, at).await
    }

    async fn begin_ceremony(
        &self,
        kind: &str,
        person: Option<PersonId>,
        options: Value,
        state: &(impl Serialize + Sync),
        at: Timestamp,
    ) -> Result<Challenge, SignInError> {
        let secret = Secret::fresh(&self.random)?;
        let expires_at = later(at, WAITS);
        let begun = Ceremony { kind: kind.to_owned(), person, state: write(state)?, expires_at };
        let digest = secret.digest();
        let kept: Result<(), StoreError> =
            self.store.write(move |tx| Box::pin(async move { tx.begin_ceremony(digest, &begun).await })).await;
        kept?;
        Ok(Challenge { options, secret, expires_at: instant(expires_at)? })
    }

    /// Takes what waits: an answer is looked at once, right or wrong.
    async fn take(
        &self,
        pending: &Secret,
        kind: &'static str,
        at: Timestamp,
    ) -> Result<(Option<PersonId>, String), SignInError> {
        let digest = pending.digest();
        let found: Result<Option<Ceremony>, StoreError> =
            self.store.write(move |tx| Box::pin(async move { tx.take_ceremony(digest, kind).await })).await;
        let waiting = found?.filter(|found| at.as_microsecond() < found.expires_at);
        Ok(waiting.map(|found| (found.person, found.state)).ok_or(Refused::Over(Over::Step))?)
    }
}

/// Notes the use of a passkey. Where its counter moved meanwhile, two devices may have the same key: refused.
fn used(
    stored: store::Passkey,
    mut key: Passkey,
    done: &AuthenticationResult,
    at: Timestamp,
) -> Result<Work, SignInError> {
    if !done.user_verified() {
        return Err(Refused::PasskeyWrong.into());
    }
    key.update_credential(done);
    let (body, now) = (write(&key)?, at.as_microsecond());
    Ok(Box::new(move |tx| {
        Box::pin(async move {
            let noted = tx.use_passkey(&stored.credential, &stored.body, &body, now).await?;
            if noted { Ok(()) } else { Err(Refused::PasskeyWrong.into()) }
        })
    }))
}

fn json(value: &impl Serialize) -> Result<Value, SignInError> {
    serde_json::to_value(value).map_err(|_| SignInError::Broken("a ceremony that cannot be written"))
}

fn write(value: &impl Serialize) -> Result<String, SignInError> {
    serde_json::to_string(value).map_err(|_| SignInError::Broken("a ceremony that cannot be written"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, SignInError> {
    serde_json::from_str(text).map_err(|_| SignInError::Broken("a stored passkey or ceremony that cannot be read"))
}
