//! What one person is in one organisation: invited, a member with roles, a supporter, or gone.
//!
//! Knows the terms of roles and who must stay; knows no name, no account, and nothing of a case (that the same
//! person does not advise and audit is a rule of the case). A role and a support end by themselves on their last
//! day: [`Status::roles_on`] is a function of the date, and no job writes. Its stream is
//! [`record::OrganisationId::member`], so that nobody is a member of one organisation twice.
//!
//! All rules are ours: that an organisation keeps somebody who manages its members without an end, that an
//! invitation stands for at most 90 days and a support for at most a year, and that a supporter (ITコーディネータ,
//! 商工会議所, adviser; spec 7 §18) has no role, so that nobody manages or signs off in that quality.

mod refusal;
mod role;
mod status;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use record::{Aggregate, At, Happening, PersonId};
use serde::{Deserialize, Serialize};

pub use refusal::Error;
pub use role::Role;
pub use status::{Offer, Standing, Status, Support, Term};

use crate::organisation::Kind;

/// How long an invitation stands at most.
pub const INVITATION_DAYS: i64 = 90;
/// How long a support lasts at most.
pub const SUPPORT_YEARS: i64 = 1;

/// The aggregate.
#[derive(Debug)]
pub enum Member {}

/// What somebody wants to happen. `kinds` (of the organisation) and `another_manager` (some other member
/// [manages for good](Status::manages_members_for_good)) are evidence: the caller reads them from their streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The first member of an organisation that registers.
    Found {
        /// The person.
        person: PersonId,
        /// The roles; one of them manages members.
        roles: BTreeSet<Role>,
        /// Evidence.
        kinds: BTreeSet<Kind>,
    },
    /// Invite the person.
    Invite {
        /// The person.
        person: PersonId,
        /// As what.
        offer: Offer,
        /// Until before when it may be accepted: at most [`INVITATION_DAYS`] ahead.
        expires_at: Timestamp,
        /// Who invites.
        by: PersonId,
        /// Evidence.
        kinds: BTreeSet<Kind>,
    },
    /// The person accepts the invitation.
    Accept,
    /// Take the invitation back.
    Withdraw,
    /// Give a role, or a role that is held another term.
    Grant {
        /// The role.
        role: Role,
        /// The first day.
        from: Date,
        /// The last day.
        until: Option<Date>,
        /// Evidence.
        kinds: BTreeSet<Kind>,
        /// Evidence.
        another_manager: bool,
    },
    /// Take a role, today.
    Revoke {
        /// The role.
        role: Role,
        /// Evidence.
        another_manager: bool,
    },
    /// Let the person enter on behalf of the organisation, or until another day than before.
    Support {
        /// The last day: at most [`SUPPORT_YEARS`] ahead.
        until: Date,
    },
    /// Make a new way in for a member who cannot sign in any more. What they are stays.
    Renew {
        /// Until before when it may be used: at most [`INVITATION_DAYS`] ahead.
        expires_at: Timestamp,
        /// Evidence: whether the person is something, or invited, in another organisation as well.
        elsewhere: bool,
    },
    /// The person leaves. Everything ends at once.
    Leave {
        /// Evidence.
        another_manager: bool,
    },
    /// The person is removed. Everything ends at once.
    Remove {
        /// Evidence.
        another_manager: bool,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// Became the first member.
    Founded {
        /// The person.
        person: PersonId,
        /// The roles, without end.
        roles: BTreeSet<Role>,
        /// The first day.
        from: Date,
    },
    /// Was invited.
    Invited {
        /// The person.
        person: PersonId,
        /// As what.
        offer: Offer,
        /// Until before when it may be accepted.
        expires_at: Timestamp,
        /// Who invited.
        by: PersonId,
    },
    /// Accepted the invitation.
    Accepted {
        /// The first day of what was offered.
        from: Date,
    },
    /// The invitation was taken back.
    Withdrawn,
    /// Was given a role.
    Granted {
        /// The role.
        role: Role,
        /// The first day.
        from: Date,
        /// The last day.
        until: Option<Date>,
    },
    /// A role was taken.
    Revoked {
        /// The role.
        role: Role,
        /// The first day without it.
        on: Date,
    },
    /// May enter on behalf of the organisation.
    Supported {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
    },
    /// Was made a new way in.
    Renewed {
        /// Until before when it may be used.
        expires_at: Timestamp,
    },
    /// Left.
    Left {
        /// The first day without anything.
        on: Date,
    },
    /// Was removed.
    Removed {
        /// The first day without anything.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Founded { .. } => "founded",
            Self::Invited { .. } => "invited",
            Self::Accepted { .. } => "accepted",
            Self::Withdrawn => "withdrawn",
            Self::Granted { .. } => "granted",
            Self::Revoked { .. } => "revoked",
            Self::Supported { .. } => "supported",
            Self::Renewed { .. } => "renewed",
            Self::Left { .. } => "left",
            Self::Removed { .. } => "removed",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Founded { from, .. }
            | Self::Accepted { from }
            | Self::Granted { from, .. }
            | Self::Supported { from, .. } => Some(*from),
            Self::Revoked { on, .. } | Self::Left { on } | Self::Removed { on } => Some(*on),
            Self::Invited { .. } | Self::Withdrawn | Self::Renewed { .. } => None,
        }
    }
}

