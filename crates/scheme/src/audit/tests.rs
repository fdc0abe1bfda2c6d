//! The rules of an audit: what each status answers to each command, the team and the company's word on it, plans, the report.

mod judging;
mod preparing;

use super::*;
use crate::day::WrongDay;
use crate::decision::{NonconformityFact, Recommendation, RequirementFact};
use crate::nonconformity::{Grade, Settled};
use crate::requirement::{Counterpart, Outcome};
use crate::rules::samples::{rules, with, with as strict};
use crate::rules::{Broken, Rule, Strength};
use crate::samples::{
    TODAY, check_golden, check_table, day, exhibit, given, observed, on, outcome, person, seen, stream, text,
};
use proptest::prelude::*;
use record::Digest;
use uuid::Uuid;

const GOLDEN: &str = include_str!("../../tests/golden/audit.jsonl");

fn open(certification: CertificationType) -> Command {
    let criteria = EditionId { pack: "criteria".to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) };
    Command::Open(Box::new(Opening {
        case: stream(1),
        company: OrganisationId(Uuid::from_u128(0x300)),
        certification,
        purpose: Purpose::Initial,
        sites: [1, 2].into(),
        half_days: 4,
        criteria,
        rules: rules(),
    }))
}

fn assign(n: u8, function: Function) -> Command {
    Command::Assign { person: person(n), function, overrides: Vec::new(), rules: rules() }
}

fn threats(yes: &[Threat]) -> BTreeMap<Threat, bool> {
    Threat::ALL.into_iter().map(|threat| (threat, yes.contains(&threat))).collect()
}

fn declare(n: u8) -> Command {
    Command::Declare { person: person(n), threats: threats(&[]), note: None, reason: None, rules: rules() }
}

fn declare_conflict(n: u8) -> Command {
    let threats = threats(&[Threat::SelfReview]);
    Command::Declare { person: person(n), threats, note: None, reason: None, rules: rules() }
}

fn release(n: u8) -> Command {
    Command::Release { person: person(n), reason: text(1) }
}

fn tell() -> Command {
    Command::Tell { rules: rules() }
}

fn agree() -> Command {
    Command::Agree { by: person(8) }
}

fn object(n: u8) -> Command {
    Command::Object { person: person(n), reason: text(2), by: person(8) }
}

fn reply(n: u8, reply: Reply) -> Command {
    Command::Reply { person: person(n), reply }
}

fn programme() -> Programme {
    Programme {
        begins: day("2027-01-01"),
        reports: vec![day("2027-12-20"), day("2029-01-01")],
        renewal_by: day("2029-11-30"),
    }
}

fn set_programme(programme: Programme) -> Command {
    Command::SetProgramme { programme, rules: rules() }
}

fn propose(stage: Stage) -> Command {
    Command::Propose { stage, dates: [TODAY, day("2026-11-24"), day("2026-11-25")] }
}

fn choose(stage: Stage) -> Command {
    Command::Choose { stage, date: TODAY, by: person(8) }
}

fn plan(sites: &[u16]) -> Plan {
    Plan {
        days: [TODAY].into(),
        half_days: 2,
        sites: sites.iter().copied().collect(),
        sampling: None,
        attendants: vec![Counterpart::Person(person(8)), Counterpart::Named(text(3))],
    }
}

fn planning(stage: Stage, plan: Plan) -> Planning {
    Planning { stage, plan, fewer_days: None, sites_first: None, rules: rules() }
}

fn plan_of(stage: Stage, plan: Plan) -> Command {
    Command::Plan(Box::new(planning(stage, plan)))
}

fn send(stage: Stage) -> Command {
    Command::Send { stage }
}

fn facts() -> Facts {
    Facts { agreed: true, accredited: true, incompetent: BTreeSet::new() }
}

fn begin() -> Command {
    Command::Begin { facts: facts() }
}

