//! The record on both databases: what is appended stays, what changed meanwhile is a conflict.

use std::collections::BTreeSet;

use record::{Digest, OrganisationId, PersonId, Salted, StreamId, TextId};
use store::{Address, Append, Head, NewEvent, Statements, Store, StoreError};
use uuid::Uuid;

use crate::support::{Database, databases};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn head(number: u128, version: u32) -> Head {
    Head { stream: StreamId(id(number)), kind: "test", owner: OrganisationId(id(1)), version }
}

fn event(text: &str) -> NewEvent {
    NewEvent {
        kind: "happened".to_owned(),
        recorded_at: 1_000,
        effective_on: Some("2026-11-20".to_owned()),
        by: Some(PersonId(id(2))),
        acting_for: Some(OrganisationId(id(1))),
        bytes: text.as_bytes().to_vec(),
    }
}

async fn append(store: &Store, changes: Vec<Append>) -> Result<(), StoreError> {
    store.write(|tx| Box::pin(async move { tx.append(changes).await })).await
}

fn one(head: Head, texts: &[&str]) -> Append {
    Append { head, events: texts.iter().map(|text| event(text)).collect() }
}

async fn texts_of(store: &Store, number: u128) -> Vec<String> {
    let events = store.reader().await.unwrap().events(OrganisationId(id(1)), StreamId(id(number))).await.unwrap();
    let versions: Vec<u32> = events.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..).take(events.len()).collect::<Vec<u32>>(), "versions have no gap");
    events.into_iter().map(|event| String::from_utf8(event.bytes).unwrap()).collect()
}

#[tokio::test]
async fn what_is_appended_is_read_back_in_order() {
    for database in databases() {
        let store = database.open().await;
        append(&store, vec![one(head(10, 0), &["a", "b"])]).await.unwrap();
        append(&store, vec![one(head(10, 2), &["c"]), one(head(9, 0), &["x"])]).await.unwrap();
        assert_eq!(texts_of(&store, 10).await, ["a", "b", "c"], "{}", database.name);
        assert_eq!(texts_of(&store, 9).await, ["x"], "{}", database.name);
        let another = store.reader().await.unwrap().events(OrganisationId(id(5)), StreamId(id(10))).await.unwrap();
        assert!(another.is_empty(), "{}: not for another organisation", database.name);
        drop(store);
        // Another process that opens it later reads the same.
        assert_eq!(texts_of(&database.open().await, 10).await, ["a", "b", "c"], "{}", database.name);
    }
}

#[tokio::test]
async fn a_head_that_moved_is_a_conflict_and_nothing_is_kept() {
    for database in databases() {
        let store = database.open().await;
        append(&store, vec![one(head(10, 0), &["a"])]).await.unwrap();
        append(&store, vec![one(head(11, 0), &["b"])]).await.unwrap();
        let cases = [
            ("written with an old version", vec![one(head(10, 0), &["z"])]),
            ("written with a version to come", vec![one(head(10, 2), &["z"])]),
            ("read with an old version", vec![one(head(12, 0), &["z"]), one(head(10, 0), &[])]),
            ("read as absent", vec![one(head(12, 0), &["z"]), one(head(11, 0), &[])]),
            (
                "of another owner",
                vec![Append { head: Head { owner: OrganisationId(id(5)), ..head(10, 1) }, events: vec![event("z")] }],
            ),
        ];
        for (name, changes) in cases {
            let result = append(&store, changes).await;
            assert!(matches!(result, Err(StoreError::Changed)), "{}: {name}: {result:?}", database.name);
        }
        assert_eq!(texts_of(&store, 10).await, ["a"]);
        assert_eq!(texts_of(&store, 12).await, [""; 0]);
        // Reading what has not moved is none.
        append(&store, vec![one(head(12, 0), &["z"]), one(head(10, 1), &[]), one(head(13, 0), &[])]).await.unwrap();
        assert_eq!(texts_of(&store, 12).await, ["z"]);
        // That an absence was read does not make the stream exist.
        append(&store, vec![one(head(13, 0), &["first"])]).await.unwrap();
    }
}

#[tokio::test]
async fn a_command_writes_four_streams_that_were_there_and_begins_more() {
    for database in databases() {
        let store = database.open().await;
        for number in 10..15 {
            append(&store, vec![one(head(number, 0), &["a"])]).await.unwrap();
        }
        let there = |count: u128| (10..10 + count).map(|number| one(head(number, 1), &["b"]));
        let fresh = |count: u128| (20..20 + count).map(|number| one(head(number, 0), &["c"]));
        for (name, changes) in [
            ("five that were there", there(5).collect::<Vec<_>>()),
            ("257 in all", there(4).chain(fresh(253)).collect()),
        ] {
            let refused = append(&store, changes).await;
            assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{}: {name}: {refused:?}", database.name);
        }
        append(&store, there(4).chain(fresh(252)).collect()).await.unwrap();
        assert_eq!(texts_of(&store, 13).await, ["a", "b"], "{}", database.name);
        assert_eq!(texts_of(&store, 31).await, ["c"], "{}", database.name);
    }
}

