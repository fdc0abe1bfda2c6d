//! The members of an organisation: invited, given roles, gone. What a person is follows from the record alone; the
//! name and the address stand beside it.

mod invitation;
mod page;
mod renewal;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use record::{Aggregate as _, OrganisationId, PersonId};
use scheme::member::{Command, Member, Offer, Role, Status};
use scheme::organisation::{self, Kind, Organisation};
use store::{Invitation, InvitationKind, Person};

pub(crate) use invitation::Receipt;
pub use invitation::{Delivery, Over};
pub use page::MemberPage;
pub use store::Email;
pub use store::models::{MemberRow, RoleTerm};

use crate::access::Action;
use crate::door::{Act, Actor, DoorError, Loaded};
use crate::jobs::of_secret;
use crate::mail::Letter;
use crate::office::{Caller, Office, Refused};
use crate::operating::runs;
use crate::sign_in::Secret;

/// How many members of an organisation are listed.
pub const LISTED: u32 = 1_000;
/// How long an invitation stands. Ours.
pub const INVITATION_DAYS: i64 = 14;

/// The members of an organisation with their names.
#[derive(Debug, Clone)]
pub struct Members {
    /// Everybody who is or was something in it.
    pub rows: Vec<MemberRow>,
    /// What they are called.
    pub names: BTreeMap<PersonId, String>,
    /// The roles an organisation of these kinds gives.
    pub offered: Vec<Role>,
    /// Whether the caller may invite and change members, perhaps after confirming who they are.
    pub manages: bool,
}

/// The longest name of a person, in characters. Ours.
pub const NAME: usize = 60;

/// The name of a person as somebody typed it: one line of 1 to [`NAME`] characters; none = it is none.
#[must_use]
pub fn person_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// Somebody to be invited.
#[derive(Debug, Clone)]
pub struct Invited {
    /// What the person is called.
    pub name: String,
    /// How the name is read.
    pub reading: Option<String>,
    /// The mail address; none = an invitation on paper.
    pub email: Option<Email>,
    /// As what.
    pub offer: Offer,
    /// `ja` or `en`.
    pub language: String,
}

/// An invitation that was made. The token is shown or sent once and never kept.
#[derive(Clone)]
pub struct MadeInvitation {
    /// The secret of its link. Empty where the request came before: its first answer had it.
    pub token: String,
    /// Until when it stands.
    pub expires_at: Timestamp,
    /// The person.
    pub person: PersonId,
    /// Whether it is mailed to the person.
    pub mailed: bool,
    /// Whether the person chooses a PIN for shared terminals, because they have no mail address.
    pub by_pin: bool,
}

/// What an invitation says to whoever holds it.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// Into which organisation.
    pub organisation: OrganisationId,
    /// What it is called.
    pub organisation_name: String,
    /// Who is invited.
    pub person: Person,
    /// Whether the person signs in here already: then the link alone does not show who they are, and only the
    /// person, signed in, may accept.
    pub known: bool,
    /// Whether it is a new way in for a member, in the place of every earlier one.
    pub renews: bool,
    /// As what.
    pub roles: Vec<String>,
    /// Until when it stands: microseconds since 1970, UTC.
    pub expires_at: i64,
}

/// A change of what a member may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Give a role from today, perhaps to a last day.
    Grant(Role, Option<Date>),
    /// Take a role.
    Revoke(Role),
    /// Let the person enter on behalf until a last day.
    Support(Date),
    /// Take the invitation back.
    Withdraw,
    /// End everything.
    Remove,
}

impl Change {
    /// What the caller must be allowed to do.
    fn action(&self) -> Action {
        match self {
            Self::Grant(role, _) | Self::Revoke(role) if role.is_appointed() => Action::MemberAppoint,
            Self::Grant(..) => Action::MemberGrant,
            Self::Revoke(_) => Action::MemberRevoke,
            Self::Support(_) | Self::Withdraw => Action::MemberInvite,
            Self::Remove => Action::MemberRemove,
        }
    }
}

