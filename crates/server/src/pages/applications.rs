//! A company's applications: begun, written, confirmed, given up.

use app::Refused;
use app::certification::application::{Filled, Shown, read};
use app::certification::case::of_application;
use app::checks::sign_off::{self, Filled as Outside};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Extension, Form, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::{Digest, StreamId};
use scheme::application::Status;
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use super::company::once_of;
use super::kept::{eras, step_up};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::forms::upload;
use crate::site::Site;
use crate::view::applications::{self as view, Given, Ways};
use crate::view::localized;

type Fields = Vec<(String, String)>;

/// Whether something was saved just now.
#[derive(Deserialize)]
pub(crate) struct Saved {
    saved: Option<String>,
}

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let page = signed.accounts.office.applications(signed.caller).await;
    let page = page.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), &page).into_response())
}

pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let begun = signed.accounts.office.begin_application(once_of(&signed, &fields)).await;
    let stream = begun.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/applications/{stream}"))))
}

async fn found(site: &Site, lang: Lang, signed: &Signed, id: Uuid) -> Result<Shown, PageRefusal> {
    let shown = signed.accounts.office.application(signed.caller, StreamId(id)).await;
    shown.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Query(Saved { saved }): Query<Saved>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    if matches!(shown.status, Status::Submitted(_)) {
        return submitted(&site, lang, &signed, &shown, None).await;
    }
    let given = Given { saved: saved.is_some(), ..Given::default() };
    formed(&site, lang, &signed, &shown, &given).await
}

/// The page of one that is with the body.
async fn submitted(site: &Site, lang: Lang, signed: &Signed, shown: &Shown, why: Option<&Refusal>) -> PageResult {
    let case = signed.accounts.office.case(signed.caller, of_application(shown.stream)).await;
    let case = case.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let frame = site.frame_of(lang, &signed.who);
    let status = why.map_or(StatusCode::OK, Refusal::status);
    let why = why.map(|why| why.advice(frame.texts));
    Ok((status, view::done(frame, shown, Some(&case), why.as_deref())).into_response())
}

/// Submits it: from now on it is the body's case.
pub(crate) async fn submit(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let path = format!("/applications/{id}");
    let done = signed.accounts.office.submit_application(once_of(&signed, &fields), StreamId(id)).await;
    match done.map_err(Refusal::of) {
        Ok(_) => Ok(see_other(&localized(lang, &path))),
        Err(Refusal::StepUp) => Ok(step_up(lang, &path)),
        Err(refusal @ Refusal::Ruling(_)) => {
            let given = Given { why: Some(refusal.advice(site.frame(lang).texts)), ..Given::default() };
            formed(&site, lang, &signed, &shown, &given).await
        }
        Err(refusal) => Err(site.refuse(lang, &refusal)),
    }
}

/// Agrees to what the body has quoted, as the form showed it.
pub(crate) async fn agree(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let seen = seen(&fields).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let (caller, path) = (once_of(&signed, &fields), format!("/applications/{id}"));
    let done = signed.accounts.office.agree_to_case(caller, of_application(StreamId(id)), seen).await;
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(Refusal::StepUp) => Ok(step_up(lang, &path)),
        Err(refusal @ Refusal::Ruling(_)) => submitted(&site, lang, &signed, &shown, Some(&refusal)).await,
        Err(refusal) => Err(site.refuse(lang, &refusal)),
    }
}

