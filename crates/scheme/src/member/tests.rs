//! The rules of membership: what each standing answers to each command, and that released events stay readable.

use super::*;
use proptest::prelude::*;
use record::{Envelope, OrganisationId};
use uuid::Uuid;

/// One line for each kind of event as it is written. A line is never changed; new forms get new lines.
const GOLDEN: &str = include_str!("../../tests/golden/member.jsonl");

const TODAY: Date = Date::constant(2026, 11, 20);

fn on(today: Date) -> At {
    At { recorded_at: today.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(), today }
}

fn days(count: i64) -> Date {
    TODAY.saturating_add(count.days())
}

fn somebody() -> PersonId {
    PersonId(Uuid::from_u128(2))
}

fn member() -> PersonId {
    PersonId(Uuid::from_u128(3))
}

fn company() -> BTreeSet<Kind> {
    [Kind::Company].into()
}

fn invite(offer: Offer, expires: Date) -> Command {
    Command::Invite { person: member(), offer, expires_at: on(expires).recorded_at, by: somebody(), kinds: company() }
}

fn grant(role: Role, from: Date, until: Option<Date>) -> Command {
    Command::Grant { role, from, until, kinds: company(), another_manager: false }
}

fn founded(roles: &[Role]) -> Event {
    Event::Founded { person: member(), roles: roles.iter().copied().collect(), from: TODAY }
}

fn invited(offer: Offer) -> Event {
    Event::Invited { person: member(), offer, expires_at: on(days(30)).recorded_at, by: somebody() }
}

fn staff() -> Offer {
    Offer::Roles([Role::Staff].into())
}

fn supporter(until: Date) -> Status {
    Member::replay(&[invited(Offer::Support { until }), Event::Accepted { from: TODAY }])
}

/// What comes of `command`: the kinds of its events, `-` for none, or `!` and the rule that refuses.
fn outcome(status: &Status, command: Command, today: Date) -> String {
    match Member::handle(status, command, on(today)) {
        Ok(events) if events.is_empty() => "-".to_owned(),
        Ok(events) => events.iter().map(Happening::kind).collect::<Vec<_>>().join("+"),
        Err(error) => format!("!{}", error.rule()),
    }
}

/// The row of each command. A new command does not compile before it has one.
const ROWS: [&str; 10] =
    ["found", "invite", "accept", "withdraw", "grant", "revoke", "support", "renew", "leave", "remove"];

fn row(command: &Command) -> &'static str {
    match command {
        Command::Found { .. } => ROWS[0],
        Command::Invite { .. } => ROWS[1],
        Command::Accept => ROWS[2],
        Command::Withdraw => ROWS[3],
        Command::Grant { .. } => ROWS[4],
        Command::Revoke { .. } => ROWS[5],
        Command::Support { .. } => ROWS[6],
        Command::Renew { .. } => ROWS[7],
        Command::Leave { .. } => ROWS[8],
        Command::Remove { .. } => ROWS[9],
    }
}

const TABLE: &str = "
            | stranger  | invited         | expired           | staff                  | last manager           | supporter              | left
    found    | founded   | !standing       | !standing         | !standing              | !standing              | !standing              | !standing
    invite   | invited   | !one-invitation | invited           | !standing              | !standing              | !standing              | invited
    accept   | !standing | accepted        | !invitation-stands | !standing             | !standing              | !standing              | !standing
    withdraw | !standing | withdrawn       | withdrawn         | !standing              | !standing              | !standing              | !standing
    grant    | !standing | !standing       | !standing         | granted                | granted                | !supporter-has-no-role | !standing
    revoke   | !standing | !standing       | !standing         | -                      | !last-manager-stays    | -                      | !standing
    support  | !standing | !standing       | !standing         | !supporter-has-no-role | !supporter-has-no-role | supported              | !standing
    renew    | !standing | !standing       | !standing         | renewed                | renewed                | renewed                | !standing
    leave    | !standing | !standing       | !standing         | left                   | !last-manager-stays    | left                   | !standing
    remove   | !standing | !standing       | !standing         | removed                | !last-manager-stays    | removed                | !standing
";

