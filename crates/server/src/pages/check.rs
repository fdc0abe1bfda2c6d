//! The check: questions, result, files to take away. Answers travel in bodies, never in addresses.

use app::texts::arg;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, Multipart, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use criteria::answers::Answers;
use criteria::fault::{Expected, Fault, Found, Place, Thing};
use criteria::result_file::{self, ResultFile};
use criteria::score::{Comparison, compare as compare_answers, score};
use criteria::text::Lang;

use super::{PageResult, standing};
use crate::error::{PageRefusal, Refusal};
use crate::forms::{CheckForm, Upload, place, upload};
use crate::site::{Page, Site};
use crate::view::check::{Check, Returned};
use crate::view::result::Here;
use crate::view::{check as check_view, result as result_view};

type Fields = Result<Form<Vec<(String, String)>>, FormRejection>;

/// The questions.
pub(crate) async fn questions(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Check(pack), &headers)
}

/// The sheet to fill by hand.
pub(crate) async fn sheet(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Sheet(pack), &headers)
}

/// The result, to be filled on the device.
pub(crate) async fn result_on_device(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    headers: HeaderMap,
) -> PageResult {
    standing(&site, lang, Page::Result(pack), &headers)
}

/// The result of the answers in the form.
pub(crate) async fn result(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    fields: Fields,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let form = place(asked.check.checklist, &asked.read(fields)?);
    Ok(asked.show(&form, None))
}

/// The result beside an earlier one from a file.
pub(crate) async fn compare(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    form: Multipart,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let sent = upload(form).await.map_err(|refusal| asked.refuse(&refusal))?;
    let mut form = place(asked.check.checklist, &sent.fields);
    match asked.earlier(&sent) {
        Ok(before) => {
            let comparison = compare_answers(&before, &form.answers).ok();
            Ok(asked.show(&form, comparison.as_ref().map(|comparison| (comparison, sent.file_name.as_str()))))
        }
        Err(faults) => {
            form.faults.extend(faults);
            Ok(asked.show(&form, None))
        }
    }
}

/// The questions, filled from a result file.
pub(crate) async fn open(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    form: Multipart,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let sent = upload(form).await.map_err(|refusal| asked.refuse(&refusal))?;
    let frame = asked.site.frame(lang);
    let returned = match asked.earlier(&sent) {
        Ok(answers) => {
            let notice = frame.texts.with("check-opened", &[("file", arg(sent.file_name))]);
            Returned { answers, faults: Vec::new(), notice: Some(notice) }
        }
        Err(faults) => Returned { answers: Answers::blank(asked.check.checklist), faults, notice: None },
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], check_view::page(frame, asked.check, Some(&returned))).into_response())
}

/// The result as a file.
pub(crate) async fn result_json(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    fields: Fields,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let answers = asked.whole(fields)?;
    let file = ResultFile::of(asked.check.edition, &answers);
    let text = serde_json::to_string_pretty(&file).map_err(|_| asked.refuse(&Refusal::Broken))?;
    Ok(asked.attachment("application/json", "json", text + "\n"))
}

/// The radar as a file.
pub(crate) async fn result_svg(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    fields: Fields,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let answers = asked.whole(fields)?;
    if !asked.check.has_chart() {
        return Err(asked.refuse(&Refusal::NoSuchPage));
    }
    let figure = site.frame(lang).texts.radar(asked.check.checklist, Some(&score(&answers)), None);
    Ok(asked.attachment("image/svg+xml", "svg", figure.svg()))
}

/// One request about one checklist.
struct Asked<'a> {
    site: &'a Site,
    lang: Lang,
    check: Check<'static>,
}

impl<'a> Asked<'a> {
    fn open(site: &'a Site, lang: Lang, pack: &str) -> Result<Self, PageRefusal> {
        let (edition, checklist) = site.checklist(pack).map_err(|refusal| site.refuse(lang, &refusal))?;
        Ok(Self { site, lang, check: Check { catalogue: site.catalogue(), edition, checklist } })
    }

    fn refuse(&self, refusal: &Refusal) -> PageRefusal {
        self.site.refuse(self.lang, refusal)
    }

    fn read(&self, fields: Fields) -> Result<Vec<(String, String)>, PageRefusal> {
        fields.map(|Form(fields)| fields).map_err(|rejection| {
            let refusal = match rejection.status() {
                axum::http::StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
                _ => Refusal::Unreadable(rejection.body_text()),
            };
            self.refuse(&refusal)
        })
    }

    /// The answers of a form without a fault: a file is whole or refused.
    fn whole(&self, fields: Fields) -> Result<Answers<'static>, PageRefusal> {
        let mut form = place(self.check.checklist, &self.read(fields)?);
        if form.answers.is_blank() {
            form.faults.push(Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing));
        }
        if form.faults.is_empty() { Ok(form.answers) } else { Err(self.refuse(&Refusal::Faults(form.faults))) }
    }

    /// The answers of a dropped file, if it is a result of this check.
    fn earlier(&self, sent: &Upload) -> Result<Answers<'static>, Vec<Fault>> {
        let (edition, answers) = result_file::read(self.check.catalogue, &sent.bytes)?;
        if edition == *self.check.edition {
            Ok(answers)
        } else {
            Err(vec![Fault::new(Place::path("/pack"), Expected::Existing(Thing::Pack), Found::value(&edition.pack))])
        }
    }

    fn show(&self, form: &CheckForm<'_>, earlier: Option<(&Comparison, &str)>) -> Response {
        let score = score(&form.answers);
        let here = Here {
            answers: &form.answers,
            score: &score,
            today: self.site.clock().today(),
            prefecture: &form.prefecture,
            earlier,
            faults: &form.faults,
        };
        let page = result_view::here(self.site.frame(self.lang), self.check, &here);
        ([(header::CACHE_CONTROL, "no-store")], page).into_response()
    }

    fn attachment(&self, kind: &'static str, ending: &str, text: String) -> Response {
        let name = format!("mamori-{}-{}.{ending}", self.check.checklist.head.id, self.site.clock().today());
        let mut response = ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response();
        if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        response
    }
}
