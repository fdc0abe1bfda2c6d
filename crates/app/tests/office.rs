//! The use cases on both databases: who may, who may not, what changed meanwhile, and what of it stands in the record.

use std::sync::Arc;

use app::access::Policy;
use app::checks::{Claim, Given};
use app::door::Once;
use app::members::{Change, Invited};
use app::{Caller, Clock, Door, Office, Random, Refused, packs};
use criteria::answers::Answer;
use protection::check::{Source, Standing};
use protection::section;
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::member::{Error as MemberError, Offer, Role};
use scheme::organisation::Input;
use store::models::Page;
use store::{Address, Email, Statements, Store, StoreError};
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases};

/// A company with its manager, a colleague and its president, and another company.
struct Stage {
    office: Office,
    manager: Caller,
    staff: Caller,
    president: Caller,
    stranger: Caller,
}

async fn office(database: &Database) -> Office {
    let door = Door::new(database.open().await, Clock::System, Random::System);
    let catalogue = packs::shipped().unwrap();
    Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue)
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

fn input(name: &str, number: &str) -> Input {
    Input {
        kinds: vec!["company".to_owned()],
        name: name.to_owned(),
        corporate_number: number.to_owned(),
        prefecture: "23".to_owned(),
        main_industry: "E26".to_owned(),
        capital: "10000000".to_owned(),
        employees: "40".to_owned(),
        ..Input::default()
    }
}

async fn join(office: &Office, manager: Caller, name: &str, role: Role) -> Caller {
    let invited = Invited {
        name: name.to_owned(),
        reading: None,
        email: None,
        offer: Offer::Roles([role].into()),
        language: "ja".to_owned(),
    };
    let made = office.invite(manager, invited).await.unwrap();
    let open = office.accept(&made.token, None).await.unwrap();
    caller(open.person.id, Some(open.organisation))
}

async fn stage(database: &Database) -> Stage {
    let office = office(database).await;
    let founder = person(&office, "山田").await;
    let company = office.register(caller(founder, None), &input("株式会社見本製作所", "7123456789012")).await.unwrap();
    let manager = caller(founder, Some(company));
    let staff = join(&office, manager, "佐藤", Role::Staff).await;
    let president = join(&office, manager, "見本", Role::Executive).await;
    let other = person(&office, "鈴木").await;
    let elsewhere = office.register(caller(other, None), &input("架空精機株式会社", "")).await.unwrap();
    Stage { office, manager, staff, president, stranger: caller(other, Some(elsewhere)) }
}

fn given(item: &str, answer: Answer, base: u32) -> Given {
    Given { item: item.to_owned(), answer: Some(answer), note: String::new(), base }
}

async fn begin(stage: &Stage) -> StreamId {
    stage.office.begin_check(stage.manager, "tics-19").await.unwrap()
}

#[tokio::test]
async fn two_colleagues_fill_a_check_and_the_president_signs_it_off() {
    for database in databases() {
        let Stage { office, manager, staff, president, .. } = stage(&database).await;
        let check = office.begin_check(manager, "tics-19").await.unwrap();
        let checklist = office.check(manager, check).await.unwrap().checklist;
        for (i, item) in checklist.items.iter().enumerate() {
            let who = if i % 2 == 0 { manager } else { staff };
            let version = office.answer(who, check, given(&item.id, Answer::Implemented, 0), None).await.unwrap();
            assert!(version > 0);
        }
        let shown = office.check(president, check).await.unwrap();
        assert_eq!(shown.score().overall, Some(100), "{}", database.name);
        assert!(shown.names.values().any(|name| name == "佐藤"));
        let (seen, content) = (shown.versions(), Digest::of(b"what was shown"));
        office.sign_off(president, check, seen.clone(), content).await.unwrap();
        let shown = office.check(manager, check).await.unwrap();
        assert!(matches!(shown.signed(), Some((_, Standing::Holds))), "{}", database.name);
        assert_eq!(office.checks(manager).await.unwrap()[0].signed, Some(true));

        // A later change makes a new confirmation necessary, and the old versions are not signed again.
        let first = &checklist.items[0];
        let base = shown.given(&first.id).unwrap().version;
        office.answer(staff, check, given(&first.id, Answer::Partial, base), None).await.unwrap();
        let shown = office.check(president, check).await.unwrap();
        assert!(matches!(shown.signed(), Some((_, Standing::ChangedSince { .. }))), "{}", database.name);
        let again = office.sign_off(president, check, seen, content).await;
        assert!(matches!(again, Err(Refused::Check(_))), "{}: {again:?}", database.name);
        office.sign_off(president, check, shown.versions(), content).await.unwrap();
    }
}

