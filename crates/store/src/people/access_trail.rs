//! The access trail: who looked at what and who was refused. Appended, read, never changed.

use record::{OrganisationId, PersonId, StreamId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// How many entries a page of the trail has at most.
const PAGE: i64 = 1_000;

/// What the policy said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It was allowed.
    Allowed,
    /// It was refused.
    Refused,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// When.
    pub at: i64,
    /// Who; nobody = not signed in.
    pub person: Option<PersonId>,
    /// In which organisation the person acted.
    pub organisation: Option<OrganisationId>,
    /// What was to be done.
    pub action: String,
    /// With what kind of thing.
    pub resource: String,
    /// With which stream.
    pub stream: Option<StreamId>,
    /// What the policy said.
    pub outcome: Access,
    /// The ids of the policies that decided.
    pub policies: String,
    /// In which request.
    pub request: Uuid,
}

/// Whose part of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trail {
    /// Who looked at this stream.
    Of(StreamId),
    /// What this person looked at.
    By(PersonId),
}

type Row = (i64, i64, Option<Uuid>, Option<Uuid>, String, String, Option<Uuid>, String, String, Uuid);

fn looked(row: Row) -> Result<(i64, Looked), StoreError> {
    let (position, at, person, organisation, action, resource, stream, outcome, policies, request) = row;
    let outcome = match outcome.as_str() {
        "allowed" => Access::Allowed,
        "refused" => Access::Refused,
        _ => return Err(StoreError::Corrupt("an outcome")),
    };
    let (person, organisation) = (person.map(PersonId), organisation.map(OrganisationId));
    let stream = stream.map(StreamId);
    Ok((position, Looked { at, person, organisation, action, resource, stream, outcome, policies, request }))
}

impl Tx {
    /// Appends an entry.
    ///
    /// # Errors
    /// The database failed.
    pub async fn append_access(&mut self, entry: &Looked) -> Result<(), StoreError> {
        let sql = "INSERT INTO access_trail
            (at, person, organisation, action, resource, stream, outcome, policies, request)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let outcome = match entry.outcome {
            Access::Allowed => "allowed",
            Access::Refused => "refused",
        };
        execute!(
            self,
            sql,
            entry.at,
            entry.person.map(|person| person.0),
            entry.organisation.map(|organisation| organisation.0),
            &entry.action,
            &entry.resource,
            entry.stream.map(|stream| stream.0),
            outcome,
            &entry.policies,
            entry.request,
        )?;
        Ok(())
    }

    /// A page of the trail with the place of each entry, the newest first; `before` = the place of the last one
    /// that was read. At most 1,000.
    ///
    /// # Errors
    /// The database failed.
    pub async fn access_trail(
        &mut self,
        trail: Trail,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(i64, Looked)>, StoreError> {
        let (before, limit) = (before.unwrap_or(i64::MAX), limit.clamp(0, PAGE));
        let found = match trail {
            Trail::Of(stream) => {
                let sql = "SELECT position, at, person, organisation, action, resource, stream, outcome, policies,
                    request FROM access_trail WHERE stream = $1 AND position < $2 ORDER BY position DESC LIMIT $3";
                rows!(self, Row, sql, stream.0, before, limit)?
            }
            Trail::By(person) => {
                let sql = "SELECT position, at, person, organisation, action, resource, stream, outcome, policies,
                    request FROM access_trail WHERE person = $1 AND position < $2 ORDER BY position DESC LIMIT $3";
                rows!(self, Row, sql, person.0, before, limit)?
            }
        };
        found.into_iter().map(looked).collect()
    }
}
