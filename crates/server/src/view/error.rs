//! A refusal as a page: what happened, each fault, what to do now.

use app::texts::arg;
use maud::{Markup, html};

use super::check::{Shown, faults};
use super::layout::{Layout, Switch, layout};
use super::{Frame, Who};
use crate::error::Refusal;

/// The page of a refusal.
pub(crate) fn page(frame: Frame<'_>, refusal: &Refusal) -> Markup {
    let title = refusal.title(frame.texts);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if let (Refusal::Denied(_), Some(who)) = (refusal, frame.who) { p { (acting(frame, who)) } }
            p.lead { (refusal.advice(frame.texts)) }
            @if let Refusal::Faults(list) = refusal { (faults(frame, Shown::Alone, list, &[], &[])) }
            @if *refusal == Refusal::StepUp { p.actions { a.btn href=(frame.href("/confirm")) { (frame.t("confirm-title")) } } }
            p.actions { a.btn href=(frame.href("/")) { (frame.t("refused-home")) } }
        }
    };
    layout(frame, &Layout { title: &title, path: "/", class: "reading", scripts: &[], switch: Switch::Link }, &main)
}

/// Who is refused, acting for whom and as what: the answer may be another one for another organisation.
fn acting(frame: Frame<'_>, who: &Who) -> String {
    let Some(organisation) = &who.organisation else {
        return frame.texts.with("refused-denied-alone", &[("name", arg(who.name.clone()))]);
    };
    let roles: Vec<String> = who.roles.iter().map(|role| frame.t(&format!("role-{role}"))).collect();
    frame.texts.with(
        "refused-denied-who",
        &[
            ("name", arg(who.name.clone())),
            ("organisation", arg(organisation.clone())),
            ("roles", arg(roles.join(&frame.t("list-and")))),
        ],
    )
}
