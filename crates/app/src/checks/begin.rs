//! A check begins: with nothing answered, or with answers given elsewhere (取り込み).

use std::collections::BTreeMap;

use criteria::answers::Answer;
use criteria::edition::EditionId;
use criteria::pack::checklist::Checklist;
use jiff::civil::Date;
use protection::check::{self, Check, Origin, Source};
use protection::section::{self, Asked, Taking};
use record::{Aggregate as _, StreamId};
use scheme::organisation::{self, Organisation};
use uuid::Uuid;

use super::{opened, supports};
use crate::access::Action;
use crate::office::{Caller, Office, Refused};

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
        // The same request a second time means the same check.
        let id = caller.once.map_or(id, |once| once.id(caller.person));
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
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
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
                let kept = act.load::<Check>(owner, check).await?;
                let mut section = opened(act, owner, check, &kept, &axis).await?;
                let check_closed = kept.status.closed_on();
                let command = section::Command::Take { answers, by: caller.person, on_behalf, check_closed };
                act.decide(&mut section, command)?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}
