//! The first sign-in, by an invitation: to choose a password or register a passkey.

use jiff::Timestamp;

use super::by_password::nothing;
use super::sessions::Begin;
use super::{Opened, Over, Refused, Secret, SignIn, SignInError, Visitor, Way};

impl SignIn {
    /// Signs the invited person in, once. The session counts as stepped up, so that a first password, passkey or
    /// second factor can be set.
    ///
    /// # Errors
    /// [`Over::Invitation`] where it was used, is too old, names no person yet, or never was.
    pub async fn by_invitation(&self, token: &Secret, visitor: &Visitor, at: Timestamp) -> Result<Opened, SignInError> {
        let (digest, now) = (token.digest(), at.as_microsecond());
        let found = self.store.reader().await?.invitation(digest).await?;
        let valid = found.filter(|found| found.used_at.is_none() && now < found.expires_at);
        let found = valid.ok_or(Refused::Over(Over::Invitation))?;
        let person = found.person.ok_or(Refused::Over(Over::Invitation))?;
        let mut begin = Begin {
            person,
            organisation: Some(found.organisation),
            way: Way::Invitation,
            counters: Vec::new(),
            work: nothing(),
        };
        begin.work = Box::new(move |tx| {
            Box::pin(async move {
                let used = tx.use_invitation(digest, now).await?;
                used.map(|_| ()).ok_or_else(|| Refused::Over(Over::Invitation).into())
            })
        });
        self.begin(begin, visitor, at).await
    }
}