#[tokio::test]
async fn of_many_who_write_the_same_version_exactly_one_wins() {
    for database in databases() {
        // Two stores on one PostgreSQL are two processes; the embedded database has one writer.
        let stores = match &database.address {
            Address::File(_) => vec![database.open().await],
            Address::Postgres { .. } => vec![database.open().await, database.open().await],
        };
        for round in 0..20 {
            let race = (0..8).map(|i| {
                let store = stores[i % stores.len()].clone();
                tokio::spawn(async move { append(&store, vec![one(head(100 + round, 0), &["x"])]).await })
            });
            let mut won = 0;
            for racer in race.collect::<Vec<_>>() {
                match racer.await.unwrap() {
                    Ok(()) => won += 1,
                    Err(StoreError::Changed) => {}
                    Err(error) => panic!("{}: {error}", database.name),
                }
            }
            assert_eq!(won, 1, "{}", database.name);
        }
    }
}

#[tokio::test]
async fn an_absence_that_ends_between_reading_and_commit_is_a_conflict() {
    for database in databases() {
        let store = database.open().await;
        for round in 0..10_u128 {
            let (guard, case, role) = (200 + round, 300 + round, 400 + round);
            // One command rests on "never advised", the other advises: not both may stand.
            let assign = append(&store, vec![one(head(guard, 0), &[]), one(head(case, 0), &["assigned"])]);
            let advise = append(&store, vec![one(head(guard, 0), &["advised"]), one(head(role, 0), &["adviser"])]);
            let (assigned, advised) = tokio::join!(assign, advise);
            // The guard stays at 0 where only its absence was read, so "advised" may follow "assigned".
            assert!(advised.is_ok(), "{}", database.name);
            if assigned.is_err() {
                assert!(matches!(assigned, Err(StoreError::Changed)));
                assert!(texts_of(&store, case).await.is_empty());
            }
            let late = append(&store, vec![one(head(guard, 0), &[]), one(head(case + 1_000, 0), &["assigned"])]).await;
            assert!(matches!(late, Err(StoreError::Changed)), "{}", database.name);
        }
    }
}

#[tokio::test]
async fn a_command_that_fails_takes_nothing_of_the_others_with_it() {
    for database in databases() {
        let store = database.open().await;
        let racers = (0..60_u128).map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        Box::pin(async move {
                            tx.append(vec![one(head(1_000 + i, 0), &["x"])]).await?;
                            match i % 3 {
                                0 => Ok(()),
                                1 => Err(StoreError::Corrupt("on purpose")),
                                _ => panic!("on purpose"),
                            }
                        })
                    })
                    .await
            })
        });
        for (i, racer) in (0..).zip(racers.collect::<Vec<_>>()) {
            let result = racer.await.unwrap();
            assert_eq!(result.is_ok(), i % 3 == 0, "{}: {result:?}", database.name);
            assert_eq!(texts_of(&store, 1_000 + i).await.len(), usize::from(i % 3 == 0), "{}", database.name);
        }
    }
}

