//! The members of an organisation in pages, in the order of the ids of the persons.

use std::collections::BTreeMap;

use record::PersonId;

use super::MemberRow;
use crate::access::Action;
use crate::office::{Caller, Office, Refused};

/// Some of the members, in the order of their ids.
#[derive(Debug, Clone)]
pub struct MemberPage {
    /// Everybody who is or was something in the organisation.
    pub rows: Vec<MemberRow>,
    /// What they are called.
    pub names: BTreeMap<PersonId, String>,
    /// After whom the next page begins, if there is more.
    pub next: Option<PersonId>,
}

impl Office {
    /// A page of the members of the organisation the caller acts for, by the ids of the persons: at most `limit` after
    /// `after`. With where the next page begins, if there is more.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn members_after(
        &self,
        caller: Caller,
        after: Option<PersonId>,
        limit: u32,
    ) -> Result<MemberPage, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::MemberList, Some(owner)).await?;
        let after = after.unwrap_or(PersonId(uuid::Uuid::nil()));
        let mut rows = tx.members_after(owner, after, limit.saturating_add(1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.person);
        let names = tx.names_of(rows.iter().map(|row| row.person)).await?;
        Ok(MemberPage { rows, names, next })
    }
}
