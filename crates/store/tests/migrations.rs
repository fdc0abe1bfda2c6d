//! A migration that fails stops the start, and leaves nothing of itself behind.

use store::{Address, Store, StoreError};

use crate::support::{Database, databases};

fn tables(database: &Database) -> Vec<String> {
    let sql = match database.address {
        Address::File(_) => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
        }
        Address::Postgres { .. } => "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    };
    database.ask(sql).lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_failed_migration_stops_the_start_and_leaves_nothing_of_itself() {
    for database in databases() {
        // The last table of the first migration is in its way.
        assert!(database.attack("CREATE TABLE idempotency (id INTEGER)"));
        let refused = Store::open(&database.address).await.map(|_| ());
        assert!(matches!(refused, Err(StoreError::Migration(_))), "{}: {refused:?}", database.name);
        assert_eq!(tables(&database), ["_sqlx_migrations", "idempotency"], "{}", database.name);
        assert_eq!(database.ask("SELECT count(*) FROM _sqlx_migrations").trim(), "0", "{}", database.name);
        // Once it is out of the way everything is made.
        assert!(database.attack("DROP TABLE idempotency"));
        Store::open(&database.address).await.unwrap();
        assert!(tables(&database).len() > 20, "{}", database.name);
    }
}

#[tokio::test]
async fn tables_of_another_version_are_not_touched() {
    for database in databases() {
        database.open().await.close().await;
        let before = tables(&database);
        for damage in [
            // A migration that was changed after it was run.
            "UPDATE _sqlx_migrations SET description = description, checksum = {0} WHERE version = 1",
            // One that this version does not know: the tables are newer.
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'to come', true, {0}, 1)",
        ] {
            let copy = {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                database.copy()
            };
            let zero = if database.name == "SQLite" { "x'00'" } else { "'\\x00'" };
            assert!(copy.attack(&damage.replace("{0}", zero)), "{damage}");
            let refused = Store::open(&copy.address).await.map(|_| ());
            assert!(matches!(refused, Err(StoreError::Migration(_))), "{}: {damage}: {refused:?}", database.name);
            assert_eq!(tables(&copy), before, "{}", database.name);
        }
    }
}
