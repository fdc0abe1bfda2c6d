//! Access: the policies answer as the table written by hand beside them says, cell by cell, and the walls hold.

use std::collections::{BTreeMap, BTreeSet};

use app::access::{Access, Action, Policy, PolicyFault, Question, Relation, Role, shipped_files};
use record::OrganisationId;
use scheme::member;
use scheme::organisation::Kind;
use uuid::Uuid;

type Cell = (Action, Relation, Role);

/// One cell of `policies/table.csv`.
#[derive(Debug, Clone)]
struct Expected {
    line: u64,
    answer: String,
    policies: Vec<String>,
    could: BTreeSet<Role>,
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|word| !word.is_empty()).collect()
}

fn roles(text: &str, line: u64) -> Vec<Role> {
    words(text)
        .into_iter()
        .map(|word| Role::from_word(word).unwrap_or_else(|| panic!("line {line}: role `{word}`")))
        .collect()
}

/// The table: a row names one action and any number of relations and roles, and stands for all their pairs.
fn table() -> Vec<(Cell, Expected)> {
    let mut cells = Vec::new();
    for row in csv::Reader::from_reader(include_str!("../../../policies/table.csv").as_bytes()).records() {
        let row = row.unwrap();
        let line = row.position().unwrap().line();
        let [action, relations, of, answer, policies, could, why] = row.iter().collect::<Vec<_>>().try_into().unwrap();
        let action = Action::from_word(action).unwrap_or_else(|| panic!("line {line}: action `{action}`"));
        assert!(["allow", "step-up", "deny"].contains(&answer), "line {line}: answer `{answer}`");
        assert!(!why.is_empty(), "line {line}: no reason");
        let policies = words(policies).into_iter().filter(|word| *word != "none").map(str::to_owned).collect();
        let could = roles(could, line).into_iter().collect();
        let expected = Expected { line, answer: answer.to_owned(), policies, could };
        for word in words(relations) {
            let relation = Relation::from_word(word).unwrap_or_else(|| panic!("line {line}: relation `{word}`"));
            for role in roles(of, line) {
                cells.push(((action, relation, role), expected.clone()));
            }
        }
    }
    cells
}

fn shipped() -> Policy {
    Policy::shipped().unwrap()
}

fn ask(policy: &Policy, held: &[Role], action: Action, relation: Relation, stepped_up: bool) -> Access {
    policy.answer(&Question {
        acting_for: Some(OrganisationId(Uuid::from_u128(2))),
        roles: &held.iter().copied().collect(),
        action,
        relation,
        stepped_up,
        assigned: false,
        auditing: false,
    })
}

fn all_cells() -> impl Iterator<Item = Cell> {
    Action::ALL.into_iter().flat_map(|action| {
        Relation::ALL.into_iter().flat_map(move |relation| Role::all().map(move |role| (action, relation, role)))
    })
}

