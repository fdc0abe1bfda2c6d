//! What every request of those who have a token brings: who asks, what is sent, and whether it may come twice.
//!
//! Knows headers; knows no rule and no right. Cookies are not looked at: a token is the only way in.

use std::collections::HashMap;

use app::door::Once;
use app::office::Caller;
use app::tokens::Bearer;
use app::{Office, Refused, Texts};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::StreamId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::reader;
use crate::accounts::Accounts;
use crate::error::{ProblemAnswer, ProblemPart, Refusal};
use crate::site::Site;

/// The header with the key of a request that may come twice.
const KEY: &str = "idempotency-key";
/// The longest key.
const LONGEST_KEY: usize = 200;

/// What a handler of the API answers.
pub(crate) type Answered = Result<Response, ProblemAnswer>;

/// Somebody with a token. A handler that takes it is reached by nobody else.
pub(crate) struct Asking {
    accounts: Accounts,
    /// Who asks.
    pub(crate) bearer: Bearer,
    /// The reader's language.
    pub(crate) lang: Lang,
    headers: HeaderMap,
}

impl Asking {
    /// The use cases.
    pub(crate) fn office(&self) -> &Office {
        &self.accounts.office
    }

    /// Who asks, as the use cases want to know it.
    pub(crate) fn caller(&self) -> Caller {
        self.bearer.caller
    }

    /// The whole address of a page in the reader's language.
    pub(crate) fn address(&self, path: &str) -> String {
        self.accounts.address(&self.headers, &crate::view::localized(self.lang, path))
    }

    /// The texts in the reader's language.
    pub(crate) fn texts(&self) -> Texts {
        Texts::new(self.lang)
    }

    /// The refusal, worded.
    pub(crate) fn refuse(&self, refusal: Refusal) -> ProblemAnswer {
        refusal.problem(self.lang)
    }

    /// The refusal of a use case, worded.
    pub(crate) fn refused(&self, error: Refused) -> ProblemAnswer {
        self.refuse(Refusal::of(error))
    }

    /// The ETag that the sender saw, where the request has to name it.
    ///
    /// # Errors
    /// It names none, or not one.
    pub(crate) fn seen(&self) -> Result<String, ProblemAnswer> {
        let named = self.headers.get(header::IF_MATCH).ok_or_else(|| self.refuse(Refusal::NoPrecondition))?;
        let text = named.to_str().unwrap_or_default().trim();
        let tag = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let tag = tag.filter(|tag| !tag.is_empty() && !tag.contains('"'));
        tag.map(str::to_owned).ok_or_else(|| self.refuse(Refusal::Header("If-Match")))
    }

    /// The ETag that the sender saw, where the request may name it.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn seen_if_named(&self) -> Result<Option<String>, ProblemAnswer> {
        if self.headers.contains_key(header::IF_MATCH) { self.seen().map(Some) } else { Ok(None) }
    }

    /// The version of a stream that the sender saw, where the request may name it: its ETag is `"v3"`.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn seen_version(&self, stream: StreamId) -> Result<Option<(StreamId, u32)>, ProblemAnswer> {
        let Some(tag) = self.seen_if_named()? else { return Ok(None) };
        let version = tag.strip_prefix('v').and_then(|digits| digits.parse().ok());
        // Another tag than ours is none that stands: it fails like any that is over.
        version.map(|version| Some((stream, version))).ok_or_else(|| self.refuse(Refusal::Version))
    }

    /// Data that has a version of its own, with an ETag; what the sender has already is not sent again.
    pub(crate) fn resource<T: Serialize>(&self, data: &T, tag: &str) -> Response {
        let tag = format!("\"{tag}\"");
        let known = self.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag) {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
        }
        let mut response = self.data(data);
        if let Ok(tag) = tag.parse() {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }

    /// Data, of which no version is kept; its ETag is that of its bytes.
    pub(crate) fn data<T: Serialize>(&self, data: &T) -> Response {
        self.data_as(StatusCode::OK, data)
    }

    /// Kept by nobody on the way, as all that is answered by token.
    pub(crate) fn private(&self, response: &mut Response) {
        let head = response.headers_mut();
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        head.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.tag()));
    }

    /// Data with another status.
    pub(crate) fn data_as<T: Serialize>(&self, status: StatusCode, data: &T) -> Response {
        let body = serde_json::to_vec(data).unwrap_or_default();
        let head = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_LANGUAGE, self.lang.tag()),
        ];
        (status, head, body).into_response()
    }

    /// Something new, with its address.
    pub(crate) fn created<T: Serialize>(&self, data: &T, path: &str) -> Response {
        let mut response = self.data_as(StatusCode::CREATED, data);
        if let Ok(path) = path.parse() {
            response.headers_mut().insert(header::LOCATION, path);
        }
        response
    }

    /// Done, and nothing more to say.
    pub(crate) fn done(&self) -> Response {
        (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response()
    }
}

/// The tag of data by its bytes, for what is made of several streams.
pub(crate) fn tag_of<T: Serialize>(data: &T) -> String {
    let digest = Sha256::digest(serde_json::to_vec(data).unwrap_or_default());
    record::Digest(digest.into()).to_string()[..32].to_owned()
}

