//! The checks an organisation keeps: what their pages share.

mod answers;
mod ask;
mod claim;
mod list;
mod outside;
mod sign_off;

use app::checks::{GivenRow, KeptCheck};
use app::texts::arg;
use criteria::answers::Answer;
use maud::{Markup, html};
use record::PersonId;

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use answers::{Returned, check};
pub(crate) use ask::Asker;
pub(crate) use claim::{File, Preview, choose, preview};
pub(crate) use list::{closing, comparable, compared, list};
pub(crate) use outside::{OutsideForm, outside_form};
pub(crate) use sign_off::{Ways, ways};

fn framed(frame: Frame<'_>, title: &str, path: &str, scripts: &'static [&'static str], main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "kept", scripts, switch: Switch::Link }, main)
}

/// What a person in a check is called.
fn name(frame: Frame<'_>, kept: &KeptCheck<'_>, person: uuid::Uuid) -> String {
    kept.names.get(&PersonId(person)).cloned().unwrap_or_else(|| frame.t("name-erased"))
}

/// Who entered an answer; of a supporter with the last day.
fn giver(frame: Frame<'_>, kept: &KeptCheck<'_>, given: &GivenRow) -> Markup {
    let who = match kept.names.get(&PersonId(given.by)) {
        Some(name) => frame.texts.with("check-given-by", &[("name", arg(name.clone()))]),
        None => frame.t("check-given-erased"),
    };
    html! { (who) @if let Some(support) = frame.texts.on_behalf(kept, given) { " " (support) } }
}

/// The mark of an answer, or that there is none.
fn mark(frame: Frame<'_>, answer: Option<Answer>) -> String {
    answer.map_or_else(|| frame.t("history-no-answer"), |answer| answer.mark().to_owned())
}

/// What an answer means, in the words of the checklist.
fn meaning<'k>(frame: Frame<'_>, kept: &'k KeptCheck<'_>, answer: Answer) -> &'k str {
    let found = kept.checklist.answers.iter().find(|meaning| meaning.answer == answer);
    found.map_or("", |meaning| meaning.label.get(frame.texts.lang))
}
