//! A refusal as a page: what happened, each fault, what to do now.

use maud::{Markup, html};

use super::Frame;
use super::check::{Shown, faults};
use super::layout::{Layout, Switch, layout};
use crate::error::Refusal;

/// The page of a refusal.
pub(crate) fn page(frame: Frame<'_>, refusal: &Refusal) -> Markup {
    let title = refusal.title(frame.texts);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (refusal.advice(frame.texts)) }
            @if let Refusal::Faults(list) = refusal { (faults(frame, Shown::Alone, list, &[], &[])) }
            @if *refusal == Refusal::StepUp { p.actions { a.btn href=(frame.href("/confirm")) { (frame.t("confirm-title")) } } }
            p.actions { a.btn href=(frame.href("/")) { (frame.t("refused-home")) } }
        }
    };
    layout(frame, &Layout { title: &title, path: "/", class: "reading", scripts: &[], switch: Switch::Link }, &main)
}
