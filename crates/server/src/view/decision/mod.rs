//! Pages of the decision in a case, of its explanation, of the certificate and its suspensions: for the body and for the company.

mod certificate;
mod company;
mod explain;
mod list;
mod papers;
mod propose;
mod suspension;

use app::certification::decision::File;
use app::texts::arg;
use jiff::civil::Date;
use maud::{Markup, html};
use record::PersonId;

use super::layout::{Layout, Switch, layout};
use super::{Frame, once};

pub(crate) use certificate::certificate;
pub(crate) use company::company;
pub(crate) use explain::explained;
pub(crate) use list::list;
pub(crate) use propose::proposing;
pub(crate) use suspension::CONDITIONS;

/// What a form was given, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// Which form, by the last part of its address.
    pub(crate) form: String,
    /// Its fields.
    pub(crate) fields: Vec<(String, String)>,
    /// The names of fields that cannot be read.
    pub(crate) wrong: Vec<&'static str>,
    /// What a rule says.
    pub(crate) why: Option<String>,
    /// Whether the person has to confirm who they are first.
    pub(crate) step_up: bool,
}

impl Given {
    fn value(&self, form: &str, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| self.form == form && known == name);
        found.map(|(_, value)| value.as_str())
    }

    fn has(&self, form: &str, name: &str, value: &str) -> bool {
        self.form == form && self.fields.iter().any(|(known, found)| known == name && found == value)
    }

    fn is_of(&self, form: &str) -> bool {
        self.form == form
    }

    fn wrong(&self, form: &str, name: &str) -> bool {
        self.form == form && self.wrong.contains(&name)
    }
}

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

fn address(file: &File) -> String {
    format!("/body/cases/{}", file.shown.row.stream)
}

fn name(frame: Frame<'_>, file: &File, person: PersonId) -> String {
    file.shown.names.get(&person).cloned().unwrap_or_else(|| frame.t("name-erased"))
}

fn names(frame: Frame<'_>, file: &File, people: impl IntoIterator<Item = PersonId>) -> String {
    let named: Vec<String> = people.into_iter().map(|person| name(frame, file, person)).collect();
    named.join(&frame.t("list-comma"))
}

fn day(frame: Frame<'_>, day: Date) -> String {
    frame.texts.date(day, frame.today)
}

/// A sentence with one day in it.
fn on(frame: Frame<'_>, key: &str, on: Date) -> String {
    frame.texts.with(key, &[("on", arg(day(frame, on)))])
}

/// A word of an event, as it stands in keys.
fn word(word: &str) -> String {
    word.replace('_', "-")
}

/// What a requirement is called in the criteria of the case, with its id.
fn criterion(frame: Frame<'_>, file: &File, id: &str) -> String {
    let requirement = file.shown.criteria.and_then(|criteria| criteria.requirement(id));
    requirement.map_or_else(|| id.to_owned(), |found| format!("{} ({id})", frame.say(&found.title)))
}

/// What keeps a form from being done: what is wrong, what a rule says, or that the person has to confirm who they are, in another
/// window, so that what was typed stays below. `path` is where that leads back to.
fn faults(frame: Frame<'_>, given: &Given, path: &str) -> Markup {
    if given.step_up {
        let to = format!("{}?then={}", frame.href("/confirm"), frame.href(path));
        return html! {
            div.faults role="alert" tabindex="-1" autofocus {
                p { (frame.t("judging-step-up")) }
                p.actions { a.btn.sub href=(to) target="_blank" { (frame.t("judging-step-up-go")) } }
            }
        };
    }
    if given.wrong.is_empty() && given.why.is_none() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why) } }
            @if !given.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for name in &given.wrong { li { a href=(format!("#{}-{name}", given.form)) { (frame.t(&format!("judging-wrong-{name}"))) } } } }
            }
        }
    }
}

/// A form of one page, with its fields and its button.
fn form(frame: Frame<'_>, action: &str, go: &str, fields: &Markup) -> Markup {
    html! {
        form.fields method="post" action=(frame.href(action)) {
            (once())
            (fields)
            p.actions { button.btn { (frame.t(go)) } }
        }
    }
}

/// The same where it is not what is to be done next.
fn aside(frame: Frame<'_>, action: &str, go: &str, fields: &Markup) -> Markup {
    html! {
        form.fields method="post" action=(frame.href(action)) {
            (once())
            (fields)
            p.actions { button.btn.sub { (frame.t(go)) } }
        }
    }
}

fn fault(frame: Frame<'_>, given: &Given, form: &str, name: &str) -> Markup {
    html! { @if given.wrong(form, name) { p.fault id=(format!("{form}-{name}-fault")) { (frame.t(&format!("judging-wrong-{name}"))) } } }
}

/// A text of several lines with its label; `stands` is what it has before something was typed.
fn area(frame: Frame<'_>, given: &Given, (form, name): (&str, &str), label: &str, stands: &str) -> Markup {
    let id = format!("{form}-{name}");
    html! {
        label for=(id) { (frame.t(label)) }
        (fault(frame, given, form, name))
        textarea id=(id) name=(name) rows="3" maxlength="2000" aria-invalid=[given.wrong(form, name).then_some("true")] { (given.value(form, name).unwrap_or(stands)) }
    }
}

/// A line of text, or a day, with its label.
fn line(frame: Frame<'_>, given: &Given, (form, name): (&str, &str), label: &str, stands: &str) -> Markup {
    let id = format!("{form}-{name}");
    html! {
        label for=(id) { (frame.t(label)) }
        (fault(frame, given, form, name))
        input id=(id) type="text" name=(name) maxlength="200" value=(given.value(form, name).unwrap_or(stands)) aria-invalid=[given.wrong(form, name).then_some("true")];
    }
}
