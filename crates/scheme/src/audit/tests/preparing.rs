//! Before an audit begins: its team and what the company says to it, its programme, its plans.

use super::*;

#[test]
fn there_is_one_team_leader() {
    let status = of(team());
    assert_eq!(when(&status, assign(3, Function::Leader)), Err(Error::TwoLeaders { leader: person(1) }));
    let other = and(team(), [Command::Lead { person: person(2) }]);
    let work = other.work().unwrap();
    assert_eq!((work.leader(), work.team[&person(1)].function), (Some(person(2)), Function::Auditor));
    let expert = and(team(), [assign(3, Function::Expert)]);
    let refused = Err(Error::NoAuditor { person: person(3), found: Function::Expert });
    assert_eq!(when(&expert, Command::Lead { person: person(3) }), refused);
    // Without one nothing is sent, and whoever was in the team is remembered.
    let left = and(planned(), [Command::Release { person: person(1), reason: text(1) }]);
    assert_eq!(when(&left, begin()), Err(Error::NoLeader));
    assert!(left.work().unwrap().ever.contains(&person(1)));
}

#[test]
fn a_warning_is_overridden_with_a_reason_and_a_rule_that_blocks_is_not() {
    let with_reason = |rule, rules| {
        let overrides = vec![Override { rule, reason: text(1) }];
        when(&of(team()), Command::Assign { person: person(3), function: Function::Auditor, overrides, rules })
    };
    assert!(with_reason(Rule::AdvisedBefore, rules()).is_ok());
    let broken = |rule| Err(Error::Broken(Broken { rule, strength: Strength::Block }));
    assert_eq!(with_reason(Rule::Competence, rules()), broken(Rule::Competence));
    let strict = with(Rule::AdvisedBefore, Strength::Block);
    assert_eq!(with_reason(Rule::AdvisedBefore, strict), broken(Rule::AdvisedBefore));
}

#[test]
fn everybody_declares_each_threat_before_the_plan_is_sent() {
    let one = Stage::One;
    let before = [declare(1), set_programme(programme()), propose(one), choose(one), plan_of(one, plan(&[]))];
    let status = and(team(), before);
    let undeclared = Err(Error::Undeclared { rule: Rule::Declaration, people: [person(2)].into() });
    assert_eq!(when(&status, send(one)), undeclared);
    assert_eq!(when(&status, tell()), undeclared);
    let some = |threats, reason, rules| {
        when(&status, Command::Declare { person: person(2), threats, note: None, reason, rules })
    };
    let mut left_out = threats(&[]);
    left_out.remove(&Threat::Familiarity);
    assert_eq!(some(left_out, None, rules()), Err(Error::ThreatsOpen { missing: vec![Threat::Familiarity] }));
    // Whoever comes in after the plan was sent makes it necessary to send it again.
    let late = and(planned(), [assign(3, Function::Auditor), declare(3), tell(), agree()]);
    assert_eq!(when(&late, begin()), Err(Error::PlanNotSent { stage: one }));
}

#[test]
fn a_declared_conflict_is_recorded_and_keeps_out_until_the_person_is_released_or_a_reason_stands() {
    let rule = Rule::DeclaredConflict;
    let says = |yes: &[Threat], reason: Option<u8>, strength| Command::Declare {
        person: person(2),
        threats: threats(yes),
        note: None,
        reason: reason.map(text),
        rules: with(rule, strength),
    };
    let yes = |reason, strength| says(&[Threat::SelfReview], reason, strength);
    let no = || says(&[], None, Strength::Block);
    let held = Err(Error::Conflict { rule, people: [person(2)].into() });
    let before = || -> Vec<Command> { planned().into_iter().filter(|command| *command != send(Stage::One)).collect() };
    let one = || [assign(1, Function::Leader), assign(2, Function::Auditor), declare(1)];
    // Where it blocks no reason helps, where it warns one is needed; it is recorded all the same, and a later no leaves it there.
    for said in [
        vec![yes(Some(1), Strength::Block)],
        vec![yes(None, Strength::Warn)],
        vec![yes(None, Strength::Block), no()],
        vec![declare(2), yes(None, Strength::Block), no(), no()],
    ] {
        let opened = || [open(CertificationType::OnSite)].into_iter().chain(one()).chain(said.clone());
        assert_eq!(when(&of(opened()), tell()), held, "{said:?}");
        let late = |before: Vec<Command>| of(before.into_iter().chain(said.clone()));
        assert_eq!(when(&late(before()), send(Stage::One)), held, "{said:?}");
        assert_eq!(when(&late(planned()), begin()), held, "{said:?}");
        let visited = Command::Visit {
            visit: Visit { by: [person(2)].into(), ..visit_of(1, TODAY) },
            incompetent: BTreeSet::new(),
        };
        let there = late(on_the_sites());
        assert_eq!(when(&there, visited), held, "{said:?}");
        assert!(when(&there, visit(1)).is_ok(), "others go on");
        let first = &there.work().unwrap().declarations[&person(2)];
        assert!(first.iter().any(Declared::is_conflict), "{said:?}");
        let released = and(planned(), said.clone().into_iter().chain([release(2)]));
        assert!(when(&released, begin()).is_ok(), "{said:?}");
        assert!(released.work().unwrap().declarations[&person(2)].iter().any(Declared::is_conflict));
    }
    let reasoned = yes(Some(1), Strength::Warn);
    for said in [vec![reasoned.clone()], vec![yes(None, Strength::Warn), reasoned.clone()], vec![reasoned, no()]] {
        let status = and(planned(), said.clone());
        assert!(when(&status, begin()).is_ok(), "{said:?}");
    }
}