#[tokio::test]
async fn two_answers_to_one_item_conflict_and_two_items_do_not() {
    for database in databases() {
        let stage = stage(&database).await;
        let Stage { office, manager, staff, .. } = &stage;
        let check = begin(&stage).await;
        let items: Vec<_> = office.check(*manager, check).await.unwrap().checklist.items[..2].to_vec();
        let seen = office.answer(*manager, check, given(&items[0].id, Answer::Partial, 0), None).await.unwrap();
        office.answer(*staff, check, given(&items[1].id, Answer::Partial, 0), None).await.unwrap();
        office.answer(*staff, check, given(&items[0].id, Answer::Implemented, seen), None).await.unwrap();
        let late = office.answer(*manager, check, given(&items[0].id, Answer::NotImplemented, seen), None).await;
        let Err(Refused::Section(section::Error::Conflict(conflict))) = late else { panic!("{late:?}") };
        assert_eq!(conflict.theirs.by, staff.person, "{}", database.name);
        assert_eq!(conflict.theirs.answer, Some(Answer::Implemented));
        assert_eq!(conflict.mine, Some(Answer::NotImplemented));
    }
}

#[tokio::test]
async fn of_many_who_answer_the_same_item_at_once_exactly_one_wins() {
    for database in databases() {
        let stage = stage(&database).await;
        let check = begin(&stage).await;
        let item = stage.office.check(stage.manager, check).await.unwrap().checklist.items[0].id.clone();
        // Several offices on one PostgreSQL are several processes; nothing is shared but the database.
        let offices = match database.address {
            Address::File(_) => vec![stage.office.clone()],
            Address::Postgres { .. } => vec![stage.office.clone(), office(&database).await, office(&database).await],
        };
        let answers = [Answer::Implemented, Answer::Partial, Answer::NotImplemented];
        let racers: Vec<_> = (0..6)
            .map(|i| {
                let (office, item) = (offices[i % offices.len()].clone(), item.clone());
                let who = if i % 2 == 0 { stage.manager } else { stage.staff };
                tokio::spawn(async move { office.answer(who, check, given(&item, answers[i % 3], 0), None).await })
            })
            .collect();
        let mut stands = std::collections::BTreeSet::new();
        for (i, racer) in racers.into_iter().enumerate() {
            match racer.await.unwrap() {
                Ok(_) => drop(stands.insert(i % 3)),
                Err(Refused::Section(section::Error::Conflict(_))) => {}
                Err(error) if error.to_string().contains("changed") => {}
                Err(error) => panic!("{}: {error}", database.name),
            }
        }
        // The same answer twice is no conflict; different ones never both stand.
        assert_eq!(stands.len(), 1, "{}", database.name);
    }
}

#[tokio::test]
async fn another_company_sees_and_changes_nothing() {
    for database in databases() {
        let stage = stage(&database).await;
        let Stage { office, stranger, manager, .. } = &stage;
        let check = begin(&stage).await;
        let item = office.check(*manager, check).await.unwrap().checklist.items[0].id.clone();
        // Acting for their own company, the ids of the other lead nowhere.
        assert!(matches!(office.check(*stranger, check).await, Err(Refused::NotThere)));
        let answered = office.answer(*stranger, check, given(&item, Answer::Partial, 0), None).await;
        assert!(answered.is_err(), "{}: {answered:?}", database.name);
        assert!(office.close_check(*stranger, check).await.is_err());
        assert!(office.checks(*stranger).await.unwrap().is_empty());
        let removed = office.change_member(*stranger, manager.person, Change::Remove).await;
        assert!(matches!(removed, Err(Refused::NotThere)), "{}: {removed:?}", database.name);
        // Claiming to act for the other company gives no role there.
        let forged = caller(stranger.person, manager.acting_for);
        assert!(matches!(office.check(forged, check).await, Err(Refused::Access(_))));
        assert!(matches!(office.members(forged).await, Err(Refused::Access(_))));
        assert!(matches!(office.organisation(forged).await, Err(Refused::Access(_))));
        let forged_answer = office.answer(forged, check, given(&item, Answer::Partial, 0), None).await;
        assert!(matches!(forged_answer, Err(Refused::Access(_))), "{}", database.name);
        assert!(office.check(*manager, check).await.unwrap().given(&item).is_none());
        // Every refusal for want of a right stands in the trail.
        let told = database.ask("SELECT count(*) FROM access_trail WHERE outcome = 'refused'");
        assert_eq!(told.trim(), "4", "{}", database.name);
    }
}

