//! The rules of a decision: what each status answers to each command, who may not decide, what has to stand, and that each
//! ground can be told again.

use super::*;
use crate::certification::CertificationType;
use crate::day::WrongDay;
use crate::nonconformity::{Grade, Settled};
use crate::requirement::Outcome;
use crate::rules::Rule;
use crate::rules::samples::rules;
use crate::samples::{TODAY, check_golden, check_table, company, day, given, on, outcome, person, seen, stream, text};
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/decision.jsonl");

/// Persons 1 and 2 are the team, 3 advised, 11 to 15 decide.
fn partial() -> Partial {
    Partial { team: [person(1), person(2)].into(), advised: [person(3)].into() }
}

fn deciders() -> BTreeSet<PersonId> {
    (11..=15).chain(1..=3).map(person).collect()
}

fn grounds() -> Grounds {
    let edition = |pack: &str| criteria::edition::EditionId {
        pack: pack.to_owned(),
        edition: "2026-11".to_owned(),
        sha256: "ab".repeat(32),
    };
    let minor = NonconformityFact {
        seen: seen(6, 4),
        criterion: "i-1/2".to_owned(),
        grade: Grade::Minor,
        settled: Settled::PlanAccepted,
        settled_on: Some(day("2026-11-10")),
        another_stage_two: false,
    };
    let found =
        |n, criterion: &str, outcome| RequirementFact { seen: seen(n, 3), criterion: criterion.to_owned(), outcome };
    Grounds {
        rules: rules().edition,
        criteria: edition("criteria"),
        certification: CertificationType::OnSite,
        partial: partial(),
        accreditation: Accreditation { seen: seen(2, 5), stands: true, covers: true },
        application: Some(seen(3, 2)),
        report: Some(ReportFact {
            audit: seen(4, 20),
            number: 1,
            issued_on: day("2026-11-10"),
            recommendation: Recommendation::OnceSettled,
        }),
        requirements: vec![found(5, "i-1/1", Outcome::Conform), found(7, "i-1/2", Outcome::NonconformMinor)],
        nonconformities: vec![minor],
        declaration: None,
    }
}

fn deciding() -> Deciding {
    Deciding {
        by: person(11),
        on: TODAY,
        grounds: grounds(),
        papers: vec![seen(4, 20)],
        reasons: Vec::new(),
        appeal_path: None,
        late: None,
        deciders: deciders(),
        rules: rules(),
    }
}

fn decide(deciding: Deciding) -> Command {
    Command::Decide(Box::new(deciding))
}

fn one() -> Forum {
    Forum::OnePerson { person: person(11) }
}

fn committee() -> Forum {
    Forum::Committee { chair: person(11), members: (11..=14).map(person).collect() }
}

fn proposal(kind: Kind, forum: Forum) -> Proposal {
    Proposal { case: stream(1), company: company(), kind, forum, by: person(9) }
}

fn propose(kind: Kind, forum: Forum) -> Command {
    let proposal = proposal(kind, forum);
    Command::Propose(Box::new(Proposing { proposal, partial: partial(), deciders: deciders(), rules: rules() }))
}

fn circulate() -> Command {
    Command::Circulate { papers: vec![seen(4, 20)] }
}

fn vote(n: u8, vote: Vote) -> Command {
    Command::Vote { by: person(n), vote, partial: partial() }
}

fn recuse(n: u8) -> Command {
    Command::Recuse { by: person(n), reason: text(3) }
}

fn minutes() -> Command {
    Command::Minutes { minutes: text(4) }
}

fn drop_it() -> Command {
    Command::Drop { reason: text(5) }
}

fn of(commands: impl IntoIterator<Item = Command>) -> Status {
    given::<Decision>(commands.into_iter().map(|command| (TODAY, command)))
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Decision::handle(status, command, on(TODAY))
}

fn circulated(kind: Kind) -> Status {
    of([propose(kind, one()), circulate()])
}

/// A committee of four, one recused, two for it, one abstained.
fn voted() -> Vec<Command> {
    let votes = [vote(11, Vote::For), vote(12, Vote::For), vote(13, Vote::Abstain)];
    [propose(Kind::Grant, committee()), circulate(), recuse(14)].into_iter().chain(votes).collect()
}

