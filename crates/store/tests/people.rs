//! People and their ways to sign in, on both databases: what is of use once is used once, what ended is gone.

use futures_util::future::BoxFuture;
use record::{Digest, OrganisationId, PersonId, StreamId};
use store::{
    Access, Address, Ceremony, Email, Invitation, InvitationKind, Looked, NewApiToken, NewSession, Passkey, Person,
    Statements, Store, StoreError, Terminal, Trail, Tx,
};
use uuid::Uuid;

use crate::support::{Database, databases};

const FIRM: OrganisationId = OrganisationId(Uuid::from_u128(1));

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn key(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn email(text: &str) -> Option<Email> {
    Some(Email { shown: text.to_owned(), folded: text.to_lowercase() })
}

fn person(number: u128, address: &str) -> Person {
    Person {
        id: PersonId(id(number)),
        name: Some("見本 花子".to_owned()),
        reading: Some("ミホン ハナコ".to_owned()),
        email: email(address),
        language: "ja".to_owned(),
        created_at: 1,
        erased_on: None,
    }
}

async fn write<T, F>(store: &Store, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: Send + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, StoreError>> + 'static,
{
    store.write(work).await
}

/// Writes what the expression makes of `tx`.
macro_rules! write {
    ($store:expr, $tx:ident => $work:expr) => {
        write($store, move |$tx| Box::pin(async move { $work.await })).await
    };
}

/// Reads what the expression makes of a connection that only reads.
macro_rules! read {
    ($store:expr, $tx:ident => $work:expr) => {{
        let mut $tx = $store.reader().await.unwrap();
        $work.await.unwrap()
    }};
}

/// The store with one person in it, number 2.
async fn opened(database: &Database) -> Store {
    let store = database.open().await;
    write!(&store, tx => tx.add_person(&person(2, "Hanako@example.jp"))).unwrap();
    store
}

const HANAKO: PersonId = PersonId(Uuid::from_u128(2));

/// Two stores on one PostgreSQL are two processes; the embedded database has one writer.
async fn processes(database: &Database) -> Vec<Store> {
    let first = opened(database).await;
    match database.address {
        Address::File(_) => vec![first],
        Address::Postgres { .. } => vec![first, database.open().await],
    }
}

/// How many of eight that try at once, on all processes, succeed.
async fn winners<F>(stores: &[Store], attempt: F) -> usize
where
    F: Send + Clone + for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<bool, StoreError>> + 'static,
{
    let race: Vec<_> = (0..8)
        .map(|number| {
            let (store, attempt) = (stores[number % stores.len()].clone(), attempt.clone());
            tokio::spawn(async move { store.write(attempt).await })
        })
        .collect();
    let mut won = 0;
    for racer in race {
        won += usize::from(racer.await.unwrap().unwrap());
    }
    won
}

#[tokio::test]
async fn of_one_folded_address_there_is_one_person() {
    for database in databases() {
        let store = opened(&database).await;
        let found = read!(store, tx => tx.person_by_email("hanako@example.jp")).unwrap();
        assert_eq!(found, person(2, "Hanako@example.jp"), "{}", database.name);
        assert_eq!(read!(store, tx => tx.person_by_email("Hanako@example.jp")), None);
        let twice = write!(&store, tx => tx.add_person(&person(3, "HANAKO@example.jp")));
        assert!(matches!(twice, Err(StoreError::Taken { kind: "person" })), "{}: {twice:?}", database.name);
        // Who has no address is not in the way of others without one.
        for number in [4, 5] {
            write!(&store, tx => tx.add_person(&Person { email: None, ..person(number, "") })).unwrap();
        }
        let taken = write!(&store, tx => tx.change_email(PersonId(id(4)), email("hanako@EXAMPLE.jp").as_ref()));
        assert!(matches!(taken, Err(StoreError::Taken { .. })));
        assert!(write!(&store, tx => tx.change_email(HANAKO, None)).unwrap());
        assert!(write!(&store, tx => tx.change_email(PersonId(id(4)), email("hanako@EXAMPLE.jp").as_ref())).unwrap());
        assert!(write!(&store, tx => tx.rename_person(HANAKO, "Hanako", None, "en")).unwrap());
        assert!(!write!(&store, tx => tx.rename_person(PersonId(id(99)), "Nobody", None, "en")).unwrap());
        let renamed = read!(store, tx => tx.person(HANAKO)).unwrap();
        assert_eq!((renamed.name.as_deref(), renamed.reading, renamed.language.as_str()), (Some("Hanako"), None, "en"));
        let other = write!(&store, tx => tx.rename_person(HANAKO, "Hanako", None, "fr"));
        assert!(matches!(other, Err(StoreError::Database(_))), "a language we do not speak");
    }
}

#[tokio::test]
async fn an_erased_person_keeps_the_id_and_nothing_else() {
    for database in databases() {
        let store = opened(&database).await;
        write!(&store, tx => tx.set_password(HANAKO, "$argon2id$x", 5)).unwrap();
        write!(&store, tx => tx.offer_totp(HANAKO, b"secret", 5)).unwrap();
        write!(&store, tx => tx.add_passkey(&passkey("k", HANAKO))).unwrap();
        write!(&store, tx => tx.set_recovery_codes(HANAKO, &[key("c")], 5)).unwrap();
        write!(&store, tx => tx.set_pin(HANAKO, FIRM, b"pin", 5)).unwrap();
        write!(&store, tx => tx.begin_session(&session("s", 20, HANAKO))).unwrap();
        write!(&store, tx => tx.add_api_token(&token("t", 30))).unwrap();
        assert!(write!(&store, tx => tx.erase_person(HANAKO, "2026-11-20", 9)).unwrap());
        assert!(!write!(&store, tx => tx.erase_person(HANAKO, "2026-11-21", 9)).unwrap(), "once");
        let left = read!(store, tx => tx.person(HANAKO)).unwrap();
        assert_eq!((left.name, left.reading, left.email), (None, None, None));
        assert_eq!(left.erased_on.as_deref(), Some("2026-11-20"));
        assert!(read!(store, tx => tx.credentials(HANAKO)).is_none());
        assert!(read!(store, tx => tx.credentials_by_email("hanako@example.jp")).is_none());
        assert!(read!(store, tx => tx.totp(HANAKO)).is_none());
        assert_eq!(read!(store, tx => tx.passkeys(HANAKO)), []);
        assert_eq!(read!(store, tx => tx.recovery_codes_left(HANAKO)), 0);
        assert_eq!(read!(store, tx => tx.pin(HANAKO, FIRM)), None);
        assert_eq!(read!(store, tx => tx.session(key("s"))), None, "{}", database.name);
        assert_eq!(read!(store, tx => tx.token_holder(key("t"))), None);
        assert!(!write!(&store, tx => tx.rename_person(HANAKO, "Hanako", None, "en")).unwrap());
        // Another may have the address now.
        write!(&store, tx => tx.add_person(&person(3, "hanako@example.jp"))).unwrap();
        assert!(!database.attack("UPDATE person SET name = 'again' WHERE erased_on IS NOT NULL"));
    }
}

#[tokio::test]
async fn a_password_is_set_changed_and_removed() {
    for database in databases() {
        let store = opened(&database).await;
        let found = read!(store, tx => tx.credentials_by_email("hanako@example.jp")).unwrap();
        assert_eq!((found.person, found.phc, found.second), (HANAKO, None, false), "{}", database.name);
        write!(&store, tx => tx.set_password(HANAKO, "one", 5)).unwrap();
        write!(&store, tx => tx.set_password(HANAKO, "two", 6)).unwrap();
        assert!(!write!(&store, tx => tx.rehash_password(HANAKO, "one", "three")).unwrap(), "changed meanwhile");
        assert!(write!(&store, tx => tx.rehash_password(HANAKO, "two", "three")).unwrap());
        assert_eq!(read!(store, tx => tx.credentials(HANAKO)).unwrap().phc.as_deref(), Some("three"));
        assert!(write!(&store, tx => tx.remove_password(HANAKO)).unwrap());
        assert!(!write!(&store, tx => tx.remove_password(HANAKO)).unwrap());
        let nobody = write!(&store, tx => tx.set_password(PersonId(id(99)), "one", 5));
        assert!(matches!(nobody, Err(StoreError::Database(_))));
    }
}

#[tokio::test]
async fn the_code_of_one_step_is_taken_once() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        assert!(write!(store, tx => tx.offer_totp(HANAKO, b"first", 5)).unwrap());
        assert!(write!(store, tx => tx.offer_totp(HANAKO, b"second", 6)).unwrap(), "not confirmed yet");
        assert!(!write!(store, tx => tx.take_totp_step(HANAKO, 1)).unwrap(), "not confirmed yet");
        assert!(!read!(store, tx => tx.credentials(HANAKO)).unwrap().second);
        assert!(!write!(store, tx => tx.confirm_totp(HANAKO, b"first", 100, 7)).unwrap(), "another by now");
        assert!(write!(store, tx => tx.confirm_totp(HANAKO, b"second", 100, 7)).unwrap());
        assert!(!write!(store, tx => tx.confirm_totp(HANAKO, b"second", 101, 7)).unwrap(), "once");
        assert!(!write!(store, tx => tx.offer_totp(HANAKO, b"third", 8)).unwrap(), "a confirmed one stays");
        assert!(read!(store, tx => tx.credentials(HANAKO)).unwrap().second);
        for step in [100, 99] {
            assert!(!write!(store, tx => tx.take_totp_step(HANAKO, step)).unwrap(), "{}: {step}", database.name);
        }
        for step in 101..111 {
            let won = winners(&stores, move |tx| Box::pin(async move { tx.take_totp_step(HANAKO, step).await })).await;
            assert_eq!(won, 1, "{}: {step}", database.name);
        }
        assert!(write!(store, tx => tx.reseal_totp(HANAKO, b"second", b"sealed anew")).unwrap());
        assert!(!write!(store, tx => tx.reseal_totp(HANAKO, b"second", b"late")).unwrap());
        let totp = read!(store, tx => tx.totp(HANAKO)).unwrap();
        assert_eq!((&totp.secret[..], totp.confirmed_at, totp.last_step), (&b"sealed anew"[..], Some(7), Some(110)));
        assert!(write!(store, tx => tx.remove_totp(HANAKO)).unwrap());
        assert!(!write!(store, tx => tx.remove_totp(HANAKO)).unwrap());
    }
}

