//! Which requirements hold for whom: the shipped criteria by table, and what must be so of any criteria.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use criteria::pack::criteria::{Criteria, Kind};
use criteria::pack::{Content, parse};
use criteria::tailor::{Aim, Need, Reason, Tailored, tailor};
use proptest::prelude::*;

use crate::shipped_packs::SHIPPED;

fn shipped() -> Criteria {
    let (_, bytes) = SHIPPED.into_iter().find(|(name, _)| name.starts_with("tics-h30/")).unwrap();
    criteria_of(bytes)
}

fn criteria_of(bytes: &[u8]) -> Criteria {
    let pack = parse(bytes).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let Content::Criteria(criteria) = pack.content else { panic!("the pack is one of criteria") };
    criteria
}

fn required(tailored: &Tailored<'_>) -> BTreeSet<String> {
    tailored.required().map(str::to_owned).collect()
}

// ------------------------------------------------------------------------- the minimum of the guideline

/// 「Ⅰの第一から第三まで及び第四から第六までの柱書き、Ⅱの柱書き並びに技術等情報の態様に応じてⅢ、Ⅳ及びⅤの柱書き」
#[test]
fn the_minimum_is_the_guidelines() {
    let criteria = shipped();
    for (forms, by_form) in [
        (&[][..], &[][..]),
        (&["paper"], &["3"]),
        (&["sample"], &["4"]),
        (&["prototype", "equipment"], &["4"]),
        (&["file", "cloud"], &["5"]),
        (&["embedded"], &["4", "5"]),
        (&["paper", "prototype", "file"], &["3", "4", "5"]),
        (&["knowledge", "held-outside"], &[]),
    ] {
        let expected: Vec<&str> = criteria
            .requirements
            .iter()
            .filter(|requirement| match requirement.part.as_str() {
                "1-1" | "1-2" | "1-3" => requirement.forms.is_empty(),
                "1-4" | "1-5" | "1-6" | "2" => requirement.kind == Kind::Chapeau,
                part => requirement.kind == Kind::Chapeau && by_form.contains(&part),
            })
            .map(|requirement| requirement.id.as_str())
            .collect();
        let found = tailor(&criteria, &forms.iter().copied().collect(), Aim::Minimum);
        assert_eq!(found.required().collect::<Vec<_>>(), expected, "{forms:?}");
    }
}

#[test]
fn what_was_entrusted_adds_what_its_owner_wants_to_the_minimum() {
    let criteria = shipped();
    let found = tailor(&criteria, &BTreeSet::from(["entrusted"]), Aim::Minimum);
    assert_eq!(found.need("tics-h30/1-2-entrusted"), Some(Need::Required));
    assert_eq!(found.need("tics-h30/1-6-notify"), Some(Need::Selectable));
    assert_eq!(found.leading_nowhere, ["entrusted"]);
}

// ------------------------------------------------------------------------------------- with reasons

/// Each row: what the company has, how far it aims, a requirement, and what the answer is.
#[test]
fn each_answer_has_its_reasons() {
    let criteria = shipped();
    let has = |forms: &[&str]| Reason::Has(forms.iter().map(|form| (*form).to_owned()).collect());
    let has_none = |forms: &[&str]| Reason::HasNone(forms.iter().map(|form| (*form).to_owned()).collect());
    let things = ["prototype", "sample", "equipment", "embedded"];
    for (forms, aim, requirement, need, reasons) in [
        (&[][..], Aim::Minimum, "1-1-identify", Need::Required, vec![Reason::Basic]),
        (&[], Aim::Minimum, "1-2-measures", Need::Required, vec![Reason::Basic]),
        (&[], Aim::Minimum, "1-3-manager", Need::Required, vec![Reason::Basic]),
        (&[], Aim::Minimum, "2-access", Need::Required, vec![Reason::Basic]),
        (&[], Aim::Minimum, "1-1-review", Need::Required, vec![Reason::Whole]),
        (&[], Aim::Minimum, "1-2-entrusted", Need::NotRequired, vec![has_none(&["entrusted"])]),
        (&["entrusted"], Aim::Minimum, "1-2-entrusted", Need::Required, vec![has(&["entrusted"]), Reason::Whole]),
        (&[], Aim::Minimum, "1-4-handling", Need::Required, vec![Reason::Chapeau]),
        (&[], Aim::Minimum, "1-4-copies", Need::Selectable, vec![Reason::BeyondMinimum]),
        (&[], Aim::Level(0), "1-4-copies", Need::Selectable, vec![Reason::Above(1)]),
        (&[], Aim::Level(1), "1-4-copies", Need::Required, vec![Reason::Level(1)]),
        (&[], Aim::Level(2), "1-4-copies", Need::Required, vec![Reason::Level(1)]),
        (&[], Aim::Level(2), "1-4-audit", Need::Selectable, vec![Reason::Above(3)]),
        (&[], Aim::Level(9), "1-4-audit", Need::Required, vec![Reason::Level(3)]),
        (&[], Aim::Level(3), "3-keep", Need::NotRequired, vec![has_none(&["paper"])]),
        (&["paper"], Aim::Minimum, "3-keep", Need::Required, vec![has(&["paper"]), Reason::Chapeau]),
        (&["paper"], Aim::Minimum, "3-keys", Need::Selectable, vec![has(&["paper"]), Reason::BeyondMinimum]),
        (&["paper"], Aim::Level(1), "3-keys", Need::Required, vec![has(&["paper"]), Reason::Level(1)]),
        (&["paper"], Aim::Level(3), "4-area", Need::NotRequired, vec![has_none(&things)]),
        (
            &["sample", "prototype"],
            Aim::Level(1),
            "4-store",
            Need::Required,
            vec![has(&["prototype", "sample"]), Reason::Level(1)],
        ),
        (&["equipment"], Aim::Level(1), "4-store", Need::NotRequired, vec![has_none(&["prototype", "sample"])]),
        (&["file"], Aim::Level(1), "5-cloud", Need::NotRequired, vec![has_none(&["cloud"])]),
        (&["file", "cloud"], Aim::Level(1), "5-id", Need::Required, vec![has(&["file", "cloud"]), Reason::Chapeau]),
        (
            &["held-outside"],
            Aim::Level(1),
            "2-partner-check",
            Need::Selectable,
            vec![has(&["held-outside"]), Reason::Above(2)],
        ),
    ] {
        let tailored = tailor(&criteria, &forms.iter().copied().collect(), aim);
        let id = format!("tics-h30/{requirement}");
        let found = tailored.needs.iter().find(|needed| needed.requirement.id == id).unwrap();
        assert_eq!((found.need, &found.reasons), (need, &reasons), "{forms:?} {aim:?} {requirement}");
    }
}

