//! A backup that is taken while somebody writes, restored from each database into each: every row comes back, the record is held
//! until somebody has decided, and what is missing is told. What is broken leaves nothing behind.

use std::path::Path;

use age::secrecy::ExposeSecret as _;
use app::Refused;
use app::backup::{self, BadBackup, Contents, Identities, KeyState, NoRestore, NotRestored, Recipients, Restored};
use app::checks::Given;
use app::database::Database as Kept;
use app::door::DoorError;
use app::installation::{self, Place};
use app::log::{Adopted, Continuity, Sealer, adopt};
use app::{Clock, Random, packs};
use criteria::answers::Answer;
use store::{Address, Cell, HeadStore, Rows, Store, StoreError};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::sealed::{House, key};
use crate::support::{Database, embedded, postgres};

/// Who keeps the backups.
struct Keeper(age::x25519::Identity);

impl Keeper {
    fn new() -> Self {
        Self(age::x25519::Identity::generate())
    }

    fn identities(&self) -> Identities {
        Identities::read(&format!("# made by a test\n{}\n", self.0.to_string().expose_secret())).unwrap()
    }

    async fn taken(&self, place: &Place) -> (Vec<u8>, Contents) {
        let recipients = Recipients::read([self.0.to_public().to_string().as_str()]).unwrap();
        backup::take(place, Vec::new(), None::<Vec<u8>>, recipients, Clock::System).await.unwrap().record
    }

    async fn restored(&self, place: &Place, bytes: &[u8]) -> Result<Restored, NotRestored> {
        backup::restore(place, std::io::Cursor::new(bytes.to_vec()), None, self.identities(), &Clock::System).await
    }
}

/// The installation of a database, with the key that the tests seal with, and its heads in this folder.
fn place(database: &Database, heads: &Path, keys: &TempDir) -> Place {
    let (data, url) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (keys.path().to_owned(), Some(url.clone())),
    };
    std::fs::create_dir_all(data.join("keys")).unwrap();
    std::fs::write(data.join("keys/log"), "09".repeat(32)).unwrap();
    let heads = Some(heads.display().to_string());
    Place { data, database: url, connections: 4, origin: None, name: "Mamori".to_owned(), heads, vault: None }
}

async fn sealer(store: &Store, place: &Place) -> Sealer {
    let heads = HeadStore::open(&place.head_place()).await.unwrap();
    Sealer::new(store.clone(), Clock::System, Random::System, key(9)).keeping(heads)
}

async fn decided(place: &Place, give_up: bool) -> Adopted {
    let key = installation::log_key(place).unwrap().unwrap();
    adopt(place, &Kept::look(place).await.unwrap(), key, give_up).await.unwrap()
}

/// Every row of every table, with its columns in the order of their names.
async fn rows(address: &Address) -> Vec<(String, Rows)> {
    let store = Store::look(address).await.unwrap();
    let (sender, mut receiver) = mpsc::channel::<Rows>(1_000);
    let found = store.in_snapshot(|tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for table in tx.tables().await? {
                tx.hand_over(&table, &sender).await?;
                let mut order: Vec<usize> = (0..table.columns.len()).collect();
                order.sort_by_key(|at| &table.columns[*at].name);
                let mut rows = Rows::new();
                while let Ok(some) = receiver.try_recv() {
                    rows.extend(some.iter().map(|row| order.iter().map(|at| row[*at].clone()).collect::<Vec<Cell>>()));
                }
                rows.sort_by_key(|row| format!("{row:?}"));
                found.push((table.name, rows));
            }
            Ok::<_, StoreError>(found)
        })
    });
    let mut found = found.await.unwrap();
    store.close().await;
    for (table, rows) in &mut found {
        let restored =
            |row: &Vec<Cell>| row.iter().any(|cell| matches!(cell, Cell::Text(text) if text.starts_with("restored ")));
        rows.retain(|row| table != "installation_note" || !restored(row));
    }
    found
}

fn given(question: u32) -> Given {
    let item = format!("{}/{question}", packs::FIRST_CHECK);
    Given { item, answer: Some(Answer::Partial), note: "戻したあと".to_owned(), base: 0 }
}

