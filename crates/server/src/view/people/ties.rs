//! What ties the people of a body to the client of a case, and what the company declared of earlier advice beside it.

use app::access::Action;
use app::certification::people::{Declared, Known, Tied, Ties, WORDS, word_of};
use app::texts::arg;
use jiff::civil::Date;
use maud::{Markup, html};
use record::PersonId;

use super::form::Fields;
use super::{Frame, Given, bars, dated, day, faults, framed, named, roles};
use crate::view::body::steps_of;
use crate::view::{once, ours};

fn address(ties: &Ties) -> String {
    format!("/body/cases/{}/ties", ties.head.row.stream)
}

/// The people who are with the body today, by name, for a choice.
fn people(frame: Frame<'_>, ties: &Ties) -> Vec<(String, String)> {
    let here = ties.people.iter().filter(|tied| !tied.roles.is_empty());
    let mut here: Vec<(String, String)> =
        here.map(|tied| (tied.person.to_string(), named(frame, &ties.names, tied.person))).collect();
    here.sort_by(|one, other| one.1.cmp(&other.1));
    here
}

/// The page.
pub(crate) fn ties(frame: Frame<'_>, ties: &Ties, given: &Given) -> Markup {
    let title = frame.texts.with("people-ties-of", &[("client", arg(ties.head.client.clone()))]);
    let open: Vec<&Declared> = ties.declared.iter().filter(|one| one.entered.is_empty()).collect();
    let records = ties.head.may(Action::CompetenceRecord);
    let (tied, free): (Vec<&Tied>, Vec<&Tied>) = ties.people.iter().partition(|tied| !tied.known.is_empty());
    let figures = ties.head.rules.figures;
    let years = [("advice", arg(figures.years_after_advice)), ("audit", arg(figures.years_after_internal_audit))];
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/people")) { (frame.t("people-title")) } }
            h1 { (title) }
            (steps_of(frame, (ties.head.row.stream, &ties.head.status), "ties", |action| ties.head.may(action)))
            (faults(frame, given, &sent(given)))
            @if open.is_empty() { p.lead { (frame.t("people-ties-lead")) } }
            @else { p.lead { (frame.texts.with("people-ties-declared-open", &[("n", arg(open.len()))])) } }
            @if !records { p.note { (frame.t("people-who-records")) } }
            (declared(frame, ties, given, records))
            section.card {
                h2 { (frame.t("people-ties-known")) }
                p { (frame.texts.with("people-ties-years", &years)) }
                p.note {
                    (frame.t(if ties.head.agreed { "people-rules-agreed" } else { "people-rules-today" })) " "
                    (ours(&frame.t("people-rules-ours")))
                }
                @if tied.is_empty() { p { (frame.t("people-ties-none")) } }
                @for one in &tied { (person(frame, ties, one, given, records)) }
                @if !free.is_empty() {
                    p { (frame.t("people-ties-free")) " " (free.iter().map(|one| named(frame, &ties.names, one.person)).collect::<Vec<_>>().join(&frame.t("list-comma"))) }
                    p.note { (frame.t("people-ties-free-note")) }
                }
            }
            @if records { (enter(frame, ties, given, open.is_empty())) }
        }
    };
    framed(frame, &title, &address(ties), &main)
}

/// How the ids of the fields of the form that was sent begin.
fn sent(given: &Given) -> String {
    let value = |name: &str| given.filled.value(name);
    match given.deed() {
        "declared" => format!("declared-{}", value("place")),
        deed @ ("end" | "strike") => format!("{deed}-{}-{}", value("person"), value("entry")),
        deed => deed.to_owned(),
    }
}

/// What the company declared; who it was is entered in one step.
fn declared(frame: Frame<'_>, ties: &Ties, given: &Given, records: bool) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("people-ties-declared")) }
            @if ties.declared.is_empty() { p { (frame.t("people-ties-declared-nobody")) } }
            @else { p { (frame.t("people-ties-declared-lead")) } }
            ul.plain { @for one in &ties.declared { li { div { (one_declared(frame, ties, one, given, records)) } } } }
        }
    }
}

