//! The result: headline, picture, table, three first things, roadmap, cases, desks, comparison.
//!
//! One skeleton with every text the result can need. [`here`] fills it on the server (no
//! JavaScript: the answers came with a form); [`on_device`] leaves it for `web/result.js`, which
//! fills the same places from answers that never left the device. A browser test compares the two.

use app::handout::LONGEST_NAME;
use app::packs::FIRST_CHECK;
use app::report::FIRST_STEPS;
use app::texts::arg;
use criteria::answers::Answers;
use criteria::fault::Fault;
use criteria::pack::checklist::Item;
use criteria::score::{Comparison, NextStep, Score, Standing};
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::check::{Check, NAME, Shown, device_data, faults};
use super::layout::{Layout, Switch, layout};
use super::{Frame, citation, desks, ours};
use crate::forms::BEFORE;
use crate::router::MAX_SHEET;

/// A result computed here, from answers a form carried.
pub(crate) struct Here<'a> {
    /// The answers.
    pub(crate) answers: &'a Answers<'a>,
    /// What they come to.
    pub(crate) score: &'a Score,
    /// Today.
    pub(crate) today: Date,
    /// The prefecture chosen; empty = none.
    pub(crate) prefecture: &'a str,
    /// Whose check it is, for what is handed on; empty = not told.
    pub(crate) organisation: &'a str,
    /// The earlier result.
    pub(crate) earlier: Option<Earlier<'a>>,
    /// What could not be placed.
    pub(crate) faults: &'a [Fault],
    /// Why a file could not be read, one sentence each.
    pub(crate) refused: &'a [String],
}

/// An earlier result beside this one.
#[derive(Clone, Copy)]
pub(crate) struct Earlier<'a> {
    /// What changed.
    pub(crate) comparison: &'a Comparison,
    /// Its answers.
    pub(crate) answers: &'a Answers<'a>,
    /// The name of its file.
    pub(crate) file: &'a str,
}

/// The skeleton, to be filled on the device.
pub(crate) fn on_device(frame: Frame<'_>, check: Check<'_>) -> Markup {
    page(frame, check, None)
}

/// The result of answers that came with a form.
pub(crate) fn here(frame: Frame<'_>, check: Check<'_>, result: &Here<'_>) -> Markup {
    page(frame, check, Some(result))
}

fn page(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let nothing = here.is_some_and(|here| here.answers.is_blank());
    let main = html! {
        div.wrap.result data-mode=(if here.is_some() { "form" } else { "device" }) data-check=(check.checklist.head.id) {
            @if here.is_none() { p.notice.no-js { (frame.t("result-needs-form")) " " a href=(frame.href(&check.path(""))) { (frame.t("check-begin")) } } }
            @if let Some(here) = here { (faults(frame, Shown::Result(check), here.faults, here.refused, &[])) }
            div.blank.notice hidden[!nothing] { p { (frame.t("result-blank")) } p { a.btn href=(frame.href(&check.path(""))) { (frame.t("check-begin")) } } }
            div.filled hidden[here.is_none() || nothing] {
                (head(frame, check, here))
                div.grid.g2 {
                    (picture(frame, check, here))
                    (steps(frame, check, here))
                }
                (roadmap(frame, check, here))
                (cases(frame, check, here))
                (contacts(frame, check, here))
                (comparison(frame, check, here))
                (answers_given(frame, check, here))
                (name(frame, here))
                (take_away(frame, check, here))
                footer.foot {
                    p { (frame.texts.not_audit(check.checklist)) }
                    p { (frame.say(&check.checklist.scoring.formula)) }
                    p { (check.checklist.head.id) " " (check.edition.edition) " · SHA-256 " (check.edition.sha256.get(..16).unwrap_or_default()) "… · " (frame.operator.line(frame.texts)) }
                }
            }
            @if here.is_none() { (device_data(check)) }
        }
    };
    let title = frame.t("result-title");
    let path = check.path("/result");
    let switch = if here.is_some() { Switch::Carry } else { Switch::Link };
    let scripts: &[&str] = if here.is_some() { &[] } else { &["result.js"] };
    layout(frame, &Layout { title: &title, path: &path, class: "resulting", scripts, switch }, &main)
}

