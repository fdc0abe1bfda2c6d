//! Who is signed in: cookies to a session, a session to a caller. Rights are asked in the use cases, each time.

use std::net::{IpAddr, SocketAddr};

use app::door::Once;
use app::packs::FIRST_CHECK;
use app::sign_in::{Opened, Secret, Session, SignIn, SignInError, Visitor, Way};
use app::{Caller, Office};
use axum::extract::{ConnectInfo, Extension, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use serde::Serialize;
use uuid::Uuid;

use crate::error::Refusal;
use crate::refusals::Reader;
use crate::site::Site;
use crate::view;

/// The session; `__Host-` binds it to this site and to TLS (browsers make an exception for the machine itself).
const SESSION: &str = "__Host-mamori-session";
/// What a device keeps beyond its session ([`Opened::device`]).
const DEVICE: &str = "__Host-mamori-device";
/// What makes the device a shared terminal.
const TERMINAL: &str = "__Host-mamori-terminal";
/// Says that no passkey is to be offered on the device.
const LATER: &str = "__Host-mamori-later";
/// A sign-in that waits for its second step.
const WAITING: &str = "__Host-mamori-waiting";
/// How long a terminal is kept, in seconds, counted from its last use: no browser keeps a cookie longer.
const TERMINAL_KEPT: u32 = 400 * 86_400;
/// How long a device is remembered, in seconds.
const REMEMBERED: u32 = 180 * 86_400;

/// The use cases behind the pages of those who are signed in.
#[derive(Clone)]
pub struct Accounts {
    /// What organisations do.
    pub office: Office,
    /// How people show who they are.
    pub sign_in: SignIn,
    /// The address people open, if it was told.
    pub origin: Option<String>,
    /// The secret of the set-up link that was printed at the start, if nobody was there.
    pub set_up: Option<Secret>,
}

impl Accounts {
    /// The whole address of a page, as it is read aloud or printed: under the address that was told, or the one this
    /// request came to.
    pub(crate) fn address(&self, headers: &HeaderMap, path: &str) -> String {
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let origin = self.origin.clone().unwrap_or_else(|| format!("http://{host}"));
        format!("{origin}{path}")
    }

    /// Whether this is the set-up link, and nobody is there yet.
    pub(crate) async fn may_set_up(&self, token: &str) -> Result<(), Refusal> {
        let ours = self.set_up.as_ref().map(Secret::digest);
        let same = ours.is_some() && Secret::read(token).map(|secret| secret.digest()) == ours;
        let empty = same && !self.office.anybody().await.map_err(Refusal::of)?;
        if empty { Ok(()) } else { Err(Refusal::NoSuchPage) }
    }
}

/// Somebody who is signed in. A handler that takes it is not reached by anybody else.
pub(crate) struct Signed {
    /// The use cases.
    pub(crate) accounts: Accounts,
    /// The session.
    pub(crate) session: Session,
    /// Its secret.
    pub(crate) secret: Secret,
    /// Who asks.
    pub(crate) caller: Caller,
    /// What the head of each page says of them.
    pub(crate) who: view::Who,
}

impl FromRequestParts<Site> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let lang = parts.extensions.get::<Lang>().copied().unwrap_or(Lang::Ja);
        let refuse = |refusal: Refusal| site.refuse(lang, &refusal).into_response();
        let accounts = site.accounts().map_err(refuse)?.clone();
        let secret = cookie(&parts.headers, SESSION).and_then(|text| Secret::read(&text));
        let Some(secret) = secret else { return Err(sign_in_first(parts, lang)) };
        let now = site.clock().now();
        let session = match accounts.sign_in.session(&secret, now).await {
            Ok(session) => session,
            Err(SignInError::Refused(_)) => return Err(sign_in_first(parts, lang)),
            Err(error) => return Err(refuse(broken(&error))),
        };
        accounts.sign_in.seen(&session, now).await.map_err(|error| refuse(broken(&error)))?;
        let caller = Caller::new(session.person, session.organisation, Uuid::new_v4());
        let caller = if session.is_stepped_up(now) { caller.stepped_up() } else { caller };
        let standing = accounts.office.standing(caller).await.map_err(|error| refuse(Refusal::of(error)))?;
        let offered = offers_passkey(&accounts, &session, parts).await.map_err(|error| refuse(broken(&error)))?;
        let who = view::Who {
            name: session.name.clone(),
            organisation: standing.organisation,
            roles: standing.roles,
            several: standing.several,
            shared: session.way == Way::Pin,
            offered,
            held: accounts.office.door.hold().why().is_some(),
        };
        if let Some(reader) = parts.extensions.get::<Reader>() {
            reader.is(&who, session.organisation);
        }
        Ok(Self { accounts, session, secret, caller, who })
    }
}

impl Signed {
    /// Who asks, with the key of a form that does its work once, however often the same is sent. A key that is none of
    /// ours is no key.
    pub(crate) fn caller_once(&self, key: &str, sent: &impl Serialize) -> Caller {
        Caller { once: once(key, &(self.caller.acting_for, sent)), ..self.caller }
    }
}

/// The key of a form with all that was sent by it; none = it is none of ours.
pub(crate) fn once(key: &str, sent: &impl Serialize) -> Option<Once> {
    let request = serde_json::to_vec(sent).ok()?;
    Secret::read(key).map(|key| Once::of_form(&key, &request))
}

