//! Evidence as a use case, on both databases: who may, what is noted, what goes and what stays.

use std::sync::Arc;

use app::access::{Action, Grants, Policy};
use app::deadlines::{Deadline, Kind, Subject};
use app::evidence::{Described, Field, Filled, Full, Storage, Upload, Wrong, read};
use app::history::{Asked, Part};
use app::members::Invited;
use app::sign_in::Keys;
use app::vault::Vault;
use app::{Caller, Clock, Door, Office, Random, Refused, Texts, packs};
use criteria::text::Lang;
use futures_util::{TryStreamExt as _, stream};
use jiff::ToSpan as _;
use protection::evidence::{Error, Reason};
use record::{Digest, OrganisationId, StreamId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::vault::{Bytes, Vault as Objects, VaultError, VaultPlace};
use store::{Access, Trail, VaultRound};
use tempfile::TempDir;
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases};

/// A company with a vault.
pub(crate) struct House {
    pub(crate) office: Office,
    objects: Objects,
    pub(crate) manager: Caller,
    pub(crate) folder: TempDir,
}

fn owner(caller: Caller) -> OrganisationId {
    caller.acting_for.unwrap()
}

async fn company(office: &Office, name: &str) -> Caller {
    let founder = person(office, "山田").await;
    let nobody = Caller::new(founder, None, Uuid::new_v4()).stepped_up();
    let input = Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() };
    Caller { acting_for: Some(office.register(nobody, &input).await.unwrap()), ..nobody }
}

pub(crate) async fn house(database: &Database) -> House {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open(&VaultPlace::Folder(folder.path().join("vault")), &folder.path().join("incoming"));
    let objects = objects.unwrap();
    let door = Door::new(database.open().await, Clock::System, Random::System);
    let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), packs::shipped().unwrap());
    let office = office.with_vault(Vault::new(objects.clone(), Keys::new(1, &[5; 32])));
    let manager = company(&office, "株式会社見本製作所").await;
    House { office, objects, manager, folder }
}

impl House {
    /// Somebody whom the president lets in: who manages members does not make managers.
    async fn join(&self, by: Caller, name: &str, offer: Offer) -> Caller {
        let invited = Invited { name: name.to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
        let made = self.office.invite(by, invited).await.unwrap();
        let open = self.office.accept(&made.token, None).await.unwrap();
        Caller::new(open.person.id, Some(open.organisation), Uuid::new_v4()).stepped_up()
    }

    async fn receive(&self, who: Caller, name: &str, bytes: &[u8]) -> Result<Upload, Refused> {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::copy_from_slice(bytes))]);
        self.office.receive(who, name, body).await
    }

    fn described(&self, class: &str) -> Described {
        let today = self.office.today();
        let keep_until = if class == "sensitive" { today.saturating_add(1.year()).to_string() } else { String::new() };
        let filled = Filled {
            title: "教育の名簿".to_owned(),
            from: "2026-10-01".to_owned(),
            class: class.to_owned(),
            keep_until,
            ..Filled::default()
        };
        read(&filled, &[], today).unwrap()
    }

    pub(crate) async fn keep(&self, who: Caller, class: &str, bytes: &[u8]) -> Result<StreamId, Refused> {
        let upload = self.receive(who, "名簿.pdf", bytes).await?;
        self.office.keep_evidence(who, self.described(class), vec![upload]).await
    }

    async fn take(&self, who: Caller, evidence: StreamId, place: u32) -> Result<Vec<u8>, Refused> {
        let read = self.office.read_file(who, evidence, place).await?;
        let pieces: Vec<Bytes> = read.content.stream().try_collect().await?;
        Ok(pieces.concat())
    }

    /// The last days of sensitive papers, as somebody sees them.
    async fn ending(&self, who: Caller) -> Vec<Deadline> {
        let all = self.office.deadlines(who).await.unwrap().list;
        all.into_iter().filter(|deadline| deadline.kind == Kind::Sensitive).collect()
    }

    pub(crate) async fn objects(&self) -> Vec<Digest> {
        let mut objects = Vec::new();
        self.objects.each(|listed| objects.push(listed.object)).await.unwrap();
        objects
    }

    /// Who looked at evidence, what for, and how it ended.
    async fn trail(&self, evidence: StreamId) -> Vec<(String, bool)> {
        let mut tx = self.office.store().reader().await.unwrap();
        let trail = tx.access_trail(Trail::Of(evidence), None, 100).await.unwrap();
        trail.into_iter().map(|(_, entry)| (entry.action, entry.outcome == Access::Allowed)).collect()
    }
}

