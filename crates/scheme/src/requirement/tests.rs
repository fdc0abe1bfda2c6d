//! The rules of a working paper: what each status answers to each command, conflicts, what a result rests on.

use super::*;
use crate::day::WrongDay;
use crate::samples::{
    TODAY, check_golden, check_table, day, exhibit, given, observed, on, outcome, person, stream, text,
};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/requirement.jsonl");

fn criterion(basic: bool) -> Criterion {
    let edition = EditionId { pack: "criteria".to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) };
    Criterion { edition, id: "i-1/1".to_owned(), basic }
}

fn open() -> Command {
    Command::Open { audit: stream(1), criterion: criterion(false) }
}

fn conform() -> Finding {
    Finding { outcome: Outcome::Conform, evidence: vec![observed(5)], note: Some(text(1)), reason: None }
}

fn fails() -> Finding {
    Finding { outcome: Outcome::NonconformMinor, evidence: Vec::new(), note: None, reason: None }
}

fn enter(finding: Finding, base: u32) -> Command {
    Command::Enter { finding, by: person(1), on: TODAY, base, report_issued: None }
}

fn agree(base: u32) -> Command {
    Command::Agree { with: Counterpart::Person(person(8)), by: person(1), base, report_issued: None }
}

fn reopen() -> Command {
    Command::Reopen { reason: text(2), by: person(1), report_issued: None }
}

fn statuses() -> [(&'static str, Status); 4] {
    let of = |commands: Vec<Command>| given::<Requirement>(commands.into_iter().map(|command| (TODAY, command)));
    [
        ("unopened", Status::Unopened),
        ("open", of(vec![open()])),
        ("entered", of(vec![open(), enter(conform(), 0)])),
        ("agreed", of(vec![open(), enter(conform(), 0), agree(2)])),
    ]
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Requirement::handle(status, command, on(TODAY))
}

fn row(command: &Command) -> &'static str {
    match command {
        Command::Open { .. } => "open",
        Command::Enter { .. } => "enter",
        Command::Agree { .. } => "agree",
        Command::Reopen { .. } => "reopen",
    }
}

const TABLE: &str = "
           | unopened                | open                       | entered | agreed
    open   | opened                  | -                          | -       | -
    enter  | !requirement-not-opened | entered                    | entered | !requirement-agreed
    agree  | !requirement-not-opened | !requirement-nothing-found | agreed  | -
    reopen | !requirement-not-opened | -                          | -       | reopened
";

#[test]
fn each_status_answers_each_command() {
    let statuses = statuses();
    let commands = [open(), enter(fails(), 2), agree(2), reopen()];
    check_table(TABLE, &statuses.each_ref().map(|(name, _)| *name), &commands.each_ref().map(row), |s, c| {
        let base = statuses[s].1.paper().map_or(0, Paper::base);
        let command = match commands[c].clone() {
            Command::Enter { finding, .. } => enter(finding, base),
            Command::Agree { .. } => agree(base),
            command @ (Command::Open { .. } | Command::Reopen { .. }) => command,
        };
        outcome::<Requirement>(&statuses[s].1, command, on(TODAY), Error::rule)
    });
}

#[test]
fn of_two_entries_on_one_version_the_second_is_refused_and_both_are_shown() {
    let [.., (_, entered), _] = statuses();
    let theirs = entered.paper().unwrap().entry.clone().unwrap();
    let conflict = Conflict { criterion: "i-1/1".to_owned(), base: 0, mine: Some(fails()), theirs: theirs.clone() };
    assert_eq!(when(&entered, enter(fails(), 0)), Err(Error::Conflict(Box::new(conflict))));
    // Who finds the same agrees; who has seen what stands replaces it; nobody saw what never stood.
    assert_eq!(when(&entered, enter(conform(), 0)), Ok(Vec::new()));
    assert!(when(&entered, enter(fails(), theirs.version)).is_ok());
    assert_eq!(when(&entered, enter(fails(), 9)), Err(Error::NeverStood { base: 9, current: 2 }));
    // Nothing is agreed that changed under the eyes of both.
    let conflict = Conflict { criterion: "i-1/1".to_owned(), base: 0, mine: None, theirs };
    assert_eq!(when(&entered, agree(0)), Err(Error::Conflict(Box::new(conflict))));
}

