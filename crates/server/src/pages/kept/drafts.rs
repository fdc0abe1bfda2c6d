//! What is typed is kept while it is typed; `web/kept.js` asks here, at most once a second.

use app::checks::{KeptDraft, Typed as Draft};
use axum::Json;
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::answers::Answer;
use criteria::text::Lang;
use record::StreamId;
use serde_json::json;
use uuid::Uuid;

use super::{Fields, typed};
use crate::accounts::Signed;
use crate::error::{ProblemAnswer, Refusal};
use crate::site::Site;

/// Keeps what the form names; 409 where another window of the same person kept something else meanwhile, with that.
pub(crate) async fn keep(
    State(_): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> Result<Response, ProblemAnswer> {
    let (touched, same): (Vec<_>, Vec<_>) = typed(&fields).into_iter().partition(|one| one.touched);
    let drafts = touched.into_iter().map(|one| Draft { given: one.given, stamp: one.stamp }).collect();
    let undone = same.into_iter().map(|one| one.given.item).collect();
    let kept = signed.accounts.office.keep_drafts(signed.caller, StreamId(check), drafts, undone).await;
    let KeptDraft { kept, stamp, others } = kept.map_err(|error| Refusal::of(error).problem(lang))?;
    let status = if others.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let other = |draft: &Draft| {
        let given = &draft.given;
        let answer = given.answer.map(Answer::word);
        json!({"item": given.item, "answer": answer, "note": given.note, "stamp": draft.stamp.to_string()})
    };
    let others: Vec<_> = others.iter().map(other).collect();
    Ok((status, Json(json!({"kept": kept, "stamp": stamp.to_string(), "others": others}))).into_response())
}
