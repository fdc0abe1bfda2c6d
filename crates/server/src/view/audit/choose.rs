//! Who may be chosen for a team, who may with a reason, and for everybody else why not: in the body's own terms.

use app::certification::Ruling;
use app::certification::audit::ShownAudit;
use app::texts::arg;
use maud::{Markup, html};
use scheme::assignment::{Candidate, Impediment, Why};
use scheme::audit::Function;
use scheme::competence::Area;
use scheme::rules::{Rule, Strength};

use super::{Given, address, area, name};
use crate::view::{Frame, once};

/// Everything that keeps somebody out, a sentence each; what they are not competent in is one.
pub(super) fn why(frame: Frame<'_>, page: &ShownAudit, candidate: &Candidate) -> Vec<String> {
    let lacks = |impediment: &Impediment| match &impediment.why {
        Why::Competence { area, on } => Some((called(frame, page, area), *on)),
        Why::Role { .. }
        | Why::InCompany { .. }
        | Why::Advised { .. }
        | Why::AuditedInternally { .. }
        | Why::Interest { .. }
        | Why::NotDeclared
        | Why::DeclaredLate { .. }
        | Why::Declared { .. }
        | Why::Objection { .. }
        | Why::Function { .. }
        | Why::OwnWork { .. }
        | Why::OwnAdvice { .. }
        | Why::Pledge { .. } => None,
    };
    let others = candidate.impediments.iter().filter(|impediment| lacks(impediment).is_none());
    let mut said: Vec<String> = others
        .map(|impediment| Ruling::barring(candidate.person, impediment).words_naming(frame.texts, &page.names))
        .collect();
    let lacking: Vec<(String, Option<jiff::civil::Date>)> = candidate.impediments.iter().filter_map(lacks).collect();
    if let Some((_, first)) = lacking.iter().min_by_key(|(_, on)| *on) {
        let areas: Vec<&str> = lacking.iter().map(|(area, _)| area.as_str()).collect();
        let facts = [
            ("name", arg(name(frame, &page.names, candidate.person))),
            ("areas", arg(areas.join(&frame.t("list-comma")))),
            ("day", arg(first.map_or_else(|| frame.t("audit-barred-day-open"), |on| super::day(frame, on)))),
        ];
        said.push(frame.texts.with("audit-lacks-competence", &facts));
    }
    said
}

/// What an area of competence is called.
fn called(frame: Frame<'_>, page: &ShownAudit, area: &Area) -> String {
    match area {
        Area::Industry(code) => {
            let asked = page.shown.status.kept().and_then(|file| file.snapshot.content.industry);
            let known = asked.filter(|asked| asked.to_string() == *code).and(page.shown.industry);
            known.map_or_else(|| code.clone(), |known| format!("{code} {}", frame.say(known)))
        }
        Area::Criteria(word) => {
            let part = page.shown.criteria.and_then(|criteria| criteria.part(word.as_str()));
            part.map_or_else(
                || word.to_string(),
                |part| format!("{} {}", frame.say(&part.mark), frame.say(&part.title)),
            )
        }
    }
}

/// Those who may be chosen as one of `functions`, then the others.
pub(super) fn group(
    frame: Frame<'_>,
    page: &ShownAudit,
    given: &Given,
    (title, functions): (&str, &[Function]),
    candidates: &[Candidate],
) -> Markup {
    let is = |strength: Option<Strength>| move |candidate: &&Candidate| candidate.strength() == strength;
    let free: Vec<&Candidate> = candidates.iter().filter(is(None)).collect();
    let warned: Vec<&Candidate> = candidates.iter().filter(is(Some(Strength::Warn))).collect();
    // Whoever does not do this in the body at all stands by themselves.
    let lacks_role =
        |candidate: &&Candidate| candidate.impediments.iter().any(|one| matches!(one.why, Why::Role { .. }));
    let barred = candidates.iter().filter(is(Some(Strength::Block)));
    let (without, barred): (Vec<&Candidate>, Vec<&Candidate>) = barred.partition(lacks_role);
    html! {
        section.card {
            h3 { (frame.t(title)) }
            h4 { (frame.texts.with("audit-may-be-chosen", &[("n", arg(free.len()))])) }
            @if free.is_empty() { p { (frame.t("audit-nobody-may")) } }
            ul.plain { @for candidate in &free { li { b { (name(frame, &page.names, candidate.person)) } (form(frame, page, given, functions, candidate)) } } }
            @if !warned.is_empty() {
                h4 { (frame.texts.with("audit-may-with-reason", &[("n", arg(warned.len()))])) }
                ul.plain { @for candidate in &warned { li { div { (because(frame, page, candidate)) (form(frame, page, given, functions, candidate)) } } } }
            }
            @if !barred.is_empty() {
                h4 { (frame.texts.with("audit-may-not", &[("n", arg(barred.len()))])) }
                ul.plain { @for candidate in &barred { li { div { (because(frame, page, candidate)) } } } }
            }
            @if !without.is_empty() {
                details {
                    summary { (frame.texts.with("audit-without-role", &[("n", arg(without.len()))])) }
                    ul.plain { @for candidate in &without { li { div { (because(frame, page, candidate)) } } } }
                }
            }
        }
    }
}

fn because(frame: Frame<'_>, page: &ShownAudit, candidate: &Candidate) -> Markup {
    html! {
        b { (name(frame, &page.names, candidate.person)) }
        ul { @for said in why(frame, page, candidate) { li { (said) } } }
    }
}

/// Each rule that warns, once.
fn warnings(candidate: &Candidate) -> Vec<Rule> {
    let mut rules: Vec<Rule> = candidate.impediments.iter().filter_map(|impediment| impediment.why.rule()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn form(frame: Frame<'_>, page: &ShownAudit, given: &Given, functions: &[Function], candidate: &Candidate) -> Markup {
    let person = candidate.person.0.to_string();
    let group = functions.first().map_or("", |function| function.word());
    let form = format!("assign-{group}-{person}");
    let who = name(frame, &page.names, candidate.person);
    let chosen = given.value(&form, "function").unwrap_or_default();
    html! {
        form.fields method="post" action=(frame.href(&format!("{}/team/assign", address(&page.shown)))) {
            (once())
            input type="hidden" name="person" value=(person);
            input type="hidden" name="group" value=(group);
            @for rule in warnings(candidate) {
                @let title = frame.t(&format!("audit-rule-{}", rule.word()));
                @let label = frame.texts.with("audit-reason-for", &[("rule", arg(title))]);
                (area(frame, given, (&form, &format!("reason_{}", rule.word()), &label), ""))
            }
            label for=(format!("{form}-function")) { (frame.texts.with("audit-as-what", &[("name", arg(who))])) }
            select #(format!("{form}-function")) name="function" {
                @for function in functions { option value=(function.word()) selected[chosen == function.word()] { (frame.t(&format!("audit-function-{}", function.word()))) } }
            }
            p.actions { button.btn.sub { (frame.t("audit-assign-go")) } }
        }
    }
}