#[tokio::test]
async fn a_backup_comes_back_in_either_database_whole_held_and_with_what_is_missing() {
    let all = || [embedded(), postgres(), embedded(), postgres()];
    let targets = || [embedded(), postgres(), postgres(), embedded()];
    for (((origin, behind), clean), lost) in all().into_iter().zip(targets()).zip(targets()).zip(targets()) {
        let name = format!("{} to {}", origin.name, clean.name);
        let (heads, keys, keeper) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Keeper::new());
        let safes = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let house = House::new(&origin).await;
        let here = place(&origin, heads.path(), &keys);
        let store = house.store().clone();
        // A head is kept from the beginning on.
        house.seal().await;
        assert!(matches!(decided(&here, false).await, Adopted::Kept { .. }), "{name}");
        let house = house.on(&store, sealer(&store, &here).await);
        house.answer(0..3).await;
        house.seal().await;
        let acknowledged = origin.ask("SELECT count(*) FROM event").trim().parse::<u64>().unwrap();
        // Somebody writes while it is taken.
        let ((early, contents), ()) = tokio::join!(keeper.taken(&here), house.answer(3..12));
        assert!(contents.rows_of("event") >= acknowledged, "{name}: {contents:?}");
        house.seal().await;
        let (late, contents) = keeper.taken(&here).await;
        let checked = backup::check(&late[..], &keeper.identities()).unwrap();
        assert_eq!(checked, contents, "{name}");
        assert_eq!(contents.header.log(), Some(key(9).origin()), "{name}");

        // Behind: what is in it verifies, and what is missing is told and not given up by itself.
        let there = place(&behind, heads.path(), &safes[0]);
        let restored = keeper.restored(&there, &early).await.unwrap();
        assert!(restored.examined.findings.is_empty(), "{name}: {:?}", restored.examined.findings);
        assert!(restored.verified.as_ref().is_some_and(|log| log.faults.is_empty()), "{name}: {:?}", restored.verified);
        assert_eq!(restored.keys, [("log".to_owned(), KeyState::There)], "{name}");
        let again = behind.open().await;
        let held = house.on(&again, sealer(&again, &there).await);
        assert!(matches!(held.sealer.follow().await.unwrap(), Continuity::Behind { .. }), "{name}");
        let refused = held.office.answer(held.caller, held.check, given(15), None).await;
        assert!(matches!(refused, Err(Refused::Door(DoorError::Held))), "{name}: {refused:?}");
        assert!(matches!(decided(&there, false).await, Adopted::Refused(Continuity::Behind { .. })), "{name}");
        assert!(again.reader().await.unwrap().open_restore().await.unwrap().is_some(), "{name}: nobody decided");
        assert!(matches!(decided(&there, true).await, Adopted::NewLog { .. }), "{name}");
        let other = installation::log_key(&there).unwrap().unwrap();
        let goes_on = Sealer::new(again.clone(), Clock::System, Random::System, other)
            .keeping(HeadStore::open(&there.head_place()).await.unwrap());
        assert_eq!(goes_on.follow().await.unwrap(), Continuity::Whole, "{name}");

        // Clean: every row is the same; it is held all the same, and goes on once somebody has decided.
        let there = place(&clean, heads.path(), &safes[1]);
        let restored = keeper.restored(&there, &late).await.unwrap();
        assert!(restored.examined.findings.is_empty(), "{name}: {:?}", restored.examined.findings);
        assert!(restored.verified.is_some_and(|log| log.faults.is_empty()), "{name}");
        for (one, other) in rows(&origin.address).await.iter().zip(&rows(&clean.address).await) {
            assert!(one == other, "{name}: {} {} and {} {}", one.0, one.1.len(), other.0, other.1.len());
        }
        let again = clean.open().await;
        let held = house.on(&again, sealer(&again, &there).await);
        assert!(matches!(held.sealer.follow().await.unwrap(), Continuity::Restored { at: Some(_) }), "{name}");
        let refused = held.office.answer(held.caller, held.check, given(15), None).await;
        assert!(matches!(refused, Err(Refused::Door(DoorError::Held))), "{name}: {refused:?}");
        assert_eq!(held.seal().await, 0, "{name}");
        assert_eq!(decided(&there, false).await, Adopted::GoesOn, "{name}");
        assert_eq!(held.sealer.follow().await.unwrap(), Continuity::Whole, "{name}");
        held.office.answer(held.caller, held.check, given(15), None).await.unwrap();
        assert!(held.seal().await > 0 && held.verified().await.faults.is_empty(), "{name}");

        // The head that was kept apart is lost, too: nobody can say, so somebody has to.
        let elsewhere = tempfile::tempdir().unwrap();
        let there = place(&lost, elsewhere.path(), &safes[2]);
        std::fs::remove_dir_all(there.data.join("keys")).unwrap();
        let restored = keeper.restored(&there, &late).await.unwrap();
        let missing = KeyState::Missing { id: key(9).origin().to_owned() };
        assert_eq!((restored.keys, restored.verified), (vec![("log".to_owned(), missing)], None), "{name}");
        std::fs::create_dir_all(there.data.join("keys")).unwrap();
        std::fs::write(there.data.join("keys/log"), "09".repeat(32)).unwrap();
        let again = lost.open().await;
        let held = sealer(&again, &there).await;
        assert!(matches!(held.follow().await.unwrap(), Continuity::NoHead { .. }), "{name}");
        assert!(matches!(decided(&there, false).await, Adopted::Kept { .. }), "{name}");
        assert_eq!(held.follow().await.unwrap(), Continuity::Whole, "{name}");
    }
}

