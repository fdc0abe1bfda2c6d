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
use super::deadlines::{CalendarAddress, DeadlineList};
use super::evidence::{EvidenceBody, EvidenceDocument, EvidenceList, FilesBody, UploadMade};
use super::health::Health;
use super::history::HistoryList;
use super::kept::{
    AnswerBody, AnswerEntry, AnswerSaved, AnswersBody, AnswersSaved, AskedList, BeginBody, CheckDocument, CheckList,
};
use super::kept::{ClaimBody, ClaimMade};
use super::me::{AccessAnswer, Me};
use super::members::{InvitationBody, InvitationMade, MemberEntry, MemberList, RoleBody, SupportBody};
use super::organisations::{Created, OrganisationBody, OrganisationDocument, OrganisationList};
use super::packs::{PackDocument, PackList};
use super::sessions::SessionList;
use super::tokens::TokenList;
use crate::error::Problem;
use crate::ready::Ready;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mamori",
        description = "Checks, packs, scores, and the finder of certification bodies; and with a token what organisations keep. The scoring method is Mamori's own, not the ministry's.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        super::health::alive,
        super::health::ready,
        super::packs::list,
        super::packs::show,
        super::checks::score,
        super::bodies::find,
        super::me::show,
        super::me::access,
        super::me::leave,
        super::organisations::find,
        super::organisations::register,
        super::organisations::alike,
        super::organisations::show,
        super::organisations::describe,
        super::members::list,
        super::members::invite,
        super::members::show,
        super::members::remove,
        super::members::grant,
        super::members::revoke,
        super::members::support,
        super::members::withdraw,
        super::kept::list,
        super::kept::begin,
        super::kept::claim::claim,
        super::kept::claim::claim_file,
        super::kept::show,
        super::kept::item,
        super::kept::put_item,
        super::kept::answers,
        super::kept::files::json,
        super::kept::files::pdf,
        super::kept::files::xlsx,
        super::kept::ask::ask,
        super::kept::sign_off,
        super::kept::close,
        super::evidence::list,
        super::evidence::keep,
        super::evidence::upload,
        super::evidence::show,
        super::evidence::add,
        super::evidence::file,
        super::evidence::proof,
        super::history::list,
        super::deadlines::list,
        super::deadlines::make,
        super::deadlines::end,
        super::sessions::list,
        super::sessions::end,
        super::tokens::list,
        super::tokens::stop
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
    document["components"] = json!({
        "schemas": schemas(),
        "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "A token made on the page /account/tokens." } },
    });
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.iter_mut());
    for (method, operation) in paths.flat_map(|(_, path)| path.as_object_mut().into_iter().flatten()) {
        if !operation["security"].is_null() {
            by_token(method, operation);
        }
    }
    document
}

/// What is the same for every operation that needs a token: how it may be refused, and the key of a request that may
/// come twice.
fn by_token(method: &str, operation: &mut Value) {
    let unsafe_one = method != "get";
    let seen = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
    let mut refusals = vec![
        (400, "Something of the request cannot be read."),
        (401, "There is no token, or it is not good."),
        (403, "It may not be done, or not with this token."),
        (404, "There is no such thing among what may be seen."),
        (422, "What was sent has faults, or the key was used for something else."),
    ];
    if unsafe_one {
        refusals.push((409, "A rule refuses it, or somebody was faster."));
        refusals.push((412, "What was seen is not what stands."));
        refusals.push((413, "The body is too large."));
        if operation["requestBody"]["content"]["application/octet-stream"].is_null() {
            refusals.push((415, "The body is not JSON."));
        }
    }
    // A file is not read before it is kept, and the same file twice is no harm.
    if unsafe_one && operation["operationId"] != "uploadFile" {
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "A key of your own, up to 200 visible characters. The same request with the same key is done once in 30 days.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$" },
        });
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(key),
            None => operation["parameters"] = json!([key]),
        }
    }
    if seen {
        refusals.push((428, "If-Match is missing."));
    }
    for (status, description) in refusals {
        operation["responses"][status.to_string()] = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
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
    add::<Me>(&mut generator);
    add::<AccessAnswer>(&mut generator);
    add::<OrganisationList>(&mut generator);
    add::<OrganisationBody>(&mut generator);
    add::<OrganisationDocument>(&mut generator);
    add::<Created>(&mut generator);
    add::<MemberList>(&mut generator);
    add::<MemberEntry>(&mut generator);
    add::<InvitationBody>(&mut generator);
    add::<InvitationMade>(&mut generator);
    add::<RoleBody>(&mut generator);
    add::<SupportBody>(&mut generator);
    add::<HistoryList>(&mut generator);
    add::<DeadlineList>(&mut generator);
    add::<CalendarAddress>(&mut generator);
    add::<CheckList>(&mut generator);
    add::<CheckDocument>(&mut generator);
    add::<BeginBody>(&mut generator);
    add::<ClaimBody>(&mut generator);
    add::<ClaimMade>(&mut generator);
    add::<AnswerEntry>(&mut generator);
    add::<AnswerBody>(&mut generator);
    add::<AnswerSaved>(&mut generator);
    add::<AnswersBody>(&mut generator);
    add::<AnswersSaved>(&mut generator);
    add::<AskedList>(&mut generator);
    add::<EvidenceList>(&mut generator);
    add::<EvidenceDocument>(&mut generator);
    add::<EvidenceBody>(&mut generator);
    add::<FilesBody>(&mut generator);
    add::<UploadMade>(&mut generator);
    add::<SessionList>(&mut generator);
    add::<TokenList>(&mut generator);
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
