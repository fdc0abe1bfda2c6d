//! `/api/v1/checks/{check}/ask`: the executives are asked to confirm a check.

use app::checks::KeptCheck;
use protection::check::Asking;
use record::{PersonId, StreamId};
use schemars::JsonSchema;
use serde::Serialize;

use super::kept;
use crate::api::asked::{Answered, Id, Nothing, Sent};

/// Executives were asked to confirm what stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AskedEntry {
    /// Who asked.
    pub(crate) by: Named,
    /// The day, in Japan.
    pub(crate) on: String,
    /// Who was asked.
    pub(crate) persons: Vec<Named>,
}

/// A person.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Named {
    /// The id.
    pub(crate) person: String,
    /// What they are called; `null` = erased.
    pub(crate) name: Option<String>,
}

/// Everybody who was asked to confirm a check as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AskedList {
    /// The oldest first. An executive is asked once for each state of a check.
    pub(crate) asked: Vec<AskedEntry>,
}

/// Who was asked for what stands.
pub(super) fn entries(kept: &KeptCheck<'_>) -> Vec<AskedEntry> {
    let named = |person: PersonId| Named { person: person.to_string(), name: kept.names.get(&person).cloned() };
    let entry = |asking: &Asking| AskedEntry {
        by: named(asking.by),
        on: asking.on.to_string(),
        persons: asking.of.iter().copied().map(named).collect(),
    };
    kept.asked().into_iter().map(entry).collect()
}

/// Asks the executives to confirm a check as it stands: it is on their page of the day, and mailed where mail is set up.
/// Who was asked for this state already is not asked again.
#[utoipa::path(post, path = "/api/v1/checks/{check}/ask", tag = "checks", operation_id = "askSignOff", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 200, description = "Who was asked, now and before.", body = ref("#/components/schemas/AskedList"), content_type = "application/json")))]
pub(crate) async fn ask(Id(check): Id, sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    let done = asking.office().ask_sign_off(asking.caller(), StreamId(check)).await;
    done.map_err(|error| asking.refused(error))?;
    let kept = kept(&asking, check).await?;
    Ok(asking.data(&AskedList { asked: entries(&kept) }))
}
