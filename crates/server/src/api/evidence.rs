//! `/api/v1/evidence`: what the organisation keeps to show later. A file is uploaded by itself, and named then.

use app::evidence::{
    EvidenceFile, EvidencePage, EvidenceRow, Field, Filled, KeptEvidence, LISTED, Proved, TimeStampRow, Upload, Wrong,
    read,
};
use axum::extract::{Path, Request, State};
use axum::http::Uri;
use record::StreamId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::asked::{Answered, Asking, Id, Json, Sent, instant};
use super::organisations::Created;
use super::page::{Asked, asked};
use crate::cursor;
use crate::error::{ProblemAnswer, ProblemPart, Refusal};
use crate::pages;
use crate::site::Site;

/// A page of evidence.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EvidenceList {
    /// What was received last first; sensitive papers only where they may be seen.
    pub(crate) evidence: Vec<EvidenceEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
    /// How many bytes the organisation has in the vault, with what came and is in no evidence yet.
    pub(crate) used_bytes: u64,
    /// How many it may have; `null` = there is no limit.
    pub(crate) allowed_bytes: Option<u64>,
}

/// A piece of evidence in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EvidenceEntry {
    /// Its id.
    pub(crate) id: String,
    /// What it is called; `null` = erased.
    pub(crate) title: Option<String>,
    /// `ordinary` or `sensitive`.
    pub(crate) class: String,
    /// The day it is of, or the first one, as its keeper says.
    pub(crate) from: String,
    /// The last one; `null` = one day.
    pub(crate) until: Option<String>,
    /// The last day of a sensitive paper; it is discarded after it.
    pub(crate) keep_until: Option<String>,
    /// When it was received, in UTC: nobody can choose that.
    pub(crate) received_at: String,
    /// The id of who kept it.
    pub(crate) by: String,
    /// What they are called; `null` = erased.
    pub(crate) by_name: Option<String>,
    /// How many files it has.
    pub(crate) files: i64,
    /// How long they are together.
    pub(crate) bytes: i64,
    /// The day it was discarded; its files are gone then.
    pub(crate) discarded_on: Option<String>,
}

/// One piece of evidence with its files.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EvidenceDocument {
    /// What all evidence has.
    #[serde(flatten)]
    pub(crate) head: EvidenceEntry,
    /// Its files, in the order in which they came.
    pub(crate) list: Vec<FileEntry>,
    /// How it stands with its time stamps.
    pub(crate) time: TimeEntry,
}

/// How it stands with the time stamps of evidence: an authority apart from Mamori says when its files were there.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TimeEntry {
    /// The newest stamp, which carries on the ones before; `null` = there is none.
    pub(crate) stamp: Option<StampEntry>,
    /// What happens next: `nothing`, `not-set` (no authority is set), `tonight`, `waiting`, `again` (it is tried again), or
    /// `given-up` (until those who run this Mamori have it tried again).
    pub(crate) next: String,
    /// What went wrong, as a word; `null` = nothing.
    pub(crate) fault: Option<String>,
}

/// A time stamp (RFC 3161).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StampEntry {
    /// When, in UTC, by the clock of the authority.
    pub(crate) at: String,
    /// Who signed, as their certificate says.
    pub(crate) authority: String,
    /// When the certificate of the signer ends, in UTC.
    pub(crate) certificate_ends: String,
    /// Whether that is over.
    pub(crate) over: bool,
    /// SHA-256 of the manifest that was stamped.
    pub(crate) manifest_sha256: String,
    /// Up to which version of the evidence it covers the files.
    pub(crate) covers: u32,
    /// Whether these are all files.
    pub(crate) whole: bool,
}

fn time(proved: &Proved) -> TimeEntry {
    let stamp = |stamp: &TimeStampRow| StampEntry {
        at: instant(stamp.at),
        authority: stamp.authority.clone(),
        certificate_ends: instant(stamp.ends),
        over: proved.over,
        manifest_sha256: stamp.stamped.to_string(),
        covers: stamp.covers,
        whole: proved.whole,
    };
    TimeEntry {
        stamp: proved.newest.as_ref().map(stamp),
        next: proved.next.word().to_owned(),
        fault: proved.next.fault().map(str::to_owned),
    }
}

