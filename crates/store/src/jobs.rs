//! Jobs: work kept in the transaction of a command and done after it, by one worker at a time.
//!
//! Knows rows, leases and tries; knows no kind of work. A worker takes a job for a while; if it dies, the time of its
//! lease runs out and another takes the job. Who gives a job back shows that it still holds it: a worker that was too
//! slow changes nothing. Times are microseconds since 1970, UTC.

use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// Work to be done.
#[derive(Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: &'static str,
    /// Of one kind there is one job with this key.
    pub key: String,
    /// Ids and words, as JSON. Nothing personal, no free text.
    pub payload: String,
    /// What has to be read back and nobody may read, encrypted.
    pub sealed: Option<Vec<u8>>,
    /// Since when.
    pub made_at: i64,
    /// Not before.
    pub due_at: i64,
}

/// A job that a worker has taken.
#[derive(Clone, PartialEq, Eq)]
pub struct TakenJob {
    /// Its id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// Ids and words, as JSON.
    pub payload: String,
    /// What is encrypted.
    pub sealed: Option<Vec<u8>>,
    /// Which try this is; the first is 1.
    pub tries: i64,
    /// Since when it waits.
    pub made_at: i64,
    /// By whom it was taken.
    pub worker: Uuid,
}

/// A job as it is listed; what is encrypted stays in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedJob {
    /// Its id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: String,
    /// Its payload: ids and words, as JSON.
    pub payload: String,
    /// `waiting`, `running` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub tries: i64,
    /// Since when.
    pub made_at: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// The word of what went wrong last.
    pub fault: Option<String>,
}

type Taken = (Uuid, String, String, String, Option<Vec<u8>>, i64, i64);