impl Aggregate for Member {
    const KIND: &'static str = "member";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match command {
            Command::Found { person, roles, kinds } => found(status, person, roles, &kinds, at),
            Command::Invite { person, offer, expires_at, by, kinds } => {
                may_be_invited(status, at)?;
                expiry_fits(expires_at, at)?;
                offer_fits(&offer, &kinds, at)?;
                Ok(vec![Event::Invited { person, offer, expires_at, by }])
            }
            Command::Accept => accept(status, at),
            Command::Withdraw => expect(status, Standing::Invited).map(|()| vec![Event::Withdrawn]),
            Command::Grant { role, from, until, kinds, another_manager } => {
                expect(status, Standing::Member)?;
                roles_fit([role], &kinds)?;
                grant(status, role, Term { from, until }, another_manager, at)
            }
            Command::Revoke { role, another_manager } => revoke(status, role, another_manager, at),
            Command::Support { until } => support(status, until, at),
            Command::Renew { expires_at, elsewhere } => renew(status, expires_at, elsewhere, at),
            Command::Leave { another_manager } => go(status, Event::Left { on: at.today }, another_manager, at),
            Command::Remove { another_manager } => go(status, Event::Removed { on: at.today }, another_manager, at),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (_, Event::Founded { person, roles, from }) => member(*person, roles, *from),
            (_, Event::Invited { person, offer, expires_at, by }) => {
                Status::Invited { person: *person, offer: offer.clone(), expires_at: *expires_at, by: *by }
            }
            (Status::Invited { person, offer: Offer::Roles(roles), .. }, Event::Accepted { from }) => {
                member(person, &roles, *from)
            }
            (Status::Invited { person, offer: Offer::Support { until }, .. }, Event::Accepted { from }) => {
                let supporter = Some(Support { from: *from, until });
                Status::Member { person, roles: BTreeMap::new(), supporter }
            }
            (Status::Invited { person, .. }, Event::Withdrawn) => Status::Uninvited { person },
            (Status::Member { person, mut roles, supporter }, Event::Granted { role, from, until }) => {
                roles.insert(*role, Term { from: *from, until: *until });
                Status::Member { person, roles, supporter }
            }
            (Status::Member { person, mut roles, supporter }, Event::Revoked { role, .. }) => {
                roles.remove(role);
                Status::Member { person, roles, supporter }
            }
            (Status::Member { person, roles, .. }, Event::Supported { from, until }) => {
                Status::Member { person, roles, supporter: Some(Support { from: *from, until: *until }) }
            }
            (Status::Member { person, .. }, Event::Left { on } | Event::Removed { on }) => {
                Status::Left { person, on: *on }
            }
            (status, _) => status,
        }
    }
}

fn member(person: PersonId, roles: &BTreeSet<Role>, from: Date) -> Status {
    let roles = roles.iter().map(|role| (*role, Term { from, until: None })).collect();
    Status::Member { person, roles, supporter: None }
}

fn found(
    status: &Status,
    person: PersonId,
    roles: BTreeSet<Role>,
    kinds: &BTreeSet<Kind>,
    at: At,
) -> Result<Vec<Event>, Error> {
    expect(status, Standing::Stranger)?;
    roles_fit(roles.iter().copied(), kinds)?;
    if roles.iter().any(|role| role.manages_members()) {
        return Ok(vec![Event::Founded { person, roles, from: at.today }]);
    }
    Err(Error::NoManager { found: roles })
}

fn accept(status: &Status, at: At) -> Result<Vec<Event>, Error> {
    match status {
        Status::Invited { expires_at, .. } if *expires_at <= at.recorded_at => {
            Err(Error::Expired { expires_at: *expires_at })
        }
        Status::Invited { .. } => Ok(vec![Event::Accepted { from: at.today }]),
        Status::Stranger | Status::Uninvited { .. } | Status::Member { .. } | Status::Left { .. } => {
            Err(not(status, Standing::Invited))
        }
    }
}

