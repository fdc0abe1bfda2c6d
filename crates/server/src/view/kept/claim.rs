//! Taking answers over that were given elsewhere (取り込み): the file they stand in, then what was read of it, what is left
//! out and why, and the day they are of.

use app::checks::claim::DayFault;
use app::texts::arg;
use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::pack::checklist::Item;
use maud::{Markup, html};

use super::list::packs;
use super::{framed, mark};
use crate::view::Frame;

const PATH: &str = "/checks/claim";

/// Why nothing can be taken of a file, one sentence each; empty = no file was sent yet.
pub(crate) struct File<'f> {
    /// The checklist chosen.
    pub(crate) pack: &'f str,
    /// What is wrong.
    pub(crate) faults: &'f [String],
}

/// The file the answers stand in.
pub(crate) fn choose(frame: Frame<'_>, catalogue: &Catalogue, file: &File<'_>) -> Markup {
    let title = frame.t("claim-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if !file.faults.is_empty() {
                div.faults role="alert" tabindex="-1" autofocus {
                    h2 { (frame.t("claim-not-read")) }
                    ul { @for fault in file.faults { li { (fault) } } }
                    p { (frame.t("choose-file-again")) }
                }
            }
            p.lead { (frame.t("claim-lead")) }
            form.fields.card method="post" enctype="multipart/form-data" action=(frame.href("/checks/claim/file")) {
                label for="claim-file" { (frame.t("claim-file")) }
                p.note #claim-file-note { (frame.t("claim-file-note")) }
                input #claim-file type="file" name="file" required aria-describedby="claim-file-note";
                label for="claim-pack" { (frame.t("claim-pack")) }
                p.note #claim-pack-note { (frame.t("claim-pack-note")) }
                select #claim-pack name="pack" aria-describedby="claim-pack-note" {
                    @for (id, title) in packs(frame, catalogue) { option value=(id) selected[id == file.pack] { (title) } }
                }
                p.actions { button.btn { (frame.t("claim-read")) } }
            }
            p { (frame.t("claim-device")) }
            p { a href=(frame.href("/checks")) { (frame.t("claim-not")) } }
        }
    };
    framed(frame, &title, PATH, &[], &main)
}

/// What is about to be taken over.
pub(crate) struct Preview<'p> {
    /// The answers.
    pub(crate) answers: &'p Answers<'p>,
    /// For which organisation.
    pub(crate) organisation: &'p str,
    /// The word of where they come from.
    pub(crate) source: &'p str,
    /// Names the claim, so that sending it twice is sending it once.
    pub(crate) claim: &'p str,
    /// The day they were changed last, where it is known.
    pub(crate) saved_on: Option<jiff::civil::Date>,
    /// The day, as it stands in its field.
    pub(crate) reported_on: &'p str,
    /// What is wrong with it.
    pub(crate) fault: Option<DayFault>,
    /// What of the file is not taken, and why.
    pub(crate) left: &'p [String],
    /// What was read of each sheet.
    pub(crate) told: &'p [String],
}

/// What would be taken over and what not, and the day the answers are of.
pub(crate) fn preview(frame: Frame<'_>, shown: &Preview<'_>) -> Markup {
    let title = frame.t("claim-title");
    let checklist = shown.answers.checklist();
    let (taken, open): (Vec<_>, Vec<_>) = shown.answers.iter().partition(|(_, answer)| answer.is_some());
    let lead = [
        ("organisation", arg(shown.organisation.to_owned())),
        ("check", arg(frame.say(&checklist.head.title).to_owned())),
        ("n", arg(taken.len())),
        ("items", arg(checklist.items.len())),
    ];
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (day_fault(frame, shown.fault))
            p.lead { (frame.texts.with("claim-preview", &lead)) }
            @for line in shown.told { p.note { (line) } }
            (left_out(frame, shown.left, &open))
            (table(frame, shown.answers))
            form.fields.card method="post" action=(frame.href(PATH)) {
                (carried(shown))
                label for="reported_on" { (frame.t("claim-day")) }
                @if let Some(fault) = shown.fault { p.fault #reported_on-fault { (worded(frame, fault)) } }
                p.note #reported_on-note { (frame.t("claim-day-note")) }
                input #reported_on type="text" name="reported_on" autocomplete="off" required value=(shown.reported_on) aria-invalid=[shown.fault.map(|_| "true")]
                    aria-describedby=(if shown.fault.is_some() { "reported_on-fault reported_on-note" } else { "reported_on-note" });
                p.actions { button.btn { (frame.t("claim-go")) } }
            }
            p { a href=(frame.href("/checks")) { (frame.t("claim-not")) } }
        }
    };
    framed(frame, &title, PATH, &[], &main)
}

/// What travels with the form: nothing of it is kept before it is taken.
fn carried(shown: &Preview<'_>) -> Markup {
    let hidden = |name: &str, value: &str| html! { input type="hidden" name=(name) value=(value); };
    html! {
        (hidden("pack", &shown.answers.checklist().head.id))
        (hidden("source", shown.source))
        (hidden("claim", shown.claim))
        @for line in shown.left { (hidden("left", line)) }
        @if let Some(saved_on) = shown.saved_on { (hidden("saved_on", &saved_on.to_string())) }
        @for (item, answer) in shown.answers.iter() { @if let Some(answer) = answer { (hidden(&item.id, answer.word())) } }
    }
}

fn day_fault(frame: Frame<'_>, fault: Option<DayFault>) -> Markup {
    html! {
        @if let Some(fault) = fault {
            div.faults role="alert" tabindex="-1" autofocus {
                h2 { (frame.t("form-faults")) }
                ul { li { a href="#reported_on" { (worded(frame, fault)) } } }
            }
        }
    }
}

fn worded(frame: Frame<'_>, fault: DayFault) -> String {
    match fault {
        DayFault::Unreadable => frame.t("claim-day-unreadable"),
        DayFault::Later { today } => {
            frame.texts.with("claim-day-later", &[("day", arg(frame.texts.date(today, frame.today)))])
        }
        DayFault::Before { saved_on } => {
            frame.texts.with("claim-day-before", &[("day", arg(frame.texts.date(saved_on, frame.today)))])
        }
    }
}

/// What is not taken: cells that cannot be read, with why, and questions without an answer.
fn left_out(frame: Frame<'_>, left: &[String], open: &[(&Item, Option<criteria::answers::Answer>)]) -> Markup {
    let numbers: Vec<&str> = open.iter().map(|(item, _)| item.number()).collect();
    html! {
        @if !left.is_empty() || !open.is_empty() {
            section.card {
                h2 { (frame.t("claim-left")) }
                @if !left.is_empty() {
                    ul { @for line in left { li { (line) } } }
                    p { (frame.t("claim-left-then")) }
                }
                @if !open.is_empty() { p { (frame.texts.with("claim-open", &[("items", arg(numbers.join(&frame.t("list-comma"))))])) } }
            }
        }
    }
}

fn table(frame: Frame<'_>, answers: &Answers<'_>) -> Markup {
    html! {
        details.card {
            summary { (frame.t("claim-answers")) }
            table {
                thead { tr { th scope="col" { (frame.t("paper-number")) } th scope="col" { (frame.t("paper-item")) } th scope="col" { (frame.t("paper-mark")) } } }
                tbody {
                    @for (item, answer) in answers.iter() {
                        tr { td.num { (item.number()) } th scope="row" { (frame.say(&item.label)) } td.mark { (mark(frame, answer)) } }
                    }
                }
            }
        }
    }
}
