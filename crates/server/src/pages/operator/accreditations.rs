//! What bodies are accredited for: listed, and entered from what was published.

use app::Refused;
use app::certification::accreditation::{Deed, Filled, read};
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::{OrganisationId, StreamId};
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::localized;
use crate::view::operator::{self as view, SentAccreditation};

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let bodies = signed.accounts.office.accredited_bodies(signed.caller).await;
    let bodies = bodies.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::accreditations(site.frame_of(lang, &signed.who), &bodies).into_response())
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(body): Path<Uuid>,
) -> PageResult {
    let body = signed.accounts.office.accredited_body(signed.caller, OrganisationId(body)).await;
    let body = body.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::accreditation(site.frame_of(lang, &signed.who), &body, None).into_response())
}

pub(crate) async fn enter(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let office = &signed.accounts.office;
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let body = office.accredited_body(signed.caller, OrganisationId(id)).await.map_err(refuse)?;
    let caller = once_of(&signed, &fields);
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let said = |name: &str| value(name).unwrap_or_default();
    let deed = Deed::from_word(&said("deed")).ok_or_else(|| refuse(Refused::NotThere))?;
    let of = value("of").and_then(|of| of.parse::<Uuid>().ok()).map(StreamId);
    let filled = Filled {
        number: said("number"),
        scope: said("scope"),
        industries: said("industries"),
        fields: fields.iter().filter(|(name, _)| name == "fields").map(|(_, value)| value.clone()).collect(),
        sme_only: value("sme").is_some(),
        from: said("from"),
        until: said("until"),
        ending: said("ending"),
        source: said("source"),
    };
    let (wrong, why) = match read(deed, &filled, crate::pages::kept::eras(&site)) {
        Err(wrong) => (wrong, None),
        Ok(entry) => match office.enter_accreditation(caller, body.id, of, entry).await {
            Ok(()) => {
                return Ok(see_other(&localized(lang, &format!("/operator/organisations/{id}/accreditation"))));
            }
            Err(Refused::Ruling(ruling)) => (Vec::new(), Some(ruling.words(site.frame(lang).texts))),
            Err(error) => return Err(refuse(error)),
        },
    };
    let status = if why.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sent = SentAccreditation { deed, filled: &filled, wrong: &wrong, why };
    let page = view::accreditation(site.frame_of(lang, &signed.who), &body, Some(&sent));
    Ok((status, page).into_response())
}