#[tokio::test]
async fn a_recovery_code_is_used_once() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        let codes: Vec<Digest> = (0..10).map(|number| key(&number.to_string())).collect();
        let given = codes.clone();
        write!(store, tx => tx.set_recovery_codes(HANAKO, &given, 5)).unwrap();
        assert!(!write!(store, tx => tx.use_recovery_code(HANAKO, key("other"), 6)).unwrap());
        assert!(!write!(store, tx => tx.use_recovery_code(PersonId(id(99)), key("1"), 6)).unwrap());
        for code in codes {
            let won = winners(&stores, move |tx| Box::pin(async move { tx.use_recovery_code(HANAKO, code, 6).await }));
            assert_eq!(won.await, 1, "{}", database.name);
        }
        assert_eq!(read!(store, tx => tx.recovery_codes_left(HANAKO)), 0);
        write!(store, tx => tx.set_recovery_codes(HANAKO, &[key("new")], 7)).unwrap();
        assert_eq!(read!(store, tx => tx.recovery_codes_left(HANAKO)), 1);
        assert!(!write!(store, tx => tx.use_recovery_code(HANAKO, key("1"), 8)).unwrap(), "an earlier one");
        write!(store, tx => tx.remove_recovery_codes(HANAKO)).unwrap();
        assert_eq!(read!(store, tx => tx.recovery_codes_left(HANAKO)), 0);
    }
}

