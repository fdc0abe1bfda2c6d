//! Tokens of the API, by the digest of their secret. Nothing is cached: a revoked one is gone with the next lookup.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// A token as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiToken {
    /// SHA-256 of its secret.
    pub token: Digest,
    /// What it is called in lists.
    pub id: Uuid,
    /// Who acts with it.
    pub person: PersonId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What the person calls it.
    pub name: String,
    /// What it may be used for.
    pub grants: String,
    /// Since when.
    pub created_at: i64,
    /// Until when.
    pub expires_at: i64,
}

/// A token in the list of its person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// What to revoke it by.
    pub id: Uuid,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What the person calls it.
    pub name: String,
    /// What it may be used for.
    pub grants: String,
    /// Since when.
    pub created_at: i64,
    /// Until when.
    pub expires_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// When it was used last.
    pub used_at: Option<i64>,
}

/// Who acts with a token, as a request finds it. Whether its time is over is the caller's question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHolder {
    /// What the token is called in lists.
    pub id: Uuid,
    /// Who acts.
    pub person: PersonId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// What the token may be used for.
    pub grants: String,
    /// Until when.
    pub expires_at: i64,
    /// When it was used last.
    pub used_at: Option<i64>,
}

type Row = (Uuid, Uuid, String, String, i64, i64, Option<i64>, Option<i64>);

impl Tx {
    /// Makes a token.
    ///
    /// # Errors
    /// The database failed, or there is no such person.
    pub async fn add_api_token(&mut self, new: &NewApiToken) -> Result<(), StoreError> {
        let sql = "INSERT INTO api_token (token, id, person, organisation, name, grants, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (person, organisation) = (new.person.0, new.organisation.0);
        let (token, made, until) = (&new.token.0[..], new.created_at, new.expires_at);
        execute!(self, sql, token, new.id, person, organisation, &new.name, &new.grants, made, until)?;
        Ok(())
    }

    /// Who acts with this token, unless it is revoked or its person is erased. One statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn token_holder(&mut self, token: Digest) -> Result<Option<TokenHolder>, StoreError> {
        let sql = "SELECT api_token.id, api_token.person, api_token.organisation, api_token.grants,
                api_token.expires_at, api_token.used_at
            FROM api_token JOIN person ON person.id = api_token.person
            WHERE api_token.token = $1 AND api_token.revoked_at IS NULL AND person.erased_on IS NULL";
        let found = row!(self, (Uuid, Uuid, Uuid, String, i64, Option<i64>), sql, &token.0[..])?;
        Ok(found.map(|(id, person, organisation, grants, expires_at, used_at)| TokenHolder {
            id,
            person: PersonId(person),
            organisation: OrganisationId(organisation),
            grants,
            expires_at,
            used_at,
        }))
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_api_token(&mut self, id: Uuid, at: i64) -> Result<(), StoreError> {
        execute!(self, "UPDATE api_token SET used_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, at)?;
        Ok(())
    }

    /// The tokens of a person, the newest first, those that are over too, at most 1,000.
    ///
    /// # Errors
    /// The database failed.
    pub async fn api_tokens(&mut self, person: PersonId) -> Result<Vec<ApiToken>, StoreError> {
        let sql = "SELECT id, organisation, name, grants, created_at, expires_at, revoked_at, used_at
            FROM api_token WHERE person = $1 ORDER BY created_at DESC, id LIMIT 1000";
        let found = rows!(self, Row, sql, person.0)?;
        let listed = |(id, organisation, name, grants, created_at, expires_at, revoked_at, used_at): Row| {
            let organisation = OrganisationId(organisation);
            ApiToken { id, organisation, name, grants, created_at, expires_at, revoked_at, used_at }
        };
        Ok(found.into_iter().map(listed).collect())
    }

    /// Revokes a token; `false` = the person has no such one left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_api_token(&mut self, person: PersonId, id: Uuid, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE api_token SET revoked_at = $3 WHERE person = $1 AND id = $2 AND revoked_at IS NULL";
        Ok(execute!(self, sql, person.0, id, at)? == 1)
    }
}
