//! The rules of a certificate: what each status answers to each command, its days, its ends, its body's loss.

use super::*;
use crate::day::WrongDay;
use crate::period;
use crate::rules::samples::{rules, with};
use crate::rules::{Broken, Override, Rule, Strength};
use crate::samples::{TODAY, check_golden, check_table, day, exhibit, given, on, outcome, person, seen, stream, text};
use proptest::prelude::*;
use uuid::Uuid;

const GOLDEN: &str = include_str!("../../tests/golden/certificate.jsonl");

fn made(kind: Kind, on: Date) -> Made {
    Made { seen: seen(3, 6), kind, on }
}

fn company() -> OrganisationId {
    OrganisationId(Uuid::from_u128(0x300))
}

fn issuing(decision: Made, basis: Basis) -> Issuing {
    let edition =
        |pack: &str| EditionId { pack: pack.to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) };
    Issuing {
        case: stream(1),
        holder: company(),
        number: text(1),
        scope: text(2),
        sites: vec![text(3), text(4)],
        certification: CertificationType::OnSite,
        criteria: edition("criteria"),
        decision,
        basis,
        accredited: true,
        fees_paid: true,
        fees_reason: None,
        rules: rules(),
    }
}

fn initial(effective: Date) -> Issuing {
    issuing(made(Kind::Grant, TODAY), Basis::Initial { effective })
}

fn issue() -> Command {
    Command::Issue(Box::new(initial(TODAY)))
}

fn suspend(from: Date) -> Command {
    let limit = day("2027-05-19");
    Command::Suspend { suspension: seen(7, 4), decision: made(Kind::Suspend, TODAY), from, limit }
}

fn resume() -> Command {
    Command::Resume { decision: made(Kind::Restore, TODAY) }
}

fn rescope(kind: Kind) -> Command {
    Command::Rescope { decision: made(kind, TODAY), scope: text(5), sites: vec![text(3)] }
}

fn withdraw() -> Command {
    Command::Withdraw { decision: made(Kind::Withdraw, TODAY) }
}

fn end() -> Command {
    Command::End { by: person(8), reason: Some(text(6)) }
}

fn transfer() -> Command {
    Command::Transfer { to: Receiver::Named(text(7)), papers: vec![exhibit(9)] }
}

fn of(commands: impl IntoIterator<Item = Command>) -> Status {
    given::<Certificate>(commands.into_iter().map(|command| (TODAY, command)))
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Certificate::handle(status, command, on(TODAY))
}

fn issued(issuing: Issuing, today: &str) -> Result<(Date, Date, Option<StreamId>), Error> {
    let events = Certificate::handle(&Status::Unissued, Command::Issue(Box::new(issuing)), on(day(today)))?;
    let [Event::Issued(issue)] = &events[..] else { panic!("{events:?}") };
    Ok((issue.effective, issue.expiry, issue.continues))
}

const TABLE: &str = "
             | unissued             | effective            | suspended                          | withdrawn            | ended                | transferred          | expired              | expired suspended
    issue    | issued               | !certificate-not-now | !certificate-not-now               | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-not-now
    suspend  | !certificate-not-now | suspended            | !certificate-not-now               | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-not-now
    resume   | !certificate-not-now | !certificate-not-now | resumed                            | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired
    extend   | !certificate-not-now | rescoped             | !certificate-other-decision        | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-expired
    reduce   | !certificate-not-now | rescoped             | rescoped                           | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-expired
    withdraw | !certificate-not-now | withdrawn            | withdrawn                          | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-expired
    end      | !certificate-not-now | ended                | ended                              | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-expired
    transfer | !certificate-not-now | transferred          | !certificate-transfer-of-suspended | !certificate-not-now | !certificate-not-now | !certificate-not-now | !certificate-expired | !certificate-transfer-of-suspended
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [
        ("unissued", Status::Unissued, TODAY),
        ("effective", of([issue()]), TODAY),
        ("suspended", of([issue(), suspend(TODAY)]), TODAY),
        ("withdrawn", of([issue(), withdraw()]), TODAY),
        ("ended", of([issue(), end()]), TODAY),
        ("transferred", of([issue(), transfer()]), TODAY),
        ("expired", of([issue()]), day("2029-11-20")),
        ("expired suspended", of([issue(), suspend(TODAY)]), day("2029-11-20")),
    ];
    let commands = [
        issue(),
        suspend(TODAY),
        resume(),
        rescope(Kind::Extend),
        rescope(Kind::Reduce),
        withdraw(),
        end(),
        transfer(),
    ];
    let words = ["issue", "suspend", "resume", "extend", "reduce", "withdraw", "end", "transfer"];
    let told = commands.each_ref().map(|command| match command {
        Command::Rescope { decision, .. } => decision.kind.word(),
        command => command.word(),
    });
    assert_eq!(told, words);
    check_table(TABLE, &statuses.each_ref().map(|(name, ..)| *name), &words, |s, c| {
        let (_, status, today) = &statuses[s];
        outcome::<Certificate>(status, commands[c].clone(), on(*today), Error::rule)
    });
}

