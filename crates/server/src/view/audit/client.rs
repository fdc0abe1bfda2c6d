//! The audit as the company sees it: who comes, until when it may object, which day, the plan, and what follows.

use app::access::Action;
use app::certification::audit::{ClientAudit, ClientStage, Step, TeamMember};
use app::texts::arg;
use maud::{Markup, html};
use record::StreamId;
use scheme::audit::{Objection, Stage};

use super::{Given, Words, area, day, faults, framed, is_over, name, planned, programme, said, sites, stage_name};
use crate::view::body::client_steps;
use crate::view::{Frame, once};

/// The page.
pub(crate) fn client(frame: Frame<'_>, application: StreamId, page: &ClientAudit, given: &Given) -> Markup {
    let title = frame.texts.with("audit-client-of", &[("body", arg(page.shown.body.clone()))]);
    let path = format!("/applications/{application}/audit");
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/applications")) { (frame.t("applications-title")) } }
            h1 { (title) }
            (client_steps(frame, application, &page.shown, "audit"))
            (faults(frame, given))
            (next(frame, page, &path, given))
            @if !page.team.is_empty() { (team(frame, page, &path, given)) }
            @for stage in &page.stages { (stage_of(frame, page, stage)) }
            @if let Some(known) = &page.programme {
                section.card { h2 { (frame.t("audit-client-programme")) } p { (frame.t("audit-client-programme-lead")) } (programme(frame, known)) }
            }
        }
    };
    framed(frame, &title, &path, &main)
}

/// As the company reads a step: what the body does by itself is one.
fn word(step: &Step) -> &'static str {
    match step {
        Step::Open | Step::Team | Step::Declare(_) | Step::TakeOut(_) | Step::Tell => "choosing",
        Step::Reply(_) => "reply",
        Step::Programme | Step::Propose(_) | Step::Plan(_) | Step::Send(_) => "prepare",
        Step::Choose(_) => "choose",
        Step::Agree(_) => "agree",
        Step::Begin => "begin",
        Step::Conduct(_) => "conduct",
        Step::Report => "report",
        Step::Reported => "reported",
        Step::Stopped => "stopped",
    }
}

fn last(page: &ClientAudit) -> Stage {
    page.stages.last().map_or(Stage::One, |stage| stage.stage)
}

/// A stage for which the company is to choose a day.
fn to_choose(page: &ClientAudit) -> Option<&ClientStage> {
    let waits = |stage: &&ClientStage| !stage.proposed.is_empty() && stage.chosen.is_none() && stage.done_on.is_none();
    page.stages.iter().find(waits).filter(|_| page.stopped.is_none())
}

/// The one thing to do next.
fn next(frame: Frame<'_>, page: &ClientAudit, path: &str, given: &Given) -> Markup {
    let Some(step) = &page.next else { return html! { p.notice { (frame.t("audit-client-not-agreed")) } } };
    if is_over(&page.shown, step) {
        return html! { p.notice { (frame.t("audit-case-over")) } };
    }
    let open = page.shown.status.over_on().is_none() && page.stopped.is_none();
    let answers = page.shown.may(Action::AuditAnswer);
    let waits = open && page.team.iter().any(|member| member.waits(frame.today));
    let choose = to_choose(page).filter(|_| open);
    let until = page.team.iter().filter(|member| member.waits(frame.today)).map(|member| member.object_until).min();
    html! {
        section.card {
            h2 { (frame.t("audit-next")) }
            @if let Some((on, reason)) = &page.stopped {
                p { (frame.texts.with("audit-was-stopped", &[("day", arg(day(frame, *on))), ("reason", arg(page.text(*reason).to_owned()))])) }
            } @else if let Some(until) = until.filter(|_| waits) {
                p { (frame.texts.with("audit-client-look-at-team", &[("day", arg(day(frame, until)))])) }
                @if answers { (agree(frame, path)) }
            } @else if let Some(stage) = choose {
                p { (frame.texts.with("audit-client-choose", &[("stage", arg(stage_name(frame, last(page), stage.stage)))])) }
            } @else {
                p { (said(frame, &format!("audit-client-{}", word(step)), (step, last(page), &page.names))) }
            }
            @if let Some(stage) = choose { @if answers { (dates(frame, page, (path, stage), given)) } }
            @if (waits || choose.is_some()) && !answers { p.note { (frame.t("audit-who-answers")) } }
        }
    }
}

