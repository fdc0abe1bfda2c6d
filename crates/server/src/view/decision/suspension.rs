//! A suspension: what the body does with it, and what has been. What the company sees of it is said here as well.

use app::access::Action;
use app::certification::decision::{File, known};
use app::certification::dossier::Standing;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use jiff::civil::Date;
use maud::{Markup, html};
use scheme::certificate;
use scheme::decision::Kind;
use scheme::suspension::{Ground, Known, Said, Status};

use super::{Given, address, area, aside, fault, form, line, on, word};
use crate::view::{Frame, once};

/// How many conditions a form has.
pub(crate) const CONDITIONS: usize = 4;

/// What the body does with the suspension that is open, or begins one.
pub(super) fn suspending(frame: Frame<'_>, catalogue: &Catalogue, file: &File, given: &Given) -> Markup {
    let may = file.shown.may(Action::CertificateMaintain);
    match file.suspension() {
        Some(one) => html! {
            (said(frame, catalogue, file, one))
            @if may { (next(frame, file, one, given)) } @else { p.note { (frame.t("suspending-who")) } }
        },
        None => {
            let status = file.certificate().map(|one| &one.status);
            let good = status.is_some_and(|status| certificate::standing(status, frame.today).is_valid());
            // Its scope was made narrower instead of lifting the suspension, and the rest waits to be good again.
            let waits = status.is_some_and(|status| matches!(status, certificate::Status::Suspended(_)));
            html! {
                @if may && good { (propose(frame, file, given)) }
                @if may && waits { (lift(frame, file, &format!("{}/certificate", address(file)))) }
            }
        }
    }
}

fn propose(frame: Frame<'_>, file: &File, given: &Given) -> Markup {
    html! {
        details.card open[given.is_of("suspend")] {
            summary { (frame.t("suspending-propose")) }
            p { (frame.t("suspending-propose-lead")) }
            (aside(frame, &format!("{}/certificate/suspend", address(file)), "suspending-propose-go", &html! {
                fieldset.choices {
                    legend #suspend-grounds { (frame.t("suspending-grounds")) }
                    (fault(frame, given, "suspend", "grounds"))
                    @for ground in Ground::ALL {
                        label.choice-line { input type="checkbox" name="grounds" value=(ground.word()) checked[given.has("suspend", "grounds", ground.word())]; " " (self::ground(frame, ground)) }
                    }
                }
                (area(frame, given, ("suspend", "reason"), "judging-reason", ""))
                fieldset.part #suspend-conditions {
                    legend { (frame.t("suspending-conditions")) }
                    p.note { (frame.t("suspending-conditions-note")) }
                    @for at in 1..=CONDITIONS {
                        @let name = format!("condition-{at}");
                        input type="text" name=(name) maxlength="400" aria-label=(frame.texts.with("suspending-condition", &[("n", arg(at))])) value=(given.value("suspend", &name).unwrap_or_default());
                    }
                }
            }))
        }
    }
}

fn ground(frame: Frame<'_>, ground: Ground) -> String {
    frame.t(&format!("suspending-ground-{}", word(ground.word())))
}

/// What is to be done with it now.
fn next(frame: Frame<'_>, file: &File, one: &Standing<Status>, given: &Given) -> Markup {
    let base = format!("{}/certificate", address(file));
    match &one.status {
        Status::Proposed(known) => html! {
            @if known.speak_by.is_none() { (invite(frame, &base, given)) } @else { (hear(frame, &base, known, given)) }
            @if known.proposal.is_request() { (impose(frame, file, &base, given)) }
            (drop(frame, &base, given))
        },
        Status::Heard(_) => html! { (impose(frame, file, &base, given)) (drop(frame, &base, given)) },
        Status::InForce { known, .. } => html! {
            (meet(frame, file, &base, known, given))
            (lift(frame, file, &base))
        },
        Status::Unproposed | Status::Lifted { .. } | Status::Concluded { .. } | Status::Dropped { .. } => html! {},
    }
}

fn invite(frame: Frame<'_>, base: &str, given: &Given) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("suspending-invite")) }
            p { (frame.t("suspending-invite-lead")) }
            (form(frame, &format!("{base}/invite"), "suspending-invite-go", &line(frame, given, ("invite", "until"), "suspending-speak-by", "")))
        }
    }
}

fn hear(frame: Frame<'_>, base: &str, known: &Known, given: &Given) -> Markup {
    let over = known.speak_by.is_some_and(|speak_by| speak_by < frame.today);
    html! {
        section.card {
            h2 { (frame.t("suspending-hear")) }
            p { (frame.t("suspending-hear-lead")) }
            (form(frame, &format!("{base}/hear"), "suspending-hear-go", &area(frame, given, ("hear", "words"), "suspending-words", "")))
            @if over {
                form method="post" action=(frame.href(&format!("{base}/nothing"))) {
                    (once()) p.actions { button.btn.sub { (frame.t("suspending-nothing-go")) } }
                }
            }
        }
    }
}

fn impose(frame: Frame<'_>, file: &File, base: &str, given: &Given) -> Markup {
    let months = file.rules.as_ref().map_or(0, |rules| rules.figures.months_of_suspension);
    html! {
        section.card {
            h2 { (frame.t("suspending-impose")) }
            @if file.newest_is(Kind::Suspend) {
                p { (frame.texts.with("suspending-impose-lead", &[("n", arg(months))])) }
                (form(frame, &format!("{base}/impose"), "suspending-impose-go", &html! {
                    (line(frame, given, ("impose", "from"), "suspending-from", &frame.today.to_string()))
                    (line(frame, given, ("impose", "limit"), "suspending-limit", ""))
                }))
            } @else { (decide_first(frame, file, "suspending-decide-suspend")) }
        }
    }
}