/// A file of evidence.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileEntry {
    /// Its place, from 1: what to take it by.
    pub(crate) place: u32,
    /// What it was called; `null` = erased.
    pub(crate) name: Option<String>,
    /// What it is by its first bytes: `pdf`, `jpeg`, `zip` …; `other` = something else.
    pub(crate) kind: String,
    /// How long it is.
    pub(crate) bytes: u64,
    /// SHA-256 of what came.
    pub(crate) sha256: String,
    /// When it was received, in UTC.
    pub(crate) received_at: String,
    /// The id of who brought it.
    pub(crate) by: String,
    /// Whether it is still there.
    pub(crate) there: bool,
}

fn entry(row: &EvidenceRow, title: Option<String>, by_name: Option<String>) -> EvidenceEntry {
    EvidenceEntry {
        id: row.stream.to_string(),
        title,
        class: row.class.clone(),
        from: row.from.clone(),
        until: row.until.clone(),
        keep_until: row.keep_until.clone(),
        received_at: instant(row.kept_at),
        by: row.by.to_string(),
        by_name,
        files: row.files,
        bytes: row.bytes,
        discarded_on: row.discarded.as_ref().map(|(on, _)| on.clone()),
    }
}

fn listed(page: &EvidencePage) -> EvidenceList {
    let one = |row: &EvidenceRow| entry(row, page.titles.get(&row.title).cloned(), page.names.get(&row.by).cloned());
    EvidenceList {
        evidence: page.rows.iter().map(one).collect(),
        next: page.next.map(cursor::of_instant),
        used_bytes: page.storage.used(),
        allowed_bytes: page.storage.allowed,
    }
}

fn document(kept: &KeptEvidence) -> EvidenceDocument {
    let file = |file: &EvidenceFile| FileEntry {
        place: file.place,
        name: kept.texts.get(&file.name).cloned(),
        kind: file.kind.clone(),
        bytes: file.bytes,
        sha256: file.sha256.to_string(),
        received_at: instant(file.added_at),
        by: file.by.to_string(),
        there: file.there,
    };
    let row = &kept.row;
    EvidenceDocument {
        head: entry(row, kept.texts.get(&row.title).cloned(), kept.names.get(&row.by).cloned()),
        list: kept.files.iter().map(file).collect(),
        time: time(&kept.proved),
    }
}

/// The evidence of the organisation.
#[utoipa::path(get, path = "/api/v1/evidence", tag = "evidence", operation_id = "listEvidence", security(("token" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of evidence.", body = ref("#/components/schemas/EvidenceList"), content_type = "application/json")))]
pub(crate) async fn list(asking: Asking, uri: Uri) -> Answered {
    let Asked { cursor, limit, .. } = asked(&asking, &uri, &[])?;
    let before = cursor.map(|cursor| cursor::instant(&cursor)).transpose().map_err(|refusal| asking.refuse(refusal))?;
    let page = asking.office().evidence_page(asking.caller(), before, limit.min(LISTED)).await;
    Ok(asking.data(&listed(&page.map_err(|error| asking.refused(error))?)))
}

/// A file that came.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UploadMade {
    /// What to name the file by when evidence is kept, by the person of the token, within two days.
    pub(crate) upload: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it is by its first bytes.
    pub(crate) kind: String,
    /// How long it is.
    pub(crate) bytes: u64,
    /// SHA-256 of what came: compare it with your own.
    pub(crate) sha256: String,
}

/// Uploads a file, as it is. It is encrypted while it comes, and goes again if nothing names it within two days.
#[utoipa::path(post, path = "/api/v1/evidence/uploads", tag = "evidence", operation_id = "uploadFile", security(("token" = [])),
    params(("name" = String, Query, description = "What the file is called.")),
    request_body(content = String, content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "It came.", body = ref("#/components/schemas/UploadMade"), content_type = "application/json")))]
