//! Which keys the installation has, and that a copy of them is in a safe place. A key itself is on no page.

use axum::Form;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::{localized, operator as view};

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    shown(&site, lang, &signed, false).await
}

async fn shown(site: &Site, lang: Lang, signed: &Signed, unticked: bool) -> PageResult {
    let keys = signed.accounts.office.keys(signed.caller).await;
    let keys = keys.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let page = view::keys(site.frame_of(lang, &signed.who), &keys, unticked);
    let status = if unticked { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

/// What is ticked.
#[derive(Deserialize)]
pub(crate) struct Ticked {
    #[serde(default)]
    safe: String,
}

pub(crate) async fn safe(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(ticked): Form<Ticked>,
) -> PageResult {
    if ticked.safe != "yes" {
        return shown(&site, lang, &signed, true).await;
    }
    let done = signed.accounts.office.note_safekeeping(signed.caller).await;
    done.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, "/operator/keys")))
}
