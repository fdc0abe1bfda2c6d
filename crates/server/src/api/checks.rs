//! `POST /api/v1/checks:score`: answers in, result out. Nothing of it is kept.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use criteria::result_file::{self, ResultFile};
use schemars::JsonSchema;
use serde::Serialize;

use super::{json_body, reader};
use crate::error::{ProblemAnswer, Refusal};
use crate::site::Site;

/// What is scored. `edition` and `sha256` may be left out; then the newest edition is meant.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreRequest {
    /// Id of the checklist, such as `tics-19`.
    pub(crate) pack: String,
    /// The edition the answers answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edition: Option<String>,
    /// SHA-256 of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// The answers; items left out are not answered.
    pub(crate) answers: Vec<result_file::ItemAnswer>,
}

/// Scores the answers by Mamori's own method and gives them back as a result file.
#[utoipa::path(post, path = "/api/v1/checks:score", tag = "checks", operation_id = "scoreCheck",
    request_body(content = ref("#/components/schemas/ScoreRequest"), content_type = "application/json"),
    responses(
        (status = 200, description = "The result.", body = ref("#/components/schemas/ResultFile"), content_type = "application/json"),
        (status = 413, description = "The body is too large.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "What was sent has faults; each is listed.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 429, description = "Sent too often from one network; Retry-After says for how many seconds to wait.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json")))]
pub(crate) async fn score(
    State(site): State<Site>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ResultFile>, ProblemAnswer> {
    let lang = reader(&headers);
    let bytes = json_body(&headers, body).map_err(|refusal| refusal.problem(lang))?;
    let (edition, answers) =
        result_file::read(site.catalogue(), &bytes).map_err(|faults| Refusal::Faults(faults).problem(lang))?;
    Ok(Json(ResultFile::of(&edition, &answers)))
}
