//! One check with its questions: shown, and saved as far as nobody else was faster.

use std::collections::BTreeMap;

use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::StreamId;
use uuid::Uuid;

use super::{Fields, asker, typed};
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::kept::{self as view, Returned};
use crate::view::localized;

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let kept = signed.accounts.office.check(signed.caller, StreamId(check)).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let page = view::check(site.frame_of(lang, &signed.who), asker(&signed), &kept, &Returned::default());
    Ok(page.into_response())
}

/// Saves what the person changed, section by section; what was not saved stands in the page again, with why.
pub(crate) async fn save(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let (office, stream) = (&signed.accounts.office, StreamId(check));
    let given = typed(&fields).into_iter().filter(|one| one.touched).map(|one| one.given).collect();
    let saved = office.save(signed.caller, stream, given).await.map_err(refuse)?;
    if saved.clashes.is_empty() && saved.stopped.is_empty() {
        return Ok(see_other(&localized(lang, &format!("/checks/{check}"))));
    }
    let times = match saved.clashes.is_empty() {
        true => BTreeMap::new(),
        false => office.answered_at(signed.caller, stream).await.map_err(refuse)?,
    };
    let kept = office.check(signed.caller, stream).await.map_err(refuse)?;
    let stopped = saved.stopped.into_iter().map(|stopped| (stopped.given, Refusal::of(stopped.why))).collect();
    let returned = Returned { saved: saved.items.len(), clashes: saved.clashes, stopped, times };
    let page = view::check(site.frame_of(lang, &signed.who), asker(&signed), &kept, &returned);
    Ok((StatusCode::CONFLICT, page).into_response())
}