fn visit_of(site: u16, on: Date) -> Visit {
    Visit { stage: Stage::Two, site, on, remote: None, by: [person(1)].into() }
}

fn visit(site: u16) -> Command {
    Command::Visit { visit: visit_of(site, TODAY), incompetent: BTreeSet::new() }
}

fn cover(area: Area) -> Command {
    Command::Cover { area, by: person(1), note: None }
}

fn finish(stage: Stage, ready: bool) -> Command {
    Command::Finish(StageResult { stage, ready, note: text(4), last_day: TODAY })
}

fn advice() -> Advice {
    Advice { by: person(1), about: Some(seen(6, 1)), words: text(5), on: TODAY }
}

fn advise() -> Command {
    Command::Advise { advice: advice(), reason: Some(text(6)), rules: rules() }
}

fn attestation() -> Attestation {
    let statements = [
        ("i-1/1".to_owned(), Statement::Met { evidence: vec![observed(7)] }),
        ("i-1/2".to_owned(), Statement::NotApplicable { reason: text(7) }),
    ];
    Attestation {
        signed: seen(8, 3),
        content: Digest([8; 32]),
        by: person(8),
        signed_on: TODAY,
        statements: statements.into(),
    }
}

fn reporting() -> Reporting {
    let found =
        |n, criterion: &str, outcome| RequirementFact { seen: seen(n, 3), criterion: criterion.to_owned(), outcome };
    Reporting {
        by: person(1),
        document: exhibit(9),
        recommendation: Recommendation::OnceSettled,
        requirements: vec![found(5, "i-1/1", Outcome::Conform), found(7, "i-1/2", Outcome::NonconformMinor)],
        nonconformities: vec![NonconformityFact {
            seen: seen(6, 2),
            criterion: "i-1/2".to_owned(),
            grade: Grade::Minor,
            settled: Settled::Open,
            settled_on: None,
            another_stage_two: false,
        }],
        mandatory: ["i-1/1".to_owned(), "i-1/2".to_owned()].into(),
        declared_now: None,
        reason: None,
    }
}

fn report(reporting: Reporting) -> Command {
    Command::Report(Box::new(reporting))
}

fn stop() -> Command {
    Command::Stop { reason: text(11) }
}

fn team() -> Vec<Command> {
    let assigned = [assign(1, Function::Leader), assign(2, Function::Auditor)];
    [open(CertificationType::OnSite)].into_iter().chain(assigned).collect()
}

/// The team is told, and the company agreed.
fn agreed() -> Vec<Command> {
    team().into_iter().chain([declare(1), declare(2), tell(), agree()]).collect()
}

fn planned() -> Vec<Command> {
    let (one, first) = (Stage::One, plan(&[]));
    agreed()
        .into_iter()
        .chain([set_programme(programme()), propose(one), choose(one), plan_of(one, first), send(one)])
        .collect()
}

fn underway() -> Vec<Command> {
    planned().into_iter().chain([begin()]).collect()
}

fn on_the_sites() -> Vec<Command> {
    let two = Stage::Two;
    let planned = [finish(Stage::One, true), propose(two), choose(two), plan_of(two, plan(&[1, 2])), send(two)];
    underway().into_iter().chain(planned).collect()
}

fn done() -> Vec<Command> {
    let covered = Area::ALL.map(cover);
    let visited = [visit(1), visit(2), finish(Stage::Two, true)];
    on_the_sites().into_iter().chain(covered).chain(visited).collect()
}

fn of(commands: impl IntoIterator<Item = Command>) -> Status {
    given::<Audit>(commands.into_iter().map(|command| (TODAY, command)))
}

fn and(before: Vec<Command>, more: impl IntoIterator<Item = Command>) -> Status {
    of(before.into_iter().chain(more))
}

fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
    Audit::handle(status, command, on(TODAY))
}