fn is_denied<T>(done: &Result<T, Refused>) -> bool {
    matches!(done, Err(Refused::Access(_)))
}

fn is_not_there<T>(done: &Result<T, Refused>) -> bool {
    matches!(done, Err(Refused::NotThere))
}

#[tokio::test]
async fn a_file_is_kept_read_back_noted_and_told_in_the_history() {
    for database in databases() {
        let house = house(&database).await;
        let evidence = house.keep(house.manager, "", b"%PDF-1.7 who was there").await.unwrap();
        let more = house.receive(house.manager, "写真.jpg", b"\xff\xd8\xff a photo").await.unwrap();
        let same = house.receive(house.manager, "同じ.pdf", b"%PDF-1.7 who was there").await.unwrap();
        house.office.add_files(house.manager, evidence, vec![more, same]).await.unwrap();
        let kept = house.office.evidence(house.manager, evidence).await.unwrap();
        assert_eq!((kept.title(), kept.row.files, kept.row.from.as_str()), ("教育の名簿", 2, "2026-10-01"));
        let name = |at: usize| kept.texts[&kept.files[at].name].as_str();
        assert_eq!([name(0), name(1)], ["名簿.pdf", "写真.jpg"], "{}", database.name);
        assert_eq!([kept.files[0].kind.as_str(), kept.files[1].kind.as_str()], ["pdf", "jpeg"]);
        assert_eq!(kept.files[0].sha256, Digest::of(b"%PDF-1.7 who was there"));
        assert!(kept.files[1].added_at >= kept.files[0].added_at && kept.files[0].added_at == kept.row.kept_at);
        assert_eq!(house.take(house.manager, evidence, 1).await.unwrap(), b"%PDF-1.7 who was there");
        assert_eq!(house.take(house.manager, evidence, 2).await.unwrap(), b"\xff\xd8\xff a photo");
        for place in [0, 3] {
            assert!(is_not_there(&house.take(house.manager, evidence, place).await), "{}: {place}", database.name);
        }
        assert_eq!(house.trail(evidence).await, vec![("evidence.view".to_owned(), true); 2], "{}", database.name);
        let looked = house.office.evidence(house.manager, evidence).await.unwrap().looked;
        assert_eq!(looked.iter().map(|(_, who)| *who).collect::<Vec<_>>(), [Some(house.manager.person); 2]);
        let asked = Asked { part: Some(Part::Evidence), ..Asked::default() };
        let history = house.office.history(house.manager, &asked, None, 100).await.unwrap().entries;
        let what: Vec<&str> = history.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(what, ["evidence-files-added", "evidence-kept"], "{}", database.name);
        assert_eq!(history[0].path.as_deref(), Some(format!("/evidence/{evidence}").as_str()));
        // What is kept of it elsewhere is made again from the events, and no name stands in one.
        let rebuilt = house.office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", database.name);
        assert_eq!(database.ask("SELECT count(*) FROM event WHERE CAST(bytes AS TEXT) LIKE '%名簿%'").trim(), "0");
    }
}

