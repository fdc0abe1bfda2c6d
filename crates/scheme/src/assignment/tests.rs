//! Who may take which function: each reason alone for each function, all combinations, and the exact days.

use super::*;
use crate::competence::Competence;
use crate::given::{TODAY, date, on, person, stream, text};
use crate::member::{Member, Offer};
use crate::partiality::{Interest, Partiality, Through};
use crate::period;
use crate::rules::Override;
use crate::rules::samples::{rules, with};
use record::Aggregate;

/// The days of the audit.
const DAYS: [Date; 2] = [Date::constant(2027, 1, 12), Date::constant(2027, 1, 13)];

/// Everything known of a person, to be changed by one thing or several.
#[derive(Clone)]
struct Facts {
    body: member::Status,
    company: member::Status,
    competence: Vec<competence::Event>,
    partiality: Vec<partiality::Event>,
    declaration: Option<Declaration>,
    objection: Option<Date>,
    functions: BTreeSet<Function>,
}

/// Somebody whom nothing keeps out of anything.
fn somebody() -> Facts {
    Facts {
        body: member_with(&[Role::Adviser, Role::Auditor, Role::Reviewer, Role::DecisionMaker], None),
        company: member::Status::Stranger,
        competence: vec![
            competence::Event::Begun { person: person(6) },
            competence::Event::Pledged { from: date("2024-04-01"), evidence: text(1) },
            found("industry/E26", "2026-01-01", "2027-12-31"),
        ],
        partiality: Vec::new(),
        declaration: Some(Declaration { at: on(TODAY).recorded_at, threats: BTreeSet::new() }),
        objection: None,
        functions: BTreeSet::new(),
    }
}

fn found(area: &str, from: &str, until: &str) -> competence::Event {
    let (area, from, until) = (area.parse().unwrap(), date(from), date(until));
    competence::Event::Found { area, from, until, evidence: text(1), reason: None }
}

fn member_with(roles: &[Role], until: Option<Date>) -> member::Status {
    let from = date("2020-04-01");
    let first = member::Event::Founded { person: person(6), roles: [Role::Administrator].into(), from };
    let granted = roles.iter().map(|role| member::Event::Granted { role: *role, from, until });
    Member::replay(&[first].into_iter().chain(granted).collect::<Vec<_>>())
}

fn supporter(until: &str) -> member::Status {
    let offer = Offer::Support { until: date(until) };
    let expires_at = on(date("2026-12-01")).recorded_at;
    let invited = member::Event::Invited { person: person(6), offer, expires_at, by: person(1) };
    Member::replay(&[invited, member::Event::Accepted { from: date("2026-11-01") }])
}

fn tie(tie: Tie, from: &str, until: Option<&str>) -> partiality::Event {
    partiality::Event::Entered { entry: 1, tie, from: date(from), until: until.map(date), source: text(1) }
}

fn advice(through: Through, case: Option<u8>) -> Tie {
    Tie::Advice { through, employer: None, case: case.map(stream) }
}

fn judge_by(facts: &Facts, function: Function, rules: &Rules, days: &[Date]) -> Vec<Impediment> {
    let competence = Competence::replay(&facts.competence);
    let partiality = Partiality::replay(&facts.partiality);
    let case = Case {
        stream: stream(8),
        functions: [(person(6), facts.functions.clone()), (person(7), Function::ALL.into())].into(),
        areas: ["industry/E26".parse().unwrap()].into(),
        plan_sent: Some(on(date("2026-12-01")).recorded_at),
    };
    let person = Person {
        person: person(6),
        body: &facts.body,
        company: &facts.company,
        competence: &competence,
        partiality: &partiality,
        declaration: facts.declaration.as_ref(),
        objection_upheld: facts.objection,
    };
    impediments(function, &person, &case, rules, days)
}

fn judge(facts: &Facts, function: Function) -> Vec<Impediment> {
    judge_by(facts, function, &rules(), &DAYS)
}

