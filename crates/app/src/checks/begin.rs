//! A check begins with nothing answered.

use std::collections::BTreeMap;

use criteria::edition::EditionId;
use criteria::pack::checklist::Checklist;
use protection::check::{self, Check, Origin};
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::organisation::{self, Organisation};
use uuid::Uuid;

use crate::access::Action;
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

/// The streams of the sections are named by check and axis, so that beginning twice begins once.
fn sections(check: StreamId, checklist: &Checklist) -> BTreeMap<String, StreamId> {
    let stream = |axis: &str| StreamId(Uuid::new_v5(&check.0, format!("section/{axis}").as_bytes()));
    checklist.axes.iter().map(|axis| (axis.id.clone(), stream(&axis.id))).collect()
}

impl Office {
    /// Begins a check of the newest edition of a pack.
    ///
    /// # Errors
    /// There is no such pack, or the caller may not.
    pub async fn begin_check(&self, caller: Caller, pack: &str) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (pack, checklist) = self.catalogue.checklist(pack).ok_or(Refused::NotThere)?;
        let id = self.door.random().id(self.door.clock().now()).map_err(crate::door::DoorError::from)?;
        // The same request a second time means the same check.
        let check = StreamId(caller.once.map_or(id, |once| once.id(caller.person)));
        let (office, action) = (self.clone(), Action::CheckBegin);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                begun(act, owner, check, (&pack.edition, checklist), Origin::Fresh).await?;
                Ok(check)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}

/// The check, begun in this command; its birth stands in the stream of the organisation.
pub(super) async fn begun(
    act: &mut Act<'_>,
    owner: OrganisationId,
    check: StreamId,
    (edition, checklist): (&EditionId, &Checklist),
    origin: Origin,
) -> Result<Loaded<Check>, Refused> {
    let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
    let mut kept = act.load::<Check>(owner, check).await?;
    let birth = organisation::Command::NoteBirth { stream: check, kind: Check::KIND.to_owned() };
    act.decide(&mut organisation, birth)?;
    let sections = sections(check, checklist);
    act.decide(&mut kept, check::Command::Begin { edition: edition.clone(), origin, sections })?;
    Ok(kept)
}
