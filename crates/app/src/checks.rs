//! The checks an organisation keeps: begun or taken over, answered together, signed off.

use std::collections::{BTreeMap, BTreeSet};

use criteria::answers::{Answer, Answers};
use criteria::edition::EditionId;
use criteria::pack::checklist::{Checklist, Item};
use criteria::score::{Score, score};
use jiff::civil::Date;
use protection::check::{self, Check, Origin, Route, SignOff, Signing, Source, Standing, Versions};
use protection::section::{self, Asked, Progress, Section, Taking};
use record::{Aggregate as _, Digest, OrganisationId, PersonId, StreamId};
use scheme::organisation::{self, Organisation};
use store::models::{CheckRow, SectionRow};
use uuid::Uuid;

use crate::access::Action;
use crate::door::{Act, Loaded, Once};
use crate::office::{Caller, Office, Refused};

/// How many checks a page of the list has.
pub const LISTED: u32 = 100;
/// The longest note, in characters.
pub const NOTE: usize = 2_000;

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
    /// The notes by the ids of their texts.
    pub notes: BTreeMap<Uuid, String>,
    /// What the persons in it are called.
    pub names: BTreeMap<PersonId, String>,
}

impl<'c> KeptCheck<'c> {
    /// The answers that stand.
    #[must_use]
    pub fn answers(&self) -> Answers<'c> {
        answers(self.checklist, &self.sections)
    }

    /// The score of the answers that stand.
    #[must_use]
    pub fn score(&self) -> Score {
        score(&self.answers())
    }

    /// What stands at an item.
    #[must_use]
    pub fn given(&self, item: &str) -> Option<&store::models::GivenRow> {
        self.sections.iter().flat_map(|section| &section.given).find(|given| given.item == item)
    }

    /// The version of every section, as a sign-off names it.
    #[must_use]
    pub fn versions(&self) -> Versions {
        let mut versions: Versions = self.row.sections.values().map(|stream| (*stream, 0)).collect();
        versions.extend(self.sections.iter().map(|section| (section.stream, section.version)));
        versions
    }

    /// The last confirmation, and whether it still holds.
    #[must_use]
    pub fn signed(&self) -> Option<(&SignOff, Standing)> {
        let last = self.row.sign_offs.last()?;
        Some((last, last.standing(&self.versions(), None)))
    }
}

/// A check in a list.
#[derive(Debug, Clone)]
pub struct ListedCheck {
    /// Its row.
    pub row: CheckRow,
    /// Its score; none where its edition is not here.
    pub score: Option<Score>,
    /// Whether the last confirmation still holds; none = nobody confirmed.
    pub signed: Option<bool>,
}

/// Answers taken over from elsewhere.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The id of the check that begins: the same again goes on where it broke off.
    pub check: Uuid,
    /// The edition that was answered.
    pub edition: EditionId,
    /// The answers by the id of the item.
    pub answers: Vec<(String, Answer)>,
    /// The day they are said to be of.
    pub reported_on: Option<Date>,
    /// From where they came.
    pub source: Source,
}

/// One answer to one item.
#[derive(Debug, Clone)]
pub struct Given {
    /// The item.
    pub item: String,
    /// The answer; none takes it back.
    pub answer: Option<Answer>,
    /// The note; empty = none.
    pub note: String,
    /// The version of what the person saw there; 0 = nothing.
    pub base: u32,
}

fn answers<'c>(checklist: &'c Checklist, sections: &[SectionRow]) -> Answers<'c> {
    let mut answers = Answers::blank(checklist);
    for given in sections.iter().flat_map(|section| &section.given) {
        let answer = given.answer.as_deref().and_then(Answer::from_word);
        // What the edition does not have counts nowhere.
        let _ = answers.set(&given.item, answer);
    }
    answers
}

fn edition(row: &CheckRow) -> EditionId {
    let (pack, edition, sha256) = row.edition.clone();
    EditionId { pack, edition, sha256 }
}

/// The streams of the sections are named by check and axis, so that beginning twice begins once.
fn sections(check: StreamId, checklist: &Checklist) -> BTreeMap<String, StreamId> {
    let stream = |axis: &str| StreamId(Uuid::new_v5(&check.0, format!("section/{axis}").as_bytes()));
    checklist.axes.iter().map(|axis| (axis.id.clone(), stream(&axis.id))).collect()
}

