//! `/api/v1/checks/{check}/result.…`: a check is taken out, as a result file, on paper or as a workbook.

use app::checks::KeptCheck;
use axum::extract::State;
use criteria::result_file::ResultFile;
use record::StreamId;
use uuid::Uuid;

use crate::api::asked::{Answered, Asking, Id};
use crate::error::ProblemAnswer;
use crate::pages;
use crate::site::Site;

async fn kept(asking: &Asking, check: Uuid) -> Result<KeptCheck<'static>, ProblemAnswer> {
    let kept = asking.office().take_out(asking.caller(), StreamId(check)).await;
    kept.map_err(|error| asking.refused(error))
}

/// Takes a check out as a result file.
#[utoipa::path(get, path = "/api/v1/checks/{check}/result.json", tag = "checks", operation_id = "exportCheck", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 200, description = "The result file.", body = ref("#/components/schemas/ResultFile"), content_type = "application/json")))]
pub(crate) async fn json(Id(check): Id, asking: Asking) -> Answered {
    let kept = kept(&asking, check).await?;
    Ok(asking.data(&ResultFile::of(&kept.edition, &kept.answers())))
}

/// Takes a check out on paper (PDF, A4), in the reader's language, with its notes and the names of who answered.
#[utoipa::path(get, path = "/api/v1/checks/{check}/result.pdf", tag = "checks", operation_id = "exportCheckPdf", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 200, description = "The report.", body = String, content_type = "application/pdf")))]
pub(crate) async fn pdf(State(site): State<Site>, Id(check): Id, asking: Asking) -> Answered {
    made(&site, &asking, check, "pdf").await
}

/// Takes a check out as a workbook (xlsx), in the reader's language, with its notes and the names of who answered. It
/// can be filled further and taken over again.
#[utoipa::path(get, path = "/api/v1/checks/{check}/result.xlsx", tag = "checks", operation_id = "exportCheckWorkbook", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 200, description = "The workbook.", body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(crate) async fn xlsx(State(site): State<Site>, Id(check): Id, asking: Asking) -> Answered {
    made(&site, &asking, check, "xlsx").await
}

async fn made(site: &Site, asking: &Asking, check: Uuid, ending: &str) -> Answered {
    let kept = kept(asking, check).await?;
    let acting = asking.office().standing(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let organisation = acting.organisation.unwrap_or_default();
    let made = pages::kept::file(site, asking.lang, &kept, &organisation, ending).await;
    let mut file = made.map_err(|refusal| asking.refuse(refusal))?;
    asking.private(&mut file);
    Ok(file)
}
