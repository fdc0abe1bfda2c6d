//! Many checks together: what is shown never points at one of them.

#![expect(clippy::disallowed_methods, reason = "the tests read the shipped packs")]

use criteria::aggregate::{Aggregate, aggregate};
use criteria::answers::{Answer, Answers};
use criteria::edition::EditionId;
use criteria::pack::checklist::{Checklist, Item};
use criteria::pack::{Content, parse};

fn pack() -> (EditionId, Checklist) {
    let path = format!("{}/../../packs/tics-19/2026-11.toml", env!("CARGO_MANIFEST_DIR"));
    let pack = parse(&std::fs::read(path).unwrap()).unwrap();
    let Content::Checklist(checklist) = pack.content else { panic!("tics-19 is a checklist") };
    (pack.edition, checklist)
}

/// Seven companies that say ○ to everything, but for the questions named, which the first answers △.
fn seven<'a>(checklist: &'a Checklist, but: &[&str]) -> Vec<Answers<'a>> {
    let company = |number: usize| {
        let mut answers = Answers::blank(checklist);
        for item in &checklist.items {
            let differs = number == 0 && but.contains(&item.number());
            answers.set(&item.id, Some(if differs { Answer::Partial } else { Answer::Implemented })).unwrap();
        }
        answers
    };
    (0..7).map(company).collect()
}

fn mean_of(found: &Aggregate, axis: &str) -> Option<u8> {
    found.axes.iter().find(|mean| mean.axis == axis).unwrap().mean
}

#[test]
fn fewer_than_five_are_not_counted() {
    let (edition, checklist) = pack();
    let all = seven(&checklist, &[]);
    assert_eq!(aggregate(&edition, &all[..4]), None);
    assert_eq!(aggregate(&edition, &all[..5]).unwrap().checks, 5);
    assert_eq!(aggregate(&edition, &[]), None);
}

#[test]
fn what_everybody_says_is_shown() {
    let (edition, checklist) = pack();
    let found = aggregate(&edition, &seven(&checklist, &[])).unwrap();
    assert!(found.items.iter().all(|counts| counts.cells() == [Some(7), Some(0), Some(0), Some(0), Some(0)]));
    assert_eq!((found.overall, mean_of(&found, "effort-1")), (Some(100), Some(100)));
}

#[test]
fn a_mean_that_would_give_a_hidden_count_away_is_hidden_too() {
    let (edition, checklist) = pack();
    // Question 1 is the only one of effort 1: six ○ and one △ are hidden, and 93 would tell them.
    let found = aggregate(&edition, &seven(&checklist, &["1"])).unwrap();
    assert_eq!(found.items[0].cells(), [None, None, Some(0), Some(0), Some(0)]);
    assert_eq!(mean_of(&found, "effort-1"), None);
    assert_eq!(found.overall, None, "the whole with all other parts would give it away");
    assert_eq!(mean_of(&found, "effort-2"), Some(100));
}

#[test]
fn over_many_hidden_counts_a_mean_tells_nothing_of_one() {
    let (edition, checklist) = pack();
    let effort_8: Vec<&str> = checklist.items_of("effort-8").map(Item::number).collect();
    assert!(effort_8.len() >= 3);
    let found = aggregate(&edition, &seven(&checklist, &effort_8)).unwrap();
    assert_eq!(mean_of(&found, "effort-8"), Some(93));
    assert!(found.overall.is_some());
}

#[test]
fn the_form_of_an_aggregate_is_a_promise() {
    let (edition, checklist) = pack();
    let found = aggregate(&edition, &seven(&checklist, &["1"])).unwrap();
    let json = serde_json::to_string(&found).unwrap();
    let head = format!(
        r#"{{"pack":"tics-19","edition":"2026-11","sha256":"{}","checks":7,"items":[{{"item":"tics-19/1","implemented":null,"partial":null,"not_implemented":0,"not_applicable":0,"unanswered":0}},"#,
        edition.sha256
    );
    assert!(json.starts_with(&head), "{json}");
    assert!(json.contains(r#""axes":[{"axis":"effort-1","mean":null},"#), "{json}");
    assert!(json.ends_with(r#""overall":null}"#), "{json}");
}
