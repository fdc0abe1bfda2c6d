//! Answers to one checklist: what was answered, and what may be answered.
//!
//! [`Answers`] can only hold answers its checklist allows (INV-94: 該当しない only where the
//! question permits), so that the score is total. Reading them from CSV is here too; reading a
//! result file is [`crate::result_file`].

use schemars::JsonSchema;
use serde::Serialize;

use crate::fault::{Expected, Fault, Found, Place, Shape, Thing};
use crate::pack::checklist::{Checklist, Item};

/// One of the four answers of the ministry's list (S3 L729–732).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
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

    /// The answer with this mark or word, as people type it (○◯〇oO, △▲Δ, ×✕✖xＸ, −－-ー―).
    #[must_use]
    pub fn from_mark_or_word(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some('○' | '◯' | '〇' | 'o' | 'O' | 'ｏ' | 'Ｏ'), None) => Some(Self::Implemented),
            (Some('△' | '▲' | 'Δ'), None) => Some(Self::Partial),
            (Some('×' | '✕' | '✖' | '╳' | 'x' | 'X' | 'ｘ' | 'Ｘ'), None) => Some(Self::NotImplemented),
            (Some('−' | '－' | '-' | 'ー' | '―' | '–' | '—'), None) => Some(Self::NotApplicable),
            _ => match text {
                "実施している" => Some(Self::Implemented),
                "一部実施している" | "一部実施" => Some(Self::Partial),
                "実施していない" => Some(Self::NotImplemented),
                "該当しない" => Some(Self::NotApplicable),
                _ => Self::from_word(text),
            },
        }
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

    /// Reads answers from CSV: two columns, the item (`1` or `tics-19/1`) and the answer (mark,
    /// Japanese label or word; empty = not answered). A heading line is allowed, a byte order mark too.
    ///
    /// # Errors
    /// Every line that cannot be placed, each with its line number.
    pub fn from_csv(checklist: &'a Checklist, bytes: &[u8]) -> Result<Self, Vec<Fault>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|e| {
            vec![Fault::new(
                Place::line(1 + breaks(&bytes[..e.valid_up_to()]), ""),
                Expected::Utf8,
                Found::Shape(Shape::Binary),
            )]
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut answers = Self::blank(checklist);
        let mut seen = vec![false; checklist.items.len()];
        let mut faults = Vec::new();
        let (mut line, mut counted) = (1, 0);
        for (row, record) in reader.records().enumerate() {
            match record {
                Ok(record) => {
                    let start = start_of(&record, bytes).max(counted);
                    line += breaks(&bytes[counted..start]);
                    counted = start;
                    let heading = row == 0 && is_heading(&record);
                    if !heading && let Err(fault) = answers.read_row(&record, line, &mut seen) {
                        faults.push(fault);
                    }
                }
                Err(error) => {
                    faults.push(Fault::new(Place::default(), Expected::Csv(error.to_string()), Found::Nothing));
                }
            }
        }
        if faults.is_empty() && answers.is_blank() {
            faults.push(Fault::new(Place::default(), Expected::SomeAnswer, Found::Nothing));
        }
        if faults.is_empty() { Ok(answers) } else { Err(faults) }
    }

    fn read_row(&mut self, record: &csv::StringRecord, line: u32, seen: &mut [bool]) -> Result<(), Fault> {
        let fault = |path: &str, expected, found| Fault::new(Place::line(line, path), expected, found);
        if record.len() < 2 {
            return Err(fault("", Expected::Columns, Found::Count(record.len())));
        }
        let (item, answer) = (&record[0], &record[1]);
        let id = if item.contains('/') { item.to_owned() } else { format!("{}/{item}", self.checklist.head.id) };
        let position = self
            .checklist
            .items
            .iter()
            .position(|known| known.id == id)
            .ok_or_else(|| fault("item", Expected::Existing(Thing::Item), Found::value(item)))?;
        if std::mem::replace(&mut seen[position], true) {
            return Err(fault(&id, Expected::AnsweredOnce, Found::value(answer)));
        }
        if answer.is_empty() {
            return Ok(());
        }
        let answer = Answer::from_mark_or_word(answer)
            .ok_or_else(|| fault(&id, expected_answers(&self.checklist.items[position]), Found::value(answer)))?;
        self.set(&id, Some(answer)).map_err(|(expected, found)| fault(&id, expected, found))
    }
}

/// The marks this item allows, as an expectation.
#[must_use]
pub fn expected_answers(item: &Item) -> Expected {
    Expected::OneOf(item.answers.iter().map(|answer| answer.mark().to_owned()).collect())
}

fn is_heading(record: &csv::StringRecord) -> bool {
    matches!(record.get(0), Some("item" | "項目" | "番号" | "No." | "no" | "No")) && record.len() >= 2
}

/// Where the record's own line starts: its position is that of the line breaks before it.
fn start_of(record: &csv::StringRecord, bytes: &[u8]) -> usize {
    let from = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0).min(bytes.len());
    from + bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn breaks(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX - 1)
}
