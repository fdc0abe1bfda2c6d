//! The rules of a certification case: every status with every command, the rules of each step, its golden lines.

use super::*;
use crate::accreditation::{Ending, Scope, Standing as Accreditation};
use crate::application::{Content, digest};
use crate::confirmation::{Confirmation, Mandate, Route};
use crate::given::{
    TODAY, assert_table, content, date, edition, golden, on, organisation, person, profile, snapshot, stream, text,
};
use crate::sme::Class;
use jiff::ToSpan as _;
use proptest::prelude::*;

const GOLDEN: &str = include_str!("../../tests/golden/case.jsonl");

fn all() -> Scope {
    Scope { text: text(7), industries: Vec::new(), fields: Vec::new(), sme_only: false }
}

fn of(scope: Scope, on: Date) -> Box<Accredited> {
    let standing = Accreditation::Valid { scope, until: date("2028-03-31") };
    Box::new(Accredited { on, standing, size: profile().size })
}

fn accredited() -> Box<Accredited> {
    of(all(), TODAY)
}

fn unaccredited(on: Date) -> [Box<Accredited>; 3] {
    [
        Accreditation::Unknown,
        Accreditation::NotYet { from: on.saturating_add(1.day()) },
        Accreditation::Over { on, ending: Ending::Revoked },
    ]
    .map(|standing| Box::new(Accredited { on, standing, size: profile().size }))
}

fn receive() -> Command {
    Command::Receive { body: organisation(5), application: stream(8), snapshot: Box::new(snapshot()) }
}

fn fits() -> Review {
    let fits = Finding { fits: true, reason: text(31) };
    Review { identity: fits, competence: fits, conflict: fits, scope: fits, own_unit: false }
}

fn accept() -> Command {
    Command::Accept { accredited: accredited() }
}

fn decline() -> Command {
    Command::Decline { reasons: text(32) }
}

fn fee(yen: u64) -> Fee {
    Fee { of: FeeKind::Documents, what: None, yen }
}

fn quote(yen: u64) -> Command {
    Command::Quote { terms: Box::new(terms(yen)), until: date("2026-12-20"), by: person(6) }
}

fn quote_of(fees: Vec<Fee>, until: Date) -> Command {
    Command::Quote { terms: Box::new(Terms { fees, ..terms(1) }), until, by: person(6) }
}

fn terms(yen: u64) -> Terms {
    let tailoring = Tailoring { forms: ["paper".parse().unwrap()].into(), aim: Aim::Minimum };
    let (criteria, rules) = (Criteria(edition("tics-h30")), RulesEdition(edition("rules")));
    Terms { criteria, rules, tailoring, fees: vec![fee(yen)] }
}

fn signing(yen: u64) -> Confirming {
    let seen = agreement_digest(&snapshot(), &terms(yen)).unwrap();
    Confirming { route: Route::OnScreen, by: person(4), seen, mandate: None, signed_on: None }
}

fn agree_with(company: Confirming) -> Command {
    Command::Agree { company: Box::new(company) }
}

fn agree() -> Command {
    agree_with(signing(300_000))
}

fn show() -> Command {
    let (criteria, forms) = (Criteria(edition("tics-h30")), ["paper".parse().unwrap()].into());
    Command::ShowMinimum { criteria, forms, content: Digest([1; 32]) }
}

fn advise() -> Command {
    Command::Advise { person: person(7), what: text(33), on: TODAY }
}

fn begin() -> Command {
    Command::BeginAssessment { accredited: accredited() }
}

fn change() -> Command {
    Command::ChangeEditions { criteria: Some(Criteria(edition("tics-r8"))), rules: None, reason: text(34) }
}

fn decide_on(outcome: Outcome, on: Date, late: Option<Text>) -> Command {
    let accredited = of(all(), on);
    Command::Decide { outcome, decision: stream(9), on, late, accredited, confirmed: None }
}

fn decide() -> Command {
    decide_on(Outcome::Granted, TODAY, None)
}

fn retract() -> Command {
    Command::Retract { reason: None }
}