fn passkey(credential: &str, person: PersonId) -> Passkey {
    Passkey {
        credential: credential.as_bytes().to_vec(),
        person,
        body: r#"{"counter":1}"#.to_owned(),
        name: "職場のノートPC".to_owned(),
        created_at: 5,
        used_at: None,
    }
}

#[tokio::test]
async fn a_passkey_belongs_to_one_person_and_its_counter_never_goes_back() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        write!(store, tx => tx.add_person(&person(3, "taro@example.jp"))).unwrap();
        write!(store, tx => tx.add_passkey(&passkey("k", HANAKO))).unwrap();
        let twice = write!(store, tx => tx.add_passkey(&passkey("k", PersonId(id(3)))));
        assert!(matches!(twice, Err(StoreError::Taken { kind: "passkey" })), "{}: {twice:?}", database.name);
        assert_eq!(read!(store, tx => tx.passkey(b"k")), Some(passkey("k", HANAKO)));
        assert_eq!(read!(store, tx => tx.passkey(b"other")), None);
        let used = winners(&stores, |tx| {
            Box::pin(async move { tx.use_passkey(b"k", r#"{"counter":1}"#, r#"{"counter":2}"#, 9).await })
        });
        assert_eq!(used.await, 1, "{}", database.name);
        assert!(!write!(store, tx => tx.rename_passkey(PersonId(id(3)), b"k", "mine")).unwrap());
        assert!(write!(store, tx => tx.rename_passkey(HANAKO, b"k", "鍵")).unwrap());
        let found = read!(store, tx => tx.passkeys(HANAKO));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].used_at), ("鍵", Some(9)));
        assert!(!write!(store, tx => tx.remove_passkey(PersonId(id(3)), b"k")).unwrap());
        assert!(write!(store, tx => tx.remove_passkey(HANAKO, b"k")).unwrap());
        assert_eq!(read!(store, tx => tx.passkeys(HANAKO)), []);
    }
}

