//! Members: seen, invited, changed, gone.

use app::Refused;
use app::members::{Change, Email, Invited, person_name};
use app::sign_in::fold_email;
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::PersonId;
use scheme::member::{Error, Offer, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, InviteForm, MembersPage};
use crate::view::localized;

pub(crate) async fn members(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    shown(&site, lang, &signed, &InviteForm::default(), None).await
}

/// The page, with a form that is typed already, or with why a change was refused.
async fn shown(site: &Site, lang: Lang, signed: &Signed, form: &InviteForm<'_>, refused: Option<&str>) -> PageResult {
    let members = signed.accounts.office.members(signed.caller).await;
    let members = members.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let status = match (refused, form.faults.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let page = MembersPage { members: &members, form, me: signed.caller.person, refused };
    Ok((status, view::members(site.frame_of(lang, &signed.who), &page)).into_response())
}

/// What the form of an invitation sends.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct InviteFields {
    #[serde(default)]
    once: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    until: String,
}

/// A field, and the key of what is wrong with it.
type Fault = (&'static str, String);

impl InviteFields {
    fn form<'a>(&'a self, faults: &'a [Fault]) -> InviteForm<'a> {
        InviteForm { name: &self.name, email: &self.email, role: &self.role, until: &self.until, faults }
    }

    /// The invitation, or everything that is wrong with it.
    fn read(&self, site: &Site, lang: Lang) -> Result<Invited, Vec<Fault>> {
        let name = person_name(&self.name).ok_or(("name", "invite-fault-name".to_owned()));
        let email = match (self.email.trim(), fold_email(self.email.trim())) {
            ("", _) => Ok(None),
            (shown, Some(folded)) => Ok(Some(Email { shown: shown.to_owned(), folded })),
            (_, None) => Err(("email", "invite-fault-email".to_owned())),
        };
        let offer = match (self.role.as_str(), super::day(site, &self.until), Role::from_word(&self.role)) {
            ("supporter", Some(until), _) => Ok(Offer::Support { until }),
            ("supporter", None, _) => Err(("until", "invite-fault-until".to_owned())),
            (_, _, Some(role)) => Ok(Offer::Roles([role].into())),
            (_, _, None) => Err(("role", "invite-fault-role".to_owned())),
        };
        match (name, email, offer) {
            (Ok(name), Ok(email), Ok(offer)) => {
                Ok(Invited { name, reading: None, email, offer, language: lang.tag().to_owned() })
            }
            (name, email, offer) => Err([name.err(), email.err(), offer.err()].into_iter().flatten().collect()),
        }
    }
}

/// The field a rule of members speaks of.
fn field(error: &Error) -> &'static str {
    match error {
        Error::SupportEnd { .. } => "until",
        Error::NoRole | Error::RoleOfOthers { .. } | Error::NoManager { .. } => "role",
        _ => "email",
    }
}

pub(crate) async fn invite(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<InviteFields>,
) -> PageResult {
    let invited = match fields.read(&site, lang) {
        Ok(invited) => invited,
        Err(faults) => return shown(&site, lang, &signed, &fields.form(&faults), None).await,
    };
    let made = match signed.accounts.office.invite(signed.caller_once(&fields.once, &fields), invited).await {
        Ok(made) => made,
        Err(Refused::Member(error)) => {
            let faults = [(field(&error), format!("rule-{}", error.rule()))];
            return shown(&site, lang, &signed, &fields.form(&faults), None).await;
        }
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    Ok(super::invited::shown(&site, lang, &signed, &headers, fields.name.trim(), &made))
}

/// What the form beside a member sends.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangeFields {
    change: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    until: String,
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
    let until = super::day(&site, &fields.until);
    if until.is_none() && (fields.change == "support" || !fields.until.trim().is_empty()) {
        return shown(&site, lang, &signed, &InviteForm::default(), Some("member-until-fault")).await;
    }
    let change = match fields.change.as_str() {
        "grant" => Change::Grant(role()?, until),
        "revoke" => Change::Revoke(role()?),
        "support" => Change::Support(until.ok_or_else(unknown)?),
        "withdraw" => Change::Withdraw,
        "remove" => Change::Remove,
        _ => return Err(unknown()),
    };
    match signed.accounts.office.change_member(signed.caller, PersonId(person), change).await {
        Ok(()) => Ok(see_other(&localized(lang, "/members"))),
        Err(Refused::Member(error)) => {
            let rule = format!("rule-{}", error.rule());
            shown(&site, lang, &signed, &InviteForm::default(), Some(&rule)).await
        }
        Err(error) => Err(site.refuse(lang, &Refusal::of(error))),
    }
}

/// What leaving means, before it is done. Whoever is anything in an organisation may leave it.
pub(crate) async fn ask_to_leave(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    if signed.who.organisation.is_none() {
        return Err(site.refuse(lang, &Refusal::NoSuchPage));
    }
    Ok(view::leave(site.frame_of(lang, &signed.who), None).into_response())
}

/// Leaves the organisation: everything there ends with this request.
pub(crate) async fn leave(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    match signed.accounts.office.leave(signed.caller).await {
        Ok(()) => {
            let acting = signed.accounts.sign_in.act_for(&signed.session, None).await;
            acting.map_err(|error| refuse(crate::accounts::broken(&error)))?;
            Ok(see_other(&localized(lang, "/today")))
        }
        Err(Refused::Member(error)) => {
            let page = view::leave(site.frame_of(lang, &signed.who), Some(&format!("rule-{}", error.rule())));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(refuse(Refusal::of(error))),
    }
}
