//! The people of a certification body: the list, one person, what ties people to the client of a case, advice.

mod advice;
mod form;
mod person;
mod ties;

use std::collections::BTreeMap;

use app::certification::application::CRITERIA;
use app::certification::people::{Filled, Good, Listed, People, ToDo, Wrong};
use app::industry::DIVISIONS;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use jiff::civil::Date;
use maud::{Markup, html};
use record::PersonId;
use scheme::competence::{Area, Status};
use scheme::partiality::Bar;
use scheme::rules::Strength;

use super::layout::{Layout, Switch, layout};
use super::{Frame, once};

pub(crate) use advice::advice;
pub(crate) use person::person;
pub(crate) use ties::ties;

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

/// What was sent and is shown again, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// The fields.
    pub(crate) filled: Filled,
    /// The names of those that cannot be read.
    pub(crate) wrong: Vec<Wrong>,
    /// What a rule says.
    pub(crate) why: Option<String>,
}

impl Given {
    fn deed(&self) -> &str {
        self.filled.value("deed")
    }

    fn is_some(&self) -> bool {
        self.why.is_some() || !self.wrong.is_empty()
    }
}

/// What is wrong, above the page; `form` is how the ids of its fields begin.
fn faults(frame: Frame<'_>, given: &Given, form: &str) -> Markup {
    if !given.is_some() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why) } }
            @if !given.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for name in &given.wrong { li { a href=(format!("#{form}-{name}")) { (frame.t(&format!("people-wrong-{name}"))) } } } }
            }
        }
    }
}

fn day(frame: Frame<'_>, day: Date) -> String {
    frame.texts.date(day, frame.today)
}

/// A sentence with a day.
fn dated(frame: Frame<'_>, key: &str, on: Date) -> String {
    frame.texts.with(key, &[("day", arg(day(frame, on)))])
}

fn named(frame: Frame<'_>, names: &BTreeMap<PersonId, String>, person: PersonId) -> String {
    names.get(&person).cloned().unwrap_or_else(|| frame.t("member-name-erased"))
}

/// An area in words: an industry with its code, or a part of the criteria with its mark.
fn area(frame: Frame<'_>, catalogue: &Catalogue, area: &Area) -> String {
    match area {
        Area::Industry(code) => {
            let division = DIVISIONS.iter().find(|division| division.letter == code);
            let division = division.map(|division| division.name(frame.texts.lang));
            let group = || catalogue.industries()?.industry(code).map(|industry| frame.say(&industry.name));
            match division.or_else(group) {
                Some(name) => format!("{name} ({code})"),
                None => code.clone(),
            }
        }
        Area::Criteria(word) => {
            let part = catalogue.criteria(CRITERIA).and_then(|(_, criteria)| criteria.part(word.as_str()));
            part.map_or_else(
                || word.to_string(),
                |part| format!("{} {}", frame.say(&part.mark), frame.say(&part.title)),
            )
        }
    }
}

/// Until when somebody is competent, in words.
fn good(frame: Frame<'_>, good: Good) -> Markup {
    let (key, on, tag) = match good {
        Good::Until(on) => ("people-good-until", on, "tag good"),
        Good::Soon(on) => ("people-good-until", on, "tag warn"),
        Good::From(on) => ("people-good-from", on, "tag"),
        Good::Over(on) => ("people-good-over", on, "tag warn"),
    };
    html! {
        span class=(tag) { (dated(frame, key, on)) }
        @if matches!(good, Good::Soon(_)) { " " span.note { (frame.texts.distance(on, frame.today)) } }
    }
}

fn roles(frame: Frame<'_>, roles: &[String]) -> Markup {
    html! {
        @for role in roles { span.tag { (frame.t(&format!("role-{role}"))) } " " }
    }
}

