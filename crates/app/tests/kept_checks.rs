//! Kept checks on both databases: a section is saved whole or not at all, what is typed is kept until then, and nobody
//! else sees it.

use std::sync::Arc;

use app::access::Policy;
use app::checks::{Given, Typed};
use app::members::{Change, Invited};
use app::{Caller, Clock, Door, Office, Random, Refused, packs};
use criteria::answers::Answer;
use jiff::SignedDuration;
use protection::section;
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::Statements;
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases};

struct Stage {
    office: Office,
    manager: Caller,
    staff: Caller,
    president: Caller,
    stranger: Caller,
    check: StreamId,
}

async fn office(database: &Database) -> Office {
    let door = Door::new(database.open().await, Clock::System, Random::System);
    let catalogue = packs::shipped().unwrap();
    Office::new(door, Arc::new(Policy::shipped().unwrap()), catalogue)
}

fn caller(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::new_v4()).stepped_up()
}

async fn join(office: &Office, manager: Caller, name: &str, role: Role) -> Caller {
    let offer = Offer::Roles([role].into());
    let invited = Invited { name: name.to_owned(), reading: None, email: None, offer, language: "ja".to_owned() };
    let made = office.invite(manager, invited).await.unwrap();
    let open = office.accept(&made.token, None).await.unwrap();
    caller(open.person.id, Some(open.organisation))
}

async fn stage(database: &Database) -> Stage {
    let office = office(database).await;
    let founder = person(&office, "山田").await;
    let input = |name: &str| Input { kinds: vec!["company".to_owned()], name: name.to_owned(), ..Input::default() };
    let company = office.register(caller(founder, None), &input("株式会社見本製作所")).await.unwrap();
    let manager = caller(founder, Some(company));
    let staff = join(&office, manager, "佐藤", Role::Staff).await;
    let president = join(&office, manager, "見本", Role::Executive).await;
    let other = person(&office, "鈴木").await;
    let elsewhere = office.register(caller(other, None), &input("架空精機株式会社")).await.unwrap();
    let check = office.begin_check(manager, "tics-19").await.unwrap();
    Stage { office, manager, staff, president, stranger: caller(other, Some(elsewhere)), check }
}

/// Items 1 to 3 are of the first section, 4 and more of others; `tics-19/1` and so on.
fn given(item: u8, answer: Answer, note: &str, base: u32) -> Given {
    Given { item: format!("tics-19/{item}"), answer: Some(answer), note: note.to_owned(), base }
}

fn typed(given: Given, stamp: i64) -> Typed {
    Typed { given, stamp }
}

#[tokio::test]
async fn of_one_save_what_met_another_answer_is_told_and_all_the_rest_stands() {
    for database in databases() {
        let Stage { office, manager, staff, check, .. } = stage(&database).await;
        let checklist = office.check(manager, check).await.unwrap().checklist;
        let sections = checklist.items[..6].iter().map(|item| &item.axis).collect::<std::collections::BTreeSet<_>>();
        assert!(sections.len() > 1, "several sections are saved at once");
        office.answer(staff, check, given(2, Answer::Implemented, "鍵は金庫", 0), None).await.unwrap();
        let mine = (1..=6).map(|item| given(item, Answer::Partial, "見た", 0)).collect();
        let saved = office.save(manager, check, mine).await.unwrap();
        let clashes: Vec<_> = saved.clashes.iter().map(|clash| (clash.item.as_str(), clash.mine)).collect();
        assert_eq!(clashes, [("tics-19/2", Some(Answer::Partial))], "{}", database.name);
        assert_eq!(saved.items.len(), 5, "{}", database.name);
        assert!(saved.stopped.is_empty());
        let shown = office.check(staff, check).await.unwrap();
        assert_eq!(shown.answers().iter().filter(|(_, answer)| answer.is_some()).count(), 6);
        let theirs = shown.given("tics-19/2").unwrap();
        assert_eq!((theirs.answer.as_deref(), shown.note("tics-19/2")), (Some("implemented"), "鍵は金庫"));
        // When theirs came is told, too.
        let stream = shown.row.sections[&checklist.items[1].axis];
        let times = office.answered_at(manager, check).await.unwrap();
        assert!(times[&(stream, theirs.version)] > 0, "{}", database.name);
        // Having seen it, the same person may replace it.
        let again = office.save(manager, check, vec![given(2, Answer::Partial, "見た", theirs.version)]).await.unwrap();
        assert_eq!(again.items.len(), 1, "{}", database.name);
    }
}

