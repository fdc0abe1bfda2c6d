//! Programme, days and plan of an audit for the body.

use app::access::Action;
use app::certification::audit::{ShownAudit, Step, proposed};
use app::texts::arg;
use maud::{Markup, html};
use scheme::audit::{Plan, Planned, Programme, Stage, Work};
use scheme::requirement::Counterpart;

use super::{
    Given, Words, address, area, day, faults, framed, is_over, line, named, planned, programme, said, sites,
    stage_name, state,
};
use crate::view::body::steps;
use crate::view::{Frame, once, ours};

/// How many people of the company a plan has room for.
pub(crate) const ATTENDANTS: usize = 6;
/// How many days a plan has room for.
pub(crate) const DAYS: usize = 5;

/// The page.
pub(crate) fn plan(frame: Frame<'_>, page: &ShownAudit, given: &Given) -> Markup {
    let title = frame.texts.with("audit-plan-of", &[("client", arg(page.shown.client.clone()))]);
    let path = format!("{}/audit", address(&page.shown));
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } }
            h1 { (title) }
            @if let Some(audit) = &page.audit { p { (state(frame, &audit.status)) } }
            (steps(frame, &page.shown, "audit"))
            (faults(frame, given))
            @match page.work() {
                Some(work) => {
                    (next(frame, page, work, given))
                    @for stage in stages(work) { (stage_of(frame, page, (work, stage), given)) }
                    @if work.terms.purpose.needs_programme() { (programme_of(frame, page, work, given)) }
                },
                None => {
                    p.notice { (frame.t("audit-not-opened")) }
                    p { a.btn.sub href=(frame.href(&format!("{}/team", address(&page.shown)))) { (frame.t("audit-to-team")) } }
                },
            }
        }
    };
    framed(frame, &title, &path, &main)
}

fn stages(work: &Work) -> impl Iterator<Item = Stage> {
    let last = work.terms.last_stage;
    Stage::ALL.into_iter().filter(move |stage| *stage <= last)
}

/// The one thing to do next, with its form.
fn next(frame: Frame<'_>, page: &ShownAudit, work: &Work, given: &Given) -> Markup {
    let prepares = page.shown.may(Action::AuditPrepare) && page.is_open();
    if is_over(&page.shown, &page.next) {
        return html! { p.notice { (frame.t("audit-case-over")) } };
    }
    let base = address(&page.shown);
    let link = |to: &str, key: &str| html! { p.actions { a.btn href=(frame.href(&format!("{base}/{to}"))) { (frame.t(key)) } } };
    html! {
        section.card {
            h2 { (frame.t("audit-next")) }
            p { (said(frame, &format!("audit-next-{}", page.next.word()), (&page.next, work.terms.last_stage, &page.names))) }
            @match &page.next {
                Step::Team | Step::Declare(_) | Step::TakeOut(_) | Step::Tell | Step::Reply(_) => (link("team", "audit-to-team")),
                Step::Programme if prepares => (programme_form(frame, page, work, given)),
                Step::Propose(stage) if prepares => (dates_form(frame, page, (work, *stage), given)),
                Step::Plan(stage) if prepares => (plan_form(frame, page, (work, *stage), given)),
                Step::Send(stage) if prepares => (send(frame, page, *stage)),
                Step::Begin if prepares => (begin(frame, page)),
                Step::Conduct(_) => (link("paper", "audit-to-paper")),
                Step::Report | Step::Reported => (link("findings", "audit-to-findings")),
                Step::Open | Step::Programme | Step::Propose(_) | Step::Choose(_) | Step::Plan(_) | Step::Send(_) | Step::Agree(_) | Step::Begin | Step::Stopped => {},
            }
            @if !page.shown.may(Action::AuditPrepare) { p.note { (frame.t("audit-who-prepares")) } }
        }
    }
}

fn send(frame: Frame<'_>, page: &ShownAudit, stage: Stage) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("{}/audit/send", address(&page.shown)))) {
            (once())
            input type="hidden" name="stage" value=(stage.word());
            p.actions { button.btn { (frame.t("audit-send-go")) } }
        }
    }
}

fn begin(frame: Frame<'_>, page: &ShownAudit) -> Markup {
    html! {
        p { (frame.t("audit-begin-lead")) }
        form method="post" action=(frame.href(&format!("{}/audit/begin", address(&page.shown)))) { (once()) p.actions { button.btn { (frame.t("audit-begin-go")) } } }
    }
}

