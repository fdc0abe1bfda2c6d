//! The score: worked by hand in small cases, then held to its promises on random checklists.

#[path = "support/score_cases.rs"]
mod score_cases;

use criteria::answers::{Answer, Answers};
use criteria::pack::checklist::{Checklist, Item};
use criteria::score::{AxisScore, Comparison, DifferentChecklist, NextStep, Reason, Score, Standing, compare, score};
use criteria::sheet::marks;
use proptest::prelude::*;
use proptest::sample::Index;
use score_cases::{CASES, Case};

use crate::random::answered;
use crate::small::{Row, Small, given};

// ------------------------------------------------------------------------------------ by hand

#[test]
fn the_cases_worked_by_hand_come_out_so() {
    for case in CASES {
        check(case);
    }
}

fn check(case: &Case) {
    let mut axes: Vec<String> = case.items.iter().map(|(axis, ..)| (*axis).to_owned()).collect();
    axes.push("a".to_owned());
    axes.sort();
    axes.dedup();
    let items = case.items.iter().map(|(axis, weight, priority, builds_on)| Row {
        axis: (*axis).to_owned(),
        weight: *weight,
        priority: *priority,
        builds_on: builds_on.to_vec(),
        answers: Answer::ALL.to_vec(),
    });
    let small = Small { axes, partial: 50, strong_from: 80, weak_below: 50, items: items.collect() };
    let checklist = small.checklist();
    let marks: Vec<Option<Answer>> = case.answers.chars().map(|mark| marks::answer(&mark.to_string())).collect();
    assert_eq!(marks.len(), checklist.items.len(), "{}", case.rule);
    let found = score(&given(&checklist, &marks));
    let coverage = (found.coverage.items, found.coverage.answered, found.coverage.not_applicable);
    let axes: Vec<String> = found.axes.iter().map(shown_axis).collect();
    let steps: Vec<String> = found.next_steps.iter().map(shown_step).collect();
    assert_eq!(found.overall, case.overall, "{}: overall", case.rule);
    assert_eq!(coverage, case.covered, "{}: coverage", case.rule);
    assert_eq!(axes.join(", "), case.axes, "{}", case.rule);
    assert_eq!(found.strong.join(" "), case.strong, "{}: strong", case.rule);
    assert_eq!(found.weak.join(" "), case.weak, "{}: weak", case.rule);
    assert_eq!(found.headline(), case.headline, "{}", case.rule);
    assert_eq!(steps, case.steps, "{}", case.rule);
}

fn shown_axis(axis: &AxisScore) -> String {
    let score = axis.score.map_or_else(|| "-".to_owned(), |score| score.to_string());
    format!("{} {score} {:?}", axis.axis, axis.standing)
}

fn shown_step(step: &NextStep) -> String {
    let number = |id: &String| id.trim_start_matches("small/").to_owned();
    let reasons = step.reasons.iter().map(|reason| match reason {
        Reason::Gap { missing } => missing.to_string(),
        Reason::Foundation { items } => format!("for {}", items.iter().map(number).collect::<Vec<_>>().join(",")),
        Reason::WeakAxis { axis } => format!("weak {axis}"),
    });
    format!("{} {} {}", number(&step.item), step.answer.mark(), reasons.collect::<Vec<_>>().join(" "))
}

// ---------------------------------------------------------------------------------- promises

