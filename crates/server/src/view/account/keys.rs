//! By what one signs in: passkeys, an app with its recovery codes, the password, the PIN for shared terminals.

use app::sign_in::{Refused, Session, Way, Ways};
use app::texts::arg;
use maud::{Markup, html};

use super::passkey::{Ask, ask};
use super::{fault, framed_with};
use crate::view::Frame;

/// What the page shows.
pub(crate) struct Keys<'a> {
    /// This session.
    pub(crate) session: &'a Session,
    /// By what the person can sign in.
    pub(crate) ways: &'a Ways,
    /// The address to which passkeys are bound here; none = there are none here.
    pub(crate) passkeys: Option<&'a str>,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// The page.
pub(crate) fn keys(frame: Frame<'_>, keys: &Keys<'_>) -> Markup {
    let title = frame.t("keys-title");
    let shared = keys.session.way == Way::Pin;
    let main = html! {
        div.wrap {
            h1 { (title) }
            (fault(frame, keys.fault.as_ref()))
            @if shared {
                p.card { (frame.t("terminal-not-here")) }
            } @else {
                (passkeys(frame, keys))
                (app(frame, keys.ways))
                (password(frame, keys))
            }
            @if keys.session.organisation.is_some() { (pin(frame, keys, shared)) }
        }
    };
    framed_with(frame, &title, "/account/keys", &["passkeys.js"], &main)
}

/// Bytes as they stand in an address.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn passkeys(frame: Frame<'_>, keys: &Keys<'_>) -> Markup {
    let go = frame.t("key-add-go");
    let register =
        Ask { kind: "register", begin: "/account/keys/passkeys/begin", button: &go, then: "", at: keys.passkeys };
    let name = html! {
        label.passkey-name { (frame.t("key-name")) input type="text" maxlength="60" autocomplete="off" data-name; }
        p.note { (frame.t("key-name-note")) }
    };
    html! {
        section.card #passkeys {
            h2 { (frame.t("key-title")) }
            p { (frame.t("key-lead")) }
            @if keys.ways.passkeys.is_empty() { p { b { (frame.t("key-none-yet")) } } }
            ul.plain {
                @for one in &keys.ways.passkeys {
                    @let path = format!("/account/keys/passkeys/{}", hex(&one.credential));
                    li {
                        div {
                            b { (one.name) }
                            p.note {
                                (frame.texts.with("key-since", &[("at", arg(frame.moment(one.created_at)))])) " · "
                                @match one.used_at {
                                    Some(at) => (frame.texts.with("account-session-seen", &[("at", arg(frame.moment(at)))])),
                                    None => (frame.t("key-never-used")),
                                }
                            }
                        }
                        details {
                            summary { (frame.t("key-change")) }
                            form.fields method="post" action=(frame.href(&format!("{path}/name"))) {
                                label { (frame.t("key-name")) input type="text" name="name" maxlength="60" required value=(one.name); }
                                p.actions { button.btn.sub { (frame.t("key-rename-go")) } }
                            }
                            form.fields method="post" action=(frame.href(&format!("{path}/remove"))) {
                                p.note { (frame.t("key-remove-note")) }
                                p.actions { button.btn.sub { (frame.t("key-remove-go")) } }
                            }
                        }
                    }
                }
            }
            (ask(frame, &register, &name))
        }
    }
}

fn app(frame: Frame<'_>, ways: &Ways) -> Markup {
    html! {
        section.card #app {
            h2 { (frame.t("totp-title")) }
            p { (frame.t("totp-lead")) }
            @if ways.second {
                p { span.tag.good { (frame.t("totp-on")) } }
                p { (frame.texts.with("recovery-left", &[("left", arg(ways.recovery))])) }
                form.inline method="post" action=(frame.href("/account/keys/recovery")) {
                    p.actions { button.btn.sub { (frame.t("recovery-renew-go")) } }
                    p.note { (frame.t("recovery-renew-note")) }
                }
                details {
                    summary { (frame.t("totp-remove")) }
                    form method="post" action=(frame.href("/account/keys/app/remove")) {
                        p.note { (frame.t("totp-remove-note")) }
                        p.actions { button.btn.sub { (frame.t("totp-remove-go")) } }
                    }
                }
            } @else {
                @if !ways.password { p.note { (frame.t("totp-without-password")) } }
                form.inline method="post" action=(frame.href("/account/keys/app")) {
                    p.actions { button.btn.sub { (frame.t("totp-go")) } }
                }
            }
        }
    }
}

fn password(frame: Frame<'_>, keys: &Keys<'_>) -> Markup {
    let wrong = matches!(keys.fault, Some(Refused::Password(_)));
    let title = if keys.ways.password { "account-password" } else { "account-password-first" };
    html! {
        section.card #password {
            h2 { (frame.t(title)) }
            form.fields method="post" action=(frame.href("/account/password")) {
                label { (frame.t("password-choose")) input type="password" name="password" autocomplete="new-password" minlength="10" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=(if wrong { "fault rules" } else { "rules" }); }
                p.note #rules { (frame.t("password-rules")) " " (frame.t("account-password-note")) }
                p.actions { button.btn.sub { (frame.t("account-password-go")) } }
            }
        }
    }
}

fn pin(frame: Frame<'_>, keys: &Keys<'_>, shared: bool) -> Markup {
    let wrong = matches!(keys.fault, Some(Refused::Pin(_) | Refused::PinsDiffer | Refused::NotRecognised));
    let secret = |name: &str, key: &str, complete: &str| {
        html! {
            label { (frame.t(key)) input type="password" name=(name) inputmode="numeric" minlength="6" maxlength="12" autocomplete=(complete) required aria-invalid=[wrong.then_some("true")] aria-describedby=(if wrong { "fault pin-rules" } else { "pin-rules" }); }
        }
    };
    html! {
        section.card #pin {
            h2 { (frame.t("pin-title")) }
            p { (frame.t("pin-lead")) }
            @if keys.ways.pin { p { span.tag.good { (frame.t("pin-on")) } } }
            form.fields method="post" action=(frame.href("/account/keys/pin")) {
                @if shared { (secret("present", "pin-present", "off")) }
                (secret("pin", "pin-new", "off"))
                (secret("again", "pin-again", "off"))
                p.note #pin-rules { (frame.t("pin-rules")) }
                p.actions { button.btn.sub { (frame.t(if keys.ways.pin { "pin-change" } else { "pin-go" })) } }
            }
            @if keys.ways.pin && !shared {
                form.inline method="post" action=(frame.href("/account/keys/pin/remove")) {
                    p.actions { button.btn.sub { (frame.t("pin-remove-go")) } }
                }
            }
        }
    }
}
