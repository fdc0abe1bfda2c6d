//! Many checks together: how many companies gave which answer, with no company to be seen in it.
//!
//! A count from 1 to 4 would point at somebody, so it is hidden; and so is as much beside it as is
//! needed that it cannot be worked out from the total (spec 7 §20: 5 per cell). A count of 0 stays:
//! nobody stands in it. A mean over so few items that it would give a hidden count away is hidden too. Knows no file and no name; who is named by consent is the caller's.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::{Answer, Answers};
use crate::edition::EditionId;
use crate::score::{Score, score};

/// The smallest count that is shown, and the fewest checks that are counted together.
pub const SMALLEST: u32 = 5;

/// From so many items with hidden counts on, their common mean tells nothing of any one of them.
const FEWEST_HIDDEN: usize = 3;

/// What many checks of one edition come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Aggregate {
    /// Id of the checklist.
    pub pack: String,
    /// Its edition.
    pub edition: String,
    /// SHA-256 of the edition's bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// How many checks were counted; at least [`SMALLEST`].
    pub checks: u32,
    /// Each item, in the order of the pack.
    pub items: Vec<ItemCounts>,
    /// Each axis, in the order of the pack.
    pub axes: Vec<AxisMean>,
    /// The mean of the overall percentages, 0 to 100; `null` as that of an axis.
    pub overall: Option<u8>,
}

/// How many checks gave which answer to one item; `null` = hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemCounts {
    /// Id of the item.
    pub item: String,
    /// ○ 実施している
    pub implemented: Option<u32>,
    /// △ 一部実施している
    pub partial: Option<u32>,
    /// × 実施していない
    pub not_implemented: Option<u32>,
    /// − 該当しない
    pub not_applicable: Option<u32>,
    /// No answer.
    pub unanswered: Option<u32>,
}

impl ItemCounts {
    /// The five counts, in the order of the answers, the unanswered last.
    #[must_use]
    pub fn cells(&self) -> [Option<u32>; 5] {
        [self.implemented, self.partial, self.not_implemented, self.not_applicable, self.unanswered]
    }
}

/// The mean of one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AxisMean {
    /// Id of the axis.
    pub axis: String,
    /// Mean percentage, 0 to 100; `null` where fewer than five checks have one, or where it would give a
    /// hidden count away.
    pub mean: Option<u8>,
}

/// Counts `checks`, all of the edition `edition`. None where there are fewer than [`SMALLEST`].
#[must_use]
pub fn aggregate(edition: &EditionId, checks: &[Answers<'_>]) -> Option<Aggregate> {
    let number = u32::try_from(checks.len()).ok().filter(|number| *number >= SMALLEST)?;
    let checklist = checks.first()?.checklist();
    let scores: Vec<Score> = checks.iter().map(score).collect();
    let counted = checklist.items.iter().enumerate().map(|(i, item)| {
        let count = |wanted: Option<Answer>| {
            u32::try_from(checks.iter().filter(|answers| answers.at(i) == wanted).count()).unwrap_or(u32::MAX)
        };
        let [implemented, partial, not_implemented, not_applicable] = Answer::ALL.map(|answer| count(Some(answer)));
        let [implemented, partial, not_implemented, not_applicable, unanswered] =
            hide([implemented, partial, not_implemented, not_applicable, count(None)]);
        ItemCounts { item: item.id.clone(), implemented, partial, not_implemented, not_applicable, unanswered }
    });
    let items: Vec<ItemCounts> = counted.collect();
    let gives_away = |axis: &str| {
        let of_axis = checklist.items.iter().zip(&items).filter(|(item, _)| item.axis == axis);
        let hidden = of_axis.filter(|(_, counts)| counts.cells().contains(&None)).count();
        (1..FEWEST_HIDDEN).contains(&hidden)
    };
    let axes: Vec<AxisMean> = checklist
        .axes
        .iter()
        .enumerate()
        .map(|(i, axis)| {
            let shown = mean(scores.iter().filter_map(|score| score.axes[i].score));
            AxisMean { axis: axis.id.clone(), mean: shown.filter(|_| !gives_away(&axis.id)) }
        })
        .collect();
    // The whole with all parts but one gives that one away.
    let one_hidden = checklist.axes.iter().filter(|axis| gives_away(&axis.id)).count() == 1;
    let overall = mean(scores.iter().filter_map(|score| score.overall)).filter(|_| !one_hidden);
    Some(Aggregate {
        pack: edition.pack.clone(),
        edition: edition.edition.clone(),
        sha256: edition.sha256.clone(),
        checks: number,
        items,
        axes,
        overall,
    })
}

/// Hides the counts from 1 to 4. What is hidden must come to at least five and stand in at least two
/// cells: otherwise the total gives it away, and the smallest count beside it is hidden too.
fn hide<const N: usize>(counts: [u32; N]) -> [Option<u32>; N] {
    let mut shown = counts.map(|count| (count == 0 || count >= SMALLEST).then_some(count));
    loop {
        let hidden: Vec<u32> =
            counts.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(n, _)| *n).collect();
        if hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<u32>() >= SMALLEST) {
            return shown;
        }
        let next = shown.iter_mut().filter(|cell| cell.is_some_and(|count| count > 0)).min_by_key(|cell| **cell);
        let Some(cell) = next else { return shown };
        *cell = None;
    }
}

/// The mean, rounded half up; none of fewer than [`SMALLEST`].
fn mean(values: impl Iterator<Item = u8>) -> Option<u8> {
    let values: Vec<u64> = values.map(u64::from).collect();
    let number = values.len() as u64;
    let sum: u64 = values.iter().sum();
    (number >= u64::from(SMALLEST)).then(|| u8::try_from((2 * sum + number) / (2 * number)).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_counts_are_hidden_and_cannot_be_worked_out() {
        let rows: [([u32; 5], [Option<u32>; 5]); 7] = [
            ([200, 0, 0, 0, 0], [Some(200), Some(0), Some(0), Some(0), Some(0)]),
            ([10, 5, 5, 0, 0], [Some(10), Some(5), Some(5), Some(0), Some(0)]),
            ([10, 6, 4, 0, 0], [Some(10), None, None, Some(0), Some(0)]),
            ([100, 3, 3, 0, 0], [Some(100), None, None, Some(0), Some(0)]),
            ([100, 7, 2, 2, 0], [Some(100), None, None, None, Some(0)]),
            ([4, 1, 0, 0, 0], [None, None, Some(0), Some(0), Some(0)]),
            ([197, 3, 0, 0, 0], [None, None, Some(0), Some(0), Some(0)]),
        ];
        for (counts, shown) in rows {
            assert_eq!(hide(counts), shown, "{counts:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_hidden_is_never_alone_and_never_small(counts in prop::array::uniform5(0u32..30)) {
            let total: u32 = counts.iter().sum();
            prop_assume!(total >= SMALLEST);
            let shown = hide(counts);
            let hidden: Vec<u32> = counts.iter().zip(shown).filter(|(_, s)| s.is_none()).map(|(n, _)| *n).collect();
            prop_assert!(hidden.is_empty() || hidden.len() > 1);
            prop_assert!(hidden.is_empty() || hidden.iter().sum::<u32>() >= SMALLEST);
            for (count, shown) in counts.iter().zip(shown) {
                prop_assert!(shown.is_none() || shown == Some(*count));
                prop_assert!(!(1..SMALLEST).contains(&shown.unwrap_or(0)));
            }
        }
    }
}
