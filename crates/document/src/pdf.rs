//! A paper as PDF: PDF/A-2a and PDF/UA-1 in one file, set by typst out of memory alone.
//!
//! Knows pages and fonts. No package, network, file or clock is within reach of what is set, and no text of a
//! paper is ever read as markup: the template (`pdf/paper.typ`) gets the texts as JSON.

mod data;
mod fonts;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::fonts::FONTS;
pub use self::fonts::unprintable;
use crate::paper::Paper;

/// Letters of one paper. A report of a check has some ten thousand.
const MOST_LETTERS: usize = 500_000;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// Letters of the paper that cannot be printed, each once, in order; see [`unprintable`].
    #[error("no font has {}", list(.0))]
    Letters(Vec<char>),
    /// The paper is not one (a table with a row too long, a day that is none), or typst could not set it.
    #[error("the paper could not be set: {0}")]
    Layout(String),
}

/// The paper as PDF. The same paper gives the same bytes.
///
/// # Errors
/// [`PaperError::Letters`] before anything is set, [`PaperError::Layout`] otherwise.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let texts = paper.texts();
    let letters: usize = texts.iter().map(|text| text.chars().count()).sum();
    if letters > MOST_LETTERS {
        return Err(PaperError::Layout(format!("{letters} letters, and a paper takes {MOST_LETTERS}")));
    }
    let mut seen = BTreeSet::new();
    let missing: Vec<char> = texts.into_iter().flat_map(unprintable).filter(|letter| seen.insert(*letter)).collect();
    if !missing.is_empty() {
        return Err(PaperError::Letters(missing));
    }
    let desk = Desk::of(paper)?;
    let pdf = desk.set();
    // typst remembers every step it took. What was on a paper must not stay in memory.
    typst::comemo::evict(0);
    pdf
}

/// Everything typst can reach while it sets one paper.
struct Desk {
    paper: Bytes,
    today: Datetime,
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(*TEMPLATE_FILE, include_str!("pdf/paper.typ").to_owned()));
static TEMPLATE_FILE: LazyLock<FileId> = LazyLock::new(|| file("paper.typ"));
static PAPER_FILE: LazyLock<FileId> = LazyLock::new(|| file("paper.json"));

fn file(name: &str) -> FileId {
    #[expect(clippy::expect_used, reason = "both names are literals in this file, and every test meets them")]
    let path = VirtualPath::new(name).expect("a plain name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl Desk {
    fn of(paper: &Paper) -> Result<Self, PaperError> {
        let (year, month, day) = paper.date;
        let today = Datetime::from_ymd(i32::from(year), month, day)
            .ok_or_else(|| PaperError::Layout(format!("{year}-{month}-{day} is no day")))?;
        let paper = data::json(paper).map_err(PaperError::Layout)?.to_string().into_bytes();
        Ok(Self { paper: Bytes::new(paper), today })
    }

    fn set(&self) -> Result<Vec<u8>, PaperError> {
        let compiled = typst::compile::<PagedDocument>(self);
        debug_assert!(compiled.warnings.is_empty(), "{}", told(&compiled.warnings));
        let document = compiled.output.map_err(|faults| PaperError::Layout(told(&faults)))?;
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|fault| PaperError::Layout(fault.message().to_string()))?;
        let options = PdfOptions { standards, creator: Smart::Custom(None), ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|faults| PaperError::Layout(told(&faults)))
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        *TEMPLATE_FILE
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *TEMPLATE_FILE { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *PAPER_FILE { Ok(self.paper.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

fn told(faults: &[SourceDiagnostic]) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// Each letter with its number, because what no font has is rarely seen.
fn list(letters: &[char]) -> String {
    letters.iter().map(|letter| format!("`{letter}` (U+{:04X})", u32::from(*letter))).collect::<Vec<_>>().join(", ")
}
