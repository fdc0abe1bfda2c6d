//! The label of an installation whose data is invented, on what leaves it as a table or a calendar. Pages, papers and
//! workbooks say so themselves, with who operates ([`app::Operator::line`]).

use app::Texts;
use app::operator::Data;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;

use crate::error::Refusal;
use crate::site::Site;

/// Says so to programs, in every answer.
const TOLD: HeaderName = HeaderName::from_static("mamori-data");
/// The largest table or calendar that is labelled, in bytes. A sample makes none that comes near.
const MOST: usize = 64 * 1024 * 1024;

/// Labels every table and calendar.
pub(crate) async fn label(State(site): State<Site>, request: Request, next: Next) -> Response {
    if site.operator().data == Data::Real {
        return next.run(request).await;
    }
    let english = request.uri().path().starts_with("/en/");
    let texts = Texts::new(if english { Lang::En } else { Lang::Ja });
    let mut response = next.run(request).await;
    response.headers_mut().insert(TOLD, HeaderValue::from_static("invented"));
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let labelled: fn(&str, Texts) -> String = match kind.split(';').next() {
        Some("text/csv") => table,
        Some("text/calendar") => calendar,
        _ => return response,
    };
    let (mut parts, body) = response.into_parts();
    let Some(text) = to_bytes(body, MOST).await.ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()) else {
        return Refusal::Broken.problem(texts.lang).into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(labelled(&text, texts)))
}

/// The label is the first line of a table, after the mark of its encoding.
fn table(text: &str, texts: Texts) -> String {
    let (mark, rows) = text.strip_prefix('\u{feff}').map_or(("", text), |rows| ("\u{feff}", rows));
    format!("{mark}{}\r\n{rows}", texts.t("demo-file"))
}

/// The label stands before the title of every entry of a calendar, on a line of its own that readers join (RFC 5545,
/// 3.1): no line gets too long.
fn calendar(text: &str, texts: Texts) -> String {
    let label = texts.t("demo-band");
    ["SUMMARY", "X-WR-CALNAME"].iter().fold(text.to_owned(), |text, name| {
        text.replace(&format!("\r\n{name}:"), &format!("\r\n{name}:[{label}] \r\n "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JA: Texts = Texts { lang: Lang::Ja };

    #[test]
    fn a_table_begins_with_the_label_after_the_mark_of_its_encoding() {
        assert!(table("\u{feff}a,b\r\n", JA).starts_with("\u{feff}架空データ："));
        assert!(table("a,b\r\n", JA).ends_with("\r\na,b\r\n"));
    }

    #[test]
    fn every_entry_of_a_calendar_is_labelled_and_no_line_is_too_long() {
        let long = "あ".repeat(22);
        let made = calendar(&format!("BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{long}\r\nEND:VEVENT\r\n"), JA);
        assert!(made.lines().all(|line| line.len() <= 75), "{made}");
        assert!(made.replace("\r\n ", "").contains(&format!("SUMMARY:[架空データ] {long}")), "{made}");
    }
}
