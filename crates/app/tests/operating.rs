//! Who runs the installation, on both databases: how that begins, what they do, and everything they do not see.

use std::sync::Arc;

use app::access::Policy;
use app::evidence::{Filled, read};
use app::log::{LogKey, Sealer};
use app::members::{Change, Invited};
use app::operating::{FirstPerson, Peopled, Runs};
use app::sign_in::Keys;
use app::storage::Amiss;
use app::today::Waiting;
use app::vault::Vault;
use app::{Caller, Clock, Door, Office, Random, Refused, Statements, packs};
use record::{OrganisationId, PersonId};
use scheme::member::{Error as MemberError, Offer, Role};
use scheme::organisation::{Error as OrganisationError, Input};
use store::models::Page;
use store::vault::{Bytes, Vault as Objects, VaultPlace};
use store::{Email, NewJob, StoreError};
use uuid::Uuid;

use crate::support::{Database, databases};

async fn office(database: &Database) -> Office {
    let door = Door::new(database.open().await, Clock::System, Random::System);
    let catalogue = packs::shipped().unwrap();
    Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue)
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

fn input(name: &str, kind: &str) -> Input {
    Input { kinds: vec![kind.to_owned()], name: name.to_owned(), ..Input::default() }
}

fn email(name: &str) -> Email {
    let folded = format!("{name}@example.jp");
    Email { shown: folded.clone(), folded }
}

fn first(name: &str) -> FirstPerson {
    FirstPerson { name: name.to_owned(), email: email(name), language: "ja".to_owned() }
}

/// Who set the installation up.
async fn founder(office: &Office) -> PersonId {
    office.set_up("設置 者".to_owned(), email("founder"), "ja".to_owned()).await.unwrap()
}

/// An association that runs the installation, as its operator.
async fn operator(office: &Office) -> Caller {
    let person = founder(office).await;
    let association = input("見本工業会", "association");
    let id = office.register_as(caller(person, None), &association, Runs::TheInstallation).await.unwrap();
    caller(person, Some(id))
}

/// Somebody invited into the caller's organisation, who accepts.
async fn joined(office: &Office, by: Caller, name: &str, role: Role) -> Caller {
    let invited = Invited {
        name: name.to_owned(),
        reading: None,
        email: Some(email(name)),
        offer: Offer::Roles([role].into()),
        language: "ja".to_owned(),
    };
    let made = office.invite(by, invited).await.unwrap();
    office.accept(&made.token, None).await.unwrap();
    caller(made.person, by.acting_for)
}

/// The first person of a company that the operator registers.
async fn first_of(office: &Office, operator: Caller, name: &str) -> Caller {
    let made = office.register_for(operator, &input(name, "company"), first(name)).await.unwrap();
    let open = office.accept(&made.token, None).await.unwrap();
    caller(made.person, Some(open.organisation))
}

fn is_denied<T>(done: Result<T, Refused>) -> bool {
    matches!(done, Err(Refused::Access(access)) if !access.allowed && !access.step_up)
}

#[tokio::test]
async fn who_set_the_installation_up_begins_its_operation_once() {
    for database in databases() {
        let office = office(&database).await;
        let person = founder(&office).await;
        let company = office.register(caller(person, None), &input("見本製作所", "company")).await.unwrap();
        let here = caller(person, Some(company));
        assert!(is_denied(office.organisations(here, "", &Page::first()).await), "{}", database.name);

        let other = joined(&office, here, "second", Role::Executive).await;
        assert!(is_denied(office.begin_operation(other).await), "{}: not who set it up", database.name);
        let own = input("別の会社", "company");
        let own = office.register_as(caller(other.person, None), &own, Runs::TheInstallation).await;
        assert!(is_denied(own), "{}", database.name);

        office.begin_operation(here).await.unwrap();
        assert_eq!(office.standing(here).await.unwrap().roles, ["protection_manager", "operator"]);
        assert!(office.organisations(here, "", &Page::first()).await.is_ok(), "{}", database.name);
        assert!(is_denied(office.begin_operation(here).await), "{}: once", database.name);
        let second = office.register_as(here, &input("次の会社", "company"), Runs::TheInstallation).await;
        assert!(is_denied(second), "{}: one organisation only", database.name);
        assert!(is_denied(office.organisations(other, "", &Page::first()).await), "{}: no operator", database.name);
        let rebuilt = office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", database.name);
    }
}

