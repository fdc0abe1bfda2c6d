//! Passkeys: what the script of the page asks for and hands back, as JSON, and the forms that rename and remove one.
//!
//! The answers are `{"options", "pending"}`, `{"to"}` where to go, or `{"message"}` in the reader's language with
//! `again` where a fresh attempt may follow at once.

use app::Texts;
use app::sign_in::{Challenge, Over, Refused, Secret, SignInError, ToDo};
use axum::extract::{Extension, Form, Json, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Deserialize;
use serde_json::{Value, json};

use super::keys::{refused, unhex};
use super::sign_in::enter;
use super::{PageResult, Then, status_of, wait_of};
use crate::accounts::{self, Peer, Signed, broken, see_other};
use crate::error::{Refusal, retry_after};
use crate::site::Site;
use crate::view::localized;

/// What the device answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Answered {
    pending: String,
    answer: Value,
    #[serde(default)]
    name: String,
    #[serde(default)]
    then: String,
}

impl Answered {
    fn pending(&self) -> Result<Secret, SignInError> {
        Secret::read(&self.pending).ok_or(SignInError::Refused(Refused::Over(Over::Step)))
    }
}

fn asked(challenge: &Challenge) -> Response {
    Json(json!({ "options": challenge.options, "pending": challenge.secret.text() })).into_response()
}

fn go(to: &str) -> Response {
    Json(json!({ "to": to })).into_response()
}

/// A refusal for the script; who has to confirm first is sent to do so.
fn told(lang: Lang, error: SignInError) -> Response {
    match error {
        SignInError::Refused(Refused::StepUpNeeded { .. }) => {
            go(&format!("{}?then={}", localized(lang, "/confirm"), localized(lang, "/account/keys")))
        }
        SignInError::Refused(fault) => {
            let texts = Texts::new(lang);
            let again = fault.to_do() == ToDo::BeginAgain;
            let message = Json(json!({ "message": texts.sign_in_refused(&fault), "again": again }));
            let mut response = (status_of(&fault), message).into_response();
            retry_after(&mut response, wait_of(&fault));
            response
        }
        error => broken(&error).problem(lang).into_response(),
    }
}

pub(crate) async fn begin_sign_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    peer: Peer,
    headers: HeaderMap,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let visitor = accounts::visitor(&headers, peer.as_ref());
    let begun = accounts.sign_in.begin_by_passkey(&visitor, site.clock().now()).await;
    Ok(begun.map_or_else(|error| told(lang, error), |challenge| asked(&challenge)))
}

pub(crate) async fn sign_in_by_passkey(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    peer: Peer,
    headers: HeaderMap,
    Json(answered): Json<Answered>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let (visitor, now) = (accounts::visitor(&headers, peer.as_ref()), site.clock().now());
    let opened = match answered.pending() {
        Ok(pending) => accounts.sign_in.by_passkey(&pending, &answered.answer, &visitor, now).await,
        Err(error) => Err(error),
    };
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return Ok(told(lang, error)),
    };
    enter(&site, lang, &opened.secret).await?;
    let then = Then { then: answered.then };
    Ok(accounts::opened(go(&then.page(lang)), &opened))
}

pub(crate) async fn begin_step_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> Response {
    let begun = signed.accounts.sign_in.begin_step_up_by_passkey(&signed.session, site.clock().now()).await;
    begun.map_or_else(|error| told(lang, error), |challenge| asked(&challenge))
}

pub(crate) async fn step_up_by_passkey(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Json(answered): Json<Answered>,
) -> Response {
    let (sign_in, now) = (&signed.accounts.sign_in, site.clock().now());
    let stepped = match answered.pending() {
        Ok(pending) => sign_in.step_up_by_passkey(&signed.secret, &pending, &answered.answer, now).await,
        Err(error) => Err(error),
    };
    match stepped {
        Ok(secret) => {
            let then = Then { then: answered.then };
            accounts::renewed(go(&then.page(lang)), &secret)
        }
        Err(error) => told(lang, error),
    }
}

pub(crate) async fn begin_registration(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> Response {
    let begun = signed.accounts.sign_in.begin_passkey(&signed.session, site.clock().now()).await;
    begun.map_or_else(|error| told(lang, error), |challenge| asked(&challenge))
}

/// A passkey without a name is called after the device it was made on.
pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Json(answered): Json<Answered>,
) -> Response {
    let now = site.clock().now();
    let typed = answered.name.trim();
    let name = if typed.is_empty() {
        Texts::new(lang).device(&accounts::visitor(&headers, None).agent())
    } else {
        typed.to_owned()
    };
    let registered = match answered.pending() {
        Ok(pending) => {
            let sign_in = &signed.accounts.sign_in;
            sign_in.register_passkey(&signed.session, &pending, &answered.answer, &name, now).await
        }
        Err(error) => Err(error),
    };
    let then = Then { then: answered.then }.page_or(lang, "/account/keys");
    registered.map_or_else(|error| told(lang, error), |()| go(&then))
}

/// What the form that renames sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Renamed {
    name: String,
}

pub(crate) async fn rename(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(credential): Path<String>,
    Form(renamed): Form<Renamed>,
) -> PageResult {
    let no_such = || site.refuse(lang, &Refusal::NoSuchPage);
    let credential = unhex(&credential).ok_or_else(no_such)?;
    match signed.accounts.sign_in.rename_passkey(&signed.session, credential, &renamed.name).await {
        Ok(true) => Ok(see_other(&localized(lang, "/account/keys"))),
        Ok(false) => Err(no_such()),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}

pub(crate) async fn remove(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(credential): Path<String>,
) -> PageResult {
    let no_such = || site.refuse(lang, &Refusal::NoSuchPage);
    let credential = unhex(&credential).ok_or_else(no_such)?;
    match signed.accounts.sign_in.remove_passkey(&signed.session, credential, site.clock().now()).await {
        Ok(true) => Ok(see_other(&localized(lang, "/account/keys"))),
        Ok(false) => Err(no_such()),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}
