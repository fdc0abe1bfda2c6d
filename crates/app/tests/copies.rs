//! Copies of the vault's files beside a backup, on both databases: only what is new is copied, and what was discarded ends
//! after its days.

use age::secrecy::ExposeSecret as _;
use app::Clock;
use app::backup::{self, Copied, FilesFolder, Identities, KEPT_DAYS, Recipients};
use app::installation::{Place, VaultPlace};
use jiff::{Timestamp, ToSpan as _};
use protection::evidence::Reason;
use record::Digest;
use store::Address;

use crate::evidence::{House, house};
use crate::support::{Database, databases};

fn place(database: &Database, house: &House) -> Place {
    let (data, url) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (house.folder.path().to_owned(), Some(url.clone())),
    };
    let vault = Some(VaultPlace::Folder(house.folder.path().join("vault")));
    Place { data, database: url, connections: 2, origin: None, name: "Mamori".to_owned(), heads: None, vault }
}

/// The files that the record names, by a backup.
async fn named(place: &Place) -> Vec<Digest> {
    let key = age::x25519::Identity::generate();
    let recipients = Recipients::read([key.to_public().to_string().as_str()]).unwrap();
    let taken = backup::take(place, Vec::new(), Some(Vec::new()), recipients, Clock::System).await.unwrap();
    let identities = Identities::read(key.to_string().expose_secret()).unwrap();
    let (keys, contents) = taken.vault_keys.unwrap();
    let checked = backup::check(&keys[..], &identities).unwrap();
    assert_eq!((&checked, checked.rows_of("vault_key")), (&contents, contents.header.vault_keys));
    assert_eq!(taken.record.1.header.files, taken.files.len() as u64);
    taken.files
}

fn counted(copied: &Copied) -> (u64, u64, u64, u64) {
    (copied.before, copied.now, copied.ended, copied.lacking())
}

#[tokio::test]
async fn only_what_is_new_is_copied_and_what_was_discarded_ends_after_its_days() {
    for database in databases() {
        let house = house(&database).await;
        let place = place(&database, &house);
        let shelf = tempfile::tempdir().unwrap();
        let files = FilesFolder::new(shelf.path().join("files"));
        let now: Timestamp = Clock::System.now();
        let name = &database.name;
        assert_eq!(counted(&files.copy(&place, &named(&place).await, now).await.unwrap()), (0, 0, 0, 0), "{name}");
        let first = house.keep(house.manager, "", b"%PDF-1.7 first").await.unwrap();
        house.keep(house.manager, "", b"%PDF-1.7 second").await.unwrap();
        let both = named(&place).await;
        assert_eq!(counted(&files.copy(&place, &both, now).await.unwrap()), (0, 2, 0, 0), "{name}");
        house.keep(house.manager, "", b"%PDF-1.7 third").await.unwrap();
        assert_eq!(counted(&files.copy(&place, &named(&place).await, now).await.unwrap()), (2, 1, 0, 0), "{name}");

        // Somebody else's file is left alone; so is an object that nothing ever named.
        let stray = shelf.path().join("files/objects/ab").join("ab".repeat(32));
        std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
        std::fs::write(&stray, b"stray").unwrap();
        house.office.discard_evidence(house.manager, first, Reason::Mistake).await.unwrap();
        let left = named(&place).await;
        assert_eq!((left.len(), house.objects().await.len()), (2, 2), "{name}");
        let after = |days: i64| now.checked_add((24 * days).hours()).unwrap();
        for days in [0, KEPT_DAYS] {
            let copied = files.copy(&place, &left, after(days)).await.unwrap();
            assert_eq!(counted(&copied), (2, 0, 0, 0), "{name}: after {days} days its copy is there");
        }
        let copied = files.copy(&place, &left, after(KEPT_DAYS + 1)).await.unwrap();
        assert_eq!(counted(&copied), (2, 0, 1, 0), "{name}");
        assert!(stray.exists(), "{name}");
        let checked = files.check().await.unwrap();
        assert_eq!((checked.before, checked.changed), (2, vec!["ab".repeat(32).parse().unwrap()]), "{name}");
        // A backup from between still names what was discarded: that it is gone is told.
        let copied = files.copy(&place, &both, after(KEPT_DAYS + 1)).await.unwrap();
        assert_eq!(counted(&copied).3, 1, "{name}");
    }
}