/// Each impediment by its word, with `!` where it blocks and `?` where a reason would do.
fn words(impediments: &[Impediment]) -> Vec<String> {
    let word = |impediment: &Impediment| {
        let mark = match impediment.strength {
            Strength::Block => "!",
            Strength::Warn => "?",
            Strength::Off => panic!("a rule that is off keeps nobody out"),
        };
        format!("{}{mark}", impediment.why.word())
    };
    impediments.iter().map(word).collect()
}

type Blemish = (&'static str, fn(&mut Facts));

/// Each thing that may be so of a person, by what it is.
const BLEMISHES: [Blemish; 29] = [
    ("nothing", |_| {}),
    ("stranger to the body", |facts| facts.body = member::Status::Stranger),
    ("has left the body", |facts| facts.body = member::Status::Left { person: person(6), on: TODAY }),
    ("auditor only", |facts| facts.body = member_with(&[Role::Auditor], None)),
    ("member of the company", |facts| facts.company = member_with(&[Role::Staff], None)),
    ("supports the company", |facts| facts.company = supporter("2027-01-12")),
    ("supported it", |facts| facts.company = supporter("2027-01-11")),
    ("advised", |facts| facts.partiality = vec![tie(advice(Through::Person, None), "2025-06-10", Some("2025-06-10"))]),
    ("advises", |facts| facts.partiality = vec![tie(advice(Through::Person, None), "2020-06-10", None)]),
    ("employer advised", |facts| {
        facts.partiality = vec![tie(advice(Through::Employer, None), "2025-06-10", Some("2025-06-10"))];
    }),
    ("advised long ago", |facts| {
        facts.partiality = vec![tie(advice(Through::Person, None), "2024-06-10", Some("2025-01-11"))];
    }),
    ("advised in this case", |facts| {
        facts.partiality = vec![tie(advice(Through::Person, Some(8)), "2023-06-10", Some("2023-06-10"))];
    }),
    ("internal audit", |facts| {
        facts.partiality = vec![tie(Tie::InternalAudit { case: None }, "2025-06-10", Some("2025-06-10"))];
    }),
    ("employed", |facts| facts.partiality = vec![tie(Tie::Employment, "2020-06-10", None)]),
    ("was employed", |facts| facts.partiality = vec![tie(Tie::Employment, "2020-06-10", Some("2027-01-11"))]),
    ("interest", |facts| {
        facts.partiality = vec![tie(Tie::Interest { interest: Interest::Family }, "2020-06-10", None)];
    }),
    ("not declared", |facts| facts.declaration = None),
    ("declared late", |facts| {
        facts.declaration = Some(Declaration { at: on(date("2026-12-01")).recorded_at, threats: BTreeSet::new() });
    }),
    ("declared a threat", |facts| {
        let threats = [Threat::Familiarity].into();
        facts.declaration = Some(Declaration { at: on(TODAY).recorded_at, threats });
    }),
    ("objection", |facts| facts.objection = Some(TODAY)),
    ("adviser of it", |facts| facts.functions = [Function::Adviser].into()),
    ("auditor of it", |facts| facts.functions = [Function::Auditor].into()),
    ("leader of it", |facts| facts.functions = [Function::TeamLeader].into()),
    ("reviewer of it", |facts| facts.functions = [Function::Reviewer].into()),
    ("decides on it", |facts| facts.functions = [Function::DecisionMaker].into()),
    ("not competent", |facts| facts.competence.truncate(2)),
    ("competence ends", |facts| facts.competence[2] = found("industry/E", "2026-01-01", "2027-01-12")),
    ("no pledge", |facts| _ = facts.competence.remove(1)),
    ("pledge to come", |facts| {
        facts.competence[1] = competence::Event::Pledged { from: date("2027-01-13"), evidence: text(1) };
    }),
];

const TABLE: &str = "
    nothing               |             |                     |                     |             |
    stranger to the body  | role!       | role!               | role!               | role!       | role!
    has left the body     | role!       | role!               | role!               | role!       | role!
    auditor only          | role!       |                     |                     | role!       | role!
    member of the company | in-company! | in-company!         | in-company!         | in-company! | in-company!
    supports the company  | in-company! | in-company!         | in-company!         | in-company! | in-company!
    supported it          |             |                     |                     |             |
    advised               |             | advised?            | advised?            |             | own-advice!
    advises               |             | advised?            | advised?            |             | own-advice!
    employer advised      |             | advised?            | advised?            |             | own-advice!
    advised long ago      |             |                     |                     |             |
    advised in this case  |             | function!           | function!           | function!   | own-work!
    internal audit        |             | audited-internally! | audited-internally! |             |
    employed              | interest!   | interest!           | interest!           | interest!   | interest!
    was employed          |             |                     |                     |             |
    interest              | interest!   | interest!           | interest!           | interest!   | interest!
    not declared          |             | not-declared!       | not-declared!       |             |
    declared late         |             | declared-late!      | declared-late!      |             |
    declared a threat     |             | declared!           | declared!           |             |
    objection             |             | objection!          | objection!          |             |
    adviser of it         |             | function!           | function!           | function!   | own-work!
    auditor of it         | function!   |                     |                     | function!   | own-work!
    leader of it          | function!   |                     |                     | function!   | own-work!
    reviewer of it        | function!   | function!           | function!           |             | function!
    decides on it         | function!   | function!           | function!           | function!   |
    not competent         |             | competence!         | competence!         |             |
    competence ends       |             | competence!         | competence!         |             |
    no pledge             | pledge!     | pledge!             | pledge!             | pledge!     | pledge!
    pledge to come        | pledge!     | pledge!             | pledge!             | pledge!     | pledge!
";

#[test]
fn each_reason_alone_keeps_out_of_the_functions_it_is_for() {
    let rows: Vec<Vec<&str>> =
        TABLE.trim_matches(['\n', ' ']).lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    assert_eq!(rows.len(), BLEMISHES.len());
    for (row, (name, blemish)) in rows.iter().zip(BLEMISHES) {
        let mut facts = somebody();
        blemish(&mut facts);
        let found = Function::ALL.map(|function| words(&judge(&facts, function)).join(" "));
        let found: Vec<&str> = [name].into_iter().chain(found.iter().map(String::as_str)).collect();
        assert_eq!(*row, found);
    }
}

/// Ten things that touch different facts: of every choice of them, exactly the reasons of each are told, for each function.
#[test]
fn of_every_combination_exactly_the_reasons_of_each_are_told() {
    let names = [
        "auditor only",
        "member of the company",
        "advised",
        "declared a threat",
        "objection",
        "reviewer of it",
        "competence ends",
        "no pledge",
    ];
    let chosen: Vec<Blemish> = names
        .iter()
        .map(|name| *BLEMISHES.iter().find(|(other, _)| other == name).unwrap())
        .chain([
            (
                "internal audit as well",
                (|facts| {
                    let mut audit = tie(Tie::InternalAudit { case: None }, "2026-06-10", Some("2026-06-10"));
                    if let partiality::Event::Entered { entry, .. } = &mut audit {
                        *entry = 2;
                    }
                    facts.partiality.push(audit);
                }) as fn(&mut Facts),
            ),
            ("employed as well", |facts| {
                let mut employed = tie(Tie::Employment, "2026-06-10", None);
                if let partiality::Event::Entered { entry, .. } = &mut employed {
                    *entry = 3;
                }
                facts.partiality.push(employed);
            }),
        ])
        .collect();
    // "no pledge" takes an event out, so the change of the competence comes before it.
    for mask in 0_u32..1 << chosen.len() {
        let mut facts = somebody();
        let on: Vec<_> = (0..chosen.len()).filter(|bit| mask & (1 << bit) != 0).collect();
        on.iter().for_each(|bit| chosen[*bit].1(&mut facts));
        for function in Function::ALL {
            let mut expected: Vec<String> = on
                .iter()
                .flat_map(|bit| {
                    let mut alone = somebody();
                    chosen[*bit].1(&mut alone);
                    words(&judge(&alone, function))
                })
                .collect();
            let mut found = words(&judge(&facts, function));
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{mask:b} {function:?}");
        }
    }
}

/// INV-01, as the page says it: who, since when, by which years, until when.
#[test]
fn the_sentence_about_an_advice_has_its_days_and_its_years() {
    let mut facts = somebody();
    facts.partiality = vec![tie(advice(Through::Person, None), "2025-06-10", Some("2025-06-12"))];
    let found = judge(&facts, Function::Auditor);
    let [Impediment { why: Why::Advised { bar, years }, strength }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (bar.from, bar.until, bar.bars_until),
        (date("2025-06-10"), Some(date("2025-06-12")), Some(date("2027-06-12")))
    );
    assert_eq!((*years, *strength), (2, Strength::Warn));
    assert_eq!(found[0].why.rule(), Some(Rule::AdvisedBefore));
}

#[test]
fn the_last_day_counts_and_the_next_does_not() {
    for advised in ["2024-02-29", "2024-02-28", "2022-02-28", "2025-06-30", "2025-12-31", "2025-01-12"] {
        let mut facts = somebody();
        facts.competence[2] = found("industry/E26", "2020-01-01", "2030-12-31");
        facts.competence[1] = competence::Event::Pledged { from: date("2020-04-01"), evidence: text(1) };
        facts.partiality = vec![tie(advice(Through::Person, None), advised, Some(advised))];
        let last = period::within_years_after(date(advised), 2);
        let barred = |day| words(&judge_by(&facts, Function::Auditor, &rules(), &[day]));
        assert_eq!(barred(last), ["advised?"], "{advised}");
        assert_eq!(barred(period::next(last)), Vec::<String>::new(), "{advised}");
    }
    let mut facts = somebody();
    facts.body = member_with(&[Role::Auditor], Some(DAYS[0]));
    facts.competence[2] = found("industry/E26", "2026-01-01", "2027-01-12");
    let barred = |day| words(&judge_by(&facts, Function::Auditor, &rules(), &[day]));
    assert_eq!(barred(DAYS[0]), Vec::<String>::new());
    assert_eq!(barred(DAYS[1]), ["role!", "competence!"]);
    let found = judge(&facts, Function::Auditor);
    assert_eq!(found[0].why, Why::Role { needed: Role::Auditor, on: Some(DAYS[1]) });
    let area = "industry/E26".parse().unwrap();
    assert_eq!(found[1].why, Why::Competence { area, on: Some(DAYS[1]) });
}

#[test]
fn a_declaration_is_made_before_the_plan_is_sent_to_the_instant() {
    let sent = on(date("2026-12-01")).recorded_at;
    for (at, late) in [(sent - jiff::SignedDuration::from_micros(1), false), (sent, true)] {
        let mut facts = somebody();
        facts.declaration = Some(Declaration { at, threats: BTreeSet::new() });
        assert_eq!(words(&judge(&facts, Function::TeamLeader)).len(), usize::from(late));
    }
}

#[test]
fn without_a_day_nothing_is_over_and_nothing_in_force() {
    let mut facts = somebody();
    facts.partiality = vec![tie(advice(Through::Person, None), "1999-06-10", Some("1999-06-10"))];
    facts.company = supporter("2026-11-02");
    let found = words(&judge_by(&facts, Function::Auditor, &rules(), &[]));
    assert_eq!(found, ["role!", "in-company!", "advised?", "competence!", "pledge!"]);
}

/// Each rule as strict as it is set, and off where it is off.
#[test]
fn an_impediment_is_as_strict_as_the_rules_of_the_body() {
    for (_, blemish) in BLEMISHES {
        let mut facts = somebody();
        blemish(&mut facts);
        for function in Function::ALL {
            for impediment in judge(&facts, function) {
                let Some(rule) = impediment.why.rule() else {
                    assert_eq!(impediment.strength, Strength::Block);
                    assert!(matches!(impediment.why.invariant(), None | Some("INV-11")));
                    continue;
                };
                assert_eq!(impediment.why.invariant(), Some(rule.invariant()));
                for strength in rule.may_be() {
                    let again = judge_by(&facts, function, &with(rule, *strength), &DAYS);
                    let found = again.iter().find(|other| other.why.word() == impediment.why.word());
                    let expected = (*strength != Strength::Off).then_some(*strength);
                    assert_eq!(found.map(|found| found.strength), expected, "{rule:?} {strength:?}");
                }
            }
        }
    }
    // Who decides is asked by a rule of its own, also where auditors are not.
    let mut facts = somebody();
    facts.partiality = vec![tie(advice(Through::Person, None), "2025-06-10", Some("2025-06-10"))];
    let off = with(Rule::AdvisedBefore, Strength::Off);
    assert_eq!(words(&judge_by(&facts, Function::Auditor, &off, &DAYS)), Vec::<String>::new());
    assert_eq!(words(&judge_by(&facts, Function::DecisionMaker, &off, &DAYS)), ["own-advice!"]);
}

/// INV-07: one person has one function, but for the team.
#[test]
fn two_functions_go_together_in_the_team_only() {
    for one in Function::ALL {
        for other in Function::ALL {
            let both_in_team = one.is_in_team() && other.is_in_team();
            assert_eq!(one.goes_with(other), one == other || both_in_team);
        }
        assert_eq!(Function::from_word(one.word()), Some(one));
        assert_eq!(serde_json::to_string(&one).unwrap(), format!("\"{}\"", one.word()));
    }
    for threat in Threat::ALL {
        assert_eq!(Threat::from_word(threat.word()), Some(threat));
        assert_eq!(serde_json::to_string(&threat).unwrap(), format!("\"{}\"", threat.word()));
    }
}

#[test]
fn a_warning_is_overridden_by_a_reason_and_a_block_by_none() {
    let mut facts = somebody();
    facts.partiality = vec![tie(advice(Through::Person, None), "2025-06-10", Some("2025-06-10"))];
    let reasons: BTreeMap<Rule, _> = Rule::ALL.iter().map(|rule| (*rule, text(9))).collect();
    let warned = judge(&facts, Function::Auditor);
    assert_eq!(settle(warned.clone(), &BTreeMap::new()), Err(warned.clone()));
    let noted = Override { rule: Rule::AdvisedBefore, reason: text(9) };
    assert_eq!(settle([warned.clone(), warned].concat(), &reasons), Ok(vec![noted]));
    facts.objection = Some(TODAY);
    let blocked = settle(judge(&facts, Function::Auditor), &reasons).unwrap_err();
    assert_eq!(words(&blocked), ["objection!"]);
    assert_eq!(settle(Vec::new(), &reasons), Ok(Vec::new()));
}

#[test]
fn who_may_comes_first_and_for_everybody_else_it_is_told_why_not() {
    let (stranger, clean) = (member::Status::Stranger, somebody());
    let competence = Competence::replay(&clean.competence);
    let partial = Partiality::replay(&[tie(advice(Through::Person, None), "2025-06-10", Some("2025-06-10"))]);
    let impartial = partiality::Status::default();
    let one = |n, body, partiality| Person {
        person: person(n),
        body,
        company: &stranger,
        competence: &competence,
        partiality,
        declaration: clean.declaration.as_ref(),
        objection_upheld: None,
    };
    let people = [one(1, &stranger, &impartial), one(2, &clean.body, &partial), one(3, &clean.body, &impartial)];
    let case = Case { stream: stream(8), functions: BTreeMap::new(), areas: BTreeSet::new(), plan_sent: None };
    let found = candidates(Function::Auditor, &people, &case, &rules(), &DAYS);
    let told: Vec<_> = found.iter().map(|found| (found.person, found.strength())).collect();
    assert_eq!(told, [(person(3), None), (person(2), Some(Strength::Warn)), (person(1), Some(Strength::Block))]);
}
