//! The JSON API: operations by resource, problems as `application/problem+json`.

pub(crate) mod asked;
pub(crate) mod bodies;
pub(crate) mod checks;
pub(crate) mod deadlines;
pub(crate) mod evidence;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod kept;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod openapi;
pub(crate) mod organisations;
pub(crate) mod packs;
pub(crate) mod page;
pub(crate) mod sessions;
pub(crate) mod tokens;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use criteria::text::Lang;

use crate::error::Refusal;

/// The bytes of a body that says it is JSON.
///
/// # Errors
/// It says it is something else, or it is larger than is read.
pub(crate) fn json_body(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
        return Err(Refusal::WrongType);
    }
    body.map_err(|_| Refusal::TooLarge)
}

/// The reader's language by `Accept-Language` (RFC 9110 §12.5.4); Japanese where nothing is asked.
pub(crate) fn reader(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let quality = |range: &str| {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        let lang = Lang::from_tag(tag.split('-').next().unwrap_or(""))?;
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        (weight > 0.0).then_some((lang, weight))
    };
    let mut best: Option<(Lang, f32)> = None;
    for (lang, weight) in asked.split(',').filter_map(quality) {
        if best.is_none_or(|(_, highest)| weight > highest) {
            best = Some((lang, weight));
        }
    }
    best.map_or(Lang::Ja, |(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_reader_gets_the_language_they_prefer() {
        for (asked, lang) in [
            ("", Lang::Ja),
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("fr, de;q=0.5", Lang::Ja),
            ("en;q=0.3, ja;q=0.8", Lang::Ja),
            ("ja;q=0, en", Lang::En),
            ("EN", Lang::En),
            ("en;q=abc", Lang::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(asked).unwrap());
            assert_eq!(reader(&headers), lang, "{asked}");
        }
        assert_eq!(reader(&HeaderMap::new()), Lang::Ja);
    }
}
