//! The button that asks for a passkey. Where it cannot work it says so, and what works instead; `web/passkeys.js` does
//! the asking.

use app::texts::arg;
use maud::{Markup, html};

use crate::view::Frame;

/// What a passkey is asked for.
pub(super) struct Ask<'a> {
    /// The word by which the script knows it: `sign_in`, `step_up` or `register`.
    pub(super) kind: &'static str,
    /// Where the script begins; it ends at the same address without `/begin`.
    pub(super) begin: &'static str,
    /// What stands on the button.
    pub(super) button: &'a str,
    /// Where to go then.
    pub(super) then: &'a str,
    /// The address to which passkeys are bound here; none = this installation takes none.
    pub(super) at: Option<&'a str>,
}

/// The button, with everything that may have to be said beside it.
pub(super) fn ask(frame: Frame<'_>, ask: &Ask<'_>, more: &Markup) -> Markup {
    let Some(at) = ask.at else { return html! { p.note { (frame.t("key-none-here")) } } };
    let end = ask.begin.trim_end_matches("/begin");
    html! {
        div.passkey data-passkey=(ask.kind) data-bound=(at) data-begin=(frame.href(ask.begin)) data-end=(frame.href(end)) data-then=(ask.then)
            data-cancelled=(frame.t("key-cancelled")) data-failed=(frame.t("key-failed")) data-waiting=(frame.t("key-waiting")) {
            p.note data-without { (frame.t("key-without-scripts")) }
            p.note data-unsupported hidden { (frame.t("key-unsupported")) }
            p.note data-elsewhere hidden { (frame.texts.with("key-elsewhere", &[("at", arg(at.to_owned()))])) " " a href=(at) { (at) } }
            div data-ready hidden {
                (more)
                p.actions { button.btn type="button" data-go { (ask.button) } }
            }
            p.passkey-said role="status" {}
        }
    }
}
