//! What happened, as a table.

use app::history::HistoryPage;
use maud::{Markup, html};

use super::{framed, moment};
use crate::view::Frame;

/// What happened, the newest first.
pub(crate) fn history(frame: Frame<'_>, page: &HistoryPage) -> Markup {
    let title = frame.t("history-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (frame.t("history-lead")) }
            p.actions { a.btn.sub href=(frame.href("/history.csv")) { (frame.t("history-export")) } }
            div.scroll { table.events {
                thead { tr { th scope="col" { (frame.t("history-when")) } th scope="col" { (frame.t("history-who")) } th scope="col" { (frame.t("history-what")) } } }
                tbody {
                    @for entry in &page.entries {
                        tr {
                            td { (moment(entry.at.as_microsecond())) }
                            td { (entry.who.clone().unwrap_or_else(|| frame.t("name-erased"))) }
                            td { (entry.sentence(frame.texts)) }
                        }
                    }
                }
            } }
            @if let Some(next) = page.next {
                p.actions { a.btn.sub href=(format!("{}?before={next}", frame.href("/history"))) { (frame.t("history-older")) } }
            }
        }
    };
    framed(frame, &title, "/history", &main)
}
