//! A check is confirmed by the representative: on screen (確認・記名), on paper (記名押印), or by an outside e-contract.
//!
//! The three are equal (spec 7 §11). What is signed outside names what was shown by the first letters of its SHA-256, so
//! that nothing is registered that was signed of another state. The file itself is read once for its SHA-256 and stays
//! with the company.

mod outside;

use std::collections::BTreeMap;

use jiff::civil::Date;
use protection::check::{self, Check, Mandate, Route, SignOff, Signing, Versions};
use protection::section::{Progress, Section};
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::member::{Member, Role};
use store::models::{MemberRow, SectionRow};
use uuid::Uuid;

use crate::access::Action;
use crate::dates;
use crate::door::{Act, DoorError};
use crate::office::{Caller, Office, Refused};

pub use outside::{Field, Filled, Outside, Registered, Signature, read, read_mandate};

/// A mandate (委任状) as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateTold {
    /// What it covers.
    pub scope: String,
    /// Its last day.
    pub until: Date,
}

/// How many letters of the SHA-256 of what was shown stand on a sheet as its confirmation number.
pub const CODE: usize = 12;

/// The confirmation number of a state of a check: the first letters of its SHA-256, in fours.
#[must_use]
pub fn code(content: Digest) -> String {
    let letters: Vec<char> = content.to_string().chars().take(CODE).collect();
    let fours: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    fours.join("-")
}

/// The texts that a confirmation names.
pub(super) fn texts(signed: &SignOff) -> Vec<Uuid> {
    let route = match &signed.route {
        Route::OnScreen => vec![],
        Route::OnPaper { scan, kept_where, .. } => vec![scan.id.0, kept_where.id.0],
        Route::EContract { copy } => vec![copy.id.0],
    };
    route.into_iter().chain(signed.mandate.as_ref().map(|mandate| mandate.scope.id.0)).collect()
}

/// The persons that a confirmation names.
pub(super) fn persons(signed: &SignOff) -> Vec<PersonId> {
    match &signed.route {
        Route::OnPaper { checked_by, .. } => vec![signed.by, *checked_by],
        Route::OnScreen | Route::EContract { .. } => vec![signed.by],
    }
}

/// The last day on which a section of these was changed.
pub(super) fn changed_on(sections: &[SectionRow]) -> Option<Date> {
    let last = sections.iter().map(|section| section.touched_at).max()?;
    dates::in_japan_at(last).map(jiff::civil::DateTime::date)
}

impl Office {
    /// Signs a check off on screen (確認・記名), at the versions the caller saw.
    ///
    /// # Errors
    /// A section changed meanwhile, nothing is answered, or the caller may not or has not confirmed who they are.
    pub async fn sign_off(
        &self,
        caller: Caller,
        check: StreamId,
        seen: Versions,
        content: Digest,
    ) -> Result<(), Refused> {
        self.sign_off_by(caller, check, seen, content, None).await
    }

