//! What a check does with each command in each status, and the bytes of its events.

use std::collections::BTreeSet;

use super::*;
use proptest::prelude::*;
use record::{Envelope, Text, TextId};
use uuid::Uuid;

const TODAY: Date = Date::constant(2026, 11, 20);

fn at(today: Date) -> At {
    At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today }
}

fn stream(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn text(n: u128) -> Text {
    Text { id: TextId(Uuid::from_u128(n)), sha256: Digest([u8::try_from(n).unwrap(); 32]) }
}

fn edition() -> EditionId {
    EditionId { pack: "small".to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) }
}

fn sections(of: &[(&str, u128)]) -> BTreeMap<String, StreamId> {
    of.iter().map(|(name, n)| ((*name).to_owned(), stream(*n))).collect()
}

fn begin() -> Command {
    let sections = sections(&[("effort-1", 1), ("effort-2", 2)]);
    Command::Begin { edition: edition(), origin: Origin::Fresh, sections }
}

fn claim(reported_on: Option<Date>) -> Command {
    let origin = Origin::Claimed { reported_on, source: Source::Sheet };
    Command::Begin { edition: edition(), origin, sections: sections(&[("effort-1", 1)]) }
}

/// On screen, of section 1 at version 3 with two answers; section 2 was never opened.
fn signing() -> Signing {
    Signing {
        route: Route::OnScreen,
        by: person(7),
        seen: Versions::from([(stream(1), 3), (stream(2), 0)]),
        current: BTreeMap::from([(stream(1), Progress { version: 3, answered: 2 })]),
        content: Digest([1; 32]),
        mandate: None,
        signed_on: None,
        changed_on: None,
    }
}

fn sign_off() -> SignOff {
    let Signing { route, by, seen, content, mandate, .. } = signing();
    SignOff { route, by, on: TODAY, sections: seen, content, mandate, signed_on: None }
}

fn executive(n: u128) -> Term {
    Term { person: person(n), from: Date::constant(2020, 4, 1), until: None }
}

/// Somebody asks the president for what [`signing`] signs.
fn wish() -> Wish {
    Wish { by: person(9), executives: [person(7)].into(), terms: vec![executive(7)], current: signing().current }
}

fn asking() -> Asking {
    Asking { by: person(9), of: [person(7)].into(), on: TODAY, sections: signing().seen }
}

fn ask() -> Command {
    Command::AskSignOff(wish())
}

fn sign(signing: Signing) -> Command {
    Command::SignOff(Box::new(signing))
}

fn given(commands: impl IntoIterator<Item = Command>) -> Status {
    commands.into_iter().fold(Status::default(), |status, command| {
        let events = Check::handle(&status, command, at(TODAY)).unwrap();
        events.iter().fold(status, Check::apply)
    })
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Check::handle(status, command, at(TODAY))
}

#[test]
fn what_each_command_does_in_each_status() {
    let statuses = [
        ("unbegun", Status::Unbegun),
        ("open", given([begin()])),
        ("asked", given([begin(), ask()])),
        ("signed", given([begin(), sign(signing())])),
        ("closed", given([begin(), Command::Close])),
    ];
    let commands = [
        ("begin", begin()),
        ("begin otherwise", claim(None)),
        ("ask", ask()),
        ("sign", sign(signing())),
        ("close", Command::Close),
    ];
    let begun = || when(&Status::Unbegun, begin());
    let claimed = || when(&Status::Unbegun, claim(None));
    let otherwise = || Err(Error::BegunOtherwise { edition: edition() });
    let asked = || Ok(vec![Event::SignOffAsked(asking())]);
    let stands = || Err(Error::Confirmed { on: TODAY });
    let signed = || Ok(vec![Event::SignedOff(sign_off())]);
    let closed = || Ok(vec![Event::Closed { on: TODAY }]);
    let refused = || Err(Error::Closed { on: TODAY });
    let unbegun = || Err(Error::NotBegun);
    let nothing = || Ok(Vec::new());
    let columns = ["begin", "begin otherwise", "ask", "sign", "close"];
    let table = [
        ("unbegun", [begun(), claimed(), unbegun(), unbegun(), unbegun()]),
        ("open", [nothing(), otherwise(), asked(), signed(), closed()]),
        ("asked", [nothing(), otherwise(), nothing(), signed(), closed()]),
        ("signed", [nothing(), otherwise(), stands(), nothing(), closed()]),
        ("closed", [refused(), refused(), refused(), refused(), nothing()]),
    ];
    let mut expected: BTreeMap<(&str, &str), _> = table
        .into_iter()
        .flat_map(|(row, cells)| columns.into_iter().zip(cells).map(move |(column, cell)| ((row, column), cell)))
        .collect();
    for (row, status) in &statuses {
        for (column, command) in &commands {
            let cell = expected.remove(&(*row, *column)).unwrap_or_else(|| panic!("no cell {row} × {column}"));
            assert_eq!(when(status, command.clone()), cell, "{row} × {column}");
        }
    }
    assert!(expected.is_empty(), "cells of no status or command: {expected:?}");
}