#[test]
fn each_status_answers_each_command() {
    let expired =
        Event::Invited { person: member(), offer: staff(), expires_at: on(TODAY).recorded_at, by: somebody() };
    let statuses = [
        ("stranger", Status::Stranger),
        ("invited", Member::replay(&[invited(staff())])),
        ("expired", Member::replay(&[expired])),
        ("staff", Member::replay(&[invited(staff()), Event::Accepted { from: TODAY }])),
        ("last manager", Member::replay(&[founded(&[Role::Executive])])),
        ("supporter", supporter(days(90))),
        ("left", Member::replay(&[founded(&[Role::Executive]), Event::Left { on: TODAY }])),
    ];
    let commands = [
        Command::Found { person: member(), roles: [Role::Executive].into(), kinds: company() },
        invite(staff(), days(30)),
        Command::Accept,
        Command::Withdraw,
        grant(Role::Viewer, TODAY, None),
        Command::Revoke { role: Role::Executive, another_manager: false },
        Command::Support { until: days(30) },
        Command::Renew { expires_at: on(days(7)).recorded_at, elsewhere: false },
        Command::Leave { another_manager: false },
        Command::Remove { another_manager: false },
    ];
    assert_eq!(commands.each_ref().map(row), ROWS);
    let mut table = TABLE.trim_matches(['\n', ' ']).lines().map(|line| line.split('|').map(str::trim));
    let head: Vec<_> = table.next().unwrap().skip(1).collect();
    assert_eq!(head, statuses.each_ref().map(|(name, _)| *name));
    let rows: Vec<Vec<_>> = table.map(Iterator::collect).collect();
    assert_eq!(rows.len(), commands.len());
    for (cells, command) in rows.iter().zip(commands) {
        let answers = statuses.each_ref().map(|(_, status)| outcome(status, command.clone(), TODAY));
        let found: Vec<_> = [row(&command)].into_iter().chain(answers.iter().map(String::as_str)).collect();
        assert_eq!(*cells, found);
    }
}

#[test]
fn released_events_stay_readable() {
    let mut kinds = Vec::new();
    for line in GOLDEN.lines() {
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}""#, event.kind())));
        let organisation = OrganisationId(Uuid::from_u128(1));
        let stream = organisation.member(somebody());
        let by = (Some(somebody()), Some(organisation));
        let envelope = Envelope::new(stream, 1, on(TODAY), by, Vec::new(), event.clone());
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
        kinds.push(event.kind());
    }
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "founded",
            "invited",
            "accepted",
            "withdrawn",
            "granted",
            "revoked",
            "supported",
            "left",
            "removed",
            "renewed"
        ]
    );
}

#[test]
fn the_first_member_may_manage_members() {
    let found = |roles: &[Role], kinds: &[Kind]| {
        let command = Command::Found {
            person: member(),
            roles: roles.iter().copied().collect(),
            kinds: kinds.iter().copied().collect(),
        };
        outcome(&Status::Stranger, command, TODAY)
    };
    assert_eq!(found(&[Role::Staff], &[Kind::Company]), "!founder-manages-members");
    assert_eq!(found(&[], &[Kind::Company]), "!at-least-one-role");
    assert_eq!(found(&[Role::Executive], &[Kind::Ministry]), "!roles-of-its-kind");
    assert_eq!(found(&[Role::Executive, Role::Administrator], &[Kind::Company]), "!roles-of-its-kind");
    assert_eq!(found(&[Role::Executive, Role::Administrator], &[Kind::Company, Kind::CertificationBody]), "founded");
}

#[test]
fn an_invitation_offers_something_and_ends_within_90_days() {
    let invited = |offer, expires| outcome(&Status::Stranger, invite(offer, expires), TODAY);
    assert_eq!(invited(staff(), days(90)), "invited");
    assert_eq!(invited(staff(), days(91)), "!invitation-has-an-end");
    assert_eq!(invited(staff(), TODAY), "!invitation-has-an-end");
    assert_eq!(invited(Offer::Roles(BTreeSet::new()), days(1)), "!at-least-one-role");
    assert_eq!(invited(Offer::Roles([Role::Auditor].into()), days(1)), "!roles-of-its-kind");
    assert_eq!(invited(Offer::Support { until: days(366) }, days(1)), "!support-has-an-end");
}