#[tokio::test]
async fn a_right_that_is_taken_is_gone_with_the_next_request_on_every_process() {
    for database in databases() {
        let stage = stage(&database).await;
        let elsewhere = office(&database).await;
        let check = begin(&stage).await;
        let item = stage.office.check(stage.manager, check).await.unwrap().checklist.items[0].id.clone();
        elsewhere.answer(stage.staff, check, given(&item, Answer::Partial, 0), None).await.unwrap();
        stage.office.change_member(stage.manager, stage.staff.person, Change::Remove).await.unwrap();
        assert!(matches!(elsewhere.check(stage.staff, check).await, Err(Refused::Access(_))), "{}", database.name);
        let answered = elsewhere.answer(stage.staff, check, given(&item, Answer::Implemented, 1), None).await;
        assert!(matches!(answered, Err(Refused::Access(_))), "{}", database.name);
    }
}

#[tokio::test]
async fn a_viewer_reads_and_a_refusal_names_who_could() {
    for database in databases() {
        let stage = stage(&database).await;
        let check = begin(&stage).await;
        let viewer = join(&stage.office, stage.manager, "見る人", Role::Viewer).await;
        let shown = stage.office.check(viewer, check).await.unwrap();
        let item = shown.checklist.items[0].id.clone();
        let refused = stage.office.answer(viewer, check, given(&item, Answer::Partial, 0), None).await;
        let Err(Refused::Access(access)) = refused else { panic!("{refused:?}") };
        assert!(access.roles_that_could.iter().any(|role| role.word() == "staff"), "{}", database.name);
        // A grave act asks who it is first.
        let hasty = Caller { stepped_up: false, ..stage.president };
        let refused = stage.office.sign_off(hasty, check, shown.versions(), Digest::of(b"")).await;
        let Err(Refused::Access(access)) = refused else { panic!("{refused:?}") };
        assert!(access.step_up, "{}", database.name);
    }
}

#[tokio::test]
async fn the_last_who_manages_members_stays_even_if_two_leave_at_once() {
    for database in databases() {
        let stage = stage(&database).await;
        let second = join(&stage.office, stage.president, "次長", Role::ProtectionManager).await;
        let leave = |who: Caller| {
            let office = stage.office.clone();
            async move { office.leave(who).await }
        };
        // A manager does not remove the president, who manages members, too, and leaves first.
        let taken = stage.office.change_member(stage.manager, stage.president.person, Change::Remove).await;
        assert!(matches!(taken, Err(Refused::Access(_))), "{}: {taken:?}", database.name);
        leave(stage.president).await.unwrap();
        let (one, two) = tokio::join!(leave(stage.manager), leave(second));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{}: {one:?} {two:?}", database.name);
        let last = if one.is_ok() { second } else { stage.manager };
        let left = stage.office.leave(last).await;
        assert!(matches!(left, Err(Refused::Member(MemberError::LastManager))), "{}: {left:?}", database.name);
    }
}

#[tokio::test]
async fn a_corporate_number_exists_once_and_an_organisation_that_is_there_is_found() {
    for database in databases() {
        let Stage { office, stranger, .. } = stage(&database).await;
        let again = office.register(stranger, &input("見本製作所", "7123456789012")).await;
        assert!(matches!(again, Err(Refused::Taken("corporate-number"))), "{}: {again:?}", database.name);
        let alike = office.alike(stranger, "見本製作所（株）", None).await.unwrap();
        assert_eq!(alike.len(), 1, "{}", database.name);
        let found = office.find(stranger, "本", &Page::first()).await.unwrap();
        assert_eq!(found.organisations[0].name.as_deref(), Some("株式会社見本製作所"));
        // It may be given up, and is free then.
        let twelve = office.register(stranger, &input("別の会社", "123456789012")).await;
        let Err(Refused::Input(faults)) = twelve else { panic!("{twelve:?}") };
        assert_eq!(faults.len(), 1);
    }
}

