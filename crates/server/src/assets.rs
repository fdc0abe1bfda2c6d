//! Style sheets, scripts, fonts: files inside the binary, under an address that changes with them.

use std::sync::OnceLock;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::error::{PageRefusal, Refusal};
use crate::site::Site;

#[derive(RustEmbed)]
#[folder = "../../web"]
struct Web;

/// The address of a file: `/assets/<version>/<path>`.
pub(crate) fn url(path: &str) -> String {
    format!("/assets/{}/{path}", version())
}

/// The same for all files and every build from the same files: ten hexadecimal digits.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        let mut names: Vec<_> = Web::iter().collect();
        names.sort();
        for name in names {
            hash.update(name.as_bytes());
            hash.update(Web::get(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default());
        }
        hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
    })
}

/// A file, to be kept for a year: another content has another address.
pub(crate) async fn file(
    State(site): State<Site>,
    Path((_, path)): Path<(String, String)>,
) -> Result<Response, PageRefusal> {
    answer(&path).ok_or_else(|| site.refuse(Lang::Ja, &Refusal::NoSuchPage))
}

/// The brand mark, at the address browsers try.
pub(crate) async fn favicon(State(site): State<Site>) -> Result<Response, PageRefusal> {
    answer("favicon.svg").ok_or_else(|| site.refuse(Lang::Ja, &Refusal::NoSuchPage))
}

fn answer(path: &str) -> Option<Response> {
    let file = Web::get(path)?;
    let kind = mime_guess::from_path(path).first_or(mime_guess::mime::TEXT_PLAIN);
    let mut response = file.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(with_charset(kind.essence_str())).ok()?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Some(response)
}

fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") || kind.ends_with("javascript") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

/// The licences of the fonts that papers are set in.
pub(crate) async fn font_licences() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], document::FONT_LICENCES)
}
