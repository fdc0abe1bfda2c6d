//! `/api/v1/deadlines`: what ends or should be done by which day, and the address for calendars.

use app::access::Action;
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Answered, Asking, Nothing, Sent, instant};

/// The deadlines of the organisation that may be seen.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeadlineList {
    /// The next first.
    pub(crate) deadlines: Vec<DeadlineEntry>,
    /// Since when there is an address for calendars, in UTC; `null` = there is none.
    pub(crate) calendar_since: Option<String>,
}

/// Something that ends, or should be done.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeadlineEntry {
    /// The last day, in Japan.
    pub(crate) on: String,
    /// `support`, `role`, `invitation`, `token`, `sensitive`, `finish`, `again` or `repeat`.
    pub(crate) kind: &'static str,
    /// Whether the day is Mamori's own rule (Mamori の既定) and no fact of the record.
    pub(crate) ours: bool,
    /// Whether it concerns the person of the token.
    pub(crate) mine: bool,
    /// What is due, in the reader's language.
    pub(crate) title: String,
    /// What it is about by name.
    pub(crate) about: Option<String>,
    /// The page on which something can be done about it.
    pub(crate) page: String,
}

/// What ends or should be done, and by when.
#[utoipa::path(get, path = "/api/v1/deadlines", tag = "deadlines", operation_id = "listDeadlines", security(("token" = [])),
    responses((status = 200, description = "The deadlines.", body = ref("#/components/schemas/DeadlineList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking) -> Answered {
    let found = asking.office().deadlines(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let texts = asking.texts();
    let entry = |one: &app::deadlines::Deadline| DeadlineEntry {
        on: one.on.to_string(),
        kind: one.kind.word(),
        ours: one.kind.is_ours(),
        mine: one.mine,
        title: one.title(texts),
        about: one.about(texts, asking.office().catalogue),
        page: asking.address(&one.path()),
    };
    let deadlines = found.list.iter().map(entry).collect();
    Ok(asking.data(&DeadlineList { deadlines, calendar_since: found.feed_since.map(instant) }))
}

/// The address for calendars, told once.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CalendarAddress {
    /// To be given to one's own calendar program and nobody else: it shows the deadlines without a token. `null` = this is
    /// the repetition of a request whose first answer had it.
    pub(crate) address: Option<String>,
}

/// Makes the address under which the person's calendar program reads the deadlines (iCalendar); an earlier one ends.
#[utoipa::path(post, path = "/api/v1/deadlines/calendar", tag = "deadlines", operation_id = "makeCalendarAddress", security(("token" = [])),
    responses((status = 201, description = "The address; it is told once.", body = ref("#/components/schemas/CalendarAddress"), content_type = "application/json")))]
pub(crate) async fn make(sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    let secret = asking.office().renew_feed(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let address = secret.map(|secret| asking.address(&format!("/deadlines.ics?key={}", secret.text())));
    Ok(asking.data_as(axum::http::StatusCode::CREATED, &CalendarAddress { address }))
}

/// Ends the address: calendar programs read nothing more under it.
#[utoipa::path(delete, path = "/api/v1/deadlines/calendar", tag = "deadlines", operation_id = "endCalendarAddress", security(("token" = [])),
    responses((status = 204, description = "Ended, or there was none.")))]
pub(crate) async fn end(sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    let granted = asking.office().may_i(asking.caller(), Action::DeadlineView).await;
    let granted = granted.map_err(|error| asking.refused(error))?;
    // One's own address is ended by anybody; only a token that has nothing to do with deadlines does not.
    if granted.not_granted.is_some() {
        return Err(asking.refused(app::Refused::Access(Box::new(granted))));
    }
    asking.office().end_feed(asking.caller()).await.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}