const TABLE: &str = "
                  | unopened       | preparing               | underway                | done                    | reported                | stopped
    open          | opened         | !audit-not-now          | !audit-not-now          | !audit-not-now          | !audit-not-now          | !audit-not-now
    assign        | !audit-not-now | assigned                | assigned                | assigned                | !audit-not-now          | !audit-not-now
    lead          | !audit-not-now | leader_chosen           | leader_chosen           | leader_chosen           | !audit-not-now          | !audit-not-now
    release       | !audit-not-now | released                | released                | released                | !audit-not-now          | !audit-not-now
    declare       | !audit-not-now | -                       | -                       | -                       | !audit-not-now          | !audit-not-now
    tell          | !audit-not-now | -                       | -                       | -                       | !audit-not-now          | !audit-not-now
    agree         | !audit-not-now | -                       | -                       | -                       | !audit-not-now          | !audit-not-now
    object        | !audit-not-now | objected                | objected                | objected                | !audit-not-now          | !audit-not-now
    reply         | !audit-not-now | !audit-no-objection     | !audit-no-objection     | !audit-no-objection     | !audit-not-now          | !audit-not-now
    set programme | !audit-not-now | programme_set           | programme_set           | programme_set           | !audit-not-now          | !audit-not-now
    propose       | !audit-not-now | dates_proposed          | dates_proposed          | dates_proposed          | !audit-not-now          | !audit-not-now
    choose        | !audit-not-now | date_chosen             | date_chosen             | date_chosen             | !audit-not-now          | !audit-not-now
    plan          | !audit-not-now | planned                 | planned                 | planned                 | !audit-not-now          | !audit-not-now
    send          | !audit-not-now | -                       | -                       | -                       | !audit-not-now          | !audit-not-now
    begin         | !audit-not-now | begun                   | !audit-not-now          | !audit-not-now          | !audit-not-now          | !audit-not-now
    visit         | !audit-not-now | !audit-not-now          | visited                 | -                       | !audit-not-now          | !audit-not-now
    cover         | !audit-not-now | !audit-not-now          | area_covered            | -                       | !audit-not-now          | !audit-not-now
    finish        | !audit-not-now | !audit-not-now          | stage_finished          | stage_finished          | !audit-not-now          | !audit-not-now
    advise        | !audit-not-now | !audit-not-now          | advised                 | advised                 | !audit-not-now          | !audit-not-now
    attest        | !audit-not-now | !declaration-of-nothing | !declaration-of-nothing | !declaration-of-nothing | !declaration-of-nothing | !audit-not-now
    report        | !audit-not-now | !audit-not-now          | !report-stages          | report_issued           | report_issued           | !audit-not-now
    hand over     | !audit-not-now | !audit-not-now          | !audit-not-now          | !audit-not-now          | report_handed_over      | !audit-not-now
    stop          | !audit-not-now | stopped                 | stopped                 | stopped                 | !audit-not-now          | !audit-not-now
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [
        ("unopened", Status::Unopened),
        ("preparing", of(planned())),
        ("underway", of(on_the_sites())),
        ("done", of(done())),
        ("reported", and(done(), [report(reporting())])),
        ("stopped", and(planned(), [stop()])),
    ];
    let again = Reporting { reason: Some(text(10)), ..reporting() };
    let commands = [
        open(CertificationType::OnSite),
        assign(3, Function::Expert),
        Command::Lead { person: person(2) },
        release(2),
        declare(2),
        tell(),
        agree(),
        object(2),
        reply(2, Reply::Upheld),
        set_programme(Programme { renewal_by: day("2029-10-31"), ..programme() }),
        propose(Stage::One),
        Command::Choose { stage: Stage::One, date: day("2026-11-24"), by: person(8) },
        plan_of(Stage::One, Plan { half_days: 3, ..plan(&[]) }),
        send(Stage::One),
        begin(),
        visit(1),
        cover(Area::Human),
        finish(Stage::One, false),
        advise(),
        Command::Attest(attestation()),
        report(again),
        Command::HandOver,
        stop(),
    ];
    let words = commands.each_ref().map(Command::word);
    check_table(TABLE, &statuses.each_ref().map(|(name, _)| *name), &words, |s, c| {
        outcome::<Audit>(&statuses[s].1, commands[c].clone(), on(TODAY), Error::rule)
    });
}

