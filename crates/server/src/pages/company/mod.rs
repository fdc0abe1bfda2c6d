//! The company's own pages: today, its organisation, its members, its history.

mod deadlines;
mod history;
mod invited;
mod members;
mod organisation;
mod switch;
mod today;

use jiff::civil::Date;

use crate::site::Site;

pub(crate) use deadlines::{change_feed, deadlines, feed};
pub(crate) use history::{history, history_csv, history_json, history_xlsx};
pub(crate) use invited::{invite_again, renew};
pub(crate) use members::{ask_to_leave, change_member, invite, leave, members};
pub(crate) use organisation::{
    Typed, alike, describe, find, kept, new_organisation, once_of, organisation, register, typed, wrong,
};
pub(crate) use switch::{place, switch};
pub(crate) use today::today;

/// A day somebody typed, in either calendar.
fn day(site: &Site, text: &str) -> Option<Date> {
    let eras = site.catalogue().reference().map(|reference| reference.eras.as_slice()).unwrap_or_default();
    app::dates::typed(eras, text)
}