/// The way to the decision that is needed first.
fn decide_first(frame: Frame<'_>, file: &File, key: &str) -> Markup {
    html! { p { (frame.t(key)) " " a href=(frame.href(&format!("{}/decision", address(file)))) { (frame.t("judging-title")) } } }
}

fn meet(frame: Frame<'_>, file: &File, base: &str, known: &Known, given: &Given) -> Markup {
    let open: Vec<(u16, record::Text)> =
        (1_u16..).zip(known.proposal.conditions.iter().copied()).filter(|(n, _)| !known.met.contains(n)).collect();
    html! {
        @if !open.is_empty() {
            section.card {
                h2 { (frame.t("suspending-meet")) }
                (form(frame, &format!("{base}/meet"), "suspending-meet-go", &html! {
                    fieldset.choices {
                        legend #meet-condition { (frame.t("suspending-meet-which")) }
                        (fault(frame, given, "meet", "condition"))
                        @for (n, condition) in &open {
                            label.choice-line { input type="radio" name="condition" value=(n) checked[given.has("meet", "condition", &n.to_string())]; " " (n) ". " (file.shown.text(*condition)) }
                        }
                    }
                    (area(frame, given, ("meet", "shows"), "suspending-shows", ""))
                }))
            }
        }
    }
}

fn lift(frame: Frame<'_>, file: &File, base: &str) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("suspending-lift")) }
            @if file.newest_is(Kind::Restore) {
                p { (frame.t("suspending-lift-lead")) }
                form method="post" action=(frame.href(&format!("{base}/lift"))) {
                    (once()) p.actions { button.btn { (frame.t("suspending-lift-go")) } }
                }
            } @else { (decide_first(frame, file, "suspending-decide-restore")) }
        }
    }
}

fn drop(frame: Frame<'_>, base: &str, given: &Given) -> Markup {
    html! {
        details.card open[given.is_of("drop")] {
            summary { (frame.t("suspending-drop")) }
            (aside(frame, &format!("{base}/drop"), "suspending-drop-go", &area(frame, given, ("drop", "reason"), "judging-reason", "")))
        }
    }
}

/// What is known of a suspension, and how it stands.
pub(super) fn said(frame: Frame<'_>, catalogue: &Catalogue, file: &File, one: &Standing<Status>) -> Markup {
    let Some(known) = known(&one.status) else { return html! {} };
    let both = |day: Date| frame.texts.day(catalogue, day);
    let grounds: Vec<String> = known.proposal.grounds.iter().map(|one| ground(frame, *one)).collect();
    html! {
        section.card {
            h2 { (frame.t("suspending-title")) " " span.tag.warn { (frame.t(&format!("suspending-state-{}", word(one.status.word())))) } }
            @match &one.status {
                Status::InForce { term, .. } | Status::Lifted { term, .. } | Status::Concluded { term, .. } => {
                    p { (frame.texts.with("suspending-term", &[("from", arg(both(term.from))), ("limit", arg(both(term.limit)))])) }
                    @if matches!(one.status, Status::InForce { .. }) && term.limit < frame.today { p.notice { (frame.t("suspending-over")) } }
                },
                Status::Dropped { reason, .. } => p { (file.shown.text(*reason)) },
                Status::Unproposed | Status::Proposed(_) | Status::Heard(_) => {},
            }
            dl.facts {
                dt { (frame.t("suspending-grounds")) } dd { (grounds.join(&frame.t("list-comma"))) }
                dt { (frame.t("judging-reason")) } dd.lines { (file.shown.text(known.proposal.reason)) }
                @if !known.proposal.conditions.is_empty() { dt { (frame.t("suspending-conditions")) } }
                @for (n, condition) in (1_u16..).zip(&known.proposal.conditions) {
                    dd { (n) ". " (file.shown.text(*condition)) @if known.met.contains(&n) { " " span.tag.good { (frame.t("suspending-met")) } } }
                }
                @if let Some(speak_by) = known.speak_by { dt { (frame.t("suspending-speak-by")) } dd { (both(speak_by)) } }
                @if let Some(words) = known.said {
                    dt { (frame.t("suspending-words")) }
                    dd.lines { @match words { Said::Words(words) => (file.shown.text(words)), Said::Nothing => (frame.t("suspending-said-nothing")) } }
                }
            }
        }
    }
}

/// Suspensions that are over, the newest first.
pub(super) fn history(frame: Frame<'_>, catalogue: &Catalogue, file: &File) -> Markup {
    let open = file.suspension().map(|one| one.row.stream);
    let over: Vec<&Standing<Status>> =
        file.dossier.suspensions.iter().rev().filter(|one| Some(one.row.stream) != open).collect();
    html! {
        @if !over.is_empty() {
            details.card {
                summary { (frame.texts.with("suspending-history", &[("n", arg(over.len()))])) }
                @for one in over { (said(frame, catalogue, file, one)) @if let Some(ended) = ended(&one.status) { p.note { (on(frame, "suspending-ended", ended)) } } }
            }
        }
    }
}

fn ended(status: &Status) -> Option<Date> {
    match status {
        Status::Lifted { on, .. } | Status::Concluded { on, .. } | Status::Dropped { on, .. } => Some(*on),
        Status::Unproposed | Status::Proposed(_) | Status::Heard(_) | Status::InForce { .. } => None,
    }
}
