//! One's own account beside the record: name, language, and by what one can sign in.

use futures_util::future::BoxFuture;
use record::{OrganisationId, PersonId};
use store::{Passkey, Person};

use super::{Refused, Session, SignIn, SignInError, Way};

/// By what a person can sign in.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Whether there is a password.
    pub password: bool,
    /// Whether a code is asked for after the password.
    pub second: bool,
    /// How many recovery codes are left.
    pub recovery: i64,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether there is a PIN for the shared terminals of the organisation that was asked about.
    pub pin: bool,
}

impl SignIn {
    /// Whether this installation takes passkeys, and at which address: they are bound to it.
    #[must_use]
    pub fn takes_passkeys(&self) -> Option<&str> {
        self.site.webauthn.as_ref().map(|_| self.site.origin.as_str())
    }

    /// The person as they stand beside the record.
    ///
    /// # Errors
    /// The database failed.
    pub async fn person(&self, person: PersonId) -> Result<Option<Person>, SignInError> {
        Ok(self.store.reader().await?.person(person).await?)
    }

    /// By what a person can sign in; the PIN is the one for `organisation`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ways(&self, person: PersonId, organisation: Option<OrganisationId>) -> Result<Ways, SignInError> {
        let mut reader = self.store.reader().await?;
        let found = reader.credentials(person).await?;
        let passkeys = reader.passkeys(person).await?;
        let recovery = reader.recovery_codes_left(person).await?;
        let pin = match organisation {
            Some(organisation) => reader.pin(person, organisation).await?.is_some(),
            None => false,
        };
        let password = found.as_ref().is_some_and(|found| found.phc.is_some());
        Ok(Ways { password, second: found.is_some_and(|found| found.second), recovery, passkeys, pin })
    }

    /// Changes what one is called and the language one reads. Whether the name can be one was asked before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rename(
        &self,
        session: &Session,
        name: String,
        reading: Option<String>,
        language: String,
    ) -> Result<(), SignInError> {
        let person = session.person;
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    tx.rename_person(person, &name, reading.as_deref(), &language).await?;
                    Ok(())
                })
            })
            .await
    }
}

impl Session {
    /// Refuses a session by PIN: a shared terminal is not the place where one's own account is changed.
    ///
    /// # Errors
    /// [`Refused::TerminalOnly`].
    pub fn require_own_device(&self) -> Result<(), Refused> {
        if self.way == Way::Pin { Err(Refused::TerminalOnly) } else { Ok(()) }
    }
}
