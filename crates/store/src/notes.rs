//! What is noted of the installation itself: that its data is invented, when it was restored from a backup, and when
//! somebody decided that it goes on. A note stays for ever; knows no rule.

use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// The data of this installation is invented.
const INVENTED: &str = "invented";
/// The sample stands in it whole.
const FILLED: &str = "sample-filled";
/// It was restored from a backup; the number of the restore follows.
const RESTORED: &str = "restored ";
/// Somebody decided that it goes on after the restore of this number.
const ADOPTED: &str = "adopted ";

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
        let noted = self.notes().await?;
        let at = |name: &str| noted.iter().find(|(known, _)| known == name).map(|(_, at)| *at);
        Ok(at(INVENTED).map(|_| at(FILLED)))
    }

    async fn notes(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(rows!(self, (String, i64), "SELECT name, at FROM installation_note")?)
    }

    /// Notes that everything was restored from a backup; until somebody decides, that is [open](Tx::open_restore).
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn note_restored(&mut self, at: i64) -> Result<(), StoreError> {
        let before = numbers(&self.notes().await?, RESTORED).last().map_or(0, |(number, _)| *number);
        let name = format!("{RESTORED}{}", before + 1);
        execute!(self, "INSERT INTO installation_note (name, at) VALUES ($1, $2)", name, at)?;
        Ok(())
    }

    /// When it was restored last, if nobody has decided since whether it goes on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn open_restore(&mut self) -> Result<Option<i64>, StoreError> {
        Ok(open_restores(&self.notes().await?).last().map(|(_, at)| *at))
    }

    /// Notes that somebody decided that it goes on. `false` = nothing was open.
    ///
    /// # Errors
    /// The database failed; [`StoreError::Taken`] if another does so at the same time.
    pub async fn note_adopted(&mut self, at: i64) -> Result<bool, StoreError> {
        let open = open_restores(&self.notes().await?);
        for (number, _) in &open {
            let name = format!("{ADOPTED}{number}");
            match execute!(self, "INSERT INTO installation_note (name, at) VALUES ($1, $2)", name, at) {
                Err(error) if StoreError::is_unique(&error) => return Err(StoreError::Taken { kind: "note" }),
                done => _ = done?,
            }
        }
        Ok(!open.is_empty())
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

/// The numbers of the notes whose names begin so, in their order, and when each was noted.
fn numbers(notes: &[(String, i64)], begins: &str) -> Vec<(u64, i64)> {
    let number = |(name, at): &(String, i64)| Some((name.strip_prefix(begins)?.parse().ok()?, *at));
    let mut found: Vec<(u64, i64)> = notes.iter().filter_map(number).collect();
    found.sort_unstable();
    found
}

/// The restores after which nobody has decided.
fn open_restores(notes: &[(String, i64)]) -> Vec<(u64, i64)> {
    let decided = numbers(notes, ADOPTED);
    let open = |(number, _): &(u64, i64)| decided.iter().all(|(known, _)| known != number);
    numbers(notes, RESTORED).into_iter().filter(open).collect()
}
