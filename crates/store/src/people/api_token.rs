//! Tokens of the API, by the digest of their secret. Nothing is cached: a revoked one is gone with the next lookup, and
//! so is the membership of who acts with it.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::models::{MemberRow, member};
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

/// A token in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// What to revoke it by.
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
    /// What the person is called.
    pub name: String,
    /// `ja` or `en`.
    pub language: String,
    /// What the person is in the organisation.
    pub member: Option<MemberRow>,
}

type Row = (Uuid, Uuid, Uuid, String, String, i64, i64, Option<i64>, Option<i64>);

/// A row of [`Tx::token_holder`].
#[derive(sqlx::FromRow)]
struct Found {
    id: Uuid,
    person: Uuid,
    organisation: Uuid,
    grants: String,
    expires_at: i64,
    used_at: Option<i64>,
    name: Option<String>,
    language: String,
    version: Option<i64>,
    standing: Option<String>,
    roles: Option<String>,
    support_from: Option<String>,
    support_until: Option<String>,
}

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

    /// Who acts with this token and what they are in its organisation, unless it is revoked or its person is erased. One
    /// statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn token_holder(&mut self, token: Digest) -> Result<Option<TokenHolder>, StoreError> {
        let sql = "SELECT t.id, t.person, t.organisation, t.grants, t.expires_at, t.used_at, p.name, p.language,
                m.version, m.standing, m.roles, m.support_from, m.support_until
            FROM api_token t JOIN person p ON p.id = t.person
            LEFT JOIN member m ON m.organisation = t.organisation AND m.person = t.person
            WHERE t.token = $1 AND t.revoked_at IS NULL AND p.erased_on IS NULL";
        row!(self, Found, sql, &token.0[..])?.map(holder).transpose()
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
        let sql = "SELECT id, person, organisation, name, grants, created_at, expires_at, revoked_at, used_at
            FROM api_token WHERE person = $1 ORDER BY created_at DESC, id LIMIT 1000";
        Ok(rows!(self, Row, sql, person.0)?.into_iter().map(listed).collect())
    }

    /// The tokens for an organisation, the newest first, those that are over too, at most `limit` of those made before
    /// `before`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn api_tokens_for(
        &mut self,
        organisation: OrganisationId,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<ApiToken>, StoreError> {
        let sql = "SELECT id, person, organisation, name, grants, created_at, expires_at, revoked_at, used_at
            FROM api_token WHERE organisation = $1 AND (created_at, id) < ($2, $3)
            ORDER BY created_at DESC, id DESC LIMIT $4";
        let found = rows!(self, Row, sql, organisation.0, before.0, before.1, i64::from(limit))?;
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

    /// Revokes every token a person has for an organisation; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_api_tokens_of(
        &mut self,
        person: PersonId,
        organisation: OrganisationId,
        at: i64,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE api_token SET revoked_at = $3
            WHERE person = $1 AND organisation = $2 AND revoked_at IS NULL";
        Ok(execute!(self, sql, person.0, organisation.0, at)?)
    }

    /// Revokes a token for an organisation, whoever made it; `false` = there is no such one left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_api_token_for(
        &mut self,
        organisation: OrganisationId,
        id: Uuid,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE api_token SET revoked_at = $3 WHERE organisation = $1 AND id = $2 AND revoked_at IS NULL";
        Ok(execute!(self, sql, organisation.0, id, at)? == 1)
    }
}

fn listed((id, person, organisation, name, grants, created_at, expires_at, revoked_at, used_at): Row) -> ApiToken {
    let (person, organisation) = (PersonId(person), OrganisationId(organisation));
    ApiToken { id, person, organisation, name, grants, created_at, expires_at, revoked_at, used_at }
}

fn holder(found: Found) -> Result<TokenHolder, StoreError> {
    let member = match (found.version, found.standing, found.roles) {
        (Some(version), Some(standing), Some(roles)) => {
            let (organisation, person) = (found.organisation, found.person);
            let (from, until) = (found.support_from, found.support_until);
            Some(member::read((organisation, person, version, standing, roles, from, until, None, None))?)
        }
        _ => None,
    };
    Ok(TokenHolder {
        id: found.id,
        person: PersonId(found.person),
        organisation: OrganisationId(found.organisation),
        grants: found.grants,
        expires_at: found.expires_at,
        used_at: found.used_at,
        name: found.name.unwrap_or_default(),
        language: found.language,
        member,
    })
}
