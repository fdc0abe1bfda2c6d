//! Time stamps of evidence by a real authority, on both databases: what leaves, what is recorded, what is checked by an
//! outsider, and that nothing is recorded of what proves nothing.

use std::io::Read as _;
use std::sync::Arc;

use app::access::Policy;
use app::authority::{Authority as Asked, AuthoritySettings, BadAuthority, NoAnchors};
use app::database::{Database as Looked, StampFlaw, Stamps};
use app::evidence::{A_NIGHT, Described, Filled, Next, proof_archive, read};
use app::installation::Place;
use app::jobs::{Hands, Round, Worker};
use app::sign_in::{Keys, SignIn, Site};
use app::vault::Vault;
use app::{Caller, Clock, Door, Office, Random, Refused, Texts, packs};
use criteria::text::Lang;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use protection::evidence::Reason;
use protection::evidence::manifest::{FORMAT, Follows, Manifest};
use record::{Digest, OrganisationId, StreamId, TextId};
use scheme::organisation::Input;
use store::vault::{Bytes, Vault as Objects, VaultPlace};
use store::{Address, NewJob, StoreError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::people::person;
use crate::stamping::authority::{GOOD, Like};
use crate::stamping::{Desk, Manner};
use crate::support::{Database, databases, embedded};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A company with a vault, and perhaps an authority.
struct House {
    office: Office,
    sign_in: SignIn,
    manager: Caller,
    name: &'static str,
    _folder: TempDir,
}

impl House {
    async fn new(database: &Database, desk: Option<&Desk>) -> Self {
        Self::at(database, desk.map(Desk::as_asked), Clock::System).await
    }

    async fn at(database: &Database, authority: Option<Asked>, clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(&VaultPlace::Folder(folder.path().join("vault")), &folder.path().join("incoming"));
        let store = database.open().await;
        let keys = Keys::new(1, &[7; 32]);
        let sign_in = SignIn::new(store.clone(), Random::System, keys, Site::without_passkeys("Mamori"));
        let door = Door::new(store, clock, Random::System);
        let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), packs::shipped().unwrap());
        let office = office.with_vault(Vault::new(objects.unwrap(), Keys::new(1, &[5; 32])));
        let office = match authority {
            Some(authority) => office.with_authority(authority),
            None => office,
        };
        let founder = person(&office, "山田").await;
        let nobody = Caller::new(founder, None, Uuid::new_v4()).stepped_up();
        let input =
            Input {
                kinds: vec!["company".to_owned()], name: "株式会社見本製作所".to_owned(), ..Input::default()
            };
        let manager = Caller { acting_for: Some(office.register(nobody, &input).await.unwrap()), ..nobody };
        let house = Self { office, sign_in, manager, name: database.name, _folder: folder };
        house.without_a_night(now()).await;
        house
    }

    fn owner(&self) -> OrganisationId {
        self.manager.acting_for.unwrap()
    }

    fn worker(&self) -> Worker {
        Worker::new(Hands { office: self.office.clone(), sign_in: self.sign_in.clone(), post: None })
    }

    /// What a worker does of what is due at an instant, the nightly work set aside.
    async fn round(&self, now: Timestamp) -> Round {
        self.without_a_night(now).await;
        self.worker().round(now).await.unwrap()
    }

    /// The nightly work of a day is not due in this test: what is done of it is asked for by itself.
    async fn without_a_night(&self, now: Timestamp) {
        let never = NewJob {
            id: Uuid::new_v4(),
            kind: "tidy",
            key: app::dates::in_japan(now).date().to_string(),
            payload: "{}".to_owned(),
            sealed: None,
            made_at: 0,
            due_at: i64::MAX,
        };
        let kept = self.office.store().write(move |tx| {
            let never = never.clone();
            Box::pin(async move { tx.add_job(&never).await })
        });
        kept.await.map_err(|error: StoreError| error).unwrap();
    }

    fn described(&self, class: &str) -> Described {
        let today = self.office.today();
        let keep_until = if class == "sensitive" { today.to_string() } else { String::new() };
        let filled = Filled {
            title: "図面の控え".to_owned(),
            from: "2026-10-01".to_owned(),
            class: class.to_owned(),
            keep_until,
            ..Filled::default()
        };
        read(&filled, &[], today).unwrap()
    }

    async fn upload(&self, name: &str, bytes: &[u8]) -> app::evidence::Upload {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
        self.office.receive(self.manager, name, body).await.unwrap()
    }

    async fn keep(&self, class: &str, bytes: &[u8]) -> StreamId {
        let upload = self.upload("図面.pdf", bytes).await;
        self.office.keep_evidence(self.manager, self.described(class), vec![upload]).await.unwrap()
    }

    async fn next(&self, evidence: StreamId) -> Next {
        self.office.evidence(self.manager, evidence).await.unwrap().proved.next
    }

    async fn stamps(&self, evidence: StreamId) -> Vec<store::TimeStampRow> {
        self.office.store().reader().await.unwrap().time_stamps(self.owner(), evidence, 100).await.unwrap()
    }

    async fn nothing_is_recorded(&self, evidence: StreamId) -> bool {
        let row = self.office.evidence(self.manager, evidence).await.unwrap();
        self.stamps(evidence).await.is_empty() && row.row.version == 1 && row.files.iter().all(|file| file.there)
    }
}

