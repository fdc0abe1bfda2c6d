//! The answer sheet on paper: two A4 pages to fill by hand and type in later (spec 7 §18).

use app::texts::arg;
use criteria::answers::Answer;
use maud::{Markup, html};

use super::Frame;
use super::check::Check;
use super::layout::{Layout, Switch, layout};

/// Up to so many items leave room for notes.
const ROOMY: usize = 20;

/// The sheet.
pub(crate) fn page(frame: Frame<'_>, check: Check<'_>) -> Markup {
    let list = check.checklist;
    let half = list.items.len() / 2;
    let main = html! {
        div.wrap.sheet {
            p.screen { (frame.t("sheet-how")) " " button.btn.print.js-only type="button" { (frame.t("sheet-print")) } }
            @for (number, items) in [&list.items[..half], &list.items[half..]].into_iter().enumerate() {
                section.paper {
                    h1 { (frame.say(&list.head.title)) " " (frame.texts.with("sheet-page", &[("n", arg(number + 1))])) }
                    @if number == 0 {
                        p.fill { (frame.t("sheet-company")) span.blank {} (frame.t("sheet-by")) span.blank.short {} (frame.t("sheet-date")) span.blank.short {} }
                        @if let Some(term) = list.terms.first() { p.term { b { (frame.say(&term.label)) } " " (frame.say(&term.text)) } }
                        ul.marks {
                            @for meaning in &list.answers { li { b { (meaning.mark) " " (frame.say(&meaning.label)) } " " (frame.say(&meaning.meaning)) } }
                        }
                    }
                    table {
                        thead { tr { th scope="col" { (frame.t("sheet-number")) } th scope="col" { (frame.t("sheet-question")) } th.boxes scope="col" { (frame.t("sheet-answer")) } th.memo scope="col" { (frame.t("sheet-memo")) } } }
                        tbody {
                            @for item in items {
                                tr {
                                    th scope="row" { (item.number()) }
                                    td { (frame.say(&item.question)) }
                                    td.boxes { @for answer in Answer::ALL { @if item.answers.contains(&answer) { span.box { (answer.mark()) } } @else { span.box.none { } } } }
                                    td.memo {}
                                }
                            }
                        }
                    }
                    p.note { (frame.t("sheet-foot")) " " (list.head.id) " " (check.edition.edition) " · " (frame.operator.line(frame.texts)) }
                }
            }
        }
    };
    let title = frame.t("check-sheet");
    let path = check.path("/sheet");
    layout(
        frame,
        &Layout {
            title: &title,
            path: &path,
            class: if list.items.len() > ROOMY { "papering long" } else { "papering" },
            scripts: &[],
            switch: Switch::Link,
        },
        &main,
    )
}
