//! What the vault has, and how much of whom.

use axum::extract::{Extension, Query, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use crate::accounts::Signed;
use crate::cursor;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::operator as view;

/// Where a page of the organisations begins.
#[derive(Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let before = before.map(|before| cursor::amount(&before)).transpose().map_err(refuse)?;
    let stores = signed.accounts.office.storage(signed.caller, before).await;
    let stores = stores.map_err(|error| refuse(Refusal::of(error)))?;
    Ok(view::storage(site.frame_of(lang, &signed.who), &stores, before.is_some()).into_response())
}