/// What a tie means for who would audit, in a few words: until when, and how strict the rule is.
fn bars(frame: Frame<'_>, bar: &Bar) -> Markup {
    let (open, until) = match bar.strength {
        Strength::Off => return html! { span.tag { (frame.t("people-bar-off")) } },
        Strength::Block => ("people-bar-block-open", "people-bar-block"),
        Strength::Warn => ("people-bar-warn-open", "people-bar-warn"),
    };
    match bar.bars_until {
        None => html! { span.tag.warn { (frame.t(open)) } },
        Some(last) if last < frame.today => html! { span.tag { (dated(frame, "people-bar-over", last)) } },
        Some(last) => html! { span.tag.warn { (dated(frame, until, last)) } },
    }
}

/// Whether confidence is pledged, in a few words.
fn pledge(frame: Frame<'_>, status: &Status) -> Markup {
    match status.duty().and_then(|duty| duty.pledge).filter(|pledge| pledge.from <= frame.today) {
        Some(pledge) => html! { span.tag.good { (dated(frame, "people-pledged", pledge.from)) } },
        None => html! { span.tag.warn { (frame.t("people-pledged-not")) } },
    }
}

/// The people of a body, those first of whom something is to be done.
pub(crate) fn list(frame: Frame<'_>, catalogue: &Catalogue, people: &People) -> Markup {
    let title = frame.t("people-title");
    let (here, gone): (Vec<&Listed>, Vec<&Listed>) = people.listed.iter().partition(|one| !one.roles.is_empty());
    let waiting = here.iter().filter(|one| !one.to_do.is_empty()).count();
    let first = here.iter().find(|one| !one.to_do.is_empty()).filter(|_| people.records);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if waiting == 0 { p.lead { (frame.t("people-nothing-to-do")) } }
            @else { p.lead { (frame.texts.with("people-to-do", &[("n", arg(waiting))])) } }
            @if let Some(one) = first {
                p.actions {
                    a.btn href=(frame.href(&format!("/body/people/{}", one.person))) {
                        (frame.texts.with("people-begin-with", &[("name", arg(named(frame, &people.names, one.person)))]))
                    }
                }
            }
            @if !people.records { p.note { (frame.t("people-who-records")) } }
            p.note { (frame.t("people-lead")) }
            @if here.is_empty() { p { (frame.t("people-nobody")) } }
            ul.members { @for one in &here { (entry(frame, catalogue, people, one)) } }
            @if !gone.is_empty() {
                details.card {
                    summary { (frame.t("people-gone")) }
                    p.note { (frame.t("people-gone-note")) }
                    ul.members { @for one in &gone { (entry(frame, catalogue, people, one)) } }
                }
            }
        }
    };
    framed(frame, &title, "/body/people", &main)
}

fn entry(frame: Frame<'_>, catalogue: &Catalogue, people: &People, one: &Listed) -> Markup {
    let begun = !one.to_do.contains(&ToDo::Begin);
    html! {
        li.card {
            a.door-to href=(frame.href(&format!("/body/people/{}", one.person))) { b { (named(frame, &people.names, one.person)) } }
            p.who {
                (roles(frame, &one.roles))
                @for what in &one.to_do { span.tag.warn { (frame.t(&format!("people-to-do-{}", what.word()))) } " " }
                @if let Status::Left { on, .. } = &one.status { span.tag { (dated(frame, "people-left-on", *on)) } " " }
                @if begun && !one.to_do.contains(&ToDo::Pledge) { (pledge(frame, &one.status)) }
            }
            @for (stands, words) in grouped(frame, catalogue, &one.areas) {
                p { (words) " " (good(frame, stands)) }
            }
        }
    }
}

/// Areas that stand alike, in one line.
fn grouped(frame: Frame<'_>, catalogue: &Catalogue, areas: &[(Area, Good)]) -> Vec<(Good, String)> {
    let mut groups: Vec<(Good, Vec<String>)> = Vec::new();
    for (one, stands) in areas {
        let words = area(frame, catalogue, one);
        match groups.iter_mut().find(|(known, _)| known == stands) {
            Some((_, group)) => group.push(words),
            None => groups.push((*stands, vec![words])),
        }
    }
    groups.sort_by_key(|(stands, _)| *stands);
    groups.into_iter().map(|(stands, words)| (stands, words.join(&frame.t("list-comma")))).collect()
}
