//! The company's own pages, a file each; here what they share.

mod history;
mod members;
mod organisation;
mod today;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::Markup;

use super::Frame;
use super::layout::{Layout, Switch, layout};

pub(crate) use history::history;
pub(crate) use members::{InviteForm, invited, members};
pub(crate) use organisation::{Described, organisation};
pub(crate) use today::{no_organisation, state, today};

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

/// An instant (microseconds since 1970) as it is read in Japan: `2026-11-20 10:42`.
pub(crate) fn moment(at: i64) -> String {
    Timestamp::from_microsecond(at)
        .map(japan)
        .map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

fn japan(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9))))
}
