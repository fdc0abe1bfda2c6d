//! What one edition says against the one before: which items changed how, and which answers stay good.

use criteria::answers::Answer;
use criteria::edition::{Change, ItemChange, compare};
use criteria::pack::checklist::{Checklist, Item, Within};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::random::{answered, checklists};
use crate::small::{Row, Small, given};

/// One change from the edition before, and what is said about it.
struct Case {
    rule: &'static str,
    change: fn(&mut Checklist),
    /// Number, changes, answers that carry over; every other item is unchanged and carries all over.
    told: &'static [(u8, &'static [Change], &'static str)],
}

/// Five items on the axes a a b b b; item 4 allows ○ and × only, the others all four answers.
#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { rule: "what is the same is unchanged", change: |_| {}, told: &[] },
    Case { rule: "an item only in the newer edition was added, and has no answer yet",
        change: |new| new.items.insert(2, Item { id: "small/9".to_owned(), ..new.items[0].clone() }),
        told: &[(9, &[Change::Added], "")] },
    Case { rule: "an item only in the older edition was removed, and its answer goes nowhere",
        change: |new| { new.items.remove(1); },
        told: &[(2, &[Change::Removed], "")] },
    Case { rule: "an item with a new id is one removed and one added",
        change: |new| new.items[1].id = "small/9".to_owned(),
        told: &[(9, &[Change::Added], ""), (2, &[Change::Removed], "")] },
    Case { rule: "another question has to be answered again", change: |new| new.items[1].question.ja.push('。'),
        told: &[(2, &[Change::Reworded], "")] },
    Case { rule: "a question that reads differently in English only, too",
            change: |new| new.items[1].question.en.push('!'),
        told: &[(2, &[Change::Reworded], "")] },
    Case { rule: "another label has to be answered again", change: |new| new.items[4].label.ja.push('。'),
        told: &[(5, &[Change::Reworded], "")] },
    Case { rule: "an item on another axis was moved, and its answer stays good",
        change: |new| new.items[0].axis = "b".to_owned(),
        told: &[(1, &[Change::Moved], "○△×−")] },
    Case { rule: "the first item put last is the one that was moved",
        change: |new| new.items.rotate_left(1),
        told: &[(1, &[Change::Moved], "○△×−")] },
    Case { rule: "the last item put first is the one that was moved",
        change: |new| new.items.rotate_right(1),
        told: &[(5, &[Change::Moved], "○△×−")] },
    Case { rule: "an item put elsewhere on another axis was moved once",
        change: |new| { new.items.rotate_left(1); new.items[4].axis = "b".to_owned(); },
        told: &[(1, &[Change::Moved], "○△×−")] },
    Case { rule: "an item before a new one was not moved by it",
        change: |new| new.items.insert(0, Item { id: "small/9".to_owned(), ..new.items[0].clone() }),
        told: &[(9, &[Change::Added], "")] },
    Case { rule: "another reason is an explanation", change: |new| new.items[1].why.ja.push('。'),
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "another good example is an explanation", change: |new| new.items[1].good.en.push('!'),
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "another first step is an explanation", change: |new| new.items[1].start.within = Within::Month,
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "another record is an explanation", change: |new| new.items[1].record.ja.push('。'),
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "another weight changes the score, not the answer", change: |new| new.items[1].weight = 7,
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "another priority changes the order, not the answer", change: |new| new.items[1].priority = 7,
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "other foundations change the order, not the answer", change: |new| new.items[1].builds_on.clear(),
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "other cases are an explanation", change: |new| new.items[1].cases.push("leaks/1".to_owned()),
        told: &[(2, &[Change::Explained], "○△×−")] },
    Case { rule: "an answer that is no longer allowed does not carry over",
        change: |new| new.items[0].answers.retain(|answer| *answer != Answer::NotApplicable),
        told: &[(1, &[Change::AnswersChanged], "○△×")] },
    Case { rule: "a new answer could not have been given before",
        change: |new| new.items[3].answers.insert(1, Answer::Partial),
        told: &[(4, &[Change::AnswersChanged], "○×")] },
    Case { rule: "where no answer is left of those there were, the question must be asked again",
        change: |new| new.items[3].answers = vec![Answer::Partial],
        told: &[(4, &[Change::AnswersChanged], "")] },
    Case { rule: "everything at once is all told, and being reworded decides",
        change: |new| {
            new.items[1].label.en.push('!');
            new.items[1].why.en.push('!');
            new.items[1].axis = "b".to_owned();
            new.items[1].answers = vec![Answer::Implemented];
        },
        told: &[(2, &[Change::Reworded, Change::Moved, Change::Explained, Change::AnswersChanged], "")] },
    Case { rule: "each item is told for itself, in the order of the newer edition, removed ones last",
        change: |new| {
            new.items[3].priority = 9;
            new.items[2].question.ja.push('。');
            new.items.remove(0);
            new.items.swap(0, 3);
        },
        // 2 and 5 changed places: around 3 and 4, which did not.
        told: &[
            (5, &[Change::Moved], "○△×−"),
            (3, &[Change::Reworded], ""),
            (4, &[Change::Explained], "○×"),
            (2, &[Change::Moved], "○△×−"),
            (1, &[Change::Removed], ""),
        ] },
];

