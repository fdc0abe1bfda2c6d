//! The checks an organisation keeps: what their pages share. Each thing one does there is a file beside this.

mod answers;
mod ask;
mod begin;
pub(crate) mod claim;
mod drafts;
mod sign_off;
mod take_out;

use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use criteria::answers::Answer;
use criteria::text::Lang;
use serde::Deserialize;

use app::checks::{Given, NOTE};

use super::PageResult;
use crate::accounts::Signed;
use crate::error::Refusal;
use crate::site::Site;
use crate::view::kept as view;

pub(crate) use answers::{save, show};
pub(crate) use ask::ask;
pub(crate) use begin::begin;
pub(crate) use drafts::keep;
pub(crate) use sign_off::{eras, register, sheet, sign_off, step_up, ways};
pub(crate) use take_out::{close, closing, compare, file, take_out};

type Fields = Vec<(String, String)>;

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
    let page = signed.accounts.office.check_page(signed.caller, before.as_deref()).await;
    let page = page.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), site.catalogue(), &page).into_response())
}

/// A file to be saved under this name, kept by nobody on the way.
fn attachment(kind: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let body: Body = body.into();
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Who may ask an executive on a page.
fn asker(signed: &Signed) -> view::Asker {
    view::Asker { reader: signed.caller.person, mails: signed.accounts.office.mails() }
}

/// What a form says of one item.
struct Typed {
    /// The answer and note as they shall stand, and the version the person saw.
    given: Given,
    /// Whether that is something else than what the page showed as standing.
    touched: bool,
    /// The state of the draft the page knew; 0 = none.
    stamp: i64,
}

/// The items a form names. One whose note is too long keeps what fits: the field takes no more either.
fn typed(fields: &Fields) -> Vec<Typed> {
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let items = fields.iter().filter_map(|(name, base)| Some((name.strip_prefix("base:")?, base)));
    items
        .map(|(item, base)| {
            let part = |name: &str| value(&format!("{name}:{item}")).unwrap_or_default();
            let (answer, note) = (part("answer"), part("note").trim());
            Typed {
                touched: answer != part("was") || note != part("noted").trim(),
                stamp: part("draft").parse().unwrap_or(0),
                given: Given {
                    item: item.to_owned(),
                    answer: Answer::from_word(answer),
                    note: note.chars().take(NOTE).collect(),
                    base: base.parse().unwrap_or(0),
                },
            }
        })
        .collect()
}
