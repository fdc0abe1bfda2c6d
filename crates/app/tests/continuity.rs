//! A database that was put back, on both databases and with both stores of heads: it is told what is missing, nothing is
//! written until somebody has decided, and what was decided can be proved.

use std::path::Path;

use app::Refused;
use app::checks::Given;
use app::database::Database as Kept;
use app::door::DoorError;
use app::installation::{self, Place};
use app::keyring::{KeyName, rotate};
use app::log::{Adopted, Continuity, Fault, Judged, LogKey, Sealer, adopt, verify};
use app::packs;
use criteria::answers::Answer;
use store::{Address, HeadPlace, HeadStore, Statements, Store};
use tempfile::TempDir;

use crate::log::{attack, bytes, literal};
use crate::sealed::{House, key, known, sealer};
use crate::support::{Database, databases, postgres};

/// Where heads are kept: a folder or a database that goes with its test.
struct Heads {
    written: String,
    _folder: TempDir,
    _database: Option<Database>,
}

impl Heads {
    fn both() -> [Self; 2] {
        let database = postgres();
        let Address::Postgres { url, .. } = &database.address else { panic!("a PostgreSQL has an address") };
        let written = url.clone();
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = one.path().join("heads").display().to_string();
        [
            Self { written: folder, _folder: one, _database: None },
            Self { written, _folder: other, _database: Some(database) },
        ]
    }

    /// Every database with every store of heads.
    fn with_databases() -> Vec<(Database, Self)> {
        let [mut first, mut second] = [databases(), databases()];
        second.reverse();
        first.append(&mut second);
        first.into_iter().zip(Self::both().into_iter().chain(Self::both())).collect()
    }

    fn place(&self) -> HeadPlace {
        let place = Place { heads: Some(self.written.clone()), ..nowhere() };
        place.head_place()
    }

    async fn open(&self) -> HeadStore {
        HeadStore::open(&self.place()).await.unwrap()
    }

    async fn keeping(&self, store: &Store, key: LogKey) -> Sealer {
        Sealer::new(store.clone(), app::Clock::System, app::Random::System, key).keeping(self.open().await)
    }
}

fn nowhere() -> Place {
    Place {
        data: "/nowhere".into(),
        database: None,
        connections: 4,
        origin: None,
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    }
}

/// The installation of a database, with the key that the tests seal with.
fn place(database: &Database, heads: &Heads, keys: &Path) -> Place {
    let (data, database) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (keys.to_owned(), Some(url.clone())),
    };
    std::fs::create_dir_all(data.join("keys")).unwrap();
    std::fs::write(data.join("keys/log"), "09".repeat(32)).unwrap();
    Place { data, database, heads: Some(heads.written.clone()), ..nowhere() }
}

async fn decided(place: &Place, give_up: bool) -> Adopted {
    let key = installation::log_key(place).unwrap().unwrap();
    adopt(place, &Kept::look(place).await.unwrap(), key, give_up).await.unwrap()
}