#[test]
fn it_holds_three_years_less_a_day_and_never_before_the_decision() {
    for (effective, expiry) in [
        ("2026-11-20", "2029-11-19"),
        ("2027-01-01", "2029-12-31"),
        ("2027-03-01", "2030-02-28"),
        ("2025-03-01", "2028-02-29"),
        // Three years from a leap day end with February.
        ("2024-02-29", "2027-02-28"),
    ] {
        let decided = day(effective).min(TODAY);
        let of = issuing(made(Kind::Grant, decided), Basis::Initial { effective: day(effective) });
        assert_eq!(issued(of, "2026-11-20"), Ok((day(effective), day(expiry), None)));
    }
    let found = day("2026-11-19");
    assert_eq!(issued(initial(found), "2026-11-20"), Err(Error::BeforeDecision { decided: TODAY, found }));
    let of = issuing(made(Kind::Grant, day("2026-11-21")), Basis::Initial { effective: day("2026-12-01") });
    let to_come = WrongDay::ToCome { today: TODAY, found: day("2026-11-21") };
    assert_eq!(issued(of, "2026-11-20"), Err(Error::Day(to_come)));
}

/// A renewal begins when the earlier one ends, however early it was decided.
#[test]
fn a_first_day_that_is_chosen_is_at_most_six_months_after_the_decision() {
    let (latest, found) = (day("2027-05-20"), day("2027-05-21"));
    let taken_over = |effective| {
        let (earlier, papers) = (earlier("2028-12-31"), vec![exhibit(9)]);
        issuing(made(Kind::Grant, TODAY), Basis::TakenOver { earlier, effective, papers })
    };
    let taken_up = |effective| {
        let (earlier, outstanding) = (earlier("2026-11-01"), Outstanding::Done(seen(4, 8)));
        issuing(made(Kind::Renew, TODAY), Basis::TakenUpAgain { earlier, effective, outstanding })
    };
    let late = Error::LongAfterDecision { latest, found };
    for with in [initial, taken_over, taken_up] {
        assert!(issued(with(latest), "2026-11-20").is_ok());
        assert_eq!(issued(with(found), "2026-11-20"), Err(late.clone()));
    }
    let renewal = issuing(made(Kind::Renew, TODAY), Basis::Renewal { earlier: earlier("2027-12-31") });
    assert!(issued(renewal, "2026-11-20").is_ok());
}

fn earlier(expiry: &str) -> Earlier {
    Earlier { seen: seen(5, 9), expiry: day(expiry), good: true }
}

#[test]
fn one_renewed_in_time_begins_with_the_day_after_the_old_one() {
    let renewal = |decided: &str, earlier| issuing(made(Kind::Renew, day(decided)), Basis::Renewal { earlier });
    let old = earlier("2026-12-31");
    let continues = Some(stream(5));
    for (decided, issued_on) in
        [("2026-10-01", "2026-11-20"), ("2026-12-31", "2026-12-31"), ("2026-12-31", "2027-01-08")]
    {
        let expected = Ok((day("2027-01-01"), day("2029-12-31"), continues));
        assert_eq!(issued(renewal(decided, old), issued_on), expected, "{decided}");
    }
    let leap = issued(renewal("2028-02-01", earlier("2028-02-28")), "2028-02-01");
    assert_eq!(leap, Ok((day("2028-02-29"), day("2031-02-28"), continues)));
    let late = Error::RenewedLate { expiry: day("2026-12-31"), decided: day("2027-01-01") };
    assert_eq!(issued(renewal("2027-01-01", old), "2027-01-01"), Err(late));
    let suspended = renewal("2026-12-01", Earlier { good: false, ..old });
    assert_eq!(issued(suspended, "2026-12-01"), Err(Error::EarlierNotGood { earlier: stream(5) }));
}