impl Office {
    /// Begins a check of the newest edition of a pack.
    ///
    /// # Errors
    /// There is no such pack, or the caller may not.
    pub async fn begin_check(&self, caller: Caller, pack: &str) -> Result<StreamId, Refused> {
        let (pack, _) = self.catalogue.checklist(pack).ok_or(Refused::NotThere)?;
        let id = self.door.random().id(self.door.clock().now()).map_err(crate::door::DoorError::from)?;
        self.begin(caller, StreamId(id), pack.edition.clone(), Origin::Fresh).await
    }

    /// Takes answers over into a check of the organisation the caller acts for (取り込み).
    ///
    /// # Errors
    /// The edition is not here, an answer is not allowed, or the caller may not.
    pub async fn claim(&self, caller: Caller, claim: &Claim) -> Result<StreamId, Refused> {
        let checklist = self.catalogue.checklist_of(&claim.edition).ok_or(Refused::NotThere)?;
        let origin = Origin::Claimed { reported_on: claim.reported_on, source: claim.source };
        let check = self.begin(caller, StreamId(claim.check), claim.edition.clone(), origin).await?;
        let mut taken: BTreeMap<&str, Vec<Taking>> = BTreeMap::new();
        for (item, answer) in &claim.answers {
            let item = checklist.items.iter().find(|known| known.id == *item).ok_or(Refused::NotThere)?;
            let taking = Taking { asked: Asked::of(&claim.edition, item), answer: *answer, note: None };
            taken.entry(&item.axis).or_default().push(taking);
        }
        for (axis, answers) in taken {
            self.take(caller, check, axis.to_owned(), answers).await?;
        }
        Ok(check)
    }