/// What is planned of a stage, and how to change it.
fn stage_of(frame: Frame<'_>, page: &ShownAudit, (work, stage): (&Work, Stage), given: &Given) -> Markup {
    let known = work.stages.get(&stage).cloned().unwrap_or_default();
    let Planned { proposed, chosen, plan, sent_on } = &known;
    let done = work.results.get(&stage);
    let changes = page.shown.may(Action::AuditPrepare) && page.is_open() && done.is_none();
    let text = |text: record::Text| page.text(text).to_owned();
    let words = Words { sites: sites(&page.shown), names: &page.names, text: &text };
    let days: Vec<String> = proposed.iter().map(|on| day(frame, *on)).collect();
    html! {
        section.card {
            h2 { (stage_name(frame, work.terms.last_stage, stage)) }
            @if let Some(result) = done { p.notice { (frame.texts.with("audit-stage-done", &[("day", arg(day(frame, result.last_day)))])) } }
            dl.facts {
                dt { (frame.t("audit-dates-proposed")) } dd { @if days.is_empty() { (frame.t("audit-not-yet")) } @else { (days.join(&frame.t("list-comma"))) } }
                dt { (frame.t("audit-date-chosen")) } dd { (chosen.map_or_else(|| frame.t("audit-not-yet"), |on| day(frame, on))) }
                dt { (frame.t("audit-plan-sent")) } dd { (sent_on.map_or_else(|| frame.t("audit-not-yet"), |on| day(frame, on))) }
            }
            @if let Some(plan) = plan { (planned(frame, plan, &words)) }
            @if changes && page.next != Step::Propose(stage) && !proposed.is_empty() {
                details open[given.form == format!("dates-{}", stage.word())] { summary { (frame.t("audit-dates-again")) } (dates_form(frame, page, (work, stage), given)) }
            }
            @if changes && page.next != Step::Plan(stage) && chosen.is_some() {
                details open[given.form == format!("plan-{}", stage.word())] { summary { (frame.t(if plan.is_some() { "audit-plan-again" } else { "audit-plan-make" })) } (plan_form(frame, page, (work, stage), given)) }
            }
            @if changes && page.next != Step::Send(stage) && plan.is_some() && sent_on.is_none() { (send(frame, page, stage)) }
        }
    }
}

fn programme_of(frame: Frame<'_>, page: &ShownAudit, work: &Work, given: &Given) -> Markup {
    let changes = page.shown.may(Action::AuditPrepare) && page.is_open();
    html! {
        section.card {
            h2 { (frame.t("audit-programme")) }
            @match &work.programme {
                Some(known) => (programme(frame, known)),
                None => p { (frame.t("audit-not-yet")) },
            }
            @if changes && page.next != Step::Programme {
                details open[given.form == "programme"] { summary { (frame.t(if work.programme.is_some() { "audit-programme-again" } else { "audit-programme-make" })) } (programme_form(frame, page, work, given)) }
            }
        }
    }
}

fn programme_form(frame: Frame<'_>, page: &ShownAudit, work: &Work, given: &Given) -> Markup {
    let Some(rules) = &page.rules else { return html! {} };
    let suggested = work.programme.is_none();
    let Programme { begins, reports, renewal_by } =
        work.programme.clone().unwrap_or_else(|| proposed(work, rules, frame.today));
    let labels = (frame.t("audit-programme-begins"), frame.t("audit-programme-renewal"));
    let report = |year: u16| frame.texts.with("audit-programme-report", &[("year", arg(year))]);
    html! {
        p { (frame.texts.with("audit-programme-lead", &[("years", arg(rules.figures.years_of_certificate))])) }
        @if suggested { p.note { (ours(&frame.t("audit-ours"))) " " (frame.t("audit-programme-ours")) } }
        form.fields method="post" action=(frame.href(&format!("{}/audit/programme", address(&page.shown)))) {
            (once())
            (line(frame, given, ("programme", "begins", &labels.0), &begins.to_string()))
            @for year in 1..rules.figures.years_of_certificate {
                @let stands = reports.get(usize::from(year) - 1).map(ToString::to_string).unwrap_or_default();
                (line(frame, given, ("programme", &format!("report_{year}"), &report(year)), &stands))
            }
            (line(frame, given, ("programme", "renewal_by", &labels.1), &renewal_by.to_string()))
            p.note { (frame.t("audit-day-note")) }
            p.actions { button.btn { (frame.t("audit-programme-go")) } }
        }
    }
}

fn dates_form(frame: Frame<'_>, page: &ShownAudit, (work, stage): (&Work, Stage), given: &Given) -> Markup {
    let form = format!("dates-{}", stage.word());
    let proposed = work.stages.get(&stage).map(|planned| planned.proposed.clone()).unwrap_or_default();
    let wishes = page.shown.status.kept().map(|file| file.snapshot.content.wishes.clone()).unwrap_or_default();
    let wishes: Vec<String> = wishes.iter().map(|on| day(frame, *on)).collect();
    let label = |n: usize| frame.texts.with("audit-date-n", &[("n", arg(n))]);
    html! {
        @if !wishes.is_empty() { p.note { (frame.texts.with("audit-wishes", &[("days", arg(wishes.join(&frame.t("list-comma"))))])) } }
        form.fields method="post" action=(frame.href(&format!("{}/audit/dates", address(&page.shown)))) {
            (once())
            input type="hidden" name="stage" value=(stage.word());
            @for n in 1..=3 {
                @let stands = proposed.get(n - 1).map(ToString::to_string).unwrap_or_default();
                (line(frame, given, (&form, &format!("date_{n}"), &label(n)), &stands))
            }
            p.note { (frame.t("audit-day-note")) }
            p.actions { button.btn { (frame.t("audit-dates-go")) } }
        }
    }
}

