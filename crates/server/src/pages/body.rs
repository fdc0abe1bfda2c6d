//! The pages of a certification body: its cases, and what it does with one.

use app::Refused;
use app::certification::accreditation::narrow;
use app::certification::case::{FeeTold, FindingTold, QuoteTold, ReviewTold, ShownCase};
use app::dates;
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::tailor::{Aim, Tailored, tailor};
use criteria::text::Lang;
use record::{Digest, StreamId};
use scheme::case::{Aim as CaseAim, FeeKind};
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use super::company::once_of;
use super::kept::{eras, step_up};
use crate::accounts::{Signed, see_other};
use crate::cursor;
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::body::{self as view, Given, LINES, QUESTIONS};
use crate::view::localized;

type Fields = Vec<(String, String)>;

/// The longest reason, in characters.
const LONGEST: usize = 2_000;

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
    let cases = signed.accounts.office.cases(signed.caller, before).await;
    let cases = cases.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), &cases).into_response())
}

async fn found(site: &Site, lang: Lang, signed: &Signed, id: Uuid) -> Result<ShownCase, PageRefusal> {
    let shown = signed.accounts.office.case(signed.caller, StreamId(id)).await;
    let shown = shown.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    // The client sees its case with its application.
    if signed.caller.acting_for == Some(shown.row.owner) {
        Ok(shown)
    } else {
        Err(site.refuse(lang, &Refusal::NoSuchPage))
    }
}

/// The minimum for a first time, for the forms of the application.
fn minimum(shown: &ShownCase) -> Option<Tailored<'static>> {
    let forms = &shown.status.kept()?.snapshot.content.forms;
    let forms = forms.iter().map(scheme::word::Word::as_str).collect();
    Some(tailor(shown.criteria?, &forms, Aim::Minimum))
}

/// SHA-256 of what is shown as the minimum.
fn content(minimum: &Tailored<'_>) -> Digest {
    Digest::of(minimum.required().collect::<Vec<_>>().join("\n").as_bytes())
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    Ok(formed(&site, lang, &signed, &shown, &Given::default()))
}

fn formed(site: &Site, lang: Lang, signed: &Signed, shown: &ShownCase, given: &Given) -> axum::response::Response {
    let status = match (&given.why, given.wrong.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let minimum = minimum(shown);
    (status, view::case(site.frame_of(lang, &signed.who), shown, minimum.as_ref(), given)).into_response()
}

fn value<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
}

fn fits(text: &str) -> bool {
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r');
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(controls)
}

/// What is done with a case, by the last part of its address.
pub(crate) async fn act(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((id, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let shown = found(&site, lang, &signed, id).await?;
    let (office, caller, case) = (&signed.accounts.office, once_of(&signed, &fields), StreamId(id));
    let mut given = Given::default();
    let done = match deed.as_str() {
        "review" => match review(&fields) {
            Ok(told) => {
                given.form = "review";
                office.review_case(caller, case, told).await
            }
            Err(wrong) => {
                let given = Given { form: "review", fields, wrong, why: None };
                return Ok(formed(&site, lang, &signed, &shown, &given));
            }
        },
        "accept" => office.accept_case(caller, case).await,
        "decline" => {
            let reasons = value(&fields, "reasons").to_owned();
            if !fits(&reasons) {
                let given = Given { form: "decline", fields, wrong: vec!["reasons".to_owned()], why: None };
                return Ok(formed(&site, lang, &signed, &shown, &given));
            }
            given.form = "decline";
            office.decline_case(caller, case, reasons).await
        }
        "quote" => match quote(&site, &fields) {
            Ok(told) => {
                given.form = "quote";
                office.quote_case(caller, case, told).await
            }
            Err(wrong) => {
                let given = Given { form: "quote", fields, wrong, why: None };
                return Ok(formed(&site, lang, &signed, &shown, &given));
            }
        },
        "minimum" => match minimum(&shown) {
            Some(minimum) => office.show_minimum(caller, case, content(&minimum)).await,
            None => Err(Refused::NotThere),
        },
        "begin" => office.begin_assessment(caller, case).await,
        _ => Err(Refused::NotThere),
    };
    let path = format!("/body/cases/{id}");
    match done {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(Refused::Ruling(ruling)) => {
            let why = Some(ruling.words(site.frame(lang).texts));
            let given = Given { fields, why, ..given };
            Ok(formed(&site, lang, &signed, &shown, &given))
        }
        Err(error) => match Refusal::of(error) {
            Refusal::StepUp => Ok(step_up(lang, &path)),
            refusal => Err(site.refuse(lang, &refusal)),
        },
    }
}

fn review(fields: &Fields) -> Result<ReviewTold, Vec<String>> {
    let mut wrong = Vec::new();
    let findings = QUESTIONS.map(|question| {
        let word = question.word();
        let (chosen, reason) = (value(fields, &format!("{word}-fits")), value(fields, &format!("{word}-reason")));
        if !matches!(chosen, "yes" | "no") || !fits(reason) {
            wrong.push(word.to_owned());
        }
        FindingTold { fits: chosen == "yes", reason: reason.to_owned() }
    });
    let own_unit = value(fields, "own_unit") == "yes";
    if wrong.is_empty() { Ok(ReviewTold { findings, own_unit }) } else { Err(wrong) }
}

fn quote(site: &Site, fields: &Fields) -> Result<QuoteTold, Vec<String>> {
    let mut wrong = Vec::new();
    let mut fees = Vec::new();
    for at in 0..fields.len().min(LINES * 10) {
        let [of, what, yen] = ["of", "what", "yen"].map(|column| value(fields, &format!("fee-{at}-{column}")));
        if of.is_empty() && what.is_empty() && yen.is_empty() {
            continue;
        }
        let digits: String = yen.chars().filter(|c| !matches!(c, ',' | '，' | '円')).map(narrow).collect();
        match (FeeKind::from_word(of), digits.parse::<u64>()) {
            (Some(of), Ok(yen)) => fees.push(FeeTold { of, what: what.to_owned(), yen }),
            _ if wrong.is_empty() => wrong.push("fees".to_owned()),
            _ => {}
        }
    }
    if fees.is_empty() && wrong.is_empty() {
        wrong.push("fees".to_owned());
    }
    let until = dates::typed(eras(site), value(fields, "until"));
    if until.is_none() {
        wrong.push("until".to_owned());
    }
    let aim = match value(fields, "extent") {
        "minimum" => Some(CaseAim::Minimum),
        other => other.strip_prefix("level-").and_then(|level| level.parse().ok()).map(CaseAim::Level),
    };
    if aim.is_none() {
        wrong.push("extent".to_owned());
    }
    match (until, aim) {
        (Some(until), Some(aim)) if wrong.is_empty() => Ok(QuoteTold { fees, until, aim }),
        _ => Err(wrong),
    }
}