#[tokio::test]
async fn a_terminal_that_ended_takes_no_pin() {
    for database in databases() {
        let store = opened(&database).await;
        let made = Terminal {
            token: key("terminal"),
            id: id(40),
            organisation: FIRM,
            name: "第二工場".to_owned(),
            made_by: HANAKO,
            created_at: 5,
            ended_at: None,
        };
        let new = made.clone();
        write!(&store, tx => tx.add_terminal(&new)).unwrap();
        assert_eq!(read!(store, tx => tx.terminal(key("terminal"))), Some(made.clone()), "{}", database.name);
        assert_eq!(read!(store, tx => tx.terminal(key("other"))), None);
        write!(&store, tx => tx.set_pin(HANAKO, FIRM, b"one", 5)).unwrap();
        write!(&store, tx => tx.set_pin(HANAKO, FIRM, b"two", 6)).unwrap();
        assert_eq!(read!(store, tx => tx.pin(HANAKO, FIRM)).as_deref(), Some(&b"two"[..]));
        assert_eq!(read!(store, tx => tx.pin(HANAKO, OrganisationId(id(7)))), None, "of this organisation only");
        assert!(write!(&store, tx => tx.remove_pin(HANAKO, FIRM)).unwrap());
        assert!(!write!(&store, tx => tx.remove_pin(HANAKO, FIRM)).unwrap());
        assert!(!write!(&store, tx => tx.end_terminal(OrganisationId(id(7)), id(40), 9)).unwrap());
        assert!(write!(&store, tx => tx.end_terminal(FIRM, id(40), 9)).unwrap());
        assert!(!write!(&store, tx => tx.end_terminal(FIRM, id(40), 10)).unwrap());
        assert_eq!(read!(store, tx => tx.terminal(key("terminal"))), None);
        assert_eq!(read!(store, tx => tx.terminals(FIRM)), [Terminal { ended_at: Some(9), ..made }]);
    }
}

fn session(secret: &str, number: u128, person: PersonId) -> NewSession {
    NewSession {
        secret: key(secret),
        id: id(number),
        person,
        organisation: Some(FIRM),
        way: "passkey".to_owned(),
        created_at: 100,
        idle: 50,
        expires_at: 1_000,
        stepped_up_at: None,
        device: "Firefox, Linux".to_owned(),
    }
}

