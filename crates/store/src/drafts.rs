//! What somebody typed into a check and has not saved yet: read by that person alone, gone once it is saved.
//!
//! Beside the record. A draft is named by person, check and item; when it was kept last is what the next one compares
//! with, so that two windows of one person never overwrite each other unseen.

use record::{PersonId, StreamId};
use serde_json::Value;

use crate::db::StoreError;
use crate::statement::Tx;

/// What somebody typed at one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The item.
    pub item: String,
    /// The version of what stood there when it was typed; 0 = nothing.
    pub base: u32,
    /// What was typed, as its caller writes it.
    pub bytes: Vec<u8>,
    /// When it was kept last: microseconds since 1970, UTC.
    pub touched_at: i64,
}

impl Tx {
    /// What `person` typed into a check and did not save.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drafts(&mut self, person: PersonId, check: StreamId) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT item, base, bytes, touched_at FROM draft WHERE person = $1 AND kept_check = $2 ORDER BY item";
        let found = rows!(self, (String, i64, Vec<u8>, i64), sql, person.0, check.0)?;
        let draft = |(item, base, bytes, touched_at)| {
            let base = u32::try_from(base).map_err(|_| StoreError::Corrupt("a draft"))?;
            Ok(Draft { item, base, bytes, touched_at })
        };
        found.into_iter().map(draft).collect()
    }

    /// Keeps a draft where the one before was kept at `seen`; 0 = there was none. `false` = it is another by now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_draft(
        &mut self,
        person: PersonId,
        check: StreamId,
        draft: &Draft,
        seen: i64,
    ) -> Result<bool, StoreError> {
        let base = i64::from(draft.base);
        let (item, bytes, at) = (draft.item.as_str(), &draft.bytes[..], draft.touched_at);
        let kept = if seen == 0 {
            let sql = "INSERT INTO draft (person, kept_check, item, base, bytes, touched_at)
                VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, kept_check, item) DO NOTHING";
            execute!(self, sql, person.0, check.0, item, base, bytes, at)?
        } else {
            let sql = "UPDATE draft SET base = $4, bytes = $5, touched_at = $6
                WHERE person = $1 AND kept_check = $2 AND item = $3 AND touched_at = $7";
            execute!(self, sql, person.0, check.0, item, base, bytes, at, seen)?
        };
        Ok(kept == 1)
    }

    /// Removes the drafts of these items, whatever they are: they were saved.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_drafts(
        &mut self,
        person: PersonId,
        check: StreamId,
        items: impl IntoIterator<Item = String>,
    ) -> Result<u64, StoreError> {
        let sql = self.either(
            "DELETE FROM draft WHERE person = $1 AND kept_check = $2 AND item IN (SELECT value FROM json_each($3))",
            "DELETE FROM draft WHERE person = $1 AND kept_check = $2
             AND item IN (SELECT value FROM json_array_elements_text($3::json) AS listed (value))",
        );
        let items = items.into_iter().map(Value::from).collect::<Value>().to_string();
        Ok(execute!(self, sql, person.0, check.0, items)?)
    }

    /// Removes every draft that was kept last before `before`, whosever it is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tidy_drafts(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM draft WHERE touched_at < $1", before)?)
    }
}
