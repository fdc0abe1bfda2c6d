//! The company's side of a case: it agrees to the quote, or takes the case back while it is open.

use record::{Digest, StreamId};
use scheme::case::Command;
use scheme::confirmation::{Confirming, Route};

use super::loaded;
use crate::access::Action;
use crate::office::{Caller, Office, Refused};

impl Office {
    /// Agrees to the quote as it was shown, on screen; `seen` is the digest of application and terms.
    ///
    /// # Errors
    /// Something else stands, the quote is over, or the caller may not or has not confirmed who they are.
    pub async fn agree_to_case(&self, caller: Caller, case: StreamId, seen: Digest) -> Result<(), Refused> {
        self.client_does(caller, case, Action::CaseAgree, move || {
            let (route, by) = (Route::OnScreen, caller.person);
            Command::Agree { company: Box::new(Confirming { route, by, seen, mandate: None, signed_on: None }) }
        })
        .await
    }

    /// Takes a case back.
    ///
    /// # Errors
    /// It is over, or the caller may not.
    pub async fn retract_case(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.client_does(caller, case, Action::CaseRetract, || Command::Retract { reason: None }).await
    }

    async fn client_does(
        &self,
        caller: Caller,
        case: StreamId,
        action: Action,
        make: impl Fn() -> Command + Send + Sync + 'static,
    ) -> Result<(), Refused> {
        let make = std::sync::Arc::new(make);
        self.in_case(caller, case, action, move |act, row| {
            let make = make.clone();
            Box::pin(async move {
                let (_, mut case) = loaded(act, row.owner, row.stream).await?;
                act.decide(&mut case, make())?;
                Ok(())
            })
        })
        .await
    }
}
