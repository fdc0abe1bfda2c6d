//! What was typed when the session was over, given back after the sign-in.

use app::sign_in::Carried;
use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// The form once more, to be sent by the person.
pub(crate) fn given_back(frame: Frame<'_>, form: &Carried) -> Markup {
    let title = frame.t("carried-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("carried-lead")) }
            form.card method="post" action=(form.to) {
                @for (name, value) in &form.fields { input type="hidden" name=(name) value=(value); }
                p { (frame.t("carried-note")) }
                p.actions {
                    button.btn { (frame.t("carried-go")) }
                    a.btn.sub href=(frame.href("/today")) { (frame.t("carried-drop")) }
                }
            }
        }
    };
    framed(frame, &title, "/today", &main)
}
