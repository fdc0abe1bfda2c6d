//! Evidence: listed, kept, shown, taken out, discarded. A form streams its files into the vault while they come.

use app::evidence::{Field, Filled, LISTED, LONGEST_FILE, ReadFile, Upload, Wrong, proof_archive, read};
use app::{Caller, Office, Texts};
use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field as FormField, MultipartRejection};
use axum::extract::{Extension, Form, Multipart, Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use protection::evidence::Reason;
use record::StreamId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{Signed, see_other};
use crate::cursor;
use crate::error::Refusal;
use crate::site::Site;
use crate::view::evidence::{self as view, Given};
use crate::view::{ONCE, localized};

/// The longest text of a field, in bytes.
const LONGEST_TEXT: usize = 4 * 1024;
/// How many fields of texts a form may have: as many as files, and a few.
const MOST_TEXTS: usize = 300;

/// Where a page of the list begins.
#[derive(Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let before = before.map(|before| cursor::instant(&before)).transpose();
    let before = before.map_err(|refusal| site.refuse(lang, &refusal))?;
    let given =
        Given { filled: Filled { from: site.clock().today().to_string(), ..Filled::default() }, ..Given::default() };
    shown_list(&site, lang, &signed, before, &given).await
}

async fn shown_list(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    before: Option<(i64, Uuid)>,
    given: &Given,
) -> PageResult {
    let page = signed.accounts.office.evidence_page(signed.caller, before, LISTED).await;
    let page = page.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let status = if given.is_faulty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, view::list(site.frame_of(lang, &signed.who), &page, given)).into_response())
}

/// What came with a form that brings files.
#[derive(Default)]
struct Sent {
    fields: Vec<(String, String)>,
    uploads: Vec<(Upload, String)>,
    refused: Vec<(String, Refusal)>,
}

impl Sent {
    fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn filled(&self) -> Filled {
        let value = |field: Field| self.value(field.name()).to_owned();
        Filled {
            title: value(Field::Title),
            from: value(Field::From),
            until: value(Field::Until),
            class: value(Field::Class),
            keep_until: value(Field::KeepUntil),
        }
    }

    /// The form as it is shown again.
    fn given(self, faults: Vec<(Field, Wrong)>) -> Given {
        let filled = self.filled();
        Given { filled, faults, uploads: self.uploads, refused: self.refused, why: None }
    }
}

/// Reads the form. Each file goes into the vault while it comes; what was brought before is named by what it was told.
async fn sent(office: &Office, caller: Caller, mut form: Multipart) -> Result<Sent, Refusal> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "files" => {
                let told = field.file_name().unwrap_or_default().to_owned();
                // A browser sends a nameless file where none was chosen.
                if !told.is_empty() {
                    file(office, caller, told, field, &mut sent).await?;
                }
            }
            "upload" => {
                let text = text(field).await?;
                match office.open_upload(&caller, &text) {
                    Some(upload) => sent.uploads.push((upload, text)),
                    None => sent.refused.push((String::new(), Refusal::Rule("vault-too-late".to_owned()))),
                }
            }
            _ if sent.fields.len() >= MOST_TEXTS => return Err(Refusal::TooLarge),
            _ => {
                let text = text(field).await?;
                sent.fields.push((name, text));
            }
        }
    }
    Ok(sent)
}

async fn text(mut field: FormField<'_>) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| unreadable(&error))? {
        if bytes.len() + piece.len() > LONGEST_TEXT {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::Unreadable("UTF-8".to_owned()))
}

/// One file. What is wrong with it alone leaves the others as they are.
async fn file(
    office: &Office,
    caller: Caller,
    told: String,
    field: FormField<'_>,
    sent: &mut Sent,
) -> Result<(), Refusal> {
    match office.receive(caller, &told, field).await {
        Ok(upload) => {
            let sealed = office.seal_upload(&caller, &upload).map_err(Refusal::of)?;
            sent.uploads.push((upload, sealed));
            Ok(())
        }
        Err(app::Refused::EmptyFile) => {
            sent.refused.push((told, Refusal::Rule("vault-empty-file".to_owned())));
            Ok(())
        }
        Err(app::Refused::Program) => {
            sent.refused.push((told, Refusal::Rule("vault-program".to_owned())));
            Ok(())
        }
        Err(error) => match Refusal::of(error) {
            refusal if refusal.is_of_one_file() => {
                sent.refused.push((told, refusal));
                Ok(())
            }
            refusal => Err(refusal),
        },
    }
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::TooLarge
    } else {
        Refusal::Unreadable(error.body_text())
    }
}

