//! Why a certificate refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;
use record::StreamId;

use crate::day::WrongDay;
use crate::decision::Kind;
use crate::rules::Broken;

/// Why a certificate refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not stand where that could be done. What has ended has no exit: a new application leads to a new one.
    #[error("`{command}` does not fit a certificate that is {found}")]
    NotNow {
        /// What was wanted.
        command: &'static str,
        /// Where it stands.
        found: &'static str,
    },
    /// It has expired (有効期間満了). To do: renew it, or take it up again, by a new one.
    #[error("the certificate expired on {on}")]
    Expired {
        /// Its last day.
        on: Date,
    },
    /// A suspended one is not transferred (INV-58). To do: lift the suspension first.
    #[error("expected a certificate that is not suspended")]
    TransferOfSuspended,
    /// The decision is of another kind. To do: decide that first.
    #[error("expected a decision to {}, found one to {}", listed(expected), found.word())]
    OtherDecision {
        /// Which kinds would do.
        expected: &'static [Kind],
        /// Which it is.
        found: Kind,
    },
    /// The body is not accredited today (INV-22).
    #[error("expected an accreditation that is valid on {on}, found none")]
    NotAccredited {
        /// The day.
        on: Date,
    },
    /// A certificate names its sites (INV-43).
    #[error("expected at least one site, found none")]
    NoSites,
    /// It would hold before the decision (INV-43). To do: choose the day of the decision or a later one.
    #[error("expected a first day of {decided} or later, when it was decided, found {found}")]
    BeforeDecision {
        /// The day of the decision.
        decided: Date,
        /// The first day found.
        found: Date,
    },
    /// It would begin long after the decision. Ours. To do: choose an earlier day, or decide anew.
    #[error("expected a first day of {latest} or earlier, found {found}")]
    LongAfterDecision {
        /// The latest first day.
        latest: Date,
        /// The first day found.
        found: Date,
    },
    /// It is no renewal any more (INV-44). To do: take it up again, within the months of the rules.
    #[error("expected a decision by {expiry}, the last day of the earlier certificate, found {decided}")]
    RenewedLate {
        /// The last day of the earlier one.
        expiry: Date,
        /// The day of the decision.
        decided: Date,
    },
    /// It is a renewal still (INV-44). To do: renew it.
    #[error("expected a decision after {expiry}, the last day of the earlier certificate, found {decided}")]
    NotOver {
        /// The last day of the earlier one.
        expiry: Date,
        /// The day of the decision.
        decided: Date,
    },
    /// It is too late to take it up again (INV-45). To do: certify anew.
    #[error("expected a decision by {latest} to take a certificate up again, found {decided}")]
    TooLateToTakeUp {
        /// The last day.
        latest: Date,
        /// The day of the decision.
        decided: Date,
    },
    /// The earlier one was suspended, withdrawn, ended or transferred. To do: lift the suspension; else certify anew.
    #[error("expected the earlier certificate {earlier} to be good")]
    EarlierNotGood {
        /// The earlier one.
        earlier: StreamId,
    },
    /// Nothing is passed on (INV-58). To do: add the last report and what is open.
    #[error("expected the last report and what is open to be passed on, found nothing")]
    NoPapers,
    /// A rule of the body is broken.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A day does not fit.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

fn listed(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" or ")
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotNow { .. } => "certificate-not-now",
            Self::Expired { .. } => "certificate-expired",
            Self::TransferOfSuspended => "certificate-transfer-of-suspended",
            Self::OtherDecision { .. } => "certificate-other-decision",
            Self::NotAccredited { .. } => "certificate-not-accredited",
            Self::NoSites => "certificate-sites",
            Self::BeforeDecision { .. } => "certificate-before-decision",
            Self::LongAfterDecision { .. } => "certificate-long-after-decision",
            Self::RenewedLate { .. } => "certificate-renewed-late",
            Self::NotOver { .. } => "certificate-not-over",
            Self::TooLateToTakeUp { .. } => "certificate-too-late-to-take-up",
            Self::EarlierNotGood { .. } => "certificate-earlier-not-good",
            Self::NoPapers => "certificate-papers",
            Self::Broken(broken) => broken.rule.word(),
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours or of spec 7 §23.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::NotAccredited { .. } => Some("INV-22"),
            Self::OtherDecision { .. } => Some("INV-42"),
            Self::NoSites | Self::BeforeDecision { .. } => Some("INV-43"),
            Self::RenewedLate { .. } | Self::NotOver { .. } => Some("INV-44"),
            Self::TooLateToTakeUp { .. } | Self::EarlierNotGood { .. } => Some("INV-45"),
            Self::TransferOfSuspended | Self::NoPapers => Some("INV-58"),
            Self::Broken(broken) => Some(broken.rule.invariant()),
            Self::NotNow { .. } | Self::Expired { .. } | Self::LongAfterDecision { .. } | Self::Day(_) => None,
        }
    }
}