    /// The same, by a mandate of the representative.
    ///
    /// # Errors
    /// As [`Self::sign_off`]; or the mandate is over.
    pub async fn sign_off_by(
        &self,
        caller: Caller,
        check: StreamId,
        seen: Versions,
        content: Digest,
        mandate: Option<MandateTold>,
    ) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckSignOff);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, seen, mandate) = (office.clone(), seen.clone(), mandate.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mandate = told(act, owner, mandate)?;
                let (route, by, signed_on, changed_on) = (Route::OnScreen, caller.person, None, None);
                let current = BTreeMap::new();
                sign(act, owner, check, Signing { route, by, seen, current, content, mandate, signed_on, changed_on })
                    .await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Registers what was signed on paper or by an e-contract. `seen` and `content` are of the state whose confirmation
    /// number the paper bears.
    ///
    /// # Errors
    /// Who signed is no executive and had no mandate; the check changed since; a day does not fit; or the caller may not.
    pub async fn register_sign_off(
        &self,
        caller: Caller,
        check: StreamId,
        seen: Versions,
        content: Digest,
        signature: Signature,
    ) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckRegister);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, seen, signature) = (office.clone(), seen.clone(), signature.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let signed_on = Some(signature.signed_on);
                let signer = act.load::<Member>(owner, owner.member(signature.by)).await?;
                // Who signs without a mandate is an executive on that day; who has one is at least a member.
                let roles = signer.status.roles_on(signature.signed_on);
                let fits =
                    if signature.mandate.is_some() { !roles.is_empty() } else { roles.contains(&Role::Executive) };
                if !fits {
                    return Err(Refused::NotThere);
                }
                act.rests_on(&signer, "signs");
                let changed_on = changed_on(&act.tx().sections(owner, check).await?);
                let mandate = told(act, owner, signature.mandate.clone())?;
                let route = match &signature.way {
                    Outside::Paper { scan, kept_where } => Route::OnPaper {
                        scan: act.text(owner, scan.text())?,
                        kept_where: act.text(owner, kept_where.clone())?,
                        checked_by: caller.person,
                    },
                    Outside::EContract { copy } => Route::EContract { copy: act.text(owner, copy.text())? },
                };
                let (by, current) = (signature.by, BTreeMap::new());
                sign(act, owner, check, Signing { route, by, seen, current, content, mandate, signed_on, changed_on })
                    .await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Those who can sign for the organisation the caller acts for, with their names: executives, and beside them every
    /// other member, who needs a mandate.
    ///
    /// # Errors
    /// The caller may not see the check.
    pub async fn signers(&self, caller: Caller) -> Result<Vec<Signer>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::CheckRegister, Some(owner)).await?;
        let (rows, today) = (tx.members(owner, crate::members::LISTED).await?, self.today().to_string());
        let names = tx.names_of(rows.iter().map(|row| row.person)).await?;
        let signer = |row: &MemberRow| {
            let roles: Vec<&str> = row.roles_on(&today).collect();
            let (name, executive) = (names.get(&row.person)?.clone(), roles.contains(&Role::Executive.word()));
            (!roles.is_empty()).then_some(Signer { person: row.person, name, executive })
        };
        let mut signers: Vec<Signer> = rows.iter().filter_map(signer).collect();
        signers.sort_by_key(|signer| (!signer.executive, signer.name.clone()));
        Ok(signers)
    }
}

/// Somebody who can sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub person: PersonId,
    /// What the person is called.
    pub name: String,
    /// Whether the person is an executive; anybody else signs by a mandate.
    pub executive: bool,
}

fn told(act: &mut Act<'_>, owner: OrganisationId, mandate: Option<MandateTold>) -> Result<Option<Mandate>, DoorError> {
    let Some(MandateTold { scope, until }) = mandate else { return Ok(None) };
    Ok(Some(Mandate { scope: act.text(owner, scope)?, until }))
}

/// Decides at the versions that stand now; all sections are read in the same transaction.
async fn sign(act: &mut Act<'_>, owner: OrganisationId, check: StreamId, signing: Signing) -> Result<(), Refused> {
    let mut kept = act.load::<Check>(owner, check).await?;
    let known = kept.status.kept().ok_or(Refused::NotThere)?.sections.clone();
    let current = progress(act, owner, known.values().copied()).await?;
    act.decide(&mut kept, check::Command::SignOff(Box::new(Signing { current, ..signing })))?;
    Ok(())
}

/// How far these sections have come, read in this transaction.
pub(super) async fn progress(
    act: &mut Act<'_>,
    owner: OrganisationId,
    sections: impl IntoIterator<Item = StreamId>,
) -> Result<BTreeMap<StreamId, Progress>, DoorError> {
    let mut current = BTreeMap::new();
    for stream in sections {
        current.insert(stream, act.load::<Section>(owner, stream).await?.status.progress());
    }
    Ok(current)
}