#[tokio::test]
async fn each_role_does_what_is_written_here_and_nobody_elsewhere_finds_anything() {
    for database in databases() {
        let house = house(&database).await;
        let ordinary = house.keep(house.manager, "", b"ordinary").await.unwrap();
        let sensitive = house.keep(house.manager, "sensitive", b"sensitive").await.unwrap();
        let until = house.office.today().saturating_add(30.days());
        let role = |role: Role| Offer::Roles([role].into());
        // Keep, keep sensitive, take, see sensitive, discard: of a supporter nothing at all.
        let rows = [
            ("佐藤", role(Role::Executive), [true, true, true, true, true]),
            ("鈴木", role(Role::ProtectionManager), [true, true, true, true, true]),
            ("高橋", role(Role::Staff), [true, false, true, false, false]),
            ("田中", role(Role::Viewer), [false, false, true, false, false]),
            ("伊藤", Offer::Support { until }, [false, false, false, false, false]),
        ];
        let mut by = house.manager;
        for (name, offer, [keeps, keeps_sensitive, takes, sees, discards]) in rows {
            let who = house.join(by, name, offer).await;
            if name == "佐藤" {
                by = who;
            }
            let place = format!("{}: {name}", database.name);
            let kept = house.keep(who, "", b"of one").await;
            assert_eq!(kept.is_ok(), keeps, "{place}");
            assert_eq!(is_denied(&kept.map(drop)), !keeps, "{place}");
            let done = house.keep(who, "sensitive", b"of one").await;
            assert_eq!(done.is_ok(), keeps_sensitive, "{place}");
            assert_eq!(house.take(who, ordinary, 1).await.is_ok(), takes, "{place}");
            assert_eq!(house.take(who, sensitive, 1).await.is_ok(), sees, "{place}");
            let shown = house.office.evidence(who, sensitive).await;
            assert_eq!(shown.is_ok(), sees, "{place}");
            // What somebody may not see is not there for them; who may see nothing is told who could.
            assert_eq!(is_not_there(&shown.map(drop)), takes && !sees, "{place}");
            let listed = house.office.evidence_page(who, None, 50).await;
            let classes = listed.map(|page| page.rows.iter().any(|row| row.class == "sensitive"));
            assert_eq!(classes.ok(), takes.then_some(sees), "{place}");
            let due = house.ending(who).await;
            assert_eq!(due.iter().any(|one| one.subject == Subject::Evidence(sensitive)), sees, "{place}: {due:?}");
            assert_eq!((due.is_empty(), due.iter().all(|one| one.mine)), (!sees, true), "{place}: {due:?}");
            // Nor does a program see them that may see deadlines in their name, and nothing else.
            let program = Caller { grants: Grants::of([Action::DeadlineView]), ..who };
            assert!(house.ending(program).await.is_empty(), "{place}");
            let own = house.keep(house.manager, "", b"to be discarded").await.unwrap();
            let unconfirmed = Caller { stepped_up: false, ..who };
            assert!(is_denied(&house.office.discard_evidence(unconfirmed, own, Reason::Mistake).await), "{place}");
            let discarded = house.office.discard_evidence(who, own, Reason::Mistake).await;
            assert_eq!(discarded.is_ok(), discards, "{place}");
            assert_eq!(house.take(house.manager, own, 1).await.is_err(), discards, "{place}");
        }
        let stranger = company(&house.office, "架空精機").await;
        for evidence in [ordinary, sensitive, StreamId(Uuid::new_v4())] {
            assert!(is_not_there(&house.take(stranger, evidence, 1).await), "{}", database.name);
            assert!(is_not_there(&house.office.evidence(stranger, evidence).await), "{}", database.name);
            assert!(is_not_there(&house.office.add_files(stranger, evidence, Vec::new()).await), "{}", database.name);
            let discarded = house.office.discard_evidence(stranger, evidence, Reason::Mistake).await;
            assert!(is_not_there(&discarded), "{}", database.name);
        }
        assert!(house.office.evidence_page(stranger, None, 50).await.unwrap().rows.is_empty(), "{}", database.name);
        assert!(house.ending(stranger).await.is_empty(), "{}", database.name);
        // Every look at the sensitive one is in the trail, and every refusal.
        let trail = house.trail(sensitive).await;
        assert!(trail.iter().all(|(action, _)| action == "evidence.sensitive"), "{trail:?}");
        assert_eq!(trail.len(), 4, "{}: two saw and took it: {trail:?}", database.name);
        // What came by a person is named by that person for that organisation alone.
        let upload = house.receive(house.manager, "a.txt", b"a").await.unwrap();
        let sealed = house.office.seal_upload(&house.manager, &upload).unwrap();
        assert_eq!(house.office.open_upload(&house.manager, &sealed), Some(upload), "{}", database.name);
        let elsewhere = Caller { acting_for: stranger.acting_for, ..house.manager };
        for other in [stranger, elsewhere] {
            assert_eq!(house.office.open_upload(&other, &sealed), None, "{}", database.name);
        }
        assert_eq!(house.office.open_upload(&house.manager, &sealed[1..]), None, "{}", database.name);
    }
}

