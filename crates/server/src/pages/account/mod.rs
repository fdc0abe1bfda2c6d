//! One's own account: what stands on its page, and what its pages share. Its acts stand in the files beside.

pub(crate) mod address;
mod confirm;
pub(crate) mod erasure;
mod invitation;
pub(crate) mod keys;
pub(crate) mod own;
pub(crate) mod passkeys;
mod password;
pub(crate) mod pin;
pub(crate) mod reset;
pub(crate) mod second;
mod sessions;
mod set_up;
mod sign_in;
pub(crate) mod terminal;
pub(crate) mod terminals;

use app::sign_in::{Refused, SignInError, ToDo, Visitor};
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use maud::Markup;
use serde::Deserialize;

use super::PageResult;
use crate::accounts::{Signed, broken};
use crate::error::{PageRefusal, Refusal, retry_after};
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

pub(crate) use confirm::{confirm, try_confirm};
pub(crate) use invitation::{accept, accept_signed_in, invitation};
pub(crate) use password::change_password;
pub(crate) use sessions::{act_for, end_others, end_session};
pub(crate) use set_up::{set_up, try_set_up};
pub(crate) use sign_in::{carry_page, sign_in, sign_out, try_sign_in};

/// What was typed on the page and could not be taken.
#[derive(Debug, Default)]
struct Typed<'a> {
    /// The name and how it is read.
    name: Option<(&'a str, &'a str)>,
    /// The mail address.
    address: Option<&'a str>,
    /// What was wrong.
    fault: Option<Refused>,
}

/// One's own account: who one is, organisations, sessions.
pub(crate) async fn account(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    Ok(own_account(&site, lang, &signed, Typed::default()).await?.into_response())
}

async fn own_account(site: &Site, lang: Lang, signed: &Signed, typed: Typed<'_>) -> Result<Markup, PageRefusal> {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let person = signed.caller.person;
    let own = signed.accounts.office.memberships(person).await.map_err(|error| refuse(Refusal::of(error)))?;
    let sign_in = &signed.accounts.sign_in;
    let sessions = sign_in.sessions(person, site.clock().now()).await.map_err(|error| refuse(broken(&error)))?;
    let person = sign_in.person(person).await.map_err(|error| refuse(broken(&error)))?;
    let person = person.ok_or_else(|| refuse(Refusal::NoSuchPage))?;
    let reading = person.reading.as_deref().unwrap_or_default();
    let (name, reading) = typed.name.unwrap_or((&signed.session.name, reading));
    let address = person.email.as_ref().map(|email| email.shown.as_str());
    let shown = view::Account {
        session: &signed.session,
        own: &own,
        sessions: &sessions,
        name,
        reading,
        language: &person.language,
        address,
        typed_address: typed.address.or(address).unwrap_or_default(),
        fault: typed.fault,
    };
    Ok(view::account(site.frame_of(lang, &signed.who), &shown))
}

/// A page with what was wrong on top. Who came too often is told by the status as well, and when to come again.
fn told(fault: &Refused, page: Markup) -> Response {
    let mut response = (status_of(fault), page).into_response();
    retry_after(&mut response, wait_of(fault));
    response
}

/// Counts an attempt at a link that lets somebody in for the first time; refused where there were too many from here.
async fn within(site: &Site, lang: Lang, visitor: &Visitor) -> Result<(), PageRefusal> {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let sign_in = &site.accounts().map_err(refuse)?.sign_in;
    match sign_in.try_link(visitor, site.clock().now()).await {
        Ok(()) => Ok(()),
        Err(SignInError::Refused(Refused::TooOften { retry_after })) => Err(refuse(Refusal::TooOften(retry_after))),
        Err(error) => Err(refuse(broken(&error))),
    }
}

/// The status of a refused sign-in.
fn status_of(fault: &Refused) -> StatusCode {
    match fault {
        Refused::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refused::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// In how many seconds to come again.
fn wait_of(fault: &Refused) -> Option<u64> {
    match fault.to_do() {
        ToDo::Wait(wait) => Some(wait.as_secs().max(1)),
        _ => None,
    }
}

/// Where to go after the sign-in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Then {
    #[serde(default)]
    then: String,
}

impl Then {
    /// A page of ours, or today's: never another site.
    fn page(&self, lang: Lang) -> String {
        self.page_or(lang, "/today")
    }

    /// A page of ours, or this one.
    fn page_or(&self, lang: Lang, otherwise: &str) -> String {
        // What a browser drops from an address (tab, line break) or reads as a slash would lead elsewhere.
        let plain = |letter: char| letter != '\\' && !letter.is_control() && !letter.is_whitespace();
        let own = self.then.starts_with('/') && !self.then.starts_with("//") && self.then.chars().all(plain);
        if own { self.then.clone() } else { localized(lang, otherwise) }
    }
}
