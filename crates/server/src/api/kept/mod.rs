//! `/api/v1/checks`: the checks the organisation keeps, begun, taken over, answered together, closed.

pub(crate) mod ask;
pub(crate) mod claim;
pub(crate) mod files;

use std::collections::BTreeMap;
use std::sync::Arc;

use app::access::Action;
use app::checks::{Clash, Given, KeptCheck, LISTED, ListedCheck, Saved};
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use criteria::answers::Answer;
use criteria::score::Score;
use protection::check::Standing;
use protection::section;
use record::{PersonId, StreamId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use ask::{AskedEntry, AskedList, ask};
pub(crate) use claim::{ClaimBody, ClaimMade};

use super::asked::{Answered, Asking, Id, Json, Nothing, Sent, instant, tag_of};
use super::page::asked;
use crate::cursor;
use crate::error::{Conflict, Mine, ProblemAnswer, Refusal, Theirs};

/// How many answers one request brings at most.
const MOST_ANSWERS: usize = 200;

/// A page of checks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckList {
    /// The newest first.
    pub(crate) checks: Vec<CheckEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
}

/// A check in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckEntry {
    /// What all checks have.
    #[serde(flatten)]
    pub(crate) head: CheckHead,
    /// What its answers come to by Mamori's own method; `null` where its edition is not here.
    pub(crate) score: Option<Score>,
    /// Whether the last confirmation by the executive still holds; `null` = nobody confirmed.
    pub(crate) signed: Option<bool>,
}

/// What a check is of, and since when.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckHead {
    /// Its id.
    pub(crate) id: String,
    /// Id of the checklist.
    pub(crate) pack: String,
    /// Its edition.
    pub(crate) edition: String,
    /// SHA-256 of the edition's bytes.
    pub(crate) sha256: String,
    /// `fresh`, or from where its answers were taken over: `device`, `result_file`, `sheet`.
    pub(crate) origin: String,
    /// The day answers that were taken over are said to be of.
    pub(crate) reported_on: Option<String>,
    /// When it was begun, in UTC.
    pub(crate) begun_at: String,
    /// The day it was closed.
    pub(crate) closed_on: Option<String>,
}

/// A check with all that stands in it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckDocument {
    /// What all checks have.
    #[serde(flatten)]
    pub(crate) head: CheckHead,
    /// Every item with what stands there, in the order of the checklist.
    pub(crate) answers: Vec<AnswerEntry>,
    /// What the answers come to by Mamori's own method.
    pub(crate) score: Score,
    /// The last confirmation by the executive.
    pub(crate) signed: Option<SignedEntry>,
    /// Who was asked to confirm what stands; empty = nobody.
    pub(crate) asked: Vec<AskedEntry>,
}

/// What stands at one item.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswerEntry {
    /// The item.
    pub(crate) item: String,
    /// The part of the check it belongs to.
    pub(crate) axis: String,
    /// The answer; `null` = none.
    pub(crate) answer: Option<String>,
    /// The note; `null` = none, or erased.
    pub(crate) note: Option<String>,
    /// The id of who entered it.
    pub(crate) by: Option<String>,
    /// What they are called; `null` = erased.
    pub(crate) by_name: Option<String>,
    /// Whether a supporter entered it for the company.
    pub(crate) on_behalf: bool,
    /// The last day of that support; past = it is over. `null` = it was not entered on behalf.
    pub(crate) support_until: Option<String>,
    /// What the next answer has to name as its base; 0 = nothing was ever given.
    pub(crate) version: u32,
}

/// A confirmation (確認・記名).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SignedEntry {
    /// The id of who confirmed.
    pub(crate) by: String,
    /// What they are called; `null` = erased.
    pub(crate) by_name: Option<String>,
    /// The day, in Japan.
    pub(crate) on: String,
    /// Whether it still confirms what stands.
    pub(crate) holds: bool,
}

fn head(row: &app::checks::CheckRow) -> CheckHead {
    let (pack, edition, sha256) = row.edition.clone();
    CheckHead {
        id: row.stream.to_string(),
        pack,
        edition,
        sha256,
        origin: row.origin.clone(),
        reported_on: row.reported_on.clone(),
        begun_at: instant(row.begun_at),
        closed_on: row.closed_on.clone(),
    }
}

fn listed(check: ListedCheck) -> CheckEntry {
    let score = check.score.map(Arc::unwrap_or_clone);
    CheckEntry { head: head(&check.row), score, signed: check.signed }
}

