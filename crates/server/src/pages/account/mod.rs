//! One's own account: what stands on its page, and what its pages share. Its acts stand in the files beside.

mod confirm;
mod invitation;
mod password;
mod sessions;
mod set_up;
mod sign_in;

use axum::extract::{Extension, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use maud::Markup;
use serde::Deserialize;

use super::PageResult;
use crate::accounts::{Signed, broken};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::account as view;
use crate::view::localized;

pub(crate) use confirm::{confirm, try_confirm};
pub(crate) use invitation::{accept, accept_signed_in, invitation};
pub(crate) use password::change_password;
pub(crate) use sessions::{act_for, end_session};
pub(crate) use set_up::{set_up, try_set_up};
pub(crate) use sign_in::{sign_in, sign_out, try_sign_in};

/// One's own account: organisations, sessions.
pub(crate) async fn account(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    Ok(own_account(&site, lang, &signed, None).await?.into_response())
}

async fn own_account(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    fault: Option<app::sign_in::Refused>,
) -> Result<Markup, PageRefusal> {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let own = signed.accounts.office.memberships(signed.caller.person).await;
    let own = own.map_err(|error| refuse(Refusal::of(error)))?;
    let sessions = signed.accounts.sign_in.sessions(signed.caller.person, site.clock().now()).await;
    let sessions = sessions.map_err(|error| refuse(broken(&error)))?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::account(frame, &signed.session, &own, &sessions, fault.as_ref()))
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
        // What a browser drops from an address (tab, line break) or reads as a slash would lead elsewhere.
        let plain = |letter: char| letter != '\\' && !letter.is_control() && !letter.is_whitespace();
        let own = self.then.starts_with('/') && !self.then.starts_with("//") && self.then.chars().all(plain);
        if own { self.then.clone() } else { localized(lang, "/today") }
    }
}
