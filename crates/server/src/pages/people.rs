//! The pages on the people of a certification body: their competence, what ties them to the client of a case, whom they advised.

use app::Refused;
use app::certification::people::{Advised, Deed, Filled, Person, Ties, read_advice, read_record, read_tie};
use axum::extract::{Extension, Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use record::{PersonId, StreamId};
use uuid::Uuid;

use super::PageResult;
use super::company::once_of;
use super::kept::eras;
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::localized;
use crate::view::people::{self as view, Given};

type Fields = Vec<(String, String)>;

pub(crate) async fn list(State(site): State<Site>, Extension(lang): Extension<Lang>, signed: Signed) -> PageResult {
    let people = signed.accounts.office.people(signed.caller).await;
    let people = people.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), site.catalogue(), &people).into_response())
}

async fn person(site: &Site, lang: Lang, signed: &Signed, id: Uuid) -> Result<Person, PageRefusal> {
    let person = signed.accounts.office.person_of_body(signed.caller, PersonId(id)).await;
    person.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let person = person(&site, lang, &signed, id).await?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::person(frame, site.catalogue(), &person, &Given::default()).into_response())
}

/// Records something of a person.
pub(crate) async fn record(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let person = person(&site, lang, &signed, id).await?;
    let (caller, filled) = (once_of(&signed, &fields), Filled(fields));
    let deed = Deed::from_word(filled.value("deed"));
    let deed = deed.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    let given = match read_record(deed, &filled, eras(&site), site.catalogue()) {
        Err(wrong) => Given { filled, wrong, why: None },
        Ok(told) => {
            let done = signed.accounts.office.record_competence(caller, person.person, told).await;
            match after(&site, lang, done, &format!("/body/people/{id}"), filled)? {
                Ok(there) => return Ok(there),
                Err(given) => given,
            }
        }
    };
    let page = view::person(site.frame_of(lang, &signed.who), site.catalogue(), &person, &given);
    Ok((status(&given), page).into_response())
}

/// Where to go when it is done, or the form again where a rule refuses.
fn after(
    site: &Site,
    lang: Lang,
    done: Result<(), Refused>,
    path: &str,
    filled: Filled,
) -> Result<Result<Response, Given>, PageRefusal> {
    match done {
        Ok(()) => Ok(Ok(see_other(&localized(lang, path)))),
        Err(Refused::Ruling(ruling)) => {
            let why = Some(ruling.words(site.frame(lang).texts));
            Ok(Err(Given { filled, wrong: Vec::new(), why }))
        }
        Err(error) => Err(site.refuse(lang, &Refusal::of(error))),
    }
}

fn status(given: &Given) -> StatusCode {
    match (&given.why, given.wrong.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    }
}

async fn tied(site: &Site, lang: Lang, signed: &Signed, id: Uuid) -> Result<Ties, PageRefusal> {
    let ties = signed.accounts.office.ties(signed.caller, StreamId(id)).await;
    ties.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn ties(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let ties = tied(&site, lang, &signed, id).await?;
    Ok(view::ties(site.frame_of(lang, &signed.who), &ties, &Given::default()).into_response())
}

/// Enters, ends or strikes what ties somebody to the client of a case.
pub(crate) async fn tie(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let ties = tied(&site, lang, &signed, id).await?;
    let (caller, filled) = (once_of(&signed, &fields), Filled(fields));
    let given = match read_tie(filled.value("deed"), &filled, eras(&site)) {
        Err(wrong) => Given { filled, wrong, why: None },
        Ok(None) => return Err(site.refuse(lang, &Refusal::NoSuchPage)),
        Ok(Some(told)) => {
            let done = signed.accounts.office.record_tie(caller, StreamId(id), told).await;
            match after(&site, lang, done, &format!("/body/cases/{id}/ties"), filled)? {
                Ok(there) => return Ok(there),
                Err(given) => given,
            }
        }
    };
    let page = view::ties(site.frame_of(lang, &signed.who), &ties, &given);
    Ok((status(&given), page).into_response())
}

async fn advised(site: &Site, lang: Lang, signed: &Signed, id: Uuid) -> Result<Advised, PageRefusal> {
    let advised = signed.accounts.office.advised(signed.caller, StreamId(id)).await;
    advised.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn advice(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let advised = advised(&site, lang, &signed, id).await?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::advice(frame, &advised, signed.caller.person, &Given::default()).into_response())
}

/// Records that somebody of the body advised the client.
pub(crate) async fn advise(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let advised = advised(&site, lang, &signed, id).await?;
    let (caller, filled) = (once_of(&signed, &fields), Filled(fields));
    let given = match read_advice(&filled, eras(&site)) {
        Err(wrong) => Given { filled, wrong, why: None },
        Ok(told) => {
            let done = signed.accounts.office.advise(caller, StreamId(id), told).await;
            match after(&site, lang, done, &format!("/body/cases/{id}/advice"), filled)? {
                Ok(there) => return Ok(there),
                Err(given) => given,
            }
        }
    };
    let page = view::advice(site.frame_of(lang, &signed.who), &advised, signed.caller.person, &given);
    Ok((status(&given), page).into_response())
}