#[tokio::test]
async fn what_was_put_back_is_held_told_and_goes_on_only_by_a_decision_that_can_be_proved() {
    for (origin, heads) in Heads::with_databases() {
        let (name, keys) = (format!("{} / {}", origin.name, heads.written), tempfile::tempdir().unwrap());
        let house = House::new(&origin).await;
        let house = house.on(house.store(), heads.keeping(house.store(), key(9)).await);
        house.seal().await;
        assert_eq!(heads.open().await.read(key(9).origin()).await.unwrap(), Some(house.head().await), "{name}");
        let early = house.verified().await.leaves;
        house.store().close().await;
        let (behind, again) = (origin.copy(), origin.copy());
        let store = origin.open().await;
        let house = house.on(&store, heads.keeping(&store, key(9)).await);
        house.answer(0..3).await;
        house.seal().await;
        let (late, noted) = (house.verified().await.leaves, house.head().await);

        // Put back: it is told what is missing, it can be read, and nothing is written.
        let restored = behind.open().await;
        let there = house.on(&restored, heads.keeping(&restored, key(9)).await);
        let found = there.sealer.follow().await.unwrap();
        let Continuity::Behind { expected, found, waiting: 0, kept_at: Some(kept), sealed_at: Some(sealed) } = found
        else {
            panic!("{name}: {found:?}")
        };
        assert_eq!((expected, found), (late, early), "{name}");
        assert!(sealed < kept, "{name}");
        assert!(there.office.check(there.caller, there.check).await.is_ok(), "{name}");
        let before = behind.ask("SELECT count(*) FROM event");
        let item = format!("{}/9", packs::FIRST_CHECK);
        let given = Given { item, answer: Some(Answer::Partial), note: String::new(), base: 0 };
        let refused = there.office.answer(there.caller, there.check, given, None).await;
        assert!(matches!(refused, Err(Refused::Door(DoorError::Held))), "{name}: {refused:?}");
        assert_eq!(there.seal().await, 0, "{name}");
        assert_eq!(behind.ask("SELECT count(*) FROM event"), before, "{name}");

        // Refused as long as nobody gives up what is missing; what is kept stays.
        let place = place(&behind, &heads, keys.path());
        assert!(matches!(decided(&place, false).await, Adopted::Refused(Continuity::Behind { .. })), "{name}");
        assert_eq!(heads.open().await.read(key(9).origin()).await.unwrap(), Some(noted.clone()), "{name}");
        let Adopted::NewLog { key: public, given_up } = decided(&place, true).await else { panic!("{name}") };
        assert!(matches!(given_up, Continuity::Behind { .. }), "{name}");
        // The old key is gone, and with it whoever still seals by it.
        let other = installation::log_key(&place).unwrap().unwrap();
        assert_eq!((other.public().to_string(), other.known().len()), (public, 2), "{name}");
        assert_ne!(std::fs::read_to_string(place.data.join("keys/log")).unwrap().trim(), "09".repeat(32), "{name}");

        // It goes on, names the last head of the log before, and verifies; what was given up stays missing.
        let there = there.on(&restored, heads.keeping(&restored, other.clone()).await);
        there.answer(3..9).await;
        assert!(there.seal().await > 0, "{name}");
        let head = there.head().await;
        assert!(head.contains(&format!("\nfollows {} {late} ", key(9).origin())), "{name}: {head}");
        let verified = verify(&restored, other.known(), None).await.unwrap();
        assert!(verified.faults.is_empty() && verified.leaves > late, "{name}: {verified:?}");
        // Put back once more, to before the new log: all of it is missing.
        let again = again.open().await;
        let found = heads.keeping(&again, other.clone()).await.follow().await.unwrap();
        let Continuity::Behind { expected, found, .. } = found else { panic!("{name}: {found:?}") };
        assert_eq!((expected, found), (verified.leaves, early), "{name}");
        let verified = verify(&restored, other.known(), Some(noted)).await.unwrap();
        assert_eq!(verified.faults, [Fault::Behind { expected: late, found: early }], "{name}");
        assert_eq!(decided(&place, false).await, Adopted::GoesOn, "{name}");
        // Without the key of the log before, its heads do not count.
        let verified = verify(&restored, vec![other.public().clone()], None).await.unwrap();
        assert!(matches!(verified.faults[0], Fault::Head { .. }), "{name}: {verified:?}");
    }
}