#[test]
fn what_is_no_form_of_the_pack_is_told() {
    let criteria = shipped();
    let found = tailor(&criteria, &BTreeSet::from(["paper", "smoke"]), Aim::Minimum);
    assert_eq!((found.unknown, found.leading_nowhere.len()), (vec!["smoke".to_owned()], 0));
}

// -------------------------------------------------------------------------------------- of any criteria

/// A requirement of a made-up pack: its part (an index), kind, level, and forms (a mask).
#[derive(Debug, Clone)]
struct Row {
    part: usize,
    kind: usize,
    level: u8,
    forms: u8,
    basic: bool,
}

/// Parts of a made-up pack: required whole, by the chapeau, or by form.
const PARTS: [(&str, &str); 5] =
    [("p0", "whole"), ("p1", "chapeau"), ("p2", "chapeau"), ("p3", "by form"), ("p4", "by form")];
const FORMS: [(&str, &[&str]); 5] =
    [("f0", &["p3"]), ("f1", &["p3", "p4"]), ("f2", &["p4"]), ("f3", &[]), ("f4", &["p3"])];

/// The forms of a mask.
fn forms(mask: u8) -> Vec<&'static str> {
    (0..5).filter(|bit| mask & (1 << bit) != 0).map(|bit| FORMS[bit].0).collect()
}

fn text(rows: &[Row]) -> String {
    let both = |key: &str| format!("{key}.ja = \"試\"\n{key}.en = \"x\"\n");
    let source = "{ document = \"S1\", lines = \"1\" }";
    let mut text =
        "kind = \"criteria\"\nid = \"made\"\nedition = \"1\"\nlanguages = [\"ja\", \"en\"]\nvalid_from = 2026-11-20\n"
            .to_owned();
    for key in ["title", "about", "licence", "ours", "ours_links"] {
        text.push_str(&both(key));
    }
    let _ = writeln!(text, "[[documents]]\nid = \"S1\"\ndate = \"unknown\"");
    for key in ["short", "title", "publisher"] {
        text.push_str(&both(key));
    }
    for (id, minimum) in PARTS {
        let _ = writeln!(text, "[[parts]]\nid = \"{id}\"\ntitle_by = \"mamori\"\nsource = {source}");
        let (minimum, by_form) = if minimum == "by form" { ("chapeau", "by_form = true\n") } else { (minimum, "") };
        let _ = writeln!(text, "minimum = \"{minimum}\"\n{by_form}{}{}", both("mark"), both("title"));
    }
    for level in 1..=3 {
        let _ = writeln!(text, "[[levels]]\nlevel = {level}\n{}{}", both("label"), both("text"));
    }
    for (id, parts) in FORMS {
        let _ = writeln!(text, "[[forms]]\nid = \"{id}\"\nparts = {parts:?}\nparts_by = \"mamori\"\nsource = {source}");
        let _ = writeln!(text, "{}{}", both("label"), both("text"));
    }
    let chapeaus = (1..5).map(|part| Row { part, kind: 0, level: 1, forms: 0, basic: part == 1 });
    for (i, row) in chapeaus.chain(rows.iter().cloned()).enumerate() {
        let (part, minimum) = PARTS[row.part];
        let kind = ["chapeau", "item", "measure"][row.kind];
        let whole = minimum == "whole";
        let kind = if whole && kind == "measure" { "item" } else { kind };
        let reached =
            |form: &&str| minimum != "by form" || FORMS.iter().any(|(id, parts)| id == form && parts.contains(&part));
        let narrowed: Vec<&str> = forms(row.forms).into_iter().filter(reached).collect();
        let basic = row.basic && minimum != "by form" && narrowed.is_empty() && (whole || kind == "chapeau");
        let _ = writeln!(text, "[[requirements]]\nid = \"made/r{i}\"\npart = \"{part}\"\nkind = \"{kind}\"");
        if kind == "measure" {
            let _ = writeln!(text, "level = {}", row.level);
        }
        let _ = writeln!(text, "forms = {narrowed:?}\nbasic = {basic}\nareas = [\"human\"]\nwritten_by = \"mamori\"");
        let _ = writeln!(text, "sources = [{source}]\n{}{}{}", both("title"), both("statement"), both("evidence"));
    }
    text
}

