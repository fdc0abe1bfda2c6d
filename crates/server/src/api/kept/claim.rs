//! `/api/v1/checks:claim` and `:claim-file`: answers given elsewhere are taken over into a new check (取り込み).

use app::checks::Claim;
use app::intake::{self, Intake};
use axum::extract::State;
use axum::http::Uri;
use criteria::answers::Answers;
use criteria::edition::EditionId;
use criteria::fault::{Expected, Fault, Found, Place};
use criteria::result_file;
use jiff::civil::Date;
use protection::check::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::api::asked::{Answered, Asking, File, Json, Sent};
use crate::api::page::{asked, told};
use crate::error::{ProblemAnswer, Refusal};
use crate::site::Site;

/// Answers to be taken over (取り込み).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimBody {
    /// The day the answers are said to be of, today or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(crate) reported_on: Option<Date>,
    /// The answers, as a result file has them.
    #[schemars(with = "crate::api::checks::ScoreRequest")]
    pub(crate) result: Value,
}

/// A check that began with answers given elsewhere.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimMade {
    /// Its id.
    pub(crate) id: String,
    /// The items whose answers were taken.
    pub(crate) taken: Vec<String>,
    /// The items without an answer.
    pub(crate) unanswered: Vec<String>,
    /// What stands in the file and was not taken, and why, in the reader's language.
    pub(crate) left_out: Vec<String>,
}

/// What was read, and from where.
struct Read {
    edition: EditionId,
    answers: Answers<'static>,
    left_out: Vec<String>,
    source: Source,
}

/// Takes the answers of a result file over into a new check (取り込み): all of them or none.
#[utoipa::path(post, path = "/api/v1/checks:claim", tag = "checks", operation_id = "claimCheck", security(("token" = [])),
    request_body(content = ref("#/components/schemas/ClaimBody"), content_type = "application/json"),
    responses((status = 201, description = "Taken over.", body = ref("#/components/schemas/ClaimMade"), content_type = "application/json")))]
pub(crate) async fn claim(sent: Sent<Json<ClaimBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let bytes = serde_json::to_vec(&body.result).unwrap_or_default();
    let (edition, answers) = result_file::read(asking.office().catalogue, &bytes).map_err(|mut faults| {
        for fault in &mut faults {
            fault.at.path = format!("/result{}", fault.at.path);
        }
        asking.refuse(Refusal::Faults(faults))
    })?;
    let read = Read { edition, answers, left_out: Vec::new(), source: Source::ResultFile };
    take(&asking, read, body.reported_on).await
}

/// Takes the answers of a file over into a new check (取り込み): of a result file all or none, of a filled sheet
/// (workbook, CSV or TSV) those that can be read, with what cannot. Which it is is told by its bytes.
#[utoipa::path(post, path = "/api/v1/checks:claim-file", tag = "checks", operation_id = "claimFile", security(("token" = [])),
    params(("pack" = Option<String>, Query, description = "The checklist a sheet answers; not told = `tics-19`. A result file names its own."), ("reported_on" = Option<String>, Query, description = "The day the answers are said to be of, today or earlier, such as `2026-11-20`.")),
    request_body(content = String, description = "The bytes of the file, 4 MiB at most.", content_type = "application/octet-stream"),
    responses((status = 201, description = "Taken over.", body = ref("#/components/schemas/ClaimMade"), content_type = "application/json")))]
pub(crate) async fn claim_file(State(site): State<Site>, uri: Uri, sent: Sent<File>) -> Answered {
    let Sent { asking, body: File(bytes) } = sent;
    let query = asked(&asking, &uri, &["pack", "reported_on"])?;
    let reported_on = told(&asking, "reported_on", query.told[1].as_deref(), |text| text.parse::<Date>().ok())?;
    let pack = query.told[0].clone().unwrap_or_else(|| app::packs::FIRST_CHECK.to_owned());
    let source = if intake::is_result(&bytes) { Source::ResultFile } else { Source::Sheet };
    let catalogue = asking.office().catalogue;
    let read = site.heavy(move || intake::read(catalogue, &pack, &bytes)).await;
    let Intake { edition, reading } = match read.map_err(|refusal| asking.refuse(refusal))? {
        Ok(read) => read,
        Err(intake::Refused::Faults(faults)) => return Err(asking.refuse(Refusal::Faults(faults))),
        Err(intake::Refused::File(why)) => {
            return Err(asking.refuse(Refusal::Unreadable(asking.texts().unreadable(&why))));
        }
    };
    if reading.answers.is_blank() && !reading.faults.is_empty() {
        return Err(asking.refuse(Refusal::Faults(reading.faults)));
    }
    let texts = asking.texts();
    let mut left_out: Vec<String> = reading.faults.iter().map(|fault| texts.fault(fault)).collect();
    left_out.extend(texts.more_faults(&reading));
    take(&asking, Read { edition, answers: reading.answers, left_out, source }, reported_on).await
}

async fn take(asking: &Asking, read: Read, reported_on: Option<Date>) -> Answered {
    let Read { edition, answers, left_out, source } = read;
    if answers.is_blank() {
        return Err(nothing(asking));
    }
    let caller = asking.caller();
    let given: Vec<_> = answers.iter().filter_map(|(item, answer)| Some((item.id.clone(), answer?))).collect();
    let taken = given.iter().map(|(item, _)| item.clone()).collect();
    let unanswered = answers.iter().filter(|(_, answer)| answer.is_none()).map(|(item, _)| item.id.clone()).collect();
    let check = caller.once.map_or_else(Uuid::new_v4, |once| once.id(caller.person));
    let claim = Claim { check, edition, answers: given, reported_on, source };
    let begun = asking.office().claim(caller, &claim).await;
    let id = begun.map_err(|error| asking.refused(error))?.to_string();
    let path = format!("/api/v1/checks/{id}");
    Ok(asking.created(&ClaimMade { id, taken, unanswered, left_out }, &path))
}

fn nothing(asking: &Asking) -> ProblemAnswer {
    let fault = Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing);
    asking.refuse(Refusal::Faults(vec![fault]))
}