impl Tx {
    /// Keeps a job; `false` = there is one of this kind with this key, done or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_job(&mut self, new: &NewJob) -> Result<bool, StoreError> {
        let sql = "INSERT INTO job (id, kind, key, payload, sealed, state, tries, made_at, due_at)
            VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $7) ON CONFLICT (kind, key) DO NOTHING";
        let sealed = new.sealed.as_deref();
        let made = execute!(self, sql, new.id, new.kind, &new.key, &new.payload, sealed, new.made_at, new.due_at)?;
        Ok(made == 1)
    }

    /// Keeps jobs in which nothing is sealed, with one statement; those there are already change nothing. Gives back how many are new.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_jobs(&mut self, new: &[NewJob]) -> Result<u64, StoreError> {
        let sql = self.either(
            "INSERT INTO job (id, kind, key, payload, sealed, state, tries, made_at, due_at)
             SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, NULL, 'waiting', 0, value ->> 4, value ->> 5
             FROM json_each($1) WHERE true ON CONFLICT (kind, key) DO NOTHING",
            "INSERT INTO job (id, kind, key, payload, sealed, state, tries, made_at, due_at)
             SELECT (value ->> 0)::uuid, value ->> 1, value ->> 2, value ->> 3, NULL, 'waiting', 0, (value ->> 4)::bigint,
                (value ->> 5)::bigint
             FROM json_array_elements($1::json) AS listed (value) ON CONFLICT (kind, key) DO NOTHING",
        );
        let row = |job: &NewJob| {
            let id = job.id.simple().to_string();
            serde_json::json!([id, job.kind, job.key, job.payload, job.made_at, job.due_at])
        };
        let listed = serde_json::Value::from(new.iter().map(row).collect::<Vec<_>>()).to_string();
        Ok(execute!(self, sql, listed)?)
    }

    /// Takes at most `most` jobs that are due, or whose worker's lease ran out, until `until`. No two workers get the
    /// same one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_jobs(
        &mut self,
        worker: Uuid,
        now: i64,
        until: i64,
        most: u32,
    ) -> Result<Vec<TakenJob>, StoreError> {
        let sql = self.either(
            "UPDATE job SET state = 'running', worker = $1, leased_until = $3, tries = tries + 1 WHERE id IN (
                SELECT id FROM job WHERE (state = 'waiting' AND due_at <= $2) OR (state = 'running' AND leased_until <= $2)
                ORDER BY due_at, id LIMIT $4)
             RETURNING id, kind, key, payload, sealed, tries, made_at",
            // Rows that another worker is taking are passed over; an array is made once, however the plan goes.
            "UPDATE job SET state = 'running', worker = $1, leased_until = $3, tries = tries + 1 WHERE id = ANY (ARRAY (
                SELECT id FROM job WHERE (state = 'waiting' AND due_at <= $2) OR (state = 'running' AND leased_until <= $2)
                ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED))
             RETURNING id, kind, key, payload, sealed, tries, made_at",
        );
        let found = rows!(self, Taken, sql, worker, now, until, i64::from(most))?;
        let taken = |(id, kind, key, payload, sealed, tries, made_at)| TakenJob {
            id,
            kind,
            key,
            payload,
            sealed,
            tries,
            made_at,
            worker,
        };
        Ok(found.into_iter().map(taken).collect())
    }

    /// Whether any job is due or its lease ran out: a question, so that nothing is written while there is nothing to do.
    ///
    /// # Errors
    /// The database failed.
    pub async fn job_is_due(&mut self, now: i64) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM job
            WHERE (state = 'waiting' AND due_at <= $1) OR (state = 'running' AND leased_until <= $1) LIMIT 1";
        Ok(row!(self, (Uuid,), sql, now)?.is_some())
    }

    /// How the job of this kind with this key stands: its state, and the word of what went wrong last.
    ///
    /// # Errors
    /// The database failed.
    pub async fn job_state(&mut self, kind: &str, key: &str) -> Result<Option<(String, Option<String>)>, StoreError> {
        let sql = "SELECT state, fault FROM job WHERE kind = $1 AND key = $2";
        Ok(row!(self, (String, Option<String>), sql, kind, key)?)
    }

    /// The job is done; what was encrypted in it goes. `false` = the worker does not hold it any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_job(&mut self, job: &TakenJob, now: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'done', sealed = NULL, worker = NULL, leased_until = NULL, ended_at = $4, fault = NULL
            WHERE id = $1 AND worker = $2 AND tries = $3";
        Ok(execute!(self, sql, job.id, job.worker, job.tries, now)? == 1)
    }

    /// The job did not succeed and is due again later. `false` = the worker does not hold it any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retry_job(&mut self, job: &TakenJob, due_at: i64, fault: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'waiting', worker = NULL, leased_until = NULL, due_at = $4, fault = $5
            WHERE id = $1 AND worker = $2 AND tries = $3";
        Ok(execute!(self, sql, job.id, job.worker, job.tries, due_at, fault)? == 1)
    }

    /// The job will not succeed by itself: a dead letter. `false` = the worker does not hold it any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn bury_job(&mut self, job: &TakenJob, now: i64, fault: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'dead', worker = NULL, leased_until = NULL, ended_at = $4, fault = $5
            WHERE id = $1 AND worker = $2 AND tries = $3";
        Ok(execute!(self, sql, job.id, job.worker, job.tries, now, fault)? == 1)
    }

    /// Gives everything a worker holds back at once, as if it had not been taken; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn give_jobs_back(&mut self, worker: Uuid) -> Result<u64, StoreError> {
        let sql = "UPDATE job SET state = 'waiting', worker = NULL, leased_until = NULL, tries = tries - 1
            WHERE worker = $1 AND state = 'running'";
        Ok(execute!(self, sql, worker)?)
    }

    /// Lets a dead letter be tried again from the beginning; `false` = there is no such one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revive_job(&mut self, id: Uuid, now: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'waiting', tries = 0, due_at = $2, ended_at = NULL
            WHERE id = $1 AND state = 'dead'";
        Ok(execute!(self, sql, id, now)? == 1)
    }

    /// How many jobs stand where: word of the state and number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn jobs_counted(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(rows!(self, (String, i64), "SELECT state, count(*) FROM job GROUP BY state ORDER BY state")?)
    }

    /// The jobs that are not done: dead letters first, then what waits, at most `most`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn open_jobs(&mut self, most: u32) -> Result<Vec<ListedJob>, StoreError> {
        let sql = "SELECT id, kind, payload, state, tries, made_at, due_at, fault FROM job
            WHERE state IN ('dead', 'running', 'waiting') ORDER BY CASE state WHEN 'dead' THEN 0 ELSE 1 END, due_at, id LIMIT $1";
        type Row = (Uuid, String, String, String, i64, i64, i64, Option<String>);
        let found = rows!(self, Row, sql, i64::from(most))?;
        let listed = |(id, kind, payload, state, tries, made_at, due_at, fault)| ListedJob {
            id,
            kind,
            payload,
            state,
            tries,
            made_at,
            due_at,
            fault,
        };
        Ok(found.into_iter().map(listed).collect())
    }

    /// Forgets what ended before `before`, done or dead; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_jobs(&mut self, before: i64) -> Result<u64, StoreError> {
        Ok(execute!(self, "DELETE FROM job WHERE ended_at < $1", before)?)
    }
}