fn now() -> Timestamp {
    Clock::System.now()
}

/// The files of an archive, by their names.
fn unpacked(archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    files
}

#[tokio::test]
async fn evidence_is_stamped_and_an_outsider_checks_what_is_handed_on() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        let evidence = house.keep("", b"%PDF-1.7 a drawing").await;
        assert_eq!(house.next(evidence).await, Next::Waiting, "{}", house.name);
        let before = desk.asked().len();
        assert_eq!(house.round(now()).await.done, 1, "{}", house.name);
        let kept = house.office.evidence(house.manager, evidence).await.unwrap();
        let stamp = kept.proved.newest.clone().unwrap();
        assert_eq!((kept.proved.next, kept.proved.whole, kept.proved.over), (Next::Nothing, true, false));
        assert_eq!(
            (stamp.version, stamp.covers, stamp.authority.as_str()),
            (2, 1, "見本タイムスタンプ局 (見本時刻認証)")
        );
        // Only a digest has left: no name, no id, and no word of who asks.
        let asked = desk.asked();
        assert_eq!(asked.len(), before + 1, "{}: asked once", house.name);
        let (head, body) = &asked[before];
        assert_eq!(body.len(), 67, "{body:02x?}");
        assert!(body.windows(32).any(|part| part == stamp.stamped.0), "{body:02x?}");
        let told: Vec<&str> = head.lines().skip(1).map(|line| line.split(':').next().unwrap()).collect();
        for line in &told {
            let plain = ["content-type", "accept", "host", "content-length"];
            assert!(plain.contains(&line.to_lowercase().as_str()), "{head}");
        }
        // What is handed on is judged by openssl, and names the file.
        let handed = house.office.evidence_proof(house.manager, evidence).await.unwrap();
        let files = unpacked(proof_archive(Texts::new(Lang::Ja), &handed).unwrap());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let expected = ["README.txt", "manifest-1.json", "time-stamp-1.tst", "certificates-1.pem", "authority-1.pem"];
        assert_eq!(names, expected, "{}", house.name);
        for (name, bytes) in &files {
            desk.authority.write(name, bytes);
        }
        let checked = desk.authority.run(
            &["ts", "-verify", "-data", "manifest-1.json", "-in", "time-stamp-1.tst", "-token_in"],
            &["-CAfile", "authority-1.pem", "-untrusted", "certificates-1.pem"],
        );
        assert!(String::from_utf8(checked).unwrap().contains("Verification: OK"), "{}", house.name);
        let manifest: Manifest = serde_json::from_slice(&files[1].1).unwrap();
        assert_eq!((manifest.format.as_str(), manifest.follows), (FORMAT, None));
        assert_eq!(manifest.files[0].name.as_deref(), Some("図面.pdf"));
        assert_eq!((manifest.files[0].bytes, manifest.files[0].sha256), (18, Digest::of(b"%PDF-1.7 a drawing")));
        let readme = String::from_utf8(files[0].1.clone()).unwrap();
        let seconds = (stamp.at / 1_000_000).to_string();
        for said in ["openssl ts -verify -data manifest-1.json", "sha256sum", &seconds, &stamp.stamped.to_string()] {
            assert!(readme.contains(said), "{said} in {readme}");
        }
        // The name stands in no event; the history tells of it; what is made of events is the same again.
        assert_eq!(database.ask("SELECT count(*) FROM event WHERE CAST(bytes AS TEXT) LIKE '%図面%'").trim(), "0");
        let history = house.office.history(house.manager, &app::history::Asked::default(), None, 100).await.unwrap();
        assert_eq!(history.entries[0].what, "evidence-stamped", "{}", house.name);
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", house.name);
        // A second worker finds nothing to do, and nothing is asked again.
        assert_eq!(house.round(now()).await, Round::default(), "{}", house.name);
        assert_eq!(house.office.stamp_at_night(now()).await.unwrap(), 0, "{}", house.name);
    }
}

