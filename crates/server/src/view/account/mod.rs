//! The pages around signing in and one's own account; here what they share.

mod address;
mod carried;
mod erasure;
mod invitation;
mod keys;
mod own;
mod passkey;
mod reset;
mod second;
mod set_up;
mod sign_in;
mod terminal;

use app::sign_in::Refused;
use maud::{Markup, html};

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use address::{ask as ask_address, done as address_done, over as address_over, sent as address_sent};
pub(crate) use carried::given_back;
pub(crate) use erasure::{erase, erased};
pub(crate) use invitation::{Invited, invitation};
pub(crate) use keys::{Keys, keys};
pub(crate) use own::{Account, account};
pub(crate) use reset::{
    Ask as AskReset, ask as ask_reset, choose as choose_password, done as reset_done, over as reset_over,
    sent as reset_sent,
};
pub(crate) use second::{app, recovery};
pub(crate) use set_up::set_up;
pub(crate) use sign_in::{Confirm, SignInForm, Step, confirm, not_here, sign_in};
pub(crate) use terminal::{no_terminal, people as terminal, pin, terminals};

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "account", scripts: &[], switch: Switch::Link }, main)
}

/// The same, with ES modules.
fn framed_with(frame: Frame<'_>, title: &str, path: &str, scripts: &[&'static str], main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "account", scripts, switch: Switch::Link }, main)
}

/// What was wrong and what to do, above the form.
fn fault(frame: Frame<'_>, fault: Option<&Refused>) -> Markup {
    let Some(fault) = fault else { return html! {} };
    html! { div.faults role="alert" id="fault" tabindex="-1" { p { (frame.texts.sign_in_refused(fault)) } } }
}

/// Whether a new password was wrong, and what describes its field.
fn described(fault: Option<&Refused>) -> (bool, &'static str) {
    if fault.is_some() { (true, "fault rules") } else { (false, "rules") }
}