fn after(status: Status, command: Command) -> Status {
    let events = CertificationCase::handle(&status, command, on(TODAY)).unwrap();
    events.iter().fold(status, CertificationCase::apply)
}

fn through(commands: impl IntoIterator<Item = Command>) -> Status {
    commands.into_iter().fold(Status::Unreceived, after)
}

fn reviewed() -> Status {
    through([receive(), Command::Review(fits())])
}

fn quoted() -> Status {
    through([receive(), Command::Review(fits()), accept(), quote(300_000)])
}

fn agreed() -> Status {
    after(quoted(), agree())
}

fn assessed() -> Status {
    after(agreed(), begin())
}

fn outcome(status: &Status, command: Command) -> String {
    outcome_on(status, command, TODAY)
}

fn outcome_on(status: &Status, command: Command, today: Date) -> String {
    match CertificationCase::handle(status, command, on(today)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

/// The row of each command. A new command does not compile before it has one.
const ROWS: [&str; 12] = [
    "receive", "review", "accept", "decline", "quote", "agree", "minimum", "advise", "begin", "change", "decide",
    "retract",
];

fn row(command: &Command) -> &'static str {
    match command {
        Command::Receive { .. } => ROWS[0],
        Command::Review(_) => ROWS[1],
        Command::Accept { .. } => ROWS[2],
        Command::Decline { .. } => ROWS[3],
        Command::Quote { .. } => ROWS[4],
        Command::Agree { .. } => ROWS[5],
        Command::ShowMinimum { .. } => ROWS[6],
        Command::Advise { .. } => ROWS[7],
        Command::BeginAssessment { .. } => ROWS[8],
        Command::ChangeEditions { .. } => ROWS[9],
        Command::Decide { .. } => ROWS[10],
        Command::Retract { .. } => ROWS[11],
    }
}

const TABLE: &str = "
            | unreceived   | received              | reviewed      | accepted      | quoted        | agreed           | under_assessment | declined      | granted       | refused       | retracted
    receive | received     | -                     | -             | !case-status  | !case-status  | !case-status     | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    review  | !case-status | reviewed              | -             | !case-status  | !case-status  | !case-status     | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    accept  | !case-status | !application-reviewed | accepted      | !case-status  | !case-status  | !case-status     | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    decline | !case-status | declined              | declined      | !case-status  | !case-status  | !case-status     | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    quote   | !case-status | !case-status          | !case-status  | quoted        | quoted        | !fees-fixed      | !fees-fixed      | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    agree   | !case-status | !case-status          | !case-status  | !case-status  | agreed        | !case-status     | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    minimum | !case-status | minimum_shown         | minimum_shown | minimum_shown | minimum_shown | minimum_shown    | minimum_shown    | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    advise  | !case-status | advised               | advised       | advised       | advised       | advised          | advised          | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    begin   | !case-status | !case-status          | !case-status  | !case-status  | !case-status  | assessment_begun | !case-status     | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    change  | !case-status | !case-status          | !case-status  | !case-status  | !case-status  | editions_changed | editions_changed | !case-is-over | !case-is-over | !case-is-over | !case-is-over
    decide  | !case-status | !case-status          | !case-status  | !case-status  | !case-status  | !case-status     | decided          | !case-is-over | -             | !case-is-over | !case-is-over
    retract | !case-status | retracted             | retracted     | retracted     | retracted     | retracted        | retracted        | !case-is-over | !case-is-over | !case-is-over | -
";

#[test]
fn each_status_answers_each_command() {
    let statuses = [
        ("unreceived", Status::Unreceived),
        ("received", through([receive()])),
        ("reviewed", reviewed()),
        ("accepted", after(reviewed(), accept())),
        ("quoted", quoted()),
        ("agreed", agreed()),
        ("under_assessment", assessed()),
        ("declined", after(reviewed(), decline())),
        ("granted", after(assessed(), decide())),
        ("refused", after(assessed(), decide_on(Outcome::Refused, TODAY, None))),
        ("retracted", after(assessed(), retract())),
    ];
    for (name, status) in &statuses {
        let word = if *name == "reviewed" { "received" } else { *name };
        assert_eq!(status.standing().word(), word);
    }
    let commands = [
        receive(),
        Command::Review(fits()),
        accept(),
        decline(),
        quote(310_000),
        agree(),
        show(),
        advise(),
        begin(),
        change(),
        decide(),
        retract(),
    ];
    assert_eq!(commands.each_ref().map(row), ROWS);
    let found: Vec<_> = commands
        .iter()
        .map(|command| (row(command), statuses.iter().map(|(_, status)| outcome(status, command.clone())).collect()))
        .collect();
    assert_table(TABLE, &statuses.each_ref().map(|(name, _)| *name), &found);
}

#[test]
fn released_events_stay_readable() {
    let kinds = [
        "received",
        "reviewed",
        "accepted",
        "declined",
        "quoted",
        "agreed",
        "minimum_shown",
        "advised",
        "assessment_begun",
        "editions_changed",
        "decided",
        "retracted",
    ];
    assert_eq!(golden::<Event>(GOLDEN), kinds);
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{}\"", outcome.word()));
    }
    for kind in FeeKind::ALL {
        assert_eq!(FeeKind::from_word(kind.word()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.word()));
    }
}