const TABLE: &str = "
              | unproposed        | proposed          | circulated        | committee         | committee with minutes | decided           | dropped
    propose   | proposed          | !decision-not-now | !decision-not-now | !decision-not-now | !decision-not-now      | !decision-not-now | !decision-not-now
    circulate | !decision-not-now | circulated        | circulated        | circulated        | circulated             | !decision-not-now | !decision-not-now
    vote      | !decision-not-now | !decision-not-now | voted             | -                 | -                      | !decision-not-now | !decision-not-now
    recuse    | !decision-not-now | recused           | recused           | recused           | recused                | !decision-not-now | !decision-not-now
    minutes   | !decision-not-now | !decision-not-now | minutes_kept      | minutes_kept      | minutes_kept           | !decision-not-now | !decision-not-now
    decide    | !decision-not-now | !decision-not-now | decided           | !decision-minutes | decided                | !decision-not-now | !decision-not-now
    drop      | !decision-not-now | dropped           | dropped           | dropped           | dropped                | !decision-not-now | -
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [
        ("unproposed", Status::Unproposed),
        ("proposed", of([propose(Kind::Grant, one())])),
        ("circulated", circulated(Kind::Grant)),
        ("committee", of(voted())),
        ("committee with minutes", of(voted().into_iter().chain([minutes()]))),
        ("decided", of([propose(Kind::Grant, one()), circulate(), decide(deciding())])),
        ("dropped", of([propose(Kind::Grant, one()), drop_it()])),
    ];
    let commands = [
        propose(Kind::Grant, one()),
        circulate(),
        vote(11, Vote::For),
        recuse(11),
        minutes(),
        decide(deciding()),
        drop_it(),
    ];
    let words = commands.each_ref().map(Command::word);
    check_table(TABLE, &statuses.each_ref().map(|(name, _)| *name), &words, |s, c| {
        outcome::<Decision>(&statuses[s].1, commands[c].clone(), on(TODAY), Error::rule)
    });
}

#[test]
fn who_audited_or_advised_does_not_decide() {
    let refused = |n| Err(Error::Partial { rule: Rule::DecidesOwnAudit, found: [person(n)].into() });
    for n in 1..=3 {
        let alone = Forum::OnePerson { person: person(n) };
        assert_eq!(when(&Status::Unproposed, propose(Kind::Grant, alone)), refused(n));
        let chair = Forum::Committee { chair: person(n), members: [n, 11, 12, 13].map(person).into() };
        assert_eq!(when(&Status::Unproposed, propose(Kind::Grant, chair)), refused(n));
    }
    // A member may recuse themselves, and does not vote.
    let members = [3, 11, 12, 13].map(person).into();
    let mixed = of([propose(Kind::Grant, Forum::Committee { chair: person(11), members }), circulate()]);
    assert_eq!(when(&mixed, vote(3, Vote::For)), refused(3));
    assert!(when(&mixed, recuse(3)).is_ok());
    // Who came to have a part in the case after they voted is found when it is decided.
    let later = Partial { advised: [person(12)].into(), ..partial() };
    let now = Deciding { grounds: Grounds { partial: later, ..grounds() }, ..deciding() };
    assert_eq!(when(&of(voted().into_iter().chain([minutes()])), decide(now)), refused(12));
    let later = Partial { team: [person(11)].into(), ..partial() };
    let now = Deciding { grounds: Grounds { partial: later, ..grounds() }, ..deciding() };
    assert_eq!(when(&circulated(Kind::Grant), decide(now)), refused(11));
}

#[test]
fn only_decision_makers_of_the_proposal_decide() {
    let outsider = propose(Kind::Grant, Forum::OnePerson { person: person(20) });
    let without = Err(Error::NoDecisionMaker { found: [person(20)].into() });
    assert_eq!(when(&Status::Unproposed, outsider), without);
    let status = circulated(Kind::Grant);
    let other = Deciding { by: person(12), ..deciding() };
    assert_eq!(when(&status, decide(other)), Err(Error::NotOfTheForum { person: person(12) }));
    let removed = Deciding { deciders: [person(12)].into(), ..deciding() };
    let without = Err(Error::NoDecisionMaker { found: [person(11)].into() });
    assert_eq!(when(&status, decide(removed)), without);
    let chair = Forum::Committee { chair: person(15), members: (11..=14).map(person).collect() };
    let refused = Err(Error::NotOfTheForum { person: person(15) });
    assert_eq!(when(&Status::Unproposed, propose(Kind::Grant, chair)), refused);
}

