//! A new password by a link in a mail, for somebody who forgot theirs.
//!
//! Whoever asks is told the same whether there is such a person or not, after the same work: the address is sealed into
//! a job, and only the job looks whether somebody has it. The link works once, for an hour, replaces the password and
//! nothing else, and ends every session: a second factor is asked for as before.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::PersonId;
use store::{Ceremony, TakenJob};

use super::attempts::{at_reset, at_reset_of};
use super::{Names, Over, Refused, Secret, SignIn, SignInError, Visitor, instant, later, password, typed};
use crate::jobs::{Kind, of_secret, once};
use crate::mail::Letter;

/// What waits for a new password.
const RESET: &str = "password_reset";
/// Seconds that a link works.
const WORKS: i64 = 3_600;

impl SignIn {
    /// Asks for a link. What happens then is the same to see whether anybody has this address or not.
    ///
    /// # Errors
    /// [`Refused::TooOften`] where it is asked too often from this place, [`Refused::NoMail`] where nothing is mailed.
    pub async fn ask_reset(&self, email: &str, visitor: &Visitor, at: Timestamp) -> Result<(), SignInError> {
        let outbox = self.outbox.as_ref().ok_or(Refused::NoMail)?;
        self.knock(&at_reset(visitor), at).await?;
        let folded = typed::fold_email(email).unwrap_or_default();
        // Too often for one address is answered like anything else: nobody is flooded, and nothing is told.
        let quiet = match self.knock(&at_reset_of(&folded, visitor), at).await {
            Ok(()) => false,
            Err(SignInError::Refused(Refused::TooOften { .. })) => true,
            Err(error) => return Err(error),
        };
        let key = self.random.id(at)?.to_string();
        let mut job = outbox.job(Kind::Reset, key, &(), Some(folded.as_bytes()), at)?;
        if quiet {
            // The row is written all the same, and nobody is written to.
            job.sealed = None;
        }
        let added = self.store.write(move |tx| Box::pin(async move { Ok::<_, SignInError>(tx.add_job(&job).await?) }));
        added.await.map(|_| ())
    }

    /// Does the job of a request: a letter to whoever has the address, if somebody has.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn answer_reset(&self, job: &TakenJob, at: Timestamp) -> Result<(), SignInError> {
        let Some(outbox) = &self.outbox else { return Ok(()) };
        let Some(folded) = outbox.open(job).and_then(|plain| String::from_utf8(plain).ok()) else { return Ok(()) };
        // An hour after it was asked for, the link would be over.
        if folded.is_empty() || later(instant(job.made_at)?, WORKS) <= at.as_microsecond() {
            return Ok(());
        }
        let Some(found) = self.store.reader().await?.credentials_by_email(&folded).await? else { return Ok(()) };
        let person = found.person;
        if found.phc.is_none() {
            let letter = outbox.letter(&Letter::NoPassword { person }, once(RESET, person, &job.id), None, at)?;
            let added =
                self.store.write(move |tx| Box::pin(async move { Ok::<_, SignInError>(tx.add_job(&letter).await?) }));
            return added.await.map(|_| ());
        }
        let (secret, expires_at) = (Secret::fresh(&self.random)?, later(at, WORKS));
        let letter = Letter::Reset { person, expires_at: instant(expires_at)? };
        let letter = outbox.letter(&letter, once(RESET, person, &job.id), Some(&secret), at)?;
        let waits = Ceremony { kind: RESET.to_owned(), person: Some(person), state: String::new(), expires_at };
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    // A job that comes twice mails once, and the link that was mailed is the one that works.
                    if tx.add_job(&letter).await? {
                        tx.drop_ceremonies_of(person, RESET).await?;
                        tx.begin_ceremony(secret.digest(), &waits).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// [`Over::Reset`] where it was used, is too old, or never was.
    pub async fn reset_of(&self, secret: &Secret, at: Timestamp) -> Result<PersonId, SignInError> {
        let found = self.store.reader().await?.ceremony(secret.digest()).await?;
        let waits = found.filter(|found| found.kind == RESET && at.as_microsecond() < found.expires_at);
        Ok(waits.and_then(|found| found.person).ok_or(Refused::Over(Over::Reset))?)
    }

    /// Sets a new password by a link, once. Every session ends, and every sign-in that waits for a code; the person
    /// signs in anew, with the second factor if there is one.
    ///
    /// # Errors
    /// [`Over::Reset`], [`Refused::Password`], [`Refused::TooOften`].
    pub async fn reset_password(
        &self,
        secret: &Secret,
        typed: &str,
        names: &Names,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        self.knock(&at_reset(visitor), at).await?;
        let person = self.reset_of(secret, at).await?;
        let password = password::choose(typed, names)?;
        let phc = self.hasher.hash(password, &self.random).await?;
        let (digest, now) = (secret.digest(), at.as_microsecond());
        let told = match &self.outbox {
            Some(outbox) => {
                let letter = Letter::PasswordChanged { person, at };
                Some(outbox.letter(&letter, of_secret(letter.word(), digest), None, at)?)
            }
            None => None,
        };
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    let taken = tx.take_ceremony(digest, RESET).await?;
                    if taken.and_then(|taken| taken.person) != Some(person) {
                        return Err(Refused::Over(Over::Reset).into());
                    }
                    tx.set_password(person, &phc, now).await?;
                    tx.drop_ceremonies_of(person, super::by_password::SECOND).await?;
                    tx.end_sessions_of(person, None, now).await?;
                    if let Some(told) = &told {
                        tx.add_job(told).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