#[tokio::test]
async fn a_section_with_an_answer_that_is_not_allowed_is_not_saved_at_all_and_the_others_are() {
    for database in databases() {
        let Stage { office, manager, check, .. } = stage(&database).await;
        let checklist = office.check(manager, check).await.unwrap().checklist;
        let forbidding = |item: &&criteria::pack::checklist::Item| !item.answers.contains(&Answer::NotApplicable);
        let shared = |item: &&criteria::pack::checklist::Item| checklist.items_of(&item.axis).count() > 1;
        let bad = checklist.items.iter().filter(forbidding).find(shared).unwrap();
        let beside = checklist.items_of(&bad.axis).find(|item| item.id != bad.id).unwrap();
        let elsewhere = checklist.items.iter().find(|item| item.axis != bad.axis).unwrap();
        let given =
            |item: &str, answer| Given { item: item.to_owned(), answer: Some(answer), note: String::new(), base: 0 };
        let all = vec![
            given(&bad.id, Answer::NotApplicable),
            given(&beside.id, Answer::Partial),
            given(&elsewhere.id, Answer::Partial),
        ];
        let saved = office.save(manager, check, all.clone()).await.unwrap();
        assert_eq!(saved.items.keys().collect::<Vec<_>>(), [&elsewhere.id], "{}", database.name);
        let [stopped] = &saved.stopped[..] else { panic!("{saved:?}") };
        assert!(matches!(stopped.why, Refused::Section(section::Error::NotAllowed { .. })), "{}", database.name);
        assert_eq!(stopped.given.len(), 2, "what was given is not lost");
        let shown = office.check(manager, check).await.unwrap();
        assert!(shown.given(&bad.id).is_none() && shown.given(&beside.id).is_none());
        // A closed check takes nothing, and says so for each section.
        office.close_check(manager, check).await.unwrap();
        let saved = office.save(manager, check, all).await.unwrap();
        assert!(saved.items.is_empty() && saved.stopped.len() == 2, "{}: {saved:?}", database.name);
    }
}

