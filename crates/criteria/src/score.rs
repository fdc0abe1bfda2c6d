//! The score: answers → per axis and overall, coverage, strong and weak axes, next steps.
//!
//! **The method is Mamori's own**, not the ministry's; its numbers are data of the pack. ○ has 100
//! points, △ 50, × 0 (the pack says so); − and unanswered questions leave the denominator. All
//! arithmetic is in whole numbers, so that the module on the device gives exactly the same.
//!
//! Kept by properties (tests): a better answer never lowers a score; − touches no other axis; order
//! never matters; unanswered is not ×.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::{Answer, Answers};
use crate::pack::checklist::{Checklist, Item, Presentation};

/// What a set of answers comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Score {
    /// Percentage over all applicable answered items, 0 to 100; `null` when there is none.
    pub overall: Option<u8>,
    /// How much was answered.
    pub coverage: Coverage,
    /// Each axis, in the order of the pack.
    pub axes: Vec<AxisScore>,
    /// Axes from the pack's `strong_from` on, best first.
    pub strong: Vec<String>,
    /// Axes below the pack's `weak_below`, weakest first.
    pub weak: Vec<String>,
    /// What to do, first things first.
    pub next_steps: Vec<NextStep>,
}

/// How much of a set of items was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Coverage {
    /// Items there are.
    pub items: u32,
    /// Items answered, 該当しない included.
    pub answered: u32,
    /// Items answered 該当しない.
    pub not_applicable: u32,
    /// Items answered 実施している.
    pub implemented: u32,
}

/// The score of one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AxisScore {
    /// Id of the axis.
    pub axis: String,
    /// Percentage over its applicable answered items; `null` when there is none.
    pub score: Option<u8>,
    /// How much of it was answered.
    pub coverage: Coverage,
    /// Where it stands.
    pub standing: Standing,
}

/// Where an axis stands. The thresholds are data of the pack and ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// At `strong_from` or above.
    Strong,
    /// Between the thresholds.
    Underway,
    /// Below `weak_below`.
    Weak,
    /// All its items are 該当しない.
    NotApplicable,
    /// Nothing that counts is answered.
    Unanswered,
}

/// The whole result in one sentence's worth: which sentence stands on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Headline {
    /// No axis has a score.
    Nothing,
    /// Every axis with a score is strong.
    AllStrong,
    /// Some axes are strong, some weak.
    StrongAndWeak,
    /// Some axes are strong, none weak.
    StrongAndUnderway,
    /// Some axes are weak, none strong.
    WeakOnly,
    /// No axis is strong or weak.
    Underway,
}

/// One thing to do, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NextStep {
    /// Id of the item.
    pub item: String,
    /// The answer it was given: △ or ×.
    pub answer: Answer,
    /// Why it stands where it stands.
    pub reasons: Vec<Reason>,
}

/// Why something is a next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// It is not done at all, or only partly: how many of 100 points are missing.
    Gap {
        /// 1 to 100.
        missing: u8,
    },
    /// Other open items build on it.
    Foundation {
        /// Their ids, in the order of the pack.
        items: Vec<String>,
    },
    /// It belongs to a weak axis.
    WeakAxis {
        /// Id of the axis.
        axis: String,
    },
}

impl Score {
    /// Which sentence stands on top of the result.
    #[must_use]
    pub fn headline(&self) -> Headline {
        let told = [Standing::Strong, Standing::Underway, Standing::Weak];
        let scored = self.axes.iter().filter(|axis| told.contains(&axis.standing)).count();
        match (self.strong.len(), self.weak.len()) {
            _ if scored == 0 => Headline::Nothing,
            (strong, _) if strong == scored => Headline::AllStrong,
            (0, 0) => Headline::Underway,
            (0, _) => Headline::WeakOnly,
            (_, 0) => Headline::StrongAndUnderway,
            _ => Headline::StrongAndWeak,
        }
    }
}

/// A sum of weighted points over a sum of weights.
#[derive(Clone, Copy, Default)]
struct Fraction {
    points: u64,
    weight: u64,
}

impl Fraction {
    fn add(&mut self, points: u8, weight: u16) {
        self.points += u64::from(points) * u64::from(weight);
        self.weight += u64::from(weight);
    }

    /// Rounded half up; none of nothing.
    fn percent(self) -> Option<u8> {
        (self.weight > 0).then(|| u8::try_from((2 * self.points + self.weight) / (2 * self.weight)).unwrap_or(100))
    }