#[test]
fn an_invitation_is_accepted_until_it_expires_and_not_at_that_instant() {
    let status = Member::replay(&[invited(staff())]);
    assert_eq!(outcome(&status, Command::Accept, days(29)), "accepted");
    assert_eq!(outcome(&status, Command::Accept, days(30)), "!invitation-stands");
    assert_eq!(status.roles_on(TODAY), BTreeSet::new(), "who is invited is nothing yet");
    let member = Member::apply(status, &Event::Accepted { from: days(3) });
    assert_eq!(member.roles_on(days(2)), BTreeSet::new());
    assert_eq!(member.roles_on(days(3)), [Role::Staff].into());
}

#[test]
fn a_role_holds_from_its_first_day_to_its_last() {
    let granted = Event::Granted { role: Role::Viewer, from: days(10), until: Some(days(20)) };
    let status = Member::replay(&[founded(&[Role::Executive]), granted]);
    for (day, holds) in [(9, false), (10, true), (20, true), (21, false)] {
        assert_eq!(status.roles_on(days(day)).contains(&Role::Viewer), holds, "day {day}");
    }
    let revoke = Command::Revoke { role: Role::Viewer, another_manager: false };
    assert_eq!(outcome(&status, revoke.clone(), days(20)), "revoked");
    assert_eq!(outcome(&status, revoke, days(21)), "-");
}

#[test]
fn a_term_begins_today_at_the_earliest_and_ends_after_it_begins() {
    let status = Member::replay(&[founded(&[Role::Executive])]);
    let granted = |from, until| outcome(&status, grant(Role::Viewer, from, until), TODAY);
    assert_eq!(granted(days(-1), None), "!not-back-dated");
    assert_eq!(granted(days(2), Some(days(1))), "!ends-after-it-begins");
    assert_eq!(granted(days(2), Some(days(2))), "granted");
    assert_eq!(outcome(&status, grant(Role::Auditor, TODAY, None), TODAY), "!roles-of-its-kind");
    assert_eq!(outcome(&status, grant(Role::Executive, TODAY, None), days(5)), "-", "held with that very term");
}

#[test]
fn the_last_who_manages_members_neither_leaves_nor_loses_the_role() {
    let status = Member::replay(&[founded(&[Role::Executive, Role::Staff])]);
    let last = "!last-manager-stays";
    assert_eq!(outcome(&status, grant(Role::Executive, TODAY, Some(days(100))), TODAY), last);
    assert_eq!(outcome(&status, grant(Role::Executive, days(1), None), TODAY), last);
    let revoke = |role, another_manager| Command::Revoke { role, another_manager };
    assert_eq!(outcome(&status, revoke(Role::Executive, false), TODAY), last);
    assert_eq!(outcome(&status, revoke(Role::Executive, true), TODAY), "revoked");
    assert_eq!(outcome(&status, revoke(Role::Staff, false), TODAY), "revoked");
    assert_eq!(outcome(&status, Command::Leave { another_manager: true }, TODAY), "left");
    assert_eq!(outcome(&status, Command::Remove { another_manager: true }, TODAY), "removed");
    let granted = Event::Granted { role: Role::ProtectionManager, from: TODAY, until: None };
    let both = Member::apply(status, &granted);
    assert_eq!(outcome(&both, revoke(Role::Executive, false), TODAY), "revoked");
}

#[test]
fn leaving_ends_everything_at_once() {
    let status = Member::replay(&[founded(&[Role::Executive]), Event::Left { on: days(5) }]);
    assert_eq!(status, Status::Left { person: member(), on: days(5) });
    assert_eq!(status.roles_on(days(5)), BTreeSet::new());
    let status = Member::apply(supporter(days(90)), &Event::Removed { on: days(5) });
    assert_eq!(status.support_on(days(5)), None);
}

#[test]
fn a_support_ends_within_a_year_and_by_itself() {
    let status = supporter(days(90));
    let until = |until| outcome(&status, Command::Support { until }, TODAY);
    assert_eq!(until(days(90)), "-");
    assert_eq!(until(TODAY), "supported");
    assert_eq!(until(Date::constant(2027, 11, 20)), "supported");
    assert_eq!(until(Date::constant(2027, 11, 21)), "!support-has-an-end");
    assert_eq!(until(days(-1)), "!support-has-an-end");
    assert!(status.support_on(days(90)).is_some());
    assert_eq!(status.support_on(days(91)), None);
    assert_eq!(outcome(&status, grant(Role::Staff, days(91), None), days(91)), "granted");
}

