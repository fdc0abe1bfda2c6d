//! `/api/v1/history`: what happened in the organisation, narrowed as on the page.

use app::history::{self, Entry, Part, Who};
use axum::http::Uri;
use jiff::civil::Date;
use record::{PersonId, StreamId};
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Answered, Asking};
use super::page::{asked, told};
use crate::cursor;
use crate::error::Refusal;

/// A page of the history.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HistoryList {
    /// The newest first.
    pub(crate) entries: Vec<HistoryEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HistoryEntry {
    /// When it was recorded, in UTC.
    pub(crate) at: String,
    /// Who did it; `null` = the installation, or a name that was erased.
    pub(crate) who: Option<String>,
    /// The words of the roles they held then.
    pub(crate) roles: Vec<&'static str>,
    /// The other organisation they acted for, if they did.
    pub(crate) acting_for: Option<String>,
    /// What happened, as a word: `member-invited`.
    pub(crate) what: String,
    /// What to send as `about` for everything about the same thing.
    pub(crate) about: String,
    /// What happened in a sentence, in the reader's language.
    pub(crate) in_words: String,
}

fn named(who: &Who) -> Option<String> {
    if let Who::Named(name) = who { Some(name.clone()) } else { None }
}

fn entry(asking: &Asking, entry: &Entry, today: Date) -> HistoryEntry {
    HistoryEntry {
        at: entry.at.to_string(),
        who: named(&entry.who),
        roles: entry.roles.clone(),
        acting_for: entry.acting_for.clone(),
        what: entry.what.clone(),
        about: entry.subject.to_string(),
        in_words: entry.sentence(asking.texts(), today),
    }
}

/// What happened in the organisation.
#[utoipa::path(get, path = "/api/v1/history", tag = "history", operation_id = "listHistory", security(("token" = [])),
    params(("person" = Option<String>, Query, format = "uuid", description = "Only what this person did."),
        ("part" = Option<String>, Query, description = "Only `organisation`, `members`, `checks` or `answers`."),
        ("from" = Option<String>, Query, format = "date", description = "From this day on, in Japan."),
        ("until" = Option<String>, Query, format = "date", description = "Up to this day, in Japan."),
        ("about" = Option<String>, Query, format = "uuid", description = "Only what concerns this: a check with its answers, a member, the organisation."),
        ("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of the history.", body = ref("#/components/schemas/HistoryList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking, uri: Uri) -> Answered {
    let asked = asked(&asking, &uri, &["person", "part", "from", "until", "about"])?;
    let [person, part, from, until, about] = [0, 1, 2, 3, 4].map(|at| asked.told[at].as_deref());
    let narrowed = history::Asked {
        person: told(&asking, "person", person, |text| text.parse().ok().map(PersonId))?,
        part: told(&asking, "part", part, Part::from_word)?,
        from: told(&asking, "from", from, |text| text.parse().ok())?,
        until: told(&asking, "until", until, |text| text.parse().ok())?,
        about: told(&asking, "about", about, |text| text.parse().ok().map(StreamId))?,
    };
    let before = asked.cursor.map(|cursor| cursor::position(&cursor)).transpose();
    let before = before.map_err(|refusal: Refusal| asking.refuse(refusal))?;
    let page = asking.office().history(asking.caller(), &narrowed, before, asked.limit).await;
    let page = page.map_err(|error| asking.refused(error))?;
    let today = asking.office().today();
    let entries = page.entries.iter().map(|one| entry(&asking, one, today)).collect();
    Ok(asking.data(&HistoryList { entries, next: page.next.map(cursor::of_position) }))
}
