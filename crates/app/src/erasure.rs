//! Erasing one's own account: one leaves every organisation, then name, address and every way in go. The row stays, so
//! that the record still says that somebody did what was done.

use record::{OrganisationId, PersonId};
use scheme::member::{Command, Member, Role, Status};
use store::models::MemberRow;
use store::{StoreError, Tx};

use crate::door::Actor;
use crate::members::LISTED;
use crate::office::{Caller, Office, Refused};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// Everything personal is gone.
    Done,
    /// Nothing is: nobody else manages the members of these.
    Held(Vec<String>),
}

impl Office {
    /// The organisations that would have nobody left who manages their members, by name: as long as there is one, nobody
    /// erases their account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn held_by(&self, person: PersonId) -> Result<Vec<String>, Refused> {
        let mut tx = self.store().reader().await?;
        let mut held = Vec::new();
        for (row, name) in tx.memberships_named(person).await? {
            if manages_for_good(&row) && !another(&mut tx, row.organisation, person).await? {
                held.push(name.unwrap_or_default());
            }
        }
        Ok(held)
    }

    /// Erases the account of the caller, who confirmed who they are: that was asked before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn erase(&self, caller: Caller) -> Result<Erasure, Refused> {
        let held = self.held_by(caller.person).await?;
        if !held.is_empty() {
            return Ok(Erasure::Held(held));
        }
        let rows = self.store().reader().await?.memberships(caller.person).await?;
        for row in rows {
            // One command each: who is cut off in between comes again and goes on.
            if row.standing == "invited" {
                self.decline(row.organisation, caller.person).await?;
                continue;
            }
            match self.leave(Caller { acting_for: Some(row.organisation), once: None, ..caller }).await {
                Ok(()) => {}
                // Somebody else left in the same moment.
                Err(Refused::Member(scheme::member::Error::LastManager)) => {
                    return Ok(Erasure::Held(self.held_by(caller.person).await?));
                }
                Err(error) => return Err(error),
            }
        }
        let (person, today) = (caller.person, self.today().to_string());
        let now = self.door.clock().now().as_microsecond();
        let erased = self.store().write(move |tx| Box::pin(async move { tx.erase_person(person, &today, now).await }));
        erased.await.map(|_: bool| ()).map_err(|error: StoreError| Refused::from(error))?;
        Ok(Erasure::Done)
    }

    /// Takes an invitation back that its person will never accept.
    async fn decline(&self, owner: OrganisationId, person: PersonId) -> Result<(), Refused> {
        let actor = Actor { person: Some(person), acting_for: Some(owner) };
        self.door
            .execute(actor, move |act| {
                Box::pin(async move {
                    let mut member = act.load::<Member>(owner, owner.member(person)).await?;
                    if matches!(member.status, Status::Invited { .. }) {
                        act.decide(&mut member, Command::Withdraw)?;
                    }
                    let now = act.at().recorded_at.as_microsecond();
                    act.tx().take_invitations_back_of(owner, person, now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Whether somebody manages the members without an end.
fn manages_for_good(row: &MemberRow) -> bool {
    let manages = |word: &str| Role::from_word(word).is_some_and(Role::manages_members);
    row.standing == "member" && row.roles.iter().any(|term| term.until.is_none() && manages(&term.role))
}

async fn another(tx: &mut Tx, owner: OrganisationId, but: PersonId) -> Result<bool, StoreError> {
    let rows = tx.members(owner, LISTED).await?;
    Ok(rows.iter().any(|row| row.person != but && manages_for_good(row)))
}