#[tokio::test]
async fn files_that_are_added_are_stamped_by_a_stamp_that_carries_on_the_first() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        let evidence = house.keep("", b"one").await;
        house.round(now()).await;
        let more = house.upload("追加.txt", b"two").await;
        let same = house.upload("同じ.txt", b"two").await;
        house.office.add_files(house.manager, evidence, vec![more]).await.unwrap();
        let kept = house.office.evidence(house.manager, evidence).await.unwrap();
        assert_eq!((kept.proved.whole, kept.proved.next), (false, Next::Waiting), "{}", house.name);
        assert_eq!(house.round(now()).await.done, 1, "{}", house.name);
        // What was there already changes nothing, and there is nothing to stamp.
        house.office.add_files(house.manager, evidence, vec![same]).await.unwrap();
        assert_eq!(house.round(now()).await, Round::default(), "{}", house.name);
        let stamps = house.stamps(evidence).await;
        assert_eq!(stamps.iter().map(|stamp| (stamp.version, stamp.covers)).collect::<Vec<_>>(), [(4, 3), (2, 1)]);
        let handed = house.office.evidence_proof(house.manager, evidence).await.unwrap();
        let manifest: Manifest = serde_json::from_str(handed[1].manifest.as_ref().unwrap()).unwrap();
        let first = &handed[0].stamp;
        let follows = Follows { manifest: first.stamped, token: Digest::of(&first.token) };
        assert_eq!((manifest.follows, manifest.files.len()), (Some(follows), 2), "{}", house.name);
        let files = unpacked(proof_archive(Texts::new(Lang::En), &handed).unwrap());
        assert_eq!(files.len(), 9, "{}", house.name);
        assert!(house.office.evidence(house.manager, evidence).await.unwrap().proved.whole, "{}", house.name);
    }
}

#[tokio::test]
async fn whatever_proves_nothing_is_recorded_nowhere_tried_again_and_told() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        // What it answers first may come again later.
        house.keep("", b"the first").await;
        desk.be(Manner::Good);
        assert_eq!(house.round(now()).await.done, 1, "{}", house.name);
        for (manner, word) in [
            (Manner::Closed, "stamp_unreachable"),
            (Manner::Status(500), "stamp_status"),
            (Manner::Status(401), "stamp_sign_in"),
            (Manner::Elsewhere, "stamp_status"),
            (Manner::Page, "stamp_no_reply"),
            (Manner::OtherType, "stamp_no_reply"),
            (Manner::Endless, "stamp_too_long"),
            (Manner::Refusing, "stamp_refused"),
            (Manner::First, "stamp_other"),
            (Manner::OtherDigest, "stamp_other"),
        ] {
            let evidence = house.keep("", format!("{manner:?}").as_bytes()).await;
            desk.be(manner.clone());
            let round = house.round(now()).await;
            assert_eq!((round.done, round.again), (0, 1), "{}: {manner:?}", house.name);
            assert_eq!(house.next(evidence).await, Next::Again(word.to_owned()), "{}: {manner:?}", house.name);
            assert!(house.nothing_is_recorded(evidence).await, "{}: {manner:?}", house.name);
            for lang in Lang::ALL {
                let said = Texts::new(lang).t(&format!("jobfault-{}", word.replace('_', "-")));
                assert!(!said.starts_with("jobfault"), "{word}");
            }
            // As soon as it answers as it should, it is stamped by the job that waited.
            desk.be(Manner::Good);
            assert_eq!(
                house.round(now().saturating_add(DAY / 12).unwrap()).await.done,
                1,
                "{}: {manner:?}",
                house.name
            );
            assert_eq!(house.stamps(evidence).await.len(), 1, "{}: {manner:?}", house.name);
        }
    }
}