fn one_declared(frame: Frame<'_>, ties: &Ties, one: &Declared, given: &Given, records: bool) -> Markup {
    let place = one.place.to_string();
    let fields = Fields::of(frame, "declared", given, &[("place", &place)]);
    let id = format!("declared-{place}-person");
    let people = people(frame, ties);
    let chosen = match (fields.value("person"), one.advice.person) {
        ("", Some(person)) => person.to_string(),
        (sent, _) => sent.to_owned(),
    };
    html! {
        p { b { (ties.text(one.advice.who)) } " " (span(frame, one.advice.from, one.advice.until)) }
        @if !one.entered.is_empty() {
            p { span.tag.good { (frame.t("people-ties-entered")) } " " (list(frame, ties, &one.entered)) }
        } @else if records {
            form.fields method="post" action=(frame.href(&address(ties))) {
                (once())
                input type="hidden" name="deed" value="declared";
                input type="hidden" name="place" value=(place);
                label for=(id) { (frame.t("people-ties-declared-who")) }
                (fields.fault("person"))
                select id=(id) name="person" {
                    option value="" { (frame.t("people-choose")) }
                    @for (value, name) in &people { option value=(value) selected[*value == chosen] { (name) } }
                }
                (fields.go("people-ties-declared-go", true))
            }
        } @else { p { span.tag.warn { (frame.t("people-ties-not-entered")) } } }
    }
}

fn list(frame: Frame<'_>, ties: &Ties, people: &[PersonId]) -> String {
    let names: Vec<String> = people.iter().map(|person| named(frame, &ties.names, *person)).collect();
    names.join(&frame.t("list-comma"))
}

/// From when until when; what goes on has no end.
fn span(frame: Frame<'_>, from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) if until == from => day(frame, from),
        Some(until) => {
            let (from, until) = (arg(day(frame, from)), arg(day(frame, until)));
            frame.texts.with("people-span", &[("from", from), ("until", until)])
        }
        None => dated(frame, "people-span-open", from),
    }
}

fn person(frame: Frame<'_>, ties: &Ties, tied: &Tied, given: &Given, records: bool) -> Markup {
    html! {
        h3 { a href=(frame.href(&format!("/body/people/{}", tied.person))) { (named(frame, &ties.names, tied.person)) } }
        p {
            (roles(frame, &tied.roles))
            @if tied.roles.is_empty() { span.tag { (frame.t("people-not-here")) } }
        }
        ul.plain { @for known in &tied.known { li { div { (entry(frame, ties, tied, known, given, records)) } } } }
    }
}

fn entry(frame: Frame<'_>, ties: &Ties, tied: &Tied, known: &Known, given: &Given, records: bool) -> Markup {
    let entry = &known.entry;
    let in_case = entry.tie.case() == Some(ties.head.row.stream);
    let open = records && known.own && entry.struck.is_none();
    html! {
        p {
            b { (frame.t(&format!("people-tie-{}", word_of(entry.tie).replace('_', "-")))) } " "
            (span(frame, entry.from, entry.until)) " "
            @if in_case { span.tag { (frame.t("people-tie-in-this-case")) } " " }
            @match &known.bar { Some(bar) => (bars(frame, bar)), None => span.tag { (frame.t("people-tie-struck")) } }
        }
        @if known.own {
            p { (frame.t("people-tie-source")) " " (ties.text(entry.source)) }
            @if let Some(ended) = known.ended { p { (frame.t("people-tie-ended-by")) " " (ties.text(ended)) } }
            @if let Some(struck) = entry.struck { p { (frame.t("people-tie-struck-why")) " " (ties.text(struck)) } }
            @let by = known.by.map_or_else(|| frame.t("history-installation"), |by| named(frame, &ties.names, by));
            p.note { (frame.texts.with("people-recorded", &[("name", arg(by)), ("at", arg(frame.moment(known.at.as_microsecond())))])) }
        } @else { p.note { (frame.t("people-tie-of-another")) } }
        @if open {
            @if entry.until.is_none() { (end(frame, ties, tied, known, given)) }
            (strike(frame, ties, tied, known, given))
        }
    }
}

