//! By what one signs in: the page that lists it. The acts stand in the files beside.

use app::sign_in::{Refused, SignInError};
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use maud::Markup;

use super::{PageResult, told};
use crate::accounts::{self, Signed, broken, see_other};
use crate::error::PageRefusal;
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

pub(crate) async fn keys(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    Ok(page(&site, lang, &signed, None).await?.into_response())
}

async fn page(site: &Site, lang: Lang, signed: &Signed, fault: Option<Refused>) -> Result<Markup, PageRefusal> {
    let sign_in = &signed.accounts.sign_in;
    let ways = sign_in.ways(signed.caller.person, signed.caller.acting_for).await;
    let ways = ways.map_err(|error| site.refuse(lang, &broken(&error)))?;
    let shown = view::Keys { session: &signed.session, ways: &ways, passkeys: sign_in.takes_passkeys(), fault };
    Ok(view::keys(site.frame_of(lang, &signed.who), &shown))
}

/// A passkey is not offered again on this device.
pub(crate) async fn later(Extension(lang): Extension<Lang>, _: Signed) -> Response {
    accounts::later(see_other(&localized(lang, "/today")))
}

/// The page with what was wrong on top; who has to confirm first is sent to do so, and comes back to the page.
pub(super) async fn refused(site: &Site, lang: Lang, signed: &Signed, error: SignInError) -> PageResult {
    match error {
        SignInError::Refused(Refused::StepUpNeeded { .. }) => Ok(confirm_first(lang, "/account/keys")),
        SignInError::Refused(fault) => {
            let shown = page(site, lang, signed, Some(fault)).await?;
            Ok(told(&fault, shown))
        }
        error => Err(site.refuse(lang, &broken(&error))),
    }
}

/// To the confirmation, and from there to `back`.
pub(crate) fn confirm_first(lang: Lang, back: &str) -> Response {
    see_other(&format!("{}?then={}", localized(lang, "/confirm"), localized(lang, back)))
}

/// The id of a passkey as it stands in an address; none = it is none.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect()
}
