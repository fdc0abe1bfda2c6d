//! The company's own pages, a file each; here what they share.

mod deadlines;
mod history;
mod invited;
mod leave;
mod members;
mod organisation;
mod organisations;
mod switch;
mod today;

use maud::Markup;

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use deadlines::{Shown, deadlines, feed};
pub(crate) use history::{Shown as HistoryShown, history};
pub(crate) use invited::{ShownInvitation, invite_again, invited, renewed};
pub(crate) use leave::leave;
pub(crate) use members::{InviteForm, MembersPage, members};
pub(crate) use organisation::{Described, Wrong, organisation};
pub(crate) use organisations::{facts, organisations};
pub(crate) use switch::switch;
pub(crate) use today::{no_organisation, state, today};

pub(super) fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}