#[test]
fn a_committee_needs_its_quorum_a_majority_and_minutes() {
    let small = Forum::Committee { chair: person(11), members: [1, 11, 12].map(person).into() };
    let refused = Err(Error::Quorum { expected: 3, found: 2 });
    assert_eq!(when(&Status::Unproposed, propose(Kind::Grant, small)), refused);
    let with = |votes: &[(u8, Vote)], end: Vec<Command>| {
        let votes: Vec<Command> = votes.iter().map(|(n, cast)| vote(*n, *cast)).collect();
        let before = [propose(Kind::Grant, committee()), circulate()];
        when(&of(before.into_iter().chain(votes).chain(end)), decide(deciding())).map(|events| events.len())
    };
    let (yes, no) = (Vote::For, Vote::Against);
    assert_eq!(with(&[(11, yes), (12, yes)], vec![minutes()]), Err(Error::Quorum { expected: 3, found: 2 }));
    let tie = [(11, yes), (12, yes), (13, no), (14, no)];
    assert_eq!(with(&tie, vec![minutes()]), Err(Error::NotCarried { in_favour: 2, against: 2 }));
    assert_eq!(with(&[(11, yes), (12, yes), (13, no)], vec![]), Err(Error::NoMinutes));
    assert_eq!(with(&[(11, yes), (12, yes), (13, no)], vec![minutes()]), Ok(1));
    // A recusal takes the vote away, and papers sent round anew take all of them.
    let recused = with(&[(11, yes), (12, yes), (13, yes)], vec![recuse(13), minutes()]);
    assert_eq!(recused, Err(Error::Quorum { expected: 3, found: 2 }));
    let anew = with(&[(11, yes), (12, yes), (13, yes)], vec![circulate(), minutes()]);
    assert_eq!(anew, Err(Error::Quorum { expected: 3, found: 0 }));
    let status = of(voted());
    assert_eq!(when(&status, vote(14, yes)), Err(Error::Recused { person: person(14) }));
}

#[test]
fn a_committee_is_as_large_as_one_decision_takes() {
    let with = |n: u8| {
        let members: BTreeSet<PersonId> = (11..11 + n).map(person).collect();
        let forum = Forum::Committee { chair: person(11), members: members.clone() };
        let proposal = proposal(Kind::Grant, forum);
        let proposing = Proposing { proposal, partial: partial(), deciders: members, rules: rules() };
        when(&Status::Unproposed, Command::Propose(Box::new(proposing))).map(|events| events.len())
    };
    assert_eq!(with(15), Ok(1));
    assert_eq!(with(16), Err(Error::TooMany { most: 15, found: 16 }));
}

/// By one person as by a committee, and for a decision against the company as for one that says that it conforms.
#[test]
fn it_is_decided_on_the_papers_that_were_sent_round_and_on_no_others() {
    let papers = || vec![seen(4, 20), seen(5, 3)];
    let sent = |kind, forum| of([propose(kind, forum), Command::Circulate { papers: papers() }]);
    let votes = [vote(11, Vote::For), vote(12, Vote::For), vote(13, Vote::For), minutes()];
    let committee = votes.into_iter().fold(sent(Kind::Grant, committee()), |status, command| {
        let events = when(&status, command).unwrap();
        events.iter().fold(status, Decision::apply)
    });
    for status in [sent(Kind::Grant, one()), sent(Kind::Withdraw, one()), committee] {
        let with = |papers: Vec<Seen>| {
            let (reasons, appeal_path) = (vec![text(7)], Some(text(8)));
            when(&status, decide(Deciding { papers, reasons, appeal_path, ..deciding() })).map(|events| events.len())
        };
        let changed = |changed| Err(Error::OtherPapers { changed });
        assert_eq!(with(papers()), Ok(1));
        assert_eq!(with(vec![seen(5, 3), seen(4, 20)]), Ok(1), "in whatever order");
        assert_eq!(with(vec![seen(4, 21), seen(5, 3)]), changed(1), "one has another version");
        assert_eq!(with(vec![seen(4, 20)]), changed(1), "one is gone");
        assert_eq!(with(vec![seen(4, 20), seen(5, 3), seen(6, 1)]), changed(1), "one was added");
        assert_eq!(with(Vec::new()), changed(2));
    }
    // Sent round again it is decided, once everybody has voted anew.
    let again = of(voted().into_iter().chain([minutes(), Command::Circulate { papers: papers() }]));
    let now = Deciding { papers: papers(), ..deciding() };
    assert_eq!(when(&again, decide(now)), Err(Error::Quorum { expected: 3, found: 0 }));
}

