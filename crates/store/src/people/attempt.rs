//! Counters of attempts, by a key that the caller chooses.

use crate::db::StoreError;
use crate::statement::Tx;

/// A counter after it counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How many in this window, this one included.
    pub count: i64,
    /// When the window began.
    pub window_start: i64,
    /// When the attempt before this one in this window was; none = this is the first.
    pub before_at: Option<i64>,
}

impl Tx {
    /// Counts one attempt. The window begins anew once it is `window` microseconds old. The row is locked until
    /// the transaction ends, so of many at once each gets a number of its own; who counts several keys does so in
    /// their order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_attempt(&mut self, key: &str, at: i64, window: i64) -> Result<Attempt, StoreError> {
        let sql = "INSERT INTO attempt (key, window_start, count, last_at) VALUES ($1, $2, 1, $2)
            ON CONFLICT (key) DO UPDATE SET
                window_start = CASE WHEN attempt.window_start + $3 <= $2 THEN $2 ELSE attempt.window_start END,
                count = CASE WHEN attempt.window_start + $3 <= $2 THEN 1 ELSE attempt.count + 1 END,
                before_at = CASE WHEN attempt.window_start + $3 <= $2 THEN NULL ELSE attempt.last_at END,
                last_at = $2
            RETURNING count, window_start, before_at";
        let found = row!(self, (i64, i64, Option<i64>), sql, key, at, window)?;
        let (count, window_start, before_at) = found.ok_or(StoreError::Corrupt("a counter"))?;
        Ok(Attempt { count, window_start, before_at })
    }

    /// Gives one attempt back, so that who succeeds is not counted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn give_attempt_back(&mut self, key: &str) -> Result<(), StoreError> {
        execute!(self, "UPDATE attempt SET count = count - 1 WHERE key = $1 AND count > 0", key)?;
        Ok(())
    }

    /// Begins a counter anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn clear_attempts(&mut self, key: &str) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM attempt WHERE key = $1", key)?;
        Ok(())
    }

    /// Forgets the counters that counted nothing since `before`; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_attempts(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM attempt WHERE last_at < $1", before)?)
    }
}
