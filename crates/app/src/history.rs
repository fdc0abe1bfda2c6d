//! The history of an organisation in plain words: who did what, when, in which role, on behalf of whom.
//!
//! Made of the events themselves, a page at a time, with as many statements for a thousand entries as for one. Texts and
//! names stand beside the record and may be erased; what happened stays.

mod entry;
pub mod export;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use protection::check::Check;
use protection::evidence::Evidence;
use protection::section::Section;
use record::{Aggregate as _, Envelope, OrganisationId, PersonId, StreamId};
use scheme::member::{self, Member};
use scheme::organisation::Organisation;
use store::{Called, HistoryFilter, Tx};

use crate::access::{Action, Role};
use crate::members;
use crate::office::{Caller, Office, Refused};

use entry::Happened;
pub use entry::{Entry, Who};
pub use store::SealedUntil;

/// Entries of a page.
pub const PAGE: u32 = 50;

/// What the entries are about, as it can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The organisation itself.
    Organisation,
    /// Its members.
    Members,
    /// Checks: begun, confirmed, closed.
    Checks,
    /// Their answers.
    Answers,
    /// What is kept as evidence.
    Evidence,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [Self::Organisation, Self::Members, Self::Checks, Self::Answers, Self::Evidence];

    /// Its word, as addresses name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Members => "members",
            Self::Checks => "checks",
            Self::Answers => "answers",
            Self::Evidence => "evidence",
        }
    }

    /// The part with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    fn stream_kind(self) -> &'static str {
        match self {
            Self::Organisation => Organisation::KIND,
            Self::Members => Member::KIND,
            Self::Checks => Check::KIND,
            Self::Answers => Section::KIND,
            Self::Evidence => Evidence::KIND,
        }
    }
}

/// What of the history is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only this part.
    pub part: Option<Part>,
    /// From this day on.
    pub from: Option<Date>,
    /// Up to this day.
    pub until: Option<Date>,
    /// Only what concerns this check with its answers, this member, or this organisation.
    pub about: Option<StreamId>,
}

/// A page of the history, the newest first.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is more.
    pub next: Option<i64>,
    /// Everybody who is or was a member, by name where it is not erased, to be chosen from.
    pub persons: BTreeMap<PersonId, String>,
    /// How far all of it is sealed, whatever was asked for.
    pub sealed: SealedUntil,
}

impl Office {
    /// The history of the organisation the caller acts for, before the place `before`.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn history(
        &self,
        caller: Caller,
        asked: &Asked,
        before: Option<i64>,
        limit: u32,
    ) -> Result<HistoryPage, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::HistoryView, Some(owner)).await?;
        let filter = filter(&mut tx, owner, asked).await?;
        let mut people = People::of(&mut tx, owner).await?;
        let (entries, next) = self.entries(&mut tx, &mut people, owner, &filter, before, limit).await?;
        let sealed = tx.sealed_until(owner).await?;
        Ok(HistoryPage { entries, next, persons: people.by_name(), sealed })
    }

    /// Entries before a place, and where the next begin. Seven statements at most, however many they are.
    async fn entries(
        &self,
        tx: &mut Tx,
        people: &mut People,
        owner: OrganisationId,
        filter: &HistoryFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<Entry>, Option<i64>), Refused> {
        let mut rows = tx.history(owner, filter, before.unwrap_or(i64::MAX), limit.saturating_add(1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.position);
        let happened: Vec<Happened<'_>> = rows.iter().map(Happened::of).collect();
        people.meet(tx, owner, &happened).await?;
        let sections = rows.iter().filter(|row| row.kind == Section::KIND).map(|row| row.stream);
        let checks = tx.checks_of_sections(owner, sections.collect::<BTreeSet<_>>()).await?;
        let foreign: BTreeSet<OrganisationId> =
            happened.iter().filter_map(Happened::acting_for).filter(|acting| *acting != owner).collect();
        let organisations = if foreign.is_empty() { BTreeMap::new() } else { tx.organisations_named(foreign).await? };
        let beside = entry::Beside { owner, people, checks: &checks, organisations: &organisations };
        Ok((happened.iter().filter_map(|one| entry::read(one, &beside)).collect(), next))
    }
}

