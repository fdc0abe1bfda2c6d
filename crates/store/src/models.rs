//! Read models: what the record says, in the form in which it is asked for.
//!
//! Each is a function of the events: a row is made from the status of one stream alone, so that all of them can be
//! made again and compared.

mod certification;
mod check;
mod evidence;
pub(crate) mod member;
mod organisation;
mod peopled;
mod search;

use record::{Aggregate, OrganisationId, StreamId};

use crate::db::StoreError;
use crate::statement::Tx;

pub use certification::CertificationRow;
pub use check::{Answered, CheckMark, CheckRow, GivenRow, SectionRow};
pub use evidence::{EvidenceFile, EvidenceRow};
pub use member::{MemberRow, RoleTerm};
pub use organisation::{Named, OrganisationRow};
pub use peopled::Peopled;
pub use search::{Found, Page};

/// A stream as its read models see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The stream.
    pub stream: StreamId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Its version.
    pub version: u32,
    /// When its first event was recorded: microseconds since 1970, UTC.
    pub begun_at: i64,
    /// When its last one was.
    pub touched_at: i64,
}

/// An aggregate whose status is also kept as rows that can be asked for.
pub trait Projected: Aggregate {
    /// Writes the rows of a stream that has come to `status`, whatever stood there before.
    fn project(tx: &mut Tx, at: Standing, status: &Self::Status)
    -> impl Future<Output = Result<(), StoreError>> + Send;
}
