//! `/api/v1/members`: who belongs to the organisation, invited and changed by the same use cases as on the page.

use std::collections::BTreeMap;

use app::members::{Change, Email, Invited, MemberPage};
use app::sign_in::fold_email;
use axum::extract::Path;
use axum::http::Uri;
use jiff::civil::Date;
use record::PersonId;
use schemars::JsonSchema;
use scheme::member::{Offer, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::asked::{Answered, Asking, Body, Id, Json, Nothing, Sent, instant};
use super::page::asked;
use crate::cursor;
use crate::error::{ProblemAnswer, ProblemPart, Refusal};

/// A page of the members of the organisation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MemberList {
    /// Everybody who is or was something in it, in the order of their ids.
    pub(crate) members: Vec<MemberEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
}

/// A person in the organisation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MemberEntry {
    /// The id of the person.
    pub(crate) person: String,
    /// What they are called; `null` = erased.
    pub(crate) name: Option<String>,
    /// `invited`, `uninvited` (the invitation was withdrawn), `member` or `left`.
    pub(crate) standing: String,
    /// Roles with their terms; those offered to somebody who is invited.
    pub(crate) roles: Vec<RoleTerm>,
    /// First and last day of a support (代行入力).
    pub(crate) support: Option<SupportTerm>,
    /// Until when an invitation stands, in UTC.
    pub(crate) invitation_expires_at: Option<String>,
    /// The day the person left.
    pub(crate) left_on: Option<String>,
    /// The version of all this; the ETag of a member is `"v3"`.
    pub(crate) version: u32,
}

/// A role with its days.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RoleTerm {
    /// The word of the role.
    pub(crate) role: String,
    /// The first day; `null` = it is only offered.
    pub(crate) from: Option<String>,
    /// The last day; `null` = without end.
    pub(crate) until: Option<String>,
}

/// The days of a support.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SupportTerm {
    /// The first day; `null` = it is only offered.
    pub(crate) from: Option<String>,
    /// The last day.
    pub(crate) until: String,
}

fn day(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn entry(row: app::members::MemberRow, names: &BTreeMap<PersonId, String>) -> MemberEntry {
    let term = |term: app::members::RoleTerm| RoleTerm { role: term.role, from: day(term.from), until: term.until };
    MemberEntry {
        person: row.person.to_string(),
        name: names.get(&row.person).cloned(),
        standing: row.standing,
        roles: row.roles.into_iter().map(term).collect(),
        support: row.support.map(|(from, until)| SupportTerm { from: day(from), until }),
        invitation_expires_at: row.expires_at.map(instant),
        left_on: row.left_on,
        version: row.version,
    }
}

/// Everybody who is or was something in the organisation.
#[utoipa::path(get, path = "/api/v1/members", tag = "members", operation_id = "listMembers", security(("token" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of members.", body = ref("#/components/schemas/MemberList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking, uri: Uri) -> Answered {
    let asked = asked(&asking, &uri, &[])?;
    let after = asked.cursor.map(|cursor| cursor::person(&cursor)).transpose();
    let after = after.map_err(|refusal| asking.refuse(refusal))?;
    let page = asking.office().members_after(asking.caller(), after, asked.limit).await;
    let MemberPage { rows, names, next } = page.map_err(|error| asking.refused(error))?;
    let members = rows.into_iter().map(|row| entry(row, &names)).collect();
    Ok(asking.data(&MemberList { members, next: next.map(cursor::of_person) }))
}

/// One person in the organisation.
#[utoipa::path(get, path = "/api/v1/members/{person}", tag = "members", operation_id = "getMember", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person.")),
    responses((status = 200, description = "The member, with an ETag.", body = ref("#/components/schemas/MemberEntry"), content_type = "application/json")))]
