//! Signing in and out, an invitation, one's own sessions, confirming who one is.

use app::Refused;
use app::members::Email;
use app::sign_in::{FirstStep, Names, Secret, SignInError, fold_email};
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use maud::Markup;
use record::OrganisationId;
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{self, Peer, Signed, broken, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::account::{self as view, Invited, SignInForm, Step};
use crate::view::localized;

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
}

fn page(site: &Site, lang: Lang, form: &SignInForm<'_>, status: StatusCode) -> Response {
    (status, view::sign_in(site.frame(lang), form)).into_response()
}

pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Query(then): Query<Then>,
) -> PageResult {
    site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let form = SignInForm { step: Step::Password, email: "", then: &then.then, fault: None };
    Ok(page(&site, lang, &form, StatusCode::OK))
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
            Ok(accounts::opened(see_other(&then.page(lang)), &opened))
        }
        Ok(FirstStep::Second(pending)) => {
            let form = SignInForm { step: Step::Code, email: "", then: &fields.then, fault: None };
            Ok(accounts::waiting(page(&site, lang, &form, StatusCode::OK), &pending.secret))
        }
        Err(SignInError::Refused(fault)) => {
            let form = SignInForm { step, email: &fields.email, then: &fields.then, fault: Some(fault) };
            Ok(page(&site, lang, &form, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

/// Who belongs to one organisation acts for it from the start.
async fn enter(site: &Site, lang: Lang, secret: &Secret) -> Result<(), PageRefusal> {
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
    Ok(accounts::closed(see_other(&localized(lang, "/sign-in"))))
}

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
    Form(fields): Form<Fields>,
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
    match accounts.sign_in.set_password(open.person.id, &fields.password, &names, now).await {
        Ok(()) => {}
        Err(SignInError::Refused(fault)) => {
            let shown = Invited { token: &token, open: &open, fault: Some(fault) };
            let answer = view::invitation(site.frame(lang), &shown);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
        }
        Err(error) => return Err(refuse(broken(&error))),
    }
    let secret = Secret::read(&token).ok_or_else(|| refuse(Refusal::NoSuchPage))?;
    accounts.office.join(&open).await.map_err(|error| refuse(Refusal::of(error)))?;
    let opened = accounts.sign_in.by_invitation(&secret, &accounts::visitor(&headers, peer.as_ref()), now).await;
    let opened = opened.map_err(|error| refuse(broken(&error)))?;
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

/// For which organisation to act.
#[derive(Debug, Deserialize)]
pub(crate) struct Acting {
    organisation: Uuid,
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
    let acting = signed.accounts.sign_in.act_for(&signed.session, Some(to)).await;
    acting.map_err(|error| refuse(broken(&error)))?;
    Ok(see_other(&localized(lang, "/today")))
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

/// Sets a new password; every other session ends.
pub(crate) async fn change_password(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let account = localized(lang, "/account");
    let names = Names { email: None, organisations: signed.who.organisation.iter().cloned().collect() };
    let changed =
        signed.accounts.sign_in.change_password(&signed.session, &fields.password, &names, site.clock().now());
    match changed.await {
        Ok(()) => Ok(see_other(&account)),
        Err(SignInError::Refused(app::sign_in::Refused::StepUpNeeded { .. })) => {
            Ok(see_other(&format!("{}?then={account}", localized(lang, "/confirm"))))
        }
        Err(SignInError::Refused(fault)) => {
            let shown = own_account(&site, lang, &signed, Some(fault)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(error) => Err(refuse(broken(&error))),
    }
}

/// Confirms who one is, before a grave act.
pub(crate) async fn confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(then): Query<Then>,
) -> PageResult {
    Ok(view::confirm(site.frame_of(lang, &signed.who), &then.then, None).into_response())
}

pub(crate) async fn try_confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let code = Some(fields.code.as_str()).filter(|code| !code.is_empty());
    let now = site.clock().now();
    match signed.accounts.sign_in.step_up_by_password(&signed.secret, &fields.password, code, now).await {
        Ok(secret) => {
            let then = Then { then: fields.then };
            Ok(accounts::renewed(see_other(&then.page(lang)), &secret))
        }
        Err(SignInError::Refused(fault)) => {
            let shown = view::confirm(site.frame_of(lang, &signed.who), &fields.then, Some(fault));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(error) => Err(site.refuse(lang, &broken(&error))),
    }
}

/// The first page of a new installation.
pub(crate) async fn set_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    site.accounts().map_err(refuse)?.may_set_up(&token).await.map_err(refuse)?;
    Ok(view::set_up(site.frame(lang), &token, "", "", None, None).into_response())
}

/// What the form of the set-up sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct SetUpFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// Makes the first person, who signs in with the password at once.
pub(crate) async fn try_set_up(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(token): Path<String>,
    peer: Peer,
    headers: HeaderMap,
    Form(fields): Form<SetUpFields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let accounts = site.accounts().map_err(refuse)?;
    accounts.may_set_up(&token).await.map_err(refuse)?;
    let (frame, name, email) = (site.frame(lang), fields.name.trim(), fields.email.trim());
    let again = |wrong: Option<app::sign_in::Refused>, key: Option<&str>| {
        let page = view::set_up(frame, &token, name, email, wrong.as_ref(), key);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let Some(folded) = fold_email(email) else { return again(None, Some("invite-fault-email")) };
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return again(None, Some("invite-fault-name"));
    }
    let names = Names { email: Some(email.to_owned()), organisations: Vec::new() };
    if let Err(fault) = accounts.sign_in.may_choose(&fields.password, &names) {
        return again(Some(fault), None);
    }
    let address = Email { shown: email.to_owned(), folded };
    let person = accounts.office.set_up(name.to_owned(), address, lang.tag().to_owned()).await;
    let person = person.map_err(|error| refuse(Refusal::of(error)))?;
    let now = site.clock().now();
    let set = accounts.sign_in.set_password(person, &fields.password, &names, now).await;
    set.map_err(|error| refuse(broken(&error)))?;
    let visitor = accounts::visitor(&headers, peer.as_ref());
    match accounts.sign_in.by_password(email, &fields.password, &visitor, now).await {
        Ok(FirstStep::Done(opened)) => Ok(accounts::opened(see_other(&localized(lang, "/today")), &opened)),
        Ok(FirstStep::Second(_)) => Ok(see_other(&localized(lang, "/sign-in"))),
        Err(error) => Err(refuse(broken(&error))),
    }
}
