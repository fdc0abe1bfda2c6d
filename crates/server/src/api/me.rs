//! `/api/v1/me`: who asks, for whom, as what, and what they may do.

use app::access::Action;
use axum::extract::Path;
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Answered, Asking, Nothing, Sent, instant};
use crate::error::Refusal;

/// Who asks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Me {
    /// The id of the person who made the token.
    pub(crate) person: String,
    /// What they are called.
    pub(crate) name: String,
    /// The id of the organisation they act for.
    pub(crate) organisation: String,
    /// The words of the roles they hold there today.
    pub(crate) roles: Vec<String>,
    /// The words of what the token was granted.
    pub(crate) grants: Vec<&'static str>,
    /// What the token is called in lists.
    pub(crate) token: String,
    /// When the token ends, in UTC.
    pub(crate) expires_at: String,
}

/// Who asks with this token.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", operation_id = "getMe", security(("token" = [])),
    responses((status = 200, description = "Who asks.", body = ref("#/components/schemas/Me"), content_type = "application/json")))]
pub(crate) async fn show(asking: Asking) -> Answered {
    let bearer = &asking.bearer;
    Ok(asking.data(&Me {
        person: bearer.caller.person.to_string(),
        name: bearer.name.clone(),
        organisation: bearer.caller.acting_for.map(|own| own.to_string()).unwrap_or_default(),
        roles: bearer.roles.clone(),
        grants: bearer.caller.grants.actions().map(Action::word).collect(),
        token: bearer.token.to_string(),
        expires_at: instant(bearer.expires_at),
    }))
}

/// Whether one may do something to what is the organisation's own, or to one's own.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AccessAnswer {
    /// The word of the action.
    pub(crate) action: &'static str,
    /// It may be done with this token now.
    pub(crate) allowed: bool,
    /// The token was granted it. If not, it is not told whether its person could.
    pub(crate) granted: bool,
    /// Only a person can do it, who confirms who they are on the page.
    pub(crate) by_person: bool,
    /// The ids of the policies that decided; empty = none permits it.
    pub(crate) policies: Vec<String>,
    /// If it is denied, the words of the roles that could.
    pub(crate) roles_that_could: Vec<&'static str>,
}

/// Whether this token may do something, and if not, why and who could.
#[utoipa::path(get, path = "/api/v1/me/access/{action}", tag = "me", operation_id = "getAccess", security(("token" = [])),
    params(("action" = String, Path, description = "The word of an action, such as `check.answer`.")),
    responses((status = 200, description = "The answer, with its reasons.", body = ref("#/components/schemas/AccessAnswer"), content_type = "application/json")))]
pub(crate) async fn access(asking: Asking, Path(action): Path<String>) -> Answered {
    let action = Action::from_word(&action).ok_or_else(|| asking.refuse(Refusal::NoSuchPage))?;
    let answer = asking.office().may_i(asking.caller(), action).await.map_err(|error| asking.refused(error))?;
    Ok(asking.data(&AccessAnswer {
        action: action.word(),
        allowed: answer.allowed,
        granted: answer.not_granted.is_none(),
        by_person: answer.step_up,
        policies: answer.policies,
        roles_that_could: answer.roles_that_could.iter().map(|role| role.word()).collect(),
    }))
}

/// Leaves the organisation: everything there ends at once, this token too.
#[utoipa::path(post, path = "/api/v1/me/leave", tag = "me", operation_id = "leaveOrganisation", security(("token" = [])),
    responses((status = 204, description = "Left.")))]
pub(crate) async fn leave(sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    asking.office().leave(asking.caller()).await.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}
