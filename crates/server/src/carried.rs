//! A form that is sent when the session is over does not lose what was typed: the page of the sign-in carries it along,
//! sealed for the person whose session it was, and gives it back to that person alone. Nothing of it is kept here.

use std::net::SocketAddr;

use app::sign_in::Carried;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Extension, Form, FromRequest as _, OriginalUri, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Deserialize;

use crate::accounts::{self, Accounts, SignInFirst, Signed, broken, see_other};
use crate::error::Refusal;
use crate::pages::account::carry_page;
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// The largest form that is read here: as the router takes it.
const MOST: usize = 512 * 1024;

/// Digits of what may be a My Number: it is never carried or shown back.
const TWELVE: usize = 12;

/// Keeps a form that is answered with the sign-in in that page.
pub(crate) async fn keep(State(site): State<Site>, request: Request, next: Next) -> Response {
    let lang = request.extensions().get::<Lang>().copied().unwrap_or(Lang::Ja);
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(accounts) = site.accounts() else { return next.run(request).await };
    if request.method() != Method::POST || !kind.starts_with("application/x-www-form-urlencoded") {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().copied().map(Extension);
    let visitor = accounts::visitor(request.headers(), peer.as_ref());
    let path = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().path(), |uri| uri.path());
    let path = path.to_owned();
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else { return site.refuse(lang, &Refusal::TooLarge).into_response() };
    let answer = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let Some(SignInFirst { then }) = answer.extensions().get::<SignInFirst>().cloned() else { return answer };
    let now = site.clock().now();
    let whose = match accounts.sign_in.whose_was(&visitor, now).await {
        Ok(Some(whose)) => whose,
        Ok(None) => return answer,
        Err(error) => return site.refuse(lang, &broken(&error)).into_response(),
    };
    let Some(fields) = fields(bytes.into()).await else { return answer };
    match accounts.sign_in.carry(whose.0, Carried { to: path, fields, acting_for: whose.1 }, now) {
        Ok(Some(sealed)) => (StatusCode::UNAUTHORIZED, carry_page(&site, lang, &then, &sealed)).into_response(),
        Ok(None) => answer,
        Err(error) => site.refuse(lang, &broken(&error)).into_response(),
    }
}

/// The fields of a form, but for what may be a My Number.
async fn fields(body: Body) -> Option<Vec<(String, String)>> {
    let request =
        Request::post("/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).ok()?;
    let Form(mut fields) = Form::<Vec<(String, String)>>::from_request(request, &()).await.ok()?;
    for (_, value) in fields.iter_mut().filter(|(name, _)| name == "corporate_number") {
        if value.chars().filter(|letter| letter.is_numeric()).count() == TWELVE {
            value.clear();
        }
    }
    Some(fields)
}

/// What the page of the sign-in hands on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Handed {
    #[serde(default)]
    carried: String,
}

/// Gives what was typed back to whoever signed in by a passkey.
pub(crate) async fn back(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(handed): Form<Handed>,
) -> Response {
    let now = site.clock().now();
    match signed.accounts.sign_in.carried(signed.caller.person, &handed.carried, now) {
        Some(form) => given_back(&site, lang, &signed.accounts, &signed.secret, &form).await,
        None => see_other(&localized(lang, "/today")),
    }
}

/// The page with what was typed, for the organisation the person acted for, if they still may.
pub(crate) async fn given_back(
    site: &Site,
    lang: Lang,
    accounts: &Accounts,
    secret: &app::sign_in::Secret,
    form: &Carried,
) -> Response {
    let refuse = |error: Refusal| site.refuse(lang, &error).into_response();
    let session = match accounts.sign_in.session(secret, site.clock().now()).await {
        Ok(session) => session,
        Err(error) => return refuse(broken(&error)),
    };
    let own = match accounts.office.memberships(session.person).await {
        Ok(own) => own,
        Err(error) => return refuse(Refusal::of(error)),
    };
    let before = form.acting_for.filter(|before| own.iter().any(|(organisation, _)| organisation == before));
    if let Some(before) = before.filter(|before| session.organisation != Some(*before))
        && let Err(error) = accounts.sign_in.act_for(&session, Some(before)).await
    {
        return refuse(broken(&error));
    }
    view::given_back(site.frame(lang), form).into_response()
}