#[test]
fn the_information_is_complete_and_nothing_is_open() {
    let with = |change: fn(&mut Grounds)| {
        let mut changed = grounds();
        change(&mut changed);
        when(&circulated(Kind::Grant), decide(Deciding { grounds: changed, ..deciding() })).err()
    };
    assert_eq!(with(|_| ()), None);
    assert_eq!(with(|grounds| grounds.accreditation.stands = false), Some(Error::NotAccredited { on: TODAY }));
    assert_eq!(with(|grounds| grounds.accreditation.covers = false), Some(Error::OutOfScope { on: TODAY }));
    assert_eq!(with(|grounds| grounds.application = None), Some(Error::ApplicationOpen));
    assert_eq!(with(|grounds| grounds.report = None), Some(Error::NoReport));
    assert_eq!(with(|grounds| grounds.requirements.clear()), Some(Error::NothingAudited));
    let unraised = Error::Unraised { criteria: vec!["i-1/2".to_owned()] };
    assert_eq!(with(|grounds| grounds.nonconformities.clear()), Some(unraised.clone()));
    // What was withdrawn was none: the finding has none then.
    assert_eq!(with(|grounds| grounds.nonconformities[0].settled = Settled::Withdrawn), Some(unraised));
    let open = |change: fn(&mut NonconformityFact)| {
        let mut fact = grounds().nonconformities.remove(0);
        change(&mut fact);
        Some(Error::Open { found: vec![fact] })
    };
    assert_eq!(with(|grounds| grounds.nonconformities[0].grade = Grade::Major), open(|fact| fact.grade = Grade::Major));
    assert_eq!(
        with(|grounds| grounds.nonconformities[0].settled = Settled::Open),
        open(|fact| fact.settled = Settled::Open)
    );
    // Verified too late is not enough.
    let late: fn(&mut NonconformityFact) = |fact| {
        (fact.grade, fact.settled, fact.another_stage_two) = (Grade::Major, Settled::Verified, true);
    };
    let verified = with(|grounds| {
        let fact = &mut grounds.nonconformities[0];
        (fact.grade, fact.settled, fact.another_stage_two) = (Grade::Major, Settled::Verified, true);
    });
    assert_eq!(verified, open(late));
    let other = with(|grounds| grounds.rules.edition = "2027-01".to_owned());
    assert!(matches!(other, Some(Error::OtherRules { .. })), "{other:?}");
}

#[test]
fn what_is_confirmed_of_a_declaration_still_holds() {
    let with = |declaration| {
        let certification = CertificationType::SelfDeclaration;
        let grounds = Grounds { certification, declaration, ..grounds() };
        when(&circulated(Kind::Grant), decide(Deciding { grounds, ..deciding() })).err()
    };
    let declaration = |holds| Some(Declaration { seen: seen(8, 9), holds, signed_on: day("2026-11-09") });
    assert_eq!(with(None), Some(Error::NoDeclaration));
    assert_eq!(with(declaration(false)), Some(Error::DeclarationChanged));
    assert_eq!(with(declaration(true)), None);
}

#[test]
fn a_decision_against_the_company_carries_reasons_and_the_last_day_to_appeal() {
    for kind in Kind::ALL {
        let with = |reasons: Vec<Text>, appeal_path| {
            when(&circulated(kind), decide(Deciding { reasons, appeal_path, ..deciding() }))
        };
        if !kind.is_adverse() {
            let events = with(Vec::new(), Some(text(8))).unwrap();
            assert!(matches!(&events[..], [Event::Decided(decided)] if decided.appeal.is_none()), "{kind:?}");
            continue;
        }
        assert_eq!(with(Vec::new(), Some(text(8))), Err(Error::NoReasons { kind }));
        assert_eq!(with(vec![text(7)], None), Err(Error::NoAppealPath { kind }));
        let events = with(vec![text(7)], Some(text(8))).unwrap();
        let appeal = Some(Appeal { path: text(8), until: day("2026-12-20") });
        assert!(matches!(&events[..], [Event::Decided(decided)] if decided.appeal == appeal), "{kind:?}");
    }
}