    /// The order of the two, exactly.
    fn order(self, other: Self) -> std::cmp::Ordering {
        (self.points * other.weight).cmp(&(other.points * self.weight))
    }
}

/// Scores the answers. Total: every set of answers has a score.
#[must_use]
pub fn score(answers: &Answers<'_>) -> Score {
    let checklist = answers.checklist();
    let mut whole = Fraction::default();
    let mut coverage = Coverage::default();
    let mut parts = Vec::new();
    for axis in &checklist.axes {
        let mut part = Fraction::default();
        let mut covered = Coverage::default();
        for (item, answer) in answers.iter().filter(|(item, _)| item.axis == axis.id) {
            count(&mut covered, answer);
            if let Some(points) = answer.and_then(|answer| points(checklist, answer)) {
                part.add(points, item.weight);
                whole.add(points, item.weight);
            }
        }
        coverage.items += covered.items;
        coverage.answered += covered.answered;
        coverage.not_applicable += covered.not_applicable;
        coverage.implemented += covered.implemented;
        let score = percent(checklist, part);
        let standing = standing(checklist, score, covered);
        parts.push((AxisScore { axis: axis.id.clone(), score, coverage: covered, standing }, part));
    }
    let weak = ranked(&parts, Standing::Weak, false);
    Score {
        overall: percent(checklist, whole),
        coverage,
        strong: ranked(&parts, Standing::Strong, true),
        next_steps: next_steps(answers, &weak),
        weak,
        axes: parts.into_iter().map(|(axis, _)| axis).collect(),
    }
}

fn count(coverage: &mut Coverage, answer: Option<Answer>) {
    coverage.items += 1;
    coverage.answered += u32::from(answer.is_some());
    coverage.not_applicable += u32::from(answer == Some(Answer::NotApplicable));
    coverage.implemented += u32::from(answer == Some(Answer::Implemented));
}

/// Points of an answer; none for 該当しない.
fn points(checklist: &Checklist, answer: Answer) -> Option<u8> {
    checklist.meaning(answer).and_then(|meaning| meaning.points)
}

/// The percentage, where the checklist shows one at all.
fn percent(checklist: &Checklist, sum: Fraction) -> Option<u8> {
    if checklist.presentation == Presentation::Chart { sum.percent() } else { None }
}

/// By percentage; without one, by whether all, some or none of what applies is done.
fn standing(checklist: &Checklist, score: Option<u8>, coverage: Coverage) -> Standing {
    let applicable = coverage.answered - coverage.not_applicable;
    match score {
        None if checklist.presentation != Presentation::Chart && applicable > 0 => match coverage.implemented {
            0 => Standing::Weak,
            all if all == applicable => Standing::Strong,
            _ => Standing::Underway,
        },
        Some(score) if score >= checklist.scoring.strong_from => Standing::Strong,
        Some(score) if score < checklist.scoring.weak_below => Standing::Weak,
        Some(_) => Standing::Underway,
        None if coverage.items > 0 && coverage.not_applicable == coverage.items => Standing::NotApplicable,
        None => Standing::Unanswered,
    }
}

/// The ids of the axes that stand so, ordered by the exact fraction, ties in pack order.
fn ranked(parts: &[(AxisScore, Fraction)], standing: Standing, best_first: bool) -> Vec<String> {
    let mut chosen: Vec<&(AxisScore, Fraction)> = parts.iter().filter(|(axis, _)| axis.standing == standing).collect();
    chosen.sort_by(|(_, a), (_, b)| if best_first { b.order(*a) } else { a.order(*b) });
    chosen.into_iter().map(|(axis, _)| axis.axis.clone()).collect()
}

/// An open item: its answer, and how many of 100 points are missing.
#[derive(Clone, Copy)]
struct Open<'a> {
    item: &'a Item,
    answer: Answer,
    missing: u8,
}