#[test]
fn a_result_rests_on_evidence_or_a_reason_and_a_basic_always_applies() {
    let status =
        |basic| given::<Requirement>([(TODAY, Command::Open { audit: stream(1), criterion: criterion(basic) })]);
    let not_applicable = |reason| Finding { outcome: Outcome::NotApplicable, evidence: Vec::new(), note: None, reason };
    let unseen = Finding { evidence: Vec::new(), ..conform() };
    let explained = Finding { reason: Some(text(4)), ..conform() };
    let id = || "i-1/1".to_owned();
    for (basic, finding, refused) in [
        (false, unseen, Some(Error::NoEvidence { criterion: id() })),
        (false, explained, Some(Error::ReasonOfNothing { criterion: id(), found: Outcome::Conform })),
        (false, not_applicable(None), Some(Error::NoReason { criterion: id() })),
        (false, not_applicable(Some(text(4))), None),
        (true, not_applicable(Some(text(4))), Some(Error::Basic { criterion: id() })),
        (true, conform(), None),
        (true, fails(), None),
    ] {
        assert_eq!(when(&status(basic), enter(finding, 0)).err(), refused);
    }
}

#[test]
fn a_finding_has_no_more_files_than_evidence_may_have() {
    let [_, (_, open), ..] = statuses();
    let with = |n: usize| {
        let kept = (0..n).map(|_| Observed::Kept(exhibit(9)));
        enter(Finding { evidence: kept.collect(), ..conform() }, 0)
    };
    assert!(when(&open, with(MOST_FILES)).is_ok());
    let (most, found) = (MOST_FILES, MOST_FILES + 1);
    let refused = Error::TooManyFiles { criterion: "i-1/1".to_owned(), most, found };
    assert_eq!(when(&open, with(found)), Err(refused));
}

#[test]
fn nothing_changes_after_the_report() {
    let issued = Some(day("2026-11-19"));
    let [_, (_, open), (_, entered), (_, agreed)] = statuses();
    let refused = Err(Error::Reported { on: day("2026-11-19") });
    let late = Command::Enter { finding: fails(), by: person(1), on: TODAY, base: 0, report_issued: issued };
    assert_eq!(when(&open, late), refused);
    let with = Counterpart::Named(text(3));
    assert_eq!(when(&entered, Command::Agree { with, by: person(1), base: 2, report_issued: issued }), refused);
    assert_eq!(when(&agreed, Command::Reopen { reason: text(2), by: person(1), report_issued: issued }), refused);
}

#[test]
fn nothing_is_found_on_a_day_to_come() {
    let [_, (_, open), ..] = statuses();
    let found = day("2026-11-21");
    let early = Command::Enter { finding: fails(), by: person(1), on: found, base: 0, report_issued: None };
    assert_eq!(when(&open, early), Err(Error::Day(WrongDay::ToCome { today: TODAY, found })));
}

fn commands() -> impl Strategy<Value = Command> {
    let finding = prop_oneof![Just(conform()), Just(fails())];
    prop_oneof![
        Just(open()),
        (finding, 0..6_u32).prop_map(|(finding, base)| enter(finding, base)),
        (0..6_u32).prop_map(agree),
        Just(reopen()),
    ]
}

proptest! {
    #[test]
    fn an_entry_always_saw_what_stood_and_what_is_agreed_does_not_move(
        commands in prop::collection::vec(commands(), 0..25)
    ) {
        let (mut status, mut events) = (Status::default(), Vec::new());
        for command in commands {
            let stood = status.paper().map_or(0, Paper::base);
            let agreed = matches!(status, Status::Agreed { .. });
            let Ok(happened) = when(&status, command) else { continue };
            for event in &happened {
                if let Event::Entered { base, .. } = event {
                    prop_assert_eq!(*base, stood);
                    prop_assert!(!agreed);
                }
                status = Requirement::apply(status, event);
            }
            events.extend(happened);
        }
        prop_assert_eq!(Requirement::replay(&events), status.clone());
        prop_assert_eq!(status.paper().map_or(0, |paper| paper.version as usize), events.len());
    }
}

#[test]
fn released_events_stay_readable() {
    let found = |finding| Event::Entered { finding, by: person(1), on: TODAY, base: 0 };
    let excluded = Finding { outcome: Outcome::NotApplicable, evidence: Vec::new(), note: None, reason: Some(text(4)) };
    check_golden(
        GOLDEN,
        &[
            Event::Opened { audit: stream(1), criterion: criterion(true) },
            found(conform()),
            found(excluded),
            found(fails()),
            found(Finding { outcome: Outcome::NonconformMajor, ..fails() }),
            Event::Agreed { with: Counterpart::Person(person(8)), by: person(1), on: TODAY },
            Event::Agreed { with: Counterpart::Named(text(3)), by: person(1), on: TODAY },
            Event::Reopened { reason: text(2), by: person(1) },
        ],
    );
}
