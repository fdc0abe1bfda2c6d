//! Erasing one's own account.

use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// What follows from it; and where nobody else manages the members (`held`), why not yet.
pub(crate) fn erase(frame: Frame<'_>, held: &[String]) -> Markup {
    let title = frame.t("erase-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if held.is_empty() {
                p.lead { (frame.t("erase-lead")) }
            } @else {
                div.faults role="alert" {
                    p { (frame.t("erase-held")) }
                    ul { @for name in held { li { (name) } } }
                    p { (frame.t("erase-held-advice")) }
                }
            }
            section.card {
                h2 { (frame.t("erase-what")) }
                ul {
                    @for key in ["erase-gone", "erase-out", "erase-stays", "erase-alone"] { li { (frame.t(key)) } }
                }
                @if held.is_empty() {
                    form method="post" action=(frame.href("/account/erase")) {
                        p.actions {
                            button.btn { (frame.t("erase-go")) }
                            a.btn.sub href=(frame.href("/account")) { (frame.t("erase-not")) }
                        }
                    }
                } @else {
                    p.actions {
                        a.btn href=(frame.href("/members")) { (frame.t("erase-members")) }
                        a.btn.sub href=(frame.href("/account")) { (frame.t("erase-not")) }
                    }
                }
            }
        }
    };
    framed(frame, &title, "/account/erase", &main)
}

/// It is done.
pub(crate) fn erased(frame: Frame<'_>) -> Markup {
    let title = frame.t("erased-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("erased-lead")) }
            p.actions { a.btn href=(frame.href("/")) { (frame.t("refused-home")) } }
        }
    };
    framed(frame, &title, "/account/erased", &main)
}
