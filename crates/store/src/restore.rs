//! Filling an empty database from a backup, so that nobody finds half of it: on the embedded database a file of another
//! name, which gets its own at the end; on PostgreSQL one transaction.
//!
//! What is loaded is exactly what was taken: the triggers, which would refuse or add rows, are away meanwhile and there
//! again before anybody can write. Knows tables; knows no file of a backup.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Sqlite, SqlitePool};
use uuid::Uuid;

use crate::db::{Address, PATIENCE, POSTGRES, SQLITE, StoreError, connect};
use crate::statement::{Conn, Statements, Tx};
use crate::tables::{Cell, CellKind, Column, Rows, Table, quoted};

/// Values that one statement of the embedded database takes at most.
const VALUES: usize = 32_000;
/// Rows that one statement of the embedded database writes at most.
const AT_ONCE: usize = 100;
/// Pages that are kept in memory while the embedded database is filled, as it says it: 128 MiB.
const CACHE: &str = "-131072";

/// Why a backup does not go into a database.
#[derive(Debug, thiserror::Error)]
pub enum NoRestore {
    /// Something is there already.
    #[error("`{0}` is there already; a backup goes into an empty database only")]
    NotEmpty(String),
    /// It was made by a newer version.
    #[error("its tables are of version {found}, this version knows {expected}; a newer Mamori is needed")]
    Newer {
        /// The newest migration this binary knows.
        expected: i64,
        /// The one of the backup.
        found: i64,
    },
    /// There never was such a version.
    #[error("its tables are of version {0}, which there never was")]
    NoVersion(i64),
    /// A table of it is not as the tables of its version are.
    #[error("its table `{0}` is none of its version, has other columns, or is there twice")]
    Table(String),
    /// A table is missing from it.
    #[error("its table `{0}` is missing")]
    Missing(String),
    /// The file of the database.
    #[error("`{path}`: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> NoRestore {
    let path = path.to_owned();
    move |error| NoRestore::File { path, error }
}

/// A database that is being filled. Given up without [`Restoring::keep`], nothing of it stays.
pub struct Restoring {
    tx: Tx,
    target: Target,
    /// The tables that are not filled yet.
    left: Vec<Table>,
    /// The one that is being filled, with its columns in the order of the backup.
    open: Option<(Table, Vec<Column>)>,
    /// What makes the triggers again.
    triggers: Vec<String>,
}

enum Target {
    File { part: Part, path: PathBuf, pool: SqlitePool },
    Postgres(PgPool),
}

/// A file that is there until its work is done.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        for path in [self.0.clone(), beside(&self.0, "-wal"), beside(&self.0, "-shm")] {
            // A journal is there only where its work broke off.
            let _ = fs::remove_file(path);
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

impl Restoring {
    /// Begins in a database that is not there yet, or has no tables, with those of the version of the backup.
    ///
    /// # Errors
    /// [`NoRestore`] inside [`StoreError::Restore`] if something is there, or this version does not know the other one;
    /// or the database failed.
    pub async fn begin(address: &Address, migration: i64) -> Result<Self, StoreError> {
        let known: Vec<i64> = SQLITE.iter().map(|one| one.version).collect();
        let newest = known.last().copied().unwrap_or_default();
        if migration > newest {
            return Err(NoRestore::Newer { expected: newest, found: migration }.into());
        }
        if !known.contains(&migration) {
            return Err(NoRestore::NoVersion(migration).into());
        }
        let mut begun = match address {
            Address::File(path) => begin_file(path, migration).await?,
            Address::Postgres { url, .. } => begin_postgres(connect(url, 1).await?, migration).await?,
        };
        begun.left = begun.tx.tables().await?;
        begun.triggers_away().await?;
        Ok(begun)
    }

    /// The rows that follow are of this table. Columns may come in any order.
    ///
    /// # Errors
    /// [`NoRestore::Table`] if it is none of this version, or was there before.
    pub fn table(&mut self, name: &str, columns: &[(String, CellKind)]) -> Result<(), NoRestore> {
        let other = || NoRestore::Table(name.to_owned());
        let at = self.left.iter().position(|table| table.name == name).ok_or_else(other)?;
        let table = self.left.remove(at);
        if table.columns.len() != columns.len() {
            return Err(other());
        }
        let found = columns.iter().map(|(name, kind)| {
            table.columns.iter().find(|column| column.name == *name && column.kind == *kind).cloned()
        });
        let mut found: Vec<Column> = found.collect::<Option<_>>().ok_or_else(other)?;
        let wanted = found.clone();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found.dedup_by(|a, b| a.name == b.name);
        if found.len() != columns.len() {
            return Err(other());
        }
        self.open = Some((table, wanted));
        Ok(())
    }

    /// Nothing comes for this table: it stays empty.
    pub fn leave_empty(&mut self, name: &str) {
        self.left.retain(|table| table.name != name);
    }

