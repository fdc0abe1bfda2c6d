//! Invitations, by the digest of their token: of use once, by mail or on paper.

use record::{Digest, OrganisationId, PersonId};
use uuid::Uuid;

use super::digest;
use crate::db::StoreError;
use crate::statement::Tx;

/// How an invitation reaches the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationKind {
    /// By mail.
    Mail,
    /// On paper, as a code to be scanned.
    Paper,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// SHA-256 of its token.
    pub token: Digest,
    /// Into which organisation.
    pub organisation: OrganisationId,
    /// Whom, if the person is known.
    pub person: Option<PersonId>,
    /// How it is delivered.
    pub kind: InvitationKind,
    /// Whether it makes a new way in for a member, in the place of every earlier one.
    pub renews: bool,
    /// Who invites.
    pub made_by: PersonId,
    /// Since when.
    pub created_at: i64,
    /// Until when.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
}

type Row = (Vec<u8>, Uuid, Option<Uuid>, String, i64, Uuid, i64, i64, Option<i64>);

fn invitation(row: Row) -> Result<Invitation, StoreError> {
    let (token, organisation, person, kind, renews, made_by, created_at, expires_at, used_at) = row;
    let kind = match kind.as_str() {
        "mail" => InvitationKind::Mail,
        "paper" => InvitationKind::Paper,
        _ => return Err(StoreError::Corrupt("an invitation")),
    };
    Ok(Invitation {
        token: digest(token)?,
        organisation: OrganisationId(organisation),
        person: person.map(PersonId),
        kind,
        renews: renews == 1,
        made_by: PersonId(made_by),
        created_at,
        expires_at,
        used_at,
    })
}

impl Tx {
    /// Invites.
    ///
    /// # Errors
    /// The database failed, or a person is not there.
    pub async fn invite(&mut self, new: &Invitation) -> Result<(), StoreError> {
        let sql = "INSERT INTO invitation (token, organisation, person, kind, renews, made_by, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let kind = match new.kind {
            InvitationKind::Mail => "mail",
            InvitationKind::Paper => "paper",
        };
        let person = new.person.map(|person| person.0);
        let (organisation, made_by) = (new.organisation.0, new.made_by.0);
        let (token, renews) = (&new.token.0[..], i64::from(new.renews));
        execute!(self, sql, token, organisation, person, kind, renews, made_by, new.created_at, new.expires_at)?;
        Ok(())
    }

    /// The invitation with this token, used or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn invitation(&mut self, token: Digest) -> Result<Option<Invitation>, StoreError> {
        let sql = "SELECT token, organisation, person, kind, renews, made_by, created_at, expires_at, used_at
            FROM invitation WHERE token = $1";
        row!(self, Row, sql, &token.0[..])?.map(invitation).transpose()
    }

    /// Uses an invitation; of many who try, one gets it. None = there is none, or it was used, or its time is over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_invitation(&mut self, token: Digest, at: i64) -> Result<Option<Invitation>, StoreError> {
        let sql = "UPDATE invitation SET used_at = $2 WHERE token = $1 AND used_at IS NULL AND expires_at > $2
            RETURNING token, organisation, person, kind, renews, made_by, created_at, expires_at, used_at";
        row!(self, Row, sql, &token.0[..], at)?.map(invitation).transpose()
    }

    /// The invitations of an organisation that may still be used at `at`, the newest first, at most 1,000.
    ///
    /// # Errors
    /// The database failed.
    pub async fn invitations(&mut self, from: OrganisationId, at: i64) -> Result<Vec<Invitation>, StoreError> {
        let sql = "SELECT token, organisation, person, kind, renews, made_by, created_at, expires_at, used_at
            FROM invitation WHERE organisation = $1 AND used_at IS NULL AND expires_at > $2
            ORDER BY created_at DESC, token LIMIT 1000";
        rows!(self, Row, sql, from.0, at)?.into_iter().map(invitation).collect()
    }

    /// Takes an invitation back before it is used; `false` = the organisation has no such one left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_invitation_back(
        &mut self,
        from: OrganisationId,
        token: Digest,
        at: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE invitation SET expires_at = $3
            WHERE organisation = $1 AND token = $2 AND used_at IS NULL AND expires_at > $3";
        Ok(execute!(self, sql, from.0, &token.0[..], at)? == 1)
    }

    /// Takes every invitation of a person into an organisation back that was not used; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_invitations_back_of(
        &mut self,
        from: OrganisationId,
        person: PersonId,
        at: i64,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE invitation SET expires_at = $3
            WHERE organisation = $1 AND person = $2 AND used_at IS NULL AND expires_at > $3";
        Ok(execute!(self, sql, from.0, person.0, at)?)
    }
}
