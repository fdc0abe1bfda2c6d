//! The declaration of the representative (自己適合宣言): a statement on each required criterion, signed on screen.

use std::collections::BTreeMap;

use app::certification::case::of_application;
use app::certification::field::{Field, StatementTold};
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use record::StreamId;
use scheme::certification::CertificationType;
use uuid::Uuid;

use super::{Fields, Reading, at_company, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::{Given, attest as view};
use crate::view::localized;

/// The case, where a declaration is what it confirms.
async fn found(site: &Site, lang: Lang, signed: &Signed, application: Uuid) -> Result<Field, PageRefusal> {
    let field = at_company(site, lang, signed, application).await?;
    let kind = field.shown.status.kept().and_then(|file| file.snapshot.content.certification);
    if kind == Some(CertificationType::SelfDeclaration) {
        Ok(field)
    } else {
        Err(site.refuse(lang, &Refusal::NoSuchPage))
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(application): Path<Uuid>,
) -> PageResult {
    let field = found(&site, lang, &signed, application).await?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::page(frame, StreamId(application), &field, &Given::default()).into_response())
}

fn told(site: &Site, field: &Field, fields: &Fields) -> Result<BTreeMap<String, StatementTold>, Vec<String>> {
    let mut read = Reading::new(site, fields);
    let mut told = BTreeMap::new();
    for (at, requirement) in field.required().into_iter().enumerate() {
        let name = |part: &str| format!("{part}_{}", at + 1);
        let (evidence, reason) = (read.lines(&name("evidence")), read.text(&name("reason")));
        let statement = match read.value(&name("says")) {
            "met" if !evidence.is_empty() => StatementTold::Met { evidence },
            "not_applicable" if !reason.is_empty() && !requirement.basic => StatementTold::NotApplicable { reason },
            _ => {
                read.bad(&name("says"));
                continue;
            }
        };
        told.insert(requirement.id.clone(), statement);
    }
    if read.wrong.is_empty() { Ok(told) } else { Err(read.wrong) }
}

/// Signs what the form says.
pub(crate) async fn sign(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(application): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = found(&site, lang, &signed, application).await?;
    let frame = site.frame_of(lang, &signed.who);
    let stream = StreamId(application);
    let told = match told(&site, &field, &fields) {
        Ok(told) => told,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of("attest") };
            return Ok((status(&given), view::page(frame, stream, &field, &given)).into_response());
        }
    };
    let done = signed.accounts.office.attest(once_of(&signed, &fields), of_application(stream), told).await;
    let error = match done {
        Ok(()) => return Ok(see_other(&localized(lang, &format!("/applications/{application}/declaration")))),
        Err(error) => error,
    };
    // What was typed takes long: who has to confirm who they are finds it again below.
    if matches!(&error, app::Refused::Access(access) if access.step_up) {
        let given = Given { fields, step_up: true, ..Given::of("attest") };
        return Ok((StatusCode::FORBIDDEN, view::page(frame, stream, &field, &given)).into_response());
    }
    let why = Some(why(&site, lang, &field, error)?);
    let given = Given { fields, why, ..Given::of("attest") };
    Ok((status(&given), view::page(frame, stream, &field, &given)).into_response())
}
