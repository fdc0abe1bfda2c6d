//! How far a nonconformity is settled, and what its time has come to. Questions only; nothing is written.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Grade, Known, Status};
use crate::period;
use crate::rules::Rules;

/// How far it is settled: what a decision asks for (INV-35, INV-40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// Nothing is settled.
    Open,
    /// What the company plans was accepted: enough for a minor one.
    PlanAccepted,
    /// Both actions were verified to be effective, or a minor one was closed.
    Verified,
    /// It was none.
    Withdrawn,
}

impl Settled {
    /// Whether a nonconformity of that grade keeps a certificate back (INV-35, INV-40).
    #[must_use]
    pub fn holds_back(self, grade: Grade) -> bool {
        match (self, grade) {
            (Self::Open, Grade::Major | Grade::Minor) | (Self::PlanAccepted, Grade::Major) => true,
            (Self::PlanAccepted, Grade::Minor) | (Self::Verified | Self::Withdrawn, Grade::Major | Grade::Minor) => {
                false
            }
        }
    }
}

/// How far it is settled; one that was never raised is none.
#[must_use]
pub fn settled(status: &Status) -> Settled {
    match status {
        Status::Raised(_) | Status::Answered(_) => Settled::Open,
        Status::Accepted(_) => Settled::PlanAccepted,
        Status::Verified(_) | Status::Closed { .. } => Settled::Verified,
        Status::Unraised | Status::Withdrawn { .. } => Settled::Withdrawn,
    }
}

/// Since which day it is settled as far as [`settled()`] says; none = nothing is settled. A plan that was accepted is enough only
/// since the nonconformity has its grade.
#[must_use]
pub fn settled_on(status: &Status) -> Option<Date> {
    match status {
        Status::Unraised | Status::Raised(_) | Status::Answered(_) => None,
        Status::Accepted(known) => known.accepted_on.max(known.regraded_on),
        Status::Verified(known) => known.verified_on,
        Status::Closed { known, on } => Some(known.verified_on.unwrap_or(*on)),
        Status::Withdrawn { on, .. } => Some(*on),
    }
}

/// What its time has come to (INV-36).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No time runs: it is minor, was withdrawn or never raised.
    NoLimit,
    /// A major one that has to be verified by that day.
    Running {
        /// The last day.
        by: Date,
    },
    /// It was verified in time.
    InTime {
        /// When.
        on: Date,
    },
    /// Another stage 2 is required.
    AnotherStageTwo {
        /// From which day on.
        since: Date,
    },
}

/// What the time of a nonconformity has come to on a day, where stage 2 ended on another. A verification after the last day
/// does not undo that another stage 2 is required; the end of that stage begins a new time.
#[must_use]
pub fn standing(status: &Status, last_day_of_stage_2: Date, rules: &Rules, on: Date) -> Standing {
    let known: &Known = match status {
        Status::Unraised | Status::Withdrawn { .. } => return Standing::NoLimit,
        Status::Raised(known) | Status::Answered(known) | Status::Accepted(known) | Status::Verified(known) => known,
        Status::Closed { known, .. } => known,
    };
    if known.raised.grade == Grade::Minor {
        return Standing::NoLimit;
    }
    let by = period::last_day_of_months_after(last_day_of_stage_2, rules.figures.months_to_close_major);
    match known.verified_on.filter(|verified| *verified <= on) {
        Some(on) if on <= by => Standing::InTime { on },
        _ if on > by => Standing::AnotherStageTwo { since: period::next(by) },
        _ => Standing::Running { by },
    }
}