/// Whether today's page offers a passkey: to who came in without one, has none, and did not say "later" here.
async fn offers_passkey(accounts: &Accounts, session: &Session, parts: &Parts) -> Result<bool, SignInError> {
    let path = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.path(), |uri| uri.path());
    let asked = parts.method == Method::GET && path.ends_with("/today");
    let without = !matches!(session.way, Way::Passkey | Way::Pin) && cookie(&parts.headers, LATER).is_none();
    let may = asked && without && accounts.sign_in.takes_passkeys().is_some();
    Ok(may && accounts.sign_in.passkeys(session.person).await?.is_empty())
}

/// To the sign-in, and from there back to where the person was going.
fn sign_in_first(parts: &Parts, lang: Lang) -> Response {
    if terminal(&parts.headers).is_some() {
        return see_other(&view::localized(lang, "/terminal"));
    }
    let path = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.path(), |uri| uri.path());
    // What a form sent is gone; whoever comes from a result finds it again on the device.
    let first = format!("/check/{FIRST_CHECK}/result");
    let then = match parts.method {
        Method::GET => path,
        _ if path.ends_with("/checks/claim") => &first,
        // The file is still where it was chosen.
        _ if path.ends_with("/checks/claim/file") => path.trim_end_matches("/file"),
        // Back to the invitation, to be accepted then.
        _ if path.contains("/invitations/") => path.trim_end_matches("/signed-in"),
        // Back to the check: what was typed there was kept as it was typed.
        _ if check_of(path).is_some() => check_of(path).unwrap_or("/today"),
        _ => "/today",
    };
    let mut answer = see_other(&format!("{}?then={then}", view::localized(lang, "/sign-in")));
    answer.extensions_mut().insert(SignInFirst { then: then.to_owned() });
    answer
}

/// Stands in an answer that leads to the sign-in, for what carries along what was typed.
#[derive(Debug, Clone)]
pub(crate) struct SignInFirst {
    /// Where to go from there.
    pub(crate) then: String,
}

/// The page of the check that a form is about.
fn check_of(path: &str) -> Option<&str> {
    let begins = path.find("/checks/")? + "/checks/".len();
    let ends = begins + Uuid::nil().hyphenated().to_string().len();
    Uuid::parse_str(path.get(begins..ends)?).ok()?;
    path.get(..ends)
}

/// Shows another page after a form was sent.
pub(crate) fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// An error of ours: written into the log, told as such.
pub(crate) fn broken(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(error = %error, "a use case failed");
    Refusal::Broken
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn set(response: &mut Response, name: &str, value: &str, seconds: u32) {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Gives the session to the device.
pub(crate) fn opened(mut response: Response, opened: &Opened) -> Response {
    // The session ends by what the store says; the cookie only has to outlive it.
    set(&mut response, SESSION, &opened.secret.text(), 8 * 86_400);
    if let Some(device) = &opened.device {
        set(&mut response, DEVICE, device, REMEMBERED);
    }
    set(&mut response, WAITING, "", 0);
    response
}

/// Gives the device the session's new secret.
pub(crate) fn renewed(mut response: Response, secret: &Secret) -> Response {
    set(&mut response, SESSION, &secret.text(), 8 * 86_400);
    response
}

/// Takes the session from the device.
pub(crate) fn closed(mut response: Response) -> Response {
    set(&mut response, SESSION, "", 0);
    response
}

/// Takes everything of the person from the device.
pub(crate) fn forgotten(mut response: Response) -> Response {
    for gone in [SESSION, DEVICE, WAITING, LATER] {
        set(&mut response, gone, "", 0);
    }
    response
}

/// Lets the device wait for its second step.
pub(crate) fn waiting(mut response: Response, secret: &Secret) -> Response {
    set(&mut response, WAITING, &secret.text(), 900);
    response
}

/// The step the device waits for.
pub(crate) fn awaited(headers: &HeaderMap) -> Option<Secret> {
    cookie(headers, WAITING).and_then(|text| Secret::read(&text))
}

/// Offers no passkey on the device for as long as it is remembered.
pub(crate) fn later(mut response: Response) -> Response {
    set(&mut response, LATER, "1", REMEMBERED);
    response
}

/// The terminal that the device is.
pub(crate) fn terminal(headers: &HeaderMap) -> Option<Secret> {
    cookie(headers, TERMINAL).and_then(|text| Secret::read(&text))
}

/// Makes the device a shared terminal. Nothing of whoever set it up stays on it.
pub(crate) fn made_terminal(mut response: Response, secret: &Secret) -> Response {
    set(&mut response, TERMINAL, &secret.text(), TERMINAL_KEPT);
    for gone in [SESSION, DEVICE, WAITING] {
        set(&mut response, gone, "", 0);
    }
    response
}

/// Lets the device be a terminal for as long again.
pub(crate) fn stays_terminal(mut response: Response, secret: &Secret) -> Response {
    set(&mut response, TERMINAL, &secret.text(), TERMINAL_KEPT);
    response
}

/// The device is no terminal any more.
pub(crate) fn no_terminal(mut response: Response) -> Response {
    set(&mut response, TERMINAL, "", 0);
    response
}

/// Where a request comes from: the peer of the connection, if the server was started with one.
pub(crate) type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

/// Who knocks, as the request tells it.
pub(crate) fn visitor(headers: &HeaderMap, peer: Option<&Extension<ConnectInfo<SocketAddr>>>) -> Visitor {
    let address = peer.map_or(IpAddr::from([127, 0, 0, 1]), |Extension(ConnectInfo(peer))| peer.ip());
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Visitor {
        address,
        device: cookie(headers, DEVICE),
        session: cookie(headers, SESSION).and_then(|text| Secret::read(&text)),
        words: agent.chars().take(500).collect(),
    }
}
