//! The store of heads: the newest signed head of a log, kept apart from the database whose head it is.
//!
//! A database that is put back to an earlier state goes back with everything in it; what is kept here does not. So it is
//! never part of a backup, and all processes of an installation share one. Knows texts and their logs' names; knows no
//! key.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::db::{PATIENCE, StoreError};

/// Where it is.
#[derive(Clone, PartialEq, Eq)]
pub enum HeadPlace {
    /// A folder; it is made where it is missing.
    Folder(PathBuf),
    /// A PostgreSQL, by its address. It should not be that of the record.
    Postgres(String),
}

/// The store of heads. Cheap to clone.
#[derive(Clone)]
pub struct HeadStore(Kind);

#[derive(Clone)]
enum Kind {
    Folder(PathBuf),
    Postgres(PgPool),
}

/// The head cannot be read or kept there.
#[derive(Debug, thiserror::Error)]
#[error("`{path}`: {error}")]
pub struct NoHeads {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> NoHeads {
    let path = path.to_owned();
    move |error| NoHeads { path, error }
}

impl HeadStore {
    /// Opens it.
    ///
    /// # Errors
    /// The folder cannot be made, or the database not reached.
    pub async fn open(place: &HeadPlace) -> Result<Self, StoreError> {
        match place {
            HeadPlace::Folder(folder) => {
                fs::create_dir_all(folder).map_err(failed(folder))?;
                Ok(Self(Kind::Folder(folder.clone())))
            }
            HeadPlace::Postgres(url) => {
                let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(PATIENCE).connect(url).await?;
                // Two that start at once would make the table twice; who may not make tables finds it made.
                let there: (bool,) = sqlx::query_as("SELECT to_regclass('head') IS NOT NULL").fetch_one(&pool).await?;
                if !there.0 {
                    let sql = "CREATE TABLE head (log TEXT NOT NULL PRIMARY KEY, note TEXT NOT NULL)";
                    let made = sqlx::query(sql).execute(&pool).await;
                    made.map(drop).or_else(|error| if made_meanwhile(&error) { Ok(()) } else { Err(error) })?;
                }
                Ok(Self(Kind::Postgres(pool)))
            }
        }
    }

    /// The head kept for the log of this name.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn read(&self, log: &str) -> Result<Option<String>, StoreError> {
        match &self.0 {
            Kind::Folder(folder) => {
                let path = file(folder, log);
                Ok(in_background(move || read(&path)).await?)
            }
            Kind::Postgres(pool) => {
                let found: Option<(String,)> =
                    sqlx::query_as("SELECT note FROM head WHERE log = $1").bind(log).fetch_optional(pool).await?;
                Ok(found.map(|(note,)| note))
            }
        }
    }

    /// Keeps `new` for this log where `seen` is kept; none = nothing was. `false` = something else is kept by now. What is
    /// kept is on the disk when this returns.
    ///
    /// # Errors
    /// It cannot be kept.
    pub async fn replace(&self, log: &str, seen: Option<&str>, new: &str) -> Result<bool, StoreError> {
        match &self.0 {
            Kind::Folder(folder) => {
                let (folder, path) = (folder.clone(), file(folder, log));
                let (seen, new) = (seen.map(ToOwned::to_owned), new.to_owned());
                Ok(in_background(move || replace(&folder, &path, seen.as_deref(), &new)).await?)
            }
            Kind::Postgres(pool) => {
                let query = match seen {
                    None => sqlx::query("INSERT INTO head (log, note) VALUES ($1, $2) ON CONFLICT (log) DO NOTHING"),
                    Some(_) => sqlx::query("UPDATE head SET note = $2 WHERE log = $1 AND note = $3"),
                };
                let query = query.bind(log).bind(new);
                let query = if let Some(seen) = seen { query.bind(seen) } else { query };
                Ok(query.execute(pool).await?.rows_affected() == 1)
            }
        }
    }
}

/// Another process made the table a moment ago.
fn made_meanwhile(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    StoreError::is_unique(error) || code.is_some_and(|code| code == "42P07")
}

/// Waiting for the disk keeps nobody else waiting.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NoHeads> + Send + 'static,
) -> Result<T, StoreError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Panicked)??)
}

/// The file of a log: its name holds nothing but letters, digits, `.`, `-` and `/`.
fn file(folder: &Path, log: &str) -> PathBuf {
    folder.join(format!("{}.head", log.replace('/', "-")))
}

fn read(path: &Path) -> Result<Option<String>, NoHeads> {
    match fs::read_to_string(path) {
        Ok(note) => Ok(Some(note)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path)(error)),
    }
}

/// One process at a time, on whichever machine shares the folder, as far as its file system keeps locks.
fn replace(folder: &Path, path: &Path, seen: Option<&str>, new: &str) -> Result<bool, NoHeads> {
    let locked = path.with_extension("lock");
    let lock = File::create(&locked).map_err(failed(&locked))?;
    lock.lock().map_err(failed(&locked))?;
    if read(path)?.as_deref() != seen {
        return Ok(false);
    }
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh).map_err(failed(&fresh))?;
    file.write_all(new.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&fresh))?;
    fs::rename(&fresh, path).map_err(failed(path))?;
    // The name, too, is on the disk.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
    Ok(true)
}
