//! A workbook of one's own as a check: a skeleton with every text, which `web/own.js` fills on the device.

use app::packs::FIRST_CHECK;
use criteria::catalogue::Catalogue;
use criteria::pack::checklist::Checklist;
use maud::{Markup, PreEscaped, html};
use serde_json::json;

use super::layout::{Layout, Switch, layout};
use super::{Frame, ours};

/// The address of the page.
const PATH: &str = "/check/own";

/// The page; answers and scoring are those of the first check, as for an import in the terminal.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue) -> Option<Markup> {
    let (_, template) = catalogue.checklist(FIRST_CHECK)?;
    let reason = |key, names: &[&'static str]| frame.texts.pattern(key, names);
    let left = |key| reason(key, &["place", "text", "n", "most"]);
    let main = html! {
        div.wrap.own
            data-file=(frame.texts.pattern("own-file", &["file"])) data-reading=(frame.t("own-reading"))
            data-replace=(frame.t("own-replace")) data-forgotten=(frame.t("own-forgotten"))
            data-taken=(frame.texts.pattern("own-taken", &["n"])) data-read=(frame.texts.pattern("own-read", &["n", "column"]))
            data-unread=(frame.t("own-unread")) data-progress=(frame.texts.pattern("check-progress", &["n", "of"]))
            data-overall=(frame.texts.pattern("overall", &["n"])) data-count=(frame.texts.pattern("overall-count", &["n", "items"]))
            data-items=(frame.t("paper-item")) data-groups=(frame.t("table-group"))
            data-why-empty=(frame.t("unreadable-empty")) data-why-large=(reason("unreadable-too-large", &["kib", "limit"]))
            data-why-bomb=(frame.t("unreadable-bomb")) data-why-cells=(frame.t("unreadable-cells"))
            data-why-encrypted=(frame.t("unreadable-encrypted")) data-why-old=(frame.t("unreadable-old"))
            data-why-kind=(reason("own-kind", &["kind"])) data-why-encoding=(frame.t("unreadable-encoding"))
            data-why-quote=(reason("unreadable-quote", &["line"])) data-why-broken=(frame.t("unreadable-broken"))
            data-why-browser=(frame.t("own-browser")) data-why-items=(frame.t("own-no-items"))
            data-why-many=(reason("own-too-many", &["n", "most"])) data-one-file=(frame.t("drop-one-file"))
            data-comma=(frame.t("list-comma")) data-more=(reason("sheet-more", &["n"])) data-left=(reason("own-left", &["n"]))
            data-place-sheet-cell=(reason("place-sheet-cell", &["number", "name", "cell"]))
            data-place-sheet=(reason("place-sheet", &["number", "name"])) data-place-cell=(reason("place-cell", &["cell", "row"]))
            data-left-no-text=(left("left-no-text")) data-left-no-texts=(left("left-no-texts")) data-left-no-number=(left("left-no-number"))
            data-left-not-counted=(left("left-not-counted")) data-left-column=(left("left-column")) data-left-repeated=(left("left-repeated"))
            data-left-cut=(left("left-cut")) data-left-sheet-aside=(left("left-sheet-aside")) data-left-sheet-repeated=(left("left-sheet-repeated")) {
            (head(frame))
            (sheet(frame, template))
            (templates(frame, template))
            (device_data(catalogue, template))
        }
    };
    let title = frame.t("own-title");
    Some(layout(
        frame,
        &Layout { title: &title, path: PATH, class: "owning", scripts: &["own.js"], switch: Switch::Link },
        &main,
    ))
}

fn head(frame: Frame<'_>) -> Markup {
    html! {
        section.own-head {
            h1 { (frame.t("own-title")) }
            p.lead { (frame.t("own-lead")) }
            p.privacy { (frame.t("own-privacy")) }
            p.note { b { (frame.t("own-label")) } " " (frame.t("own-label-meaning")) }
            div.notice.no-js {
                p { (frame.t("own-no-js")) }
                p { code { "mamori check --checklist " (frame.t("own-command")) } }
            }
            form.own-choose.js-only {
                label for="own-file" { (frame.t("own-choose")) }
                input #own-file type="file" accept=".xlsx,.xlsm,.csv,.tsv,.txt" required;
                button.btn type="submit" { (frame.t("own-open")) }
                p.note { (frame.t("own-needs")) }
            }
            p.own-status role="status" {}
            p.faults.own-fault role="alert" hidden {}
            p.note { (frame.t("own-shipped")) " " a href=(frame.href("/")) { (frame.t("own-shipped-link")) } }
        }
    }
}

