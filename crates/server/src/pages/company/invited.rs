//! What follows an invitation: the page that says it was mailed or shows the link once; and making another one.

use app::members::{Delivery, MadeInvitation};
use axum::extract::{Extension, Form, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, ShownInvitation};
use crate::view::localized;

/// The page of an invitation that was just made.
pub(super) fn shown(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    headers: &HeaderMap,
    name: &str,
    made: &MadeInvitation,
) -> Response {
    let path = localized(lang, &format!("/invitations/{}", made.token));
    let link = signed.accounts.address(headers, &path);
    let shown = ShownInvitation {
        name,
        made,
        link: &link,
        catalogue: site.catalogue(),
        organisation: signed.who.organisation.as_deref().unwrap_or_default(),
        back: ("/members", "invited-back"),
        by_hand: Some(&format!("/members/{}/invitation", made.person)),
    };
    view::invited(site.frame_of(lang, &signed.who), &shown).into_response()
}

/// What the buttons beside somebody who is invited send.
#[derive(Debug, Deserialize)]
pub(crate) struct Again {
    by: String,
}

pub(crate) async fn invite_again(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    Form(again): Form<Again>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let delivery = match again.by.as_str() {
        "mail" => Delivery::Mail,
        "hand" => Delivery::Hand,
        _ => return Err(site.refuse(lang, &Refusal::NoSuchPage)),
    };
    let person = PersonId(person);
    let made = signed.accounts.office.invite_again(signed.caller, person, delivery).await.map_err(refuse)?;
    let members = signed.accounts.office.members(signed.caller).await.map_err(refuse)?;
    let name = members.names.get(&person).cloned().unwrap_or_default();
    Ok(shown(&site, lang, &signed, &headers, &name, &made))
}
