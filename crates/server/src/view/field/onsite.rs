//! What is done on the sites: visits, the three areas, the end of a stage, and advice apart from every finding.

use app::access::Action;
use app::certification::field::Field;
use app::texts::arg;
use maud::{Markup, html};
use scheme::audit::{Area, Place, Stage};

use super::paper::ways;
use super::{Form, Given, address, closed, faults, framed, head, name, over, said};
use crate::view::{Frame, once};

/// The page.
pub(crate) fn page(frame: Frame<'_>, field: &Field, given: &Given) -> Markup {
    let title = frame.t("onsite-title");
    let path = format!("{}/paper/field", address(field));
    let closed = closed(frame, field);
    let may = closed.is_none() && field.audit().is_some_and(|audit| audit.status.place() == Place::Underway);
    // Advice is recorded of whoever gave it: of somebody who only looks on as well.
    let of_team = over(frame, field).is_none() && field.in_team(field.reader) && field.shown.may(Action::AuditConduct);
    let advises = of_team && field.is_underway();
    let to = |deed: &str| frame.href(&format!("{path}/{deed}"));
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "paper"))
            (ways(frame, field, "/field"))
            (faults(frame, given))
            @if let Some(closed) = &closed { p.notice { (closed) } }
            (next(frame, field))
            section.card {
                h2 { (frame.t("onsite-visits")) }
                (visits(frame, field))
                @if may { (visit(frame, field, (given, &to("visit")))) }
            }
            section.card {
                h2 { (frame.t("onsite-areas")) }
                p.note { (frame.t("onsite-areas-lead")) }
                ul.plain { @for area in Area::ALL { li { span { (area_said(frame, area)) } (covered(frame, field, area)) } } }
                @if may && !field.uncovered().is_empty() { (cover(frame, field, (given, &to("cover")))) }
            }
            section.card {
                h2 { (frame.t("onsite-stages")) }
                (stages(frame, field))
                @if may { (finish(frame, field, (given, &to("finish")))) }
            }
            section.card {
                h2 { (frame.t("onsite-advice")) }
                p.note { (frame.t("onsite-advice-lead")) }
                (advised(frame, field))
                @if advises { (advise(frame, (given, &to("advise")))) }
            }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

/// What is left to do here.
fn next(frame: Frame<'_>, field: &Field) -> Markup {
    let (sites, areas) = (field.unvisited(), field.uncovered());
    let names: Vec<String> = sites.iter().map(|site| field.site(*site)).collect();
    let areas: Vec<String> = areas.into_iter().map(|area| area_said(frame, area)).collect();
    let open =
        field.stages().into_iter().filter(|stage| !field.work().is_some_and(|work| work.results.contains_key(stage)));
    let open: Vec<String> = open.map(|stage| stage_said(frame, stage)).collect();
    let listed =
        |key: &str, names: &[String]| frame.texts.with(key, &[("names", arg(names.join(&frame.t("list-comma"))))]);
    html! {
        section.card {
            @if names.is_empty() && areas.is_empty() && open.is_empty() { p.lead { b { (frame.t("onsite-all-done")) } } }
            @if !names.is_empty() { p { (listed("onsite-unvisited", &names)) } }
            @if !areas.is_empty() { p { (listed("onsite-uncovered", &areas)) } }
            @if !open.is_empty() { p { (listed("onsite-unfinished", &open)) } }
        }
    }
}

pub(super) fn area_said(frame: Frame<'_>, area: Area) -> String {
    frame.t(&format!("onsite-area-{}", area.word()))
}

pub(super) fn stage_said(frame: Frame<'_>, stage: Stage) -> String {
    frame.t(&format!("onsite-stage-{}", stage.word()))
}

fn visits(frame: Frame<'_>, field: &Field) -> Markup {
    let visits = field.work().map(|work| work.visits.as_slice()).unwrap_or_default();
    html! {
        @if visits.is_empty() { p { (frame.t("onsite-no-visit")) } }
        ul.plain {
            @for visit in visits {
                @let people: Vec<String> = visit.by.iter().map(|person| name(frame, field, *person)).collect();
                li {
                    span { b { (field.site(visit.site)) } " " (frame.texts.date(visit.on, frame.today)) " " (stage_said(frame, visit.stage)) }
                    span { (people.join(&frame.t("list-comma"))) }
                    @if visit.remote.is_some() { span.note { (frame.texts.with("onsite-was-afar", &[("why", arg(said(field, visit.remote)))])) } }
                }
            }
        }
    }
}

