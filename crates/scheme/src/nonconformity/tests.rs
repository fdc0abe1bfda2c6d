//! The rules of a nonconformity: what each status answers to each command, what is enough, and its time.

use super::*;
use crate::day::WrongDay;
use crate::rules::samples::rules;
use crate::samples::{
    TODAY, check_golden, check_table, company, day, given, observed, on, outcome, person, seen, stream, text,
};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/nonconformity.jsonl");

fn raising(grade: Grade) -> Raising {
    Raising {
        audit: stream(1),
        company: company(),
        requirement: seen(2, 3),
        criterion: "i-1/1".to_owned(),
        grade,
        statement: text(1),
        evidence: vec![observed(5)],
        found_on: day("2026-11-19"),
        author: person(1),
    }
}

fn raise(grade: Grade) -> Command {
    Command::Raise { raising: raising(grade), in_team: true, found: Outcome::NonconformMinor }
}

fn action(n: u8) -> Action {
    Action { what: text(n), due: day("2026-12-01"), done_on: None, evidence: Vec::new() }
}

fn done(n: u8) -> Action {
    Action { done_on: Some(TODAY), evidence: vec![observed(n)], ..action(n) }
}

fn answer() -> Answer {
    Answer { cause: text(2), correction: done(3), corrective_action: action(4), by: person(8) }
}

fn verification(correction: bool, corrective_action: bool) -> Verification {
    Verification { correction, corrective_action, evidence: vec![observed(6)], note: Some(text(5)), by: person(1) }
}

fn accept() -> Command {
    Command::Accept { by: person(1) }
}

fn close() -> Command {
    Command::Close { by: person(1) }
}

fn withdraw() -> Command {
    Command::Withdraw { reason: text(7), by: person(2) }
}

fn regrade(grade: Grade) -> Command {
    Command::Regrade { grade, reason: text(8), by: person(2) }
}

fn give_back() -> Command {
    Command::Return { reason: text(6), by: person(1) }
}

fn of(commands: impl IntoIterator<Item = Command>) -> Status {
    given::<Nonconformity>(commands.into_iter().map(|command| (TODAY, command)))
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Nonconformity::handle(status, command, on(TODAY))
}

fn verify() -> Command {
    Command::Verify(verification(true, true))
}

