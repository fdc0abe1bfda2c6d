//! A paper as data: what stands on it and in which order.
//!
//! Knows headings, texts, tables and figures; knows neither how they look (`pdf`) nor what they say.

use figures::Radar;

/// A document for A4 paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The language of all its words; decides line breaking, the Latin font and the words around page numbers.
    pub lang: Lang,
    /// The title, on the first page and in the metadata. Not empty.
    pub title: String,
    /// Small lines below the title and over the headline, such as whose and when.
    pub subtitle: Vec<String>,
    /// The sentence to remember.
    pub headline: Option<String>,
    /// What the paper says.
    pub blocks: Vec<Block>,
    /// Small lines at the end of the document.
    pub foot: Vec<String>,
    /// A short text at the foot of each page, beside the page's number.
    pub running: String,
    /// Who wrote it, in the metadata.
    pub author: String,
    /// Year, month and day it was made, in the metadata. There is no clock here.
    pub date: (u16, u8, u8),
}

/// The language of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// One thing on a paper. In every text a newline begins a new line; nothing else in it is markup.
/// A block without text or without parts is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The heading of what follows; it stays with it on one page.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small type.
    Note(String),
    /// A notice in a frame, of one or more paragraphs.
    Framed(Vec<String>),
    /// A list with dots.
    Bullets(Vec<String>),
    /// A numbered list of entries.
    Entries(Vec<Entry>),
    /// A table.
    Table(Table),
    /// A radar chart. Its title and description are its text for who cannot see it.
    Radar(Radar),
    /// Two columns of equal width, the left one read first. A new page within is ignored.
    Beside(Vec<Block>, Vec<Block>),
    /// Blocks that stay on one page, unless they are about as long as one. A new page within is ignored.
    Together(Vec<Block>),
    /// What follows begins on a new page.
    NewPage,
}

/// An entry of a numbered list: what it is called, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, in bold.
    pub title: String,
    /// Label and text of each line. A line whose label is empty has the whole width.
    pub lines: Vec<(String, String)>,
}

/// A table. Its head is repeated on each page it goes over to; a row stays on one page unless it is very tall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the table shows, over it.
    pub caption: Option<String>,
    /// One text for each column; empty for a table without a head.
    pub head: Vec<String>,
    /// The columns, at least one.
    pub columns: Vec<Column>,
    /// The rows, each with one text for each column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its part of the width, in proportion to the other columns' shares. At least 1.
    pub share: u8,
    /// Where its texts stand.
    pub align: Align,
}

/// Where a text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left: words.
    Left,
    /// In the middle: marks.
    Centre,
    /// At the right: numbers.
    Right,
}

impl Paper {
    /// Every text of the paper, in the order it is read.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.title.as_str(), &self.author, &self.running];
        texts.extend(self.subtitle.iter().chain(&self.headline).map(String::as_str));
        for block in &self.blocks {
            block.texts(&mut texts);
        }
        texts.extend(self.foot.iter().map(String::as_str));
        texts
    }
}

impl Block {
    fn texts<'a>(&'a self, texts: &mut Vec<&'a str>) {
        match self {
            Self::Heading(text) | Self::Text(text) | Self::Note(text) => texts.push(text),
            Self::Framed(list) | Self::Bullets(list) => texts.extend(list.iter().map(String::as_str)),
            Self::Entries(entries) => {
                for entry in entries {
                    texts.push(&entry.title);
                    texts.extend(entry.lines.iter().flat_map(|(label, text)| [label.as_str(), text]));
                }
            }
            Self::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                texts.extend(table.caption.iter().chain(cells).map(String::as_str));
            }
            Self::Radar(radar) => {
                texts.extend([radar.title.as_str(), &radar.description]);
                texts.extend(radar.spokes.iter().map(|spoke| spoke.label.as_str()));
            }
            Self::Beside(left, right) => left.iter().chain(right).for_each(|block| block.texts(texts)),
            Self::Together(blocks) => blocks.iter().for_each(|block| block.texts(texts)),
            Self::NewPage => {}
        }
    }
}
