//! The working paper: all requirements on one page, one by itself, and what was found agreed with the company on the spot.

use std::collections::{BTreeMap, BTreeSet};

use app::Refused;
use app::access::Action;
use app::certification::field::{EntryTold, Field};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Extension, Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::pack::criteria::Requirement;
use criteria::text::Lang;
use record::StreamId;
use scheme::requirement::Outcome;
use scheme::seen::Exhibit;
use serde::Serialize;
use uuid::Uuid;

use super::{AGREED, Fields, Reading, at_body, from_address, in_address, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::paper as view;
use crate::view::field::{Given, evidence_lines, misfilled, outcome_said};
use crate::view::localized;

/// How many files come with one form at most.
const FILES: usize = 10;

/// All of them: whoever goes where there is no connection has every form with them.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    Ok(view::list(site.frame_of(lang, &signed.who), &field).into_response())
}

/// A requirement of the case, by its part of the address.
fn required(site: &Site, lang: Lang, field: &Field, criterion: &str) -> Result<&'static Requirement, PageRefusal> {
    let id = from_address(criterion);
    field.asked(&id).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, criterion)): Path<(Uuid, String)>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let requirement = required(&site, lang, &field, &criterion)?;
    Ok(one(&site, lang, &signed, &field, (requirement, &Given::default())))
}

fn one(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    field: &Field,
    (requirement, given): (&'static Requirement, &Given),
) -> Response {
    (status(given), view::one(site.frame_of(lang, &signed.who), field, requirement, given)).into_response()
}

/// Reads what was found.
fn told(site: &Site, field: &Field, criterion: &str, fields: &Fields) -> Result<EntryTold, Vec<String>> {
    let mut read = Reading::new(site, fields);
    let outcome = read.word("outcome", Outcome::from_word);
    let (evidence, note, reason) = (read.lines("evidence"), read.text("note"), read.text("reason"));
    let on = read.day("on");
    // What a page or a device kept of another audit does not go into this one.
    let of = read.value("audit");
    if !of.is_empty() && field.audit().map(|audit| audit.row.stream.to_string()).as_deref() != Some(of) {
        read.bad("audit");
    }
    let base = read.value("base").parse().unwrap_or(0);
    let (files, shown) = (named(read.values("file")), named(read.values("known")));
    match (outcome, on) {
        (Some(outcome), Some(on)) if read.wrong.is_empty() => {
            let files = staying(field, criterion, (&files, &shown));
            Ok(EntryTold { outcome, evidence, files, note, reason, on, base })
        }
        _ => Err(read.wrong),
    }
}

/// Files as a form names them: `stream/sha256`.
fn named<'v>(values: impl Iterator<Item = &'v str>) -> BTreeSet<Exhibit> {
    let read = |value: &str| {
        let (stream, sha256) = value.split_once('/')?;
        Some(Exhibit { stream: StreamId(stream.parse().ok()?), sha256: sha256.parse().ok()? })
    };
    values.filter_map(read).collect()
}

/// The files that stay with a finding, each once: those that stand with it but for those that were shown and not ticked. Nobody
/// names what does not stand there, and nobody takes away what they did not see.
fn staying(field: &Field, criterion: &str, (ticked, shown): (&BTreeSet<Exhibit>, &BTreeSet<Exhibit>)) -> Vec<Exhibit> {
    let evidence = field.entry(criterion).map(|entry| entry.finding.evidence.as_slice()).unwrap_or_default();
    let stand = app::certification::field::files(evidence).into_iter();
    stand.filter(|file| ticked.contains(file) || !shown.contains(file)).collect()
}