#[tokio::test]
async fn an_organisation_that_cannot_run_an_installation_is_refused_and_nothing_is_kept() {
    for database in databases() {
        let office = office(&database).await;
        let person = founder(&office).await;
        let university = input("見本大学", "university");
        let done = office.register_as(caller(person, None), &university, Runs::TheInstallation).await;
        let expected = OrganisationError::CannotOperate;
        assert!(matches!(done, Err(Refused::Organisation(error)) if error == expected), "{}", database.name);
        assert!(office.memberships(person).await.unwrap().is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn the_first_person_is_invited_and_manages_the_others() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let made = office.register_for(operator, &input("株式会社一", "company"), first("one")).await.unwrap();
        let listed = office.organisations(operator, "株式会社一", &Page::first()).await.unwrap();
        let [(company, people)] = &listed.organisations[..] else { panic!("{listed:?}") };
        let until = made.expires_at.as_microsecond();
        assert_eq!(*people, Peopled::Invited { until }, "{}", database.name);

        // Somebody else is invited in place: the first link is of no use any more.
        let again = office.invite_first(operator, company.id, first("other")).await.unwrap();
        assert!(matches!(office.accept(&made.token, None).await, Err(Refused::Invitation(_))), "{}", database.name);
        // The same person once more.
        let thrice = office.invite_first(operator, company.id, first("other")).await.unwrap();
        assert!(office.accept(&again.token, None).await.is_err(), "{}", database.name);
        let open = office.accept(&thrice.token, None).await.unwrap();
        assert_eq!((open.organisation, again.person), (company.id, thrice.person), "{}", database.name);
        let head = caller(thrice.person, Some(company.id));
        assert_eq!(office.standing(head).await.unwrap().roles, ["protection_manager"], "{}", database.name);
        joined(&office, head, "staff", Role::Staff).await;

        let listed = office.organisations(operator, "", &Page::first()).await.unwrap();
        let named: Vec<_> = listed.organisations.iter().map(|(one, people)| (one.name.as_deref(), *people)).collect();
        let expected = [(Some("株式会社一"), Peopled::There), (Some("見本工業会"), Peopled::There)];
        assert_eq!(named, expected, "{}", database.name);
        let refused = office.invite_first(operator, company.id, first("late")).await;
        assert!(matches!(refused, Err(Refused::NotThere)), "{}: somebody is there", database.name);
        let rebuilt = office.rebuild().await.unwrap();
        assert!(rebuilt.iter().all(|table| table.missing + table.surplus == 0), "{}: {rebuilt:?}", database.name);
    }
}

#[tokio::test]
async fn an_operator_sees_lists_and_nothing_of_what_is_in_other_organisations() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let head = first_of(&office, operator, "company").await;
        // Naming the other organisation as the one acted for gives no role in it.
        let posing = caller(operator.person, head.acting_for);
        assert!(is_denied(office.members(posing).await), "{}", database.name);
        assert!(is_denied(office.organisation(posing).await), "{}", database.name);
        assert!(is_denied(office.organisations(posing, "", &Page::first()).await), "{}", database.name);
        for stranger in [head, caller(head.person, operator.acting_for)] {
            assert!(is_denied(office.organisations(stranger, "", &Page::first()).await), "{}", database.name);
            assert!(is_denied(office.jobs(stranger).await), "{}", database.name);
            assert!(is_denied(office.try_again(stranger, Uuid::nil()).await), "{}", database.name);
            let own = input("株式会社二", "company");
            assert!(is_denied(office.register_for(stranger, &own, first("two")).await), "{}", database.name);
            let id = head.acting_for.unwrap();
            assert!(is_denied(office.invite_first(stranger, id, first("two")).await), "{}", database.name);
        }
    }
}

#[tokio::test]
async fn operators_are_of_the_organisation_that_runs_the_installation() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let head = first_of(&office, operator, "company").await;
        let president = joined(&office, head, "president", Role::Executive).await;
        let grant = office.change_member(president, head.person, Change::Grant(Role::Operator, None)).await;
        let not = |done: Result<_, Refused>| matches!(done, Err(Refused::Organisation(OrganisationError::OperatesNot)));
        assert!(not(grant), "{}", database.name);
        let invited = Invited {
            name: "運営 志望".to_owned(),
            reading: None,
            email: None,
            offer: Offer::Roles([Role::Operator].into()),
            language: "ja".to_owned(),
        };
        assert!(not(office.invite(president, invited).await.map(drop)), "{}", database.name);
        assert!(!office.members(head).await.unwrap().offered.contains(&Role::Operator), "{}", database.name);
        assert!(office.members(operator).await.unwrap().offered.contains(&Role::Operator), "{}", database.name);
    }
}

#[tokio::test]
async fn an_operator_is_no_manager_of_members() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let colleague = joined(&office, operator, "president", Role::Executive).await;
        let helper = joined(&office, operator, "helper", Role::Staff).await;
        office.change_member(colleague, helper.person, Change::Grant(Role::Operator, None)).await.unwrap();
        office.leave(operator).await.unwrap();
        // Only an operator besides would be left: nobody there could invite.
        let left = office.leave(colleague).await;
        assert!(matches!(left, Err(Refused::Member(MemberError::LastManager))), "{}", database.name);
        assert!(office.organisations(helper, "", &Page::first()).await.is_ok(), "{}", database.name);
    }
}

