//! Which database it is, how it is opened, and its one way to read and one way to write.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqlitePool};

use crate::statement::{Conn, Tx};
use crate::writer::Writer;

/// What makes the tables.
pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a connection is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
/// After this long without use it is asked whether a connection is still there.
const STALE: Duration = Duration::from_secs(1);
/// Connections that read the embedded database at once.
const READERS: u32 = 4;
/// Pages that the writer of the embedded database keeps, as it says it: -8,192 = 8 MiB. A group of commands that changes
/// more is written twice.
const WRITERS_CACHE: &str = "-8192";
/// Pages after which what was written is moved from the journal into the file: 16 MiB. Pages that were changed often are
/// moved once.
const CHECKPOINT: &str = "4096";

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// The embedded database in this file; it is made where it is missing.
    File(PathBuf),
    /// A PostgreSQL, and how many connections to it at most.
    Postgres {
        /// Its address, with the user and perhaps a password.
        url: String,
        /// Connections at most.
        connections: u32,
    },
}

/// Without the password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Postgres { .. } => f.write_str("Postgres"),
        }
    }
}

/// Why the store did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
    /// The tables could not be brought to this version; nothing starts.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// PostgreSQL would acknowledge before the disk has it.
    #[error("`synchronous_commit` is `{0}`; it must be `on`, so that what is acknowledged is on the disk")]
    NotDurable(String),
    /// The tables are those of another version, and this user may not change them.
    #[error(
        "the tables are of version {found}, expected {expected}; their owner runs `mamori db migrate` and `mamori db grant`"
    )]
    OtherVersion {
        /// The migration this binary ends with.
        expected: i64,
        /// The one the tables end with.
        found: i64,
    },
    /// This user may not read all tables.
    #[error("the user of the database may not read all tables; their owner runs `mamori db grant`")]
    NotGranted,
    /// The role cannot be the one the service runs as.
    #[error(transparent)]
    NoService(#[from] crate::grants::NoService),
    /// The store of heads cannot be read or written.
    #[error(transparent)]
    Heads(#[from] crate::head_store::NoHeads),
    /// The backup does not go into this database.
    #[error(transparent)]
    Restore(#[from] crate::restore::NoRestore),
    /// What was read had changed when it should have been written.
    #[error("another command changed what this one had read")]
    Changed,
    /// A value that may exist once exists already.
    #[error("`{kind}` is taken")]
    Taken {
        /// What may exist once.
        kind: &'static str,
    },
    /// The writer is gone: the process ends.
    #[error("the store is closed")]
    Closed,
    /// The work on the transaction broke off.
    #[error("the command broke off")]
    Panicked,
    /// A whole group of commands was lost together.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// A row holds what it cannot.
    #[error("a stored value cannot be read: {0}")]
    Corrupt(&'static str),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match code.as_deref() {
            // PostgreSQL gave one of two commands up: it may be tried again like any that met a change.
            Some("40001" | "40P01") => Self::Changed,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// The same for another command of the group.
    pub(crate) fn again(&self) -> Self {
        Self::Commit(self.to_string())
    }

    /// Whether the statement met a row that may exist once.
    pub(crate) fn is_unique(error: &sqlx::Error) -> bool {
        error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }
}

/// The open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
}

#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database and brings its tables to this version.
    ///
    /// # Errors
    /// It cannot be reached, its tables cannot be brought up to date, or it would not be durable.
    pub async fn open(address: &Address) -> Result<Self, StoreError> {
        let db = match address {
            Address::File(path) => open_file(path).await?,
            Address::Postgres { url, connections } => {
                let pool = connect(url, *connections).await?;
                crate::grants::migrate(&pool).await?;
                Db::Postgres(durable(pool).await?)
            }
        };
        Ok(Self { db })
    }

    /// Opens the database as it is, to look at it: no table is made or changed.
    ///
    /// # Errors
    /// It is not there or cannot be reached.
    pub async fn look(address: &Address) -> Result<Self, StoreError> {
        let db = match address {
            Address::File(path) => {
                let readers = read_file(file(path)).await?;
                Db::Sqlite { writer: Writer::start(readers.clone()), readers }
            }
            Address::Postgres { url, .. } => Db::Postgres(connect(url, 1).await?),
        };
        Ok(Self { db })
    }

    /// Opens the database to write something into it, as long as its tables are those of this version: none is made or
    /// changed. None = they are of another one.
    ///
    /// # Errors
    /// It is not there or cannot be reached.
    pub async fn open_as_it_is(address: &Address) -> Result<Option<Self>, StoreError> {
        let db = match address {
            Address::File(path) => {
                let writing = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
                let pool = writing.connect_with(file(path).create_if_missing(false)).await?;
                Db::Sqlite { readers: read_file(file(path)).await?, writer: Writer::start(pool) }
            }
            Address::Postgres { url, .. } => Db::Postgres(durable(connect(url, 1).await?).await?),
        };
        let opened = Self { db };
        let found = opened.reader().await?.migration().await?;
        let known = SQLITE.iter().map(|one| one.version).max();
        if known == Some(found) {
            return Ok(Some(opened));
        }
        opened.close().await;
        Ok(None)
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// A connection that only reads.
    ///
    /// # Errors
    /// None is free within the time allowed.
    pub async fn reader(&self) -> Result<Tx, StoreError> {
        let conn = match &self.db {
            Db::Sqlite { readers, .. } => Conn::Sqlite(readers.acquire().await?),
            Db::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        };
        Ok(Tx { conn })
    }

    /// Runs `work` in one snapshot: what others change meanwhile is not seen. Nothing of what it writes is kept.
    ///
    /// # Errors
    /// What `work` says, or the database failed.
    pub async fn in_snapshot<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>>,
    {
        let mut tx = self.reader().await?;
        let begin = tx.either("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ");
        execute!(tx, begin).map_err(StoreError::from)?;
        let done = work(&mut tx).await;
        // What was kept aside goes with the snapshot; a connection that is still inside it is not used again.
        if execute!(tx, "ROLLBACK").is_err() {
            match tx.conn {
                Conn::Sqlite(conn) => drop(conn.detach()),
                Conn::Postgres(conn) => drop(conn.detach()),
                Conn::PostgresTx(_) => {}
            }
        }
        done
    }

    /// Runs `work` in one transaction. It is kept if `work` succeeds, and on the disk when this returns; who
    /// asked may leave meanwhile without breaking it off.
    ///
    /// # Errors
    /// What `work` refused, or what kept the database from keeping it; then nothing of it is kept.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Send + From<StoreError> + 'static,
        F: Send + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + 'static,
    {
        match &self.db {
            Db::Sqlite { writer, .. } => writer.write(work).await,
            Db::Postgres(pool) => write_postgres(pool.clone(), work).await,
        }
    }

    /// Closes every connection once its work is done.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { readers, .. } => readers.close().await,
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

async fn write_postgres<T, E, F>(pool: PgPool, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: Send + From<StoreError> + 'static,
    F: Send + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + 'static,
{
    use crate::statement::Statements;
    // In a task of its own, so that a request that is given up does not break a commit off.
    let task = tokio::spawn(Statements::of(async move {
        let transaction = pool.begin().await.map_err(StoreError::from)?;
        let mut tx = Tx { conn: Conn::PostgresTx(transaction) };
        let done = work(&mut tx).await?;
        if let Conn::PostgresTx(transaction) = tx.conn {
            transaction.commit().await.map_err(StoreError::from)?;
        }
        Ok(done)
    }));
    let (result, statements) = task.await.map_err(|_| StoreError::Panicked)?;
    Statements::add(statements);
    result
}

fn file(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .optimize_on_close(true, 1000)
}

async fn open_file(path: &Path) -> Result<Db, StoreError> {
    let writing = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).test_before_acquire(false);
    let pages = [("cache_size", WRITERS_CACHE), ("wal_autocheckpoint", CHECKPOINT)];
    let options = pages.into_iter().fold(file(path), |options, (name, value)| options.pragma(name, value));
    let pool = writing.connect_with(options.create_if_missing(true)).await?;
    SQLITE.run(&pool).await?;
    let readers = read_file(file(path)).await?;
    Ok(Db::Sqlite { readers, writer: Writer::start(pool) })
}

async fn read_file(options: SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    // Nothing is between us and a file: a connection that is open stays so.
    let reading = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
    let reading = reading.test_before_acquire(false);
    Ok(reading.connect_with(options.read_only(true).create_if_missing(false)).await?)
}

pub(crate) async fn connect(url: &str, connections: u32) -> Result<PgPool, StoreError> {
    // Every statement goes by an index, with one plan for all values: those are the plans that the tests ask for. Left to
    // itself the database would read tables whole that were small when it first looked, and plan each statement anew.
    // None is so long that it would be worth compiling.
    let plans = [("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")];
    let options = PgConnectOptions::from_str(url)?.application_name("mamori").options(plans);
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
    // One that was used a moment ago is not asked whether it is still there: that would double the way of each request.
    let pool = pool.test_before_acquire(false).before_acquire(|conn, meta| {
        Box::pin(async move {
            if meta.idle_for > STALE {
                conn.ping().await?;
            }
            Ok(true)
        })
    });
    Ok(pool.connect_with(options).await?)
}

async fn durable(pool: PgPool) -> Result<PgPool, StoreError> {
    let (durable,): (String,) = sqlx::query_as("SHOW synchronous_commit").fetch_one(&pool).await?;
    // `remote_apply` and its like wait for even more.
    if matches!(durable.as_str(), "off" | "local") {
        return Err(StoreError::NotDurable(durable));
    }
    Ok(pool)
}
