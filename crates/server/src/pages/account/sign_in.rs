//! Signing in and out: the address and the password, then a code.

use app::sign_in::{FirstStep, Secret, SignInError, Way};
use axum::extract::{Extension, Form, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use maud::Markup;
use serde::Deserialize;

use super::{PageResult, Then, told};
use crate::accounts::{self, Peer, Signed, broken, see_other};
use crate::carried::given_back;
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::account::{self as view, SignInForm, Step};
use crate::view::localized;

/// What the forms of this page send.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    recovery: String,
    #[serde(default)]
    then: String,
    #[serde(default)]
    carried: String,
}

fn page(site: &Site, lang: Lang, form: &SignInForm<'_>) -> Response {
    let passkeys = site.accounts().ok().and_then(|accounts| accounts.sign_in.takes_passkeys());
    let page = view::sign_in(site.frame(lang), form, passkeys);
    match &form.fault {
        Some(fault) => told(fault, page),
        None => page.into_response(),
    }
}

pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Query(then): Query<Then>,
) -> PageResult {
    site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let form = SignInForm { step: Step::Password, email: "", then: &then.then, carried: "", fault: None };
    Ok(page(&site, lang, &form))
}

/// The page for somebody whose session was over when they sent what they had typed.
pub(crate) fn carry_page(site: &Site, lang: Lang, then: &str, carried: &str) -> Markup {
    let form = SignInForm { step: Step::Password, email: "", then, carried, fault: None };
    let passkeys = site.accounts().ok().and_then(|accounts| accounts.sign_in.takes_passkeys());
    view::sign_in(site.frame(lang), &form, passkeys)
}

pub(crate) async fn try_sign_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    peer: Peer,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let (visitor, now) = (accounts::visitor(&headers, peer.as_ref()), site.clock().now());
    let waits = accounts::awaited(&headers).filter(|_| fields.email.is_empty());
    let then = Then { then: fields.then.clone() };
    let step = if waits.is_some() { Step::Code } else { Step::Password };
    let tried = match &waits {
        Some(pending) if fields.recovery.is_empty() => {
            accounts.sign_in.by_code(pending, &fields.code, &visitor, now).await.map(FirstStep::Done)
        }
        Some(pending) => {
            accounts.sign_in.by_recovery_code(pending, &fields.recovery, &visitor, now).await.map(FirstStep::Done)
        }
        None => accounts.sign_in.by_password(&fields.email, &fields.password, &visitor, now).await,
    };
    match tried {
        Ok(FirstStep::Done(opened)) => {
            enter(&site, lang, &opened.secret).await?;
            let answer = match accounts.sign_in.carried(opened.person, &fields.carried, now) {
                Some(form) => given_back(&site, lang, accounts, &opened.secret, &form).await,
                None => see_other(&then.page(lang)),
            };
            Ok(accounts::opened(answer, &opened))
        }
        Ok(FirstStep::Second(pending)) => {
            let form =
                SignInForm { step: Step::Code, email: "", then: &fields.then, carried: &fields.carried, fault: None };
            Ok(accounts::waiting(page(&site, lang, &form), &pending.secret))
        }
        Err(SignInError::Refused(fault)) => {
            let form = SignInForm {
                step,
                email: &fields.email,
                then: &fields.then,
                carried: &fields.carried,
                fault: Some(fault),
            };
            Ok(page(&site, lang, &form))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

/// Who belongs to one organisation acts for it from the start.
pub(super) async fn enter(site: &Site, lang: Lang, secret: &Secret) -> Result<(), PageRefusal> {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    let session = accounts.sign_in.session(secret, site.clock().now()).await.map_err(|error| refuse(broken(&error)))?;
    if session.organisation.is_some() {
        return Ok(());
    }
    let own = accounts.office.memberships(session.person).await.map_err(|error| refuse(Refusal::of(error)))?;
    if let [(only, _)] = own[..] {
        let acting = accounts.sign_in.act_for(&session, Some(only)).await;
        acting.map_err(|error| refuse(broken(&error)))?;
    }
    Ok(())
}

pub(crate) async fn sign_out(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let done = signed.accounts.sign_in.sign_out(&signed.secret, site.clock().now()).await;
    done.map_err(|error| site.refuse(lang, &broken(&error)))?;
    let to = if signed.session.way == Way::Pin { "/terminal" } else { "/sign-in" };
    Ok(accounts::closed(see_other(&localized(lang, to))))
}
