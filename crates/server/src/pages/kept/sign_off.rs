//! Confirmation by the executive.

use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use protection::check::Versions;
use record::{Digest, StreamId};
use uuid::Uuid;

use super::Fields;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::localized;

/// Confirms the check as the representative, at the versions the form names.
pub(crate) async fn sign_off(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let mut seen = Versions::new();
    for (name, value) in &fields {
        if let (Some(stream), Ok(version)) = (name.strip_prefix("seen:").and_then(|id| id.parse().ok()), value.parse())
        {
            seen.insert(stream, version);
        }
    }
    let content = serde_json::to_vec(&seen).unwrap_or_default();
    let path = format!("/checks/{check}");
    match signed.accounts.office.sign_off(signed.caller, StreamId(check), seen, Digest::of(&content)).await {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(error) => match Refusal::of(error) {
            Refusal::StepUp => {
                let to = format!("{}?then={}", localized(lang, "/confirm"), localized(lang, &path));
                Ok(see_other(&to))
            }
            refusal => Err(site.refuse(lang, &refusal)),
        },
    }
}