fn statuses() -> [(&'static str, Status); 8] {
    let (major, answer) = (|| raise(Grade::Major), || Command::Answer(answer()));
    [
        ("unraised", Status::Unraised),
        ("raised", of([major()])),
        ("answered", of([major(), answer()])),
        ("accepted", of([major(), answer(), accept()])),
        ("accepted minor", of([raise(Grade::Minor), answer(), accept()])),
        ("verified", of([major(), answer(), accept(), verify()])),
        ("closed", of([major(), answer(), accept(), verify(), close()])),
        ("withdrawn", of([major(), withdraw()])),
    ]
}

const TABLE: &str = "
             | unraised               | raised                 | answered               | accepted                  | accepted minor         | verified               | closed                 | withdrawn
    raise    | raised                 | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now    | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now
    answer   | !nonconformity-not-now | answered               | -                      | !nonconformity-not-now    | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now
    accept   | !nonconformity-not-now | !nonconformity-not-now | accepted               | !nonconformity-not-now    | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now
    return   | !nonconformity-not-now | !nonconformity-not-now | returned               | returned                  | returned               | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now
    verify   | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now | verified                  | verified               | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now
    close    | !nonconformity-not-now | !nonconformity-not-now | !nonconformity-not-now | !major-needs-verification | closed                 | closed                 | -                      | !nonconformity-not-now
    withdraw | !nonconformity-not-now | withdrawn              | withdrawn              | withdrawn                 | withdrawn              | withdrawn              | !nonconformity-not-now | -
    regrade  | !nonconformity-not-now | regraded               | regraded               | regraded                  | -                      | regraded               | !nonconformity-not-now | !nonconformity-not-now
";

#[test]
fn each_status_answers_each_command() {
    let statuses = statuses();
    let commands = [
        raise(Grade::Major),
        Command::Answer(answer()),
        accept(),
        give_back(),
        verify(),
        close(),
        withdraw(),
        regrade(Grade::Minor),
    ];
    let words = commands.each_ref().map(Command::word);
    check_table(TABLE, &statuses.each_ref().map(|(name, _)| *name), &words, |s, c| {
        outcome::<Nonconformity>(&statuses[s].1, commands[c].clone(), on(TODAY), Error::rule)
    });
}

#[test]
fn it_is_raised_by_the_team_on_what_was_seen_and_on_a_day_that_has_come() {
    let found = Outcome::NonconformMinor;
    let raise = |raising, in_team| when(&Status::Unraised, Command::Raise { raising, in_team, found });
    assert_eq!(raise(raising(Grade::Minor), false), Err(Error::NotOfTheTeam { author: person(1) }));
    let unseen = Raising { evidence: Vec::new(), ..raising(Grade::Minor) };
    assert_eq!(raise(unseen, true), Err(Error::NoEvidence { criterion: "i-1/1".to_owned() }));
    let found = day("2026-11-21");
    let early = Raising { found_on: found, ..raising(Grade::Minor) };
    assert_eq!(raise(early, true), Err(Error::Day(WrongDay::ToCome { today: TODAY, found })));
}

/// Another grade takes a reason: then it is another event.
#[test]
fn what_was_found_to_be_major_is_raised_as_major() {
    let milder = Err(Error::Milder { criterion: "i-1/1".to_owned() });
    for (found, grade, refused) in [
        (Outcome::NonconformMajor, Grade::Minor, true),
        (Outcome::NonconformMajor, Grade::Major, false),
        (Outcome::NonconformMinor, Grade::Minor, false),
        (Outcome::NonconformMinor, Grade::Major, false),
    ] {
        let raised = when(&Status::Unraised, Command::Raise { raising: raising(grade), in_team: true, found });
        assert_eq!(raised.is_err(), refused, "{found:?} {grade:?}");
        assert!(!refused || raised == milder);
    }
    assert!(when(&of([raise(Grade::Major)]), regrade(Grade::Minor)).is_ok_and(|events| events.len() == 1));
}

#[test]
fn what_is_not_done_has_a_day_to_come_and_what_is_done_one_that_came() {
    let raised = of([raise(Grade::Major)]);
    let with = |correction| when(&raised, Command::Answer(Answer { correction, ..answer() }));
    let (yesterday, tomorrow) = (day("2026-11-19"), day("2026-11-21"));
    let over = Error::Day(WrongDay::TooEarly { earliest: TODAY, found: yesterday });
    assert_eq!(with(Action { due: yesterday, ..action(3) }), Err(over));
    assert!(with(Action { due: TODAY, ..action(3) }).is_ok());
    assert!(with(Action { due: yesterday, ..done(3) }).is_ok());
    let early = Error::Day(WrongDay::ToCome { today: TODAY, found: tomorrow });
    assert_eq!(with(Action { done_on: Some(tomorrow), ..done(3) }), Err(early));
}

#[test]
fn a_major_one_needs_both_actions_to_be_effective_and_a_minor_one_a_plan() {
    let accepted = |grade| of([raise(grade), Command::Answer(answer()), accept()]);
    let major = accepted(Grade::Major);
    for (correction, corrective_action) in [(true, false), (false, true), (false, false)] {
        let found = verification(correction, corrective_action);
        let events = when(&major, Command::Verify(found.clone())).unwrap();
        let status = events.iter().fold(major.clone(), Nonconformity::apply);
        assert_eq!((status.place(), settled(&status)), (Place::Raised, Settled::Open));
        assert_eq!(status.known().unwrap().returned, Some(text(5)));
        let silent = Verification { note: None, ..found };
        assert_eq!(when(&major, Command::Verify(silent)), Err(Error::NoNote));
    }
    let unseen = Verification { evidence: Vec::new(), ..verification(true, true) };
    let refused = Err(Error::NoEvidence { criterion: "i-1/1".to_owned() });
    assert_eq!(when(&major, Command::Verify(unseen)), refused);
    for (status, holds_back) in [
        (of([raise(Grade::Minor)]), true),
        (accepted(Grade::Minor), false),
        (major, true),
        (of([raise(Grade::Major), Command::Answer(answer()), accept(), verify()]), false),
        (of([raise(Grade::Major), withdraw()]), false),
    ] {
        let grade = status.known().unwrap().raised.grade;
        assert_eq!(settled(&status).holds_back(grade), holds_back, "{status:?}");
    }
}

#[test]
fn since_when_it_is_settled_is_the_day_of_what_settled_it() {
    let on = |steps: Vec<(&str, Command)>| {
        settled_on(&given::<Nonconformity>(steps.into_iter().map(|(today, command)| (day(today), command))))
    };
    let so_far =
        |grade| vec![("2026-11-20", raise(grade)), ("2026-11-21", Command::Answer(answer())), ("2026-11-22", accept())];
    let and =
        |grade, more: &[(&'static str, Command)]| on(so_far(grade).into_iter().chain(more.iter().cloned()).collect());
    assert_eq!(on(vec![("2026-11-20", raise(Grade::Minor))]), None);
    assert_eq!(on(so_far(Grade::Major)[..2].to_vec()), None, "answered");
    assert_eq!(and(Grade::Minor, &[]), Some(day("2026-11-22")));
    assert_eq!(and(Grade::Minor, &[("2026-11-23", give_back())]), None);
    assert_eq!(and(Grade::Major, &[("2026-11-23", verify())]), Some(day("2026-11-23")));
    assert_eq!(and(Grade::Major, &[("2026-11-23", verify()), ("2026-11-25", close())]), Some(day("2026-11-23")));
    assert_eq!(and(Grade::Minor, &[("2026-11-25", close())]), Some(day("2026-11-25")));
    assert_eq!(and(Grade::Major, &[("2026-11-24", withdraw())]), Some(day("2026-11-24")));
    // A plan is enough only since it is minor.
    assert_eq!(and(Grade::Major, &[("2026-11-26", regrade(Grade::Minor))]), Some(day("2026-11-26")));
}

#[test]
fn an_answer_given_back_is_answered_again_and_another_grade_keeps_what_was_done() {
    let back = of([raise(Grade::Minor), Command::Answer(answer()), accept(), give_back()]);
    assert_eq!((back.place(), back.known().unwrap().accepted_on), (Place::Raised, None));
    let again = of([raise(Grade::Minor), Command::Answer(answer()), give_back(), Command::Answer(answer())]);
    assert_eq!(again.place(), Place::Answered);
    let grave = of([raise(Grade::Minor), Command::Answer(answer()), accept(), regrade(Grade::Major)]);
    assert_eq!(grave.place(), Place::Accepted);
    assert_eq!(when(&grave, close()), Err(Error::NotVerified));
    assert_eq!(when(&grave, regrade(Grade::Major)), Ok(Vec::new()));
}

#[test]
fn a_major_one_that_is_not_verified_in_six_months_asks_for_another_stage_2() {
    let open = of([raise(Grade::Major)]);
    let ask = |status: &Status, last: &str, on: &str| standing(status, day(last), &rules(), day(on));
    // Last day of stage 2, the last day to verify, the day after it.
    for (last, by, since) in [
        ("2026-11-20", "2027-05-20", "2027-05-21"),
        ("2026-08-31", "2027-02-28", "2027-03-01"),
        ("2027-08-31", "2028-02-29", "2028-03-01"),
        ("2027-02-28", "2027-08-31", "2027-09-01"),
    ] {
        assert_eq!(ask(&open, last, by), Standing::Running { by: day(by) }, "{last}");
        assert_eq!(ask(&open, last, since), Standing::AnotherStageTwo { since: day(since) }, "{last}");
    }
    let verified = |on: &str| {
        let done = [raise(Grade::Major), Command::Answer(answer()), accept()].map(|command| (TODAY, command));
        given::<Nonconformity>(done.into_iter().chain([(day(on), verify())]))
    };
    let in_time = verified("2027-05-20");
    assert_eq!(ask(&in_time, "2026-11-20", "2030-01-01"), Standing::InTime { on: day("2027-05-20") });
    // What was known before it was verified.
    assert_eq!(ask(&in_time, "2026-11-20", "2027-05-19"), Standing::Running { by: day("2027-05-20") });
    let late = verified("2027-05-21");
    let required = Standing::AnotherStageTwo { since: day("2027-05-21") };
    assert_eq!(ask(&late, "2026-11-20", "2030-01-01"), required);
    // The end of the other stage 2 begins a new time.
    assert_eq!(ask(&late, "2027-07-01", "2030-01-01"), Standing::InTime { on: day("2027-05-21") });
    for none in [Status::Unraised, of([raise(Grade::Minor)]), of([raise(Grade::Major), withdraw()])] {
        assert_eq!(ask(&none, "2026-11-20", "2030-01-01"), Standing::NoLimit);
    }
}

fn commands() -> impl Strategy<Value = Command> {
    let grade = prop_oneof![Just(Grade::Major), Just(Grade::Minor)];
    prop_oneof![
        grade.clone().prop_map(raise),
        Just(Command::Answer(answer())),
        Just(accept()),
        Just(give_back()),
        (any::<bool>(), any::<bool>()).prop_map(|(one, other)| Command::Verify(verification(one, other))),
        Just(close()),
        Just(withdraw()),
        grade.prop_map(regrade),
    ]
}

proptest! {
    #[test]
    fn the_end_has_no_exit_and_a_major_one_is_closed_only_when_verified(
        commands in prop::collection::vec(commands(), 0..25)
    ) {
        let (mut status, mut events) = (Status::default(), Vec::new());
        for command in commands {
            let ended = matches!(status, Status::Closed { .. } | Status::Withdrawn { .. });
            let Ok(happened) = when(&status, command) else { continue };
            prop_assert!(!ended || happened.is_empty());
            status = happened.iter().fold(status, Nonconformity::apply);
            events.extend(happened);
        }
        prop_assert_eq!(Nonconformity::replay(&events), status.clone());
        if let Status::Closed { known, .. } = status {
            prop_assert!(known.raised.grade == Grade::Minor || known.verified_on.is_some());
        }
    }
}

#[test]
fn released_events_stay_readable() {
    check_golden(
        GOLDEN,
        &[
            Event::Raised(raising(Grade::Major)),
            Event::Answered { answer: answer(), on: TODAY },
            Event::Accepted { by: person(1), on: TODAY },
            Event::Returned { reason: text(6), by: person(1) },
            Event::Verified { verification: verification(true, false), on: TODAY },
            Event::Closed { by: person(1), on: TODAY },
            Event::Withdrawn { reason: text(7), by: person(2), on: TODAY },
            Event::Regraded { grade: Grade::Minor, reason: text(8), by: person(2), on: TODAY },
        ],
    );
}
