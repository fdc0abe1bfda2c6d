//! A link that shows that a mail address is one's own: what it is about, and that it counts from now on.

use app::sign_in::{Over, Refused, Secret, SignInError};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;

use super::{PageResult, told, within};
use crate::accounts::{self, Peer, broken};
use crate::site::Site;
use crate::view::account as view;

fn over(site: &Site, lang: Lang) -> Response {
    (StatusCode::GONE, view::address_over(site.frame(lang))).into_response()
}

/// Asks whether the address is to count: a mail program that opens links changes nothing.
pub(crate) async fn ask(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let Some(secret) = Secret::read(&token) else { return Ok(over(&site, lang)) };
    match accounts.sign_in.address_of(&secret, site.clock().now()).await {
        Ok(address) => Ok(view::ask_address(site.frame(lang), &token, &address, None).into_response()),
        Err(SignInError::Refused(_)) => Ok(over(&site, lang)),
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

pub(crate) async fn confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
    peer: Peer,
    headers: HeaderMap,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    within(&site, lang, &accounts::visitor(&headers, peer.as_ref())).await?;
    let Some(secret) = Secret::read(&token) else { return Ok(over(&site, lang)) };
    let now = site.clock().now();
    let address = match accounts.sign_in.address_of(&secret, now).await {
        Ok(address) => address,
        Err(SignInError::Refused(_)) => return Ok(over(&site, lang)),
        Err(error) => return Err(site.refuse(lang, &broken(&error))),
    };
    match accounts.sign_in.confirm_address(&secret, now).await {
        Ok(()) => Ok(view::address_done(site.frame(lang), &address).into_response()),
        Err(SignInError::Refused(Refused::Over(Over::Address))) => Ok(over(&site, lang)),
        Err(SignInError::Refused(fault)) => {
            Ok(told(&fault, view::ask_address(site.frame(lang), &token, &address, Some(&fault))))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}
