//! Read models on both databases: written from a status, made again from the events, and found by name.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use record::{At, Envelope, Happening, OrganisationId, PersonId, Salted, StreamId, TextId};
use scheme::member::{self, Member, Role};
use scheme::organisation::{Change, Command, Kind, Organisation, Profile};
use store::models::Page;
use store::{Append, Head, NewEvent, Projected, Standing, Statements, Store, StoreError, Tx};
use uuid::Uuid;

use crate::support::databases;

fn at() -> At {
    At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: "2026-11-20".parse().unwrap() }
}

/// Decides, appends and projects, as the write door does.
async fn act<A>(tx: &mut Tx, owner: OrganisationId, stream: StreamId, command: A::Command) -> Result<(), StoreError>
where
    A: Projected,
    A::Error: std::fmt::Debug,
{
    let (mut status, mut version) = (A::Status::default(), 0);
    for event in tx.events(owner, stream).await? {
        let envelope: Envelope<A::Event> = Envelope::from_bytes(&event.bytes).unwrap();
        status = A::apply(status, &envelope.event);
        version = event.version;
    }
    let head = Head { stream, kind: A::KIND, owner, version };
    let mut events = Vec::new();
    for event in A::handle(&status, command, at()).unwrap() {
        status = A::apply(status, &event);
        version += 1;
        let envelope = Envelope::new(stream, version, at(), (None, Some(owner)), Vec::new(), event);
        events.push(NewEvent {
            kind: envelope.event.kind().to_owned(),
            recorded_at: at().recorded_at.as_microsecond(),
            effective_on: None,
            by: None,
            acting_for: Some(owner),
            bytes: envelope.to_bytes().unwrap(),
        });
    }
    tx.append(vec![Append { head, events }]).await?;
    let recorded = at().recorded_at.as_microsecond();
    A::project(tx, Standing { stream, owner, version, begun_at: recorded, touched_at: recorded }, &status).await
}

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

fn text(number: u128, body: &str) -> Salted {
    Salted::new(TextId(Uuid::from_u128(number)), [7; 32], body.to_owned())
}

fn profile(name: &Salted) -> Profile {
    Profile {
        kinds: [Kind::Company].into(),
        corporate_number: None,
        name: name.text,
        reading: None,
        address: None,
        prefecture: None,
        main_industry: None,
        capital: None,
        employees: Some(40),
        size: None,
    }
}

async fn register(store: &Store, number: u128, name: &str) {
    let name = text(number + 1_000_000, name);
    store
        .write(move |tx| -> BoxFuture<'_, Result<(), StoreError>> {
            Box::pin(async move {
                let owner = organisation(number);
                tx.keep_text(owner, &name).await?;
                act::<Organisation>(tx, owner, owner.stream(), Command::Register(Box::new(profile(&name)))).await
            })
        })
        .await
        .unwrap();
}

async fn found(store: &Store, text: &str) -> Vec<String> {
    let found = store.reader().await.unwrap().find_organisations(text, &Page::first(), 50).await.unwrap();
    found.organisations.into_iter().map(|one| one.name.unwrap()).collect()
}

#[tokio::test]
async fn an_organisation_is_found_by_any_part_of_its_name_from_one_letter_on() {
    for database in databases() {
        let store = database.open().await;
        for (number, name) in (1..).zip([
            "株式会社見本製作所",
            "見本精機㈱",
            "キヤノン電装株式会社",
            "Sample Works Co., Ltd.",
            "髙﨑鉄工（有）",
        ]) {
            register(&store, number, name).await;
        }
        let rows: [(&str, &[&str]); 12] = [
            ("見", &["見本精機㈱", "株式会社見本製作所"]),
            ("見本", &["見本精機㈱", "株式会社見本製作所"]),
            ("本製作", &["株式会社見本製作所"]),
            ("製作所見本", &[]),
            ("キャノン", &["キヤノン電装株式会社"]),
            ("ｷｬﾉﾝ", &["キヤノン電装株式会社"]),
            ("WORKS", &["Sample Works Co., Ltd."]),
            ("高崎", &["髙﨑鉄工（有）"]),
            ("株式会社見本製作所", &["株式会社見本製作所"]),
            ("%", &[]),
            ("", &[]),
            ("　", &[]),
        ];
        for (asked, expected) in rows {
            assert_eq!(found(&store, asked).await, expected, "{}: {asked}", database.name);
        }
        let alike = store.reader().await.unwrap().same_organisations("見本 精機 株式会社", None).await.unwrap();
        assert_eq!(alike.len(), 1, "{}", database.name);
    }
}