#[test]
fn what_is_open_keeps_back_only_what_says_that_the_company_conforms() {
    let mut open = grounds();
    open.nonconformities[0].settled = Settled::Open;
    for kind in Kind::ALL {
        let (reasons, appeal_path) = (vec![text(7)], Some(text(8)));
        let against = Deciding { grounds: open.clone(), reasons, appeal_path, ..deciding() };
        let found = when(&circulated(kind), decide(against));
        assert_eq!(found.is_err(), kind.needs_conformity(), "{kind:?}");
        // Without any audit.
        let (reasons, appeal_path) = (vec![text(7)], Some(text(8)));
        let unaudited = Grounds { report: None, requirements: Vec::new(), ..grounds() };
        let found =
            when(&circulated(kind), decide(Deciding { grounds: unaudited, reasons, appeal_path, ..deciding() }));
        assert_eq!(found.is_err(), kind.needs_report(), "{kind:?}");
    }
}

#[test]
fn a_decision_is_not_older_than_the_report_and_dated_back_only_with_a_reason() {
    let with = |date: &str, late| {
        let of = Deciding { on: day(date), late, ..deciding() };
        when(&circulated(Kind::Grant), decide(of)).map(|events| match &events[..] {
            [Event::Decided(decided)] => (decided.on, decided.late),
            other => panic!("{other:?}"),
        })
    };
    let wrong = |wrong| Err(Error::Day(wrong));
    let found = day("2026-11-21");
    assert_eq!(with("2026-11-21", Some(text(9))), wrong(WrongDay::ToCome { today: TODAY, found }));
    let found = day("2026-11-19");
    assert_eq!(with("2026-11-19", None), wrong(WrongDay::TooEarly { earliest: TODAY, found }));
    assert_eq!(with("2026-11-19", Some(text(9))), Ok((found, Some(text(9)))));
    assert_eq!(with("2026-11-20", Some(text(9))), Ok((TODAY, None)));
    assert_eq!(with("2026-11-10", Some(text(9))), Ok((day("2026-11-10"), Some(text(9)))));
    let before = Error::BeforeReport { issued_on: day("2026-11-10"), found: day("2026-11-09") };
    assert_eq!(with("2026-11-09", Some(text(9))), Err(before));
}

/// What was settled yesterday was open three weeks ago.
#[test]
fn a_decision_that_needs_conformity_is_not_older_than_what_it_rests_on() {
    let on_of = |kind, date: &str, settled: &str, signed: Option<&str>| {
        let mut of = grounds();
        of.nonconformities[0].settled_on = Some(day(settled));
        if let Some(signed) = signed {
            of.certification = CertificationType::SelfDeclaration;
            of.declaration = Some(Declaration { seen: seen(8, 9), holds: true, signed_on: day(signed) });
        }
        let (reasons, appeal_path) = (vec![text(7)], Some(text(8)));
        let deciding = Deciding { on: day(date), late: Some(text(9)), grounds: of, reasons, appeal_path, ..deciding() };
        when(&circulated(kind), decide(deciding)).map(|events| events.len())
    };
    let before = |settled: &str, found: &str| Err(Error::BeforeSettled { settled_on: day(settled), found: day(found) });
    for kind in Kind::ALL {
        let refused = if kind.needs_conformity() { before("2026-11-19", "2026-11-18") } else { Ok(1) };
        assert_eq!(on_of(kind, "2026-11-18", "2026-11-19", None), refused, "{kind:?}");
        assert_eq!(on_of(kind, "2026-11-19", "2026-11-19", None), Ok(1), "{kind:?}");
    }
    let signed = on_of(Kind::Grant, "2026-11-18", "2026-11-12", Some("2026-11-19"));
    assert_eq!(signed, before("2026-11-19", "2026-11-18"), "the later of both");
    assert_eq!(on_of(Kind::Grant, "2026-11-19", "2026-11-12", Some("2026-11-19")), Ok(1));
}

#[test]
fn each_ground_of_a_decision_is_told_with_its_rule_and_where_it_was_read() {
    assert_eq!(explain(&of(voted())), Vec::new());
    let lines = explain(&of(voted().into_iter().chain([minutes(), decide(deciding())])));
    let told: Vec<(&str, Option<Seen>)> = lines.iter().map(|line| (line.rule, line.seen)).collect();
    assert_eq!(
        told,
        [
            ("INV-42", None),
            ("INV-26", None),
            ("INV-02", None),
            ("INV-41", None),
            ("INV-02", None),
            ("INV-41", None),
            ("INV-41", None),
            ("INV-22", Some(seen(2, 5))),
            ("INV-41", Some(seen(3, 2))),
            ("INV-40", Some(seen(4, 20))),
            ("INV-33", Some(seen(5, 3))),
            ("INV-33", Some(seen(7, 3))),
            ("INV-35", Some(seen(6, 4))),
        ]
    );
    assert_eq!(lines[0].fact, Fact::Decided { kind: Kind::Grant, on: TODAY, by: person(11) });
    assert_eq!(lines[4].fact, Fact::Recused { person: person(14), reason: text(3) });
    let refused = Deciding { reasons: vec![text(7)], appeal_path: Some(text(8)), ..deciding() };
    let lines = explain(&of([propose(Kind::Refuse, one()), circulate(), decide(refused)]));
    let [.., reason, appeal] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(reason.fact, Fact::Reason(text(7)));
    assert_eq!(appeal.fact, Fact::Appeal(Appeal { path: text(8), until: day("2026-12-20") }));
}