fn agree(frame: Frame<'_>, path: &str) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("{path}/agree"))) { (once()) p.actions { button.btn { (frame.t("audit-agree-go")) } a.btn.sub href="#team" { (frame.t("audit-object-to")) } } }
    }
}

fn dates(frame: Frame<'_>, page: &ClientAudit, (path, stage): (&str, &ClientStage), given: &Given) -> Markup {
    let form = format!("choose-{}", stage.stage.word());
    let id = format!("{form}-date");
    let chosen = given.value(&form, "date").unwrap_or_default();
    let name = stage_name(frame, last(page), stage.stage);
    html! {
        form.fields method="post" action=(frame.href(&format!("{path}/choose"))) {
            (once())
            input type="hidden" name="stage" value=(stage.stage.word());
            fieldset.choices #(id) tabindex="-1" {
                legend { (frame.texts.with("audit-choose-day", &[("stage", arg(name))])) }
                (given.fault(frame, &id))
                @for on in &stage.proposed {
                    @let value = on.to_string();
                    label.choice-line { input type="radio" name="date" value=(value) checked[chosen == value]; " " (day(frame, *on)) }
                }
            }
            p.actions { button.btn { (frame.t("audit-choose-day-go")) } }
        }
    }
}

fn team(frame: Frame<'_>, page: &ClientAudit, path: &str, given: &Given) -> Markup {
    html! {
        section #team {
            h2 { (frame.t("audit-client-team")) }
            p { (frame.t("audit-client-team-lead")) }
            ul.members { @for member in &page.team { li.card { (one(frame, page, (member, path), given)) } } }
        }
    }
}

fn one(frame: Frame<'_>, page: &ClientAudit, (member, path): (&TeamMember, &str), given: &Given) -> Markup {
    let open = page.shown.status.over_on().is_none() && page.stopped.is_none();
    let until = [("day", arg(day(frame, member.object_until)))];
    let with = |key: &str, text: record::Text| frame.texts.with(key, &[("reason", arg(page.text(text).to_owned()))]);
    let said = match member.objection {
        Some(Objection::Open { reason }) => with("audit-client-objected", reason),
        Some(Objection::Dismissed { reason }) => with("audit-client-dismissed", reason),
        None if member.agreed => frame.t("audit-client-agreed"),
        None if member.may_object(frame.today) => frame.texts.with("audit-client-until", &until),
        None => frame.texts.with("audit-client-was-until", &until),
    };
    html! {
        b { (name(frame, &page.names, member.person)) } " " span.tag { (frame.t(&format!("audit-function-{}", member.function.word()))) }
        p { (said) }
        @if open && member.may_object(frame.today) && page.shown.may(Action::AuditAnswer) { (object(frame, page, (member, path), given)) }
    }
}

fn object(frame: Frame<'_>, page: &ClientAudit, (member, path): (&TeamMember, &str), given: &Given) -> Markup {
    let form = format!("object-{}", member.person.0);
    let who = name(frame, &page.names, member.person);
    let label = frame.t("audit-object-reason");
    html! {
        details open[given.form == form] {
            summary { (frame.texts.with("audit-object", &[("name", arg(who))])) }
            form.fields method="post" action=(frame.href(&format!("{path}/object"))) {
                (once())
                input type="hidden" name="person" value=(member.person.0.to_string());
                (area(frame, given, (&form, "reason", &label), ""))
                p.actions { button.btn.sub { (frame.t("audit-object-go")) } }
            }
        }
    }
}

fn stage_of(frame: Frame<'_>, page: &ClientAudit, stage: &ClientStage) -> Markup {
    let text = |text: record::Text| page.text(text).to_owned();
    let words = Words { sites: sites(&page.shown), names: &page.names, text: &text };
    html! {
        section.card {
            h2 { (stage_name(frame, last(page), stage.stage)) }
            @if let Some(on) = stage.done_on { p.notice { (frame.texts.with("audit-stage-done", &[("day", arg(day(frame, on)))])) } }
            p {
                @match stage.chosen {
                    Some(on) => (frame.texts.with("audit-client-chosen", &[("day", arg(day(frame, on)))])),
                    None if stage.proposed.is_empty() => (frame.t("audit-client-no-dates")),
                    None => (frame.t("audit-client-dates-there")),
                }
            }
            @match &stage.plan {
                Some(plan) => (planned(frame, plan, &words)),
                None => p.note { (frame.t("audit-client-no-plan")) },
            }
        }
    }
}