#[test]
fn a_check_begins_with_a_stream_for_each_section() {
    let begin =
        |sections| when(&Status::Unbegun, Command::Begin { edition: edition(), origin: Origin::Fresh, sections });
    assert_eq!(begin(BTreeMap::new()), Err(Error::NoSections));
    let shared = begin(sections(&[("effort-1", 1), ("effort-2", 2), ("effort-3", 1)]));
    assert_eq!(shared, Err(Error::SharedStream { stream: stream(1) }));
}

#[test]
fn answers_taken_over_are_not_of_a_day_to_come() {
    let tomorrow = Date::constant(2026, 11, 21);
    let refused = Err(Error::ReportedLater { reported_on: tomorrow, today: TODAY });
    assert_eq!(when(&Status::Unbegun, claim(Some(tomorrow))), refused);
    for told in [None, Some(TODAY)] {
        let kept = given([claim(told)]).kept().cloned().unwrap();
        assert_eq!(kept.origin, Origin::Claimed { reported_on: told, source: Source::Sheet });
    }
}

#[test]
fn what_changed_under_the_signers_eyes_is_not_signed() {
    let open = given([begin()]);
    let opened = (stream(2), Progress { version: 2, answered: 1 });
    for (now, changed) in [
        (vec![(stream(1), Progress { version: 4, answered: 2 })], vec!["effort-1"]),
        (vec![(stream(1), Progress { version: 3, answered: 2 }), opened], vec!["effort-2"]),
        (vec![(stream(1), Progress { version: 5, answered: 2 }), opened], vec!["effort-1", "effort-2"]),
    ] {
        let refused = when(&open, sign(Signing { current: now.into_iter().collect(), ..signing() }));
        let sections = changed.into_iter().map(str::to_owned).collect();
        assert_eq!(refused, Err(Error::ChangedMeanwhile { sections }));
    }
}

#[test]
fn a_sign_off_names_every_section_and_no_other() {
    let seen = Versions::from([(stream(1), 3), (stream(8), 1)]);
    let refused = when(&given([begin()]), sign(Signing { seen, ..signing() }));
    let error = Error::SectionsNamed { missing: vec!["effort-2".to_owned()], unknown: vec![stream(8)] };
    assert_eq!(refused, Err(error.clone()));
    assert_eq!(
        error.to_string(),
        "a sign-off names every section: missing `effort-2`, not of this check \
         `00000000-0000-0000-0000-000000000008`"
    );
}

#[test]
fn a_check_without_any_answer_is_not_signed() {
    let open = given([begin()]);
    // Opened, answered and taken back: events, and yet no answer.
    let current = BTreeMap::from([(stream(1), Progress { version: 3, answered: 0 })]);
    assert_eq!(when(&open, sign(Signing { current, ..signing() })), Err(Error::NothingAnswered));
    let seen = Versions::from([(stream(1), 0), (stream(2), 0)]);
    let untouched = Signing { seen, current: BTreeMap::new(), ..signing() };
    assert_eq!(when(&open, sign(untouched)), Err(Error::NothingAnswered));
}

#[test]
fn an_executive_is_asked_once_for_each_state_and_never_by_themselves() {
    let asked = given([begin(), ask()]);
    let ask = |status: &Status, wish: Wish| when(status, Command::AskSignOff(wish));
    // Somebody who became an executive since is asked, and nobody twice.
    let two: BTreeSet<_> = [person(7), person(8)].into();
    let more = ask(&asked, Wish { executives: two, ..wish() }).unwrap();
    assert_eq!(more, [Event::SignOffAsked(Asking { of: [person(8)].into(), ..asking() })]);
    // After a change it is another state.
    let current = BTreeMap::from([(stream(1), Progress { version: 4, answered: 2 })]);
    let sections = Versions::from([(stream(1), 4), (stream(2), 0)]);
    let anew = ask(&asked, Wish { current: current.clone(), ..wish() }).unwrap();
    assert_eq!(anew, [Event::SignOffAsked(Asking { sections: sections.clone(), ..asking() })]);
    assert!(asking().stands(&Versions::from([(stream(1), 3)])) && !asking().stands(&sections));
    // A confirmation that does not hold any more is asked for again: of other answers, or of another executive.
    let signed = given([begin(), sign(signing())]);
    assert!(ask(&signed, Wish { current, ..wish() }).is_ok());
    let left = Term { until: Some(Date::constant(2026, 11, 25)), ..executive(7) };
    let terms = vec![left, executive(8)];
    let later = Command::AskSignOff(Wish { executives: [person(8)].into(), terms, ..wish() });
    assert!(Check::handle(&signed, later, at(Date::constant(2026, 11, 26))).is_ok_and(|asked| asked.len() == 1));
    // Who asks is not asked, and somebody has to be.
    for executives in [BTreeSet::new(), [person(9)].into()] {
        assert_eq!(ask(&asked, Wish { executives, ..wish() }), Err(Error::NobodyToAsk));
    }
    let blank = Wish { current: BTreeMap::new(), ..wish() };
    assert_eq!(ask(&given([begin()]), blank), Err(Error::NothingAnswered));
}

