//! Both databases, empty, for one test: a file of its own, and a database of its own on a real PostgreSQL.

#![allow(dead_code, reason = "each test file takes what it needs")]

pub(crate) mod source;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use store::{Address, Store};
use tempfile::TempDir;

static SERVER: OnceLock<String> = OnceLock::new();

/// A database that goes with its test.
pub(crate) struct Database {
    /// What to call it in a message.
    pub(crate) name: &'static str,
    /// Where it is.
    pub(crate) address: Address,
    made: Made,
}

enum Made {
    Folder(TempDir),
    Postgres(String),
}

/// One of each.
pub(crate) fn databases() -> Vec<Database> {
    vec![embedded(), postgres()]
}

impl Database {
    /// Another database with the same in it; nobody may have this one open.
    pub(crate) fn copy(&self) -> Database {
        match (&self.address, &self.made) {
            (Address::File(path), _) => {
                let copy = embedded();
                if let Address::File(to) = &copy.address {
                    self.ask("PRAGMA wal_checkpoint(TRUNCATE)");
                    std::fs::copy(path, to).unwrap();
                }
                copy
            }
            (Address::Postgres { url, .. }, Made::Postgres(name)) => {
                created(&url.replace(name.as_str(), "postgres"), Some(name))
            }
            (Address::Postgres { .. }, Made::Folder(_)) => panic!("a PostgreSQL is no folder"),
        }
    }
}

/// The embedded database.
pub(crate) fn embedded() -> Database {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("mamori.db"));
    Database { name: "SQLite", address, made: Made::Folder(folder) }
}

/// A database on the tests' PostgreSQL, which is started where it does not run.
pub(crate) fn postgres() -> Database {
    created(SERVER.get_or_init(start), None)
}

fn created(server: &str, like: Option<&str>) -> Database {
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let like = like.map(|like| format!(" TEMPLATE {like}")).unwrap_or_default();
    let created = sql(server, &format!("CREATE DATABASE {name}{like}"));
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let url = format!("{}/{name}", server.trim_end_matches("/postgres"));
    Database { name: "PostgreSQL", address: Address::Postgres { url, connections: 8 }, made: Made::Postgres(name) }
}

fn start() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
    let started = Command::new(script).arg("start").output().unwrap();
    assert!(started.status.success(), "no PostgreSQL: {}", String::from_utf8_lossy(&started.stderr));
    String::from_utf8(started.stdout).unwrap().trim().to_owned()
}

fn sql(url: &str, statement: &str) -> Output {
    Command::new("psql").args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement]).output().unwrap()
}

impl Database {
    /// Opens it.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.address).await.unwrap()
    }

    /// Runs a statement past the store, as somebody with the database in hand could.
    fn past(&self, statement: &str) -> Output {
        match &self.address {
            Address::File(path) => Command::new("sqlite3").arg("-bail").arg(path).arg(statement).output().unwrap(),
            Address::Postgres { url, .. } => sql(url, statement),
        }
    }

    /// Whether the database let a statement change something that it should not.
    pub(crate) fn attack(&self, statement: &str) -> bool {
        self.past(statement).status.success()
    }

    /// What the database answers; none = it does not understand the question.
    pub(crate) fn try_ask(&self, question: &str) -> Option<String> {
        let done = self.past(question);
        done.status.success().then(|| String::from_utf8(done.stdout).unwrap())
    }

    /// What the database answers to a question.
    pub(crate) fn ask(&self, question: &str) -> String {
        let done = self.past(question);
        assert!(done.status.success(), "{question}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Made::Postgres(name), Address::Postgres { url, .. }) = (&self.made, &self.address) {
            let server = url.replace(name.as_str(), "postgres");
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            // Nothing depends on it: the server goes with the tests.
            let _ = sql(&server, &drop);
        }
    }
}
