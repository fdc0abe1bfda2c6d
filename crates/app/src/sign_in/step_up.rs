//! Step-up: showing anew who one is, before what must not be done by somebody who found an open session.

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::attempts::{Counter, at_step_up, passed};
use super::by_password::nothing;
use super::sessions::Work;
use super::{Over, Refused, Secret, SignIn, SignInError};

impl SignIn {
    /// By the password, with a code where there is a second factor. Gives the session's new secret; the earlier one
    /// is over.
    ///
    /// # Errors
    /// [`Refused::NotRecognised`], [`Refused::CodeNeeded`], [`Refused::CodeWrong`], [`Refused::CodeUsed`],
    /// [`Refused::TooOften`], [`Over::Session`]; [`Refused::TerminalOnly`] for a session by PIN, whatever the password.
    pub async fn step_up_by_password(
        &self,
        secret: &Secret,
        password: &str,
        code: Option<&str>,
        at: Timestamp,
    ) -> Result<Secret, SignInError> {
        let session = self.session(secret, at).await?;
        session.require_own_device()?;
        let found = self.store.reader().await?.credentials(session.person).await?;
        let second = found.as_ref().is_some_and(|found| found.second);
        let code = if second { Some(code.ok_or(Refused::CodeNeeded)?) } else { None };
        let counters = at_step_up(session.id);
        self.knock(&counters, at).await?;
        self.compare(found, password).await?.ok_or(Refused::NotRecognised)?;
        let work = match code {
            Some(code) => self.matched(session.person, code, at).await?,
            None => nothing(),
        };
        self.stepped_up(secret, counters, work, at).await
    }

    /// Does `work` and gives the session another secret: all or nothing.
    pub(super) async fn stepped_up(
        &self,
        secret: &Secret,
        counters: Vec<Counter>,
        work: Work,
        at: Timestamp,
    ) -> Result<Secret, SignInError> {
        let next = Secret::fresh(&self.random)?;
        let (old, new, now) = (secret.digest(), next.digest(), at.as_microsecond());
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    work(tx).await?;
                    passed(tx, &counters).await?;
                    if tx.step_up_session(old, new, now).await? {
                        Ok(())
                    } else {
                        Err(Refused::Over(Over::Session).into())
                    }
                })
            })
            .await?;
        Ok(next)
    }
}