#[test]
fn one_is_taken_up_again_within_six_months_and_ends_as_if_it_had_been_renewed() {
    let take_up = |kind, decided: &str, expiry: &str| {
        let outstanding = Outstanding::Done(seen(4, 8));
        let basis = Basis::TakenUpAgain { earlier: earlier(expiry), effective: day(decided), outstanding };
        issued(issuing(made(kind, day(decided)), basis), decided)
    };
    let continues = Some(stream(5));
    for (expiry, first, last, until) in [
        ("2026-12-31", "2027-01-01", "2027-06-30", "2029-12-31"),
        ("2026-08-31", "2026-09-01", "2027-02-28", "2029-08-31"),
        ("2027-08-31", "2027-09-01", "2028-02-29", "2030-08-31"),
    ] {
        for kind in [Kind::Renew, Kind::Restore] {
            assert_eq!(take_up(kind, first, expiry), Ok((day(first), day(until), continues)));
            assert_eq!(take_up(kind, last, expiry), Ok((day(last), day(until), continues)));
        }
        let decided = period::next(day(last));
        let refused = Err(Error::TooLateToTakeUp { latest: day(last), decided });
        assert_eq!(take_up(Kind::Restore, &decided.to_string(), expiry), refused);
        let refused = Err(Error::NotOver { expiry: day(expiry), decided: day(expiry) });
        assert_eq!(take_up(Kind::Restore, expiry, expiry), refused);
    }
}

#[test]
fn one_taken_over_keeps_the_last_day_of_the_earlier_and_brings_its_papers() {
    let take_over = |good, papers| {
        let earlier = Earlier { good, ..earlier("2027-12-31") };
        let basis = Basis::TakenOver { earlier, effective: TODAY, papers };
        issued(issuing(made(Kind::Grant, TODAY), basis), "2026-11-20")
    };
    assert_eq!(take_over(true, vec![exhibit(9)]), Ok((TODAY, day("2027-12-31"), Some(stream(5)))));
    assert_eq!(take_over(true, vec![]), Err(Error::NoPapers));
    assert_eq!(take_over(false, vec![exhibit(9)]), Err(Error::EarlierNotGood { earlier: stream(5) }));
}

#[test]
fn each_basis_rests_on_its_kind_of_decision() {
    let outstanding = Outstanding::StageTwo(seen(4, 8));
    let over = day("2026-11-01");
    let bases = [
        (Basis::Initial { effective: TODAY }, vec![Kind::Grant]),
        (Basis::Renewal { earlier: earlier("2026-12-31") }, vec![Kind::Renew]),
        (
            Basis::TakenUpAgain { earlier: earlier(&over.to_string()), effective: TODAY, outstanding },
            vec![Kind::Renew, Kind::Restore],
        ),
        (
            Basis::TakenOver { earlier: earlier("2026-12-31"), effective: TODAY, papers: vec![exhibit(9)] },
            vec![Kind::Grant],
        ),
    ];
    for (basis, fits) in bases {
        for kind in Kind::ALL {
            let found = issued(issuing(made(kind, TODAY), basis.clone()), "2026-11-20");
            assert_eq!(found.is_ok(), fits.contains(&kind), "{basis:?} {kind:?}: {found:?}");
        }
    }
}

#[test]
fn fees_that_are_not_paid_hold_the_issue_back_as_the_body_set_it() {
    let unpaid = |strength, reason| {
        let rules = with(Rule::FeesPaid, strength);
        let of = Issuing { fees_paid: false, fees_reason: reason, rules, ..initial(TODAY) };
        when(&Status::Unissued, Command::Issue(Box::new(of))).map(|events| match &events[..] {
            [Event::Issued(issue)] => issue.overrides.clone(),
            other => panic!("{other:?}"),
        })
    };
    let broken = |strength| Err(Error::Broken(Broken { rule: Rule::FeesPaid, strength }));
    assert_eq!(unpaid(Strength::Block, Some(text(9))), broken(Strength::Block));
    assert_eq!(unpaid(Strength::Warn, None), broken(Strength::Warn));
    let noted = Override { rule: Rule::FeesPaid, reason: text(9) };
    assert_eq!(unpaid(Strength::Warn, Some(text(9))), Ok(vec![noted]));
    assert_eq!(unpaid(Strength::Off, None), Ok(vec![]));
    let unaccredited = Issuing { accredited: false, ..initial(TODAY) };
    let refused = Err(Error::NotAccredited { on: TODAY });
    assert_eq!(when(&Status::Unissued, Command::Issue(Box::new(unaccredited))), refused);
    let nowhere = Issuing { sites: Vec::new(), ..initial(TODAY) };
    assert_eq!(when(&Status::Unissued, Command::Issue(Box::new(nowhere))), Err(Error::NoSites));
}