#[tokio::test]
async fn a_second_history_is_told_and_a_lost_store_of_heads_is_taken_up_again() {
    for (origin, heads) in Heads::with_databases() {
        let (name, keys) = (format!("{} / {}", origin.name, heads.written), tempfile::tempdir().unwrap());
        let house = House::new(&origin).await;
        house.seal().await;
        house.store().close().await;
        let other = origin.copy();
        let (store, second) = (origin.open().await, other.open().await);
        let house = house.on(&store, heads.keeping(&store, key(9)).await);
        // None was kept yet: whether anything is missing cannot be told.
        assert!(matches!(house.sealer.follow().await.unwrap(), Continuity::NoHead { .. }), "{name}");
        let place_one = place(&origin, &heads, keys.path());
        assert!(matches!(decided(&place_one, false).await, Adopted::Kept { .. }), "{name}");
        assert!(house.sealer.hold().why().is_some(), "{name}: it is lifted with the next look");
        assert_eq!(house.sealer.follow().await.unwrap(), Continuity::Whole, "{name}");
        house.answer(0..2).await;
        assert!(house.seal().await > 0, "{name}");

        // With another key beside it, it is held until the key is back; nothing can be given up.
        let found = heads.keeping(&store, key(8)).await.follow().await.unwrap();
        assert_eq!(found, Continuity::OtherKey, "{name}");
        std::fs::write(place_one.data.join("keys/log"), "08".repeat(32)).unwrap();
        for give_up in [false, true] {
            assert_eq!(decided(&place_one, give_up).await, Adopted::Refused(Continuity::OtherKey), "{name}");
        }
        std::fs::write(place_one.data.join("keys/log"), "09".repeat(32)).unwrap();
        assert_eq!(decided(&place_one, false).await, Adopted::GoesOn, "{name}");

        // The copy went on by itself, further than the one whose head is kept.
        let there = house.on(&second, sealer(&second, 9));
        there.answer(2..9).await;
        there.seal().await;
        let there = there.on(&second, heads.keeping(&second, key(9)).await);
        let found = there.sealer.follow().await.unwrap();
        assert!(matches!(found, Continuity::Forked { .. }), "{name}: {found:?}");
        let given = Given {
            item: format!("{}/12", packs::FIRST_CHECK),
            answer: Some(Answer::Partial),
            note: String::new(),
            base: 0,
        };
        let refused = there.office.answer(there.caller, there.check, given, None).await;
        assert!(matches!(refused, Err(Refused::Door(DoorError::Held))), "{name}: {refused:?}");
        assert!(
            house.verified().await.faults.is_empty() && verify(&second, known(), None).await.unwrap().faults.is_empty()
        );
    }
}

#[tokio::test]
async fn a_second_history_that_somebody_decided_for_verifies_and_what_is_wrong_in_it_is_found_where_it_is() {
    for (origin, heads) in Heads::with_databases() {
        let (name, keys) = (format!("{} / {}", origin.name, heads.written), tempfile::tempdir().unwrap());
        let house = House::new(&origin).await;
        let house = house.on(house.store(), heads.keeping(house.store(), key(9)).await);
        house.seal().await;
        house.store().close().await;
        let other = origin.copy();
        let (store, second) = (origin.open().await, other.open().await);
        let house = house.on(&store, heads.keeping(&store, key(9)).await);
        house.answer(0..2).await;
        house.seal().await;
        let kept = house.verified().await.leaves;
        // The copy went on by itself, further than the head that is kept says.
        let there = house.on(&second, sealer(&second, 9));
        for questions in [2..9, 9..12] {
            there.answer(questions).await;
            there.seal().await;
        }
        let further = there.verified().await.leaves;
        let place = place(&other, &heads, keys.path());
        let forked = Continuity::Forked { size: kept };
        assert_eq!(decided(&place, false).await, Adopted::Refused(forked.clone()), "{name}");
        let Adopted::NewLog { given_up, .. } = decided(&place, true).await else { panic!("{name}") };
        assert!(given_up == forked && further > kept, "{name}: {given_up:?}");
        let next = installation::log_key(&place).unwrap().unwrap();
        let there = there.on(&second, heads.keeping(&second, next.clone()).await);
        assert_eq!(there.sealer.follow().await.unwrap(), Continuity::Whole, "{name}");
        there.answer(12..19).await;
        assert!(there.seal().await > 0, "{name}");
        for by in [Judged::from(&next), Judged::from(next.known())] {
            let verified = verify(&second, by, None).await.unwrap();
            assert!(verified.faults.is_empty() && verified.leaves > further, "{name}: {verified:?}");
        }
        assert_eq!(decided(&place, false).await, Adopted::GoesOn, "{name}");
        // Wherever something is changed, before the decision or after it, it is found there and nowhere else.
        for leaf in [kept, further] {
            let position =
                other.ask(&format!("SELECT position FROM leaf WHERE number = {leaf}")).trim().parse().unwrap();
            let mut one_byte = bytes(&other, position);
            *one_byte.last_mut().unwrap() = b' ';
            let changed = literal(&other, &one_byte);
            attack(&other, &format!("UPDATE event SET bytes = {changed} WHERE position = {position}"));
        }
        let verified = verify(&second, &next, None).await.unwrap();
        let places: Vec<Option<u64>> = verified.faults.iter().map(changed_at).collect();
        assert_eq!(places, [Some(kept), Some(further)], "{name}: {:?}", verified.faults);
    }
}

