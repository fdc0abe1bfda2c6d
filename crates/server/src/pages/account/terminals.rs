//! The shared terminals of an organisation, as those who manage members see them.

use app::Refused;
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PageResult;
use super::keys::confirm_first;
use crate::accounts::{self, Signed, broken, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let all = signed.accounts.office.terminals(signed.caller).await;
    let all = all.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::terminals(site.frame_of(lang, &signed.who), &all, "", false).into_response())
}

/// What the form sends.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct NewTerminal {
    #[serde(default)]
    once: String,
    #[serde(default)]
    name: String,
}

/// Makes this very device a terminal; whoever does so is signed out on it.
pub(crate) async fn set_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(new): Form<NewTerminal>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let name = new.name.trim();
    let letters = name.chars().count();
    if letters == 0 || letters > app::terminals::NAME || name.chars().any(char::is_control) {
        let all = signed.accounts.office.terminals(signed.caller).await;
        let all = all.map_err(|error| refuse(Refusal::of(error)))?;
        let page = view::terminals(site.frame_of(lang, &signed.who), &all, name, true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match signed.accounts.office.set_up_terminal(signed.caller_once(&new.once, &new), name.to_owned()).await {
        Ok(secret) => {
            let out = signed.accounts.sign_in.sign_out(&signed.secret, site.clock().now()).await;
            out.map_err(|error| refuse(broken(&error)))?;
            Ok(accounts::made_terminal(see_other(&localized(lang, "/terminal")), &secret))
        }
        Err(Refused::Access(access)) if access.step_up => Ok(confirm_first(lang, "/terminals")),
        Err(error) => Err(refuse(Refusal::of(error))),
    }
}

pub(crate) async fn end(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let ended = signed.accounts.office.end_terminal(signed.caller, id).await;
    ended.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, "/terminals")))
}