#[test]
fn every_change_is_told_and_says_which_answers_carry_over() {
    for case in CASES {
        check(case);
    }
}

fn check(case: &Case) {
    let older = five().checklist();
    let mut newer = older.clone();
    (case.change)(&mut newer);
    let found = compare(&older, &newer);
    let told: Vec<(String, Vec<Change>, String)> = found
        .iter()
        .filter(|item| older.item(&item.item).is_none_or(|before| **item != unchanged(&item.item, &before.answers)))
        .map(|item| (item.item.clone(), item.changes.clone(), marks(&item.carries_over)))
        .collect();
    let expected: Vec<(String, Vec<Change>, String)> = case
        .told
        .iter()
        .map(|(number, changes, carried)| (format!("small/{number}"), changes.to_vec(), (*carried).to_owned()))
        .collect();
    assert_eq!(told, expected, "{}", case.rule);
    let gone = older.items.iter().filter(|item| newer.item(&item.id).is_none());
    let order: Vec<&String> = newer.items.iter().chain(gone).map(|item| &item.id).collect();
    let listed: Vec<&String> = found.iter().map(|item| &item.item).collect();
    assert_eq!(listed, order, "{}: every item of either edition once", case.rule);
}

fn five() -> Small {
    let row = |axis: &str, builds_on: &[usize], answers: &[Answer]| Row {
        axis: axis.to_owned(),
        weight: 1,
        priority: 50,
        builds_on: builds_on.to_vec(),
        answers: answers.to_vec(),
    };
    let (all, two) = (Answer::ALL, [Answer::Implemented, Answer::NotImplemented]);
    let items =
        vec![row("a", &[], &all), row("a", &[1], &all), row("b", &[], &all), row("b", &[], &two), row("b", &[], &all)];
    Small { axes: vec!["a".to_owned(), "b".to_owned()], partial: 50, strong_from: 80, weak_below: 50, items }
}

fn unchanged(item: &str, answers: &[Answer]) -> ItemChange {
    ItemChange { item: item.to_owned(), changes: Vec::new(), carries_over: answers.to_vec() }
}

fn marks(answers: &[Answer]) -> String {
    answers.iter().map(|answer| answer.mark()).collect()
}

/// The length of the longest rising run, by laying cards on piles.
fn longest_run(places: &[usize]) -> usize {
    let mut piles: Vec<usize> = Vec::new();
    for place in places {
        match piles.iter().position(|top| top >= place) {
            Some(pile) => piles[pile] = *place,
            None => piles.push(*place),
        }
    }
    piles.len()
}

