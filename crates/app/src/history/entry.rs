//! One entry of the history: read from the bytes of an event, worded in a sentence. Knows every event by its name only.

use std::collections::BTreeMap;

use criteria::answers::Answer;
use jiff::Timestamp;
use jiff::civil::Date;
use protection::check::Check;
use protection::evidence::Evidence;
use protection::section::Section;
use record::{Aggregate as _, OrganisationId, PersonId, StreamId};
use scheme::member::Member;
use serde_json::Value;
use store::{Called, HistoryRow};

use super::People;
use crate::dates::in_japan;
use crate::texts::{Texts, arg};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place: a page begins before one.
    pub position: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub who: Who,
    /// The words of the roles they held then.
    pub roles: Vec<&'static str>,
    /// The other organisation they acted for, if they did; none = this one.
    pub acting_for: Option<String>,
    /// The kind of stream and of event: `member-invited`.
    pub what: String,
    /// What it was about: an item, a role.
    pub about: Vec<(&'static str, String)>,
    /// The fields of an organisation that were changed.
    pub fields: Vec<String>,
    /// The person it was done to.
    pub person: Option<Who>,
    /// What shows everything about the same thing.
    pub subject: StreamId,
    /// The page of what it was about, without language.
    pub path: Option<String>,
}

/// A person of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Nobody: the installation itself.
    Installation,
    /// Somebody by name.
    Named(String),
    /// Somebody whose name was erased on this day.
    Erased(Option<Date>),
}

impl Who {
    /// In words. An erased name says so, with the day.
    #[must_use]
    pub fn words(&self, texts: Texts, today: Date) -> String {
        match self {
            Self::Installation => texts.t("history-installation"),
            Self::Named(name) => name.clone(),
            Self::Erased(None) => texts.t("history-erased"),
            Self::Erased(Some(day)) => texts.with("history-erased-on", &[("day", arg(texts.date(*day, today)))]),
        }
    }
}

impl Entry {
    /// What happened, in a sentence.
    #[must_use]
    pub fn sentence(&self, texts: Texts, today: Date) -> String {
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
            word => Answer::from_word(word).map(|answer| answer.mark().to_owned()).unwrap_or_default(),
        };
        let number = said("item").rsplit('/').next().unwrap_or_default().to_owned();
        let person = self.person.as_ref().map(|who| who.words(texts, today)).unwrap_or_default();
        let fields: Vec<String> =
            self.fields.iter().map(|field| texts.t(&format!("changed-{}", field.replace('_', "-")))).collect();
        let until = texts.date_of(said("until"), today);
        let values = [
            ("item", arg(number)),
            ("role", arg(role)),
            ("answer", arg(answer)),
            ("person", arg(person)),
            ("fields", arg(fields.join(&texts.t("list-and")))),
            ("until", arg(until)),
        ];
        texts.with(&format!("happened-{}", self.what), &values)
    }

    /// The roles in words, and for whom: 支援者（代行入力）として.
    #[must_use]
    pub fn capacity(&self, texts: Texts) -> String {
        let roles: Vec<String> = self.roles.iter().map(|role| texts.t(&format!("role-{role}"))).collect();
        let roles = roles.join(&texts.t("list-and"));
        match &self.acting_for {
            Some(organisation) => {
                texts.with("history-acting-for", &[("roles", arg(roles)), ("organisation", arg(organisation.clone()))])
            }
            None => roles,
        }
    }
}

/// What is known beside the events.
pub(super) struct Beside<'a> {
    pub(super) owner: OrganisationId,
    pub(super) people: &'a People,
    pub(super) checks: &'a BTreeMap<StreamId, StreamId>,
    pub(super) organisations: &'a BTreeMap<OrganisationId, String>,
}

/// An event with its bytes read, once.
pub(super) struct Happened<'r> {
    row: &'r HistoryRow,
    event: Value,
}

impl<'r> Happened<'r> {
    /// Reads the bytes; what is no event is nothing.
    pub(super) fn of(row: &'r HistoryRow) -> Self {
        Self { row, event: serde_json::from_slice(&row.bytes).unwrap_or(Value::Null) }
    }

    /// Who did it.
    pub(super) fn by(&self) -> Option<PersonId> {
        id(&self.event["by"]).map(PersonId)
    }

    /// In which organisation they acted.
    pub(super) fn acting_for(&self) -> Option<OrganisationId> {
        id(&self.event["acting_for"]).map(OrganisationId)
    }

    /// The persons it names.
    pub(super) fn persons(&self) -> impl Iterator<Item = PersonId> {
        [self.by(), id(&self.event["data"]["person"]).map(PersonId)].into_iter().flatten()
    }
}

/// The entry of an event; none = its bytes are no event.
pub(super) fn read(happened: &Happened<'_>, beside: &Beside<'_>) -> Option<Entry> {
    let Happened { row, event } = happened;
    let data = &event["data"];
    let text = |name: &'static str| data[name].as_str().map(|value| (name, value.to_owned()));
    let at: Timestamp = event["recorded_at"].as_str()?.parse().ok()?;
    let by = id(&event["by"]).map(PersonId);
    let person = id(&data["person"]).map(PersonId).or_else(|| beside.people.members.get(&row.stream).copied());
    let acting = id(&event["acting_for"]).map(OrganisationId).filter(|acting| *acting != beside.owner);
    let who = |person: Option<PersonId>| match person.map(|person| beside.people.called.get(&person)) {
        None => Who::Installation,
        Some(Some(Called::Name(name))) => Who::Named(name.clone()),
        Some(Some(Called::Erased(day))) => Who::Erased(day.parse().ok()),
        Some(None) => Who::Erased(None),
    };
    let roles = by.map(|by| beside.people.roles(by, row.position, in_japan(at).date())).unwrap_or_default();
    let changes = data["changes"].as_array().into_iter().flatten();
    let (subject, path) = place(row, beside);
    Some(Entry {
        position: row.position,
        at,
        who: who(by),
        roles,
        acting_for: acting.and_then(|acting| beside.organisations.get(&acting).cloned()),
        what: format!("{}-{}", row.kind, event["kind"].as_str()?.replace('_', "-")),
        about: ["item", "answer", "role", "until"].into_iter().filter_map(text).collect(),
        fields: changes.filter_map(|change| Some(change["field"].as_str()?.to_owned())).collect(),
        person: (row.kind == Member::KIND).then(|| who(person)),
        subject,
        path,
    })
}

/// What an event was about, and its page.
fn place(row: &HistoryRow, beside: &Beside<'_>) -> (StreamId, Option<String>) {
    let check = |check: StreamId| (check, Some(format!("/checks/{check}")));
    match row.kind.as_str() {
        Check::KIND => check(row.stream),
        Section::KIND => beside.checks.get(&row.stream).map_or((row.stream, None), |found| check(*found)),
        Member::KIND => (row.stream, Some("/members".to_owned())),
        Evidence::KIND => (row.stream, Some(format!("/evidence/{}", row.stream))),
        _ if row.stream == beside.owner.stream() => (row.stream, Some("/organisation".to_owned())),
        _ => (row.stream, None),
    }
}

fn id(value: &Value) -> Option<uuid::Uuid> {
    value.as_str()?.parse().ok()
}
