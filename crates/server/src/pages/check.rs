//! The check: questions, result, files to take away. Answers travel in bodies, never in addresses.

use app::handout::Handout;
use app::intake;
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, Multipart, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::answers::Answers;
use criteria::fault::{Expected, Fault, Found, Place, Thing};
use criteria::result_file::ResultFile;
use criteria::score::{compare as compare_answers, score};
use criteria::text::Lang;

use super::{PageResult, standing};
use crate::error::{PageRefusal, Refusal};
use crate::forms::{CheckForm, Upload, place, upload};
use crate::site::{Page, Site};
use crate::view::check::{Check, Returned};
use crate::view::result::{Earlier, Here};
use crate::view::{check as check_view, result as result_view};

type Fields = Result<Form<Vec<(String, String)>>, FormRejection>;
type Files = Result<Multipart, MultipartRejection>;

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
    Ok(asked.show(&form, &[]))
}

/// The result beside an earlier one from a file.
pub(crate) async fn compare(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    form: Files,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let sent = asked.upload(form).await?;
    let mut form = place(asked.check.checklist, &sent.fields);
    let taken = asked.take(sent).await?;
    if taken.faults.is_empty() && taken.refused.is_empty() {
        form.earlier = Some((taken.answers, taken.file));
    }
    form.faults.extend(taken.faults);
    Ok(asked.show(&form, &taken.refused))
}

/// The questions, filled from a result file or a filled sheet.
pub(crate) async fn open(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    form: Files,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let sent = asked.upload(form).await?;
    let returned = asked.take(sent).await?;
    let page = check_view::page(asked.site.frame(lang), asked.check, Some(&returned));
    Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response())
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

/// The result as a report on paper, compared with an earlier one if the form has it.
pub(crate) async fn result_pdf(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    fields: Fields,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let form = match asked.whole_or_shown(fields)? {
        Ok(form) => form,
        Err(shown) => return Ok(shown),
    };
    let paper = site.frame(lang).texts.paper(&asked.handout(&form));
    let made = site.heavy(move || document::pdf(&paper)).await.map_err(|refusal| asked.refuse(&refusal))?;
    let bytes = made.map_err(|_| asked.broken("report as PDF"))?;
    Ok(asked.attachment("application/pdf", "pdf", bytes))
}

/// The result as a workbook that can be filled further and brought back.
pub(crate) async fn result_xlsx(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
    fields: Fields,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let form = match asked.whole_or_shown(fields)? {
        Ok(form) => form,
        Err(shown) => return Ok(shown),
    };
    asked.workbook(&form).await
}

