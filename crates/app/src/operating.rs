//! Who runs the installation, and what they do: begin, register organisations for their people and invite the first of
//! them, look after jobs.
//!
//! Knows lists and jobs; never a check, and of the members of another organisation only whether there is one. Which
//! organisation runs the installation stands in its own stream; that there is one only is a reservation. It is begun
//! by who set the installation up, once (ADR 14). Who is named at the foot of each page is the configuration's
//! ([`crate::operator`]).

use std::collections::BTreeMap;

use jiff::SignedDuration;
use record::{OrganisationId, PersonId};
use scheme::member::{Command, Member, Offer, Role, Status};
use scheme::organisation::{self, Input, Organisation};
use store::models::{Named, Page};
use store::{StoreError, Tx};
use uuid::Uuid;

pub use store::ListedJob;
pub use store::models::Peopled;

use crate::access::Action;
use crate::door::{Act, DecideError, Loaded};
use crate::log::Continuity;
use crate::members::{Delivery, Email, Invited, LISTED, MadeInvitation, Receipt, invite_into, person};
use crate::office::{Caller, Office, Refused, looked};
use crate::organisations::FOUND;
use crate::sign_in::Secret;

/// What one organisation has: running something.
pub const OPERATION: &str = "operation";
/// What it runs.
pub const INSTALLATION: &str = "installation";
/// How many jobs are listed.
pub const JOBS: u32 = 200;

/// What an organisation that registers runs from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// Nothing: it is there for itself.
    Nothing,
    /// This installation.
    TheInstallation,
}

/// The organisations of the installation, in the order of their names.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Each with whether anybody is there.
    pub organisations: Vec<(Named, Peopled)>,
    /// The next page, if there is more.
    pub next: Option<Page>,
}

/// How the jobs stand.
#[derive(Debug, Clone)]
pub struct Jobs {
    /// Word of the state, and how many.
    pub counted: Vec<(String, i64)>,
    /// Those that are not done: dead letters first.
    pub open: Vec<ListedJob>,
    /// How far the record is sealed.
    pub log: LogState,
}

/// How far the record is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogState {
    /// Events in the log.
    pub sealed: u64,
    /// When the newest head was signed: microseconds since 1970, UTC; none = nothing was sealed yet.
    pub sealed_at: Option<i64>,
    /// Events that wait.
    pub waiting: u64,
    /// When the oldest of them was recorded: microseconds since 1970, UTC.
    pub oldest: Option<i64>,
    /// Something has waited for so long that it cannot be sealed.
    pub stuck: bool,
    /// Why the record is held; none = it may be written.
    pub held: Option<Continuity>,
    /// By how many seconds the clock of this machine stands before the newest head; none = by none that matters.
    pub clock_behind: Option<i64>,
}

/// After this long what waits to be sealed is told: twenty times as long as it takes.
const STUCK: SignedDuration = SignedDuration::from_mins(1);

/// The first person of an organisation, to be invited by who runs the installation. The roles follow from what the
/// organisation is.
#[derive(Debug, Clone)]
pub struct FirstPerson {
    /// What the person is called.
    pub name: String,
    /// The mail address: whoever lets the others in signs in by it, not at a shared terminal.
    pub email: Email,
    /// `ja` or `en`.
    pub language: String,
}

