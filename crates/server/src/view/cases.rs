//! All cases and approaches, retold.

use criteria::catalogue::Catalogue;
use criteria::pack::cases::{Case, Cases};
use maud::{Markup, html};

use super::layout::{Layout, Switch, layout};
use super::{Frame, citation, ours};

/// The page of cases.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue) -> Markup {
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("cases-headline")) }
            @for pack in catalogue.cases() { (body(frame, pack)) }
        }
    };
    let title = frame.t("nav-cases");
    layout(
        frame,
        &Layout { title: &title, path: "/cases", class: "reading", scripts: &[], switch: Switch::Link },
        &main,
    )
}

fn body(frame: Frame<'_>, pack: &Cases) -> Markup {
    html! {
        p.lead { (frame.say(&pack.head.about)) }
        nav.jump aria-label=(frame.t("cases-groups")) {
            ul {
                @for group in &pack.groups { li { a href=(format!("#{}", group.id)) { (frame.say(&group.label)) } } }
                li { a href="#approaches" { (frame.t("cases-approaches")) } }
            }
        }
        @for group in &pack.groups {
            section #(group.id) {
                h2 { (frame.say(&group.label)) }
                div.cards { @for case in pack.cases.iter().filter(|case| case.group == group.id) { (card(frame, pack, case)) } }
            }
        }
        section #approaches {
            h2 { (frame.t("cases-approaches")) }
            div.cards {
                @for approach in &pack.approaches {
                    article.card #(anchor(&approach.id)) {
                        h3 { (frame.say(&approach.title)) }
                        p { (frame.say(&approach.sign)) }
                        p.sources { (ours(&frame.t("case-ours"))) (citation(frame, &pack.head, &approach.source)) }
                    }
                }
            }
        }
    }
}

fn card(frame: Frame<'_>, pack: &Cases, case: &Case) -> Markup {
    html! {
        article.card #(anchor(&case.id)) {
            h3 { (frame.say(&case.title)) }
            @if let Some(date) = &case.date { p.note { (date) @if case.suspicion { " " (frame.t("case-suspicion")) } } }
            p { (frame.say(&case.story)) }
            p { b { (frame.t("case-look")) } " " (frame.say(&case.look)) }
            p.sources { (ours(&frame.t("case-ours"))) (citation(frame, &pack.head, &case.source)) }
        }
    }
}

/// The part of an id after the pack, as an anchor.
pub(crate) fn anchor(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