fn answer(kept: &KeptCheck<'_>, item: &str, axis: &str) -> AnswerEntry {
    let given = kept.given(item);
    AnswerEntry {
        item: item.to_owned(),
        axis: axis.to_owned(),
        answer: given.and_then(|given| given.answer.clone()),
        note: given.and_then(|given| kept.notes.get(&given.note?).cloned()),
        by: given.map(|given| PersonId(given.by).to_string()),
        by_name: given.and_then(|given| kept.names.get(&PersonId(given.by)).cloned()),
        on_behalf: given.is_some_and(|given| given.on_behalf),
        support_until: given.and_then(|given| kept.support_until(given)).map(|day| day.to_string()),
        version: given.map_or(0, |given| given.version),
    }
}

fn document(kept: &KeptCheck<'_>) -> CheckDocument {
    let signed = kept.signed().map(|(signed, standing)| SignedEntry {
        by: signed.by.to_string(),
        by_name: kept.names.get(&signed.by).cloned(),
        on: signed.on.to_string(),
        holds: standing == Standing::Holds,
    });
    CheckDocument {
        head: head(&kept.row),
        answers: kept.checklist.items.iter().map(|item| answer(kept, &item.id, &item.axis)).collect(),
        score: kept.score(),
        signed,
        asked: ask::entries(kept),
    }
}

async fn kept(asking: &Asking, check: Uuid) -> Result<KeptCheck<'static>, ProblemAnswer> {
    asking.office().check(asking.caller(), StreamId(check)).await.map_err(|error| asking.refused(error))
}

/// The checks of the organisation.
#[utoipa::path(get, path = "/api/v1/checks", tag = "checks", operation_id = "listChecks", security(("token" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of checks.", body = ref("#/components/schemas/CheckList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking, uri: Uri) -> Answered {
    let asked = asked(&asking, &uri, &[])?;
    let before = asked.cursor.map(|cursor| cursor::instant(&cursor)).transpose();
    let before = before.map_err(|refusal| asking.refuse(refusal))?;
    let page = asking
        .office()
        .checks_before(asking.caller(), before, asked.limit.min(LISTED))
        .await
        .map_err(|error| asking.refused(error))?;
    Ok(asking.data(&CheckList {
        checks: page.checks.into_iter().map(listed).collect(),
        next: page.next.map(cursor::of_instant),
    }))
}

/// What a check begins with.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = serde_json::json!({ "pack": "tics-19" }))]
pub(crate) struct BeginBody {
    /// Id of the checklist; its newest edition is meant.
    pub(crate) pack: String,
}

/// Begins a check.
#[utoipa::path(post, path = "/api/v1/checks", tag = "checks", operation_id = "beginCheck", security(("token" = [])),
    request_body(content = ref("#/components/schemas/BeginBody"), content_type = "application/json"),
    responses((status = 201, description = "Begun.", body = ref("#/components/schemas/Created"), content_type = "application/json")))]
pub(crate) async fn begin(sent: Sent<Json<BeginBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let begun = asking.office().begin_check(asking.caller(), &body.pack).await;
    let id = begun.map_err(|error| asking.refused(error))?.to_string();
    let path = format!("/api/v1/checks/{id}");
    Ok(asking.created(&super::organisations::Created { id }, &path))
}

/// One check with every answer, the version of each, and what they come to.
#[utoipa::path(get, path = "/api/v1/checks/{check}", tag = "checks", operation_id = "getCheck", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 200, description = "The check, with an ETag.", body = ref("#/components/schemas/CheckDocument"), content_type = "application/json")))]
pub(crate) async fn show(Id(check): Id, asking: Asking) -> Answered {
    let shown = document(&kept(&asking, check).await?);
    let tag = tag_of(&shown);
    Ok(asking.resource(&shown, &tag))
}

/// The check and the item of an address; an id of an item has a slash in it, written so or as `%2F`.
fn place(asking: &Asking, (check, item): (String, String)) -> Result<(Uuid, String), ProblemAnswer> {
    let check = check.parse().map_err(|_| asking.refuse(Refusal::NoSuchPage))?;
    Ok((check, item))
}

/// What stands at one item.
#[utoipa::path(get, path = "/api/v1/checks/{check}/items/{item}", tag = "checks", operation_id = "getAnswer", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check."), ("item" = String, Path, description = "The id of the item, such as `tics-19/1`.")),
    responses((status = 200, description = "The answer; its ETag goes into If-Match.", body = ref("#/components/schemas/AnswerEntry"), content_type = "application/json")))]
pub(crate) async fn item(asking: Asking, Path(named): Path<(String, String)>) -> Answered {
    let (check, item) = place(&asking, named)?;
    let kept = kept(&asking, check).await?;
    let known = kept.checklist.items.iter().find(|known| known.id == item);
    let known = known.ok_or_else(|| asking.refuse(Refusal::NoSuchPage))?;
    let shown = answer(&kept, &known.id, &known.axis);
    let tag = format!("v{}", shown.version);
    Ok(asking.resource(&shown, &tag))
}

