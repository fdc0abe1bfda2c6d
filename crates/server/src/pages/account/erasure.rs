//! Erasing one's own account: what follows from it, before it is done.

use app::erasure::Erasure;
use app::sign_in::Refused;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;

use super::PageResult;
use super::keys::{confirm_first, refused};
use crate::accounts::{self, Signed, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// Where it stands.
const HERE: &str = "/account/erase";

pub(crate) async fn ask(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    if let Err(fault) = signed.session.require_own_device() {
        return refused(&site, lang, &signed, fault.into()).await;
    }
    let held = signed.accounts.office.held_by(signed.caller.person).await;
    let held = held.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::erase(site.frame_of(lang, &signed.who), &held).into_response())
}

/// Erases it; nobody is signed in any more then.
pub(crate) async fn erase(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let session = &signed.session;
    match session.require_own_device().and_then(|()| session.require_step_up(site.clock().now())) {
        Ok(()) => {}
        Err(Refused::StepUpNeeded { .. }) => return Ok(confirm_first(lang, HERE)),
        Err(fault) => return refused(&site, lang, &signed, fault.into()).await,
    }
    match signed.accounts.office.erase(signed.caller).await {
        Ok(Erasure::Done) => Ok(accounts::forgotten(see_other(&localized(lang, "/account/erased")))),
        Ok(Erasure::Held(held)) => {
            let page = view::erase(site.frame_of(lang, &signed.who), &held);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(site.refuse(lang, &Refusal::of(error))),
    }
}

/// It is done. The page says so to anybody.
pub(crate) async fn erased(State(site): State<Site>, Extension(lang): Extension<Lang>) -> PageResult {
    site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    Ok(view::erased(site.frame(lang)).into_response())
}
