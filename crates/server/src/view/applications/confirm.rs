//! An application is confirmed by the representative: what is confirmed, and the three equal ways (spec 7 §11).

use app::access::Action;
use app::certification::application::Shown;
use app::checks::sign_off::{Field, Filled, Signer, code};
use app::texts::arg;
use maud::{Markup, html};

use super::{address, framed, missing, said};
use crate::view::kept::{OutsideForm, outside_form};
use crate::view::{Frame, once};

/// What the page of the ways shows beside the application.
pub(crate) struct Ways<'w> {
    /// Who can sign; empty where the reader may not register what was signed.
    pub(crate) signers: &'w [Signer],
    /// What was filled in.
    pub(crate) filled: &'w Filled,
    /// The fields that are wrong.
    pub(crate) faults: &'w [Field],
    /// Why it was refused as a whole.
    pub(crate) why: Option<String>,
}

/// The page.
pub(crate) fn confirm(frame: Frame<'_>, shown: &Shown, ways: &Ways<'_>) -> Markup {
    let (title, path) = (frame.t("application-confirm"), address(shown));
    let places = shown.missing();
    let number = shown.digest.map(code).unwrap_or_default();
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href(&path)) { (frame.t("application-title")) } }
            h1 { (title) }
            @if let Some(why) = &ways.why { div.faults role="alert" tabindex="-1" autofocus { p { (why) } } }
            p.lead { (frame.t("application-confirm-lead")) }
            section.card {
                h2 { (frame.t("application-what-is-confirmed")) }
                (said::said(frame, shown))
                p { (frame.t("sign-off-code")) " " code { (number) } }
                p.print-only.signature { (frame.t("application-signature")) }
            }
            @if !places.is_empty() {
                section.card { h2 { (frame.texts.with("application-missing", &[("n", arg(places.len()))])) } (missing(frame, &places, shown)) }
            } @else if let Some(confirmation) = shown.confirmation() {
                p.notice {
                    (frame.texts.with("check-signed", &[
                        ("name", arg(shown.names.get(&confirmation.by).cloned().unwrap_or_else(|| frame.t("name-erased")))),
                        ("day", arg(frame.texts.date(confirmation.day(), frame.today))),
                    ]))
                }
            } @else { (three(frame, shown, ways, &path)) }
        }
    };
    framed(frame, &title, &format!("{path}/confirm"), &main)
}

fn three(frame: Frame<'_>, shown: &Shown, ways: &Ways<'_>, path: &str) -> Markup {
    let digest = shown.digest.map(|digest| digest.to_string()).unwrap_or_default();
    let registered = shown.rights.get(&Action::ApplicationRegister);
    let outside = |way: &'static str, fields: &'static [Field]| {
        let form = OutsideForm {
            signers: ways.signers,
            filled: ways.filled,
            faults: ways.faults,
            to: format!("{path}/confirm"),
            seen: &digest,
            access: registered,
        };
        outside_form(frame, &form, way, fields)
    };
    html! {
        section.card.screen {
            h2 { "① " (frame.t("route-on-screen")) }
            @if shown.may(Action::ApplicationConfirm) {
                p { (frame.t("application-confirm-screen")) }
                form method="post" action=(frame.href(&format!("{path}/confirm"))) {
                    (once())
                    input type="hidden" name="seen" value=(digest);
                    p.actions { button.btn { (frame.t("sign-off-go")) } }
                }
            } @else { p.note { (frame.t("application-who-confirms")) } }
        }
        section.card.screen {
            h2 { "② " (frame.t("route-on-paper")) }
            p { (frame.t("application-on-paper")) }
            (outside("paper", &[Field::KeptWhere]))
        }
        section.card.screen {
            h2 { "③ " (frame.t("route-e-contract")) }
            p { (frame.t("application-contract")) }
            (outside("e-contract", &[Field::Service, Field::Reference]))
        }
    }
}