/// The workbook with nothing filled in yet.
pub(crate) async fn sheet_xlsx(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    Path(pack): Path<String>,
) -> PageResult {
    let asked = Asked::open(&site, lang, &pack)?;
    let form = place(asked.check.checklist, &[]);
    asked.workbook(&form).await
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
                StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
                _ => Refusal::Unreadable(rejection.body_text()),
            };
            self.refuse(&refusal)
        })
    }

    async fn upload(&self, form: Files) -> Result<Upload, PageRefusal> {
        let form = form.map_err(|rejection| self.refuse(&Refusal::Unreadable(rejection.body_text())))?;
        upload(form).await.map_err(|refusal| self.refuse(&refusal))
    }

    /// The answers of a form without a fault: a file is whole or refused.
    fn whole(&self, fields: Fields) -> Result<Answers<'static>, PageRefusal> {
        let mut form = place(self.check.checklist, &self.read(fields)?);
        if form.answers.is_blank() {
            form.faults.push(Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing));
        }
        if form.faults.is_empty() { Ok(form.answers) } else { Err(self.refuse(&Refusal::Faults(form.faults))) }
    }

    /// The form if a paper can be made of it, or the result page that says why not, with the input kept.
    fn whole_or_shown(&self, fields: Fields) -> Result<Result<CheckForm<'static>, Response>, PageRefusal> {
        let mut form = place(self.check.checklist, &self.read(fields)?);
        if form.answers.is_blank() && form.faults.is_empty() {
            form.faults.push(Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing));
        }
        if form.faults.is_empty() {
            return Ok(Ok(form));
        }
        let mut shown = self.show(&form, &[]);
        *shown.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(Err(shown))
    }

    /// What a dropped file holds: a result file or a filled sheet of this check.
    async fn take(&self, sent: Upload) -> Result<Returned<'static>, PageRefusal> {
        let Upload { bytes, file_name: file, .. } = sent;
        let (catalogue, pack) = (self.check.catalogue, self.check.checklist.head.id.clone());
        let read = move || intake::read(catalogue, &pack, &bytes);
        let taken = self.site.heavy(read).await.map_err(|refusal| self.refuse(&refusal))?;
        let texts = self.site.frame(self.lang).texts;
        let mut returned = Returned::of(self.check.checklist, file);
        match taken {
            Ok(taken) if taken.edition != *self.check.edition => {
                let found = Found::value(&taken.edition.pack);
                returned.faults.push(Fault::new(Place::path("/pack"), Expected::Existing(Thing::Pack), found));
            }
            Ok(taken) => {
                returned.told = taken.reading.sheets.iter().map(|read| texts.sheet_read(read)).collect();
                returned.beside = texts.beside_faults(&taken.reading);
                returned.answers = taken.reading.answers;
                returned.faults = taken.reading.faults;
            }
            Err(intake::Refused::File(why)) => returned.refused.push(texts.unreadable(&why)),
            Err(intake::Refused::Faults(faults)) => returned.faults = faults,
        }
        Ok(returned)
    }

    fn show(&self, form: &CheckForm<'_>, refused: &[String]) -> Response {
        let score = score(&form.answers);
        let earlier = form.earlier.as_ref();
        let comparison = earlier.and_then(|(before, _)| compare_answers(before, &form.answers).ok());
        let here = Here {
            answers: &form.answers,
            score: &score,
            today: self.site.clock().today(),
            prefecture: &form.prefecture,
            organisation: &form.organisation,
            earlier: comparison.as_ref().zip(earlier).map(|(comparison, (before, file))| Earlier {
                comparison,
                answers: before,
                file,
            }),
            faults: &form.faults,
            refused,
        };
        let page = result_view::here(self.site.frame(self.lang), self.check, &here);
        ([(header::CACHE_CONTROL, "no-store")], page).into_response()
    }

    fn handout<'f>(&'f self, form: &'f CheckForm<'f>) -> Handout<'f> {
        Handout {
            catalogue: self.check.catalogue,
            edition: self.check.edition,
            answers: &form.answers,
            earlier: form.earlier.as_ref().map(|(before, file)| (before, file.as_str())),
            organisation: &form.organisation,
            prefecture: &form.prefecture,
            operator: Some(self.site.operator()),
            today: self.site.clock().today(),
        }
    }

    async fn workbook(&self, form: &CheckForm<'_>) -> PageResult {
        let book = self.site.frame(self.lang).texts.book(&self.handout(form));
        let made = self.site.heavy(move || document::workbook(&book)).await.map_err(|refusal| self.refuse(&refusal))?;
        let bytes = made.map_err(|_| self.broken("workbook"))?;
        Ok(self.attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", bytes))
    }

    /// A paper that could not be made is our fault: its text was checked before. What the library says of
    /// it may hold some of that text, so it is not logged.
    fn broken(&self, what: &'static str) -> PageRefusal {
        tracing::error!(what, "could not be made");
        self.refuse(&Refusal::Broken)
    }

    fn attachment(&self, kind: &'static str, ending: &str, body: impl Into<Body>) -> Response {
        let name = format!("mamori-{}-{}.{ending}", self.check.checklist.head.id, self.site.clock().today());
        let body: Body = body.into();
        let mut response = ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response();
        if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
        response
    }
}
