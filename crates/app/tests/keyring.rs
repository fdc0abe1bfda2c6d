//! The keys of an installation on both databases: each is compared before anything is done with it, one follows another and
//! everything still opens, an earlier one is destroyed, and what it means to lose one, each by itself.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use app::database::Database as Kept;
use app::door::DoorError;
use app::evidence::{Filled, read};
use app::installation::{Installation, NotOpened, Place};
use app::keyring::{KeyName, KeyStage, NoChange, retire, rotate};
use app::log::{Adopted, Continuity, EarlierLog, Fault, Key, LogKey, Sealer, adopt, verify};
use app::sign_in::{FirstStep, Names, Refused as SignInRefused, SignInError, Visitor};
use app::vault::VaultError;
use app::{Caller, Clock, Random, Refused, packs};
use futures_util::TryStreamExt as _;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::organisation::Input;
use store::vault::Bytes;
use store::{Address, Email, Person, SealedPlace, StoreError};
use tempfile::TempDir;
use totp_rs::Builder;
use uuid::Uuid;

use crate::support::{Database, databases};

const PASSWORD: &str = "ながいながいあいことばです";
const MAIL: &str = "yamada@example.jp";

/// An installation that is closed, with what somebody in it has: a second factor, a PIN, and a file.
struct Closed {
    name: &'static str,
    place: Place,
    person: PersonId,
    organisation: OrganisationId,
    totp: String,
    recovery: String,
    evidence: StreamId,
    begun: Timestamp,
    _folder: TempDir,
}

fn visitor() -> Visitor {
    Visitor { address: IpAddr::from([127, 0, 0, 1]), device: None, session: None, words: String::new() }
}

fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    totp.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}

async fn opened(place: &Place) -> Result<Installation, NotOpened> {
    Installation::open(place, packs::shipped().unwrap()).await
}

async fn keep(installation: &Installation, caller: Caller, bytes: &[u8]) -> StreamId {
    let office = &installation.office;
    let body = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
    let upload = office.receive(caller, "名簿.pdf", body).await.unwrap();
    let filled = Filled { title: "教育の名簿".to_owned(), from: "2026-10-01".to_owned(), ..Filled::default() };
    let described = read(&filled, &[], office.today()).unwrap();
    let caller = Caller::new(caller.person, caller.acting_for, Uuid::new_v4()).stepped_up();
    office.keep_evidence(caller, described, vec![upload]).await.unwrap()
}

async fn closed(database: &Database) -> Closed {
    let folder = tempfile::tempdir().unwrap();
    let (data, url) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (folder.path().to_owned(), Some(url.clone())),
    };
    let place =
        Place {
            data, database: url, connections: 4, origin: None, name: "守り".to_owned(), heads: None, vault: None
        };
    let installation = opened(&place).await.unwrap();
    let founder = PersonId(Uuid::new_v4());
    let somebody = Person {
        id: founder,
        name: Some("山田".to_owned()),
        reading: None,
        email: Some(Email { shown: MAIL.to_owned(), folded: MAIL.to_owned() }),
        language: "ja".to_owned(),
        created_at: 0,
        erased_on: None,
    };
    let store = installation.office.store();
    let added: Result<(), StoreError> =
        store.write(move |tx| Box::pin(async move { tx.add_person(&somebody).await })).await;
    added.unwrap();
    let nobody = Caller::new(founder, None, Uuid::new_v4()).stepped_up();
    let input =
        Input { kinds: vec!["company".to_owned()], name: "株式会社見本製作所".to_owned(), ..Input::default() };
    let organisation = installation.office.register(nobody, &input).await.unwrap();
    let caller = Caller::new(founder, Some(organisation), Uuid::new_v4()).stepped_up();
    let begun = Clock::System.now();
    let sign_in = &installation.sign_in;
    sign_in.set_password(founder, PASSWORD, &Names::default(), begun).await.unwrap();
    sign_in.set_pin(founder, organisation, "471288", begun).await.unwrap();
    let step = sign_in.by_password(MAIL, PASSWORD, &visitor(), begun).await.unwrap();
    let FirstStep::Done(entered) = step else { panic!("no second factor yet") };
    let session = sign_in.session(&entered.secret, begun).await.unwrap();
    let offer = sign_in.offer_totp(&session, begun).await.unwrap();
    let codes = sign_in.confirm_totp(&session, &code(&offer.secret, begun), begun).await.unwrap();
    let evidence = keep(&installation, caller, b"%PDF-1.7 who was there").await;
    installation.sealer.seal_all().await.unwrap();
    let recovery = codes.0.first().unwrap().clone();
    Closed {
        name: database.name,
        place,
        person: founder,
        organisation,
        totp: offer.secret,
        recovery,
        evidence,
        begun,
        _folder: folder,
    }
}