impl Office {
    /// Lets the organisation the caller acts for run the installation, and the caller be its operator.
    ///
    /// # Errors
    /// One runs it already, the caller did not set it up, or such an organisation cannot.
    pub async fn begin_operation(&self, caller: Caller) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::OperatorBegin);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
                begin_in(act, &mut organisation)?;
                let kinds = organisation.status.registered().ok_or(Refused::NotThere)?.profile.kinds.clone();
                let mut member = act.load::<Member>(owner, owner.member(caller.person)).await?;
                let grant = Command::Grant {
                    role: Role::Operator,
                    from: act.at().today,
                    until: None,
                    kinds,
                    another_manager: false,
                };
                act.decide(&mut member, grant)?;
                Ok(())
            })
        });
        self.noting(&caller, action, None, done.await).await
    }

    /// The organisations whose name holds `text`; every one where it is empty.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn organisations(&self, caller: Caller, text: &str, page: &Page) -> Result<Listed, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorOrganisations, None).await?;
        let found = if text.is_empty() {
            tx.every_organisation(page, FOUND).await?
        } else {
            tx.find_organisations(text, page, FOUND).await?
        };
        let ids: Vec<OrganisationId> = found.organisations.iter().map(|one| one.id).collect();
        let mut peopled: BTreeMap<_, _> = tx.peopled(&ids).await?;
        let with = |one: Named| {
            let people = peopled.remove(&one.id).unwrap_or(Peopled::Nobody);
            (one, people)
        };
        Ok(Listed { organisations: found.organisations.into_iter().map(with).collect(), next: found.next })
    }

    /// Registers an organisation for its people and invites the first of them, who manages the others.
    ///
    /// # Errors
    /// A field cannot be read, the corporate number is another's, or the caller does not run the installation.
    pub async fn register_for(
        &self,
        caller: Caller,
        input: &Input,
        first: FirstPerson,
    ) -> Result<MadeInvitation, Refused> {
        let checked = organisation::check(input).map_err(Refused::Input)?;
        let token = self.secret_for(&caller)?;
        let (office, secret, action) = (self.clone(), token.clone(), Action::OperatorInviteFirst);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, checked, first, secret) = (office.clone(), checked.clone(), first.clone(), secret.clone());
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let mut organisation = office.begin_in(act, &checked).await?;
                let made = invite_first_in(act, &caller, &mut organisation, None, (first, &secret)).await?;
                Ok((made, secret.digest()))
            })
        });
        let (invitation, made) = self.noting(&caller, action, None, done.await).await?;
        let token = if made == token.digest() { token.text() } else { String::new() };
        Ok(invitation.with(token))
    }

    /// Invites the first person of an organisation in which nobody is yet, in place of whoever was invited before.
    ///
    /// # Errors
    /// Somebody is there, there is no such organisation, or the caller does not run the installation.
    pub async fn invite_first(
        &self,
        caller: Caller,
        organisation: OrganisationId,
        first: FirstPerson,
    ) -> Result<MadeInvitation, Refused> {
        let token = self.secret_for(&caller)?;
        let (office, secret, action) = (self.clone(), token.clone(), Action::OperatorInviteFirst);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, first, secret) = (office.clone(), first.clone(), secret.clone());
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let mut loaded = act.load::<Organisation>(organisation, organisation.stream()).await?;
                let before = withdrawn(act, organisation).await?;
                let made = invite_first_in(act, &caller, &mut loaded, before, (first, &secret)).await?;
                Ok((made, secret.digest()))
            })
        });
        let (invitation, made) = self.noting(&caller, action, None, done.await).await?;
        let token = if made == token.digest() { token.text() } else { String::new() };
        Ok(invitation.with(token))
    }

    /// Whether the caller invites the first person of an organisation.
    ///
    /// # Errors
    /// They do not.
    pub async fn invites_first(&self, caller: Caller) -> Result<(), Refused> {
        self.reader(&caller, Action::OperatorInviteFirst, None).await.map(drop)
    }

    /// Whether the caller sees jobs, and how letters look.
    ///
    /// # Errors
    /// They do not.
    pub async fn sees_jobs(&self, caller: Caller) -> Result<(), Refused> {
        self.reader(&caller, Action::OperatorJobs, None).await.map(drop)
    }

    /// An organisation whose first person may be invited.
    ///
    /// # Errors
    /// There is no such one, somebody is there, or the caller does not run the installation.
    pub async fn waiting_organisation(&self, caller: Caller, id: OrganisationId) -> Result<String, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorInviteFirst, None).await?;
        if tx.peopled(&[id]).await?.get(&id) == Some(&Peopled::There) {
            return Err(Refused::NotThere);
        }
        tx.organisations_named([id]).await?.remove(&id).ok_or(Refused::NotThere)
    }

    /// How the jobs stand.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn jobs(&self, caller: Caller) -> Result<Jobs, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorJobs, None).await?;
        let log = self.log_state(&mut tx).await?;
        Ok(Jobs { counted: tx.jobs_counted().await?, open: tx.open_jobs(JOBS).await?, log })
    }

    /// How far the record is sealed.
    pub(crate) async fn log_state(&self, tx: &mut Tx) -> Result<LogState, StoreError> {
        let (newest, (waiting, oldest)) = (tx.newest_head().await?, tx.unsealed_counted().await?);
        let limit = self.door.clock().now().saturating_sub(STUCK).map(jiff::Timestamp::as_microsecond);
        Ok(LogState {
            sealed: newest.as_ref().map_or(0, |head| head.size),
            sealed_at: newest.map(|head| head.sealed_at),
            waiting,
            oldest,
            stuck: oldest.zip(limit.ok()).is_some_and(|(oldest, limit)| oldest < limit),
            held: self.door.hold().why(),
            clock_behind: self.door.latest().behind(self.door.clock().now()).map(|behind| behind.as_secs()),
        })
    }

    /// Has a dead letter tried again from the beginning. Who did is in the access trail.
    ///
    /// # Errors
    /// There is no such one, or the caller does not run the installation.
    pub async fn try_again(&self, caller: Caller, job: Uuid) -> Result<(), Refused> {
        let (office, action) = (self.clone(), Action::OperatorJobs);
        let done = self.door.execute(caller.actor(), move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let (at, today) = (act.at().recorded_at.as_microsecond(), act.at().today);
                if !act.tx().revive_job(job, at).await? {
                    return Err(Refused::NotThere);
                }
                let (access, _) = office.access(act.tx(), &caller, action, None, today).await?;
                act.tx().append_access(&looked(&caller, action, None, &access, at)).await?;
                Ok(())
            })
        });
        self.noting(&caller, action, None, done.await).await
    }
}