/// An application of `company` to body 5, confirmed as it is.
fn applied(company: OrganisationId, content: Content) -> Box<Snapshot> {
    let content_digest = digest(company, &profile(), &content).unwrap();
    let confirmation = Confirmation { content: content_digest, ..snapshot().confirmation };
    Box::new(Snapshot { company, content, confirmation, ..snapshot() })
}

/// INV-03.
#[test]
fn a_body_certifies_neither_itself_nor_its_own_unit_nor_certification_business() {
    let receive = |snapshot| Command::Receive { body: organisation(5), application: stream(8), snapshot };
    let received = |snapshot| outcome(&Status::Unreceived, receive(snapshot));
    assert_eq!(received(applied(organisation(3), content())), "received");
    assert_eq!(received(applied(organisation(5), content())), "!never-itself");
    let own = |own_certification_business| Content { own_certification_business, ..content() };
    assert_eq!(received(applied(organisation(3), own(Some(true)))), "!no-certification-business");
    assert_eq!(received(applied(organisation(3), own(Some(false)))), "received");
    let unit = through([self::receive(), Command::Review(Review { own_unit: true, ..fits() })]);
    assert_eq!(outcome(&unit, accept()), "!never-itself");
    assert_eq!(outcome(&unit, decline()), "declined");
    let elsewhere = Content { body: Some(organisation(6)), ..content() };
    assert_eq!(received(applied(organisation(3), elsewhere)), "!case-of-its-body");
    let changed = Snapshot { content: Content { staff: Some(41), ..content() }, ..snapshot() };
    assert_eq!(received(Box::new(changed)), "!application-as-confirmed");
}

/// INV-21.
#[test]
fn nothing_is_accepted_of_which_one_answer_of_the_review_does_not_fit() {
    let no = Finding { fits: false, reason: text(40) };
    for (review, unfit) in [
        (Review { identity: no, ..fits() }, "identity"),
        (Review { competence: no, ..fits() }, "competence"),
        (Review { conflict: no, ..fits() }, "conflict"),
        (Review { scope: no, ..fits() }, "scope"),
    ] {
        let status = through([receive(), Command::Review(review.clone())]);
        assert_eq!(outcome(&status, accept()), "!review-fits");
        assert_eq!(review.unfit().iter().map(|question| question.word()).collect::<Vec<_>>(), [unfit]);
        assert_eq!(outcome(&after(status, Command::Review(fits())), accept()), "accepted", "reviewed anew");
    }
}

