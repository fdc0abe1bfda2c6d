//! Changing one's own password.

use app::sign_in::Names;
use axum::extract::{Extension, Form, State};
use criteria::text::Lang;
use serde::Deserialize;

use super::PageResult;
use super::keys::refused;
use crate::accounts::{Signed, see_other};
use crate::site::Site;
use crate::view::localized;

/// A password that is chosen.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NewPassword {
    #[serde(default)]
    password: String,
}

/// Sets a new password; every other session ends.
pub(crate) async fn change_password(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<NewPassword>,
) -> PageResult {
    let names = Names { email: None, organisations: signed.who.organisation.iter().cloned().collect() };
    let changed =
        signed.accounts.sign_in.change_password(&signed.session, &fields.password, &names, site.clock().now());
    match changed.await {
        Ok(()) => Ok(see_other(&localized(lang, "/account/keys"))),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}
