//! Answers and notes are saved: all of a section in one command, and of what somebody else answered meanwhile nothing
//! is overwritten.

use std::collections::{BTreeMap, BTreeSet};

use criteria::answers::Answer;
use protection::check::Check;
use protection::section::{self, Answering, Asked, Section};
use record::{OrganisationId, StreamId, Text};

use super::{item, opened, supports};
use crate::access::Action;
use crate::door::{Act, Loaded, Once, Retry as _};
use crate::office::{Caller, Office, Refused};

/// The longest note, in characters.
pub const NOTE: usize = 2_000;

/// One answer to one item.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// An answer that met another one: it is not saved. What stands instead, the check itself says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The item.
    pub item: String,
    /// What the person answered.
    pub mine: Option<Answer>,
    /// What the person noted.
    pub note: String,
}

/// What came of saving answers.
#[derive(Debug, Default)]
pub struct Saved {
    /// The items that stand as they were given, with the version the next answer has to name.
    pub items: BTreeMap<String, u32>,
    /// Answers that met another one.
    pub clashes: Vec<Clash>,
    /// Sections of which nothing was saved.
    pub stopped: Vec<Stopped>,
}

/// A section of which nothing was saved, and why.
#[derive(Debug)]
pub struct Stopped {
    /// What was given.
    pub given: Vec<Given>,
    /// Why it was not saved.
    pub why: Refused,
}

impl Clash {
    fn of(given: &Given) -> Self {
        Self { item: given.item.clone(), mine: given.answer, note: given.note.clone() }
    }
}

/// Whether a conflict stops the answers beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Conflicts {
    /// The whole is refused.
    Refuse,
    /// They are left out and told.
    LeaveOut,
}

impl Office {
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
                let item = given.item.clone();
                let (done, _) = office.answer_in(act, &caller, check, vec![given], Conflicts::Refuse).await?;
                Ok(done.get(&item).copied().unwrap_or_default())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Saves answers to any items of a check: those of one section together or not at all, but for those that met
    /// another answer. Where one section is stopped, the others are saved all the same, and all of it is told.
    ///
    /// # Errors
    /// Nothing was saved: there is no such check or item, or the caller may not.
    pub async fn save(&self, caller: Caller, check: StreamId, given: Vec<Given>) -> Result<Saved, Refused> {
        let mut saved = Saved::default();
        for given in self.by_section(&caller, check, given).await? {
            match self.save_section(caller, check, given.clone()).await {
                Ok((items, clashes)) => {
                    saved.items.extend(items);
                    saved.clashes.extend(clashes);
                }
                // Who lost a race twice has typed it all the same: it is shown again like any other conflict.
                Err(why) if why.is_changed() => saved.clashes.extend(given.iter().map(Clash::of)),
                Err(why) if saved.items.is_empty() && matches!(why, Refused::Access(_) | Refused::NotThere) => {
                    return Err(why);
                }
                Err(why) => saved.stopped.push(Stopped { given, why }),
            }
        }
        Ok(saved)
    }

    /// The answers in groups of one section each.
    async fn by_section(
        &self,
        caller: &Caller,
        check: StreamId,
        given: Vec<Given>,
    ) -> Result<Vec<Vec<Given>>, Refused> {
        // One answer needs no looking up of where it belongs.
        if given.len() <= 1 {
            return Ok(given.into_iter().map(|one| vec![one]).collect());
        }
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(caller, Action::CheckAnswer, Some(owner)).await?;
        let row = tx.check(owner, check).await?.ok_or(Refused::NotThere)?;
        let edition = super::edition(&row);
        let (_, checklist) = self.pinned(&edition)?;
        let mut sections: BTreeMap<&str, Vec<Given>> = BTreeMap::new();
        for one in given {
            sections.entry(&item(checklist, &one.item)?.axis).or_default().push(one);
        }
        Ok(sections.into_values().collect())
    }

    async fn save_section(
        &self,
        caller: Caller,
        check: StreamId,
        given: Vec<Given>,
    ) -> Result<(BTreeMap<String, u32>, Vec<Clash>), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckAnswer);
        // Each section is a command of its own under the key of the request.
        let first = given.first().map_or_else(String::new, |given| given.item.clone());
        let once = caller.once.map(|once| once.step(&first));
        let typed = given.clone();
        let done = self.door.execute_once(caller.actor(), once, move |act| {
            let (office, given) = (office.clone(), given.clone());
            Box::pin(async move {
                let (items, clashes) = office.answer_in(act, &caller, check, given, Conflicts::LeaveOut).await?;
                // The receipt is kept for a while: it names what met another answer and holds nothing that was typed.
                let met: BTreeSet<String> = clashes.into_iter().map(|clash| clash.item).collect();
                Ok((items, met))
            })
        });
        let (items, met) = self.noting(&caller, action, Some(owner), done.await).await?;
        Ok((items, typed.iter().filter(|given| met.contains(&given.item)).map(Clash::of).collect()))
    }

    /// Answers items of one section in one command; what is saved is a draft no longer.
    async fn answer_in(
        &self,
        act: &mut Act<'_>,
        caller: &Caller,
        check: StreamId,
        given: Vec<Given>,
        conflicts: Conflicts,
    ) -> Result<(BTreeMap<String, u32>, Vec<Clash>), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let row = self.may(act, caller, Action::CheckAnswer, Some(owner)).await?;
        let on_behalf = supports(row.as_ref(), act);
        let kept = act.load::<Check>(owner, check).await?;
        let known = kept.status.kept().ok_or(Refused::NotThere)?;
        let (edition, checklist) = self.pinned(&known.edition)?;
        let first = given.first().ok_or(Refused::NotThere)?;
        let mut section = opened(act, owner, check, &kept, &item(checklist, &first.item)?.axis).await?;
        let (mut answers, mut clashes) = (Vec::new(), Vec::new());
        for given in &given {
            let asked = Asked::of(edition, item(checklist, &given.item)?);
            let note = note(act, owner, &section, given).await?;
            let answering = Answering { asked, answer: given.answer, note, base: given.base };
            if conflicts == Conflicts::LeaveOut && section.status.conflict(&answering).is_some() {
                clashes.push(Clash::of(given));
            } else {
                answers.push(answering);
            }
        }
        let items: Vec<String> = answers.iter().map(|answering| answering.asked.item.clone()).collect();
        let (by, check_closed) = (caller.person, kept.status.closed_on());
        act.decide(&mut section, section::Command::Answer { answers, by, on_behalf, check_closed })?;
        act.tx().drop_drafts(caller.person, check, items.clone()).await?;
        let version = |item: String| {
            let version = section.status.given(&item).map_or(0, |given| given.version);
            (item, version)
        };
        Ok((items.into_iter().map(version).collect(), clashes))
    }
}

/// The note as the record names it. One that did not change keeps its digest.
async fn note(
    act: &mut Act<'_>,
    owner: OrganisationId,
    section: &Loaded<Section>,
    given: &Given,
) -> Result<Option<Text>, Refused> {
    let note: String = given.note.trim().chars().take(NOTE).collect();
    if note.is_empty() {
        return Ok(None);
    }
    if let Some(before) = section.status.given(&given.item).and_then(|given| given.note) {
        let stands = act.tx().texts_of(owner, [before.id.0]).await?;
        if stands.get(&before.id.0) == Some(&note) {
            return Ok(Some(before));
        }
    }
    Ok(Some(act.text(owner, note)?))
}
