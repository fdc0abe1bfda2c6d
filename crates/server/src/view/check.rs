//! The questions. One form holds them all: one at a time on a phone (by `:target`, so also without
//! JavaScript), the list on a wide screen.

use app::texts::arg;
use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::edition::{self, EditionId};
use criteria::fault::{Expected, Fault, Place};
use criteria::pack::checklist::{Axis, Checklist, Item, Presentation};
use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::layout::{Layout, Switch, layout};
use super::{Frame, citation, ours};
use crate::router::MAX_SHEET;

/// A checklist with what it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Check<'a> {
    /// All packs.
    pub(crate) catalogue: &'a Catalogue,
    /// The edition of the checklist.
    pub(crate) edition: &'a EditionId,
    /// The checklist.
    pub(crate) checklist: &'a Checklist,
}

impl Check<'_> {
    /// What is said of a file that is no result of this check.
    pub(crate) fn wrong_file(self, frame: Frame<'_>) -> String {
        frame.texts.with("check-wrong-file", &[("check", arg(frame.say(&self.checklist.head.title).to_owned()))])
    }

    /// Whether its result has a chart and a score.
    pub(crate) fn has_chart(self) -> bool {
        self.checklist.presentation == Presentation::Chart
    }

    /// The address of a page of this check, without language.
    pub(crate) fn path(self, page: &str) -> String {
        format!("/check/{}{page}", self.checklist.head.id)
    }
}

/// What a file brought: its answers, and what is wrong with the rest.
pub(crate) struct Returned<'a> {
    /// The name of the file; shown, never used as a path.
    pub(crate) file: String,
    /// The answers that could be placed.
    pub(crate) answers: Answers<'a>,
    /// What could not.
    pub(crate) faults: Vec<Fault>,
    /// Why nothing of the file could be read, one sentence each.
    pub(crate) refused: Vec<String>,
    /// What was read all the same, beside the faults.
    pub(crate) beside: Vec<String>,
    /// What was read of each sheet.
    pub(crate) told: Vec<String>,
}

impl<'a> Returned<'a> {
    /// A file of which nothing was read yet.
    pub(crate) fn of(checklist: &'a Checklist, file: String) -> Self {
        let answers = Answers::blank(checklist);
        Self { file, answers, faults: Vec::new(), refused: Vec::new(), beside: Vec::new(), told: Vec::new() }
    }
}

/// Where faults are shown: it decides what they can lead to.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    /// Above the questions of a check.
    Questions(Check<'a>),
    /// Above its result, where the name of the organisation is asked for.
    Result(Check<'a>),
    /// On a page of their own.
    Alone,
}

/// The field with the name of the organisation: its name and its id on the page.
pub(crate) const NAME: &str = "organisation";

/// The page of questions, with what a form or a file brought, if any.
pub(crate) fn page(frame: Frame<'_>, check: Check<'_>, returned: Option<&Returned<'_>>) -> Markup {
    let items = &check.checklist.items;
    let main = html! {
        div.wrap.check data-check=(check.checklist.head.id) data-result=(frame.href(&check.path("/result"))) data-kept-notice=(frame.t("check-kept")) data-wrong-file=(check.wrong_file(frame)) data-largest=(MAX_SHEET) data-too-large=(frame.t("refused-too-large-advice")) data-one-file=(frame.t("drop-one-file")) data-opened=(frame.texts.pattern("check-opened", &["file"])) data-new-edition=(frame.t("check-new-edition")) {
            @if let Some(returned) = returned {
                (brought(frame, check, returned))
            }
            p.notice.kept role="status" hidden {}
            p.actions.opened hidden { (show_result(frame, "check-show-result")) }
            (intro(frame, check))
            form #check method="post" action=(frame.href(&check.path("/result"))) autocomplete="off" {
                (contents(frame, check))
                div.questions {
                    @for (i, item) in items.iter().enumerate() {
                        (question(frame, check, i, item, returned))
                    }
                    div.finish.card {
                        p { (frame.t("check-finish")) }
                        button.btn type="submit" { (frame.t("check-show-result")) }
                    }
                }
            }
            (device_data(check))
        }
    };
    let title = frame.say(&check.checklist.head.title);
    let layout_of =
        Layout { title, path: &check.path(""), class: "checking", scripts: &["check.js"], switch: Switch::Link };
    layout(frame, &layout_of, &main)
}

