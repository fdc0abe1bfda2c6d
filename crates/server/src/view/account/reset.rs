//! A password that was forgotten: asked for by mail, chosen anew by the link, and who helps without mail. No page here
//! tells whether an address is known.

use app::sign_in::Refused;
use maud::{Markup, html};

use super::{described, fault, framed};
use crate::view::Frame;

/// The form that asks for a link.
#[derive(Default)]
pub(crate) struct Ask<'a> {
    /// The address as it was typed.
    pub(crate) email: &'a str,
    /// Whether links are mailed here.
    pub(crate) mails: bool,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// Asks for a link, or says who helps where nothing is mailed.
pub(crate) fn ask(frame: Frame<'_>, ask: &Ask<'_>) -> Markup {
    let title = frame.t("reset-title");
    let wrong = ask.fault.is_some();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if ask.mails {
                p.lead { (frame.t("reset-lead")) }
                (fault(frame, ask.fault.as_ref()))
                form.card.fields method="post" action=(frame.href("/reset")) {
                    label { (frame.t("sign-in-email")) input type="text" name="email" inputmode="email" autocomplete="username" maxlength="254" required value=(ask.email) autofocus[wrong] aria-describedby=(if wrong { "fault reset-note" } else { "reset-note" }); }
                    p.note #reset-note { (frame.t("reset-note")) }
                    p.actions { button.btn { (frame.t("reset-go")) } }
                }
            } @else {
                p.lead { (frame.t("reset-no-mail")) }
            }
            (help(frame))
            p { a href=(frame.href("/sign-in")) { (frame.t("reset-back")) } }
        }
    };
    framed(frame, &title, "/reset", &main)
}

/// Who helps where a mail does not.
fn help(frame: Frame<'_>) -> Markup {
    html! {
        section.card aria-labelledby="help" {
            h2 #help { (frame.t("reset-help-title")) }
            p { (frame.t("reset-help")) }
        }
    }
}

/// What is told whoever asked, and for whatever address.
pub(crate) fn sent(frame: Frame<'_>) -> Markup {
    let title = frame.t("reset-sent-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("reset-sent-lead")) }
            p { (frame.t("reset-sent-none")) }
            p.actions {
                a.btn href=(frame.href("/sign-in")) { (frame.t("reset-back")) }
                a.btn.sub href=(frame.href("/reset")) { (frame.t("reset-again")) }
            }
            (help(frame))
        }
    };
    framed(frame, &title, "/reset/sent", &main)
}

/// Chooses the new password, by the link whose secret is `token`.
pub(crate) fn choose(frame: Frame<'_>, token: &str, address: &str, refused: Option<&Refused>) -> Markup {
    let title = frame.t("reset-choose-title");
    let path = format!("/reset/{token}");
    let (wrong, told) = described(refused);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("reset-choose-lead")) }
            (fault(frame, refused))
            form.card.fields method="post" action=(frame.href(&path)) {
                input type="hidden" autocomplete="username" value=(address);
                label {
                    (frame.t("password-choose"))
                    input type="password" name="password" autocomplete="new-password" minlength="10" required autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=(told);
                }
                p.note #rules { (frame.t("password-rules")) }
                p.note { (frame.t("reset-note")) }
                p.actions { button.btn { (frame.t("reset-choose-go")) } }
            }
        }
    };
    framed(frame, &title, &path, &main)
}

/// A link that is of no use. Why is not told: its holder can only ask for another one.
pub(crate) fn over(frame: Frame<'_>) -> Markup {
    let title = frame.t("reset-over-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("reset-over-lead")) }
            p.actions { a.btn href=(frame.href("/reset")) { (frame.t("reset-over-go")) } }
        }
    };
    framed(frame, &title, "/reset", &main)
}

/// The password is another one now.
pub(crate) fn done(frame: Frame<'_>) -> Markup {
    let title = frame.t("reset-done-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("reset-done-lead")) }
            p.actions { a.btn href=(frame.href("/sign-in")) { (frame.t("sign-in-go")) } }
        }
    };
    framed(frame, &title, "/reset/done", &main)
}
