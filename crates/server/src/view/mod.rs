//! Pages as functions from data to HTML. A component is a function; nothing here decides anything.

pub(crate) mod about;
pub(crate) mod account;
pub(crate) mod api_docs;
pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod bodies;
pub(crate) mod body;
pub(crate) mod cases;
pub(crate) mod check;
pub(crate) mod company;
pub(crate) mod decision;
pub(crate) mod desks;
pub(crate) mod error;
pub(crate) mod evidence;
pub(crate) mod field;
pub(crate) mod home;
pub(crate) mod kept;
mod layout;
pub(crate) mod operator;
pub(crate) mod own;
pub(crate) mod people;
pub(crate) mod qr;
pub(crate) mod result;
pub(crate) mod sheet;
pub(crate) mod tokens;

use app::{Operator, Texts};
use criteria::catalogue::Catalogue;
use criteria::pack::Content;
use criteria::pack::{Head, Source};
use criteria::text::{Bilingual, Lang};
use jiff::civil::Date;
use maud::{Markup, html};
use uuid::Uuid;

use crate::site::Page;

/// The field of a form that does its work once.
pub(crate) const ONCE: &str = "once";

/// What every page needs: the reader's language and who operates.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The texts in the reader's language.
    pub(crate) texts: Texts,
    /// Who operates the installation.
    pub(crate) operator: &'a Operator,
    /// Who is signed in.
    pub(crate) who: Option<&'a Who>,
    /// Today in Japan, as the request came.
    pub(crate) today: Date,
}

/// Who is signed in: one always sees in which organisation and role one acts.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// What the person is called.
    pub(crate) name: String,
    /// The organisation the person acts for.
    pub(crate) organisation: Option<String>,
    /// The words of the roles held there today.
    pub(crate) roles: Vec<String>,
    /// Whether the device is shared: the page leaves by itself when nobody is there.
    pub(crate) shared: bool,
    /// Whether a passkey is offered.
    pub(crate) offered: bool,
    /// Whether there is another organisation to act for.
    pub(crate) several: bool,
    /// Whether the record is held: nothing is saved.
    pub(crate) held: bool,
}

impl Frame<'_> {
    /// The message `key`.
    pub(crate) fn t(self, key: &str) -> String {
        self.texts.t(key)
    }

    /// The text in the reader's language.
    pub(crate) fn say(self, text: &Bilingual) -> &str {
        text.get(self.texts.lang)
    }

    /// A day as a row has it, as it is read.
    pub(crate) fn date(self, day: &str) -> String {
        self.texts.date_of(day, self.today)
    }

    /// An instant (microseconds since 1970), as it is read in Japan.
    pub(crate) fn moment(self, at: i64) -> String {
        self.texts.moment(at, self.today)
    }

    /// The address of a page in the reader's language.
    pub(crate) fn href(self, path: &str) -> String {
        localized(self.texts.lang, path)
    }
}

/// The address of a page in `lang`; Japanese has no prefix.
pub(crate) fn localized(lang: Lang, path: &str) -> String {
    match (lang, path) {
        (Lang::Ja, path) => path.to_owned(),
        (Lang::En, "/") => "/en".to_owned(),
        (Lang::En, path) => format!("/en{path}"),
    }
}

/// Every page that depends on nothing but its language.
pub(crate) fn standing_pages(frame: Frame<'_>, catalogue: &Catalogue) -> Vec<(Page, Markup)> {
    let mut pages = vec![
        (Page::Home, home::page(frame, catalogue)),
        (Page::Cases, cases::page(frame, catalogue)),
        (Page::Desks, desks::page(frame, catalogue)),
        (Page::About, about::data(frame, catalogue)),
        (Page::Privacy, about::privacy(frame)),
        (Page::ApiDocs, api_docs::page(frame)),
    ];
    if let Some(page) = bodies::page(frame, catalogue, &bodies::Asked::default()) {
        pages.push((Page::Bodies, page));
    }
    pages.extend(own::page(frame, catalogue).map(|page| (Page::Own, page)));
    for pack in catalogue.packs() {
        if let Content::Checklist(checklist) = &pack.content {
            let id = &checklist.head.id;
            let check = check::Check { catalogue, edition: &pack.edition, checklist };
            pages.push((Page::Check(id.clone()), check::page(frame, check, None)));
            pages.push((Page::Result(id.clone()), result::on_device(frame, check)));
            pages.push((Page::Sheet(id.clone()), sheet::page(frame, check)));
        }
    }
    pages
}

/// A key that a form takes along, so that what is sent twice is done once.
pub(crate) fn once() -> Markup {
    let key = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    html! { input type="hidden" name=(ONCE) value=(key); }
}

/// Where something stands, in a line; the whole title and the lines on demand.
fn citation(frame: Frame<'_>, head: &Head, source: &Source) -> Markup {
    html! {
        @if let Some(document) = head.document(&source.document) {
            cite.source title=(format!("{} {} L{}", source.document, frame.say(&document.title), source.lines)) {
                (frame.t("source")) (frame.say(&document.short))
            }
        }
    }
}

/// The label of what is ours.
fn ours(text: &str) -> Markup {
    html! { span.tag.ours { (text) } }
}
