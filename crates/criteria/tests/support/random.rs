//! Random small checklists, and random answers to them.

use criteria::answers::Answer;
use proptest::prelude::*;

use crate::small::{Row, Small};

/// A checklist with 1 to 9 axes and 1 to 30 items that build on earlier ones.
pub(crate) fn checklists() -> impl Strategy<Value = Small> {
    (1..=9_usize, 1..=99_u8, 1..=100_u8, 1..=100_u8, prop::collection::vec(row(), 1..=30)).prop_map(
        |(axes, partial, one, other, rows)| Small {
            axes: (1..=axes).map(|n| format!("axis-{n}")).collect(),
            partial,
            strong_from: one.max(other),
            weak_below: one.min(other),
            items: rows
                .into_iter()
                .enumerate()
                .map(|(i, (axis, mut row, builds_on))| {
                    row.axis = format!("axis-{}", axis.index(axes) + 1);
                    row.builds_on =
                        if i == 0 { Vec::new() } else { builds_on.iter().map(|other| other.index(i) + 1).collect() };
                    row.builds_on.sort_unstable();
                    row.builds_on.dedup();
                    row
                })
                .collect(),
        },
    )
}

type Seed = (prop::sample::Index, Row, Vec<prop::sample::Index>);

fn row() -> impl Strategy<Value = Seed> {
    let allowed = prop::sample::subsequence(Answer::ALL.to_vec(), 1..=4);
    let axis = any::<prop::sample::Index>();
    let builds_on = prop::collection::vec(any::<prop::sample::Index>(), 0..=3);
    (axis, 1..=1000_u16, 1..=100_u8, allowed, builds_on).prop_map(|(axis, weight, priority, answers, builds_on)| {
        (axis, Row { axis: String::new(), weight, priority, builds_on: Vec::new(), answers }, builds_on)
    })
}

/// A checklist with answers to it: some items open, the others with an answer they allow.
pub(crate) fn answered() -> impl Strategy<Value = (Small, Vec<Option<Answer>>)> {
    let choice = prop::option::weighted(0.8, any::<prop::sample::Index>());
    (checklists(), prop::collection::vec(choice, 30)).prop_map(|(small, choices)| {
        let answers = small
            .items
            .iter()
            .zip(choices)
            .map(|(item, choice)| choice.map(|choice| item.answers[choice.index(item.answers.len())]))
            .collect();
        (small, answers)
    })
}
