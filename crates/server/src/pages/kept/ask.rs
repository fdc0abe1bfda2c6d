//! An executive is asked to confirm a check.

use axum::extract::{Extension, Path, State};
use criteria::text::Lang;
use record::StreamId;
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::localized;

/// Asks every executive who was not asked yet for what stands.
pub(crate) async fn ask(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let asked = signed.accounts.office.ask_sign_off(signed.caller, StreamId(check)).await;
    asked.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&format!("{}#sign-off", localized(lang, &format!("/checks/{check}")))))
}
