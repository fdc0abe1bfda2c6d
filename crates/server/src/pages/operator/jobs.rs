//! How the jobs stand; a dead letter is tried again.

use axum::extract::{Extension, Path, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::{localized, operator as view};

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let jobs = signed.accounts.office.jobs(signed.caller).await;
    let jobs = jobs.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::jobs(site.frame_of(lang, &signed.who), &jobs).into_response())
}

pub(crate) async fn retry(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(job): Path<Uuid>,
) -> PageResult {
    let done = signed.accounts.office.try_again(signed.caller, job).await;
    done.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, "/operator/jobs")))
}
