//! Sign-in by password, and by a code or a recovery code after it; choosing a password.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{Digest, PersonId};
use store::{Ceremony, Credentials};

use super::attempts::{Subject, passed};
use super::hasher::is_current;
use super::sessions::{Begin, Work};
use super::{Names, Opened, Over, Refused, Secret, Session, SignIn, SignInError, Visitor, Way, instant};
use super::{later, password, recovery, typed};

/// Seconds that a first step waits for the second.
const WAITS: i64 = 10 * 60;
/// What waits for a second step.
pub(super) const SECOND: &str = "second-step";

/// What the first step came to.
#[derive(Debug, Clone)]
pub enum FirstStep {
    /// The person is signed in.
    Done(Opened),
    /// A code is expected.
    Second(Pending),
}

/// A sign-in that waits for a code.
#[derive(Debug, Clone)]
pub struct Pending {
    /// What the device shows with the code.
    pub secret: Secret,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Nothing more to do in the transaction.
pub(super) fn nothing() -> Work {
    Box::new(|_| Box::pin(async { Ok(()) }))
}

impl SignIn {
    /// Signs in by mail address and password.
    ///
    /// # Errors
    /// [`Refused::NotRecognised`], whichever of the two is wrong and whether or not there is such a person;
    /// [`Refused::TooOften`], [`Refused::Busy`].
    pub async fn by_password(
        &self,
        email: &str,
        typed: &str,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<FirstStep, SignInError> {
        let folded = typed::fold_email(email).unwrap_or_default();
        let found = self.store.reader().await?.credentials_by_email(&folded).await?;
        let subject = match &found {
            Some(found) => Subject::Known(found.person),
            None => Subject::Unknown(Digest::of(folded.as_bytes())),
        };
        let counters = self.at_password(subject, visitor, at);
        self.knock(&counters, at).await?;
        let Some(Credentials { person, second, .. }) = self.compare(found, typed).await? else {
            return Err(Refused::NotRecognised.into());
        };
        if !second {
            let begin = Begin { person, organisation: None, way: Way::Password, counters, work: nothing() };
            return Ok(FirstStep::Done(self.begin(begin, visitor, at).await?));
        }
        let secret = Secret::fresh(&self.random)?;
        let expires_at = later(at, WAITS);
        let begun = Ceremony { kind: SECOND.to_owned(), person: Some(person), state: String::new(), expires_at };
        let digest = secret.digest();
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    passed(tx, &counters).await?;
                    Ok(tx.begin_ceremony(digest, &begun).await?)
                })
            })
            .await?;
        Ok(FirstStep::Second(Pending { secret, expires_at: instant(expires_at)? }))
    }

    /// Whose password it is. It takes one comparison, whether there is a person, a password, or neither.
    pub(super) async fn compare(
        &self,
        found: Option<Credentials>,
        typed: &str,
    ) -> Result<Option<Credentials>, SignInError> {
        let password = typed::password(typed);
        let phc = found.as_ref().filter(|_| password.is_some()).and_then(|found| found.phc.clone());
        let password = password.unwrap_or_default();
        if !self.hasher.verify(phc.clone(), password.clone()).await? {
            return Ok(None);
        }
        // The recommended parameters grow with the years; the password is at hand only now.
        if let (Some(found), Some(old)) = (&found, phc.filter(|phc| !is_current(phc))) {
            let (person, new) = (found.person, self.hasher.hash(password, &self.random).await?);
            let anew: Result<bool, SignInError> = self
                .store
                .write(move |tx| Box::pin(async move { Ok(tx.rehash_password(person, &old, &new).await?) }))
                .await;
            anew?;
        }
        Ok(found)
    }

    /// The second step, by a code of the app.
    ///
    /// # Errors
    /// [`Refused::CodeWrong`], [`Refused::CodeUsed`], [`Refused::TooOften`]; [`Over::Step`] where there is no first
    /// step, or too long ago.
    pub async fn by_code(
        &self,
        pending: &Secret,
        code: &str,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let person = self.pending(pending, at).await?;
        let counters = self.at_code(person, visitor, at);
        self.knock(&counters, at).await?;
        let take = self.matched(person, code, at).await?;
        let waiting = pending.digest();
        let work: Work = Box::new(move |tx| {
            Box::pin(async move {
                take(tx).await?;
                taken(tx.take_ceremony(waiting, SECOND).await?)
            })
        });
        let begin = Begin { person, organisation: None, way: Way::PasswordAndCode, counters, work };
        self.begin(begin, visitor, at).await
    }

    /// The second step, by a recovery code.
    ///
    /// # Errors
    /// As [`SignIn::by_code`]; a used code is a wrong one.
    pub async fn by_recovery_code(
        &self,
        pending: &Secret,
        code: &str,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let person = self.pending(pending, at).await?;
        let counters = self.at_code(person, visitor, at);
        self.knock(&counters, at).await?;
        let code = recovery::digest(code).ok_or(Refused::CodeWrong)?;
        let (waiting, now) = (pending.digest(), at.as_microsecond());
        let work: Work = Box::new(move |tx| {
            Box::pin(async move {
                if !tx.use_recovery_code(person, code, now).await? {
                    return Err(Refused::CodeWrong.into());
                }
                taken(tx.take_ceremony(waiting, SECOND).await?)
            })
        });
        let begin = Begin { person, organisation: None, way: Way::PasswordAndRecovery, counters, work };
        self.begin(begin, visitor, at).await
    }

    /// Who waits for a second step.
    async fn pending(&self, pending: &Secret, at: Timestamp) -> Result<PersonId, SignInError> {
        let found = self.store.reader().await?.ceremony(pending.digest()).await?;
        let waiting = found.filter(|found| found.kind == SECOND && at.as_microsecond() < found.expires_at);
        Ok(waiting.and_then(|found| found.person).ok_or(Refused::Over(Over::Step))?)
    }

    /// Whether a password can be chosen, before there is anybody to choose it.
    ///
    /// # Errors
    /// [`Refused::Password`].
    pub fn may_choose(&self, typed: &str, names: &Names) -> Result<(), Refused> {
        password::choose(typed, names).map(|_| ())
    }

    /// Sets a person's password without asking for an earlier one, and ends every session: for the first one and
    /// for a reset by who may do so, which was asked before.
    ///
    /// # Errors
    /// [`Refused::Password`].
    pub async fn set_password(
        &self,
        person: PersonId,
        typed: &str,
        names: &Names,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        self.keep_password(person, None, typed, names, at).await
    }

    /// Changes one's own password; every other session ends, and so does every sign-in that waits for a code.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`], [`Refused::Password`].
    pub async fn change_password(
        &self,
        session: &Session,
        typed: &str,
        names: &Names,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        session.require_step_up(at)?;
        self.keep_password(session.person, Some(session.id), typed, names, at).await
    }

    async fn keep_password(
        &self,
        person: PersonId,
        except: Option<uuid::Uuid>,
        typed: &str,
        names: &Names,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        let password = password::choose(typed, names)?;
        let phc = self.hasher.hash(password, &self.random).await?;
        let now = at.as_microsecond();
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    tx.set_password(person, &phc, now).await?;
                    tx.drop_ceremonies_of(person, SECOND).await?;
                    tx.end_sessions_of(person, except, now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Of two that try to take the same step, one gets it.
pub(super) fn taken(found: Option<Ceremony>) -> Result<(), SignInError> {
    found.map(|_| ()).ok_or_else(|| Refused::Over(Over::Step).into())
}
