//! An application is confirmed by the representative: on screen (確認・記名), on paper, or by an outside e-contract. The three
//! are equal (spec 7 §11), and what they confirm is named by its digest.

use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::application::{Application, Command};
use scheme::confirmation::{Confirming, Mandate, Route};
use scheme::member::{Member, Role};
use scheme::organisation::{Organisation, Profile};

use crate::access::Action;
use crate::checks::sign_off::{MandateTold, Outside, Signature};
use crate::door::{Act, DoorError};
use crate::office::{Caller, Office, Refused};

impl Office {
    /// Confirms on screen what the caller saw; `seen` is its digest.
    ///
    /// # Errors
    /// Something else stands, something is missing, or the caller may not or has not confirmed who they are.
    pub async fn confirm_application(&self, caller: Caller, stream: StreamId, seen: Digest) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::ApplicationConfirm);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let (route, by) = (Route::OnScreen, caller.person);
                confirmed(act, owner, stream, Confirming { route, by, seen, mandate: None, signed_on: None }).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Registers what was signed on paper or by an e-contract; `seen` is the digest whose first letters stand on it.
    ///
    /// # Errors
    /// Who signed is no executive and had no mandate, something else stands, a day does not fit, or the caller may not.
    pub async fn register_application_confirmation(
        &self,
        caller: Caller,
        stream: StreamId,
        seen: Digest,
        signature: Signature,
    ) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::ApplicationRegister);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, signature) = (office.clone(), signature.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let signer = act.load::<Member>(owner, owner.member(signature.by)).await?;
                let roles = signer.status.roles_on(signature.signed_on);
                let mandated = signature.mandate.is_some();
                if roles.is_empty() || (!mandated && !roles.contains(&Role::Executive)) {
                    return Err(Refused::NotThere);
                }
                act.rests_on(&signer, "signs");
                let mandate = mandate(act, owner, signature.mandate.clone())?;
                let route = match &signature.way {
                    Outside::Paper { scan, kept_where } => Route::OnPaper {
                        scan: act.text(owner, scan.text())?,
                        kept_where: act.text(owner, kept_where.clone())?,
                        checked_by: caller.person,
                    },
                    Outside::EContract { copy } => Route::EContract { copy: act.text(owner, copy.text())? },
                };
                let (by, signed_on) = (signature.by, Some(signature.signed_on));
                confirmed(act, owner, stream, Confirming { route, by, seen, mandate, signed_on }).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}

async fn confirmed(
    act: &mut Act<'_>,
    owner: OrganisationId,
    stream: StreamId,
    confirming: Confirming,
) -> Result<(), Refused> {
    let profile = Box::new(as_it_stands(act, owner).await?);
    let mut loaded = act.load::<Application>(owner, stream).await?;
    if loaded.version == 0 {
        return Err(Refused::NotThere);
    }
    act.decide(&mut loaded, Command::Confirm { confirming: Box::new(confirming), profile })?;
    Ok(())
}

/// What is known of the company, read in this transaction.
pub(crate) async fn as_it_stands(act: &mut Act<'_>, owner: OrganisationId) -> Result<Profile, Refused> {
    let organisation = act.load::<Organisation>(owner, owner.stream()).await?;
    let profile = organisation.status.registered().ok_or(Refused::NotThere)?.profile.clone();
    act.rests_on(&organisation, "profile");
    Ok(profile)
}

/// Whether whoever confirmed still represents the company: an executive, or somebody who did so by a mandate.
pub(crate) async fn represents(
    act: &mut Act<'_>,
    owner: OrganisationId,
    (by, mandated): (PersonId, bool),
) -> Result<bool, DoorError> {
    let member = act.load::<Member>(owner, owner.member(by)).await?;
    let roles = member.status.roles_on(act.at().today);
    act.rests_on(&member, "represents");
    Ok(if mandated { !roles.is_empty() } else { roles.contains(&Role::Executive) })
}

fn mandate(act: &mut Act<'_>, owner: OrganisationId, told: Option<MandateTold>) -> Result<Option<Mandate>, DoorError> {
    let Some(MandateTold { scope, until }) = told else { return Ok(None) };
    Ok(Some(Mandate { scope: act.text(owner, scope)?, until }))
}
