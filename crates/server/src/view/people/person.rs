//! One person of a body: what is to be done, what they are competent in, the duty of confidence, and all that was recorded.

use app::certification::application::CRITERIA;
use app::certification::people::{Deed, Good, Happened, Kept, Person, areas};
use app::industry::DIVISIONS;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use jiff::civil::Date;
use maud::{Markup, html};
use scheme::competence::{Area, Event, Status};

use super::form::Fields;
use super::{Frame, Given, area, dated, day, faults, framed, good, named, pledge, roles};
use crate::view::ours;

fn address(person: &Person) -> String {
    format!("/body/people/{}", person.person)
}

/// The page.
pub(crate) fn person(frame: Frame<'_>, catalogue: &Catalogue, shown: &Person, given: &Given) -> Markup {
    let title = named(frame, &shown.names, shown.person);
    let empty = Status::default();
    let status = shown.status().unwrap_or(&empty);
    let gone = matches!(status, Status::Left { on, .. } if *on <= frame.today);
    let known = areas(status, frame.today);
    let (key, next) = next(shown, status, &known, frame);
    let open = |deed: Deed| given.deed() == deed.word() || next == Some(deed);
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/people")) { (frame.t("people-title")) } }
            h1 { (title) }
            p {
                (roles(frame, &shown.roles))
                @if !shown.here { span.tag { (frame.t("people-not-here")) } }
            }
            (faults(frame, given, given.deed()))
            p.lead { (frame.t(key)) }
            @if !shown.records { p.note { (frame.t("people-who-records")) } }
            @if shown.records && shown.here {
                @if gone { p.notice { (frame.t("people-came-back")) } }
                (find(frame, catalogue, shown, given, (open(Deed::Find), next == Some(Deed::Find))))
                (pledging(frame, shown, given, (open(Deed::Pledge), next == Some(Deed::Pledge))))
            }
            section.card {
                h2 { (frame.t("people-competence")) }
                @if known.is_empty() { p { (frame.t("people-competent-in-nothing")) } }
                ul.plain { @for (one, stands) in &known { li { span { (area(frame, catalogue, one)) } (good(frame, *stands)) } } }
            }
            (confidence(frame, shown, status))
            @if shown.records && matches!(status, Status::Kept(_)) {
                (withdrawing(frame, catalogue, shown, &known, given))
                (leaving(frame, shown, given))
            }
            (history(frame, catalogue, shown))
        }
    };
    framed(frame, &title, &address(shown), &main)
}

/// What is to be done next, in a sentence, and by which form.
fn next(shown: &Person, status: &Status, known: &[(Area, Good)], frame: Frame<'_>) -> (&'static str, Option<Deed>) {
    let gone = matches!(status, Status::Left { on, .. } if *on <= frame.today);
    if !shown.here {
        return ("people-next-gone", None);
    }
    if gone || status.records().is_none() {
        return ("people-next-begin", Some(Deed::Pledge));
    }
    if !status.is_pledged_on(frame.today) {
        return ("people-next-pledge", Some(Deed::Pledge));
    }
    if !known.iter().any(|(_, good)| good.holds()) {
        return ("people-next-lacking", Some(Deed::Find));
    }
    if known.iter().any(|(_, good)| matches!(good, Good::Soon(_))) {
        return ("people-next-ending", Some(Deed::Find));
    }
    ("people-next-nothing", None)
}

