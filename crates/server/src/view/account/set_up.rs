//! Setting an installation up.

use app::sign_in::Refused;
use maud::{Markup, html};

use super::{described, fault, framed};
use crate::view::Frame;

/// Setting an installation up: its first person.
pub(crate) fn set_up(
    frame: Frame<'_>,
    token: &str,
    name: &str,
    email: &str,
    wrong: Option<&Refused>,
    key: Option<&str>,
) -> Markup {
    let title = frame.t("set-up-title");
    let path = format!("/set-up/{token}");
    let (unfit, told) = described(wrong);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("set-up-lead")) }
            (fault(frame, wrong))
            @if let Some(key) = key { div.faults role="alert" { p { (frame.t(key)) } } }
            form.card.fields method="post" action=(frame.href(&path)) {
                label { (frame.t("set-up-name")) input type="text" name="name" autocomplete="name" maxlength="60" required value=(name); }
                label { (frame.t("sign-in-email")) input type="text" name="email" inputmode="email" autocomplete="username" required value=(email); }
                label { (frame.t("password-choose")) input type="password" name="password" autocomplete="new-password" minlength="10" required autofocus[unfit] aria-invalid=[unfit.then_some("true")] aria-describedby=(told); }
                p.note #rules { (frame.t("password-rules")) }
                p.actions { button.btn { (frame.t("set-up-go")) } }
            }
        }
    };
    framed(frame, &title, &path, &main)
}
