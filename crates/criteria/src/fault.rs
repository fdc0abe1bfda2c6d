//! What is wrong with something a person wrote: where, what was expected, what was found.
//!
//! A fault is data. Its English [`Display`](std::fmt::Display) is for logs and tests; what a person
//! reads is worded from the same data in their language by `app`.

use std::fmt;

use crate::answers::Answer;
use crate::text::Bilingual;

/// One fault in a pack, an answer file or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub at: Place,
    /// What would have been right there.
    pub expected: Expected,
    /// What stands there instead.
    pub found: Found,
}

impl Fault {
    /// A fault at `at`.
    #[must_use]
    pub fn new(at: Place, expected: Expected, found: Found) -> Self {
        Self { at, expected, found }
    }
}

/// A place in what was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line, counted from 1, where the form read has lines.
    pub line: Option<u32>,
    /// The path of keys and positions (`items[3].label.en`, `/answers/3/answer`), or empty for the whole.
    pub path: String,
    /// The cell, where a sheet was read. `path` is then the id of the item it answers, if any.
    pub cell: Option<CellPlace>,
}

/// A cell of a sheet, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellPlace {
    /// The sheet of a workbook: its position and its name. None in a text file.
    pub sheet: Option<(u32, String)>,
    /// Row.
    pub row: u32,
    /// Column; 0 stands for the whole sheet.
    pub column: u32,
}

impl CellPlace {
    /// The address as a spreadsheet shows it: `D14`; empty for the whole sheet.
    #[must_use]
    pub fn address(&self) -> String {
        if self.column == 0 { String::new() } else { format!("{}{}", column_name(self.column), self.row) }
    }
}

/// The name of a column counted from 1: `D`, `AA`.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut rest = column;
    let mut name = Vec::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.push(b'A' + letter);
        rest = (rest - 1) / 26;
    }
    name.iter().rev().map(|letter| char::from(*letter)).collect()
}

impl Place {
    /// The place `path` on `line`.
    #[must_use]
    pub fn line(line: u32, path: impl Into<String>) -> Self {
        Self { line: Some(line), path: path.into(), cell: None }
    }

    /// The place `path` in something without lines.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        Self { line: None, path: path.into(), cell: None }
    }

    /// The cell, and the id of the item it answers.
    #[must_use]
    pub fn cell(cell: CellPlace, item: impl Into<String>) -> Self {
        Self { line: None, path: item.into(), cell: Some(cell) }
    }
}

/// What would have been right. One variant per sentence a person may have to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A text that is not empty.
    Text,
    /// A text of at most this many characters.
    TextUpTo(usize),
    /// A whole number between the two, both included.
    Integer(i64, i64),
    /// `true` or `false`.
    Boolean,
    /// A date without time, such as 2026-11-20.
    Date,
    /// A year and month such as 2026-04, a date, or `unknown`.
    DateOrUnknown,
    /// A list.
    List,
    /// A group of keys.
    Table,
    /// One of these words.
    OneOf(Vec<String>),
    /// No such key: these are the known ones.
    KnownKey(Vec<String>),
    /// Exactly these, in this order.
    Sequence(Vec<String>),
    /// An identifier of small letters, digits and hyphens, after this prefix.
    Id(String),
    /// An identifier that is not used twice.
    UniqueId,
    /// The identifier of something that exists.
    Existing(Thing),
    /// The identifier of an item that stands earlier in the same pack.
    EarlierItem,
    /// Lines of a document, such as `119` or `93-98,131`.
    Lines,
    /// The number of a rule, such as `INV-01`.
    Invariant,
    /// Exactly one chapeau (柱書き) in this part of the criteria.
    OneChapeau,
    /// Basic only what the minimum set has whatever the form of information.
    InMinimum,
    /// An address that starts with `https://`.
    HttpsUrl,
    /// A date not before this other one.
    NotBefore(String),
    /// Bytes in UTF-8.
    Utf8,
    /// At most this many bytes.
    AtMostBytes(u64),
    /// Well-formed TOML; the message of the parser.
    Toml(String),
    /// Well-formed JSON; the message of the parser.
    Json(String),
    /// The edition the reader knows: its words, for a result made with another one.
    Edition(String),
    /// The bytes with this SHA-256 (hexadecimal).
    Sha256(String),
    /// An answer, once per item.
    AnsweredOnce,
    /// At least one answer.
    SomeAnswer,
    /// In a cell that answers a question: one of the first answers; the second ones stand on other
    /// questions but not on this.
    AnswerOf(Vec<Answer>, Vec<Answer>),
    /// The same answer as in this other cell, which answers the same question.
    SameAnswer(CellPlace, Answer),
    /// A single tick among the columns of a question's answers; the other ticked cell.
    OneTick(CellPlace),
    /// A tick, or nothing.
    Tick,
    /// A question beside the mark: a number or a label of the list.
    QuestionBeside,
    /// The number that belongs to the label beside it: one of these.
    NumberOf(Vec<String>),
    /// A number beside the label, which is that of several questions.
    NumberBeside(Vec<String>),
    /// Letters that can be printed; the found ones cannot.
    Printable,
    /// A sheet of the check that was asked for; it looks like one of this other check: its id and title.
    SheetOf(String, Bilingual),
    /// A cell for each question: this one is merged over several.
    CellPerQuestion,
    /// The result of the formula, which the file does not hold.
    Computed,
    /// A column with the numbers or the labels of the questions.
    Questions,
    /// A column with answers.
    AnswerColumn,
    /// One column with answers: these differ.
    OneAnswerColumn(Vec<String>),
}

