//! The rules of an application: every status with every command, what is missing, what is confirmed, its golden lines.

use super::*;
use crate::confirmation::{Mandate, Route};
use crate::given::{TODAY, assert_table, content, date, golden, on, organisation, person, profile, snapshot, text};
use crate::organisation::Kind;
use jiff::ToSpan as _;
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/application.jsonl");

fn parts(of: &Content) -> Vec<Part> {
    let sites = of.sites.iter().map(|(id, site)| Part::Site { id: *id, site: Some(site.clone()) });
    [
        Part::Body(of.body),
        Part::Certification(of.certification),
        Part::Criteria(of.criteria.clone()),
        Part::Scope(of.scope),
        Part::Industry(of.industry),
        Part::Fields(of.fields.clone()),
        Part::Staff(of.staff),
        Part::Forms(of.forms.clone()),
        Part::Advice(of.advice.clone()),
        Part::OwnCertificationBusiness(of.own_certification_business),
        Part::Check(of.check.clone()),
        Part::Wishes(of.wishes.clone()),
    ]
    .into_iter()
    .chain(sites)
    .collect()
}

fn begin() -> Command {
    Command::Begin { company: organisation(3) }
}

fn write(part: Part) -> Command {
    Command::Write { parts: vec![part] }
}

fn confirm(seen: Digest) -> Command {
    let confirming = Confirming { route: Route::OnScreen, by: person(4), seen, mandate: None, signed_on: None };
    Command::Confirm { confirming: Box::new(confirming), profile: Box::new(profile()) }
}

fn submit() -> Command {
    Command::Submit { profile: Box::new(profile()), represents: true }
}

fn after(status: Status, command: Command) -> Status {
    let events = Application::handle(&status, command, on(TODAY)).unwrap();
    events.iter().fold(status, Application::apply)
}

fn begun() -> Status {
    after(Status::Unbegun, begin())
}

fn written() -> Status {
    after(begun(), Command::Write { parts: parts(&content()) })
}

fn stands() -> Digest {
    digest(organisation(3), &profile(), &content()).unwrap()
}

fn confirmed() -> Status {
    after(written(), confirm(stands()))
}

fn outcome(status: &Status, command: Command) -> String {
    outcome_on(status, command, TODAY)
}

fn outcome_on(status: &Status, command: Command, today: Date) -> String {
    match Application::handle(status, command, on(today)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

fn missing(status: &Status, command: Command) -> String {
    match Application::handle(status, command, on(TODAY)) {
        Err(Error::Incomplete { missing }) => missing.iter().map(|place| place.word()).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    }
}

const ROWS: [&str; 5] = ["begin", "write", "confirm", "submit", "retract"];

fn row(command: &Command) -> &'static str {
    match command {
        Command::Begin { .. } => ROWS[0],
        Command::Write { .. } => ROWS[1],
        Command::Confirm { .. } => ROWS[2],
        Command::Submit { .. } => ROWS[3],
        Command::Retract { .. } => ROWS[4],
    }
}

const TABLE: &str = "
            | unbegun            | begun                 | written               | confirmed | submitted                    | retracted
    begin   | begun              | -                     | -                     | -         | !application-submitted-stays | !application-retracted-stays
    write   | !application-begun | written               | written               | written   | !application-submitted-stays | !application-retracted-stays
    confirm | !application-begun | !application-complete | confirmed             | -         | !application-submitted-stays | !application-retracted-stays
    submit  | !application-begun | !application-complete | !application-complete | submitted | !application-submitted-stays | !application-retracted-stays
    retract | !application-begun | retracted             | retracted             | retracted | !application-submitted-stays | -
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [
        Status::Unbegun,
        begun(),
        written(),
        confirmed(),
        after(confirmed(), submit()),
        after(begun(), Command::Retract { reason: None }),
    ];
    let commands =
        [begin(), write(Part::Staff(Some(7))), confirm(stands()), submit(), Command::Retract { reason: Some(text(1)) }];
    assert_eq!(commands.each_ref().map(row), ROWS);
    let found: Vec<_> = commands
        .iter()
        .map(|command| (row(command), statuses.iter().map(|status| outcome(status, command.clone())).collect()))
        .collect();
    assert_table(TABLE, &["unbegun", "begun", "written", "confirmed", "submitted", "retracted"], &found);
    assert_eq!(outcome(&begun(), Command::Begin { company: organisation(9) }), "!application-of-one-company");
}

