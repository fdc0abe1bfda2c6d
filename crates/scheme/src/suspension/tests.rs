//! The rules of a suspension: what each status answers to each command, who is heard, how long it lasts.

use super::*;
use crate::day::WrongDay;
use crate::period;
use crate::rules::samples::rules;
use crate::samples::{
    TODAY, check_golden, check_table, company, day, given, observed, on, outcome, person, seen, text,
};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/suspension.jsonl");

fn made(kind: Kind) -> Made {
    Made { seen: seen(3, 6), kind, on: TODAY }
}

fn proposal(grounds: &[Ground]) -> Proposal {
    Proposal {
        certificate: seen(2, 1),
        holder: company(),
        grounds: grounds.iter().copied().collect(),
        reason: text(1),
        conditions: vec![text(2), text(3)],
        by: person(1),
    }
}

fn propose() -> Command {
    Command::Propose(proposal(&[Ground::Failure]))
}

fn invite() -> Command {
    Command::Invite { speak_by: day("2026-12-04") }
}

fn hear() -> Command {
    Command::Hear { said: Said::Words(text(4)) }
}

fn term(from: &str, limit: &str) -> Term {
    Term { from: day(from), limit: day(limit) }
}

fn impose_for(term: Term) -> Command {
    Command::Impose { decision: made(Kind::Suspend), term, rules: rules() }
}

fn impose() -> Command {
    impose_for(term("2026-11-20", "2027-05-19"))
}

fn meet(condition: u16) -> Command {
    Command::Meet { condition, evidence: vec![observed(9)], by: person(1) }
}

fn lift() -> Command {
    Command::Lift { decision: made(Kind::Restore) }
}

fn conclude(kind: Kind) -> Command {
    Command::Conclude { decision: made(kind) }
}

fn drop_it() -> Command {
    Command::Drop { reason: text(5) }
}

fn of(commands: impl IntoIterator<Item = Command>) -> Status {
    given::<Suspension>(commands.into_iter().map(|command| (TODAY, command)))
}

fn in_force(more: impl IntoIterator<Item = Command>) -> Status {
    of([propose(), hear(), impose()].into_iter().chain(more))
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Suspension::handle(status, command, on(TODAY))
}

const TABLE: &str = "
             | unproposed          | proposed              | requested           | heard               | in force                    | all met             | over                | lifted              | concluded           | dropped
    propose  | proposed            | !suspension-not-now   | !suspension-not-now | !suspension-not-now | !suspension-not-now         | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now
    invite   | !suspension-not-now | invited               | invited             | !suspension-not-now | !suspension-not-now         | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now
    hear     | !suspension-not-now | heard                 | heard               | !suspension-not-now | !suspension-not-now         | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now
    impose   | !suspension-not-now | !suspension-not-heard | imposed             | imposed             | !suspension-not-now         | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now
    meet     | !suspension-not-now | !suspension-not-now   | !suspension-not-now | !suspension-not-now | condition_met               | -                   | !suspension-over    | !suspension-not-now | !suspension-not-now | !suspension-not-now
    lift     | !suspension-not-now | !suspension-not-now   | !suspension-not-now | !suspension-not-now | !suspension-conditions-open | lifted              | !suspension-over    | !suspension-not-now | !suspension-not-now | !suspension-not-now
    conclude | !suspension-not-now | !suspension-not-now   | !suspension-not-now | !suspension-not-now | concluded                   | concluded           | concluded           | !suspension-not-now | !suspension-not-now | !suspension-not-now
    end      | !suspension-not-now | !suspension-not-now   | !suspension-not-now | !suspension-not-now | concluded                   | concluded           | concluded           | !suspension-not-now | !suspension-not-now | !suspension-not-now
    drop     | !suspension-not-now | dropped               | dropped             | dropped             | !suspension-not-now         | !suspension-not-now | !suspension-not-now | !suspension-not-now | !suspension-not-now | -
";

#[test]
fn each_status_answers_each_command() {
    let over = day("2027-05-20");
    let statuses = [
        ("unproposed", Status::Unproposed, TODAY),
        ("proposed", of([propose()]), TODAY),
        ("requested", of([Command::Propose(proposal(&[Ground::Request]))]), TODAY),
        ("heard", of([propose(), hear()]), TODAY),
        ("in force", in_force([]), TODAY),
        ("all met", in_force([meet(1), meet(2)]), TODAY),
        ("over", in_force([meet(1), meet(2)]), over),
        ("lifted", in_force([meet(1), meet(2), lift()]), TODAY),
        ("concluded", in_force([conclude(Kind::Withdraw)]), TODAY),
        ("dropped", of([propose(), drop_it()]), TODAY),
    ];
    let commands =
        [propose(), invite(), hear(), impose(), meet(1), lift(), conclude(Kind::Reduce), Command::End, drop_it()];
    let words = commands.each_ref().map(Command::word);
    check_table(TABLE, &statuses.each_ref().map(|(name, ..)| *name), &words, |s, c| {
        let (_, status, today) = &statuses[s];
        outcome::<Suspension>(status, commands[c].clone(), on(*today), Error::rule)
    });
}

