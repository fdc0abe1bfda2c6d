//! The history of an organisation in plain words: who did what, when, on behalf of whom.
//!
//! Made of the events themselves. Texts and names stand beside the record and may be erased; what happened stays.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use record::{OrganisationId, PersonId};
use serde_json::Value;
use store::HistoryFilter;

use crate::access::Action;
use crate::office::{Caller, Office, Refused};
use crate::texts::{Texts, arg};

/// Entries of a page.
pub const PAGE: u32 = 50;
/// Entries of an export at most.
const EXPORT: u32 = 100_000;

/// A page of the history, the newest first.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is more.
    pub next: Option<i64>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it; none = the installation, or a name that was erased.
    pub who: Option<String>,
    /// The kind of stream and of event: `member-invited`.
    pub what: String,
    /// What it was about: an item, a role.
    pub about: Vec<(&'static str, String)>,
}

impl Entry {
    /// What happened, in a sentence.
    #[must_use]
    pub fn sentence(&self, texts: Texts) -> String {
        let said = |name: &str| {
            let found = self.about.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let role = match said("role") {
            "" => String::new(),
            role => texts.t(&format!("role-{role}")),
        };
        let answer = match said("answer") {
            "" => texts.t("history-no-answer"),
            word => {
                criteria::answers::Answer::from_word(word).map(|answer| answer.mark().to_owned()).unwrap_or_default()
            }
        };
        let number = said("item").rsplit('/').next().unwrap_or_default().to_owned();
        let values = [
            ("item", arg(number)),
            ("role", arg(role)),
            ("answer", arg(answer)),
            ("person", arg(said("person").to_owned())),
        ];
        texts.with(&format!("happened-{}", self.what), &values)
    }
}

fn entry(kind: &str, bytes: &[u8], names: &BTreeMap<PersonId, String>) -> Option<Entry> {
    let event: Value = serde_json::from_slice(bytes).ok()?;
    let person = |value: &Value| value.as_str()?.parse().ok().and_then(|person| names.get(&person)).cloned();
    let data = &event["data"];
    let mut about = Vec::new();
    for name in ["item", "answer", "role"] {
        if let Some(value) = data[name].as_str() {
            about.push((name, value.to_owned()));
        }
    }
    if let Some(name) = person(&data["person"]) {
        about.push(("person", name));
    }
    Some(Entry {
        at: event["recorded_at"].as_str()?.parse().ok()?,
        who: person(&event["by"]),
        what: format!("{kind}-{}", event["kind"].as_str()?.replace('_', "-")),
        about,
    })
}

/// The persons an event names.
fn persons(bytes: &[u8]) -> Vec<PersonId> {
    let Ok(event) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let named = [&event["by"], &event["data"]["person"]];
    named.into_iter().filter_map(|value| value.as_str()?.parse().ok()).collect()
}

impl Office {
    /// The history of the organisation the caller acts for, before the place `before`.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn history(&self, caller: Caller, before: Option<i64>, limit: u32) -> Result<HistoryPage, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        self.entries(&caller, Action::HistoryView, owner, before, limit).await
    }

    async fn entries(
        &self,
        caller: &Caller,
        action: Action,
        owner: OrganisationId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<HistoryPage, Refused> {
        let mut tx = self.reader(caller, action, Some(owner)).await?;
        let before = before.unwrap_or(i64::MAX);
        let mut rows = tx.history(owner, &HistoryFilter::default(), before, limit.saturating_add(1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let names = tx.names_of(rows.iter().flat_map(|row| persons(&row.bytes))).await?;
        let next = rows.last().filter(|_| more).map(|row| row.position);
        let entries = rows.iter().filter_map(|row| entry(&row.kind, &row.bytes, &names)).collect();
        Ok(HistoryPage { entries, next })
    }

    /// The whole history as CSV, with times of Japan; a spreadsheet opens it as it is.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn history_csv(&self, caller: Caller, texts: Texts) -> Result<String, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let page = self.entries(&caller, Action::HistoryExport, owner, None, EXPORT).await?;
        let zone = TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9)));
        let mut table = csv::Writer::from_writer(Vec::new());
        let head = ["history-when", "history-who", "history-what"].map(|key| texts.t(key));
        let broken = |_| Refused::NotThere;
        table.write_record(&head).map_err(broken)?;
        for entry in &page.entries {
            let at = entry.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            // A name must not become a formula where the table is opened.
            let who = entry.who.clone().unwrap_or_default();
            let who = if who.starts_with(['=', '+', '-', '@']) { format!("'{who}") } else { who };
            table.write_record([at, who, entry.sentence(texts)]).map_err(broken)?;
        }
        let bytes = table.into_inner().map_err(|_| Refused::NotThere)?;
        Ok(format!("\u{feff}{}", String::from_utf8(bytes).unwrap_or_default()))
    }
}