    async fn begin(
        &self,
        caller: Caller,
        check: StreamId,
        edition: EditionId,
        origin: Origin,
    ) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let checklist = self.catalogue.checklist_of(&edition).ok_or(Refused::NotThere)?;
        let sections = sections(check, checklist);
        let (office, action) = (self.clone(), Action::CheckBegin);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, edition) = (office.clone(), edition.clone());
            let (origin, sections) = (origin.clone(), sections.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                let birth = organisation::Command::NoteBirth { stream: check, kind: Check::KIND.to_owned() };
                act.decide(&mut organisation, birth)?;
                act.decide(&mut kept, check::Command::Begin { edition, origin, sections })?;
                Ok(check)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    async fn take(&self, caller: Caller, check: StreamId, axis: String, answers: Vec<Taking>) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckBegin);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, axis, answers) = (office.clone(), axis.clone(), answers.clone());
            Box::pin(async move {
                let row = office.may(act, &caller, action, Some(owner)).await?;
                let on_behalf = supports(row.as_ref(), act);
                let (mut section, closed) = open_section(act, owner, check, &axis).await?;
                let command = section::Command::Take { answers, by: caller.person, on_behalf, check_closed: closed };
                act.decide(&mut section, command)?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Answers one item. Gives the version the next answer has to name.
    ///
    /// # Errors
    /// Another answer came between ([`section::Error::Conflict`]), it is not allowed, or the caller may not.
    pub async fn answer(
        &self,
        caller: Caller,
        check: StreamId,
        given: Given,
        once: Option<Once>,
    ) -> Result<u32, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckAnswer);
        let done = self.door.execute_once(caller.actor(), once, move |act| {
            let (office, given) = (office.clone(), given.clone());
            Box::pin(async move {
                let row = office.may(act, &caller, action, Some(owner)).await?;
                let on_behalf = supports(row.as_ref(), act);
                office.answer_in(act, &caller, check, owner, given, on_behalf).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    async fn answer_in(
        &self,
        act: &mut Act<'_>,
        caller: &Caller,
        check: StreamId,
        owner: OrganisationId,
        given: Given,
        on_behalf: bool,
    ) -> Result<u32, Refused> {
        let kept = act.load::<Check>(owner, check).await?;
        let known = kept.status.kept().ok_or(Refused::NotThere)?;
        let (edition, checklist) = self.pinned(&known.edition)?;
        let item = item(checklist, &given.item)?;
        let closed = kept.status.closed_on();
        let mut section = opened(act, owner, check, &kept, &item.axis).await?;
        let before = section.status.given(&item.id).and_then(|given| given.note);
        let note = self.note(act, owner, before, &given.note).await?;
        let command = section::Command::Answer {
            asked: Asked::of(edition, item),
            answer: given.answer,
            note,
            base: given.base,
            by: caller.person,
            on_behalf,
            check_closed: closed,
        };
        act.decide(&mut section, command)?;
        Ok(section.status.given(&item.id).map_or(0, |given| given.version))
    }

    /// A note that did not change keeps its digest.
    async fn note(
        &self,
        act: &mut Act<'_>,
        owner: OrganisationId,
        before: Option<record::Text>,
        note: &str,
    ) -> Result<Option<record::Text>, Refused> {
        let note: String = note.trim().chars().take(NOTE).collect();
        if let Some(before) = before {
            let stands = act.tx().texts_of(owner, [before.id.0]).await?;
            if stands.get(&before.id.0) == Some(&note) {
                return Ok(Some(before));
            }
        }
        if note.is_empty() { Ok(None) } else { Ok(Some(act.text(owner, note)?)) }
    }

    fn pinned<'e>(&self, edition: &'e EditionId) -> Result<(&'e EditionId, &'static Checklist), Refused> {
        self.catalogue.checklist_of(edition).map(|checklist| (edition, checklist)).ok_or(Refused::NotThere)
    }

    /// Signs a check off on screen (確認・記名), at the versions the caller saw.
    ///
    /// # Errors
    /// A section changed meanwhile, nothing is answered, or the caller may not or has not confirmed who they are.
    pub async fn sign_off(
        &self,
        caller: Caller,
        check: StreamId,
        seen: Versions,
        content: Digest,
    ) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckSignOff);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, seen) = (office.clone(), seen.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                let known = kept.status.kept().ok_or(Refused::NotThere)?.sections.clone();
                let mut current: BTreeMap<StreamId, Progress> = BTreeMap::new();
                for stream in known.values() {
                    let section = act.load::<Section>(owner, *stream).await?;
                    current.insert(*stream, section.status.progress());
                }
                let signing =
                    Signing { route: Route::OnScreen, by: caller.person, seen, current, content, mandate: None };
                act.decide(&mut kept, check::Command::SignOff(Box::new(signing)))?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Closes a check: it stays as it is.
    ///
    /// # Errors
    /// There is no such check, or the caller may not.
    pub async fn close_check(&self, caller: Caller, check: StreamId) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckClose);
        let done = self.door.execute(caller.actor(), move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                kept.status.kept().ok_or(Refused::NotThere)?;
                act.decide(&mut kept, check::Command::Close)?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// One check of the organisation the caller acts for.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn check(&self, caller: Caller, check: StreamId) -> Result<KeptCheck<'static>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::CheckView, Some(owner)).await?;
        let row = tx.check(owner, check).await?.ok_or(Refused::NotThere)?;
        let edition = edition(&row);
        let (_, checklist) = self.pinned(&edition)?;
        let sections = tx.sections(owner, check).await?;
        let given = || sections.iter().flat_map(|section| &section.given);
        let persons: BTreeSet<PersonId> =
            given().map(|given| PersonId(given.by)).chain(row.sign_offs.iter().map(|signed| signed.by)).collect();
        let names = tx.names_of(persons).await?;
        let notes: Vec<Uuid> = given().filter_map(|given| given.note).collect();
        let notes = if notes.is_empty() { BTreeMap::new() } else { tx.texts_of(row.owner, notes).await? };
        Ok(KeptCheck { row, edition, checklist, sections, notes, names })
    }

    /// The checks of the organisation the caller acts for, the newest first.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn checks(&self, caller: Caller) -> Result<Vec<ListedCheck>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::CheckView, Some(owner)).await?;
        let rows = tx.checks(owner, (i64::MAX, Uuid::max()), LISTED).await?;
        let mut sections: BTreeMap<StreamId, Vec<SectionRow>> = BTreeMap::new();
        for section in tx.sections_of_checks(owner, LISTED).await? {
            sections.entry(section.check).or_default().push(section);
        }
        let listed = rows.into_iter().map(|row| {
            let sections = sections.remove(&row.stream).unwrap_or_default();
            let checklist = self.catalogue.checklist_of(&edition(&row));
            let versions = sections.iter().map(|section| (section.stream, section.version)).collect();
            let holds = |signed: &SignOff| signed.standing(&versions, None) == Standing::Holds;
            ListedCheck {
                score: checklist.map(|checklist| score(&answers(checklist, &sections))),
                signed: row.sign_offs.last().map(holds),
                row,
            }
        });
        Ok(listed.collect())
    }
}

fn supports(row: Option<&store::models::MemberRow>, act: &Act<'_>) -> bool {
    row.is_some_and(|row| row.supports_on(&act.at().today.to_string()))
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

async fn open_section(
    act: &mut Act<'_>,
    owner: OrganisationId,
    check: StreamId,
    axis: &str,
) -> Result<(Loaded<Section>, Option<Date>), Refused> {
    let kept = act.load::<Check>(owner, check).await?;
    let section = opened(act, owner, check, &kept, axis).await?;
    Ok((section, kept.status.closed_on()))
}
