//! The private log on both databases: what is recorded is sealed, and whoever changes, removes, re-orders or dates back
//! anything by hand in the database is found, with the place.

use app::log::{Fault, NotSealed, Sealer, verify};
use app::{Caller, Clock, Door, Random, packs};
use record::StreamId;
use scheme::organisation::Input;
use store::{Address, Store};
use uuid::Uuid;

use crate::sealed::{House, key, known, sealer};
use crate::support::{Database, databases};

#[tokio::test]
async fn what_is_recorded_is_sealed_once_and_verifies_whatever_the_batches_were() {
    for database in databases() {
        let house = House::new(&database).await;
        let owner = house.caller.acting_for.unwrap();
        let until = house.store().reader().await.unwrap().sealed_until(owner).await.unwrap();
        assert!(until.at.is_none() && until.waiting > 0, "{}: {until:?}", database.name);
        let first = house.verified().await;
        assert!(first.faults.is_empty() && first.waiting > 0 && first.root.is_none(), "{}: {first:?}", database.name);
        let mut sealed = 0;
        for questions in [0..1, 1..1, 1..6, 6..19] {
            house.answer(questions).await;
            sealed += house.seal().await;
        }
        assert_eq!(house.seal().await, 0, "{}", database.name);
        let verified = house.verified().await;
        assert!(verified.faults.is_empty(), "{}: {verified:?}", database.name);
        assert_eq!((verified.leaves, verified.heads, verified.waiting), (sealed, 3, 0), "{}", database.name);
        let until = house.store().reader().await.unwrap().sealed_until(owner).await.unwrap();
        assert!(until.at.is_some() && until.waiting == 0, "{}: {until:?}", database.name);
        // Another process goes on where this one was.
        house.office.begin_check(house.caller, packs::FIRST_CHECK).await.unwrap();
        assert!(sealer(house.store(), 9).seal_all().await.unwrap() > 0, "{}", database.name);
        assert!(house.verified().await.faults.is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn of_many_that_seal_at_once_each_event_is_sealed_by_one() {
    for database in databases() {
        let house = House::new(&database).await;
        house.answer(0..19).await;
        let sealing = (0..6).map(|_| {
            let sealer = sealer(house.store(), 9);
            tokio::spawn(async move { sealer.seal_all().await })
        });
        let answering = house.office.begin_check(house.caller, packs::FIRST_CHECK);
        let (sealed, begun) = tokio::join!(futures_util::future::join_all(sealing), answering);
        begun.unwrap();
        sealed.into_iter().for_each(|done| _ = done.unwrap().unwrap());
        house.seal().await;
        let verified = house.verified().await;
        assert!(verified.faults.is_empty() && verified.waiting == 0, "{}: {verified:?}", database.name);
        let events: u64 = database.ask("SELECT count(*) FROM event").trim().parse().unwrap();
        assert_eq!(verified.leaves, events, "{}", database.name);
    }
}

#[tokio::test]
async fn another_key_seals_nothing_and_its_head_does_not_count() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        house.answer(0..1).await;
        let refused = sealer(house.store(), 8).seal_all().await;
        assert!(matches!(refused, Err(NotSealed::Head(_))), "{}: {refused:?}", database.name);
        let verified = verify(house.store(), vec![key(8).public().clone()], None).await.unwrap();
        assert!(matches!(verified.faults[0], Fault::Head { .. }), "{}: {verified:?}", database.name);
        // What was recorded meanwhile is sealed once the key is there again.
        assert!(house.seal().await > 0 && house.verified().await.faults.is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn a_head_that_was_noted_elsewhere_tells_that_newer_records_are_lost() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        house.store().close().await;
        let behind = database.copy();
        let store = database.open().await;
        let house = house.on(&store, sealer(&store, 9));
        house.answer(0..3).await;
        house.seal().await;
        let noted = house.head().await;
        let whole = verify(&store, known(), Some(noted.clone())).await.unwrap();
        assert!(whole.faults.is_empty(), "{}: {whole:?}", database.name);
        let restored = behind.open().await;
        let verified = verify(&restored, known(), Some(noted.clone())).await.unwrap();
        assert!(matches!(verified.faults[..], [Fault::Behind { .. }]), "{}: {verified:?}", database.name);
        // Where the restored one went on, the noted head has another root: a fork.
        let other = house.on(&restored, sealer(&restored, 9));
        other.answer(3..7).await;
        other.seal().await;
        let verified = verify(&restored, known(), Some(noted)).await.unwrap();
        assert!(matches!(verified.faults[..], [Fault::Root { .. }]), "{}: {verified:?}", database.name);
    }
}

/// Switches off what the database itself would refuse, then changes something by hand.
pub(crate) fn attack(database: &Database, change: &str) {
    let past = match database.address {
        Address::File(_) => {
            let names = database.ask("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
            names.lines().map(|name| format!("DROP TRIGGER {name};")).collect::<String>()
        }
        Address::Postgres { .. } => ["event", "stream", "leaf", "tile", "checkpoint"]
            .map(|table| format!("ALTER TABLE {table} DISABLE TRIGGER ALL;"))
            .concat(),
    };
    assert!(database.attack(&format!("{past} {change}")), "{}: {change}", database.name);
}

/// Bytes as this database writes them.
pub(crate) fn literal(database: &Database, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match database.address {
        Address::File(_) => format!("x'{hex}'"),
        Address::Postgres { .. } => format!("'\\x{hex}'::bytea"),
    }
}

/// The bytes of an event.
pub(crate) fn bytes(database: &Database, position: i64) -> Vec<u8> {
    let sql = match database.address {
        Address::File(_) => format!("SELECT hex(bytes) FROM event WHERE position = {position}"),
        Address::Postgres { .. } => format!("SELECT encode(bytes, 'hex') FROM event WHERE position = {position}"),
    };
    let hex = database.ask(&sql);
    let digit = |at: usize| u8::from_str_radix(&hex.trim()[at..at + 2], 16).unwrap();
    (0..hex.trim().len()).step_by(2).map(digit).collect()
}

type Expected = fn(&Fault) -> bool;

#[tokio::test]
async fn whatever_is_changed_by_hand_is_found_where_it_is() {
    for database in databases() {
        let house = House::new(&database).await;
        house.answer(0..5).await;
        house.seal().await;
        house.answer(5..10).await;
        house.seal().await;
        house.store().close().await;
        let [seventh, eighth] = [7, 8].map(|leaf| {
            database.ask(&format!("SELECT position FROM leaf WHERE number = {leaf}")).trim().parse::<i64>().unwrap()
        });
        let mut one_byte = bytes(&database, seventh);
        *one_byte.last_mut().unwrap() = b' ';
        let dated = String::from_utf8(bytes(&database, seventh)).unwrap().replacen(
            "\"recorded_at\":\"20",
            "\"recorded_at\":\"19",
            1,
        );
        let bytes_of = |bytes: &[u8]| literal(&database, bytes);
        let attacks: Vec<(&str, String, Expected)> = vec![
            (
                "one byte",
                format!("UPDATE event SET bytes = {} WHERE position = {seventh}", bytes_of(&one_byte)),
                |fault| matches!(fault, Fault::Changed(at) if at.leaf == 7),
            ),
            (
                "one time, in the bytes",
                format!("UPDATE event SET bytes = {} WHERE position = {seventh}", bytes_of(dated.as_bytes())),
                |fault| matches!(fault, Fault::Changed(at) if at.leaf == 7),
            ),
            (
                "one time, in the column",
                format!("UPDATE event SET recorded_at = recorded_at - 1 WHERE position = {seventh}"),
                |fault| matches!(fault, Fault::Column { at, column: "recorded_at", .. } if at.leaf == 7),
            ),
            ("one row", format!("DELETE FROM event WHERE position = {seventh}"), |fault| {
                matches!(fault, Fault::NoEvent { leaf: 7 })
            }),
            (
                "one row with its leaf",
                format!("DELETE FROM leaf WHERE number = 7; DELETE FROM event WHERE position = {seventh}"),
                |fault| matches!(fault, Fault::NoLeaf { leaf: 7 }),
            ),
            (
                "one order",
                format!(
                    "UPDATE leaf SET position = -1 WHERE number = 7;
                     UPDATE leaf SET position = {seventh} WHERE number = 8;
                     UPDATE leaf SET position = {eighth} WHERE number = 7"
                ),
                |fault| matches!(fault, Fault::Changed(at) if at.leaf == 7),
            ),
            (
                "one salt",
                format!("UPDATE leaf SET salt = {} WHERE number = 7", bytes_of(&[0; 16])),
                |fault| matches!(fault, Fault::Changed(at) if at.leaf == 7),
            ),
            (
                "one tile",
                format!("UPDATE tile SET hashes = {} WHERE level = 0", bytes_of(&[0; 32])),
                |fault| matches!(fault, Fault::Changed(at) if at.leaf == 0),
            ),
            (
                "the end of a tile",
                "UPDATE tile SET hashes = substr(hashes, 1, 64) WHERE level = 0".to_owned(),
                |fault| matches!(fault, Fault::Tile { level: 0, number: 0 }),
            ),
            ("a tile that is gone", "DELETE FROM tile WHERE level = 0".to_owned(), |fault| {
                matches!(fault, Fault::Tile { level: 0, number: 0 })
            }),
            ("one head", "UPDATE checkpoint SET note = replace(note, 'sealed 20', 'sealed 21')".to_owned(), |fault| {
                matches!(fault, Fault::Head { .. })
            }),
            (
                "the time of one head, in the column",
                "UPDATE checkpoint SET sealed_at = sealed_at - 1".to_owned(),
                |fault| matches!(fault, Fault::Head { .. }),
            ),
            (
                "the newest head",
                "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)".to_owned(),
                |fault| matches!(fault, Fault::NoHead { .. }),
            ),
            (
                "an event past the log",
                format!(
                    "INSERT INTO event (stream, owner, version, kind, recorded_at, bytes)
                     SELECT stream, owner, 999, kind, recorded_at, bytes FROM event WHERE position = {seventh};
                     DELETE FROM unsealed"
                ),
                |fault| matches!(fault, Fault::Outside { version: 999, .. }),
            ),
        ];
        for (what, change, expected) in attacks {
            let copy = database.copy();
            attack(&copy, &change);
            let verified = verify(&Store::look(&copy.address).await.unwrap(), known(), None).await.unwrap();
            let first = verified.faults.first();
            assert!(first.is_some_and(expected), "{}: {what}: {:?}", database.name, verified.faults);
        }
        let untouched = verify(&Store::look(&database.address).await.unwrap(), known(), None).await.unwrap();
        assert!(untouched.faults.is_empty(), "{}: {untouched:?}", database.name);
    }
}

#[tokio::test]
async fn what_is_dated_back_is_found_even_if_the_service_sealed_it() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        house.store().close().await;
        let position: i64 = database.ask("SELECT max(position) FROM event").trim().parse().unwrap();
        let text = String::from_utf8(bytes(&database, position)).unwrap();
        let fresh = Uuid::new_v4();
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        let (old, at) = (said["stream"].as_str().unwrap(), said["recorded_at"].as_str().unwrap());
        let earlier = at.parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(1);
        let forged = text.replacen(old, &fresh.to_string(), 1).replacen(at, &earlier.to_string(), 1);
        let forged = forged.replacen(&format!("\"version\":{}", said["version"]), "\"version\":1", 1);
        let id = match database.address {
            Address::File(_) => format!("x'{}'", fresh.simple()),
            Address::Postgres { .. } => format!("'{fresh}'"),
        };
        let micros = earlier.as_microsecond();
        // As the triggers stand: nothing refuses a new event, however it is dated.
        let inserted = database.attack(&format!(
            "INSERT INTO stream (id, kind, owner, version, recorded_at)
             SELECT {id}, s.kind, s.owner, 1, {micros} FROM event e JOIN stream s ON s.id = e.stream WHERE e.position = {position};
             INSERT INTO event (stream, owner, version, kind, recorded_at, effective_on, by_person, acting_for, bytes)
             SELECT {id}, owner, 1, kind, {micros}, effective_on, by_person, acting_for, {} FROM event WHERE position = {position}",
            literal(&database, forged.as_bytes())
        ));
        assert!(inserted, "{}", database.name);
        let store = database.open().await;
        assert_eq!(sealer(&store, 9).seal_all().await.unwrap(), 1, "{}: it waits like any other", database.name);
        let verified = verify(&store, known(), None).await.unwrap();
        let found = matches!(verified.faults[..], [Fault::BackDated { at, .. }] if at.stream == StreamId(fresh));
        assert!(found, "{}: {verified:?}", database.name);
    }
}

#[tokio::test]
async fn what_is_sealed_before_an_earlier_event_of_its_stream_is_found_and_nothing_else_is_told() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        house.answer(0..1).await;
        house.answer(1..2).await;
        // Whoever writes into the database before the next round can have it sealed in another order: the tree is whole then, and
        // every head is good.
        let [last, before] = [0, 1].map(|nth| {
            let sql = format!("SELECT position FROM unsealed ORDER BY position DESC LIMIT 1 OFFSET {nth}");
            database.ask(&sql).trim().parse::<i64>().unwrap()
        });
        attack(&database, &format!("DELETE FROM unsealed WHERE position = {before}"));
        assert!(house.seal().await > 0, "{}", database.name);
        attack(&database, &format!("INSERT INTO unsealed (position) VALUES ({before})"));
        assert_eq!(house.seal().await, 1, "{}", database.name);
        let verified = house.verified().await;
        let [Fault::Order(at)] = verified.faults[..] else { panic!("{}: {verified:?}", database.name) };
        assert_eq!((at.leaf + 2, at.position), (verified.leaves, last), "{}", database.name);
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_dates_nothing_back() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        let now = Clock::System.now();
        let back = Clock::Fixed(now - jiff::SignedDuration::from_hours(3));
        let store = house.store();
        let sealer = Sealer::new(store.clone(), back.clone(), Random::System, key(9));
        sealer.follow().await.unwrap();
        // What is read first is never dated after: only what begins anew could be.
        let begin = async |door: Door, name: &str| {
            let caller = Caller::new(house.caller.person, None, Uuid::new_v4()).stepped_up();
            let input = Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() };
            house.office.through(door).register(caller, &input).await.unwrap()
        };
        let door = Door::new(store.clone(), back, Random::System);
        assert!(door.clone().not_before(sealer.latest()).latest().behind(door.clock().now()).is_some());
        begin(door.clone().not_before(sealer.latest()), "株式会社時計").await;
        sealer.seal_all().await.unwrap();
        let verified = verify(store, known(), None).await.unwrap();
        assert!(verified.faults.is_empty(), "{}: {verified:?}", database.name);
        assert!(
            verified.sealed_at.unwrap() >= now - jiff::SignedDuration::from_secs(60),
            "{}: nor a head",
            database.name
        );
        // Without that it would look like what somebody slipped in.
        begin(door, "株式会社逆行").await;
        sealer.seal_all().await.unwrap();
        let verified = verify(store, known(), None).await.unwrap();
        let told = verified.faults.iter().all(|fault| matches!(fault, Fault::BackDated { .. }));
        assert!(told && !verified.faults.is_empty(), "{}: {verified:?}", database.name);
    }
}

