//! An invitation: what it says, and accepting it with a first password or as somebody who is signed in.

use app::Refused;
use app::members::OpenInvitation;
use app::sign_in::{Names, Secret, SignIn, SignInError};
use axum::extract::{Extension, Form, Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use criteria::text::Lang;
use jiff::Timestamp;
use serde::Deserialize;

use super::pin::NewPin;
use super::{PageResult, told, within};
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
    Form(fields): Form<Accepting>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    let now = site.clock().now();
    let visitor = accounts::visitor(&headers, peer.as_ref());
    within(&site, lang, &visitor).await?;
    let open = accounts.office.invitation(&token).await.map_err(|error| refuse(over(error)))?;
    if open.known {
        return Err(refuse(Refusal::Rule("known-invitation".to_owned())));
    }
    let names = Names {
        email: open.person.email.as_ref().map(|email| email.shown.clone()),
        organisations: vec![open.organisation_name.clone()],
    };
    // A password without an address signs nobody in; it still confirms on a device of one's own.
    let by_pin = open.person.email.is_none() && fields.password.is_empty();
    // The password is judged before anything is done, and stands together with the session: whoever is cut off in
    // between comes again by the same link.
    let first = if by_pin {
        first_pin(&accounts.sign_in, &open, &fields, now).await
    } else {
        accounts.sign_in.may_choose(&fields.password, &names).map_err(SignInError::Refused)
    };
    match first {
        Ok(()) => {}
        Err(SignInError::Refused(fault)) => {
            let shown = Invited { token: &token, open: &open, fault: Some(fault) };
            let answer = view::invitation(site.frame(lang), &shown);
            return Ok(told(&fault, answer));
        }
        Err(error) => return Err(refuse(broken(&error))),
    }
    let secret = Secret::read(&token).ok_or_else(|| refuse(Refusal::NoSuchPage))?;
    accounts.office.join(&open).await.map_err(|error| refuse(Refusal::of(error)))?;
    let opened = if by_pin {
        accounts.sign_in.by_invitation(&secret, &visitor, now).await
    } else {
        let chosen = (fields.password.as_str(), &names);
        accounts.sign_in.by_invitation_with_password(&secret, chosen, &visitor, now).await
    };
    let opened = match opened {
        Ok(opened) => opened,
        Err(SignInError::Refused(_)) => return Err(refuse(Refusal::Rule("over-invitation".to_owned()))),
        Err(error) => return Err(refuse(broken(&error))),
    };
    if accounts::terminal(&headers).is_some() {
        // Nobody's own session stays on a device that several share: from here on the PIN is asked for.
        let out = accounts.sign_in.sign_out(&opened.secret, now).await;
        out.map_err(|error| refuse(broken(&error)))?;
        return Ok(see_other(&localized(lang, "/terminal")));
    }
    Ok(accounts::opened(see_other(&localized(lang, "/today")), &opened))
}

/// What the form sends: a password, or of who has no mail address a PIN, twice.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Accepting {
    #[serde(default)]
    password: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    again: String,
}

/// Sets the PIN of who has no mail address, for the shared terminals.
async fn first_pin(
    sign_in: &SignIn,
    open: &OpenInvitation,
    fields: &Accepting,
    now: Timestamp,
) -> Result<(), SignInError> {
    NewPin::same(&fields.pin, &fields.again)?;
    sign_in.set_pin(open.person.id, open.organisation, &fields.pin, now).await
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