/// INV-22.
#[test]
fn a_body_that_is_not_accredited_on_the_day_accepts_assesses_and_decides_nothing() {
    for accredited in unaccredited(TODAY) {
        assert_eq!(outcome(&reviewed(), Command::Accept { accredited: accredited.clone() }), "!accredited-on-the-day");
        let begin = Command::BeginAssessment { accredited: accredited.clone() };
        assert_eq!(outcome(&agreed(), begin), "!accredited-on-the-day");
        for outcome_ in Outcome::ALL {
            let accredited = accredited.clone();
            let (decision, on, late, confirmed) = (stream(9), TODAY, None, None);
            let decide = Command::Decide { outcome: outcome_, decision, on, late, accredited, confirmed };
            assert_eq!(outcome(&assessed(), decide), "!accredited-on-the-day", "{outcome_:?}");
        }
    }
    let yesterday = of(all(), date("2026-11-19"));
    assert_eq!(outcome(&reviewed(), Command::Accept { accredited: yesterday.clone() }), "!evidence-of-the-day");
    assert_eq!(outcome(&agreed(), Command::BeginAssessment { accredited: yesterday }), "!evidence-of-the-day");
}

/// INV-23.
#[test]
fn a_certificate_is_granted_within_the_scope_of_the_day_with_the_size_it_rests_on() {
    let sme_only = Scope { sme_only: true, ..all() };
    let space = Scope { fields: vec![criteria::pack::bodies::Field::Space], ..all() };
    let services = Scope { industries: vec!["R".to_owned()], ..all() };
    let sized = |class| profile().size.map(|size| Size { class, ..size });
    for (scope, size, confirmed, expected) in [
        (all(), None, None, "decided"),
        (services.clone(), sized(Class::Sme), Some(text(50)), "!within-scope"),
        (sme_only.clone(), sized(Class::Small), None, "decided"),
        (sme_only.clone(), sized(Class::Larger), Some(text(50)), "!within-scope"),
        (sme_only.clone(), sized(Class::Unknown), None, "!scope-confirmed"),
        (sme_only.clone(), None, None, "!scope-confirmed"),
        (sme_only.clone(), None, Some(text(50)), "decided"),
        (space.clone(), sized(Class::Sme), None, "!scope-confirmed"),
        (space, sized(Class::Sme), Some(text(50)), "decided"),
    ] {
        let standing = Accreditation::Valid { scope, until: date("2028-03-31") };
        let accredited = Box::new(Accredited { on: TODAY, standing, size });
        let (outcome_, decision, on, late) = (Outcome::Granted, stream(9), TODAY, None);
        let decide = Command::Decide { outcome: outcome_, decision, on, late, accredited, confirmed };
        assert_eq!(outcome(&assessed(), decide), expected);
    }
    let decide = Command::Decide {
        outcome: Outcome::Granted,
        decision: stream(9),
        on: TODAY,
        late: None,
        accredited: of(sme_only, TODAY),
        confirmed: Some(text(50)),
    };
    let events = CertificationCase::handle(&assessed(), decide, on(TODAY)).unwrap();
    let covered = Some(Covered { on: TODAY, confirmed: None, size: profile().size });
    let decided = Event::Decided { outcome: Outcome::Granted, decision: stream(9), on: TODAY, late: None, covered };
    assert_eq!(events, [decided], "a reason that is not needed is not kept");
    // A refusal needs an accreditation and no scope; an acceptance rests on the reason of the review.
    let (decision, on, late, confirmed) = (stream(9), TODAY, None, None);
    let accredited = of(services.clone(), TODAY);
    let refuse = Command::Decide { outcome: Outcome::Refused, decision, on, late, accredited, confirmed };
    assert_eq!(outcome(&assessed(), refuse), "decided");
    assert_eq!(outcome(&reviewed(), Command::Accept { accredited: of(services, TODAY) }), "!within-scope");
}

#[test]
fn a_decision_is_of_today_or_has_a_reason_and_never_before_the_assessment() {
    let later = date("2026-12-10");
    let decided = |day: &str, late| outcome_on(&assessed(), decide_on(Outcome::Granted, date(day), late), later);
    assert_eq!(decided("2026-12-10", None), "decided");
    assert_eq!(decided("2026-12-09", None), "!not-back-dated");
    assert_eq!(decided("2026-12-09", Some(text(51))), "decided");
    assert_eq!(decided("2026-11-20", Some(text(51))), "decided");
    assert_eq!(decided("2026-11-19", Some(text(51))), "!decided-after-assessment-began");
    assert_eq!(decided("2026-12-11", Some(text(51))), "!decided-after-assessment-began");
}

