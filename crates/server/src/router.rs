//! The whole surface on one screen.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{delete, get, post, put};
use criteria::text::Lang;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::{api, assets, carried, headers, invented, limits, observe, pages, proxies, refusals, site::Site};

/// The largest request body, in bytes: a result file with room around it.
const MAX_BODY: usize = 512 * 1024;
/// The largest filled sheet, in bytes. Those people fill have some tens of kilobytes.
pub(crate) const MAX_SHEET: usize = 4 * 1024 * 1024;
/// The largest scan or copy of a signed sheet, in bytes.
const MAX_SCAN: usize = 16 * 1024 * 1024;
/// The largest form with photos of an audit, in bytes.
const MAX_PHOTOS: usize = 64 * 1024 * 1024;
/// What a form may have around its sheet: the answers of a check, and those of an earlier one.
const AROUND_SHEET: usize = 64 * 1024;
/// The longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The longest one that brings files may take, as long as something of them comes: 10 GiB at 4 Mbit/s.
const UPLOAD: Duration = Duration::from_secs(6 * 60 * 60);
/// What brings files.
const UPLOADS: [&str; 4] =
    ["/evidence", "/evidence/{evidence}/files", "/evidence/uploads/{upload}", "/api/v1/evidence/uploads"];

/// Every page in both languages, the JSON API, the files, and what stands around them all.
pub fn router(site: Site) -> Router {
    Router::new()
        .merge(pages(&site).layer(Extension(Lang::Ja)))
        .nest("/en", pages(&site).layer(Extension(Lang::En)))
        .merge(api(&site))
        .route("/assets/{version}/{*path}", get(assets::file))
        .route("/favicon.svg", get(assets::favicon))
        .route("/licences/fonts.txt", get(assets::font_licences))
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn(headers::same_origin))
        .layer(middleware::from_fn_with_state(site.clone(), headers::security))
        .layer(middleware::from_fn_with_state(site.clone(), invented::label))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(patience))
        .layer(CatchPanicLayer::custom(pages::broken))
        .layer(middleware::from_fn_with_state(site.clone(), proxies::behind))
        .layer(middleware::from_fn_with_state(site.clone(), observe::observed))
        .with_state(site)
}

