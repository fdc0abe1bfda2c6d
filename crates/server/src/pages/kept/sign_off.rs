//! Confirmation by the executive: on screen, on paper, by an e-contract.

use app::Caller;
use app::checks::KeptCheck;
use app::checks::sign_off::{Filled, read, read_mandate};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Extension, Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::pack::reference::Era;
use criteria::text::Lang;
use protection::check::Versions;
use record::{Digest, StreamId};
use uuid::Uuid;

use super::{Fields, attachment};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::forms::upload;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::kept::{self as view, Ways};
use crate::view::{ONCE, localized};

pub(crate) fn eras(site: &Site) -> &'static [Era] {
    site.catalogue().reference().map_or(&[], |reference| &reference.eras)
}

/// The state of the check that a form was shown for.
fn seen(fields: &Fields) -> Versions {
    let one = |(name, value): &(String, String)| {
        Some((name.strip_prefix("seen:").and_then(|id| id.parse().ok())?, value.parse().ok()?))
    };
    fields.iter().filter_map(one).collect()
}

/// Who asks, with the key of the form: what is sent twice is confirmed once.
fn once(signed: &Signed, check: Uuid, filled: &Filled, file: &[u8]) -> Caller {
    let key = filled.fields.iter().find(|(name, _)| name == ONCE).map_or("", |(_, value)| value);
    signed.caller_once(key, &(check, &filled.way, &filled.fields, Digest::of(file).to_string()))
}

/// To the step-up, and from there back.
pub(crate) fn step_up(lang: Lang, path: &str) -> axum::response::Response {
    see_other(&format!("{}?then={}", localized(lang, "/confirm"), localized(lang, path)))
}

async fn kept(site: &Site, lang: Lang, signed: &Signed, check: Uuid) -> Result<KeptCheck<'static>, PageRefusal> {
    let kept = signed.accounts.office.check(signed.caller, StreamId(check)).await;
    kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// Confirms the check as the representative, or by a mandate, at the versions the form names.
pub(crate) async fn sign_off(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = kept(&site, lang, &signed, check).await?;
    let filled = Filled { way: "screen".to_owned(), fields };
    let mandate = match read_mandate(&filled, eras(&site)) {
        Ok(mandate) => mandate,
        Err(faults) => return again(&site, lang, &signed, &shown, (&filled, &faults, None)).await,
    };
    let caller = once(&signed, check, &filled, &[]);
    let (office, path) = (&signed.accounts.office, format!("/checks/{check}"));
    // What the versions name is what was shown: notes and answers of a version never change.
    let done = office.sign_off_by(caller, StreamId(check), seen(&filled.fields), shown.content(), mandate).await;
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(Refusal::StepUp) => Ok(step_up(lang, &path)),
        Err(refusal) => Err(site.refuse(lang, &refusal)),
    }
}

/// The three ways to confirm, side by side.
pub(crate) async fn ways(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let shown = kept(&site, lang, &signed, check).await?;
    let mut page = again(&site, lang, &signed, &shown, (&Filled::default(), &[], None)).await?;
    *page.status_mut() = StatusCode::OK;
    Ok(page)
}

/// Registers what was signed on paper or by an e-contract.
pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((check, way)): Path<(Uuid, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let form = form.map_err(|rejection| refuse(Refusal::Unreadable(rejection.body_text())))?;
    let sent = upload(form).await.map_err(refuse)?;
    let shown = kept(&site, lang, &signed, check).await?;
    let filled = Filled { way, fields: sent.fields };
    let signature = match read(&filled, shown.content(), (&sent.file_name, &sent.bytes), eras(&site)) {
        Ok(signature) => signature,
        Err(faults) => return again(&site, lang, &signed, &shown, (&filled, &faults, None)).await,
    };
    let (office, stream) = (&signed.accounts.office, StreamId(check));
    let done = office
        .register_sign_off(
            once(&signed, check, &filled, &sent.bytes),
            stream,
            shown.versions(),
            shown.content(),
            signature,
        )
        .await;
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/checks/{check}")))),
        Err(refusal @ Refusal::Denied(_)) => Err(refuse(refusal)),
        Err(refusal) => again(&site, lang, &signed, &shown, (&filled, &[], Some(&refusal))).await,
    }
}

/// The page of the three ways with what was filled in, and what is wrong with it.
async fn again(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    kept: &KeptCheck<'static>,
    (filled, faults, why): (&Filled, &[app::checks::sign_off::Field], Option<&Refusal>),
) -> PageResult {
    let signers = match signed.accounts.office.signers(signed.caller).await {
        Ok(signers) => signers,
        Err(app::Refused::Access(_)) => Vec::new(),
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    let ways = Ways { signers: &signers, filled, faults, why };
    let page = view::ways(site.frame_of(lang, &signed.who), kept, &ways);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The sheet to be signed on paper.
pub(crate) async fn sheet(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let shown = signed.accounts.office.take_out(signed.caller, StreamId(check)).await;
    let shown = shown.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let organisation = signed.who.organisation.clone().unwrap_or_default();
    let texts = site.frame(lang).texts;
    let paper = texts.sign_off_sheet(&shown, site.catalogue(), site.operator(), &organisation, site.clock().today());
    let made = site.heavy(move || document::pdf(&paper)).await.map_err(|refusal| site.refuse(lang, &refusal))?;
    let bytes = made.map_err(|_| site.refuse(lang, &Refusal::Broken))?;
    Ok(attachment("application/pdf", &format!("mamori-sign-off-{}.pdf", site.clock().today()), bytes))
}
