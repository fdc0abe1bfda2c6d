//! What happened, as a table that can be narrowed, printed and taken away.

use app::history::{Asked, Entry, HistoryPage, Part, SealedUntil};
use app::texts::arg;
use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// The page.
pub(crate) struct Shown<'a> {
    /// Its entries.
    pub(crate) page: &'a HistoryPage,
    /// What was asked for.
    pub(crate) asked: &'a Asked,
    /// What was typed as days and could not be read, to be shown again: from, until.
    pub(crate) unread: [Option<&'a str>; 2],
    /// Whether the reader may take it out.
    pub(crate) export: bool,
}

/// What happened, the newest first.
pub(crate) fn history(frame: Frame<'_>, shown: &Shown<'_>) -> Markup {
    let title = frame.t("history-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (frame.t("history-lead")) }
            p.note { (sealed(frame, shown.page.sealed)) }
            (narrow(frame, shown))
            @if shown.export { (take_out(frame, shown.asked)) }
            @if shown.page.entries.is_empty() { p { (frame.t("history-none")) } } @else { (table(frame, shown)) }
            @if let Some(next) = shown.page.next {
                p.actions { a.btn.sub href=(format!("{}?{}", frame.href("/history"), query(shown.asked, Some(next)))) { (frame.t("history-older")) } }
            }
        }
    };
    framed(frame, &title, "/history", &main)
}

/// How far the log holds what happened, so that a change of it would show.
fn sealed(frame: Frame<'_>, until: SealedUntil) -> String {
    match until.at {
        Some(at) if until.waiting == 0 => frame.texts.with("history-sealed", &[("at", arg(frame.moment(at)))]),
        Some(at) => {
            let values = [("at", arg(frame.moment(at))), ("n", arg(until.waiting))];
            frame.texts.with("history-sealed-waiting", &values)
        }
        None => frame.t("history-sealed-never"),
    }
}

/// What was asked for, as it stands in an address.
fn query(asked: &Asked, before: Option<i64>) -> String {
    let parts = [
        asked.person.map(|person| format!("person={person}")),
        asked.part.map(|part| format!("part={}", part.word())),
        asked.from.map(|day| format!("from={day}")),
        asked.until.map(|day| format!("until={day}")),
        asked.about.map(|about| format!("about={about}")),
        before.map(|before| format!("before={before}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("&")
}

fn narrow(frame: Frame<'_>, shown: &Shown<'_>) -> Markup {
    let asked = shown.asked;
    let some = *asked != Asked::default() || shown.unread.iter().any(Option::is_some);
    let days = [("from", asked.from, "history-from", 0), ("until", asked.until, "history-until", 1)];
    let first = shown.unread.iter().position(Option::is_some);
    html! {
        @if first.is_some() { div.faults role="alert" { p { (frame.t("history-day-fault")) } } }
        form.narrow.card method="get" action=(frame.href("/history")) aria-label=(frame.t("history-narrow")) {
            label { (frame.t("history-who"))
                select name="person" {
                    option value="" { (frame.t("history-all")) }
                    @for (person, name) in &shown.page.persons { option value=(person) selected[asked.person == Some(*person)] { (name) } }
                }
            }
            label { (frame.t("history-part"))
                select name="part" {
                    option value="" { (frame.t("history-all")) }
                    @for part in Part::ALL { option value=(part.word()) selected[asked.part == Some(part)] { (frame.t(&format!("part-{}", part.word()))) } }
                }
            }
            @for (name, day, key, at) in days {
                @let unread = shown.unread[at];
                label { (frame.t(key))
                    input type="text" name=(name) autocomplete="off" placeholder=(frame.today) autofocus[first == Some(at)] aria-invalid=[unread.map(|_| "true")]
                        value=(unread.map_or_else(|| day.map(|day| day.to_string()).unwrap_or_default(), str::to_owned));
                }
            }
            @if let Some(about) = asked.about { input type="hidden" name="about" value=(about); }
            p.actions {
                button.btn.sub { (frame.t("history-show")) }
                @if some { a href=(frame.href("/history")) { (frame.t("history-show-all")) } }
            }
        }
        @if asked.about.is_some() { p.notice { (frame.t("history-about-one")) } }
    }
}

fn take_out(frame: Frame<'_>, asked: &Asked) -> Markup {
    let query = query(asked, None);
    let to = |ending: &str| format!("{}?{query}", frame.href(&format!("/history.{ending}")));
    html! {
        p.actions.take-out {
            a.btn.sub href=(to("xlsx")) { (frame.t("history-xlsx")) }
            a.btn.sub href=(to("csv")) { (frame.t("history-csv")) }
            a.btn.sub href=(to("json")) { (frame.t("history-json")) }
        }
    }
}

fn table(frame: Frame<'_>, shown: &Shown<'_>) -> Markup {
    html! {
        table.events.stack {
            caption.note { (frame.texts.with("history-shown", &[("n", arg(shown.page.entries.len()))])) }
            thead { tr {
                th scope="col" { (frame.t("history-when")) }
                th scope="col" { (frame.t("history-who")) }
                th scope="col" { (frame.t("history-what")) }
            } }
            tbody { @for entry in &shown.page.entries { (row(frame, shown.asked, entry)) } }
        }
    }
}

fn row(frame: Frame<'_>, asked: &Asked, entry: &Entry) -> Markup {
    let capacity = entry.capacity(frame.texts);
    let all = Asked { about: Some(entry.subject), ..Asked::default() };
    html! {
        tr {
            td { (frame.moment(entry.at.as_microsecond())) }
            td {
                (entry.who.words(frame.texts, frame.today))
                @if !capacity.is_empty() { " " span.note { (capacity) } }
            }
            td {
                (entry.sentence(frame.texts, frame.today))
                span.row-links {
                    @if let Some(path) = &entry.path { a href=(frame.href(path)) { (frame.t("history-open")) } }
                    @if asked.about != all.about { a href=(format!("{}?{}", frame.href("/history"), query(&all, None))) { (frame.t("history-same")) } }
                }
            }
        }
    }
}
