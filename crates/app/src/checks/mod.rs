//! The checks an organisation keeps: what is shown of them. Each thing done to one is a file beside this.
//!
//! Knows which edition a check is of and what its answers come to; the rules of answering and confirming are
//! `protection`'s.

mod answer;
mod ask;
mod begin;
pub mod claim;
mod close;
mod drafts;
pub(crate) mod executives;
mod handed;
mod list;
pub mod sign_off;
pub(crate) mod stood;
mod supports;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use criteria::answers::{Answer, Answers};
use criteria::edition::EditionId;
use criteria::pack::checklist::{Checklist, Item};
use criteria::score::{Score, score};
use jiff::civil::Date;
use protection::check::{Asking, Check, SignOff, Standing, Versions};
use protection::section::{self, Section};
use record::{Digest, OrganisationId, PersonId, StreamId};
use serde_json::json;
use store::models::SectionRow;
pub use store::models::{CheckRow, GivenRow};
use uuid::Uuid;

use self::executives::Executives;
use crate::access::{Access, Action};
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

pub use answer::{Clash, Given, NOTE, Saved, Stopped};
pub use claim::Claim;
pub use drafts::{KeptDraft, Typed};
pub use list::{CheckPage, Place};

/// How many checks a page of the list has.
pub const LISTED: u32 = 100;

/// What a page about one check asks for: whatever can be done to it.
const RIGHTS: [Action; 7] = [
    Action::CheckAnswer,
    Action::CheckAsk,
    Action::CheckSignOff,
    Action::CheckRegister,
    Action::CheckClose,
    Action::CheckExport,
    Action::MemberInvite,
];

/// A check as it is shown.
pub struct KeptCheck<'c> {
    /// Its row.
    pub row: CheckRow,
    /// Its edition.
    pub edition: EditionId,
    /// What it asks.
    pub checklist: &'c Checklist,
    /// What stands in its sections that were opened.
    pub sections: Vec<SectionRow>,
    /// The notes, and what is registered of the last confirmation, by the ids of their texts.
    pub notes: BTreeMap<Uuid, String>,
    /// What the persons in it are called.
    pub names: BTreeMap<PersonId, String>,
    /// What the reader typed and has not saved.
    pub drafts: Vec<Typed>,
    /// Who is or was an executive.
    executives: Executives,
    /// The last day of the support of whoever entered something on behalf.
    supports: BTreeMap<PersonId, Date>,
    /// The day it is shown.
    pub today: Date,
    /// What the reader may do to it.
    pub rights: BTreeMap<Action, Access>,
}

impl<'c> KeptCheck<'c> {
    /// The answers that stand.
    #[must_use]
    pub fn answers(&self) -> Answers<'c> {
        let given = self.sections.iter().flat_map(|section| &section.given);
        answers(self.checklist, given.map(|given| (given.item.as_str(), given.answer.as_deref())))
    }

    /// The score of the answers that stand.
    #[must_use]
    pub fn score(&self) -> Score {
        score(&self.answers())
    }

    /// What stands at an item.
    #[must_use]
    pub fn given(&self, item: &str) -> Option<&GivenRow> {
        self.sections.iter().flat_map(|section| &section.given).find(|given| given.item == item)
    }

    /// The note that stands at an item; empty = none, or erased.
    #[must_use]
    pub fn note(&self, item: &str) -> &str {
        let note = self.given(item).and_then(|given| given.note);
        note.and_then(|note| self.notes.get(&note)).map_or("", String::as_str)
    }

    /// Whether the reader may do this to it, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
    }

    /// The version of every section, as a sign-off names it.
    #[must_use]
    pub fn versions(&self) -> Versions {
        let mut versions: Versions = self.row.sections.values().map(|stream| (*stream, 0)).collect();
        versions.extend(self.sections.iter().map(|section| (section.stream, section.version)));
        versions
    }

    /// SHA-256 of everything that is shown to be confirmed: edition, answers, notes, who gave them.
    #[must_use]
    pub fn content(&self) -> Digest {
        let items = self.checklist.items.iter().filter_map(|item| {
            let given = self.given(&item.id)?;
            let note = self.note(&item.id);
            Some(json!([item.id, given.answer, note, given.by, given.on_behalf, given.version]))
        });
        let EditionId { pack, edition, sha256 } = &self.edition;
        let shown = json!({
            "check": self.row.stream.0,
            "edition": [pack, edition, sha256],
            "origin": [self.row.origin, self.row.reported_on],
            "answers": items.collect::<Vec<_>>(),
        });
        Digest::of(shown.to_string().as_bytes())
    }

    /// The last confirmation, and whether it still holds.
    #[must_use]
    pub fn signed(&self) -> Option<(&SignOff, Standing)> {
        let last = self.row.sign_offs.last()?;
        Some((last, last.standing(&self.versions(), &self.executives.terms, self.today)))
    }
}