#[tokio::test]
async fn what_is_discarded_goes_from_the_vault_and_stays_in_the_record() {
    for database in databases() {
        let house = house(&database).await;
        let evidence = house.keep(house.manager, "", b"gone soon").await.unwrap();
        let other = house.keep(house.manager, "", b"stays").await.unwrap();
        assert_eq!(house.objects().await.len(), 2, "{}", database.name);
        house.office.discard_evidence(house.manager, evidence, Reason::Asked).await.unwrap();
        house.office.discard_evidence(house.manager, evidence, Reason::Asked).await.unwrap();
        assert_eq!(house.objects().await.len(), 1, "{}", database.name);
        let kept = house.office.evidence(house.manager, evidence).await.unwrap();
        assert_eq!(kept.row.discarded.as_ref().map(|(_, why)| why.as_str()), Some("asked"), "{}", database.name);
        assert_eq!(kept.files[0].sha256, Digest::of(b"gone soon"), "{}: what it was is known", database.name);
        assert!(is_not_there(&house.take(house.manager, evidence, 1).await), "{}", database.name);
        assert_eq!(house.take(house.manager, other, 1).await.unwrap(), b"stays", "{}", database.name);
        let again = house.receive(house.manager, "a.txt", b"again").await.unwrap();
        let added = house.office.add_files(house.manager, evidence, vec![again]).await;
        assert!(matches!(added, Err(Refused::Evidence(Error::Discarded { .. }))), "{}", database.name);
    }
}

#[tokio::test]
async fn an_object_is_named_by_one_piece_of_evidence_alone() {
    for database in databases() {
        let house = house(&database).await;
        let upload = house.receive(house.manager, "a.txt", b"a").await.unwrap();
        let described = || house.described("");
        let first = house.office.keep_evidence(house.manager, described(), vec![upload.clone()]).await.unwrap();
        let second = house.office.keep_evidence(house.manager, described(), vec![upload.clone()]).await;
        assert!(matches!(second, Err(Refused::Taken("object"))), "{}: {second:?}", database.name);
        house.office.add_files(house.manager, first, vec![upload]).await.unwrap();
        assert_eq!(house.office.evidence_page(house.manager, None, 50).await.unwrap().rows.len(), 1);
        assert_eq!(house.take(house.manager, first, 1).await.unwrap(), b"a", "{}", database.name);
    }
}

