//! What follows an invitation: the page that says it was mailed or shows the link once; making another one; and a new way
//! in for a member who lost theirs.

use app::Refused;
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
use crate::pages::account::keys::confirm_first;
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
    let link = link(signed, headers, lang, made);
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

/// Makes a new way in for a member who cannot sign in any more.
pub(crate) async fn renew(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let person = PersonId(person);
    let made = match signed.accounts.office.renew(signed.caller, person).await {
        Ok(made) => made,
        Err(Refused::Access(access)) if access.step_up => return Ok(confirm_first(lang, "/members")),
        Err(error) => return Err(refuse(error)),
    };
    let members = signed.accounts.office.members(signed.caller).await.map_err(refuse)?;
    let name = members.names.get(&person).cloned().unwrap_or_default();
    let link = link(&signed, &headers, lang, &made);
    let shown = ShownInvitation {
        name: &name,
        made: &made,
        link: &link,
        catalogue: site.catalogue(),
        organisation: signed.who.organisation.as_deref().unwrap_or_default(),
        back: ("/members", "invited-back"),
        by_hand: None,
    };
    Ok(view::renewed(site.frame_of(lang, &signed.who), &shown).into_response())
}

/// The whole address of an invitation.
fn link(signed: &Signed, headers: &HeaderMap, lang: Lang, made: &MadeInvitation) -> String {
    signed.accounts.address(headers, &localized(lang, &format!("/invitations/{}", made.token)))
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