#[test]
fn it_has_a_ground_and_says_how_it_can_be_lifted() {
    let propose = |proposal| when(&Status::Unproposed, Command::Propose(proposal)).err();
    assert_eq!(propose(proposal(&[])), Some(Error::NoGround));
    let without = |grounds: &[Ground]| Proposal { conditions: Vec::new(), ..proposal(grounds) };
    assert_eq!(propose(without(&[Ground::NoSurveillance])), Some(Error::NoConditions));
    assert_eq!(propose(without(&[Ground::Request, Ground::Failure])), Some(Error::NoConditions));
    assert_eq!(propose(without(&[Ground::Request])), None);
    for ground in Ground::ALL {
        assert_eq!(serde_json::to_string(&ground).unwrap(), format!("{:?}", ground.word()));
    }
}

#[test]
fn the_company_is_heard_before_unless_it_asked_for_it_itself() {
    assert_eq!(when(&of([propose()]), impose()), Err(Error::NotHeard));
    let both = Command::Propose(proposal(&[Ground::Request, Ground::Failure]));
    assert_eq!(when(&of([both]), impose()), Err(Error::NotHeard));
    // That it said nothing is known on the day after its last day.
    let nothing = Command::Hear { said: Said::Nothing };
    assert_eq!(when(&of([propose()]), nothing.clone()), Err(Error::NotInvited));
    let invited = of([propose(), invite()]);
    let hear_on = |today: &str| Suspension::handle(&invited, nothing.clone(), on(day(today)));
    let early = WrongDay::TooEarly { earliest: day("2026-12-05"), found: day("2026-12-04") };
    assert_eq!(hear_on("2026-12-04"), Err(Error::Day(early)));
    assert!(hear_on("2026-12-05").is_ok());
    let early = WrongDay::TooEarly { earliest: day("2026-11-21"), found: TODAY };
    assert_eq!(when(&of([propose()]), Command::Invite { speak_by: TODAY }), Err(Error::Day(early)));
}

#[test]
fn it_lasts_six_months_at_most() {
    let heard = of([propose(), hear()]);
    for (from, last) in [
        ("2026-11-20", "2027-05-19"),
        ("2026-11-30", "2027-05-29"),
        ("2026-12-01", "2027-05-31"),
        ("2027-03-31", "2027-09-30"),
        ("2027-08-31", "2028-02-29"),
        ("2028-08-31", "2029-02-28"),
    ] {
        assert!(when(&heard, impose_for(term(from, last))).is_ok(), "{from}");
        let found = period::next(day(last));
        let late = WrongDay::TooLate { latest: day(last), found };
        let longer = Term { from: day(from), limit: found };
        assert_eq!(when(&heard, impose_for(longer)), Err(Error::Day(late)), "{from}");
    }
    let early = WrongDay::TooEarly { earliest: TODAY, found: day("2026-11-19") };
    assert_eq!(when(&heard, impose_for(term("2026-11-19", "2026-12-01"))), Err(Error::Day(early)));
}

#[test]
fn it_is_lifted_when_all_conditions_are_met_and_in_time() {
    assert_eq!(when(&in_force([meet(2)]), lift()), Err(Error::ConditionsOpen { open: vec![1] }));
    assert_eq!(when(&in_force([]), meet(3)), Err(Error::NoSuchCondition { found: 3 }));
    let unseen = Command::Meet { condition: 1, evidence: Vec::new(), by: person(1) };
    assert_eq!(when(&in_force([]), unseen), Err(Error::NoEvidence { condition: 1 }));
    assert_eq!(when(&in_force([meet(1)]), meet(1)), Ok(Vec::new()));
    let met = in_force([meet(1), meet(2)]);
    let lift_on = |today: &str| Suspension::handle(&met, lift(), on(day(today)));
    assert!(lift_on("2027-05-19").is_ok());
    assert_eq!(lift_on("2027-05-20"), Err(Error::Over { limit: day("2027-05-19") }));
    for kind in Kind::ALL {
        let lifted = when(&met, Command::Lift { decision: made(kind) }).is_ok();
        assert_eq!(lifted, kind == Kind::Restore, "{kind:?}");
        let concluded = when(&met, conclude(kind)).is_ok();
        assert_eq!(concluded, [Kind::Withdraw, Kind::Reduce].contains(&kind), "{kind:?}");
    }
}

