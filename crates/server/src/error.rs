//! The one HTTP error. A [`Refusal`] says what is wrong; a page or a problem document words it.

use app::Texts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::fault::Fault;
use criteria::text::Lang;
use maud::Markup;
use schemars::JsonSchema;
use serde::Serialize;

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such page.
    #[error("no such page")]
    NoSuchPage,
    /// There is no such pack.
    #[error("no such pack `{0}`")]
    NoSuchPack(String),
    /// What was sent has faults.
    #[error("{} faults in what was sent", .0.len())]
    Faults(Vec<Fault>),
    /// What was sent could not be read at all.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// It is larger than is read.
    #[error("the body is too large")]
    TooLarge,
    /// It is not of the type that is read.
    #[error("unsupported content type")]
    WrongType,
    /// The address does not take this method.
    #[error("method not allowed")]
    WrongMethod,
    /// A browser sent it from another site.
    #[error("sent from another site")]
    ForeignSite,
    /// The fault is ours.
    #[error("internal error")]
    Broken,
}

/// A refusal as a page, worded for its reader ([`crate::site::Site::refuse`]).
#[derive(Debug)]
pub(crate) struct PageRefusal {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// The page.
    pub(crate) page: Markup,
}

impl IntoResponse for PageRefusal {
    fn into_response(self) -> Response {
        (self.status, self.page).into_response()
    }
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is: `about:blank` or an anchor of the API documentation.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The kind in words, in the reader's language.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What happened here and what to do.
    pub(crate) detail: String,
    /// Each fault, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ProblemPart>,
}

/// One fault of a problem.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemPart {
    /// JSON pointer of the place.
    pub(crate) pointer: String,
    /// What was expected.
    pub(crate) expected: String,
    /// What was found.
    pub(crate) found: String,
    /// Both in one sentence.
    pub(crate) detail: String,
}

impl Refusal {
    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchPack(_) => StatusCode::NOT_FOUND,
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignSite => StatusCode::FORBIDDEN,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The title in words.
    pub(crate) fn title(&self, texts: Texts) -> String {
        texts.t(match self {
            Self::NoSuchPage => "refused-no-page",
            Self::NoSuchPack(_) => "refused-no-pack",
            Self::Faults(_) => "refused-faults",
            Self::Unreadable(_) => "refused-unreadable",
            Self::TooLarge => "refused-too-large",
            Self::WrongType => "refused-wrong-type",
            Self::WrongMethod => "refused-wrong-method",
            Self::ForeignSite => "refused-foreign-site",
            Self::Broken => "refused-broken",
        })
    }

    /// What to do now.
    pub(crate) fn advice(&self, texts: Texts) -> String {
        texts.t(match self {
            Self::NoSuchPage => "refused-no-page-advice",
            Self::NoSuchPack(_) => "refused-no-pack-advice",
            Self::Faults(_) => "refused-faults-advice",
            Self::Unreadable(_) => "refused-unreadable-advice",
            Self::TooLarge => "refused-too-large-advice",
            Self::WrongType => "refused-wrong-type-advice",
            Self::WrongMethod => "refused-wrong-method-advice",
            Self::ForeignSite => "refused-foreign-site-advice",
            Self::Broken => "refused-broken-advice",
        })
    }

    /// The refusal as a problem document in `lang`.
    pub(crate) fn problem(self, lang: Lang) -> ProblemAnswer {
        let texts = Texts::new(lang);
        let parts = match &self {
            Self::Faults(faults) => faults.iter().map(|fault| part(texts, fault)).collect(),
            _ => Vec::new(),
        };
        let detail = match &self {
            Self::Unreadable(why) => format!("{why} — {}", self.advice(texts)),
            Self::NoSuchPack(id) => format!("`{id}` — {}", self.advice(texts)),
            _ => self.advice(texts),
        };
        ProblemAnswer {
            status: self.status(),
            lang,
            problem: Problem {
                kind: "about:blank".to_owned(),
                title: self.title(texts),
                status: self.status().as_u16(),
                detail,
                errors: parts,
            },
        }
    }
}

fn part(texts: Texts, fault: &Fault) -> ProblemPart {
    ProblemPart {
        pointer: fault.at.path.clone(),
        expected: texts.expected(&fault.expected),
        found: texts.found(&fault.found),
        detail: texts.fault(fault),
    }
}

/// A problem document with its status and language.
#[derive(Debug)]
pub(crate) struct ProblemAnswer {
    status: StatusCode,
    lang: Lang,
    problem: Problem,
}

impl IntoResponse for ProblemAnswer {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.tag()));
        response
    }
}