#[tokio::test]
async fn at_night_what_nothing_names_goes_and_what_is_over_is_discarded() {
    for database in databases() {
        let house = house(&database).await;
        let kept = house.keep(house.manager, "", b"kept").await.unwrap();
        let sensitive = house.keep(house.manager, "sensitive", b"kept for a year").await.unwrap();
        house.receive(house.manager, "b.txt", b"named by nothing").await.unwrap();
        let coming = Uuid::new_v4();
        let body = || stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"a part"))]);
        house.office.receive_part(house.manager, coming, 0, body()).await.unwrap();
        let now = house.office.door.clock().now();
        let round = house.office.tidy_vault(now).await.unwrap().unwrap();
        assert_eq!((round.objects, round.unnamed, round.parts), (3, 1, 1), "{}: it may yet be named", database.name);
        let nothing = |round: VaultRound| (round.missing, round.discarded, round.removed, round.unfinished);
        assert_eq!(nothing(round), (0, 0, 0, 0), "{}", database.name);
        let later = now.saturating_add(jiff::SignedDuration::from_hours(49)).unwrap();
        let round = house.office.tidy_vault(later).await.unwrap().unwrap();
        assert_eq!(nothing(round), (0, 0, 1, 1), "{}", database.name);
        assert_eq!((round.objects, round.unnamed, round.parts), (2, 0, 0), "{}", database.name);
        assert_eq!(house.office.parts(house.manager, coming).await.unwrap(), [0_u32; 0], "{}", database.name);
        let (due, last) = (house.ending(house.manager).await, house.office.today().saturating_add(1.year()));
        let texts = Texts::new(Lang::Ja);
        assert!(due.len() == 1 && due[0].on == last && !due[0].kind.is_ours(), "{}: {due:?}", database.name);
        assert_eq!(
            (due[0].path(), due[0].name.as_ref()),
            (format!("/evidence/{sensitive}"), None),
            "{}",
            database.name
        );
        assert_eq!(due[0].title(texts), "慎重に扱う書類を保管する最終日", "{}", database.name);
        let over = now.saturating_add(jiff::SignedDuration::from_hours(24 * 367)).unwrap();
        let round = house.office.tidy_vault(over).await.unwrap().unwrap();
        assert_eq!(nothing(round), (0, 1, 0, 0), "{}", database.name);
        assert_eq!(house.take(house.manager, kept, 1).await.unwrap(), b"kept", "{}", database.name);
        let gone = house.office.evidence(house.manager, sensitive).await.unwrap();
        assert_eq!(gone.row.discarded.map(|(_, why)| why).as_deref(), Some("over"), "{}", database.name);
        assert!(house.ending(house.manager).await.is_empty(), "{}: nothing is due any more", database.name);
        assert_eq!(house.objects().await.len(), 1, "{}", database.name);
    }
}

/// Bytes that are no file of any kind.
fn bytes(length: usize) -> Vec<u8> {
    vec![b'x'; length]
}

impl House {
    /// The same, where an organisation may have so many bytes.
    fn allowing(self, allowed: u64) -> Self {
        let vault = self.office.vault().unwrap().clone().allowing(Some(allowed));
        Self { office: self.office.clone().with_vault(vault), ..self }
    }

    async fn storage(&self) -> Storage {
        self.office.evidence_page(self.manager, None, 1).await.unwrap().storage
    }

    async fn part(&self, id: Uuid, number: u32, length: usize) -> Result<(), Refused> {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(bytes(length)))]);
        self.office.receive_part(self.manager, id, number, body).await
    }

    fn incoming(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("incoming")).unwrap().count()
    }
}

fn is_full<T>(done: &Result<T, Refused>) -> bool {
    matches!(done, Err(Refused::Full(Full::Kept { .. })))
}

