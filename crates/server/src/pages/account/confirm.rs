//! Confirming who one is, before a grave act.

use app::sign_in::{Refused, SignInError, Way};
use axum::extract::{Extension, Form, Query, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use maud::Markup;
use serde::Deserialize;

use super::{PageResult, Then, told};
use crate::accounts::{self, Signed, broken, see_other};
use crate::error::PageRefusal;
use crate::site::Site;
use crate::view::account::{self as view, Confirm};

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
    Ok(page(&site, lang, &signed, &then.then, None).await?.into_response())
}

async fn page(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    then: &str,
    fault: Option<Refused>,
) -> Result<Markup, PageRefusal> {
    let frame = site.frame_of(lang, &signed.who);
    if signed.session.way == Way::Pin {
        return Ok(view::not_here(frame));
    }
    let ways = signed.accounts.sign_in.ways(signed.caller.person, None).await;
    let ways = ways.map_err(|error| site.refuse(lang, &broken(&error)))?;
    let passkeys = signed.accounts.sign_in.takes_passkeys().filter(|_| !ways.passkeys.is_empty());
    Ok(view::confirm(frame, &Confirm { then, ways: &ways, passkeys, fault }))
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
            let fault = if fault == Refused::NotRecognised { Refused::PasswordWrong } else { fault };
            let shown = page(&site, lang, &signed, &fields.then, Some(fault)).await?;
            Ok(told(&fault, shown))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}
