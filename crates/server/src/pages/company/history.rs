//! The history: read, taken away.

use app::history;
use axum::extract::{Extension, Query, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Deserialize;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company as view;

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
