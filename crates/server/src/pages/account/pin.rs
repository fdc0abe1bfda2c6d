//! One's own PIN for the shared terminals of the organisation one acts for.

use app::sign_in::{Refused, SignInError, Way};
use axum::extract::{Extension, Form, State};
use criteria::text::Lang;
use serde::Deserialize;

use super::PageResult;
use super::keys::refused;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::localized;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct NewPin {
    #[serde(default)]
    present: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    again: String,
}

impl NewPin {
    /// Refuses where the two differ: nobody sees what they type.
    pub(super) fn same(pin: &str, again: &str) -> Result<(), SignInError> {
        if pin == again { Ok(()) } else { Err(SignInError::Refused(Refused::PinsDiffer)) }
    }
}

/// Sets it: at a terminal with the present one, elsewhere after a confirmation.
pub(crate) async fn set(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(new): Form<NewPin>,
) -> PageResult {
    match kept(&site, &signed, &new).await {
        Ok(()) => Ok(see_other(&localized(lang, "/account/keys"))),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}

async fn kept(site: &Site, signed: &Signed, new: &NewPin) -> Result<(), SignInError> {
    let (sign_in, session, now) = (&signed.accounts.sign_in, &signed.session, site.clock().now());
    NewPin::same(&new.pin, &new.again)?;
    if session.way == Way::Pin {
        return sign_in.change_pin(session, &new.present, &new.pin, now).await;
    }
    sign_in.choose_pin(session, &new.pin, now).await
}

pub(crate) async fn remove(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let owner = signed.session.organisation.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    if let Err(fault) = signed.session.require_own_device() {
        return refused(&site, lang, &signed, fault.into()).await;
    }
    match signed.accounts.sign_in.remove_pin(signed.caller.person, owner).await {
        Ok(_) => Ok(see_other(&localized(lang, "/account/keys"))),
        Err(error) => refused(&site, lang, &signed, error).await,
    }
}