/// INV-08.
#[test]
fn fees_are_lines_without_a_condition_and_fixed_by_the_agreement() {
    let accepted = after(reviewed(), accept());
    let line = |of, what, yen| Fee { of, what, yen };
    for (fees, expected) in [
        (vec![], "!fees-fit"),
        (vec![fee(0)], "quoted"),
        (vec![fee(MOST_YEN)], "quoted"),
        (vec![fee(MOST_YEN + 1)], "!fees-fit"),
        (vec![fee(1); MOST_FEES], "quoted"),
        (vec![fee(1); MOST_FEES + 1], "!fees-fit"),
        (vec![line(FeeKind::Other, None, 1)], "!fees-fit"),
        (vec![line(FeeKind::Other, Some(text(1)), 1)], "quoted"),
    ] {
        assert_eq!(outcome(&accepted, quote_of(fees, TODAY)), expected);
    }
    assert_eq!(outcome(&accepted, quote_of(vec![fee(1)], date("2026-11-19"))), "!quote-stands");
    assert_eq!(outcome(&quoted(), quote(300_000)), "-", "the same quote again");
    let fees = &agreed().contract().unwrap().terms.fees.clone();
    assert_eq!((fees.as_slice(), total(fees)), ([fee(300_000)].as_slice(), Some(300_000)));
    assert_eq!(total(&[fee(u64::MAX), fee(1)]), None);
    assert_eq!(outcome(&agreed(), quote(1)), "!fees-fixed");
}

#[test]
fn what_is_signed_is_the_application_with_the_newest_quote_while_it_stands() {
    assert_eq!(outcome(&quoted(), agree_with(signing(299_999))), "!confirmation-of-what-stands");
    let requoted = after(quoted(), quote(250_000));
    assert_eq!(outcome(&requoted, agree()), "!confirmation-of-what-stands");
    assert_eq!(outcome(&requoted, agree_with(signing(250_000))), "agreed");
    assert_eq!(outcome_on(&quoted(), agree(), date("2026-12-20")), "agreed");
    assert_eq!(outcome_on(&quoted(), agree(), date("2026-12-21")), "!quote-stands");
    let paper = Confirming {
        route: Route::OnPaper { scan: text(1), kept_where: text(2), checked_by: person(6) },
        signed_on: Some(date("2026-12-20")),
        ..signing(300_000)
    };
    assert_eq!(outcome_on(&quoted(), agree_with(paper.clone()), date("2026-12-28")), "agreed");
    let mandate = Some(Mandate { scope: text(3), until: date("2026-12-19") });
    let over = Confirming { mandate, ..paper.clone() };
    assert_eq!(outcome_on(&quoted(), agree_with(over), date("2026-12-28")), "!mandate-over");
    let before = Confirming { signed_on: Some(date("2026-11-19")), ..paper };
    assert_eq!(outcome(&quoted(), agree_with(before)), "!signed-before");
    let mut terms = Box::new(terms(300_000));
    terms.tailoring.forms.clear();
    let formless = Command::Quote { terms, until: TODAY, by: person(6) };
    assert_eq!(outcome(&after(reviewed(), accept()), formless), "!forms-told");
}

/// INV-26.
#[test]
fn editions_are_fixed_by_the_agreement_and_change_by_a_recorded_transition() {
    let terms = |status: &Status| status.contract().unwrap().terms.clone();
    let before = terms(&agreed());
    for status in [agreed(), assessed()] {
        let changed = terms(&after(status.clone(), change()));
        assert_eq!(changed, Terms { criteria: Criteria(edition("tics-r8")), ..before.clone() });
        let rules = Some(RulesEdition(edition("other")));
        let to = Command::ChangeEditions { criteria: None, rules: rules.clone(), reason: text(34) };
        assert_eq!(Some(terms(&after(status.clone(), to)).rules), rules);
        let same = Command::ChangeEditions {
            criteria: Some(before.criteria.clone()),
            rules: Some(before.rules.clone()),
            reason: text(34),
        };
        assert_eq!(outcome(&status, same), "-");
    }
}