#[tokio::test]
async fn what_is_typed_is_kept_for_its_person_until_it_is_saved() {
    for database in databases() {
        let Stage { office, manager, staff, president, stranger, check } = stage(&database).await;
        let mine = typed(given(1, Answer::Partial, "書きかけ", 0), 0);
        let kept = office.keep_drafts(manager, check, vec![mine.clone()], vec![]).await.unwrap();
        assert_eq!((kept.kept.len(), kept.others.len()), (1, 0), "{}", database.name);
        let shown = office.check(manager, check).await.unwrap();
        assert_eq!(shown.drafts, [typed(mine.given.clone(), kept.stamp)], "{}", database.name);
        assert!(shown.given("tics-19/1").is_none(), "nothing of it is in the record");
        for other in [staff, president] {
            assert!(office.check(other, check).await.unwrap().drafts.is_empty(), "{}", database.name);
        }
        // Another window of the same person, which did not see it, changes nothing and is told what stands.
        let blind = typed(given(1, Answer::Implemented, "別の窓", 0), 0);
        let refused = office.keep_drafts(manager, check, vec![blind.clone()], vec![]).await.unwrap();
        assert!(refused.kept.is_empty() && refused.others == shown.drafts, "{}", database.name);
        let seen = Typed { stamp: kept.stamp, ..blind };
        let kept = office.keep_drafts(manager, check, vec![seen], vec![]).await.unwrap();
        assert_eq!(kept.kept, ["tics-19/1"], "{}", database.name);
        // Neither another company nor a forged one keeps or reads anything here.
        let foreign = office.keep_drafts(stranger, check, vec![mine.clone()], vec![]).await;
        assert!(matches!(foreign, Err(Refused::NotThere)), "{}: {foreign:?}", database.name);
        let forged = caller(stranger.person, manager.acting_for);
        let foreign = office.keep_drafts(forged, check, vec![mine.clone()], vec![]).await;
        assert!(matches!(foreign, Err(Refused::Access(_))), "{}: {foreign:?}", database.name);
        let unknown = Typed { given: Given { item: "tics-19/99".to_owned(), ..mine.given }, stamp: 0 };
        let refused = office.keep_drafts(manager, check, vec![unknown], vec![]).await;
        assert!(matches!(refused, Err(Refused::NotThere)), "{}", database.name);
        // Saved, it is a draft no longer; what met another answer stays one.
        office.answer(staff, check, given(2, Answer::Implemented, "", 0), None).await.unwrap();
        let two = typed(given(2, Answer::Partial, "負けた", 0), 0);
        office.keep_drafts(manager, check, vec![two.clone()], vec![]).await.unwrap();
        let both = vec![given(1, Answer::Implemented, "別の窓", 0), two.given.clone()];
        let saved = office.save(manager, check, both).await.unwrap();
        assert_eq!(saved.clashes.len(), 1, "{}", database.name);
        let left: Vec<Given> =
            office.check(manager, check).await.unwrap().drafts.into_iter().map(|d| d.given).collect();
        assert_eq!(left, [two.given], "{}", database.name);
        // A request that the save overtook brings back nothing of what was saved.
        let late = typed(given(1, Answer::Implemented, "別の窓", 0), 0);
        let overtaken = office.keep_drafts(manager, check, vec![late], vec![]).await.unwrap();
        assert!(overtaken.kept.is_empty() && overtaken.others.is_empty(), "{}", database.name);
        let undone = office.keep_drafts(manager, check, vec![], vec!["tics-19/2".to_owned()]).await.unwrap();
        assert!(undone.kept.is_empty());
        assert!(office.check(manager, check).await.unwrap().drafts.is_empty(), "{}", database.name);
    }
}

#[tokio::test]
async fn a_draft_goes_after_ninety_days_and_with_the_right_to_answer() {
    for database in databases() {
        let Stage { office, manager, staff, check, .. } = stage(&database).await;
        let draft = typed(given(1, Answer::Partial, "書きかけ", 0), 0);
        office.keep_drafts(staff, check, vec![draft.clone()], vec![]).await.unwrap();
        let in_days = |days: i64| Clock::System.now() + SignedDuration::from_hours(24 * days);
        assert_eq!(office.tidy_drafts(in_days(89)).await.unwrap(), 0, "{}", database.name);
        assert_eq!(office.check(staff, check).await.unwrap().drafts.len(), 1);
        assert_eq!(office.tidy_drafts(in_days(91)).await.unwrap(), 1, "{}", database.name);
        assert!(office.check(staff, check).await.unwrap().drafts.is_empty());
        office.change_member(manager, staff.person, Change::Remove).await.unwrap();
        let refused = office.keep_drafts(staff, check, vec![draft.clone()], vec![]).await;
        assert!(matches!(refused, Err(Refused::Access(_))), "{}", database.name);
        let viewer = join(&office, manager, "見る人", Role::Viewer).await;
        let refused = office.keep_drafts(viewer, check, vec![draft], vec![]).await;
        assert!(matches!(refused, Err(Refused::Access(_))), "{}", database.name);
        assert!(office.check(viewer, check).await.unwrap().drafts.is_empty());
    }
}