proptest! {
    /// × → △ → ○, as far as the item allows them.
    #[test]
    fn a_better_answer_never_lowers_a_score((small, mut answers) in answered(), which in any::<Index>()) {
        let checklist = small.checklist();
        let item = which.index(checklist.items.len());
        let rising = [Answer::NotImplemented, Answer::Partial, Answer::Implemented];
        let allowed = rising.into_iter().filter(|answer| checklist.items[item].answers.contains(answer));
        let mut before: Option<Score> = None;
        for answer in allowed {
            answers[item] = Some(answer);
            let after = score(&given(&checklist, &answers));
            if let Some(before) = before {
                prop_assert!(after.overall >= before.overall);
                for (after, before) in after.axes.iter().zip(&before.axes) {
                    prop_assert!(after.score >= before.score, "{}", after.axis);
                }
            }
            before = Some(after);
        }
    }

    #[test]
    fn an_answer_touches_no_axis_but_its_own((small, answers) in answered(), which in any::<Index>()) {
        let checklist = small.checklist();
        let item = which.index(checklist.items.len());
        let own = &checklist.items[item].axis;
        let before = score(&given(&checklist, &answers));
        for answer in checklist.items[item].answers.iter().copied().map(Some).chain([None]) {
            let mut changed = answers.clone();
            changed[item] = answer;
            let after = score(&given(&checklist, &changed));
            for (after, before) in after.axes.iter().zip(&before.axes).filter(|(after, _)| after.axis != *own) {
                prop_assert_eq!(after, before, "{:?} on {}", answer, &checklist.items[item].id);
            }
        }
    }

    #[test]
    fn the_order_of_answering_never_matters(
        (small, answers) in answered(),
        order in Just((0..30).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let checklist = small.checklist();
        let straight = given(&checklist, &answers);
        let mut shuffled = Answers::blank(&checklist);
        // The first round answers something else, where the item allows it: only the last word counts.
        for round in 0..2 {
            for position in order.iter().filter(|position| **position < answers.len()) {
                let item = &checklist.items[*position];
                let answer = if round == 0 { item.answers.last().copied() } else { answers[*position] };
                shuffled.set(&item.id, answer).unwrap();
            }
        }
        prop_assert_eq!(score(&shuffled), score(&straight));
        prop_assert_eq!(shuffled, straight);
    }

    #[test]
    fn the_place_of_an_item_in_the_pack_does_not_change_an_axis(
        (small, answers) in answered(),
        order in Just((0..30).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let checklist = small.checklist();
        let order: Vec<usize> = order.into_iter().filter(|position| *position < answers.len()).collect();
        let permuted = Checklist {
            items: order.iter().map(|position| checklist.items[*position].clone()).collect(),
            ..checklist.clone()
        };
        let moved: Vec<Option<Answer>> = order.iter().map(|position| answers[*position]).collect();
        let (before, after) = (score(&given(&checklist, &answers)), score(&given(&permuted, &moved)));
        prop_assert_eq!(after.axes, before.axes);
        prop_assert_eq!((after.overall, after.coverage), (before.overall, before.coverage));
        prop_assert_eq!((after.strong, after.weak), (before.strong, before.weak));
    }

    /// It counts neither above nor below the line: as if the question were not asked.
    #[test]
    fn an_open_question_scores_like_one_that_is_not_in_the_pack(
        (small, mut answers) in answered(),
        which in any::<Index>(),
    ) {
        let checklist = small.checklist();
        let item = which.index(checklist.items.len());
        answers[item] = None;
        let with = score(&given(&checklist, &answers));
        let mut shorter = checklist.clone();
        let removed = shorter.items.remove(item);
        answers.remove(item);
        let without = score(&given(&shorter, &answers));
        prop_assert_eq!(with.overall, without.overall);
        for (with, without) in with.axes.iter().zip(&without.axes) {
            prop_assert_eq!(with.score, without.score);
            let own = u32::from(with.axis == removed.axis);
            prop_assert_eq!(with.coverage.items, without.coverage.items + own);
            prop_assert_eq!(with.coverage.answered, without.coverage.answered);
        }
        prop_assert_eq!(items(&with), items(&without));
    }

    /// × is never the better of the two; it is a score where taking it back may leave none; and
    /// only × is a step to take. As numbers they agree only where nothing else has points, or where
    /// rounding hides the difference.
    #[test]
    fn unanswered_is_not_a_cross((small, mut answers) in answered(), which in any::<Index>()) {
        let checklist = small.checklist();
        let item = which.index(checklist.items.len());
        prop_assume!(checklist.items[item].answers.contains(&Answer::NotImplemented));
        let id = &checklist.items[item].id;
        answers[item] = None;
        let open = score(&given(&checklist, &answers));
        answers[item] = Some(Answer::NotImplemented);
        let cross = score(&given(&checklist, &answers));
        prop_assert!(cross.overall.is_some());
        match open.overall {
            None => prop_assert_eq!(cross.overall, Some(0)),
            Some(0) => prop_assert_eq!(cross.overall, Some(0)),
            overall => prop_assert!(cross.overall <= overall),
        }
        prop_assert_eq!(cross.coverage.answered, open.coverage.answered + 1);
        prop_assert!(items(&cross).contains(&id.as_str()) && !items(&open).contains(&id.as_str()));
        // Exactly, before rounding: equal only if nothing else that counts has points.
        let (points, weight) = sums(&small, &answers, Some(item));
        let (same_points, more_weight) = sums(&small, &answers, None);
        prop_assert_eq!(same_points, points);
        prop_assert_eq!(points * more_weight == same_points * weight, points == 0);
    }

    #[test]
    fn every_percentage_is_the_weighted_mean_rounded_half_up((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        prop_assert_eq!(found.overall, half_up(sums(&small, &answers, None)));
        for axis in &found.axes {
            let own = small.items.iter().zip(&answers).map(|(item, answer)| answer.filter(|_| item.axis == axis.axis));
            let own: Vec<Option<Answer>> = own.collect();
            prop_assert_eq!(axis.score, half_up(sums(&small, &own, None)));
            prop_assert!(axis.score.is_none_or(|score| score <= 100));
        }
        prop_assert!(found.overall.is_none_or(|score| score <= 100));
    }

    #[test]
    fn coverage_adds_up_over_the_axes((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        let count = |wanted: fn(&Option<Answer>) -> bool| answers.iter().filter(|answer| wanted(answer)).count();
        prop_assert_eq!(found.coverage.items as usize, answers.len());
        prop_assert_eq!(found.coverage.answered as usize, count(Option::is_some));
        prop_assert_eq!(found.coverage.not_applicable as usize, count(|answer| *answer == Some(Answer::NotApplicable)));
        let sum = |part: fn(&AxisScore) -> u32| found.axes.iter().map(part).sum::<u32>();
        prop_assert_eq!(sum(|axis| axis.coverage.items), found.coverage.items);
        prop_assert_eq!(sum(|axis| axis.coverage.answered), found.coverage.answered);
        prop_assert_eq!(sum(|axis| axis.coverage.not_applicable), found.coverage.not_applicable);
    }

    #[test]
    fn every_open_item_is_one_next_step_and_nothing_else_is((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        let open = |answer: &Option<Answer>| matches!(answer, Some(Answer::Partial | Answer::NotImplemented));
        let mut expected: Vec<(&str, Answer)> = checklist
            .items
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| open(answer))
            .map(|(item, answer)| (item.id.as_str(), answer.unwrap()))
            .collect();
        let mut steps: Vec<(&str, Answer)> =
            found.next_steps.iter().map(|step| (step.item.as_str(), step.answer)).collect();
        expected.sort_unstable();
        steps.sort_unstable();
        prop_assert_eq!(steps, expected);
    }

    #[test]
    fn a_next_step_stands_after_the_open_items_it_builds_on((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        let steps = items(&found);
        for (place, step) in steps.iter().enumerate() {
            let item = checklist.item(step).unwrap();
            for base in steps.iter().enumerate().filter(|(_, base)| item.builds_on.iter().any(|id| id == *base)) {
                prop_assert!(base.0 < place, "{} builds on {}", step, base.1);
            }
        }
    }

    #[test]
    fn without_foundations_the_steps_fall_in_priority_times_gap((mut small, answers) in answered()) {
        small.items.iter_mut().for_each(|item| item.builds_on.clear());
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        let rank = |step: &NextStep| {
            let place = checklist.items.iter().position(|item| item.id == step.item).unwrap();
            let missing = if step.answer == Answer::Partial { 100 - small.partial } else { 100 };
            (std::cmp::Reverse(u32::from(checklist.items[place].priority) * u32::from(missing)), place)
        };
        prop_assert!(found.next_steps.is_sorted_by_key(rank));
    }

    #[test]
    fn the_reasons_of_a_step_are_its_gap_its_dependants_and_its_weak_axis((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        let steps = items(&found);
        for step in &found.next_steps {
            let item = checklist.item(&step.item).unwrap();
            let missing = if step.answer == Answer::Partial { 100 - small.partial } else { 100 };
            let leaning = |other: &&Item| other.builds_on.contains(&step.item) && steps.contains(&other.id.as_str());
            let leaning: Vec<String> = checklist.items.iter().filter(leaning).map(|other| other.id.clone()).collect();
            let mut expected = vec![Reason::Gap { missing }];
            if !leaning.is_empty() {
                expected.push(Reason::Foundation { items: leaning });
            }
            if found.weak.contains(&item.axis) {
                expected.push(Reason::WeakAxis { axis: item.axis.clone() });
            }
            prop_assert_eq!(&step.reasons, &expected, "{}", &step.item);
        }
    }

    #[test]
    fn strong_and_weak_are_the_axes_that_stand_so_and_never_the_same((small, answers) in answered()) {
        let checklist = small.checklist();
        let found = score(&given(&checklist, &answers));
        for axis in &found.axes {
            let (strong, weak) = (found.strong.contains(&axis.axis), found.weak.contains(&axis.axis));
            prop_assert!(!(strong && weak));
            prop_assert_eq!(strong, axis.standing == Standing::Strong);
            prop_assert_eq!(weak, axis.standing == Standing::Weak);
            prop_assert_eq!(strong, axis.score.is_some_and(|score| score >= small.strong_from));
            prop_assert_eq!(weak, axis.score.is_some_and(|score| score < small.weak_below));
        }
        let of = |id: &String| found.axes.iter().find(|axis| axis.axis == *id).unwrap().score;
        prop_assert!(found.strong.is_sorted_by_key(|id| std::cmp::Reverse(of(id))));
        prop_assert!(found.weak.is_sorted_by_key(of));
        let all = found.strong.len() + found.weak.len();
        prop_assert!(all <= found.axes.len());
    }
}

fn items(score: &Score) -> Vec<&str> {
    score.next_steps.iter().map(|step| step.item.as_str()).collect()
}

/// Points and weights of what counts, `except` one item.
fn sums(small: &Small, answers: &[Option<Answer>], except: Option<usize>) -> (u64, u64) {
    let counted = small.items.iter().zip(answers).enumerate().filter(|(i, _)| Some(*i) != except);
    counted.fold((0, 0), |(points, weight), (_, (item, answer))| {
        let own = u64::from(item.weight);
        match answer {
            Some(Answer::Implemented) => (points + 100 * own, weight + own),
            Some(Answer::Partial) => (points + u64::from(small.partial) * own, weight + own),
            Some(Answer::NotImplemented) => (points, weight + own),
            Some(Answer::NotApplicable) | None => (points, weight),
        }
    })
}

fn half_up((points, weight): (u64, u64)) -> Option<u8> {
    let (whole, rest) = (points.checked_div(weight)?, points.checked_rem(weight)?);
    u8::try_from(if 2 * rest >= weight { whole + 1 } else { whole }).ok()
}

// ------------------------------------------------------------------------------- comparisons

fn two() -> impl Strategy<Value = (Small, Vec<Option<Answer>>, Vec<Option<Answer>>)> {
    (answered(), prop::collection::vec(prop::option::of(any::<Index>()), 30)).prop_map(|((small, before), choices)| {
        let after = small
            .items
            .iter()
            .zip(&before)
            .zip(choices)
            .map(|((item, before), choice)| choice.map_or(*before, |choice| Some(*choice.get(&item.answers))))
            .collect();
        (small, before, after)
    })
}

fn turned(comparison: Comparison) -> Comparison {
    let Comparison { mut overall, mut axes, mut items } = comparison;
    std::mem::swap(&mut overall.before, &mut overall.after);
    axes.iter_mut().for_each(|axis| std::mem::swap(&mut axis.before, &mut axis.after));
    items.iter_mut().for_each(|item| std::mem::swap(&mut item.before, &mut item.after));
    Comparison { overall, axes, items }
}

proptest! {
    #[test]
    fn a_comparison_says_what_both_scores_say((small, before, after) in two()) {
        let checklist = small.checklist();
        let (earlier, later) = (given(&checklist, &before), given(&checklist, &after));
        let found = compare(&earlier, &later).unwrap();
        let (earlier, later) = (score(&earlier), score(&later));
        prop_assert_eq!((found.overall.before, found.overall.after), (earlier.overall, later.overall));
        for ((axis, earlier), later) in found.axes.iter().zip(&earlier.axes).zip(&later.axes) {
            prop_assert_eq!((&axis.axis, axis.before, axis.after), (&earlier.axis, earlier.score, later.score));
        }
        prop_assert_eq!(found.axes.len(), checklist.axes.len());
        let differing: Vec<_> = checklist
            .items
            .iter()
            .zip(before.iter().zip(&after))
            .filter(|(_, (before, after))| before != after)
            .map(|(item, (before, after))| (item.id.clone(), *before, *after))
            .collect();
        let listed: Vec<_> = found.items.into_iter().map(|item| (item.item, item.before, item.after)).collect();
        prop_assert_eq!(listed, differing);
    }

    #[test]
    fn compared_the_other_way_round_the_same_facts_stand_swapped((small, before, after) in two()) {
        let checklist = small.checklist();
        let (earlier, later) = (given(&checklist, &before), given(&checklist, &after));
        prop_assert_eq!(turned(compare(&earlier, &later).unwrap()), compare(&later, &earlier).unwrap());
    }

    #[test]
    fn compared_with_itself_nothing_differs((small, answers) in answered()) {
        let checklist = small.checklist();
        let answers = given(&checklist, &answers);
        let found = compare(&answers, &answers).unwrap();
        prop_assert!(found.items.is_empty());
        prop_assert_eq!(found.overall.before, found.overall.after);
        prop_assert!(found.axes.iter().all(|axis| axis.before == axis.after));
    }
}

#[test]
fn only_answers_to_the_same_checklist_are_compared() {
    let row = |weight| Row {
        axis: "a".to_owned(),
        weight,
        priority: 50,
        builds_on: Vec::new(),
        answers: Answer::ALL.to_vec(),
    };
    let small =
        Small { axes: vec!["a".to_owned()], partial: 50, strong_from: 80, weak_below: 50, items: vec![row(1), row(2)] };
    let ours = small.checklist();
    let same = small.checklist();
    let mut newer = ours.clone();
    newer.head.edition = "2".to_owned();
    let mut other = ours.clone();
    other.head.id = "other".to_owned();
    // The same name on other contents is another checklist too.
    let mut reweighted = ours.clone();
    reweighted.items[0].weight = 9;

    assert!(compare(&Answers::blank(&ours), &Answers::blank(&same)).is_ok(), "a copy is the same checklist");
    for (theirs, name) in [(&newer, "small 2"), (&other, "other 1"), (&reweighted, "small 1")] {
        let refused = compare(&Answers::blank(theirs), &Answers::blank(&ours)).unwrap_err();
        assert_eq!(refused, DifferentChecklist { expected: "small 1".to_owned(), found: name.to_owned() });
        assert_eq!(refused.to_string(), format!("expected answers to `small 1`, found answers to `{name}`"));
        let turned = compare(&Answers::blank(&ours), &Answers::blank(theirs)).unwrap_err();
        assert_eq!((turned.expected, turned.found), (refused.found, refused.expected));
    }
}
