//! Installations that are backed up and restored, as their operator and other programs see them: nothing here is asked of
//! our own code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::serving::{Place, Postgres, mamori};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// An installation.
pub(crate) struct House {
    pub(crate) data: TempDir,
    pub(crate) database: Option<Postgres>,
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Waits until something is so.
pub(crate) fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until everything is sealed, and the newest head is kept apart: that is done after it.
pub(crate) fn sealed(place: Place<'_>) {
    let run = |arguments: &[&str]| mamori(place, arguments).output().unwrap();
    wait("everything is sealed", || {
        let verified = run(&["log", "verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
        said(&verified).contains("looked at") && !said(&verified).contains("not sealed yet")
    });
    let kept = || -> Vec<String> {
        let files = std::fs::read_dir(place.data.join("heads")).into_iter().flatten().flatten();
        files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
    };
    wait("the newest head is kept", || kept().contains(&String::from_utf8(run(&["log", "head"]).stdout).unwrap()));
}

impl House {
    pub(crate) fn new(kind: Kind) -> Self {
        let database = (kind == Kind::Postgres).then(Postgres::new);
        Self { data: tempfile::tempdir().unwrap(), database }
    }

    pub(crate) fn place(&self) -> Place<'_> {
        Place { data: self.data.path(), database: self.database.as_ref().map(|database| database.url.as_str()) }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        mamori(self.place(), arguments).output().unwrap()
    }

    pub(crate) fn restore(&self, file: &Path, key: &AgeKey) -> Output {
        self.run(&["restore", file.to_str().unwrap(), "--identity", key.file.to_str().unwrap()])
    }

    /// Waits until everything is sealed.
    pub(crate) fn sealed(&self) {
        sealed(self.place());
    }

    /// Takes these folders over from another one, as somebody puts back what was kept apart.
    pub(crate) fn given(&self, from: &Self, folders: &[&str]) {
        for folder in folders {
            let done = Command::new("cp").arg("-a").arg(from.data.path().join(folder)).arg(self.data.path()).status();
            assert!(done.unwrap().success());
        }
    }

    /// What the database answers.
    pub(crate) fn ask(&self, sql: &str) -> String {
        match &self.database {
            Some(database) => database.ask(sql),
            None => {
                let file = self.data.path().join("mamori.db");
                let done = Command::new("sqlite3").arg("-bail").arg(file).arg(sql).output().unwrap();
                assert!(done.status.success(), "{sql}: {}", said(&done));
                String::from_utf8(done.stdout).unwrap().trim().to_owned()
            }
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.database {
            Some(database) => {
                database.ask("SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace") == "0"
            }
            None => std::fs::read_dir(self.data.path()).is_ok_and(|mut files| files.next().is_none()),
        }
    }

    /// Puts megabytes of what cannot be compressed into it.
    pub(crate) fn filled(&self, megabytes: u32) {
        let (person, bytes) = match self.database {
            Some(_) => (
                "gen_random_uuid()",
                "decode((SELECT string_agg(md5(random()::text || n || i), '') FROM generate_series(1, 4096) AS i), 'hex')",
            ),
            None => ("randomblob(16)", "randomblob(65536)"),
        };
        let count = megabytes * 16;
        self.ask(&format!(
            "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
             INSERT INTO draft (person, kept_check, item, base, bytes, touched_at)
             SELECT {person}, {person}, 'x' || n, n, {bytes}, n FROM counted"
        ));
    }

    /// Every row of every table but the list of migrations, each as one text that both databases write alike.
    pub(crate) fn rows(&self) -> BTreeMap<String, Vec<String>> {
        let columns = match self.database {
            Some(_) => {
                "SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns
                 WHERE table_schema = current_schema()"
            }
            None => {
                "SELECT m.name || ' ' || c.name || ' ' || c.type FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
            }
        };
        let mut tables: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for line in self.ask(columns).lines().filter(|line| !line.starts_with("_sqlx_migrations ")) {
            let [table, column, kind] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let shown = match kind {
                "uuid" => format!("encode(uuid_send(\"{column}\"), 'hex')"),
                "bytea" => format!("encode(\"{column}\", 'hex')"),
                "text" => format!("encode(convert_to(\"{column}\", 'UTF8'), 'hex')"),
                "bigint" => format!("\"{column}\"::text"),
                "BLOB" => format!("lower(hex(\"{column}\"))"),
                "TEXT" => format!("lower(hex(CAST(\"{column}\" AS BLOB)))"),
                "INTEGER" => format!("CAST(\"{column}\" AS TEXT)"),
                other => panic!("{other}"),
            };
            let shown = format!("CASE WHEN \"{column}\" IS NULL THEN '~' ELSE {shown} END");
            tables.entry(table.to_owned()).or_default().insert(column.to_owned(), shown);
        }
        assert!(tables.len() >= 29, "{}", tables.len());
        let mut sql = String::new();
        for (table, columns) in &tables {
            let shown = columns.values().cloned().collect::<Vec<_>>().join(" || ' ' || ");
            let union = if sql.is_empty() { "" } else { " UNION ALL " };
            write!(sql, "{union}SELECT '{table} ' || {shown} FROM \"{table}\"").unwrap();
        }
        let mut rows: BTreeMap<String, Vec<String>> = tables.into_keys().map(|table| (table, Vec::new())).collect();
        for line in self.ask(&sql).lines() {
            let (table, row) = line.split_once(' ').unwrap();
            rows.get_mut(table).unwrap().push(row.to_owned());
        }
        rows.values_mut().for_each(|rows| rows.sort());
        rows
    }

    /// Compares every row of every table. Restored it differs by the notes that say so.
    pub(crate) fn is_like(&self, origin: &Self, notes: usize) {
        let (mut here, there) = (self.rows(), origin.rows());
        let noted = here.get_mut("installation_note").unwrap();
        let restored: String = "restored ".bytes().map(|byte| format!("{byte:02x}")).collect();
        let before = noted.len();
        noted.retain(|row| !row.contains(&restored));
        assert_eq!(before - noted.len(), notes, "that it was restored is noted");
        // A backup does not know yet that it was taken.
        let taken = here.remove("backup_taken").unwrap();
        let mut there = there;
        assert!(there.remove("backup_taken").unwrap().len() > taken.len());
        assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
        for (table, rows) in &there {
            let same = rows == &here[table];
            assert!(same, "{table}: {} rows there, {} here", rows.len(), here[table].len());
        }
    }
}

/// An identity that `age-keygen` made.
pub(crate) struct AgeKey {
    pub(crate) folder: TempDir,
    pub(crate) file: PathBuf,
    pub(crate) public: String,
}

pub(crate) fn age_key() -> AgeKey {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("identity");
    let made = Command::new("age-keygen").arg("-o").arg(&file).output().expect("this test needs age");
    assert!(made.status.success(), "{}", said(&made));
    let text = std::fs::read_to_string(&file).unwrap();
    let public = text.split("public key: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    AgeKey { folder, file, public }
}

impl AgeKey {
    pub(crate) fn check(&self, file: &Path) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mamori"));
        command.args(["backup", "check", "--lang", "en", "--identity"]).arg(&self.file).arg(file).output().unwrap()
    }

    /// What `age` and `gzip` make of a backup.
    pub(crate) fn decrypted(&self, file: &Path) -> Vec<u8> {
        let mut age =
            Command::new("age").arg("-d").arg("-i").arg(&self.file).arg(file).stdout(Stdio::piped()).spawn().unwrap();
        let plain = Command::new("gzip").arg("-dc").stdin(age.stdout.take().unwrap()).output().unwrap();
        assert!(age.wait().unwrap().success() && plain.status.success());
        plain.stdout
    }

    /// What `age` makes of something else.
    pub(crate) fn encrypted(&self, text: &str) -> Vec<u8> {
        let plain = self.folder.path().join("plain");
        std::fs::write(&plain, text).unwrap();
        let done = Command::new("age").args(["-r", &self.public]).arg(&plain).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        done.stdout
    }
}