fn made() -> impl Strategy<Value = Criteria> {
    let row = (0..5_usize, 1..3_usize, 1..4_u8, any::<u8>(), any::<bool>(), any::<bool>()).prop_map(
        |(part, kind, level, forms, narrow, basic)| Row {
            part,
            kind,
            level,
            forms: if narrow { forms } else { 0 },
            basic,
        },
    );
    prop::collection::vec(row, 1..20).prop_map(|rows| criteria_of(text(&rows).as_bytes()))
}

fn aim() -> impl Strategy<Value = Aim> {
    prop_oneof![Just(Aim::Minimum), (0..5_u8).prop_map(Aim::Level)]
}

fn chosen(mask: u8) -> BTreeSet<&'static str> {
    forms(mask).into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn the_minimum_is_in_every_tailoring_with_the_same_forms(criteria in made(), mask in any::<u8>(), aim in aim()) {
        let least = required(&tailor(&criteria, &chosen(mask), Aim::Minimum));
        prop_assert!(least.is_subset(&required(&tailor(&criteria, &chosen(mask), aim))));
    }

    #[test]
    fn more_forms_never_take_a_requirement_away(
        criteria in made(), mask in any::<u8>(), more in any::<u8>(), aim in aim(),
    ) {
        let few = tailor(&criteria, &chosen(mask), aim);
        let many = tailor(&criteria, &chosen(mask | more), aim);
        for (one, other) in few.needs.iter().zip(&many.needs) {
            // Required stands before selectable, and selectable before not required.
            prop_assert!(other.need <= one.need, "{}", one.requirement.id);
        }
    }

    #[test]
    fn a_higher_level_never_takes_a_requirement_away(
        criteria in made(), mask in any::<u8>(), level in 0..4_u8, more in 0..4_u8,
    ) {
        let low = required(&tailor(&criteria, &chosen(mask), Aim::Level(level)));
        prop_assert!(low.is_subset(&required(&tailor(&criteria, &chosen(mask), Aim::Level(level + more)))));
    }

    #[test]
    fn a_basic_one_is_always_required(criteria in made(), mask in any::<u8>(), aim in aim()) {
        for needed in tailor(&criteria, &chosen(mask), aim).needs {
            if needed.requirement.basic {
                prop_assert_eq!((needed.need, needed.reasons), (Need::Required, vec![Reason::Basic]));
            }
        }
    }

    #[test]
    fn every_requirement_is_answered_once_in_order_with_a_reason(criteria in made(), mask in any::<u8>(), aim in aim()) {
        let found = tailor(&criteria, &chosen(mask), aim);
        let ids: Vec<&str> = found.needs.iter().map(|needed| needed.requirement.id.as_str()).collect();
        let all: Vec<&str> = criteria.requirements.iter().map(|requirement| requirement.id.as_str()).collect();
        prop_assert_eq!(ids, all);
        for needed in &found.needs {
            prop_assert!(!needed.reasons.is_empty());
            let none = needed.reasons.iter().any(|reason| matches!(reason, Reason::HasNone(_)));
            prop_assert_eq!(none, needed.need == Need::NotRequired);
        }
        prop_assert_eq!(tailor(&criteria, &chosen(mask), aim), found);
    }

    /// A part that depends on forms holds if, and only if, one of the forms leads to it.
    #[test]
    fn a_part_by_form_holds_where_a_form_leads_to_it(criteria in made(), mask in any::<u8>(), aim in aim()) {
        let found = tailor(&criteria, &chosen(mask), aim);
        for part in criteria.parts.iter().filter(|part| part.by_form) {
            let led = criteria.forms.iter().any(|form| form.parts.contains(&part.id) && chosen(mask).contains(form.id.as_str()));
            let chapeau = criteria.requirements_of(&part.id).find(|requirement| requirement.kind == Kind::Chapeau).unwrap();
            prop_assert_eq!(found.need(&chapeau.id) == Some(Need::Required), led);
        }
    }
}
