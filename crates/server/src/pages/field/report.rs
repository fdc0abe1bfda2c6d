//! The report: what is missing, its issue, and that the company gets its copy.

use app::certification::field::{Field, ReportTold};
use axum::extract::{Extension, Form, Path, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use document::PaperError;
use record::StreamId;
use scheme::decision::Recommendation;
use uuid::Uuid;

use super::{Fields, Reading, at_body, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::{Given, report as view};
use crate::view::localized;

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    Ok(formed(&site, lang, &signed, &field, &Given::default()))
}

fn formed(site: &Site, lang: Lang, signed: &Signed, field: &Field, given: &Given) -> Response {
    (status(given), view::page(site.frame_of(lang, &signed.who), field, given)).into_response()
}

fn told(site: &Site, field: &Field, fields: &Fields) -> Result<ReportTold, Vec<String>> {
    let mut read = Reading::new(site, fields);
    let recommendation = read.word("recommendation", Recommendation::from_word);
    let reason = if field.next_report() > 1 { read.needed("version_reason") } else { String::new() };
    match recommendation {
        Some(recommendation) if read.wrong.is_empty() => Ok(ReportTold { recommendation, reason }),
        _ => Err(read.wrong),
    }
}

/// Issues the report. Everything is asked before a document is made and kept, and again when it is issued.
pub(crate) async fn issue(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let (office, caller, stream) = (&signed.accounts.office, once_of(&signed, &fields), StreamId(case));
    let path = localized(lang, &format!("/body/cases/{case}/report"));
    // Sent twice: what stands by now is not what the first one saw.
    if office.came_before(caller).await.map_err(|error| site.refuse(lang, &Refusal::of(error)))? {
        return Ok(see_other(&path));
    }
    let refused = |error: app::Refused, fields: Fields| {
        let why = Some(why(&site, lang, &field, error)?);
        let given = Given { fields, why, ..Given::of("report") };
        Ok(formed(&site, lang, &signed, &field, &given))
    };
    let told = match told(&site, &field, &fields) {
        Ok(told) => told,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of("report") };
            return Ok(formed(&site, lang, &signed, &field, &given));
        }
    };
    if let Err(error) = office.may_report(caller, stream, &field, &told).await {
        return refused(error, fields);
    }
    let paper = field.paper_of_report(&told, site.catalogue(), site.operator());
    let paper = paper.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let made = site.heavy(move || document::pdf(&paper)).await.map_err(|refusal| site.refuse(lang, &refusal))?;
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(PaperError::Letters(letters)) => {
            let letters = letters.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
            let why = Some(view::unprintable(site.frame(lang), letters));
            let given = Given { fields, why, ..Given::of("report") };
            return Ok(formed(&site, lang, &signed, &field, &given));
        }
        Err(error @ PaperError::Layout(_)) => {
            tracing::error!(%error, "a report could not be set");
            return Err(site.refuse(lang, &Refusal::Broken));
        }
    };
    let (name, title) = view::file(site.frame(lang), &field);
    let kept = office.keep_report(caller, stream, (&name, title), bytes).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    match office.issue_report(caller, stream, &field, told, kept).await {
        Ok(()) => Ok(see_other(&path)),
        Err(error) => refused(error, fields),
    }
}

/// Gives the company its copy.
pub(crate) async fn hand_over(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    match signed.accounts.office.hand_over_report(once_of(&signed, &fields), StreamId(case)).await {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/body/cases/{case}/report")))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            Ok(formed(&site, lang, &signed, &field, &Given { fields, why, ..Given::of("hand-over") }))
        }
    }
}
