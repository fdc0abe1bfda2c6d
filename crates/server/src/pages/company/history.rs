//! The history: narrowed, read, taken away.

use app::history::export::{Form, Written};
use app::history::{self, Asked, Part};
use app::{Texts, access::Action};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use criteria::text::Lang;
use jiff::civil::Date;
use record::{PersonId, StreamId};
use serde::Deserialize;

use crate::accounts::Signed;
use crate::error::{PageRefusal, Refusal};
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
    form: Form,
) -> Result<Written, PageRefusal> {
    let asked = narrowed.read(site);
    let written = signed.accounts.office.history_export(signed.caller, &asked, form, Texts::new(lang)).await;
    written.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

/// A file to take away; what could not be made is our fault.
async fn file(site: &Site, lang: Lang, written: Written, (kind, ending): (&'static str, &str)) -> PageResult {
    let body: Body = match written {
        Written::Text(text) => text.into(),
        Written::Book(book) => {
            let book = site.operator().labelled(Texts::new(lang), book);
            let made = site.heavy(move || document::workbook(&book)).await;
            let made = made.map_err(|refusal| site.refuse(lang, &refusal))?;
            made.map_err(|_| site.refuse(lang, &Refusal::Broken))?.into()
        }
    };
    let name = format!("attachment; filename=\"mamori-history-{}.{ending}\"", site.clock().today());
    let head = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((head, body).into_response())
}

/// The history as a table to take away.
pub(crate) async fn history_csv(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let written = exported(&site, lang, &signed, &narrowed, Form::Csv).await?;
    file(&site, lang, written, ("text/csv; charset=utf-8", "csv")).await
}

/// The same as a workbook.
pub(crate) async fn history_xlsx(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let written = exported(&site, lang, &signed, &narrowed, Form::Book).await?;
    file(&site, lang, written, ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")).await
}

/// The same for programs.
pub(crate) async fn history_json(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(narrowed): Query<Narrowed>,
) -> PageResult {
    let written = exported(&site, lang, &signed, &narrowed, Form::Json).await?;
    file(&site, lang, written, ("application/json", "json")).await
}