#[tokio::test]
async fn what_is_known_of_an_organisation_changes_and_its_size_class_with_it() {
    for database in databases() {
        let Stage { office, manager, .. } = stage(&database).await;
        assert_eq!(office.organisation(manager).await.unwrap().size.as_deref(), Some("sme"));
        let mut changed = input("株式会社見本製作所", "");
        changed.employees = "20".to_owned();
        changed.address = "愛知県見本市1-2-3".to_owned();
        office.describe(manager, &changed).await.unwrap();
        let shown = office.organisation(manager).await.unwrap();
        assert_eq!(shown.size.as_deref(), Some("small"), "{}", database.name);
        assert_eq!((shown.number, shown.address.as_deref()), (None, Some("愛知県見本市1-2-3")));
        // The number is free for another now.
        let other = person(&office, "田中").await;
        office.register(caller(other, None), &input("別会社", "7123456789012")).await.unwrap();
        // The same again is no event.
        let before = database.ask("SELECT count(*) FROM event");
        office.describe(manager, &changed).await.unwrap();
        assert_eq!(database.ask("SELECT count(*) FROM event"), {
            let count: u32 = before.trim().parse().unwrap();
            format!("{count}\n")
        });
    }
}

#[tokio::test]
async fn answers_given_elsewhere_are_taken_over_with_their_day_and_twice_is_once() {
    for database in databases() {
        let Stage { office, manager, .. } = stage(&database).await;
        let (pack, checklist) = office.catalogue.checklist("tics-19").unwrap();
        let claim = Claim {
            check: Uuid::new_v4(),
            edition: pack.edition.clone(),
            answers: checklist.items.iter().map(|item| (item.id.clone(), Answer::Partial)).collect(),
            reported_on: Some("2026-11-01".parse().unwrap()),
            source: Source::Device,
        };
        let check = office.claim(manager, &claim).await.unwrap();
        let again = office.claim(manager, &claim).await.unwrap();
        assert_eq!(check, again);
        let shown = office.check(manager, check).await.unwrap();
        assert_eq!(shown.row.origin, "device");
        assert_eq!(shown.row.reported_on.as_deref(), Some("2026-11-01"));
        assert_eq!(
            shown.answers().iter().filter(|(_, answer)| answer.is_some()).count(),
            checklist.items.len(),
            "{}",
            database.name
        );
        assert_eq!(office.checks(manager).await.unwrap().len(), 1);
        // Nine sections, one command: everything was recorded at once.
        let moments = "SELECT count(DISTINCT recorded_at) FROM event WHERE kind IN ('begun', 'opened', 'taken')";
        assert_eq!(database.ask(moments).trim(), "1", "{}", database.name);
    }
}

#[tokio::test]
async fn of_answers_given_elsewhere_all_are_taken_or_none() {
    for database in databases() {
        let Stage { office, manager, .. } = stage(&database).await;
        let (pack, checklist) = office.catalogue.checklist("tics-19").unwrap();
        let strict = checklist.items.iter().rfind(|item| !item.answers.contains(&Answer::NotApplicable)).unwrap();
        let whole = Claim {
            check: Uuid::new_v4(),
            edition: pack.edition.clone(),
            answers: checklist.items.iter().map(|item| (item.id.clone(), Answer::Partial)).collect(),
            reported_on: Some(office.today()),
            source: Source::Sheet,
        };
        let with = |answers| Claim { answers, ..whole.clone() };
        let mut not_allowed = whole.answers.clone();
        not_allowed.iter_mut().filter(|(item, _)| *item == strict.id).for_each(|(_, to)| *to = Answer::NotApplicable);
        let mut unknown = whole.answers.clone();
        unknown.push(("tics-19/99".to_owned(), Answer::Partial));
        let twice = whole.answers.iter().chain(&whole.answers[..1]).cloned().collect();
        let later = Claim { reported_on: Some(office.today().tomorrow().unwrap()), ..whole.clone() };
        let (events, texts) = ("SELECT count(*) FROM event", "SELECT count(*) FROM text");
        let before = (database.ask(events), database.ask(texts));
        for (name, claim) in
            [("not allowed", with(not_allowed)), ("unknown", with(unknown)), ("twice", with(twice)), ("later", later)]
        {
            assert!(office.claim(manager, &claim).await.is_err(), "{}: {name}", database.name);
            assert_eq!((database.ask(events), database.ask(texts)), before, "{}: {name}", database.name);
        }
        assert!(office.checks(manager).await.unwrap().is_empty(), "{}", database.name);
        // The same id with other answers is refused, and what stands stays.
        let check = office.claim(manager, &whole).await.unwrap();
        let other = with(checklist.items.iter().map(|item| (item.id.clone(), Answer::Implemented)).collect());
        assert!(office.claim(manager, &other).await.is_err(), "{}", database.name);
        let shown = office.check(manager, check).await.unwrap();
        assert!(shown.answers().iter().all(|(_, answer)| answer == Some(Answer::Partial)), "{}", database.name);
    }
}