/// What came of a file: what was read, what was not, and where to mend it.
fn brought(frame: Frame<'_>, check: Check<'_>, returned: &Returned<'_>) -> Markup {
    let read = !returned.answers.is_blank();
    let opened = returned.refused.is_empty() && (returned.faults.is_empty() || read);
    let whole = returned.answers.iter().all(|(_, answer)| answer.is_some());
    html! {
        div.brought #brought {
            (faults(frame, Shown::Questions(check), &returned.faults, &returned.refused, &returned.beside))
            @if opened {
                div.notice role="status" {
                    p { (frame.texts.with("check-opened", &[("file", arg(returned.file.clone()))])) }
                    @if !returned.told.is_empty() { ul { @for line in &returned.told { li { (line) } } } }
                    // On a narrow screen no other button shows before a question does.
                    @if read { p.actions { (show_result(frame, if whole { "check-show-result" } else { "check-show-so-far" })) } }
                }
            }
        }
    }
}

fn show_result(frame: Frame<'_>, key: &'static str) -> Markup {
    html! { button.btn.sub type="submit" form="check" { (frame.t(key)) } }
}

/// All faults on top, each linked to where it can be mended on the page.
pub(crate) fn faults(
    frame: Frame<'_>,
    shown: Shown<'_>,
    faults: &[Fault],
    refused: &[String],
    beside: &[String],
) -> Markup {
    let count = faults.len() + refused.len();
    html! {
        @if count > 0 {
            div.faults role="alert" {
                h2 { (frame.texts.with("faults-headline", &[("n", arg(count))])) }
                ul {
                    @for line in refused { li { (line) } }
                    @for fault in faults { li { (frame.texts.fault(&worded(frame, fault))) " " (mend(frame, shown, fault)) } }
                }
                @for line in beside { p { (line) } }
                // Above the questions `beside` says what was read; without it, nothing was.
                @if !matches!(shown, Shown::Questions(_)) { p { (frame.t("faults-kept")) } }
            }
        }
    }
}

/// The fault in the words of the page: a field by its label.
fn worded(frame: Frame<'_>, fault: &Fault) -> Fault {
    let mut worded = fault.clone();
    if worded.at.path == NAME {
        worded.at = Place::path(frame.t("print-name"));
    }
    worded
}

/// Where a fault can be mended, as a link.
fn mend(frame: Frame<'_>, shown: Shown<'_>, fault: &Fault) -> Markup {
    let question = match shown {
        Shown::Questions(check) => check.checklist.items.iter().position(|item| item.id == fault.at.path),
        Shown::Result(_) | Shown::Alone => None,
    };
    let named = matches!(shown, Shown::Result(_)) && fault.at.path == NAME;
    let other = matches!(shown, Shown::Questions(_)).then(|| other_check(shown, fault)).flatten();
    html! {
        @if let Some(at) = question { a href=(format!("#q{}", at + 1)) { (frame.texts.with("faults-question", &[("n", arg(at + 1))])) } }
        @if named { a href=(format!("#{NAME}")) { (frame.t("faults-name")) } }
        @if let Some(other) = other { a href=(frame.href(&format!("/check/{}", other.head.id))) { (frame.texts.with("faults-other-check", &[("check", arg(frame.say(&other.head.title).to_owned()))])) } }
    }
}

/// The check whose sheet it is, where a sheet is that of another one.
fn other_check<'a>(shown: Shown<'a>, fault: &Fault) -> Option<&'a Checklist> {
    let (Shown::Questions(check) | Shown::Result(check), Expected::SheetOf(id, _)) = (shown, &fault.expected) else {
        return None;
    };
    check.catalogue.checklist(id).map(|(_, checklist)| checklist)
}

fn intro(frame: Frame<'_>, check: Check<'_>) -> Markup {
    let head = &check.checklist.head;
    html! {
        section.intro {
            h1 { (frame.say(&head.title)) }
            p.lead { (frame.texts.with("check-lead", &[("n", arg(check.checklist.items.len())), ("minutes", arg(minutes(check.checklist.items.len())))])) }
            @if let Some(term) = check.checklist.terms.first() {
                p.term { b { (frame.say(&term.label)) } " " (frame.say(&term.text)) }
            }
            dl.meanings {
                @for meaning in &check.checklist.answers {
                    div { dt { span.m aria-hidden="true" { (meaning.mark) } " " (frame.say(&meaning.label)) } dd { (frame.say(&meaning.meaning)) } }
                }
            }
            p.privacy.js-only { (frame.t("privacy-device")) }
            p.privacy.no-js { (frame.t("privacy-form")) }
            p.actions.begin { a.btn href="#q1" data-continue=(frame.t("check-continue")) { (frame.t("check-begin")) } }
            details.more {
                summary { (frame.t("check-more")) }
                form.reopen method="post" enctype="multipart/form-data" action=(frame.href(&check.path("/open"))) {
                    label for="earlier" { (frame.t("check-open-label")) }
                    input #earlier type="file" name="file" accept=".json,.xlsx,.xlsm,.csv,.tsv,.txt" required;
                    button.btn.sub type="submit" { (frame.t("check-open")) }
                    p.note { (frame.t("check-open-note")) }
                }
                p { a href=(frame.href(&check.path("/sheet"))) { (frame.t("check-sheet")) } " · " a href=(frame.href(&check.path("/sheet.xlsx"))) download { (frame.t("check-sheet-xlsx")) } }
                p { a href=(frame.href("/check/own")) { (frame.t("own-door")) } }
                p.js-only { button.as-link.forget type="button" data-done=(frame.t("check-forgotten")) { (frame.t("check-forget")) } }
                h2 { (frame.t("check-about")) }
                p { (frame.say(&head.about)) }
                h2 { (frame.t("check-words")) }
                dl.words {
                    @for term in &check.checklist.terms {
                        dt { (frame.say(&term.label)) } dd { (frame.say(&term.text)) " " (citation(frame, head, &term.source)) }
                    }
                }
            }
        }
    }
}