async fn filter(tx: &mut Tx, owner: OrganisationId, asked: &Asked) -> Result<HistoryFilter, Refused> {
    let streams = match asked.about {
        None => Vec::new(),
        Some(about) => {
            let check = tx.check(owner, about).await?;
            let sections = check.into_iter().flat_map(|check| check.sections.into_values());
            std::iter::once(about).chain(sections).collect()
        }
    };
    let midnight = |day: Date| {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9)));
        day.to_zoned(tokyo).ok().map(|at| at.timestamp().as_microsecond())
    };
    Ok(HistoryFilter {
        kind: asked.part.map(|part| part.stream_kind().to_owned()),
        person: asked.person,
        streams,
        from: asked.from.and_then(midnight),
        until: asked.until.and_then(|day| midnight(day.tomorrow().unwrap_or(Date::MAX))),
    })
}

/// Who the persons of a history are: their names, and what each was at which place.
pub(crate) struct People {
    members: BTreeMap<StreamId, PersonId>,
    called: BTreeMap<PersonId, Called>,
    /// What a person was after the event at a place, in the order of the places.
    was: BTreeMap<PersonId, Vec<(i64, member::Status)>>,
}

impl People {
    async fn of(tx: &mut Tx, owner: OrganisationId) -> Result<Self, Refused> {
        let rows = tx.members(owner, members::LISTED).await?;
        let members: BTreeMap<_, _> = rows.iter().map(|row| (owner.member(row.person), row.person)).collect();
        let called = tx.called(members.values().copied()).await?;
        Ok(Self { members, called, was: BTreeMap::new() })
    }

    fn by_name(&self) -> BTreeMap<PersonId, String> {
        let named = self.called.iter().filter_map(|(person, called)| match called {
            Called::Name(name) => Some((*person, name.clone())),
            Called::Erased(_) => None,
        });
        named.filter(|(person, _)| self.members.values().any(|member| member == person)).collect()
    }

    /// Learns who the persons of these events are, as far as it is not known yet.
    async fn meet(&mut self, tx: &mut Tx, owner: OrganisationId, rows: &[Happened<'_>]) -> Result<(), Refused> {
        let named: BTreeSet<PersonId> = rows.iter().flat_map(Happened::persons).collect();
        let unnamed: Vec<_> = named.iter().copied().filter(|person| !self.called.contains_key(person)).collect();
        if !unnamed.is_empty() {
            self.called.extend(tx.called(unnamed).await?);
        }
        let unknown: BTreeSet<_> =
            rows.iter().filter_map(Happened::by).filter(|by| !self.was.contains_key(by)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let streams: BTreeMap<_, _> = unknown.iter().map(|person| (owner.member(*person), *person)).collect();
        for person in unknown {
            self.was.insert(person, Vec::new());
        }
        for row in tx.events_of(owner, streams.keys().copied()).await? {
            let Some(was) = streams.get(&row.stream).and_then(|person| self.was.get_mut(person)) else { continue };
            let Ok(envelope) = Envelope::<member::Event>::from_bytes(&row.bytes) else { continue };
            let before = was.last().map(|(_, status)| status.clone()).unwrap_or_default();
            was.push((row.position, Member::apply(before, &envelope.event)));
        }
        Ok(())
    }

    /// The roles a person held when the event at a place was recorded; where it is what made them a member, those
    /// it gave.
    fn roles(&self, person: PersonId, position: i64, day: Date) -> Vec<&'static str> {
        let Some(was) = self.was.get(&person) else { return Vec::new() };
        let on = |limit: i64| {
            let status = was.iter().rev().find(|(at, _)| *at < limit).map(|(_, status)| status);
            status.map(|status| Role::on(status, day)).unwrap_or_default()
        };
        let before = on(position);
        let held = if before.is_empty() { on(position.saturating_add(1)) } else { before };
        held.into_iter().map(Role::word).collect()
    }
}
