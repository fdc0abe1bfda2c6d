//! What is noted of the installation itself: that its data is invented. A note stays for ever; knows no rule.

use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// The data of this installation is invented.
const INVENTED: &str = "invented";
/// The sample stands in it whole.
const FILLED: &str = "sample-filled";

impl Tx {
    /// Notes that everything in this installation is invented. `false` = somebody or something is in it already, and
    /// it is not noted.
    ///
    /// # Errors
    /// The database failed; [`StoreError::Taken`] if another does so at the same time.
    pub async fn note_invented(&mut self, at: i64) -> Result<bool, StoreError> {
        let sql = "INSERT INTO installation_note (name, at) SELECT $1, $2
            WHERE NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM stream)
            AND NOT EXISTS (SELECT 1 FROM installation_note WHERE name = $1)";
        match execute!(self, sql, INVENTED, at) {
            Err(error) if StoreError::is_unique(&error) => Err(StoreError::Taken { kind: "note" }),
            done => Ok(done? == 1),
        }
    }

    /// Notes that the sample stands in it whole.
    ///
    /// # Errors
    /// The database failed, or it was noted before.
    pub async fn note_filled(&mut self, at: i64) -> Result<(), StoreError> {
        execute!(self, "INSERT INTO installation_note (name, at) VALUES ($1, $2)", FILLED, at)?;
        Ok(())
    }

    /// Whether everything in it is invented, and if so, since when the sample stands in it whole.
    ///
    /// # Errors
    /// The database failed.
    pub async fn invented(&mut self) -> Result<Option<Option<i64>>, StoreError> {
        let noted = rows!(self, (String, i64), "SELECT name, at FROM installation_note")?;
        let at = |name: &str| noted.iter().find(|(known, _)| known == name).map(|(_, at)| *at);
        Ok(at(INVENTED).map(|_| at(FILLED)))
    }

    /// Whether nobody and nothing is in the installation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_empty(&mut self) -> Result<bool, StoreError> {
        let nothing = row!(self, (Uuid,), "SELECT id FROM stream LIMIT 1")?.is_none();
        Ok(nothing && !self.anybody().await?)
    }
}
