//! The whole surface on one screen.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use criteria::text::Lang;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::{api, assets, headers, invented, pages, proxies, site::Site};

/// The largest request body, in bytes: a result file with room around it.
const MAX_BODY: usize = 512 * 1024;
/// The largest filled sheet, in bytes. Those people fill have some tens of kilobytes.
pub(crate) const MAX_SHEET: usize = 4 * 1024 * 1024;
/// The largest scan or copy of a signed sheet, in bytes.
const MAX_SCAN: usize = 16 * 1024 * 1024;
/// What a form may have around its sheet: the answers of a check, and those of an earlier one.
const AROUND_SHEET: usize = 64 * 1024;
/// The longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Every page in both languages, the JSON API, the files, and what stands around them all.
pub fn router(site: Site) -> Router {
    Router::new()
        .merge(pages().layer(Extension(Lang::Ja)))
        .nest("/en", pages().layer(Extension(Lang::En)))
        .merge(api())
        .route("/assets/{version}/{*path}", get(assets::file))
        .route("/favicon.svg", get(assets::favicon))
        .route("/licences/fonts.txt", get(assets::font_licences))
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(headers::same_origin))
        .layer(middleware::from_fn(headers::security))
        .layer(middleware::from_fn_with_state(site.clone(), invented::label))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(pages::broken))
        .layer(middleware::from_fn_with_state(site.clone(), proxies::behind))
        .layer(headers::log())
        .with_state(site)
}

fn pages() -> Router<Site> {
    Router::new()
        .route("/", get(pages::home))
        .route("/check/own", get(pages::own))
        .route("/check/{pack}", get(pages::check::questions))
        .route("/check/{pack}/open", post(pages::check::open).layer(DefaultBodyLimit::max(MAX_SHEET + AROUND_SHEET)))
        .route("/check/{pack}/sheet", get(pages::check::sheet))
        .route("/check/{pack}/result", get(pages::check::result_on_device).post(pages::check::result))
        .route(
            "/check/{pack}/compare",
            post(pages::check::compare).layer(DefaultBodyLimit::max(MAX_SHEET + AROUND_SHEET)),
        )
        .route("/check/{pack}/result.json", post(pages::check::result_json))
        .route("/check/{pack}/result.svg", post(pages::check::result_svg))
        .route("/check/{pack}/result.pdf", post(pages::check::result_pdf))
        .route("/check/{pack}/result.xlsx", post(pages::check::result_xlsx))
        .route("/check/{pack}/sheet.xlsx", get(pages::check::sheet_xlsx))
        .route("/bodies", get(pages::bodies::form).post(pages::bodies::find))
        .route("/cases", get(pages::cases))
        .route("/desks", get(pages::desks))
        .route("/about", get(pages::about))
        .route("/privacy", get(pages::privacy))
        .route("/api/docs", get(pages::api_docs))
        .merge(signed_in())
}

/// What organisations keep. Every handler that takes `Signed` is reached by those who are signed in only.
fn signed_in() -> Router<Site> {
    Router::new()
        .route("/set-up/{token}", get(pages::account::set_up).post(pages::account::try_set_up))
        .route("/sign-in", get(pages::account::sign_in).post(pages::account::try_sign_in))
        .route("/sign-out", post(pages::account::sign_out))
        .route("/confirm", get(pages::account::confirm).post(pages::account::try_confirm))
        .route("/invitations/{token}", get(pages::account::invitation).post(pages::account::accept))
        .route("/invitations/{token}/signed-in", post(pages::account::accept_signed_in))
        .route("/account", get(pages::account::account))
        .route("/account/password", post(pages::account::change_password))
        .route("/account/organisation", post(pages::account::act_for))
        .route("/account/sessions/{id}/end", post(pages::account::end_session))
        .route("/today", get(pages::company::today))
        .route("/organisations/new", get(pages::company::new_organisation).post(pages::company::register))
        .route("/organisation", get(pages::company::organisation).post(pages::company::describe))
        .route("/members", get(pages::company::members))
        .route("/members/invite", post(pages::company::invite))
        .route("/members/{person}", post(pages::company::change_member))
        .route("/checks", get(pages::kept::list).post(pages::kept::begin))
        .route("/checks/claim", post(pages::kept::claim))
        .route("/checks/{check}", get(pages::kept::show).post(pages::kept::save))
        .route("/checks/{check}/drafts", post(pages::kept::keep))
        .route("/checks/{check}/sign-off", get(pages::kept::ways).post(pages::kept::sign_off))
        .route("/checks/{check}/sign-off.pdf", get(pages::kept::sheet))
        .route(
            "/checks/{check}/sign-off/{way}",
            post(pages::kept::register).layer(DefaultBodyLimit::max(MAX_SCAN + AROUND_SHEET)),
        )
        .route("/checks/{check}/close", get(pages::kept::closing).post(pages::kept::close))
        .route("/checks/{check}/compare", get(pages::kept::compare))
        .route("/checks/{check}/result/{ending}", get(pages::kept::take_out))
        .route("/deadlines", get(pages::company::deadlines))
        .route("/deadlines/calendar", post(pages::company::change_feed))
        .route("/deadlines.ics", get(pages::company::feed))
        .route("/history", get(pages::company::history))
        .route("/history.csv", get(pages::company::history_csv))
        .route("/history.xlsx", get(pages::company::history_xlsx))
        .route("/history.json", get(pages::company::history_json))
        .layer(middleware::from_fn(headers::private))
}

fn api() -> Router<Site> {
    Router::new()
        .route("/healthz", get(api::health::alive))
        .route("/readyz", get(api::health::ready))
        .route("/api/v1/openapi.json", get(api::openapi::serve))
        .route("/api/v1/packs", get(api::packs::list))
        .route("/api/v1/packs/{id}", get(api::packs::show))
        .route("/api/v1/checks:score", post(api::checks::score))
        .route("/api/v1/bodies:find", post(api::bodies::find))
}