impl Closed {
    fn key(&self, name: &str) -> PathBuf {
        self.place.data.join("keys").join(name)
    }

    /// A copy of all keys as they are now.
    fn copied(&self) -> TempDir {
        let to = tempfile::tempdir().unwrap();
        for file in fs::read_dir(self.key("")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
        }
        to
    }

    /// All keys are gone, and a copy of an earlier time is put back.
    fn put_back(&self, copy: &TempDir) {
        fs::remove_dir_all(self.key("")).unwrap();
        fs::create_dir(self.key("")).unwrap();
        for file in fs::read_dir(copy.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), self.key("").join(file.file_name())).unwrap();
        }
    }

    /// Something is recorded, and sealed if somebody does.
    async fn worked(&self, seals: bool) {
        let installation = opened(&self.place).await.unwrap();
        installation.office.begin_check(self.caller(), packs::FIRST_CHECK).await.unwrap();
        assert!(!seals || installation.sealer.seal_all().await.unwrap() > 0, "{}", self.name);
    }

    /// What is wrong with the log, by the keys that stand here.
    async fn faults(&self) -> Vec<Fault> {
        let key = app::installation::log_key(&self.place).unwrap().unwrap();
        Kept::look(&self.place).await.unwrap().verify_log(&key, None).await.unwrap().faults
    }

    async fn logs(&self) -> Vec<(u8, KeyStage)> {
        let stages = self.stages().await.into_iter();
        stages.filter(|(name, ..)| *name == KeyName::Log).map(|(_, number, stage)| (number, stage)).collect()
    }

    fn caller(&self) -> Caller {
        Caller::new(self.person, Some(self.organisation), Uuid::new_v4()).stepped_up()
    }

    /// Signs in with password and code, so many minutes after the beginning.
    async fn by_code(&self, installation: &Installation, minutes: i64) -> Result<(), SignInError> {
        let at = self.begun.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        let step = installation.sign_in.by_password(MAIL, PASSWORD, &visitor(), at).await?;
        let FirstStep::Second(pending) = step else { panic!("a second factor is expected") };
        installation.sign_in.by_code(&pending.secret, &code(&self.totp, at), &visitor(), at).await.map(drop)
    }

    async fn file(&self, installation: &Installation, evidence: StreamId) -> Result<Vec<u8>, Refused> {
        let read = installation.office.read_file(self.caller(), evidence, 1).await?;
        let pieces: Vec<Bytes> = read.content.stream().try_collect().await?;
        Ok(pieces.concat())
    }

    /// How many texts are encrypted with the key of this number.
    async fn sealed(&self, place: SealedPlace, number: u8) -> u64 {
        let installation = opened(&self.place).await.unwrap();
        let mut tx = installation.office.store().reader().await.unwrap();
        tx.sealed_counted(place, number).await.unwrap()
    }

    async fn stages(&self) -> Vec<(KeyName, u8, KeyStage)> {
        let database = Kept::look(&self.place).await.unwrap();
        database.keys().await.unwrap().into_iter().map(|(key, _)| (key.name, key.number, key.stage)).collect()
    }
}

