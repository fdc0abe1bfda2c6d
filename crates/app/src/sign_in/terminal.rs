//! Shared terminals and PINs: for who has neither mail address nor a device of his own. A PIN counts at a registered
//! terminal of the organisation for which it was set, and nowhere else.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{OrganisationId, PersonId};
use store::Terminal;

use super::attempts::{at_step_up, at_terminal, passed};
use super::by_password::nothing;
use super::sessions::Begin;
use super::{Opened, Over, Refused, Secret, Session, SignIn, SignInError, Visitor, Way, pin, typed};

/// What the hash of a PIN is encrypted for.
pub(crate) const WHAT: &str = "pin";

/// To whom a PIN is bound.
pub(crate) fn whose(person: PersonId, organisation: OrganisationId) -> Vec<u8> {
    [&person.0.as_bytes()[..], organisation.0.as_bytes()].concat()
}

impl SignIn {
    /// The terminal that keeps this secret.
    ///
    /// # Errors
    /// [`Over::Terminal`] where it ended or never was registered.
    pub async fn terminal(&self, secret: &Secret) -> Result<Terminal, SignInError> {
        let found = self.store.reader().await?.terminal(secret.digest()).await?;
        Ok(found.ok_or(Refused::Over(Over::Terminal))?)
    }

    /// Sets a person's PIN for the terminals of an organisation. Whether that may be done was asked before.
    ///
    /// # Errors
    /// [`Refused::Pin`].
    pub async fn set_pin(
        &self,
        person: PersonId,
        organisation: OrganisationId,
        typed: &str,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        let phc = self.hasher.hash(pin::choose(typed)?, &self.random).await?;
        // From the hash alone a million PINs are soon tried: it is encrypted as well.
        let sealed = self.keys.seal(WHAT, &whose(person, organisation), phc.as_bytes(), &self.random)?;
        let now = at.as_microsecond();
        self.store
            .write(move |tx| Box::pin(async move { Ok(tx.set_pin(person, organisation, &sealed, now).await?) }))
            .await
    }

    /// Changes one's own PIN at the terminal where one is signed in by it.
    ///
    /// # Errors
    /// [`Refused::NotRecognised`] where the present PIN is another; [`Refused::Pin`], [`Refused::TooOften`].
    pub async fn change_pin(
        &self,
        session: &Session,
        present: &str,
        typed: &str,
        at: Timestamp,
    ) -> Result<(), SignInError> {
        let organisation = session.organisation.ok_or(Refused::NotRecognised)?;
        let counters = at_step_up(session.id);
        self.knock(&counters, at).await?;
        self.compare_pin(session.person, organisation, present).await?;
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move { Ok(passed(tx, &counters).await?) })
            })
            .await?;
        self.set_pin(session.person, organisation, typed, at).await
    }

    /// Chooses one's own PIN for the terminals of the organisation one acts for, on a device of one's own.
    ///
    /// # Errors
    /// [`Refused::TerminalOnly`] at a terminal; [`Refused::StepUpNeeded`], [`Refused::Pin`]; [`Refused::NotRecognised`]
    /// where one acts for no organisation.
    pub async fn choose_pin(&self, session: &Session, typed: &str, at: Timestamp) -> Result<(), SignInError> {
        session.require_own_device()?;
        session.require_step_up(at)?;
        let organisation = session.organisation.ok_or(Refused::NotRecognised)?;
        self.set_pin(session.person, organisation, typed, at).await
    }

    /// Takes a person's PIN away; `false` = there was none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_pin(&self, person: PersonId, organisation: OrganisationId) -> Result<bool, SignInError> {
        self.store.write(move |tx| Box::pin(async move { Ok(tx.remove_pin(person, organisation).await?) })).await
    }

    /// Signs in by PIN at a registered terminal, for the organisation of the terminal.
    ///
    /// # Errors
    /// [`Over::Terminal`] without a registered terminal, whatever the PIN; [`Refused::NotRecognised`],
    /// [`Refused::TooOften`].
    pub async fn by_pin(
        &self,
        terminal: &Secret,
        person: PersonId,
        typed: &str,
        visitor: &Visitor,
        at: Timestamp,
    ) -> Result<Opened, SignInError> {
        let Terminal { id, organisation, .. } = self.terminal(terminal).await?;
        let counters = at_terminal(id, person);
        self.knock(&counters, at).await?;
        self.compare_pin(person, organisation, typed).await?;
        let begin = Begin { person, organisation: Some(organisation), way: Way::Pin, counters, work: nothing() };
        self.begin(begin, visitor, at).await
    }

    /// Refuses a PIN that is not the person's. It takes one comparison, whether there is a PIN or not.
    async fn compare_pin(
        &self,
        person: PersonId,
        organisation: OrganisationId,
        typed: &str,
    ) -> Result<(), SignInError> {
        let sealed = self.store.reader().await?.pin(person, organisation).await?;
        let phc = sealed.map(|sealed| self.plain_pin(person, organisation, &sealed)).transpose()?;
        let fits = self.hasher.verify(phc, typed::code(typed)).await?;
        if fits { Ok(()) } else { Err(Refused::NotRecognised.into()) }
    }

    fn plain_pin(&self, person: PersonId, organisation: OrganisationId, sealed: &[u8]) -> Result<String, SignInError> {
        let phc = self.keys.open(WHAT, &whose(person, organisation), sealed);
        let phc = phc.and_then(|phc| String::from_utf8(phc).ok());
        phc.ok_or(Refused::KeyLost.into())
    }
}