/// The open items: by priority × missing points, each after the open items it builds on.
fn next_steps(answers: &Answers<'_>, weak: &[String]) -> Vec<NextStep> {
    let checklist = answers.checklist();
    let mut open: Vec<Open<'_>> = answers
        .iter()
        .filter_map(|(item, answer)| {
            let answer = answer?;
            let missing = 100 - points(checklist, answer)?;
            (missing > 0).then_some(Open { item, answer, missing })
        })
        .collect();
    open.sort_by_key(|open| std::cmp::Reverse(u32::from(open.item.priority) * u32::from(open.missing)));
    let mut ordered = Vec::new();
    for step in &open {
        place(*step, &open, &mut ordered);
    }
    ordered
        .into_iter()
        .map(|Open { item, answer, missing }| NextStep {
            item: item.id.clone(),
            answer,
            reasons: reasons(item, missing, answers, weak),
        })
        .collect()
}

/// Puts `step` in order, after what it builds on. `builds_on` names earlier items only, so this ends.
fn place<'a>(step: Open<'a>, open: &[Open<'a>], ordered: &mut Vec<Open<'a>>) {
    if ordered.iter().any(|placed| placed.item.id == step.item.id) {
        return;
    }
    for base in open.iter().filter(|base| step.item.builds_on.contains(&base.item.id)) {
        place(*base, open, ordered);
    }
    ordered.push(step);
}

fn reasons(item: &Item, missing: u8, answers: &Answers<'_>, weak: &[String]) -> Vec<Reason> {
    let leaning: Vec<String> = answers
        .iter()
        .filter(|(other, answer)| {
            other.builds_on.contains(&item.id) && matches!(answer, Some(Answer::Partial | Answer::NotImplemented))
        })
        .map(|(other, _)| other.id.clone())
        .collect();
    let mut reasons = vec![Reason::Gap { missing }];
    if !leaning.is_empty() {
        reasons.push(Reason::Foundation { items: leaning });
    }
    if weak.contains(&item.axis) {
        reasons.push(Reason::WeakAxis { axis: item.axis.clone() });
    }
    reasons
}

/// Two results of the same checklist, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The whole before and after.
    pub overall: Change,
    /// Each axis, in the order of the pack.
    pub axes: Vec<AxisChange>,
    /// The items whose answer differs, in the order of the pack.
    pub items: Vec<ItemChange>,
}

/// A level before and after: a percentage, or how many items are done where there is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// Before.
    pub before: Option<u8>,
    /// After.
    pub after: Option<u8>,
}

/// An axis before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AxisChange {
    /// Id of the axis.
    pub axis: String,
    /// Before.
    pub before: Option<u8>,
    /// After.
    pub after: Option<u8>,
}

/// An item whose answer differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemChange {
    /// Id of the item.
    pub item: String,
    /// Before.
    pub before: Option<Answer>,
    /// After.
    pub after: Option<Answer>,
}

/// The answers belong to different checklists and cannot be compared item by item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected answers to `{expected}`, found answers to `{found}`")]
pub struct DifferentChecklist {
    /// Id and edition of the later answers.
    pub expected: String,
    /// Id and edition of the earlier answers.
    pub found: String,
}

/// Compares two sets of answers to the same edition of a checklist.
///
/// # Errors
/// They belong to different checklists or editions: see [`crate::edition::compare`] for those.
pub fn compare(before: &Answers<'_>, after: &Answers<'_>) -> Result<Comparison, DifferentChecklist> {
    if before.checklist() != after.checklist() {
        let name = |answers: &Answers<'_>| {
            let head = &answers.checklist().head;
            format!("{} {}", head.id, head.edition)
        };
        return Err(DifferentChecklist { expected: name(after), found: name(before) });
    }
    let (earlier, later) = (score(before), score(after));
    let level = |percent: Option<u8>, coverage: Coverage| match after.checklist().presentation {
        Presentation::Chart => percent,
        Presentation::Count | Presentation::List => {
            (coverage.answered > 0).then(|| u8::try_from(coverage.implemented).unwrap_or(u8::MAX))
        }
    };
    Ok(Comparison {
        overall: Change {
            before: level(earlier.overall, earlier.coverage),
            after: level(later.overall, later.coverage),
        },
        axes: earlier
            .axes
            .into_iter()
            .zip(later.axes)
            .map(|(before, after)| AxisChange {
                axis: after.axis,
                before: level(before.score, before.coverage),
                after: level(after.score, after.coverage),
            })
            .collect(),
        items: before
            .iter()
            .zip(after.iter())
            .filter(|((_, before), (_, after))| before != after)
            .map(|((item, before), (_, after))| ItemChange { item: item.id.clone(), before, after })
            .collect(),
    })
}
