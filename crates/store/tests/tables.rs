//! Every table as the schema has it, its rows taken and loaded again, on both databases and from each to the other; also
//! those of an older version.

use std::collections::BTreeSet;
use std::path::Path;

use store::{Address, Cell, CellKind, LEFT_OUT, NoRestore, Restoring, Rows, Store, StoreError, Table};
use tokio::sync::mpsc;

use crate::support::{Database, databases, embedded, postgres};

/// The migration before the log.
const OLDER: i64 = 14;

fn folder(database: &Database) -> &'static str {
    match database.address {
        Address::File(_) => "sqlite",
        Address::Postgres { .. } => "postgres",
    }
}

/// What the database itself calls its tables.
fn named(database: &Database) -> BTreeSet<String> {
    let sql = match database.address {
        Address::File(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Address::Postgres { .. } => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
    };
    database.ask(sql).lines().map(str::to_owned).collect()
}

/// Every table with all its rows, taken in one snapshot.
async fn taken(store: &Store) -> (i64, Vec<(Table, Rows)>) {
    let (sender, mut receiver) = mpsc::channel::<Rows>(1_000);
    let taken = store.in_snapshot(|tx| {
        Box::pin(async move {
            let mut taken = Vec::new();
            for table in tx.tables().await? {
                let count = tx.hand_over(&table, &sender).await?;
                let mut rows = Rows::new();
                while let Ok(some) = receiver.try_recv() {
                    rows.extend(some);
                }
                assert_eq!(rows.len() as u64, count);
                taken.push((table, rows));
            }
            Ok::<_, StoreError>((tx.migration().await?, taken))
        })
    });
    taken.await.unwrap()
}

fn columns(table: &Table) -> Vec<(String, CellKind)> {
    table.columns.iter().map(|column| (column.name.clone(), column.kind)).collect()
}

async fn loaded(address: &Address, migration: i64, tables: &[(Table, Rows)]) -> Result<(), StoreError> {
    let mut restoring = Restoring::begin(address, migration).await?;
    for (table, rows) in tables {
        restoring.table(&table.name, &columns(table))?;
        restoring.load(rows).await?;
    }
    restoring.keep(7_000_000).await
}

/// A database of the version before the log, with two events, one of which has every byte in it.
fn older(database: &Database) {
    if let Address::File(_) = database.address {
        database.ask("PRAGMA journal_mode = WAL");
    }
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder(database));
    let mut files: Vec<_> = std::fs::read_dir(migrations).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let version = |path: &Path| path.file_name().unwrap().to_str().unwrap()[..4].parse::<i64>().unwrap();
    for file in files.iter().filter(|file| version(file) <= OLDER) {
        // What begins with a comment looks like an option.
        database.ask(&format!(" {}", std::fs::read_to_string(file).unwrap()));
    }
    database.ask("CREATE TABLE _sqlx_migrations (version BIGINT NOT NULL)");
    database.ask(&format!("INSERT INTO _sqlx_migrations (version) VALUES ({OLDER})"));
    let bytes: String = (0..=255).map(|byte| format!("{byte:02x}")).collect();
    let id = |n: u8| format!("{n:02x}").repeat(16);
    let (bytes, ids) = match database.address {
        Address::File(_) => (format!("X'{bytes}'"), [1, 2, 3].map(|n| format!("X'{}'", id(n)))),
        Address::Postgres { .. } => (format!("'\\x{bytes}'"), [1, 2, 3].map(|n| format!("'{}'", id(n)))),
    };
    let [stream, owner, person] = ids;
    database.ask(&format!(
        "INSERT INTO stream (id, kind, owner, version, recorded_at) VALUES ({stream}, 'x', {owner}, 2, 5)"
    ));
    for version in [1, 2] {
        database.ask(&format!(
            "INSERT INTO event (stream, owner, version, kind, recorded_at, by_person, bytes)
             VALUES ({stream}, {owner}, {version}, 'タブ\t改行\n円\\N\\.', 5, {person}, {bytes})"
        ));
    }
}

#[tokio::test]
async fn every_table_is_in_a_backup_or_left_out_for_a_reason() {
    let mut listed = Vec::new();
    for database in databases() {
        let store = database.open().await;
        let tables = store.reader().await.unwrap().tables().await.unwrap();
        let names: BTreeSet<String> = tables.iter().map(|table| table.name.clone()).collect();
        let left: BTreeSet<String> = LEFT_OUT.iter().map(|(name, _)| (*name).to_owned()).collect();
        let expected: BTreeSet<String> = named(&database).difference(&left).cloned().collect();
        assert_eq!(names, expected, "{}", database.name);
        assert!(names.len() >= 29 && names.contains("event"), "{names:?}");
        // What is named by others stands before them.
        let at = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
        assert!(at("stream") < at("event") && at("event") < at("leaf") && at("person") < at("session"));
        listed.push(tables.iter().map(|table| (table.name.clone(), columns(table))).collect::<Vec<_>>());
        store.close().await;
    }
    for (one, other) in listed[0].iter().zip(&listed[1]) {
        let sorted = |columns: &[(String, CellKind)]| {
            let mut names: Vec<_> = columns.iter().map(|(name, kind)| (name.clone(), kind.word())).collect();
            names.sort();
            names
        };
        assert_eq!((&one.0, sorted(&one.1)), (&other.0, sorted(&other.1)), "both databases have one order");
    }
}

