//! Advice in a case: what was advised, what follows for who advised, and the form that records another.

use app::access::Action;
use app::certification::people::{Advised, Given as Known};
use app::texts::arg;
use maud::{Markup, html};
use record::PersonId;
use scheme::rules::{Rule, Strength};

use super::form::Fields;
use super::{Frame, Given, bars, dated, day, faults, framed, named};
use crate::view::body::steps_of;
use crate::view::ours;

fn address(advised: &Advised) -> String {
    format!("/body/cases/{}/advice", advised.head.row.stream)
}

/// The page; `reader` can always be named as who advised.
pub(crate) fn advice(frame: Frame<'_>, advised: &Advised, reader: PersonId, given: &Given) -> Markup {
    let head = &advised.head;
    let title = frame.texts.with("people-advice-of", &[("client", arg(head.client.clone()))]);
    let open = head.status.over_on().is_none();
    let records = head.may(Action::CaseAdvise);
    let follows = match head.rules.strength(Rule::AdvisedBefore) {
        Strength::Block => "people-advice-follows-block",
        Strength::Warn => "people-advice-follows-warn",
        Strength::Off => "people-advice-follows-off",
    };
    let main = html! {
        div.wrap.prose {
            @if head.may(Action::CaseView) { p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } } }
            h1 { (title) }
            (steps_of(frame, (head.row.stream, &head.status), "advice", |action| head.may(action)))
            (faults(frame, given, given.deed()))
            @if advised.given.is_empty() { p.lead { (frame.t("people-advice-none")) } }
            @else { p.lead { (frame.texts.with("people-advice-count", &[("n", arg(advised.given.len()))])) } }
            @if !records { p.note { (frame.t("people-advice-who")) } }
            @else if !open { p.note { (frame.t("people-advice-over")) } }
            @else { (record(frame, advised, reader, given)) }
            section.card {
                h2 { (frame.t("people-advice-follows")) }
                p { (frame.texts.with(follows, &[("n", arg(head.rules.figures.years_after_advice))])) }
                p.note {
                    (frame.t(if head.agreed { "people-rules-agreed" } else { "people-rules-today" })) " "
                    (ours(&frame.t("people-rules-ours")))
                }
            }
            @if !advised.given.is_empty() {
                section.card {
                    h2 { (frame.t("people-advice-given")) }
                    ul.plain { @for one in advised.given.iter().rev() { li { div { (one_given(frame, advised, one)) } } } }
                }
            }
            (minimum(frame, advised))
        }
    };
    framed(frame, &title, &address(advised), &main)
}

fn one_given(frame: Frame<'_>, advised: &Advised, known: &Known) -> Markup {
    html! {
        p {
            b { (day(frame, known.advice.on)) } " " (named(frame, &advised.names, known.advice.person)) " "
            @if known.advice.in_assessment { span.tag.warn { (frame.t("people-advice-in-assessment")) } " " }
            @match &known.bar { Some(bar) => (bars(frame, bar)), None => span.tag { (frame.t("people-tie-struck")) } }
        }
        p.lines { (advised.text(known.advice.what)) }
    }
}

fn record(frame: Frame<'_>, advised: &Advised, reader: PersonId, given: &Given) -> Markup {
    let fields = Fields::new(frame, "advise", given);
    let mut people: Vec<(String, String)> = advised
        .advisers
        .iter()
        .map(|person| {
            let name = named(frame, &advised.names, *person);
            let words =
                if *person == reader { frame.texts.with("people-advice-me", &[("name", arg(name))]) } else { name };
            (person.to_string(), words)
        })
        .collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    html! {
        section.card {
            h2 { (frame.t("people-advice-record")) }
            p { (frame.t("people-advice-record-lead")) }
            form.fields method="post" action=(frame.href(&address(advised))) {
                (fields.begins())
                (fields.choice("person", "people-advice-person", &people))
                (fields.line("on", "people-advice-on", Some("people-day-note")))
                (fields.text("what", "people-advice-what", Some("people-advice-what-note")))
                (fields.go("people-advice-go", true))
            }
        }
    }
}

/// That the minimum was shown stands beside the advice: the guideline asks for both (促進指針 第4の2の一).
fn minimum(frame: Frame<'_>, advised: &Advised) -> Markup {
    let shown = advised.head.status.kept().and_then(|file| file.minimum.last());
    let case = frame.href(&format!("/body/cases/{}", advised.head.row.stream));
    html! {
        section.card {
            h2 { (frame.t("case-minimum")) }
            @match shown {
                Some(shown) => p { (dated(frame, "case-minimum-shown", shown.on)) },
                None => p { (frame.t("people-advice-minimum-not")) },
            }
            @if advised.head.may(Action::CaseView) { p { a href=(case) { (frame.t("people-advice-minimum-look")) } } }
        }
    }
}