#[tokio::test]
async fn a_session_is_found_by_one_statement_and_gone_once_it_ended() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        write!(store, tx => tx.begin_session(&session("s", 20, HANAKO))).unwrap();
        let mut reader = store.reader().await.unwrap();
        let (found, statements) = Statements::of(reader.session(key("s"))).await;
        drop(reader);
        let found = found.unwrap().unwrap();
        assert_eq!(statements, 1, "{}", database.name);
        assert_eq!((found.person, found.name.as_str(), found.language.as_str()), (HANAKO, "見本 花子", "ja"));
        assert_eq!((found.organisation, found.way.as_str()), (Some(FIRM), "passkey"));
        assert_eq!((found.created_at, found.seen_at, found.idle, found.expires_at), (100, 100, 50, 1_000));
        assert_eq!(read!(store, tx => tx.session(key("other"))), None);

        write!(store, tx => tx.see_session(id(20), 140)).unwrap();
        write!(store, tx => tx.see_session(id(20), 120)).unwrap();
        assert!(write!(store, tx => tx.act_for(id(20), None)).unwrap());
        let found = read!(store, tx => tx.session(key("s"))).unwrap();
        assert_eq!((found.seen_at, found.organisation), (140, None), "seen never goes back");

        let won = winners(&stores, |tx| Box::pin(async move { tx.step_up_session(key("s"), key("new"), 150).await }));
        assert_eq!(won.await, 1, "{}: one secret follows another", database.name);
        assert_eq!(read!(store, tx => tx.session(key("s"))), None, "the secret was replaced");
        assert_eq!(read!(store, tx => tx.session(key("new"))).unwrap().stepped_up_at, Some(150));

        // Another process knows at once.
        assert!(write!(store, tx => tx.end_session(key("new"), 160)).unwrap());
        assert!(!write!(store, tx => tx.end_session(key("new"), 170)).unwrap());
        for other in &stores {
            assert_eq!(read!(other, tx => tx.session(key("new"))), None, "{}", database.name);
        }
        assert!(!write!(store, tx => tx.act_for(id(20), Some(FIRM))).unwrap());
        assert!(!write!(store, tx => tx.step_up_session(key("new"), key("newer"), 180)).unwrap());
    }
}

#[tokio::test]
async fn every_session_of_a_person_is_ended_except_one() {
    for database in databases() {
        let store = opened(&database).await;
        write!(&store, tx => tx.add_person(&person(3, "taro@example.jp"))).unwrap();
        for number in 20..24 {
            let mut new = session(&number.to_string(), number, HANAKO);
            new.created_at += i64::try_from(number).unwrap();
            write!(&store, tx => tx.begin_session(&new)).unwrap();
        }
        write!(&store, tx => tx.begin_session(&session("other", 30, PersonId(id(3))))).unwrap();
        let listed = |at: i64| {
            let store = store.clone();
            async move { store.reader().await.unwrap().sessions_of(HANAKO, at).await.unwrap() }
        };
        let ids: Vec<Uuid> = listed(130).await.iter().map(|one| one.id).collect();
        assert_eq!(ids, [23, 22, 21, 20].map(id), "{}", database.name);
        assert_eq!(listed(130).await[0].device, "Firefox, Linux");
        assert_eq!(listed(172).await.len(), 1, "the others were not seen for too long");
        assert_eq!(listed(1_000).await.len(), 0);

        assert!(!write!(&store, tx => tx.end_session_of(PersonId(id(3)), id(21), 140)).unwrap());
        assert!(write!(&store, tx => tx.end_session_of(HANAKO, id(21), 140)).unwrap());
        assert_eq!(write!(&store, tx => tx.end_sessions_of(HANAKO, Some(id(22)), 140)).unwrap(), 2);
        assert_eq!(listed(140).await.iter().map(|one| one.id).collect::<Vec<_>>(), [id(22)]);
        assert_eq!(write!(&store, tx => tx.end_sessions_of(HANAKO, None, 140)).unwrap(), 1);
        assert!(read!(store, tx => tx.session(key("other"))).is_some(), "another's session stays");
        assert_eq!(write!(&store, tx => tx.forget_sessions(1_001)).unwrap(), 5);
    }
}

#[tokio::test]
async fn what_was_begun_is_taken_once() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        let begun =
            Ceremony { kind: "second".to_owned(), person: Some(HANAKO), state: "{}".to_owned(), expires_at: 50 };
        for name in ["a", "b", "c"] {
            let new = begun.clone();
            write!(store, tx => tx.begin_ceremony(key(name), &new)).unwrap();
        }
        assert_eq!(read!(store, tx => tx.ceremony(key("a"))), Some(begun.clone()));
        assert_eq!(write!(store, tx => tx.take_ceremony(key("a"), "passkey")).unwrap(), None, "of another kind");
        let won =
            winners(&stores, |tx| Box::pin(async move { Ok(tx.take_ceremony(key("a"), "second").await?.is_some()) }));
        assert_eq!(won.await, 1, "{}", database.name);
        assert_eq!(write!(store, tx => tx.take_ceremony(key("b"), "second")).unwrap(), Some(begun));
        assert_eq!(write!(store, tx => tx.drop_ceremonies_of(HANAKO, "second")).unwrap(), 1);
        let late = Ceremony { kind: "second".to_owned(), person: None, state: "{}".to_owned(), expires_at: 50 };
        write!(store, tx => tx.begin_ceremony(key("d"), &late)).unwrap();
        assert_eq!(write!(store, tx => tx.forget_ceremonies(50)).unwrap(), 0);
        assert_eq!(write!(store, tx => tx.forget_ceremonies(51)).unwrap(), 1);
    }
}

