//! The company's own pages: today, its organisation, its members, its history.

use app::members::Email;
use app::members::{Change, Invited};
use app::sign_in::fold_email;
use app::{Refused, history};
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::PersonId;
use scheme::member::{Offer, Role};
use scheme::organisation::{FieldFault, Found, Input};
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::company::{self as view, Described, InviteForm};
use crate::view::localized;

pub(crate) async fn today(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let frame = site.frame_of(lang, &signed.who);
    if signed.who.organisation.is_none() {
        return Ok(view::no_organisation(frame).into_response());
    }
    let checks = signed.accounts.office.checks(signed.caller).await;
    let checks = match checks {
        Ok(checks) => checks,
        // A body or a ministry has none of its own.
        Err(Refused::Access(_)) => Vec::new(),
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    Ok(view::today(frame, &checks, site.clock().today()).into_response())
}

fn input(fields: Vec<(String, String)>) -> Input {
    let mut input = Input::default();
    for (name, value) in fields {
        let field = match name.as_str() {
            "kinds" => {
                input.kinds.push(value);
                continue;
            }
            "corporate_number" => &mut input.corporate_number,
            "name" => &mut input.name,
            "reading" => &mut input.reading,
            "address" => &mut input.address,
            "prefecture" => &mut input.prefecture,
            "main_industry" => &mut input.main_industry,
            "capital" => &mut input.capital,
            "employees" => &mut input.employees,
            _ => continue,
        };
        *field = value;
    }
    input
}

/// What was typed, to be shown again: but never twelve digits, which may be a My Number (spec 7 §8).
fn kept(mut input: Input, faults: &[FieldFault]) -> Input {
    if faults.iter().any(|fault| fault.found == Found::TwelveDigits) {
        input.corporate_number.clear();
    }
    input
}

pub(crate) async fn new_organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let form = Described { input: &Input::default(), faults: &[], taken: false, new: true };
    Ok(view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form).into_response())
}

pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let input = input(fields);
    match signed.accounts.office.register(signed.caller, &input).await {
        Ok(organisation) => {
            let acting = signed.accounts.sign_in.act_for(&signed.session, Some(organisation)).await;
            acting.map_err(|error| site.refuse(lang, &crate::accounts::broken(&error)))?;
            Ok(see_other(&localized(lang, "/today")))
        }
        Err(error) => again(&site, lang, &signed, input, error, true),
    }
}

pub(crate) async fn organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let row = signed.accounts.office.organisation(signed.caller).await;
    let row = row.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let input = Input {
        kinds: row.kinds,
        corporate_number: row.number.unwrap_or_default(),
        name: row.name.unwrap_or_default(),
        reading: row.reading.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        prefecture: row.prefecture.unwrap_or_default(),
        main_industry: row.industry.unwrap_or_default(),
        capital: number(row.capital),
        employees: number(row.employees),
    };
    let form = Described { input: &input, faults: &[], taken: false, new: false };
    Ok(view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form).into_response())
}

pub(crate) async fn describe(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let input = input(fields);
    match signed.accounts.office.describe(signed.caller, &input).await {
        Ok(()) => Ok(see_other(&localized(lang, "/organisation"))),
        Err(error) => again(&site, lang, &signed, input, error, false),
    }
}

/// The form again, with what was typed and what is wrong with it.
fn again(site: &Site, lang: Lang, signed: &Signed, input: Input, error: Refused, new: bool) -> PageResult {
    let (faults, taken) = match error {
        Refused::Input(faults) => (faults, false),
        Refused::Taken(_) => (Vec::new(), true),
        error => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    let input = kept(input, &faults);
    let form = Described { input: &input, faults: &faults, taken, new };
    let page = view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

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

/// From where the history goes on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    before: Option<i64>,
}

pub(crate) async fn history(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(from): Query<From>,
) -> PageResult {
    let page = signed.accounts.office.history(signed.caller, from.before, history::PAGE).await;
    let page = page.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::history(site.frame_of(lang, &signed.who), &page).into_response())
}

/// The whole history as a table to take away.
pub(crate) async fn history_csv(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let table = signed.accounts.office.history_csv(signed.caller, app::Texts::new(lang)).await;
    let table = table.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let headers = [
        (axum::http::header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (axum::http::header::CONTENT_DISPOSITION, "attachment; filename=\"history.csv\""),
        (axum::http::header::CACHE_CONTROL, "no-store"),
    ];
    let answer: Response = (headers, table).into_response();
    Ok(answer)
}
