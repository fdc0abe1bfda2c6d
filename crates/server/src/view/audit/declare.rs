//! What an auditor declares of themselves before an audit.

use app::access::Action;
use app::certification::audit::ToDeclare;
use app::texts::arg;
use maud::{Markup, html};
use scheme::assignment::Threat;
use scheme::audit::Seat;

use super::team::threat_word;
use super::{Given, area, day, faults, framed};
use crate::view::body::steps_of;
use crate::view::{Frame, once};

/// The page. Who sees nothing else of the case finds no way to it from here.
pub(crate) fn declare(frame: Frame<'_>, page: &ToDeclare, given: &Given) -> Markup {
    let title = frame.texts.with("audit-declare-of", &[("client", arg(page.client.clone()))]);
    let case = page.row.stream;
    let days: Vec<String> = page.days.iter().map(|on| day(frame, *on)).collect();
    let sees = page.may(Action::CaseView);
    let main = html! {
        div.wrap.prose {
            @if sees { p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } } }
            h1 { (title) }
            @if sees { (steps_of(frame, (case, &page.status), "declare", |action| page.may(action))) }
            @if !days.is_empty() { p { (frame.texts.with("audit-declare-days", &[("days", arg(days.join(&frame.t("list-comma"))))])) } }
            (faults(frame, given))
            @match &page.seat {
                Some(seat) if page.is_open => (form(frame, page, seat, given)),
                Some(_) => p.notice { (frame.t("audit-declare-over")) },
                None => p.notice { (frame.t("audit-declare-not-mine")) },
            }
        }
    };
    framed(frame, &title, &format!("/body/cases/{case}/declare"), &main)
}

fn form(frame: Frame<'_>, page: &ToDeclare, seat: &Seat, given: &Given) -> Markup {
    let stands = seat.declared.as_ref();
    let note = stands.and_then(|declared| declared.note).map(|note| page.text(note).to_owned()).unwrap_or_default();
    let labels = (frame.t("audit-declare-note"), frame.t("audit-declare-reason"));
    html! {
        section.card {
            @if seat.conflict { p.notice { (frame.t(if page.warns { "audit-declare-conflict-reason" } else { "audit-declare-conflict" })) } }
            @else if let Some(declared) = stands { p.notice { (frame.texts.with("audit-declare-done", &[("day", arg(day(frame, declared.on)))])) } }
            p { (frame.t("audit-declare-lead")) }
            form.fields method="post" action=(frame.href(&format!("/body/cases/{}/declare", page.row.stream))) {
                (once())
                @for threat in Threat::ALL { (question(frame, threat, stands.and_then(|declared| declared.threats.get(&threat).copied()), given)) }
                (area(frame, given, ("declare", "note", &labels.0), &note))
                @if page.warns { (area(frame, given, ("declare", "reason", &labels.1), "")) }
                @else { p.note { (frame.t("audit-declare-blocks")) } }
                p.note { (frame.t("audit-declare-stays")) }
                p.actions { button.btn { (frame.t("audit-declare-go")) } }
            }
        }
    }
}

fn question(frame: Frame<'_>, threat: Threat, stands: Option<bool>, given: &Given) -> Markup {
    let field = format!("threat_{}", threat.word());
    let id = format!("declare-{field}");
    let known = match stands {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let chosen = given.value("declare", &field).unwrap_or(known);
    html! {
        fieldset.choices #(id) tabindex="-1" {
            legend { (frame.t(&format!("threat-{}", threat_word(threat)))) }
            p.note { (frame.t(&format!("threat-ask-{}", threat_word(threat)))) }
            (given.fault(frame, &id))
            @for (value, key) in [("no", "choice-no"), ("yes", "choice-yes")] {
                label.choice-line { input type="radio" name=(field) value=(value) checked[chosen == value]; " " (frame.t(key)) }
            }
        }
    }
}
