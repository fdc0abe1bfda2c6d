//! A new way in for a member who cannot sign in any more: a forgotten PIN or password, a lost telephone. A paper that the
//! person uses once; it takes the place of every earlier way in when it is used.
//!
//! Whoever makes it could use it as well. So it is made for members of this one organisation only, for somebody who
//! manages members by those only who may appoint, and it stands in the history, the access trail and, where the person
//! has a mail address, in a letter.

use jiff::SignedDuration;
use jiff::civil::Date;
use record::{OrganisationId, PersonId};
use scheme::member::{Command, Member, Status};
use store::{Invitation, InvitationKind, StoreError, Tx};

use super::{MadeInvitation, Receipt};
use crate::access::Action;
use crate::door::{Act, DoorError};
use crate::mail::Letter;
use crate::office::{Caller, Office, Refused};
use crate::sign_in::Secret;

/// How long a new way in stands: shorter than an invitation, because it leads to an account that is in use. Ours.
const RENEWAL_DAYS: i64 = 7;

impl Office {
    /// Makes a new way in for a member of the organisation the caller acts for, and ends every session of theirs.
    ///
    /// # Errors
    /// There is no such member, it is the caller, they are something elsewhere as well, or the caller may not.
    pub async fn renew(&self, caller: Caller, person: PersonId) -> Result<MadeInvitation, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let token = Secret::fresh(self.door.random()).map_err(DoorError::from)?;
        let (office, secret, action) = (self.clone(), token.clone(), Action::MemberRenew);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, secret) = (office.clone(), secret.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                renew_in(&office, act, &caller, owner, person, &secret).await
            })
        });
        let receipt = self.noting(&caller, action, Some(owner), done.await).await?;
        Ok(receipt.with(token.text()))
    }
}

async fn renew_in(
    office: &Office,
    act: &mut Act<'_>,
    caller: &Caller,
    owner: OrganisationId,
    person: PersonId,
    secret: &Secret,
) -> Result<Receipt, Refused> {
    let mut member = act.load::<Member>(owner, owner.member(person)).await?;
    // Who is signed in needs no new way in.
    if member.version == 0 || person == caller.person {
        return Err(Refused::NotThere);
    }
    if manages(&member.status, act.at().today) {
        office.may(act, caller, Action::MemberAppoint, Some(owner)).await?;
    }
    let (at, elsewhere) = (act.at().recorded_at, is_elsewhere(act.tx(), owner, person).await?);
    let expires_at = at + SignedDuration::from_hours(RENEWAL_DAYS * 24);
    act.decide(&mut member, Command::Renew { expires_at, elsewhere })?;
    let by_pin = act.tx().person(person).await?.is_none_or(|person| person.email.is_none());
    let made = Invitation {
        token: secret.digest(),
        organisation: owner,
        person: Some(person),
        kind: InvitationKind::Paper,
        renews: true,
        made_by: caller.person,
        created_at: at.as_microsecond(),
        expires_at: expires_at.as_microsecond(),
        used_at: None,
    };
    act.tx().take_invitations_back_of(owner, person, at.as_microsecond()).await?;
    act.tx().invite(&made).await?;
    act.tx().end_sessions_of(person, None, at.as_microsecond()).await?;
    let letter = Letter::AccessRenewed { person, organisation: owner, at };
    act.mail_once(&letter, &(owner.member(person), member.version)).await?;
    Ok(Receipt { person, expires_at, mailed: false, by_pin })
}

/// Whether the person manages members, today or from a later day.
fn manages(status: &Status, today: Date) -> bool {
    let Status::Member { roles, .. } = status else { return false };
    roles.iter().any(|(role, term)| role.manages_members() && term.until.is_none_or(|until| today <= until))
}

/// Whether somebody is something, or invited, in another organisation: a new way in would lead there as well.
pub(super) async fn is_elsewhere(tx: &mut Tx, owner: OrganisationId, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.memberships(person).await?.iter().any(|row| row.organisation != owner))
}