#[test]
fn a_suspension_begins_today_or_later_and_while_it_runs() {
    let effective = of([issue()]);
    let found = day("2026-11-19");
    let early = WrongDay::TooEarly { earliest: TODAY, found };
    assert_eq!(when(&effective, suspend(found)), Err(Error::Day(early)));
    let short = Command::Suspend {
        suspension: seen(7, 4),
        decision: made(Kind::Suspend, TODAY),
        from: day("2027-05-20"),
        limit: day("2027-05-19"),
    };
    let early = WrongDay::TooEarly { earliest: day("2027-05-20"), found: day("2027-05-19") };
    assert_eq!(when(&effective, short), Err(Error::Day(early)));
}

#[test]
fn how_it_stands_is_a_question_of_the_day_and_of_what_is_known() {
    let commands = [
        (TODAY, Command::Issue(Box::new(initial(day("2026-12-01"))))),
        (day("2027-01-10"), suspend(day("2027-01-15"))),
        (day("2027-03-01"), resume()),
        (day("2028-06-30"), withdraw()),
    ];
    let known = |n: usize| given::<Certificate>(commands[..n].iter().cloned());
    let stands = |n, on: &str| standing(&known(n), day(on)).word();
    for (on, word) in [
        ("2026-11-30", "not_yet"),
        ("2026-12-01", "valid"),
        ("2027-01-14", "valid"),
        ("2027-01-15", "suspended"),
        ("2027-02-28", "suspended"),
        ("2027-03-01", "valid"),
        ("2028-06-29", "valid"),
        ("2028-06-30", "withdrawn"),
        ("2030-01-01", "withdrawn"),
    ] {
        assert_eq!(stands(4, on), word, "{on}");
    }
    // As known before the withdrawal, before the lifting, before the suspension, before it was issued.
    assert_eq!(
        (stands(3, "2028-06-30"), stands(3, "2029-11-30"), stands(3, "2029-12-01")),
        ("valid", "valid", "expired")
    );
    assert_eq!((stands(2, "2027-03-01"), stands(2, "2029-12-01")), ("suspended", "expired"));
    assert_eq!((stands(1, "2027-01-15"), stands(0, "2027-01-15")), ("valid", "unissued"));
}

#[test]
fn the_four_endings_are_four_words() {
    let later = day("2029-11-20");
    let words: std::collections::BTreeSet<&str> =
        [of([issue()]), of([issue(), withdraw()]), of([issue(), end()]), of([issue(), transfer()])]
            .iter()
            .map(|status| standing(status, later).word())
            .collect();
    assert_eq!(words, ["ended", "expired", "transferred", "withdrawn"].into());
}

