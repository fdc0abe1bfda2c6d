//! Answers to one checklist: what was answered, and what may be answered.
//!
//! [`Answers`] can only hold answers its checklist allows (INV-94: 該当しない only where the
//! question permits), so that the score is total. Reading them from a filled sheet is
//! [`crate::sheet`], from a result file [`crate::result_file`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::{Expected, Found, Thing};
use crate::pack::checklist::{Checklist, Item};

/// One of the four answers of the ministry's list (S3 L729–732).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// ○ 実施している
    Implemented,
    /// △ 一部実施している
    Partial,
    /// × 実施していない
    NotImplemented,
    /// − 該当しない
    NotApplicable,
}

impl Answer {
    /// All four, in the order of the source.
    pub const ALL: [Self; 4] = [Self::Implemented, Self::Partial, Self::NotImplemented, Self::NotApplicable];

    /// The word in files and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Partial => "partial",
            Self::NotImplemented => "not_implemented",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The mark of the source: ○ △ × −.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Implemented => "○",
            Self::Partial => "△",
            Self::NotImplemented => "×",
            Self::NotApplicable => "−",
        }
    }

    /// The answer with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// The answers given to one checklist, item by item.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers<'a> {
    checklist: &'a Checklist,
    given: Vec<Option<Answer>>,
}

impl<'a> Answers<'a> {
    /// Nothing answered yet.
    #[must_use]
    pub fn blank(checklist: &'a Checklist) -> Self {
        Self { checklist, given: vec![None; checklist.items.len()] }
    }

    /// The checklist these answers belong to.
    #[must_use]
    pub fn checklist(&self) -> &'a Checklist {
        self.checklist
    }

    /// Each item with its answer, in the order of the checklist.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Item, Option<Answer>)> + '_ {
        self.checklist.items.iter().zip(self.given.iter().copied())
    }

    /// Whether nothing is answered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.given.iter().all(Option::is_none)
    }

    /// The answer to the item at `position`.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<Answer> {
        self.given.get(position).copied().flatten()
    }

    /// Answers `item` (its whole id), or takes the answer back with `None`.
    ///
    /// # Errors
    /// The item is not in the checklist, or does not allow the answer.
    pub fn set(&mut self, item: &str, answer: Option<Answer>) -> Result<(), (Expected, Found)> {
        let position = self
            .checklist
            .items
            .iter()
            .position(|known| known.id == item)
            .ok_or_else(|| (Expected::Existing(Thing::Item), Found::value(item)))?;
        let allowed = &self.checklist.items[position].answers;
        if let Some(answer) = answer
            && !allowed.contains(&answer)
        {
            return Err((expected_answers(&self.checklist.items[position]), Found::value(answer.mark())));
        }
        self.given[position] = answer;
        Ok(())
    }
}

/// The marks this item allows, as an expectation.
#[must_use]
pub fn expected_answers(item: &Item) -> Expected {
    Expected::OneOf(item.answers.iter().map(|answer| answer.mark().to_owned()).collect())
}