#[test]
fn what_was_shown_and_advised_is_kept_by_itself() {
    let status = after(after(through([receive()]), show()), advise());
    let kept = status.kept().unwrap();
    assert_eq!((kept.minimum.len(), kept.minimum[0].on), (1, TODAY));
    let due = |status: &Status, first| status.kept().unwrap().is_minimum_due(first);
    assert_eq!((due(&reviewed(), true), due(&reviewed(), false), due(&status, true)), (true, false, false));
    assert_eq!(kept.advisers(), [person(7)].into());
    assert!(!kept.advices[0].in_assessment);
    assert_eq!((outcome(&status, show()), outcome(&status, advise())), ("-".to_owned(), "-".to_owned()));
    assert!(after(assessed(), advise()).kept().unwrap().advices[0].in_assessment);
    for (day, expected) in
        [("2026-11-19", "!advice-of-this-case"), ("2026-11-20", "advised"), ("2026-11-21", "!advice-of-this-case")]
    {
        let advise = Command::Advise { person: person(8), what: text(33), on: date(day) };
        assert_eq!(outcome(&status, advise), expected, "{day}");
    }
    let nothing = Command::ShowMinimum {
        criteria: Criteria(edition("tics-h30")),
        forms: BTreeSet::new(),
        content: Digest([1; 32]),
    };
    assert_eq!(outcome(&status, nothing), "!forms-told");
}

fn command() -> impl Strategy<Value = Command> {
    prop::sample::select(vec![
        receive(),
        Command::Review(fits()),
        Command::Review(Review { own_unit: true, ..fits() }),
        accept(),
        decline(),
        quote(300_000),
        quote(1),
        agree(),
        agree_with(signing(1)),
        show(),
        advise(),
        begin(),
        change(),
        decide(),
        decide_on(Outcome::Refused, TODAY, None),
        retract(),
    ])
}

proptest! {
    /// Whatever is done: what was decided replays, what is over has no exit, and the terms that were signed stay what they
    /// were but for the editions.
    #[test]
    fn what_is_over_has_no_exit(commands in prop::collection::vec(command(), 0..80)) {
        let (mut status, mut all) = (Status::Unreceived, Vec::new());
        for command in commands {
            let before = status.clone();
            let Ok(events) = CertificationCase::handle(&status, command, on(TODAY)) else { continue };
            prop_assert!(before.over_on().is_none() || events.is_empty());
            status = events.iter().fold(status, CertificationCase::apply);
            for event in &events {
                prop_assert_eq!(event.effective_on(), Some(TODAY));
            }
            if let (Some(was), Some(is)) = (before.contract(), status.contract()) {
                prop_assert_eq!(&was.terms.fees, &is.terms.fees);
                prop_assert_eq!(&was.company, &is.company);
            }
            all.extend(events);
        }
        prop_assert_eq!(&CertificationCase::replay(&all), &status);
    }

    /// The same from any event, also one that `handle` would never have let happen: `apply` never opens what is over.
    #[test]
    fn no_event_opens_what_is_over(which in 0_usize..4, other in command()) {
        let over = [
            after(reviewed(), decline()),
            after(assessed(), decide()),
            after(assessed(), decide_on(Outcome::Refused, TODAY, None)),
            after(quoted(), retract()),
        ];
        for from in [Status::Unreceived, through([receive()]), reviewed(), quoted(), agreed(), assessed()] {
            for event in CertificationCase::handle(&from, other.clone(), on(TODAY)).unwrap_or_default() {
                prop_assert_eq!(&CertificationCase::apply(over[which].clone(), &event), &over[which]);
            }
        }
    }
}
