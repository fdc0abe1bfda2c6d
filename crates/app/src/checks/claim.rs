//! Answers given elsewhere are taken over into a check (取り込み): all of them in one command, or none
//! ([ADR 18](../../../docs/adr/0018-a-claim-is-one-command.md)).

use std::collections::BTreeMap;

use criteria::answers::Answer;
use criteria::edition::EditionId;
use criteria::pack::reference::Era;
use jiff::civil::Date;
use protection::check::{Origin, Source};
use protection::section::{self, Asked, Taking};
use record::{OrganisationId, StreamId};
use uuid::Uuid;

use super::begin::begun;
use super::{item, opened, supports};
use crate::access::Action;
use crate::dates;
use crate::door::Act;
use crate::office::{Caller, Office, Refused};

/// Answers taken over from elsewhere.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The id of the check that begins: the same again is done once.
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

/// What is wrong with the day that answers are said to be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayFault {
    /// It is no day.
    Unreadable,
    /// It is a day to come.
    Later {
        /// Today.
        today: Date,
    },
    /// The answers were changed later than that.
    Before {
        /// The day they were changed last.
        saved_on: Date,
    },
}

/// The day that answers are said to be of, as somebody typed it; `saved_on` is the day they were changed last, where that
/// is known.
///
/// # Errors
/// What is wrong with it.
pub fn reported_on(eras: &[Era], typed: &str, saved_on: Option<Date>, today: Date) -> Result<Date, DayFault> {
    let day = dates::typed(eras, typed).ok_or(DayFault::Unreadable)?;
    if day > today {
        return Err(DayFault::Later { today });
    }
    match saved_on.filter(|saved_on| day < *saved_on) {
        Some(saved_on) => Err(DayFault::Before { saved_on }),
        None => Ok(day),
    }
}

/// The id of the check that a person takes answers over into, by a word of their own: no id of anybody else's can be named.
#[must_use]
pub fn id(caller: &Caller, word: &str) -> Uuid {
    Uuid::new_v5(&caller.person.0, format!("claim/{word}").as_bytes())
}

impl Office {
    /// Takes answers over into a check of the organisation the caller acts for (取り込み).
    ///
    /// # Errors
    /// The edition is not here, an answer is not allowed, the day is one to come, or the caller may not; then nothing is
    /// taken.
    pub async fn claim(&self, caller: Caller, claim: &Claim) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action, claim) = (self.clone(), Action::CheckBegin, claim.clone());
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, claim) = (office.clone(), claim.clone());
            Box::pin(async move {
                let row = office.may(act, &caller, action, Some(owner)).await?;
                let on_behalf = supports(row.as_ref(), act);
                office.claim_in(act, owner, &claim, (&caller, on_behalf)).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    async fn claim_in(
        &self,
        act: &mut Act<'_>,
        owner: OrganisationId,
        claim: &Claim,
        (caller, on_behalf): (&Caller, bool),
    ) -> Result<StreamId, Refused> {
        let check = StreamId(claim.check);
        let (edition, checklist) = self.pinned(&claim.edition)?;
        let mut taken: BTreeMap<&str, Vec<Taking>> = BTreeMap::new();
        for (id, answer) in &claim.answers {
            let item = item(checklist, id)?;
            let taking = Taking { asked: Asked::of(edition, item), answer: *answer, note: None };
            taken.entry(&item.axis).or_default().push(taking);
        }
        let origin = Origin::Claimed { reported_on: claim.reported_on, source: claim.source };
        let kept = begun(act, owner, check, (edition, checklist), origin).await?;
        for (axis, answers) in taken {
            let mut section = opened(act, owner, check, &kept, axis).await?;
            let (by, check_closed) = (caller.person, kept.status.closed_on());
            act.decide(&mut section, section::Command::Take { answers, by, on_behalf, check_closed })?;
        }
        Ok(check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_of_the_answers_is_none_to_come_and_none_before_they_were_changed() {
        let today = date(2026, 11, 29);
        let catalogue = crate::packs::shipped().unwrap();
        let eras = &catalogue.reference().unwrap().eras;
        let read = |typed, saved_on| reported_on(eras, typed, saved_on, today);
        for (typed, saved_on, expected) in [
            ("2026-11-20", None, Ok(date(2026, 11, 20))),
            ("令和8年11月29日", None, Ok(today)),
            ("２０２６／１１／２０", Some(date(2026, 11, 20)), Ok(date(2026, 11, 20))),
            ("2026-11-19", Some(date(2026, 11, 20)), Err(DayFault::Before { saved_on: date(2026, 11, 20) })),
            ("2026-11-30", None, Err(DayFault::Later { today })),
            ("", None, Err(DayFault::Unreadable)),
            ("先週", None, Err(DayFault::Unreadable)),
        ] {
            assert_eq!(read(typed, saved_on), expected, "{typed}");
        }
    }
}
