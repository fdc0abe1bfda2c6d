//! What is found in an audit, as pages: what they share. Each page is a file beside this.

pub(crate) mod answer;
pub(crate) mod attest;
pub(crate) mod findings;
pub(crate) mod onsite;
pub(crate) mod paper;
pub(crate) mod report;

use app::certification::Ruling;
use app::certification::dossier::Standing;
use app::certification::field::{Field, files};
use app::texts::arg;
use criteria::pack::criteria::Requirement;
use maud::{Markup, html};
use record::{PersonId, StreamId, Text};
use scheme::audit::{self, NotJudging, Place};
use scheme::requirement::Outcome;
use scheme::seen::Observed;

use super::layout::{Layout, Switch, layout};
use super::{Frame, body, ours};

/// What a form was given, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// Which form.
    pub(crate) form: String,
    /// Its fields.
    pub(crate) fields: Vec<(String, String)>,
    /// The names of fields that cannot be read.
    pub(crate) wrong: Vec<String>,
    /// What a rule says.
    pub(crate) why: Option<String>,
    /// Another auditor was first: both are shown.
    pub(crate) met: bool,
    /// What of several could not be done, and why.
    pub(crate) left: Vec<(String, String)>,
    /// Who they are is to be confirmed first.
    pub(crate) step_up: bool,
}

impl Given {
    /// Nothing yet, of a form.
    pub(crate) fn of(form: impl Into<String>) -> Self {
        Self { form: form.into(), ..Self::default() }
    }

    fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// A form with what it was given; `id` stands before the ids of its fields.
struct Form<'a> {
    frame: Frame<'a>,
    given: &'a Given,
    form: &'a str,
    id: String,
}

impl<'a> Form<'a> {
    fn new(frame: Frame<'a>, given: &'a Given, form: &'a str) -> Self {
        Self { frame, given, form, id: form.to_owned() }
    }

    fn sent(&self) -> bool {
        self.given.form == self.form && !self.given.fields.is_empty()
    }

    fn value(&self, name: &str, stands: &str) -> String {
        if self.sent() { self.given.value(name).to_owned() } else { stands.to_owned() }
    }

    fn has(&self, name: &str, value: &str, stands: bool) -> bool {
        let sent = || self.given.fields.iter().any(|(known, found)| known == name && found == value);
        if self.sent() { sent() } else { stands }
    }

    /// Whether a file stays: one that the form did not show does.
    fn keeps(&self, value: &str) -> bool {
        !self.sent() || self.has("file", value, true) || !self.has("known", value, true)
    }

    fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.id)
    }

    fn is_wrong(&self, name: &str) -> bool {
        self.given.form == self.form && self.given.wrong.iter().any(|known| known == name)
    }

    fn fault(&self, name: &str) -> Markup {
        html! {
            @if self.is_wrong(name) { p.fault id=(format!("{}-fault", self.id(name))) { (misfilled(self.frame, name)) } }
        }
    }

    fn described(&self, name: &str) -> Option<String> {
        self.is_wrong(name).then(|| format!("{}-fault", self.id(name)))
    }

    fn line(&self, name: &str, label: &str, stands: &str) -> Markup {
        let wrong = self.is_wrong(name);
        html! {
            label for=(self.id(name)) { (self.frame.t(label)) }
            (self.fault(name))
            input #(self.id(name)) type="text" name=(name) maxlength="400" autocomplete="off" value=(self.value(name, stands)) aria-invalid=[wrong.then_some("true")] aria-describedby=[self.described(name)];
        }
    }

    fn area(&self, name: &str, label: &str, (rows, stands): (u8, &str)) -> Markup {
        let wrong = self.is_wrong(name);
        html! {
            label for=(self.id(name)) { (self.frame.t(label)) }
            (self.fault(name))
            textarea #(self.id(name)) name=(name) rows=(rows) maxlength="8000" aria-invalid=[wrong.then_some("true")] aria-describedby=[self.described(name)] { (self.value(name, stands)) }
        }
    }

    /// Choices of which one is chosen.
    fn choices(&self, name: &str, legend: &str, options: &[(&str, String)], stands: &str) -> Markup {
        html! {
            fieldset.choices #(self.id(name)) tabindex="-1" {
                legend { (self.frame.t(legend)) }
                (self.fault(name))
                @for (value, label) in options {
                    label.choice-line { input type="radio" name=(name) value=(value) checked[self.has(name, value, *value == stands)]; " " (label) }
                }
            }
        }
    }

    fn yes_no(&self, name: &str, legend: &str, (yes, no): (&str, &str)) -> Markup {
        self.choices(name, legend, &[("yes", self.frame.t(yes)), ("no", self.frame.t(no))], "")
    }
}

/// What is wrong with a field, and what to do.
pub(crate) fn misfilled(frame: Frame<'_>, name: &str) -> String {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').replace('_', "-");
    frame.t(&format!("misfilled-{name}"))
}

/// What is wrong, above everything.
fn faults(frame: Frame<'_>, given: &Given) -> Markup {
    if given.wrong.is_empty() && given.why.is_none() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why) } }
            @if !given.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for name in &given.wrong { li { a href=(format!("#{}-{name}", given.form)) { (misfilled(frame, name)) } } } }
            }
        }
    }
}

fn framed(frame: Frame<'_>, title: &str, path: &str, scripts: &[&'static str], main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts, switch: Switch::Link }, main)
}

