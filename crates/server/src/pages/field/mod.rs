//! What is found in an audit: working papers, what is done on the sites, nonconformities, the report, the declaration. Here is what
//! their pages share: how a case is found for one of its two sides, and how their forms are read.

pub(crate) mod answer;
pub(crate) mod attest;
mod exhibit;
pub(crate) mod findings;
pub(crate) mod onsite;
pub(crate) mod paper;
pub(crate) mod report;

use app::Refused;
use app::certification::case::of_application;
use app::certification::field::Field;
use app::dates;
use axum::http::StatusCode;
use criteria::text::Lang;
use jiff::civil::Date;
use record::StreamId;
use uuid::Uuid;

use super::kept::eras;
use crate::accounts::Signed;
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::field::Given;

pub(crate) use exhibit::{of_body, of_company};

type Fields = Vec<(String, String)>;

/// The longest line, in characters.
const LINE: usize = 400;
/// The longest text, in characters.
const TEXT: usize = 2_000;
/// How many results one form agrees with the company at most.
pub(crate) const AGREED: usize = 40;
/// How many lines of evidence there are at most.
const LINES: usize = 40;

/// What was found in a case, for somebody of its body. The client sees its case with its application.
async fn at_body(site: &Site, lang: Lang, signed: &Signed, case: Uuid) -> Result<Field, PageRefusal> {
    let found = signed.accounts.office.field(signed.caller, StreamId(case)).await;
    let field = found.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    if signed.caller.acting_for == Some(field.shown.row.owner) {
        Ok(field)
    } else {
        Err(site.refuse(lang, &Refusal::NoSuchPage))
    }
}

/// The same for somebody of the company, by its application.
async fn at_company(site: &Site, lang: Lang, signed: &Signed, application: Uuid) -> Result<Field, PageRefusal> {
    let found = signed.accounts.office.field(signed.caller, of_application(StreamId(application))).await;
    let field = found.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    if signed.caller.acting_for == field.shown.row.party {
        Ok(field)
    } else {
        Err(site.refuse(lang, &Refusal::NoSuchPage))
    }
}

/// What a rule says, for above the form; any other refusal is a page.
fn why(site: &Site, lang: Lang, field: &Field, error: Refused) -> Result<String, PageRefusal> {
    let texts = site.frame(lang).texts;
    match error {
        Refused::Ruling(ruling) => Ok(ruling.words_naming(texts, &field.shown.names)),
        Refused::Seen => Ok(texts.t("auditreport-changed")),
        error => Err(site.refuse(lang, &Refusal::of(error))),
    }
}

/// The status of a page with what a form was given.
fn status(given: &Given) -> StatusCode {
    match (&given.why, given.wrong.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    }
}

/// What a form says, read field by field; the names of those that cannot be read are kept.
struct Reading<'f> {
    site: &'f Site,
    fields: &'f Fields,
    wrong: Vec<String>,
}

impl<'f> Reading<'f> {
    fn new(site: &'f Site, fields: &'f Fields) -> Self {
        Self { site, fields, wrong: Vec::new() }
    }

    fn value(&self, name: &str) -> &'f str {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    fn values<'n>(&self, name: &'n str) -> impl Iterator<Item = &'f str> + use<'f, 'n> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn bad(&mut self, name: &str) {
        self.wrong.push(name.to_owned());
    }

    /// A text that may be left out.
    fn text(&mut self, name: &str) -> String {
        let text = self.value(name).replace("\r\n", "\n");
        let controls = |c: char| c.is_control() && c != '\n';
        if text.chars().count() > TEXT || text.chars().any(controls) {
            self.bad(name);
        }
        text
    }

    /// A text that has to be there.
    fn needed(&mut self, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.bad(name);
        }
        text
    }

    /// One line that has to be there.
    fn line(&mut self, name: &str) -> String {
        let text = self.value(name).to_owned();
        if text.is_empty() || text.chars().count() > LINE || text.chars().any(char::is_control) {
            self.bad(name);
        }
        text
    }

    /// Lines, as many as there are.
    fn lines(&mut self, name: &str) -> Vec<String> {
        let text = self.value(name);
        let lines: Vec<String> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let bad = |line: &String| line.chars().count() > LINE || line.chars().any(char::is_control);
        if lines.len() > LINES || lines.iter().any(bad) {
            self.bad(name);
        }
        lines
    }

    /// A day that has to be there.
    fn day(&mut self, name: &str) -> Option<Date> {
        let day = dates::typed(eras(self.site), self.value(name));
        if day.is_none() {
            self.bad(name);
        }
        day
    }

    /// A day that may be left out.
    fn some_day(&mut self, name: &str) -> Option<Date> {
        if self.value(name).is_empty() { None } else { self.day(name) }
    }

    /// One of the words a type has.
    fn word<T>(&mut self, name: &str, from: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = from(self.value(name));
        if found.is_none() {
            self.bad(name);
        }
        found
    }

    /// Yes or no.
    fn yes(&mut self, name: &str) -> Option<bool> {
        self.word(name, |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }
}

/// The id of a criterion as a part of an address, and back: ids have no `~`.
pub(crate) fn in_address(criterion: &str) -> String {
    criterion.replace('/', "~")
}

fn from_address(part: &str) -> String {
    part.replace('~', "/")
}
