//! Where a person stands in an organisation, and what follows from it on a date. Knows no rule of how to get there
//! ([`super::Member`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use record::PersonId;
use serde::{Deserialize, Serialize};

use super::role::Role;

/// What the person is in the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Nothing, and not invited.
    #[default]
    Stranger,
    /// Invited; nothing yet.
    Invited {
        /// The person.
        person: PersonId,
        /// As what.
        offer: Offer,
        /// Until before when the invitation may be accepted.
        expires_at: Timestamp,
        /// Who invited.
        by: PersonId,
    },
    /// A member, perhaps with nothing in force today.
    Member {
        /// The person.
        person: PersonId,
        /// The roles with the term of each; one that has ended may still stand here.
        roles: BTreeMap<Role, Term>,
        /// The support, which may have ended.
        supporter: Option<Support>,
    },
    /// Was invited, and is not any more.
    Uninvited {
        /// The person.
        person: PersonId,
    },
    /// No longer anything, and free to be invited again.
    Left {
        /// The person.
        person: PersonId,
        /// From which day.
        on: Date,
    },
}

/// As what somebody is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// As a member with these roles, at least one.
    Roles(BTreeSet<Role>),
    /// As a supporter.
    Support {
        /// The last day.
        until: Date,
    },
}

impl Offer {
    /// The roles that are offered; a supporter has none.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        let roles = match self {
            Self::Roles(roles) => Some(roles),
            Self::Support { .. } => None,
        };
        roles.into_iter().flatten()
    }
}

/// From when until when a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from: Date,
    /// The last day; none where it has no end.
    pub until: Option<Date>,
}

/// From when until when a person enters on behalf of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Term {
    /// Whether `date` is in the term.
    #[must_use]
    pub fn holds_on(self, date: Date) -> bool {
        self.from <= date && !self.is_over(date)
    }

    pub(super) fn is_over(self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

impl Status {
    /// Who it is; none before the first event.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Stranger => None,
            Self::Invited { person, .. }
            | Self::Member { person, .. }
            | Self::Uninvited { person }
            | Self::Left { person, .. } => Some(*person),
        }
    }

    /// The roles held on `date`, as known now. What was revoked or left since is not among them: what somebody
    /// was on an earlier day is answered by the history up to that day. Whether the organisation still has the
    /// kind of a role ([`Role::allowed_for`]) is not known here.
    #[must_use]
    pub fn roles_on(&self, date: Date) -> BTreeSet<Role> {
        match self {
            Self::Member { roles, .. } => {
                roles.iter().filter(|(_, term)| term.holds_on(date)).map(|(role, _)| *role).collect()
            }
            Self::Stranger | Self::Invited { .. } | Self::Uninvited { .. } | Self::Left { .. } => BTreeSet::new(),
        }
    }

    /// The support in force on `date`. It is shown wherever something is entered on behalf.
    #[must_use]
    pub fn support_on(&self, date: Date) -> Option<Support> {
        match self {
            Self::Member { supporter, .. } => supporter.filter(|support| support.from <= date && date <= support.until),
            Self::Stranger | Self::Invited { .. } | Self::Uninvited { .. } | Self::Left { .. } => None,
        }
    }

    /// Whether the person may manage members on `date`.
    #[must_use]
    pub fn manages_members_on(&self, date: Date) -> bool {
        self.roles_on(date).into_iter().any(Role::manages_members)
    }

    /// Whether the person may manage members today and for good. An organisation always has a member who does:
    /// this, of any other member, is the evidence `another_manager`.
    #[must_use]
    pub fn manages_members_for_good(&self, today: Date) -> bool {
        match self {
            Self::Member { roles, .. } => {
                roles.iter().any(|(role, term)| role.manages_members() && term.until.is_none() && term.from <= today)
            }
            Self::Stranger | Self::Invited { .. } | Self::Uninvited { .. } | Self::Left { .. } => false,
        }
    }

    /// Its name, without what it holds.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self {
            Self::Stranger | Self::Uninvited { .. } => Standing::Stranger,
            Self::Invited { .. } => Standing::Invited,
            Self::Member { .. } => Standing::Member,
            Self::Left { .. } => Standing::Left,
        }
    }
}

/// A [`Status`] without what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// [`Status::Stranger`] or [`Status::Uninvited`]
    Stranger,
    /// [`Status::Invited`]
    Invited,
    /// [`Status::Member`]
    Member,
    /// [`Status::Left`]
    Left,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stranger => "a stranger",
            Self::Invited => "an invited person",
            Self::Member => "a member",
            Self::Left => "a former member",
        })
    }
}
