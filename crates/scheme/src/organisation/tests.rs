//! The rules of an organisation: what is registered, described and refused, and that released events stay readable.

use super::*;
use proptest::prelude::*;
use record::{Digest, Envelope, OrganisationId, PersonId, Text, TextId};
use uuid::Uuid;

/// One line for each kind of event as it is written. A line is never changed; new forms get new lines.
const GOLDEN: &str = include_str!("../../tests/golden/organisation.jsonl");

const KINDS: [&str; 6] = ["registered", "described", "kind_added", "kind_dropped", "birth_noted", "operation_begun"];

fn at() -> At {
    At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today: Date::constant(2026, 11, 20) }
}

fn text(n: u8) -> Text {
    Text { id: TextId(Uuid::from_u128(n.into())), sha256: Digest([n; 32]) }
}

fn stream(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

fn profile(kinds: &[Kind]) -> Profile {
    Profile {
        kinds: kinds.iter().copied().collect(),
        corporate_number: None,
        name: text(1),
        reading: None,
        address: None,
        prefecture: None,
        main_industry: None,
        capital: None,
        employees: None,
        size: None,
    }
}

/// 「株式会社見本」 with everything told.
fn full() -> Profile {
    Profile {
        corporate_number: Some("7123456789012".parse().unwrap()),
        reading: Some(text(2)),
        address: Some(text(3)),
        prefecture: Some("13".parse().unwrap()),
        main_industry: Some("E26".parse().unwrap()),
        capital: Some(10_000_000),
        employees: Some(40),
        size: Some(size()),
        ..profile(&[Kind::Company, Kind::Association])
    }
}

fn size() -> Size {
    Size {
        class: Class::Sme,
        sector: Some("manufacturing".to_owned()),
        basis: Basis {
            capital: Some(10_000_000),
            employees: 40,
            main_industry: "E26".parse().unwrap(),
            industries: Digest([9; 32]),
        },
        on: Date::constant(2026, 11, 20),
    }
}

fn given(profile: Profile) -> Status {
    Organisation::replay(&[Event::Registered { profile: Box::new(profile) }])
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Organisation::handle(status, command, at())
}

/// What comes of `command`: the kinds of its events, `-` for none, or `!` and the rule that refuses.
fn outcome(status: &Status, command: Command) -> String {
    match when(status, command) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

/// The column of each command. A new command does not compile before it has one.
const COLUMNS: [&str; 6] = ["register", "describe", "add_kind", "drop_kind", "operate", "note_birth"];

fn column(command: &Command) -> &'static str {
    match command {
        Command::Register(_) => COLUMNS[0],
        Command::Describe(_) => COLUMNS[1],
        Command::AddKind(_) => COLUMNS[2],
        Command::DropKind(_) => COLUMNS[3],
        Command::Operate => COLUMNS[4],
        Command::NoteBirth { .. } => COLUMNS[5],
    }
}

#[test]
fn each_status_answers_each_command() {
    let commands = [
        Command::Register(Box::new(full())),
        Command::Describe(vec![Change::Capital(Some(1))]),
        Command::AddKind(Kind::University),
        Command::DropKind(Kind::Association),
        Command::Operate,
        Command::NoteBirth { stream: stream(7), kind: "member".to_owned() },
    ];
    assert_eq!(commands.each_ref().map(column), COLUMNS);
    let unregistered = Status::Unregistered;
    let table = [
        (
            unregistered,
            [
                "registered",
                "!registered-first",
                "!registered-first",
                "!registered-first",
                "!registered-first",
                "!registered-first",
            ],
        ),
        (
            given(full()),
            ["!registered-once", "described", "kind_added", "kind_dropped", "operation_begun", "birth_noted"],
        ),
    ];
    for (status, cells) in table {
        assert_eq!(commands.clone().map(|command| outcome(&status, command)), cells, "{status:?}");
    }
}

#[test]
fn released_events_stay_readable() {
    let mut kinds = Vec::new();
    for line in GOLDEN.lines() {
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}""#, event.kind())));
        let organisation = OrganisationId(Uuid::from_u128(1));
        let by = (Some(PersonId(Uuid::from_u128(2))), Some(organisation));
        let envelope = Envelope::new(organisation.stream(), 1, at(), by, Vec::new(), event.clone());
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
        kinds.push(event.kind());
    }
    assert_eq!(kinds, KINDS);
}

#[test]
fn an_event_with_a_number_that_does_not_hold_is_not_read() {
    let line = GOLDEN.lines().next().unwrap();
    for wrong in ["8123456789012", "123456789012"] {
        let line = line.replace("7123456789012", wrong);
        let error = serde_json::from_str::<Event>(&line).unwrap_err().to_string();
        assert!(!error.contains(wrong), "{error}");
    }
}

