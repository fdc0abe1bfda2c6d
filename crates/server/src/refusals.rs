//! A refusal to somebody who is signed in says who that is, for which organisation and as what; and of the roles that
//! could do it, those only that this organisation can have.

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::OrganisationId;

use crate::accounts::broken;
use crate::error::Refusal;
use crate::site::Site;
use crate::view::Who;

/// Who reads the answer to a request, once that is known.
#[derive(Clone, Default)]
pub(crate) struct Reader(Arc<OnceLock<(Who, Option<OrganisationId>)>>);

impl Reader {
    /// Notes who is signed in, and for which organisation they act.
    pub(crate) fn is(&self, who: &Who, acting_for: Option<OrganisationId>) {
        // One request has one reader.
        let _ = self.0.set((who.clone(), acting_for));
    }
}

/// A refusal, beside the page that words it.
#[derive(Clone)]
pub(crate) struct Refused(pub(crate) Refusal);

/// Words a refusal anew for whoever is signed in.
pub(crate) async fn to_the_reader(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let lang = request.extensions().get::<Lang>().copied().unwrap_or(Lang::Ja);
    let reader = Reader::default();
    request.extensions_mut().insert(reader.clone());
    let mut answer = next.run(request).await;
    let Some(Refused(refusal)) = answer.extensions_mut().remove::<Refused>() else { return answer };
    let Some((who, acting_for)) = reader.0.get() else { return answer };
    match within(&site, refusal, *acting_for).await {
        Ok(refusal) => site.refuse_to(lang, &refusal, who).into_response(),
        Err(refusal) => site.refuse(lang, &refusal).into_response(),
    }
}

/// The refusal with the roles that could do it in this organisation.
async fn within(site: &Site, refusal: Refusal, acting_for: Option<OrganisationId>) -> Result<Refusal, Refusal> {
    let (Refusal::Denied(roles), Some(owner)) = (&refusal, acting_for) else { return Ok(refusal) };
    let kept = site.accounts()?.office.roles_here(owner, roles).await.map_err(|error| broken(&error))?;
    Ok(Refusal::Denied(kept))
}