#[tokio::test]
async fn an_organisation_has_no_more_in_the_vault_than_it_may_have_named_or_not() {
    for database in databases() {
        let house = house(&database).await.allowing(1_000);
        let kept = house.keep(house.manager, "", &bytes(400)).await.unwrap();
        let waiting = house.receive(house.manager, "b.txt", &bytes(500)).await.unwrap();
        let storage = house.storage().await;
        assert_eq!(storage, Storage { named: 400, waiting: 500, allowed: Some(1_000) }, "{}", database.name);
        let more = house.receive(house.manager, "c.txt", &bytes(101)).await;
        assert!(matches!(more, Err(Refused::Full(Full::Kept { used: 900, allowed: 1_000 }))), "{}", database.name);
        // It is given up while it comes: what follows is not waited for.
        let begun = [Ok::<_, std::io::Error>(Bytes::from(bytes(101)))];
        let endless = futures_util::StreamExt::chain(stream::iter(begun), stream::pending());
        assert!(is_full(&house.office.receive(house.manager, "d.txt", endless).await), "{}", database.name);
        assert!(is_full(&house.part(Uuid::new_v4(), 0, 101).await), "{}", database.name);
        assert_eq!((house.objects().await.len(), house.incoming()), (2, 0), "{}: nothing of it is kept", database.name);
        assert_eq!(house.storage().await, storage, "{}", database.name);
        // Up to the last byte.
        let last = house.receive(house.manager, "e.txt", &bytes(100)).await.unwrap();
        assert!(is_full(&house.receive(house.manager, "f.txt", b"x").await), "{}", database.name);
        house.office.add_files(house.manager, kept, vec![waiting, last]).await.unwrap();
        assert_eq!(
            house.storage().await,
            Storage { named: 1_000, waiting: 0, allowed: Some(1_000) },
            "{}",
            database.name
        );
        // Another organisation has its own.
        let stranger = company(&house.office, "架空精機").await;
        house.receive(stranger, "a.txt", &bytes(1_000)).await.unwrap();
        // What is discarded makes room.
        house.office.discard_evidence(house.manager, kept, Reason::Mistake).await.unwrap();
        assert_eq!(house.storage().await.used(), 0, "{}", database.name);
        house.keep(house.manager, "", &bytes(1_000)).await.unwrap();
    }
}

#[tokio::test]
async fn a_lower_limit_refuses_the_event_and_what_was_kept_stays() {
    for database in databases() {
        let house = house(&database).await;
        let kept = house.keep(house.manager, "", &bytes(600)).await.unwrap();
        let upload = house.receive(house.manager, "a.txt", &bytes(300)).await.unwrap();
        let events = database.ask("SELECT count(*) FROM event");
        let house = house.allowing(800);
        let named = house.office.keep_evidence(house.manager, house.described(""), vec![upload.clone()]).await;
        assert!(is_full(&named), "{}: {named:?}", database.name);
        let added = house.office.add_files(house.manager, kept, vec![upload.clone()]).await;
        assert!(is_full(&added), "{}: {added:?}", database.name);
        assert_eq!(database.ask("SELECT count(*) FROM event"), events, "{}: nothing is recorded", database.name);
        assert_eq!(house.take(house.manager, kept, 1).await.unwrap(), bytes(600), "{}", database.name);
        let house = house.allowing(900);
        house.office.add_files(house.manager, kept, vec![upload]).await.unwrap();
        assert_eq!(house.storage().await.named, 900, "{}", database.name);
    }
}

