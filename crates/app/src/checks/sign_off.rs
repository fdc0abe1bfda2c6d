//! A check is confirmed by the representative (確認・記名).

use std::collections::BTreeMap;

use protection::check::{self, Check, Route, Signing, Versions};
use protection::section::{Progress, Section};
use record::{Digest, StreamId};

use crate::access::Action;
use crate::office::{Caller, Office, Refused};

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
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckSignOff);
        let done = self.door.execute(caller.actor(), move |act| {
            let (office, seen) = (office.clone(), seen.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                let known = kept.status.kept().ok_or(Refused::NotThere)?.sections.clone();
                let mut current: BTreeMap<StreamId, Progress> = BTreeMap::new();
                for stream in known.values() {
                    let section = act.load::<Section>(owner, *stream).await?;
                    current.insert(*stream, section.status.progress());
                }
                let signing = Signing {
                    route: Route::OnScreen,
                    by: caller.person,
                    seen,
                    current,
                    content,
                    mandate: None,
                    signed_on: None,
                    changed_on: None,
                };
                act.decide(&mut kept, check::Command::SignOff(Box::new(signing)))?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}
