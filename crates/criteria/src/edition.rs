//! Editions: the identity of a pack's bytes, and what changed from one edition to the next.
//!
//! An edition is `(id, edition, SHA-256 of its bytes)`; results cite all three. Its bytes are never
//! changed: a correction is a new edition with a note.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::answers::Answer;
use crate::pack::checklist::{Checklist, Item};

/// Which edition of which pack, down to its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct EditionId {
    /// The pack: `tics-19`.
    pub pack: String,
    /// The edition: `2026-11`.
    pub edition: String,
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    pub sha256: String,
}

impl EditionId {
    /// The identity of `bytes`, which say of themselves that they are `pack` in `edition`.
    #[must_use]
    pub fn of(pack: &str, edition: &str, bytes: &[u8]) -> Self {
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { pack: pack.to_owned(), edition: edition.to_owned(), sha256 }
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.pack, self.edition, &self.sha256[..12.min(self.sha256.len())])
    }
}

/// What happened to one item between two editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemChange {
    /// The item's stable id.
    pub item: String,
    /// What happened; an item may be both moved and reworded.
    pub changes: Vec<Change>,
    /// The answers to the older edition that still hold. Empty = the question must be asked again.
    pub carries_over: Vec<Answer>,
}

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only in the newer edition.
    Added,
    /// Only in the older edition.
    Removed,
    /// Its label or question reads differently: it has to be answered again.
    Reworded,
    /// On another axis, or in another place among the items both have.
    Moved,
    /// Another explanation, first step, record, weight or priority: answers stay good.
    Explained,
    /// Another set of allowed answers.
    AnswersChanged,
}

/// Every item of either edition, in the order of the newer one, removed items last.
///
/// An answer carries over when the item exists in both, reads the same, and still allows it.
#[must_use]
pub fn compare(older: &Checklist, newer: &Checklist) -> Vec<ItemChange> {
    let shared_before: Vec<&str> = shared(older, newer);
    let shared_after: Vec<&str> = shared(newer, older);
    let moved = moved(&shared_before, &shared_after);
    let kept = newer.items.iter().map(|item| match older.item(&item.id) {
        None => ItemChange { item: item.id.clone(), changes: vec![Change::Added], carries_over: Vec::new() },
        Some(before) => change(before, item, moved.contains(&item.id.as_str())),
    });
    let removed = older.items.iter().filter(|item| newer.item(&item.id).is_none()).map(|item| ItemChange {
        item: item.id.clone(),
        changes: vec![Change::Removed],
        carries_over: Vec::new(),
    });
    kept.chain(removed).collect()
}

fn change(before: &Item, after: &Item, moved: bool) -> ItemChange {
    let reworded = before.label != after.label || before.question != after.question;
    let explained = (&before.why, &before.good, &before.start, &before.record, before.weight, before.priority)
        != (&after.why, &after.good, &after.start, &after.record, after.weight, after.priority)
        || (&before.builds_on, &before.cases) != (&after.builds_on, &after.cases);
    let changes = [
        (Change::Reworded, reworded),
        (Change::Moved, moved || before.axis != after.axis),
        (Change::Explained, explained),
        (Change::AnswersChanged, before.answers != after.answers),
    ];
    let carries_over = if reworded {
        Vec::new()
    } else {
        before.answers.iter().copied().filter(|answer| after.answers.contains(answer)).collect()
    };
    ItemChange {
        item: after.id.clone(),
        changes: changes.into_iter().filter_map(|(change, holds)| holds.then_some(change)).collect(),
        carries_over,
    }
}

fn shared<'a>(of: &'a Checklist, other: &Checklist) -> Vec<&'a str> {
    of.items.iter().map(|item| item.id.as_str()).filter(|id| other.item(id).is_some()).collect()
}

/// The ids outside the longest run that kept its order: the fewest items whose moving explains the difference.
fn moved<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    let place = |id: &str| before.iter().position(|other| *other == id).unwrap_or(0);
    let places: Vec<usize> = after.iter().map(|id| place(id)).collect();
    // Longest increasing subsequence; checklists are short, so the plain quadratic way will do.
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (i, here) in places.iter().enumerate() {
        let previous = (0..i).filter(|j| places[*j] < *here).max_by_key(|j| best[*j].0);
        best.push((previous.map_or(1, |j| best[j].0 + 1), previous));
    }
    let mut kept = Vec::new();
    let mut next = (0..best.len()).max_by_key(|i| best[*i].0);
    while let Some(i) = next {
        kept.push(i);
        next = best[i].1;
    }
    after.iter().enumerate().filter(|(i, _)| !kept.contains(i)).map(|(_, id)| *id).collect()
}
