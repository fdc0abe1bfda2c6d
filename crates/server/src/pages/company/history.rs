//! The history: narrowed, read, taken away.

use app::history::export::Exported;
use app::history::{self, Asked, Part};
use app::{Texts, access::Action};
use axum::extract::{Extension, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use jiff::civil::Date;
use record::{PersonId, StreamId};
use serde::Deserialize;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, HistoryShown};

/// What of the history is asked for, and from where on. What cannot be read of an address is not asked for; a day
/// that somebody typed is told.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Narrowed {
    #[serde(default)]
    person: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    before: String,
}

impl Narrowed {
    fn read(&self, site: &Site) -> Asked {
        Asked {
            person: self.person.parse().ok().map(PersonId),
            part: Part::from_word(&self.part),
            from: super::day(site, &self.from),
            until: super::day(site, &self.until),
            about: self.about.parse().ok().map(StreamId),
        }
    }

    /// The days that were typed and are none.
    fn unread(&self, asked: &Asked) -> [Option<&str>; 2] {
        let unread = |text: &'_ str, day: Option<Date>| day.is_none() && !text.trim().is_empty();
        [(&self.from, asked.from), (&self.until, asked.until)]
            .map(|(text, day)| unread(text, day).then(|| text.get(..40).unwrap_or(text)))
    }
}

pub(crate) async fn history(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let asked = narrowed.read(&site);
    let office = &signed.accounts.office;
    let before = narrowed.before.parse().ok();
    let page = office.history(signed.caller, &asked, before, history::PAGE).await.map_err(refuse)?;
    let export = office.could(signed.caller, Action::HistoryExport).await.map_err(refuse)?;
    let shown = HistoryShown { page: &page, asked: &asked, unread: narrowed.unread(&asked), export };
    Ok(view::history(site.frame_of(lang, &signed.who), &shown).into_response())
}

async fn exported(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    narrowed: &Narrowed,
) -> Result<Exported, crate::error::PageRefusal> {
    let asked = narrowed.read(site);
    let exported = signed.accounts.office.history_export(signed.caller, &asked).await;
    exported.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// A file to take away; what could not be made is our fault.
fn file<B: Into<axum::body::Body>>(site: &Site, kind: &'static str, ending: &str, body: B) -> Response {
    let name = format!("attachment; filename=\"mamori-history-{}.{ending}\"", site.clock().today());
    let head = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    (head, body.into()).into_response()
}

/// The history as a table to take away.
pub(crate) async fn history_csv(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let exported = exported(&site, lang, &signed, &narrowed).await?;
    let table = site.heavy(move || exported.csv(Texts::new(lang))).await;
    let table = table.map_err(|refusal| site.refuse(lang, &refusal))?;
    let table = table.map_err(|_| site.refuse(lang, &Refusal::Broken))?;
    Ok(file(&site, "text/csv; charset=utf-8", "csv", table))
}

/// The same as a workbook.
pub(crate) async fn history_xlsx(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let exported = exported(&site, lang, &signed, &narrowed).await?;
    let book = site.operator().labelled(Texts::new(lang), exported.book(Texts::new(lang)));
    let book = site.heavy(move || document::workbook(&book)).await;
    let book = book.map_err(|refusal| site.refuse(lang, &refusal))?;
    let book = book.map_err(|_| site.refuse(lang, &Refusal::Broken))?;
    Ok(file(&site, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", book))
}

/// The same for programs.
pub(crate) async fn history_json(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let exported = exported(&site, lang, &signed, &narrowed).await?;
    Ok(file(&site, "application/json", "json", exported.json(Texts::new(lang)).to_string()))
}
