//! The secret addresses under which calendar programs read deadlines, by the digest of their secret. Nothing is cached:
//! one that ended is gone with the next lookup.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

impl Tx {
    /// Makes the address of a person in an organisation; one that was in use ends.
    ///
    /// # Errors
    /// The database failed, or there is no such person.
    pub async fn renew_calendar_feed(
        &mut self,
        token: Digest,
        person: PersonId,
        organisation: OrganisationId,
        at: i64,
    ) -> Result<(), StoreError> {
        self.end_calendar_feed(person, organisation, at).await?;
        let sql = "INSERT INTO calendar_feed (token, person, organisation, created_at) VALUES ($1, $2, $3, $4)";
        execute!(self, sql, &token.0[..], person.0, organisation.0, at)?;
        Ok(())
    }

    /// Ends the address of a person in an organisation; `false` = there was none in use.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_calendar_feed(
        &mut self,
        person: PersonId,
        organisation: OrganisationId,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE calendar_feed SET ended_at = $3
            WHERE person = $1 AND organisation = $2 AND ended_at IS NULL";
        Ok(execute!(self, sql, person.0, organisation.0, at)? == 1)
    }

    /// Since when a person has an address in an organisation; none = there is none in use.
    ///
    /// # Errors
    /// The database failed.
    pub async fn calendar_feed_since(
        &mut self,
        person: PersonId,
        organisation: OrganisationId,
    ) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT created_at FROM calendar_feed
            WHERE person = $1 AND organisation = $2 AND ended_at IS NULL";
        Ok(row!(self, (i64,), sql, person.0, organisation.0)?.map(|(at,)| at))
    }

    /// Whose deadlines an address shows, and in which organisation; none = it ended, or never was, or its person is
    /// erased. Whether the person may still see them is asked besides.
    ///
    /// # Errors
    /// The database failed.
    pub async fn calendar_feed(&mut self, token: Digest) -> Result<Option<(PersonId, OrganisationId)>, StoreError> {
        let sql = "SELECT calendar_feed.person, calendar_feed.organisation FROM calendar_feed
            JOIN person ON person.id = calendar_feed.person
            WHERE calendar_feed.token = $1 AND calendar_feed.ended_at IS NULL AND person.erased_on IS NULL";
        let found = row!(self, (Uuid, Uuid), sql, &token.0[..])?;
        Ok(found.map(|(person, organisation)| (PersonId(person), OrganisationId(organisation))))
    }
}
