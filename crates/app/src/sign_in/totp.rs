//! The second factor: codes by time from an app. A code is taken once; the secret stands encrypted.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::PersonId;
use totp_rs::{Builder, Totp};

use super::sessions::Work;
use super::{RecoveryCodes, Refused, Session, SignIn, SignInError, typed};

/// What the secret is encrypted for.
pub(crate) const WHAT: &str = "totp";
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Seconds of a step; a code of the step before and after counts, too.
const STEP: u64 = 30;

/// A second factor to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpOffer {
    /// The address that an app reads, to be shown as a QR code.
    pub uri: String,
    /// The same secret to be typed: base32.
    pub secret: String,
}

impl SignIn {
    /// Offers a second factor; it counts once its first code is confirmed.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`], [`Refused::SecondThere`].
    pub async fn offer_totp(&self, session: &Session, at: Timestamp) -> Result<TotpOffer, SignInError> {
        session.require_step_up(at)?;
        let person = session.person;
        let found = self.store.reader().await?.person(person).await?;
        let email = found.and_then(|found| found.email).map(|email| email.shown);
        let secret: [u8; SECRET] = self.random.bytes()?;
        let offer = offer(&secret, &email.unwrap_or_else(|| session.name.clone()), &self.site.name)?;
        let sealed = self.keys.seal(WHAT, person.0.as_bytes(), &secret, &self.random)?;
        let now = at.as_microsecond();
        let offered: Result<bool, SignInError> =
            self.store.write(move |tx| Box::pin(async move { Ok(tx.offer_totp(person, &sealed, now).await?) })).await;
        if offered? { Ok(offer) } else { Err(Refused::SecondThere.into()) }
    }

    /// What was offered and waits for its first code; none = nothing does.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`].
    pub async fn offered_totp(&self, session: &Session, at: Timestamp) -> Result<Option<TotpOffer>, SignInError> {
        session.require_step_up(at)?;
        let mut reader = self.store.reader().await?;
        let found = reader.totp(session.person).await?;
        let email = reader.person(session.person).await?.and_then(|found| found.email).map(|email| email.shown);
        drop(reader);
        let Some(waiting) = found.filter(|found| found.confirmed_at.is_none()) else { return Ok(None) };
        let secret = self.plain(session.person, &waiting.secret)?;
        Ok(Some(offer(&secret, &email.unwrap_or_else(|| session.name.clone()), &self.site.name)?))
    }

    /// Confirms the second factor by its first code; gives recovery codes, to be shown once.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`], [`Refused::CodeWrong`], [`Refused::TooOften`]; [`Refused::NoSecond`] where none
    /// was offered.
    pub async fn confirm_totp(
        &self,
        session: &Session,
        code: &str,
        at: Timestamp,
    ) -> Result<RecoveryCodes, SignInError> {
        session.require_step_up(at)?;
        let person = session.person;
        let counters = super::attempts::at_step_up(session.id);
        self.knock(&counters, at).await?;
        let found = self.store.reader().await?.totp(person).await?;
        let offered = found.filter(|found| found.confirmed_at.is_none()).ok_or(Refused::NoSecond)?.secret;
        let step = self.step(person, &offered, code, at)?.ok_or(Refused::CodeWrong)?;
        let codes = RecoveryCodes::fresh(&self.random)?;
        let (digests, now) = (codes.digests(), at.as_microsecond());
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    if !tx.confirm_totp(person, &offered, step, now).await? {
                        return Err(Refused::NoSecond.into());
                    }
                    super::attempts::passed(tx, &counters).await?;
                    Ok(tx.set_recovery_codes(person, &digests, now).await?)
                })
            })
            .await?;
        Ok(codes)
    }

    /// Takes one's own second factor away, with its recovery codes; every other session ends.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`], [`Refused::NoSecond`].
    pub async fn remove_totp(&self, session: &Session, at: Timestamp) -> Result<(), SignInError> {
        session.require_step_up(at)?;
        let (person, id, now) = (session.person, session.id, at.as_microsecond());
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    if !tx.remove_totp(person).await? {
                        return Err(Refused::NoSecond.into());
                    }
                    tx.remove_recovery_codes(person).await?;
                    tx.end_sessions_of(person, Some(id), now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Compares a code with the person's confirmed second factor. What comes back takes the code, in the transaction
    /// of what it is for; it refuses if the code was taken before.
    pub(super) async fn matched(&self, person: PersonId, code: &str, at: Timestamp) -> Result<Work, SignInError> {
        let found = self.store.reader().await?.totp(person).await?;
        let sealed = found.filter(|found| found.confirmed_at.is_some()).ok_or(Refused::NoSecond)?.secret;
        let step = self.step(person, &sealed, code, at)?.ok_or(Refused::CodeWrong)?;
        let anew = if self.keys.is_old(&sealed) {
            let plain = self.plain(person, &sealed)?;
            Some(self.keys.seal(WHAT, person.0.as_bytes(), &plain, &self.random)?)
        } else {
            None
        };
        Ok(Box::new(move |tx| {
            Box::pin(async move {
                if !tx.take_totp_step(person, step).await? {
                    return Err(Refused::CodeUsed.into());
                }
                if let Some(anew) = anew {
                    tx.reseal_totp(person, &sealed, &anew).await?;
                }
                Ok(())
            })
        }))
    }

    fn plain(&self, person: PersonId, sealed: &[u8]) -> Result<Vec<u8>, SignInError> {
        self.keys.open(WHAT, person.0.as_bytes(), sealed).ok_or(Refused::KeyLost.into())
    }

    /// The step whose code this is.
    fn step(&self, person: PersonId, sealed: &[u8], code: &str, at: Timestamp) -> Result<Option<i64>, SignInError> {
        let totp = totp(&self.plain(person, sealed)?, "", "")?;
        let Ok(now) = u64::try_from(at.as_second()) else { return Ok(None) };
        Ok(totp.check(&typed::code(code), now).and_then(|step| i64::try_from(step).ok()))
    }
}

fn offer(secret: &[u8], account: &str, issuer: &str) -> Result<TotpOffer, SignInError> {
    let totp = totp(secret, account, issuer)?;
    let uri = totp.to_url().map_err(|_| SignInError::Broken("an app address that cannot be made"))?;
    Ok(TotpOffer { uri, secret: totp.secret().to_base32() })
}

/// Six digits, thirty seconds, SHA-1: what every app knows.
fn totp(secret: &[u8], account: &str, issuer: &str) -> Result<Totp, SignInError> {
    let plain = |name: &str| name.replace(':', " ");
    let totp = Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(1)
        .with_step_duration(STEP)
        .with_account_name(plain(account))
        .with_issuer(Some(plain(issuer)));
    totp.build().map_err(|_| SignInError::Broken("a second factor that cannot be made"))
}