fn find(frame: Frame<'_>, catalogue: &Catalogue, shown: &Person, given: &Given, (open, main): (bool, bool)) -> Markup {
    let fields = Fields::new(frame, Deed::Find.word(), given);
    let criteria = catalogue.criteria(CRITERIA).map(|(_, criteria)| criteria);
    html! {
        details.card open[open] {
            summary { h2 { (frame.t("people-find")) } }
            p { (frame.t("people-find-lead")) }
            form.fields method="post" action=(frame.href(&address(shown))) {
                (fields.begins())
                fieldset.choices {
                    legend id=(fields.id("areas")) { (frame.t("people-find-parts")) }
                    (fields.fault("areas"))
                    @if let Some(criteria) = criteria {
                        @for part in &criteria.parts {
                            label.check {
                                input type="checkbox" name="part" value=(part.id) checked[fields.has("part", &part.id)];
                                (frame.say(&part.mark)) " " (frame.say(&part.title))
                            }
                        }
                        p.note { (ours(frame.say(&criteria.ours))) }
                    }
                }
                label for=(fields.id("industry")) { (frame.t("people-find-industry")) }
                p.note { (frame.t("people-find-industry-note")) }
                select id=(fields.id("industry")) name="industry" { (industries(frame, catalogue, fields.value("industry"))) }
                (fields.line("from", "people-find-from", Some("people-day-note")))
                (fields.line("until", "people-find-until", Some("people-find-until-note")))
                (fields.text("evidence", "people-find-evidence", Some("people-find-evidence-note")))
                (fields.text("reason", "people-find-reason", Some("people-find-reason-note")))
                (fields.go("people-find-go", main))
            }
        }
    }
}

/// Each division with its middle groups.
fn industries(frame: Frame<'_>, catalogue: &Catalogue, chosen: &str) -> Markup {
    let known = catalogue.industries().map(|known| known.industries.as_slice()).unwrap_or_default();
    html! {
        option value="" { (frame.t("people-find-no-industry")) }
        @for division in &DIVISIONS {
            optgroup label=(format!("{} {}", division.letter, division.name(frame.texts.lang))) {
                option value=(division.letter) selected[chosen == division.letter] {
                    (frame.texts.with("people-find-division", &[("name", arg(division.name(frame.texts.lang)))]))
                }
                @for group in known.iter().filter(|group| group.code.len() > 1 && group.code.starts_with(division.letter)) {
                    option value=(group.code) selected[chosen == group.code] { (frame.texts.industry(group)) }
                }
            }
        }
    }
}

fn pledging(frame: Frame<'_>, shown: &Person, given: &Given, (open, main): (bool, bool)) -> Markup {
    let fields = Fields::new(frame, Deed::Pledge.word(), given);
    html! {
        details.card open[open] {
            summary { h2 { (frame.t("people-pledge")) } }
            p { (frame.t("people-pledge-lead")) }
            form.fields method="post" action=(frame.href(&address(shown))) {
                (fields.begins())
                (fields.line("from", "people-pledge-from", Some("people-day-note")))
                (fields.text("evidence", "people-pledge-evidence", Some("people-pledge-evidence-note")))
                (fields.go("people-pledge-go", main))
            }
        }
    }
}

fn withdrawing(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    shown: &Person,
    known: &[(Area, Good)],
    given: &Given,
) -> Markup {
    let held = known.iter().filter(|(_, good)| !matches!(good, Good::Over(_)));
    let options: Vec<(String, String)> = held.map(|(one, _)| (one.to_string(), area(frame, catalogue, one))).collect();
    let fields = Fields::new(frame, Deed::Withdraw.word(), given);
    html! {
        @if !options.is_empty() {
            details.card open[fields.is_sent()] {
                summary { h2 { (frame.t("people-withdraw")) } }
                p { (frame.t("people-withdraw-lead")) }
                form.fields method="post" action=(frame.href(&address(shown))) {
                    (fields.begins())
                    (fields.choice("area", "people-withdraw-area", &options))
                    (fields.line("on", "people-withdraw-on", Some("people-from-today-note")))
                    (fields.text("reason", "people-withdraw-reason", None))
                    (fields.go("people-withdraw-go", false))
                }
            }
        }
    }
}

fn leaving(frame: Frame<'_>, shown: &Person, given: &Given) -> Markup {
    let fields = Fields::new(frame, Deed::Leave.word(), given);
    html! {
        details.card open[fields.is_sent()] {
            summary { h2 { (frame.t("people-leave")) } }
            p { (frame.t("people-leave-lead")) }
            form.fields method="post" action=(frame.href(&address(shown))) {
                (fields.begins())
                (fields.line("on", "people-leave-on", Some("people-from-today-note")))
                (fields.go("people-leave-go", false))
            }
        }
    }
}