#[tokio::test]
async fn an_authority_that_is_silent_is_left_in_time_and_one_that_never_answers_is_a_dead_letter() {
    let desk = Desk::open(GOOD);
    let database = embedded();
    let house = House::new(&database, Some(&desk)).await;
    let evidence = house.keep("", b"silence").await;
    desk.be(Manner::Silent);
    let begun = std::time::Instant::now();
    assert_eq!(house.round(now()).await.again, 1);
    assert!(begun.elapsed() < app::authority::PATIENCE + std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(house.next(evidence).await, Next::Again("stamp_silent".to_owned()));
    // Nobody is there at all: after twelve tries it is given up, told, and nothing else is touched.
    let gone = AuthoritySettings { url: "http://127.0.0.1:1/".to_owned(), ..desk.settings() };
    let office = house.office.clone().with_authority(Asked::new(&gone).unwrap());
    let house = House { office, ..house };
    let mut at = now();
    for _ in 0..11 {
        at = at.saturating_add(SignedDuration::from_hours(2)).unwrap();
        house.round(at).await;
    }
    assert_eq!(house.next(evidence).await, Next::GivenUp("stamp_unreachable".to_owned()));
    assert!(house.nothing_is_recorded(evidence).await);
    // The night makes no second one of it: the operator has it tried again.
    assert_eq!(house.office.stamp_at_night(at).await.unwrap(), 0);
}

#[tokio::test]
async fn a_signer_that_is_not_believed_proves_nothing() {
    let (desk, other) = (Desk::open(GOOD), Desk::open(GOOD));
    let short = Desk::open(Like { until: "20200601000000Z", ..GOOD });
    for database in databases() {
        for (settings, word) in [
            (AuthoritySettings { url: desk.url.clone(), anchors: other.authority.root() }, "stamp_untrusted"),
            (short.settings(), "stamp_expired"),
        ] {
            let house = House::at(&database, Some(Asked::new(&settings).unwrap()), Clock::System).await;
            let evidence = house.keep("", word.as_bytes()).await;
            assert_eq!(house.round(now()).await.again, 1, "{}: {word}", house.name);
            assert_eq!(house.next(evidence).await, Next::Again(word.to_owned()), "{}", house.name);
            assert!(house.nothing_is_recorded(evidence).await, "{}: {word}", house.name);
        }
    }
}

#[tokio::test]
async fn what_came_before_the_setting_is_stamped_at_night_and_without_one_nothing_is() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let without = House::new(&database, None).await;
        let mut kept = Vec::new();
        for n in 0..3_u8 {
            kept.push(without.keep("", &[n + 1; 10]).await);
        }
        assert_eq!(without.next(kept[0]).await, Next::NotSet, "{}", without.name);
        assert_eq!(without.office.stamp_at_night(now()).await.unwrap(), 0, "{}", without.name);
        assert_eq!(without.round(now()).await.again, 0, "{}", without.name);
        without.office.discard_evidence(without.manager, kept[2], Reason::Mistake).await.unwrap();
        let office = without.office.clone().with_authority(desk.as_asked());
        let house = House { office, ..without };
        assert_eq!(house.next(kept[0]).await, Next::Tonight, "{}", house.name);
        assert_eq!(house.office.stamp_at_night(now()).await.unwrap(), 2, "{}: not what is discarded", house.name);
        assert_eq!(house.office.stamp_at_night(now()).await.unwrap(), 0, "{}: each once", house.name);
        assert_eq!(house.round(now()).await.done, 2, "{}", house.name);
        assert_eq!(house.next(kept[1]).await, Next::Nothing, "{}", house.name);
        assert!(house.stamps(kept[2]).await.is_empty() && house.next(kept[2]).await == Next::Nothing);
        const { assert!(A_NIGHT >= 3) };
    }
}

