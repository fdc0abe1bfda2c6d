//! Pages of an audit: its team and plan for the body, what an auditor declares, what the company answers.

mod client;
mod declare;
mod plan;
mod team;

use std::collections::BTreeMap;

use app::Refused;
use app::certification::accreditation::narrow;
use app::certification::audit::ShownAudit;
use app::dates;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use jiff::civil::Date;
use maud::Markup;
use record::{PersonId, StreamId};
use uuid::Uuid;

use super::PageResult;
use super::kept::{eras, step_up};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::audit::{Given, LONGEST};
use crate::view::localized;

pub(crate) use client::{answer, client};
pub(crate) use declare::{declare, declared};
pub(crate) use plan::{plan, prepare};
pub(crate) use team::{change, team};

type Fields = Vec<(String, String)>;

/// Every fault of a form so far.
type Wrong = Vec<(String, &'static str)>;

fn value<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
}

fn person(fields: &Fields) -> Option<PersonId> {
    value(fields, "person").parse().ok().map(PersonId)
}

/// Whether a text can be kept; an empty one can.
fn fits(text: &str) -> bool {
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text.chars().count() <= LONGEST && !text.chars().any(controls)
}

/// A text that has to be there.
fn needed(fields: &Fields, (form, name): (&str, &str), wrong: &mut Wrong) -> String {
    let text = value(fields, name);
    if text.is_empty() || !fits(text) {
        wrong.push((format!("{form}-{name}"), "audit-wrong-reason"));
    }
    text.to_owned()
}

/// A text that may be empty.
fn optional(fields: &Fields, (form, name): (&str, &str), wrong: &mut Wrong) -> String {
    let text = value(fields, name);
    if !fits(text) {
        wrong.push((format!("{form}-{name}"), "audit-wrong-text"));
    }
    text.to_owned()
}

/// A number of half days, in digits of any width.
fn half_days(fields: &Fields, form: &str, wrong: &mut Wrong) -> u16 {
    let digits: String = value(fields, "half_days").chars().map(narrow).collect();
    match digits.parse() {
        Ok(found @ 1..=400) => found,
        Ok(_) | Err(_) => {
            wrong.push((format!("{form}-half_days"), "audit-wrong-half-days"));
            0
        }
    }
}

/// A day; an empty one is none.
fn day(site: &Site, fields: &Fields, (form, name): (&str, &str), wrong: &mut Wrong) -> Option<Date> {
    let found = dates::typed(eras(site), value(fields, name));
    if found.is_none() {
        wrong.push((format!("{form}-{name}"), "audit-wrong-day"));
    }
    found
}

/// What follows a deed: the page it leads to, or the page of the form with what was typed and why it was not done.
enum Done {
    /// It was done, or refused.
    Asked(Result<(), Refused>),
    /// It could not be read.
    Unread(Wrong),
}

/// The status of a page with a form.
fn status(given: &Given) -> StatusCode {
    match (&given.why, given.wrong.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    }
}

/// After a deed whose page is at `path`; `again` shows the form with what was typed, and gets who asks by name.
fn after(
    site: &Site,
    lang: Lang,
    (form, fields, done): (String, Fields, Done),
    path: &str,
    names: &BTreeMap<PersonId, String>,
    again: impl Fn(&Given) -> Markup,
) -> PageResult {
    let given = match done {
        Done::Asked(Ok(())) => return Ok(see_other(&localized(lang, path))),
        Done::Asked(Err(Refused::Ruling(ruling))) => {
            let why = Some(ruling.words_naming(site.frame(lang).texts, names));
            Given { form, fields, wrong: Vec::new(), why }
        }
        Done::Asked(Err(error)) => {
            return match Refusal::of(error) {
                Refusal::StepUp => Ok(step_up(lang, path)),
                refusal => Err(site.refuse(lang, &refusal)),
            };
        }
        Done::Unread(wrong) => Given { form, fields, wrong, why: None },
    };
    Ok(shown(&given, again(&given)))
}

fn shown(given: &Given, page: Markup) -> Response {
    (status(given), page).into_response()
}

/// The audit of a case for its body.
async fn found(site: &Site, lang: Lang, signed: &Signed, case: Uuid) -> Result<ShownAudit, PageRefusal> {
    let audit = signed.accounts.office.audit_of(signed.caller, StreamId(case)).await;
    audit.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}