#[tokio::test]
async fn rows_of_an_older_version_come_back_byte_for_byte_and_are_brought_up_to_date() {
    let pairs =
        [(embedded(), embedded()), (postgres(), postgres()), (embedded(), postgres()), (postgres(), embedded())];
    for (from, to) in pairs {
        let name = format!("{} to {}", from.name, to.name);
        older(&from);
        let store = Store::look(&from.address).await.unwrap();
        let (migration, tables) = taken(&store).await;
        assert_eq!(migration, OLDER, "{name}");
        loaded(&to.address, migration, &tables).await.unwrap();
        let store = to.open().await;
        let (_, again) = taken(&store).await;
        for (table, rows) in &tables {
            let (found, restored) = again.iter().find(|(found, _)| found.name == table.name).unwrap();
            let order = |row: &Vec<Cell>| -> Vec<Cell> {
                let at = |name: &String| found.columns.iter().position(|column| column.name == *name).unwrap();
                table.columns.iter().map(|column| row[at(&column.name)].clone()).collect()
            };
            let mut restored: Rows = restored.iter().map(order).collect();
            if table.name == "installation_note" {
                restored.retain(|row| !row.contains(&Cell::Text("restored 1".to_owned())));
            }
            assert_eq!(*rows, restored, "{name}: {}", table.name);
        }
        // The log came later: whatever was there waits to be sealed.
        assert_eq!(to.ask("SELECT count(*) FROM unsealed").trim(), "2", "{name}");
        assert_eq!(store.reader().await.unwrap().open_restore().await.unwrap(), Some(7_000_000), "{name}");
        // What counts by itself goes on behind the last one, and the guards are there again.
        let examined = store.examine().await.unwrap();
        assert!(examined.findings.iter().all(|finding| !format!("{finding:?}").contains("Schema")), "{examined:?}");
        assert!(!to.attack("UPDATE event SET kind = 'y'") && !to.attack("DELETE FROM event"), "{name}");
        to.ask("INSERT INTO event (stream, owner, version, kind, recorded_at, bytes) SELECT stream, owner, 3, kind, 6, bytes FROM event WHERE version = 2");
        assert_eq!(to.ask("SELECT max(position) FROM event").trim(), "3", "{name}");
        // Decided is decided.
        assert!(store.write(|tx| Box::pin(async move { tx.note_adopted(8).await })).await.unwrap(), "{name}");
        assert_eq!(store.reader().await.unwrap().open_restore().await.unwrap(), None, "{name}");
        store.close().await;
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_leaves_nothing_behind() {
    for database in databases() {
        let nothing = |what: &str| match &database.address {
            Address::File(path) => {
                let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
                assert_eq!(left, 0, "{what}");
            }
            Address::Postgres { .. } => assert!(named(&database).is_empty(), "{what}"),
        };
        let begin = async |migration| Restoring::begin(&database.address, migration).await;
        let refused = begin(9_999).await.err().unwrap();
        assert!(matches!(refused, StoreError::Restore(NoRestore::Newer { found: 9_999, .. })), "{refused}");
        let refused = begin(4).await.err().unwrap();
        assert!(matches!(refused, StoreError::Restore(NoRestore::NoVersion(4))), "{refused}");
        nothing("another version");
        let mut restoring = begin(OLDER).await.unwrap();
        let key = |name: &str| (name.to_owned(), CellKind::Text);
        assert!(restoring.table("nobody", &[key("a")]).is_err(), "a table that is none");
        assert!(restoring.table("installation_note", &[key("name"), key("at")]).is_err(), "a column of another kind");
        restoring.table("draft", &[key("person")]).unwrap_err();
        restoring.give_up().await;
        nothing("given up");
        let mut restoring = begin(OLDER).await.unwrap();
        let note = [key("name"), ("at".to_owned(), CellKind::Integer)];
        restoring.table("installation_note", &note).unwrap();
        assert!(restoring.table("installation_note", &note).is_err(), "twice");
        let refused = restoring.keep(1).await.unwrap_err();
        assert!(matches!(refused, StoreError::Restore(NoRestore::Missing(_))), "{refused}");
        nothing("a table is missing");
        database.open().await.close().await;
        let refused = begin(OLDER).await.err().unwrap();
        assert!(matches!(refused, StoreError::Restore(NoRestore::NotEmpty(_))), "{refused}");
    }
}
