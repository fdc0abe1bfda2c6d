//! The API's description, OpenAPI 3.1: paths from the handlers, schemas from the types they carry.

use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use axum::response::Response;
use criteria::result_file::ResultFile;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::bodies::{FindAnswer, FindRequest};
use super::checks::ScoreRequest;
use super::health::Health;
use super::packs::{PackDocument, PackList};
use crate::error::Problem;
use crate::ready::Ready;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mamori",
        description = "Checks, packs, scores, and the finder of certification bodies. The scoring method is Mamori's own, not the ministry's.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        super::health::alive,
        super::health::ready,
        super::packs::list,
        super::packs::show,
        super::checks::score,
        super::bodies::find
    )
)]
struct Paths;

/// The whole document.
#[must_use]
pub fn document() -> Value {
    let mut document = serde_json::to_value(Paths::openapi()).unwrap_or_default();
    document["info"]["version"] = json!("1");
    if let Some(info) = document["info"].as_object_mut() {
        info.remove("contact");
    }
    document["components"] = json!({ "schemas": schemas() });
    document
}

/// One schema per type, each referring to the others by name.
fn schemas() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    fn add<T: JsonSchema>(generator: &mut schemars::SchemaGenerator) {
        generator.subschema_for::<T>();
    }
    add::<Health>(&mut generator);
    add::<PackList<'_>>(&mut generator);
    add::<PackDocument<'_>>(&mut generator);
    add::<ScoreRequest>(&mut generator);
    add::<ResultFile>(&mut generator);
    add::<FindRequest>(&mut generator);
    add::<FindAnswer<'_>>(&mut generator);
    add::<Problem>(&mut generator);
    Value::Object(generator.take_definitions(true))
}

/// `GET /api/v1/openapi.json`
pub(crate) async fn serve(headers: HeaderMap) -> Response {
    static READY: OnceLock<Ready> = OnceLock::new();
    let ready = READY.get_or_init(|| Ready::new("application/json", document().to_string()));
    let mut response = ready.answer(&headers);
    response.headers_mut().remove(header::CONTENT_LANGUAGE);
    response
}