#[tokio::test]
async fn a_dead_letter_is_tried_again_and_who_did_is_noted() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let id = Uuid::now_v7();
        let job = NewJob {
            id,
            kind: "mail",
            key: "one".to_owned(),
            payload: "{}".to_owned(),
            sealed: None,
            made_at: 1,
            due_at: 1,
        };
        let buried = office.store().write(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                tx.add_job(&job).await?;
                let held = tx.take_jobs(Uuid::nil(), 2, 3, 1).await?;
                tx.bury_job(&held[0], 2, "mail_refused").await
            })
        });
        assert!(buried.await.map_err(|error: StoreError| error).unwrap(), "{}", database.name);
        let jobs = office.jobs(operator).await.unwrap();
        assert_eq!((jobs.open[0].id, jobs.open[0].state.as_str()), (id, "dead"), "{}", database.name);
        office.try_again(operator, id).await.unwrap();
        assert_eq!(office.jobs(operator).await.unwrap().open[0].state, "waiting", "{}", database.name);
        let twice = office.try_again(operator, id).await;
        assert!(matches!(twice, Err(Refused::NotThere)), "{}", database.name);
        let noted =
            database.ask("SELECT count(*) FROM access_trail WHERE action = 'operator.jobs' AND outcome = 'allowed'");
        assert_eq!(noted.trim(), "1", "{}", database.name);
    }
}

#[tokio::test]
async fn that_nothing_is_sealed_any_more_is_told_after_a_minute() {
    for database in databases() {
        let office = office(&database).await;
        let operator = operator(&office).await;
        let fresh = office.jobs(operator).await.unwrap().log;
        assert!(fresh.sealed_at.is_none() && fresh.waiting > 0 && !fresh.stuck, "{}: {fresh:?}", database.name);
        let soon = Clock::System.now() + jiff::SignedDuration::from_secs(90);
        let later = office.through(Door::new(office.store().clone(), Clock::Fixed(soon), Random::System));
        let stuck = later.jobs(operator).await.unwrap().log;
        assert!(stuck.stuck && stuck.waiting == fresh.waiting, "{}: {stuck:?}", database.name);
        let sealer = Sealer::new(office.store().clone(), Clock::System, Random::System, LogKey::new(&[9; 32]).unwrap());
        sealer.seal_all().await.unwrap();
        let sealed = later.jobs(operator).await.unwrap().log;
        assert_eq!((sealed.sealed, sealed.waiting, sealed.stuck), (fresh.waiting, 0, false), "{}", database.name);
        assert!(sealed.sealed_at.is_some(), "{}", database.name);
    }
}

#[tokio::test]
async fn who_runs_the_installation_sees_how_much_of_whom_the_vault_has() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let place = VaultPlace::Folder(folder.path().join("vault"));
        let objects = Objects::open(&place, &folder.path().join("incoming")).unwrap();
        let vault = Vault::new(objects.clone(), Keys::new(1, &[5; 32])).allowing(Some(1_000));
        let office = office(&database).await.with_vault(vault);
        let operator = operator(&office).await;
        let sizes = [("小さい会社", 10), ("大きい会社", 900), ("中くらいの会社", 50)];
        let mut last = None;
        for (name, length) in sizes {
            let person = first_of(&office, operator, name).await;
            let body = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; length]))]);
            let upload = office.receive(person, "a.txt", body).await.unwrap();
            let filled = Filled { title: "名簿".to_owned(), from: "2026-10-01".to_owned(), ..Filled::default() };
            let described = read(&filled, &[], office.today()).unwrap();
            office.keep_evidence(person, described, vec![upload]).await.unwrap();
            assert!(is_denied(office.storage(person, None).await), "{}: not their business", database.name);
            last = Some(person);
        }
        let (stores, statements) = Statements::of(office.storage(operator, None)).await;
        let stores = stores.unwrap();
        let each: Vec<_> =
            stores.each.iter().map(|one| (stores.names[&one.owner].as_str(), one.bytes, one.files)).collect();
        assert_eq!(
            each,
            [("大きい会社", 900, 1), ("中くらいの会社", 50, 1), ("小さい会社", 10, 1)],
            "{}",
            database.name
        );
        assert_eq!((stores.named, stores.allowed, stores.next), ((3, 960), Some(1_000), None), "{}", database.name);
        assert!(statements <= 8, "{}: {statements} statements", database.name);
        let after = (900, stores.each[0].owner.0);
        let rest = office.storage(operator, Some(after)).await.unwrap().each;
        assert_eq!(
            rest.iter().map(|one| one.bytes).collect::<Vec<_>>(),
            [50, 10],
            "{}: from a place on",
            database.name
        );
        assert!(!stores.rooms.is_empty(), "{}", database.name);
        // Nothing is wrong, then a file is gone: the operator is told, and nobody else.
        let amiss = async |who| {
            let desk = office.desk(who).await.unwrap();
            desk.waiting.into_iter().any(|one| matches!(one, Waiting::Vault(Amiss { missing: 1, .. })))
        };
        let now = office.door.clock().now();
        office.tidy_vault(now).await.unwrap();
        assert!(!amiss(operator).await, "{}", database.name);
        let mut found = Vec::new();
        objects.each(|listed| found.push(listed.object)).await.unwrap();
        objects.remove(found[0]).await.unwrap();
        office.tidy_vault(now).await.unwrap();
        assert!(amiss(operator).await, "{}", database.name);
        assert!(!amiss(last.unwrap()).await, "{}", database.name);
    }
}
