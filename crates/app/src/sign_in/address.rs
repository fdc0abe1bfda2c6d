//! One's own mail address, changed: where mail goes out, only once a link that was mailed there was opened.
//!
//! Until then the address before stays, so that a slip of the hand keeps nobody out and nobody takes an address that is
//! not theirs. The one before is told. Where nothing is mailed, a change counts at once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use store::{Ceremony, Email, StoreError};

use super::attempts::at_address;
use super::{Over, Refused, Secret, Session, SignIn, SignInError, instant, later, typed};
use crate::jobs::of_secret;
use crate::mail::Letter;

/// What waits for the link to be opened; the address in it is sealed.
const ADDRESS: &str = "address";
/// Seconds that a link works. Ours.
const WORKS: i64 = 86_400;

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressChange {
    /// It counts.
    Done,
    /// It counts once the link that is mailed there was opened.
    Asked,
}

impl SignIn {
    /// Changes one's own mail address. That another has it is told, and tried a few times only.
    ///
    /// # Errors
    /// [`Refused::TerminalOnly`] for a session by PIN; [`Refused::StepUpNeeded`]; [`Refused::NoAddress`] where it is
    /// none, [`Refused::AddressTaken`] where another has it; [`Refused::TooOften`].
    pub async fn change_address(
        &self,
        session: &Session,
        address: &str,
        at: Timestamp,
    ) -> Result<AddressChange, SignInError> {
        session.require_own_device()?;
        session.require_step_up(at)?;
        let shown = address.trim().to_owned();
        let folded = typed::fold_email(&shown).ok_or(Refused::NoAddress)?;
        self.knock(&at_address(session.person), at).await?;
        let (person, email) = (session.person, Email { shown, folded });
        let owner = self.store.reader().await?.person_by_email(&email.folded).await?;
        if owner.as_ref().is_some_and(|owner| owner.id != person) {
            return Err(Refused::AddressTaken.into());
        }
        let Some(outbox) = self.outbox.as_ref().filter(|_| owner.is_none()) else {
            // Nothing is mailed, or it is their own in other letters.
            let changed: Result<bool, StoreError> =
                self.store.write(move |tx| Box::pin(async move { tx.change_email(person, Some(&email)).await })).await;
            return match changed {
                Err(StoreError::Taken { .. }) => Err(Refused::AddressTaken.into()),
                changed => Ok(changed.map(|_| AddressChange::Done)?),
            };
        };
        let (secret, expires_at) = (Secret::fresh(&self.random)?, later(at, WORKS));
        let letter = Letter::AddressAsked { person, expires_at: instant(expires_at)? };
        let key = of_secret(letter.word(), secret.digest());
        let letter = outbox.letter_to(&letter, key, (&email.shown, Some(&secret)), at)?;
        let state = self.keys.seal(ADDRESS, person.0.as_bytes(), email.shown.as_bytes(), &self.random)?;
        let state = URL_SAFE_NO_PAD.encode(state);
        let waits = Ceremony { kind: ADDRESS.to_owned(), person: Some(person), state, expires_at };
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    tx.drop_ceremonies_of(person, ADDRESS).await?;
                    tx.begin_ceremony(secret.digest(), &waits).await?;
                    tx.add_job(&letter).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(AddressChange::Asked)
    }

    /// The address a link is about.
    ///
    /// # Errors
    /// [`Over::Address`] where it was used, replaced, is too old, or never was.
    pub async fn address_of(&self, secret: &Secret, at: Timestamp) -> Result<String, SignInError> {
        let found = self.store.reader().await?.ceremony(secret.digest()).await?;
        let waits = found.filter(|found| found.kind == ADDRESS && at.as_microsecond() < found.expires_at);
        let address = waits.and_then(|waits| {
            let sealed = URL_SAFE_NO_PAD.decode(waits.state).ok()?;
            String::from_utf8(self.keys.open(ADDRESS, waits.person?.0.as_bytes(), &sealed)?).ok()
        });
        Ok(address.ok_or(Refused::Over(Over::Address))?)
    }

    /// The address counts from now on: whoever opened the link reads what is mailed there. The one before is told.
    ///
    /// # Errors
    /// [`Over::Address`]; [`Refused::AddressTaken`] where another has it by now.
    pub async fn confirm_address(&self, secret: &Secret, at: Timestamp) -> Result<(), SignInError> {
        let shown = self.address_of(secret, at).await?;
        let folded = typed::fold_email(&shown).ok_or(Refused::NoAddress)?;
        let (email, digest, outbox) = (Email { shown, folded }, secret.digest(), self.outbox.clone());
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    let taken = tx.take_ceremony(digest, ADDRESS).await?;
                    let Some(person) = taken.and_then(|taken| taken.person) else {
                        return Err(Refused::Over(Over::Address).into());
                    };
                    let before = tx.person(person).await?.and_then(|person| person.email);
                    match tx.change_email(person, Some(&email)).await {
                        Err(StoreError::Taken { .. }) => return Err(Refused::AddressTaken.into()),
                        changed => changed?,
                    };
                    if let (Some(outbox), Some(before)) = (&outbox, before) {
                        let letter = Letter::AddressChanged { person, at };
                        let key = of_secret(letter.word(), digest);
                        tx.add_job(&outbox.letter_to(&letter, key, (&before.shown, None), at)?).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
