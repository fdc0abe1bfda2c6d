//! Answers are taken over (取り込み): from the result page, or out of a file; always shown before they are.

use app::Texts;
use app::checks::Claim;
use app::checks::claim::{self, DayFault};
use app::intake::{self, Intake};
use app::packs::FIRST_CHECK;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Extension, Form, Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::answers::Answers;
use criteria::fault::{Expected, Fault, Found, Place};
use criteria::sheet::Reading;
use criteria::text::Lang;
use jiff::civil::Date;
use protection::check::Source;
use uuid::Uuid;

use super::Fields;
use super::sign_off::eras;
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::forms::{CheckForm, place, upload};
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::kept::{self as view, File, Preview};
use crate::view::localized;

/// What the form of a claim tells beside the answers.
struct Told {
    pack: String,
    source: Source,
    claim: String,
    saved_on: Option<Date>,
    /// As it was typed; none = it was not asked yet.
    reported_on: Option<String>,
    /// What of a file is not taken, and why: shown again with a day that does not fit.
    left: Vec<String>,
}

impl Told {
    /// A claim of answers to this pack that begins.
    fn of(pack: String) -> Self {
        let claim = Uuid::new_v4().to_string();
        Self { pack, source: Source::Device, claim, saved_on: None, reported_on: None, left: Vec::new() }
    }
}

/// Where a file is chosen.
pub(crate) async fn choose(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    may(&site, lang, &signed).await?;
    let file = File { pack: FIRST_CHECK, faults: &[] };
    Ok(view::choose(site.frame_of(lang, &signed.who), site.catalogue(), &file).into_response())
}

/// Who may begin no check is told before they choose a file.
async fn may(site: &Site, lang: Lang, signed: &Signed) -> Result<(), PageRefusal> {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let may = signed.accounts.office.may_i(signed.caller, app::access::Action::CheckBegin).await.map_err(refuse)?;
    if may.allowed { Ok(()) } else { Err(refuse(app::Refused::Access(Box::new(may)))) }
}

/// Reads a file, and shows what would be taken of it.
pub(crate) async fn read(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    may(&site, lang, &signed).await?;
    let form = form.map_err(|rejection| refuse(Refusal::Unreadable(rejection.body_text())))?;
    let sent = upload(form).await.map_err(refuse)?;
    let pack = sent.fields.iter().find(|(name, _)| name == "pack").map_or(FIRST_CHECK, |(_, pack)| pack).to_owned();
    let source = if intake::is_result(&sent.bytes) { Source::ResultFile } else { Source::Sheet };
    let (catalogue, of) = (site.catalogue(), pack.clone());
    let taken = site.heavy(move || intake::read(catalogue, &of, &sent.bytes)).await.map_err(refuse)?;
    let texts = site.frame(lang).texts;
    let reading = match with_answers(texts, taken) {
        Ok(reading) => reading,
        Err(faults) => return Ok(not_read(&site, lang, &signed, &pack, &faults)),
    };
    let mut left: Vec<String> = reading.faults.iter().map(|fault| texts.fault(fault)).collect();
    left.extend(texts.more_faults(&reading));
    let sheets: Vec<String> = reading.sheets.iter().map(|sheet| texts.sheet_read(sheet)).collect();
    let told = Told { source, left, ..Told::of(pack) };
    Ok(shown(&site, lang, &signed, &reading.answers, &told, None, &sheets))
}

/// What was read of a file, if there is an answer in it; otherwise why not, one sentence each.
fn with_answers(
    texts: Texts,
    taken: Result<Intake<'static>, intake::Refused>,
) -> Result<Reading<'static>, Vec<String>> {
    let worded = |faults: &[Fault]| faults.iter().map(|fault| texts.fault(fault)).collect::<Vec<_>>();
    match taken {
        Ok(taken) if !taken.reading.answers.is_blank() => Ok(taken.reading),
        Ok(Intake { reading, .. }) => {
            let sheets = reading.sheets.iter().map(|sheet| texts.sheet_read(sheet));
            Err(worded(&reading.faults).into_iter().chain(sheets).chain([texts.t("claim-nothing")]).collect())
        }
        Err(intake::Refused::File(why)) => Err(vec![texts.unreadable(&why)]),
        Err(intake::Refused::Faults(faults)) => Err(worded(&faults)),
    }
}

/// Takes the answers of the form over, once the day they are of is told.
pub(crate) async fn take(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let (told, fields) = told(fields);
    let (edition, checklist) = site.checklist(&told.pack).map_err(refuse)?;
    let form = whole(place(checklist, &fields)).map_err(refuse)?;
    let Some(typed) = &told.reported_on else {
        may(&site, lang, &signed).await?;
        return Ok(shown(&site, lang, &signed, &form.answers, &told, None, &[]));
    };
    let reported_on = match claim::reported_on(eras(&site), typed, told.saved_on, site.clock().today()) {
        Ok(day) => day,
        Err(fault) => {
            let mut again = shown(&site, lang, &signed, &form.answers, &told, Some(fault), &[]);
            *again.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(again);
        }
    };
    let given = form.answers.iter().filter_map(|(item, answer)| Some((item.id.clone(), answer?)));
    let claim = Claim {
        check: claim::id(&signed.caller, &told.claim),
        edition: edition.clone(),
        answers: given.collect(),
        reported_on: Some(reported_on),
        source: told.source,
    };
    let taken = signed.accounts.office.claim(signed.caller, &claim).await;
    let check = taken.map_err(|error| refuse(Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}

/// A form whose answers can all be placed, and that has some.
fn whole(mut form: CheckForm<'static>) -> Result<CheckForm<'static>, Refusal> {
    if form.answers.is_blank() && form.faults.is_empty() {
        form.faults.push(Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing));
    }
    if form.faults.is_empty() { Ok(form) } else { Err(Refusal::Faults(form.faults)) }
}

/// What a form tells beside the answers, and the rest of it.
fn told(fields: Fields) -> (Told, Fields) {
    let mut told = Told::of(FIRST_CHECK.to_owned());
    let mut rest = Fields::new();
    for (name, value) in fields {
        match name.as_str() {
            "pack" => told.pack = value,
            "source" => told.source = Source::from_word(&value).unwrap_or(Source::Device),
            "claim" => told.claim = value,
            "saved_on" => told.saved_on = value.parse().ok(),
            "reported_on" => told.reported_on = Some(value),
            "left" => told.left.push(value),
            _ => rest.push((name, value)),
        }
    }
    (told, rest)
}

/// What is about to be taken. The day is proposed: the one on which the answers were changed last, or today.
fn shown(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    answers: &Answers<'_>,
    told: &Told,
    fault: Option<DayFault>,
    sheets: &[String],
) -> Response {
    let today = site.clock().today();
    let saved_on = told.saved_on.filter(|saved_on| *saved_on <= today);
    let proposed = told.reported_on.clone().unwrap_or_else(|| saved_on.unwrap_or(today).to_string());
    let organisation = signed.who.organisation.clone().unwrap_or_default();
    let preview = Preview {
        answers,
        organisation: &organisation,
        source: told.source.word(),
        claim: &told.claim,
        saved_on,
        reported_on: &proposed,
        fault,
        left: &told.left,
        told: sheets,
    };
    let page = view::preview(site.frame_of(lang, &signed.who), &preview);
    ([(header::CACHE_CONTROL, "no-store")], page).into_response()
}

fn not_read(site: &Site, lang: Lang, signed: &Signed, pack: &str, faults: &[String]) -> Response {
    let page = view::choose(site.frame_of(lang, &signed.who), site.catalogue(), &File { pack, faults });
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