impl FromRequestParts<Site> for Asking {
    type Rejection = ProblemAnswer;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, ProblemAnswer> {
        let lang = reader(&parts.headers);
        let refuse = |refusal: Refusal| refusal.problem(lang);
        let accounts = site.accounts().map_err(refuse)?.clone();
        let named = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = named.and_then(|text| text.split_once(' ')).filter(|(way, _)| way.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or_else(|| refuse(Refusal::Unauthenticated(None)))?;
        let found = accounts.office.bearer(token.trim(), Uuid::new_v4()).await;
        let found = found.map_err(|error| refuse(Refusal::of(error)))?;
        let bearer = found.map_err(|why| refuse(Refusal::Unauthenticated(Some(why))))?;
        Ok(Self { accounts, bearer, lang, headers: parts.headers.clone() })
    }
}

/// A request that changes something: who asks, with the key under which it may come twice, and what is sent.
pub(crate) struct Sent<T> {
    /// Who asks.
    pub(crate) asking: Asking,
    /// What is sent.
    pub(crate) body: T,
}

/// The id at the end of an address. One that is none is nothing that is there.
pub(crate) struct Id(pub(crate) Uuid);

impl FromRequestParts<Site> for Id {
    type Rejection = ProblemAnswer;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, ProblemAnswer> {
        let lang = reader(&parts.headers);
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, site).await;
        let id = named.ok().and_then(|Path(named)| named.values().next()?.parse().ok());
        // Who asks is told first: without a token nothing is told of any address.
        match id {
            Some(id) => Ok(Self(id)),
            None => {
                Asking::from_request_parts(parts, site).await?;
                Err(Refusal::NoSuchPage.problem(lang))
            }
        }
    }
}

/// An instant (microseconds since 1970) as RFC 3339 writes it in UTC.
pub(crate) fn instant(at: i64) -> String {
    jiff::Timestamp::from_microsecond(at).map(|at| at.to_string()).unwrap_or_default()
}

/// Nothing is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing;

/// What can be read from the bytes of a body.
pub(crate) trait Body: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// It cannot be read.
    fn read(bytes: &[u8], headers: &HeaderMap, lang: Lang) -> Result<Self, Refusal>;
}

impl Body for Nothing {
    fn read(bytes: &[u8], _: &HeaderMap, lang: Lang) -> Result<Self, Refusal> {
        // An empty object is what many programs send where there is nothing to send.
        let nothing = matches!(bytes.trim_ascii(), b"" | b"{}");
        let texts = Texts::new(lang);
        let part = ProblemPart {
            pointer: String::new(),
            expected: texts.t("expected-nothing-sent"),
            found: texts.t("found-something-sent"),
            detail: texts.t("expected-nothing-sent"),
        };
        if nothing { Ok(Self) } else { Err(Refusal::Parts(vec![part])) }
    }
}

/// A file as it is, of whatever kind.
pub(crate) struct File(pub(crate) Vec<u8>);

impl Body for File {
    fn read(bytes: &[u8], _: &HeaderMap, _: Lang) -> Result<Self, Refusal> {
        Ok(Self(bytes.to_vec()))
    }
}

/// A JSON body of this shape: unknown keys, keys that stand twice and values of another type are faults.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> Body for Json<T> {
    fn read(bytes: &[u8], headers: &HeaderMap, lang: Lang) -> Result<Self, Refusal> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::WrongType);
        }
        let mut reading = serde_json::Deserializer::from_slice(bytes);
        let read = serde_path_to_error::deserialize(&mut reading);
        let read = read.map_err(|error| part(lang, &pointer(error.path()), error.inner()))?;
        reading.end().map_err(|error| part(lang, "", &error))?;
        Ok(Self(read))
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    };
    let whole: String = path.iter().map(segment).collect();
    whole.chars().take(200).collect()
}

/// What the reader of JSON says of a fault; not JSON at all is another matter than JSON of another shape.
fn part(lang: Lang, pointer: &str, error: &serde_json::Error) -> Refusal {
    let says: String = error.to_string().chars().take(200).collect();
    if !error.is_data() {
        return Refusal::Unreadable(says);
    }
    let texts = Texts::new(lang);
    let says = says.split(" at line ").next().unwrap_or_default().to_owned();
    let (found, expected) = match says.split_once(", expected ") {
        Some((found, expected)) => (found.to_owned(), expected.to_owned()),
        None => (says.clone(), texts.t("expected-described")),
    };
    Refusal::Parts(vec![ProblemPart { pointer: pointer.to_owned(), expected, found, detail: says }])
}

impl<T: Body + Send> FromRequest<Site> for Sent<T> {
    type Rejection = ProblemAnswer;

    async fn from_request(request: Request, site: &Site) -> Result<Self, ProblemAnswer> {
        let (mut parts, body) = request.into_parts();
        let mut asking = Asking::from_request_parts(&mut parts, site).await?;
        let request = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(request, site).await.map_err(|_| asking.refuse(Refusal::TooLarge))?;
        asking.bearer.caller.once = once(&asking, &parts, &bytes)?;
        let body = T::read(&bytes, &parts.headers, asking.lang).map_err(|refusal| asking.refuse(refusal))?;
        Ok(Self { asking, body })
    }
}

/// The key under which the request may come twice. What was asked is method, address, organisation, what was seen, and
/// all that was sent.
fn once(asking: &Asking, parts: &Parts, bytes: &[u8]) -> Result<Option<Once>, ProblemAnswer> {
    let Some(key) = parts.headers.get(KEY) else { return Ok(None) };
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    let key = key.ok_or_else(|| asking.refuse(Refusal::Header("Idempotency-Key")))?;
    let seen = parts.headers.get(header::IF_MATCH).map(HeaderValue::as_bytes).unwrap_or_default();
    let organisation = asking.caller().acting_for.map(|own| own.to_string()).unwrap_or_default();
    let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let asked = [parts.method.as_str().as_bytes(), path.as_bytes(), organisation.as_bytes(), seen, bytes];
    // Each part with its length, so that no two requests are the same bytes.
    let asked: Vec<u8> = asked
        .iter()
        .flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied()))
        .collect();
    Ok(Some(Once::new(key, &asked)))
}