#[test]
fn released_events_stay_readable() {
    assert_eq!(golden::<Event>(GOLDEN), ["begun", "written", "confirmed", "submitted", "retracted"]);
}

#[test]
fn what_is_submitted_is_what_was_confirmed_with_everything_in_it() {
    assert_eq!(after(confirmed(), submit()), Status::Submitted(Box::new(snapshot())));
    assert!(snapshot().is_as_confirmed());
    let other = Snapshot { company: organisation(9), ..snapshot() };
    assert!(!other.is_as_confirmed());
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let all = "body certification criteria scope industry sites staff forms advice confirmation";
    assert_eq!(missing(&begun(), submit()), all);
    let nothing = Command::Submit {
        profile: Box::new(Profile {
            corporate_number: None,
            address: None,
            size: None,
            kinds: [Kind::CertificationBody].into(),
            ..profile()
        }),
        represents: true,
    };
    assert_eq!(
        missing(&begun(), nothing),
        format!("corporate-number address size {}", all.replace(" conf", " own-certification-business conf"))
    );
    assert_eq!(missing(&written(), submit()), "confirmation");
}

#[test]
fn each_part_alone_can_be_missing() {
    let complete = content();
    let id = SiteId(1);
    for (part, place) in [
        (Part::Body(None), "body"),
        (Part::Certification(None), "certification"),
        (Part::Criteria(None), "criteria"),
        (Part::Scope(None), "scope"),
        (Part::Industry(None), "industry"),
        (Part::Site { id, site: None }, "sites"),
        (Part::Staff(None), "staff"),
        (Part::Forms([].into()), "forms"),
        (Part::Advice(None), "advice"),
        (Part::Advice(Some(Declared::Advices(Vec::new()))), "advice"),
    ] {
        let missing = complete.clone().with(&part).missing(&profile());
        assert_eq!(missing.iter().map(|place| place.word()).collect::<Vec<_>>(), [place]);
        assert_eq!(part.place().word(), place);
    }
    for part in [Part::Fields(None), Part::Check(None), Part::Wishes([].into()), Part::OwnCertificationBusiness(None)] {
        assert_eq!(complete.clone().with(&part).missing(&profile()), [], "{part:?}");
    }
}

#[test]
fn a_sole_proprietor_has_no_corporate_number_and_a_size_is_of_todays_figures() {
    let sole = Profile { kinds: [Kind::SoleProprietor].into(), corporate_number: None, ..profile() };
    assert_eq!(content().missing(&sole), []);
    let grown = Profile { employees: Some(400), ..profile() };
    assert_eq!(content().missing(&grown), [Place::Size]);
}

#[test]
fn a_change_after_the_confirmation_makes_it_void_even_if_it_is_taken_back() {
    let changed = after(confirmed(), write(Part::Staff(Some(41))));
    assert_eq!(missing(&changed, submit()), "confirmation");
    let back = after(changed, write(Part::Staff(Some(40))));
    assert_eq!(missing(&back, submit()), "confirmation");
    assert_eq!(outcome(&after(back, confirm(stands())), submit()), "submitted");
    assert_eq!(outcome(&confirmed(), write(Part::Staff(Some(40)))), "-", "what stands already is no change");
}

#[test]
fn another_profile_or_another_representative_needs_another_confirmation() {
    let moved = Profile { address: Some(text(99)), ..profile() };
    let submitted = |profile, represents| Command::Submit { profile: Box::new(profile), represents };
    assert_eq!(missing(&confirmed(), submitted(moved, true)), "confirmation");
    assert_eq!(missing(&confirmed(), submitted(profile(), false)), "confirmation");
    assert_eq!(outcome(&confirmed(), submitted(profile(), true)), "submitted");
}

