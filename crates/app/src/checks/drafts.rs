//! What somebody types into a check is kept until it is saved: a reload, a lost connection or an ended session lose
//! nothing of it.
//!
//! Beside the record, for the person alone. A second window of the same person does not overwrite it unseen.

use std::collections::BTreeMap;

use criteria::answers::Answer;
use jiff::{SignedDuration, Timestamp};
use record::StreamId;
use serde::{Deserialize, Serialize};
use store::models::GivenRow;
use store::{Draft, StoreError};

use super::{Given, NOTE, item};
use crate::access::Action;
use crate::office::{Caller, Office, Refused};

/// How long a draft is kept after it was touched last.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What somebody typed at an item and has not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What was typed, and the version of what stood there then.
    pub given: Given,
    /// Names this state of it: what the next one has to say it saw.
    pub stamp: i64,
}

/// As it stands in its row.
#[derive(Serialize, Deserialize)]
struct Written {
    answer: Option<String>,
    note: String,
}

impl Typed {
    /// The draft as it was typed; none where its bytes are of a form that is no more.
    pub(super) fn of(draft: &Draft) -> Option<Self> {
        let written: Written = serde_json::from_slice(&draft.bytes).ok()?;
        let answer = written.answer.as_deref().and_then(Answer::from_word);
        let given = Given { item: draft.item.clone(), answer, note: written.note, base: draft.base };
        Some(Self { given, stamp: draft.touched_at })
    }

    fn draft(&self, at: i64) -> Draft {
        let Given { item, answer, note, base } = &self.given;
        let answer = answer.map(|answer| answer.word().to_owned());
        let note = note.chars().take(NOTE).collect();
        let bytes = serde_json::to_vec(&Written { answer, note }).unwrap_or_default();
        Draft { item: item.clone(), base: *base, bytes, touched_at: at }
    }
}

/// What came of keeping drafts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// The items that were kept, all with this stamp. One that the person saved meanwhile is not among them.
    pub kept: Vec<String>,
    /// The stamp.
    pub stamp: i64,
    /// Drafts of the same items that another window kept meanwhile: they stay.
    pub others: Vec<Typed>,
}

impl Office {
    /// Keeps what the caller typed, and lets go of what stands as it was before (`undone`). [`Typed::stamp`] names the
    /// state that was seen, 0 = none.
    ///
    /// # Errors
    /// There is no such check or item, it is closed, or the caller may not answer it.
    pub async fn keep_drafts(
        &self,
        caller: Caller,
        check: StreamId,
        typed: Vec<Typed>,
        undone: Vec<String>,
    ) -> Result<KeptDraft, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckAnswer);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, typed, undone) = (office.clone(), typed.clone(), undone.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let row = act.tx().check(owner, check).await?.filter(|row| row.closed_on.is_none());
                let edition = super::edition(&row.ok_or(Refused::NotThere)?);
                let (_, checklist) = office.pinned(&edition)?;
                if !undone.is_empty() {
                    act.tx().drop_drafts(caller.person, check, undone).await?;
                }
                // What the same person saved meanwhile is no draft again: a request that was overtaken brings it.
                let sections = act.tx().sections(owner, check).await?;
                let own = |given: &GivenRow| given.by == caller.person.0;
                let given = sections.iter().flat_map(|section| &section.given).filter(|given| own(given));
                let saved: BTreeMap<&str, u32> = given.map(|given| (given.item.as_str(), given.version)).collect();
                let stamp = act.at().recorded_at.as_microsecond();
                let mut done = KeptDraft { stamp, ..KeptDraft::default() };
                let mut met = Vec::new();
                for one in typed {
                    item(checklist, &one.given.item)?;
                    if saved.get(one.given.item.as_str()).is_some_and(|version| one.given.base < *version) {
                        continue;
                    }
                    let draft = one.draft(stamp);
                    if act.tx().keep_draft(caller.person, check, &draft, one.stamp).await? {
                        done.kept.push(one.given.item);
                    } else {
                        met.push(one.given.item);
                    }
                }
                if !met.is_empty() {
                    let stand = act.tx().drafts(caller.person, check).await?;
                    let others = stand.iter().filter(|draft| met.contains(&draft.item)).filter_map(Typed::of);
                    done.others = others.collect();
                }
                Ok(done)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Removes drafts that nobody has touched for 90 days; a job of every night. Says how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tidy_drafts(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN).as_microsecond();
        self.store().write(move |tx| Box::pin(async move { tx.tidy_drafts(before).await })).await
    }
}