/// Enters what was found.
pub(crate) async fn enter(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, criterion)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let requirement = required(&site, lang, &field, &criterion)?;
    let read = match told(&site, &field, &requirement.id, &fields) {
        Ok(read) => read,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of("enter") };
            return Ok(one(&site, lang, &signed, &field, (requirement, &given)));
        }
    };
    let (caller, id) = (once_of(&signed, &fields), requirement.id.clone());
    match signed.accounts.office.enter_finding(caller, StreamId(case), id, read).await {
        Ok(_) => {
            let place = field.required().iter().position(|one| one.id == requirement.id).map_or(1, |at| at + 1);
            Ok(see_other(&localized(lang, &format!("/body/cases/{case}/paper#r{place}"))))
        }
        Err(error) => {
            let met = matches!(&error, Refused::Ruling(ruling) if ruling.rule == CONFLICT);
            // What stands now is shown beside what was typed.
            let field = at_body(&site, lang, &signed, case).await?;
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, met, ..Given::of("enter") };
            Ok(one(&site, lang, &signed, &field, (requirement, &given)))
        }
    }
}

/// The rule that refuses where another auditor was first.
const CONFLICT: &str = "requirement-conflict";

/// What comes of an entry that a device sends by itself.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Came {
    /// It stands.
    Entered { version: u32, outcome: String },
    /// Another auditor was first.
    Conflict(Theirs),
    /// It cannot be entered so.
    Refused { why: String },
}

/// What stands instead, in words and as the form has it.
#[derive(Serialize)]
struct Theirs {
    version: u32,
    by: String,
    on: String,
    outcome: &'static str,
    outcome_said: String,
    evidence: String,
    note: String,
    reason: String,
}

fn theirs(site: &Site, lang: Lang, field: &Field, criterion: &str) -> Option<Theirs> {
    let (frame, entry) = (site.frame(lang), field.entry(criterion)?);
    let finding = &entry.finding;
    let said = |text: Option<record::Text>| text.map(|text| field.shown.text(text).to_owned()).unwrap_or_default();
    Some(Theirs {
        version: entry.version,
        by: field.name(entry.by).map_or_else(|| frame.t("name-erased"), str::to_owned),
        on: frame.texts.date(entry.on, field.today),
        outcome: finding.outcome.word(),
        outcome_said: outcome_said(frame, finding.outcome),
        evidence: evidence_lines(field, &finding.evidence),
        note: said(finding.note),
        reason: said(finding.reason),
    })
}

/// Enters what a device kept while there was no connection. The same twice is entered once.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, criterion)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let requirement = required(&site, lang, &field, &criterion)?;
    let frame = site.frame(lang);
    let read = match told(&site, &field, &requirement.id, &fields) {
        Ok(read) => read,
        Err(wrong) => {
            let why = wrong.iter().map(|name| misfilled(frame, name)).collect::<Vec<_>>().join(" ");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Came::Refused { why })).into_response());
        }
    };
    let (caller, id, outcome) = (once_of(&signed, &fields), requirement.id.clone(), read.outcome);
    match signed.accounts.office.enter_finding(caller, StreamId(case), id, read).await {
        Ok(version) => {
            let outcome = outcome_said(frame, outcome);
            Ok(Json(Came::Entered { version, outcome }).into_response())
        }
        Err(error) => {
            let met = matches!(&error, Refused::Ruling(ruling) if ruling.rule == CONFLICT);
            let field = at_body(&site, lang, &signed, case).await?;
            let why = why(&site, lang, &field, error)?;
            let came = match theirs(&site, lang, &field, &requirement.id).filter(|_| met) {
                Some(theirs) => Came::Conflict(theirs),
                None => Came::Refused { why },
            };
            Ok((StatusCode::CONFLICT, Json(came)).into_response())
        }
    }
}

/// Opens again what was agreed.
pub(crate) async fn reopen(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, criterion)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let requirement = required(&site, lang, &field, &criterion)?;
    let mut read = Reading::new(&site, &fields);
    let reason = read.needed("reopening");
    if !read.wrong.is_empty() {
        let wrong = read.wrong;
        let given = Given { fields, wrong, ..Given::of("reopen") };
        return Ok(one(&site, lang, &signed, &field, (requirement, &given)));
    }
    let (caller, id) = (once_of(&signed, &fields), requirement.id.clone());
    match signed.accounts.office.reopen_finding(caller, StreamId(case), id, reason).await {
        Ok(()) => Ok(see_other(&localized(lang, &address(case, requirement)))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, ..Given::of("reopen") };
            Ok(one(&site, lang, &signed, &field, (requirement, &given)))
        }
    }
}

