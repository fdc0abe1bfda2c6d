//! `POST /api/v1/bodies:find`: whose scope covers a company, and why. Nothing of it is kept.

mod request;
mod response;

use app::Texts;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

pub(crate) use self::request::FindRequest;
pub(crate) use self::response::FindAnswer;
use super::{json_body, reader};
use crate::error::Refusal;
use crate::site::Site;

/// Judges every certification body's scope for one company, with each reason as data and in words.
///
/// The same answer as on the page `/bodies`. It is about the scope alone: whether a body takes an
/// application is the body's own decision.
#[utoipa::path(post, path = "/api/v1/bodies:find", tag = "bodies", operation_id = "findBodies",
    request_body(content = ref("#/components/schemas/FindRequest"), content_type = "application/json"),
    responses(
        (status = 200, description = "The size of the company, and every body with its answer.", body = ref("#/components/schemas/FindAnswer"), content_type = "application/json"),
        (status = 404, description = "This installation has no list of bodies.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "What was sent has faults; each is listed.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 429, description = "Sent too often from one network; Retry-After says for how many seconds to wait.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json")))]
pub(crate) async fn find(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let lang = reader(&headers);
    let catalogue = site.catalogue();
    let answered = match (json_body(&headers, body), catalogue.bodies(), catalogue.industries()) {
        (Ok(bytes), Some(bodies), Some(industries)) => match request::answer(&bytes, bodies, industries) {
            Ok(found) => Json(FindAnswer::of(Texts::new(lang), catalogue, bodies, industries, found)).into_response(),
            Err(faults) => request::problem(lang, &faults),
        },
        (Err(refusal), ..) => refusal.problem(lang).into_response(),
        (Ok(_), ..) => Refusal::NoSuchPack("bodies".to_owned()).problem(lang).into_response(),
    };
    ([(header::CACHE_CONTROL, "no-store"), (header::CONTENT_LANGUAGE, lang.tag())], answered).into_response()
}