#[tokio::test]
async fn a_key_that_may_exist_once_is_taken_once() {
    for database in databases() {
        let store = database.open().await;
        append(&store, vec![one(head(10, 0), &["a"]), one(head(11, 0), &["b"])]).await.unwrap();
        let take = |number: u128| {
            store.write(move |tx| {
                Box::pin(async move { tx.reserve("number", "7123456789012", StreamId(id(number))).await })
            })
        };
        take(10).await.unwrap();
        take(10).await.unwrap();
        assert!(matches!(take(11).await, Err(StoreError::Taken { kind: "number" })), "{}", database.name);
        let give =
            store.write(|tx| Box::pin(async move { tx.release("number", "7123456789012", StreamId(id(10))).await }));
        give.await.unwrap();
        take(11).await.unwrap();
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_record() {
    let attacks = [
        "UPDATE event SET bytes = bytes",
        "UPDATE event SET version = 9",
        "DELETE FROM event",
        "DELETE FROM stream",
        "UPDATE stream SET version = 0",
        "UPDATE stream SET kind = 'other'",
        "UPDATE stream SET recorded_at = recorded_at - 1",
        "INSERT INTO event (stream, owner, version, kind, recorded_at, bytes) SELECT stream, owner, 9, kind, recorded_at, bytes FROM event",
        "INSERT INTO event (stream, owner, version, kind, recorded_at, bytes) SELECT stream, owner, 1, kind, recorded_at, bytes FROM event",
    ];
    for database in databases() {
        let store = database.open().await;
        append(&store, vec![one(head(10, 0), &["a"])]).await.unwrap();
        for attack in attacks {
            assert!(!database.attack(attack), "{}: {attack}", database.name);
        }
        if database.name == "PostgreSQL" {
            assert!(!database.attack("TRUNCATE event"));
            assert!(!database.attack("TRUNCATE stream CASCADE"));
        } else {
            assert!(!database.attack("INSERT OR REPLACE INTO event SELECT * FROM event"));
            assert!(!database.attack("REPLACE INTO event (position, stream, owner, version, kind, recorded_at, bytes) SELECT position, stream, owner, version, 'other', recorded_at, bytes FROM event"));
        }
        assert_eq!(texts_of(&store, 10).await, ["a"], "{}", database.name);
    }
}

#[tokio::test]
async fn a_text_is_erased_and_leaves_when_and_why() {
    for database in databases() {
        let store = database.open().await;
        let text = Salted::new(TextId(id(50)), [7; 32], "株式会社見本".to_owned());
        let (owner, other) = (OrganisationId(id(1)), OrganisationId(id(6)));
        let kept = text.clone();
        store.write(move |tx| Box::pin(async move { tx.keep_text(owner, &kept).await })).await.unwrap();
        let erase = |owner: OrganisationId| {
            store.write(move |tx| {
                Box::pin(async move { tx.erase_text(owner, TextId(id(50)), "2026-11-20", "on request").await })
            })
        };
        assert!(!erase(other).await.unwrap(), "not by another organisation");
        assert!(erase(owner).await.unwrap());
        assert!(!erase(owner).await.unwrap(), "once");
    }
}

#[tokio::test]
async fn the_same_request_twice_finds_its_first_answer() {
    for database in databases() {
        let store = database.open().await;
        let person = PersonId(id(2));
        let keep = |receipt: &'static str| {
            store.write(move |tx| {
                Box::pin(async move { tx.keep_answer(person, "k", Digest::of(b"request"), receipt, 5).await })
            })
        };
        keep("first").await.unwrap();
        assert!(matches!(keep("second").await, Err(StoreError::Changed)), "{}", database.name);
        let found = store.reader().await.unwrap().answered(person, "k").await.unwrap();
        assert_eq!(found, Some((Digest::of(b"request"), "first".to_owned())));
        assert_eq!(store.reader().await.unwrap().answered(PersonId(id(3)), "k").await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_statements_of_a_command_do_not_grow_with_what_it_read() {
    for database in databases() {
        let store = database.open().await;
        // PostgreSQL moves a head and adds its event in one.
        let added = if database.name == "SQLite" { 2 } else { 1 };
        let born = [vec![one(head(10, 0), &["a"])], vec![one(head(11, 0), &["a"])], vec![one(head(12, 0), &["a"])]];
        for changes in born {
            let (_, made) = Statements::of(append(&store, changes)).await;
            assert_eq!(made, 2, "{}: its head and its event", database.name);
        }
        let (_, made) = Statements::of(append(&store, vec![one(head(10, 1), &["b"])])).await;
        assert_eq!(made, added, "{}: the head, the event", database.name);
        let read = [11, 12].map(|number| one(head(number, 1), &[]));
        let changes = [one(head(10, 2), &["c"])].into_iter().chain(read).collect();
        let (_, made) = Statements::of(append(&store, changes)).await;
        assert_eq!(made, 1 + added, "{}: one lock for all", database.name);
    }
}

/// Both folders of migrations make the same tables, columns, and rules about missing values.
#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let tables: Vec<BTreeSet<String>> = {
        let mut found = Vec::new();
        for database in databases() {
            database.open().await;
            found.push(columns(&database));
        }
        found
    };
    assert!(tables[0].len() > 20);
    let differ: Vec<_> = tables[0].symmetric_difference(&tables[1]).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

fn columns(database: &Database) -> BTreeSet<String> {
    let sql = match database.address {
        Address::File(_) => {
            "SELECT m.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" THEN ' NOT NULL' ELSE '' END
             FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'
             AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'"
        }
        Address::Postgres { .. } => {
            "SELECT table_name || '.' || column_name || ' '
             || CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'bigint' THEN 'INTEGER'
                WHEN 'integer' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' ELSE upper(data_type) END
             || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'"
        }
    };
    database.ask(sql).lines().map(str::to_owned).collect()
}