#[tokio::test]
async fn a_search_is_paged_without_gap_or_repetition_and_takes_two_statements_at_most() {
    for database in databases() {
        let store = database.open().await;
        for number in 0..23 {
            register(&store, 100 + number, &format!("見本工場第{}", number % 7)).await;
        }
        // What is longer than the letters that are kept together is first asked for its rarest part.
        for (asked, statements) in [("見", 1), ("見本工", 1), ("見本工場第", 2)] {
            let (mut page, mut seen) = (Page::first(), BTreeSet::new());
            loop {
                let mut tx = store.reader().await.unwrap();
                let (found, made) = Statements::of(tx.find_organisations(asked, &page, 5)).await;
                let found = found.unwrap();
                assert_eq!(made, statements, "{}: {asked}", database.name);
                assert!(found.organisations.len() <= 5);
                for one in found.organisations {
                    assert!(seen.insert(one.id), "{}: {asked}: twice", database.name);
                }
                let Some(next) = found.next else { break };
                page = next;
            }
            assert_eq!(seen.len(), 23, "{}: {asked}", database.name);
        }
    }
}

#[tokio::test]
async fn a_new_name_replaces_the_old_one_in_the_search() {
    for database in databases() {
        let store = database.open().await;
        register(&store, 1, "見本製作所").await;
        let name = text(5, "架空精機");
        store
            .write(move |tx| -> BoxFuture<'_, Result<(), StoreError>> {
                Box::pin(async move {
                    let owner = organisation(1);
                    tx.keep_text(owner, &name).await?;
                    let change = Command::Describe(vec![Change::Name(name.text)]);
                    act::<Organisation>(tx, owner, owner.stream(), change).await
                })
            })
            .await
            .unwrap();
        assert!(found(&store, "見本").await.is_empty(), "{}", database.name);
        assert_eq!(found(&store, "架空").await, ["架空精機"], "{}", database.name);
    }
}

#[tokio::test]
async fn everything_is_made_again_from_the_events_and_every_difference_is_told() {
    for database in databases() {
        let store = database.open().await;
        register(&store, 1, "見本製作所").await;
        store
            .write(|tx| -> BoxFuture<'_, Result<(), StoreError>> {
                Box::pin(async move {
                    let person = PersonId(Uuid::from_u128(7));
                    let found = member::Command::Found {
                        person,
                        roles: [Role::Executive].into(),
                        kinds: [Kind::Company].into(),
                    };
                    act::<Member>(tx, organisation(1), organisation(1).member(person), found).await
                })
            })
            .await
            .unwrap();
        let rebuild = || store.write(|tx| -> BoxFuture<'_, _> { Box::pin(async move { tx.rebuild().await }) });
        let rebuilt = rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", database.name);
        assert_eq!(rebuilt.iter().find(|one| one.table == "member").unwrap().rows, 1);
        // Somebody changes a row past the door: it is told, and put right.
        assert!(database.attack("UPDATE organisation SET employees = 4000"));
        assert!(database.attack("DELETE FROM member"));
        assert!(database.attack("UPDATE organisation_gram SET gram = 'x' WHERE gram = '見'"));
        let rebuilt = rebuild().await.unwrap();
        let told: Vec<_> = rebuilt
            .iter()
            .filter(|one| one.missing + one.surplus > 0)
            .map(|one| (one.table, one.missing, one.surplus))
            .collect();
        assert_eq!(told, [("organisation", 1, 1), ("organisation_gram", 1, 1), ("member", 1, 0)], "{}", database.name);
        let member = store.reader().await.unwrap().member(organisation(1), PersonId(Uuid::from_u128(7))).await.unwrap();
        assert_eq!(member.unwrap().roles_on("2026-11-20").collect::<Vec<_>>(), ["executive"]);
        let rebuilt = rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", database.name);
    }
}

#[tokio::test]
async fn an_erased_name_is_gone_from_every_read_model_that_is_made_again() {
    for database in databases() {
        let store = database.open().await;
        register(&store, 1, "見本製作所").await;
        store
            .write(|tx| -> BoxFuture<'_, Result<(), StoreError>> {
                Box::pin(async move {
                    let erased = tx
                        .erase_text(organisation(1), TextId(Uuid::from_u128(1_000_001)), "2026-11-20", "on request")
                        .await?;
                    assert!(erased);
                    tx.rebuild().await.map(|_| ())
                })
            })
            .await
            .unwrap();
        assert!(found(&store, "見本").await.is_empty(), "{}", database.name);
        let shown = store.reader().await.unwrap().organisation(organisation(1)).await.unwrap().unwrap();
        assert_eq!(shown.name, None);
    }
}