#[test]
fn nothing_begins_while_the_company_may_object_or_is_not_answered() {
    let told = || -> Vec<Command> { planned().into_iter().filter(|command| *command != agree()).collect() };
    let begin_on = |status: &Status, today: &str| Audit::handle(status, begin(), on(day(today)));
    // Seven days to object, the last of them included.
    let open = Err(Error::MayObject { until: day("2026-11-27") });
    assert_eq!(begin_on(&of(told()), "2026-11-20"), open);
    assert_eq!(begin_on(&of(told()), "2026-11-27"), open);
    assert!(begin_on(&of(told()), "2026-11-28").is_ok());
    let object_on = |today: &str| Audit::handle(&of(told()), object(2), on(day(today)));
    assert!(object_on("2026-11-27").is_ok());
    let late = WrongDay::TooLate { latest: day("2026-11-27"), found: day("2026-11-28") };
    assert_eq!(object_on("2026-11-28"), Err(Error::Day(late)));
    let objected = || told().into_iter().chain([object(2)]).collect::<Vec<_>>();
    let unanswered = Err(Error::ObjectionOpen { rule: Rule::Objection, people: [person(2)].into() });
    assert_eq!(begin_on(&of(objected()), "2026-12-28"), unanswered);
    let upheld = and(objected(), [reply(2, Reply::Upheld)]);
    assert!(!upheld.work().unwrap().team.contains_key(&person(2)));
    let dismissed = and(objected(), [reply(2, Reply::Dismissed { reason: text(3) })]);
    for answered in [upheld, dismissed.clone()] {
        assert!(begin_on(&answered, "2026-11-28").is_ok());
    }
    assert_eq!(when(&dismissed, object(2)), Err(Error::Answered { person: person(2) }));
    let untold = and(team(), [declare(1), declare(2)]);
    assert_eq!(when(&untold, object(2)), Err(Error::Untold { people: [person(2)].into() }));
}

#[test]
fn it_begins_when_the_case_is_agreed_the_body_accredited_and_the_team_competent() {
    let status = of(planned());
    let with = |facts| when(&status, Command::Begin { facts }).err();
    assert_eq!(with(Facts { agreed: false, ..facts() }), Some(Error::NotAgreed));
    assert_eq!(with(Facts { accredited: false, ..facts() }), Some(Error::NotAccredited { on: TODAY }));
    let people: BTreeSet<PersonId> = [person(2)].into();
    let refused = Error::Incompetent { rule: Rule::Competence, people: people.clone() };
    assert_eq!(with(Facts { incompetent: people, ..facts() }), Some(refused));
    assert_eq!(with(facts()), None);
}

#[test]
fn the_programme_has_a_report_in_each_year_and_the_renewal_before_the_end() {
    let status = of(team());
    let with = |reports: &[&str], renewal: &str| {
        let reports = reports.iter().map(|report| day(report)).collect();
        let programme = Programme { begins: day("2027-01-01"), reports, renewal_by: day(renewal) };
        when(&status, set_programme(programme)).err()
    };
    let missing = |year, from, to| Some(Error::NoReportIn { year, from: day(from), to: day(to) });
    assert_eq!(with(&[], "2029-12-31"), missing(1, "2027-01-02", "2028-01-01"));
    assert_eq!(with(&["2028-01-01"], "2029-12-31"), missing(2, "2028-01-02", "2029-01-01"));
    assert_eq!(with(&["2028-01-01", "2029-01-02"], "2029-12-31"), missing(2, "2028-01-02", "2029-01-01"));
    assert_eq!(with(&["2028-01-01", "2029-01-01"], "2029-12-31"), None);
    let late = WrongDay::TooLate { latest: day("2029-12-31"), found: day("2030-01-01") };
    assert_eq!(with(&["2028-01-01", "2029-01-01"], "2030-01-01"), Some(Error::Day(late)));
    let without: Vec<Command> = planned()
        .into_iter()
        .filter(|command| !matches!(command, Command::SetProgramme { .. } | Command::Send { .. }))
        .collect();
    assert_eq!(when(&of(without), send(Stage::One)), Err(Error::NoProgramme));
}