#[tokio::test]
async fn parts_count_until_the_whole_takes_their_place_and_what_nothing_names_counts_until_it_goes() {
    for database in databases() {
        let house = house(&database).await.allowing(1_000);
        let id = Uuid::new_v4();
        for number in [0, 1, 1] {
            house.part(id, number, 300).await.unwrap();
        }
        assert_eq!(house.storage().await.waiting, 600, "{}: the same part twice is one", database.name);
        assert!(is_full(&house.part(Uuid::new_v4(), 0, 401).await), "{}", database.name);
        // The parts and the whole together would be more than is allowed, and are no longer than the whole.
        let upload = house.office.receive_joined(house.manager, id, "a.txt", 2).await.unwrap();
        assert_eq!(
            house.storage().await,
            Storage { named: 0, waiting: 600, allowed: Some(1_000) },
            "{}",
            database.name
        );
        house.office.keep_evidence(house.manager, house.described(""), vec![upload]).await.unwrap();
        house.part(Uuid::new_v4(), 0, 200).await.unwrap();
        house.receive(house.manager, "b.txt", &bytes(200)).await.unwrap();
        assert!(is_full(&house.receive(house.manager, "c.txt", b"x").await), "{}", database.name);
        let later = house.office.door.clock().now().saturating_add(jiff::SignedDuration::from_hours(49)).unwrap();
        house.office.tidy_vault(later).await.unwrap();
        assert_eq!(
            house.storage().await,
            Storage { named: 600, waiting: 0, allowed: Some(1_000) },
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn of_many_files_that_come_at_once_no_more_are_taken_than_there_is_room_for() {
    for database in databases() {
        let house = house(&database).await.allowing(1_000);
        // The key is made by the first.
        house.keep(house.manager, "", &bytes(100)).await.unwrap();
        let one = async |_| house.receive(house.manager, "a.txt", &bytes(200)).await.is_ok();
        let taken = futures_util::future::join_all((0..12).map(one)).await.into_iter().filter(|taken| *taken).count();
        assert!((1..=4).contains(&taken), "{}: {taken} of 200 bytes each were taken", database.name);
        let storage = house.storage().await;
        assert_eq!(storage.waiting, 200 * taken as u64, "{}", database.name);
        assert_eq!(house.objects().await.len(), 1 + taken, "{}", database.name);
    }
}

#[tokio::test]
async fn a_night_tells_which_files_are_missing_and_that_it_failed() {
    for database in databases() {
        let house = house(&database).await;
        house.keep(house.manager, "", b"stays").await.unwrap();
        house.keep(house.manager, "", b"is taken away").await.unwrap();
        let gone = house.objects().await[0];
        house.objects.remove(gone).await.unwrap();
        let now = house.office.door.clock().now();
        let round = house.office.tidy_vault(now).await.unwrap().unwrap();
        assert_eq!((round.objects, round.missing), (1, 1), "{}", database.name);
        let noted = async || house.office.store().reader().await.unwrap().vault_round().await.unwrap();
        assert_eq!((noted().await.done, noted().await.failed_at), (Some(round), None), "{}", database.name);
        // A vault that cannot be looked through.
        let bucket = store::vault::Bucket {
            name: "nowhere".to_owned(),
            endpoint: Some("http://127.0.0.1:1".to_owned()),
            region: Some("ap-northeast-1".to_owned()),
            key: Some(("test".to_owned(), "test".to_owned())),
            patience: std::time::Duration::from_millis(200),
            ..store::vault::Bucket::default()
        };
        let nowhere = Objects::open(&VaultPlace::S3(bucket), &house.folder.path().join("incoming")).unwrap();
        let office = house.office.clone().with_vault(Vault::new(nowhere, Keys::new(1, &[5; 32])));
        assert!(office.tidy_vault(now).await.is_err(), "{}", database.name);
        assert_eq!(noted().await.done, Some(round), "{}: what was found before stays", database.name);
        assert_eq!(noted().await.failed_at, Some(now.as_microsecond()), "{}", database.name);
        house.office.tidy_vault(now).await.unwrap();
        assert_eq!(noted().await.failed_at, None, "{}", database.name);
    }
}

#[tokio::test]
async fn what_is_no_file_to_be_kept_is_refused_and_leaves_nothing() {
    for database in databases() {
        let house = house(&database).await;
        assert!(matches!(house.receive(house.manager, "a", b"").await, Err(Refused::EmptyFile)), "{}", database.name);
        let program = house.receive(house.manager, "図面.pdf", b"MZ\x90\0\x03").await;
        assert!(matches!(program, Err(Refused::Program)), "{}: whatever it is called", database.name);
        let id = Uuid::new_v4();
        let joined = house.office.receive_joined(house.manager, id, "a", 1).await;
        assert!(matches!(joined, Err(Refused::Vault(VaultError::BrokenOff))), "{}: no part", database.name);
        assert!(house.objects().await.is_empty(), "{}", database.name);
        assert_eq!(std::fs::read_dir(house.folder.path().join("incoming")).unwrap().count(), 0, "{}", database.name);
        // In parts it is the same file.
        for (number, part) in [(0, "%PDF-1.7 "), (1, "in two parts")] {
            let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(part.as_bytes()))]);
            house.office.receive_part(house.manager, id, number, body).await.unwrap();
        }
        let upload = house.office.receive_joined(house.manager, id, "a.pdf", 2).await.unwrap();
        assert_eq!(upload.sha256, Digest::of(b"%PDF-1.7 in two parts"), "{}", database.name);
        assert_eq!(house.office.parts(house.manager, id).await.unwrap(), [0_u32; 0], "{}", database.name);
    }
}