fn address(field: &Field) -> String {
    format!("/body/cases/{}", field.shown.row.stream)
}

/// The head of a page of the body.
fn head(frame: Frame<'_>, field: &Field, title: &str, here: &str) -> Markup {
    let client = [("client", arg(field.shown.client.clone()))];
    html! {
        p { a href=(frame.href(&address(field))) { (frame.texts.with("case-of", &client)) } }
        h1 { (title) }
        (body::steps(frame, &field.shown, here))
    }
}

/// The head of a page of the company.
fn client_head(frame: Frame<'_>, application: StreamId, field: &Field, title: &str, here: &str) -> Markup {
    html! {
        p { a href=(frame.href(&format!("/applications/{application}"))) { (frame.t("application-title")) } }
        h1 { (title) }
        (body::client_steps(frame, application, &field.shown, here))
    }
}

/// That the case is over, in a sentence; none = it is open.
fn over(frame: Frame<'_>, field: &Field) -> Option<String> {
    let status = &field.shown.status;
    let (found, on) = (status.standing(), status.over_on()?);
    Some(Ruling::from(scheme::case::Error::Over { found, on }).words(frame.texts))
}

/// What keeps the reader from entering anything, in a sentence; none = they may.
fn closed(frame: Frame<'_>, field: &Field) -> Option<String> {
    closed_of(frame, field, field.audit())
}

/// What keeps the reader from settling nonconformities: the team of the last audit that has begun does that.
fn unsettling(frame: Frame<'_>, field: &Field) -> Option<String> {
    closed_of(frame, field, field.begun().or_else(|| field.audit()))
}

fn closed_of(frame: Frame<'_>, field: &Field, audit: Option<&Standing<audit::Status>>) -> Option<String> {
    if let Some(over) = over(frame, field) {
        return Some(over);
    }
    let Some(audit) = audit else { return Some(frame.t("working-no-audit")) };
    match audit.status.place() {
        Place::Unopened | Place::Preparing => Some(frame.t("working-not-begun")),
        Place::Stopped => Some(frame.t("working-stopped")),
        Place::Underway | Place::Reported if !field.shown.may(app::access::Action::AuditConduct) => {
            Some(frame.t("working-who"))
        }
        Place::Underway | Place::Reported => match field.judges(audit.status.work()?) {
            Ok(()) => None,
            Err(NotJudging::Team(audit::Error::NotInTheTeam { .. })) => Some(frame.t("working-team-alone")),
            Err(error) => Some(Ruling::from(error).words_naming(frame.texts, &field.shown.names)),
        },
    }
}

/// A result in words.
pub(crate) fn outcome_said(frame: Frame<'_>, outcome: Outcome) -> String {
    frame.t(&format!("working-outcome-{}", outcome.word().replace('_', "-")))
}

fn outcome_tag(frame: Frame<'_>, outcome: Option<Outcome>) -> Markup {
    let (good, warn) = (outcome == Some(Outcome::Conform), outcome.is_some_and(Outcome::fails));
    let said = outcome.map_or_else(|| frame.t("working-open"), |outcome| outcome_said(frame, outcome));
    html! { span.tag.outcome.good[good].warn[warn] { (said) } }
}

/// What was seen, a line each.
pub(crate) fn evidence_lines(field: &Field, observed: &[Observed]) -> String {
    let line = |one: &Observed| match one {
        Observed::Words(text) => Some(field.shown.text(*text).to_owned()),
        Observed::Kept(_) => None,
    };
    observed.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// What was seen, with a way to each file; `base` is the address of the case for its reader.
fn seen(frame: Frame<'_>, field: &Field, base: &str, observed: &[Observed]) -> Markup {
    let words = evidence_lines(field, observed);
    html! {
        @if !words.is_empty() { dd.lines { (words) } }
        @for (at, file) in files(observed).into_iter().enumerate() {
            dd { a href=(frame.href(&format!("{base}/exhibits/{}/{}", file.stream, file.sha256))) { (frame.texts.with("working-file", &[("n", arg(at + 1))])) } }
        }
        @if observed.is_empty() { dd { (frame.t("working-nothing-seen")) } }
    }
}

/// A row of facts, where there is a text.
fn fact(frame: Frame<'_>, key: &str, said: &str) -> Markup {
    html! { @if !said.is_empty() { dt { (frame.t(key)) } dd.lines { (said) } } }
}

fn said(field: &Field, text: Option<Text>) -> String {
    text.map(|text| field.shown.text(text).to_owned()).unwrap_or_default()
}

fn name(frame: Frame<'_>, field: &Field, person: PersonId) -> String {
    field.name(person).map_or_else(|| frame.t("name-erased"), str::to_owned)
}

/// What a requirement says, with whose words these are.
fn statement(frame: Frame<'_>, field: &Field, requirement: &Requirement) -> Markup {
    let label = field.shown.criteria.and_then(|criteria| criteria.label(requirement.written_by));
    html! {
        p { (frame.say(&requirement.statement)) }
        p.note { b { (frame.t("working-look-at")) } " " (frame.say(&requirement.evidence)) }
        @if let Some(label) = label { p.note { (ours(frame.say(label))) } }
    }
}

/// The title of a criterion; its id where it is not in the edition.
fn criterion(frame: Frame<'_>, field: &Field, id: &str) -> String {
    let found = field.shown.criteria.and_then(|criteria| criteria.requirement(id));
    found.map_or_else(|| id.to_owned(), |requirement| frame.say(&requirement.title).to_owned())
}