/// Giving a role that is held another term may take it away, so the last manager is looked after here too.
fn grant(status: &Status, role: Role, term: Term, another_manager: bool, at: At) -> Result<Vec<Event>, Error> {
    let Status::Member { roles, .. } = status else { return Err(not(status, Standing::Member)) };
    if let Some(support) = status.support_on(at.today) {
        return Err(Error::Supports { until: support.until });
    }
    if roles.get(&role) == Some(&term) {
        return Ok(Vec::new());
    }
    if term.from < at.today {
        return Err(Error::BackDated { today: at.today, found: term.from });
    }
    if let Some(until) = term.until.filter(|until| *until < term.from) {
        return Err(Error::EndsBeforeItBegins { from: term.from, found: until });
    }
    somebody_manages(status, Event::Granted { role, from: term.from, until: term.until }, another_manager, at)
}

/// A role that is not held, or no longer, is not taken.
fn revoke(status: &Status, role: Role, another_manager: bool, at: At) -> Result<Vec<Event>, Error> {
    let Status::Member { roles, .. } = status else { return Err(not(status, Standing::Member)) };
    if roles.get(&role).is_none_or(|term| term.is_over(at.today)) {
        return Ok(Vec::new());
    }
    somebody_manages(status, Event::Revoked { role, on: at.today }, another_manager, at)
}

fn support(status: &Status, until: Date, at: At) -> Result<Vec<Event>, Error> {
    let Status::Member { roles, .. } = status else { return Err(not(status, Standing::Member)) };
    if let Some((role, _)) = roles.iter().find(|(_, term)| !term.is_over(at.today)) {
        return Err(Error::SupporterHasRole { role: *role });
    }
    support_end_fits(until, at)?;
    match status.support_on(at.today) {
        Some(support) if support.until == until => Ok(Vec::new()),
        _ => Ok(vec![Event::Supported { from: at.today, until }]),
    }
}

/// Whoever makes a new way in for somebody could use it as well, so it leads into this organisation alone.
fn renew(status: &Status, expires_at: Timestamp, elsewhere: bool, at: At) -> Result<Vec<Event>, Error> {
    expect(status, Standing::Member)?;
    if elsewhere {
        return Err(Error::Elsewhere);
    }
    expiry_fits(expires_at, at)?;
    Ok(vec![Event::Renewed { expires_at }])
}

fn go(status: &Status, event: Event, another_manager: bool, at: At) -> Result<Vec<Event>, Error> {
    expect(status, Standing::Member)?;
    somebody_manages(status, event, another_manager, at)
}

/// Whatever happens to one member, the organisation keeps somebody who manages its members for good.
fn somebody_manages(status: &Status, event: Event, another_manager: bool, at: At) -> Result<Vec<Event>, Error> {
    let before = status.manages_members_for_good(at.today);
    let after = Member::apply(status.clone(), &event).manages_members_for_good(at.today);
    if before && !after && !another_manager { Err(Error::LastManager) } else { Ok(vec![event]) }
}

/// Who is invited already is not invited again before that invitation expires.
fn may_be_invited(status: &Status, at: At) -> Result<(), Error> {
    match status {
        Status::Invited { expires_at, .. } if at.recorded_at < *expires_at => {
            Err(Error::Invited { expires_at: *expires_at })
        }
        Status::Stranger | Status::Invited { .. } | Status::Uninvited { .. } | Status::Left { .. } => Ok(()),
        Status::Member { .. } => Err(not(status, Standing::Stranger)),
    }
}

fn expiry_fits(found: Timestamp, at: At) -> Result<(), Error> {
    let after = at.recorded_at;
    let by = after.saturating_add(SignedDuration::from_hours(INVITATION_DAYS * 24)).unwrap_or(Timestamp::MAX);
    if after < found && found <= by { Ok(()) } else { Err(Error::Expiry { after, by, found }) }
}

fn offer_fits(offer: &Offer, kinds: &BTreeSet<Kind>, at: At) -> Result<(), Error> {
    match offer {
        Offer::Roles(roles) => roles_fit(roles.iter().copied(), kinds),
        Offer::Support { until } => support_end_fits(*until, at),
    }
}

fn support_end_fits(found: Date, at: At) -> Result<(), Error> {
    let (from, to) = (at.today, at.today.saturating_add(SUPPORT_YEARS.years()));
    if from <= found && found <= to { Ok(()) } else { Err(Error::SupportEnd { from, to, found }) }
}

fn roles_fit(roles: impl IntoIterator<Item = Role>, kinds: &BTreeSet<Kind>) -> Result<(), Error> {
    let mut roles = roles.into_iter().peekable();
    if roles.peek().is_none() {
        return Err(Error::NoRole);
    }
    match roles.find(|role| !kinds.iter().any(|kind| role.allowed_for(*kind))) {
        None => Ok(()),
        Some(role) => Err(Error::RoleOfOthers { role, kinds: kinds.clone() }),
    }
}

fn expect(status: &Status, expected: Standing) -> Result<(), Error> {
    if status.standing() == expected { Ok(()) } else { Err(not(status, expected)) }
}

fn not(status: &Status, expected: Standing) -> Error {
    Error::Standing { expected, found: status.standing() }
}

#[cfg(test)]
mod tests;
