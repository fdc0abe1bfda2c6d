//! One's own name, language and mail address.

use app::sign_in::{AddressChange, Refused, SignInError};
use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use super::keys::confirm_first;
use super::{PageResult, Typed, own_account, told};
use crate::accounts::{Signed, broken, see_other};
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// Characters of a name and of its reading at most.
const NAME: usize = 60;

/// What the form of the name sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reading: String,
    #[serde(default)]
    language: String,
}

fn fits(text: &str) -> bool {
    text.chars().count() <= NAME && !text.chars().any(char::is_control)
}

/// Changes the name, how it is read, and the language; the next page is in it.
pub(crate) async fn rename(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(named): Form<Named>,
) -> PageResult {
    let (name, reading) = (named.name.trim(), named.reading.trim());
    let language = Lang::from_tag(&named.language).unwrap_or(lang);
    let fault = match signed.session.require_own_device() {
        Err(fault) => Some(fault),
        Ok(()) if name.is_empty() || !fits(name) || !fits(reading) => Some(Refused::NoName),
        Ok(()) => None,
    };
    if let Some(fault) = fault {
        let typed = Typed { name: Some((name, reading)), address: None, fault: Some(fault) };
        let shown = own_account(&site, lang, &signed, typed).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    let kept = Some(reading.to_owned()).filter(|reading| !reading.is_empty());
    let (session, tag) = (&signed.session, language.tag().to_owned());
    let renamed = signed.accounts.sign_in.rename(session, name.to_owned(), kept, tag).await;
    renamed.map_err(|error| site.refuse(lang, &broken(&error)))?;
    Ok(see_other(&localized(language, "/account")))
}

/// What the form of the address sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    email: String,
}

pub(crate) async fn change_address(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(address): Form<Address>,
) -> PageResult {
    match signed.accounts.sign_in.change_address(&signed.session, &address.email, site.clock().now()).await {
        Ok(AddressChange::Done) => Ok(see_other(&localized(lang, "/account"))),
        Ok(AddressChange::Asked) => {
            Ok(view::address_sent(site.frame_of(lang, &signed.who), address.email.trim()).into_response())
        }
        Err(SignInError::Refused(Refused::StepUpNeeded { .. })) => Ok(confirm_first(lang, "/account")),
        Err(SignInError::Refused(fault)) => {
            let typed = Typed { name: None, address: Some(address.email.trim()), fault: Some(fault) };
            let shown = own_account(&site, lang, &signed, typed).await?;
            Ok(told(&fault, shown))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}
