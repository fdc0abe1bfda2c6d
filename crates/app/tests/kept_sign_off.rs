//! The three ways to confirm a check, on both databases: what is registered, what is refused, and when a confirmation
//! no longer holds. And a check that is closed, listed, carried over.

use std::sync::Arc;

use app::access::Policy;
use app::checks::Given;
use app::checks::sign_off::{Field, Filled, MandateTold, Outside, Registered, Signature, code, read};
use app::deadlines::{Kind, Subject};
use app::members::{Change, Invited};
use app::{Caller, Clock, Door, Office, Random, Refused, packs};
use criteria::answers::Answer;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use protection::check::{Error, Route, Standing};
use protection::deadline::Due;
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use store::{Address, Statements};
use uuid::Uuid;

use crate::people::person;
use crate::support::{Database, databases};

struct Stage {
    office: Office,
    manager: Caller,
    staff: Caller,
    president: Caller,
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
    let person = person(&office, "山田").await;
    let input =
        Input { kinds: vec!["company".to_owned()], name: "株式会社見本製作所".to_owned(), ..Input::default() };
    let company = office.register(caller(person, None), &input).await.unwrap();
    let manager = caller(person, Some(company));
    let staff = join(&office, manager, "佐藤", Role::Staff).await;
    let president = join(&office, manager, "見本社長", Role::Executive).await;
    let check = office.begin_check(manager, "tics-19").await.unwrap();
    office.answer(manager, check, given(1, Answer::Implemented, 0), None).await.unwrap();
    Stage { office, manager, staff, president, check }
}

fn given(item: u8, answer: Answer, base: u32) -> Given {
    Given { item: format!("tics-19/{item}"), answer: Some(answer), note: String::new(), base }
}

fn signature(by: Caller, signed_on: Date) -> Signature {
    let scan = Registered::of("確認書カナリア.pdf", b"%PDF-1.7 the scan").unwrap();
    let way = Outside::Paper { scan, kept_where: "総務の金庫カナリア".to_owned() };
    Signature { by: by.person, signed_on, way, mandate: None }
}

async fn register(stage: &Stage, caller: Caller, signature: Signature) -> Result<(), Refused> {
    let shown = stage.office.check(stage.manager, stage.check).await.unwrap();
    stage.office.register_sign_off(caller, stage.check, shown.versions(), shown.content(), signature).await
}

#[tokio::test]
async fn what_was_signed_on_paper_is_registered_with_where_it_is_and_who_checked_it() {
    for database in databases() {
        let stage = stage(&database).await;
        let today = stage.office.today();
        register(&stage, stage.manager, signature(stage.president, today)).await.unwrap();
        let shown = stage.office.check(stage.staff, stage.check).await.unwrap();
        let (last, standing) = shown.signed().unwrap();
        assert_eq!((last.by, standing), (stage.president.person, Standing::Holds), "{}", database.name);
        let Route::OnPaper { scan, kept_where, checked_by } = &last.route else { panic!("{last:?}") };
        assert_eq!(*checked_by, stage.manager.person);
        assert_eq!(shown.notes[&kept_where.id.0], "総務の金庫カナリア");
        let scan = Registered::from_text(&shown.notes[&scan.id.0]).unwrap();
        assert_eq!((scan.kind.as_str(), scan.bytes), ("pdf", 17));
        assert_eq!(scan.sha256, record::Digest::of(b"%PDF-1.7 the scan"), "{}", database.name);
        // Nothing of it stands in an event in clear.
        let bytes = match database.address {
            Address::File(_) => database.ask("SELECT CAST(bytes AS TEXT) FROM event"),
            Address::Postgres { .. } => database.ask("SELECT convert_from(bytes, 'UTF8') FROM event"),
        };
        assert!(bytes.contains("on_paper") && !bytes.contains("カナリア"), "{}", database.name);
        // A later change asks for a new one, as on screen.
        stage.office.answer(stage.staff, stage.check, given(2, Answer::Partial, 0), None).await.unwrap();
        let shown = stage.office.check(stage.staff, stage.check).await.unwrap();
        assert!(matches!(shown.signed(), Some((_, Standing::ChangedSince { .. }))), "{}", database.name);
    }
}