/// Who asks, with the key of the form: what is sent twice is kept once.
fn once(signed: &Signed, key: &str, sent: &Sent) -> Caller {
    let files: Vec<String> = sent.uploads.iter().map(|(upload, _)| upload.sha256.to_string()).collect();
    signed.caller_once(key, &(&sent.fields, files))
}

/// Keeps files as evidence.
pub(crate) async fn keep(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let form = form.map_err(|rejection| refuse(Refusal::Unreadable(rejection.body_text())))?;
    let office = &signed.accounts.office;
    let sent = sent(office, signed.caller, form).await.map_err(refuse)?;
    let read = read(&sent.filled(), super::kept::eras(&site), site.clock().today());
    let nothing = sent.uploads.is_empty().then_some((Field::Files, Wrong::NoFile));
    let described = match read {
        Ok(described) if nothing.is_none() && sent.refused.is_empty() => described,
        read => {
            let faults = read.err().unwrap_or_default().into_iter().chain(nothing.filter(|_| sent.refused.is_empty()));
            let given = sent.given(faults.collect());
            return shown_list(&site, lang, &signed, None, &given).await;
        }
    };
    let caller = once(&signed, sent.value(ONCE), &sent);
    let uploads = sent.uploads.iter().map(|(upload, _)| upload.clone()).collect();
    match office.keep_evidence(caller, described, uploads).await.map_err(Refusal::of) {
        Ok(evidence) => Ok(see_other(&localized(lang, &format!("/evidence/{evidence}")))),
        Err(why @ (Refusal::Rule(_) | Refusal::Full(_))) => {
            let given = Given { why: Some(why), ..sent.given(Vec::new()) };
            shown_list(&site, lang, &signed, None, &given).await
        }
        Err(refusal) => Err(refuse(refusal)),
    }
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(evidence): Path<Uuid>,
) -> PageResult {
    shown(&site, lang, &signed, evidence, &Given::default()).await
}

async fn shown(site: &Site, lang: Lang, signed: &Signed, evidence: Uuid, given: &Given) -> PageResult {
    let kept = signed.accounts.office.evidence(signed.caller, StreamId(evidence)).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let status = if given.is_faulty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, view::show(site.frame_of(lang, &signed.who), &kept, given)).into_response())
}

/// Adds files to evidence that is kept.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(evidence): Path<Uuid>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let form = form.map_err(|rejection| refuse(Refusal::Unreadable(rejection.body_text())))?;
    let office = &signed.accounts.office;
    let sent = sent(office, signed.caller, form).await.map_err(refuse)?;
    if sent.uploads.is_empty() || !sent.refused.is_empty() {
        let nothing = sent.refused.is_empty().then_some((Field::Files, Wrong::NoFile));
        let given = sent.given(nothing.into_iter().collect());
        return shown(&site, lang, &signed, evidence, &given).await;
    }
    let caller = once(&signed, sent.value(ONCE), &sent);
    let uploads = sent.uploads.iter().map(|(upload, _)| upload.clone()).collect();
    match office.add_files(caller, StreamId(evidence), uploads).await.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/evidence/{evidence}")))),
        Err(why @ (Refusal::Rule(_) | Refusal::Full(_))) => {
            let given = Given { why: Some(why), ..sent.given(Vec::new()) };
            shown(&site, lang, &signed, evidence, &given).await
        }
        Err(refusal) => Err(refuse(refusal)),
    }
}

