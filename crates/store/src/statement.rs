//! One statement on whichever database it is, and how many there were.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{Postgres, Sqlite, Transaction};

/// A connection inside a transaction, or one that only reads.
pub struct Tx {
    pub(crate) conn: Conn,
}

pub(crate) enum Conn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

tokio::task_local! {
    static COUNT: Cell<u64>;
}

/// All statements of this process, for whoever watches it.
static ALL: AtomicU64 = AtomicU64::new(0);

/// Counts the statements of one request, so that a test can say how many there may be; and those of the whole process.
#[derive(Debug, Clone, Copy)]
pub struct Statements;

impl Statements {
    /// Runs `work` and says how many statements it made.
    pub async fn of<T>(work: impl Future<Output = T>) -> (T, u64) {
        COUNT.scope(Cell::new(0), async { (work.await, COUNT.with(Cell::get)) }).await
    }

    /// How many statements this process has made since it began.
    #[must_use]
    pub fn all() -> u64 {
        ALL.load(Ordering::Relaxed)
    }

    /// One more statement.
    pub(crate) fn one() {
        ALL.fetch_add(1, Ordering::Relaxed);
        Self::add(1);
    }

    /// Adds what was counted elsewhere.
    pub(crate) fn add(more: u64) {
        // Nobody counts outside of tests and benches.
        let _ = COUNT.try_with(|count| count.set(count.get() + more));
    }
}

/// Runs one statement; gives the number of rows it changed.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::statement::Statements::one();
        match &mut $tx.conn {
            $crate::statement::Conn::Sqlite(conn) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
            $crate::statement::Conn::Postgres(conn) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
            $crate::statement::Conn::PostgresTx(conn) => {
                sqlx::query($sql)$(.bind($bind))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
        }
    }};
}

/// Runs one question; gives all rows as tuples or structures of type `$row`.
macro_rules! rows {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::statement::Statements::one();
        match &mut $tx.conn {
            $crate::statement::Conn::Sqlite(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **conn).await
            }
            $crate::statement::Conn::Postgres(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **conn).await
            }
            $crate::statement::Conn::PostgresTx(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(&mut **conn).await
            }
        }
    }};
}

/// Runs one question that has at most one row.
macro_rules! row {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {{
        $crate::statement::Statements::one();
        match &mut $tx.conn {
            $crate::statement::Conn::Sqlite(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **conn).await
            }
            $crate::statement::Conn::Postgres(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **conn).await
            }
            $crate::statement::Conn::PostgresTx(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(&mut **conn).await
            }
        }
    }};
}

impl Tx {
    /// The text for the database this is, where one text does not fit both.
    pub(crate) fn either(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => sqlite,
            Conn::Postgres(_) | Conn::PostgresTx(_) => postgres,
        }
    }
}