#[tokio::test]
async fn who_may_not_register_and_what_does_not_fit_is_refused() {
    for database in databases() {
        let stage = stage(&database).await;
        let today = stage.office.today();
        let refused = register(&stage, stage.staff, signature(stage.president, today)).await;
        assert!(matches!(refused, Err(Refused::Access(_))), "{}: {refused:?}", database.name);
        let hasty = Caller { stepped_up: false, ..stage.manager };
        let refused = register(&stage, hasty, signature(stage.president, today)).await;
        assert!(matches!(refused, Err(Refused::Access(access)) if access.step_up), "{}", database.name);
        // The manager is no executive, and has no mandate.
        let refused = register(&stage, stage.manager, signature(stage.manager, today)).await;
        assert!(matches!(refused, Err(Refused::NotThere)), "{}: {refused:?}", database.name);
        let refused = register(&stage, stage.manager, signature(stage.president, today.tomorrow().unwrap())).await;
        assert!(matches!(refused, Err(Refused::Check(Error::SignedLater { .. }))), "{}: {refused:?}", database.name);
        let refused = register(&stage, stage.manager, signature(stage.president, today.yesterday().unwrap())).await;
        assert!(
            matches!(refused, Err(Refused::Check(Error::SignedBefore { .. }) | Refused::NotThere)),
            "{}",
            database.name
        );
        let over = MandateTold { scope: "チェックの確認".to_owned(), until: today.yesterday().unwrap() };
        let by_mandate = |mandate| Signature { mandate: Some(mandate), ..signature(stage.manager, today) };
        let refused = register(&stage, stage.manager, by_mandate(over.clone())).await;
        assert!(matches!(refused, Err(Refused::Check(Error::MandateOver { .. }))), "{}: {refused:?}", database.name);
        register(&stage, stage.manager, by_mandate(MandateTold { until: today, ..over })).await.unwrap();
        let shown = stage.office.check(stage.staff, stage.check).await.unwrap();
        let (last, standing) = shown.signed().unwrap();
        assert_eq!((last.by, standing), (stage.manager.person, Standing::Holds), "{}", database.name);
        let scope = last.mandate.as_ref().unwrap().scope;
        assert_eq!(shown.notes[&scope.id.0], "チェックの確認");
    }
}

#[tokio::test]
async fn another_state_than_the_one_on_the_sheet_is_not_registered() {
    for database in databases() {
        let stage = stage(&database).await;
        let printed = stage.office.check(stage.manager, stage.check).await.unwrap();
        let filled = |code: &str| Filled {
            way: "paper".to_owned(),
            fields: [("by", stage.president.person.to_string()), ("signed_on", "令和8年11月20日".to_owned())]
                .into_iter()
                .chain([("code", code.to_owned()), ("kept_where", "金庫".to_owned())])
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        };
        let eras = &stage.office.catalogue.reference().unwrap().eras;
        let file = ("scan.pdf", &b"%PDF-1.7"[..]);
        let number = code(printed.content());
        let signature = read(&filled(&number), printed.content(), file, eras).unwrap();
        assert_eq!(signature.signed_on.to_string(), "2026-11-20");
        for typed in [number.to_uppercase(), number.replace('-', " "), number.replace('-', "")] {
            assert!(read(&filled(&typed), printed.content(), file, eras).is_ok(), "{typed}");
        }
        // A note alone makes it another state.
        let noted = Given { note: "あとから".to_owned(), ..given(1, Answer::Implemented, 2) };
        stage.office.answer(stage.staff, stage.check, noted, None).await.unwrap();
        let now = stage.office.check(stage.manager, stage.check).await.unwrap();
        assert_ne!(now.content(), printed.content(), "{}", database.name);
        assert_eq!(read(&filled(&number), now.content(), file, eras), Err(vec![Code]), "{}", database.name);
        let done = stage.office.register_sign_off(
            stage.manager,
            stage.check,
            printed.versions(),
            printed.content(),
            Signature { signed_on: stage.office.today(), ..signature },
        );
        let refused = done.await;
        assert!(
            matches!(refused, Err(Refused::Check(Error::ChangedMeanwhile { .. }))),
            "{}: {refused:?}",
            database.name
        );
        // Every field that is wrong is told at once.
        let empty =
            Filled { way: "e-contract".to_owned(), fields: vec![("mandate_until".to_owned(), "いつか".to_owned())] };
        let faults = read(&empty, now.content(), ("x", b"plain"), eras).unwrap_err();
        use Field::{By, Code, File, MandateScope, MandateUntil, Reference, Service, SignedOn};
        assert_eq!(faults, [By, SignedOn, Code, File, Service, Reference, MandateScope, MandateUntil]);
        let letter = Filled { way: "paper".to_owned(), ..filled(&code(now.content())) };
        let zip = ("scan.zip", &b"PK\x03\x04"[..]);
        assert_eq!(read(&letter, now.content(), zip, eras), Err(vec![File]), "a scan is no archive");
    }
}