/// Ends a request that takes too long.
async fn patience(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", |path| path.as_str());
    let brings = UPLOADS.contains(&path.strip_prefix("/en").unwrap_or(path)) && request.method() == Method::POST;
    let answer = tokio::time::timeout(if brings { UPLOAD } else { TIMEOUT }, next.run(request));
    answer.await.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

fn pages(site: &Site) -> Router<Site> {
    Router::new()
        .route("/", get(pages::home))
        .route("/check/own", get(pages::own))
        .route("/check/{pack}", get(pages::check::questions))
        .route("/check/{pack}/sheet", get(pages::check::sheet))
        .route("/cases", get(pages::cases))
        .route("/desks", get(pages::desks))
        .route("/about", get(pages::about))
        .route("/privacy", get(pages::privacy))
        .route("/api/docs", get(pages::api_docs))
        .merge(worked_out().route_layer(middleware::from_fn_with_state(site.clone(), limits::requests)))
        .merge(made().route_layer(middleware::from_fn_with_state(site.clone(), limits::papers)))
        .merge(signed_in(site))
}

/// What everybody may have worked out, as often as `Limits::requests` says.
fn worked_out() -> Router<Site> {
    Router::new()
        .route("/check/{pack}/result", get(pages::check::result_on_device).post(pages::check::result))
        .route("/check/{pack}/result.json", post(pages::check::result_json))
        .route("/check/{pack}/result.svg", post(pages::check::result_svg))
        .route("/bodies", get(pages::bodies::form).post(pages::bodies::find))
}

/// What takes a core for a while, as often as `Limits::papers` says.
fn made() -> Router<Site> {
    Router::new()
        .route("/check/{pack}/open", post(pages::check::open).layer(DefaultBodyLimit::max(MAX_SHEET + AROUND_SHEET)))
        .route(
            "/check/{pack}/compare",
            post(pages::check::compare).layer(DefaultBodyLimit::max(MAX_SHEET + AROUND_SHEET)),
        )
        .route("/check/{pack}/result.pdf", post(pages::check::result_pdf))
        .route("/check/{pack}/result.xlsx", post(pages::check::result_xlsx))
        .route("/check/{pack}/sheet.xlsx", get(pages::check::sheet_xlsx))
}

/// What organisations keep. Every handler that takes `Signed` is reached by those who are signed in only.
fn signed_in(site: &Site) -> Router<Site> {
    Router::new()
        .merge(typed().route_layer(middleware::from_fn_with_state(site.clone(), carried::keep)))
        .route("/set-up/{token}", get(pages::account::set_up).post(pages::account::try_set_up))
        .route("/sign-in", get(pages::account::sign_in).post(pages::account::try_sign_in))
        .route("/sign-in/typed", post(carried::back))
        .route("/sign-out", post(pages::account::sign_out))
        .route("/address/{token}", get(pages::account::address::ask).post(pages::account::address::confirm))
        .route("/reset", get(pages::account::reset::form).post(pages::account::reset::ask))
        .route("/reset/sent", get(pages::account::reset::sent))
        .route("/reset/done", get(pages::account::reset::done))
        .route("/reset/{token}", get(pages::account::reset::choose).post(pages::account::reset::change))
        .route("/confirm", get(pages::account::confirm).post(pages::account::try_confirm))
        .route("/invitations/{token}", get(pages::account::invitation).post(pages::account::accept))
        .route("/invitations/{token}/signed-in", post(pages::account::accept_signed_in))
        .route("/account", get(pages::account::account))
        .route("/account/password", post(pages::account::change_password))
        .route("/account/organisation", post(pages::account::act_for))
        .route("/account/tokens", get(pages::tokens::list).post(pages::tokens::make))
        .route("/account/tokens/{id}/stop", post(pages::tokens::stop))
        .route("/account/sessions/{id}/end", post(pages::account::end_session))
        .route("/account/sessions/end-others", post(pages::account::end_others))
        .route("/account/name", post(pages::account::own::rename))
        .route("/account/address", post(pages::account::own::change_address))
        .route("/account/erase", get(pages::account::erasure::ask).post(pages::account::erasure::erase))
        .route("/account/erased", get(pages::account::erasure::erased))
        .merge(keys())
        .merge(operator())
        .route("/today", get(pages::company::today))
        .route("/switch", get(pages::company::switch))
        .route("/organisations", get(pages::company::find))
        .route("/members", get(pages::company::members))
        .route("/members/leave", get(pages::company::ask_to_leave).post(pages::company::leave))
        .route("/members/{person}", post(pages::company::change_member))
        .route("/members/{person}/renew", post(pages::company::renew))
        .route("/members/{person}/invitation", post(pages::company::invite_again))
        .route("/checks", get(pages::kept::list).post(pages::kept::begin))
        .route("/checks/claim", get(pages::kept::claim::choose).post(pages::kept::claim::take))
        .route(
            "/checks/claim/file",
            post(pages::kept::claim::read).layer(DefaultBodyLimit::max(MAX_SHEET + AROUND_SHEET)),
        )
        .route("/checks/{check}/drafts", post(pages::kept::keep))
        .route("/checks/{check}/sign-off", get(pages::kept::ways).post(pages::kept::sign_off))
        .route("/checks/{check}/sign-off.pdf", get(pages::kept::sheet))
        .route(
            "/checks/{check}/sign-off/{way}",
            post(pages::kept::register).layer(DefaultBodyLimit::max(MAX_SCAN + AROUND_SHEET)),
        )
        .route("/checks/{check}/ask", post(pages::kept::ask))
        .route("/checks/{check}/close", get(pages::kept::closing).post(pages::kept::close))
        .route("/checks/{check}/compare", get(pages::kept::compare))
        .route("/checks/{check}/result/{ending}", get(pages::kept::take_out))
        .merge(applications())
        .merge(audit(site))
        .merge(decision(site))
        .merge(field(site))
        .merge(body())
        .merge(people())
        .merge(evidence())
        .route("/deadlines", get(pages::company::deadlines))
        .route("/deadlines/calendar", post(pages::company::change_feed))
        .route("/deadlines.ics", get(pages::company::feed))
        .route("/history", get(pages::company::history))
        .route("/history.csv", get(pages::company::history_csv))
        .route("/history.xlsx", get(pages::company::history_xlsx))
        .route("/history.json", get(pages::company::history_json))
        .layer(middleware::from_fn_with_state(site.clone(), refusals::to_the_reader))
        .layer(middleware::from_fn(headers::private))
}

/// A company's applications for certification.
fn applications() -> Router<Site> {
    use pages::applications;
    Router::new()
        .route("/applications", get(applications::list).post(applications::begin))
        .route("/applications/{application}/confirm", get(applications::ways).post(applications::confirm))
        .route(
            "/applications/{application}/confirm/{way}",
            post(applications::register).layer(DefaultBodyLimit::max(MAX_SCAN + AROUND_SHEET)),
        )
        .route("/applications/{application}/submit", post(applications::submit))
        .route("/applications/{application}/agree", post(applications::agree))
        .route("/applications/{application}/retract", get(applications::retracting).post(applications::retract))
}

/// The audit of a case: its team and plan for the body, what an auditor declares, what the company answers. What is typed comes back
/// after a sign-in.
fn audit(site: &Site) -> Router<Site> {
    use pages::audit;
    Router::new()
        .route("/body/cases/{case}/team", get(audit::team))
        .route("/body/cases/{case}/team/{deed}", post(audit::change))
        .route("/body/cases/{case}/declare", get(audit::declare).post(audit::declared))
        .route("/body/cases/{case}/audit", get(audit::plan))
        .route("/body/cases/{case}/audit/{deed}", post(audit::prepare))
        .route("/applications/{application}/audit", get(audit::client))
        .route("/applications/{application}/audit/{deed}", post(audit::answer))
        .route_layer(middleware::from_fn_with_state(site.clone(), carried::keep))
}

/// Decisions in a case, its certificate and suspensions.
fn decision(site: &Site) -> Router<Site> {
    use pages::decision;
    let typed = Router::new()
        .route("/body/cases/{case}/decision", get(decision::show).post(decision::propose))
        .route("/body/cases/{case}/decision/{decision}/{deed}", post(decision::act))
        .route("/body/cases/{case}/certificate", get(decision::certificate).post(decision::issue))
        .route("/body/cases/{case}/certificate/{deed}", post(decision::maintain))
        .route("/applications/{application}/certificate/{deed}", post(decision::company_acts));
    Router::new()
        .merge(typed.route_layer(middleware::from_fn_with_state(site.clone(), carried::keep)))
        .route("/body/certificates", get(decision::list))
        .route("/body/cases/{case}/decision/{decision}", get(decision::explain))
        .route("/applications/{application}/certificate", get(decision::company))
}

/// What is found in an audit, for the body and for the company. What takes a while to type comes back after a sign-in.
fn field(site: &Site) -> Router<Site> {
    use pages::field::{answer, attest, findings, of_body, of_company, onsite, paper, report};
    let typed = Router::new()
        .route("/body/cases/{case}/paper/agree", get(paper::agreeing).post(paper::agree))
        .route("/body/cases/{case}/paper/field/{deed}", post(onsite::act))
        .route("/body/cases/{case}/paper/{criterion}", get(paper::show).post(paper::enter))
        .route("/body/cases/{case}/paper/{criterion}/reopen", post(paper::reopen))
        .route("/body/cases/{case}/findings", get(findings::list).post(findings::raise))
        .route("/body/cases/{case}/findings/{finding}/{deed}", post(findings::act))
        .route("/body/cases/{case}/report", get(report::show).post(report::issue))
        .route("/applications/{application}/findings/{finding}", get(answer::show).post(answer::answer))
        .route("/applications/{application}/declaration", get(attest::show).post(attest::sign));
    Router::new()
        .merge(typed.route_layer(middleware::from_fn_with_state(site.clone(), carried::keep)))
        .route("/body/cases/{case}/paper", get(paper::list))
        .route("/body/cases/{case}/paper/field", get(onsite::show))
        .route("/body/cases/{case}/paper/{criterion}/sent", post(paper::sent))
        .route("/body/cases/{case}/paper/{criterion}/files", post(paper::add).layer(DefaultBodyLimit::max(MAX_PHOTOS)))
        .route("/body/cases/{case}/findings/{finding}", get(findings::show))
        .route("/body/cases/{case}/report/hand-over", post(report::hand_over))
        .route("/body/cases/{case}/exhibits/{stream}/{sha256}", get(of_body))
        .route("/applications/{application}/findings", get(answer::list))
        .route("/applications/{application}/exhibits/{stream}/{sha256}", get(of_company))
}

/// The cases of a certification body.
fn body() -> Router<Site> {
    use pages::body;
    Router::new()
        .route("/body/cases", get(body::list))
        .route("/body/cases/{case}", get(body::show))
        .route("/body/cases/{case}/{deed}", post(body::act))
}

/// The people of a certification body: what they are competent in, what ties them to the client of a case, whom they advised.
fn people() -> Router<Site> {
    use pages::people;
    Router::new()
        .route("/body/people", get(people::list))
        .route("/body/people/{person}", get(people::show).post(people::record))
        .route("/body/cases/{case}/ties", get(people::ties).post(people::tie))
        .route("/body/cases/{case}/advice", get(people::advice).post(people::advise))
}

/// What organisations keep to show later. A form brings files of any length, and one part of a file a little.
fn evidence() -> Router<Site> {
    use pages::evidence;
    let form = || DefaultBodyLimit::max(evidence::MAX_FORM);
    Router::new()
        .route("/evidence", get(evidence::list).post(evidence::keep).layer(form()))
        .route("/evidence/uploads/{upload}", get(evidence::parts).post(evidence::whole))
        .route("/evidence/uploads/{upload}/{number}", put(evidence::part).layer(DefaultBodyLimit::disable()))
        .route("/evidence/{evidence}", get(evidence::show))
        .route("/evidence/{evidence}/files", post(evidence::add).layer(form()))
        .route("/evidence/{evidence}/files/{place}", get(evidence::take))
        .route("/evidence/{evidence}/proof", get(evidence::proof))
        .route("/evidence/{evidence}/discard", get(evidence::discarding).post(evidence::discard))
}

/// What who runs the installation sees and does.
fn operator() -> Router<Site> {
    use pages::operator::{accreditations, backups, jobs, keys, letters, organisations, storage};
    Router::new()
        .route("/operator", get(organisations::list))
        .route("/operator/begin", post(organisations::begin))
        .route("/operator/organisations/new", get(organisations::form).post(organisations::register))
        .route("/operator/organisations/{id}/invite", get(organisations::ask).post(organisations::invite))
        .route("/operator/accreditations", get(accreditations::list))
        .route("/operator/organisations/{id}/accreditation", get(accreditations::show).post(accreditations::enter))
        .route("/operator/jobs", get(jobs::list))
        .route("/operator/jobs/{id}/retry", post(jobs::retry))
        .route("/operator/letters", get(letters::list))
        .route("/operator/keys", get(keys::list).post(keys::safe))
        .route("/operator/backups", get(backups::list))
        .route("/operator/storage", get(storage::show))
}

/// What takes a while to type: it comes back after a sign-in, if the session was over when it was sent.
fn typed() -> Router<Site> {
    Router::new()
        .route("/organisations/new", get(pages::company::new_organisation).post(pages::company::register))
        .route("/organisation", get(pages::company::organisation).post(pages::company::describe))
        .route("/members/invite", post(pages::company::invite))
        .route("/checks/{check}", get(pages::kept::show).post(pages::kept::save))
        .route("/applications/{application}", get(pages::applications::show).post(pages::applications::write))
}

/// By what one signs in, and the terminals that several share.
fn keys() -> Router<Site> {
    use pages::account::{keys, passkeys, pin, second, terminal, terminals};
    Router::new()
        .route("/passkeys/sign-in/begin", post(passkeys::begin_sign_in))
        .route("/passkeys/sign-in", post(passkeys::sign_in_by_passkey))
        .route("/confirm/passkey/begin", post(passkeys::begin_step_up))
        .route("/confirm/passkey", post(passkeys::step_up_by_passkey))
        .route("/account/keys", get(keys::keys))
        .route("/account/keys/later", post(keys::later))
        .route("/account/keys/passkeys/begin", post(passkeys::begin_registration))
        .route("/account/keys/passkeys", post(passkeys::register))
        .route("/account/keys/passkeys/{credential}/name", post(passkeys::rename))
        .route("/account/keys/passkeys/{credential}/remove", post(passkeys::remove))
        .route("/account/keys/app", get(second::offer).post(second::begin))
        .route("/account/keys/app/confirm", post(second::confirm))
        .route("/account/keys/app/remove", post(second::remove))
        .route("/account/keys/recovery", post(second::renew))
        .route("/account/keys/pin", post(pin::set))
        .route("/account/keys/pin/remove", post(pin::remove))
        .route("/terminals", get(terminals::list).post(terminals::set_up))
        .route("/terminals/{id}/end", post(terminals::end))
        .route("/terminal", get(terminal::people))
        .route("/terminal/awake", post(terminal::awake))
        .route("/terminal/{person}", get(terminal::person).post(terminal::sign_in))
}

fn api(site: &Site) -> Router<Site> {
    let open = Router::new()
        .route("/api/v1/checks:score", post(api::checks::score))
        .route("/api/v1/bodies:find", post(api::bodies::find));
    Router::new()
        .route("/healthz", get(api::health::alive))
        .route("/readyz", get(api::health::ready))
        .route("/api/v1/openapi.json", get(api::openapi::serve))
        .route("/api/v1/packs", get(api::packs::list))
        .route("/api/v1/packs/{id}", get(api::packs::show))
        .merge(open.route_layer(middleware::from_fn_with_state(site.clone(), limits::requests)))
        .merge(by_token())
}

/// What organisations keep, for programs. Every handler takes `Asking` or `Sent`: reached with a token only.
fn by_token() -> Router<Site> {
    Router::new()
        .route("/api/v1/me", get(api::me::show))
        .route("/api/v1/me/access/{action}", get(api::me::access))
        .route("/api/v1/me/leave", post(api::me::leave))
        .route("/api/v1/organisations", get(api::organisations::find).post(api::organisations::register))
        .route("/api/v1/organisations:alike", get(api::organisations::alike))
        .route("/api/v1/organisation", get(api::organisations::show).put(api::organisations::describe))
        .route("/api/v1/members", get(api::members::list).post(api::members::invite))
        .route("/api/v1/members/{person}", get(api::members::show).delete(api::members::remove))
        .route("/api/v1/members/{person}/roles", post(api::members::grant))
        .route("/api/v1/members/{person}/roles/{role}", delete(api::members::revoke))
        .route("/api/v1/members/{person}/support", put(api::members::support))
        .route("/api/v1/members/{person}/invitation", delete(api::members::withdraw))
        .route("/api/v1/checks", get(api::kept::list).post(api::kept::begin))
        .route("/api/v1/checks:claim", post(api::kept::claim::claim))
        .route("/api/v1/checks:claim-file", post(api::kept::claim::claim_file).layer(DefaultBodyLimit::max(MAX_SHEET)))
        .route("/api/v1/checks/{check}", get(api::kept::show))
        .route("/api/v1/checks/{check}/items/{*item}", get(api::kept::item).put(api::kept::put_item))
        .route("/api/v1/checks/{check}/answers", post(api::kept::answers))
        .route("/api/v1/checks/{check}/result.json", get(api::kept::files::json))
        .route("/api/v1/checks/{check}/result.pdf", get(api::kept::files::pdf))
        .route("/api/v1/checks/{check}/result.xlsx", get(api::kept::files::xlsx))
        .route("/api/v1/checks/{check}/ask", post(api::kept::ask))
        .route("/api/v1/checks/{check}/sign-off", post(api::kept::sign_off))
        .route("/api/v1/checks/{check}/close", post(api::kept::close))
        .route("/api/v1/evidence", get(api::evidence::list).post(api::evidence::keep))
        .route("/api/v1/evidence/uploads", post(api::evidence::upload).layer(DefaultBodyLimit::disable()))
        .route("/api/v1/evidence/{evidence}", get(api::evidence::show))
        .route("/api/v1/evidence/{evidence}/files", post(api::evidence::add))
        .route("/api/v1/evidence/{evidence}/proof", get(api::evidence::proof))
        .route("/api/v1/evidence/{evidence}/files/{place}", get(api::evidence::file))
        .route("/api/v1/history", get(api::history::list))
        .route("/api/v1/deadlines", get(api::deadlines::list))
        .route("/api/v1/deadlines/calendar", post(api::deadlines::make).delete(api::deadlines::end))
        .route("/api/v1/sessions", get(api::sessions::list))
        .route("/api/v1/sessions/{session}", delete(api::sessions::end))
        .route("/api/v1/tokens", get(api::tokens::list))
        .route("/api/v1/tokens/{token}", delete(api::tokens::stop))
}