#[test]
fn the_company_chooses_one_of_three_days_and_the_plan_begins_with_it() {
    let status = and(agreed(), [propose(Stage::One)]);
    let same = Command::Propose { stage: Stage::One, dates: [TODAY, TODAY, day("2026-11-24")] };
    assert_eq!(when(&status, same), Err(Error::SameDates));
    let found = day("2026-11-26");
    let other = Command::Choose { stage: Stage::One, date: found, by: person(8) };
    let proposed = vec![TODAY, day("2026-11-24"), day("2026-11-25")];
    assert_eq!(when(&status, other), Err(Error::NotProposed { proposed, found }));
    let refused = Err(Error::OtherDay { chosen: None, found: TODAY });
    assert_eq!(when(&status, plan_of(Stage::One, plan(&[]))), refused);
    let later = Plan { days: [day("2026-11-24")].into(), ..plan(&[]) };
    let chosen = and(agreed(), [propose(Stage::One), choose(Stage::One)]);
    let refused = Err(Error::OtherDay { chosen: Some(TODAY), found: day("2026-11-24") });
    assert_eq!(when(&chosen, plan_of(Stage::One, later)), refused);
}

#[test]
fn the_documents_are_judged_before_the_sites_are_planned() {
    let two = Stage::Two;
    let ready = |result: Option<bool>| {
        let judged = result.map(|ready| finish(Stage::One, ready));
        and(underway(), judged.into_iter().chain([propose(two), choose(two)]))
    };
    let with = |status: &Status, rules, sites_first| {
        let planning = Planning { sites_first, rules, ..planning(two, plan(&[1, 2])) };
        when(status, Command::Plan(Box::new(planning)))
    };
    let rule = Rule::StageOneFirst;
    let broken = Err(Error::Broken(Broken { rule, strength: Strength::Block }));
    assert_eq!(with(&ready(None), rules(), None), broken);
    let events = with(&ready(None), strict(rule, Strength::Warn), Some(text(1))).unwrap();
    let noted = vec![Override { rule, reason: text(1) }];
    assert!(matches!(&events[..], [Event::Planned { overrides, .. }] if *overrides == noted));
    assert_eq!(with(&ready(Some(false)), rules(), None), Err(Error::NotReady { since: TODAY }));
    assert!(with(&ready(Some(true)), rules(), None).is_ok());
}

#[test]
fn all_sites_are_looked_at_or_it_is_said_why_not_and_so_with_fewer_days() {
    let two = Stage::Two;
    let status = and(underway(), [finish(Stage::One, true), propose(two), choose(two)]);
    let with = |plan, fewer_days, rules| {
        let planning = Planning { fewer_days, rules, ..planning(two, plan) };
        when(&status, Command::Plan(Box::new(planning))).err()
    };
    assert_eq!(with(plan(&[1, 3]), None, rules()), Some(Error::SitesOutOfScope { found: [3].into() }));
    assert_eq!(with(plan(&[1]), None, rules()), Some(Error::SamplingUnexplained { left_out: [2].into() }));
    let sampled = |sites: &[u16]| Plan { sampling: Some(text(1)), ..plan(sites) };
    assert_eq!(with(sampled(&[1]), None, rules()), None);
    assert_eq!(with(sampled(&[]), None, rules()), Some(Error::SamplingUnexplained { left_out: [1, 2].into() }));
    let short = || Plan { half_days: 1, ..plan(&[1, 2]) };
    let rule = Rule::AuditDays;
    let broken = |strength| Some(Error::Broken(Broken { rule, strength }));
    assert_eq!(with(short(), Some(text(1)), rules()), broken(Strength::Block));
    let warned = || strict(rule, Strength::Warn);
    assert_eq!(with(short(), None, warned()), broken(Strength::Warn));
    assert_eq!(with(short(), Some(text(1)), warned()), None);
    assert_eq!(with(plan(&[1, 2]), None, rules()), None);
    assert_eq!(with(Plan { half_days: u16::MAX, ..plan(&[1, 2]) }, None, rules()), None);
}