#[test]
fn a_new_way_in_changes_nothing_else_and_leads_into_one_organisation_alone() {
    let status = Member::replay(&[founded(&[Role::Executive])]);
    let renew = |expires, elsewhere| Command::Renew { expires_at: on(expires).recorded_at, elsewhere };
    assert_eq!(outcome(&status, renew(days(7), true), TODAY), "!renewed-by-its-only-organisation");
    assert_eq!(outcome(&status, renew(days(91), false), TODAY), "!invitation-has-an-end");
    assert_eq!(outcome(&status, renew(TODAY, false), TODAY), "!invitation-has-an-end");
    let events = Member::handle(&status, renew(days(7), false), on(TODAY)).unwrap();
    assert_eq!(events.iter().fold(status.clone(), Member::apply), status);
}

#[test]
fn a_supporter_has_no_role_and_manages_nobody() {
    let status = supporter(days(90));
    assert_eq!(status.roles_on(TODAY), BTreeSet::new());
    assert!(!status.manages_members_on(TODAY));
    let granted = Event::Granted { role: Role::Staff, from: days(10), until: Some(days(20)) };
    let later = Member::apply(supporter(days(1)), &granted);
    let support = Command::Support { until: days(60) };
    assert_eq!(outcome(&later, support.clone(), days(2)), "!supporter-has-no-role", "a role to come counts");
    assert_eq!(outcome(&later, support, days(21)), "supported");
}

/// Something done to one of three people, and how many days later.
fn act() -> impl Strategy<Value = (usize, Command, i64)> {
    let role = || proptest::sample::select(vec![Role::Executive, Role::ProtectionManager, Role::Staff]);
    let day = || (-2_i64..60).prop_map(days);
    let another_manager = false;
    let command = prop_oneof![
        (role(), day()).prop_map(|(role, expires)| invite(Offer::Roles([role].into()), expires)),
        (day(), day()).prop_map(|(until, expires)| invite(Offer::Support { until }, expires)),
        Just(Command::Accept),
        Just(Command::Withdraw),
        (role(), day(), proptest::option::of(day())).prop_map(|(role, from, until)| grant(role, from, until)),
        role().prop_map(move |role| Command::Revoke { role, another_manager }),
        day().prop_map(|until| Command::Support { until }),
        day().prop_map(|day| Command::Renew { expires_at: on(day).recorded_at, elsewhere: false }),
        Just(Command::Leave { another_manager }),
        Just(Command::Remove { another_manager }),
    ];
    (0_usize..3, command, 0_i64..3)
}

/// The command with the evidence as it is.
fn with_evidence(mut command: Command, evidence: bool) -> Command {
    match &mut command {
        Command::Grant { another_manager, .. }
        | Command::Revoke { another_manager, .. }
        | Command::Leave { another_manager }
        | Command::Remove { another_manager } => *another_manager = evidence,
        Command::Found { .. }
        | Command::Invite { .. }
        | Command::Accept
        | Command::Withdraw
        | Command::Support { .. }
        | Command::Renew { .. } => {}
    }
    command
}

proptest! {
    /// Whatever three people do to each other, on each day somebody can let others in; and no supporter has a
    /// role.
    #[test]
    fn an_organisation_never_loses_its_last_manager(acts in proptest::collection::vec(act(), 0..60)) {
        let mut people = [Member::replay(&[founded(&[Role::Executive])]), Status::Stranger, Status::Stranger];
        let mut today = TODAY;
        for (who, command, later) in acts {
            today = today.saturating_add(later.days());
            let another = (0..3).any(|other| other != who && people[other].manages_members_for_good(today));
            let command = with_evidence(command, another);
            let Ok(events) = Member::handle(&people[who], command, on(today)) else { continue };
            people[who] = events.iter().fold(people[who].clone(), Member::apply);
            prop_assert!(people.iter().any(|person| person.manages_members_for_good(today)));
            for (person, day) in people.iter().flat_map(|person| [(person, today), (person, today.saturating_add(40.days()))]) {
                prop_assert!(person.support_on(day).is_none() || person.roles_on(day).is_empty());
            }
        }
    }
}