/// The form with what was given.
async fn formed(site: &Site, lang: Lang, signed: &Signed, shown: &Shown, given: &Given) -> PageResult {
    let checks = match &shown.status {
        Status::Draft(_) => signed.accounts.office.checks(signed.caller).await,
        Status::Unbegun | Status::Submitted(_) | Status::Retracted { .. } => Ok(Vec::new()),
    };
    let checks = checks.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let frame = site.frame_of(lang, &signed.who);
    let named: Vec<(StreamId, String)> = checks
        .iter()
        .map(|check| {
            let pack = site.catalogue().checklist(&check.row.edition.0);
            let title = pack.map_or(check.row.edition.0.as_str(), |(_, checklist)| frame.say(&checklist.head.title));
            (check.row.stream, format!("{title} {}", frame.moment(check.row.begun_at)))
        })
        .collect();
    let status = match (&given.why, given.wrong.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    Ok((status, view::form(frame, site.catalogue(), shown, &named, given)).into_response())
}

pub(crate) async fn write(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let caller = once_of(&signed, &fields);
    let filled = Filled(fields);
    let given = match read(&filled, eras(&site), shown.criteria) {
        Err(wrong) => Given { filled: Some(filled), wrong, ..Given::default() },
        Ok(told) => match signed.accounts.office.write_application(caller, StreamId(id), told).await {
            Ok(()) => return Ok(see_other(&localized(lang, &format!("/applications/{id}?saved=yes")))),
            Err(Refused::Ruling(ruling)) => {
                let why = Some(ruling.words(site.frame(lang).texts));
                Given { filled: Some(filled), why, ..Given::default() }
            }
            Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
        },
    };
    formed(&site, lang, &signed, &shown, &given).await
}

/// What is confirmed, and the ways to do it.
pub(crate) async fn ways(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    shown_ways(&site, lang, &signed, &shown, (&Outside::default(), &[], None)).await
}

async fn shown_ways(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    shown: &Shown,
    (filled, faults, why): (&Outside, &[sign_off::Field], Option<&Refusal>),
) -> PageResult {
    if !matches!(shown.status, Status::Draft(_)) {
        return Ok(see_other(&localized(lang, &format!("/applications/{}", shown.stream))));
    }
    let signers = match signed.accounts.office.signers(signed.caller).await {
        Ok(signers) => signers,
        Err(Refused::Access(_)) => Vec::new(),
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    let frame = site.frame_of(lang, &signed.who);
    let ways = Ways { signers: &signers, filled, faults, why: why.map(|why| why.advice(frame.texts)) };
    let status = match (why, faults.is_empty()) {
        (Some(why), _) => why.status(),
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    Ok((status, view::confirm(frame, shown, &ways)).into_response())
}

/// Confirms on screen what the form was shown for.
pub(crate) async fn confirm(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let seen = seen(&fields).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let done = signed.accounts.office.confirm_application(once_of(&signed, &fields), StreamId(id), seen).await;
    after(&site, lang, &signed, &shown, &Outside::default(), done).await
}

/// Registers what was signed on paper or by an e-contract.
pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((id, way)): Path<(Uuid, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let form = form.map_err(|rejection| refuse(Refusal::Unreadable(rejection.body_text())))?;
    let sent = upload(form).await.map_err(refuse)?;
    let shown = found(&site, lang, &signed, id).await?;
    let seen = seen(&sent.fields).ok_or_else(|| refuse(Refusal::NoSuchPage))?;
    let caller = once_of(&signed, &sent.fields);
    let filled = Outside { way, fields: sent.fields };
    let signature = match sign_off::read(&filled, seen, (&sent.file_name, &sent.bytes), eras(&site)) {
        Ok(signature) => signature,
        Err(faults) => return shown_ways(&site, lang, &signed, &shown, (&filled, &faults, None)).await,
    };
    let office = &signed.accounts.office;
    let done = office.register_application_confirmation(caller, StreamId(id), seen, signature).await;
    after(&site, lang, &signed, &shown, &filled, done).await
}

async fn after(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    shown: &Shown,
    filled: &Outside,
    done: Result<(), Refused>,
) -> PageResult {
    let path = format!("/applications/{}", shown.stream);
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(Refusal::StepUp) => Ok(step_up(lang, &format!("{path}/confirm"))),
        Err(refusal @ (Refusal::Ruling(_) | Refusal::Changed)) => {
            shown_ways(site, lang, signed, shown, (filled, &[], Some(&refusal))).await
        }
        Err(refusal) => Err(site.refuse(lang, &refusal)),
    }
}

/// The digest of what a form was shown for.
fn seen(fields: &Fields) -> Option<Digest> {
    fields.iter().find(|(name, _)| name == "seen")?.1.parse().ok()
}

pub(crate) async fn retracting(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    Ok(view::retracting(site.frame_of(lang, &signed.who), &shown).into_response())
}

pub(crate) async fn retract(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let (office, caller) = (&signed.accounts.office, once_of(&signed, &fields));
    let done = match shown.status {
        Status::Submitted(_) => office.retract_case(caller, of_application(StreamId(id))).await,
        Status::Unbegun | Status::Draft(_) | Status::Retracted { .. } => {
            office.retract_application(caller, StreamId(id)).await
        }
    };
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, "/applications"))),
        Err(Refusal::StepUp) => Ok(step_up(lang, &format!("/applications/{id}/retract"))),
        Err(refusal) => Err(site.refuse(lang, &refusal)),
    }
}