/// How many half days are left for a stage: what the rule asks for, less those of the others.
fn left(work: &Work, stage: Stage) -> u16 {
    let others = work.stages.iter().filter(|(other, _)| **other != stage);
    let planned = others.filter_map(|(_, planned)| planned.plan.as_ref().map(|plan| plan.half_days));
    planned.fold(work.terms.half_days, u16::saturating_sub)
}

fn plan_form(frame: Frame<'_>, page: &ShownAudit, (work, stage): (&Work, Stage), given: &Given) -> Markup {
    let form = format!("plan-{}", stage.word());
    let known = work.stages.get(&stage).cloned().unwrap_or_default();
    let plan = known.plan.as_ref();
    let last = stage == work.terms.last_stage;
    let half_days = match plan {
        Some(plan) => plan.half_days.to_string(),
        None if last => left(work, stage).to_string(),
        None => String::new(),
    };
    let label = |key: &str| frame.t(key);
    html! {
        p { (frame.texts.with("audit-plan-lead", &[("n", arg(work.terms.half_days)), ("people", arg(named(frame, &page.names, work.team.keys())))])) }
        form.fields method="post" action=(frame.href(&format!("{}/audit/plan", address(&page.shown)))) {
            (once())
            input type="hidden" name="stage" value=(stage.word());
            (days_of(frame, given, &form, (plan, known.chosen)))
            (line(frame, given, (&form, "half_days", &label("audit-plan-half-days")), &half_days))
            (sites_of(frame, page, given, (&form, work, plan)))
            (area(frame, given, (&form, "sampling", &label("audit-plan-sampling-ask")), plan.and_then(|plan| plan.sampling).map_or("", |text| page.text(text))))
            (attendants(frame, page, given, (&form, plan)))
            @if last { (area(frame, given, (&form, "fewer_days", &label("audit-plan-fewer")), "")) }
            @if stage == Stage::Two && !work.results.contains_key(&Stage::One) { (area(frame, given, (&form, "sites_first", &label("audit-plan-sites-first")), "")) }
            p.actions { button.btn { (frame.t("audit-plan-go")) } }
        }
    }
}

fn days_of(
    frame: Frame<'_>,
    given: &Given,
    form: &str,
    (plan, chosen): (Option<&Plan>, Option<jiff::civil::Date>),
) -> Markup {
    let mut days: Vec<String> = plan.map_or(Vec::new(), |plan| plan.days.iter().map(ToString::to_string).collect());
    if days.is_empty() {
        days.extend(chosen.map(|on| on.to_string()));
    }
    let label = |n: usize| frame.texts.with("audit-day-n", &[("n", arg(n))]);
    html! {
        @for n in 1..=DAYS { (line(frame, given, (form, &format!("day_{n}"), &label(n)), days.get(n - 1).map_or("", String::as_str))) }
        p.note { (frame.t("audit-plan-days-note")) }
    }
}

fn sites_of(
    frame: Frame<'_>,
    page: &ShownAudit,
    given: &Given,
    (form, work, plan): (&str, &Work, Option<&Plan>),
) -> Markup {
    let id = format!("{form}-site");
    let known = sites(&page.shown);
    let called = |number: u16| {
        known.iter().find(|(one, _)| *one == number).map_or_else(|| number.to_string(), |(_, called)| called.clone())
    };
    let stands = |number: u16| plan.is_none_or(|plan| plan.sites.contains(&number));
    html! {
        fieldset.choices #(id) tabindex="-1" {
            legend { (frame.t("audit-plan-sites")) }
            @for number in &work.terms.sites {
                @let word = number.to_string();
                label.choice-line { input type="checkbox" name="site" value=(word) checked[given.chosen(form, "site", &word).unwrap_or_else(|| stands(*number))]; " " (called(*number)) }
            }
        }
    }
}

fn attendants(frame: Frame<'_>, page: &ShownAudit, given: &Given, (form, plan): (&str, Option<&Plan>)) -> Markup {
    let said = |one: &Counterpart| match one {
        Counterpart::Person(person) => super::name(frame, &page.names, *person),
        Counterpart::Named(text) => page.text(*text).to_owned(),
    };
    let known: Vec<String> = plan.map_or(Vec::new(), |plan| plan.attendants.iter().map(said).collect());
    let label = |n: usize| frame.texts.with("audit-attendant-n", &[("n", arg(n))]);
    html! {
        p { (frame.t("audit-attendants-lead")) }
        @for n in 1..=ATTENDANTS { (line(frame, given, (form, &format!("attendant_{n}"), &label(n)), known.get(n - 1).map_or("", String::as_str))) }
    }
}
