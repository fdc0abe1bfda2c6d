//! What a shared terminal shows: who can sign in here, and the PIN. Names are shown to the terminal alone.

use app::sign_in::{Refused, Secret, SignInError};
use app::terminals::Terminal;
use axum::extract::{Extension, Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::PersonId;
use serde::Deserialize;
use uuid::Uuid;

use super::{PageResult, told};
use crate::accounts::{self, Peer, Signed, broken, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

/// A terminal in use, as the device proves it to be one.
struct Here {
    secret: Secret,
    terminal: Terminal,
    people: Vec<(PersonId, String)>,
}

impl Here {
    /// None = the device is no terminal, or not any more.
    async fn find(site: &Site, lang: Lang, headers: &HeaderMap) -> Result<Option<Self>, PageRefusal> {
        let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
        let accounts = site.accounts().map_err(refuse)?;
        let Some(secret) = accounts::terminal(headers) else { return Ok(None) };
        let terminal = match accounts.sign_in.terminal(&secret).await {
            Ok(terminal) => terminal,
            Err(SignInError::Refused(_)) => return Ok(None),
            Err(error) => return Err(refuse(broken(&error))),
        };
        let people = accounts.office.terminal_people(&terminal).await.map_err(|error| refuse(Refusal::of(error)))?;
        Ok(Some(Self { secret, terminal, people }))
    }

    fn person(&self, id: Uuid) -> Option<(PersonId, &str)> {
        self.people.iter().find(|(person, _)| person.0 == id).map(|(person, name)| (*person, name.as_str()))
    }
}

pub(crate) async fn people(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    match Here::find(&site, lang, &headers).await? {
        Some(here) => {
            let page = view::terminal(site.frame(lang), &here.terminal.name, &here.people);
            Ok(accounts::stays_terminal(page.into_response(), &here.secret))
        }
        None => {
            let page = view::no_terminal(site.frame(lang)).into_response();
            // No cookie is set where there was none.
            Ok(if accounts::terminal(&headers).is_some() { accounts::no_terminal(page) } else { page })
        }
    }
}

pub(crate) async fn person(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
) -> PageResult {
    let Some(here) = Here::find(&site, lang, &headers).await? else {
        return Ok(see_other(&localized(lang, "/terminal")));
    };
    let (person, name) = here.person(id).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    Ok(view::pin(site.frame(lang), person, name, None).into_response())
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Pin {
    #[serde(default)]
    pin: String,
}

pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    peer: Peer,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
    Form(typed): Form<Pin>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let Some(here) = Here::find(&site, lang, &headers).await? else {
        return Ok(see_other(&localized(lang, "/terminal")));
    };
    let (person, name) = here.person(id).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let (visitor, now) = (accounts::visitor(&headers, peer.as_ref()), site.clock().now());
    match accounts.sign_in.by_pin(&here.secret, person, &typed.pin, &visitor, now).await {
        Ok(opened) => Ok(accounts::opened(see_other(&localized(lang, "/today")), &opened)),
        Err(SignInError::Refused(fault)) => {
            let fault = if fault == Refused::NotRecognised { Refused::PinWrong } else { fault };
            let page = view::pin(site.frame(lang), person, name, Some(fault));
            Ok(told(&fault, page))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

/// Somebody types: the session at a terminal lives on. The script asks for it, at most every few minutes.
pub(crate) async fn awake(_: Signed) -> StatusCode {
    StatusCode::NO_CONTENT
}
