//! What is written down of each request: method, route, status and how long it took.
//!
//! The route is the pattern of the router (`/checks/{check}`), never the address that was asked for: no id, no secret of a
//! link and nothing that somebody typed can stand in it. Of query, headers, body and address of the visitor it knows
//! nothing.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::site::Site;

/// What stands for the route of a request that no route takes.
const NO_ROUTE: &str = "none";

/// Writes one line for each request, and counts it; whatever is logged while it is answered stands under its method and route.
pub(crate) async fn observed(State(site): State<Site>, request: Request, next: Next) -> Response {
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    // Whatever the level: what is wrong has to say where.
    let span = tracing::error_span!("request", method, route);
    let begun = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();
    let (status, duration_ms) = (response.status(), took.as_micros() as f64 / 1_000.0);
    let number = status.as_u16();
    site.metrics().answered(method, route, status, took);
    // Too much to do, or held: ours to know, but nothing is broken.
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(parent: &span, status = number, duration_ms, "answered");
    } else if status.is_server_error() {
        tracing::error!(parent: &span, status = number, duration_ms, "answered");
    } else {
        tracing::info!(parent: &span, status = number, duration_ms, "answered");
    }
    response
}

/// The method by its name; one that nobody knows could be any text.
fn method(method: &Method) -> &'static str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::PATCH,
        Method::TRACE,
        Method::CONNECT,
    ];
    let names = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];
    known.iter().zip(names).find(|(one, _)| *one == method).map_or("other", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_nobody_knows_is_not_written_down() {
        assert_eq!(method(&Method::GET), "GET");
        assert_eq!(method(&Method::DELETE), "DELETE");
        assert_eq!(method(&Method::from_bytes(b"CANARY").unwrap()), "other");
    }
}
