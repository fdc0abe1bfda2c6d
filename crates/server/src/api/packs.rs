//! `GET /api/v1/packs`: what is known, in which edition, down to the bytes.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use criteria::pack::{Content, Pack};
use criteria::text::Bilingual;
use schemars::JsonSchema;
use serde::Serialize;

use super::reader;
use crate::error::{ProblemAnswer, Refusal};
use crate::site::Site;

/// One pack in the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PackEntry<'a> {
    /// `checklist`, `cases`, `contacts`, `reference`, `bodies`, `industries`, `criteria` or `rules`.
    pub(crate) kind: &'a str,
    /// Id.
    pub(crate) id: &'a str,
    /// Edition.
    pub(crate) edition: &'a str,
    /// SHA-256 of the edition's bytes, 64 hexadecimal digits.
    pub(crate) sha256: &'a str,
    /// Title.
    pub(crate) title: &'a Bilingual,
}

impl<'a> PackEntry<'a> {
    /// The entry of `pack`.
    pub(crate) fn of(pack: &'a Pack) -> Self {
        let head = pack.content.head();
        Self {
            kind: pack.content.kind(),
            id: &head.id,
            edition: &head.edition,
            sha256: &pack.edition.sha256,
            title: &head.title,
        }
    }
}

/// The list of packs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PackList<'a> {
    /// Every pack this installation ships.
    pub(crate) packs: Vec<PackEntry<'a>>,
}

/// A whole pack, with the hash of its bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PackDocument<'a> {
    /// SHA-256 of the edition's bytes, 64 hexadecimal digits.
    pub(crate) sha256: &'a str,
    /// The content, in the shape of the pack's file.
    #[serde(flatten)]
    pub(crate) content: &'a Content,
}

/// The list as JSON.
pub(crate) fn list_json(packs: &[Pack]) -> String {
    serde_json::to_string(&PackList { packs: packs.iter().map(PackEntry::of).collect() }).unwrap_or_default()
}

/// One pack as JSON.
pub(crate) fn pack_json(pack: &Pack) -> String {
    serde_json::to_string(&PackDocument { sha256: &pack.edition.sha256, content: &pack.content }).unwrap_or_default()
}

/// Every pack, with edition and hash.
#[utoipa::path(get, path = "/api/v1/packs", tag = "packs", operation_id = "listPacks",
    responses((status = 200, description = "Every pack, with edition and hash.", body = ref("#/components/schemas/PackList"), content_type = "application/json")))]
pub(crate) async fn list(State(site): State<Site>, headers: HeaderMap) -> Response {
    site.pack_list().answer(&headers)
}

/// One pack, whole, in its newest edition.
#[utoipa::path(get, path = "/api/v1/packs/{id}", tag = "packs", operation_id = "getPack",
    params(("id" = String, Path, description = "Id of the pack, such as `tics-19`.")),
    responses(
        (status = 200, description = "The pack.", body = ref("#/components/schemas/PackDocument"), content_type = "application/json"),
        (status = 404, description = "There is no such pack.", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json")))]
pub(crate) async fn show(
    State(site): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ProblemAnswer> {
    match site.pack_document(&id) {
        Some(ready) => Ok(ready.answer(&headers)),
        None => Err(Refusal::NoSuchPack(id.chars().take(40).collect()).problem(reader(&headers))),
    }
}