fn read_of(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn a_key_that_is_missing_or_another_one_is_told_before_anything_is_done_with_it() {
    for database in databases() {
        let house = closed(&database).await;
        for (name, word) in [(KeyName::Master, "master"), (KeyName::Vault, "vault"), (KeyName::Log, "log")] {
            let path = house.key(word);
            let right = read_of(&path);
            fs::remove_file(&path).unwrap();
            match opened(&house.place).await.map(drop) {
                Err(NotOpened::KeyGone { name: found, mark, .. }) => {
                    assert!(found == name && !mark.is_empty() && !right.contains(&mark), "{}: {mark}", house.name);
                }
                other => panic!("{} {word}: {other:?}", house.name),
            }
            assert!(!path.exists(), "{} {word}: none is made in its place", house.name);
            fs::write(&path, "17".repeat(32)).unwrap();
            match opened(&house.place).await.map(drop) {
                Err(NotOpened::OtherKey { name: of, expected, found, .. }) => {
                    assert!(of == name && expected != found, "{}: {expected}", house.name);
                }
                other => panic!("{} {word}: {other:?}", house.name),
            }
            fs::write(&path, right).unwrap();
        }
        let installation = opened(&house.place).await.unwrap();
        house.by_code(&installation, 2).await.unwrap();
    }
}

#[tokio::test]
async fn a_key_follows_another_and_everything_that_it_encrypted_still_opens() {
    for database in databases() {
        let house = closed(&database).await;
        let now = Clock::System.now();
        // Nobody changes what a service uses.
        let serving = opened(&house.place).await.unwrap();
        assert!(matches!(rotate(&house.place, KeyName::Master, false).await, Err(NoChange::Serving)));
        drop(serving);
        assert!(matches!(rotate(&house.place, KeyName::Master, true).await, Err(NoChange::NotLost)));
        let master = rotate(&house.place, KeyName::Master, false).await.unwrap();
        assert_eq!((master.number, master.file.as_str(), master.anew), (2, "master-2", 2), "{}", house.name);
        let vault = rotate(&house.place, KeyName::Vault, false).await.unwrap();
        assert_eq!((vault.number, vault.file.as_str(), vault.anew), (2, "vault-2", 1), "{}", house.name);
        for place in SealedPlace::ALL {
            assert_eq!(house.sealed(place, 1).await, 0, "{}: {place:?}", house.name);
        }
        let installation = opened(&house.place).await.unwrap();
        house.by_code(&installation, 2).await.unwrap();
        assert_eq!(house.file(&installation, house.evidence).await.unwrap(), b"%PDF-1.7 who was there");
        let after = keep(&installation, house.caller(), b"after").await;
        drop(installation);

        let early = retire(&house.place, KeyName::Master, 1, false).await;
        let until = now.checked_add(SignedDuration::from_hours(24 * 30)).unwrap();
        assert!(matches!(early, Err(NoChange::TooEarly { until: told }) if told >= until), "{}", house.name);
        for (name, number) in [(KeyName::Master, 2), (KeyName::Log, 1)] {
            let in_use = retire(&house.place, name, number, true).await;
            assert!(matches!(in_use, Err(NoChange::Stage(KeyStage::InUse))), "{}", house.name);
        }
        assert!(matches!(retire(&house.place, KeyName::Vault, 3, true).await, Err(NoChange::NoSuchKey)));
        let first = read_of(&house.key("master"));
        for name in [KeyName::Master, KeyName::Vault] {
            retire(&house.place, name, 1, true).await.unwrap();
        }
        assert!(!house.key("master").exists() && !house.key("vault").exists(), "{}", house.name);
        // Whoever was stopped between its row and its file: the next start ends it.
        fs::write(house.key("master"), first).unwrap();
        let installation = opened(&house.place).await.unwrap();
        assert!(!house.key("master").exists(), "{}", house.name);
        house.by_code(&installation, 4).await.unwrap();
        for (evidence, bytes) in [(house.evidence, &b"%PDF-1.7 who was there"[..]), (after, b"after")] {
            assert_eq!(house.file(&installation, evidence).await.unwrap(), bytes, "{}", house.name);
        }
        let stages = [
            (KeyName::Log, 1, KeyStage::InUse),
            (KeyName::Master, 1, KeyStage::Destroyed),
            (KeyName::Master, 2, KeyStage::InUse),
            (KeyName::Vault, 1, KeyStage::Destroyed),
            (KeyName::Vault, 2, KeyStage::InUse),
        ];
        assert_eq!(house.stages().await, stages, "{}", house.name);
    }
}

#[tokio::test]
async fn without_the_master_key_who_has_a_recovery_code_comes_in_and_nobody_by_less() {
    for database in databases() {
        let house = closed(&database).await;
        fs::remove_file(house.key("master")).unwrap();
        let lost = rotate(&house.place, KeyName::Master, true).await.unwrap();
        assert_eq!((lost.number, lost.lost, lost.anew), (2, 2, 0), "{}", house.name);
        let installation = opened(&house.place).await.unwrap();
        let refused = house.by_code(&installation, 2).await.unwrap_err();
        assert!(matches!(refused, SignInError::Refused(SignInRefused::KeyLost)), "{}: {refused:?}", house.name);
        let at = house.begun.checked_add(SignedDuration::from_mins(4)).unwrap();
        let step = installation.sign_in.by_password(MAIL, PASSWORD, &visitor(), at).await.unwrap();
        let FirstStep::Second(pending) = step else { panic!("{}: the password alone is not enough", house.name) };
        installation.sign_in.by_recovery_code(&pending.secret, &house.recovery, &visitor(), at).await.unwrap();
        assert_eq!(house.file(&installation, house.evidence).await.unwrap(), b"%PDF-1.7 who was there");
        drop(installation);
        // An earlier one that is lost before it was destroyed: the one in use stays.
        assert_eq!(rotate(&house.place, KeyName::Master, false).await.unwrap().number, 3, "{}", house.name);
        fs::remove_file(house.key("master-2")).unwrap();
        assert!(matches!(opened(&house.place).await.map(drop), Err(NotOpened::KeyGone { .. })), "{}", house.name);
        let lost = rotate(&house.place, KeyName::Master, true).await.unwrap();
        assert_eq!((lost.number, lost.lost), (3, 0), "{}", house.name);
        opened(&house.place).await.unwrap();
    }
}

#[tokio::test]
async fn without_the_vault_key_what_was_kept_is_lost_and_what_is_kept_from_then_on_is_not() {
    for database in databases() {
        let house = closed(&database).await;
        let right = read_of(&house.key("vault"));
        fs::write(house.key("vault"), "17".repeat(32)).unwrap();
        let lost = rotate(&house.place, KeyName::Vault, true).await.unwrap();
        assert_eq!((lost.number, lost.lost), (2, 1), "{}", house.name);
        let installation = opened(&house.place).await.unwrap();
        let gone = house.file(&installation, house.evidence).await;
        assert!(matches!(gone, Err(Refused::Vault(VaultError::Lost))), "{}: {gone:?}", house.name);
        let after = keep(&installation, house.caller(), b"after").await;
        assert_eq!(house.file(&installation, after).await.unwrap(), b"after", "{}", house.name);
        let gone = house.file(&installation, house.evidence).await;
        assert!(matches!(gone, Err(Refused::Vault(VaultError::Lost))), "{}: {gone:?}", house.name);
        // Nothing of what was encrypted with it was thrown away: it may be found one day.
        assert_eq!(house.sealed(SealedPlace::VaultKey, 1).await, 1, "{}", house.name);
        assert_ne!(right, read_of(&house.key("vault-2")), "{}", house.name);
    }
}

#[tokio::test]
async fn a_log_follows_another_whether_its_key_is_there_or_lost_and_all_of_it_is_proved() {
    for database in databases() {
        let house = closed(&database).await;
        let mut known: Vec<Key> = Vec::new();
        let stolen: Digest = read_of(&house.key("log")).trim().parse().unwrap();
        for lost in [false, true] {
            if lost {
                fs::remove_file(house.key("log")).unwrap();
            } else {
                let first = app::installation::log_key(&house.place).unwrap().unwrap();
                known.push(first.public().clone());
            }
            let next = rotate(&house.place, KeyName::Log, lost).await.unwrap();
            assert_eq!(next.number, if lost { 3 } else { 2 }, "{}", house.name);
            assert_eq!(next.given_up, None, "{}: nothing is missing", house.name);
            known.push(Key::read(&next.mark).unwrap());
            let installation = opened(&house.place).await.unwrap();
            assert_eq!(installation.sealer.follow().await.unwrap(), Continuity::Whole, "{}", house.name);
            installation.office.begin_check(house.caller(), packs::FIRST_CHECK).await.unwrap();
            assert!(installation.sealer.seal_all().await.unwrap() > 0, "{}", house.name);
            let store = installation.office.store();
            let verified = verify(store, known.clone(), None).await.unwrap();
            assert!(verified.faults.is_empty(), "{}: {:?}", house.name, verified.faults);
        }
        // Who stole the key of a log that ended seals nothing with it: neither through us, nor past us.
        let installation = opened(&house.place).await.unwrap();
        let store = installation.office.store();
        installation.office.begin_check(house.caller(), packs::FIRST_CHECK).await.unwrap();
        let thief = |after| {
            let log = LogKey::new(&stolen.0).unwrap().after(after);
            Sealer::new(store.clone(), Clock::System, Random::System, log)
        };
        assert!(thief(Vec::new()).seal_all().await.is_err(), "{}", house.name);
        let last = store.reader().await.unwrap().newest_head().await.unwrap().unwrap().note;
        let present = EarlierLog::new(3, known.last().unwrap().clone(), Some(last)).unwrap();
        assert!(
            thief(vec![present]).seal_all().await.unwrap() > 0,
            "{}: signed as one that follows the present",
            house.name
        );
        let found = verify(store, known.clone(), None).await.unwrap().faults;
        let told = |fault: &Fault| matches!(fault, Fault::Head { why, .. } if why.contains("ended before"));
        assert!(found.len() == 1 && found.iter().all(told), "{}: {found:?}", house.name);
        drop(installation);
        assert!(matches!(retire(&house.place, KeyName::Log, 1, true).await, Err(NoChange::Public)), "{}", house.name);
        let stages = house.stages().await;
        let of_log: Vec<_> = stages.into_iter().filter(|(name, ..)| *name == KeyName::Log).collect();
        let expected = [(1, KeyStage::Earlier), (2, KeyStage::Earlier), (3, KeyStage::InUse)];
        assert_eq!(of_log, expected.map(|(number, stage)| (KeyName::Log, number, stage)), "{}", house.name);
    }
}

#[tokio::test]
async fn an_earlier_copy_of_all_keys_is_told_and_a_log_whose_key_is_lost_is_followed_under_a_number_of_its_own() {
    for (database, sealed) in databases().into_iter().zip([true, true]).chain(databases().into_iter().zip([false; 2])) {
        let house = closed(&database).await;
        let first = app::installation::log_key(&house.place).unwrap().unwrap();
        let copy = house.copied();
        let second = rotate(&house.place, KeyName::Log, false).await.unwrap();
        if sealed {
            house.worked(true).await;
        }
        let newest = house.copied();
        house.put_back(&copy);
        for done in [opened(&house.place).await.map(drop).map_err(NoChange::from), {
            rotate(&house.place, KeyName::Log, false).await.map(drop)
        }] {
            let told = matches!(done, Err(NoChange::Opened(NotOpened::OtherKey { name: KeyName::Log, .. })));
            assert!(told, "{}: {done:?}", house.name);
        }
        // The right copy is enough.
        house.put_back(&newest);
        assert!(house.faults().await.is_empty(), "{}", house.name);
        house.put_back(&copy);
        let third = rotate(&house.place, KeyName::Log, true).await.unwrap();
        assert_eq!((third.number, third.given_up), (3, None), "{}: {sealed}", house.name);
        for (file, public) in [("log-1", first.public().to_string()), ("log-2", second.mark.clone())] {
            assert_eq!(read_of(&house.key(file)).lines().next(), Some(public.as_str()), "{}: {file}", house.name);
        }
        let expected = [(1, KeyStage::Earlier), (2, KeyStage::Earlier), (3, KeyStage::InUse)];
        assert_eq!(house.logs().await, expected, "{}", house.name);
        house.worked(true).await;
        assert_eq!(house.faults().await, [], "{}: {sealed}", house.name);
        // So it goes on when a key is replaced as usual.
        assert_eq!(rotate(&house.place, KeyName::Log, false).await.unwrap().number, 4, "{}", house.name);
        house.worked(true).await;
        assert_eq!(house.faults().await, [], "{}: {sealed}", house.name);
        let installation = opened(&house.place).await.unwrap();
        assert_eq!(installation.sealer.hold().why(), None, "{}", house.name);
    }
}

#[tokio::test]
async fn a_log_under_whose_name_nothing_was_sealed_is_followed_like_any_other() {
    for database in databases() {
        let house = closed(&database).await;
        for number in 2..5 {
            assert_eq!(rotate(&house.place, KeyName::Log, false).await.unwrap().number, number, "{}", house.name);
        }
        house.worked(true).await;
        assert_eq!(house.faults().await, [], "{}", house.name);
        // What another log left is never written over.
        let other = LogKey::new(&[7; 32]).unwrap();
        fs::write(house.key("log-4"), format!("{}\n", other.public())).unwrap();
        let refused = rotate(&house.place, KeyName::Log, false).await;
        assert!(matches!(refused, Err(NoChange::Opened(NotOpened::OtherKey { .. }))), "{}: {refused:?}", house.name);
        fs::remove_file(house.key("log-4")).unwrap();
        assert_eq!(rotate(&house.place, KeyName::Log, false).await.unwrap().number, 5, "{}", house.name);
    }
}

#[tokio::test]
async fn an_earlier_copy_of_all_keys_has_no_later_one_and_what_that_encrypted_is_told_as_lost() {
    for (name, lost) in [(KeyName::Master, 2), (KeyName::Vault, 1)] {
        for database in databases() {
            let house = closed(&database).await;
            let word = name.word();
            let copy = house.copied();
            assert_eq!(rotate(&house.place, name, false).await.unwrap().number, 2, "{}", house.name);
            let newest = house.copied();
            retire(&house.place, name, 1, true).await.unwrap();
            house.put_back(&copy);
            for done in [opened(&house.place).await.map(drop).map_err(NoChange::from), {
                rotate(&house.place, name, false).await.map(drop)
            }] {
                let told = matches!(&done, Err(NoChange::Opened(NotOpened::KeyGone { name: of, .. })) if *of == name);
                assert!(told, "{} {word}: {done:?}", house.name);
                assert!(
                    house.key(word).exists(),
                    "{} {word}: nothing is taken away by what does not start",
                    house.name
                );
            }
            // The right copy is enough; what was destroyed goes from it once more.
            house.put_back(&newest);
            let installation = opened(&house.place).await.unwrap();
            assert!(!house.key(word).exists(), "{} {word}", house.name);
            house.by_code(&installation, 2).await.unwrap();
            assert_eq!(house.file(&installation, house.evidence).await.unwrap(), b"%PDF-1.7 who was there");
            drop(installation);
            house.put_back(&copy);
            let third = rotate(&house.place, name, true).await.unwrap();
            assert_eq!((third.number, third.lost), (3, lost), "{} {word}", house.name);
            opened(&house.place).await.unwrap();
            // A file that the database does not know is of another time, and never becomes the key in use.
            fs::write(house.key(&format!("{word}-4")), "23".repeat(32)).unwrap();
            assert_eq!(rotate(&house.place, name, false).await.unwrap().number, 5, "{} {word}", house.name);
            assert_eq!(read_of(&house.key(&format!("{word}-4"))), "23".repeat(32), "{} {word}", house.name);
            opened(&house.place).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_a_thief_seals_with_the_key_of_a_log_that_ended_is_told_before_the_next_one_has_its_first_head() {
    for database in databases() {
        let house = closed(&database).await;
        let stolen: Digest = read_of(&house.key("log")).trim().parse().unwrap();
        let next = rotate(&house.place, KeyName::Log, false).await.unwrap();
        house.worked(false).await;
        let key = app::installation::log_key(&house.place).unwrap().unwrap();
        let ended = key.follows().unwrap().head().unwrap().size;
        let installation = opened(&house.place).await.unwrap();
        let store = installation.office.store().clone();
        let thief = Sealer::new(store.clone(), Clock::System, Random::System, LogKey::new(&stolen.0).unwrap());
        assert!(thief.seal_all().await.unwrap() > 0, "{}: he has the database, too", house.name);
        let size = store.reader().await.unwrap().newest_head().await.unwrap().unwrap().size;

        // Whoever serves holds the record, and whoever verifies is told where it begins.
        let after = Continuity::Ended { expected: ended, found: size };
        assert_eq!(installation.sealer.follow().await.unwrap(), after, "{}", house.name);
        let held = installation.office.begin_check(house.caller(), packs::FIRST_CHECK).await;
        assert!(matches!(held, Err(Refused::Door(DoorError::Held))), "{}: {held:?}", house.name);
        assert_eq!(installation.sealer.seal_all().await.unwrap(), 0, "{}", house.name);
        let is_his = |faults: &[Fault]| matches!(faults, [Fault::Head { size: of, why }] if *of == size && why.contains(&format!("ended with {ended}")));
        let found = house.faults().await;
        assert!(is_his(&found), "{}: {found:?}", house.name);
        drop(installation);
        assert!(matches!(rotate(&house.place, KeyName::Log, false).await, Err(NoChange::Held(_))), "{}", house.name);
        let decided = async |give_up| {
            let kept = Kept::look(&house.place).await.unwrap();
            adopt(&house.place, &kept, key.clone(), give_up).await.unwrap()
        };
        assert_eq!(decided(false).await, Adopted::Refused(after.clone()), "{}", house.name);

        // Taken over as it is, it goes on; what he did is told for ever, by the public halves alone as well.
        let Adopted::NewLog { key: last, given_up } = decided(true).await else { panic!("{}", house.name) };
        assert_eq!(given_up, after, "{}", house.name);
        house.worked(true).await;
        let found = house.faults().await;
        assert!(is_his(&found), "{}: {found:?}", house.name);
        let first = key.earlier()[0].key.clone();
        let public = vec![first, Key::read(&next.mark).unwrap(), Key::read(&last).unwrap()];
        let found = verify(&store, public, None).await.unwrap().faults;
        assert!(is_his(&found), "{}: {found:?}", house.name);
        let expected = [(1, KeyStage::Earlier), (2, KeyStage::Earlier), (3, KeyStage::InUse)];
        assert_eq!(house.logs().await, expected, "{}", house.name);
    }
}