#[test]
fn a_mandate_holds_to_the_end_of_its_last_day() {
    let open = given([begin()]);
    let by = |until| sign(Signing { mandate: Some(Mandate { scope: text(5), until }), ..signing() });
    assert!(when(&open, by(TODAY)).is_ok());
    let until = Date::constant(2026, 11, 19);
    assert_eq!(when(&open, by(until)), Err(Error::MandateOver { until, signed_on: TODAY }));
}

#[test]
fn a_signature_is_neither_of_a_day_to_come_nor_older_than_what_it_confirms() {
    let open = given([begin()]);
    let on = |signed_on, changed_on| sign(Signing { signed_on: Some(signed_on), changed_on, ..signing() });
    let (yesterday, tomorrow) = (Date::constant(2026, 11, 19), Date::constant(2026, 11, 21));
    for changed_on in [None, Some(yesterday)] {
        let [Event::SignedOff(done)] = &when(&open, on(yesterday, changed_on)).unwrap()[..] else { panic!() };
        assert_eq!((done.day(), done.on), (yesterday, TODAY));
    }
    let later = Err(Error::SignedLater { signed_on: tomorrow, today: TODAY });
    assert_eq!(when(&open, on(tomorrow, None)), later);
    let before = Err(Error::SignedBefore { signed_on: yesterday, changed_on: TODAY });
    assert_eq!(when(&open, on(yesterday, Some(TODAY))), before);
    // The mandate has to run on the day of the signature.
    let mandate = Some(Mandate { scope: text(5), until: yesterday });
    let of_yesterday = Signing { signed_on: Some(yesterday), mandate, ..signing() };
    assert!(when(&open, sign(of_yesterday)).is_ok());
}

#[test]
fn the_three_routes_are_equal() {
    for route in routes() {
        let open = given([begin(), sign(Signing { route: route.clone(), ..signing() })]);
        let kept = open.kept().unwrap();
        assert_eq!(kept.sign_offs, [SignOff { route, ..sign_off() }]);
        let current = Versions::from([(stream(1), 3)]);
        assert_eq!(kept.sign_offs[0].standing(&current, &[], TODAY), Standing::Holds);
    }
}

#[test]
fn a_sign_off_again_after_a_change_stands_beside_the_first() {
    let seen = Versions::from([(stream(1), 4), (stream(2), 0)]);
    let current = BTreeMap::from([(stream(1), Progress { version: 4, answered: 2 })]);
    let again = Signing { seen: seen.clone(), current, ..signing() };
    let status = given([begin(), sign(signing()), sign(again)]);
    let kept = status.kept().unwrap();
    assert_eq!(kept.sign_offs.len(), 2);
    let changed = Standing::ChangedSince { sections: vec![stream(1)], representative: None };
    assert_eq!(kept.sign_offs[0].standing(&seen, &[], TODAY), changed);
    assert_eq!(kept.sign_offs[1].standing(&seen, &[], TODAY), Standing::Holds);
    assert_eq!(kept.names(&[stream(2), stream(9), stream(1)]), ["effort-2", "effort-1"]);
}

fn routes() -> [Route; 3] {
    [
        Route::OnScreen,
        Route::OnPaper { scan: text(1), kept_where: text(2), checked_by: person(8) },
        Route::EContract { copy: text(3) },
    ]
}

fn commands() -> impl Strategy<Value = Command> {
    let sign = (0..3_u32, 0..3_u32, 0..3_u32).prop_map(|(seen, now, answered)| {
        let seen = Versions::from([(stream(1), seen), (stream(2), 0)]);
        let current = BTreeMap::from([(stream(1), Progress { version: now, answered })]);
        sign(Signing { seen, current, ..signing() })
    });
    prop_oneof![Just(begin()), Just(claim(None)), Just(ask()), sign, Just(Command::Close)]
}