pub(crate) async fn show(Id(person): Id, asking: Asking) -> Answered {
    let members = asking.office().members(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let row = members.rows.into_iter().find(|row| row.person.0 == person);
    let row = row.ok_or_else(|| asking.refuse(Refusal::NoSuchPage))?;
    let tag = format!("v{}", row.version);
    Ok(asking.resource(&entry(row, &members.names), &tag))
}

/// Somebody to be invited: with a role, or as a supporter until a day.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = serde_json::json!({ "name": "佐藤 花子", "email": "hanako@example.jp", "role": "staff" }))]
pub(crate) struct InvitationBody {
    /// What the person is called, 1 to 60 characters.
    pub(crate) name: String,
    /// The mail address the person will sign in with; not told = an invitation on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    /// The word of the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// The last day of a support (代行入力), within a year; instead of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) support_until: Option<String>,
}

/// An invitation that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InvitationMade {
    /// The id of the person.
    pub(crate) person: String,
    /// Until when it stands, in UTC.
    pub(crate) expires_at: String,
    /// The address to hand to that person and nobody else; it is told once. `null` = this is the repetition of a request
    /// whose first answer had it.
    pub(crate) link: Option<String>,
}

fn fault(asking: &Asking, pointer: &str, key: &str, found: Option<&str>) -> ProblemPart {
    let texts = asking.texts();
    let expected = texts.t(key);
    let found = found.map_or_else(|| texts.t("found-in-field-nothing"), |found| found.chars().take(60).collect());
    ProblemPart { pointer: pointer.to_owned(), detail: expected.clone(), expected, found }
}

fn invited(asking: &Asking, body: &InvitationBody) -> Result<Invited, ProblemAnswer> {
    let mut faults = Vec::new();
    let name = body.name.trim();
    if app::members::person_name(name).is_none() {
        faults.push(fault(asking, "/name", "invite-fault-name", Some(name)));
    }
    let email = body.email.as_deref().map(str::trim).map(|shown| (shown, fold_email(shown)));
    let email = match email {
        Some((shown, Some(folded))) => Some(Email { shown: shown.to_owned(), folded }),
        Some((shown, None)) => {
            faults.push(fault(asking, "/email", "invite-fault-email", Some(shown)));
            None
        }
        None => None,
    };
    let offer = match (&body.role, &body.support_until) {
        (None, Some(until)) => until
            .parse()
            .map(|until| Offer::Support { until })
            .map_err(|_| fault(asking, "/support_until", "invite-fault-until", Some(until))),
        (Some(role), None) => Role::from_word(role)
            .map(|role| Offer::Roles([role].into()))
            .ok_or_else(|| fault(asking, "/role", "invite-fault-role", Some(role))),
        (role, _) => Err(fault(asking, "/role", "api-role-or-support", role.as_deref())),
    };
    match offer {
        Ok(offer) if faults.is_empty() => {
            Ok(Invited { name: name.to_owned(), reading: None, email, offer, language: asking.lang.tag().to_owned() })
        }
        Ok(_) => Err(asking.refuse(Refusal::Parts(faults))),
        Err(wrong) => {
            faults.push(wrong);
            Err(asking.refuse(Refusal::Parts(faults)))
        }
    }
}

/// Invites somebody into the organisation.
#[utoipa::path(post, path = "/api/v1/members", tag = "members", operation_id = "inviteMember", security(("token" = [])),
    request_body(content = ref("#/components/schemas/InvitationBody"), content_type = "application/json"),
    responses((status = 201, description = "Invited.", body = ref("#/components/schemas/InvitationMade"), content_type = "application/json")))]
pub(crate) async fn invite(sent: Sent<Json<InvitationBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let invited = invited(&asking, &body)?;
    let made = asking.office().invite(asking.caller(), invited).await.map_err(|error| asking.refused(error))?;
    let link = Some(made.token).filter(|token| !token.is_empty());
    let told = InvitationMade {
        person: made.person.to_string(),
        expires_at: made.expires_at.to_string(),
        link: link.map(|token| asking.address(&format!("/invitations/{token}"))),
    };
    Ok(asking.created(&told, &format!("/api/v1/members/{}", told.person)))
}