#[tokio::test]
async fn a_stamp_whose_certificate_ends_soon_is_followed_by_another_and_one_that_ended_alone_is_told() {
    // A certificate ends at a whole second.
    let ends = Timestamp::from_second(now().saturating_add(DAY * 40).unwrap().as_second()).unwrap();
    let until = format!("{}Z", ends.strftime("%Y%m%d%H%M%S")).leak();
    for database in databases() {
        let desk = Desk::open(Like { until, ..GOOD });
        let house = House::new(&database, Some(&desk)).await;
        let evidence = house.keep("", b"for long").await;
        assert_eq!(house.round(now()).await.done, 1, "{}", house.name);
        let first = house.stamps(evidence).await.remove(0);
        assert_eq!(house.office.stamp_at_night(now().saturating_add(DAY * 9).unwrap()).await.unwrap(), 0);
        // Thirty days before its end the night makes the next one, once, by the new key of the authority.
        let late = now().saturating_add(DAY * 11).unwrap();
        desk.authority.renew(GOOD);
        assert_eq!(house.office.stamp_at_night(late).await.unwrap(), 1, "{}", house.name);
        assert_eq!(house.office.stamp_at_night(late).await.unwrap(), 0, "{}", house.name);
        assert!(house.round(late).await.done >= 1, "{}", house.name);
        let stamps = house.stamps(evidence).await;
        assert_eq!(stamps.iter().map(|stamp| (stamp.version, stamp.covers)).collect::<Vec<_>>(), [(3, 1), (2, 1)]);
        assert!(stamps[0].ends > ends.as_microsecond() && stamps[1] == first, "{}", house.name);
        let handed = house.office.evidence_proof(house.manager, evidence).await.unwrap();
        let manifest: Manifest = serde_json::from_str(handed[1].manifest.as_ref().unwrap()).unwrap();
        let follows = Follows { manifest: first.stamped, token: Digest::of(&first.token) };
        assert_eq!(manifest.follows, Some(follows), "{}", house.name);
        let day = late.as_second();
        for one in &handed {
            desk.authority.judge(&one.stamp.token, one.manifest.as_ref().unwrap().as_bytes(), day).unwrap();
        }
        let mut tx = house.office.store().reader().await.unwrap();
        let after = ends.as_microsecond() + 1;
        assert_eq!(tx.stamps_over(after).await.unwrap(), 0, "{}: it has a follower", house.name);
        drop(tx);
        // Another one has none: the authority is gone when its end comes.
        let desk = Desk::open(Like { until, ..GOOD });
        let office = house.office.clone().with_authority(desk.as_asked());
        let house = House { office, ..house };
        let alone = house.keep("", b"alone").await;
        assert!(house.round(now()).await.done >= 1, "{}", house.name);
        let mut tx = house.office.store().reader().await.unwrap();
        assert_eq!((tx.stamps_over(after).await.unwrap(), tx.stamps_over(after - 2).await.unwrap()), (1, 0));
        drop(tx);
        let clock = Clock::Fixed(ends.saturating_add(DAY).unwrap());
        let door = Door::new(house.office.store().clone(), clock, Random::System);
        let mut later = house.office.clone();
        later.door = door;
        let kept = later.evidence(house.manager, alone).await.unwrap();
        assert!(kept.proved.over && kept.proved.whole, "{}: {:?}", house.name, kept.proved.next);
    }
}

