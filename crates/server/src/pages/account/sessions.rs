//! Where one is signed in, and for which organisation one acts.

use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use record::OrganisationId;
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{Signed, broken, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::localized;

/// For which organisation to act.
#[derive(Debug, Deserialize)]
pub(crate) struct Acting {
    organisation: Uuid,
    #[serde(default)]
    then: String,
}

pub(crate) async fn act_for(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(acting): Form<Acting>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let own = signed.accounts.office.memberships(signed.caller.person).await;
    let own = own.map_err(|error| refuse(Refusal::of(error)))?;
    let to = OrganisationId(acting.organisation);
    if !own.iter().any(|(organisation, _)| *organisation == to) {
        return Err(refuse(Refusal::NoSuchPage));
    }
    let place = crate::pages::company::place(&acting.then);
    let acting = signed.accounts.sign_in.act_for(&signed.session, Some(to)).await;
    acting.map_err(|error| refuse(broken(&error)))?;
    Ok(see_other(&localized(lang, place)))
}

pub(crate) async fn end_session(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let ended = signed.accounts.sign_in.end_session(signed.caller.person, id, site.clock().now()).await;
    ended.map_err(|error| site.refuse(lang, &broken(&error)))?;
    Ok(see_other(&localized(lang, "/account")))
}

/// Ends every session but this one.
pub(crate) async fn end_others(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let (person, this) = (signed.caller.person, Some(signed.session.id));
    let ended = signed.accounts.sign_in.end_sessions(person, this, site.clock().now()).await;
    ended.map_err(|error| site.refuse(lang, &broken(&error)))?;
    Ok(see_other(&localized(lang, "/account")))
}