/// What is shown once a file is open.
fn sheet(frame: Frame<'_>, template: &Checklist) -> Markup {
    html! {
        div.own-sheet hidden {
            p.own-label { span.tag { (frame.t("own-label")) } " " span.own-when {} }
            h2 #own-name tabindex="-1" {}
            p.own-organisation {
                label { (frame.t("print-name")) span.screen { (frame.t("print-name-optional")) } " " input type="text" name="organisation" maxlength="100" autocomplete="off"; }
            }
            p.screen { span.own-taken {} " " span.own-filled {} }
            p.own-renumbered.screen hidden { (frame.t("own-renumbered")) }
            section.own-left.notice.screen hidden {
                h3 {}
                p { (frame.t("own-left-meaning")) }
                ul {}
            }
            div.own-parts {
                form.own-form autocomplete="off" { div.own-groups {} }
                section #own-result.own-result.card aria-labelledby="own-result-title" {
                    h3 #own-result-title { (frame.t("result-title")) " " span.tag { (frame.t("own-label")) } }
                    p.own-sums role="status" { span.own-progress {} " " b.own-overall {} }
                    (radar(frame))
                    (table(frame, template))
                    p.note data-chart="yes" { (ours(&frame.t("method-ours"))) " " (frame.t("own-method")) }
                    p.note data-chart="no" { (frame.t("own-no-score")) }
                    p.note { (frame.t("own-not-official")) }
                    p.actions {
                        button.btn.sub.own-print type="button" { (frame.t("own-print")) }
                        button.as-link.own-forget type="button" { (frame.t("own-forget")) }
                    }
                }
            }
            p.own-jump.screen { a href="#own-result" { (frame.t("own-to-result")) } }
        }
    }
}

/// The picture of `figures`, without its points.
fn radar(frame: Frame<'_>) -> Markup {
    html! {
        svg.radar viewBox="30 0 400 360" role="img" aria-label=(frame.t("own-radar")) hidden {
            path.radar-grid d="" fill="none" stroke="#b3b3b3" {}
            path.radar-area d="" fill="#0017c1" fill-opacity="0.13" {}
            path.radar-line d="" fill="none" stroke="#0017c1" stroke-width="2.5" stroke-linejoin="round" {}
            path.radar-dots d="" fill="none" stroke="#0017c1" stroke-width="8" stroke-linecap="round" {}
            g.radar-labels font-size="17" fill="#1a1a1a" {}
        }
    }
}

fn table(frame: Frame<'_>, template: &Checklist) -> Markup {
    html! {
        table.own-table {
            thead { tr {
                th scope="col" { (frame.t("paper-item")) }
                @for meaning in &template.answers { th.num scope="col" title=(frame.say(&meaning.label)) { (meaning.mark) } }
                th.num scope="col" { (frame.t("standing-unanswered")) }
                th.num scope="col" data-chart="yes" { (frame.t("table-score")) }
            } }
            tbody.own-rows {}
            tfoot { tr.own-total { th scope="row" { (frame.t("own-total")) } (counts(template)) } }
        }
    }
}

fn counts(template: &Checklist) -> Markup {
    html! {
        @for meaning in &template.answers { td.num data-answer=(meaning.answer.word()) {} }
        td.num data-answer="" {}
        td.num.score data-chart="yes" {}
    }
}

/// A group, an item and a line of the table, as often as the file needs them.
fn templates(frame: Frame<'_>, template: &Checklist) -> Markup {
    html! {
        template #own-group { section.own-group { h3 {} } }
        template #own-item {
            fieldset.own-item {
                legend { span.own-number {} " " span.own-text {} }
                div.own-answers data-open=(frame.t("standing-unanswered")) {
                    @for meaning in &template.answers {
                        label { input type="radio" value=(meaning.answer.word()); span.m aria-hidden="true" { (meaning.mark) } span.means { (frame.say(&meaning.label)) } }
                    }
                }
            }
        }
        template #own-row { tr { th scope="row" {} (counts(template)) } }
    }
}

/// What the module needs to count: the scoring of the template, and the eras for the date.
fn device_data(catalogue: &Catalogue, template: &Checklist) -> Markup {
    let answers: Vec<_> =
        template.answers.iter().map(|meaning| json!({ "answer": meaning.answer, "points": meaning.points })).collect();
    let eras: Vec<_> = catalogue
        .reference()
        .map(|reference| reference.eras.iter().map(|era| json!({ "name": era.name, "from": era.from })).collect())
        .unwrap_or_default();
    let scoring = json!({ "strong_from": template.scoring.strong_from, "weak_below": template.scoring.weak_below });
    let data = json!({ "answers": answers, "scoring": scoring, "eras": eras });
    // `<` cannot end the element early when it is written as an escape.
    html! { script #own-data type="application/json" { (PreEscaped(data.to_string().replace('<', "\\u003c"))) } }
}