#[tokio::test]
async fn of_two_that_ask_at_once_one_stamp_is_recorded_and_who_died_in_between_asks_again() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        let evidence = house.keep("", b"twice").await;
        // Two processes with the same job: the lease of one ran out while it asked.
        let late = now().saturating_add(SignedDuration::from_mins(3)).unwrap();
        let (mut one, mut two) = (house.worker(), house.worker());
        let (one, two) = tokio::join!(one.round(now()), two.round(late));
        assert!(one.unwrap().done + two.unwrap().done >= 1, "{}", house.name);
        assert_eq!(house.stamps(evidence).await.len(), 1, "{}", house.name);
        let (version, count) = ("SELECT count(*) FROM event WHERE kind = 'stamped'", "SELECT count(*) FROM time_stamp");
        assert_eq!((database.ask(version).trim(), database.ask(count).trim()), ("1", "1"), "{}", house.name);
        // Asked and not recorded: the job is there still, and the next one asks again.
        let other = house.keep("", b"died").await;
        let store = house.office.store();
        let (at, until) = (now().as_microsecond(), now().as_microsecond() + 1);
        let taken = store
            .write(move |tx| Box::pin(async move { tx.take_jobs(Uuid::new_v4(), at + 1_000_000, until, 4).await }));
        assert_eq!(taken.await.map_err(|error: StoreError| error).unwrap().len(), 1, "{}", house.name);
        assert_eq!(house.round(late).await.done, 1, "{}", house.name);
        assert_eq!(house.stamps(other).await.len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn a_proof_is_for_those_who_may_read_the_file_and_that_it_was_taken_is_noted() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        let plain = house.keep("", b"plain").await;
        assert!(
            matches!(house.office.evidence_proof(house.manager, plain).await, Err(Refused::NotThere)),
            "{}",
            house.name
        );
        let sensitive = house.keep("sensitive", b"sensitive").await;
        assert_eq!(house.round(now()).await.done, 2, "{}", house.name);
        for evidence in [plain, sensitive] {
            let before = house.office.evidence(house.manager, evidence).await.unwrap().looked.len();
            assert_eq!(house.office.evidence_proof(house.manager, evidence).await.unwrap().len(), 1, "{}", house.name);
            let after = house.office.evidence(house.manager, evidence).await.unwrap().looked.len();
            assert!(after > before, "{}: the look is noted", house.name);
        }
        let stranger = House::new(&embedded(), None).await.manager;
        for caller in [stranger, Caller { acting_for: None, ..house.manager }] {
            let refused = house.office.evidence_proof(caller, plain).await;
            assert!(matches!(refused, Err(Refused::NotThere | Refused::Access(_))), "{}", house.name);
        }
        // What is discarded is still proved: whoever has the file can show it.
        house.office.discard_evidence(house.manager, plain, Reason::Over).await.unwrap();
        assert_eq!(house.office.evidence_proof(house.manager, plain).await.unwrap().len(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn with_the_name_of_a_file_the_manifest_goes_and_the_stamp_stays() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        let (evidence, other) = (house.keep("", b"a name").await, house.keep("", b"another").await);
        house.round(now()).await;
        let name = house.office.evidence(house.manager, evidence).await.unwrap().files[0].name;
        let owner = house.owner();
        let erased = house.office.store().write(move |tx| {
            Box::pin(async move { tx.erase_text(owner, TextId(name), "2026-11-20", "on request").await })
        });
        assert!(erased.await.map_err(|error: StoreError| error).unwrap(), "{}", house.name);
        let handed = house.office.evidence_proof(house.manager, evidence).await.unwrap();
        assert_eq!(handed[0].manifest, None, "{}", house.name);
        let files = unpacked(proof_archive(Texts::new(Lang::Ja), &handed).unwrap());
        assert!(files.iter().all(|(name, _)| !name.starts_with("manifest")), "{}", house.name);
        assert!(String::from_utf8(files[0].1.clone()).unwrap().contains("消去されました"), "{}", house.name);
        assert!(
            house.office.evidence_proof(house.manager, other).await.unwrap()[0].manifest.is_some(),
            "{}",
            house.name
        );
        let named = "SELECT count(*) FROM text WHERE body LIKE '%図面.pdf%'";
        assert_eq!(database.ask(named).trim(), "2", "{}: the name and the manifest of the other", house.name);
    }
}

#[tokio::test]
async fn the_stamps_are_looked_through_with_the_database_and_the_database_lets_none_be_changed() {
    let desk = Desk::open(GOOD);
    for database in databases() {
        let house = House::new(&database, Some(&desk)).await;
        for n in 0..3_u8 {
            house.keep("", &[n + 1; 9]).await;
        }
        assert_eq!(house.round(now()).await.done, 3, "{}", house.name);
        let place = place(&database);
        let looked = Looked::look(&place).await.unwrap();
        let stamps = looked.stamps(now()).await.unwrap();
        assert_eq!(stamps, Stamps { checked: 3, over: 0, flawed: Vec::new() }, "{}", house.name);
        let examined = looked.examine().await.unwrap();
        assert!(examined.findings.is_empty(), "{}: {:?}", house.name, examined.findings);
        for attack in [
            "UPDATE time_stamp SET at = 1",
            "DELETE FROM time_stamp",
            "INSERT INTO time_stamp SELECT * FROM time_stamp",
        ] {
            assert!(!database.attack(attack), "{}: {attack}", house.name);
        }
        // Who owns the tables can do it all the same: it is told.
        let (off, on) = match database.name {
            "SQLite" => ("DROP TRIGGER time_stamp_is_never_updated; DROP TRIGGER time_stamp_is_never_deleted", ""),
            _ => ("ALTER TABLE time_stamp DISABLE TRIGGER ALL", ""),
        };
        let _ = on;
        let ids = database.ask("SELECT serial FROM time_stamp ORDER BY serial");
        let serials: Vec<&str> = ids.split_whitespace().collect();
        assert!(database.attack(off), "{}", house.name);
        assert!(database.attack(&format!("DELETE FROM time_stamp WHERE serial = '{}'", serials[0])));
        let other = format!("UPDATE time_stamp SET token = manifest WHERE serial = '{}'", serials[1]);
        let other = if database.name == "SQLite" { other } else { other.replace("= manifest", "= stamped") };
        assert!(database.attack(&other), "{}", house.name);
        let stamps = looked.stamps(now()).await.unwrap();
        let mut flaws: Vec<StampFlaw> = stamps.flawed.iter().map(|(.., flaw)| *flaw).collect();
        flaws.sort_by_key(|flaw| format!("{flaw:?}"));
        assert_eq!(flaws, [StampFlaw::Missing, StampFlaw::Other], "{}", house.name);
    }
}

/// Where the database is, for who looks after it.
fn place(database: &Database) -> Place {
    let (data, url) = match &database.address {
        Address::File(path) => (path.parent().unwrap().to_owned(), None),
        Address::Postgres { url, .. } => (std::env::temp_dir(), Some(url.clone())),
    };
    let name = "Mamori".to_owned();
    Place { data, database: url, connections: 4, origin: None, name, heads: None, vault: None }
}

#[test]
fn an_authority_has_an_address_and_certificates() {
    let desk = Desk::open(GOOD);
    let told = |url: &str, anchors: &str| {
        Asked::new(&AuthoritySettings { url: url.to_owned(), anchors: anchors.to_owned() }).map(|_| ())
    };
    for url in ["", "tsa.example.jp", "ftp://tsa.example.jp/", "file:///etc/passwd", "http://"] {
        assert_eq!(told(url, &desk.authority.root()), Err(BadAuthority::Address), "{url}");
    }
    assert_eq!(told("https://tsa.example.jp/", ""), Err(BadAuthority::Anchors(NoAnchors::None)));
    assert_eq!(told("https://user:secret@tsa.example.jp/tsr?a=b", &desk.authority.root()), Ok(()));
}