#[tokio::test]
async fn erasing_a_person_and_a_text_leaves_the_log_provable() {
    for database in databases() {
        let house = House::new(&database).await;
        house.answer(0..3).await;
        house.seal().await;
        assert_ne!(database.ask("SELECT count(*) FROM text WHERE body IS NOT NULL").trim(), "0", "{}", database.name);
        let erased = database.attack(
            "UPDATE text SET body = NULL, salt = NULL, erased_on = '2026-11-29', basis = 'asked';
             UPDATE person SET name = NULL, erased_on = '2026-11-29'",
        );
        assert!(erased, "{}", database.name);
        let verified = house.verified().await;
        assert!(verified.faults.is_empty() && verified.leaves > 3, "{}: {verified:?}", database.name);
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_what_was_sealed() {
    for database in databases() {
        let house = House::new(&database).await;
        house.seal().await;
        for change in [
            "UPDATE leaf SET number = number + 100",
            "DELETE FROM leaf",
            "UPDATE checkpoint SET note = ''",
            "DELETE FROM checkpoint",
            "DELETE FROM tile",
            &format!("UPDATE tile SET hashes = {}", literal(&database, &[0; 32])),
            "INSERT INTO checkpoint (size, note, sealed_at) VALUES (1, '', 1)",
        ] {
            assert!(!database.attack(change), "{}: {change}", database.name);
        }
        assert!(house.verified().await.faults.is_empty(), "{}", database.name);
    }
}
