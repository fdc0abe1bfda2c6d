//! `/api/v1/tokens`: the tokens for the organisation. They are made on the page, by a person.

use app::access::{Action, Grants};
use app::tokens::{ApiToken, Tokens};
use axum::http::Uri;
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Answered, Asking, Id, Nothing, Sent, instant};
use super::page::{Asked, asked};
use crate::cursor;

/// A page of tokens.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TokenList {
    /// The newest first, those that are over too.
    pub(crate) tokens: Vec<TokenEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
}

/// A token, without its secret, which nobody has but who made it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TokenEntry {
    /// What to stop it by.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// The id of who made it and acts with it.
    pub(crate) person: String,
    /// What they are called; `null` = erased.
    pub(crate) person_name: Option<String>,
    /// The words of what it was granted.
    pub(crate) grants: Vec<&'static str>,
    /// Since when, in UTC.
    pub(crate) created_at: String,
    /// Until when, in UTC.
    pub(crate) expires_at: String,
    /// When it was stopped, in UTC.
    pub(crate) stopped_at: Option<String>,
    /// When it was last noted as used, in UTC.
    pub(crate) used_at: Option<String>,
}

fn entry(tokens: &Tokens, row: &ApiToken) -> TokenEntry {
    TokenEntry {
        id: row.id.to_string(),
        name: row.name.clone(),
        person: row.person.to_string(),
        person_name: tokens.names.get(&row.person).cloned(),
        grants: Grants::read(&row.grants).actions().map(Action::word).collect(),
        created_at: instant(row.created_at),
        expires_at: instant(row.expires_at),
        stopped_at: row.revoked_at.map(instant),
        used_at: row.used_at.map(instant),
    }
}

/// The tokens for the organisation, whoever made them.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", operation_id = "listTokens", security(("token" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of tokens.", body = ref("#/components/schemas/TokenList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking, uri: Uri) -> Answered {
    let Asked { cursor, limit, .. } = asked(&asking, &uri, &[])?;
    let before = cursor.map(|cursor| cursor::instant(&cursor)).transpose().map_err(|refusal| asking.refuse(refusal))?;
    let tokens = asking.office().tokens(asking.caller(), before, limit).await.map_err(|error| asking.refused(error))?;
    let rows = tokens.rows.iter().map(|row| entry(&tokens, row)).collect();
    Ok(asking.data(&TokenList { tokens: rows, next: tokens.next.map(cursor::of_instant) }))
}

/// Stops a token for the organisation, whoever made it: it is over with its next request.
#[utoipa::path(delete, path = "/api/v1/tokens/{token}", tag = "tokens", operation_id = "stopToken", security(("token" = [])),
    params(("token" = String, Path, format = "uuid", description = "The id of the token.")),
    responses((status = 204, description = "Stopped.")))]
pub(crate) async fn stop(Id(token): Id, sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    asking.office().stop_token(asking.caller(), token).await.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}