    /// Writes some rows into the table that is open, each with as many cells as it has columns.
    ///
    /// # Errors
    /// The database refused.
    pub async fn load(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let Some((table, columns)) = &self.open else { return Err(StoreError::Corrupt("rows without a table")) };
        if rows.iter().any(|row| row.len() != columns.len()) {
            return Err(NoRestore::Table(table.name.clone()).into());
        }
        Statements::add(1);
        match &mut self.tx.conn {
            Conn::Sqlite(conn) => {
                let at_once = (VALUES / columns.len().max(1)).clamp(1, AT_ONCE);
                for some in rows.chunks(at_once) {
                    let mut query = sqlx::query::<Sqlite>(AssertSqlSafe(insert(table, columns, some.len())));
                    for cell in some.iter().flatten() {
                        query = match cell {
                            Cell::Null => query.bind(None::<i64>),
                            Cell::Integer(number) => query.bind(*number),
                            Cell::Text(text) => query.bind(text.as_str()),
                            Cell::Bytes(bytes) => query.bind(bytes.as_slice()),
                        };
                    }
                    query.execute(&mut **conn).await?;
                }
                Ok(())
            }
            Conn::PostgresTx(conn) => {
                // An identity takes the values it is given by COPY, and by nothing else so plainly.
                let sql = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), Table::listed(columns));
                let mut copy = conn.copy_in_raw(&sql).await?;
                copy.send(copied(columns, rows)).await?;
                copy.finish().await?;
                Ok(())
            }
            Conn::Postgres(_) => Err(StoreError::Corrupt("a restore outside a transaction")),
        }
    }

    /// Keeps it: the triggers are there again, the tables brought to this version, and noted is that it was restored `at`.
    /// When this returns it is on the disk under its name.
    ///
    /// # Errors
    /// [`NoRestore::Missing`] if a table was not filled; [`NoRestore::NotEmpty`] if something came there meanwhile; or the
    /// database failed. Nothing is kept then.
    pub async fn keep(mut self, at: i64) -> Result<(), StoreError> {
        if let Some(missing) = self.left.first() {
            return Err(NoRestore::Missing(missing.name.clone()).into());
        }
        self.triggers_back().await?;
        match self.target {
            Target::File { part, path, pool } => {
                execute!(self.tx, "COMMIT")?;
                if let Conn::Sqlite(conn) = &mut self.tx.conn {
                    SQLITE.run(&mut **conn).await?;
                }
                self.tx.note_restored(at).await?;
                // Whoever only looks at it cannot change how its journal is kept.
                row!(self.tx, (String,), "PRAGMA journal_mode = WAL")?;
                drop(self.tx);
                pool.close().await;
                if beside(&part.0, "-wal").exists() {
                    return Err(StoreError::Corrupt("a journal that was not closed"));
                }
                File::open(&part.0).and_then(|file| file.sync_all()).map_err(failed(&part.0))?;
                // A link is made only where there is none: nothing that came meanwhile is replaced.
                fs::hard_link(&part.0, &path).map_err(|error| match error.kind() {
                    std::io::ErrorKind::AlreadyExists => NoRestore::NotEmpty(path.display().to_string()),
                    _ => failed(&path)(error),
                })?;
                drop(part);
                let folder = path.parent().unwrap_or(Path::new("."));
                File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
            }
            Target::Postgres(pool) => {
                if let Conn::PostgresTx(conn) = &mut self.tx.conn {
                    POSTGRES.run(&mut **conn).await?;
                }
                self.tx.note_restored(at).await?;
                if let Conn::PostgresTx(conn) = self.tx.conn {
                    conn.commit().await?;
                }
                pool.close().await;
            }
        }
        Ok(())
    }

    /// Gives it up, and waits until nothing of it is there.
    pub async fn give_up(self) {
        drop(self.tx);
        match self.target {
            Target::File { part, pool, .. } => {
                pool.close().await;
                drop(part);
            }
            Target::Postgres(pool) => pool.close().await,
        }
    }

    async fn triggers_away(&mut self) -> Result<(), StoreError> {
        if let Conn::Sqlite(_) = self.tx.conn {
            let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid";
            for (name, sql) in rows!(self.tx, (String, String), sql)? {
                self.run(format!("DROP TRIGGER {}", quoted(&name))).await?;
                self.triggers.push(sql);
            }
            execute!(self.tx, "BEGIN IMMEDIATE")?;
            return Ok(());
        }
        for table in self.left.clone() {
            self.run(format!("ALTER TABLE {} DISABLE TRIGGER USER", quoted(&table.name))).await?;
            self.triggers.push(format!("ALTER TABLE {} ENABLE TRIGGER USER", quoted(&table.name)));
        }
        Ok(())
    }

    /// What counts by itself goes on from the last number that is there.
    async fn triggers_back(&mut self) -> Result<(), StoreError> {
        for sql in std::mem::take(&mut self.triggers) {
            self.run(sql).await?;
        }
        if let Conn::PostgresTx(_) = self.tx.conn {
            let sql =
                "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE a.attidentity <> '' AND c.relnamespace = current_schema()::regnamespace";
            for (table, column) in rows!(self.tx, (String, String), sql)? {
                let (table, column) = (quoted(&table), quoted(&column));
                let (named, counted) = (table.replace('\'', "''"), column.trim_matches('"').replace('\'', "''"));
                let sequence = format!("pg_get_serial_sequence('{named}', '{counted}')");
                self.run(format!("SELECT setval({sequence}, (SELECT max({column}) FROM {table}))")).await?;
            }
        }
        Ok(())
    }

    /// One statement whose names, or whose whole text, come from the schema.
    async fn run(&mut self, sql: String) -> Result<(), StoreError> {
        Statements::add(1);
        match &mut self.tx.conn {
            Conn::Sqlite(conn) => _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **conn).await?,
            Conn::Postgres(conn) => _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **conn).await?,
            Conn::PostgresTx(conn) => _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **conn).await?,
        }
        Ok(())
    }
}