#[test]
fn that_it_is_over_is_a_question_of_the_day() {
    let heard = of([propose(), hear()]);
    let later = when(&heard, impose_for(term("2026-12-01", "2027-05-31"))).unwrap();
    let imposed = later.iter().fold(heard, Suspension::apply);
    let lifted = |today: &str| {
        let steps = [meet(1), meet(2), lift()];
        let today = day(today);
        steps.into_iter().fold(imposed.clone(), |status, command| {
            let events = Suspension::handle(&status, command, on(today)).unwrap();
            events.iter().fold(status, Suspension::apply)
        })
    };
    let limit = day("2027-05-31");
    for (status, on, expected, holds) in [
        (imposed.clone(), "2026-11-30", Standing::NotYet { from: day("2026-12-01") }, false),
        (imposed.clone(), "2026-12-01", Standing::InForce { limit }, true),
        (imposed.clone(), "2027-05-31", Standing::InForce { limit }, true),
        (imposed.clone(), "2027-06-01", Standing::Over { limit }, true),
        (lifted("2027-02-01"), "2027-01-31", Standing::InForce { limit }, true),
        (lifted("2027-02-01"), "2027-02-01", Standing::Lifted { on: day("2027-02-01") }, false),
        (of([propose()]), "2027-02-01", Standing::Proposed, false),
        (Status::Unproposed, "2027-02-01", Standing::Unproposed, false),
    ] {
        let found = standing(&status, day(on));
        assert_eq!((found, found.holds()), (expected, holds), "{on}");
    }
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(propose()),
        Just(invite()),
        Just(hear()),
        Just(Command::Hear { said: Said::Nothing }),
        (0..30_i32, 0..200_i32).prop_map(|(from, days)| {
            let from = TODAY.saturating_add(jiff::Span::new().days(from));
            impose_for(Term { from, limit: from.saturating_add(jiff::Span::new().days(days)) })
        }),
        (0..4_u16).prop_map(meet),
        Just(lift()),
        Just(conclude(Kind::Withdraw)),
        Just(Command::End),
        Just(drop_it()),
    ]
}

proptest! {
    #[test]
    fn an_end_has_no_exit_and_nothing_is_lifted_when_it_is_over(
        steps in prop::collection::vec((commands(), 0..20_i32), 0..30)
    ) {
        let (mut status, mut events, mut today) = (Status::default(), Vec::new(), TODAY);
        for (command, days) in steps {
            today = today.saturating_add(jiff::Span::new().days(days));
            let ended = matches!(status, Status::Lifted { .. } | Status::Concluded { .. } | Status::Dropped { .. });
            let over = matches!(standing(&status, today), Standing::Over { .. });
            let Ok(happened) = Suspension::handle(&status, command, on(today)) else { continue };
            prop_assert!(!ended || happened.is_empty());
            let lifts = happened.iter().any(|event| matches!(event, Event::Lifted { .. }));
            prop_assert!(!(over && lifts));
            status = happened.iter().fold(status, Suspension::apply);
            events.extend(happened);
        }
        prop_assert_eq!(Suspension::replay(&events), status.clone());
        if let Status::InForce { term, .. } = status {
            let most = period::last_day_of_months(term.from, rules().figures.months_of_suspension);
            prop_assert!(term.from <= term.limit && term.limit <= most);
        }
    }
}

#[test]
fn released_events_stay_readable() {
    let concluded = |kind| when(&in_force([]), conclude(kind)).unwrap().remove(0);
    check_golden(
        GOLDEN,
        &[
            Event::Proposed(proposal(&Ground::ALL)),
            Event::Invited { speak_by: day("2026-12-04") },
            Event::Heard { said: Said::Words(text(4)), on: TODAY },
            Event::Heard { said: Said::Nothing, on: TODAY },
            Event::Imposed { decision: made(Kind::Suspend), term: term("2026-11-20", "2027-05-19") },
            Event::ConditionMet { condition: 1, evidence: vec![observed(9)], by: person(1) },
            Event::Lifted { decision: made(Kind::Restore), on: TODAY },
            concluded(Kind::Withdraw),
            concluded(Kind::Reduce),
            Event::Concluded { decision: None, outcome: Outcome::Ended, on: TODAY },
            Event::Dropped { reason: text(5), on: TODAY },
        ],
    );
}