#[test]
fn each_site_of_the_plan_is_visited_on_a_day_that_has_come_by_people_of_the_team() {
    let status = of(on_the_sites());
    let with = |visit| when(&status, Command::Visit { visit, incompetent: [person(2)].into() }).err();
    assert_eq!(with(visit_of(1, TODAY)), None);
    assert_eq!(with(visit_of(3, TODAY)), Some(Error::SitesOutOfScope { found: [3].into() }));
    let found = day("2026-11-21");
    assert_eq!(with(visit_of(1, found)), Some(Error::Day(WrongDay::ToCome { today: TODAY, found })));
    let found = day("2026-11-19");
    let early = WrongDay::TooEarly { earliest: TODAY, found };
    assert_eq!(with(visit_of(1, found)), Some(Error::Day(early)));
    let by = |people: &[u8]| Visit { by: people.iter().copied().map(person).collect(), ..visit_of(1, TODAY) };
    assert_eq!(with(by(&[9])), Some(Error::NotInTheTeam { person: person(9) }));
    assert_eq!(with(by(&[])), Some(Error::NoTeam));
    let refused = Error::Incompetent { rule: Rule::Competence, people: [person(2)].into() };
    assert_eq!(with(by(&[1, 2])), Some(refused));
    let one = and(on_the_sites(), [visit(1)]);
    assert_eq!(when(&one, finish(Stage::Two, true)), Err(Error::Unvisited { sites: [2].into() }));
}

#[test]
fn advice_is_recorded_apart_and_needs_a_reason_where_the_rule_warns() {
    let status = of(underway());
    let with = |strength, reason| {
        let rules = with(Rule::AdviceInAudit, strength);
        when(&status, Command::Advise { advice: advice(), reason, rules }).map(|events| events.len())
    };
    let broken = |strength| Err(Error::Broken(Broken { rule: Rule::AdviceInAudit, strength }));
    assert_eq!(with(Strength::Block, Some(text(1))), broken(Strength::Block));
    assert_eq!(with(Strength::Warn, None), broken(Strength::Warn));
    assert_eq!(with(Strength::Warn, Some(text(1))), Ok(1));
    assert_eq!(with(Strength::Off, None), Ok(1));
    let advised = and(underway(), [advise()]);
    assert_eq!(advised.work().unwrap().advised, [person(1)].into());
}

#[test]
fn the_team_leader_reports_on_each_criterion_stage_and_area() {
    let with = |status: &Status, change: fn(&mut Reporting)| {
        let mut reporting = reporting();
        change(&mut reporting);
        when(status, report(reporting)).err()
    };
    let status = of(done());
    assert_eq!(with(&status, |_| ()), None);
    let not_leader = Error::NotLeader { leader: person(1), found: person(2) };
    assert_eq!(with(&status, |reporting| reporting.by = person(2)), Some(not_leader));
    let without = |criteria: &[&str]| {
        Some(Error::WithoutResult { criteria: criteria.iter().map(|id| (*id).to_owned()).collect() })
    };
    let more: fn(&mut Reporting) = |reporting| reporting.mandatory.extend(["i-2".to_owned()]);
    assert_eq!(with(&status, more), without(&["i-2"]));
    let unraised = Error::Unraised { criteria: vec!["i-1/2".to_owned()] };
    assert_eq!(with(&status, |reporting| reporting.nonconformities.clear()), Some(unraised.clone()));
    // What was withdrawn was none: the paper is entered again, or it is raised again.
    let withdrawn: fn(&mut Reporting) = |reporting| reporting.nonconformities[0].settled = Settled::Withdrawn;
    assert_eq!(with(&status, withdrawn), Some(unraised));
    let open = Error::StagesOpen { stages: vec![Stage::Two] };
    assert_eq!(with(&of(on_the_sites()), |_| ()), Some(open));
    let part: Vec<Command> = done().into_iter().filter(|command| *command != cover(Area::Cyber)).collect();
    assert_eq!(with(&of(part), |_| ()), Some(Error::AreasOpen { areas: vec![Area::Cyber] }));
}

