//! The rules of an accreditation: every status with every command, every day around its ends, and its golden lines.

use super::*;
use crate::given::{TODAY, assert_table, date, golden, on, organisation, text};
use crate::sme::Class;
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/accreditation.jsonl");

fn scope(industries: &[&str], fields: &[Field], sme_only: bool) -> Scope {
    let industries = industries.iter().map(|code| (*code).to_owned()).collect();
    Scope { text: text(7), industries, fields: fields.to_vec(), sme_only }
}

fn all() -> Scope {
    scope(&[], &[], false)
}

fn enter(from: &str, until: &str) -> Command {
    let (from, until) = (date(from), date(until));
    Command::Enter { body: organisation(5), number: None, scope: all(), from, until, source: text(1) }
}

fn renew(from: &str, until: &str) -> Command {
    Command::Renew { from: date(from), until: date(until), source: text(2) }
}

fn change(scope: Scope, from: &str) -> Command {
    Command::ChangeScope { scope, from: date(from), source: text(3) }
}

fn end(ending: Ending, on: &str) -> Command {
    Command::End { ending, on: date(on), source: text(4) }
}

fn after(status: Status, command: Command) -> Status {
    let events = Accreditation::handle(&status, command, on(TODAY)).unwrap();
    events.iter().fold(status, Accreditation::apply)
}

fn entered() -> Status {
    after(Status::Unentered, enter("2025-04-01", "2028-03-31"))
}

