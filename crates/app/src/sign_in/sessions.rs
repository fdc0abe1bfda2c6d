//! Sessions: how long they live, how they are found, and how they end. Nothing is cached: one that ended is over with
//! the next request, on every node.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use record::{OrganisationId, PersonId};
use store::{ListedSession, NewSession, Tx};
use uuid::Uuid;

use super::attempts::{Counter, passed};
use super::{Opened, Over, Refused, Secret, SignIn, SignInError, Visitor, instant, later};

/// Seconds that a session lives without being seen.
const IDLE: i64 = 12 * 3_600;
/// Seconds that a session lives.
const LIFE: i64 = 7 * 86_400;
/// The same at a shared terminal, where the next person stands behind.
const TERMINAL_IDLE: i64 = 15 * 60;
/// The same at a shared terminal: a shift.
const TERMINAL_LIFE: i64 = 12 * 3_600;
/// Seconds for which a step-up holds.
const STEP_UP: i64 = 10 * 60;
/// A session is noted as seen after this many seconds, not with each request.
const SEEN: i64 = 60;

/// How a person showed who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By password; the person has no second factor.
    Password,
    /// By password and a code.
    PasswordAndCode,
    /// By password and a recovery code.
    PasswordAndRecovery,
    /// By passkey.
    Passkey,
    /// By PIN at a shared terminal.
    Pin,
    /// By an invitation: to choose a password or register a passkey.
    Invitation,
}

impl Way {
    const ALL: [(Self, &str); 6] = [
        (Self::Password, "password"),
        (Self::PasswordAndCode, "password_and_code"),
        (Self::PasswordAndRecovery, "password_and_recovery"),
        (Self::Passkey, "passkey"),
        (Self::Pin, "pin"),
        (Self::Invitation, "invitation"),
    ];

    /// The word for it, as it is stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(way, _)| *way == self).map_or("", |(_, word)| word)
    }

    /// The way with this word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(way, _)| *way)
    }

    /// Whether it is as good as a step-up. A PIN never is, and who used up a recovery code shows it once more.
    fn steps_up(self) -> bool {
        !matches!(self, Self::Pin | Self::PasswordAndRecovery)
    }
}

/// A session that lives, as a request found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What it is called in lists.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// What the person is called.
    pub name: String,
    /// `ja` or `en`.
    pub language: String,
    /// The organisation the person acts for. Whether that is still allowed is asked elsewhere, each time.
    pub organisation: Option<OrganisationId>,
    /// How the person showed who it is.
    pub way: Way,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was noted as seen.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Until when the last step-up holds.
    pub stepped_up_until: Option<Timestamp>,
}

impl Session {
    /// Whether the person showed who it is within the last ten minutes.
    #[must_use]
    pub fn is_stepped_up(&self, at: Timestamp) -> bool {
        self.stepped_up_until.is_some_and(|until| at < until)
    }

    /// Refuses where [`Session::is_stepped_up`] is false.
    ///
    /// # Errors
    /// [`Refused::StepUpNeeded`].
    pub fn require_step_up(&self, at: Timestamp) -> Result<(), Refused> {
        let within = Duration::from_secs(STEP_UP.unsigned_abs());
        if self.is_stepped_up(at) { Ok(()) } else { Err(Refused::StepUpNeeded { within }) }
    }
}

/// What is done in the transaction in which a session begins.
pub(super) type Work = Box<dyn for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<(), SignInError>> + Send>;

/// Whose session begins, and how.
pub(super) struct Begin {
    pub(super) person: PersonId,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) way: Way,
    pub(super) counters: Vec<Counter>,
    pub(super) work: Work,
}

