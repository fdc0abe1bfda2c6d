//! The one HTTP error. A [`Refusal`] says what is wrong; a page or a problem document words it.

use app::Texts;
use app::texts::arg;
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
    /// The person may not; whether there is such a thing is not told. The words of the roles that could.
    #[error("access denied")]
    Denied(Vec<&'static str>),
    /// The person has to confirm who they are first.
    #[error("step-up needed")]
    StepUp,
    /// Somebody changed what this rests on meanwhile.
    #[error("changed meanwhile")]
    Changed,
    /// A rule of the record refuses; the key of its wording.
    #[error("refused by the rule `{0}`")]
    Rule(String),
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
    /// The refusal of a use case.
    pub(crate) fn of(error: app::Refused) -> Self {
        use app::Refused;
        use app::door::Retry as _;
        match error {
            error if error.is_changed() => Self::Changed,
            Refused::Access(access) if access.step_up => Self::StepUp,
            Refused::Access(access) => Self::Denied(access.roles_that_could.iter().map(|role| role.word()).collect()),
            Refused::NotThere => Self::NoSuchPage,
            Refused::Organisation(error) => Self::Rule(error.rule().to_owned()),
            Refused::Member(error) => Self::Rule(error.rule().to_owned()),
            Refused::Check(_) => Self::Rule("check".to_owned()),
            Refused::Section(_) => Self::Rule("section".to_owned()),
            Refused::Taken(_) => Self::Rule("taken".to_owned()),
            Refused::Input(_) => Self::Rule("input".to_owned()),
            Refused::Door(error) => crate::accounts::broken(&error),
        }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchPack(_) => StatusCode::NOT_FOUND,
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignSite | Self::Denied(_) | Self::StepUp => StatusCode::FORBIDDEN,
            Self::Changed | Self::Rule(_) => StatusCode::CONFLICT,
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
            Self::Denied(_) => "refused-denied",
            Self::StepUp => "refused-step-up",
            Self::Changed => "refused-changed",
            Self::Rule(_) => "refused-rule",
            Self::Broken => "refused-broken",
        })
    }

    /// What to do now.
    pub(crate) fn advice(&self, texts: Texts) -> String {
        if let Self::Denied(roles) = self {
            let named: Vec<String> = roles.iter().map(|role| texts.t(&format!("role-{role}"))).collect();
            return texts.with("refused-denied-advice", &[("roles", arg(named.join(&texts.t("list-or"))))]);
        }
        if let Self::Rule(rule) = self {
            return texts.t(&format!("rule-{rule}"));
        }
        texts.t(match self {
            Self::NoSuchPage => "refused-no-page-advice",
            Self::NoSuchPack(_) => "refused-no-pack-advice",
            Self::Faults(_) => "refused-faults-advice",
            Self::Unreadable(_) => "refused-unreadable-advice",
            Self::TooLarge => "refused-too-large-advice",
            Self::WrongType => "refused-wrong-type-advice",
            Self::WrongMethod => "refused-wrong-method-advice",
            Self::ForeignSite => "refused-foreign-site-advice",
            Self::StepUp => "refused-step-up-advice",
            Self::Changed => "refused-changed-advice",
            Self::Denied(_) | Self::Rule(_) | Self::Broken => "refused-broken-advice",
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
