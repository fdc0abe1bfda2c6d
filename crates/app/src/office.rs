//! Who asks, whether they may, and why not: what every use case begins with.
//!
//! A right is read in the transaction that uses it, and the membership it rests on is locked with it, so that a right
//! that ends meanwhile is a conflict; nothing is remembered from one request to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use criteria::catalogue::Catalogue;
use jiff::civil::Date;
use protection::{check, evidence, section};
use record::{Aggregate as _, OrganisationId, PersonId, StreamId};
use scheme::member::Member;
use scheme::organisation::{FieldFault, Kind};
use scheme::{member, organisation};
use store::models::MemberRow;
use store::vault::VaultError;
use store::{Head, Looked, Store, StoreError, Tx};
use uuid::Uuid;

use crate::access::{Access, Action, Grants, Part, Policy, Question, Relation, Role};
use crate::authority::Authority;
use crate::certification::Ruling;
use crate::checks::stood::Kept;
use crate::door::{Act, Actor, DecideError, Door, DoorError, Once, Retry};
use crate::evidence::Full;
use crate::members::Over;
use crate::operating;
use crate::sign_in::Secret;
use crate::vault::Vault;

/// What the use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The write door.
    pub door: Door,
    /// The access policy.
    pub policy: Arc<Policy>,
    /// The packs.
    pub catalogue: &'static Catalogue,
    /// What was made of checks that did not change since.
    pub(crate) kept: Kept,
    /// The files of organisations.
    pub(crate) vault: Option<Vault>,
    /// Who stamps evidence with their time.
    pub(crate) authority: Option<Authority>,
}

/// Who asks, as the session or the token says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub person: PersonId,
    /// The organisation the person acts for.
    pub acting_for: Option<OrganisationId>,
    /// Whether the person has just confirmed who they are.
    pub stepped_up: bool,
    /// The id of the request, for the access trail.
    pub request: Uuid,
    /// What may be done with the means by which they ask: everything with a session.
    pub grants: Grants,
    /// If the request may come twice, its key.
    pub once: Option<Once>,
    /// The version at which they saw the stream they change; another one by now is refused.
    pub seen: Option<(StreamId, u32)>,
}

impl Caller {
    /// Somebody with a session, who has not just confirmed who they are.
    #[must_use]
    pub fn new(person: PersonId, acting_for: Option<OrganisationId>, request: Uuid) -> Self {
        let grants = Grants::EVERYTHING;
        Self { person, acting_for, stepped_up: false, request, grants, once: None, seen: None }
    }

    /// The same, having just confirmed who they are.
    #[must_use]
    pub fn stepped_up(self) -> Self {
        Self { stepped_up: true, ..self }
    }

    /// As the events name them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { person: Some(self.person), acting_for: self.acting_for }
    }
}

/// Whose something is. With no owner it is the installation's, or the caller's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whose {
    /// The organisation that owns it.
    pub owner: Option<OrganisationId>,
    /// The company that is party to it: the client of a body's case.
    pub client: Option<OrganisationId>,
    /// Whether the caller has a part in it, as in a case that they audit.
    pub assigned: bool,
    /// Whether the caller has a seat in the team of an audit of it.
    pub auditing: bool,
}

impl Whose {
    /// How an organisation stands to it.
    fn relation(self, acting_for: Option<OrganisationId>) -> Relation {
        if self.owner.is_none() || self.owner == acting_for {
            Relation::Owner
        } else if self.client.is_some() && self.client == acting_for {
            Relation::Party(Part::Client)
        } else {
            Relation::Foreign
        }
    }
}

impl From<Option<OrganisationId>> for Whose {
    fn from(owner: Option<OrganisationId>) -> Self {
        Self { owner, client: None, assigned: false, auditing: false }
    }
}

