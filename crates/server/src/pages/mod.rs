//! Handlers of pages. Thin: find, ask, show.

pub(crate) mod account;
pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod bodies;
pub(crate) mod body;
pub(crate) mod check;
pub(crate) mod company;
pub(crate) mod decision;
pub(crate) mod evidence;
pub(crate) mod field;
pub(crate) mod kept;
pub(crate) mod operator;
pub(crate) mod people;
pub(crate) mod tokens;

use axum::extract::{Extension, OriginalUri, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;

use crate::error::{PageRefusal, Refusal};
use crate::site::{Page, Site};

type PageResult = Result<Response, PageRefusal>;

/// A page made at the start.
fn standing(site: &Site, lang: Lang, page: Page, headers: &HeaderMap) -> PageResult {
    site.page(page, lang, headers).map_err(|refusal| site.refuse(lang, &refusal))
}

pub(crate) async fn home(State(site): State<Site>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> PageResult {
    standing(&site, lang, Page::Home, &headers)
}

pub(crate) async fn own(State(site): State<Site>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> PageResult {
    standing(&site, lang, Page::Own, &headers)
}

pub(crate) async fn cases(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Cases, &headers)
}

pub(crate) async fn desks(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Desks, &headers)
}

pub(crate) async fn about(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::About, &headers)
}

pub(crate) async fn privacy(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Privacy, &headers)
}

pub(crate) async fn api_docs(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::ApiDocs, &headers)
}

/// No such address.
pub(crate) async fn not_found(State(site): State<Site>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    refused(&site, uri.path(), &headers, Refusal::NoSuchPage)
}

/// The address does not take this method.
pub(crate) async fn wrong_method(
    State(site): State<Site>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    refused(&site, uri.path(), &headers, Refusal::WrongMethod)
}

/// A page for people, a problem for programs.
fn refused(site: &Site, path: &str, headers: &HeaderMap, refusal: Refusal) -> Response {
    if path.starts_with("/api/") && !path.starts_with("/api/docs") {
        return refusal.problem(crate::api::reader(headers)).into_response();
    }
    let lang = if path == "/en" || path.starts_with("/en/") { Lang::En } else { Lang::Ja };
    site.refuse(lang, &refusal).into_response()
}

/// A handler panicked: the log says where, the reader gets an honest sentence.
pub(crate) fn broken(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    let text = "申し訳ありません。処理の途中で誤りが起きました。 / Sorry, something went wrong on our side.";
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