impl Office {
    /// The members of the organisation the caller acts for.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn members(&self, caller: Caller) -> Result<Members, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::MemberList, Some(owner)).await?;
        let rows = tx.members(owner, LISTED).await?;
        let names = tx.names_of(rows.iter().map(|row| row.person)).await?;
        let kinds = tx.organisation(owner).await?.map(|row| row.kinds).unwrap_or_default();
        let (access, _) = self.access(&mut tx, &caller, Action::MemberInvite, Some(owner), self.today()).await?;
        let operates = runs(&mut tx, Some(owner)).await?;
        let offered = offered(&kinds, operates);
        Ok(Members { rows, names, offered, manages: access.allowed || access.step_up })
    }

    /// Invites somebody into the organisation the caller acts for.
    ///
    /// # Errors
    /// The rule of invitations, or the caller may not.
    pub async fn invite(&self, caller: Caller, invited: Invited) -> Result<MadeInvitation, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let token = self.secret_for(&caller)?;
        let (secret, action) = (token.clone(), Action::MemberInvite);
        let office = self.clone();
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, invited, secret) = (office.clone(), invited.clone(), secret.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                if appoints(act, owner, &invited.offer).await? {
                    office.may(act, &caller, Action::MemberAppoint, Some(owner)).await?;
                }
                let person = person(act, invited.clone()).await?;
                let made = invite_in(act, &caller, owner, (person, invited.offer), Delivery::Mail, &secret).await?;
                Ok((made, secret.digest()))
            })
        });
        let (invitation, made) = self.noting(&caller, action, Some(owner), done.await).await?;
        // A request that comes twice made its invitation the first time, with another secret.
        let token = if made == token.digest() { token.text() } else { String::new() };
        Ok(invitation.with(token))
    }

    /// Makes another invitation for somebody who did not accept yet; the earlier one is of no use any more.
    ///
    /// # Errors
    /// Nobody like that is invited, or the caller may not.
    pub async fn invite_again(
        &self,
        caller: Caller,
        person: PersonId,
        delivery: Delivery,
    ) -> Result<MadeInvitation, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let token = Secret::fresh(self.door.random()).map_err(DoorError::from)?;
        let (secret, action) = (token.clone(), Action::MemberInvite);
        let office = self.clone();
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, secret) = (office.clone(), secret.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut member = act.load::<Member>(owner, owner.member(person)).await?;
                let Status::Invited { offer, expires_at, .. } = member.status.clone() else {
                    return Err(Refused::NotThere);
                };
                if appoints_another(act, owner, person, &offer).await? {
                    office.may(act, &caller, Action::MemberAppoint, Some(owner)).await?;
                }
                if act.at().recorded_at < expires_at {
                    act.decide(&mut member, Command::Withdraw)?;
                }
                invite_as(act, &caller, owner, &mut member, (person, offer), delivery, &secret).await
            })
        });
        let invitation = self.noting(&caller, action, Some(owner), done.await).await?;
        Ok(invitation.with(token.text()))
    }

    /// What the holder of a token is invited to.
    ///
    /// # Errors
    /// [`Refused::Invitation`], with why it is of no use.
    pub async fn invitation(&self, token: &str) -> Result<OpenInvitation, Refused> {
        let now = self.door.clock().now().as_microsecond();
        let mut tx = self.store().reader().await?;
        let token = Secret::read(token).ok_or(Refused::Invitation(Over::Unknown))?;
        let open = tx.invitation(token.digest()).await?.ok_or(Refused::Invitation(Over::Unknown))?;
        let person = open.person.ok_or(Refused::Invitation(Over::Unknown))?;
        let row = tx.member(open.organisation, person).await?;
        if let Some(over) = invitation::over(&open, row.as_ref(), now) {
            return Err(Refused::Invitation(over));
        }
        if open.renews && renewal::is_elsewhere(&mut tx, open.organisation, person).await? {
            return Err(Refused::Invitation(Over::Withdrawn));
        }
        let row = row.ok_or(Refused::NotThere)?;
        let known = tx.credentials(person).await?.is_some_and(|has| has.phc.is_some());
        let known = known || !tx.passkeys(person).await?.is_empty();
        // A new way in is for whoever lost the earlier ones.
        let known = known && !open.renews;
        let person = tx.person(person).await?.ok_or(Refused::NotThere)?;
        let mut named = tx.organisations_named([open.organisation]).await?;
        Ok(OpenInvitation {
            organisation: open.organisation,
            organisation_name: named.remove(&open.organisation).unwrap_or_default(),
            person,
            known,
            renews: open.renews,
            roles: row.roles.into_iter().map(|term| term.role).collect(),
            expires_at: open.expires_at,
        })
    }

    /// Accepts an invitation, as the person who is invited: signed in, or by the link alone where the person does not
    /// sign in here yet. Accepting twice is accepting once.
    ///
    /// # Errors
    /// There is no such invitation, it is used or expired, or it is somebody else's.
    pub async fn accept(&self, token: &str, signed_in: Option<PersonId>) -> Result<OpenInvitation, Refused> {
        let open = self.invitation(token).await?;
        if signed_in != Some(open.person.id) && open.known {
            return Err(Refused::NotThere);
        }
        self.join(&open).await?;
        Ok(open)
    }

    /// Makes the invited person a member. Who they are was shown before: by the link, or by a session.
    ///
    /// # Errors
    /// The invitation was withdrawn or has expired.
    pub async fn join(&self, open: &OpenInvitation) -> Result<(), Refused> {
        let (owner, person) = (open.organisation, open.person.id);
        let actor = Actor { person: Some(person), acting_for: Some(owner) };
        self.door
            .execute(actor, move |act| {
                Box::pin(async move {
                    let mut member = act.load::<Member>(owner, owner.member(person)).await?;
                    if matches!(member.status, Status::Invited { .. }) {
                        act.decide(&mut member, Command::Accept)?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whether there is anybody yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn anybody(&self) -> Result<bool, Refused> {
        Ok(self.store().reader().await?.anybody().await?)
    }

    /// The first person of an installation. Nobody else is there yet.
    ///
    /// # Errors
    /// Somebody is there.
    pub async fn set_up(&self, name: String, email: Email, language: String) -> Result<PersonId, Refused> {
        let actor = Actor { person: None, acting_for: None };
        self.door
            .execute(actor, move |act| {
                let (name, email, language) = (name.clone(), email.clone(), language.clone());
                Box::pin(async move {
                    if act.tx().anybody().await? {
                        return Err(Refused::NotThere);
                    }
                    let person = Person {
                        id: PersonId(act.id()?),
                        name: Some(name),
                        reading: None,
                        email: Some(email),
                        language,
                        created_at: act.at().recorded_at.as_microsecond(),
                        erased_on: None,
                    };
                    act.tx().add_person(&person).await?;
                    Ok(person.id)
                })
            })
            .await
    }

    /// Changes what a member of the organisation the caller acts for may do.
    ///
    /// # Errors
    /// The rule of members, or the caller may not.
    pub async fn change_member(&self, caller: Caller, person: PersonId, change: Change) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), change.action());
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, change) = (office.clone(), change.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                change_in(&office, act, &caller, owner, person, change).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Leaves the organisation the caller acts for: everything there ends at once.
    ///
    /// # Errors
    /// The last member who manages the others stays.
    pub async fn leave(&self, caller: Caller) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::MemberLeave);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let another_manager = another_manager(act, owner, caller.person).await?;
                let mut member = act.load::<Member>(owner, owner.member(caller.person)).await?;
                act.decide(&mut member, Command::Leave { another_manager })?;
                end_tokens(act, owner, caller.person).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}

/// The roles an organisation of these kinds gives; operators only where it runs the installation.
fn offered(kinds: &[String], operates: bool) -> Vec<Role> {
    let kinds: Vec<Kind> = kinds.iter().filter_map(|kind| Kind::from_word(kind)).collect();
    let fits = |role: &Role| kinds.iter().any(|kind| role.allowed_for(*kind)) && (*role != Role::Operator || operates);
    let mut roles: Vec<Role> = Role::ALL.into_iter().filter(fits).collect();
    // Those that lead to no others stand first: the first one is offered.
    roles.sort_by_key(|role| (role.is_appointed(), *role != Role::Staff));
    roles
}

/// Whether the offer makes somebody a manager of members. The first executive of an organisation may be invited by
/// whoever registered it: a plant manager registers, and the president confirms.
async fn appoints(act: &mut Act<'_>, owner: OrganisationId, offer: &Offer) -> Result<bool, Refused> {
    let Offer::Roles(roles) = offer else { return Ok(false) };
    if !roles.iter().any(|role| role.is_appointed()) {
        return Ok(false);
    }
    if *roles != BTreeSet::from([Role::Executive]) {
        return Ok(true);
    }
    Ok(act.tx().members(owner, LISTED).await?.iter().any(is_executive))
}

/// The same as [`appoints`], for somebody who is invited already and does not stand in their own way.
async fn appoints_another(
    act: &mut Act<'_>,
    owner: OrganisationId,
    person: PersonId,
    offer: &Offer,
) -> Result<bool, Refused> {
    let Offer::Roles(roles) = offer else { return Ok(false) };
    if !roles.iter().any(|role| role.is_appointed()) {
        return Ok(false);
    }
    if *roles != BTreeSet::from([Role::Executive]) {
        return Ok(true);
    }
    let rows = act.tx().members(owner, LISTED).await?;
    Ok(rows.iter().any(|row| row.person != person && is_executive(row)))
}

fn is_executive(row: &MemberRow) -> bool {
    let there = matches!(row.standing.as_str(), "invited" | "member");
    there && row.roles.iter().any(|term| term.role == Role::Executive.word())
}

async fn invite_in(
    act: &mut Act<'_>,
    caller: &Caller,
    owner: OrganisationId,
    whom: (PersonId, Offer),
    delivery: Delivery,
    secret: &Secret,
) -> Result<Receipt, Refused> {
    let mut member = act.load::<Member>(owner, owner.member(whom.0)).await?;
    invite_as(act, caller, owner, &mut member, whom, delivery, secret).await
}

pub(crate) async fn invite_as(
    act: &mut Act<'_>,
    caller: &Caller,
    owner: OrganisationId,
    member: &mut Loaded<Member>,
    (person, offer): (PersonId, Offer),
    delivery: Delivery,
    secret: &Secret,
) -> Result<Receipt, Refused> {
    let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
    invite_into(act, caller, (owner, &mut organisation), member, (person, offer), delivery, secret).await
}

/// The same into an organisation that is read already.
pub(crate) async fn invite_into(
    act: &mut Act<'_>,
    caller: &Caller,
    (owner, organisation): (OrganisationId, &mut Loaded<Organisation>),
    member: &mut Loaded<Member>,
    (person, offer): (PersonId, Offer),
    delivery: Delivery,
    secret: &Secret,
) -> Result<Receipt, Refused> {
    let kinds = kinds_for(act, organisation, offer.roles())?;
    if member.version == 0 {
        let birth = organisation::Command::NoteBirth { stream: owner.member(person), kind: Member::KIND.to_owned() };
        act.decide(organisation, birth)?;
    }
    let at = act.at().recorded_at;
    let expires_at = at + SignedDuration::from_hours(INVITATION_DAYS * 24);
    let by = caller.person;
    act.decide(member, Command::Invite { person, offer: offer.clone(), expires_at, by, kinds })?;
    let address = act.tx().person(person).await?.and_then(|person| person.email);
    let mailed = delivery == Delivery::Mail && address.is_some() && act.outbox().is_some();
    let made = Invitation {
        token: secret.digest(),
        organisation: owner,
        person: Some(person),
        kind: if delivery == Delivery::Mail && address.is_some() {
            InvitationKind::Mail
        } else {
            InvitationKind::Paper
        },
        made_by: by,
        renews: false,
        created_at: at.as_microsecond(),
        expires_at: expires_at.as_microsecond(),
        used_at: None,
    };
    // Of one person in one organisation one invitation stands.
    act.tx().take_invitations_back_of(owner, person, at.as_microsecond()).await?;
    act.tx().invite(&made).await?;
    if mailed {
        let (roles, until) = match offer {
            Offer::Roles(roles) => (roles.iter().map(|role| role.word().to_owned()).collect(), None),
            Offer::Support { until } => (Vec::new(), Some(until)),
        };
        let letter = Letter::Invitation { person, organisation: owner, roles, until, expires_at };
        act.mail(&letter, of_secret(letter.word(), secret.digest()), Some(secret)).await?;
    }
    Ok(Receipt { person, expires_at, mailed, by_pin: address.is_none() })
}

/// The person with this address, or a new one. Who invites is not told which.
pub(crate) async fn person(act: &mut Act<'_>, invited: Invited) -> Result<PersonId, Refused> {
    if let Some(email) = &invited.email
        && let Some(known) = act.tx().person_by_email(&email.folded).await?
    {
        return Ok(known.id);
    }
    let person = Person {
        id: PersonId(act.id()?),
        name: Some(invited.name),
        reading: invited.reading,
        email: invited.email,
        language: invited.language,
        created_at: act.at().recorded_at.as_microsecond(),
        erased_on: None,
    };
    act.tx().add_person(&person).await?;
    Ok(person.id)
}

/// The kinds of an organisation as evidence for giving these roles in it.
fn kinds_for<'r>(
    act: &mut Act<'_>,
    organisation: &Loaded<Organisation>,
    roles: impl Iterator<Item = &'r Role>,
) -> Result<BTreeSet<Kind>, Refused> {
    let registered = organisation.status.registered().ok_or(Refused::NotThere)?;
    registered.has_roles(roles)?;
    act.rests_on(organisation, "kinds");
    Ok(registered.profile.kinds.clone())
}

/// Whether somebody else manages the members for good; their membership is locked as evidence.
async fn another_manager(act: &mut Act<'_>, owner: OrganisationId, but: PersonId) -> Result<bool, Refused> {
    let today = act.at().today;
    let day = today.to_string();
    let manages = |row: &MemberRow| {
        row.person != but
            && row.standing == "member"
            && row.roles.iter().any(|term| {
                let role = Role::from_word(&term.role);
                role.is_some_and(Role::manages_members) && term.until.is_none() && term.from <= day
            })
    };
    let Some(other) = act.tx().members(owner, LISTED).await?.into_iter().find(manages) else { return Ok(false) };
    let other = act.load::<Member>(owner, owner.member(other.person)).await?;
    let stays = other.status.manages_members_for_good(today);
    act.rests_on(&other, "another-manager");
    Ok(stays)
}

async fn change_in(
    office: &Office,
    act: &mut Act<'_>,
    caller: &Caller,
    owner: OrganisationId,
    person: PersonId,
    change: Change,
) -> Result<(), Refused> {
    let another_manager = another_manager(act, owner, person).await?;
    let mut member = act.load::<Member>(owner, owner.member(person)).await?;
    if member.version == 0 {
        return Err(Refused::NotThere);
    }
    let from = act.at().today;
    let taken = taken(&change);
    let manager = member.status.manages_members_on(from);
    let command = match change {
        Change::Grant(role, until) => {
            let organisation = act.load::<Organisation>(owner, owner.stream()).await?;
            let kinds = kinds_for(act, &organisation, [role].iter())?;
            Command::Grant { role, from, until, kinds, another_manager }
        }
        Change::Revoke(role) => Command::Revoke { role, another_manager },
        Change::Support(until) => Command::Support { until },
        Change::Withdraw => Command::Withdraw,
        Change::Remove => {
            if manager {
                office.may(act, caller, Action::MemberAppoint, Some(owner)).await?;
            }
            Command::Remove { another_manager }
        }
    };
    let granted = matches!(command, Command::Grant { .. });
    let (withdrawn, removed) = (matches!(command, Command::Withdraw), matches!(command, Command::Remove { .. }));
    let made = act.decide(&mut member, command)?;
    // A new way in was made for who the person was: whoever made it may be nobody to do so for who they are now.
    if withdrawn || granted {
        let at = act.at().recorded_at.as_microsecond();
        act.tx().take_invitations_back_of(owner, person, at).await?;
    }
    if let Some(role) = taken.filter(|_| made > 0) {
        let letter = Letter::RoleTaken { person, organisation: owner, role };
        act.mail_once(&letter, &(owner.member(person), member.version)).await?;
    }
    if removed { end_tokens(act, owner, person).await } else { Ok(()) }
}

/// Who is gone acts no more; and who comes back later does not find an old token good again.
async fn end_tokens(act: &mut Act<'_>, owner: OrganisationId, person: PersonId) -> Result<(), Refused> {
    let at = act.at().recorded_at.as_microsecond();
    act.tx().revoke_api_tokens_of(person, owner, at).await?;
    Ok(())
}

/// The role a change takes, none inside = every one; nothing is told of other changes.
fn taken(change: &Change) -> Option<Option<String>> {
    match change {
        Change::Revoke(role) => Some(Some(role.word().to_owned())),
        Change::Remove => Some(None),
        Change::Grant(..) | Change::Support(_) | Change::Withdraw => None,
    }
}
