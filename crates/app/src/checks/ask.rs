//! The executives are asked to confirm a check: it stands in the record, on their desk, and a letter goes to each.

use protection::check::{self, Asking, Check, Versions, Wish};
use record::{PersonId, StreamId};

use super::KeptCheck;
use super::executives::Executives;
use super::sign_off::progress;
use crate::access::Action;
use crate::mail::Letter;
use crate::office::{Caller, Office, Refused};

/// The askings of a check that ask for what stands.
pub(super) fn standing<'a>(askings: &'a [Asking], versions: &Versions) -> Vec<&'a Asking> {
    askings.iter().filter(|asking| asking.stands(versions)).collect()
}

impl KeptCheck<'_> {
    /// Who was asked to confirm what stands, by whom and when; the oldest first.
    #[must_use]
    pub fn asked(&self) -> Vec<&Asking> {
        standing(&self.row.askings, &self.versions())
    }

    /// The executives of today.
    pub fn executives(&self) -> impl Iterator<Item = PersonId> {
        self.executives.today.iter().copied()
    }

    /// The executives that `person` could ask now: not themselves, and nobody a second time for the same state.
    #[must_use]
    pub fn to_ask(&self, person: PersonId) -> Vec<PersonId> {
        let asked = self.asked();
        let open = |one: &PersonId| *one != person && asked.iter().all(|asking| !asking.of.contains(one));
        self.executives().filter(open).collect()
    }
}

impl Office {
    /// Whether letters are mailed at all.
    #[must_use]
    pub fn mails(&self) -> bool {
        self.door.outbox().is_some()
    }

    /// Asks the executives of the organisation the caller acts for to confirm a check as it stands. Who was asked for
    /// this state already is not asked again.
    ///
    /// # Errors
    /// There is no such check, nothing to be confirmed, or nobody to be asked; or the caller may not.
    pub async fn ask_sign_off(&self, caller: Caller, check: StreamId) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckAsk);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                let known = kept.status.kept().ok_or(Refused::NotThere)?;
                let (before, sections) = (known.askings.len(), known.sections.clone());
                let last = known.sign_offs.last().cloned();
                let current = progress(act, owner, sections.values().copied()).await?;
                // The executives are not locked: whoever is none any more by then gets no letter.
                let today = act.at().today;
                let found = Executives::of(act.tx(), owner, &last, today).await?;
                let Executives { today: executives, terms, .. } = found;
                let wish = Wish { by: caller.person, executives, terms, current };
                act.decide(&mut kept, check::Command::AskSignOff(wish))?;
                let made = kept.status.kept().into_iter().flat_map(|kept| kept.askings.iter().skip(before));
                let asked: Vec<PersonId> = made.flat_map(|asking| asking.of.iter().copied()).collect();
                for person in asked {
                    let letter = Letter::SignOffAsked { person, organisation: owner, check };
                    act.mail_once(&letter, &(check, kept.version)).await?;
                }
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}
