//! What happens to a certificate, as it is written for ever.

use jiff::civil::Date;
use record::{Happening, PersonId, Text};
use serde::{Deserialize, Serialize};

use super::{Issue, Receiver};
use crate::decision::Made;
use crate::seen::{Exhibit, Seen};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was issued.
    Issued(Box<Issue>),
    /// It was set aside.
    Suspended {
        /// The suspension.
        suspension: Seen,
        /// The decision.
        decision: Made,
        /// The first day.
        from: Date,
        /// The last day by which it is lifted.
        limit: Date,
    },
    /// It is good again.
    Resumed {
        /// The decision.
        decision: Made,
        /// The first day.
        on: Date,
    },
    /// It has another scope.
    Rescoped {
        /// The decision.
        decision: Made,
        /// The scope.
        scope: Text,
        /// The sites.
        sites: Vec<Text>,
        /// From which day on.
        on: Date,
    },
    /// 取消し.
    Withdrawn {
        /// The decision.
        decision: Made,
        /// The first day without it.
        on: Date,
    },
    /// 返納.
    Ended {
        /// Who, for the holder.
        by: PersonId,
        /// Why, if they said.
        reason: Option<Text>,
        /// The first day without it.
        on: Date,
    },
    /// 移管.
    Transferred {
        /// To whom.
        to: Receiver,
        /// What was passed on.
        papers: Vec<Exhibit>,
        /// The first day without it.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Issued(_) => "issued",
            Self::Suspended { .. } => "suspended",
            Self::Resumed { .. } => "resumed",
            Self::Rescoped { .. } => "rescoped",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Ended { .. } => "ended",
            Self::Transferred { .. } => "transferred",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Issued(issue) => Some(issue.effective),
            Self::Suspended { from, .. } => Some(*from),
            Self::Resumed { on, .. }
            | Self::Rescoped { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::Ended { on, .. }
            | Self::Transferred { on, .. } => Some(*on),
        }
    }
}
