//! `/api/v1/sessions`: where the person of the token is signed in.

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Answered, Asking, Id, Nothing, Sent, instant};
use crate::error::Refusal;

/// The sessions of the person who made the token.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SessionList {
    /// Those that live, the newest first, at most 100.
    pub(crate) sessions: Vec<SessionEntry>,
}

/// A session.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SessionEntry {
    /// What to end it by.
    pub(crate) id: String,
    /// The id of the organisation acted for.
    pub(crate) organisation: Option<String>,
    /// How the person showed who they are, such as `passkey`.
    pub(crate) way: String,
    /// The device in a few words, as it told them.
    pub(crate) device: String,
    /// Since when, in UTC.
    pub(crate) created_at: String,
    /// When it was last noted as used, in UTC.
    pub(crate) seen_at: String,
}

/// The sessions that live.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", operation_id = "listSessions", security(("token" = [])),
    responses((status = 200, description = "The sessions.", body = ref("#/components/schemas/SessionList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking) -> Answered {
    let sessions = asking.office().own_sessions(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let entry = |one: app::sign_in::ListedSession| SessionEntry {
        id: one.id.to_string(),
        organisation: one.organisation.map(|own| own.to_string()),
        way: one.way,
        device: one.device,
        created_at: instant(one.created_at),
        seen_at: instant(one.seen_at),
    };
    Ok(asking.data(&SessionList { sessions: sessions.into_iter().map(entry).collect() }))
}

/// Ends a session: the device is signed out with its next request.
#[utoipa::path(delete, path = "/api/v1/sessions/{session}", tag = "sessions", operation_id = "endSession", security(("token" = [])),
    params(("session" = String, Path, format = "uuid", description = "The id of the session.")),
    responses((status = 204, description = "Ended.")))]
pub(crate) async fn end(Id(session): Id, sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    let ended = asking.office().end_own_session(asking.caller(), session).await;
    if ended.map_err(|error| asking.refused(error))? {
        Ok(asking.done())
    } else {
        Err(asking.refuse(Refusal::NoSuchPage))
    }
}
