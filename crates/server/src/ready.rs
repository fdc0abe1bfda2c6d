//! A page rendered once: its bytes, their gzip, their tag.

use std::io::Write as _;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// An answer that is the same for everybody until the next start.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    content_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
    tag: HeaderValue,
}

impl Ready {
    /// Makes `text` ready.
    pub(crate) fn new(content_type: &'static str, text: String) -> Self {
        let hash = Sha256::digest(text.as_bytes());
        let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        // Writing into a vector cannot fail; were it to, the plain bytes serve.
        let gzip = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default();
        Self {
            content_type,
            plain: text.into(),
            gzip: gzip.into(),
            tag: HeaderValue::try_from(format!("W/\"{tag}\"")).unwrap_or(HeaderValue::from_static("W/\"0\"")),
        }
    }

    /// The answer to a request with these headers: 304, gzip, or plain.
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or("");
        let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == self.tag);
        let zipped =
            !self.gzip.is_empty() && text(header::ACCEPT_ENCODING).split(',').any(|coding| coding.trim() == "gzip");
        let body = match (known, zipped) {
            (true, _) => Body::empty(),
            (_, true) => Body::from(self.gzip.clone()),
            _ => Body::from(self.plain.clone()),
        };
        let mut response = body.into_response();
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let set = response.headers_mut();
        set.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        set.insert(header::ETAG, self.tag.clone());
        set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if zipped && !known {
            set.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}