fn address(case: Uuid, requirement: &Requirement) -> String {
    format!("/body/cases/{case}/paper/{}", in_address(&requirement.id))
}

/// Adds files to what stands of a requirement: photos, copies of what was shown.
pub(crate) async fn add(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, criterion)): Path<(Uuid, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let requirement = required(&site, lang, &field, &criterion)?;
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let mut form = form.map_err(|error| refuse(Refusal::Unreadable(error.body_text())))?;
    let (mut fields, mut uploads): (Fields, _) = (Vec::new(), Vec::new());
    let unreadable = |error: axum::extract::multipart::MultipartError| Refusal::Unreadable(error.body_text());
    while let Some(part) = form.next_field().await.map_err(|error| refuse(unreadable(error)))? {
        let (name, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
        match file {
            Some(file) if !file.is_empty() && uploads.len() < FILES => {
                let office = &signed.accounts.office;
                let case = StreamId(case);
                let upload = office.receive_in_case(signed.caller, case, Action::AuditConduct, &file, part).await;
                uploads.push(upload.map_err(|error| refuse(Refusal::of(error)))?);
            }
            Some(_) => {}
            None => {
                let value = part.text().await.map_err(|error| refuse(unreadable(error)))?;
                fields.push((name, value));
            }
        }
    }
    if uploads.is_empty() {
        let given = Given { fields, wrong: vec!["files".to_owned()], ..Given::of("add") };
        return Ok(one(&site, lang, &signed, &field, (requirement, &given)));
    }
    let base = Reading::new(&site, &fields).value("base").parse().unwrap_or(0);
    let (caller, id) = (once_of(&signed, &fields), requirement.id.clone());
    match signed.accounts.office.add_to_finding(caller, StreamId(case), (id, base), uploads).await {
        Ok(()) => Ok(see_other(&localized(lang, &address(case, requirement)))),
        Err(error) => {
            let field = at_body(&site, lang, &signed, case).await?;
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, ..Given::of("add") };
            Ok(one(&site, lang, &signed, &field, (requirement, &given)))
        }
    }
}

/// What was entered and is not agreed yet, to be read by the company on the spot.
pub(crate) async fn agreeing(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    Ok(view::agreeing(site.frame_of(lang, &signed.who), &field, &Given::default()).into_response())
}

/// Agrees each of those the form shows, at the version it shows.
pub(crate) async fn agree(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let frame = site.frame_of(lang, &signed.who);
    let mut read = Reading::new(&site, &fields);
    let with = read.line("with");
    let required: BTreeSet<&str> = field.required().into_iter().map(|one| one.id.as_str()).collect();
    let seen = |(name, base): &(String, String)| {
        let criterion = name.strip_prefix("agree:").filter(|criterion| required.contains(criterion))?;
        Some((criterion.to_owned(), base.parse::<u32>().ok()?))
    };
    let shown: BTreeMap<String, u32> = fields.iter().filter_map(seen).collect();
    if shown.is_empty() || shown.len() > AGREED {
        read.bad("agree");
    }
    if !read.wrong.is_empty() {
        let wrong = read.wrong;
        let given = Given { fields, wrong, ..Given::of("agree") };
        return Ok((status(&given), view::agreeing(frame, &field, &given)).into_response());
    }
    let (caller, office) = (once_of(&signed, &fields), &signed.accounts.office);
    let mut left: Vec<(String, String)> = Vec::new();
    for (criterion, base) in shown {
        let done = office.agree_finding(caller, StreamId(case), (criterion.clone(), base), with.clone()).await;
        if let Err(error) = done {
            left.push((criterion, why(&site, lang, &field, error)?));
        }
    }
    if left.is_empty() {
        return Ok(see_other(&localized(lang, &format!("/body/cases/{case}/paper"))));
    }
    // Those that could be are agreed: what is left is shown with its reason.
    let field = at_body(&site, lang, &signed, case).await?;
    let given = Given { fields, left, ..Given::of("agree") };
    Ok((StatusCode::CONFLICT, view::agreeing(frame, &field, &given)).into_response())
}