#[test]
fn what_is_registered_is_what_is_known() {
    let events = when(&Status::Unregistered, Command::Register(Box::new(full()))).unwrap();
    let status = Organisation::replay(&events);
    assert_eq!(status.registered().unwrap(), &Registered { profile: full(), births: BTreeMap::new(), operates: false });
}

#[test]
fn only_what_changes_is_described() {
    let same = vec![Change::Name(text(1)), Change::Capital(Some(10_000_000)), Change::Size(Some(size()))];
    assert_eq!(when(&given(full()), Command::Describe(same)), Ok(Vec::new()));
    let changes = vec![
        Change::Employees(Some(41)),
        Change::Name(text(1)),
        Change::Address(Some(text(5))),
        Change::Address(None),
        Change::Employees(Some(42)),
    ];
    let described = when(&given(full()), Command::Describe(changes)).unwrap();
    assert_eq!(described, [Event::Described { changes: vec![Change::Address(None), Change::Employees(Some(42))] }]);
}

#[test]
fn an_organisation_is_at_least_one_thing() {
    assert_eq!(when(&Status::Unregistered, Command::Register(Box::new(profile(&[])))), Err(Error::NoKind));
    let ministry = given(profile(&[Kind::Ministry]));
    assert_eq!(outcome(&ministry, Command::DropKind(Kind::Ministry)), "!at-least-one-kind");
    assert_eq!(outcome(&ministry, Command::DropKind(Kind::Agency)), "-");
    assert_eq!(outcome(&ministry, Command::AddKind(Kind::Ministry)), "-");
}

#[test]
fn a_sole_proprietor_is_nothing_only_others_can_be() {
    let sole = given(profile(&[Kind::SoleProprietor]));
    for kind in Kind::ALL {
        let cell = match kind {
            Kind::SoleProprietor => "-",
            Kind::ResearchInstitution | Kind::University => "kind_added",
            Kind::Company | Kind::CertificationBody | Kind::Ministry | Kind::Association | Kind::Agency => {
                "!sole-proprietor-is-a-person"
            }
        };
        assert_eq!(outcome(&sole, Command::AddKind(kind)), cell, "{kind}");
    }
    let both = profile(&[Kind::SoleProprietor, Kind::Agency]);
    let refused = when(&Status::Unregistered, Command::Register(Box::new(both)));
    assert_eq!(refused, Err(Error::BesideSoleProprietor { other: Kind::Agency }));
}

#[test]
fn a_sole_proprietor_has_no_corporate_number() {
    let number = full().corporate_number;
    let with_number = Profile { corporate_number: number, ..profile(&[Kind::SoleProprietor]) };
    let register = Command::Register(Box::new(with_number));
    assert_eq!(outcome(&Status::Unregistered, register), "!sole-proprietor-has-no-number");
    let describe = Command::Describe(vec![Change::CorporateNumber(number)]);
    assert_eq!(outcome(&given(profile(&[Kind::SoleProprietor])), describe), "!sole-proprietor-has-no-number");
    let university = Profile { corporate_number: number, ..profile(&[Kind::University]) };
    assert_eq!(outcome(&given(university), Command::AddKind(Kind::SoleProprietor)), "!sole-proprietor-has-no-number");
}

#[test]
fn who_may_run_an_installation_does_so_once_and_stays_one_who_may() {
    for kind in Kind::ALL {
        let may = matches!(kind, Kind::Ministry | Kind::CertificationBody | Kind::Association | Kind::Company);
        let expected = if may { "operation_begun" } else { "!operator-of-these-kinds" };
        assert_eq!(outcome(&given(profile(&[kind])), Command::Operate), expected, "{kind}");
    }
    let begun = when(&given(full()), Command::Operate).unwrap();
    let operating = begun.iter().fold(given(full()), Organisation::apply);
    assert_eq!(outcome(&operating, Command::Operate), "-");
    assert_eq!(outcome(&operating, Command::DropKind(Kind::Association)), "kind_dropped");
    let both = given(profile(&[Kind::Company, Kind::University]));
    let operating = begun.iter().fold(both, Organisation::apply);
    assert_eq!(outcome(&operating, Command::DropKind(Kind::Company)), "!operator-of-these-kinds");
    assert_eq!(outcome(&operating, Command::DropKind(Kind::University)), "kind_dropped");
}

