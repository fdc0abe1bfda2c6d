//! Signing in, and confirming who one is before a grave act.

use app::sign_in::{Refused, Ways};
use maud::{Markup, html};

use super::passkey::{Ask, ask};
use super::{fault, framed, framed_with};
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
    /// What was typed when the session was over, sealed; empty = nothing.
    pub(crate) carried: &'a str,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// Signing in.
pub(crate) fn sign_in(frame: Frame<'_>, form: &SignInForm<'_>, passkeys: Option<&str>) -> Markup {
    let title = frame.t("sign-in-title");
    let wrong = form.fault.is_some();
    let go = frame.t("key-sign-in-go");
    let by_passkey =
        Ask { kind: "sign_in", begin: "/passkeys/sign-in/begin", button: &go, then: form.then, at: passkeys };
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if !form.carried.is_empty() { p.notice { (frame.t("carried-sign-in")) } }
            (fault(frame, form.fault.as_ref()))
            @if form.step == Step::Password && passkeys.is_some() {
                section.card aria-labelledby="by-passkey" {
                    h2 #by-passkey { (frame.t("key-title")) }
                    p { (frame.t("key-sign-in-lead")) }
                    (ask(frame, &by_passkey, &html! {}))
                }
            }
            form.card.fields method="post" action=(frame.href("/sign-in")) {
                @if form.step == Step::Password && passkeys.is_some() { h2 { (frame.t("sign-in-by-password")) } }
                input type="hidden" name="then" value=(form.then);
                @if !form.carried.is_empty() { input type="hidden" name="carried" value=(form.carried); }
                @match form.step {
                    Step::Password => {
                        label { (frame.t("sign-in-email")) input type="text" name="email" inputmode="email" autocomplete=(if passkeys.is_some() { "username webauthn" } else { "username" }) required value=(form.email); }
                        label { (frame.t("sign-in-password")) input type="password" name="password" autocomplete="current-password" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("fault")]; }
                    }
                    Step::Code => {
                        label { (frame.t("sign-in-code")) input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" autofocus; }
                        label { (frame.t("sign-in-recovery")) input type="text" name="recovery" autocomplete="off"; }
                    }
                }
                p.actions { button.btn { (frame.t("sign-in-go")) } }
            }
            // After a passkey the script sends this instead of going on.
            @if !form.carried.is_empty() {
                form hidden data-again method="post" action=(frame.href("/sign-in/typed")) { input type="hidden" name="carried" value=(form.carried); }
            }
            @if form.step == Step::Password { p { a href=(frame.href("/reset")) { (frame.t("reset-link")) } } }
            p.note { (frame.t("sign-in-note")) }
        }
    };
    framed_with(frame, &title, "/sign-in", &["passkeys.js"], &main)
}

/// What the confirmation offers.
pub(crate) struct Confirm<'a> {
    /// Where to go then.
    pub(crate) then: &'a str,
    /// By what the person can sign in.
    pub(crate) ways: &'a Ways,
    /// The address to which the person's passkeys are bound; none = they have none here.
    pub(crate) passkeys: Option<&'a str>,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// Confirming who one is, before a grave act.
pub(crate) fn confirm(frame: Frame<'_>, confirm: &Confirm<'_>) -> Markup {
    let title = frame.t("confirm-title");
    let go = frame.t("key-confirm-go");
    let by_passkey =
        Ask { kind: "step_up", begin: "/confirm/passkey/begin", button: &go, then: confirm.then, at: confirm.passkeys };
    let wrong = confirm.fault.is_some();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("confirm-lead")) }
            (fault(frame, confirm.fault.as_ref()))
            @if confirm.passkeys.is_some() {
                section.card aria-labelledby="by-passkey" {
                    h2 #by-passkey { (frame.t("key-title")) }
                    (ask(frame, &by_passkey, &html! {}))
                }
            }
            @if confirm.ways.password {
                form.card.fields method="post" action=(frame.href("/confirm")) {
                    @if confirm.passkeys.is_some() { h2 { (frame.t("confirm-by-password")) } }
                    input type="hidden" name="then" value=(confirm.then);
                    label { (frame.t("sign-in-password")) input type="password" name="password" autocomplete="current-password" required autofocus[wrong || confirm.passkeys.is_none()] aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("fault")]; }
                    @if confirm.ways.second {
                        label { (frame.t("sign-in-code")) input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" required; }
                    }
                    p.actions { button.btn { (frame.t("confirm-go")) } }
                }
            } @else if confirm.passkeys.is_none() {
                p.card { (frame.t("confirm-nothing")) }
            }
        }
    };
    framed_with(frame, &title, "/confirm", &["passkeys.js"], &main)
}

/// A shared terminal is not the place for a grave act.
pub(crate) fn not_here(frame: Frame<'_>) -> Markup {
    let title = frame.t("terminal-grave-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("terminal-grave-lead")) }
            p { (frame.t("terminal-grave-advice")) }
            p.actions { a.btn href=(frame.href("/today")) { (frame.t("terminal-grave-back")) } }
        }
    };
    framed(frame, &title, "/confirm", &main)
}
