//! Who is what in an organisation: the rows every request asks for before anything else.

use record::{OrganisationId, PersonId};
use scheme::member::{Member, Offer, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::lists::list;
use crate::statement::Tx;

/// A person in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The person.
    pub person: PersonId,
    /// The version of the stream it was made from.
    pub version: u32,
    /// `invited`, `uninvited`, `member` or `left`.
    pub standing: String,
    /// Roles with their terms; those offered to somebody who is invited.
    pub roles: Vec<RoleTerm>,
    /// First and last day of a support.
    pub support: Option<(String, String)>,
    /// Until when an invitation stands: microseconds since 1970, UTC.
    pub expires_at: Option<i64>,
    /// The day the person left.
    pub left_on: Option<String>,
}

/// A role from a first to a last day, written `2026-11-20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTerm {
    /// The word of the role.
    pub role: String,
    /// The first day.
    pub from: String,
    /// The last day; none = without end.
    pub until: Option<String>,
}

impl RoleTerm {
    /// Whether it is held on a day, written `2026-11-20`.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_str() <= day && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

impl MemberRow {
    /// The words of the roles held on a day.
    pub fn roles_on<'r>(&'r self, day: &'r str) -> impl Iterator<Item = &'r str> {
        let member = self.standing == "member";
        self.roles.iter().filter(move |term| member && term.holds_on(day)).map(|term| term.role.as_str())
    }

    /// Whether the person enters on behalf of the organisation on a day.
    #[must_use]
    pub fn supports_on(&self, day: &str) -> bool {
        let within = |(from, until): &(String, String)| from.as_str() <= day && day <= until.as_str();
        self.standing == "member" && self.support.as_ref().is_some_and(within)
    }
}

impl Projected for Member {
    async fn project(tx: &mut Tx, at: Standing, status: &Status) -> Result<(), StoreError> {
        let Some(person) = status.person() else { return Ok(()) };
        let (mut roles, mut support, mut expires, mut left) = (Vec::new(), None, None, None);
        let standing = match status {
            Status::Stranger | Status::Uninvited { .. } => "uninvited",
            Status::Invited { offer, expires_at, .. } => {
                expires = Some(expires_at.as_microsecond());
                match offer {
                    Offer::Roles(offered) => roles.extend(offered.iter().map(|role| json!([role.word(), "", null]))),
                    Offer::Support { until } => support = Some((String::new(), until.to_string())),
                }
                "invited"
            }
            Status::Member { roles: held, supporter, .. } => {
                let term = |until: Option<jiff::civil::Date>| until.map(|day| day.to_string());
                roles.extend(
                    held.iter().map(|(role, held)| json!([role.word(), held.from.to_string(), term(held.until)])),
                );
                support = supporter.map(|support| (support.from.to_string(), support.until.to_string()));
                "member"
            }
            Status::Left { on, .. } => {
                left = Some(on.to_string());
                "left"
            }
        };
        let (from, until) = support.unzip();
        let sql = "INSERT INTO member
            (organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (organisation, person) DO UPDATE SET version = $3, standing = $4, roles = $5,
                support_from = $6, support_until = $7, expires_at = $8, left_on = $9";
        let roles = Value::Array(roles).to_string();
        let version = i64::from(at.version);
        execute!(tx, sql, at.owner.0, person.0, version, standing, roles, from, until, expires, left)?;
        Ok(())
    }
}

/// A row as the database has it.
pub(crate) type Raw = (Uuid, Uuid, i64, String, String, Option<String>, Option<String>, Option<i64>, Option<String>);

/// The same, with the name of the organisation.
type RawNamed =
    (Uuid, Uuid, i64, String, String, Option<String>, Option<String>, Option<i64>, Option<String>, Option<String>);

pub(crate) fn read(raw: Raw) -> Result<MemberRow, StoreError> {
    let (organisation, person, version, standing, roles, from, until, expires_at, left_on) = raw;
    let roles: Vec<(String, String, Option<String>)> =
        serde_json::from_str(&roles).map_err(|_| StoreError::Corrupt("the roles of a member"))?;
    Ok(MemberRow {
        organisation: OrganisationId(organisation),
        person: PersonId(person),
        version: u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"))?,
        standing,
        roles: roles.into_iter().map(|(role, from, until)| RoleTerm { role, from, until }).collect(),
        support: from.zip(until),
        expires_at,
        left_on,
    })
}

impl Tx {
    /// What a person is in an organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn member(
        &mut self,
        organisation: OrganisationId,
        person: PersonId,
    ) -> Result<Option<MemberRow>, StoreError> {
        let sql =
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
            FROM member WHERE organisation = $1 AND person = $2";
        row!(self, Raw, sql, organisation.0, person.0)?.map(read).transpose()
    }

