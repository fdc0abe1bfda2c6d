//! Nonconformities, as the body raises them and looks at what the company answers.

use app::certification::field::{Deed, Field, RaisingTold, VerificationTold};
use axum::extract::{Extension, Form, Path, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::StreamId;
use scheme::nonconformity::Grade;
use uuid::Uuid;

use super::{Fields, Reading, at_body, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::{Given, findings as view};
use crate::view::localized;

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    Ok(listed(&site, lang, &signed, &field, &Given::default()))
}

fn listed(site: &Site, lang: Lang, signed: &Signed, field: &Field, given: &Given) -> Response {
    (status(given), view::list(site.frame_of(lang, &signed.who), field, given)).into_response()
}

fn raising(site: &Site, field: &Field, fields: &Fields) -> Result<RaisingTold, Vec<String>> {
    let mut read = Reading::new(site, fields);
    let criterion = read.value("criterion").to_owned();
    if field.asked(&criterion).is_none() {
        read.bad("criterion");
    }
    let (grade, statement) = (read.word("grade", Grade::from_word), read.needed("statement"));
    let (evidence, found_on) = (read.lines("evidence"), read.day("found_on"));
    match (grade, found_on) {
        (Some(grade), Some(found_on)) if read.wrong.is_empty() => {
            Ok(RaisingTold { criterion, grade, statement, evidence, found_on })
        }
        _ => Err(read.wrong),
    }
}

/// Raises one.
pub(crate) async fn raise(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let told = match raising(&site, &field, &fields) {
        Ok(told) => told,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of("raise") };
            return Ok(listed(&site, lang, &signed, &field, &given));
        }
    };
    let raised = signed.accounts.office.raise_nonconformity(once_of(&signed, &fields), StreamId(case), told).await;
    match raised {
        Ok(stream) => Ok(see_other(&localized(lang, &format!("/body/cases/{case}/findings/{stream}")))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, ..Given::of("raise") };
            Ok(listed(&site, lang, &signed, &field, &given))
        }
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, finding)): Path<(Uuid, Uuid)>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    one(&site, lang, &signed, &field, (StreamId(finding), &Given::default()))
}

fn one(site: &Site, lang: Lang, signed: &Signed, field: &Field, (finding, given): (StreamId, &Given)) -> PageResult {
    let raised = field.nonconformity(finding).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    Ok((status(given), view::one(site.frame_of(lang, &signed.who), field, raised, given)).into_response())
}

fn deed(site: &Site, word: &str, fields: &Fields) -> Option<Result<Deed, Vec<String>>> {
    let mut read = Reading::new(site, fields);
    let deed = match word {
        "accept" => Some(Deed::Accept),
        "return" => Some(Deed::Return { reason: read.needed("reason") }),
        "verify" => {
            let (correction, corrective) = (read.yes("correction"), read.yes("corrective"));
            let (evidence, note) = (read.lines("evidence"), read.text("note"));
            correction.zip(corrective).map(|(correction, corrective_action)| {
                Deed::Verify(VerificationTold { correction, corrective_action, evidence, note })
            })
        }
        "close" => Some(Deed::Close),
        "withdraw" => Some(Deed::Withdraw { reason: read.needed("reason") }),
        "regrade" => {
            let (grade, reason) = (read.word("grade", Grade::from_word), read.needed("reason"));
            grade.map(|grade| Deed::Regrade { grade, reason })
        }
        _ => return None,
    };
    Some(match deed {
        Some(deed) if read.wrong.is_empty() => Ok(deed),
        _ => Err(read.wrong),
    })
}

/// What is done with one, by the last part of the address.
pub(crate) async fn act(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, finding, word)): Path<(Uuid, Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let Some(read) = deed(&site, &word, &fields) else { return Err(site.refuse(lang, &Refusal::NoSuchPage)) };
    let (caller, stream) = (once_of(&signed, &fields), StreamId(finding));
    let read = match read {
        Ok(read) => read,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of(word) };
            return one(&site, lang, &signed, &field, (stream, &given));
        }
    };
    match signed.accounts.office.settle_nonconformity(caller, StreamId(case), stream, read).await {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/body/cases/{case}/findings/{finding}")))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, ..Given::of(word) };
            one(&site, lang, &signed, &field, (stream, &given))
        }
    }
}