/// The leaf whose event was changed, if that is the fault.
fn changed_at(fault: &Fault) -> Option<u64> {
    match fault {
        Fault::Changed(at) => Some(at.leaf),
        _ => None,
    }
}

#[tokio::test]
async fn a_database_that_is_put_back_to_before_another_log_began_is_told_before_anything_is_sealed_under_its_name() {
    for (origin, heads) in Heads::with_databases() {
        let (name, keys) = (format!("{} / {}", origin.name, heads.written), tempfile::tempdir().unwrap());
        let house = House::new(&origin).await;
        let house = house.on(house.store(), heads.keeping(house.store(), key(9)).await);
        house.seal().await;
        house.store().close().await;
        let behind = origin.copy();
        let store = origin.open().await;
        let house = house.on(&store, heads.keeping(&store, key(9)).await);
        house.answer(0..3).await;
        house.seal().await;
        let (early, late) =
            (verify(&behind.open().await, known(), None).await.unwrap().leaves, house.verified().await.leaves);
        store.close().await;
        let place = place(&origin, &heads, keys.path());
        rotate(&place, KeyName::Log, false).await.unwrap();
        let next = installation::log_key(&place).unwrap().unwrap();
        let first = heads.open().await.read(next.origin()).await.unwrap().unwrap();
        assert!(first.contains(&format!("\n{late}\n")) && first.contains("\nfollows "), "{name}: {first}");
        let restored = behind.open().await;
        let found = heads.keeping(&restored, next.clone()).await.follow().await.unwrap();
        let Continuity::Behind { expected, found, .. } = found else { panic!("{name}: {found:?}") };
        assert_eq!((expected, found), (late, early), "{name}");
        // Where nothing was put back, what was noted of it is proved.
        let store = origin.open().await;
        let verified = verify(&store, &next, Some(first)).await.unwrap();
        assert!(verified.faults.is_empty(), "{name}: {verified:?}");
        assert_eq!(heads.keeping(&store, next).await.follow().await.unwrap(), Continuity::Whole, "{name}");
    }
}

#[tokio::test]
async fn a_round_in_which_nothing_waits_reads_the_newest_head_once() {
    for (database, heads) in Heads::with_databases() {
        let house = House::new(&database).await;
        let house = house.on(house.store(), heads.keeping(house.store(), key(9)).await);
        house.seal().await;
        let (sealed, statements) = Statements::of(house.sealer.seal_all()).await;
        // In one snapshot, which begins and ends, the newest head and an open restore; then whether anything waits.
        assert_eq!((sealed.unwrap(), statements), (0, 5), "{} / {}", database.name, heads.written);
    }
}

#[tokio::test]
async fn of_many_that_keep_a_head_at_once_one_does() {
    for heads in Heads::both() {
        let store = heads.open().await;
        assert_eq!(store.read("mamori.test/1").await.unwrap(), None);
        let mut seen: Option<String> = None;
        for round in 0..5 {
            let tries = (0..8).map(|number| {
                let (place, seen) = (heads.place(), seen.clone());
                tokio::spawn(async move {
                    let new = format!("{round} {number}\n");
                    let kept = HeadStore::open(&place).await.unwrap();
                    kept.replace("mamori.test/1", seen.as_deref(), &new).await.unwrap().then_some(new)
                })
            });
            let mut kept = Vec::new();
            for tried in tries.collect::<Vec<_>>() {
                kept.extend(tried.await.unwrap());
            }
            assert_eq!(kept.len(), 1, "{}: {kept:?}", heads.written);
            seen = kept.pop();
            assert_eq!(store.read("mamori.test/1").await.unwrap(), seen, "{}", heads.written);
        }
        assert_eq!(store.read("mamori.test/2").await.unwrap(), None, "{}", heads.written);
    }
}
