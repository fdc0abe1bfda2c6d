//! The rules of competence: every status with every command, every day around its ends, and its golden lines.

use super::*;
use crate::given::{TODAY, assert_table, date, golden, on, person, text};
use jiff::ToSpan as _;
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/competence.jsonl");

fn area(text: &str) -> Area {
    text.parse().unwrap()
}

fn begin() -> Command {
    Command::Begin { person: person(6) }
}

fn find(text_of_area: &str, from: &str, until: &str) -> Command {
    let (from, until) = (date(from), date(until));
    Command::Find { area: area(text_of_area), from, until, evidence: text(1), reason: None }
}

fn withdraw(text_of_area: &str, on: &str) -> Command {
    Command::Withdraw { area: area(text_of_area), on: date(on), reason: text(2) }
}

fn pledge(from: &str) -> Command {
    Command::Pledge { from: date(from), evidence: text(3) }
}

fn leave(on: &str) -> Command {
    Command::Leave { on: date(on) }
}

fn after(status: Status, command: Command) -> Status {
    let events = Competence::handle(&status, command, on(TODAY)).unwrap();
    events.iter().fold(status, Competence::apply)
}

fn kept() -> Status {
    after(after(Status::Unkept, begin()), find("industry/E26", "2026-12-01", "2027-11-30"))
}

fn outcome(status: &Status, command: Command) -> String {
    match Competence::handle(status, command, on(TODAY)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

const ROWS: [&str; 5] = ["begin", "find", "withdraw", "pledge", "leave"];

fn row(command: &Command) -> &'static str {
    match command {
        Command::Begin { .. } => ROWS[0],
        Command::Find { .. } => ROWS[1],
        Command::Withdraw { .. } => ROWS[2],
        Command::Pledge { .. } => ROWS[3],
        Command::Leave { .. } => ROWS[4],
    }
}

const TABLE: &str = "
             | unkept           | begun             | kept      | left
    begin    | begun            | -                 | -         | !competence-left
    find     | !competence-kept | found             | renewed   | !competence-left
    withdraw | !competence-kept | !competence-holds | withdrawn | !competence-left
    pledge   | !competence-kept | pledged           | pledged   | !competence-left
    leave    | !competence-kept | left              | left      | !competence-left
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [Status::Unkept, after(Status::Unkept, begin()), kept(), after(kept(), leave("2027-03-31"))];
    let commands = [
        begin(),
        find("industry/E26", "2027-12-01", "2028-11-30"),
        withdraw("industry/E26", "2027-01-01"),
        pledge("2026-11-20"),
        leave("2027-04-01"),
    ];
    assert_eq!(commands.each_ref().map(row), ROWS);
    let found: Vec<_> = commands
        .iter()
        .map(|command| (row(command), statuses.iter().map(|status| outcome(status, command.clone())).collect()))
        .collect();
    assert_table(TABLE, &["unkept", "begun", "kept", "left"], &found);
    assert_eq!(outcome(&kept(), Command::Begin { person: person(7) }), "!competence-of-one-person");
}

#[test]
fn released_events_stay_readable() {
    assert_eq!(golden::<Event>(GOLDEN), ["begun", "found", "renewed", "withdrawn", "pledged", "left"]);
}

#[test]
fn an_area_is_an_industry_or_a_part_of_the_criteria() {
    for text in ["industry/E", "industry/E26", "criteria/access-control"] {
        assert_eq!(area(text).to_string(), text);
    }
    for text in ["", "industry", "industry/", "industry/E2", "industry/U", "criteria/", "criteria/人", "other/E26"] {
        assert_eq!(text.parse::<Area>(), Err(NoArea), "{text}");
    }
    for (has, asked, covers) in [
        ("industry/E", "industry/E26", true),
        ("industry/E26", "industry/E26", true),
        ("industry/E26", "industry/E", false),
        ("industry/E26", "industry/E27", false),
        ("industry/E", "criteria/e", false),
        ("criteria/e", "criteria/e", true),
    ] {
        assert_eq!(area(has).covers(&area(asked)), covers, "{has} {asked}");
    }
}

#[test]
fn a_record_holds_from_its_first_day_to_its_last() {
    let asked = area("industry/E26");
    for (day, holds) in [("2026-11-30", false), ("2026-12-01", true), ("2027-11-30", true), ("2027-12-01", false)] {
        assert_eq!(kept().holds(&asked, &[date(day)]), holds, "{day}");
    }
    assert!(!kept().holds(&asked, &[]), "without a day nobody is competent");
    assert_eq!(kept().lacks(&asked, &[date("2027-11-30"), date("2027-12-01")]), Some(date("2027-12-01")));
    assert!(!kept().holds(&area("industry/E27"), &[date("2027-01-01")]));
    let renewed = after(kept(), find("industry/E26", "2027-12-01", "2028-11-30"));
    assert!(renewed.holds(&asked, &[date("2027-11-30"), date("2027-12-01"), date("2028-11-30")]));
    assert_eq!(renewed.good_until(&asked, date("2027-01-01")), Some(date("2028-11-30")));
    assert_eq!(renewed.good_until(&asked, TODAY), None);
    let gap = after(kept(), find("industry/E26", "2027-12-02", "2028-11-30"));
    assert!(!gap.holds(&asked, &[date("2027-12-01")]));
    assert_eq!(gap.good_until(&asked, date("2027-01-01")), Some(date("2027-11-30")));
}