#[tokio::test]
async fn what_is_not_whole_or_not_for_us_is_refused_and_leaves_nothing() {
    let (heads, keeper) = (tempfile::tempdir().unwrap(), Keeper::new());
    let origin = embedded();
    let house = House::new(&origin).await;
    house.seal().await;
    let (whole, _) = keeper.taken(&place(&origin, heads.path(), &heads)).await;
    for target in [embedded(), postgres()] {
        let keys = tempfile::tempdir().unwrap();
        let there = place(&target, heads.path(), &keys);
        let nothing = || match &target.address {
            Address::File(path) => std::fs::read_dir(path.parent().unwrap()).unwrap().count() == 1,
            Address::Postgres { .. } => {
                target.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").trim() == "0"
            }
        };
        let mut broken: Vec<Vec<u8>> = [whole.len() - 1, whole.len() / 2, whole.len() / 3]
            .into_iter()
            .map(|left| whole[..left].to_vec())
            .collect();
        for at in [whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            broken.push(flipped);
        }
        broken.push([&whole[..], b"more"].concat());
        for bytes in broken {
            let refused = keeper.restored(&there, &bytes).await.unwrap_err();
            assert!(matches!(refused, NotRestored::Bad(BadBackup::Broken(_))), "{}: {refused}", bytes.len());
            assert!(nothing(), "{}", target.name);
            assert!(matches!(backup::check(&bytes[..], &keeper.identities()), Err(BadBackup::Broken(_))));
        }
        for bytes in [&b""[..], b"SQLite format 3\0", b"age-encryption.org/v1\n"] {
            let refused = keeper.restored(&there, bytes).await.unwrap_err();
            assert!(matches!(refused, NotRestored::Bad(BadBackup::NoBackup)), "{refused}");
        }
        let refused = Keeper::new().restored(&there, &whole).await.unwrap_err();
        assert!(matches!(refused, NotRestored::Bad(BadBackup::OtherIdentity)), "{refused}");
        assert!(nothing(), "{}", target.name);
        // Into what is not empty nothing goes.
        keeper.restored(&there, &whole).await.unwrap();
        let before = rows(&target.address).await;
        let refused = keeper.restored(&there, &whole).await.unwrap_err();
        let not_empty = matches!(refused, NotRestored::Store(StoreError::Restore(NoRestore::NotEmpty(_))));
        assert!(not_empty && rows(&target.address).await == before, "{refused}");
    }
}