#[tokio::test]
async fn of_many_attempts_at_once_each_has_its_own_number() {
    for database in databases() {
        let stores = processes(&database).await;
        let race: Vec<_> = (0..24)
            .map(|number| {
                let store = stores[number % stores.len()].clone();
                tokio::spawn(async move { write!(&store, tx => tx.count_attempt("person:1", 10, 100)).unwrap().count })
            })
            .collect();
        let mut counts = Vec::new();
        for racer in race {
            counts.push(racer.await.unwrap());
        }
        counts.sort_unstable();
        assert_eq!(counts, (1..=24).collect::<Vec<i64>>(), "{}", database.name);

        let store = &stores[0];
        let next = write!(store, tx => tx.count_attempt("person:1", 60, 100)).unwrap();
        assert_eq!((next.count, next.window_start, next.before_at), (25, 10, Some(10)));
        write!(store, tx => tx.give_attempt_back("person:1")).unwrap();
        let next = write!(store, tx => tx.count_attempt("person:1", 70, 100)).unwrap();
        assert_eq!((next.count, next.before_at), (25, Some(60)));
        let anew = write!(store, tx => tx.count_attempt("person:1", 110, 100)).unwrap();
        assert_eq!((anew.count, anew.window_start, anew.before_at), (1, 110, None), "a new window");
        let other = write!(store, tx => tx.count_attempt("person:2", 111, 100)).unwrap();
        assert_eq!(other.count, 1);
        write!(store, tx => tx.clear_attempts("person:2")).unwrap();
        write!(store, tx => tx.give_attempt_back("person:2")).unwrap();
        assert_eq!(write!(store, tx => tx.forget_attempts(110)).unwrap(), 0);
        assert_eq!(write!(store, tx => tx.forget_attempts(111)).unwrap(), 1);
        // A transaction that is given up counts nothing.
        let given_up: Result<(), StoreError> = store
            .write(|tx| {
                Box::pin(async move {
                    tx.count_attempt("person:3", 10, 100).await?;
                    Err(StoreError::Changed)
                })
            })
            .await;
        assert!(given_up.is_err());
        assert_eq!(write!(store, tx => tx.count_attempt("person:3", 11, 100)).unwrap().count, 1);
    }
}

#[tokio::test]
async fn an_invitation_is_used_once_and_in_time() {
    for database in databases() {
        let stores = processes(&database).await;
        let store = &stores[0];
        let made = |token: &str, kind, person| Invitation {
            token: key(token),
            organisation: FIRM,
            person,
            kind,
            renews: person == Some(HANAKO),
            made_by: HANAKO,
            created_at: 5,
            expires_at: 100,
            used_at: None,
        };
        for one in [
            made("mail", InvitationKind::Mail, None),
            made("paper", InvitationKind::Paper, Some(HANAKO)),
            made("back", InvitationKind::Paper, None),
        ] {
            write!(store, tx => tx.invite(&one)).unwrap();
        }
        assert_eq!(read!(store, tx => tx.invitations(FIRM, 10)).len(), 3);
        assert_eq!(read!(store, tx => tx.invitations(FIRM, 100)).len(), 0);
        assert_eq!(write!(store, tx => tx.use_invitation(key("mail"), 100)).unwrap(), None, "too late");
        let won =
            winners(&stores, |tx| Box::pin(async move { Ok(tx.use_invitation(key("paper"), 10).await?.is_some()) }));
        assert_eq!(won.await, 1, "{}", database.name);
        let used = Invitation { used_at: Some(10), ..made("paper", InvitationKind::Paper, Some(HANAKO)) };
        assert_eq!(read!(store, tx => tx.invitation(key("paper"))), Some(used));
        assert_eq!(read!(store, tx => tx.invitation(key("other"))), None);
        assert!(!write!(store, tx => tx.take_invitation_back(OrganisationId(id(7)), key("back"), 11)).unwrap());
        assert!(write!(store, tx => tx.take_invitation_back(FIRM, key("back"), 11)).unwrap());
        assert!(!write!(store, tx => tx.take_invitation_back(FIRM, key("paper"), 11)).unwrap(), "it was used");
        assert_eq!(write!(store, tx => tx.use_invitation(key("back"), 12)).unwrap(), None);
        assert!(write!(store, tx => tx.use_invitation(key("mail"), 12)).unwrap().is_some());
    }
}

