//! Shared terminals and PINs: for who has neither mail address nor a device of his own. A PIN counts at a registered
//! terminal of the organisation for which it was set, and nowhere else.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{OrganisationId, PersonId};
use store::Terminal;
use uuid::Uuid;

use super::attempts::at_terminal;
use super::by_password::nothing;
use super::sessions::Begin;
use super::{Opened, Over, Refused, Secret, SignIn, SignInError, Visitor, Way, pin, typed};

/// What the hash of a PIN is encrypted for.
const WHAT: &str = "pin";
/// Characters of the name of a terminal.
const NAME: usize = 60;

/// A terminal that was set up.
#[derive(Debug, Clone)]
pub struct NewTerminal {
    /// What the device keeps.
    pub secret: Secret,
    /// What it is called in lists.
    pub id: Uuid,
}

fn whose(person: PersonId, organisation: OrganisationId) -> Vec<u8> {
    [&person.0.as_bytes()[..], organisation.0.as_bytes()].concat()
}

impl SignIn {
    /// Registers a device as a shared terminal of an organisation. Whether `by` may do so was asked before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn register_terminal(
        &self,
        organisation: OrganisationId,
        name: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<NewTerminal, SignInError> {
        let (secret, id) = (Secret::fresh(&self.random)?, self.random.id(at)?);
        let new = Terminal {
            token: secret.digest(),
            id,
            organisation,
            name: typed::words(name, NAME),
            made_by: by,
            created_at: at.as_microsecond(),
            ended_at: None,
        };
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move { Ok(tx.add_terminal(&new).await?) })
            })
            .await?;
        Ok(NewTerminal { secret, id })
    }

    /// The terminals of an organisation, the oldest first, those that ended too.
    ///
    /// # Errors
    /// The database failed.
    pub async fn terminals(&self, organisation: OrganisationId) -> Result<Vec<Terminal>, SignInError> {
        Ok(self.store.reader().await?.terminals(organisation).await?)
    }

    /// The terminal that keeps this secret.
    ///
    /// # Errors
    /// [`Over::Terminal`] where it ended or never was registered.
    pub async fn terminal(&self, secret: &Secret) -> Result<Terminal, SignInError> {
        let found = self.store.reader().await?.terminal(secret.digest()).await?;
        Ok(found.ok_or(Refused::Over(Over::Terminal))?)
    }

    /// Ends the use of a terminal; `false` = the organisation has no such one in use. Sessions on it run out by
    /// themselves.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_terminal(
        &self,
        organisation: OrganisationId,
        id: Uuid,
        at: Timestamp,
    ) -> Result<bool, SignInError> {
        let now = at.as_microsecond();
        self.store.write(move |tx| Box::pin(async move { Ok(tx.end_terminal(organisation, id, now).await?) })).await
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
        let mut reader = self.store.reader().await?;
        let sealed = reader.pin(person, organisation).await?;
        drop(reader);
        let phc = sealed.map(|sealed| self.plain_pin(person, organisation, &sealed)).transpose()?;
        if !self.hasher.verify(phc, typed::code(typed)).await? {
            return Err(Refused::NotRecognised.into());
        }
        let begin = Begin { person, organisation: Some(organisation), way: Way::Pin, counters, work: nothing() };
        self.begin(begin, visitor, at).await
    }

    fn plain_pin(&self, person: PersonId, organisation: OrganisationId, sealed: &[u8]) -> Result<String, SignInError> {
        let phc = self.keys.open(WHAT, &whose(person, organisation), sealed);
        let phc = phc.and_then(|phc| String::from_utf8(phc).ok());
        phc.ok_or(SignInError::Broken("a PIN that cannot be decrypted"))
    }
}