/// An answer to one item.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = serde_json::json!({ "answer": "implemented", "note": "" }))]
pub(crate) struct AnswerBody {
    /// The answer; `null` takes it back.
    pub(crate) answer: Option<Answer>,
    /// The note; empty = none.
    #[serde(default)]
    #[schemars(extend("maxLength" = 2000))]
    pub(crate) note: String,
}

/// Which version an answer stands at now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswerSaved {
    /// The item.
    pub(crate) item: String,
    /// What the next answer has to name as its base.
    pub(crate) version: u32,
}

/// Answers one item; `If-Match` names what the sender saw (`"v0"` = nothing). If somebody answered in between, both
/// answers are told (412).
#[utoipa::path(put, path = "/api/v1/checks/{check}/items/{item}", tag = "checks", operation_id = "answerItem", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check."), ("item" = String, Path, description = "The id of the item, such as `tics-19/1`."), ("If-Match" = String, Header, description = "The ETag of what was read.")),
    request_body(content = ref("#/components/schemas/AnswerBody"), content_type = "application/json"),
    responses((status = 200, description = "Answered.", body = ref("#/components/schemas/AnswerSaved"), content_type = "application/json")))]
pub(crate) async fn put_item(Path(named): Path<(String, String)>, sent: Sent<Json<AnswerBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let (check, item) = place(&asking, named)?;
    let seen = asking.seen()?;
    let base = seen.strip_prefix('v').and_then(|digits| digits.parse().ok());
    let base = base.ok_or_else(|| asking.refuse(Refusal::Version))?;
    let given = Given { item: item.clone(), answer: body.answer, note: body.note, base };
    note_fits(&asking, "/note", &given.note)?;
    let caller = asking.caller();
    match asking.office().answer(caller, StreamId(check), given.clone(), caller.once).await {
        Ok(version) => Ok(asking.resource(&AnswerSaved { item, version }, &format!("v{version}"))),
        Err(app::Refused::Section(section::Error::Conflict(_))) => {
            let clash = Clash { item: given.item.clone(), mine: given.answer, note: given.note.clone() };
            let conflicts = conflicts(&asking, check, &[clash], &BTreeMap::from([(item, base)])).await?;
            Err(asking.refuse(Refusal::Conflict(conflicts)).with(StatusCode::PRECONDITION_FAILED))
        }
        // A version that never stood was not read here.
        Err(app::Refused::Section(section::Error::NeverStood { .. })) => Err(asking.refuse(Refusal::Version)),
        Err(error) => Err(asking.refused(error)),
    }
}

fn note_fits(asking: &Asking, pointer: &str, note: &str) -> Result<(), ProblemAnswer> {
    let length = note.chars().count();
    if length <= app::checks::NOTE {
        return Ok(());
    }
    let (expected, found) = (asking.texts().t("api-note"), length.to_string());
    let part = crate::error::ProblemPart { pointer: pointer.to_owned(), detail: expected.clone(), expected, found };
    Err(asking.refuse(Refusal::Parts(vec![part])))
}

/// Both answers of each conflict: what was sent, and what stands, by whom, since when.
async fn conflicts(
    asking: &Asking,
    check: Uuid,
    clashes: &[Clash],
    bases: &BTreeMap<String, u32>,
) -> Result<Vec<Conflict>, ProblemAnswer> {
    let kept = kept(asking, check).await?;
    let times = asking.office().answered_at(asking.caller(), StreamId(check)).await;
    let times = times.map_err(|error| asking.refused(error))?;
    let both = |clash: &Clash| {
        let given = kept.given(&clash.item)?;
        let section = kept.sections.iter().find(|section| section.given.iter().any(|one| one.item == clash.item))?;
        let at = times.get(&(section.stream, given.version)).copied().unwrap_or(section.touched_at);
        let by = PersonId(given.by);
        Some(Conflict {
            item: clash.item.clone(),
            base: bases.get(&clash.item).copied().unwrap_or_default(),
            mine: Mine { answer: clash.mine.map(Answer::word), note: clash.note.clone() },
            theirs: Theirs {
                answer: given.answer.clone(),
                note: given.note.and_then(|note| kept.notes.get(&note).cloned()),
                by: by.to_string(),
                by_name: kept.names.get(&by).cloned(),
                on_behalf: given.on_behalf,
                support_until: kept.support_until(given).map(|day| day.to_string()),
                at: instant(at),
                version: given.version,
            },
        })
    };
    Ok(clashes.iter().filter_map(both).collect())
}

/// Answers to several items.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswersBody {
    /// Each item once.
    #[schemars(extend("minItems" = 1, "maxItems" = 200))]
    pub(crate) answers: Vec<ItemBody>,
}

