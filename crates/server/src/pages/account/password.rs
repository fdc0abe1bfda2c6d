//! Changing one's own password.

use app::sign_in::{Names, SignInError};
use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use super::{PageResult, own_account};
use crate::accounts::{Signed, broken, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::localized;

/// A password that is chosen.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NewPassword {
    #[serde(default)]
    pub(super) password: String,
}

/// Sets a new password; every other session ends.
pub(crate) async fn change_password(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<NewPassword>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let account = localized(lang, "/account");
    let names = Names { email: None, organisations: signed.who.organisation.iter().cloned().collect() };
    let changed =
        signed.accounts.sign_in.change_password(&signed.session, &fields.password, &names, site.clock().now());
    match changed.await {
        Ok(()) => Ok(see_other(&account)),
        Err(SignInError::Refused(app::sign_in::Refused::StepUpNeeded { .. })) => {
            Ok(see_other(&format!("{}?then={account}", localized(lang, "/confirm"))))
        }
        Err(SignInError::Refused(fault)) => {
            let shown = own_account(&site, lang, &signed, Some(fault)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(error) => Err(refuse(broken(&error))),
    }
}