proptest! {
    #[test]
    fn nothing_happens_after_the_end_and_every_sign_off_saw_what_stood(
        commands in prop::collection::vec(commands(), 0..20)
    ) {
        let (mut status, mut events) = (Status::default(), Vec::new());
        for command in commands {
            let closed = status.closed_on().is_some();
            let stood = match &command {
                Command::SignOff(signing) => signing.current[&stream(1)],
                Command::Begin { .. } | Command::AskSignOff(_) | Command::Close => Progress::default(),
            };
            let Ok(happened) = Check::handle(&status, command, at(TODAY)) else { continue };
            prop_assert!(!closed || happened.is_empty());
            for event in &happened {
                if let Event::SignedOff(sign_off) = event {
                    prop_assert_eq!(sign_off.sections[&stream(1)], stood.version);
                    prop_assert!(stood.answered > 0);
                }
                status = Check::apply(status, event);
            }
            events.extend(happened);
        }
        prop_assert_eq!(Check::replay(&events), status);
    }
}

#[test]
fn the_bytes_of_each_event_never_change() {
    let [on_screen, on_paper, e_contract] = routes();
    let mandate = Some(Mandate { scope: text(4), until: Date::constant(2027, 3, 31) });
    let claimed = when(&Status::Unbegun, claim(Some(Date::constant(2026, 11, 1)))).unwrap().remove(0);
    let begun = when(&Status::Unbegun, begin()).unwrap().remove(0);
    let golden = [
        (begun, BEGUN),
        (claimed, CLAIMED),
        (Event::SignedOff(SignOff { route: on_screen, ..sign_off() }), ON_SCREEN),
        (Event::SignedOff(SignOff { route: on_paper, mandate, ..sign_off() }), ON_PAPER),
        (Event::SignedOff(SignOff { route: e_contract.clone(), ..sign_off() }), E_CONTRACT),
        (Event::SignedOff(SignOff { route: e_contract, signed_on: Some(TODAY), ..sign_off() }), SIGNED_ON),
        (Event::SignOffAsked(asking()), ASKED),
        (Event::Closed { on: TODAY }, CLOSED),
    ];
    for (event, line) in golden {
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}","#, event.kind())));
        let envelope = Envelope::new(stream(5), 1, at(TODAY), (Some(person(7)), None), Vec::new(), event);
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
    }
}

const BEGUN: &str = r#"{"kind":"begun","data":{"edition":{"pack":"small","edition":"2026-11","sha256":"abababababababababababababababababababababababababababababababab"},"origin":{"how":"fresh"},"sections":{"effort-1":"00000000-0000-0000-0000-000000000001","effort-2":"00000000-0000-0000-0000-000000000002"}}}"#;
const CLAIMED: &str = r#"{"kind":"begun","data":{"edition":{"pack":"small","edition":"2026-11","sha256":"abababababababababababababababababababababababababababababababab"},"origin":{"how":"claimed","reported_on":"2026-11-01","source":"sheet"},"sections":{"effort-1":"00000000-0000-0000-0000-000000000001"}}}"#;
const ON_SCREEN: &str = r#"{"kind":"signed_off","data":{"route":{"how":"on_screen"},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":null}}"#;
const ON_PAPER: &str = r#"{"kind":"signed_off","data":{"route":{"how":"on_paper","scan":{"id":"00000000-0000-0000-0000-000000000001","sha256":"0101010101010101010101010101010101010101010101010101010101010101"},"kept_where":{"id":"00000000-0000-0000-0000-000000000002","sha256":"0202020202020202020202020202020202020202020202020202020202020202"},"checked_by":"00000000-0000-0000-0000-000000000008"},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":{"scope":{"id":"00000000-0000-0000-0000-000000000004","sha256":"0404040404040404040404040404040404040404040404040404040404040404"},"until":"2027-03-31"}}}"#;
const E_CONTRACT: &str = r#"{"kind":"signed_off","data":{"route":{"how":"e_contract","copy":{"id":"00000000-0000-0000-0000-000000000003","sha256":"0303030303030303030303030303030303030303030303030303030303030303"}},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":null}}"#;
const SIGNED_ON: &str = r#"{"kind":"signed_off","data":{"route":{"how":"e_contract","copy":{"id":"00000000-0000-0000-0000-000000000003","sha256":"0303030303030303030303030303030303030303030303030303030303030303"}},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":null,"signed_on":"2026-11-20"}}"#;
const CLOSED: &str = r#"{"kind":"closed","data":{"on":"2026-11-20"}}"#;
const ASKED: &str = r#"{"kind":"sign_off_asked","data":{"by":"00000000-0000-0000-0000-000000000009","of":["00000000-0000-0000-0000-000000000007"],"on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0}}}"#;
