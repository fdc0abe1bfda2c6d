//! Whether anybody is in an organisation: all that who runs the installation may know of its members.

use std::collections::BTreeMap;

use record::OrganisationId;
use uuid::Uuid;

use crate::db::StoreError;
use crate::lists::list;
use crate::statement::Tx;

/// Whether anybody is in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peopled {
    /// Nobody is, and nobody is invited.
    Nobody,
    /// Nobody is, and somebody is invited.
    Invited {
        /// Until when the invitation stands, or stood: microseconds since 1970, UTC.
        until: i64,
    },
    /// Somebody is, or was.
    There,
}

impl Tx {
    /// Whether anybody is in each of these organisations. One in which nobody ever was anything is left out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn peopled(
        &mut self,
        organisations: &[OrganisationId],
    ) -> Result<BTreeMap<OrganisationId, Peopled>, StoreError> {
        let sql = self.either(
            "SELECT organisation, sum(standing IN ('member', 'left')),
                max(CASE WHEN standing = 'invited' THEN expires_at END) FROM member
             WHERE organisation IN (SELECT unhex(value) FROM json_each($1)) GROUP BY organisation",
            "SELECT organisation, count(*) FILTER (WHERE standing IN ('member', 'left')),
                max(CASE WHEN standing = 'invited' THEN expires_at END) FROM member
             WHERE organisation IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))
             GROUP BY organisation",
        );
        let ids = list(organisations.iter().map(|organisation| organisation.0));
        let found = rows!(self, (Uuid, i64, Option<i64>), sql, ids)?;
        let read = |(id, there, until): (Uuid, i64, Option<i64>)| {
            let people = match until {
                _ if there > 0 => Peopled::There,
                Some(until) => Peopled::Invited { until },
                None => Peopled::Nobody,
            };
            (OrganisationId(id), people)
        };
        Ok(found.into_iter().map(read).collect())
    }
}
