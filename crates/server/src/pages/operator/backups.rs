//! Whether backups are taken, and what came into them.

use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use criteria::text::Lang;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::operator as view;

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let backups = signed.accounts.office.backups(signed.caller).await;
    let backups = backups.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::backups(site.frame_of(lang, &signed.who), &backups).into_response())
}
