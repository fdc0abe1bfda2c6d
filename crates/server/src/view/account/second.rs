//! Setting an app up as the second factor, and the recovery codes that are shown once.

use app::sign_in::{RecoveryCodes, Refused, TotpOffer};
use app::texts::arg;
use jiff::Timestamp;
use maud::{Markup, html};

use super::{fault, framed};
use crate::view::{Frame, qr};

/// The code to be scanned, the same to be typed, and the first code as the proof that it worked.
pub(crate) fn app(frame: Frame<'_>, offer: &TotpOffer, wrong: Option<&Refused>) -> Markup {
    let title = frame.t("totp-offer-title");
    let groups: Vec<String> =
        offer.secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let unfit = wrong.is_some();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (fault(frame, wrong))
            ol.steps-plain {
                li { p { (frame.t("totp-step-app")) } }
                li {
                    p { (frame.t("totp-step-scan")) }
                    @if let Some(code) = qr::code(&offer.uri, &frame.t("totp-qr")) { (code) }
                    p { (frame.t("totp-step-type")) }
                    p.secret { (groups.join(" ")) }
                }
                li {
                    form.fields method="post" action=(frame.href("/account/keys/app/confirm")) {
                        label { (frame.t("totp-step-code")) input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus[unfit] aria-invalid=[unfit.then_some("true")] aria-describedby=[unfit.then_some("fault")]; }
                        p.actions {
                            button.btn { (frame.t("totp-confirm-go")) }
                            a.btn.sub href=(frame.href("/account/keys")) { (frame.t("totp-stop")) }
                        }
                    }
                }
            }
        }
    };
    framed(frame, &title, "/account/keys/app", &main)
}

/// The recovery codes, once: on paper with whose they are and since when.
pub(crate) fn recovery(frame: Frame<'_>, codes: &RecoveryCodes, at: Timestamp) -> Markup {
    let title = frame.t("recovery-title");
    let name = frame.who.map(|who| who.name.clone()).unwrap_or_default();
    let whose = [("name", arg(name)), ("at", arg(frame.moment(at.as_microsecond())))];
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("recovery-lead")) }
            section.card.recovery {
                p.note { (frame.texts.with("recovery-whose", &whose)) }
                ol { @for code in &codes.0 { li { code { (code) } } } }
            }
            p { (frame.t("recovery-keep")) }
            p.actions {
                button.btn.sub.print type="button" { (frame.t("recovery-print")) }
                a.btn href=(frame.href("/account/keys")) { (frame.t("recovery-done")) }
            }
        }
    };
    framed(frame, &title, "/account/keys", &main)
}