fn token(secret: &str, number: u128) -> NewApiToken {
    NewApiToken {
        token: key(secret),
        id: id(number),
        person: HANAKO,
        organisation: FIRM,
        name: "基幹システム".to_owned(),
        grants: "check:read".to_owned(),
        created_at: 5,
        expires_at: 100,
    }
}

#[tokio::test]
async fn a_revoked_token_is_gone_with_the_next_lookup() {
    for database in databases() {
        let store = opened(&database).await;
        write!(&store, tx => tx.add_api_token(&token("t", 30))).unwrap();
        let mut reader = store.reader().await.unwrap();
        let (found, statements) = Statements::of(reader.token_holder(key("t"))).await;
        drop(reader);
        let found = found.unwrap().unwrap();
        assert_eq!(statements, 1, "{}", database.name);
        assert_eq!((found.person, found.organisation, found.grants.as_str()), (HANAKO, FIRM, "check:read"));
        write!(&store, tx => tx.see_api_token(id(30), 50)).unwrap();
        assert!(!write!(&store, tx => tx.revoke_api_token(PersonId(id(3)), id(30), 60)).unwrap());
        assert!(write!(&store, tx => tx.revoke_api_token(HANAKO, id(30), 60)).unwrap());
        assert!(!write!(&store, tx => tx.revoke_api_token(HANAKO, id(30), 61)).unwrap());
        assert_eq!(read!(store, tx => tx.token_holder(key("t"))), None);
        write!(&store, tx => tx.see_api_token(id(30), 70)).unwrap();
        let listed = read!(store, tx => tx.api_tokens(HANAKO));
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].used_at, listed[0].revoked_at, listed[0].expires_at), (Some(50), Some(60), 100));
    }
}

fn looked(stream: u128, outcome: Access) -> Looked {
    Looked {
        at: 5,
        person: Some(HANAKO),
        organisation: Some(FIRM),
        action: "read".to_owned(),
        resource: "check".to_owned(),
        stream: Some(StreamId(id(stream))),
        outcome,
        policies: "own-records".to_owned(),
        request: id(900),
    }
}

#[tokio::test]
async fn the_access_trail_is_appended_to_and_never_changed() {
    let attacks = [
        "UPDATE access_trail SET outcome = 'allowed'",
        "UPDATE access_trail SET at = at",
        "DELETE FROM access_trail",
        "DELETE FROM access_trail WHERE outcome = 'refused'",
    ];
    for database in databases() {
        let store = opened(&database).await;
        for entry in [looked(50, Access::Allowed), looked(51, Access::Refused), looked(50, Access::Refused)] {
            write!(&store, tx => tx.append_access(&entry)).unwrap();
        }
        let nobody = Looked { person: None, organisation: None, stream: None, ..looked(50, Access::Refused) };
        write!(&store, tx => tx.append_access(&nobody)).unwrap();
        for attack in attacks {
            assert!(!database.attack(attack), "{}: {attack}", database.name);
        }
        if database.name == "PostgreSQL" {
            assert!(!database.attack("TRUNCATE access_trail"));
        } else {
            assert!(!database.attack("INSERT OR REPLACE INTO access_trail SELECT * FROM access_trail"));
        }
        let of = read!(store, tx => tx.access_trail(Trail::Of(StreamId(id(50))), None, 10));
        let outcomes: Vec<Access> = of.iter().map(|(_, entry)| entry.outcome).collect();
        assert_eq!(outcomes, [Access::Refused, Access::Allowed], "{}: the newest first", database.name);
        assert_eq!(of[1].1, looked(50, Access::Allowed));
        let by = read!(store, tx => tx.access_trail(Trail::By(HANAKO), None, 2));
        assert_eq!(by.len(), 2);
        let rest = read!(store, tx => tx.access_trail(Trail::By(HANAKO), Some(by[1].0), 2));
        assert_eq!(rest.len(), 1, "the page after it");
        let none = read!(store, tx => tx.access_trail(Trail::By(PersonId(id(3))), None, 2));
        assert_eq!(none, []);
    }
}