#[test]
fn where_the_body_lost_its_accreditation_nothing_is_confirmed_that_has_not_ended() {
    let lost = |day_of: &str| BodyStanding::Lost { since: day(day_of) };
    let good = of([issue()]);
    let ask = |status: &Status, body, on: &str| verdict(status, body, day(on));
    let valid = Standing::Valid { until: day("2029-11-19") };
    assert_eq!(ask(&good, BodyStanding::Stands, "2027-04-01"), Verdict::Confirmed(valid));
    assert_eq!(ask(&good, lost("2027-04-01"), "2027-03-31"), Verdict::Confirmed(valid));
    let since = day("2027-04-01");
    let doubt = Verdict::CannotBeConfirmed { standing: valid, lost: since };
    assert_eq!(ask(&good, lost("2027-04-01"), "2027-04-01"), doubt);
    assert!(!doubt.is_valid() && Verdict::Confirmed(valid).is_valid());
    // Issued on the first day without it, and on the day before.
    let perhaps = Verdict::PerhapsInvalid { issued_on: TODAY, lost: TODAY };
    assert_eq!(ask(&good, lost("2026-11-20"), "2026-11-20"), perhaps);
    let before = ask(&good, lost("2026-11-21"), "2026-11-21");
    assert_eq!(before, Verdict::CannotBeConfirmed { standing: valid, lost: day("2026-11-21") });
    for (status, on) in [(of([issue(), end()]), "2027-04-01"), (of([issue()]), "2029-11-20")] {
        let found = ask(&status, lost("2027-04-01"), on);
        assert_eq!(found, Verdict::Confirmed(standing(&status, day(on))));
    }
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(issue()),
        (0..40_i32).prop_map(|more| suspend(TODAY.saturating_add(jiff::Span::new().days(more)))),
        Just(resume()),
        Just(rescope(Kind::Extend)),
        Just(rescope(Kind::Reduce)),
        Just(withdraw()),
        Just(end()),
        Just(transfer()),
    ]
}

proptest! {
    #[test]
    fn an_end_has_no_exit_and_what_is_not_good_never_stands_as_valid(
        steps in prop::collection::vec((commands(), 0..90_i32), 0..30), asked in 0..3000_i32
    ) {
        let (mut status, mut events, mut today) = (Status::default(), Vec::new(), TODAY);
        for (command, days) in steps {
            today = today.saturating_add(jiff::Span::new().days(days));
            let before = standing(&status, today).word();
            let Ok(happened) = Certificate::handle(&status, command, on(today)) else { continue };
            prop_assert!(happened.is_empty() || !["withdrawn", "ended", "transferred", "expired"].contains(&before));
            status = happened.iter().fold(status, Certificate::apply);
            events.extend(happened);
            // What happened today has not changed any day before.
            prop_assert_eq!(Certificate::replay(&events), status.clone());
        }
        let on = TODAY.saturating_add(jiff::Span::new().days(asked));
        let stands = standing(&status, on);
        if stands.is_valid() {
            let known = status.known().unwrap();
            prop_assert!(known.issue.effective <= on && on <= known.issue.expiry);
            let held = |span: &Span| span.from <= on && span.resumed_on.is_none_or(|resumed| on < resumed);
            prop_assert!(!known.suspensions.iter().any(held));
            let ended = match &status {
                Status::Withdrawn { on, .. } | Status::Ended { on, .. } | Status::Transferred { on, .. } => Some(*on),
                Status::Unissued | Status::Effective(_) | Status::Suspended(_) => None,
            };
            prop_assert!(ended.is_none_or(|ended| on < ended));
        }
        let lost = BodyStanding::Lost { since: TODAY };
        prop_assert!(!verdict(&status, lost, on).is_valid());
    }
}

#[test]
fn released_events_stay_readable() {
    let as_issued = |issuing| when(&Status::Unissued, Command::Issue(Box::new(issuing))).unwrap().remove(0);
    let outstanding = Outstanding::StageTwo(seen(4, 8));
    let over = Earlier { seen: seen(5, 9), expiry: day("2026-11-01"), good: true };
    let unpaid = Issuing {
        fees_paid: false,
        fees_reason: Some(text(9)),
        rules: with(Rule::FeesPaid, Strength::Warn),
        ..initial(TODAY)
    };
    let done = |command| when(&of([issue()]), command).unwrap().remove(0);
    check_golden(
        GOLDEN,
        &[
            as_issued(unpaid),
            as_issued(issuing(made(Kind::Renew, TODAY), Basis::Renewal { earlier: earlier("2026-12-31") })),
            as_issued(issuing(
                made(Kind::Restore, TODAY),
                Basis::TakenUpAgain { earlier: over, effective: TODAY, outstanding },
            )),
            as_issued(issuing(
                made(Kind::Grant, TODAY),
                Basis::TakenOver { earlier: earlier("2026-12-31"), effective: TODAY, papers: vec![exhibit(9)] },
            )),
            done(suspend(TODAY)),
            Event::Resumed { decision: made(Kind::Restore, TODAY), on: TODAY },
            done(rescope(Kind::Reduce)),
            done(withdraw()),
            done(end()),
            done(transfer()),
            done(Command::Transfer { to: Receiver::Body(company()), papers: vec![exhibit(9)] }),
        ],
    );
}
