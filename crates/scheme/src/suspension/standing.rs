//! How a suspension stands on a day. A question only.

use jiff::civil::Date;

use super::{Outcome, Status, Term};

/// How a suspension stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody proposed it.
    Unproposed,
    /// It is proposed, and nothing is set aside.
    Proposed,
    /// It begins on a day to come.
    NotYet {
        /// Which.
        from: Date,
    },
    /// The certificate is set aside.
    InForce {
        /// The last day.
        limit: Date,
    },
    /// Its months are over: withdrawing or reducing has to be decided (INV-53). The certificate is set aside all the same.
    Over {
        /// The last day.
        limit: Date,
    },
    /// It was lifted.
    Lifted {
        /// The first day without it.
        on: Date,
    },
    /// Withdrawing or reducing was decided.
    Concluded {
        /// Which.
        outcome: Outcome,
        /// From when.
        on: Date,
    },
    /// It was not imposed.
    Dropped {
        /// When.
        on: Date,
    },
}

impl Standing {
    /// Whether the certificate is set aside.
    #[must_use]
    pub fn holds(self) -> bool {
        match self {
            Self::InForce { .. } | Self::Over { .. } => true,
            Self::Unproposed
            | Self::Proposed
            | Self::NotYet { .. }
            | Self::Lifted { .. }
            | Self::Concluded { .. }
            | Self::Dropped { .. } => false,
        }
    }
}

/// How it stands on a day, as far as these events tell.
#[must_use]
pub fn standing(status: &Status, on: Date) -> Standing {
    match status {
        Status::Unproposed => Standing::Unproposed,
        Status::Proposed(_) | Status::Heard(_) => Standing::Proposed,
        Status::Dropped { on: dropped, .. } if on >= *dropped => Standing::Dropped { on: *dropped },
        Status::Dropped { .. } => Standing::Proposed,
        Status::Lifted { on: lifted, .. } if on >= *lifted => Standing::Lifted { on: *lifted },
        Status::Concluded { outcome, on: concluded, .. } if on >= *concluded => {
            Standing::Concluded { outcome: *outcome, on: *concluded }
        }
        Status::InForce { term, .. } | Status::Lifted { term, .. } | Status::Concluded { term, .. } => {
            running(*term, on)
        }
    }
}

fn running(Term { from, limit }: Term, on: Date) -> Standing {
    if on < from {
        Standing::NotYet { from }
    } else if on <= limit {
        Standing::InForce { limit }
    } else {
        Standing::Over { limit }
    }
}