#[test]
fn a_past_first_day_needs_a_reason_and_a_record_an_end() {
    let found = |from: &str, until: &str, reason| {
        let (area, from, until) = (area("criteria/access"), date(from), date(until));
        outcome(&kept(), Command::Find { area, from, until, evidence: text(1), reason })
    };
    assert_eq!(found("2026-11-20", "2031-11-19", None), "found");
    assert_eq!(found("2026-11-20", "2031-11-20", None), "!competence-has-an-end");
    assert_eq!(found("2026-11-20", "2026-11-19", None), "!competence-has-an-end");
    assert_eq!(found("2026-11-19", "2027-11-18", None), "!not-back-dated");
    assert_eq!(found("2026-11-19", "2027-11-18", Some(text(9))), "found");
    assert_eq!(outcome(&kept(), find("industry/E26", "2026-12-01", "2027-11-30")), "-", "it is known already");
}

#[test]
fn what_is_withdrawn_holds_no_more_from_that_day_until_it_is_found_again() {
    let asked = area("industry/E26");
    let status = after(kept(), withdraw("industry/E26", "2027-02-01"));
    assert!(status.holds(&asked, &[date("2027-01-31")]));
    assert!(!status.holds(&asked, &[date("2027-02-01")]));
    assert_eq!(status.good_until(&asked, date("2027-01-01")), Some(date("2027-01-31")));
    assert_eq!(outcome(&status, withdraw("industry/E26", "2027-02-01")), "!competence-holds");
    assert_eq!(outcome(&kept(), withdraw("industry/E26", "2026-11-19")), "!not-back-dated");
    assert_eq!(outcome(&kept(), withdraw("industry/E26", "2027-12-01")), "!competence-holds");
    let again = after(status, find("industry/E26", "2027-02-10", "2028-02-09"));
    assert!(!again.holds(&asked, &[date("2027-02-09")]));
    assert!(again.holds(&asked, &[date("2027-02-10")]));
}

/// INV-11: who has left audits nothing, and keeps the duty of confidence.
#[test]
fn who_has_left_keeps_the_duty_of_confidence() {
    let asked = area("industry/E26");
    let status = after(after(kept(), pledge("2024-04-01")), leave("2027-02-01"));
    assert!(status.holds(&asked, &[date("2027-01-31")]));
    assert!(!status.holds(&asked, &[date("2027-02-01")]));
    assert_eq!(status.good_until(&asked, date("2027-01-01")), Some(date("2027-01-31")));
    let pledged = Pledge { from: date("2024-04-01"), evidence: text(3) };
    assert_eq!(status.duty(), Some(Duty { pledge: Some(pledged), left: Some(date("2027-02-01")) }));
    assert!(status.is_pledged_on(date("2040-01-01")));
    assert!(!status.is_pledged_on(date("2024-03-31")));
    assert_eq!(after(kept(), leave("2027-02-01")).duty(), Some(Duty { pledge: None, left: Some(date("2027-02-01")) }));
    assert_eq!(Status::Unkept.duty(), None);
    assert_eq!(outcome(&kept(), pledge("2026-11-21")), "!pledge-has-happened");
    assert_eq!(outcome(&kept(), leave("2026-11-19")), "!not-back-dated");
    assert_eq!(outcome(&status, leave("2027-02-01")), "-");
}

fn command() -> impl Strategy<Value = Command> {
    let near = || (-3_i64..900).prop_map(|days| TODAY.saturating_add(days.days()));
    let day = || prop_oneof![20 => near(), 1 => Just(Date::MAX), 1 => Just(Date::MIN)];
    let areas = || prop::sample::select(vec![area("industry/E"), area("industry/E26"), area("criteria/access")]);
    prop_oneof![
        4 => (areas(), day(), day(), any::<bool>()).prop_map(|(area, from, until, told)| Command::Find {
            area,
            from,
            until,
            evidence: text(1),
            reason: told.then(|| text(2)),
        }),
        2 => (areas(), day()).prop_map(|(area, on)| Command::Withdraw { area, on, reason: text(3) }),
        1 => day().prop_map(|from| Command::Pledge { from, evidence: text(4) }),
        1 => day().prop_map(|on| Command::Leave { on }),
    ]
}

proptest! {
    /// Whatever is recorded: it replays, an end stays, and nobody who has left is competent.
    #[test]
    fn who_has_left_is_competent_in_nothing(commands in prop::collection::vec(command(), 0..30)) {
        let mut status = after(Status::Unkept, begin());
        let mut all = vec![Event::Begun { person: person(6) }];
        for command in commands {
            let left = matches!(status, Status::Left { .. });
            let Ok(events) = Competence::handle(&status, command, on(TODAY)) else { continue };
            prop_assert!(!left || events.is_empty());
            status = events.iter().fold(status, Competence::apply);
            all.extend(events);
        }
        prop_assert_eq!(&Competence::replay(&all), &status);
        let asked = area("industry/E26");
        if let Status::Left { on, .. } = &status {
            prop_assert!(!status.holds(&asked, &[*on]));
        }
        prop_assert!(status.good_until(&asked, Date::MAX).is_none_or(|last| last == Date::MAX));
        if let Some(last) = status.good_until(&asked, TODAY) {
            prop_assert!(status.holds(&asked, &[TODAY, last]));
            prop_assert!(!status.holds(&asked, &[period::next(last)]));
        }
    }
}
