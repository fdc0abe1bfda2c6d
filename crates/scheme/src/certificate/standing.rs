//! How a certificate stands on a day, and what may be said of it where its body is no longer accredited. Questions only.

use jiff::civil::Date;

use super::{Known, Receiver, Status};

/// How a certificate stands on a day. The four endings are four words and never mixed (spec 7 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Unissued,
    /// It holds from a day to come.
    NotYet {
        /// Which.
        from: Date,
    },
    /// It is good.
    Valid {
        /// Its last day.
        until: Date,
    },
    /// 一時停止: it is set aside.
    Suspended {
        /// Since when.
        from: Date,
        /// The last day by which it is lifted.
        limit: Date,
    },
    /// 有効期間満了.
    Expired {
        /// Its last day.
        on: Date,
    },
    /// 取消し.
    Withdrawn {
        /// The first day without it.
        on: Date,
    },
    /// 返納.
    Ended {
        /// The first day without it.
        on: Date,
    },
    /// 移管.
    Transferred {
        /// The first day without it.
        on: Date,
        /// To whom.
        to: Receiver,
    },
}

impl Standing {
    /// Whether it is good; nothing else is.
    #[must_use]
    pub fn is_valid(self) -> bool {
        match self {
            Self::Valid { .. } => true,
            Self::Unissued
            | Self::NotYet { .. }
            | Self::Suspended { .. }
            | Self::Expired { .. }
            | Self::Withdrawn { .. }
            | Self::Ended { .. }
            | Self::Transferred { .. } => false,
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unissued => "unissued",
            Self::NotYet { .. } => "not_yet",
            Self::Valid { .. } => "valid",
            Self::Suspended { .. } => "suspended",
            Self::Expired { .. } => "expired",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Ended { .. } => "ended",
            Self::Transferred { .. } => "transferred",
        }
    }
}

/// How it stands on a day, as far as these events tell.
#[must_use]
pub fn standing(status: &Status, on: Date) -> Standing {
    match status {
        Status::Unissued => Standing::Unissued,
        Status::Withdrawn { on: ended, .. } if on >= *ended => Standing::Withdrawn { on: *ended },
        Status::Ended { on: ended, .. } if on >= *ended => Standing::Ended { on: *ended },
        Status::Transferred { on: ended, to, .. } if on >= *ended => Standing::Transferred { on: *ended, to: *to },
        Status::Effective(known) | Status::Suspended(known) => running(known, on),
        Status::Withdrawn { known, .. } | Status::Ended { known, .. } | Status::Transferred { known, .. } => {
            running(known, on)
        }
    }
}

/// How it stands as long as nobody ended it.
fn running(known: &Known, on: Date) -> Standing {
    let issue = &known.issue;
    if on < issue.effective {
        return Standing::NotYet { from: issue.effective };
    }
    if on > issue.expiry {
        return Standing::Expired { on: issue.expiry };
    }
    let holds = |span: &&super::Span| span.from <= on && span.resumed_on.is_none_or(|resumed| on < resumed);
    match known.suspensions.iter().find(holds) {
        Some(span) => Standing::Suspended { from: span.from, limit: span.limit },
        None => Standing::Valid { until: issue.expiry },
    }
}

/// How the accreditation of the body stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyStanding {
    /// It is valid.
    Stands,
    /// It lapsed, was given up or was revoked.
    Lost {
        /// The first day without it.
        since: Date,
    },
}

/// What may be said of a certificate (INV-59; wording: spec 7 §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stands so.
    Confirmed(Standing),
    /// 確認できません: its body lost the accreditation after it was issued.
    CannotBeConfirmed {
        /// How it would stand.
        standing: Standing,
        /// Since when the body has none.
        lost: Date,
    },
    /// 無効の疑い: it was issued after the loss.
    PerhapsInvalid {
        /// When it was issued.
        issued_on: Date,
        /// Since when the body has none.
        lost: Date,
    },
}

impl Verdict {
    /// Whether it is good beyond doubt.
    #[must_use]
    pub fn is_valid(self) -> bool {
        match self {
            Self::Confirmed(standing) => standing.is_valid(),
            Self::CannotBeConfirmed { .. } | Self::PerhapsInvalid { .. } => false,
        }
    }
}

/// What may be said of a certificate on a day, where its body stands so. What has ended by itself, or was ended, stays ended.
#[must_use]
pub fn verdict(status: &Status, body: BodyStanding, on: Date) -> Verdict {
    let standing = standing(status, on);
    let (BodyStanding::Lost { since }, Some(known)) = (body, status.known()) else {
        return Verdict::Confirmed(standing);
    };
    let issued_on = known.issue.issued_on;
    match standing {
        Standing::NotYet { .. } | Standing::Valid { .. } | Standing::Suspended { .. } if on >= since => {
            if issued_on >= since {
                Verdict::PerhapsInvalid { issued_on, lost: since }
            } else {
                Verdict::CannotBeConfirmed { standing, lost: since }
            }
        }
        Standing::Unissued
        | Standing::NotYet { .. }
        | Standing::Valid { .. }
        | Standing::Suspended { .. }
        | Standing::Expired { .. }
        | Standing::Withdrawn { .. }
        | Standing::Ended { .. }
        | Standing::Transferred { .. } => Verdict::Confirmed(standing),
    }
}
