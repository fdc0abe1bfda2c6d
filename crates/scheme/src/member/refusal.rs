//! Why something may not happen to a member: what was expected, what was found, whose rule it is, what to do.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::role::Role;
use super::status::Standing;
use crate::organisation::Kind;

/// Why something may not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The person is not what the command is for.
    #[error("expected {expected}, found {found}")]
    Standing {
        /// What the command is for.
        expected: Standing,
        /// What the person is.
        found: Standing,
    },
    /// Nothing would be given. To do: choose a role.
    #[error("expected at least one role, found none")]
    NoRole,
    /// No kind of the organisation has the role. To do: choose another, or say first what else it is.
    #[error("expected a role of this kind of organisation, found `{role}`")]
    RoleOfOthers {
        /// The role.
        role: Role,
        /// What the organisation is.
        kinds: BTreeSet<Kind>,
    },
    /// The first member could not let anybody else in. To do: add a role that manages members.
    #[error("expected a role that manages members, found none")]
    NoManager {
        /// The roles found.
        found: BTreeSet<Role>,
    },
    /// An invitation still stands. To do: withdraw it first.
    #[error("expected no invitation that still stands, found one until {expires_at}")]
    Invited {
        /// Until when.
        expires_at: Timestamp,
    },
    /// The invitation would stand not at all, or too long.
    #[error("expected an invitation to expire after {after} and by {by}, found {found}")]
    Expiry {
        /// Later than this.
        after: Timestamp,
        /// No later than this.
        by: Timestamp,
        /// Found.
        found: Timestamp,
    },
    /// The invitation has expired. To do: ask for another.
    #[error("expected an invitation that still stands, found one that expired at {expires_at}")]
    Expired {
        /// When.
        expires_at: Timestamp,
    },
    /// A role would be given for days that have passed.
    #[error("expected a first day from {today}, found {found}")]
    BackDated {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// A term would end before it begins.
    #[error("expected a last day from {from}, found {found}")]
    EndsBeforeItBegins {
        /// The first day.
        from: Date,
        /// The last day found.
        found: Date,
    },
    /// A support would end in the past, or last too long.
    #[error("expected a last day of the support from {from} to {to}, found {found}")]
    SupportEnd {
        /// At the earliest.
        from: Date,
        /// At the latest.
        to: Date,
        /// Found.
        found: Date,
    },
    /// Who has a role does not enter on behalf. To do: revoke the roles first, or leave it.
    #[error("expected a supporter without a role, found `{role}`")]
    SupporterHasRole {
        /// A role held today or later.
        role: Role,
    },
    /// Who enters on behalf is given no role. To do: end the support first.
    #[error("expected nobody who supports until {until}, found a supporter")]
    Supports {
        /// The last day of the support.
        until: Date,
    },
    /// A new way in would lead into another organisation as well. To do: a new password by mail, or ask the operator.
    #[error("expected a member of this organisation alone, found one of another as well")]
    Elsewhere,
    /// Nobody would manage the members for good. To do: give another member such a role without end.
    #[error("expected another member who manages members without an end, found none")]
    LastManager,
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Standing { .. } => "standing",
            Self::NoRole => "at-least-one-role",
            Self::RoleOfOthers { .. } => "roles-of-its-kind",
            Self::NoManager { .. } => "founder-manages-members",
            Self::Invited { .. } => "one-invitation",
            Self::Expiry { .. } => "invitation-has-an-end",
            Self::Expired { .. } => "invitation-stands",
            Self::BackDated { .. } => "not-back-dated",
            Self::EndsBeforeItBegins { .. } => "ends-after-it-begins",
            Self::SupportEnd { .. } => "support-has-an-end",
            Self::SupporterHasRole { .. } | Self::Supports { .. } => "supporter-has-no-role",
            Self::Elsewhere => "renewed-by-its-only-organisation",
            Self::LastManager => "last-manager-stays",
        }
    }
}
