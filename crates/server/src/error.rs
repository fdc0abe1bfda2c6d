//! The one HTTP error. A [`Refusal`] says what is wrong; a page or a problem document words it.

mod vault;

use std::time::Duration;

use app::Texts;
use app::certification::Ruling;
use app::evidence::Full;
use app::texts::arg;
use app::tokens::NoBearer;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use criteria::fault::Fault;
use criteria::text::Lang;
use maud::Markup;
use schemars::JsonSchema;
use scheme::organisation::{FieldFault, Found};
use serde::Serialize;

use crate::refusals::Refused;

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
    /// A rule of certification, with the facts it names.
    #[error("the rule `{}`", .0.rule)]
    Ruling(Box<Ruling>),
    /// Fields of an organisation that cannot be read.
    #[error("{} fields cannot be read", .0.len())]
    Input(Vec<FieldFault>),
    /// What was sent has other faults, worded already.
    #[error("{} faults in what was sent", .0.len())]
    Parts(Vec<ProblemPart>),
    /// No token, or one that is none.
    #[error("no token that is good")]
    Unauthenticated(Option<NoBearer>),
    /// The token was not granted this action.
    #[error("the token has no grant `{0}`")]
    NotGranted(&'static str),
    /// Only a person who confirms who they are may do it, so no token can.
    #[error("only a person, on the page")]
    ByPerson,
    /// Somebody answered in between; both are told.
    #[error("{} answers in conflict", .0.len())]
    Conflict(Vec<Conflict>),
    /// What the sender saw is not what stands.
    #[error("the precondition failed")]
    Version,
    /// What the sender saw has to be named.
    #[error("a precondition is required")]
    NoPrecondition,
    /// The key of a request that may come twice was used for another one.
    #[error("the key was used for another request")]
    KeyReused,
    /// A header that cannot be read.
    #[error("the header `{0}` cannot be read")]
    Header(&'static str),
    /// A page that nobody was given the way to.
    #[error("the cursor cannot be read")]
    Cursor,
    /// It was sent too often from one network; again after this.
    #[error("sent too often; again in {} s", .0.as_secs())]
    TooOften(Duration),
    /// The record is held: nothing is written until who runs the installation has decided.
    #[error("the record is held")]
    Held,
    /// The vault takes no more of the organisation.
    #[error(transparent)]
    Full(Full),
    /// There is no room left on a disk of the service.
    #[error("there is no room left")]
    NoRoom,
    /// The vault takes no file now, or gives none.
    #[error("the vault cannot be reached")]
    NoVault,
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
    /// In how many seconds it may be tried again.
    pub(crate) retry_after: Option<u64>,
    /// What it words.
    pub(crate) refusal: Box<Refusal>,
}

impl IntoResponse for PageRefusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.page).into_response();
        retry_after(&mut response, self.retry_after);
        response.extensions_mut().insert(Refused(*self.refusal));
        response
    }
}

/// Says in how many seconds to come again.
pub(crate) fn retry_after(response: &mut Response, seconds: Option<u64>) {
    if let Some(seconds) = seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is: an anchor of the API's documentation. It never changes.
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
    /// The word of the rule that refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// The grant the token lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grant: Option<&'static str>,
    /// The words of the roles that could.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles_that_could: Vec<&'static str>,
    /// Each answer that met another one, with both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) conflicts: Vec<Conflict>,
}

/// Two answers to one item: the one that was sent and the one that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Conflict {
    /// The item.
    pub(crate) item: String,
    /// The version that was named as seen; 0 = nothing.
    pub(crate) base: u32,
    /// What was sent.
    pub(crate) mine: Mine,
    /// What stands.
    pub(crate) theirs: Theirs,
}

/// The answer that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Mine {
    /// The answer; `null` = taken back.
    pub(crate) answer: Option<&'static str>,
    /// The note.
    pub(crate) note: String,
}

/// The answer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Theirs {
    /// The answer; `null` = taken back.
    pub(crate) answer: Option<String>,
    /// The note; `null` = none, or erased.
    pub(crate) note: Option<String>,
    /// The id of who entered it.
    pub(crate) by: String,
    /// What they are called; `null` = erased.
    pub(crate) by_name: Option<String>,
    /// Whether a supporter entered it for the company.
    pub(crate) on_behalf: bool,
    /// The last day of that support; `null` = it was not entered on behalf.
    pub(crate) support_until: Option<String>,
    /// When, in UTC.
    pub(crate) at: String,
    /// The version to name when it is to be replaced.
    pub(crate) version: u32,
}

