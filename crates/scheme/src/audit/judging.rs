//! Who judges in an audit: enters what was found, agrees it, raises and settles it, reports. Whoever only looks on does not, nor
//! does anybody before they declared their conflicts, were told to the company, and an objection to them was answered.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::PersonId;

use super::people::{self, Seat};
use super::{Error, Function, Purpose, Work};
use crate::nonconformity::{self, Standing};
use crate::rules::Rules;

/// Why somebody does not judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJudging {
    /// They are in the team and do not audit. To do: have an auditor of the team do it.
    #[error("expected an auditor of the team, found {person} as something else")]
    LooksOn {
        /// Who.
        person: PersonId,
        /// As what they are in the team.
        found: Function,
    },
    /// They are not in the team, or may not begin yet (INV-05, INV-06, INV-10).
    #[error(transparent)]
    Team(#[from] Error),
}

impl NotJudging {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::LooksOn { .. } => "judging-looks-on",
            Self::Team(error) => error.rule(),
        }
    }
}

impl Work {
    /// Whether a person judges on that day; `incompetent` is evidence: who of the team is not competent then (INV-10).
    ///
    /// # Errors
    /// Why they do not.
    pub fn judges(&self, person: PersonId, on: Date, incompetent: &BTreeSet<PersonId>) -> Result<(), NotJudging> {
        let seat: &Seat = people::seat(self, person)?;
        if !seat.audits() {
            return Err(NotJudging::LooksOn { person, found: seat.function });
        }
        let alone = [(&person, seat)];
        people::settled(alone.into_iter(), on)?;
        people::competent(alone.into_iter(), incompetent)?;
        Ok(())
    }

    /// Whether this audit has to look at a nonconformity of an earlier one: a follow-up is for what asks for another stage 2 when it
    /// begins (INV-36), `last_day` being the last day of the stage before. Any other audit looks at all that is required.
    #[must_use]
    pub fn follows(&self, status: &nonconformity::Status, last_day: Option<Date>, rules: &Rules) -> bool {
        match self.terms.purpose {
            Purpose::FollowUp => {}
            Purpose::Initial | Purpose::Renewal | Purpose::Surveillance | Purpose::Scope => return false,
        }
        let Some((begun_on, last)) = self.begun_on.zip(last_day) else { return false };
        match nonconformity::standing(status, last, rules, begun_on) {
            Standing::AnotherStageTwo { .. } => true,
            Standing::NoLimit | Standing::Running { .. } | Standing::InTime { .. } => false,
        }
    }
}
