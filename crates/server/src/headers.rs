//! What stands around every answer: security headers, the same-origin rule.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Refusal;
use crate::site::Site;

/// Nothing from elsewhere, no inline script, no evaluation, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Over TLS only for a year, in seconds, once it was opened over TLS. Browsers do not believe it otherwise.
const STRICT: &str = "max-age=31536000";

/// Adds the security headers to every answer.
pub(crate) async fn security(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in FIXED {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if site.is_over_tls() {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT));
    }
    response
}

/// What is shown to one person is kept by nobody on the way.
pub(crate) async fn private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Refuses an unsafe request that a browser sends from another site.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    if is_foreign(&request) {
        return Refusal::ForeignSite.problem(crate::api::reader(request.headers())).into_response();
    }
    next.run(request).await
}

/// Fetch Metadata where the browser sends it, `Origin` where not. A program on its own behalf sends
/// neither, and has no cookie to abuse.
fn is_foreign(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let text = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (text(&HeaderName::from_static("sec-fetch-site")), text(&header::ORIGIN), text(&header::HOST)) {
        (Some(site), ..) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, rest)| rest != host),
        _ => false,
    }
}
