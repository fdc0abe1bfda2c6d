//! A mail address that is changed: a letter went there; the link in it; and that it counts.

use app::sign_in::Refused;
use app::texts::arg;
use maud::{Markup, html};

use super::{fault, framed};
use crate::view::Frame;

/// A link was mailed to the address.
pub(crate) fn sent(frame: Frame<'_>, address: &str) -> Markup {
    let title = frame.t("address-sent-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.texts.with("address-sent-lead", &[("address", arg(address.to_owned()))])) }
            p { (frame.t("address-sent-until")) }
            p.actions { a.btn href=(frame.href("/account")) { (frame.t("address-back")) } }
        }
    };
    framed(frame, &title, "/account", &main)
}

/// Whether the address is to count, by the link whose secret is `token`.
pub(crate) fn ask(frame: Frame<'_>, token: &str, address: &str, refused: Option<&Refused>) -> Markup {
    let title = frame.t("address-title");
    let path = format!("/address/{token}");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (fault(frame, refused))
            p.lead { (frame.texts.with("address-lead", &[("address", arg(address.to_owned()))])) }
            form method="post" action=(frame.href(&path)) {
                p.actions { button.btn { (frame.t("address-go")) } }
            }
            p.note { (frame.t("address-note")) }
        }
    };
    framed(frame, &title, &path, &main)
}

/// A link that is of no use.
pub(crate) fn over(frame: Frame<'_>) -> Markup {
    let title = frame.t("reset-over-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("address-over-lead")) }
            p.actions { a.btn href=(frame.href("/account")) { (frame.t("address-back")) } }
        }
    };
    framed(frame, &title, "/account", &main)
}

/// It counts from now on.
pub(crate) fn done(frame: Frame<'_>, address: &str) -> Markup {
    let title = frame.t("address-done-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.texts.with("address-done-lead", &[("address", arg(address.to_owned()))])) }
            p.actions { a.btn href=(frame.href("/account")) { (frame.t("address-back")) } }
        }
    };
    framed(frame, &title, "/account", &main)
}