/// A check in a list.
#[derive(Debug, Clone)]
pub struct ListedCheck {
    /// Its row.
    pub row: Arc<CheckRow>,
    /// The score of the answers that stand; none where its edition is not here.
    pub score: Option<Arc<Score>>,
    /// Whether the last confirmation still holds; none = nobody confirmed.
    pub signed: Option<bool>,
    /// Every time executives were asked to confirm what stands.
    pub asked: Vec<Asking>,
    /// When it was changed last: microseconds since 1970, UTC.
    pub touched_at: i64,
}

/// The answers to a checklist, given as items and words.
fn answers<'c, 'g>(
    checklist: &'c Checklist,
    given: impl IntoIterator<Item = (&'g str, Option<&'g str>)>,
) -> Answers<'c> {
    let mut answers = Answers::blank(checklist);
    for (item, word) in given {
        // What the edition does not have counts nowhere.
        let _ = answers.set(item, word.and_then(Answer::from_word));
    }
    answers
}

fn edition(row: &CheckRow) -> EditionId {
    let (pack, edition, sha256) = row.edition.clone();
    EditionId { pack, edition, sha256 }
}

fn item<'c>(checklist: &'c Checklist, id: &str) -> Result<&'c Item, Refused> {
    checklist.items.iter().find(|item| item.id == id).ok_or(Refused::NotThere)
}

/// The section of an axis, opened if nobody answered in it yet.
async fn opened(
    act: &mut Act<'_>,
    owner: OrganisationId,
    check: StreamId,
    kept: &Loaded<Check>,
    axis: &str,
) -> Result<Loaded<Section>, Refused> {
    let known = kept.status.kept().ok_or(Refused::NotThere)?;
    let stream = *known.sections.get(axis).ok_or(Refused::NotThere)?;
    let edition = known.edition.clone();
    let mut section = act.load::<Section>(owner, stream).await?;
    act.decide(&mut section, section::Command::Open { check, edition, section: axis.to_owned() })?;
    Ok(section)
}

fn supports(row: Option<&store::models::MemberRow>, act: &Act<'_>) -> bool {
    row.is_some_and(|row| row.supports_on(&act.at().today.to_string()))
}

impl Office {
    fn pinned<'e>(&self, edition: &'e EditionId) -> Result<(&'e EditionId, &'static Checklist), Refused> {
        self.catalogue.checklist_of(edition).map(|checklist| (edition, checklist)).ok_or(Refused::NotThere)
    }

    /// One check of the organisation the caller acts for.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn check(&self, caller: Caller, check: StreamId) -> Result<KeptCheck<'static>, Refused> {
        self.check_for(caller, check, Action::CheckView).await
    }

    /// The same, to be taken out.
    ///
    /// # Errors
    /// There is none that the caller may take out.
    pub async fn take_out(&self, caller: Caller, check: StreamId) -> Result<KeptCheck<'static>, Refused> {
        self.check_for(caller, check, Action::CheckExport).await
    }

    async fn check_for(&self, caller: Caller, check: StreamId, action: Action) -> Result<KeptCheck<'static>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, action, Some(owner)).await?;
        let row = tx.check(owner, check).await?.ok_or(Refused::NotThere)?;
        let edition = edition(&row);
        let (_, checklist) = self.pinned(&edition)?;
        let sections = tx.sections(owner, check).await?;
        let given = || sections.iter().flat_map(|section| &section.given);
        let last = row.sign_offs.last();
        let registered = last.map(sign_off::texts).unwrap_or_default();
        let today = self.today();
        let executives = Executives::of(&mut tx, owner, last, today).await?;
        let supports = supports::of(&mut tx, owner, &sections).await?;
        let asked = row.askings.iter().flat_map(|asking| asking.of.iter().copied().chain([asking.by]));
        let persons: BTreeSet<PersonId> = given()
            .map(|given| PersonId(given.by))
            .chain(last.into_iter().flat_map(sign_off::persons))
            .chain(asked)
            .chain(executives.today.iter().copied())
            .collect();
        let noted: Vec<Uuid> = given().filter_map(|given| given.note).chain(registered).collect();
        let (names, notes) = tx.names_and_texts(row.owner, persons, noted).await?;
        let rights = self.rights(&caller, &roles, &RIGHTS);
        let drafts = match rights.get(&Action::CheckAnswer) {
            Some(answer) if answer.allowed && row.closed_on.is_none() => tx.drafts(caller.person, check).await?,
            _ => Vec::new(),
        };
        let drafts = drafts.iter().filter_map(Typed::of).collect();
        Ok(KeptCheck { row, edition, checklist, sections, notes, names, drafts, executives, supports, today, rights })
    }

    /// When each version of the sections of a check was recorded.
    ///
    /// # Errors
    /// The caller may not see it.
    pub async fn answered_at(
        &self,
        caller: Caller,
        check: StreamId,
    ) -> Result<BTreeMap<(StreamId, u32), i64>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::CheckView, Some(owner)).await?;
        Ok(tx.section_times(owner, check).await?)
    }
}
