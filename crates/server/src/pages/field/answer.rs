//! What the company sees of an audit: its nonconformities, which it answers, and the report that it was given.

use app::certification::field::{ActionTold, AnswerTold};
use axum::extract::{Extension, Form, Path, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::StreamId;
use uuid::Uuid;

use super::{Fields, Reading, at_company, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::{Given, answer as view};
use crate::view::localized;
use app::certification::case::of_application;

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(application): Path<Uuid>,
) -> PageResult {
    let field = at_company(&site, lang, &signed, application).await?;
    Ok(view::list(site.frame_of(lang, &signed.who), StreamId(application), &field).into_response())
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((application, finding)): Path<(Uuid, Uuid)>,
) -> PageResult {
    let field = at_company(&site, lang, &signed, application).await?;
    let raised = field.nonconformity(StreamId(finding));
    let raised = raised.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::one(frame, StreamId(application), &field, raised, &Given::default()).into_response())
}

fn action(read: &mut Reading<'_>, which: &str) -> Option<ActionTold> {
    let name = |part: &str| format!("{which}_{part}");
    let what = read.needed(&name("what"));
    let (due, done_on) = (read.day(&name("due")), read.some_day(&name("done")));
    let evidence = read.lines(&name("evidence"));
    due.map(|due| ActionTold { what, due, done_on, evidence })
}

fn told(site: &Site, fields: &Fields) -> Result<AnswerTold, Vec<String>> {
    let mut read = Reading::new(site, fields);
    let cause = read.needed("cause");
    let (correction, corrective) = (action(&mut read, "correction"), action(&mut read, "corrective"));
    match (correction, corrective) {
        (Some(correction), Some(corrective_action)) if read.wrong.is_empty() => {
            Ok(AnswerTold { cause, correction, corrective_action })
        }
        _ => Err(read.wrong),
    }
}

/// Answers one.
pub(crate) async fn answer(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((application, finding)): Path<(Uuid, Uuid)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_company(&site, lang, &signed, application).await?;
    let raised = field.nonconformity(StreamId(finding));
    let raised = raised.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let frame = site.frame_of(lang, &signed.who);
    let again =
        |given: &Given| (status(given), view::one(frame, StreamId(application), &field, raised, given)).into_response();
    let told = match told(&site, &fields) {
        Ok(told) => told,
        Err(wrong) => return Ok(again(&Given { fields, wrong, ..Given::of("answer") })),
    };
    let (caller, case) = (once_of(&signed, &fields), of_application(StreamId(application)));
    match signed.accounts.office.answer_nonconformity(caller, case, StreamId(finding), told).await {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/applications/{application}/findings/{finding}")))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            Ok(again(&Given { fields, why, ..Given::of("answer") }))
        }
    }
}