proptest! {
    #[test]
    fn the_same_edition_has_no_changes_and_keeps_every_answer(small in checklists()) {
        let checklist = small.checklist();
        let expected: Vec<ItemChange> =
            checklist.items.iter().map(|item| unchanged(&item.id, &item.answers)).collect();
        prop_assert_eq!(compare(&checklist, &small.checklist()), expected);
    }

    /// Between neighbours it cannot be said which of the two was moved, but it was one.
    #[test]
    fn one_moved_item_is_told_as_one_moved_item(small in checklists(), from in any::<Index>(), to in any::<Index>()) {
        let older = small.checklist();
        let (from, to) = (from.index(older.items.len()), to.index(older.items.len()));
        prop_assume!(from != to);
        let mut newer = older.clone();
        let item = newer.items.remove(from);
        newer.items.insert(to, item);
        let found = compare(&older, &newer);
        let moved: Vec<&ItemChange> = found.iter().filter(|item| !item.changes.is_empty()).collect();
        prop_assert_eq!(moved.len(), 1);
        prop_assert_eq!(&moved[0].changes, &[Change::Moved]);
        if from.abs_diff(to) > 1 {
            prop_assert_eq!(&moved[0].item, &older.items[from].id);
        }
    }

    #[test]
    fn what_one_direction_calls_added_the_other_calls_removed_and_nothing_else_changes(
        small in checklists(),
        kept in prop::collection::vec(any::<bool>(), 30),
    ) {
        let whole = small.checklist();
        let mut part = whole.clone();
        let mut keep = kept.iter();
        part.items.retain(|_| *keep.next().unwrap());
        let of = |found: Vec<ItemChange>| -> Vec<String> {
            let changed = found.into_iter().filter(|item| !item.changes.is_empty());
            changed.map(|item| format!("{} {:?}", item.item, item.changes)).collect()
        };
        let missing: Vec<&String> =
            whole.items.iter().filter(|item| part.item(&item.id).is_none()).map(|item| &item.id).collect();
        let expected = |change: &str| missing.iter().map(|id| format!("{id} [{change}]")).collect::<Vec<_>>();
        prop_assert_eq!(of(compare(&part, &whole)), expected("Added"));
        prop_assert_eq!(of(compare(&whole, &part)), expected("Removed"));
    }

    #[test]
    fn the_items_that_did_not_move_kept_their_order(
        small in checklists(),
        order in Just((0..30).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let older = small.checklist();
        let mut newer = older.clone();
        newer.items = order.iter().filter_map(|place| older.items.get(*place).cloned()).collect();
        let found = compare(&older, &newer);
        let place = |id: &String| older.items.iter().position(|item| item.id == *id).unwrap();
        let stayed: Vec<usize> =
            found.iter().filter(|item| item.changes.is_empty()).map(|item| place(&item.item)).collect();
        prop_assert!(stayed.is_sorted());
        let places: Vec<usize> = newer.items.iter().map(|item| place(&item.id)).collect();
        prop_assert_eq!(stayed.len(), longest_run(&places), "as few as possible are told to have moved");
        for item in &found {
            prop_assert_eq!(&item.carries_over, &older.items[place(&item.item)].answers);
        }
    }

    #[test]
    fn an_answer_that_carries_over_can_be_given_to_the_newer_edition(
        (small, answers) in answered(),
        other in checklists(),
    ) {
        let (older, newer) = (small.checklist(), other.checklist());
        let before = given(&older, &answers);
        let mut after = criteria::answers::Answers::blank(&newer);
        for change in compare(&older, &newer) {
            let old = before.iter().find(|(item, _)| item.id == change.item).and_then(|(_, answer)| answer);
            if let Some(answer) = old.filter(|answer| change.carries_over.contains(answer)) {
                prop_assert_eq!(after.set(&change.item, Some(answer)), Ok(()));
            }
        }
    }
}
