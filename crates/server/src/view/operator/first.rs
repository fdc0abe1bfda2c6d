//! The first person of an organisation: who is invited by who runs the installation.

use app::texts::arg;
use maud::{Markup, html};
use uuid::Uuid;

use crate::view::company::framed;
use crate::view::{Frame, once};

/// The fields of the first person.
#[derive(Default)]
pub(crate) struct FirstForm<'a> {
    /// The name typed.
    pub(crate) name: &'a str,
    /// The address typed.
    pub(crate) email: &'a str,
    /// What is wrong: the field, and the key of its words.
    pub(crate) faults: &'a [(&'static str, &'static str)],
}

/// The key of what a field of theirs is called.
pub(crate) fn person_label(field: &str) -> &'static str {
    if field == "person_name" { "operator-person-name" } else { "operator-person-email" }
}

/// The fields; `focus` = the first fault of the form may be among them.
pub(crate) fn first_person(frame: Frame<'_>, form: &FirstForm<'_>, focus: bool) -> Markup {
    let first = form.faults.first().map(|(field, _)| *field).filter(|_| focus);
    html! {
        fieldset.part {
            legend { (frame.t("operator-person")) }
            p.note { (frame.t("operator-person-note")) }
            (line(frame, form, ("person_name", form.name), first))
            (line(frame, form, ("person_email", form.email), first))
        }
    }
}

fn line(frame: Frame<'_>, form: &FirstForm<'_>, (field, value): (&str, &str), first: Option<&str>) -> Markup {
    let fault = form.faults.iter().find(|(wrong, _)| *wrong == field).map(|(_, key)| *key);
    html! {
        label for=(field) { (frame.t(person_label(field))) }
        @if let Some(key) = fault { p.fault id=(format!("{field}-fault")) { (frame.t(key)) } }
        input type="text" id=(field) name=(field) value=(value) autocomplete="off" autofocus[first == Some(field)]
            inputmode=[(field == "person_email").then_some("email")] maxlength=[(field == "person_name").then_some("60")]
            aria-invalid=[fault.is_some().then_some("true")] aria-describedby=[fault.map(|_| format!("{field}-fault"))];
    }
}

/// Invites the first person of an organisation that is registered already.
pub(crate) fn invite(frame: Frame<'_>, id: Uuid, name: &str, form: &FirstForm<'_>) -> Markup {
    let title = frame.t("operator-invite");
    let path = format!("/operator/organisations/{id}/invite");
    let main = html! {
        div.wrap.prose {
            h1 { (frame.texts.with("operator-invite-for", &[("organisation", arg(name.to_owned()))])) }
            p.lead { (frame.t("operator-invite-lead")) }
            @if !form.faults.is_empty() {
                div.faults role="alert" tabindex="-1" {
                    h2 { (frame.t("form-faults")) }
                    ul { @for (field, _) in form.faults { li { a href=(format!("#{field}")) { (frame.t(person_label(field))) } } } }
                }
            }
            form.card.fields method="post" action=(frame.href(&path)) {
                (once())
                (first_person(frame, form, true))
                p.actions {
                    button.btn { (frame.t("operator-invite-go")) }
                    a.btn.sub href=(frame.href("/operator")) { (frame.t("operator-back")) }
                }
            }
        }
    };
    framed(frame, &title, &path, &main)
}