pub(crate) async fn upload(asking: Asking, uri: Uri, request: Request) -> Answered {
    let Asked { told, .. } = asked(&asking, &uri, &["name"])?;
    let name = told.into_iter().flatten().next().unwrap_or_default();
    let body = request.into_body().into_data_stream();
    let came = asking.office().receive(asking.caller(), &name, body).await.map_err(|error| asking.refused(error))?;
    let sealed = asking.office().seal_upload(&asking.caller(), &came).map_err(|error| asking.refused(error))?;
    let Upload { name, kind, bytes, sha256, .. } = came;
    let made = UploadMade { upload: sealed, name, kind, bytes, sha256: sha256.to_string() };
    Ok(asking.data_as(axum::http::StatusCode::CREATED, &made))
}

/// What evidence is kept with.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = serde_json::json!({ "title": "情報管理の教育 2026年度", "from": "2026-10-01", "files": ["…"] }))]
pub(crate) struct EvidenceBody {
    /// What it is called: one line of 1 to 120 characters.
    pub(crate) title: String,
    /// The day it is of, or the first one.
    pub(crate) from: String,
    /// The last one; left out = one day.
    #[serde(default)]
    pub(crate) until: Option<String>,
    /// `ordinary` (left out = that) or `sensitive`.
    #[serde(default)]
    pub(crate) class: Option<String>,
    /// The last day of a sensitive paper, within ten years.
    #[serde(default)]
    pub(crate) keep_until: Option<String>,
    /// The `upload` of each file, 1 to 200.
    pub(crate) files: Vec<String>,
}

/// More files.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilesBody {
    /// The `upload` of each file.
    pub(crate) files: Vec<String>,
}

fn part(asking: &Asking, pointer: String, wrong: &str, found: &str) -> ProblemPart {
    let expected = asking.texts().t(&format!("evidence-wrong-{wrong}"));
    let found: String = found.chars().take(60).collect();
    ProblemPart { pointer, detail: expected.clone(), expected, found }
}

/// The files that are named; what is none is told by its place.
fn uploads(asking: &Asking, files: &[String]) -> Result<Vec<Upload>, Vec<ProblemPart>> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for (at, sealed) in files.iter().enumerate() {
        match asking.office().open_upload(&asking.caller(), sealed) {
            Some(upload) => found.push(upload),
            None => faults.push(part(asking, format!("/files/{at}"), "upload", sealed)),
        }
    }
    if files.is_empty() {
        faults.push(part(asking, "/files".to_owned(), Wrong::NoFile.word(), ""));
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// Keeps files that were uploaded as evidence.
#[utoipa::path(post, path = "/api/v1/evidence", tag = "evidence", operation_id = "keepEvidence", security(("token" = [])),
    request_body(content = ref("#/components/schemas/EvidenceBody"), content_type = "application/json"),
    responses((status = 201, description = "Kept.", body = ref("#/components/schemas/Created"), content_type = "application/json")))]
