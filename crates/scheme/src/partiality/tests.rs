//! The rules of what makes somebody partial, the exact days, and its golden lines.

use super::*;
use crate::given::{TODAY, assert_table, date, golden, on, organisation, stream, text};
use crate::rules::samples::{rules, with};
use jiff::ToSpan as _;
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/partiality.jsonl");

const ADVICE: Tie = Tie::Advice { through: Through::Person, employer: None, case: None };

fn enter(tie: Tie, from: &str, until: Option<&str>) -> Command {
    Command::Enter { tie, from: date(from), until: until.map(date), source: text(1) }
}

fn end(entry: u32, until: &str) -> Command {
    Command::End { entry, until: date(until), source: text(2) }
}

fn strike(entry: u32) -> Command {
    Command::Strike { entry, reason: text(3) }
}

fn after(status: Status, command: Command) -> Status {
    let events = Partiality::handle(&status, command, on(TODAY)).unwrap();
    events.iter().fold(status, Partiality::apply)
}

fn entered(tie: Tie, from: &str, until: Option<&str>) -> Status {
    after(Status::default(), enter(tie, from, until))
}

fn outcome(status: &Status, command: Command) -> String {
    match Partiality::handle(status, command, on(TODAY)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

const TABLE: &str = "
           | nothing           | goes on | over                  | struck
    enter  | entered           | entered | entered               | entered
    end    | !partiality-entry | ended   | !partiality-ends-once | !partiality-struck-stays
    strike | !partiality-entry | struck  | struck                | -
";

#[test]
fn each_status_answers_each_command() {
    let goes_on = entered(Tie::Employment, "2020-04-01", None);
    let over = entered(ADVICE, "2025-06-10", Some("2025-06-10"));
    let statuses = [Status::default(), goes_on.clone(), over, after(goes_on, strike(1))];
    let commands = [("enter", enter(ADVICE, "2025-07-01", None)), ("end", end(1, "2026-03-31")), ("strike", strike(1))];
    let found: Vec<_> = commands
        .iter()
        .map(|(row, command)| (*row, statuses.iter().map(|status| outcome(status, command.clone())).collect()))
        .collect();
    assert_table(TABLE, &["nothing", "goes on", "over", "struck"], &found);
}

#[test]
fn released_events_stay_readable() {
    assert_eq!(golden::<Event>(GOLDEN), ["entered", "ended", "struck"]);
    for interest in Interest::ALL {
        assert_eq!(Interest::from_word(interest.word()), Some(interest));
        assert_eq!(serde_json::to_string(&interest).unwrap(), format!("\"{}\"", interest.word()));
    }
}

#[test]
fn what_is_entered_has_happened_and_is_entered_once() {
    let status = entered(ADVICE, "2025-06-10", Some("2025-06-12"));
    assert_eq!(outcome(&status, enter(ADVICE, "2025-06-10", Some("2025-06-12"))), "-");
    assert_eq!(outcome(&after(status.clone(), strike(1)), enter(ADVICE, "2025-06-10", Some("2025-06-12"))), "entered");
    assert_eq!(outcome(&status, enter(ADVICE, "2026-11-20", Some("2026-11-20"))), "entered");
    assert_eq!(outcome(&status, enter(ADVICE, "2026-11-21", None)), "!partiality-has-happened");
    assert_eq!(outcome(&status, enter(ADVICE, "2026-11-20", Some("2026-11-21"))), "!partiality-has-happened");
    assert_eq!(outcome(&status, enter(ADVICE, "2026-01-02", Some("2026-01-01"))), "!ends-after-it-begins");
    let goes_on = entered(Tie::Employment, "2020-04-01", None);
    for (day, expected) in
        [("2020-03-31", "!ends-after-it-begins"), ("2026-11-20", "ended"), ("2026-11-21", "!partiality-has-happened")]
    {
        assert_eq!(outcome(&goes_on, end(1, day)), expected, "{day}");
    }
    assert_eq!(outcome(&after(goes_on, end(1, "2026-03-31")), end(1, "2026-03-31")), "-");
}

/// INV-01: two years to the day, on leap days and ends of months as well.
#[test]
fn advice_bars_until_the_very_day_two_years_on() {
    for (advised, last) in [
        ("2024-11-20", "2026-11-20"),
        ("2024-02-29", "2026-02-28"),
        ("2024-02-28", "2026-02-28"),
        ("2022-02-28", "2024-02-29"),
        ("2025-06-30", "2027-06-30"),
        ("2025-12-31", "2027-12-31"),
    ] {
        let status = entered(ADVICE, advised, Some(advised));
        let barred = |day: Date| !status.bars(&[day], &rules()).is_empty();
        assert!(!barred(period::eve(date(advised))), "before {advised}");
        assert!(barred(date(advised)), "on {advised}");
        assert!(barred(date(last)), "{advised} bars on {last}");
        assert!(!barred(period::next(date(last))), "{advised} bars no more after {last}");
        assert_eq!(status.bars(&[date(last)], &rules())[0].bars_until, Some(date(last)));
    }
}

#[test]
fn what_goes_on_bars_without_end_and_what_is_over_by_its_rule() {
    for (tie, rule, strength, over_from) in [
        (ADVICE, Rule::AdvisedBefore, Strength::Warn, "2028-04-01"),
        (Tie::InternalAudit { case: None }, Rule::InternalAudit, Strength::Block, "2028-04-01"),
        (Tie::Employment, Rule::DeclaredConflict, Strength::Block, "2026-04-01"),
        (Tie::Interest { interest: Interest::Family }, Rule::DeclaredConflict, Strength::Block, "2026-04-01"),
    ] {
        assert_eq!(tie.rule(), rule);
        let goes_on = entered(tie, "2020-04-01", None);
        let bars = goes_on.bars(&[date("2090-01-01")], &rules());
        assert_eq!((bars[0].strength, bars[0].bars_until), (strength, None));
        let over = after(goes_on, end(1, "2026-03-31"));
        assert_eq!(over.bars(&[period::eve(date(over_from))], &rules()).len(), 1, "{tie:?}");
        assert_eq!(over.bars(&[date(over_from)], &rules()), [], "{tie:?}");
        assert_eq!(over.bars(&[], &rules()).len(), 1, "without a day nothing is over");
    }
}

#[test]
fn one_of_several_days_is_enough_and_a_rule_that_is_off_bars_nobody() {
    let status = entered(ADVICE, "2024-11-25", Some("2024-11-25"));
    let days = [date("2026-11-26"), date("2026-11-25")];
    assert_eq!(status.bars(&days, &rules()).len(), 1);
    assert_eq!(status.bars(&days[..1], &rules()), []);
    assert_eq!(status.bars(&days, &with(Rule::AdvisedBefore, Strength::Off)), []);
    assert_eq!(status.bars(&days, &with(Rule::AdvisedBefore, Strength::Block))[0].strength, Strength::Block);
    assert_eq!(after(status, strike(1)).bars(&days, &rules()), []);
}

#[test]
fn since_when_somebody_is_partial_is_the_first_day_that_counts() {
    let status = after(entered(ADVICE, "2025-06-10", Some("2025-06-10")), enter(Tie::Employment, "2021-04-01", None));
    assert_eq!(status.since(date("2021-03-31")), None);
    assert_eq!(status.since(date("2021-04-01")), Some(date("2021-04-01")));
    assert_eq!(after(status, strike(2)).since(TODAY), Some(date("2025-06-10")));
    assert_eq!(Status::default().since(TODAY), None);
}

#[test]
fn advice_in_a_case_is_found_by_the_case() {
    let in_case = Tie::Advice { through: Through::Person, employer: Some(organisation(5)), case: Some(stream(8)) };
    let status = after(entered(ADVICE, "2010-01-01", Some("2010-01-01")), enter(in_case, "2026-01-05", None));
    assert_eq!(status.advised_in(stream(8)).map(|(number, _)| number), Some(2));
    assert_eq!(status.advised_in(stream(7)), None);
    assert_eq!(in_case.case(), Some(stream(8)));
}

fn command() -> impl Strategy<Value = Command> {
    let near = || (-2000_i64..3).prop_map(|days| TODAY.saturating_add(days.days()));
    let day = || prop_oneof![20 => near(), 1 => Just(Date::MAX), 1 => Just(Date::MIN)];
    let ties = vec![ADVICE, Tie::InternalAudit { case: Some(stream(8)) }, Tie::Employment];
    prop_oneof![
        3 => (prop::sample::select(ties), day(), prop::option::of(day()))
            .prop_map(|(tie, from, until)| Command::Enter { tie, from, until, source: text(1) }),
        2 => (0_u32..6, day()).prop_map(|(entry, until)| Command::End { entry, until, source: text(2) }),
        1 => (0_u32..6).prop_map(strike),
    ]
}

proptest! {
    /// Whatever is entered: it replays, nothing is forgotten, and nobody is barred longer by what has ended.
    #[test]
    fn entries_stay_and_a_bar_has_an_end_when_its_tie_has(commands in prop::collection::vec(command(), 0..40)) {
        let (mut status, mut all) = (Status::default(), Vec::new());
        for command in commands {
            let before = status.entries.len();
            let Ok(events) = Partiality::handle(&status, command, on(TODAY)) else { continue };
            status = events.iter().fold(status, Partiality::apply);
            all.extend(events);
            prop_assert!(status.entries.len() >= before);
        }
        prop_assert_eq!(&Partiality::replay(&all), &status);
        for bar in status.bars(&[TODAY], &rules()) {
            prop_assert_eq!(bar.until.is_some(), bar.bars_until.is_some());
            prop_assert!(bar.bars_until.is_none_or(|until| until >= TODAY));
        }
    }
}
