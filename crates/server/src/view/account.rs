//! Signing in, an invitation, one's own account.

use app::members::OpenInvitation;
use app::sign_in::{PasswordFault, Refused, Session, ToDo};
use app::texts::arg;
use maud::{Markup, html};
use record::OrganisationId;

use super::Frame;
use super::layout::{Layout, Switch, layout};

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

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "account", scripts: &[], switch: Switch::Link }, main)
}

/// What was wrong and what to do, above the form.
fn fault(frame: Frame<'_>, fault: Option<&Refused>) -> Markup {
    let Some(fault) = fault else { return html! {} };
    let what = match fault {
        Refused::NotRecognised => frame.t("sign-in-not-recognised"),
        Refused::CodeWrong | Refused::CodeNeeded => frame.t("sign-in-code-wrong"),
        Refused::CodeUsed => frame.t("sign-in-code-used"),
        Refused::TooOften { retry_after } | Refused::Busy { retry_after } => {
            let minutes = retry_after.as_secs().div_ceil(60).max(1);
            frame.texts.with("sign-in-too-often", &[("minutes", arg(minutes))])
        }
        Refused::Password(PasswordFault::TooShort { least, found }) => {
            frame.texts.with("password-too-short", &[("least", arg(*least)), ("found", arg(*found))])
        }
        Refused::Password(PasswordFault::TooLong { most }) => {
            frame.texts.with("password-too-long", &[("most", arg(*most))])
        }
        Refused::Password(PasswordFault::Common) => frame.t("password-common"),
        Refused::Password(_) => frame.t("password-name"),
        other if other.to_do() == ToDo::BeginAgain => frame.t("sign-in-over"),
        _ => frame.t("sign-in-refused"),
    };
    html! { div.faults role="alert" id="fault" tabindex="-1" { p { (what) } } }
}

/// Whether a new password was wrong, and what describes its field.
fn described(fault: Option<&Refused>) -> (bool, &'static str) {
    if fault.is_some() { (true, "fault rules") } else { (false, "rules") }
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

/// An invitation to be accepted.
pub(crate) struct Invited<'a> {
    /// Its token.
    pub(crate) token: &'a str,
    /// What it says.
    pub(crate) open: &'a OpenInvitation,
    /// What was wrong with the password.
    pub(crate) fault: Option<Refused>,
}

/// What one is invited to, and how to accept.
pub(crate) fn invitation(frame: Frame<'_>, invited: &Invited<'_>) -> Markup {
    let open = invited.open;
    let title = frame.texts.with("invitation-title", &[("organisation", arg(open.organisation_name.clone()))]);
    let roles: Vec<String> = open.roles.iter().map(|role| frame.t(&format!("role-{role}"))).collect();
    let name = open.person.name.clone().unwrap_or_default();
    let path = format!("/invitations/{}", invited.token);
    let (wrong, told) = described(invited.fault.as_ref());
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.texts.with("invitation-as", &[("name", arg(name)), ("roles", arg(roles.join(&frame.t("list-or"))))])) }
            (fault(frame, invited.fault.as_ref()))
            @if open.known {
                form.card.fields method="post" action=(frame.href(&format!("{path}/signed-in"))) {
                    p { (frame.t("invitation-known")) }
                    p.actions {
                        a.btn.sub href=(format!("{}?then={}", frame.href("/sign-in"), frame.href(&path))) { (frame.t("sign-in-go")) }
                        button.btn { (frame.t("invitation-accept")) }
                    }
                }
            } @else {
                form.card.fields method="post" action=(frame.href(&path)) {
                    @if let Some(email) = &open.person.email {
                        input type="hidden" autocomplete="username" value=(email.shown);
                    }
                    label {
                        (frame.t("password-choose"))
                        input type="password" name="password" autocomplete="new-password" minlength="10" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=(told);
                    }
                    p.note #rules { (frame.t("password-rules")) }
                    p.actions { button.btn { (frame.t("invitation-accept")) } }
                }
            }
        }
    };
    framed(frame, &title, &path, &main)
}

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

/// One's own account.
pub(crate) fn account(
    frame: Frame<'_>,
    session: &Session,
    own: &[(OrganisationId, String)],
    sessions: &[app::sign_in::ListedSession],
    wrong: Option<&Refused>,
) -> Markup {
    let title = frame.t("account-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            section.card {
                h2 { (frame.t("account-organisations")) }
                @if own.is_empty() { p { (frame.t("account-no-organisation")) } }
                ul.plain {
                    @for (organisation, name) in own {
                        li {
                            b { (name) }
                            @if session.organisation == Some(*organisation) {
                                span.tag.good { (frame.t("account-acting")) }
                            } @else {
                                form.inline method="post" action=(frame.href("/account/organisation")) {
                                    input type="hidden" name="organisation" value=(organisation);
                                    button.btn.sub { (frame.t("account-act")) }
                                }
                            }
                        }
                    }
                }
                p.actions { a.btn.sub href=(frame.href("/organisations/new")) { (frame.t("organisation-new")) } }
            }
            section.card {
                h2 { (frame.t("account-sessions")) }
                p.note { (frame.t("account-sessions-note")) }
                ul.plain {
                    @for one in sessions {
                        li {
                            div {
                                b { (if one.device.is_empty() { frame.t("account-device-unknown") } else { one.device.clone() }) }
                                p.note { (frame.texts.with("account-session-seen", &[("at", arg(super::company::moment(one.seen_at)))])) }
                            }
                            @if one.id == session.id {
                                span.tag.good { (frame.t("account-this-session")) }
                            } @else {
                                form.inline method="post" action=(frame.href(&format!("/account/sessions/{}/end", one.id))) {
                                    button.btn.sub { (frame.t("account-end-session")) }
                                }
                            }
                        }
                    }
                }
            }
            section.card {
                h2 { (frame.t("account-password")) }
                (fault(frame, wrong))
                form.fields method="post" action=(frame.href("/account/password")) {
                    label { (frame.t("password-choose")) input type="password" name="password" autocomplete="new-password" minlength="10" required; }
                    p.note { (frame.t("password-rules")) " " (frame.t("account-password-note")) }
                    p.actions { button.btn.sub { (frame.t("account-password-go")) } }
                }
            }
        }
    };
    framed(frame, &title, "/account", &main)
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