/// Something with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// An item of the checklist.
    Item,
    /// An axis of the checklist.
    Axis,
    /// A source document of the pack.
    Document,
    /// A case of a pack of cases.
    Case,
    /// A prefecture of the reference pack.
    Prefecture,
    /// A pack of the catalogue.
    Pack,
    /// An item of a checklist of the catalogue.
    ListedItem,
    /// A part of the criteria.
    Part,
    /// A form of information of the criteria.
    Form,
}

/// The shape of a value that cannot be shown in a few characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A list.
    List,
    /// A group of keys.
    Table,
    /// Bytes that are no text.
    Binary,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing at all.
    Nothing,
    /// This text, cut to [`Found::SHOWN`] characters.
    Value(String),
    /// Something of another shape.
    Shape(Shape),
    /// This many.
    Count(usize),
}

impl Found {
    /// How many characters of a found value are shown back.
    pub const SHOWN: usize = 60;

    /// A found value, cut so that a huge input never travels back whole.
    #[must_use]
    pub fn value(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Nothing;
        }
        let mut shown: String = text.chars().take(Self::SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self::Value(shown)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.at.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(cell) = &self.at.cell {
            match &cell.sheet {
                Some((number, name)) => write!(f, "sheet {number} `{name}` {}: ", cell.address())?,
                None => write!(f, "{}: ", cell.address())?,
            }
        }
        if !self.at.path.is_empty() {
            write!(f, "{}: ", self.at.path)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("a text"),
            Self::TextUpTo(n) => write!(f, "a text of at most {n} characters"),
            Self::Integer(from, to) => write!(f, "a whole number from {from} to {to}"),
            Self::Boolean => f.write_str("true or false"),
            Self::Date => f.write_str("a date such as 2026-11-20"),
            Self::DateOrUnknown => f.write_str("a date, a month such as 2026-04, or `unknown`"),
            Self::List => f.write_str("a list"),
            Self::Table => f.write_str("a group of keys"),
            Self::OneOf(words) => write!(f, "one of {}", ticked(words)),
            Self::KnownKey(words) => write!(f, "one of the keys {}", ticked(words)),
            Self::Sequence(words) => write!(f, "exactly {} in this order", ticked(words)),
            Self::Id(prefix) if prefix.is_empty() => f.write_str("an id of a-z, 0-9 and hyphens"),
            Self::Id(prefix) => write!(f, "an id that starts with `{prefix}`, then a-z, 0-9 and hyphens"),
            Self::UniqueId => f.write_str("an id that is not used twice"),
            Self::Existing(thing) => write!(f, "the id of an existing {}", thing.word()),
            Self::EarlierItem => f.write_str("the id of an item that stands earlier in the pack"),
            Self::Invariant => f.write_str("the number of a rule, such as `INV-01`"),
            Self::OneChapeau => f.write_str("one chapeau in this part"),
            Self::InMinimum => f.write_str("basic only what is in the minimum set whatever the form"),
            Self::Lines => f.write_str("lines such as `119` or `93-98,131`"),
            Self::HttpsUrl => f.write_str("an address that starts with `https://`"),
            Self::NotBefore(date) => write!(f, "a date not before {date}"),
            Self::Utf8 => f.write_str("text in UTF-8"),
            Self::AtMostBytes(n) => write!(f, "at most {n} bytes"),
            Self::Toml(message) => write!(f, "well-formed TOML ({message})"),
            Self::Json(message) => write!(f, "well-formed JSON ({message})"),
            Self::Edition(edition) => write!(f, "a result of edition {edition}"),
            Self::Sha256(hex) => write!(f, "the pack whose SHA-256 is {hex}"),
            Self::AnsweredOnce => f.write_str("one answer per item"),
            Self::SomeAnswer => f.write_str("at least one answer"),
            Self::AnswerOf(allowed, others) => {
                write!(f, "one of {}", marks(allowed))?;
                if others.is_empty() { Ok(()) } else { write!(f, " (not {})", marks(others)) }
            }
            Self::SameAnswer(cell, answer) => write!(f, "{} as in {}", answer.mark(), cell.address()),
            Self::OneTick(cell) => write!(f, "no second tick beside {}", cell.address()),
            Self::Tick => f.write_str("a tick or nothing"),
            Self::QuestionBeside => f.write_str("a question beside the mark"),
            Self::NumberOf(numbers) => write!(f, "{}, the number of the label beside it", numbers.join(" or ")),
            Self::NumberBeside(numbers) => write!(f, "a number beside the label: {}", numbers.join(" or ")),
            Self::Printable => f.write_str("letters that can be printed"),
            Self::SheetOf(other, _) => write!(f, "a sheet of this check, not of {other}"),
            Self::CellPerQuestion => f.write_str("a cell for each question"),
            Self::Computed => f.write_str("the formula's result"),
            Self::Questions => f.write_str("a column with the questions' numbers or labels"),
            Self::AnswerColumn => f.write_str("a column with answers"),
            Self::OneAnswerColumn(columns) => write!(f, "one column with answers of {}", columns.join(", ")),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Value(value) => write!(f, "`{value}`"),
            Self::Shape(Shape::List) => f.write_str("a list"),
            Self::Shape(Shape::Table) => f.write_str("a group of keys"),
            Self::Shape(Shape::Binary) => f.write_str("bytes that are no text"),
            Self::Count(n) => write!(f, "{n}"),
        }
    }
}

impl Thing {
    fn word(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Axis => "axis",
            Self::Document => "document",
            Self::Case => "case",
            Self::Prefecture => "prefecture",
            Self::Pack => "pack",
            Self::ListedItem => "item of a checklist",
            Self::Part => "part",
            Self::Form => "form of information",
        }
    }
}

fn ticked(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn marks(answers: &[Answer]) -> String {
    answers.iter().map(|answer| answer.mark()).collect::<Vec<_>>().join(" ")
}
