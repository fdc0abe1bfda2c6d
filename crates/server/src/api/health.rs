//! Whether the process lives, and whether it can answer.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use crate::site::Site;

/// The state of the process.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`
    pub(crate) status: &'static str,
    /// How many packs are loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) packs: Option<usize>,
}

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "health", operation_id = "healthz",
    responses((status = 200, description = "The process runs.", body = ref("#/components/schemas/Health"), content_type = "application/json")))]
pub(crate) async fn alive() -> Json<Health> {
    Json(Health { status: "ok", packs: None })
}

/// The process can answer: its packs are loaded.
#[utoipa::path(get, path = "/readyz", tag = "health", operation_id = "readyz",
    responses((status = 200, description = "The process can answer.", body = ref("#/components/schemas/Health"), content_type = "application/json")))]
pub(crate) async fn ready(State(site): State<Site>) -> Json<Health> {
    Json(Health { status: "ok", packs: Some(site.catalogue().packs().len()) })
}
