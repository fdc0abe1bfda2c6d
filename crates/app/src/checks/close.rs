//! A check is closed: it stays as it is.

use protection::check::{self, Check};
use record::StreamId;

use crate::access::Action;
use crate::office::{Caller, Office, Refused};

impl Office {
    /// Closes a check: it stays as it is.
    ///
    /// # Errors
    /// There is no such check, or the caller may not.
    pub async fn close_check(&self, caller: Caller, check: StreamId) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CheckClose);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Check>(owner, check).await?;
                kept.status.kept().ok_or(Refused::NotThere)?;
                act.decide(&mut kept, check::Command::Close)?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}