#[tokio::test]
async fn a_request_that_comes_twice_is_done_once_and_its_key_serves_no_other() {
    for database in databases() {
        let stage = stage(&database).await;
        let check = begin(&stage).await;
        let item = stage.office.check(stage.manager, check).await.unwrap().checklist.items[0].id.clone();
        let once = |body: &[u8]| Some(Once::new("k1", body));
        let answer = || given(&item, Answer::Partial, 0);
        let first = stage.office.answer(stage.manager, check, answer(), once(b"a")).await.unwrap();
        let second = stage.office.answer(stage.manager, check, answer(), once(b"a")).await.unwrap();
        assert_eq!(first, second, "{}", database.name);
        let other = stage.office.answer(stage.manager, check, answer(), once(b"b")).await;
        assert!(matches!(other, Err(Refused::Door(_))), "{}: {other:?}", database.name);
    }
}

#[tokio::test]
async fn no_name_and_no_text_stands_in_an_event_and_the_read_models_are_those_of_the_events() {
    for database in databases() {
        let stage = stage(&database).await;
        let check = begin(&stage).await;
        let item = stage.office.check(stage.manager, check).await.unwrap().checklist.items[0].id.clone();
        let mut answer = given(&item, Answer::Partial, 0);
        answer.note = "カナリア工場長のメモ".to_owned();
        stage.office.answer(stage.manager, check, answer, None).await.unwrap();
        let mut changed = input("カナリア工業", "7123456789012");
        changed.address = "カナリア市".to_owned();
        changed.reading = "カナリアコウギョウ".to_owned();
        stage.office.describe(stage.manager, &changed).await.unwrap();
        let invited = Invited {
            name: "カナリア太郎".to_owned(),
            reading: Some("カナリアタロウ".to_owned()),
            email: Some(Email { shown: "canary@example.jp".to_owned(), folded: "canary@example.jp".to_owned() }),
            offer: Offer::Roles([Role::Staff].into()),
            language: "ja".to_owned(),
        };
        stage.office.invite(stage.manager, invited).await.unwrap();
        let bytes = match database.address {
            Address::File(_) => database.ask("SELECT CAST(bytes AS TEXT) FROM event"),
            Address::Postgres { .. } => database.ask("SELECT convert_from(bytes, 'UTF8') FROM event"),
        };
        assert!(bytes.lines().count() > 8);
        for canary in ["カナリア", "canary", "山田", "佐藤", "見本"] {
            assert!(!bytes.contains(canary), "{}: {canary} in {bytes}", database.name);
        }
        let store: &Store = stage.office.store();
        let rebuilt = store
            .write(|tx| Box::pin(async move { tx.rebuild().await }))
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        assert!(rebuilt.iter().all(|one| one.missing + one.surplus == 0), "{}: {rebuilt:?}", database.name);
    }
}

#[tokio::test]
async fn saving_an_answer_and_reading_a_check_take_few_statements_however_much_there_is() {
    for database in databases() {
        let stage = stage(&database).await;
        let check = begin(&stage).await;
        let items = stage.office.check(stage.manager, check).await.unwrap().checklist.items.clone();
        let mut taken = Vec::new();
        for item in &items {
            let answer = stage.office.answer(stage.manager, check, given(&item.id, Answer::Partial, 0), None);
            let (done, made) = Statements::of(answer).await;
            done.unwrap();
            taken.push(made);
        }
        assert!(taken.iter().all(|made| *made <= 11), "{}: {taken:?}; the session is one more", database.name);
        let (_, read) = Statements::of(stage.office.check(stage.manager, check)).await;
        let (_, list) = Statements::of(stage.office.checks(stage.manager)).await;
        assert!(read <= 7 && list <= 7, "{}: {read}, {list}", database.name);
        for _ in 0..5 {
            begin(&stage).await;
        }
        let (_, more) = Statements::of(stage.office.checks(stage.manager)).await;
        assert_eq!(list, more, "{}: constant in rows", database.name);
    }
}
