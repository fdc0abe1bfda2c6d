//! Asking an executive to confirm a check: who was asked when, who can be asked now, and what to do where there is no
//! executive yet.

use app::access::Action;
use app::checks::KeptCheck;
use app::texts::arg;
use maud::{Markup, html};
use protection::check::Asking;
use record::PersonId;

use super::answers::who_could;
use crate::view::Frame;

/// Who asks: the reader, and whether letters are mailed here at all.
#[derive(Clone, Copy)]
pub(crate) struct Asker {
    pub(crate) reader: PersonId,
    pub(crate) mails: bool,
}

/// Who was asked when for what stands, and the button that asks.
pub(super) fn ask(frame: Frame<'_>, kept: &KeptCheck<'_>, asker: Asker, path: &str) -> Markup {
    let asked = kept.asked();
    html! {
        @if !asked.is_empty() { ul.plain { @for asking in asked { li { (told(frame, kept, asking)) } } } }
        // An executive does not ask: they confirm.
        @if !kept.may(Action::CheckSignOff) {
            @if kept.executives().next().is_none() { (nobody(frame, kept)) }
            @else if kept.may(Action::CheckAsk) && !kept.answers().is_blank() { (button(frame, kept, asker, path)) }
        }
    }
}

fn names(frame: Frame<'_>, kept: &KeptCheck<'_>, persons: impl IntoIterator<Item = PersonId>) -> String {
    let called = |person: PersonId| match kept.names.get(&person) {
        Some(name) => frame.texts.with("asked-person", &[("name", arg(name.clone()))]),
        None => frame.t("name-erased"),
    };
    persons.into_iter().map(called).collect::<Vec<_>>().join(&frame.t("list-comma"))
}

fn told(frame: Frame<'_>, kept: &KeptCheck<'_>, asking: &Asking) -> String {
    let values = [
        ("day", arg(frame.texts.date(asking.on, frame.today))),
        ("by", arg(names(frame, kept, [asking.by]))),
        ("names", arg(names(frame, kept, asking.of.iter().copied()))),
    ];
    frame.texts.with("asked-when", &values)
}

fn nobody(frame: Frame<'_>, kept: &KeptCheck<'_>) -> Markup {
    html! {
        div.notice {
            p { (frame.t("ask-nobody")) }
            @if kept.may(Action::MemberInvite) {
                p.actions { a.btn.sub href=(format!("{}#invite", frame.href("/members"))) { (frame.t("ask-invite")) } }
            } @else { p { (who_could(frame, kept, Action::MemberInvite)) } }
        }
    }
}

fn button(frame: Frame<'_>, kept: &KeptCheck<'_>, asker: Asker, path: &str) -> Markup {
    let to_ask = kept.to_ask(asker.reader);
    let lead = if asker.mails { "ask-lead-mail" } else { "ask-lead" };
    html! {
        @if !to_ask.is_empty() {
            p { (frame.texts.with(lead, &[("names", arg(names(frame, kept, to_ask)))])) }
            form method="post" action=(frame.href(&format!("{path}/ask"))) {
                p.actions { button.btn.sub { (frame.t("ask-go")) } }
            }
        }
    }
}
