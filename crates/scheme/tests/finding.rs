//! Size class and eligibility over the shipped packs: tables with every boundary and every kind of scope.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]
#![expect(clippy::disallowed_methods, reason = "the pure crate reads no files; its test reads the shipped ones")]

use criteria::catalogue::Catalogue;
use criteria::pack::bodies::Field;
use scheme::eligibility::{Answer, Finding, find};
use scheme::sme::{Business, Class, Doubt, Form, classify};

fn catalogue() -> Catalogue {
    let read = |name: &str| std::fs::read(format!("{}/../../packs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (bodies, industries) = (read("bodies-2025-09/2026-11.toml"), read("industries/2026-11.toml"));
    Catalogue::open([("bodies", bodies.as_slice()), ("industries", industries.as_slice())]).unwrap()
}

fn company(industry: &str, capital: Option<u64>, employees: u32) -> Business {
    Business { form: Form::Company, capital, employees, main_industry: industry.to_owned(), special: None }
}

const MILLION: u64 = 1_000_000;

/// industry, capital, employees → class. 「以下」: the limit itself qualifies; capital or employees suffices.
#[test]
fn the_limits_are_those_of_the_law() {
    let catalogue = catalogue();
    let industries = catalogue.industries().unwrap();
    for (industry, capital, employees, class) in [
        ("E26", Some(300 * MILLION), 301, Class::Sme),
        ("E26", Some(301 * MILLION), 300, Class::Sme),
        ("E26", Some(301 * MILLION), 301, Class::Larger),
        ("E26", Some(10 * MILLION), 20, Class::Small),
        ("E26", Some(10 * MILLION), 21, Class::Sme),
        ("E26", None, 40, Class::Sme),
        ("E26", None, 301, Class::Unknown),
        ("I54", Some(100 * MILLION), 101, Class::Sme),
        ("I54", Some(101 * MILLION), 101, Class::Larger),
        ("I58", Some(50 * MILLION), 51, Class::Sme),
        ("I58", Some(51 * MILLION), 51, Class::Larger),
        ("I58", Some(51 * MILLION), 5, Class::Small),
        ("L72", Some(50 * MILLION), 101, Class::Sme),
        ("L72", Some(51 * MILLION), 101, Class::Larger),
        ("L72", Some(51 * MILLION), 6, Class::Sme),
        ("Z00", Some(MILLION), 1, Class::Unknown),
    ] {
        let answer = classify(&company(industry, capital, employees), industries);
        assert_eq!(answer.class, class, "{industry} {capital:?} {employees}");
    }
}

#[test]
fn a_special_sector_of_the_cabinet_order_widens_the_limits() {
    let catalogue = catalogue();
    let industries = catalogue.industries().unwrap();
    for (industry, special, capital, employees, class) in [
        ("E19", "rubber", 301 * MILLION, 900, Class::Sme),
        ("E19", "rubber", 301 * MILLION, 901, Class::Larger),
        ("G39", "software", 300 * MILLION, 301, Class::Sme),
        ("M75", "ryokan", 51 * MILLION, 200, Class::Sme),
        ("M75", "ryokan", 51 * MILLION, 201, Class::Larger),
        ("M75", "wholesale", 51 * MILLION, 101, Class::Larger),
    ] {
        let business = Business { special: Some(special.to_owned()), ..company(industry, Some(capital), employees) };
        assert_eq!(classify(&business, industries).class, class, "{special} {capital} {employees}");
    }
}

#[test]
fn an_individual_is_judged_by_employees_alone() {
    let catalogue = catalogue();
    let industries = catalogue.industries().unwrap();
    for (employees, class) in [(20, Class::Small), (300, Class::Sme), (301, Class::Larger)] {
        let business = Business { form: Form::SoleProprietor, ..company("E26", Some(1), employees) };
        let answer = classify(&business, industries);
        assert_eq!(answer.class, class, "{employees}");
        assert_eq!(answer.tests.len(), 1, "capital is not asked");
    }
}

#[test]
fn what_should_be_looked_at_again_is_said() {
    let catalogue = catalogue();
    let industries = catalogue.industries().unwrap();
    assert_eq!(classify(&company("G41", Some(MILLION), 10), industries).doubts, [Doubt::PartOfIndustry]);
    assert_eq!(classify(&company("E26", None, 301), industries).doubts, [Doubt::CapitalUnknown]);
    assert!(classify(&company("E26", None, 40), industries).doubts.is_empty(), "employees alone qualify");
}

fn judged(industry: &str, employees: u32, fields: Option<&[Field]>) -> Finding {
    let catalogue = catalogue();
    let business = company("E26", Some(400 * MILLION), employees);
    find(catalogue.bodies().unwrap(), catalogue.industries().unwrap(), &business, industry, fields)
}

fn counts(finding: &Finding) -> [usize; 3] {
    [Answer::Fits, Answer::ToConfirm, Answer::Outside]
        .map(|answer| finding.bodies.iter().filter(|body| body.fit.answer == answer).count())
}

fn answer_of(finding: &Finding, body: &str) -> Answer {
    finding.bodies.iter().find(|found| found.body == format!("bodies-2025-09/{body}")).unwrap().fit.answer
}

/// Spec 7 §7: E26 with 40 people = 7 in, 1 out, 0 to check.
#[test]
fn a_die_shop_of_forty_finds_seven_bodies() {
    let finding = judged("E26", 40, None);
    assert_eq!(counts(&finding), [7, 0, 1]);
    assert_eq!(answer_of(&finding, "bsk"), Answer::Outside);
    assert!(finding.bodies.is_sorted_by_key(|body| body.fit.answer), "those that fit stand first");
}

#[test]
fn a_field_is_no_code_and_has_to_be_declared() {
    assert_eq!(answer_of(&judged("E31", 40, None), "bsk"), Answer::ToConfirm);
    assert_eq!(answer_of(&judged("E31", 40, Some(&[Field::Aviation])), "bsk"), Answer::Fits);
    assert_eq!(answer_of(&judged("E31", 40, Some(&[])), "bsk"), Answer::Outside);
    assert_eq!(
        answer_of(&judged("E26", 40, Some(&[Field::Space])), "bsk"),
        Answer::Outside,
        "the industry comes first"
    );
}

#[test]
fn a_body_for_small_companies_leaves_larger_ones_outside() {
    assert_eq!(answer_of(&judged("E26", 300, None), "ride"), Answer::Fits);
    assert_eq!(answer_of(&judged("E26", 301, None), "ride"), Answer::Outside);
}

#[test]
fn a_body_for_manufacturing_leaves_services_outside() {
    assert_eq!(answer_of(&judged("E24", 40, None), "kanagata"), Answer::Fits);
    assert_eq!(answer_of(&judged("G39", 40, None), "kanagata"), Answer::Outside);
    assert_eq!(counts(&judged("G39", 40, None)), [6, 0, 2]);
}

/// A division covers part of a scope of middle groups: somebody has to look.
#[test]
fn a_whole_division_is_to_be_confirmed_against_some_of_its_groups() {
    assert_eq!(answer_of(&judged("E", 40, Some(&[Field::Aviation])), "bsk"), Answer::ToConfirm);
    assert_eq!(answer_of(&judged("E", 40, None), "kanagata"), Answer::Fits);
}