fn end(frame: Frame<'_>, ties: &Ties, tied: &Tied, known: &Known, given: &Given) -> Markup {
    let (person, number) = (tied.person.to_string(), known.number.to_string());
    let fields = Fields::of(frame, "end", given, &[("person", &person), ("entry", &number)]);
    let id = |name: &str| format!("end-{person}-{number}-{name}");
    html! {
        details open[fields.is_sent()] {
            summary { (frame.t("people-tie-end")) }
            form.fields method="post" action=(frame.href(&address(ties))) {
                (once())
                (hidden("end", &person, &number))
                label for=(id("until")) { (frame.t("people-tie-end-until")) }
                (fields.fault("until"))
                input id=(id("until")) type="text" name="until" maxlength="40" autocomplete="off" value=(fields.value("until"));
                label for=(id("source")) { (frame.t("people-tie-enter-source")) }
                (fields.fault("source"))
                textarea id=(id("source")) name="source" rows="2" maxlength="2000" { (fields.value("source")) }
                (fields.go("people-tie-end-go", false))
            }
        }
    }
}

fn strike(frame: Frame<'_>, ties: &Ties, tied: &Tied, known: &Known, given: &Given) -> Markup {
    let (person, number) = (tied.person.to_string(), known.number.to_string());
    let fields = Fields::of(frame, "strike", given, &[("person", &person), ("entry", &number)]);
    let id = format!("strike-{person}-{number}-reason");
    html! {
        details open[fields.is_sent()] {
            summary { (frame.t("people-tie-strike")) }
            p.note { (frame.t("people-tie-strike-note")) }
            form.fields method="post" action=(frame.href(&address(ties))) {
                (once())
                (hidden("strike", &person, &number))
                label for=(id) { (frame.t("people-tie-strike-reason")) }
                (fields.fault("reason"))
                textarea id=(id) name="reason" rows="2" maxlength="2000" { (fields.value("reason")) }
                (fields.go("people-tie-strike-go", false))
            }
        }
    }
}

fn hidden(deed: &str, person: &str, number: &str) -> Markup {
    html! {
        input type="hidden" name="deed" value=(deed);
        input type="hidden" name="person" value=(person);
        input type="hidden" name="entry" value=(number);
    }
}

fn enter(frame: Frame<'_>, ties: &Ties, given: &Given, main: bool) -> Markup {
    let fields = Fields::new(frame, "enter", given);
    html! {
        details.card open[fields.is_sent()] {
            summary { h2 { (frame.t("people-tie-enter")) } }
            p { (frame.t("people-tie-enter-lead")) }
            form.fields method="post" action=(frame.href(&address(ties))) {
                (fields.begins())
                (fields.choice("person", "people-tie-enter-person", &people(frame, ties)))
                fieldset.choices {
                    legend id=(fields.id("tie")) { (frame.t("people-tie-enter-tie")) }
                    (fields.fault("tie"))
                    @for word in WORDS {
                        label.choice-line {
                            input type="radio" name="tie" value=(word) checked[fields.value("tie") == word];
                            " " (frame.t(&format!("people-tie-{}", word.replace('_', "-"))))
                        }
                    }
                    p.note { (ours(&frame.t("people-tie-ours"))) }
                }
                (fields.line("from", "people-tie-enter-from", Some("people-day-note")))
                (fields.line("until", "people-tie-enter-until", Some("people-tie-enter-until-note")))
                (fields.text("source", "people-tie-enter-source", Some("people-tie-enter-source-note")))
                (fields.go("people-tie-enter-go", main))
            }
        }
    }
}
