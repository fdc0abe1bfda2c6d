//! Deadlines: the next first, as a picture of a month, and as a table, all from one list; and how to take them into
//! one's own calendar.

use app::deadlines::{Deadline, Deadlines};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::framed;
use crate::view::{Frame, once, ours};

/// What of the deadlines is shown.
pub(crate) struct Shown<'a> {
    /// All that the reader may see.
    pub(crate) deadlines: &'a Deadlines,
    /// Only those that concern the reader.
    pub(crate) mine: bool,
    /// Any day of the month in the picture.
    pub(crate) month: Date,
    /// The packs.
    pub(crate) catalogue: &'a Catalogue,
}

impl Shown<'_> {
    fn list(&self) -> Vec<&Deadline> {
        self.deadlines.list.iter().filter(|deadline| deadline.mine || !self.mine).collect()
    }

    /// The address of the page with another month or another choice.
    fn at(&self, frame: Frame<'_>, mine: bool, month: Option<Date>) -> String {
        let mut asked = Vec::new();
        if mine {
            asked.push("mine=yes".to_owned());
        }
        if let Some(month) = month {
            asked.push(month.strftime("month=%Y-%m").to_string());
        }
        let query = if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) };
        format!("{}{query}", frame.href("/deadlines"))
    }
}

/// The page.
pub(crate) fn deadlines(frame: Frame<'_>, shown: &Shown<'_>) -> Markup {
    let title = frame.t("deadlines-title");
    let list = shown.list();
    let main = html! {
        div.wrap {
            h1 { (headline(frame, &list)) }
            p.lead { (frame.t("deadlines-lead")) }
            nav.choice aria-label=(frame.t("deadlines-filter")) {
                a href=(shown.at(frame, false, None)) aria-current=[(!shown.mine).then_some("true")] { (frame.t("deadlines-all")) }
                a href=(shown.at(frame, true, None)) aria-current=[shown.mine.then_some("true")] { (frame.t("deadlines-mine")) }
            }
            div.due-parts {
                section.card {
                    h2 { (frame.t("deadlines-list")) }
                    @if list.is_empty() { p { (frame.t(if shown.mine { "deadlines-mine-none" } else { "deadlines-none" })) } }
                    (due_list(frame, shown.catalogue, &list))
                }
                (month(frame, shown, &list))
            }
            @if !list.is_empty() { (table(frame, shown.catalogue, &list)) }
            (subscribe(frame, shown.deadlines.feed_since))
        }
    };
    framed(frame, &title, "/deadlines", &main)
}

/// The state in one sentence.
fn headline(frame: Frame<'_>, list: &[&Deadline]) -> String {
    let over = list.iter().filter(|deadline| deadline.on < frame.today).count();
    if over > 0 {
        return frame.texts.with("deadlines-over", &[("n", arg(over))]);
    }
    let Some(next) = list.first() else { return frame.t("deadlines-none") };
    let values = [
        ("day", arg(frame.texts.date(next.on, frame.today))),
        ("distance", arg(frame.texts.distance(next.on, frame.today))),
        ("what", arg(next.title(frame.texts))),
    ];
    frame.texts.with("deadlines-next", &values)
}

/// Deadlines with what follows from each, the next first.
pub(crate) fn due_list(frame: Frame<'_>, catalogue: &Catalogue, list: &[&Deadline]) -> Markup {
    html! {
        ul.due {
            @for (at, deadline) in list.iter().enumerate() {
                // The picture of the month leads to the first of a day.
                @let first = at.checked_sub(1).and_then(|before| list.get(before)).is_none_or(|before| before.on != deadline.on);
                li id=[first.then(|| format!("due-{}", deadline.on))] {
                    p.due-day {
                        b { (frame.texts.date(deadline.on, frame.today)) } " "
                        span.tag.late[deadline.on < frame.today] { (frame.texts.distance(deadline.on, frame.today)) }
                    }
                    p {
                        a href=(frame.href(&deadline.path())) { (deadline.title(frame.texts)) }
                        @if let Some(about) = deadline.about(frame.texts, catalogue) { span.note { (about) } }
                    }
                    p.note {
                        (frame.t(&format!("deadline-why-{}", deadline.kind.word()))) " "
                        @if deadline.kind.is_ours() { (ours(&frame.t("deadline-ours"))) }
                    }
                }
            }
        }
    }
}

