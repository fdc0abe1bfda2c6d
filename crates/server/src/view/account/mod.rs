//! One's own account, and what the pages around signing in share. The other pages stand in the files beside.

mod invitation;
mod set_up;
mod sign_in;

use app::sign_in::{PasswordFault, Refused, Session, ToDo};
use app::texts::arg;
use maud::{Markup, html};
use record::OrganisationId;

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use invitation::{Invited, invitation};
pub(crate) use set_up::set_up;
pub(crate) use sign_in::{SignInForm, Step, confirm, sign_in};

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
                                p.note { (frame.texts.with("account-session-seen", &[("at", arg(frame.moment(one.seen_at)))])) }
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