/// One fault of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
        use app::door::{DoorError, Retry as _};
        match error {
            error if error.is_changed() => Self::Changed,
            Refused::Access(access) if access.step_up => Self::StepUp,
            Refused::Access(access) if access.not_granted.is_some() => {
                Self::NotGranted(access.not_granted.map_or("", app::access::Action::word))
            }
            Refused::Access(access) => Self::Denied(access.roles_that_could.iter().map(|role| role.word()).collect()),
            Refused::NotThere => Self::NoSuchPage,
            Refused::Invitation(over) => Self::Rule(format!("invitation-{}", over.word())),
            Refused::Organisation(error) => Self::Rule(error.rule().to_owned()),
            Refused::Member(error) => Self::Rule(error.rule().to_owned()),
            Refused::Check(error) => Self::Rule(error.rule().to_owned()),
            Refused::Section(error) => Self::Rule(error.rule().to_owned()),
            Refused::Evidence(error) => Self::Rule(error.rule().to_owned()),
            Refused::Ruling(ruling) => Self::Ruling(ruling),
            Refused::Destroyed => Self::Rule("vault-destroyed".to_owned()),
            Refused::EmptyFile => Self::Rule("vault-empty-file".to_owned()),
            Refused::Program => Self::Rule("vault-program".to_owned()),
            Refused::Vault(error) => Self::of_vault(&error),
            Refused::Full(full) => Self::Full(full),
            Refused::NoVault => Self::NoVault,
            Refused::Taken(_) => Self::Rule("taken".to_owned()),
            Refused::Input(faults) => Self::Input(faults),
            Refused::Door(DoorError::OtherRequest) => Self::KeyReused,
            Refused::Seen | Refused::Door(DoorError::OtherVersion { .. }) => Self::Version,
            Refused::Door(DoorError::Held) => Self::Held,
            Refused::Door(error) => crate::accounts::broken(&error),
        }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchPack(_) => StatusCode::NOT_FOUND,
            Self::Faults(_) | Self::Input(_) | Self::Parts(_) | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable(_) | Self::Header(_) | Self::Cursor => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Version => StatusCode::PRECONDITION_FAILED,
            Self::NoPrecondition => StatusCode::PRECONDITION_REQUIRED,
            Self::TooLarge | Self::Full(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignSite | Self::Denied(_) | Self::StepUp | Self::NotGranted(_) | Self::ByPerson => {
                StatusCode::FORBIDDEN
            }
            Self::Changed | Self::Rule(_) | Self::Ruling(_) | Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Held | Self::NoVault => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// In how many seconds it may be tried again, upwards.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        let Self::TooOften(wait) = self else { return None };
        Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }

    /// The kind of problem, as its type ends and as the documentation names it. It never changes.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "not-found",
            Self::NoSuchPack(_) => "no-pack",
            Self::Faults(_) | Self::Input(_) | Self::Parts(_) => "faults",
            Self::Unreadable(_) => "unreadable",
            Self::TooLarge => "too-large",
            Self::WrongType => "wrong-type",
            Self::WrongMethod => "wrong-method",
            Self::ForeignSite => "foreign-site",
            Self::Denied(_) => "denied",
            Self::StepUp | Self::ByPerson => "by-person",
            Self::Changed => "changed",
            Self::Rule(_) | Self::Ruling(_) => "rule",
            Self::Unauthenticated(_) => "unauthenticated",
            Self::NotGranted(_) => "not-granted",
            Self::Conflict(_) => "conflict",
            Self::Version => "version",
            Self::NoPrecondition => "no-precondition",
            Self::KeyReused => "reused-key",
            Self::Header(_) => "header",
            Self::Cursor => "cursor",
            Self::TooOften(_) => "too-often",
            Self::Held => "held",
            Self::Full(_) => "vault-limit",
            Self::NoRoom => "no-room",
            Self::NoVault => "no-vault",
            Self::Broken => "broken",
        }
    }

    /// One of each kind, for the documentation.
    pub(crate) fn documented() -> [Self; 25] {
        [
            Self::Unauthenticated(None),
            Self::NotGranted(""),
            Self::ByPerson,
            Self::Denied(Vec::new()),
            Self::NoSuchPage,
            Self::NoSuchPack(String::new()),
            Self::Parts(Vec::new()),
            Self::Unreadable(String::new()),
            Self::Header(""),
            Self::Cursor,
            Self::WrongType,
            Self::TooLarge,
            Self::WrongMethod,
            Self::ForeignSite,
            Self::Rule(String::new()),
            Self::Conflict(Vec::new()),
            Self::Changed,
            Self::Version,
            Self::NoPrecondition,
            Self::KeyReused,
            Self::TooOften(Duration::ZERO),
            Self::Held,
            Self::Full(Full::Kept { used: 0, allowed: 0 }),
            Self::NoRoom,
            Self::NoVault,
        ]
    }

    /// Title and advice, as the documentation has them: without what depends on the case.
    pub(crate) fn said(&self, texts: Texts) -> String {
        let title = match self {
            Self::NoSuchPage => texts.t("refused-not-found"),
            _ => self.title(texts),
        };
        let advice = match self {
            Self::NoSuchPage => texts.t("refused-not-found-advice"),
            Self::Denied(_) => texts.t("api-problem-denied"),
            Self::NotGranted(_) => texts.t("api-problem-not-granted"),
            Self::Rule(_) | Self::Ruling(_) => texts.t("api-problem-rule"),
            Self::Header(_) => texts.t("api-problem-header"),
            Self::TooOften(_) => texts.t("api-problem-too-often"),
            Self::Full(_) => texts.t("api-problem-full"),
            _ => self.advice(texts),
        };
        texts.with("api-problem-said", &[("title", arg(title)), ("advice", arg(advice))])
    }

    /// The title in words.
    pub(crate) fn title(&self, texts: Texts) -> String {
        texts.t(match self {
            Self::NoSuchPage => "refused-no-page",
            Self::NoSuchPack(_) => "refused-no-pack",
            Self::Faults(_) | Self::Input(_) | Self::Parts(_) => "refused-faults",
            Self::Unreadable(_) => "refused-unreadable",
            Self::TooLarge => "refused-too-large",
            Self::WrongType => "refused-wrong-type",
            Self::WrongMethod => "refused-wrong-method",
            Self::ForeignSite => "refused-foreign-site",
            Self::Denied(_) => "refused-denied",
            Self::StepUp => "refused-step-up",
            Self::Changed => "refused-changed",
            Self::Rule(_) | Self::Ruling(_) => "refused-rule",
            Self::Unauthenticated(_) => "refused-token",
            Self::NotGranted(_) => "refused-not-granted",
            Self::ByPerson => "refused-by-person",
            Self::Conflict(_) => "refused-conflict",
            Self::Version => "refused-version",
            Self::NoPrecondition => "refused-no-precondition",
            Self::KeyReused => "refused-key-reused",
            Self::Header(_) => "refused-header",
            Self::Cursor => "refused-cursor",
            Self::TooOften(_) => "refused-too-often",
            Self::Held => "refused-held",
            Self::Full(_) => "refused-full",
            Self::NoRoom => "refused-no-room",
            Self::NoVault => "refused-no-vault",
            Self::Broken => "refused-broken",
        })
    }

    /// Whether it concerns one file alone, so that a form that brought it keeps all the rest.
    pub(crate) fn is_of_one_file(&self) -> bool {
        matches!(self, Self::Full(_) | Self::NoRoom)
    }

    /// What to do now.
    pub(crate) fn advice(&self, texts: Texts) -> String {
        if let Self::Denied(roles) = self {
            if roles.is_empty() {
                return texts.t("refused-denied-nobody");
            }
            let named: Vec<String> = roles.iter().map(|role| texts.t(&format!("role-{role}"))).collect();
            return texts.with("refused-denied-advice", &[("roles", arg(named.join(&texts.t("list-or"))))]);
        }
        match self {
            Self::Rule(rule) => return texts.t(&format!("rule-{rule}")),
            Self::Ruling(ruling) => return ruling.words(texts),
            Self::NotGranted(grant) => {
                let named = texts.t(&format!("grant-{}", grant.replace(['.', '_'], "-")));
                return texts.with("refused-not-granted-advice", &[("grant", arg(*grant)), ("named", arg(named))]);
            }
            Self::TooOften(wait) => {
                let seconds = arg(self.retry_after().unwrap_or(wait.as_secs()));
                return texts.with("refused-too-often-advice", &[("seconds", seconds)]);
            }
            Self::Header(name) => return texts.with("refused-header-advice", &[("name", arg(*name))]),
            Self::Full(full) => return vault::said_of(texts, *full),
            _ => {}
        }
        texts.t(match self {
            Self::NoSuchPage => "refused-no-page-advice",
            Self::NoSuchPack(_) => "refused-no-pack-advice",
            Self::Faults(_) | Self::Parts(_) => "refused-faults-advice",
            Self::Input(_) => "rule-input",
            Self::Unreadable(_) => "refused-unreadable-advice",
            Self::TooLarge => "refused-too-large-advice",
            Self::WrongType => "refused-wrong-type-advice",
            Self::WrongMethod => "refused-wrong-method-advice",
            Self::ForeignSite => "refused-foreign-site-advice",
            Self::StepUp => "refused-step-up-advice",
            Self::Changed => "refused-changed-advice",
            Self::Unauthenticated(None) => "refused-token-advice",
            Self::Unauthenticated(Some(NoBearer::Unknown)) => "refused-token-unknown",
            Self::Unauthenticated(Some(NoBearer::Expired)) => "refused-token-expired",
            Self::Unauthenticated(Some(NoBearer::NoMember)) => "refused-token-no-member",
            Self::ByPerson => "refused-by-person-advice",
            Self::Conflict(_) => "refused-conflict-advice",
            Self::Version => "refused-version-advice",
            Self::NoPrecondition => "refused-no-precondition-advice",
            Self::KeyReused => "refused-key-reused-advice",
            Self::Cursor => "refused-cursor-advice",
            Self::Held => "refused-held-advice",
            Self::NoRoom => "refused-no-room-advice",
            Self::NoVault => "refused-no-vault-advice",
            Self::Full(_)
            | Self::Denied(_)
            | Self::Rule(_)
            | Self::Ruling(_)
            | Self::NotGranted(_)
            | Self::Header(_)
            | Self::TooOften(_)
            | Self::Broken => "refused-broken-advice",
        })
    }

    /// The refusal as a problem document in `lang`. One that only a person can lift says so: programs have tokens.
    pub(crate) fn problem(self, lang: Lang) -> ProblemAnswer {
        let texts = Texts::new(lang);
        let this = if self == Self::StepUp { Self::ByPerson } else { self };
        let (title, advice) = match &this {
            Self::NoSuchPage => (texts.t("refused-not-found"), texts.t("refused-not-found-advice")),
            this => (this.title(texts), this.advice(texts)),
        };
        let detail = match &this {
            Self::Unreadable(why) => format!("{why} — {advice}"),
            Self::NoSuchPack(id) => format!("`{id}` — {advice}"),
            _ => advice,
        };
        let mut problem = Problem::new(this.kind(), this.status(), title, detail);
        match &this {
            Self::Faults(faults) => problem.errors = faults.iter().map(|fault| part(texts, fault)).collect(),
            Self::Input(faults) => problem.errors = faults.iter().map(|fault| field_part(texts, *fault)).collect(),
            Self::Parts(parts) => problem.errors.clone_from(parts),
            Self::Rule(rule) => problem.rule = Some(rule.clone()),
            Self::Ruling(ruling) => problem.rule = Some(ruling.rule.to_owned()),
            Self::NotGranted(grant) => problem.grant = Some(grant),
            Self::Denied(roles) => problem.roles_that_could.clone_from(roles),
            Self::Conflict(conflicts) => problem.conflicts.clone_from(conflicts),
            _ => {}
        }
        ProblemAnswer { status: this.status(), lang, retry_after: this.retry_after(), problem: Box::new(problem) }
    }
}