/// The efforts with their questions, as a table of contents that also shows progress.
fn contents(frame: Frame<'_>, check: Check<'_>) -> Markup {
    html! {
        nav.contents aria-label=(frame.t("check-contents")) {
            p.progress {
                span.progress-words data-pattern=(frame.texts.pattern("check-progress", &["n", "of"])) { (frame.texts.with("check-count", &[("n", arg(check.checklist.items.len()))])) }
                progress max=(check.checklist.items.len()) value="0" aria-label=(frame.t("check-progress-label")) {}
            }
            button.btn type="submit" { (frame.t("check-show-result")) }
            @if check.has_chart() { p.note { (frame.t("efforts-are-examples")) } }
            ol {
                @for axis in &check.checklist.axes {
                    li {
                        span { (axis.mark) " " (frame.say(&axis.label)) }
                        span.steps {
                            @for (i, item) in check.checklist.items.iter().enumerate().filter(|(_, item)| item.axis == axis.id) {
                                a href=(format!("#q{}", i + 1)) data-item=(item.id) { (item.number()) }
                            }
                        }
                    }
                }
            }
            p.note.keys { (frame.t("check-keys")) }
        }
    }
}

fn question(
    frame: Frame<'_>,
    check: Check<'_>,
    position: usize,
    item: &Item,
    returned: Option<&Returned<'_>>,
) -> Markup {
    let given = returned.and_then(|returned| returned.answers.at(position));
    let faulty = returned.is_some_and(|returned| returned.faults.iter().any(|fault| fault.at.path == item.id));
    let count = check.checklist.items.len();
    let axis = check.checklist.axis(&item.axis);
    let number = position + 1;
    html! {
        fieldset.question.card #(format!("q{number}")) data-item=(item.id) {
            legend {
                span.where {
                    @if let Some(axis) = axis { span.effort { (effort(frame, axis)) } }
                    span.count { (frame.texts.with("question-count", &[("n", arg(number)), ("of", arg(count))])) }
                }
                progress.thin max=(count) value=(number) aria-hidden="true" {}
                span.q { (frame.say(&item.question)) }
            }
            div.ans {
                @for (key, answer) in item.answers.iter().enumerate() {
                    @if let Some(meaning) = check.checklist.meaning(*answer) {
                        label {
                            input type="radio" name=(item.id) value=(answer.word()) data-key=(key + 1) checked[given == Some(*answer)];
                            span.m aria-hidden="true" { (meaning.mark) }
                            b { (frame.say(&meaning.label)) }
                            span.means { (frame.say(&meaning.meaning)) }
                        }
                    }
                }
            }
            @if faulty { p.to-faults { a href="#brought" { (frame.t("faults-back")) } } }
            (explanation(frame, check, item))
            (skip(frame, check, item))
            p.pager {
                @if position > 0 { a.btn.sub href=(format!("#q{position}")) { (frame.t("question-back")) } }
                @if number < count {
                    a.btn.next href=(format!("#q{}", number + 1)) { (frame.t("question-next")) }
                } @else {
                    button.btn.next type="submit" { (frame.t("check-show-result")) }
                }
            }
            @if number < count { p.so-far { button.as-link type="submit" { (frame.t("check-show-so-far")) } } }
        }
    }
}

