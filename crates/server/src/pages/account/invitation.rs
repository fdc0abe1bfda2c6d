//! An invitation: what it says, and accepting it with a first password or as somebody who is signed in.

use app::Refused;
use app::sign_in::{Names, Secret, SignInError};
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;

use super::PageResult;
use super::password::NewPassword;
use crate::accounts::{self, Peer, Signed, broken, see_other};
use crate::error::Refusal;
use crate::site::Site;
use crate::view::account::{self as view, Invited};
use crate::view::localized;

pub(crate) async fn invitation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    let open = accounts.office.invitation(&token).await.map_err(|error| refuse(over(error)))?;
    Ok(view::invitation(site.frame(lang), &Invited { token: &token, open: &open, fault: None }).into_response())
}

/// An invitation that is over is told as such: it is the one link whose holder cannot find out otherwise.
fn over(error: Refused) -> Refusal {
    match error {
        Refused::NotThere => Refusal::Rule("over-invitation".to_owned()),
        error => Refusal::of(error),
    }
}

/// Accepts, sets the first password, and signs in.
pub(crate) async fn accept(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    Form(fields): Form<NewPassword>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    let now = site.clock().now();
    let open = accounts.office.invitation(&token).await.map_err(|error| refuse(over(error)))?;
    if open.known {
        return Err(refuse(Refusal::Rule("known-invitation".to_owned())));
    }
    let names = Names {
        email: open.person.email.as_ref().map(|email| email.shown.clone()),
        organisations: vec![open.organisation_name.clone()],
    };
    // The password is judged before anything is done, and stands together with the session: whoever is cut off in
    // between comes again by the same link.
    if let Err(fault) = accounts.sign_in.may_choose(&fields.password, &names) {
        let shown = Invited { token: &token, open: &open, fault: Some(fault) };
        let answer = view::invitation(site.frame(lang), &shown);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let secret = Secret::read(&token).ok_or_else(|| refuse(Refusal::NoSuchPage))?;
    accounts.office.join(&open).await.map_err(|error| refuse(Refusal::of(error)))?;
    let (chosen, visitor) = ((fields.password.as_str(), &names), accounts::visitor(&headers, peer.as_ref()));
    let opened = match accounts.sign_in.by_invitation_with_password(&secret, chosen, &visitor, now).await {
        Ok(opened) => opened,
        Err(SignInError::Refused(_)) => return Err(refuse(Refusal::Rule("over-invitation".to_owned()))),
        Err(error) => return Err(refuse(broken(&error))),
    };
    Ok(accounts::opened(see_other(&localized(lang, "/today")), &opened))
}

/// Accepts as somebody who is signed in already.
pub(crate) async fn accept_signed_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(token): Path<String>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accepted = signed.accounts.office.accept(&token, Some(signed.caller.person)).await;
    let open = accepted.map_err(|error| refuse(over(error)))?;
    let acting = signed.accounts.sign_in.act_for(&signed.session, Some(open.organisation)).await;
    acting.map_err(|error| refuse(broken(&error)))?;
    Ok(see_other(&localized(lang, "/today")))
}