#[test]
fn a_report_is_not_changed_and_another_version_says_why() {
    let issued = and(done(), [report(reporting()), Command::HandOver]);
    assert_eq!(when(&issued, report(reporting())), Err(Error::NoReason));
    let again = Reporting { reason: Some(text(10)), ..reporting() };
    let second = and(done(), [report(reporting()), Command::HandOver, report(again)]);
    let work = second.work().unwrap();
    let versions: Vec<_> = work.reports.iter().map(|report| (report.number, report.reason)).collect();
    assert_eq!(versions, [(1, None), (2, Some(text(10)))]);
    assert_eq!((work.handed_over_on, work.last_day()), (None, Some(TODAY)));
}

#[test]
fn what_is_confirmed_was_declared_of_each_criterion_and_has_not_changed() {
    let one = Stage::One;
    let begun = || -> Vec<Command> {
        let planned = Plan { half_days: 4, ..plan(&[]) };
        let people = [assign(1, Function::Leader), declare(1), tell(), agree(), set_programme(programme())];
        let planned = [propose(one), choose(one), plan_of(one, planned), send(one), begin(), finish(one, true)];
        let opened = [open(CertificationType::SelfDeclaration)];
        opened.into_iter().chain(people).chain(planned).chain(Area::ALL.map(cover)).collect()
    };
    let with =
        |status: &Status, content| when(status, report(Reporting { declared_now: content, ..reporting() })).err();
    let signed = Some(Digest([8; 32]));
    assert_eq!(with(&of(begun()), signed), Some(Error::NoDeclaration));
    let attested = and(begun(), [Command::Attest(attestation())]);
    assert_eq!(with(&attested, signed), None);
    // Any change after the signing takes it away.
    for changed in [None, Some(Digest([9; 32]))] {
        assert_eq!(with(&attested, changed), Some(Error::DeclarationChanged { signed_on: TODAY }));
        assert!(!changed.is_some_and(|now| attested.work().unwrap().attested(now)));
    }
    let mut part = attestation();
    part.statements.remove("i-1/2");
    let refused = Error::NotDeclared { criteria: ["i-1/2".to_owned()].into() };
    assert_eq!(with(&and(begun(), [Command::Attest(part)]), signed), Some(refused));
    let mut silent = attestation();
    silent.statements.insert("i-1/1".to_owned(), Statement::Met { evidence: Vec::new() });
    let refused = Err(Error::NothingShown { criteria: vec!["i-1/1".to_owned()] });
    assert_eq!(when(&of(begun()), Command::Attest(silent)), refused);
    let second = Err(Error::NoSuchStage { found: Stage::Two });
    assert_eq!(when(&attested, propose(Stage::Two)), second);
}