#[test]
fn a_confirmation_is_of_what_stands_by_any_of_three_routes() {
    assert_eq!(outcome(&written(), confirm(Digest([1; 32]))), "!confirmation-of-what-stands");
    let paper = Route::OnPaper { scan: text(1), kept_where: text(2), checked_by: person(5) };
    let mandate = |until| Some(Mandate { scope: text(3), until: date(until) });
    for route in [Route::OnScreen, paper, Route::EContract { copy: text(4) }] {
        for (signed_on, mandate, expected) in [
            (None, None, "confirmed"),
            (Some("2026-11-20"), mandate("2026-11-20"), "confirmed"),
            (Some("2026-11-22"), None, "confirmed"),
            (Some("2026-11-23"), None, "!signed-later"),
            (Some("2026-11-19"), None, "!signed-before"),
            (None, mandate("2026-11-21"), "!mandate-over"),
            (None, mandate("2026-11-22"), "confirmed"),
        ] {
            let signed_on = signed_on.map(date);
            let confirming = Confirming { route: route.clone(), by: person(4), seen: stands(), mandate, signed_on };
            let command = Command::Confirm { confirming: Box::new(confirming), profile: Box::new(profile()) };
            assert_eq!(outcome_on(&written(), command, date("2026-11-22")), expected);
        }
    }
}

#[test]
fn what_is_written_fits() {
    let advice = |from: &str, until: Option<&str>| {
        let (from, until) = (date(from), until.map(date));
        Part::Advice(Some(Declared::Advices(vec![Advice { who: text(1), person: None, employer: None, from, until }])))
    };
    let site = |id, site: Option<Site>| Part::Site { id: SiteId(id), site };
    let words = |count| Part::Forms((0..count).map(|n| format!("f{n}").parse().unwrap()).collect());
    let there = || Some(Site { name: text(1), address: text(2) });
    for (part, expected) in [
        (Part::Staff(Some(0)), "!application-part-fits"),
        (Part::Staff(Some(MOST_STAFF)), "written"),
        (Part::Staff(Some(MOST_STAFF + 1)), "!application-part-fits"),
        (words(MOST_FORMS), "written"),
        (words(MOST_FORMS + 1), "!application-part-fits"),
        (advice("2026-11-20", None), "written"),
        (advice("2026-11-21", None), "!application-part-fits"),
        (advice("2025-05-01", Some("2025-04-30")), "!application-part-fits"),
        (Part::Wishes([date("2026-11-21")].into()), "written"),
        (Part::Wishes([TODAY].into()), "!application-part-fits"),
        (site(2, there()), "written"),
        (site(3, there()), "!application-part-fits"),
        (site(0, there()), "!application-part-fits"),
        (site(1, there()), "written"),
        (site(1, None), "written"),
        (site(2, None), "!application-part-fits"),
    ] {
        assert_eq!(outcome(&written(), write(part.clone())), expected, "{part:?}");
    }
}

#[test]
fn an_id_of_a_site_is_given_once() {
    let Status::Draft(draft) = after(written(), write(Part::Site { id: SiteId(1), site: None })) else { panic!() };
    assert_eq!((draft.content.sites.len(), draft.next_site), (0, SiteId(2)));
}

fn command() -> impl Strategy<Value = Command> {
    let part = prop_oneof![
        (0_u32..3).prop_map(|staff| Part::Staff(Some(staff + 39))),
        prop::sample::select(parts(&content())),
        Just(Part::Scope(None)),
        (0_u16..4, any::<bool>()).prop_map(|(id, there)| Part::Site {
            id: SiteId(id),
            site: there.then(|| Site { name: text(1), address: text(2) }),
        }),
    ];
    prop_oneof![
        4 => prop::collection::vec(part, 0..4).prop_map(|parts| Command::Write { parts }),
        1 => Just(Command::Write { parts: parts(&content()) }),
        2 => Just(confirm(stands())),
        2 => Just(submit()),
        1 => Just(begin()),
        1 => Just(Command::Retract { reason: None }),
    ]
}

proptest! {
    /// Whatever is done: what was decided replays, an end stays, and what is submitted is complete and as confirmed.
    #[test]
    fn an_end_stays_and_what_is_submitted_is_as_confirmed(acts in prop::collection::vec((command(), 0_i64..3), 0..40)) {
        let (mut status, mut all, mut today) = (Status::Unbegun, Vec::new(), TODAY);
        for (command, later) in acts {
            today = today.saturating_add(later.days());
            let over = matches!(status, Status::Submitted(_) | Status::Retracted { .. });
            let Ok(events) = Application::handle(&status, command, on(today)) else { continue };
            prop_assert!(!over || events.is_empty());
            status = events.iter().fold(status, Application::apply);
            all.extend(events);
        }
        prop_assert_eq!(&Application::replay(&all), &status);
        if let Status::Submitted(snapshot) = status {
            prop_assert!(snapshot.is_as_confirmed());
            prop_assert_eq!(snapshot.content.missing(&snapshot.profile), []);
        }
    }
}
