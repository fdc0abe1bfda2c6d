//! The checks an organisation keeps: list, answers, confirmation.

use app::checks::{Claim, Given};
use app::door::Retry as _;
use app::{Refused, packs};
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::answers::Answer;
use criteria::text::Lang;
use protection::check::{Source, Versions};
use protection::section;
use record::{Digest, StreamId};
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::forms::place;
use crate::site::Site;
use crate::view::kept::{self as view, Clash};
use crate::view::localized;

type Fields = Vec<(String, String)>;

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let checks = signed.accounts.office.checks(signed.caller).await;
    let checks = checks.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), site.catalogue(), &checks).into_response())
}

pub(crate) async fn begin(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let begun = signed.accounts.office.begin_check(signed.caller, packs::FIRST_CHECK).await;
    let check = begun.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}

/// Takes the answers of the anonymous check over (取り込み).
pub(crate) async fn claim(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(mut fields): Form<Fields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let (edition, checklist) = site.checklist(packs::FIRST_CHECK).map_err(refuse)?;
    fields.retain(|(name, _)| name != "check");
    let form = place(checklist, &fields);
    if !form.faults.is_empty() {
        return Err(refuse(Refusal::Faults(form.faults)));
    }
    let given = form.answers.iter().filter_map(|(item, answer)| Some((item.id.clone(), answer?)));
    let claim = Claim {
        check: Uuid::new_v4(),
        edition: edition.clone(),
        answers: given.collect(),
        reported_on: Some(site.clock().today()),
        source: Source::Device,
    };
    let taken = signed.accounts.office.claim(signed.caller, &claim).await;
    let check = taken.map_err(|error| refuse(Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
) -> PageResult {
    let kept = signed.accounts.office.check(signed.caller, StreamId(check)).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::check(site.frame_of(lang, &signed.who), &kept, &[]).into_response())
}

/// What a form says of one item: the answer and note as they shall stand, and what the person saw.
struct Item<'f> {
    item: &'f str,
    answer: Option<Answer>,
    note: &'f str,
    base: u32,
    touched: bool,
}

fn read(fields: &Fields) -> Vec<Item<'_>> {
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let items = fields.iter().filter_map(|(name, base)| Some((name.strip_prefix("base:")?, base)));
    items
        .map(|(item, base)| {
            let answer = value(&format!("answer:{item}")).unwrap_or_default();
            let note = value(&format!("note:{item}")).unwrap_or_default();
            let before = value(&format!("was:{item}")).unwrap_or_default();
            let noted = value(&format!("noted:{item}")).unwrap_or_default();
            Item {
                item,
                answer: Answer::from_word(answer),
                note,
                base: base.parse().unwrap_or(0),
                touched: answer != before || note.trim() != noted.trim(),
            }
        })
        .collect()
}

/// Saves what the person changed, item by item; what somebody else changed meanwhile is shown beside it.
pub(crate) async fn save(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let office = &signed.accounts.office;
    let mut clashes = Vec::new();
    for item in read(&fields).into_iter().filter(|item| item.touched) {
        let given =
            Given { item: item.item.to_owned(), answer: item.answer, note: item.note.to_owned(), base: item.base };
        match office.answer(signed.caller, StreamId(check), given, None).await {
            Ok(_) => {}
            // Who lost a race twice has typed it all the same: it is shown again like any other conflict.
            Err(error) if matches!(error, Refused::Section(section::Error::Conflict(_))) || error.is_changed() => {
                clashes.push(Clash { item: item.item.to_owned(), mine: item.answer, note: item.note.to_owned() });
            }
            Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
        }
    }
    if clashes.is_empty() {
        return Ok(see_other(&localized(lang, &format!("/checks/{check}"))));
    }
    let kept = office.check(signed.caller, StreamId(check)).await;
    let kept = kept.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let page = view::check(site.frame_of(lang, &signed.who), &kept, &clashes);
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// Confirms the check as the representative, at the versions the form names.
pub(crate) async fn sign_off(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(check): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let mut seen = Versions::new();
    for (name, value) in &fields {
        if let (Some(stream), Ok(version)) = (name.strip_prefix("seen:").and_then(|id| id.parse().ok()), value.parse())
        {
            seen.insert(stream, version);
        }
    }
    let content = serde_json::to_vec(&seen).unwrap_or_default();
    let path = format!("/checks/{check}");
    match signed.accounts.office.sign_off(signed.caller, StreamId(check), seen, Digest::of(&content)).await {
        Ok(()) => Ok(see_other(&localized(lang, &path))),
        Err(error) => match Refusal::of(error) {
            Refusal::StepUp => {
                let to = format!("{}?then={}", localized(lang, "/confirm"), localized(lang, &path));
                Ok(see_other(&to))
            }
            refusal => Err(site.refuse(lang, &refusal)),
        },
    }
}