#[tokio::test]
async fn with_the_key_of_an_organisation_its_files_are_gone_in_every_copy() {
    for database in databases() {
        let house = house(&database).await;
        let evidence = house.keep(house.manager, "", b"shredded").await.unwrap();
        let owner = owner(house.manager);
        // The key is not there in clear.
        let secrets = database.ask("SELECT recipient FROM vault_key");
        assert!(secrets.starts_with("age1"), "{}: {secrets}", database.name);
        assert_eq!(
            database.ask("SELECT count(*) FROM vault_key WHERE CAST(identity AS TEXT) LIKE '%AGE-SECRET%'").trim(),
            "0"
        );
        let destroyed =
            house.office.store().write(move |tx| Box::pin(async move { tx.destroy_vault_keys(owner, 1).await }));
        assert!(destroyed.await.map_err(|error: store::StoreError| error).unwrap(), "{}", database.name);
        assert_eq!(house.objects().await.len(), 1, "{}: the object may lie in a backup", database.name);
        assert!(matches!(house.take(house.manager, evidence, 1).await, Err(Refused::Destroyed)), "{}", database.name);
        let more = house.receive(house.manager, "a", b"a").await;
        assert!(matches!(more, Err(Refused::Destroyed)), "{}: no second key is made", database.name);
    }
}

#[test]
fn each_fault_of_the_form_is_told_at_its_field() {
    let today = jiff::civil::date(2026, 11, 20);
    let good = Filled { title: "教育".to_owned(), from: "2026-10-01".to_owned(), ..Filled::default() };
    let with = |change: &dyn Fn(&mut Filled)| {
        let mut filled = good.clone();
        change(&mut filled);
        read(&filled, &[], today).map(|described| described.is_sensitive())
    };
    assert_eq!(with(&|_| {}), Ok(false));
    assert_eq!(with(&|form| form.until = "2026-11-20".to_owned()), Ok(false));
    let sensitive = |until: &str| {
        with(&|form| {
            form.class = "sensitive".to_owned();
            until.clone_into(&mut form.keep_until);
        })
    };
    assert_eq!(sensitive("2027-03-31"), Ok(true));
    let fault = |field, wrong| Err(vec![(field, wrong)]);
    assert_eq!(sensitive(""), fault(Field::KeepUntil, Wrong::KeepUntil));
    assert_eq!(sensitive("2037-01-01"), fault(Field::KeepUntil, Wrong::KeepUntil));
    assert_eq!(with(&|form| form.keep_until = "2027-03-31".to_owned()), fault(Field::KeepUntil, Wrong::KeepNothing));
    for title in ["", "  ", "two\nlines", &"長".repeat(121)] {
        assert_eq!(with(&|form| title.clone_into(&mut form.title)), fault(Field::Title, Wrong::Title), "{title}");
    }
    assert_eq!(with(&|form| form.from = "tomorrow".to_owned()), fault(Field::From, Wrong::Day));
    assert_eq!(with(&|form| form.from = "2026-11-21".to_owned()), fault(Field::From, Wrong::Later));
    assert_eq!(with(&|form| form.until = "2026-11-21".to_owned()), fault(Field::Until, Wrong::Later));
    assert_eq!(with(&|form| form.until = "2026-09-30".to_owned()), fault(Field::Until, Wrong::Before));
    assert_eq!(with(&|form| form.class = "secret".to_owned()), fault(Field::Class, Wrong::Class));
    let all = with(&|form| *form = Filled { class: "x".to_owned(), until: "y".to_owned(), ..Filled::default() });
    let expected = [
        (Field::Title, Wrong::Title),
        (Field::From, Wrong::Day),
        (Field::Until, Wrong::Day),
        (Field::Class, Wrong::Class),
    ];
    assert_eq!(all, Err(expected.to_vec()), "all at once");
    assert!(Action::EvidenceDiscard.is_grave());
}