async fn change<T: Body>(
    sent: Sent<T>,
    person: Uuid,
    change: impl FnOnce(&T) -> Result<Change, Vec<ProblemPart>>,
) -> Answered {
    let Sent { asking, body } = sent;
    let change = change(&body).map_err(|faults| asking.refuse(Refusal::Parts(faults)))?;
    let mut caller = asking.caller();
    let person = PersonId(person);
    if let Some(owner) = caller.acting_for {
        caller.seen = asking.seen_version(owner.member(person))?;
    }
    asking.office().change_member(caller, person, change).await.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}

/// A role to be given.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    /// The word of the role.
    pub(crate) role: String,
    /// The last day; not told = without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(crate) until: Option<Date>,
}

/// The end of a support.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupportBody {
    /// The last day, within a year.
    #[schemars(with = "String")]
    pub(crate) until: Date,
}

/// Gives a member a role. Hard to undo, so a person does it on the page: a token is told so.
#[utoipa::path(post, path = "/api/v1/members/{person}/roles", tag = "members", operation_id = "grantRole", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person.")),
    request_body(content = ref("#/components/schemas/RoleBody"), content_type = "application/json"),
    responses((status = 204, description = "Given.")))]
pub(crate) async fn grant(Id(person): Id, sent: Sent<Json<RoleBody>>) -> Answered {
    let wrong = fault(&sent.asking, "/role", "invite-fault-role", Some(&sent.body.0.role));
    change(sent, person, |Json(body)| {
        let role = Role::from_word(&body.role).ok_or_else(|| vec![wrong])?;
        Ok(Change::Grant(role, body.until))
    })
    .await
}

/// Takes a role from a member.
#[utoipa::path(delete, path = "/api/v1/members/{person}/roles/{role}", tag = "members", operation_id = "revokeRole", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person."), ("role" = String, Path, description = "The word of the role.")),
    responses((status = 204, description = "Taken.")))]
pub(crate) async fn revoke(Path((person, role)): Path<(String, String)>, sent: Sent<Nothing>) -> Answered {
    let named = person.parse::<Uuid>().ok().zip(Role::from_word(&role));
    let (person, role) = named.ok_or_else(|| sent.asking.refuse(Refusal::NoSuchPage))?;
    change(sent, person, |_| Ok(Change::Revoke(role))).await
}

/// Lets a person enter on behalf of the organisation (代行入力) until a day.
#[utoipa::path(put, path = "/api/v1/members/{person}/support", tag = "members", operation_id = "supportMember", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person.")),
    request_body(content = ref("#/components/schemas/SupportBody"), content_type = "application/json"),
    responses((status = 204, description = "Set.")))]
pub(crate) async fn support(Id(person): Id, sent: Sent<Json<SupportBody>>) -> Answered {
    change(sent, person, |Json(body)| Ok(Change::Support(body.until))).await
}

/// Withdraws an invitation.
#[utoipa::path(delete, path = "/api/v1/members/{person}/invitation", tag = "members", operation_id = "withdrawInvitation", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person.")),
    responses((status = 204, description = "Withdrawn.")))]
pub(crate) async fn withdraw(Id(person): Id, sent: Sent<Nothing>) -> Answered {
    change(sent, person, |_| Ok(Change::Withdraw)).await
}

/// Removes a member. Hard to undo, so a person does it on the page: a token is told so.
#[utoipa::path(delete, path = "/api/v1/members/{person}", tag = "members", operation_id = "removeMember", security(("token" = [])),
    params(("person" = String, Path, format = "uuid", description = "The id of the person.")),
    responses((status = 204, description = "Removed.")))]
pub(crate) async fn remove(Id(person): Id, sent: Sent<Nothing>) -> Answered {
    change(sent, person, |_| Ok(Change::Remove)).await
}
