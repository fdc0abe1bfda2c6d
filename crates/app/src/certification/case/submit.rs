//! An application is submitted: the body's case begins with it, in one command.

use record::{Aggregate as _, StreamId};
use scheme::application::{self, Application, Status as Written};
use scheme::case::{CertificationCase, Command};
use scheme::organisation::{self, Organisation};

use super::of_application;
use crate::access::Action;
use crate::certification::application::{as_it_stands, represents};
use crate::certification::letters::{self, About};
use crate::office::{Caller, Office, Refused};

impl Office {
    /// Submits an application to the body it names. From then on it is the body's case, and never changes.
    ///
    /// # Errors
    /// Something is missing, the confirmation does not hold any more, or the caller may not.
    pub async fn submit_application(&self, caller: Caller, stream: StreamId) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::ApplicationSubmit);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut written = act.load::<Application>(owner, stream).await?;
                if written.version == 0 {
                    return Err(Refused::NotThere);
                }
                let by = match &written.status {
                    Written::Draft(draft) => {
                        draft.confirmation.as_ref().map(|confirmed| (confirmed.by, confirmed.mandate.is_some()))
                    }
                    Written::Unbegun | Written::Submitted(_) | Written::Retracted { .. } => None,
                };
                let represents = match by {
                    Some(by) => represents(act, owner, by).await?,
                    None => false,
                };
                let profile = Box::new(as_it_stands(act, owner).await?);
                act.decide(&mut written, application::Command::Submit { profile, represents })?;
                let Written::Submitted(snapshot) = written.status.clone() else { return Err(Refused::NotThere) };
                let body = snapshot.content.body.ok_or(Refused::NotThere)?;
                let case = of_application(stream);
                let mut organisation = act.load::<Organisation>(body, body.stream()).await?;
                let kind = CertificationCase::KIND.to_owned();
                act.decide(&mut organisation, organisation::Command::NoteBirth { stream: case, kind })?;
                let mut received = act.load::<CertificationCase>(body, case).await?;
                act.decide(&mut received, Command::Receive { body, application: stream, snapshot })?;
                let about = About { body, company: owner, case, application: stream };
                letters::tell(act, about, caller.person).await?;
                Ok(case)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}
