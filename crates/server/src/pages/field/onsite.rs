//! What is done on the sites: visits, areas, the end of a stage, advice given all the same.

use std::collections::BTreeSet;

use app::Refused;
use app::certification::field::{AdviceTold, Field, FinishTold, VisitTold};
use axum::extract::{Extension, Form, Path, State};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::{PersonId, StreamId};
use scheme::audit::{Area, Stage};
use uuid::Uuid;

use super::{Fields, Reading, at_body, status, why};
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::field::{Given, onsite as view};
use crate::view::localized;

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    Ok(formed(&site, lang, &signed, &field, &Given::default()))
}

fn formed(site: &Site, lang: Lang, signed: &Signed, field: &Field, given: &Given) -> Response {
    (status(given), view::page(site.frame_of(lang, &signed.who), field, given)).into_response()
}

/// What is told by one of the forms.
enum Told {
    Visit(VisitTold),
    Cover(Area, String),
    Finish(FinishTold),
    Advise(AdviceTold),
}

fn told(site: &Site, deed: &str, fields: &Fields) -> Option<Result<Told, Vec<String>>> {
    let mut read = Reading::new(site, fields);
    let told = match deed {
        "visit" => visit(&mut read).map(Told::Visit),
        "cover" => {
            let (area, note) = (read.word("area", Area::from_word), read.text("area_note"));
            area.map(|area| Told::Cover(area, note))
        }
        "finish" => {
            let (stage, ready) = (read.word("finished", Stage::from_word), read.yes("ready"));
            let (note, last_day) = (read.needed("whole"), read.day("last_day"));
            let all = stage.zip(ready).zip(last_day);
            all.map(|((stage, ready), last_day)| Told::Finish(FinishTold { stage, ready, note, last_day }))
        }
        "advise" => {
            let (words, on, reason) = (read.needed("advice"), read.day("advised_on"), read.text("advice_reason"));
            on.map(|on| Told::Advise(AdviceTold { words, on, reason }))
        }
        _ => return None,
    };
    Some(match told {
        Some(told) if read.wrong.is_empty() => Ok(told),
        _ => Err(read.wrong),
    })
}

fn visit(read: &mut Reading<'_>) -> Option<VisitTold> {
    let (stage, on) = (read.word("stage", Stage::from_word), read.day("visited_on"));
    let site = read.word("site", |number| number.parse::<u16>().ok());
    let remote = if read.value("afar") == "yes" { read.needed("remote") } else { String::new() };
    let by: BTreeSet<PersonId> = read.values("by").filter_map(|id| id.parse().ok().map(PersonId)).collect();
    if by.is_empty() {
        read.bad("by");
    }
    Some(VisitTold { stage: stage?, site: site?, on: on?, remote, by })
}

/// What is done, by the last part of the address.
pub(crate) async fn act(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let field = at_body(&site, lang, &signed, case).await?;
    let Some(told) = told(&site, &deed, &fields) else { return Err(site.refuse(lang, &Refusal::NoSuchPage)) };
    let (office, caller, stream) = (&signed.accounts.office, once_of(&signed, &fields), StreamId(case));
    let done: Result<(), Refused> = match told {
        Ok(Told::Visit(told)) => office.record_visit(caller, stream, told).await,
        Ok(Told::Cover(area, note)) => office.cover_area(caller, stream, area, note).await,
        Ok(Told::Finish(told)) => office.finish_stage(caller, stream, told).await,
        Ok(Told::Advise(told)) => office.record_advice(caller, stream, told).await,
        Err(wrong) => {
            let given = Given { fields, wrong, ..Given::of(deed) };
            return Ok(formed(&site, lang, &signed, &field, &given));
        }
    };
    match done {
        Ok(()) => Ok(see_other(&localized(lang, &format!("/body/cases/{case}/paper/field")))),
        Err(error) => {
            let why = Some(why(&site, lang, &field, error)?);
            let given = Given { fields, why, ..Given::of(deed) };
            Ok(formed(&site, lang, &signed, &field, &given))
        }
    }
}