fn commands() -> impl Strategy<Value = Command> {
    let all: Vec<Command> = done().into_iter().chain([report(reporting()), Command::HandOver]).collect();
    let more = [
        assign(3, Function::Auditor),
        declare(3),
        object(2),
        reply(2, Reply::Upheld),
        reply(2, Reply::Dismissed { reason: text(3) }),
        Command::Lead { person: person(2) },
        release(2),
        declare_conflict(2),
        Command::Attest(attestation()),
        advise(),
        report(Reporting { reason: Some(text(10)), ..reporting() }),
    ];
    prop::sample::select(all.into_iter().chain(more).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn whatever_is_wanted_nothing_begins_with_an_open_objection_and_a_report_stays(
        wild in prop::collection::vec(commands(), 0..20), keep in 0..30_usize, then in prop::collection::vec(commands(), 0..40)
    ) {
        let story = done().into_iter().take(keep).chain(wild).chain(then);
        let (mut status, mut events) = (Status::default(), Vec::new());
        for command in story {
            let stopped = matches!(status, Status::Stopped { .. });
            let before: Vec<Report> = status.work().map(|work| work.reports.clone()).unwrap_or_default();
            let Ok(happened) = when(&status, command) else { continue };
            prop_assert!(!stopped || happened.is_empty());
            let begins = happened.iter().any(|event| matches!(event, Event::Begun { .. }));
            if begins {
                let seats = &status.work().unwrap().team;
                prop_assert!(seats.values().all(|seat| seat.declared.is_some() && !seat.conflict));
                let open = |seat: &Seat| matches!(seat.objection, Some(Objection::Open { .. }));
                prop_assert!(!seats.values().any(open));
            }
            status = happened.iter().fold(status, Audit::apply);
            events.extend(happened);
            let after = status.work().map(|work| work.reports.clone()).unwrap_or_default();
            prop_assert!(after.starts_with(&before));
            let leaders = status.work().map_or(0, |work| {
                work.team.values().filter(|seat| seat.function == Function::Leader).count()
            });
            prop_assert!(leaders <= 1);
        }
        prop_assert_eq!(Audit::replay(&events), status);
    }
}

#[test]
fn released_events_stay_readable() {
    let from = |status: &Status, command| when(status, command).unwrap().remove(0);
    let declared = Declared {
        on: TODAY,
        threats: threats(&[Threat::SelfReview]),
        note: Some(text(1)),
        overrides: vec![Override { rule: Rule::DeclaredConflict, reason: text(2) }],
    };
    let people: BTreeSet<PersonId> = [person(1), person(2)].into();
    let sampled = Plan { sampling: Some(text(1)), ..plan(&[1]) };
    let remote = Visit { remote: Some(text(2)), ..visit_of(1, TODAY) };
    let overrides = vec![Override { rule: Rule::AdvisedBefore, reason: text(2) }];
    check_golden(
        GOLDEN,
        &[
            from(&Status::Unopened, open(CertificationType::OnSite)),
            Event::Assigned { person: person(1), function: Function::Auditor, overrides, on: TODAY },
            Event::LeaderChosen { person: person(1) },
            Event::Released { person: person(1), reason: text(1), on: TODAY },
            Event::Declared { person: person(1), declared },
            Event::TeamTold { people: people.clone(), on: TODAY, object_until: day("2026-11-27") },
            Event::TeamAgreed { people, by: person(8), on: TODAY },
            Event::Objected { person: person(2), reason: text(2), by: person(8), on: TODAY },
            Event::Replied { person: person(2), reply: Reply::Upheld, on: TODAY },
            Event::Replied { person: person(2), reply: Reply::Dismissed { reason: text(3) }, on: TODAY },
            Event::ProgrammeSet(programme()),
            Event::DatesProposed { stage: Stage::One, dates: vec![TODAY, day("2026-11-24"), day("2026-11-25")] },
            Event::DateChosen { stage: Stage::One, date: TODAY, by: person(8) },
            Event::Planned { stage: Stage::Two, plan: sampled, overrides: Vec::new() },
            Event::PlanSent { stage: Stage::One, on: TODAY },
            Event::Begun { on: TODAY },
            Event::Visited(remote),
            Event::AreaCovered { area: Area::Physical, by: person(1), note: None },
            from(&of(underway()), finish(Stage::One, true)),
            from(&of(underway()), advise()),
            Event::Attested(attestation()),
            from(&of(done()), report(reporting())),
            Event::ReportHandedOver { on: TODAY },
            Event::Stopped { reason: text(11), on: TODAY },
        ],
    );
}