pub(crate) async fn keep(State(site): State<Site>, sent: Sent<Json<EvidenceBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    asking.office().may_bring(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let filled = Filled {
        title: body.title,
        from: body.from,
        until: body.until.unwrap_or_default(),
        class: body.class.unwrap_or_default(),
        keep_until: body.keep_until.unwrap_or_default(),
    };
    let described = read(&filled, pages::kept::eras(&site), site.clock().today());
    let found = |field: Field| match field {
        Field::Title => &filled.title,
        Field::From => &filled.from,
        Field::Until => &filled.until,
        Field::Class => &filled.class,
        Field::KeepUntil => &filled.keep_until,
        Field::Files => "",
    };
    let told =
        |(field, wrong): &(Field, Wrong)| part(&asking, format!("/{}", field.name()), wrong.word(), found(*field));
    let files = uploads(&asking, &body.files);
    let (described, files) = match (described, files) {
        (Ok(described), Ok(files)) => (described, files),
        (described, files) => {
            let faults = described.err().unwrap_or_default();
            let faults = faults.iter().map(told).chain(files.err().unwrap_or_default()).collect();
            return Err(asking.refuse(Refusal::Parts(faults)));
        }
    };
    let kept = asking.office().keep_evidence(asking.caller(), described, files).await;
    let id = kept.map_err(|error| asking.refused(error))?.to_string();
    let path = format!("/api/v1/evidence/{id}");
    Ok(asking.created(&Created { id }, &path))
}

async fn kept(asking: &Asking, evidence: Uuid) -> Result<KeptEvidence, ProblemAnswer> {
    asking.office().evidence(asking.caller(), StreamId(evidence)).await.map_err(|error| asking.refused(error))
}

/// One piece of evidence with its files.
#[utoipa::path(get, path = "/api/v1/evidence/{evidence}", tag = "evidence", operation_id = "getEvidence", security(("token" = [])),
    params(("evidence" = String, Path, format = "uuid", description = "The id of the evidence.")),
    responses((status = 200, description = "The evidence.", body = ref("#/components/schemas/EvidenceDocument"), content_type = "application/json")))]
pub(crate) async fn show(Id(evidence): Id, asking: Asking) -> Answered {
    let kept = kept(&asking, evidence).await?;
    Ok(asking.resource(&document(&kept), &format!("v{}", kept.row.version)))
}

/// Adds files to evidence; those whose content is there already change nothing.
#[utoipa::path(post, path = "/api/v1/evidence/{evidence}/files", tag = "evidence", operation_id = "addEvidenceFiles", security(("token" = [])),
    params(("evidence" = String, Path, format = "uuid", description = "The id of the evidence.")),
    request_body(content = ref("#/components/schemas/FilesBody"), content_type = "application/json"),
    responses((status = 204, description = "Added.")))]
pub(crate) async fn add(Id(evidence): Id, sent: Sent<Json<FilesBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    asking.office().may_bring(asking.caller()).await.map_err(|error| asking.refused(error))?;
    kept(&asking, evidence).await?;
    let files = uploads(&asking, &body.files).map_err(|faults| asking.refuse(Refusal::Parts(faults)))?;
    let added = asking.office().add_files(asking.caller(), StreamId(evidence), files).await;
    added.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}

/// A file of evidence as it came. That it was taken is noted.
#[utoipa::path(get, path = "/api/v1/evidence/{evidence}/files/{place}", tag = "evidence", operation_id = "getEvidenceFile", security(("token" = [])),
    params(("evidence" = String, Path, format = "uuid", description = "The id of the evidence."), ("place" = u32, Path, description = "The place of the file, from 1.")),
    responses((status = 200, description = "The file.", body = String, content_type = "application/octet-stream")))]
pub(crate) async fn file(asking: Asking, Path((evidence, place)): Path<(String, String)>) -> Answered {
    let named = evidence.parse().ok().zip(place.parse().ok());
    let (evidence, place) = named.ok_or_else(|| asking.refuse(Refusal::NoSuchPage))?;
    let taken = pages::evidence::file_of(asking.office(), asking.caller(), evidence, place).await;
    let mut file = taken.map_err(|error| asking.refused(error))?;
    asking.private(&mut file);
    Ok(file)
}

/// All that is needed to check the time stamps of evidence without Mamori: stamps, manifests, certificates, and how it is done.
/// That it was taken is noted.
#[utoipa::path(get, path = "/api/v1/evidence/{evidence}/proof", tag = "evidence", operation_id = "getEvidenceProof", security(("token" = [])),
    params(("evidence" = String, Path, format = "uuid", description = "The id of the evidence.")),
    responses((status = 200, description = "An archive (ZIP).", body = String, content_type = "application/zip")))]
pub(crate) async fn proof(Id(evidence): Id, asking: Asking) -> Answered {
    let proof = pages::evidence::proof_of(asking.office(), asking.caller(), evidence, asking.texts()).await;
    let mut proof = proof.map_err(|error| asking.refused(error))?;
    asking.private(&mut proof);
    Ok(proof)
}
