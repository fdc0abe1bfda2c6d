//! The organisations of the installation: listed, registered for their people, the first of whom is invited.

use app::Refused;
use app::access::Action;
use app::members::{Email, MadeInvitation, person_name};
use app::operating::FirstPerson;
use app::organisations::Page;
use app::sign_in::fold_email;
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::OrganisationId;
use scheme::organisation::Input;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::{Typed, alike, kept, once_of, typed, wrong};
use crate::site::Site;
use crate::view::company::{self, Described, ShownInvitation, Wrong};
use crate::view::localized;
use crate::view::operator::{self as view, FirstForm};

/// What is searched for, and from where on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: String,
}

/// The organisations; or, while none runs the installation, the question to who set it up.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(sought): Query<Sought>,
) -> PageResult {
    let office = &signed.accounts.office;
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    if office.could(signed.caller, Action::OperatorBegin).await.map_err(refuse)? {
        return Ok(view::begin(site.frame_of(lang, &signed.who), None).into_response());
    }
    let text: String = sought.q.trim().chars().take(120).collect();
    let page = match sought.id.parse::<Uuid>() {
        Ok(id) => Page { after: sought.after, id },
        Err(_) => Page::first(),
    };
    let listed = office.organisations(signed.caller, &text, &page).await.map_err(refuse)?;
    let now = site.clock().now().as_microsecond();
    Ok(view::organisations(site.frame_of(lang, &signed.who), site.catalogue(), &text, &listed, now).into_response())
}

/// The organisation acted for runs the installation from now on.
pub(crate) async fn begin(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    match signed.accounts.office.begin_operation(signed.caller).await {
        Ok(()) => Ok(see_other(&localized(lang, "/operator"))),
        Err(Refused::Organisation(error)) => {
            let rule = format!("rule-{}", error.rule());
            let page = view::begin(site.frame_of(lang, &signed.who), Some(&rule));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(site.refuse(lang, &Refusal::of(error))),
    }
}

/// A field, and the key of what is wrong with it.
type Fault = (&'static str, &'static str);

/// The first person as typed, or everything that is wrong with it.
fn first(name: &str, email: &str, lang: Lang) -> Result<FirstPerson, Vec<Fault>> {
    let name = person_name(name).ok_or(("person_name", "invite-fault-name"));
    let email = match (email.trim(), fold_email(email.trim())) {
        (shown, Some(folded)) => Ok(Email { shown: shown.to_owned(), folded }),
        (_, None) => Err(("person_email", "operator-fault-email")),
    };
    match (name, email) {
        (Ok(name), Ok(email)) => Ok(FirstPerson { name, email, language: lang.tag().to_owned() }),
        (name, email) => Err([name.err(), email.err()].into_iter().flatten().collect()),
    }
}

pub(crate) async fn form(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let may = signed.accounts.office.invites_first(signed.caller).await;
    may.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let input = Input::default();
    let described = Described {
        input: &input,
        wrong: Wrong::default(),
        size: None,
        new: true,
        operates: None,
        first: Some(&FirstForm::default()),
    };
    Ok(company::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &described).into_response())
}

pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let office = &signed.accounts.office;
    // Who may not is not told what is wrong with it.
    office.invites_first(signed.caller).await.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let caller = once_of(&signed, &fields);
    let mut typed = typed(&site, fields);
    typed.another |= office.came_before(caller).await.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let person = match first(&typed.person[0], &typed.person[1], lang) {
        Ok(person) => person,
        Err(faults) => {
            let error = Refused::Input(scheme::organisation::check(&typed.input).err().unwrap_or_default());
            return again(&site, lang, &signed, typed, (error, &[]), &faults);
        }
    };
    if typed.search.is_some() {
        let error = Refused::Input(scheme::organisation::check(&typed.input).err().unwrap_or_default());
        return again(&site, lang, &signed, typed, (error, &[]), &[]);
    }
    if let Some((why, found)) = alike(&site, lang, &signed, &typed).await? {
        return again(&site, lang, &signed, typed, (why, &found), &[]);
    }
    match office.register_for(caller, &typed.input, person.clone()).await {
        Ok(made) => Ok(shown(&site, lang, &signed, &headers, (&person.name, &typed.input.name), &made)),
        Err(error) => again(&site, lang, &signed, typed, (error, &[]), &[]),
    }
}

/// The form again, with what was typed and what is wrong with it.
fn again(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    typed: Typed<'_>,
    (error, found): (Refused, &[app::organisations::Named]),
    faults: &[Fault],
) -> PageResult {
    let wrong = wrong(typed.search, &typed.industry, found, error);
    let wrong = wrong.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let input = kept(Input { main_industry: typed.industry, ..typed.input }, &wrong.faults);
    let person = FirstForm { name: &typed.person[0], email: &typed.person[1], faults };
    let form = Described { input: &input, wrong, size: None, new: true, operates: None, first: Some(&person) };
    let page = company::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What the form of the first person of an organisation sends.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct First {
    #[serde(default)]
    once: String,
    #[serde(default)]
    person_name: String,
    #[serde(default)]
    person_email: String,
}

pub(crate) async fn ask(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let name = signed.accounts.office.waiting_organisation(signed.caller, OrganisationId(id)).await;
    let name = name.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::invite(site.frame_of(lang, &signed.who), id, &name, &FirstForm::default()).into_response())
}

pub(crate) async fn invite(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
    Form(fields): Form<First>,
) -> PageResult {
    let office = &signed.accounts.office;
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let organisation = OrganisationId(id);
    let name = office.waiting_organisation(signed.caller, organisation).await.map_err(refuse)?;
    let person = match first(&fields.person_name, &fields.person_email, lang) {
        Ok(person) => person,
        Err(faults) => {
            let form = FirstForm { name: &fields.person_name, email: &fields.person_email, faults: &faults };
            let page = view::invite(site.frame_of(lang, &signed.who), id, &name, &form);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let made = office
        .invite_first(signed.caller_once(&fields.once, &(id, &fields)), organisation, person.clone())
        .await
        .map_err(refuse)?;
    Ok(shown(&site, lang, &signed, &headers, (&person.name, &name), &made))
}

fn shown(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    headers: &HeaderMap,
    (person, organisation): (&str, &str),
    made: &MadeInvitation,
) -> Response {
    let path = localized(lang, &format!("/invitations/{}", made.token));
    let link = signed.accounts.address(headers, &path);
    let shown = ShownInvitation {
        name: person,
        made,
        link: &link,
        catalogue: site.catalogue(),
        organisation,
        back: ("/operator", "operator-back"),
        by_hand: None,
    };
    company::invited(site.frame_of(lang, &signed.who), &shown).into_response()
}