fn visit(frame: Frame<'_>, field: &Field, (given, to): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "visit");
    let Some(work) = field.work() else { return html! {} };
    let open = field.unvisited();
    let first = open.iter().next().copied();
    html! {
        form.fields method="post" action=(to) {
            (once())
            (form.choices("stage", "onsite-stage", &stage_options(frame, field), work.terms.last_stage.word()))
            label for=(form.id("site")) { (frame.t("onsite-site")) }
            (form.fault("site"))
            select #(form.id("site")) name="site" {
                @for site in &work.terms.sites {
                    @let value = site.to_string();
                    option value=(value) selected[form.has("site", &value, first == Some(*site))] { (field.site(*site)) }
                }
            }
            (form.line("visited_on", "onsite-visited-on", &frame.today.to_string()))
            fieldset.choices #(form.id("by")) tabindex="-1" {
                legend { (frame.t("onsite-by")) }
                (form.fault("by"))
                @for person in work.team.keys() {
                    @let value = person.to_string();
                    label.check { input type="checkbox" name="by" value=(value) checked[form.has("by", &value, *person == field.reader)]; (name(frame, field, *person)) }
                }
            }
            label.check { input type="checkbox" name="afar" value="yes" checked[form.has("afar", "yes", false)]; (frame.t("onsite-afar")) }
            (form.area("remote", "onsite-remote", (2, "")))
            p.actions { button.btn.sub { (frame.t("onsite-visit-go")) } }
        }
    }
}

fn stage_options(frame: Frame<'_>, field: &Field) -> Vec<(&'static str, String)> {
    field.stages().into_iter().map(|stage| (stage.word(), stage_said(frame, stage))).collect()
}

fn covered(frame: Frame<'_>, field: &Field, area: Area) -> Markup {
    let done = field.work().is_some_and(|work| work.areas.contains(&area));
    html! { span.tag.good[done] { (frame.t(if done { "onsite-covered" } else { "onsite-not-covered" })) } }
}

fn cover(frame: Frame<'_>, field: &Field, (given, to): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "cover");
    let options: Vec<(&str, String)> =
        field.uncovered().into_iter().map(|area| (area.word(), area_said(frame, area))).collect();
    html! {
        form.fields method="post" action=(to) {
            (once())
            (form.choices("area", "onsite-area", &options, ""))
            (form.area("area_note", "onsite-note", (2, "")))
            p.actions { button.btn.sub { (frame.t("onsite-cover-go")) } }
        }
    }
}

fn stages(frame: Frame<'_>, field: &Field) -> Markup {
    let results = field.work().map(|work| &work.results);
    html! {
        dl.facts {
            @for result in results.into_iter().flat_map(|results| results.values()) {
                dt { (stage_said(frame, result.stage)) }
                dd {
                    (frame.texts.with("onsite-finished", &[("day", arg(frame.texts.date(result.last_day, frame.today)))])) " "
                    span.tag.good[result.ready].warn[!result.ready] { (frame.t(if result.ready { "onsite-ready" } else { "onsite-not-ready" })) }
                }
                dd.lines { (said(field, Some(result.note))) }
            }
        }
    }
}

fn finish(frame: Frame<'_>, field: &Field, (given, to): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "finish");
    let open =
        field.stages().into_iter().find(|stage| !field.work().is_some_and(|work| work.results.contains_key(stage)));
    html! {
        form.fields method="post" action=(to) {
            (once())
            (form.choices("finished", "onsite-stage", &stage_options(frame, field), open.map_or("", Stage::word)))
            (form.yes_no("ready", "onsite-is-ready", ("onsite-ready", "onsite-not-ready")))
            (form.area("whole", "onsite-whole", (3, "")))
            (form.line("last_day", "onsite-last-day", &frame.today.to_string()))
            p.actions { button.btn.sub { (frame.t("onsite-finish-go")) } }
        }
    }
}

fn advised(frame: Frame<'_>, field: &Field) -> Markup {
    let people = field.work().map(|work| &work.advised);
    let names: Vec<String> = people.into_iter().flatten().map(|person| name(frame, field, *person)).collect();
    html! {
        @if !names.is_empty() { p { (frame.texts.with("onsite-advised-by", &[("who", arg(names.join(&frame.t("list-comma"))))])) } }
    }
}

fn advise(frame: Frame<'_>, (given, to): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "advise");
    html! {
        details open[given.form == "advise"] {
            summary { (frame.t("onsite-advise")) }
            form.fields method="post" action=(to) {
                (once())
                (form.area("advice", "onsite-advice-words", (3, "")))
                (form.line("advised_on", "onsite-advised-on", &frame.today.to_string()))
                (form.area("advice_reason", "onsite-advice-reason", (2, "")))
                p.actions { button.btn.sub { (frame.t("onsite-advise-go")) } }
            }
        }
    }
}
