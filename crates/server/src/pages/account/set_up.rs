//! The first person of an installation.

use app::members::{Email, person_name};
use app::sign_in::{FirstStep, Names, fold_email};
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use super::{PageResult, within};
use crate::accounts::{self, Peer, broken, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// The first page of a new installation.
pub(crate) async fn set_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    site.accounts().map_err(refuse)?.may_set_up(&token).await.map_err(refuse)?;
    Ok(view::set_up(site.frame(lang), &token, "", "", None, None).into_response())
}

/// What the form of the set-up sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct SetUpFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// Makes the first person, who signs in with the password at once.
pub(crate) async fn try_set_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    Form(fields): Form<SetUpFields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    let visitor = accounts::visitor(&headers, peer.as_ref());
    within(&site, lang, &visitor).await?;
    accounts.may_set_up(&token).await.map_err(refuse)?;
    let (frame, name, email) = (site.frame(lang), fields.name.trim(), fields.email.trim());
    let again = |wrong: Option<app::sign_in::Refused>, key: Option<&str>| {
        let page = view::set_up(frame, &token, name, email, wrong.as_ref(), key);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let Some(folded) = fold_email(email) else { return again(None, Some("invite-fault-email")) };
    let Some(called) = person_name(name) else { return again(None, Some("invite-fault-name")) };
    let names = Names { email: Some(email.to_owned()), organisations: Vec::new() };
    if let Err(fault) = accounts.sign_in.may_choose(&fields.password, &names) {
        return again(Some(fault), None);
    }
    let address = Email { shown: email.to_owned(), folded };
    let person = accounts.office.set_up(called, address, lang.tag().to_owned()).await;
    let person = person.map_err(|error| refuse(Refusal::of(error)))?;
    let now = site.clock().now();
    let set = accounts.sign_in.set_password(person, &fields.password, &names, now).await;
    set.map_err(|error| refuse(broken(&error)))?;
    accounts.sign_in.link_was_good(&visitor).await.map_err(|error| refuse(broken(&error)))?;
    match accounts.sign_in.by_password(email, &fields.password, &visitor, now).await {
        Ok(FirstStep::Done(opened)) => Ok(accounts::opened(see_other(&localized(lang, "/today")), &opened)),
        Ok(FirstStep::Second(_)) => Ok(see_other(&localized(lang, "/sign-in"))),
        Err(error) => Err(refuse(broken(&error))),
    }
}