/// The pledge, and the duty by law, which stays after the end.
fn confidence(frame: Frame<'_>, shown: &Person, status: &Status) -> Markup {
    let duty = status.duty();
    html! {
        section.card {
            h2 { (frame.t("people-confidence")) }
            p { (pledge(frame, status)) }
            @if let Some(found) = duty.and_then(|duty| duty.pledge) { p.note { (frame.t("people-shown-by")) " " (shown.text(found.evidence)) } }
            p { (frame.t("people-duty")) }
            @if let Some(left) = duty.and_then(|duty| duty.left) { p.notice { (dated(frame, "people-duty-stays", left)) } }
        }
    }
}

fn history(frame: Frame<'_>, catalogue: &Catalogue, shown: &Person) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("people-history")) }
            @if shown.kept.is_empty() { p { (frame.t("people-history-none")) } }
            @for (at, kept) in shown.kept.iter().enumerate().rev() { (term(frame, catalogue, shown, (at + 1, kept))) }
        }
    }
}

/// One time that the person was with the body; told apart only where there were several.
fn term(frame: Frame<'_>, catalogue: &Catalogue, shown: &Person, (number, kept): (usize, &Kept)) -> Markup {
    html! {
        @if shown.kept.len() > 1 { h3 { (frame.texts.with("people-history-term", &[("n", arg(number))])) } }
        ul.plain { @for one in kept.happened.iter().rev() { li { div { (happened(frame, catalogue, shown, one)) } } } }
    }
}

fn happened(frame: Frame<'_>, catalogue: &Catalogue, shown: &Person, one: &Happened) -> Markup {
    let by = one.by.map_or_else(|| frame.t("history-installation"), |by| named(frame, &shown.names, by));
    let recorded = [("name", arg(by)), ("at", arg(frame.moment(one.at.as_microsecond())))];
    let (evidence, reason) = match &one.event {
        Event::Found { evidence, reason, .. } | Event::Renewed { evidence, reason, .. } => (Some(*evidence), *reason),
        Event::Pledged { evidence, .. } => (Some(*evidence), None),
        Event::Withdrawn { reason, .. } => (None, Some(*reason)),
        Event::Begun { .. } | Event::Left { .. } => (None, None),
    };
    html! {
        p { b { (sentence(frame, catalogue, &one.event)) } }
        @if let Some(evidence) = evidence { p { (frame.t("people-shown-by")) " " (shown.text(evidence)) } }
        @if let Some(reason) = reason { p { (frame.t("people-reason")) " " (shown.text(reason)) } }
        p.note { (frame.texts.with("people-recorded", &recorded)) }
    }
}

/// What happened, in a sentence.
fn sentence(frame: Frame<'_>, catalogue: &Catalogue, event: &Event) -> String {
    let found = |key: &str, found: &Area, from: Date, until: Date| {
        let (from, until) = (arg(day(frame, from)), arg(day(frame, until)));
        frame.texts.with(key, &[("area", arg(area(frame, catalogue, found))), ("from", from), ("until", until)])
    };
    match event {
        Event::Begun { .. } => frame.t("people-happened-begun"),
        Event::Found { area, from, until, .. } => found("people-happened-found", area, *from, *until),
        Event::Renewed { area, from, until, .. } => found("people-happened-renewed", area, *from, *until),
        Event::Withdrawn { area: lost, on, .. } => {
            let values = [("area", arg(area(frame, catalogue, lost))), ("day", arg(day(frame, *on)))];
            frame.texts.with("people-happened-withdrawn", &values)
        }
        Event::Pledged { from, .. } => dated(frame, "people-happened-pledged", *from),
        Event::Left { on } => dated(frame, "people-happened-left", *on),
    }
}