/// The month with its days; a day on which something is due leads to it.
fn month(frame: Frame<'_>, shown: &Shown<'_>, list: &[&Deadline]) -> Markup {
    let first = shown.month.first_of_month();
    let name = frame.texts.with("deadlines-month", &[("month", arg(frame.texts.month(first)))]);
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let weeks = (before + i64::from(first.days_in_month()) + 6) / 7;
    let day = |week: i64, at: i64| {
        let offset = week * 7 + at - before;
        let day = first.saturating_add(offset.days());
        (offset >= 0 && day.month() == first.month()).then_some(day)
    };
    html! {
        section.card.month-of {
            table.month {
                caption { (name) }
                thead { tr { @for name in frame.texts.weekdays() { th scope="col" { (name) } } } }
                tbody {
                    @for week in 0..weeks {
                        tr { @for at in 0..7 { (cell(frame, day(week, at), list)) } }
                    }
                }
            }
            p.month-turn {
                a href=(shown.at(frame, shown.mine, Some(first.saturating_sub(1.month())))) { (frame.t("deadlines-month-before")) }
                a href=(shown.at(frame, shown.mine, Some(first.saturating_add(1.month())))) { (frame.t("deadlines-month-after")) }
            }
        }
    }
}

fn cell(frame: Frame<'_>, day: Option<Date>, list: &[&Deadline]) -> Markup {
    let Some(day) = day else { return html! { td {} } };
    let due = list.iter().filter(|deadline| deadline.on == day).count();
    html! {
        td.now[day == frame.today].some[due > 0] aria-current=[(day == frame.today).then_some("date")] {
            @if due > 0 {
                a href=(format!("#due-{day}")) { b { (day.day()) } span { (frame.texts.with("deadlines-on-day", &[("n", arg(due))])) } }
            } @else { (day.day()) }
        }
    }
}

fn table(frame: Frame<'_>, catalogue: &Catalogue, list: &[&Deadline]) -> Markup {
    html! {
        details.card.table {
            summary { (frame.t("deadlines-table")) }
            div.scroll { table.events {
                thead { tr { @for key in ["deadlines-when", "deadlines-what", "deadlines-basis"] { th scope="col" { (frame.t(key)) } } } }
                tbody {
                    @for deadline in list {
                        tr {
                            td { (frame.texts.day(catalogue, deadline.on)) }
                            td { (deadline.title(frame.texts)) @if let Some(about) = deadline.about(frame.texts, catalogue) { " " span.note { (about) } } }
                            td { (frame.t(if deadline.kind.is_ours() { "deadline-ours" } else { "deadline-recorded" })) }
                        }
                    }
                }
            } }
        }
    }
}

/// The address for calendar programs: made, made anew, stopped.
fn subscribe(frame: Frame<'_>, since: Option<i64>) -> Markup {
    html! {
        section.card.screen {
            h2 { (frame.t("calendar-title")) }
            p { (frame.t("calendar-lead")) }
            @match since {
                None => p { (frame.t("calendar-none")) },
                Some(at) => p { (frame.texts.with("calendar-since", &[("at", arg(frame.moment(at)))])) },
            }
            form method="post" action=(frame.href("/deadlines/calendar")) {
                (once())
                p.actions {
                    button.btn.sub name="do" value="renew" { (frame.t(if since.is_some() { "calendar-renew" } else { "calendar-make" })) }
                    @if since.is_some() { button.btn.sub name="do" value="end" { (frame.t("calendar-end")) } }
                }
            }
            p.note { (frame.t("calendar-stops")) }
        }
    }
}

/// The address, shown once, and how to subscribe to it.
pub(crate) fn feed(frame: Frame<'_>, address: &str) -> Markup {
    let title = frame.t("calendar-address");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("calendar-once")) }
            p.card.invitation { (address) }
            section.card {
                h2 { (frame.t("calendar-how")) }
                ul {
                    @for key in ["calendar-outlook", "calendar-google", "calendar-iphone", "calendar-android"] { li { (frame.t(key)) } }
                }
                p.note { (frame.t("calendar-reach")) }
                p.note { (frame.t("calendar-stops")) }
            }
            p.actions { a.btn href=(frame.href("/deadlines")) { (frame.t("deadlines-title")) } }
        }
    };
    framed(frame, &title, "/deadlines", &main)
}
