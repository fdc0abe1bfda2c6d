//! The first page of those who are signed in.

use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use criteria::text::Lang;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company as view;

pub(crate) async fn today(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let frame = site.frame_of(lang, &signed.who);
    if signed.who.organisation.is_none() {
        return Ok(view::no_organisation(frame).into_response());
    }
    let desk = signed.accounts.office.desk(signed.caller).await;
    let desk = desk.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::today(frame, site.catalogue(), &desk).into_response())
}
