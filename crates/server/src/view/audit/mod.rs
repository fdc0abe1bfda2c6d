//! Pages of an audit: its team and its plan for the body, what an auditor declares, and what the company sees and answers.

mod choose;
mod client;
mod declare;
mod plan;
mod team;

use std::collections::BTreeMap;

use app::certification::audit::{HOURS, Step};
use app::certification::case::ShownCase;
use app::texts::arg;
use jiff::civil::Date;
use maud::{Markup, html};
use record::PersonId;
use scheme::audit::{Plan, Stage, Status};
use scheme::requirement::Counterpart;

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use client::client;
pub(crate) use declare::declare;
pub(crate) use plan::{ATTENDANTS, DAYS, plan};
pub(crate) use team::team;

/// The longest text of a form, in characters.
pub(crate) const LONGEST: usize = 2_000;

/// What a form was given, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// Which form, as its ids begin.
    pub(crate) form: String,
    /// Its fields.
    pub(crate) fields: Vec<(String, String)>,
    /// What cannot be read: the id of the field, and the key of what is said of it.
    pub(crate) wrong: Vec<(String, &'static str)>,
    /// What a rule says.
    pub(crate) why: Option<String>,
}

impl Given {
    /// What a field of a form was given; none = this form was not sent.
    fn value(&self, form: &str, name: &str) -> Option<&str> {
        let sent = || self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
        (self.form == form).then(sent)
    }

    /// Whether a field that comes more than once has this value among its own; none = this form was not sent.
    fn chosen(&self, form: &str, name: &str, value: &str) -> Option<bool> {
        let sent = || self.fields.iter().any(|(known, one)| known == name && one == value);
        (self.form == form).then(sent)
    }

    /// What is wrong with the field of this id.
    fn fault(&self, frame: Frame<'_>, id: &str) -> Markup {
        let key = self.wrong.iter().find(|(known, _)| known == id).map(|(_, key)| *key);
        html! { @if let Some(key) = key { p.fault { (frame.t(key)) } } }
    }

    fn is_wrong(&self, id: &str) -> bool {
        self.wrong.iter().any(|(known, _)| known == id)
    }
}

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

/// The address of a case at its body.
fn address(shown: &ShownCase) -> String {
    format!("/body/cases/{}", shown.row.stream)
}

/// What is wrong with a form, on top of the page.
fn faults(frame: Frame<'_>, given: &Given) -> Markup {
    if given.wrong.is_empty() && given.why.is_none() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why) } }
            @if !given.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for (id, key) in &given.wrong { li { a href=(format!("#{id}")) { (frame.t(key)) } } } }
            }
        }
    }
}

/// A text of several lines with its label.
fn area(frame: Frame<'_>, given: &Given, (form, name, label): (&str, &str, &str), stands: &str) -> Markup {
    let id = format!("{form}-{name}");
    html! {
        label for=(id) { (label) }
        (given.fault(frame, &id))
        textarea #(id) name=(name) rows="2" maxlength=(LONGEST) aria-invalid=[given.is_wrong(&id).then_some("true")] { (given.value(form, name).unwrap_or(stands)) }
    }
}

/// A text of one line with its label.
fn line(frame: Frame<'_>, given: &Given, (form, name, label): (&str, &str, &str), stands: &str) -> Markup {
    let id = format!("{form}-{name}");
    html! {
        label for=(id) { (label) }
        (given.fault(frame, &id))
        input #(id) type="text" maxlength="200" name=(name) value=(given.value(form, name).unwrap_or(stands)) aria-invalid=[given.is_wrong(&id).then_some("true")];
    }
}

fn day(frame: Frame<'_>, day: Date) -> String {
    frame.texts.date(day, frame.today)
}

/// What somebody is called.
fn name(frame: Frame<'_>, names: &BTreeMap<PersonId, String>, person: PersonId) -> String {
    names.get(&person).cloned().unwrap_or_else(|| frame.t("name-erased"))
}

/// What several people are called, one after the other.
fn named<'p>(
    frame: Frame<'_>,
    names: &BTreeMap<PersonId, String>,
    people: impl IntoIterator<Item = &'p PersonId>,
) -> String {
    let said: Vec<String> = people.into_iter().map(|person| name(frame, names, *person)).collect();
    said.join(&frame.t("list-comma"))
}