#[test]
fn every_role_action_and_relation_stands_in_the_table_once() {
    let mut lines: BTreeMap<Cell, Vec<u64>> = BTreeMap::new();
    for (cell, expected) in table() {
        lines.entry(cell).or_default().push(expected.line);
    }
    for cell in all_cells() {
        let found = lines.remove(&cell).unwrap_or_default();
        assert_eq!(found.len(), 1, "{cell:?} stands in lines {found:?}");
    }
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn every_answer_is_the_one_in_the_table() {
    let policy = shipped();
    let mut wrong = Vec::new();
    for ((action, relation, role), expected) in table() {
        let confirmed = ask(&policy, &[role], action, relation, true);
        let unconfirmed = ask(&policy, &[role], action, relation, false);
        let allowed = expected.answer != "deny";
        let grave = expected.answer == "step-up";
        let right = confirmed.allowed == allowed
            && !confirmed.step_up
            && confirmed.policies == expected.policies
            && confirmed.roles_that_could == expected.could
            && confirmed.faults.is_empty();
        let right_before = if grave {
            !unconfirmed.allowed && unconfirmed.step_up && unconfirmed.policies == ["grave.confirm"]
        } else {
            unconfirmed == confirmed
        };
        if !right || !right_before || (allowed && grave != action.is_grave()) {
            wrong.push(format!(
                "line {} {action:?} {relation:?} {role:?}: {confirmed:?} {unconfirmed:?}",
                expected.line
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of the cells:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_policy_decides_a_row_of_the_table() {
    let mut decided: BTreeSet<String> = table().into_iter().flat_map(|(_, expected)| expected.policies).collect();
    if table().iter().any(|(_, expected)| expected.answer == "step-up") {
        decided.insert("grave.confirm".to_owned());
    }
    // Of these the table cannot tell: they are about who has a part in a case.
    decided.extend(["audit.assigned", "audit.declare", "case.assigned"].map(str::to_owned));
    let policy = shipped();
    let known: BTreeSet<String> = policy.sources().map(|(id, _)| id).collect();
    assert_eq!(known, decided);
}

#[test]
fn each_file_fits_the_schema_by_itself() {
    let files = shipped_files();
    let (schema, policies): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.into_iter().partition(|(name, _)| name.ends_with(".cedarschema"));
    assert_eq!(schema.len(), 1);
    assert!(policies.len() >= 6);
    for (name, text) in policies {
        let mut files = schema.clone();
        files.insert(name.clone(), text);
        assert!(Policy::read(&files).is_ok(), "{name}: {}", Policy::read(&files).err().unwrap());
    }
}

#[test]
fn each_policy_says_in_japanese_and_english_what_it_does_and_where_it_comes_from() {
    for (name, text) in shipped_files().into_iter().filter(|(name, _)| name.ends_with(".cedar")) {
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        assert!(!text.contains("Person::"), "{name} names somebody: a policy is about roles");
        assert!(paragraphs[0].lines().all(|line| line.starts_with("// ")), "{name} begins with what it is about");
        for policy in &paragraphs[1..] {
            let comments: Vec<&str> = policy.lines().take_while(|line| line.starts_with("// ")).collect();
            let japanese = comments.iter().filter(|line| line.chars().any(|c| ('ぁ'..='ヿ').contains(&c))).count();
            assert!(japanese > 0 && comments.len() > japanese, "{name}: {policy}");
            assert!(policy.lines().nth(comments.len()).unwrap().starts_with("@id("), "{name}: {policy}");
        }
    }
    for (id, source) in shipped().sources() {
        for part in source.split("; ") {
            let known = part == "ours" || part.starts_with("spec ") || part.starts_with("INV-");
            assert!(known, "{id}: source `{part}`");
        }
    }
}

#[test]
fn a_foreign_organisation_does_nothing_to_content_in_any_two_roles() {
    let policy = shipped();
    let content = Action::ALL.into_iter().filter(|action| action.kind().word() != "Installation");
    for action in content {
        for one in Role::all() {
            for other in Role::all() {
                let access = ask(&policy, &[one, other], action, Relation::Foreign, true);
                assert!(!access.allowed, "{one:?} and {other:?}: {action:?}");
                assert!(access.policies.contains(&"wall.foreign".to_owned()), "{one:?} and {other:?}: {action:?}");
            }
        }
    }
}

#[test]
fn two_roles_of_one_organisation_do_what_either_does() {
    let policy = shipped();
    for kind in Kind::ALL {
        let held: Vec<_> =
            member::Role::ALL.into_iter().filter(|role| role.allowed_for(kind)).map(Role::Held).collect();
        for (action, relation, one) in all_cells().filter(|(_, _, role)| held.contains(role)) {
            for other in &held {
                let allowed = |roles: &[Role]| ask(&policy, roles, action, relation, true).allowed;
                let either = allowed(&[one]) || allowed(&[*other]);
                assert_eq!(allowed(&[one, *other]), either, "{one:?} and {other:?}: {action:?} {relation:?}");
            }
        }
    }
}

#[test]
fn a_supporter_never_manages_signs_off_or_exports_whatever_else_they_are() {
    let policy = shipped();
    for action in ["member.invite", "member.appoint", "member.remove", "check.sign_off", "check.export"] {
        let action = Action::from_word(action).unwrap();
        let both = [Role::Held(member::Role::Executive), Role::Supporter];
        let access = ask(&policy, &both, action, Relation::Owner, true);
        assert!(!access.allowed && access.policies == ["wall.supporter"], "{action:?}: {access:?}");
    }
}

#[test]
fn who_manages_members_does_not_make_managers() {
    let policy = shipped();
    for role in member::Role::ALL {
        let (granting, revoking) = (Action::granting(role), Action::revoking(role));
        for action in [granting, revoking] {
            let manager = ask(&policy, &[Role::Held(member::Role::ProtectionManager)], action, Relation::Owner, true);
            assert_eq!(manager.allowed, !role.is_appointed(), "{role} {action:?}");
        }
    }
}

/// What somebody may only do in a case in which they have a part, or in whose audit they have a seat; nothing else changes with it.
#[test]
fn a_part_in_a_case_and_a_seat_in_its_audit_give_what_nothing_else_gives() {
    let policy = shipped();
    let mut changes = BTreeSet::new();
    for (action, relation, role) in all_cells() {
        let held = BTreeSet::from([role]);
        let may = |assigned, auditing| {
            let acting_for = Some(OrganisationId(Uuid::from_u128(2)));
            let question =
                Question { acting_for, roles: &held, action, relation, stepped_up: true, assigned, auditing };
            policy.answer(&question).allowed
        };
        let (neither, part, seat) = (may(false, false), may(true, false), may(true, true));
        assert!(part || !neither, "{action:?} {relation:?} {role:?}: a part takes something away");
        assert!(seat || !part, "{action:?} {relation:?} {role:?}: a seat takes something away");
        if part != neither {
            changes.insert(("part", action.word(), relation.word(), role.word()));
        }
        if seat != part {
            changes.insert(("seat", action.word(), relation.word(), role.word()));
        }
    }
    let mut expected: BTreeSet<_> = [
        ("part", "case.view", "owner", "adviser"),
        ("part", "case.view", "owner", "auditor"),
        ("seat", "audit.conduct", "owner", "auditor"),
        ("seat", "audit.prepare", "owner", "auditor"),
        ("seat", "audit.view", "owner", "auditor"),
    ]
    .into();
    let body = ["reception", "adviser", "auditor", "reviewer", "decision_maker", "administrator"];
    expected.extend(body.map(|role| ("seat", "audit.declare", "owner", role)));
    assert_eq!(changes, expected);
}

#[test]
fn who_acts_for_no_organisation_has_no_role() {
    let policy = shipped();
    let held = Role::all().collect();
    for (action, relation, _) in all_cells().filter(|(_, _, role)| *role == Role::SignedIn) {
        let nowhere = Question {
            acting_for: None,
            roles: &held,
            action,
            relation,
            stepped_up: true,
            assigned: true,
            auditing: true,
        };
        assert_eq!(policy.answer(&nowhere), ask(&policy, &[], action, relation, true));
    }
}

#[test]
fn an_answer_that_is_given_again_is_that_of_the_same_roles() {
    let (asked_before, members) = (shipped(), member::Role::ALL);
    // More sets of roles than are kept.
    let sets: Vec<Vec<Role>> = (1..1_u32 << 9)
        .map(|bits| {
            members.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1).map(|(_, role)| Role::Held(*role))
        })
        .map(Iterator::collect)
        .collect();
    let of = |policy: &Policy| -> Vec<Access> {
        sets.iter().map(|held| ask(policy, held, Action::CheckAnswer, Relation::Owner, true)).collect()
    };
    let first = of(&asked_before);
    assert_eq!(first, of(&asked_before));
    let other = shipped();
    let reversed = sets.iter().rev().map(|held| ask(&other, held, Action::CheckAnswer, Relation::Owner, true));
    let fresh: Vec<Access> = reversed.collect();
    assert!(first.iter().eq(fresh.iter().rev()));
    assert!(first.iter().any(|access| access.allowed) && first.iter().any(|access| !access.allowed));
}

#[test]
fn who_could_is_told_alike_of_what_is_foreign_and_of_ones_own() {
    let policy = shipped();
    let mut told: BTreeMap<Action, BTreeSet<Role>> = BTreeMap::new();
    for (action, relation, role) in all_cells() {
        let access = ask(&policy, &[role], action, relation, true);
        if !access.allowed {
            let first = told.entry(action).or_insert_with(|| access.roles_that_could.clone());
            assert_eq!(*first, access.roles_that_could, "{action:?} {relation:?} {role:?}");
            assert!(!access.roles_that_could.is_empty());
        }
    }
}

fn with(file: &str) -> Result<Policy, PolicyFault> {
    let mut files = shipped_files();
    files.retain(|name, _| name.ends_with(".cedarschema"));
    files.insert("one.cedar".to_owned(), file.to_owned());
    Policy::read(&files)
}

#[test]
fn a_policy_with_an_unknown_word_or_without_its_marks_is_refused() {
    let permit = "permit (principal, action == Action::\"check.view\", resource)";
    for (text, part) in [
        (format!("@id(\"a\") @source(\"ours\") {permit} when {{ principal in Role::\"boss\" }};"), "boss"),
        (format!("@id(\"a\") @source(\"ours\") {permit} when {{ resource.relation == Relation::\"own\" }};"), "own"),
        ("@id(\"a\") @source(\"ours\") permit (principal, action == Action::\"check.see\", resource);".into(), "see"),
        (format!("@id(\"a\") @source(\"ours\") {permit} when {{ resource.size > 1 }};"), "size"),
        (format!("@source(\"ours\") {permit};"), "`@id("),
        (format!("@id(\"a\") {permit};"), "`@source("),
        (format!("@id(\"a\") @source(\"ours\") {permit}; @id(\"a\") @source(\"ours\") {permit};"), "duplicate"),
        ("permit (principal".to_owned(), "one.cedar"),
    ] {
        let fault = with(&text).err().unwrap_or_else(|| panic!("taken: {text}")).to_string();
        assert!(fault.contains(part), "{fault}");
    }
}

#[test]
fn a_policy_that_fails_while_it_is_asked_denies_and_is_reported() {
    let fails = "if context.stepped_up then %s else 9223372036854775807 + 1 == 0";
    let permit = "@id(\"a\") @source(\"ours\") permit (principal, action, resource)";
    let forbid = "@id(\"b\") @source(\"ours\") forbid (principal, action, resource)";
    for text in [
        format!("{permit} when {{ {} }};", fails.replace("%s", "true")),
        format!("{permit}; {forbid} when {{ {} }};", fails.replace("%s", "false")),
    ] {
        let policy = with(&text).unwrap();
        assert!(ask(&policy, &[], Action::CheckView, Relation::Foreign, true).allowed);
        let access = ask(&policy, &[], Action::CheckView, Relation::Foreign, false);
        assert!(!access.allowed && !access.step_up, "{access:?}");
        assert!(access.faults.iter().any(|fault| fault.contains("overflow")), "{access:?}");
    }
}
