//! Signing in, and confirming who one is before a grave act.

use app::sign_in::Refused;
use maud::{Markup, html};

use super::{fault, framed};
use crate::view::Frame;

/// Which step of the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Address and password.
    Password,
    /// The code of the second factor.
    Code,
}

/// The form of the sign-in.
pub(crate) struct SignInForm<'a> {
    /// Which step.
    pub(crate) step: Step,
    /// The address as it was typed.
    pub(crate) email: &'a str,
    /// Where to go then.
    pub(crate) then: &'a str,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// Signing in.
pub(crate) fn sign_in(frame: Frame<'_>, form: &SignInForm<'_>) -> Markup {
    let title = frame.t("sign-in-title");
    let wrong = form.fault.is_some();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (fault(frame, form.fault.as_ref()))
            form.card.fields method="post" action=(frame.href("/sign-in")) {
                input type="hidden" name="then" value=(form.then);
                @match form.step {
                    Step::Password => {
                        label { (frame.t("sign-in-email")) input type="text" name="email" inputmode="email" autocomplete="username" required value=(form.email); }
                        label { (frame.t("sign-in-password")) input type="password" name="password" autocomplete="current-password" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("fault")]; }
                    }
                    Step::Code => {
                        label { (frame.t("sign-in-code")) input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" autofocus; }
                        label { (frame.t("sign-in-recovery")) input type="text" name="recovery" autocomplete="off"; }
                    }
                }
                p.actions { button.btn { (frame.t("sign-in-go")) } }
            }
            p.note { (frame.t("sign-in-note")) }
        }
    };
    framed(frame, &title, "/sign-in", &main)
}

/// Confirming who one is, before a grave act.
pub(crate) fn confirm(frame: Frame<'_>, then: &str, wrong: Option<Refused>) -> Markup {
    let title = frame.t("confirm-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("confirm-lead")) }
            (fault(frame, wrong.as_ref()))
            form.card.fields method="post" action=(frame.href("/confirm")) {
                input type="hidden" name="then" value=(then);
                label { (frame.t("sign-in-password")) input type="password" name="password" autocomplete="current-password" required autofocus aria-describedby=[wrong.is_some().then_some("fault")]; }
                label { (frame.t("confirm-code")) input type="text" name="code" inputmode="numeric" autocomplete="one-time-code"; }
                p.actions { button.btn { (frame.t("confirm-go")) } }
            }
        }
    };
    framed(frame, &title, "/confirm", &main)
}