#[tokio::test]
async fn a_confirmation_holds_as_long_as_its_signer_is_an_executive() {
    for database in databases() {
        let stage = stage(&database).await;
        let second = join(&stage.office, stage.president, "次の社長", Role::Executive).await;
        let shown = stage.office.check(stage.president, stage.check).await.unwrap();
        stage.office.sign_off(stage.president, stage.check, shown.versions(), shown.content()).await.unwrap();
        stage.office.change_member(second, stage.president.person, Change::Remove).await.unwrap();
        // On the very day it is not told which came first.
        let shown = stage.office.check(second, stage.check).await.unwrap();
        assert!(matches!(shown.signed(), Some((_, Standing::Holds))), "{}", database.name);
        // From the next day on an executive of today has to confirm.
        let in_two_days = Clock::Fixed(Clock::System.now() + SignedDuration::from_hours(48));
        let door = Door::new(stage.office.store().clone(), in_two_days, Random::System);
        let later = stage.office.through(door);
        let shown = later.check(second, stage.check).await.unwrap();
        let tomorrow = stage.office.today().tomorrow().unwrap();
        let changed = Standing::ChangedSince { sections: vec![], representative: Some(tomorrow) };
        assert_eq!(shown.signed().unwrap().1, changed, "{}", database.name);
        assert_eq!(later.checks(second).await.unwrap()[0].signed, Some(false), "{}", database.name);
        // The deadline is of the same mind, and counts from the day the other was none any more.
        let due = async |office: &Office| {
            let list = office.deadlines(second).await.unwrap().list;
            let of_check = list.into_iter().find(|one| one.subject == Subject::Check(stage.check)).unwrap();
            (of_check.kind, of_check.on, of_check.sequence)
        };
        let (kind, on, sequence) = due(&later).await;
        assert_eq!((kind, on), (Kind::Check(Due::ConfirmAgain), tomorrow + 30.days()), "{}", database.name);
        let (kind, _, before) = due(&stage.office).await;
        assert_eq!((kind, before), (Kind::Check(Due::Repeat), sequence), "{}: on the day itself", database.name);
        later.sign_off(second, stage.check, shown.versions(), shown.content()).await.unwrap();
        assert_eq!(later.checks(second).await.unwrap()[0].signed, Some(true), "{}", database.name);
        let (kind, _, after) = due(&later).await;
        assert_eq!(kind, Kind::Check(Due::Repeat), "{}", database.name);
        assert!(after > sequence, "{}: calendars take the newer", database.name);
    }
}

