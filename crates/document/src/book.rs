//! A workbook as data, and its bytes as an Excel file.
//!
//! Knows sheets, cells and how they look; knows nothing of what they say. A text is always written as a text:
//! there is no way to write a formula, whatever a text begins with.

mod write;

pub use self::write::workbook;

/// Letters of one cell, as Excel counts them (UTF-16).
pub(crate) const LONGEST_TEXT: usize = 32_767;

/// A workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The title: in the metadata, and at the foot of each printed page.
    pub title: String,
    /// Who wrote it, in the metadata.
    pub author: String,
    /// Year (from 1900), month and day it was made, in the metadata. There is no clock here.
    pub date: (u16, u8, u8),
    /// The sheets, at least one.
    pub sheets: Vec<BookSheet>,
}

/// A sheet of a workbook. Prints on A4, as wide as the page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BookSheet {
    /// Its name: 1 to 31 letters, none of `[ ] : * ? / \`, no apostrophe first or last, each once in a book.
    pub name: String,
    /// The columns, from A.
    pub columns: Vec<BookColumn>,
    /// The rows, from 1.
    pub rows: Vec<BookRow>,
    /// How many rows stay in sight on a screen.
    pub frozen_rows: u32,
    /// The row (counted from 0) that is repeated on each printed page.
    pub repeated_row: Option<u32>,
    /// Whether only answer cells can be typed in. There is no password: whoever wants to change more can.
    pub protected: bool,
    /// Whether the long edge of the paper lies below.
    pub landscape: bool,
    /// A chart.
    pub chart: Option<BookChart>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BookColumn {
    /// Its width in digits, 1 to 255; a kanji is as wide as two.
    pub width: f64,
}

/// A row, as high as its texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BookRow {
    /// The cells, from column A. A merged cell stands for all the columns it covers.
    pub cells: Vec<BookCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct BookCell {
    /// What stands in it.
    pub value: BookValue,
    /// How it looks, and whether it can be typed in.
    pub look: Look,
    /// What may be chosen in it.
    pub choices: Option<BookChoices>,
    /// How many columns it covers, at least 1.
    pub across: u16,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum BookValue {
    /// A text, never a formula. At most 32,767 letters.
    Text(String),
    /// A number that is finite.
    Number(f64),
    /// Nothing. In a chart it is a gap.
    Blank,
}

/// What may be typed in a cell: one of these, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookChoices {
    /// The choices, 255 letters with a comma between each two. None has a comma in it.
    pub list: Vec<String>,
    /// The title of the refusal, at most 32 letters, in the reader's language.
    pub title: String,
    /// What the refusal says, at most 255 letters, in the reader's language.
    pub message: String,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// The title of a sheet: large and bold, no frame.
    Title,
    /// A small text, no frame.
    Note,
    /// The head of a column: bold, framed.
    Head,
    /// A framed cell: texts at the left, numbers at the right.
    Plain,
    /// A framed cell with its text in the middle.
    Mark,
    /// A framed cell in bold: a sum.
    Total,
    /// A cell to choose or type a mark in: framed, in the middle, not locked.
    Answer,
    /// A cell to type a text in: framed, at the left, not locked.
    Field,
}

/// A radar chart of columns of its sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct BookChart {
    /// The title over it.
    pub title: String,
    /// The whole content in words, for who cannot see it.
    pub description: String,
    /// The first and the last row of the data, counted from 0.
    pub rows: (u32, u32),
    /// The column of the labels, counted from 0.
    pub labels: u16,
    /// What is drawn, the most important first.
    pub series: Vec<BookSeries>,
    /// The value at the rim; the centre is 0.
    pub most: f64,
    /// Row and column of the cell, counted from 0, at whose left upper corner it begins.
    pub at: (u32, u16),
    /// Its width and height in pixels.
    pub size: (u32, u32),
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSeries {
    /// Its name in the legend, which is there from two series on.
    pub name: String,
    /// The column of its values, counted from 0. A blank is a gap.
    pub column: u16,
    /// Whether it is drawn as a thin broken line, such as an earlier value to compare with.
    pub broken: bool,
}

/// Why there is no workbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// A name that no sheet can have, or that two have.
    #[error("`{0}` cannot be the name of a sheet here: 1 to 31 letters without [ ] : * ? / \\, each name once")]
    SheetName(String),
    /// A text longer than a cell takes.
    #[error("{cell} has {letters} letters, and a cell takes {LONGEST_TEXT}")]
    LongText {
        /// Which cell, such as `点検!D14`.
        cell: String,
        /// How many letters its text has.
        letters: usize,
    },
    /// A number that is none.
    #[error("{0} has a number that is not finite")]
    Number(String),
    /// Anything else the format does not allow.
    #[error("the workbook could not be written: {0}")]
    Format(String),
}

impl BookCell {
    /// A cell with a text.
    #[must_use]
    pub fn text(text: impl Into<String>, look: Look) -> Self {
        Self { value: BookValue::Text(text.into()), look, choices: None, across: 1 }
    }

    /// A cell with a number.
    #[must_use]
    pub fn number(number: f64, look: Look) -> Self {
        Self { value: BookValue::Number(number), look, choices: None, across: 1 }
    }

    /// A cell without anything in it.
    #[must_use]
    pub fn blank(look: Look) -> Self {
        Self { value: BookValue::Blank, look, choices: None, across: 1 }
    }

    /// The same cell over several columns.
    #[must_use]
    pub fn across(self, columns: u16) -> Self {
        Self { across: columns.max(1), ..self }
    }

    /// The same cell, in which only some texts may be typed.
    #[must_use]
    pub fn choices(self, choices: BookChoices) -> Self {
        Self { choices: Some(choices), ..self }
    }
}