/// Why a use case was not done.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The person may not. Whether there is such a thing is not told.
    #[error("access denied")]
    Access(Box<Access>),
    /// There is no such thing among what the person may see.
    #[error("not there")]
    NotThere,
    /// An invitation is of no use any more; its holder may know why.
    #[error("the invitation is over: {}", .0.word())]
    Invitation(Over),
    /// Fields that cannot be read.
    #[error("{} fields cannot be read", .0.len())]
    Input(Vec<FieldFault>),
    /// Something that may exist once exists already.
    #[error("`{0}` is taken")]
    Taken(&'static str),
    /// A rule of organisations.
    #[error(transparent)]
    Organisation(#[from] organisation::Error),
    /// A rule of membership.
    #[error(transparent)]
    Member(#[from] member::Error),
    /// A rule of checks.
    #[error(transparent)]
    Check(#[from] check::Error),
    /// A rule of their sections; here conflicts are told.
    #[error(transparent)]
    Section(#[from] section::Error),
    /// A rule of evidence.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// A rule of certification, with the facts it names.
    #[error("the rule `{}` refuses", .0.rule)]
    Ruling(Box<Ruling>),
    /// The vault does not take a file, or does not give it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The vault takes no more of the organisation.
    #[error(transparent)]
    Full(#[from] Full),
    /// There is no vault: whoever made this office gave it none.
    #[error("there is no vault")]
    NoVault,
    /// The key of the organisation's files was destroyed.
    #[error("the key of the files was destroyed")]
    Destroyed,
    /// A file has nothing in it.
    #[error("the file is empty")]
    EmptyFile,
    /// A file is a program.
    #[error("the file is a program")]
    Program,
    /// What the caller saw is not what stands.
    #[error("something else stands by now")]
    Seen,
    /// It could not be done.
    #[error(transparent)]
    Door(DoorError),
}

impl From<DoorError> for Refused {
    fn from(error: DoorError) -> Self {
        match error {
            DoorError::Store(StoreError::Taken { kind }) => Self::Taken(kind),
            error => Self::Door(error),
        }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        DoorError::from(error).into()
    }
}

impl<E: Into<Self>> From<DecideError<E>> for Refused {
    fn from(error: DecideError<E>) -> Self {
        match error {
            DecideError::Rule(error) => error.into(),
            DecideError::Door(error) => error.into(),
        }
    }
}

impl Retry for Refused {
    fn is_changed(&self) -> bool {
        matches!(self, Self::Door(error) if error.is_changed())
    }
}

/// For whom and as what somebody acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActingAs {
    /// What the organisation is called.
    pub organisation: Option<String>,
    /// The words of the roles held there today.
    pub roles: Vec<String>,
    /// Whether the person may act for another organisation as well.
    pub several: bool,
}

/// The roles of a person on a day, as the policy knows them.
pub(crate) fn roles(row: Option<&MemberRow>, today: Date) -> BTreeSet<Role> {
    let day = today.to_string();
    let held = row.into_iter().flat_map(|row| row.roles_on(&day).filter_map(Role::from_word));
    held.chain(row.filter(|row| row.supports_on(&day)).map(|_| Role::Supporter)).collect()
}

impl Office {
    /// What the use cases work with.
    #[must_use]
    pub fn new(door: Door, policy: Arc<Policy>, catalogue: &'static Catalogue) -> Self {
        Self { door, policy, catalogue, kept: Kept::default(), vault: None, authority: None }
    }

    /// The same, with a vault for files.
    #[must_use]
    pub fn with_vault(self, vault: Vault) -> Self {
        Self { vault: Some(vault), ..self }
    }

    /// The same, with an authority that stamps evidence with its time.
    #[must_use]
    pub fn with_authority(self, authority: Authority) -> Self {
        Self { authority: Some(authority), ..self }
    }

    /// The vault.
    ///
    /// # Errors
    /// There is none.
    pub fn vault(&self) -> Result<&Vault, Refused> {
        self.vault.as_ref().ok_or(Refused::NoVault)
    }

    /// The same through another door: to another database perhaps, of which nothing was made yet.
    #[must_use]
    pub fn through(&self, door: Door) -> Self {
        Self { vault: self.vault.clone(), ..Self::new(door, self.policy.clone(), self.catalogue) }
    }

    /// The store, to be read.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.door.store()
    }

    /// Makes every read model again from the events, and says what differed. Nothing but that is changed.
    ///
    /// # Errors
    /// The database failed, or an event cannot be read.
    pub async fn rebuild(&self) -> Result<Vec<store::Rebuilt>, StoreError> {
        self.store().write(|tx| Box::pin(async move { tx.rebuild().await })).await
    }

    /// Today in Japan.
    #[must_use]
    pub fn today(&self) -> Date {
        self.door.clock().today()
    }

    /// For whom and as what the caller acts today, in words for the head of a page.
    ///
    /// # Errors
    /// The database failed.
    pub async fn standing(&self, caller: Caller) -> Result<ActingAs, Refused> {
        let mut tx = self.store().reader().await?;
        let (rows, today) = (tx.memberships_named(caller.person).await?, self.today());
        let mut acting = ActingAs::default();
        for (row, name) in rows {
            let held = roles(Some(&row), today);
            if held.is_empty() {
                continue;
            }
            if Some(row.organisation) == caller.acting_for {
                acting.organisation = name;
                acting.roles = held.into_iter().map(|role| role.word().to_owned()).collect();
            } else {
                acting.several = true;
            }
        }
        Ok(acting)
    }

    /// Of these roles, by their words, those that somebody can hold in the organisation; a supporter can be in any.
    ///
    /// # Errors
    /// The database failed.
    pub async fn roles_here(
        &self,
        owner: OrganisationId,
        roles: &[&'static str],
    ) -> Result<Vec<&'static str>, Refused> {
        let mut tx = self.store().reader().await?;
        let (row, runs) = (tx.organisation(owner).await?, operating::runs(&mut tx, Some(owner)).await?);
        let kinds: Vec<Kind> = row.iter().flat_map(|row| &row.kinds).filter_map(|kind| Kind::from_word(kind)).collect();
        let here = |word: &str| match member::Role::from_word(word) {
            Some(member::Role::Operator) => runs,
            Some(role) => kinds.iter().any(|kind| role.allowed_for(*kind)),
            None => true,
        };
        Ok(roles.iter().copied().filter(|word| here(word)).collect())
    }

    /// The organisations in which the caller may act today.
    ///
    /// # Errors
    /// The database failed.
    pub async fn memberships(&self, person: PersonId) -> Result<Vec<(OrganisationId, String)>, Refused> {
        let mut tx = self.store().reader().await?;
        let (rows, today) = (tx.memberships(person).await?, self.today());
        let acting = rows.iter().filter(|row| !roles(Some(row), today).is_empty()).map(|row| row.organisation);
        Ok(tx.organisations_named(acting).await?.into_iter().collect())
    }

    /// Whether the caller could do `action` to what the organisation they act for owns, perhaps after confirming who
    /// they are: for pages that offer it or not. It gives no right, and is asked again where it is used.
    ///
    /// # Errors
    /// The database failed.
    pub async fn could(&self, caller: Caller, action: Action) -> Result<bool, Refused> {
        let mut tx = self.store().reader().await?;
        let (access, _) = self.access(&mut tx, &caller, action, caller.acting_for, self.today()).await?;
        Ok(access.allowed || access.step_up)
    }

    /// The answer to whether the caller may do `action` to what is somebody's; with the roles it rests on.
    pub(crate) async fn access(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        action: Action,
        whose: impl Into<Whose>,
        today: Date,
    ) -> Result<(Access, Option<MemberRow>), StoreError> {
        let whose = whose.into();
        let row = match caller.acting_for {
            Some(organisation) => tx.member(organisation, caller.person).await?,
            None => None,
        };
        // What is grave is refused by the policy: no token ever confirmed who its person is.
        if !caller.grants.hold(action) && !action.is_grave() {
            return Ok((Access::not_granted(action), row));
        }
        let runs = |runs: bool| if runs { Relation::Owner } else { Relation::Foreign };
        let relation = match action {
            Action::OperatorBegin => runs(operating::begins(tx, caller.person).await?),
            Action::OperatorOrganisations
            | Action::OperatorJobs
            | Action::OperatorKeys
            | Action::OperatorBackups
            | Action::OperatorStorage
            | Action::OperatorAccreditations
            | Action::OperatorInviteFirst => runs(operating::runs(tx, caller.acting_for).await?),
            _ => whose.relation(caller.acting_for),
        };
        let question = Question {
            acting_for: caller.acting_for,
            roles: &roles(row.as_ref(), today),
            action,
            relation,
            stepped_up: caller.stepped_up,
            assigned: whose.assigned,
            auditing: whose.auditing,
        };
        Ok((self.policy.answer(&question), row))
    }

    /// Whether the caller may do `action` to what is somebody's (none = to the installation or their own account). The
    /// right is locked until the command commits.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn may(
        &self,
        act: &mut Act<'_>,
        caller: &Caller,
        action: Action,
        whose: impl Into<Whose>,
    ) -> Result<Option<MemberRow>, Refused> {
        let whose = whose.into();
        act.expect(caller.seen);
        let today = act.at().today;
        let (access, row) = self.access(act.tx(), caller, action, whose, today).await?;
        if !access.allowed {
            return Err(Refused::Access(Box::new(access)));
        }
        if let Some(row) = &row {
            act.lock(Head {
                stream: row.organisation.member(row.person),
                kind: Member::KIND,
                owner: row.organisation,
                version: row.version,
            });
        }
        if action.is_grave() {
            let at = act.at().recorded_at.as_microsecond();
            act.tx().append_access(&looked(caller, action, whose, &access, at)).await?;
        }
        Ok(row)
    }

    /// Whether the caller may read what is somebody's; gives the connection to read it with.
    ///
    /// # Errors
    /// The caller may not; the refusal is in the access trail.
    pub async fn reader(&self, caller: &Caller, action: Action, whose: impl Into<Whose>) -> Result<Tx, Refused> {
        Ok(self.reader_as(caller, action, whose).await?.0)
    }

    /// The same, with the roles the caller holds today: [`Self::rights`] tells what else they lead to.
    pub(crate) async fn reader_as(
        &self,
        caller: &Caller,
        action: Action,
        whose: impl Into<Whose>,
    ) -> Result<(Tx, BTreeSet<Role>), Refused> {
        let whose = whose.into();
        let mut tx = self.store().reader().await?;
        let (access, row) = self.access(&mut tx, caller, action, whose, self.today()).await?;
        if access.allowed {
            return Ok((tx, roles(row.as_ref(), self.today())));
        }
        drop(tx);
        self.note_refusal(caller, action, whose, &access).await?;
        Err(Refused::Access(Box::new(access)))
    }

    /// What the caller may do to what the organisation acted for owns, so that a page offers that and names who could
    /// do the rest. Whoever does it is asked again.
    pub(crate) fn rights(
        &self,
        caller: &Caller,
        roles: &BTreeSet<Role>,
        actions: &[Action],
    ) -> BTreeMap<Action, Access> {
        self.rights_to(caller, roles, caller.acting_for, actions)
    }

    /// The same to what is somebody's.
    pub(crate) fn rights_to(
        &self,
        caller: &Caller,
        roles: &BTreeSet<Role>,
        whose: impl Into<Whose>,
        actions: &[Action],
    ) -> BTreeMap<Action, Access> {
        let whose = whose.into();
        let relation = whose.relation(caller.acting_for);
        let answer = |action: &Action| {
            let question = Question {
                acting_for: caller.acting_for,
                roles,
                action: *action,
                relation,
                stepped_up: caller.stepped_up,
                assigned: whose.assigned,
                auditing: whose.auditing,
            };
            (*action, self.policy.answer(&question))
        };
        actions.iter().map(answer).collect()
    }

    /// The secret that the caller's request asks for: the same each time a form comes, otherwise a fresh one.
    pub(crate) fn secret_for(&self, caller: &Caller) -> Result<Secret, Refused> {
        match caller.once.and_then(Once::secret) {
            Some(secret) => Ok(secret),
            None => Ok(Secret::fresh(self.door.random()).map_err(DoorError::from)?),
        }
    }

    /// Whether the caller's request was done before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn came_before(&self, caller: Caller) -> Result<bool, Refused> {
        let Some(once) = caller.once else { return Ok(false) };
        Ok(self.store().reader().await?.answered(caller.person, &once.key()).await?.is_some())
    }

    /// Runs a command and notes in the access trail if it was refused for want of a right.
    ///
    /// # Errors
    /// As the command.
    pub(crate) async fn noting<T>(
        &self,
        caller: &Caller,
        action: Action,
        whose: impl Into<Whose>,
        done: Result<T, Refused>,
    ) -> Result<T, Refused> {
        if let Err(Refused::Access(access)) = &done {
            self.note_refusal(caller, action, whose.into(), access).await?;
        }
        done
    }

    async fn note_refusal(
        &self,
        caller: &Caller,
        action: Action,
        whose: Whose,
        access: &Access,
    ) -> Result<(), Refused> {
        let entry = looked(caller, action, whose, access, self.door.clock().now().as_microsecond());
        self.store()
            .write(move |tx| Box::pin(async move { tx.append_access(&entry).await }))
            .await
            .map_err(|error: StoreError| error.into())
    }
}

/// An entry of the access trail.
pub(crate) fn looked(caller: &Caller, action: Action, whose: impl Into<Whose>, access: &Access, at: i64) -> Looked {
    Looked {
        at,
        person: Some(caller.person),
        organisation: caller.acting_for,
        action: action.word().to_owned(),
        resource: action.kind().word().to_owned(),
        stream: whose.into().owner.map(OrganisationId::stream),
        outcome: if access.allowed { store::Access::Allowed } else { store::Access::Refused },
        policies: access.policies.join(" "),
        request: caller.request,
    }
}
