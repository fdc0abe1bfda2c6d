//! The company's own pages: today, its organisation, its members, its history.

mod deadlines;
mod history;
mod members;
mod organisation;
mod today;

pub(crate) use deadlines::{change_feed, deadlines, feed};
pub(crate) use history::{history, history_csv, history_json, history_xlsx};
pub(crate) use members::{change_member, invite, members};
pub(crate) use organisation::{describe, new_organisation, organisation, register};
pub(crate) use today::today;
