//! The checks an organisation keeps, in a list.

use app::checks::ListedCheck;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// The checks, the newest first.
pub(crate) fn list(frame: Frame<'_>, catalogue: &Catalogue, checks: &[ListedCheck]) -> Markup {
    let title = frame.t("checks-title");
    let name = |check: &ListedCheck| {
        let found = catalogue.checklist(&check.row.edition.0);
        found.map_or_else(|| check.row.edition.0.clone(), |(_, checklist)| frame.say(&checklist.head.title).to_owned())
    };
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if checks.is_empty() { p.lead { (frame.t("checks-none")) } }
            ul.members {
                @for check in checks {
                    li.card {
                        a.door-to href=(frame.href(&format!("/checks/{}", check.row.stream))) { b { (name(check)) } } " "
                        span.note { (frame.moment(check.row.begun_at)) } " "
                        @if check.row.origin != "fresh" { span.tag { (frame.t("checks-claimed")) } " " }
                        @if let Some(score) = &check.score {
                            span { (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))])) } " "
                            @if let Some(overall) = score.overall { b { (overall) " %" } " " }
                        }
                        @match check.signed {
                            Some(true) => span.tag.good { (frame.t("checks-signed")) },
                            Some(false) => span.tag { (frame.t("checks-changed")) },
                            None => {},
                        }
                    }
                }
            }
            form method="post" action=(frame.href("/checks")) { p.actions { button.btn.sub[!checks.is_empty()] { (frame.t("checks-begin")) } } }
        }
    };
    framed(frame, &title, "/checks", &[], &main)
}
