//! A kept check is taken out, compared with an earlier one, and closed.

use app::checks::KeptCheck;
use app::handout::Handout;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Response};
use criteria::result_file::ResultFile;
use criteria::text::Lang;
use record::StreamId;
use serde::Deserialize;
use uuid::Uuid;

use super::attachment;
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::kept as view;
use crate::view::localized;

/// The check as a file: PDF, Excel, or a result file.
pub(crate) async fn take_out(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((check, ending)): Path<(Uuid, String)>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let kept = signed.accounts.office.take_out(signed.caller, StreamId(check)).await;
    let kept = kept.map_err(|error| refuse(Refusal::of(error)))?;
    let organisation = signed.who.organisation.clone().unwrap_or_default();
    file(&site, lang, &kept, &organisation, &ending).await.map_err(refuse)
}

/// A check that may leave, as a file with its name.
pub(crate) async fn file(
    site: &Site,
    lang: Lang,
    kept: &KeptCheck<'static>,
    organisation: &str,
    ending: &str,
) -> Result<Response, Refusal> {
    let (answers, texts) = (kept.answers(), site.frame(lang).texts);
    let name = format!("mamori-{}-{}.{ending}", kept.checklist.head.id, site.clock().today());
    let handout = Handout {
        catalogue: site.catalogue(),
        edition: &kept.edition,
        answers: &answers,
        earlier: None,
        organisation,
        prefecture: "",
        operator: Some(site.operator()),
        today: site.clock().today(),
    };
    let broken = || {
        tracing::error!(what = %ending, "could not be made");
        Refusal::Broken
    };
    match ending {
        "json" => {
            let file = ResultFile::of(&kept.edition, &answers);
            let text = serde_json::to_string_pretty(&file).map_err(|_| broken())?;
            Ok(attachment("application/json", &name, text + "\n"))
        }
        "pdf" => {
            let paper = texts.kept_paper(&handout, kept);
            let made = site.heavy(move || document::pdf(&paper)).await?;
            Ok(attachment("application/pdf", &name, made.map_err(|_| broken())?))
        }
        "xlsx" => {
            let book = texts.kept_book(&handout, kept);
            let made = site.heavy(move || document::workbook(&book)).await?;
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(attachment(kind, &name, made.map_err(|_| broken())?))
        }
        _ => Err(Refusal::NoSuchPage),
    }
}

async fn kept(site: &Site, lang: Lang, signed: &Signed, check: Uuid) -> Result<KeptCheck<'static>, PageRefusal> {
    let kept = signed.accounts.office.check(signed.caller, StreamId(check)).await;
    kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// What closing means, before it is done.
pub(crate) async fn closing(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let kept = kept(&site, lang, &signed, check).await?;
    Ok(view::closing(site.frame_of(lang, &signed.who), &kept).into_response())
}

pub(crate) async fn close(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let closed = signed.accounts.office.close_check(signed.caller, StreamId(check)).await;
    closed.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}

/// With which check another is compared.
#[derive(Deserialize)]
pub(crate) struct With {
    with: Option<Uuid>,
}

/// A check beside an earlier one of the same organisation; or the earlier ones there are.
pub(crate) async fn compare(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Query(With { with }): Query<With>,
) -> PageResult {
    let now = kept(&site, lang, &signed, check).await?;
    let frame = site.frame_of(lang, &signed.who);
    let Some(with) = with else {
        let checks = signed.accounts.office.checks(signed.caller).await;
        let checks = checks.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
        return Ok(view::comparable(frame, &now, &checks).into_response());
    };
    let before = kept(&site, lang, &signed, with).await?;
    Ok(view::compared(frame, &before, &now).into_response())
}
