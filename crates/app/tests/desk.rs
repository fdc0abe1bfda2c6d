//! The history and the deadlines as use cases, on both databases: in which role somebody acted, what an erased name
//! leaves, and that a thousand entries cost no more statements than one.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::history::{Asked, Entry, Part, Who};
use app::members::{Change, Invited};
use app::{Caller, Clock, Door, Office, Random, Texts, packs};
use criteria::answers::Answer;
use criteria::text::Lang;
use record::{OrganisationId, PersonId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::{Statements, StoreError};
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases};

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

/// A company and its manager.
async fn company(database: &Database) -> (Office, Caller) {
    let door = Door::new(database.open().await, Clock::System, Random::System);
    let catalogue = packs::shipped().unwrap();
    let office = Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue);
    let founder = person(&office, "山田").await;
    let input =
        Input { kinds: vec!["company".to_owned()], name: "株式会社見本製作所".to_owned(), ..Input::default() };
    let owner = office.register(caller(founder, None), &input).await.unwrap();
    (office, caller(founder, Some(owner)))
}

async fn join(office: &Office, manager: Caller, name: &str, offer: Offer) -> Caller {
    let invited = Invited { name: name.to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
    let made = office.invite(manager, invited).await.unwrap();
    let open = office.accept(&made.token, None).await.unwrap();
    caller(open.person.id, Some(open.organisation))
}

async fn entries(office: &Office, manager: Caller, asked: &Asked) -> Vec<Entry> {
    office.history(manager, asked, None, 1_000).await.unwrap().entries
}

async fn answer(office: &Office, who: Caller, check: record::StreamId, item: &str) {
    let given = Given { item: item.to_owned(), answer: Some(Answer::Partial), note: String::new(), base: 0 };
    office.answer(who, check, given, None).await.unwrap();
}

#[tokio::test]
async fn the_history_tells_the_role_somebody_held_then_whatever_they_are_now() {
    for database in databases() {
        let (office, manager) = company(&database).await;
        let staff = join(&office, manager, "佐藤", Offer::Roles([Role::Staff].into())).await;
        let until = office.today().saturating_add(jiff::ToSpan::days(30));
        let helper = join(&office, manager, "田中", Offer::Support { until }).await;
        let check = office.begin_check(manager, "tics-19").await.unwrap();
        answer(&office, staff, check, "tics-19/1").await;
        answer(&office, helper, check, "tics-19/2").await;
        office.change_member(manager, staff.person, Change::Grant(Role::Viewer, None)).await.unwrap();
        office.change_member(manager, helper.person, Change::Remove).await.unwrap();
        let all = entries(&office, manager, &Asked::default()).await;
        let of = |name: &str, what: &str| {
            let found = all.iter().find(|entry| entry.who == Who::Named(name.to_owned()) && entry.what == what);
            found.unwrap_or_else(|| panic!("{}: {name} {what}", database.name))
        };
        assert_eq!(of("佐藤", "check-section-answered").roles, ["staff"], "{}", database.name);
        assert_eq!(of("田中", "check-section-answered").roles, ["supporter"], "{}", database.name);
        assert_eq!(of("佐藤", "member-accepted").roles, ["staff"], "{}: what made them a member", database.name);
        let removed = of("山田", "member-removed");
        let today = office.today();
        assert_eq!(removed.sentence(Texts::new(Lang::Ja), today), "田中 さんをメンバーから外した");
        assert_eq!(removed.roles, ["protection_manager"]);
        // Nobody else's, and only what was asked for.
        let answers = Asked { part: Some(Part::Answers), person: Some(helper.person), ..Asked::default() };
        let whats: BTreeSet<_> =
            entries(&office, manager, &answers).await.into_iter().map(|entry| entry.what).collect();
        assert_eq!(whats, BTreeSet::from(["check-section-answered".to_owned(), "check-section-opened".to_owned()]));
        let foreign = Asked { about: Some(record::StreamId(Uuid::new_v4())), ..Asked::default() };
        assert!(entries(&office, manager, &foreign).await.is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn an_erased_name_says_so_with_the_day_and_what_happened_stays() {
    for database in databases() {
        let (office, manager) = company(&database).await;
        let staff = join(&office, manager, "佐藤", Offer::Roles([Role::Staff].into())).await;
        let before = entries(&office, manager, &Asked::default()).await.len();
        let person = staff.person;
        let erased =
            office.store().write(move |tx| Box::pin(async move { tx.erase_person(person, "2026-11-20", 1).await }));
        assert!(erased.await.map_err(|error: StoreError| error).unwrap());
        let all = entries(&office, manager, &Asked::default()).await;
        assert_eq!(all.len(), before, "{}", database.name);
        let today = jiff::civil::date(2026, 11, 29);
        let words: Vec<String> = all.iter().map(|entry| entry.who.words(Texts::new(Lang::Ja), today)).collect();
        assert!(words.iter().any(|who| who == "消去済み（11月20日（金）・本人の情報の消去）"), "{words:?}");
        assert!(
            all.iter().all(|entry| !entry.sentence(Texts::new(Lang::Ja), today).contains("佐藤")),
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn a_page_of_history_and_the_deadlines_take_few_statements_however_much_there_is() {
    for database in databases() {
        let (office, manager) = company(&database).await;
        let mut counts = Vec::new();
        for rounds in [1, 6] {
            for round in 0..rounds {
                let until = office.today().saturating_add(jiff::ToSpan::days(30 + round));
                let helper = join(&office, manager, &format!("田中{round}"), Offer::Support { until }).await;
                let check = office.begin_check(manager, "tics-19").await.unwrap();
                for item in ["tics-19/1", "tics-19/2", "tics-19/3"] {
                    answer(&office, helper, check, item).await;
                }
            }
            let (page, history) = Statements::of(office.history(manager, &Asked::default(), None, 1_000)).await;
            let (desk, today) = Statements::of(office.desk(manager)).await;
            let (list, deadlines) = Statements::of(office.deadlines(manager)).await;
            assert_eq!(list.unwrap().list.len(), desk.unwrap().checks.unwrap().len() * 2, "{}", database.name);
            counts.push((history, deadlines, today));
            assert!(page.unwrap().entries.len() > 10);
        }
        assert_eq!(counts[0], counts[1], "{}: not with the rows", database.name);
        let (history, deadlines, today) = counts[1];
        assert!(history <= 8 && deadlines <= 10 && today <= 25, "{}: {counts:?}", database.name);
    }
}

#[tokio::test]
async fn page_by_page_the_history_gives_every_entry_once() {
    for database in databases() {
        let (office, manager) = company(&database).await;
        for n in 0..12 {
            join(&office, manager, &format!("佐藤{n}"), Offer::Roles([Role::Viewer].into())).await;
        }
        let all: Vec<i64> = entries(&office, manager, &Asked::default()).await.iter().map(|one| one.position).collect();
        let (mut walked, mut before) = (Vec::new(), None);
        loop {
            let page = office.history(manager, &Asked::default(), before, 7).await.unwrap();
            assert!(page.entries.len() <= 7);
            walked.extend(page.entries.iter().map(|entry| entry.position));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert!(walked.len() > 30 && walked.is_sorted_by(|a, b| a > b), "{}", database.name);
        assert_eq!(walked, all, "{}", database.name);
    }
}