fn outcome(status: &Status, command: Command) -> String {
    match Accreditation::handle(status, command, on(TODAY)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

const ROWS: [&str; 5] = ["enter", "number", "renew", "change scope", "end"];

fn row(command: &Command) -> &'static str {
    match command {
        Command::Enter { .. } => ROWS[0],
        Command::Number { .. } => ROWS[1],
        Command::Renew { .. } => ROWS[2],
        Command::ChangeScope { .. } => ROWS[3],
        Command::End { .. } => ROWS[4],
    }
}

const TABLE: &str = "
                 | unentered              | entered             | ended
    enter        | entered                | !accreditation-once | !accreditation-has-no-way-back
    number       | !accreditation-entered | numbered            | !accreditation-has-no-way-back
    renew        | !accreditation-entered | renewed             | !accreditation-has-no-way-back
    change scope | !accreditation-entered | scope_changed       | !accreditation-has-no-way-back
    end          | !accreditation-entered | ended               | !accreditation-has-no-way-back
";

#[test]
fn each_status_answers_each_command() {
    let ended = after(entered(), end(Ending::Revoked, "2026-10-01"));
    let statuses = [Status::Unentered, entered(), ended];
    let commands = [
        enter("2025-04-01", "2028-03-31"),
        Command::Number { number: text(9), source: text(1) },
        renew("2028-04-01", "2031-03-31"),
        change(scope(&["E"], &[], false), "2026-04-01"),
        end(Ending::Abolished, "2027-04-01"),
    ];
    let found: Vec<_> = commands
        .iter()
        .map(|command| (row(command), statuses.iter().map(|status| outcome(status, command.clone())).collect()))
        .collect();
    assert_eq!(commands.each_ref().map(row), ROWS);
    assert_table(TABLE, &["unentered", "entered", "ended"], &found);
}

#[test]
fn released_events_stay_readable() {
    assert_eq!(golden::<Event>(GOLDEN), ["entered", "numbered", "renewed", "scope_changed", "ended"]);
}

#[test]
fn an_accreditation_lasts_three_years_at_most_and_lapses_by_itself() {
    for (from, until, expected) in [
        ("2025-04-01", "2028-03-31", "entered"),
        ("2025-04-01", "2028-04-01", "!accreditation-three-years"),
        ("2025-04-01", "2025-04-01", "entered"),
        ("2025-04-01", "2025-03-31", "!accreditation-three-years"),
        ("2024-02-29", "2027-02-28", "entered"),
        ("2024-02-29", "2027-03-01", "!accreditation-three-years"),
    ] {
        assert_eq!(outcome(&Status::Unentered, enter(from, until)), expected, "{from} {until}");
    }
    let lapsed = Standing::Over { on: date("2028-04-01"), ending: Ending::Lapsed };
    let valid = Standing::Valid { scope: all(), until: date("2028-03-31") };
    for (day, standing) in [
        ("2025-03-31", Standing::NotYet { from: date("2025-04-01") }),
        ("2025-04-01", valid.clone()),
        ("2028-03-31", valid),
        ("2028-04-01", lapsed.clone()),
        ("2040-01-01", lapsed),
    ] {
        assert_eq!(entered().standing(date(day)), standing, "{day}");
    }
    assert_eq!(Status::Unentered.standing(TODAY), Standing::Unknown);
}

#[test]
fn a_renewal_goes_on_without_a_gap() {
    for (from, until, expected) in [
        ("2028-04-01", "2031-03-31", "renewed"),
        ("2028-03-01", "2031-02-28", "renewed"),
        ("2028-04-02", "2031-04-01", "!renewed-in-time"),
        ("2025-03-31", "2028-03-30", "!renewed-in-time"),
        ("2025-04-01", "2028-03-31", "!renewal-is-longer"),
        ("2028-04-01", "2031-04-01", "!accreditation-three-years"),
    ] {
        assert_eq!(outcome(&entered(), renew(from, until)), expected, "{from} {until}");
    }
    let renewed = after(entered(), renew("2028-04-01", "2031-03-31"));
    assert!(renewed.standing(date("2031-03-31")).is_valid());
    assert!(!renewed.standing(date("2031-04-01")).is_valid());
}

#[test]
fn a_scope_holds_from_the_day_of_its_change() {
    let narrow = scope(&["E"], &[], true);
    let status = after(entered(), change(narrow.clone(), "2027-01-10"));
    let of = |day: &str| match status.standing(date(day)) {
        Standing::Valid { scope, .. } => scope,
        other => panic!("{other:?}"),
    };
    assert_eq!(of("2027-01-09"), all());
    assert_eq!(of("2027-01-10"), narrow);
    assert_eq!(outcome(&status, change(narrow, "2027-01-10")), "-");
    for (day, expected) in [
        ("2027-01-10", "!within-accreditation"),
        ("2027-01-11", "scope_changed"),
        ("2028-03-31", "scope_changed"),
        ("2028-04-01", "!within-accreditation"),
    ] {
        assert_eq!(outcome(&status, change(all(), day)), expected, "{day}");
    }
    for codes in [["E26a"], ["U"], ["製造業"], [""]] {
        assert_eq!(
            outcome(&entered(), change(scope(&codes, &[], false), "2026-01-01")),
            "!industries-of-classification"
        );
    }
}

#[test]
fn an_end_holds_from_its_day_and_a_lapse_is_on_the_day_after_the_last() {
    for ending in [Ending::Abolished, Ending::Revoked] {
        let status = after(entered(), end(ending, "2027-02-01"));
        assert!(status.standing(date("2027-01-31")).is_valid());
        assert_eq!(status.standing(date("2027-02-01")), Standing::Over { on: date("2027-02-01"), ending });
        assert_eq!(outcome(&status, end(ending, "2027-02-01")), "-");
        for (day, expected) in
            [("2025-03-31", "!within-accreditation"), ("2028-03-31", "ended"), ("2028-04-01", "!within-accreditation")]
        {
            assert_eq!(outcome(&entered(), end(ending, day)), expected, "{day}");
        }
    }
    assert_eq!(outcome(&entered(), end(Ending::Lapsed, "2028-04-01")), "ended");
    assert_eq!(outcome(&entered(), end(Ending::Lapsed, "2028-03-31")), "!lapses-after-last-day");
    for ending in Ending::ALL {
        assert_eq!(Ending::from_word(ending.word()), Some(ending));
        assert_eq!(serde_json::to_string(&ending).unwrap(), format!("\"{}\"", ending.word()));
    }
}

#[test]
fn a_case_is_within_the_scope_of_that_day_or_it_is_told_why_not() {
    let wish = |industry: &str, fields: Option<&[Field]>, class| Wish {
        industry: industry.to_owned(),
        fields: fields.map(<[Field]>::to_vec),
        class,
    };
    let standing = |scope| Standing::Valid { scope, until: TODAY };
    let word = |containment| match containment {
        Containment::Within(_) => "within",
        Containment::ToConfirm(_) => "to confirm",
        Containment::Outside(_) => "outside",
        Containment::NotAccredited(_) => "not accredited",
    };
    for (scope, wish, expected) in [
        (all(), wish("E26", None, Class::Larger), "within"),
        (scope(&["E"], &[], false), wish("E26", None, Class::Larger), "within"),
        (scope(&["E"], &[], false), wish("G39", None, Class::Sme), "outside"),
        (scope(&["E31"], &[Field::Space], false), wish("E31", None, Class::Sme), "to confirm"),
        (scope(&["E31"], &[Field::Space], false), wish("E31", Some(&[Field::Space]), Class::Sme), "within"),
        (scope(&["E31"], &[Field::Space], false), wish("E31", Some(&[]), Class::Sme), "outside"),
        (scope(&[], &[], true), wish("E26", None, Class::Sme), "within"),
        (scope(&[], &[], true), wish("E26", None, Class::Larger), "outside"),
        (scope(&[], &[], true), wish("E26", None, Class::Unknown), "to confirm"),
    ] {
        assert_eq!(word(standing(scope.clone()).covers(&wish)), expected, "{scope:?} {wish:?}");
    }
    for standing in
        [Standing::Unknown, Standing::NotYet { from: TODAY }, Standing::Over { on: TODAY, ending: Ending::Revoked }]
    {
        assert_eq!(word(standing.covers(&wish("E26", None, Class::Sme))), "not accredited");
    }
}

#[test]
fn a_body_accredited_anew_stands_by_the_accreditation_in_force() {
    let revoked = after(entered(), end(Ending::Revoked, "2026-01-01"));
    let anew = after(Status::Unentered, enter("2028-02-01", "2031-01-31"));
    let both = [&anew, &revoked];
    assert!(of_body(both, date("2025-06-01")).is_valid());
    assert_eq!(of_body(both, date("2027-06-01")), Standing::NotYet { from: date("2028-02-01") });
    assert!(of_body(both, date("2028-02-01")).is_valid());
    assert_eq!(of_body([], TODAY), Standing::Unknown);
}

fn command() -> impl Strategy<Value = Command> {
    let near = || (0_i64..3000).prop_map(|days| date("2024-01-01").saturating_add(jiff::ToSpan::days(days)));
    let day = || prop_oneof![20 => near(), 1 => Just(Date::MAX), 1 => Just(Date::MIN)];
    prop_oneof![
        (day(), day()).prop_map(|(from, until)| Command::Enter {
            body: organisation(5),
            number: None,
            scope: all(),
            from,
            until,
            source: text(1)
        }),
        (day(), day()).prop_map(|(from, until)| Command::Renew { from, until, source: text(1) }),
        day().prop_map(|from| Command::ChangeScope { scope: scope(&["E"], &[], true), from, source: text(1) }),
        (prop::sample::select(Ending::ALL.to_vec()), day()).prop_map(|(ending, on)| Command::End {
            ending,
            on,
            source: text(1)
        }),
        Just(Command::Number { number: text(8), source: text(1) }),
    ]
}

proptest! {
    /// Whatever is entered: what was decided replays, an end stays, and no day is in force outside three-year terms.
    #[test]
    fn an_end_stays_and_no_term_is_longer_than_three_years(commands in prop::collection::vec(command(), 0..30)) {
        let (mut status, mut all) = (after(Status::Unentered, enter("2025-04-01", "2028-03-31")), Vec::new());
        for command in commands {
            let ended = match &status { Status::Ended { on, .. } => Some(*on), _ => None };
            let Ok(events) = Accreditation::handle(&status, command, on(TODAY)) else { continue };
            prop_assert!(ended.is_none() || events.is_empty());
            status = events.iter().fold(status, Accreditation::apply);
            all.extend(events);
        }
        let mut again = after(Status::Unentered, enter("2025-04-01", "2028-03-31"));
        again = all.iter().fold(again, Accreditation::apply);
        prop_assert_eq!(&again, &status);
        let record = status.record().unwrap();
        prop_assert!(!status.standing(period::next(record.until)).is_valid());
        prop_assert!(record.scopes.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