#[test]
fn only_the_organisation_that_runs_the_installation_has_operators() {
    let status = given(full());
    let has = |status: &Status, roles: &[Role]| status.registered().unwrap().has_roles(roles.iter());
    assert_eq!(has(&status, &[Role::Staff, Role::Operator]), Err(Error::OperatesNot));
    assert_eq!(has(&status, &[Role::Staff, Role::Executive]), Ok(()));
    let operating = Organisation::apply(status, &Event::OperationBegun);
    assert_eq!(has(&operating, &[Role::Staff, Role::Operator]), Ok(()));
}

#[test]
fn a_size_class_comes_with_the_figures_it_rests_on() {
    let register = |edit: fn(&mut Profile)| {
        let mut profile = full();
        edit(&mut profile);
        outcome(&Status::Unregistered, Command::Register(Box::new(profile)))
    };
    let other = "!size-from-its-figures";
    assert_eq!(register(|profile| profile.employees = None), other);
    assert_eq!(register(|profile| profile.employees = Some(41)), other);
    assert_eq!(register(|profile| profile.main_industry = None), other);
    assert_eq!(register(|profile| profile.capital = None), other);
    assert_eq!(register(|profile| profile.size.as_mut().unwrap().sector = None), "!size-names-its-sector");
    let free_text = |profile: &mut Profile| profile.size.as_mut().unwrap().sector = Some("製造業".to_owned());
    assert_eq!(register(free_text), "!size-names-its-sector");
    let tomorrow = |profile: &mut Profile| profile.size.as_mut().unwrap().on = Date::constant(2026, 11, 21);
    assert_eq!(register(tomorrow), "!size-not-ahead");
}

#[test]
fn a_size_class_outlives_its_figures_and_says_so() {
    let status = given(full());
    assert!(status.registered().unwrap().profile.size_is_current());
    let [event] = &when(&status, Command::Describe(vec![Change::Employees(Some(301))])).unwrap()[..] else {
        panic!("one event")
    };
    let status = Organisation::apply(status, event);
    let profile = &status.registered().unwrap().profile;
    assert_eq!((profile.size.as_ref(), profile.size_is_current()), (Some(&size()), false));
    let business = profile.business(None).unwrap();
    assert_eq!((business.employees, business.main_industry.as_str()), (301, "E26"));
}

#[test]
fn a_stream_is_born_once_and_its_kind_is_a_word() {
    let status = given(full());
    let note = |kind: &str| Command::NoteBirth { stream: stream(7), kind: kind.to_owned() };
    for wrong in ["", "Member", "me mber", "見本", &"m".repeat(65)] {
        assert_eq!(outcome(&status, note(wrong)), "!birth-kind-is-a-word", "{wrong}");
    }
    let noted = when(&status, note("member")).unwrap();
    let status = noted.iter().fold(status, Organisation::apply);
    assert_eq!(status.registered().unwrap().births, BTreeMap::from([(stream(7), "member".to_owned())]));
    assert_eq!(outcome(&status, note("member")), "-");
    assert_eq!(outcome(&status, note("self-check")), "!born-once");
}

fn change() -> impl Strategy<Value = Change> {
    let number = prop_oneof![Just(None), Just(full().corporate_number)];
    prop_oneof![
        number.prop_map(Change::CorporateNumber),
        (1_u8..4).prop_map(|n| Change::Name(text(n))),
        proptest::option::of(1_u8..4).prop_map(|n| Change::Reading(n.map(text))),
        proptest::option::of(1_u8..4).prop_map(|n| Change::Address(n.map(text))),
        proptest::option::of(1..=47).prop_map(|n| Change::Prefecture(n.map(|n| format!("{n:02}").parse().unwrap()))),
        proptest::option::of(26..29).prop_map(|n| Change::MainIndustry(n.map(|n| format!("E{n}").parse().unwrap()))),
        proptest::option::of(0_u64..3).prop_map(Change::Capital),
        proptest::option::of(0_u32..3).prop_map(Change::Employees),
        Just(Change::Size(None)),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let kind = || proptest::sample::select(&Kind::ALL[..]);
    prop_oneof![
        proptest::collection::vec(change(), 0..6).prop_map(Command::Describe),
        kind().prop_map(Command::AddKind),
        kind().prop_map(Command::DropKind),
    ]
}

proptest! {
    /// Whatever is commanded: what an organisation is goes together, and doing it again changes nothing.
    #[test]
    fn an_organisation_always_fits_together(commands in proptest::collection::vec(command(), 0..30)) {
        let mut status = given(full());
        for command in commands {
            let Ok(events) = when(&status, command.clone()) else { continue };
            status = events.iter().fold(status, Organisation::apply);
            prop_assert_eq!(fits(&status.registered().unwrap().profile), Ok(()));
            prop_assert_eq!(when(&status, command), Ok(Vec::new()));
        }
    }
}
