//! The first sign-in, by an invitation: to choose a password or register a passkey.

use jiff::Timestamp;
use record::PersonId;

use super::attempts::at_link;
use super::by_password::nothing;
use super::sessions::{Begin, Work};
use super::{Names, Opened, Over, Refused, Secret, SignIn, SignInError, Visitor, Way, password};

impl SignIn {
    /// Signs the invited person in, once. The session counts as stepped up, so that a first password, passkey or
    /// second factor can be set.
    ///
    /// # Errors
    /// [`Over::Invitation`] where it was used, is too old, names no person yet, or never was.
    pub async fn by_invitation(&self, token: &Secret, visitor: &Visitor, at: Timestamp) -> Result<Opened, SignInError> {
        self.invited(token, |_| nothing(), visitor, at).await
    }

    /// The same with a first password: the invitation is used, the password stands and the session begins together,
    /// so that nobody is left with a link of no use and no session.
    ///
    /// # Errors
    /// [`Refused::Password`]; as [`SignIn::by_invitation`].
    pub async fn by_invitation_with_password(
        &self,
        token: &Secret,
        (typed, names): (&str, &Names),
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let chosen = password::choose(typed, names)?;
        let (phc, now) = (self.hasher.hash(chosen, &self.random).await?, at.as_microsecond());
        let keep = move |person| -> Work {
            Box::new(move |tx| {
                Box::pin(async move {
                    tx.set_password(person, &phc, now).await?;
                    // Who had the link before and only looked goes out.
                    tx.end_sessions_of(person, None, now).await?;
                    Ok(())
                })
            })
        };
        self.invited(token, keep, visitor, at).await
    }

    async fn invited(
        &self,
        token: &Secret,
        also: impl FnOnce(PersonId) -> Work,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let (digest, now) = (token.digest(), at.as_microsecond());
        let found = self.store.reader().await?.invitation(digest).await?;
        let valid = found.filter(|found| found.used_at.is_none() && now < found.expires_at);
        let found = valid.ok_or(Refused::Over(Over::Invitation))?;
        let person = found.person.ok_or(Refused::Over(Over::Invitation))?;
        let (also, organisation, renews) = (also(person), Some(found.organisation), found.renews);
        let work: Work = Box::new(move |tx| {
            Box::pin(async move {
                let used = tx.use_invitation(digest, now).await?;
                used.map(|_| ()).ok_or(Refused::Over(Over::Invitation))?;
                if renews {
                    // Whoever found the lost telephone is out, too.
                    tx.forget_ways_in(person).await?;
                    tx.end_sessions_of(person, None, now).await?;
                }
                also(tx).await
            })
        });
        let counters = at_link(visitor);
        self.begin(Begin { person, organisation, way: Way::Invitation, counters, work }, visitor, at).await
    }
}
