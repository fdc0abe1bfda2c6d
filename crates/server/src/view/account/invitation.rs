//! What one is invited to, and how to accept.

use app::members::OpenInvitation;
use app::sign_in::Refused;
use app::texts::arg;
use maud::{Markup, html};

use super::{described, fault, framed};
use crate::view::Frame;

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
    let values = [("organisation", arg(open.organisation_name.clone()))];
    let title = frame.texts.with(if open.renews { "renewal-title" } else { "invitation-title" }, &values);
    let go = frame.t(if open.renews { "renewal-go" } else { "invitation-accept" });
    let roles: Vec<String> = open.roles.iter().map(|role| frame.t(&format!("role-{role}"))).collect();
    let name = open.person.name.clone().unwrap_or_default();
    let path = format!("/invitations/{}", invited.token);
    let (wrong, told) = described(invited.fault.as_ref());
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if open.renews {
                p.lead { (frame.texts.with("renewal-lead", &[("name", arg(name))])) }
                p { (frame.t("renewal-note")) }
            } @else {
                p.lead { (frame.texts.with("invitation-as", &[("name", arg(name)), ("roles", arg(roles.join(&frame.t("list-or"))))])) }
            }
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
                        label {
                            (frame.t("password-choose"))
                            input type="password" name="password" autocomplete="new-password" minlength="10" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=(told);
                        }
                        p.note #rules { (frame.t("password-rules")) }
                    } @else {
                        p { (frame.t("pin-invitation")) }
                        @for (name, key) in [("pin", "pin-choose"), ("again", "pin-choose-again")] {
                            label { (frame.t(key)) input type="password" name=(name) inputmode="numeric" minlength="6" maxlength="12" autocomplete="off" required autofocus[wrong && name == "pin"] aria-invalid=[wrong.then_some("true")] aria-describedby=(told); }
                        }
                        p.note #rules { (frame.t("pin-rules")) }
                    }
                    p.actions { button.btn { (go) } }
                }
            }
        }
    };
    framed(frame, &title, &path, &main)
}