/// Whose check it is. On the device the name belongs to no form: it is sent only with a paper that carries it.
fn name(frame: Frame<'_>, here: Option<&Here<'_>>) -> Markup {
    let wrong = here.is_some_and(|here| here.faults.iter().any(|fault| fault.at.path == NAME));
    html! {
        p.card.organisation-line {
            label { (frame.t("print-name")) " " span.screen { (frame.t("print-name-optional")) } " " input #(NAME) type="text" name=(NAME) maxlength=(LONGEST_NAME) autocomplete="organization" value=(here.map_or("", |here| here.organisation)) aria-invalid=[wrong.then_some("true")] form=[here.map(|_| "carry")]; }
            span.note.screen { (frame.t("print-name-note")) }
        }
    }
}

fn head(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let line = here.map(|here| frame.texts.result_line(check.catalogue, here.score, here.today));
    let chart = check.has_chart();
    let open = here.map(|here| here.score.coverage.items - here.score.coverage.answered).unwrap_or_default();
    html! {
        p.note.when { (frame.say(&check.checklist.head.title)) " · " span.line data-pattern=(frame.texts.pattern("result-line", &["answered", "items", "date"])) data-lang=(frame.texts.lang.tag()) { (line.unwrap_or_default()) } }
        h1 .headline
            data-nothing=(frame.t("headline-nothing"))
            data-all_strong=(frame.t("headline-all-strong"))
            data-strong_and_weak=(frame.texts.pattern("headline-strong-and-weak", &["strong", "weak"]))
            data-strong_and_underway=(frame.texts.pattern("headline-strong-and-underway", &["strong", "weak"]))
            data-weak_only=(frame.texts.pattern("headline-weak-only", &["strong", "weak"]))
            data-underway=(frame.t("headline-underway"))
            data-and=(frame.t("list-and")) data-quote=(frame.texts.pattern("quote", &["name"]))
            { (here.map(|here| frame.texts.headline(check.checklist, here.score)).unwrap_or_default()) }
        p.overall {
            span data-pattern=(if chart { frame.texts.pattern("overall", &["n"]) } else { frame.texts.pattern("overall-count", &["items", "n"]) }) { (here.and_then(|here| frame.texts.overall(check.checklist, here.score)).unwrap_or_default()) }
            @if chart { " " span.tag.ours { (frame.t("method-ours")) } }
        }
        p.open-questions.notice hidden[open == 0] {
            span data-pattern=(frame.texts.open_pattern(check.checklist)) { (frame.texts.open_questions(check.checklist, open)) } " "
            @if here.is_none() { a href=(frame.href(&check.path(""))) { (frame.t("result-answer-open")) } }
        }
    }
}

fn picture(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let earlier = here.and_then(|here| here.earlier.map(|earlier| earlier.comparison));
    let chart = check.has_chart();
    html! {
        section.card.picture {
            h2 { (frame.t(if chart { "radar-title" } else { "groups-title" })) }
            @if chart { (PreEscaped(frame.texts.radar(check.checklist, here.map(|here| here.score), earlier).svg())) }
            details.table open {
                summary { (frame.t("radar-table")) }
                table {
                    thead { tr {
                        th scope="col" { (frame.t(if chart { "table-effort" } else { "table-group" })) }
                        th.num.before scope="col" hidden[earlier.is_none()] { (frame.t("table-before")) }
                        th.num scope="col" { (frame.t(if chart { "table-score" } else { "table-count" })) }
                        th scope="col" { (frame.t("table-state")) }
                    } }
                    tbody {
                        @for (i, axis) in check.checklist.axes.iter().enumerate() {
                            @let found = here.map(|here| &here.score.axes[i]);
                            tr data-axis=(axis.id) {
                                th scope="row" { (axis.mark) " " (frame.say(&axis.label)) }
                                td.num.before hidden[earlier.is_none()] { (frame.texts.number(earlier.and_then(|earlier| earlier.axes[i].before))) }
                                td.num.score { (found.map(|axis| frame.texts.level(check.checklist, axis)).unwrap_or_default()) }
                                td.state { (found.map(|axis| frame.texts.standing(axis.standing)).unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
            @if chart { p.note { (frame.t("axes-reading")) } }
        }
    }
}

fn steps(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let found: &[NextStep] = here.map_or(&[], |here| &here.score.next_steps);
    let (first, rest) = found.split_at(found.len().min(FIRST_STEPS));
    let item = |step: &NextStep| check.checklist.item(&step.item);
    html! {
        section.card.first-things {
            h2 { (frame.t("steps-headline")) }
            p.note { (frame.t("steps-note")) }
            ol.steps-list { @for step in first { @if let Some(item) = item(step) { (step_card(frame, check, item, Some(step))) } } }
            p.no-steps hidden[here.is_none() || !found.is_empty()] { (frame.t("steps-none")) }
            details.rest hidden[rest.is_empty()] {
                summary { (frame.t("steps-rest")) }
                ol.rest-list start=(FIRST_STEPS + 1) { @for step in rest { @if let Some(item) = item(step) { (rest_line(frame, item)) } } }
            }
            @if here.is_none() {
                template #step-cards { @for item in &check.checklist.items { (step_card(frame, check, item, None)) } }
                template #rest-lines { @for item in &check.checklist.items { (rest_line(frame, item)) } }
            }
        }
    }
}

fn step_card(frame: Frame<'_>, check: Check<'_>, item: &Item, step: Option<&NextStep>) -> Markup {
    html! {
        li.step data-item=(item.id) {
            h3 { (frame.say(&item.start.title)) }
            p.time { (frame.texts.time(item)) }
            p { (frame.say(&item.start.how)) }
            p.record { b { (frame.t("explain-record")) } " " (frame.say(&item.record)) }
            details.why {
                summary { (frame.t("step-why")) }
                ul.reasons data-foundation=(frame.texts.pattern("reason-foundation", &["items"])) data-gap-partial=(frame.t("reason-partial")) data-gap-none=(frame.t("reason-none")) data-weak=(frame.texts.with("reason-weak-axis", &[("axis", arg(frame.texts.axis_named(check.checklist, &item.axis)))])) data-comma=(frame.t("list-comma")) {
                    @if let Some(step) = step { @for reason in &step.reasons { li { (frame.texts.reason(check.checklist, reason)) } } }
                }
                p { (frame.say(&item.why)) }
            }
        }
    }
}

fn rest_line(frame: Frame<'_>, item: &Item) -> Markup {
    html! { li data-item=(item.id) { b { (frame.say(&item.start.title)) } " " span.note { (frame.texts.time(item)) " · " (frame.t("question-number")) (item.number()) } } }
}

fn comparison(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let earlier = here.and_then(|here| here.earlier);
    let sentence = earlier.map(|earlier| frame.texts.compared(check.checklist, earlier.comparison, earlier.file));
    html! {
        section.card.comparison {
            h2 { (frame.t("compare-headline")) }
            p.note { (frame.t("compare-note")) }
            form.earlier method="post" enctype="multipart/form-data" action=(frame.href(&check.path("/compare"))) {
                @if let Some(here) = here { (carried(here)) }
                label for="earlier" { (frame.t("compare-label")) }
                input #earlier type="file" name="file" accept=".json,.xlsx,.xlsm,.csv,.tsv,.txt" required;
                button.btn.sub type="submit" { (frame.t("compare-button")) }
            }
            p.compared role="status" hidden[earlier.is_none()] data-pattern=(frame.texts.pattern("compare-sentence", &["file", "before", "after", "changed", "better"])) data-none=(frame.t("compare-none")) data-reading=(frame.t("compare-reading")) data-not-sent=(frame.t("take-not-sent")) data-largest=(MAX_SHEET) data-too-large=(frame.t("refused-too-large-advice")) data-one-file=(frame.t("drop-one-file")) data-wrong-file=(check.wrong_file(frame)) data-comma=(frame.t("list-comma")) { (sentence.unwrap_or_default()) }
        }
    }
}

/// The answers as hidden fields: they travel with each form and are kept nowhere.
fn carried(here: &Here<'_>) -> Markup {
    html! {
        @for (item, answer) in here.answers.iter() {
            @if let Some(answer) = answer { input type="hidden" name=(item.id) value=(answer.word()); }
        }
        @if let Some(earlier) = here.earlier {
            input type="hidden" name="before-file" value=(earlier.file);
            @for (item, answer) in earlier.answers.iter() {
                @if let Some(answer) = answer { input type="hidden" name=(format!("{BEFORE}{}", item.id)) value=(answer.word()); }
            }
        }
    }
}

fn roadmap(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    html! {
        section.card.roadmap {
            h2 { (frame.t(if check.has_chart() { "roadmap-headline" } else { "roadmap-groups" })) }
            ol.road data-strong=(frame.t("standing-strong")) data-underway=(frame.t("standing-underway")) data-weak=(frame.t("standing-weak")) data-not_applicable=(frame.t("standing-not-applicable")) data-unanswered=(frame.t("standing-unanswered")) {
                @for (i, axis) in check.checklist.axes.iter().enumerate() {
                    @let found = here.map_or(Standing::Unanswered, |here| here.score.axes[i].standing);
                    li data-axis=(axis.id) data-standing=(standing_word(found)) {
                        i aria-hidden="true" {}
                        b { (frame.texts.short_axis(axis)) }
                        span.state { (frame.texts.standing(found)) }
                    }
                }
            }
            p.note { @if check.has_chart() { (frame.t("efforts-are-examples")) " " } (frame.t("all-good-is-not-certified")) }
        }
    }
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Strong => "strong",
        Standing::Underway => "underway",
        Standing::Weak => "weak",
        Standing::NotApplicable => "not_applicable",
        Standing::Unanswered => "unanswered",
    }
}

/// The cases related to the first things, each once, in their order.
fn related<'a>(check: Check<'a>, here: &Here<'_>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for item in here.score.next_steps.iter().take(FIRST_STEPS).filter_map(|step| check.checklist.item(&step.item)) {
        if let Some(case) = item.cases.iter().find(|case| !ids.contains(&case.as_str())) {
            ids.push(case);
        }
    }
    ids
}

fn cases(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let shown = here.map(|here| related(check, here)).unwrap_or_default();
    html! {
        section.card.related hidden[here.is_some() && shown.is_empty()] {
            h2 { (frame.t("result-cases")) }
            p.note { (frame.t("case-related")) }
            div.case-list { @for id in &shown { (case_card(frame, check, id)) } }
            @if here.is_none() { template #case-cards { @for id in all_related(check) { (case_card(frame, check, id)) } } }
            p.more-cases { a href=(frame.href("/cases")) { (frame.t("result-all-cases")) } }
        }
    }
}

fn all_related(check: Check<'_>) -> Vec<&str> {
    let mut ids: Vec<&str> = check.checklist.items.iter().flat_map(|item| &item.cases).map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn case_card(frame: Frame<'_>, check: Check<'_>, id: &str) -> Markup {
    html! {
        @if let Some((pack, case)) = check.catalogue.case(id) {
            article.case data-case=(case.id) {
                h3 { (frame.say(&case.title)) }
                p { (frame.say(&case.story)) }
                p { b { (frame.t("case-look")) } " " (frame.say(&case.look)) }
                p.sources { (ours(&frame.t("case-ours"))) (citation(frame, &pack.head, &case.source)) }
            }
        }
    }
}

fn contacts(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    let chosen = here.map_or("", |here| here.prefecture);
    let prefectures = check.catalogue.reference().map_or(&[][..], |reference| &reference.prefectures);
    html! {
        @if let Some(contacts) = check.catalogue.contacts() {
            section.card.contacts {
                h2 { (frame.t("result-desks")) }
                p.choose {
                    label for="prefecture" { (frame.t("desk-choose")) }
                    select #prefecture name="prefecture" form="carry" {
                        option value="" { (frame.t("desk-choose-none")) }
                        @for prefecture in prefectures { option value=(prefecture.code) selected[prefecture.code == chosen] { (frame.say(&prefecture.name)) } }
                    }
                    @if here.is_some() { button.btn.sub form="carry" formaction=(frame.href(&check.path("/result"))) { (frame.t("desk-show")) } }
                }
                div.desk-list {
                    @if here.is_some() { @if let Some(desk) = contacts.bureau(chosen) { (desks::card(frame, contacts, desk, prefectures)) } }
                    @for desk in contacts.nationwide() { (desks::card(frame, contacts, desk, prefectures)) }
                }
                @if here.is_none() {
                    template #desk-cards {
                        @for desk in contacts.desks.iter().filter(|desk| !desk.prefectures.is_empty()) {
                            div data-prefectures=(desk.prefectures.join(" ")) { (desks::card(frame, contacts, desk, prefectures)) }
                        }
                    }
                }
                p.note { (frame.say(&contacts.note)) }
            }
        }
    }
}

fn answers_given(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    html! {
        details.card.given {
            summary { (frame.t("result-answers")) }
            table {
                tbody {
                    @for (i, item) in check.checklist.items.iter().enumerate() {
                        @let answer = here.and_then(|here| here.answers.at(i));
                        tr data-item=(item.id) {
                            th scope="row" { (item.number()) }
                            td { (frame.say(&item.label)) }
                            td.mark { (answer.map_or("", criteria::answers::Answer::mark)) }
                        }
                    }
                }
            }
        }
    }
}

fn take_away(frame: Frame<'_>, check: Check<'_>, here: Option<&Here<'_>>) -> Markup {
    html! {
        section.card.take-away {
            h2 { (frame.t("take-headline")) }
            form #carry method="post" action=(frame.href(&check.path("/result"))) {
                @if let Some(here) = here { (carried(here)) }
                p.actions {
                    button.btn.pdf formaction=(frame.href(&check.path("/result.pdf"))) { (frame.t("take-pdf")) }
                    button.btn.sub.xlsx formaction=(frame.href(&check.path("/result.xlsx"))) { (frame.t("take-xlsx")) }
                    button.btn.sub.print.js-only type="button" { (frame.t("take-print")) }
                    button.btn.sub.json formaction=(frame.href(&check.path("/result.json"))) { (frame.t("take-json")) }
                    @if check.has_chart() { button.btn.sub.svg formaction=(frame.href(&check.path("/result.svg"))) { (frame.t("take-svg")) } }
                }
            }
            p.made role="status" hidden data-making=(frame.t("take-making")) data-made=(frame.texts.pattern("take-made", &["file"])) data-not-sent=(frame.t("take-not-sent")) {}
            @if here.is_some() { p.no-js { (frame.t("take-print-form")) } }
            @if check.checklist.head.id == FIRST_CHECK {
                p.actions { button.btn.sub.claim form="carry" formaction=(frame.href("/checks/claim")) { (frame.t("result-claim")) } }
                p.note { (frame.t("result-claim-note")) }
            }
            p.note { (frame.t("take-note")) }
            p.note.js-only { (frame.t("take-sent-once")) }
            p.js-only { a href=(frame.href(&check.path(""))) { (frame.t("result-change")) } }
        }
    }
}