/// Whether this organisation runs the installation.
pub(crate) async fn runs(tx: &mut Tx, organisation: Option<OrganisationId>) -> Result<bool, StoreError> {
    let Some(organisation) = organisation else { return Ok(false) };
    Ok(tx.reserved(OPERATION, INSTALLATION).await? == Some(organisation.stream()))
}

/// Whether this person may let their organisation run the installation: no other does, and they set it up.
pub(crate) async fn begins(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.reserved(OPERATION, INSTALLATION).await?.is_none() && tx.first_person().await? == Some(person))
}

/// The organisation runs the installation from now on.
pub(crate) fn begin_in(
    act: &mut Act<'_>,
    organisation: &mut Loaded<Organisation>,
) -> Result<(), DecideError<organisation::Error>> {
    act.decide(organisation, organisation::Command::Operate)?;
    act.reserve(OPERATION, INSTALLATION.to_owned(), organisation.stream());
    Ok(())
}

/// Who was invited before and is not any more, as that membership now stands. Of an organisation in which nobody is,
/// one invitation stands at most.
async fn withdrawn(act: &mut Act<'_>, owner: OrganisationId) -> Result<Option<Loaded<Member>>, Refused> {
    let rows = act.tx().members(owner, LISTED).await?;
    if rows.iter().any(|row| matches!(row.standing.as_str(), "member" | "left")) {
        return Err(Refused::NotThere);
    }
    let Some(row) = rows.iter().find(|row| row.standing == "invited") else { return Ok(None) };
    let mut member = act.load::<Member>(owner, owner.member(row.person)).await?;
    let now = act.at().recorded_at;
    if matches!(member.status, Status::Invited { expires_at, .. } if now < expires_at) {
        act.decide(&mut member, Command::Withdraw)?;
    }
    act.tx().take_invitations_back_of(owner, row.person, now.as_microsecond()).await?;
    Ok(Some(member))
}

async fn invite_first_in(
    act: &mut Act<'_>,
    caller: &Caller,
    organisation: &mut Loaded<Organisation>,
    before: Option<Loaded<Member>>,
    (first, secret): (FirstPerson, &Secret),
) -> Result<Receipt, Refused> {
    let owner = OrganisationId(organisation.stream().0);
    let kinds = &organisation.status.registered().ok_or(Refused::NotThere)?.profile.kinds;
    let offer = Offer::Roles(Role::of_founder(kinds));
    let FirstPerson { name, email, language } = first;
    let person =
        person(act, Invited { name, reading: None, email: Some(email), offer: offer.clone(), language }).await?;
    let mut member = match before.filter(|member| member.stream() == owner.member(person)) {
        Some(member) => member,
        None => act.load::<Member>(owner, owner.member(person)).await?,
    };
    let into = (owner, organisation);
    invite_into(act, caller, into, &mut member, (person, offer), Delivery::Mail, secret).await
}