/// A file of evidence, to be saved: never shown by the browser, whatever it is.
pub(crate) async fn take(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((evidence, place)): Path<(Uuid, u32)>,
) -> PageResult {
    let taken = file_of(&signed.accounts.office, signed.caller, evidence, place).await;
    taken.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// The answer that has a file of evidence.
pub(crate) async fn file_of(
    office: &Office,
    caller: Caller,
    evidence: Uuid,
    place: u32,
) -> Result<Response, app::Refused> {
    Ok(saved(office.read_file(caller, StreamId(evidence), place).await?, format!("file-{place}")))
}

/// The answer that has a file to be saved, under its name or another where that was erased.
pub(crate) fn saved(read: ReadFile, otherwise: String) -> Response {
    let name = if read.name.is_empty() { otherwise } else { read.name };
    let mut response = Body::from_stream(read.content.stream()).into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    head.insert(header::CONTENT_LENGTH, HeaderValue::from(read.file.bytes));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{}", encoded(&name))) {
        head.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// All that is needed to check the time stamps of evidence, to be saved.
pub(crate) async fn proof(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(evidence): Path<Uuid>,
) -> PageResult {
    let proof = proof_of(&signed.accounts.office, signed.caller, evidence, Texts::new(lang)).await;
    proof.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// The answer that has the proof of a piece of evidence.
pub(crate) async fn proof_of(
    office: &Office,
    caller: Caller,
    evidence: Uuid,
    texts: Texts,
) -> Result<Response, app::Refused> {
    let stamps = office.evidence_proof(caller, StreamId(evidence)).await?;
    let archive = proof_archive(texts, &stamps).map_err(|_| app::Refused::NotThere)?;
    let mut response = Body::from(archive).into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"mamori-proof-{evidence}.zip\"")) {
        head.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A name as RFC 8187 writes it.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(one).collect()
}

/// What discarding means, before it is done.
pub(crate) async fn discarding(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(evidence): Path<Uuid>,
) -> PageResult {
    let kept = signed.accounts.office.evidence(signed.caller, StreamId(evidence)).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::discarding(site.frame_of(lang, &signed.who), &kept).into_response())
}

/// Why evidence is discarded.
#[derive(Deserialize)]
pub(crate) struct Because {
    reason: String,
}

pub(crate) async fn discard(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(evidence): Path<Uuid>,
    Form(Because { reason }): Form<Because>,
) -> PageResult {
    let path = format!("/evidence/{evidence}");
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let reason = Reason::from_word(&reason).ok_or_else(|| refuse(Refusal::Rule("vault-reason".to_owned())))?;
    let done = signed.accounts.office.discard_evidence(signed.caller, StreamId(evidence), reason).await;
    match done.map_err(Refusal::of) {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(Refusal::StepUp) => {
            let then = localized(lang, &format!("{path}/discard"));
            Ok(see_other(&format!("{}?then={then}", localized(lang, "/confirm"))))
        }
        Err(refusal) => Err(refuse(refusal)),
    }
}

/// What is told of a file that came in parts.
#[derive(Serialize)]
struct Told {
    upload: String,
    name: String,
    bytes: u64,
}

/// Which parts are there.
#[derive(Serialize)]
struct Parts {
    parts: Vec<u32>,
}

/// The parts of a file that are there, for the device that brings it.
pub(crate) async fn parts(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(upload): Path<Uuid>,
) -> PageResult {
    match signed.accounts.office.parts(signed.caller, upload).await {
        Ok(parts) => Ok(Json(Parts { parts }).into_response()),
        Err(error) => refused(&site, lang, error),
    }
}

/// Takes one part of a file.
pub(crate) async fn part(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((upload, number)): Path<(Uuid, u32)>,
    request: Request,
) -> PageResult {
    let body = request.into_body().into_data_stream();
    match signed.accounts.office.receive_part(signed.caller, upload, number, body).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => refused(&site, lang, error),
    }
}

/// How a file is called, and of how many parts it is.
#[derive(Deserialize)]
pub(crate) struct Whole {
    name: String,
    parts: u32,
}

/// Takes a file whose parts are all there.
pub(crate) async fn whole(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(upload): Path<Uuid>,
    Form(Whole { name, parts }): Form<Whole>,
) -> PageResult {
    let office = &signed.accounts.office;
    let came = match office.receive_joined(signed.caller, upload, &name, parts).await {
        Ok(came) => came,
        Err(error) => return refused(&site, lang, error),
    };
    match office.seal_upload(&signed.caller, &came) {
        Ok(upload) => Ok(Json(Told { upload, name: came.name, bytes: came.bytes }).into_response()),
        Err(error) => refused(&site, lang, error),
    }
}

/// A refusal for the page that brings a file: a rule in words it can show.
fn refused(site: &Site, lang: Lang, error: app::Refused) -> PageResult {
    match Refusal::of(error) {
        rule @ Refusal::Rule(_) => Ok(rule.problem(lang).into_response()),
        one if one.is_of_one_file() => Ok(one.problem(lang).into_response()),
        refusal => Err(site.refuse(lang, &refusal)),
    }
}

/// The largest form that brings files, in bytes: as many as one file may have, and room around it.
pub(crate) const MAX_FORM: usize = LONGEST_FILE as usize + 1024 * 1024;