/// At the first question of a group that may be left out: all its items at once.
fn skip(frame: Frame<'_>, check: Check<'_>, item: &Item) -> Markup {
    let axis = check.checklist.axis(&item.axis).filter(|axis| axis.skippable);
    let first = check.checklist.items_of(&item.axis).next().is_some_and(|first| first.id == item.id);
    let count = check.checklist.items_of(&item.axis).count();
    let after = check.checklist.items.iter().rposition(|other| other.axis == item.axis).map_or(0, |last| last + 2);
    html! {
        @if let Some(axis) = axis.filter(|_| first) {
            div.skip-group {
                label { input type="checkbox" name="skip" value=(axis.id); " " (frame.texts.with("skip-group", &[("n", arg(count))])) }
                @if let Some(note) = &axis.note { p.note { (frame.say(note)) } }
                @if after <= check.checklist.items.len() { p { a href=(format!("#q{after}")) { (frame.t("skip-to-next")) } } }
            }
        }
    }
}

/// About half a minute a question.
fn minutes(questions: usize) -> usize {
    questions.div_ceil(2)
}

/// ① 守る情報の決定
fn effort(frame: Frame<'_>, axis: &Axis) -> String {
    format!("{} {}", axis.mark, frame.say(&axis.label))
}

fn explanation(frame: Frame<'_>, check: Check<'_>, item: &Item) -> Markup {
    html! {
        details {
            summary { (frame.t("question-why")) }
            dl.explain {
                dt { (frame.t("explain-why")) } dd { (frame.say(&item.why)) }
                dt { (frame.t("explain-good")) } dd { (frame.say(&item.good)) }
                dt { (frame.t("explain-start")) } dd { b { (frame.say(&item.start.title)) } " (" (frame.texts.time(item)) ") " (frame.say(&item.start.how)) }
                dt { (frame.t("explain-record")) } dd { (frame.say(&item.record)) }
            }
            (related(frame, check, item))
            p.sources {
                (ours(&frame.t("question-ours")))
                span.note { (frame.t("question-label")) "「" (frame.say(&item.label)) "」" (citation(frame, &check.checklist.head, &item.source)) }
                @if let Some(pages) = &item.pages { span.note { (frame.texts.with("guidance-pages", &[("pages", arg(pages.clone()))])) } }
            }
        }
    }
}

fn related(frame: Frame<'_>, check: Check<'_>, item: &Item) -> Markup {
    html! {
        @for (_, case) in item.cases.iter().take(1).filter_map(|id| check.catalogue.case(id)) {
            div.case-near {
                p.note { (frame.t("case-related")) }
                p { b { (frame.say(&case.title)) } " " (frame.say(&case.story)) }
                p { (frame.t("case-look")) " " (frame.say(&case.look)) }
            }
        }
    }
}

/// The items whose every answer to `older` still holds in `newer`.
fn carried(older: &Checklist, newer: &Checklist) -> Vec<String> {
    edition::compare(older, newer)
        .into_iter()
        .filter(|change| !change.carries_over.is_empty())
        .map(|change| change.item)
        .collect()
}

/// What the module on the device needs of the pack: its scoring data, in the shape of the pack.
#[derive(Serialize)]
struct DeviceData<'a> {
    pack: &'a str,
    edition: &'a str,
    sha256: &'a str,
    presentation: Presentation,
    scoring: &'a criteria::pack::checklist::Scoring,
    answers: Vec<serde_json::Value>,
    axes: Vec<serde_json::Value>,
    items: Vec<serde_json::Value>,
    eras: Vec<serde_json::Value>,
    /// Items whose answers carry over from an older edition, by the SHA-256 of that edition.
    carries: std::collections::BTreeMap<&'a str, Vec<String>>,
}

/// The scoring data as a data block: no script, so the policy lets it stand in the page.
pub(crate) fn device_data(check: Check<'_>) -> Markup {
    use serde_json::json;
    let list = check.checklist;
    let data = DeviceData {
        pack: &list.head.id,
        edition: &check.edition.edition,
        sha256: &check.edition.sha256,
        presentation: list.presentation,
        scoring: &list.scoring,
        answers: list
            .answers
            .iter()
            .map(|meaning| json!({ "answer": meaning.answer, "points": meaning.points }))
            .collect(),
        axes: list.axes.iter().map(|axis| json!({ "id": axis.id })).collect(),
        items: list
            .items
            .iter()
            .map(|item| {
                json!({ "id": item.id, "axis": item.axis, "answers": item.answers, "weight": item.weight,
                        "priority": item.priority, "builds_on": item.builds_on, "cases": item.cases })
            })
            .collect(),
        eras: check
            .catalogue
            .reference()
            .map(|reference| reference.eras.iter().map(|era| json!({ "name": era.name, "from": era.from })).collect())
            .unwrap_or_default(),
        carries: check
            .catalogue
            .older_checklists(check.edition)
            .map(|(edition, older)| (edition.sha256.as_str(), carried(older, list)))
            .collect(),
    };
    // `<` cannot end the element early when it is written as an escape.
    let text = serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c");
    html! { script #pack type="application/json" { (PreEscaped(text)) } }
}
