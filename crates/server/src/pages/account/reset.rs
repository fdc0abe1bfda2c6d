//! A password that was forgotten. Whoever asks for a link sees the same page, whether the address is known or not; the
//! link sets a password and signs nobody in.

use app::sign_in::{Names, Over, Refused, Secret, SignInError};
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Deserialize;

use super::{PageResult, told, within};
use crate::accounts::{self, Accounts, Peer, broken, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::account::{self as view, AskReset};
use crate::view::localized;

/// Asks for the address, or says who helps where nothing is mailed.
pub(crate) async fn form(State(site): State<Site>, Extension(lang): Extension<Lang>) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let ask = AskReset { mails: accounts.sign_in.mails(), ..AskReset::default() };
    Ok(view::ask_reset(site.frame(lang), &ask).into_response())
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    email: String,
}

/// Has a link mailed, if somebody has this address.
pub(crate) async fn ask(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    peer: Peer,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let visitor = accounts::visitor(&headers, peer.as_ref());
    match accounts.sign_in.ask_reset(&asked.email, &visitor, site.clock().now()).await {
        Ok(()) => Ok(see_other(&localized(lang, "/reset/sent"))),
        Err(SignInError::Refused(Refused::NoMail)) => Ok(see_other(&localized(lang, "/reset"))),
        Err(SignInError::Refused(fault)) => {
            let ask = AskReset { email: asked.email.trim(), mails: true, fault: Some(fault) };
            Ok(told(&fault, view::ask_reset(site.frame(lang), &ask)))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

pub(crate) async fn sent(State(site): State<Site>, Extension(lang): Extension<Lang>) -> PageResult {
    site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    Ok(view::reset_sent(site.frame(lang)).into_response())
}

pub(crate) async fn done(State(site): State<Site>, Extension(lang): Extension<Lang>) -> PageResult {
    site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    Ok(view::reset_done(site.frame(lang)).into_response())
}

/// A link that works, and whose password it sets.
struct Link<'a> {
    accounts: &'a Accounts,
    secret: Secret,
    names: Names,
}

impl<'a> Link<'a> {
    /// None = it is of no use.
    async fn find(site: &'a Site, lang: Lang, token: &str) -> Result<Option<Self>, PageRefusal> {
        let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
        let accounts = site.accounts().map_err(refuse)?;
        let Some(secret) = Secret::read(token) else { return Ok(None) };
        let person = match accounts.sign_in.reset_of(&secret, site.clock().now()).await {
            Ok(person) => person,
            Err(SignInError::Refused(_)) => return Ok(None),
            Err(error) => return Err(refuse(broken(&error))),
        };
        let found = accounts.sign_in.person(person).await.map_err(|error| refuse(broken(&error)))?;
        let own = accounts.office.memberships(person).await.map_err(|error| refuse(Refusal::of(error)))?;
        let email = found.and_then(|found| found.email).map(|email| email.shown);
        let names = Names { email, organisations: own.into_iter().map(|(_, name)| name).collect() };
        Ok(Some(Self { accounts, secret, names }))
    }

    fn address(&self) -> &str {
        self.names.email.as_deref().unwrap_or_default()
    }
}

fn over(site: &Site, lang: Lang) -> Response {
    (StatusCode::GONE, view::reset_over(site.frame(lang))).into_response()
}

/// Shows the form of the new password.
pub(crate) async fn choose(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
) -> PageResult {
    let Some(link) = Link::find(&site, lang, &token).await? else { return Ok(over(&site, lang)) };
    Ok(view::choose_password(site.frame(lang), &token, link.address(), None).into_response())
}

/// What the form of the new password sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    password: String,
}

/// Sets the new password. Whoever has the link signs in by it like anybody else: with the second factor, if there is one.
pub(crate) async fn change(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> PageResult {
    let (visitor, now) = (accounts::visitor(&headers, peer.as_ref()), site.clock().now());
    within(&site, lang, &visitor).await?;
    let Some(link) = Link::find(&site, lang, &token).await? else { return Ok(over(&site, lang)) };
    let sign_in = &link.accounts.sign_in;
    match sign_in.reset_password(&link.secret, &chosen.password, &link.names, &visitor, now).await {
        Ok(()) => Ok(accounts::closed(see_other(&localized(lang, "/reset/done")))),
        Err(SignInError::Refused(Refused::Over(Over::Reset))) => Ok(over(&site, lang)),
        Err(SignInError::Refused(fault)) => {
            let page = view::choose_password(site.frame(lang), &token, link.address(), Some(&fault));
            Ok(told(&fault, page))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}