impl Problem {
    /// A problem of this kind, with nothing but words.
    pub(crate) fn new(kind: &str, status: StatusCode, title: String, detail: String) -> Self {
        Self {
            kind: format!("/api/docs#problem-{kind}"),
            title,
            status: status.as_u16(),
            detail,
            errors: Vec::new(),
            rule: None,
            grant: None,
            roles_that_could: Vec::new(),
            conflicts: Vec::new(),
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

/// A field of an organisation, by the words of its form; what stands there is told by its shape alone.
fn field_part(texts: Texts, fault: FieldFault) -> ProblemPart {
    let word = fault.field.word();
    let expected = texts.t(&format!("field-{}-fault", word.replace('_', "-")));
    let found = match fault.found {
        Found::Nothing => texts.t("found-in-field-nothing"),
        Found::TwelveDigits => texts.with("found-in-field-digits", &[("count", arg(12))]),
        Found::ThirteenDigits => texts.with("found-in-field-digits", &[("count", arg(13))]),
        Found::Digits(count) => texts.with("found-in-field-digits", &[("count", arg(count))]),
        Found::Characters(count) => texts.with("found-in-field-characters", &[("count", arg(count))]),
        Found::ControlCharacter => texts.t("found-in-field-control"),
        Found::OtherLetters => texts.t("found-in-field-letters"),
        Found::Kind(kind) => texts.t(&format!("kind-{}", kind.word().replace('_', "-"))),
    };
    ProblemPart { pointer: format!("/{word}"), detail: expected.clone(), expected, found }
}

impl ProblemAnswer {
    /// The same with another status.
    pub(crate) fn with(mut self, status: StatusCode) -> Self {
        self.status = status;
        self.problem.status = status.as_u16();
        self
    }
}

/// A problem document with its status and language.
#[derive(Debug)]
pub(crate) struct ProblemAnswer {
    status: StatusCode,
    lang: Lang,
    retry_after: Option<u64>,
    problem: Box<Problem>,
}

impl IntoResponse for ProblemAnswer {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&*self.problem).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.tag()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"mamori\""));
        }
        retry_after(&mut response, self.retry_after);
        response
    }
}
