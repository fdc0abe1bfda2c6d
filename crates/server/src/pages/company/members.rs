//! Members: seen, invited, changed.

use app::members::{Change, Email, Invited};
use app::sign_in::fold_email;
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::PersonId;
use scheme::member::{Offer, Role};
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, InviteForm};
use crate::view::localized;

pub(crate) async fn members(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let members = signed.accounts.office.members(signed.caller).await;
    let members = members.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let form = InviteForm::default();
    let today = site.clock().today();
    Ok(view::members(site.frame_of(lang, &signed.who), &members, &form, today).into_response())
}

/// What the form of an invitation sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct InviteFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    until: String,
}

pub(crate) async fn invite(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<InviteFields>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let frame = site.frame_of(lang, &signed.who);
    let today = site.clock().today();
    let invited = match read(&fields, lang) {
        Ok(invited) => invited,
        Err(fault) => {
            let members = signed.accounts.office.members(signed.caller).await.map_err(refuse)?;
            let form = InviteForm {
                name: &fields.name,
                email: &fields.email,
                role: &fields.role,
                until: &fields.until,
                fault: Some(fault),
            };
            let page = view::members(frame, &members, &form, today);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let made = signed.accounts.office.invite(signed.caller, invited).await.map_err(refuse)?;
    let path = localized(lang, &format!("/invitations/{}", made.token));
    let link = signed.accounts.address(&headers, &path);
    Ok(view::invited(frame, &fields.name, &made, &link).into_response())
}

/// The invitation, or the key of what is wrong.
fn read(fields: &InviteFields, lang: Lang) -> Result<Invited, &'static str> {
    let name = fields.name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err("invite-fault-name");
    }
    let email = fields.email.trim();
    let email = match (email.is_empty(), fold_email(email)) {
        (true, _) => None,
        (false, Some(folded)) => Some(Email { shown: email.to_owned(), folded }),
        (false, None) => return Err("invite-fault-email"),
    };
    let offer = if fields.role == "supporter" {
        Offer::Support { until: fields.until.parse().map_err(|_| "invite-fault-until")? }
    } else {
        Offer::Roles([Role::from_word(&fields.role).ok_or("invite-fault-role")?].into())
    };
    Ok(Invited { name: name.to_owned(), reading: None, email, offer, language: lang.tag().to_owned() })
}

/// What the form beside a member sends.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangeFields {
    change: String,
    #[serde(default)]
    role: String,
}

pub(crate) async fn change_member(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(person): Path<Uuid>,
    Form(fields): Form<ChangeFields>,
) -> PageResult {
    let unknown = || site.refuse(lang, &Refusal::NoSuchPage);
    let role = || Role::from_word(&fields.role).ok_or_else(unknown);
    let change = match fields.change.as_str() {
        "grant" => Change::Grant(role()?, None),
        "revoke" => Change::Revoke(role()?),
        "withdraw" => Change::Withdraw,
        "remove" => Change::Remove,
        _ => return Err(unknown()),
    };
    let done = signed.accounts.office.change_member(signed.caller, PersonId(person), change).await;
    done.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, "/members")))
}