fn commands() -> impl Strategy<Value = Command> {
    let kind = (0..Kind::ALL.len()).prop_map(|n| Kind::ALL[n]);
    let cast = prop_oneof![Just(Vote::For), Just(Vote::Against), Just(Vote::Abstain)];
    let deciding = (1..16_u8, any::<bool>(), any::<bool>()).prop_map(|(by, open, explained)| {
        let mut grounds = grounds();
        if open {
            grounds.nonconformities[0].settled = Settled::Open;
        }
        let (reasons, appeal_path) = if explained { (vec![text(7)], Some(text(8))) } else { (Vec::new(), None) };
        decide(Deciding { by: person(by), grounds, reasons, appeal_path, ..deciding() })
    });
    prop_oneof![
        (kind, any::<bool>()).prop_map(|(kind, alone)| propose(kind, if alone { one() } else { committee() })),
        Just(circulate()),
        (1..16_u8, cast).prop_map(|(n, cast)| vote(n, cast)),
        (1..16_u8).prop_map(recuse),
        Just(minutes()),
        deciding,
        prop_oneof![9 => Just(circulate()), 1 => Just(drop_it())],
    ]
}

proptest! {
    #[test]
    fn the_end_has_no_exit_and_nobody_decides_their_own_audit(
        commands in prop::collection::vec(commands(), 0..40)
    ) {
        let (mut status, mut events) = (Status::default(), Vec::new());
        for command in commands {
            let ended = matches!(status, Status::Decided { .. } | Status::Dropped { .. });
            let Ok(happened) = when(&status, command) else { continue };
            prop_assert!(!ended || happened.is_empty());
            status = happened.iter().fold(status, Decision::apply);
            events.extend(happened);
        }
        prop_assert_eq!(Decision::replay(&events), status.clone());
        if let Status::Decided { proposed, decided } = &status {
            prop_assert!(!partial().has(decided.by));
            prop_assert!(proposed.votes.keys().all(|person| !partial().has(*person)));
            prop_assert!(!decided.kind.needs_conformity()
                || decided.grounds.nonconformities.iter().all(|fact| !fact.holds_back()));
            prop_assert_eq!(decided.kind.is_adverse(), decided.appeal.is_some());
            prop_assert!(!explain(&status).is_empty());
        }
    }
}

#[test]
fn released_events_stay_readable() {
    let declaration = Some(Declaration { seen: seen(8, 9), holds: true, signed_on: day("2026-11-09") });
    let certification = CertificationType::SelfDeclaration;
    let decided = |kind, grounds, reasons: Vec<Text>, appeal, late| {
        Event::Decided(Box::new(Decided { kind, on: TODAY, by: person(11), grounds, reasons, appeal, late }))
    };
    let appeal = Some(Appeal { path: text(8), until: day("2026-12-20") });
    let unaudited = Grounds { application: None, report: None, ..grounds() };
    check_golden(
        GOLDEN,
        &[
            Event::Proposed { proposal: proposal(Kind::Grant, one()), on: TODAY },
            Event::Proposed { proposal: proposal(Kind::Renew, committee()), on: TODAY },
            Event::Circulated { papers: vec![seen(4, 20)], on: TODAY },
            Event::Voted { by: person(11), vote: Vote::For },
            Event::Voted { by: person(12), vote: Vote::Against },
            Event::Voted { by: person(13), vote: Vote::Abstain },
            Event::Recused { by: person(14), reason: text(3) },
            Event::MinutesKept { minutes: text(4) },
            decided(Kind::Grant, Grounds { certification, declaration, ..grounds() }, Vec::new(), None, None),
            decided(Kind::Withdraw, unaudited, vec![text(7)], appeal, Some(text(9))),
            Event::Dropped { reason: text(5), on: TODAY },
        ],
    );
}