#[tokio::test]
async fn an_executive_who_lost_the_role_is_known_by_the_day_it_was_taken() {
    for database in databases() {
        let stage = stage(&database).await;
        let second = join(&stage.office, stage.president, "次の社長", Role::Executive).await;
        let shown = stage.office.check(stage.president, stage.check).await.unwrap();
        stage.office.sign_off(stage.president, stage.check, shown.versions(), shown.content()).await.unwrap();
        let revoke = Change::Revoke(Role::Executive);
        stage.office.change_member(second, stage.president.person, revoke).await.unwrap();
        let tomorrow = stage.office.today().tomorrow().unwrap();
        for days in [2, 9] {
            let later = Clock::Fixed(Clock::System.now() + SignedDuration::from_hours(24 * days));
            let door = Door::new(stage.office.store().clone(), later, Random::System);
            let later = stage.office.through(door);
            let changed = Standing::ChangedSince { sections: vec![], representative: Some(tomorrow) };
            let shown = later.check(second, stage.check).await.unwrap();
            assert_eq!(shown.signed().unwrap().1, changed, "{} after {days} days", database.name);
            let due = later.deadlines(second).await.unwrap().list;
            let due: Vec<_> = due.iter().filter(|one| one.subject == Subject::Check(stage.check)).collect();
            assert_eq!(due[0].on, tomorrow + 30.days(), "{}: it does not move with the day", database.name);
        }
    }
}

#[tokio::test]
async fn a_sole_proprietor_confirms_their_own_check() {
    for database in databases() {
        let stage = stage(&database).await;
        let input =
            Input { kinds: vec!["sole_proprietor".to_owned()], name: "見本工房".to_owned(), ..Input::default() };
        let own = stage.office.register(caller(stage.staff.person, None), &input).await.unwrap();
        let proprietor = caller(stage.staff.person, Some(own));
        let check = stage.office.begin_check(proprietor, "tics-19").await.unwrap();
        stage.office.answer(proprietor, check, given(1, Answer::Partial, 0), None).await.unwrap();
        let shown = stage.office.check(proprietor, check).await.unwrap();
        assert!(shown.may(app::access::Action::CheckSignOff), "{}", database.name);
        stage.office.sign_off(proprietor, check, shown.versions(), shown.content()).await.unwrap();
        // There is nobody else to be asked, and nobody has to be.
        stage.office.answer(proprietor, check, given(2, Answer::Partial, 0), None).await.unwrap();
        let asked = stage.office.ask_sign_off(proprietor, check).await;
        assert!(matches!(asked, Err(Refused::Check(Error::NobodyToAsk))), "{}: {asked:?}", database.name);
    }
}

#[tokio::test]
async fn a_check_is_begun_with_the_answers_of_an_earlier_one_and_pages_go_on_where_the_last_ended() {
    for database in databases() {
        let stage = stage(&database).await;
        let next = stage.office.carry_over(stage.staff, stage.check).await.unwrap();
        let shown = stage.office.check(stage.staff, next).await.unwrap();
        assert_eq!(
            (shown.row.origin.as_str(), shown.given("tics-19/1").is_some()),
            ("earlier", true),
            "{}",
            database.name
        );
        assert_eq!(shown.row.reported_on, Some(stage.office.today().to_string()));
        for _ in 0..22 {
            stage.office.begin_check(stage.manager, "handbook-32").await.unwrap();
        }
        let (first, made) = Statements::of(stage.office.check_page(stage.manager, None)).await;
        let first = first.unwrap();
        assert!(made <= 6, "{}: {made}", database.name);
        let second = stage.office.check_page(stage.manager, first.next_address().as_deref()).await.unwrap();
        assert_eq!((first.checks.len(), second.checks.len(), second.next), (20, 4, None), "{}", database.name);
        let all: std::collections::BTreeSet<_> =
            first.checks.iter().chain(&second.checks).map(|check| check.row.stream).collect();
        assert_eq!(all.len(), 24, "{}: each once", database.name);
        let astray = stage.office.check_page(stage.manager, Some("1.x")).await;
        assert!(matches!(astray, Err(Refused::NotThere)), "{}", database.name);
        let viewer = join(&stage.office, stage.manager, "見る人", Role::Viewer).await;
        assert!(!stage.office.check_page(viewer, None).await.unwrap().may_begin);
        assert!(
            matches!(stage.office.take_out(viewer, stage.check).await, Err(Refused::Access(_))),
            "{}",
            database.name
        );
    }
}
