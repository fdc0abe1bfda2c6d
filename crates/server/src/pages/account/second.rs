//! The second factor by an app, and its recovery codes.

use app::sign_in::{RecoveryCodes, SignInError};
use axum::extract::{Extension, Form, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Deserialize;

use super::keys::{confirm_first, refused};
use super::{PageResult, told};
use crate::accounts::{Signed, broken, see_other};
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// Where the offer stands.
const HERE: &str = "/account/keys/app";

/// Offers a second factor and shows it.
pub(crate) async fn begin(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    match signed.accounts.sign_in.offer_totp(&signed.session, site.clock().now()).await {
        Ok(_) => Ok(see_other(&localized(lang, HERE))),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}

/// What was offered and waits for its first code.
pub(crate) async fn offer(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    shown(&site, lang, &signed, None).await
}

async fn shown(site: &Site, lang: Lang, signed: &Signed, fault: Option<app::sign_in::Refused>) -> PageResult {
    match signed.accounts.sign_in.offered_totp(&signed.session, site.clock().now()).await {
        Ok(Some(offer)) => {
            let page = view::app(site.frame_of(lang, &signed.who), &offer, fault.as_ref());
            Ok(match &fault {
                Some(fault) => told(fault, page),
                None => page.into_response(),
            })
        }
        Ok(None) => Ok(see_other(&localized(lang, "/account/keys"))),
        Err(SignInError::Refused(app::sign_in::Refused::StepUpNeeded { .. })) => Ok(confirm_first(lang, HERE)),
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

/// The first code of the app.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Code {
    #[serde(default)]
    code: String,
}

/// Confirms the second factor; the recovery codes are shown once.
pub(crate) async fn confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(code): Form<Code>,
) -> PageResult {
    use app::sign_in::Refused;
    match signed.accounts.sign_in.confirm_totp(&signed.session, &code.code, site.clock().now()).await {
        Ok(codes) => Ok(once(&site, lang, &signed, &codes)),
        Err(SignInError::Refused(fault @ (Refused::CodeWrong | Refused::TooOften { .. }))) => {
            shown(&site, lang, &signed, Some(fault)).await
        }
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}

fn once(site: &Site, lang: Lang, signed: &Signed, codes: &RecoveryCodes) -> Response {
    view::recovery(site.frame_of(lang, &signed.who), codes, site.clock().now()).into_response()
}

pub(crate) async fn remove(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    match signed.accounts.sign_in.remove_totp(&signed.session, site.clock().now()).await {
        Ok(()) => Ok(see_other(&localized(lang, "/account/keys"))),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}

/// New recovery codes, shown once; the earlier ones are gone.
pub(crate) async fn renew(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    match signed.accounts.sign_in.renew_recovery_codes(&signed.session, site.clock().now()).await {
        Ok(codes) => Ok(once(&site, lang, &signed, &codes)),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}
