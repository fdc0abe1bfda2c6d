//! A file that something in a case names, to be saved by whoever sees that.

use app::certification::case::of_application;
use axum::extract::{Extension, Path, State};
use criteria::text::Lang;
use record::{Digest, StreamId};
use scheme::seen::Exhibit;
use uuid::Uuid;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::evidence::saved;
use crate::site::Site;

/// For the body.
pub(crate) async fn of_body(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, stream, sha256)): Path<(Uuid, Uuid, String)>,
) -> PageResult {
    taken(&site, lang, &signed, StreamId(case), (StreamId(stream), &sha256)).await
}

/// For the company.
pub(crate) async fn of_company(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((application, stream, sha256)): Path<(Uuid, Uuid, String)>,
) -> PageResult {
    taken(&site, lang, &signed, of_application(StreamId(application)), (StreamId(stream), &sha256)).await
}

async fn taken(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    case: StreamId,
    (stream, sha256): (StreamId, &str),
) -> PageResult {
    let sha256: Digest = sha256.parse().map_err(|_| site.refuse(lang, &Refusal::NoSuchPage))?;
    let read = signed.accounts.office.read_exhibit(signed.caller, case, Exhibit { stream, sha256 }).await;
    let read = read.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(saved(read, sha256.to_string()))
}