    /// As [`Tx::memberships`], each with what the organisation is called; an erased name is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn memberships_named(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<(MemberRow, Option<String>)>, StoreError> {
        let sql = "SELECT m.organisation, m.person, m.version, m.standing, m.roles, m.support_from, m.support_until,
                m.expires_at, m.left_on, n.body
            FROM member m LEFT JOIN organisation o ON o.id = m.organisation
                LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
            WHERE m.person = $1 AND m.standing IN ('invited', 'member') ORDER BY m.organisation";
        let found = rows!(self, RawNamed, sql, person.0)?;
        found
            .into_iter()
            .map(|(a, b, c, d, e, f, g, h, i, name)| Ok((read((a, b, c, d, e, f, g, h, i))?, name)))
            .collect()
    }

    /// Everybody who is or was something in an organisation, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn members(&mut self, organisation: OrganisationId, limit: u32) -> Result<Vec<MemberRow>, StoreError> {
        let sql =
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
            FROM member WHERE organisation = $1 ORDER BY person LIMIT $2";
        rows!(self, Raw, sql, organisation.0, i64::from(limit))?.into_iter().map(read).collect()
    }

    /// The members of several organisations, with one statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn members_of(
        &mut self,
        organisations: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<Vec<MemberRow>, StoreError> {
        let sql = self.either(
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
             FROM member WHERE organisation IN (SELECT unhex(value) FROM json_each($1)) ORDER BY organisation, person",
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
             FROM member WHERE organisation IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))
             ORDER BY organisation, person",
        );
        let organisations = list(organisations.into_iter().map(|organisation| organisation.0));
        rows!(self, Raw, sql, organisations)?.into_iter().map(read).collect()
    }

    /// The same in pages by the id of the person, at most `limit` of those after `after`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn members_after(
        &mut self,
        organisation: OrganisationId,
        after: PersonId,
        limit: u32,
    ) -> Result<Vec<MemberRow>, StoreError> {
        let sql =
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
            FROM member WHERE organisation = $1 AND person > $2 ORDER BY person LIMIT $3";
        rows!(self, Raw, sql, organisation.0, after.0, i64::from(limit))?.into_iter().map(read).collect()
    }

    /// Whoever is an executive of an organisation, and whoever left it: one of them may have been.
    ///
    /// # Errors
    /// The database failed.
    pub async fn executives(&mut self, organisation: OrganisationId) -> Result<Vec<MemberRow>, StoreError> {
        let sql =
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
            FROM member WHERE organisation = $1
                AND (standing = 'left' OR (standing = 'member' AND roles LIKE '%\"executive\"%'))";
        rows!(self, Raw, sql, organisation.0)?.into_iter().map(read).collect()
    }

    /// How often anything became of the members of an organisation. It only grows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn member_changes(&mut self, organisation: OrganisationId) -> Result<u32, StoreError> {
        let sql = "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM member WHERE organisation = $1";
        let found = row!(self, (i64,), sql, organisation.0)?.map_or(0, |(changes,)| changes);
        Ok(u32::try_from(found).unwrap_or(u32::MAX))
    }

    /// Every organisation in which a person is a member or invited.
    ///
    /// # Errors
    /// The database failed.
    pub async fn memberships(&mut self, person: PersonId) -> Result<Vec<MemberRow>, StoreError> {
        let sql =
            "SELECT organisation, person, version, standing, roles, support_from, support_until, expires_at, left_on
            FROM member WHERE person = $1 AND standing IN ('invited', 'member') ORDER BY organisation";
        rows!(self, Raw, sql, person.0)?.into_iter().map(read).collect()
    }
}
