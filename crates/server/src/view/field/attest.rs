//! The declaration of the representative: what is signed, and the form with a statement on each required criterion.

use app::access::Action;
use app::certification::field::Field;
use app::checks::sign_off::code;
use app::texts::arg;
use criteria::pack::criteria::Requirement;
use maud::{Markup, html};
use record::StreamId;
use scheme::audit::{Place, Statement};

use super::{Form, Given, client_head, evidence_lines, faults, framed, name, over, said, statement};
use crate::view::{Frame, once};

/// The page.
pub(crate) fn page(frame: Frame<'_>, application: StreamId, field: &Field, given: &Given) -> Markup {
    let title = frame.t("attest-title");
    let path = format!("/applications/{application}/declaration");
    let open = field.audit().is_some_and(|audit| match audit.status.place() {
        Place::Preparing | Place::Underway | Place::Reported => true,
        Place::Unopened | Place::Stopped => false,
    });
    let over = over(frame, field);
    let may = over.is_none() && field.shown.may(Action::AuditAttest);
    let main = html! {
        div.wrap.prose {
            (client_head(frame, application, field, &title, "declaration"))
            p.lead { (frame.t("attest-lead")) }
            (faults(frame, given))
            @if given.step_up || (may && open && !allowed(field)) { (confirm(frame, given, &path)) }
            (signed(frame, field))
            @if let Some(over) = over { p.notice { (over) } }
            @else if !open { p.notice { (frame.t("attest-not-open")) } }
            @else if !may { p.note { (frame.t("attest-who")) } }
            @else { (form(frame, field, (given, &path))) }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

fn allowed(field: &Field) -> bool {
    field.shown.rights.get(&Action::AuditAttest).is_some_and(|access| access.allowed)
}

/// Who signs confirms who they are: before a long form, or beside what was typed.
fn confirm(frame: Frame<'_>, given: &Given, path: &str) -> Markup {
    let to = format!("{}?then={}", frame.href("/confirm"), frame.href(path));
    html! {
        div.notice {
            p { (frame.t(if given.step_up { "attest-step-up-again" } else { "attest-step-up" })) }
            p.actions { a.btn.sub href=(to) target=[given.step_up.then_some("_blank")] { (frame.t("attest-step-up-go")) } }
        }
    }
}

/// What stands, and whether it still holds.
fn signed(frame: Frame<'_>, field: &Field) -> Markup {
    let Some(attestation) = field.work().and_then(|work| work.attestation.as_ref()) else { return html! {} };
    let values = [
        ("who", arg(name(frame, field, attestation.by))),
        ("day", arg(frame.texts.date(attestation.signed_on, frame.today))),
    ];
    html! {
        section.card {
            h2 { (frame.texts.with("attest-signed", &values)) }
            p { (frame.t(if field.is_attested() { "attest-holds" } else { "attest-changed" })) }
            p { (frame.t("sign-off-code")) " " code { (code(attestation.content)) } }
        }
    }
}

fn form(frame: Frame<'_>, field: &Field, (given, path): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "attest");
    html! {
        form.fields method="post" action=(frame.href(path)) {
            (once())
            @for (at, requirement) in field.required().into_iter().enumerate() { (one(&form, field, requirement, at + 1)) }
            section.card {
                p { (frame.t("attest-sign-lead")) }
                p.actions { button.btn { (frame.t("attest-sign-go")) } }
            }
        }
    }
}

fn one(form: &Form<'_>, field: &Field, requirement: &Requirement, at: usize) -> Markup {
    let frame = form.frame;
    let stands = field.work().and_then(|work| work.attestation.as_ref());
    let stands = stands.and_then(|attestation| attestation.statements.get(&requirement.id));
    let (says, lines, reason) = match stands {
        Some(Statement::Met { evidence }) => ("met", evidence_lines(field, evidence), String::new()),
        Some(Statement::NotApplicable { reason }) => ("not_applicable", String::new(), said(field, Some(*reason))),
        None => ("", String::new(), String::new()),
    };
    let part = |part: &str| format!("{part}_{at}");
    let mut options = vec![("met", frame.t("attest-met"))];
    if !requirement.basic {
        options.push(("not_applicable", frame.t("attest-not-applicable")));
    }
    html! {
        fieldset.part {
            legend { (at) ". " (frame.say(&requirement.title)) }
            (statement(frame, field, requirement))
            (form.choices(&part("says"), "attest-says", &options, says))
            (form.area(&part("evidence"), "attest-evidence", (2, &lines)))
            @if !requirement.basic { (form.area(&part("reason"), "working-reason", (2, &reason))) }
        }
    }
}