#[tokio::test]
async fn of_many_windows_that_keep_the_same_draft_at_once_exactly_one_does() {
    for database in databases() {
        let Stage { office, manager, check, .. } = stage(&database).await;
        let racers: Vec<_> = (0..6)
            .map(|i| {
                let office = office.clone();
                let draft = typed(given(1, Answer::Partial, &format!("窓{i}"), 0), 0);
                tokio::spawn(async move { office.keep_drafts(manager, check, vec![draft], vec![]).await.unwrap() })
            })
            .collect();
        let mut kept = 0;
        for racer in racers {
            kept += racer.await.unwrap().kept.len();
        }
        assert_eq!(kept, 1, "{}", database.name);
    }
}

#[tokio::test]
async fn saving_keeping_and_reading_take_few_statements_however_much_there_is() {
    for database in databases() {
        let Stage { office, manager, check, .. } = stage(&database).await;
        let mut base = 0;
        for (round, note) in ["", "メモ", "別のメモ", "別のメモ"].into_iter().enumerate() {
            let draft = typed(given(1, Answer::Partial, note, base), 0);
            let (kept, made) = Statements::of(office.keep_drafts(manager, check, vec![draft], vec![])).await;
            kept.unwrap();
            assert!(made <= 4, "{}: {made} to keep a draft", database.name);
            let answer = [Answer::Partial, Answer::Implemented][round % 2];
            let (saved, made) = Statements::of(office.save(manager, check, vec![given(1, answer, note, base)])).await;
            base = saved.unwrap().items["tics-19/1"];
            assert!(made <= 10, "{}: {made} in round {round}; session and standing are one more each", database.name);
        }
        let (_, read) = Statements::of(office.check(manager, check)).await;
        assert!(read <= 6, "{}: {read}", database.name);
        let mine = (2..=19).map(|item| given(item, Answer::Partial, "メモ", 0)).collect();
        office.save(manager, check, mine).await.unwrap();
        let (_, full) = Statements::of(office.check(manager, check)).await;
        assert_eq!(read, full, "{}: constant in rows", database.name);
    }
}

#[tokio::test]
async fn a_list_shows_at_once_what_was_changed_here_or_by_another_process() {
    for database in databases() {
        let Stage { office, manager, president, stranger, check, .. } = stage(&database).await;
        let other = self::office(&database).await;
        let shown = |list: Vec<app::checks::ListedCheck>| {
            let of = list.into_iter().find(|listed| listed.row.stream == check).unwrap();
            (of.score.unwrap().coverage.answered, of.signed, of.row.closed_on.is_some())
        };
        assert_eq!(shown(office.checks(manager).await.unwrap()), (0, None, false), "{}", database.name);
        assert_eq!(shown(other.checks(manager).await.unwrap()), (0, None, false), "{}", database.name);
        office.answer(manager, check, given(1, Answer::Partial, "", 0), None).await.unwrap();
        for seen in [&office, &other] {
            assert_eq!(shown(seen.checks(manager).await.unwrap()), (1, None, false), "{}", database.name);
        }
        // Another section, by the other process; then a confirmation, which is an event of the check itself.
        other.answer(manager, check, given(9, Answer::Implemented, "", 0), None).await.unwrap();
        for seen in [&office, &other] {
            assert_eq!(shown(seen.checks(manager).await.unwrap()), (2, None, false), "{}", database.name);
        }
        let seen = office.check(president, check).await.unwrap();
        other.sign_off(president, check, seen.versions(), seen.content()).await.unwrap();
        assert_eq!(shown(office.checks(manager).await.unwrap()), (2, Some(true), false), "{}", database.name);
        // What is kept is not given to whoever may not see it.
        assert!(office.checks(stranger).await.unwrap().is_empty(), "{}", database.name);
        // Nothing is read again while nothing changed.
        let (_, first) = Statements::of(office.checks(manager)).await;
        office.answer(manager, check, given(2, Answer::Partial, "", 0), None).await.unwrap();
        let (_, changed) = Statements::of(office.checks(manager)).await;
        assert_eq!(changed, first + 1, "{}: {first} and {changed} statements", database.name);
    }
}
