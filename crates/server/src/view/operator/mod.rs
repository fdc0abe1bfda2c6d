//! The pages of who runs the installation, a file each; here what they share.

mod accreditations;
mod backups;
mod first;
mod jobs;
mod keys;
mod letters;
mod organisations;
mod storage;

use maud::{Markup, html};

use super::Frame;

pub(crate) use accreditations::{Sent as SentAccreditation, accreditation, accreditations, standing as accredited};
pub(crate) use backups::backups;
pub(crate) use first::{FirstForm, first_person, invite, person_label};
pub(crate) use jobs::jobs;
pub(crate) use keys::keys;
pub(crate) use letters::letters;
pub(crate) use organisations::{begin, organisations};
pub(crate) use storage::{storage, used};

/// The pages, to go from one to the other.
fn ways(frame: Frame<'_>, here: &str) -> Markup {
    let pages = [
        ("/operator", "operator-list"),
        ("/operator/accreditations", "accreditations-title"),
        ("/operator/jobs", "operator-jobs"),
        ("/operator/letters", "operator-letters"),
        ("/operator/keys", "safekeeping-title"),
        ("/operator/backups", "backups-title"),
        ("/operator/storage", "storage-title"),
    ];
    html! {
        nav.ways aria-label=(frame.t("operator-nav")) {
            @for (to, key) in pages { a href=(frame.href(to)) aria-current=[(to == here).then_some("page")] { (frame.t(key)) } }
        }
    }
}
