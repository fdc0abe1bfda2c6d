//! Confirming who one is, before a grave act.

use app::sign_in::SignInError;
use axum::extract::{Extension, Form, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use super::{PageResult, Then};
use crate::accounts::{self, Signed, broken, see_other};
use crate::site::Site;
use crate::view::account as view;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    then: String,
}

/// Confirms who one is, before a grave act.
pub(crate) async fn confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(then): Query<Then>,
) -> PageResult {
    Ok(view::confirm(site.frame_of(lang, &signed.who), &then.then, None).into_response())
}

pub(crate) async fn try_confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let code = Some(fields.code.as_str()).filter(|code| !code.is_empty());
    let now = site.clock().now();
    match signed.accounts.sign_in.step_up_by_password(&signed.secret, &fields.password, code, now).await {
        Ok(secret) => {
            let then = Then { then: fields.then };
            Ok(accounts::renewed(see_other(&then.page(lang)), &secret))
        }
        Err(SignInError::Refused(fault)) => {
            let shown = view::confirm(site.frame_of(lang, &signed.who), &fields.then, Some(fault));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}