async fn begin_file(path: &Path, migration: i64) -> Result<Restoring, StoreError> {
    // A journal that was left behind would be played into whatever database gets this name.
    for there in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm"), beside(path, "-journal")] {
        if there.exists() {
            return Err(NoRestore::NotEmpty(there.display().to_string()).into());
        }
    }
    // No other restore has this name, whether it goes on at the same time or was killed before.
    let part = Part(beside(path, &format!(".restoring-{}", Uuid::new_v4().simple())));
    File::create_new(&part.0).map_err(failed(&part.0))?;
    // It is waited for once, at its end: until then whatever happens to it is of no importance.
    let options = SqliteConnectOptions::new()
        .filename(&part.0)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(true)
        .pragma("cache_size", CACHE)
        .optimize_on_close(true, 1000);
    let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await?;
    SQLITE.run_to(migration, &pool).await?;
    let tx = Tx { conn: Conn::Sqlite(pool.acquire().await?) };
    let target = Target::File { part, path: path.to_owned(), pool };
    Ok(Restoring { tx, target, left: Vec::new(), open: None, triggers: Vec::new() })
}

async fn begin_postgres(pool: PgPool, migration: i64) -> Result<Restoring, StoreError> {
    let mut transaction = pool.begin().await?;
    let sql = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relname <> 'head'
        AND relnamespace = current_schema()::regnamespace ORDER BY relname LIMIT 1";
    let there: Option<(String,)> = sqlx::query_as(sql).fetch_optional(&mut *transaction).await?;
    if let Some((table,)) = there {
        return Err(NoRestore::NotEmpty(table).into());
    }
    sqlx::query("SET LOCAL synchronous_commit = on").execute(&mut *transaction).await?;
    POSTGRES.run_to(migration, &mut *transaction).await?;
    let tx = Tx { conn: Conn::PostgresTx(transaction) };
    Ok(Restoring { tx, target: Target::Postgres(pool), left: Vec::new(), open: None, triggers: Vec::new() })
}

/// One statement for some rows.
fn insert(table: &Table, columns: &[Column], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    let rows = vec![row; rows].join(", ");
    format!("INSERT INTO {} ({}) VALUES {rows}", quoted(&table.name), Table::listed(columns))
}

/// Rows as COPY reads them.
fn copied(columns: &[Column], rows: &Rows) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        for (at, (cell, column)) in row.iter().zip(columns).enumerate() {
            if at > 0 {
                text.push(b'\t');
            }
            match cell {
                Cell::Null => text.extend_from_slice(b"\\N"),
                Cell::Integer(number) => text.extend_from_slice(number.to_string().as_bytes()),
                Cell::Text(told) => told.bytes().for_each(|byte| match byte {
                    b'\\' => text.extend_from_slice(b"\\\\"),
                    b'\n' => text.extend_from_slice(b"\\n"),
                    b'\r' => text.extend_from_slice(b"\\r"),
                    b'\t' => text.extend_from_slice(b"\\t"),
                    _ => text.push(byte),
                }),
                Cell::Bytes(bytes) => {
                    if !column.uuid {
                        text.extend_from_slice(b"\\\\x");
                    }
                    const DIGITS: &[u8; 16] = b"0123456789abcdef";
                    for byte in bytes {
                        text.push(DIGITS[usize::from(byte >> 4)]);
                        text.push(DIGITS[usize::from(byte & 15)]);
                    }
                }
            }
        }
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_something_in_a_copy_is_written_otherwise() {
        let columns =
            ["a", "b", "c", "d"].map(|name| Column { name: name.to_owned(), kind: CellKind::Text, uuid: name == "d" });
        let row = vec![
            Cell::Text("\\.\t改\n行\r".to_owned()),
            Cell::Null,
            Cell::Bytes(vec![0, 255]),
            Cell::Bytes(vec![16; 2]),
        ];
        let text = String::from_utf8(copied(&columns, &vec![row])).unwrap();
        assert_eq!(text, "\\\\.\\t改\\n行\\r\t\\N\t\\\\x00ff\t1010\n");
    }
}
