//! Who judges in an audit, and at what a follow-up has to look.

use super::*;
use crate::nonconformity::{self, Answer, Nonconformity, Raising, Verification};
use crate::samples::{company, observed};

fn judges(status: &Status, n: u8, incompetent: &[u8]) -> Result<(), NotJudging> {
    let incompetent = incompetent.iter().map(|n| person(*n)).collect();
    status.work().unwrap().judges(person(n), TODAY, &incompetent)
}

#[test]
fn an_auditor_who_declared_was_told_and_is_not_objected_to_judges() {
    let begun = underway();
    let looks = |function| and(begun.clone(), [assign(3, function), declare(3), tell(), agree()]);
    let comes = |more: Vec<Command>| and(begun.clone(), [assign(3, Function::Auditor)].into_iter().chain(more));
    let people: BTreeSet<PersonId> = [person(3)].into();
    let all = |n| vec![declare(n), tell()];
    let looks_on = |found| Some(NotJudging::LooksOn { person: person(3), found });
    let refused = |error: Error| Some(NotJudging::Team(error));
    let undeclared = Error::Undeclared { rule: Rule::Declaration, people: people.clone() };
    let until = day("2026-11-27");
    let objected = Error::ObjectionOpen { rule: Rule::Objection, people: people.clone() };
    let dismissed = reply(3, Reply::Dismissed { reason: text(3) });
    for (name, status, expected) in [
        ("the leader's colleague", comes([all(3), vec![agree()]].concat()), None),
        ("an observer", looks(Function::Observer), looks_on(Function::Observer)),
        ("an expert", looks(Function::Expert), looks_on(Function::Expert)),
        ("who declared nothing", comes(Vec::new()), refused(undeclared)),
        ("whom the company does not know", comes(vec![declare(3)]), refused(Error::Untold { people })),
        ("to whom the company may object", comes(all(3)), refused(Error::MayObject { until })),
        ("to whom it objected", comes([all(3), vec![object(3)]].concat()), refused(objected)),
        ("who is kept all the same", comes([all(3), vec![object(3), dismissed]].concat()), None),
        ("somebody else", of(begun.clone()), refused(Error::NotInTheTeam { person: person(3) })),
    ] {
        assert_eq!(judges(&status, 3, &[]).err(), expected, "{name}");
    }
    let found = Error::Incompetent { rule: Rule::Competence, people: [person(2)].into() };
    assert_eq!(judges(&of(begun.clone()), 2, &[2]).err(), refused(found));
    assert_eq!(judges(&of(begun), 2, &[1]), Ok(()));
}

#[test]
fn a_leader_who_declared_nothing_reports_nothing() {
    let status = and(done(), [assign(3, Function::Auditor), Command::Lead { person: person(3) }]);
    let by = person(3);
    let undeclared = Error::Undeclared { rule: Rule::Declaration, people: [by].into() };
    assert_eq!(when(&status, report(Reporting { by, ..reporting() })), Err(undeclared));
}

/// A nonconformity of an earlier audit, and on which day each thing was done.
fn left(grade: Grade, then: &[(&str, nonconformity::Command)]) -> nonconformity::Status {
    let raising = Raising {
        audit: stream(40),
        company: company(),
        requirement: seen(41, 2),
        criterion: "i-1/2".to_owned(),
        grade,
        statement: text(1),
        evidence: vec![observed(5)],
        found_on: day("2026-03-01"),
        author: person(1),
    };
    let found = Outcome::NonconformMinor;
    let raise = nonconformity::Command::Raise { raising, in_team: true, found };
    let then = then.iter().map(|(on, command)| (day(on), command.clone()));
    given::<Nonconformity>([(day("2026-03-01"), raise)].into_iter().chain(then))
}

#[test]
fn a_follow_up_looks_at_what_asks_for_another_stage_2_when_it_begins() {
    let by = person(1);
    let action =
        || nonconformity::Action { what: text(2), due: day("2027-03-01"), done_on: None, evidence: Vec::new() };
    let answer = Answer { cause: text(2), correction: action(), corrective_action: action(), by: person(8) };
    let verification =
        Verification { correction: true, corrective_action: true, evidence: vec![observed(6)], note: None, by };
    let verified = |on| {
        let answered = ("2026-04-01", nonconformity::Command::Answer(answer.clone()));
        let accepted = ("2026-04-02", nonconformity::Command::Accept { by });
        left(Grade::Major, &[answered, accepted, (on, nonconformity::Command::Verify(verification.clone()))])
    };
    let withdrawn = ("2026-04-01", nonconformity::Command::Withdraw { reason: text(7), by });
    let mut work = of(underway()).work().unwrap().clone();
    // The last day of the stage before was 2026-03-05, so a major one had to be verified by 2026-09-05; it begins today.
    let last = Some(day("2026-03-05"));
    let asks = |work: &Work, status: &nonconformity::Status| work.follows(status, last, &rules());
    let cases = [
        ("open and minor", left(Grade::Minor, &[]), false),
        ("open and major", left(Grade::Major, &[]), true),
        ("verified in time", verified("2026-09-05"), false),
        ("verified too late", verified("2026-09-06"), true),
        ("withdrawn", left(Grade::Major, &[withdrawn]), false),
    ];
    for (name, status, expected) in &cases {
        assert!(!asks(&work, status), "{name}: a first audit looks at everything");
        work.terms.purpose = Purpose::FollowUp;
        assert_eq!(asks(&work, status), *expected, "{name}");
        work.terms.purpose = Purpose::Initial;
    }
    work.terms.purpose = Purpose::FollowUp;
    let open = &cases[1].1;
    for (begun_on, last, expected) in [
        (None, last, false),
        (Some(TODAY), None, false),
        (Some(day("2026-09-05")), last, false),
        (Some(day("2026-09-06")), last, true),
    ] {
        work.begun_on = begun_on;
        assert_eq!(work.follows(open, last, &rules()), expected, "{begun_on:?} {last:?}");
    }
}
