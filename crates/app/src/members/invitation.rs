//! How an invitation reaches its person, and why one is of no use any more. Knows rows; changes nothing.

use jiff::Timestamp;
use record::PersonId;
use serde::{Deserialize, Serialize};
use store::Invitation;
use store::models::MemberRow;

use super::MadeInvitation;

/// How an invitation reaches the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// By mail where there is an address and mail is set up, otherwise by who invites.
    Mail,
    /// By who invites: as a link, or on paper.
    Hand,
}

/// What is kept of an invitation that was made, for a request that comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    pub(crate) person: PersonId,
    pub(crate) expires_at: Timestamp,
    pub(crate) mailed: bool,
    pub(crate) by_pin: bool,
}

impl Receipt {
    pub(crate) fn with(self, token: String) -> MadeInvitation {
        let Self { person, expires_at, mailed, by_pin } = self;
        MadeInvitation { token, expires_at, person, mailed, by_pin }
    }
}

/// Why an invitation is of no use any more. Who holds its secret may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Withdrawn,
    /// Another one was made for the same person.
    Replaced,
    /// There never was one like it.
    Unknown,
}

impl Over {
    /// Its word, as the texts have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
            Self::Unknown => "unknown",
        }
    }
}

/// Why an invitation is of no use; none = it stands. A member who accepted and lost the way before the first sign-in
/// may go on.
pub(super) fn over(one: &Invitation, row: Option<&MemberRow>, now: i64) -> Option<Over> {
    let standing = row.map_or("", |row| row.standing.as_str());
    if one.used_at.is_some() {
        return Some(Over::Used);
    }
    match standing {
        "member" if one.renews => (now >= one.expires_at).then_some(Over::Expired),
        _ if one.renews => Some(Over::Withdrawn),
        "invited" if now < one.expires_at => None,
        "member" if now < one.expires_at => None,
        // Whoever is invited until later is invited by another one.
        "invited" if row.and_then(|row| row.expires_at).is_some_and(|until| one.expires_at < until && now < until) => {
            Some(Over::Replaced)
        }
        "invited" => Some(Over::Expired),
        "member" => Some(Over::Used),
        _ => Some(Over::Withdrawn),
    }
}
