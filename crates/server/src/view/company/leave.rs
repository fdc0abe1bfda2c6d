//! Leaving an organisation: what ends, and the button.

use app::texts::arg;
use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// What leaving means, before it is done.
pub(crate) fn leave(frame: Frame<'_>, refused: Option<&str>) -> Markup {
    let title = frame.t("member-leave");
    let organisation = frame.who.and_then(|who| who.organisation.clone()).unwrap_or_default();
    let main = html! {
        div.wrap.prose {
            h1 { (frame.texts.with("member-leave-ask", &[("organisation", arg(organisation))])) }
            @if let Some(key) = refused { div.faults role="alert" tabindex="-1" autofocus { p { (frame.t(key)) } } }
            p.lead { (frame.t("member-leave-note")) }
            form method="post" action=(frame.href("/members/leave")) {
                p.actions {
                    button.btn { (frame.t("member-leave-go")) }
                    a.btn.sub href=(frame.href("/today")) { (frame.t("member-stay")) }
                }
            }
        }
    };
    framed(frame, &title, "/members/leave", &main)
}
