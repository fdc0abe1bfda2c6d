//! Somebody asks the executives to confirm what stands, and for which state that was. Knows nobody's role: who is an
//! executive today is brought.
//!
//! One is asked once for each state of a check: asking again asks those who were not asked yet, and after a change
//! everybody anew.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{PersonId, StreamId};
use serde::{Deserialize, Serialize};

use super::sign_off::{Standing, Term, Versions, changed};
use super::{Error, Event, Kept};
use crate::section::Progress;

/// What asking brings; all of it is read in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Who asks.
    pub by: PersonId,
    /// Who is an executive today.
    pub executives: BTreeSet<PersonId>,
    /// Who is or was one when: by it is judged whether the last confirmation holds.
    pub terms: Vec<Term>,
    /// How far each section has come; one not named has no event.
    pub current: BTreeMap<StreamId, Progress>,
}

/// Executives were asked to confirm a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Who asked.
    pub by: PersonId,
    /// Who was asked.
    pub of: BTreeSet<PersonId>,
    /// When, in Japan.
    pub on: Date,
    /// Every section of the check at the version that stood then.
    pub sections: Versions,
}

impl Asking {
    /// Whether it asks for what stands, the sections being at these versions (one not named has no event).
    #[must_use]
    pub fn stands(&self, current: &Versions) -> bool {
        changed(&self.sections, current).next().is_none()
    }
}

/// The asking, or nothing where everybody was asked already for what stands.
pub(super) fn ask(kept: &Kept, wish: Wish, today: Date) -> Result<Vec<Event>, Error> {
    let Wish { by, executives, terms, current } = wish;
    let now = |stream: &StreamId| current.get(stream).copied().unwrap_or_default();
    let sections: Versions = kept.sections.values().map(|stream| (*stream, now(stream).version)).collect();
    if kept.sections.values().all(|stream| now(stream).answered == 0) {
        return Err(Error::NothingAnswered);
    }
    let last = kept.sign_offs.last();
    if let Some(last) = last.filter(|last| last.standing(&sections, &terms, today) == Standing::Holds) {
        return Err(Error::Confirmed { on: last.day() });
    }
    let others: BTreeSet<PersonId> = executives.into_iter().filter(|person| *person != by).collect();
    if others.is_empty() {
        return Err(Error::NobodyToAsk);
    }
    let asked: BTreeSet<PersonId> =
        kept.askings.iter().filter(|asking| asking.stands(&sections)).flat_map(|asking| &asking.of).copied().collect();
    let of: BTreeSet<PersonId> = others.difference(&asked).copied().collect();
    Ok(if of.is_empty() { Vec::new() } else { vec![Event::SignOffAsked(Asking { by, of, on: today, sections })] })
}