/// An answer to one of several items.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemBody {
    /// The item.
    pub(crate) item: String,
    /// The answer; `null` takes it back.
    pub(crate) answer: Option<Answer>,
    /// The note; empty = none.
    #[serde(default)]
    #[schemars(extend("maxLength" = 2000))]
    pub(crate) note: String,
    /// The version the sender saw; 0 = nothing.
    pub(crate) base: u32,
}

/// What became of several answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswersSaved {
    /// Those that stand as they were given.
    pub(crate) saved: Vec<AnswerSaved>,
    /// Those that met another answer, with both. The others are saved all the same.
    pub(crate) conflicts: Vec<Conflict>,
    /// Those that were refused by a rule, by sections: of such a section nothing is saved.
    pub(crate) refused: Vec<RefusedItems>,
}

/// Answers that were refused together.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RefusedItems {
    /// The items.
    pub(crate) items: Vec<String>,
    /// The word of the rule that refuses.
    pub(crate) rule: Option<String>,
    /// Why, and what to do, in the reader's language.
    pub(crate) detail: String,
}

/// Answers several items: those of one section together or not at all, but for those that met another answer, which are
/// told with both. An answer that is sent twice at the same base, and stands already, is a conflict with itself.
#[utoipa::path(post, path = "/api/v1/checks/{check}/answers", tag = "checks", operation_id = "answerItems", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    request_body(content = ref("#/components/schemas/AnswersBody"), content_type = "application/json"),
    responses((status = 200, description = "What became of each answer.", body = ref("#/components/schemas/AnswersSaved"), content_type = "application/json")))]
pub(crate) async fn answers(Id(check): Id, sent: Sent<Json<AnswersBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let bases: BTreeMap<String, u32> = body.answers.iter().map(|one| (one.item.clone(), one.base)).collect();
    if body.answers.is_empty() || body.answers.len() > MOST_ANSWERS || bases.len() != body.answers.len() {
        let (expected, found) = (asking.texts().t("api-answers"), body.answers.len().to_string());
        let part =
            crate::error::ProblemPart { pointer: "/answers".to_owned(), detail: expected.clone(), expected, found };
        return Err(asking.refuse(Refusal::Parts(vec![part])));
    }
    for (at, one) in body.answers.iter().enumerate() {
        note_fits(&asking, &format!("/answers/{at}/note"), &one.note)?;
    }
    let given = body.answers.into_iter().map(|one| Given {
        item: one.item,
        answer: one.answer,
        note: one.note,
        base: one.base,
    });
    let saved = asking.office().save(asking.caller(), StreamId(check), given.collect()).await;
    let Saved { items, clashes, stopped } = saved.map_err(|error| asking.refused(error))?;
    let conflicts = if clashes.is_empty() { Vec::new() } else { conflicts(&asking, check, &clashes, &bases).await? };
    let refused = stopped.into_iter().map(|stopped| {
        let refusal = Refusal::of(stopped.why);
        let rule = if let Refusal::Rule(rule) = &refusal { Some(rule.clone()) } else { None };
        let items = stopped.given.into_iter().map(|given| given.item).collect();
        RefusedItems { items, rule, detail: refusal.advice(asking.texts()) }
    });
    let saved = items.into_iter().map(|(item, version)| AnswerSaved { item, version }).collect();
    Ok(asking.data(&AnswersSaved { saved, conflicts, refused: refused.collect() }))
}

/// Closes a check: it stays as it is.
#[utoipa::path(post, path = "/api/v1/checks/{check}/close", tag = "checks", operation_id = "closeCheck", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 204, description = "Closed.")))]
pub(crate) async fn close(Id(check): Id, sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    asking.office().close_check(asking.caller(), StreamId(check)).await.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}

/// Confirming a check as the representative (確認・記名) is for a person, on the page: a token is always refused, and told
/// who could.
#[utoipa::path(post, path = "/api/v1/checks/{check}/sign-off", tag = "checks", operation_id = "signOffCheck", security(("token" = [])),
    params(("check" = String, Path, format = "uuid", description = "The id of the check.")),
    responses((status = 204, description = "Never: it is done on the page.")))]
pub(crate) async fn sign_off(Id(check): Id, sent: Sent<Nothing>) -> Answered {
    let asking = sent.asking;
    // Whether one may at all is told first, alike for whatever is there.
    let access = asking.office().may_i(asking.caller(), Action::CheckSignOff).await;
    let access = access.map_err(|error| asking.refused(error))?;
    if !access.step_up {
        return Err(asking.refused(app::Refused::Access(Box::new(access))));
    }
    kept(&asking, check).await?;
    Err(asking.refuse(Refusal::ByPerson))
}
