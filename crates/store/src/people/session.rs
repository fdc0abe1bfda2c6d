//! Sessions, by the digest of their secret. Nothing is cached: one that ended is gone with the next lookup.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// A session as it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// What it is called in lists.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// The organisation the person acts for.
    pub organisation: Option<OrganisationId>,
    /// How the person showed who it is.
    pub way: String,
    /// When it begins.
    pub created_at: i64,
    /// How many microseconds it lives without being seen.
    pub idle: i64,
    /// When it ends, seen or not.
    pub expires_at: i64,
    /// When the person last showed anew who it is.
    pub stepped_up_at: Option<i64>,
    /// The device in a few words.
    pub device: String,
}

/// A session as a request finds it. Whether its time is over is the caller's question.
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
    /// The organisation the person acts for.
    pub organisation: Option<OrganisationId>,
    /// How the person showed who it is.
    pub way: String,
    /// When it began.
    pub created_at: i64,
    /// When it was seen last.
    pub seen_at: i64,
    /// How many microseconds it lives without being seen.
    pub idle: i64,
    /// When it ends, seen or not.
    pub expires_at: i64,
    /// When the person last showed anew who it is.
    pub stepped_up_at: Option<i64>,
}

/// A session in the list of its person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    /// What to end it by.
    pub id: Uuid,
    /// The organisation the person acts for.
    pub organisation: Option<OrganisationId>,
    /// How the person showed who it is.
    pub way: String,
    /// When it began.
    pub created_at: i64,
    /// When it was seen last.
    pub seen_at: i64,
    /// The device in a few words.
    pub device: String,
}

type Row = (Uuid, Uuid, Option<String>, String, Option<Uuid>, String, i64, i64, i64, i64, Option<i64>);

impl Tx {
    /// Begins a session.
    ///
    /// # Errors
    /// The database failed, or there is no such person.
    pub async fn begin_session(&mut self, new: &NewSession) -> Result<(), StoreError> {
        let sql = "INSERT INTO session
            (secret, id, person, organisation, way, created_at, seen_at, idle, expires_at, stepped_up_at, device)
            VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10)";
        execute!(
            self,
            sql,
            &new.secret.0[..],
            new.id,
            new.person.0,
            new.organisation.map(|organisation| organisation.0),
            &new.way,
            new.created_at,
            new.idle,
            new.expires_at,
            new.stepped_up_at,
            &new.device,
        )?;
        Ok(())
    }

    /// The session with this secret, unless it ended or its person is erased. One statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session(&mut self, secret: Digest) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT session.id, session.person, person.name, person.language, session.organisation,
                session.way, session.created_at, session.seen_at, session.idle, session.expires_at,
                session.stepped_up_at
            FROM session JOIN person ON person.id = session.person
            WHERE session.secret = $1 AND session.ended_at IS NULL AND person.erased_on IS NULL";
        let found = row!(self, Row, sql, &secret.0[..])?;
        let session =
            |(id, person, name, language, organisation, way, created, seen, idle, expires, stepped): Row| Session {
                id,
                person: PersonId(person),
                name: name.unwrap_or_default(),
                language,
                organisation: organisation.map(OrganisationId),
                way,
                created_at: created,
                seen_at: seen,
                idle,
                expires_at: expires,
                stepped_up_at: stepped,
            };
        Ok(found.map(session))
    }

    /// Whose session it is or was, and for which organisation, as long as it is remembered.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session_was(
        &mut self,
        secret: Digest,
    ) -> Result<Option<(PersonId, Option<OrganisationId>)>, StoreError> {
        let sql = "SELECT session.person, session.organisation FROM session JOIN person ON person.id = session.person
            WHERE session.secret = $1 AND person.erased_on IS NULL";
        let found = row!(self, (Uuid, Option<Uuid>), sql, &secret.0[..])?;
        Ok(found.map(|(person, organisation)| (PersonId(person), organisation.map(OrganisationId))))
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_session(&mut self, id: Uuid, at: i64) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2 AND ended_at IS NULL";
        execute!(self, sql, id, at)?;
        Ok(())
    }

    /// Lets the person act for another organisation; `false` = the session is gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn act_for(&mut self, id: Uuid, organisation: Option<OrganisationId>) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET organisation = $2 WHERE id = $1 AND ended_at IS NULL";
        Ok(execute!(self, sql, id, organisation.map(|organisation| organisation.0))? == 1)
    }

    /// Gives a session another secret after its person showed anew who it is; `false` = it is gone, or its secret
    /// is another by now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn step_up_session(&mut self, old: Digest, new: Digest, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET secret = $2, stepped_up_at = $3, seen_at = $3
            WHERE secret = $1 AND ended_at IS NULL";
        Ok(execute!(self, sql, &old.0[..], &new.0[..], at)? == 1)
    }

    /// Ends the session with this secret; `false` = there is none.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_session(&mut self, secret: Digest, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET ended_at = $2 WHERE secret = $1 AND ended_at IS NULL";
        Ok(execute!(self, sql, &secret.0[..], at)? == 1)
    }

    /// Ends one session of a person; `false` = the person has no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_session_of(&mut self, person: PersonId, id: Uuid, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET ended_at = $3 WHERE person = $1 AND id = $2 AND ended_at IS NULL";
        Ok(execute!(self, sql, person.0, id, at)? == 1)
    }

    /// Ends every session of a person, except one; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions_of(
        &mut self,
        person: PersonId,
        except: Option<Uuid>,
        at: i64,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE session SET ended_at = $3 WHERE person = $1 AND id <> $2 AND ended_at IS NULL";
        // No session has the nil id.
        Ok(execute!(self, sql, person.0, except.unwrap_or_default(), at)?)
    }

    /// Ends every session that acts for an organisation and began in one way; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions_for(
        &mut self,
        organisation: OrganisationId,
        way: &str,
        at: i64,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE session SET ended_at = $3 WHERE organisation = $1 AND way = $2 AND ended_at IS NULL";
        Ok(execute!(self, sql, organisation.0, way, at)?)
    }

    /// The sessions of a person that live at `at`, the newest first, at most 100.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sessions_of(&mut self, person: PersonId, at: i64) -> Result<Vec<ListedSession>, StoreError> {
        let sql = "SELECT id, organisation, way, created_at, seen_at, device FROM session
            WHERE person = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at + idle > $2
            ORDER BY created_at DESC, id LIMIT 100";
        let found = rows!(self, (Uuid, Option<Uuid>, String, i64, i64, String), sql, person.0, at)?;
        let listed = |(id, organisation, way, created_at, seen_at, device): (_, Option<Uuid>, _, _, _, _)| {
            ListedSession { id, organisation: organisation.map(OrganisationId), way, created_at, seen_at, device }
        };
        Ok(found.into_iter().map(listed).collect())
    }

    /// Forgets the sessions whose time was over before `before`; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_sessions(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM session WHERE expires_at < $1", before)?)
    }
}
