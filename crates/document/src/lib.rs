//! Workbook, CSV and TSV to cells, and back; pages for paper.
//!
//! The only crate with spreadsheet and layout libraries. Knows no domain: cells are texts, a paper is
//! headings, paragraphs, tables and figures, an archive is names and bytes.

pub mod archive;
mod book;
mod paper;
mod pdf;
pub mod read;

/// The licences of the fonts inside the binary: the SIL Open Font License asks that they go with it.
pub const FONT_LICENCES: &str = concat!(
    include_str!("../fonts/LICENSE-BIZUDGothic.txt"),
    "\n\n",
    include_str!("../fonts/LICENSE-MamoriFallback.txt"),
    "\n\n",
    include_str!("../fonts/LICENSE-NotoSans.txt"),
);

pub use book::{
    Book, BookCell, BookChart, BookChoices, BookColumn, BookError, BookRow, BookSeries, BookSheet, BookValue, Look,
    workbook,
};
pub use paper::{Align, Block, Column, Entry, Lang, Paper, Table};
pub use pdf::{PaperError, pdf, unprintable};
pub use read::{Sheet, Unreadable};