/// What a stage is called; where there is one only, it is the audit.
fn stage_name(frame: Frame<'_>, last: Stage, stage: Stage) -> String {
    match last {
        Stage::One => frame.t("audit-stage-only"),
        Stage::Two => frame.t(&format!("audit-stage-{}", stage.word())),
    }
}

/// Where an audit stands, in a word.
fn state(frame: Frame<'_>, status: &Status) -> Markup {
    let good = matches!(status, Status::Underway(_) | Status::Reported(_));
    html! { span.tag.good[good] { (frame.t(&format!("audit-state-{}", status.place().word()))) } }
}

/// A step in the sentence of this key.
fn said(frame: Frame<'_>, key: &str, (step, last, names): (&Step, Stage, &BTreeMap<PersonId, String>)) -> String {
    let people = step.people().map(|people| named(frame, names, people)).unwrap_or_default();
    let until = if let Step::Agree(until) = step { day(frame, *until) } else { String::new() };
    let stage = step.stage().map(|stage| stage_name(frame, last, stage)).unwrap_or_default();
    let facts = [("people", arg(people)), ("day", arg(until)), ("stage", arg(stage))];
    frame.texts.with(key, &facts)
}

/// Whether the case is over without a report: nothing is to be done any more.
fn is_over(shown: &ShownCase, step: &Step) -> bool {
    shown.status.over_on().is_some() && *step != Step::Reported
}

/// The sites of the application by their numbers, as they are called.
fn sites(shown: &ShownCase) -> Vec<(u16, String)> {
    let Some(file) = shown.status.kept() else { return Vec::new() };
    let called = |(id, site): (&scheme::application::SiteId, &scheme::application::Site)| {
        (id.0, shown.text(site.name).to_owned())
    };
    file.snapshot.content.sites.iter().map(called).collect()
}

/// What is needed to word a plan.
struct Words<'w> {
    sites: Vec<(u16, String)>,
    names: &'w BTreeMap<PersonId, String>,
    text: &'w dyn Fn(record::Text) -> String,
}

/// A plan, for the body and for the company.
fn planned(frame: Frame<'_>, plan: &Plan, words: &Words<'_>) -> Markup {
    let site = |number: &u16| {
        let known = words.sites.iter().find(|(known, _)| known == number).map(|(_, called)| called.clone());
        known.filter(|called| !called.is_empty()).unwrap_or_else(|| number.to_string())
    };
    let attendant = |one: &Counterpart| match one {
        Counterpart::Person(person) => name(frame, words.names, *person),
        Counterpart::Named(text) => (words.text)(*text),
    };
    let hours = plan.half_days.saturating_mul(HOURS);
    let needed = |one: &Counterpart| {
        let facts = [("name", arg(attendant(one))), ("n", arg(plan.half_days)), ("hours", arg(hours))];
        frame.texts.with("audit-needed-one", &facts)
    };
    html! {
        dl.facts {
            dt { (frame.t("audit-plan-days")) } @for on in &plan.days { dd { (day(frame, *on)) } }
            dt { (frame.t("audit-plan-half-days")) } dd { (frame.texts.with("audit-half-days", &[("n", arg(plan.half_days)), ("hours", arg(hours))])) }
            @if !plan.sites.is_empty() { dt { (frame.t("audit-plan-sites")) } @for number in &plan.sites { dd { (site(number)) } } }
            @if let Some(sampling) = plan.sampling { dt { (frame.t("audit-plan-sampling")) } dd.lines { ((words.text)(sampling)) } }
            dt { (frame.t("audit-needed")) }
            @for one in &plan.attendants { dd { (needed(one)) } }
            @if plan.attendants.is_empty() { dd { (frame.t("audit-needed-nobody")) } }
        }
        p.note { (frame.texts.with("audit-hours-ours", &[("hours", arg(HOURS))])) }
    }
}

/// The years of the certificate that may come of it.
fn programme(frame: Frame<'_>, programme: &scheme::audit::Programme) -> Markup {
    html! {
        dl.facts {
            dt { (frame.t("audit-programme-begins")) } dd { (day(frame, programme.begins)) }
            @if !programme.reports.is_empty() { dt { (frame.t("audit-programme-reports")) } @for on in &programme.reports { dd { (day(frame, *on)) } } }
            dt { (frame.t("audit-programme-renewal")) } dd { (day(frame, programme.renewal_by)) }
        }
    }
}
