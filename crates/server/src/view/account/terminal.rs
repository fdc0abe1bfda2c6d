//! Shared terminals: the list for those who manage members, and what a terminal itself shows.

use app::sign_in::Refused;
use app::terminals::{NAME, Terminals};
use app::texts::arg;
use maud::{Markup, html};
use record::PersonId;

use super::{fault, framed, framed_with};
use crate::view::{Frame, once};

/// The terminals of an organisation, and how this device becomes one.
pub(crate) fn terminals(frame: Frame<'_>, all: &Terminals, typed: &str, wrong: bool) -> Markup {
    let title = frame.t("terminals-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if wrong { div.faults role="alert" id="fault" tabindex="-1" { p { (frame.t("terminals-name-fault")) } } }
            p.lead { (frame.t("terminals-lead")) }
            section.card {
                h2 { (frame.t("terminals-list")) }
                @if all.rows.is_empty() { p { (frame.t("terminals-none")) } }
                ul.plain {
                    @for one in &all.rows {
                        @let by = all.names.get(&one.made_by).cloned().unwrap_or_else(|| frame.t("name-erased"));
                        li {
                            div {
                                b { (one.name) }
                                p.note { (frame.texts.with("terminals-since", &[("at", arg(frame.moment(one.created_at))), ("by", arg(by))])) }
                            }
                            @match one.ended_at {
                                Some(at) => span.tag { (frame.texts.with("terminals-ended", &[("at", arg(frame.moment(at)))])) },
                                None => form.inline method="post" action=(frame.href(&format!("/terminals/{}/end", one.id))) {
                                    button.btn.sub { (frame.t("terminals-end-go")) }
                                },
                            }
                        }
                    }
                }
                p.note { (frame.t("terminals-end-note")) }
            }
            section.card {
                h2 { (frame.t("terminals-new")) }
                ul { li { (frame.t("terminals-new-out")) } li { (frame.t("terminals-new-names")) } li { (frame.t("terminals-new-pin")) } }
                form.fields method="post" action=(frame.href("/terminals")) {
                    (once())
                    label { (frame.t("terminals-name")) input type="text" name="name" maxlength=(NAME) required value=(typed) autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("fault")]; }
                    p.actions { button.btn { (frame.t("terminals-go")) } }
                }
            }
        }
    };
    framed(frame, &title, "/terminals", &main)
}

/// Who can sign in at this terminal.
pub(crate) fn people(frame: Frame<'_>, name: &str, people: &[(PersonId, String)]) -> Markup {
    let title = frame.t("terminal-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.texts.with("terminal-lead", &[("name", arg(name.to_owned()))])) }
            @if people.is_empty() { p.card { (frame.t("terminal-nobody")) } }
            ul.terminal-people {
                @for (person, name) in people { li { a.btn.sub href=(frame.href(&format!("/terminal/{}", person.0))) { (name) } } }
            }
            p.note { (frame.t("terminal-first")) }
        }
    };
    framed(frame, &title, "/terminal", &main)
}

/// The PIN of one person. Without scripts it is typed; with them there are keys to touch as well.
pub(crate) fn pin(frame: Frame<'_>, person: PersonId, name: &str, wrong: Option<Refused>) -> Markup {
    let title = frame.texts.with("terminal-pin-title", &[("name", arg(name.to_owned()))]);
    let path = format!("/terminal/{}", person.0);
    let unfit = wrong.is_some();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (fault(frame, wrong.as_ref()))
            form.card.fields.pin-form method="post" action=(frame.href(&path)) {
                label { (frame.t("terminal-pin")) input #pin-field type="password" name="pin" inputmode="numeric" minlength="6" maxlength="12" autocomplete="off" required autofocus aria-invalid=[unfit.then_some("true")] aria-describedby=[unfit.then_some("fault")]; }
                div.pin-pad hidden {
                    @for digit in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"] {
                        @if digit.is_empty() { button.btn.sub type="button" data-clear { (frame.t("terminal-clear")) } }
                        @else { button.btn.sub type="button" data-digit=(digit) { (digit) } }
                    }
                    button.btn.sub type="button" data-back aria-label=(frame.t("terminal-back-label")) { (frame.t("terminal-back")) }
                }
                p.actions {
                    button.btn { (frame.t("sign-in-go")) }
                    a.btn.sub href=(frame.href("/terminal")) { (frame.t("terminal-others")) }
                }
            }
            p.note { (frame.t("terminal-forgot")) }
        }
    };
    framed_with(frame, &title, &path, &["terminal.js"], &main)
}

/// What a device sees that is no terminal.
pub(crate) fn no_terminal(frame: Frame<'_>) -> Markup {
    let title = frame.t("terminal-none-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("terminal-none-lead")) }
            p.actions { a.btn href=(frame.href("/sign-in")) { (frame.t("sign-in-title")) } }
        }
    };
    framed(frame, &title, "/terminal", &main)
}