impl SignIn {
    /// Begins a session with a fresh secret, ends the one the device had, and does `work` with it: all or nothing.
    pub(super) async fn begin(&self, begin: Begin, visitor: &Visitor, at: Timestamp) -> Result<Opened, SignInError> {
        let Begin { person, organisation, way, counters, work } = begin;
        let (idle, life) = if way == Way::Pin { (TERMINAL_IDLE, TERMINAL_LIFE) } else { (IDLE, LIFE) };
        let secret = Secret::fresh(&self.random)?;
        let now = at.as_microsecond();
        let new = NewSession {
            secret: secret.digest(),
            id: self.random.id(at)?,
            person,
            organisation,
            way: way.word().to_owned(),
            created_at: now,
            idle: idle * 1_000_000,
            expires_at: later(at, life),
            stepped_up_at: way.steps_up().then_some(now),
            device: visitor.agent().words(),
        };
        let device = (way != Way::Pin).then(|| self.device_token(person, visitor, at)).transpose()?;
        let (session, expires_at) = (new.id, instant(new.expires_at)?);
        let news = self.news_of_device(person, way, visitor, session, at)?;
        let earlier = visitor.session.as_ref().map(Secret::digest);
        self.store
            .write(move |tx| -> BoxFuture<'_, Result<(), SignInError>> {
                Box::pin(async move {
                    work(tx).await?;
                    passed(tx, &counters).await?;
                    if let Some(earlier) = earlier {
                        tx.end_session(earlier, now).await?;
                    }
                    if let Some(news) = &news {
                        tx.add_job(news).await?;
                    }
                    Ok(tx.begin_session(&new).await?)
                })
            })
            .await?;
        Ok(Opened { secret, session, person, expires_at, device })
    }

    /// The session with this secret: one statement.
    ///
    /// # Errors
    /// [`Over::Session`] where it ended, was idle for too long, is too old, or never was.
    pub async fn session(&self, secret: &Secret, at: Timestamp) -> Result<Session, SignInError> {
        let found = self.store.reader().await?.session(secret.digest()).await?;
        let now = at.as_microsecond();
        let alive = found.filter(|found| now < found.expires_at && now < found.seen_at.saturating_add(found.idle));
        let found = alive.ok_or(Refused::Over(Over::Session))?;
        let stepped_up = found.stepped_up_at.map(instant).transpose()?;
        Ok(Session {
            id: found.id,
            person: found.person,
            name: found.name,
            language: found.language,
            organisation: found.organisation,
            way: Way::read(&found.way).ok_or(SignInError::Broken("a stored session that cannot be read"))?,
            created_at: instant(found.created_at)?,
            seen_at: instant(found.seen_at)?,
            expires_at: instant(found.expires_at)?,
            stepped_up_until: stepped_up.map(|since| instant(later(since, STEP_UP))).transpose()?,
        })
    }

    /// Notes that a session was seen, at most once a minute; to be called once the request is answered.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seen(&self, session: &Session, at: Timestamp) -> Result<(), SignInError> {
        if at.as_microsecond() < later(session.seen_at, SEEN) {
            return Ok(());
        }
        let (id, now) = (session.id, at.as_microsecond());
        self.store.write(move |tx| Box::pin(async move { Ok(tx.see_session(id, now).await?) })).await
    }

    /// Lets the person act for another organisation. Whether that is allowed was asked before.
    ///
    /// # Errors
    /// [`Refused::TerminalOnly`] for a session by PIN; [`Over::Session`].
    pub async fn act_for(&self, session: &Session, other: Option<OrganisationId>) -> Result<(), SignInError> {
        if session.way == Way::Pin {
            return Err(Refused::TerminalOnly.into());
        }
        let id = session.id;
        let done: Result<bool, SignInError> =
            self.store.write(move |tx| Box::pin(async move { Ok(tx.act_for(id, other).await?) })).await;
        if done? { Ok(()) } else { Err(Refused::Over(Over::Session).into()) }
    }

    /// Ends the session with this secret; without one there is nothing to end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sign_out(&self, secret: &Secret, at: Timestamp) -> Result<(), SignInError> {
        let (digest, now) = (secret.digest(), at.as_microsecond());
        self.store.write(move |tx| Box::pin(async move { Ok(tx.end_session(digest, now).await.map(|_| ())?) })).await
    }

    /// The sessions of a person that live, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sessions(&self, person: PersonId, at: Timestamp) -> Result<Vec<ListedSession>, SignInError> {
        Ok(self.store.reader().await?.sessions_of(person, at.as_microsecond()).await?)
    }

    /// Ends one session of a person; `false` = there is no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_session(&self, person: PersonId, id: Uuid, at: Timestamp) -> Result<bool, SignInError> {
        let now = at.as_microsecond();
        self.store.write(move |tx| Box::pin(async move { Ok(tx.end_session_of(person, id, now).await?) })).await
    }

    /// Ends every session of a person, except one; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions(
        &self,
        person: PersonId,
        except: Option<Uuid>,
        at: Timestamp,
    ) -> Result<u64, SignInError> {
        let now = at.as_microsecond();
        self.store.write(move |tx| Box::pin(async move { Ok(tx.end_sessions_of(person, except, now).await?) })).await
    }
}
